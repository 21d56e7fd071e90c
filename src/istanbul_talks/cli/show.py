"""`show`: print an article with its annotation, or what a permanent link means now."""

import argparse
import json
import textwrap
from collections.abc import Iterable, Iterator

from ..dataset.links import Link, parse
from ..errors import CorpusError
from ..files import git
from ..files.corpus_folder import CorpusFolder
from ..history.follow import follow
from ..history.marked import RESTORE, head, marked, notes, words_or_place
from ..history.versions import Folder, Release, Revision
from ..model import vocabulary
from ..model.article import article_of
from ..model.item_names import value_name
from ..model.open_values import without_open
from ..model.quotes import quotes_of
from ..model.records import Article, Claim, Stance
from ..model.resolve import resolve
from ..reading.corpus import load
from ..text.visible import in_marks, shown, visible
from ..validation.validator import Checker, checked
from .articles import articles
from .sources import corpus_here, refuse_unknown, wants_colours

_WITHOUT = f"(This is the text-free edition. To restore the text, run: {RESTORE})"
_MOST_PLACES, _AROUND = 200, 30  # places of words; code points around each
_COLOURS = {"PERSON": 35, "NORP": 36, "ORG": 34, "GPE": 32, "LOC": 32, "FAC": 33, "EVENT": 31}


def run(options: argparse.Namespace) -> int:
    if "/" in options.id:  # a permanent link
        print(*_linked(parse(options.id), options), sep="\n")
        return 0
    root, open = corpus_here(options), list[str]()
    if options.places is not None:
        print(*_places(root, options), sep="\n")
        return 0
    if root is None:
        (article,) = articles(options, [options.id])
    else:
        refuse_unknown([options.id], root.ids())
        (draft,) = checked(root, [options.id], drafts=True)
        value = without_open(draft.annotation, draft.open)
        article = article_of(value, resolve(value, draft.resolution.capture.text))
        raw = draft.document.value if draft.document else value
        open = [value_name(raw, pointer) for pointer in draft.open]
    if options.format == "markdown":
        version = Folder(root, "current files") if root else Release(load())
        print(marked(article, version.propositions()), end="")
        return 0
    print(*lines(article, colours=wants_colours()), *_section("Still open", open), sep="\n")
    return 0


def _places(root: CorpusFolder | None, options: argparse.Namespace) -> Iterator[str]:
    """Every place of some words in the body, with the quote to write for it."""
    if root is None:
        raise CorpusError("--places needs a corpus. Run this in a checkout, or give --root")
    refuse_unknown([options.id], root.ids())
    article = Checker(root).check(options.id).article
    if article is None:
        why = "To see why, run: istanbul-talks validate"
        raise CorpusError(f"{options.id} cannot be read. {why}")
    source, words = article.resolution.body or article.resolution.capture, options.places
    found = list(quotes_of(source, words, _MOST_PLACES))
    if not found:
        raise CorpusError(f"“{visible(words)}” is not in the body of {options.id}")
    for (start, end), quote in found:
        line = article.line_of_body(start) if article.body else article.line_of_capture(start)
        around = " ".join(source.text[max(0, start - _AROUND) : end + _AROUND].split())
        value = shown(json.dumps(quote, ensure_ascii=False))
        yield f"line {line}: …{visible(around, 4 * _AROUND)}…  {value}"
    if len(found) == _MOST_PLACES:
        yield f"These are the first {_MOST_PLACES} places"


def _linked(link: Link, options: argparse.Namespace) -> Iterator[str]:
    """What a link means: in a checkout by its history, elsewhere in the installed release."""
    root = corpus_here(options)
    if root is None:
        release = Release(load())
        version = str(release.corpus.version)
        if link.version != version:
            remedy = f"Load version {link.version}, or run this in a checkout with its history"
            raise CorpusError(f"{link}: version {version} is installed. {remedy}")
        yield from follow(release, release, link)
        return
    releases = vocabulary.load(root).releases
    if link.version not in releases:
        known = f"Released versions: {', '.join(releases) or 'none yet'}"
        raise CorpusError(f"{link}: version {link.version} was never released. {known}")
    commit = git.commit_of(root.path, link.version, releases)
    yield from follow(Revision(root, commit), Folder(root, "the current files"), link)


def lines(article: Article, *, colours: bool) -> Iterator[str]:
    """The article as lines for a terminal, with every control character escaped."""
    yield from head(article)
    yield ""
    text = _WITHOUT if article.text is None else _marked(article, colours=colours)
    for paragraph in text.split("\n"):
        yield from _wrapped(paragraph) or [""]
    yield from _section("Claims", map(_claim, article.claims))
    yield from _section("Stances", map(_stance, article.stance))
    yield from _section("Notes", notes(article))


def _wrapped(text: str, first: str = "", indent: str = "") -> list[str]:
    wrapper = textwrap.TextWrapper(100, first, indent)
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    return wrapper.wrap(text)


def _marked(article: Article, *, colours: bool) -> str:
    pieces, at = [], 0
    for mention in article.mentions:
        pieces.append(shown(article.text[at : mention.start]))
        label = f"[{visible(mention.text, 200)}]({mention.entity})"
        colour = _COLOURS.get(mention.type, 39)  # a draft may not have chosen the type
        pieces.append(f"\x1b[{colour}m{label}\x1b[0m" if colours else label)
        at = mention.end
    return "".join([*pieces, shown(article.text[at:])])


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        if number == 1:
            yield from ("", title)
        yield from _wrapped(item, f"{number:3}. ", " " * 5)


def _claim(claim: Claim) -> str:
    how = f", {claim.attribution} {in_marks(claim.cue or '', 80)}" if claim.attribution else ""
    words = f"{visible(claim.claimer_name)}{how}: {words_or_place(claim.quote, claim, 300)}"
    return f"{words} ({claim.type}, {claim.epistemic}) #claims/{claim.id}"


def _stance(stance: Stance) -> str:
    condition = f", if {in_marks(stance.condition, 200)}" if stance.condition else ""
    evidence = "; ".join(words_or_place(span.text, span, 200) for span in stance.evidence)
    label = f"{visible(stance.holder_name)} {stance.label} {stance.target}{condition}"
    how = f"({stance.expression}, {stance.certainty})"
    return f"{label} {how}: {evidence} #stance/{visible(stance.id)}"
