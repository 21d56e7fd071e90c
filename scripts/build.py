"""Build the dataset from the corpus: check every file, write a release, read it back.

The release replaces an earlier one only when it is complete; if anything fails, nothing changes.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.build import Built, build, build_shards
from istanbul_talks.dataset.layout import BUILT, BUILT_TEXT_FREE, MANIFEST
from istanbul_talks.dataset.shard_task import has_errors
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk
from istanbul_talks.files.corpus_folder import CorpusFolder
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


def report(built: Built, out: Path) -> int:
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
    add("--root", type=Path, default=HERE, metavar="DIR", help="corpus (default: this checkout)")
    where = f"release folder to write (default: {BUILT}, or {BUILT_TEXT_FREE}, in the root)"
    add("--out", type=Path, metavar="DIR", help=where)
    kinds = "text-free: offsets, hashes and short quotes, no article (default: full)"
    add("--edition", choices=("full", "text-free"), default="full", help=kinds)
    processes = "processes, for a corpus of more than one shard (default: one for each core)"
    add("--jobs", type=positive, metavar="N", help=processes)
    add("--no-cache", action="store_true", help="build every shard, even if nothing in it changed")
    part = "build only the Ith of N parts of the shards, beside the release, and no release"
    add("--shards-only", type=share, metavar="I/N", help=part)
    add("--finish", action="store_true", help="make the release of what --shards-only has built")
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
    free, today = options.edition == "text-free", date.today()
    out = options.out or options.root / (BUILT_TEXT_FREE if free else BUILT)
    shards, before = out.with_name(f"{out.name}.shards"), disk.read(out / MANIFEST)
    wanted = {"today": today, "progress": Progress(), "free": free, "jobs": options.jobs}
    try:
        root = CorpusFolder(options.root)
        if options.shards_only:
            return report_shards(build_shards(root, shards, options.shards_only, **wanted), shards)
        cache, done = not options.no_cache, shards if options.finish else None
        built = build(root, out, cache=cache, shards=done, **wanted)
        if done and built.facts:
            shutil.rmtree(done)
    except CorpusError:
        raise
    except OSError as error:
        place = visible(str(error.filename or out), 500)
        print(f"build: {place}: {error.strerror}; {out} {state(out, before)}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"build: interrupted; {out} {state(out, before)}", file=sys.stderr)
        return 130
    else:
        return report(built, out)
    return 2


def report_shards(findings: Sequence[Finding], shards: Path) -> int:
    """Print what was found in some shards, and what comes next."""
    for finding in findings:
        print(line(finding), file=sys.stderr)
    print(f"These shards are in {shards}. When all are there, run --finish")
    return int(has_errors(findings))


def state(out: Path, before: object) -> str:
    """What became of the release folder, by its manifest before and now."""
    return "was not changed" if disk.read(out / MANIFEST) == before else "is the new release"


if __name__ == "__main__":
    sys.exit(guarded("build", main))
