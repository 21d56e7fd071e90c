"""`diff`: two versions of the data compared."""

import argparse
import sys

from ..dataset.links import parse
from ..errors import CorpusError
from ..history import report
from ..history.differences import differences
from ..history.follow import follow
from ..history.versions import Folder, open_version
from .sources import corpus_here


def run(options: argparse.Namespace) -> int:
    root = corpus_here(options)
    old = open_version(options.old, root)
    if options.new is not None:
        new = open_version(options.new, root)
    elif root is not None:
        new = Folder(root, "current files")
    else:
        remedy = "Name a second version, or the folder of a corpus with --root"
        raise CorpusError(f"there is no corpus here to compare with. {remedy}")
    if options.follow:
        print(*follow(old, new, parse(options.follow)), sep="\n")
        return 0
    summary = report.Summary(old, new)
    parts = differences(old, new)
    if options.format == "json":
        sys.stdout.writelines(report.as_json(parts, summary))
    elif options.format == "markdown":
        sys.stdout.write(report.markdown(parts, summary))
    else:
        sys.stdout.writelines(f"{line}\n" for line in report.text(parts, summary))
    return int(summary.unreadable > 0)
