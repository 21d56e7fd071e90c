"""Build the dataset from the corpus: check every file, write the release folder, read it back, move it into place."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from istanbul_talks.dataset.build import Built, build
from istanbul_talks.dataset.shards import SHARD
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.validation.text_report import line, summary

HERE = Path(__file__).resolve().parent.parent


def progress(done: int, total: int) -> None:
    """One line that counts on a terminal; a line every tenth of the work elsewhere."""
    if sys.stderr.isatty():
        print(
            f"\r{done:,} of {total:,} articles",
            end="\n" if done == total else "",
            file=sys.stderr,
            flush=True,
        )
    elif done == total or done % max(1, total // 10) == 0:
        print(f"{done:,} of {total:,} articles", file=sys.stderr)


def report(built: Built, out: Path) -> int:
    """Print what was built, or why nothing was."""
    for finding in built.findings:
        print(line(finding), file=sys.stderr)
    if built.facts is None:
        print(
            f"{summary(built.findings, 0).partition(': ')[2]}; {out} was left as it was",
            file=sys.stderr,
        )
        return 1
    for name, count in built.facts.tally.counts().items():
        print(f"{name:<12}{count:>8,}")
    print(f"{'version':<12}{built.facts.version:>8}")
    print(f"{'digest':<12}sha256:{built.facts.digest}")
    print(f"{'where':<12}{out}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--root",
        type=Path,
        default=HERE,
        metavar="DIR",
        help="folder of the corpus (default: this checkout)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="release folder to write (default: dist/istanbul-talks in the root, or dist/istanbul-talks-text-free)",
    )
    parser.add_argument(
        "--edition",
        choices=("full", "text-free"),
        default="full",
        help="text-free: offsets, hashes and short quotes, no article (default: full)",
    )
    parser.add_argument(
        "--shard", type=int, default=SHARD, metavar="N", help=f"articles a shard (default: {SHARD})"
    )
    options = parser.parse_args()
    free = options.edition == "text-free"
    out = options.out or options.root / "dist" / (
        "istanbul-talks-text-free" if free else "istanbul-talks"
    )
    try:
        return report(
            build(
                CorpusFolder(options.root),
                out,
                today=date.today(),
                progress=progress,
                shard=options.shard,
                free=free,
            ),
            out,
        )
    except CorpusError as refusal:
        print(f"build: {refusal}", file=sys.stderr)
    except OSError as error:
        print(
            f"build: {error.filename or out}: {error.strerror}; {out} was left as it was",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print(f"build: interrupted; {out} was left as it was", file=sys.stderr)
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
