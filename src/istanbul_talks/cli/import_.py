"""`import`: annotations from another tool become passes over articles of the corpus."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module

from ..contributing import begin
from ..contributing.begin import Contributor
from ..contributing.draft import save
from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..files.foreign import ForeignFiles
from ..files.source_article import SourceArticle
from ..formats import FORMATS
from ..formats.as_corpus import dataset_name, new_corpus
from ..formats.found import Taken
from ..formats.landing import Landed, blank, landed
from ..formats.record import Document
from ..model import vocabulary
from ..model.open_values import named_open_values
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
from ..text.visible import shown
from ..validation.finding import Severity
from ..validation.report import line, plural
from .sources import corpus_of, corpus_to_change

_NO_ARTICLE = "no article of the corpus has this id or this text"
_LAYERS = {"entities": "entities", "claims": "claims", "stance": "stances"}


def run(options: argparse.Namespace) -> int:
    if options.as_corpus is not None:
        return _as_corpus(options)
    root, today = corpus_to_change(options), date.today()
    known = vocabulary.load(root)
    who = _contributor(known, options, today)
    done, problems = 0, 0
    for taken in _read(options):
        for problem in [*map(str, taken.defects), *_imported(taken, root, known, who, today)]:
            print(shown(problem))
            problems += 1
        done += taken.document is not None
        if who.is_new and who.id in (known := vocabulary.load(root)).annotators:
            who = replace(who, is_new=False)  # the first pass has registered its annotator
    if not done and not problems:
        raise CorpusError(f"{options.path}: there is no document in it")
    command = f"istanbul-talks validate annotations/passes/{who.id}"
    after = "" if who.is_new else f" Next: fill in what is open, then run: {command}"
    print(f"{plural(done, 'document')} read, {plural(problems, 'problem')}.{after}")
    return int(bool(problems))


def _as_corpus(options: argparse.Namespace) -> int:
    """Make a corpus of the documents, and print what has no place in it."""
    root, target = corpus_of(options), options.as_corpus
    known = vocabulary.load(root)
    who = _contributor(known, options, date.today())
    if who.is_new and who.entry["kind"] == "human":
        who = replace(who, entry={**who.entry, "kind": "import"})
    name, lines = dataset_name(target), list[str]()
    with new_corpus(target, root, known) as made:
        for taken in _read(options):
            for problem in made.add(taken, who):
                lines.append(shown(problem))
                print(lines[-1])
        made.finish(name, options.format, who, lines)
        done = len(made.ids)
    print(f"{target}: {plural(done, 'article')}, {plural(len(lines), 'problem')}. Next:", end=" ")
    print(f"istanbul-talks validate --root {target}")
    return int(bool(lines))


def _read(options: argparse.Namespace) -> Iterator[Taken]:
    module, _, function = str(FORMATS[options.format].read).partition(".")
    reader = getattr(import_module(f"..formats.{module}", __package__), function)
    yield from reader(ForeignFiles(options.path))


def _contributor(known: Vocabulary, options: argparse.Namespace, today: date) -> Contributor:
    """The annotator. A new one is a model if only models write the format."""
    who = begin.contributor(known, options.by, options.introduce, today)
    if not FORMATS[options.format].by_models or who.entry["kind"] == "model":
        return who
    if not who.is_new:
        remedy = "Give the id of a model, or introduce one with --introduce"
        raise CorpusError(f"--by {who.id} is no model, but {options.format} is from one. {remedy}")
    model = {"kind": "model", "family": None, "provider": None, "version": None}
    return replace(who, entry={"id": who.id, **model, "note": who.entry["note"]})


def _imported(
    taken: Taken, root: CorpusFolder, known: Vocabulary, who: Contributor, today: date
) -> Iterator[str]:
    """Save a document as a pass, and print what it has. Yields what is wrong with it."""
    document = taken.document
    if document is None:
        return
    articles = _articles_of(document, CorpusFolder(root.path))
    if len(articles) != 1:
        ids = ", ".join(article.id for article in articles)
        why = f"several have its text: {ids}. Give one of these ids" if ids else _NO_ARTICLE
        yield f"{document.id}: left out, since {why}"
        return
    try:
        found = landed(document, articles[0], known, who)
        findings = save(root, known, found.draft, today) if found.is_new else []
    except CorpusError as error:
        yield str(error)
        return
    print(_summary(found, taken.unit, known))
    yield from (f"{document.id}: {note}" for note in found.notes)
    yield from (line(one) for one in findings if one.severity is Severity.ERROR)


def _articles_of(document: Document, root: CorpusFolder) -> list[SourceArticle]:
    """The article with the id of the document, else those with its text."""
    ids = root.ids()
    if document.id in ids:
        return [root.read_article(document.id)]
    text = blank(document.text).strip()
    return [one for one in map(root.read_article, ids) if text and text in _texts(one)]


def _texts(article: SourceArticle) -> tuple[str, str]:
    """Capture and published text of an article; empty where they cannot be read."""
    capture, value = article.capture.text or "", article.annotation.value
    try:
        return blank(capture).strip(), blank(body_of(value, capture)).strip()
    except (TypeError, LookupError, AttributeError):
        return blank(capture).strip(), ""


def _summary(found: Landed, unit: str, known: Vocabulary) -> str:
    annotation = found.draft.annotation
    counts = ", ".join(f"{name} {len(annotation[layer])}" for layer, name in _LAYERS.items())
    state = "" if found.is_new else ", as before"
    opened = plural(len(named_open_values(known.schema, annotation)), "value")
    return f"{found.draft.path}: {counts}; offsets in {unit}; {opened} still open{state}"
