"""Print the comment on a pull request: its articles, what changes in the data, the findings."""

import argparse
import sys
from datetime import date
from pathlib import Path

from istanbul_talks.cli.parser import guarded
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history.comment import comment


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", metavar="BASE", help="the revision to compare with")
    add, default = parser.add_argument, "the revision to show (default: HEAD)"
    add("head", metavar="HEAD", nargs="?", default="HEAD", help=default)
    add("--run", metavar="URL", help="the run whose artifact “site” is the site of the revision")
    given = parser.parse_args()
    root = CorpusFolder(Path.cwd())
    print(comment(root, given.base, given.head, date.today(), given.run), end="")
    return 0


if __name__ == "__main__":
    sys.exit(guarded("comment", main))
