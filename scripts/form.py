"""Turn submitted forms into branches: form/NUMBER holds the capture and the annotation of one."""

import argparse
import multiprocessing
import sys
from pathlib import Path

from istanbul_talks.contributing.submission import make_branch, read_issue, refused
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic
from istanbul_talks.text.visible import visible

ISSUE = "JSON of an issue, or of an event that contains one"
LONGEST = 300  # seconds for one form
UNREADABLE = "the text of the article cannot be read ({}). Send it as plain text, not as a page"


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Turn submitted forms into branches. A bad form never blocks another."
    )
    add, start = parser.add_argument, "branches start here (default: HEAD)"
    add("files", nargs="+", type=Path, metavar="FILE", help=ISSUE)
    add("--base", default="HEAD", metavar="REV", help=start)
    reply = "write what to say about form N to DIR/N.md, and what it changes to DIR/N.patch"
    add("--out", type=Path, metavar="DIR", help=reply)
    options = parser.parse_args()
    bad = 0
    for path in options.files:
        try:
            number, body = read_issue(path)
        except CorpusError as error:
            bad += 1
            report("", error)
        else:
            bad += not handled(number, body, options)
    return int(bad > 0)


def handled(number: int, body: str, options: argparse.Namespace) -> bool:
    """Whether a form became a branch. In a process of its own, which a page may hang or kill."""
    child = multiprocessing.get_context("fork").Process(
        target=handle, args=(number, body, options), daemon=True
    )
    child.start()
    child.join(LONGEST)
    ended = child.exitcode
    if ended is None:
        child.kill()
        child.join()
    if ended not in (0, 1):
        why = f"not done after {LONGEST} seconds" if ended is None else "it crashed the program"
        refuse(number, CorpusError(UNREADABLE.format(why)), options.out)
    return ended == 0


def handle(number: int, body: str, options: argparse.Namespace) -> None:
    """Make the branch of one form. Exits with 1 if it cannot become one."""
    try:
        made = make_branch(Path.cwd(), options.base, number, body)
    except CorpusError as error:
        refuse(number, error, options.out)
    except Exception as error:  # noqa: BLE001 - whatever a page does, the person gets an answer
        refuse(number, CorpusError(UNREADABLE.format(type(error).__name__)), options.out)
    else:
        print(f"form {number}: branch form/{number}")
        if options.out is not None:
            atomic.write(options.out / f"{number}.md", made.reply.encode())
            atomic.write(options.out / f"{number}.patch", made.patch)
        return
    sys.exit(1)


def refuse(number: int, error: CorpusError, out: Path | None) -> None:
    report(f"form {number}: ", error)
    if out is not None:
        atomic.write(out / f"{number}.md", refused(error).encode())


def report(before: str, error: CorpusError) -> None:
    """Print an error. In the log of a workflow, no line of it can be a command."""
    for line in str(error).split("\n"):
        print(f"{before}{visible(line, 500)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
