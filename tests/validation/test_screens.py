"""Screens that skip what cannot be found: without them, the findings are the same."""

import copy
import hashlib
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import TODAY, harbour
from istanbul_talks.files import strict_json
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.source_article import SourceArticle, SourceFile
from istanbul_talks.model import registered, vocabulary
from istanbul_talks.text import boundaries, garbled, visible
from istanbul_talks.text.anchoring import Place
from istanbul_talks.validation import subjects
from istanbul_talks.validation.article_check import check_article
from istanbul_talks.validation.finding import Finding
from istanbul_talks.validation.rules import entities, stance

# Hidden, combining, foreign, garbled, quoted, and words that rules look for.
_HIDDEN = "\u200b\u00ad\u202e\u2028\x07\r\u0301\u0345\u02bc\ufe0f\ufffd\u1100\u1161"
_SHOWN = '“”’‘«"—-éığыև普京İÃ©@\\? \n'
_WORDS = (
    "e\u0301",
    "👩\u200d🚒",
    "🇺🇦",
    "â€™",
    "not",
    " a@b.org ",
    "Read more",
    "2 comments",
    "A ",
    "",
)
PIECES = (*_HIDDEN, *_SHOWN, *_WORDS)


def pointers(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every text of an annotation."""
    if isinstance(value, str):
        yield pointer
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from pointers(inner, (*pointer, key))


def at(value: Any, pointer: tuple[Any, ...]) -> Any:
    for key in pointer:
        value = value[key]
    return value


def edited(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 3)):
        i = chance.randint(0, len(text))
        piece = chance.choice((*PIECES, text[i : i + 99]))
        text = text[:i] + piece + text[i + chance.choice((0, 0, 0, 1, 4)) :]
    return text


def article(folder: CorpusFolder, chance: random.Random) -> SourceArticle:
    """An article of the corpus with a few random edits."""
    id = chance.choice(folder.ids())
    source = folder.read_article(id)
    annotation, text = copy.deepcopy(source.annotation.value), source.capture.text or ""
    if chance.random() < 0.6:
        text = edited(text, chance)
    for _ in range(chance.randint(0, 4)):
        every = [*pointers(annotation)]
        notes = [pointer for pointer in every if pointer[-1] == "note"]
        *outer, key = pointer = chance.choice(chance.choice((every, every, notes)))
        start = chance.randint(0, len(text))
        words = text[start : start + chance.randint(1, 60)]
        counted = {"quote": words, "occurrence": 1}
        old = at(annotation, pointer)
        at(annotation, outer)[key] = chance.choice((edited(old, chance), words, counted))
    data = text.encode()
    annotation["text_sha256"] = hashlib.sha256(data).hexdigest()
    dumped = orjson.dumps(annotation, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    files = {source.capture.path: data, source.annotation.path: dumped}
    return SourceArticle(id, lambda path, most: files.get(path))


def findings(folder: CorpusFolder) -> list[tuple[Finding, ...]]:
    known = vocabulary.load(folder)
    sources = (article(folder, random.Random(seed)) for seed in range(100))
    return [check_article(source, known, TODAY).findings for source in sources]


@pytest.fixture
def without_screens(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def always(*given: Any) -> bool:
        return True

    monkeypatch.setattr(strict_json.Document, "is_plain", False)
    monkeypatch.setattr(strict_json.Document, "may_have", always)
    monkeypatch.setattr(SourceFile, "is_plain", False)
    monkeypatch.setattr(subjects, "may_be_odd", always)
    monkeypatch.setattr(boundaries, "may_split", always)
    monkeypatch.setattr(registered, "_first_words", lambda *given: given[-1].forms.keys())
    monkeypatch.setattr(garbled, "_FIRST", Everything())
    return monkeypatch


class Everything:
    """A set of all characters."""

    def __contains__(self, character: str) -> bool:
        return True

    def isdisjoint(self, characters: str) -> bool:
        return False


@pytest.mark.slow
def test_findings_are_the_same_without_screens(
    without_screens: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = CorpusFolder(harbour(tmp_path / "corpus"))
    found = findings(folder)
    without_screens.undo()
    assert findings(folder) == found
    rules = {finding.rule for own in found for finding in own}
    assert rules >= {"hidden-character", "zero-width", "quote-folded", "splits-word"}


def test_plain_characters_have_nothing_that_a_rule_looks_for() -> None:
    plain = [c for c in map(chr, range(0x110000)) if visible.is_plain(c)]
    assert len(plain) > 40_000
    text = "".join(plain)
    assert not visible._compiled(visible._HIDDEN).search(text)
    assert not re.search("[\r\u0085\u2028\u2029]", text)
    assert not any(unicodedata.category(character)[0] == "M" for character in plain)


def test_plain_characters_are_in_nfc_beside_each_other() -> None:
    # What can join the character before it is the second part of some decomposition.
    parts = (unicodedata.decomposition(chr(i)).split() for i in range(0x110000))
    second = {chr(int(two[1], 16)) for two in parts if len(two) == 2 and two[0][0] != "<"}
    assert {"\u0301", "\u3099"} < second
    assert not any(map(visible.is_plain, second))
    assert not any(map(visible.is_plain, map(chr, range(0x1160, 0x1200))))


PROSE = st.text(st.sampled_from('aB C1 ,.;)’”“"«»‘_éÉ\nNato '))


@given(PROSE)
def test_quotations_are_those_of_the_plain_pattern(text: str) -> None:
    plain = r"“[^“”\n]*”|\"[^\"\n]*\"|«[^«»\n]*»|(?<!\w)‘[^‘\n]*?’(?!\w)"
    spans = [match.span() for match in re.finditer(plain, text)]
    assert [match.span() for match in stance.QUOTED.finditer(text)] == spans


@given(PROSE)
def test_names_are_those_of_the_plain_pattern(text: str) -> None:
    plain = r"(?<=[\w,;’'”)] )(?:[A-ZÉ]\w+(?: (?=[A-ZÉ]))?)+"
    spans = [match.span() for match in re.finditer(plain, text)]
    assert [match.span() for match in entities._names("É").finditer(text)] == spans


@given(st.lists(st.integers(0, 9), unique=True), st.integers(0, 9), st.integers(0, 4))
def test_a_quotation_around_a_place_is_found(edges: list[int], start: int, length: int) -> None:
    edges.sort()
    quoted = list(zip(edges[::2], edges[1::2], strict=False))
    place = Place(start, start + length + 1)
    inside = any(first <= place.start and place.end <= last for first, last in quoted)
    assert stance._is_inside(place, quoted) is inside
