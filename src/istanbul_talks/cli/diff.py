"""`diff`: two versions of the data compared."""

import argparse
import sys
from collections.abc import Iterator

from ..dataset.links import Link, parse
from ..errors import CorpusError
from ..history import report
from ..history.differences import differences
from ..history.follow import Followed, follow
from ..history.versions import Folder, Version, open_version
from ..text.visible import visible
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
        link = parse(options.follow)
        print("\n".join(followed(follow(old, new, link), link, new)))
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


def followed(found: Followed, link: Link, new: Version) -> Iterator[str]:
    """What a record was, and what became of it."""
    yield str(link)
    for name, value in found.record.items():
        hidden = name == "id" or (name == "text" and not link.layer) or isinstance(value, list)
        if not hidden and value not in (None, ""):
            yield f"  {name}: {visible(str(value), 300)}"
    name = visible(new.version or new.name, 100)
    place = f"#{link.layer}/{found.now}" if link.layer else str(found.now)
    if found.now is None:
        yield f"{name} does not have it{_reason(link, new)}"
    elif not found.changes:
        yield f"{name} has it, unchanged: {place}"
    else:
        yield f"{name} has it as {place}"
        for entry in report.entries(found.changes):
            yield f"  {report.one_line(entry)}"


def _reason(link: Link, new: Version) -> str:
    """What the ledger says about a record that was removed."""
    lines = {line["id"]: line for line in new.vocabularies().get("ledger", {}).get("entries", ())}
    entry = lines.get(link.article, {})
    if "retired" in entry:
        return f": the article was retired: {visible(entry['retired'], 500)}"
    for gone in entry.get("gone", ()):
        if gone["item"] == f"{link.layer}/{link.id}":
            instead = f" Instead: #{gone['instead']}" if "instead" in gone else ""
            return f". Last in {visible(gone['last'], 40)}: {visible(gone['reason'], 500)}{instead}"
    return ""
