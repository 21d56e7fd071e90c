"""Turn submitted forms into branches: form/NUMBER holds the capture and the annotation of one."""

import argparse
import sys
from pathlib import Path

from istanbul_talks.contributing.submission import make_branch, read_issue
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic
from istanbul_talks.text.visible import visible

ISSUE = "JSON of an issue, or of an event that contains one"
AGAIN = "This form cannot become an article yet. Edit it, then ask a maintainer to try again."


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Turn submitted forms into branches. A bad form never blocks another."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=ISSUE)
    parser.add_argument(
        "--base", default="HEAD", metavar="REV", help="branches start here (default: HEAD)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write what to say about form N to DIR/N.md"
    )
    options = parser.parse_args()
    bad = 0
    for path in options.files:
        number = None
        try:
            number, body = read_issue(path)
            reply = make_branch(Path.cwd(), options.base, number, body)
            print(f"form {number}: branch form/{number}")
        except CorpusError as error:
            bad += 1
            reply = f"{AGAIN}\n\n{error}\n"
            shown = [visible(line, 500) for line in str(error).splitlines()]
            heading = [] if number is None else [f"form {number}:"]
            print("\n  ".join([*heading, *shown]), file=sys.stderr)
        if options.out is not None and number is not None:
            atomic.write(options.out / f"{number}.md", reply.encode("utf-8", "backslashreplace"))
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
