"""`fmt`: write annotations in canonical form."""

import argparse

from ..errors import NotFoundError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.strict_json import MAX_BYTES
from ..model import vocabulary
from ..text.visible import visible
from ..validation.article_check import unreadable
from ..validation.report import line
from .sources import corpus_to_change


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    failed = not _tidy(root, options)
    words = vocabulary.load(root)
    below = (root.path / "annotations").resolve()
    schemas = {below / "decisions": words.decisions, below / "audits": words.audit}
    added, decided = words.additions or words.schema, words.addition_decisions or words.schema
    schemas |= {below / "additions" / name: added for name in root.adders}
    schemas[below / "additions" / "decisions"] = decided
    for path in options.paths:
        if not disk.exists(path):
            raise NotFoundError(f"{visible(str(path))}: this file does not exist")
    registries = {(root.path / path).resolve() for path in vocabulary.REGISTRY_FILES}
    for path in options.paths or list(root.annotation_files()):
        if path.resolve() in registries:
            continue
        file = root.read_file(path.absolute())
        shown, problems = visible(file.path), unreadable(file)
        for problem in problems:
            print(line(problem))
        failed = failed or bool(problems)
        if file.document is None or problems:
            continue
        schema = schemas.get(path.absolute().parent.resolve(), words.schema)
        wanted = schema.canonical_form(file.document) or file.document.data
        if len(wanted) > MAX_BYTES:
            most = f"{MAX_BYTES:,} bytes"
            print(f"{shown}: error too-large: in canonical form the file is larger than {most}")
            failed = True
        elif wanted != file.document.data and options.check:
            print(f"{shown}: not in canonical form. Run: istanbul-talks fmt")
            failed = True
        elif wanted != file.document.data:
            atomic.write(path, wanted)
            print(f"{shown}: written")
    return int(failed)


def _tidy(root: CorpusFolder, options: argparse.Namespace) -> bool:
    """Write the registries in canonical form, or say which are not. Returns whether all are."""
    chosen, tidy = {path.resolve() for path in options.paths}, True
    for name, data in vocabulary.untidy_registries(root):
        path = root.path / name
        if chosen and path.resolve() not in chosen:
            continue
        tidy = tidy and not options.check
        if options.check:
            print(f"{name}: not in canonical form. Run: istanbul-talks fmt")
            continue
        atomic.write(path, data)
        print(f"{name}: written")
    return tidy
