"""What the rules about the whole corpus need to know about each article: some 200 bytes."""

import hashlib
from collections.abc import Collection, Container
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from ..files.corpus_folder import CorpusFolder
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
from ..text.similarity import NEAR_DUPLICATE, SAME_TEXT, jaccard
from .baseline import Key, key_of
from .near_duplicates import candidates, repeated, shingles, similar, sketch
from .subjects import CheckResult


class Note(NamedTuple):
    """What the rules about the whole corpus need to know about an article.

    `is_present`: it will be published, or an error says why not. `capture`: 16 bytes of its
    SHA-256; empty, as the sketch is, if the body cannot be found. `passes`: how many there are.
    `known`: entries of the baseline that it still needs.
    """

    id: str
    is_present: bool
    capture: bytes = b""
    sketch: bytes = b""
    passes: int = 0
    known: tuple[Key, ...] = ()


def note_of(result: CheckResult, baseline: Container[Key]) -> Note:
    """The note on an article that was checked."""
    known = tuple(key for f in result.findings if (key := key_of(f)) in baseline)
    article = result.article
    if article is None:
        return Note(result.id, result.has_errors, known=known)
    text, passes = article.resolution.capture.text, len(article.passes)
    return _note(result.id, text, article.body, passes)._replace(known=known)


def _note(id: str, capture: str, body: str, passes: int) -> Note:
    return Note(id, True, hashlib.sha256(capture.encode()).digest()[:16], sketch(body), passes)


class CorpusSummary:
    """A hash of every capture, a sketch of its text, and how many articles have two passes.

    `checked`: the articles whose rules ran, if not all.
    `known`: entries of the baseline that still apply.
    """

    def __init__(
        self, root: CorpusFolder, vocabulary: Vocabulary, checked: Collection[str] | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.known: set[Key] = set()
        self.articles = self.double = 0
        self.present: set[str] = set()
        self.audits: list[tuple[str, Any]] = []
        self._root, self._checked = root, checked
        self._ids: list[str] = []
        self._captures, self._sketches = bytearray(), bytearray()

    def add(self, note: Note) -> None:
        """Add an article."""
        self.known.update(note.known)
        if note.is_present:
            self.present.add(note.id)
        if not note.capture:
            return
        if note.id in self.vocabulary.ledger:  # what was never released is work in progress
            self.articles += 1
            self.double += note.passes > 1
        self._ids.append(note.id)
        self._captures += note.capture
        self._sketches += note.sketch

    def add_unchecked(self, id: str) -> None:
        """Add an article without running its rules."""
        source = self._root.read_article(id)
        if isinstance(source.annotation.data, bytes) and isinstance(source.capture.data, bytes):
            value, text = source.annotation.value, source.capture.text
            fits = text is not None and self.vocabulary.schema.is_valid(value)
            if fits and text is not None and (body := body_of(value, text)):
                self.add(_note(id, text, body, len(source.annotators)))
            else:
                self.add(Note(id, True))

    def body(self, id: str) -> str:
        """The published text of an article that was added."""
        source = self._root.read_article(id)
        return body_of(source.annotation.value, source.capture.text or "")

    def annotators(self, id: str) -> set[str]:
        """Who took part in annotating an article."""
        source = self._root.read_article(id)
        value = source.annotation.value
        acts = value.get("provenance", ()) if isinstance(value, dict) else ()
        return {*source.annotators, *(a["by"] for a in acts if isinstance(a, dict) and "by" in a)}

    def was_checked(self, path: str) -> bool:
        """Whether the rules ran on the article that a file belongs to."""
        id = path.rpartition("/")[2].rpartition(".")[0]
        return self._checked is None or id in self._checked

    @cached_property
    def copies(self) -> list[tuple[str, str]]:
        """Articles whose capture is that of an article added earlier, with the first of those."""
        return [(self._ids[i], self._ids[first]) for i, first in repeated(self._captures)]

    def similar_to(self, body: str) -> dict[str, float]:
        """Articles that share at least 80 % of their five-word sequences with a text, by id."""
        ids, own = map(self._ids.__getitem__, similar(self._sketches, body)), shingles(body)
        found = ((id, jaccard(own, shingles(self.body(id)), empty=0.0)) for id in ids)
        return {id: similarity for id, similarity in found if similarity >= NEAR_DUPLICATE}

    @cached_property
    def near_duplicates(self) -> list[tuple[str, str, float]]:
        """Articles whose text is nearly that of an earlier one, with the most similar of those."""
        runs = lru_cache(maxsize=64)(lambda id: shingles(self.body(id)))
        found: dict[str, tuple[str, float]] = {}
        copies = (i for i, _ in repeated(self._captures))
        for one, other in candidates(self._sketches, copies):
            first, second = sorted((self._ids[one], self._ids[other]))
            most = found.get(second, ("", 0.0))[1]
            if most < SAME_TEXT:  # a known copy need not be compared again
                similarity = jaccard(runs(first), runs(second), empty=0.0)
                if similarity >= NEAR_DUPLICATE and similarity > most:
                    found[second] = first, similarity
        return [(second, *near) for second, near in sorted(found.items())]
