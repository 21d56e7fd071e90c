"""Build the dataset from the corpus: check every file, write a release, read it back.

The release replaces an earlier one only when it is complete; if anything fails, nothing changes.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.build import Built, build, build_shards, run_here
from istanbul_talks.dataset.layout import BUILT, BUILT_TEXT_FREE, MANIFEST
from istanbul_talks.dataset.parts import Parts
from istanbul_talks.dataset.shard_task import has_errors
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk
from istanbul_talks.publishing.cluster import Site, site
from istanbul_talks.text.visible import visible
from istanbul_talks.validation.finding import Finding
from istanbul_talks.validation.report import line, summary

HERE = Path(__file__).resolve().parent.parent


class Progress:
    """Shows articles done, their rate and what is left: on a terminal, or for every tenth."""

    def __init__(self) -> None:
        self.began, self.tenths = time.monotonic(), 0

    def __call__(self, done: int, total: int) -> None:
        tenths, live = done * 10 // total, sys.stderr.isatty()
        rate = done / max(time.monotonic() - self.began, 0.001)
        left = f", {(total - done) / rate:,.0f} s left" if done < total else ""
        said = f"{done:,} of {total:,} articles, {rate:,.0f} a second{left}"
        if live:
            print(f"\r{said:<70}", end="\n" if done == total else "", file=sys.stderr, flush=True)
        elif tenths > self.tenths:
            print(said, file=sys.stderr)
        self.tenths = tenths


def report(built: Built, out: str) -> int:
    """Print what was built, or why nothing was."""
    for finding in built.findings:
        print(line(finding), file=sys.stderr)
    if built.facts is None:
        counts = summary(built.findings, 0).partition(": ")[2]
        print(f"{counts}; {out} was not changed. Fix the errors first", file=sys.stderr)
        return 1
    rows = built.facts.tally.counts().items()
    lines = [f"{name:<12}{count:>8,}" for name, count in rows]
    lines.append(f"{'version':<12}{built.facts.version:>8}")
    lines.append(f"{'digest':<12}sha256:{built.facts.digest}")
    lines.append(f"{'where':<12}{out}")
    try:
        print("\n".join(lines), flush=True)
    except OSError as error:
        said = f"{out} is the new release, but this could not be printed: {error.strerror}"
        print(f"build: {said}", file=sys.stderr)
        return 2
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    corpus = "corpus: a folder, or an address such as s3://BUCKET/PATH (default: this checkout)"
    add("--root", default=str(HERE), metavar="PLACE", help=corpus)
    where = f"folder or address to write (default: {BUILT}, or {BUILT_TEXT_FREE}, in the root)"
    add("--out", metavar="PLACE", help=where)
    kinds = "text-free: offsets, hashes and short quotes, no article (default: full)"
    add("--edition", choices=("full", "text-free"), default="full", help=kinds)
    processes = "processes, for a corpus of more than one shard (default: one for each core)"
    add("--jobs", type=positive, metavar="N", help=processes)
    add("--no-cache", action="store_true", help="build every shard, even if nothing in it changed")
    part = "build only the Ith of N parts of the shards, beside the release, and no release"
    add("--shards-only", type=share, metavar="I/N", help=part)
    add("--finish", action="store_true", help="make the release of what --shards-only has built")
    add("--scheduler", metavar="tcp://HOST:PORT", help="build the shards on this Dask cluster")
    return parser.parse_args()


def share(text: str) -> tuple[int, int]:
    part, of = map(positive, text.split("/"))
    if part > of:
        raise ValueError(text)
    return part, of


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def main() -> int:
    options = arguments()
    free = options.edition == "text-free"
    out = options.out or f"{options.root.rstrip('/')}/{BUILT_TEXT_FREE if free else BUILT}"
    before = disk.read(Path(out) / MANIFEST)
    try:
        with site(options.root, out) as place:
            return made(place, options, {"today": date.today(), "free": free})
    except CorpusError:
        raise
    except OSError as error:
        where = visible(str(error.filename or out), 500)
        print(f"build: {where}: {error.strerror}; {out} {state(out, before)}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"build: interrupted; {out} {state(out, before)}", file=sys.stderr)
        return 130
    return 2


def made(place: Site, options: argparse.Namespace, wanted: dict[str, Any]) -> int:
    """Build shards, or a release, or both, and report it."""
    jobs, progress = options.jobs, Progress()
    separate = options.scheduler or place.needs_shards
    if options.shards_only or (separate and not options.finish):
        run = place.run(options.scheduler, jobs) if separate else run_here(jobs)
        part = options.shards_only or (1, 1)
        found = build_shards(place.root, place.shards, part, progress=progress, run=run, **wanted)
        if options.shards_only:
            return report_shards(found, place.shards)
    shards = place.shards if separate or options.finish else None
    wanted |= {
        "progress": None if separate else progress,
        "cache": not options.no_cache,
        "jobs": jobs,
    }
    built = build(place.root, place.target, shards=shards, **wanted)
    if shards and built.facts:
        place.finish()
    return report(built, place.out)


def report_shards(findings: Sequence[Finding], shards: Parts) -> int:
    """Print what was found in some shards, and what comes next."""
    for finding in findings:
        print(line(finding), file=sys.stderr)
    print(f"These shards are in {shards}. When all are there, run --finish")
    return int(has_errors(findings))


def state(out: str, before: object) -> str:
    """What became of the release folder, by its manifest before and now."""
    return "was not changed" if disk.read(Path(out) / MANIFEST) == before else "is the new release"


if __name__ == "__main__":
    sys.exit(guarded("build", main))
