"""`reanchor`: carry an annotation over to a changed capture."""

import argparse
import hashlib
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.source_article import MAX_CAPTURE, SourceFile, capture_path
from ..history.reanchor import MARK, Reanchored, reanchor, reanchor_additions, revised
from ..model import vocabulary
from ..model.registry import sorted_lines
from ..text.visible import visible
from ..validation.report import plural
from .propose import propose
from .sources import corpus_to_change, refuse_unknown


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    refuse_unknown([options.id], root.ids())
    words = vocabulary.load(root)
    article = root.read_article(options.id)
    new = _text(article.capture)
    digest = hashlib.sha256(new.encode()).hexdigest()
    files = _ledger(root, words, options, digest)
    missing = 0
    for file in (article.annotation, *article.passes.values()):
        document = file.document
        if document is None or document.problems or not words.schema.is_valid(document.value):
            found = f"{file.path} cannot be read, or has values still open"
            raise CorpusError(f"{found}. To see which, run: istanbul-talks validate {options.id}")
        value = document.value
        if value["text_sha256"] == digest:
            continue
        done = reanchor(value, _old(root, options, value["text_sha256"]), new)
        missing += len(done.missing)
        _print_result(file.path, done)
        files[root.path / file.path] = (
            document.data,
            canonical(words.schema.arrange(done.annotation)),
        )
    for file in article.additions.values():
        value, document, form = file.value, file.document, words.additions
        if form is None or document is None or not form.is_valid(value):
            raise CorpusError(f"{file.path} cannot be read. Run: istanbul-talks validate")
        if value["text_sha256"] == digest:
            continue
        old = _old(root, options, value["text_sha256"])
        done = reanchor_additions(value, article.annotation.value, old, new)
        missing += len(done.missing)
        _print_result(file.path, done)
        files[root.path / file.path] = document.data, canonical(form.arrange(done.annotation))
    if not files:
        print(f"{options.id}: the annotation already matches the capture")
        return 0
    written = propose(root, files, yes=options.yes)
    print("Written" if written else "Not written. To write, add: --yes")
    if missing and written:
        marked = f"{plural(missing, 'quote')} marked with the prefix “{MARK.strip()}”"
        print(f"{marked}. To see them, run: istanbul-talks validate {options.id}")
    return int(missing > 0 or not written)


def _ledger(
    root: CorpusFolder, words: vocabulary.Vocabulary, options: argparse.Namespace, digest: str
) -> dict[Path, tuple[bytes, bytes]]:
    """The ledger before and after, if a released text changes. CorpusError without a reason."""
    entry = words.ledger.get(options.id)
    if entry is None or entry["capture_sha256"] == digest:
        return {}
    last = [entry["since"], *words.releases][-1]
    reason = (options.why or "").strip()
    if not 10 <= len(reason) <= 2000 or not reason.isprintable():
        say = "Say on one line, in 10 to 2,000 characters, what was wrong with it: --why REASON"
        raise CorpusError(f"{last} was released with another text of {options.id}. {say}")
    entries = {**words.ledger, options.id: revised(entry, digest, last, reason)}
    path = root.path / "schema" / "ledger.jsonl"
    return {path: (disk.read_bytes(path), sorted_lines("ledger", entries.values()))}


def _print_result(name: str, done: Reanchored) -> None:
    counts = f"{done.kept} quotes kept, {done.rewritten} rewritten, {len(done.missing)} lost"
    print(f"{name}: {counts}")
    for lost in done.missing:
        proposal = f"; it may now be: “{visible(lost.proposal, 300)}”" if lost.proposal else ""
        place = "/".join(map(str, lost.pointer))
        print(f"  lost /{place}: “{visible(lost.words, 160)}”: {lost.why}{proposal}")
    for form, (before, now) in done.forms.items():
        count = f"{plural(now, 'time')}, not {before}"
        print(f"  “{visible(form)}” now occurs {count}: check the mentions")


def _old(root: CorpusFolder, options: argparse.Namespace, wanted: str) -> str:
    """The text the annotation was made for. CorpusError if it is not found or has another hash."""
    name = capture_path(options.id)
    data: Any = None
    if options.old is not None and Path(options.old).is_file():
        data = disk.read(Path(options.old), MAX_CAPTURE)
    elif options.old is not None:
        if blob := git.tree(root.path, options.old, name).get(name):
            (data,) = git.blobs(root.path, [blob.id], MAX_CAPTURE)
    elif git.is_repository(root.path):
        data = git.last_with(root.path, name, wanted, MAX_CAPTURE)
    if not isinstance(data, bytes):
        problem = f"the annotated text (SHA-256 {wanted[:12]}…) is not in the history"
        remedy = "Name a file that has it: --from old.txt; without one, correct the quotes by hand"
        raise CorpusError(f"{name}: {problem}. {remedy}")
    if hashlib.sha256(data).hexdigest() != wanted:
        problem = "this is not the text the annotation was made for"
        raise CorpusError(f"{options.old}: {problem} (its SHA-256 is not {wanted[:12]}…)")
    return _text(SourceFile(name, lambda: data, MAX_CAPTURE))


def _text(file: SourceFile) -> str:
    if file.text is None:
        raise CorpusError(f"{file.path}: {file.problem}. Save the text as UTF-8 first")
    return file.text
