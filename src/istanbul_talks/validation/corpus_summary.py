"""What the rules about the whole corpus need to know about each article: about 100 bytes."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any, NamedTuple

from ..files.corpus_folder import CorpusFolder
from ..files.source_article import SourceArticle
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
from ..text.ids import IdList
from ..text.similarity import NEAR_DUPLICATE, SAME_TEXT, jaccard
from .baseline import Key, key_of
from .finding import Finding, Severity
from .near_duplicates import SIZE, candidates, repeated, shingles, similar, sketch
from .subjects import CheckResult

KEY = 16  # bytes of the hash of a capture


class Note(NamedTuple):
    """What the rules about the corpus, and later runs, need to know of an article."""

    id: str
    findings: tuple[Finding, ...]
    checked: bool  # by its rules
    complete: bool  # capture and annotation are files
    passes: int = 0
    capture: bytes = b""  # a hash of its text; empty if the article cannot be used
    sketch: bytes = b""  # of its body

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def is_blocked(self) -> bool:
        """Whether rules did not run because of errors."""
        return not self.capture and self.has_errors

    def with_text(self, capture: str, body: str, passes: int) -> Note:
        """This note, about an article that can be used."""
        digest = hashlib.sha256(capture.encode()).digest()[:KEY]
        return self._replace(passes=passes, capture=digest, sketch=sketch(body))


class NoteTable:
    """Notes in columns, which take a quarter of the memory of a list of notes."""

    def __init__(self) -> None:
        self.ids, self._states, self._passes = IdList(), bytearray(), array("I")
        self._captures, self._sketches = bytearray(), bytearray()
        self._findings: dict[int, tuple[Finding, ...]] = {}

    def __len__(self) -> int:
        return len(self._states)

    def append(self, note: Note) -> None:
        """Add a note at the end."""
        if note.findings:
            self._findings[len(self)] = note.findings
        self.ids.append(note.id)
        self._states.append(note.checked | note.complete << 1 | bool(note.capture) << 2)
        self._passes.append(note.passes)
        self._captures += note.capture or bytes(KEY)
        self._sketches += note.sketch or bytes(SIZE)

    def __iter__(self) -> Iterator[Note]:
        for i, id in enumerate(self.ids):
            state, text = self._states[i], (b"", b"")
            if state & 4:
                capture = bytes(self._captures[i * KEY : (i + 1) * KEY])
                text = capture, bytes(self._sketches[i * SIZE : (i + 1) * SIZE])
            found = self._findings.get(i, ())
            yield Note(id, found, bool(state & 1), bool(state & 2), self._passes[i], *text)


def note_of(result: CheckResult) -> Note:
    """The note about an article that was checked."""
    article, source = result.article, result.source
    note = Note(result.id, result.findings, True, is_complete(source))
    if article is None:
        return note
    return note.with_text(article.resolution.capture.text, article.body, len(article.passes))


def is_complete(source: SourceArticle) -> bool:
    """Whether the capture and the annotation of an article are files."""
    return all(isinstance(f.data, bytes) for f in (source.annotation, source.capture))


class CorpusSummary:
    """A hash of every capture, a sketch of its text, and how many articles have two passes.

    `ids`: of all articles, in any order. `checked`: those whose rules ran, if not all.
    `known`: entries of the baseline that still apply.
    """

    def __init__(
        self,
        root: CorpusFolder,
        vocabulary: Vocabulary,
        ids: IdList,
        checked: Collection[str] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.known: set[Key] = set()
        self.articles = self.double = 0
        self.audits: list[tuple[str, Any]] = []
        self._root, self._ids, self._checked = root, ids, checked
        self._present = bytearray(len(ids))
        self._captures, self._sketches = bytearray(len(ids) * KEY), bytearray(len(ids) * SIZE)

    def add(self, at: int, note: Note) -> None:
        """Add the article at a place. One whose rules ran is present if they report an error."""
        known = self.vocabulary.baseline
        self.known.update(key for f in note.findings if (key := key_of(f)) in known)
        complete = note.has_errors if self._checks(note.id) else note.complete
        self._present[at] = bool(note.capture) or complete
        if note.capture:
            if note.id in self.vocabulary.ledger:  # what was never released is work in progress
                self.articles += 1
                self.double += note.passes > 1
            self._captures[at * KEY : (at + 1) * KEY] = note.capture
            self._sketches[at * SIZE : (at + 1) * SIZE] = note.sketch

    def absent(self, ids: Iterable[str]) -> set[str]:
        """Those of some ids whose articles are not in the corpus."""
        missing = set(ids)
        missing.difference_update(compress(self._ids, self._present))
        return missing

    def body(self, id: str) -> str:
        """The published text of an article that was added."""
        source = self._root.read_article(id)
        return body_of(source.annotation.value, source.capture.text or "")

    def annotators(self, id: str, day: str) -> set[str]:
        """Who took part in annotating an article, up to and on a day."""
        source = self._root.read_article(id)
        files = (source.annotation, *source.passes.values())
        values = (file.value for file in files if isinstance(file.value, dict))
        lists = (value.get("provenance") for value in values)
        acts = (act for acts in lists if isinstance(acts, list) for act in acts)
        own = (act for act in acts if isinstance(act, dict) and "by" in act)
        return {str(act["by"]) for act in own if str(act.get("date", day)) <= day}

    def was_checked(self, path: str) -> bool:
        """Whether the rules ran on the article that a file belongs to."""
        return self._checks(path.rpartition("/")[2].rpartition(".")[0])

    def _checks(self, id: str) -> bool:
        return self._checked is None or id in self._checked

    @cached_property
    def copies(self) -> list[tuple[str, str]]:
        """Articles whose capture is that of an earlier one in `ids`, with the first of those."""
        return [(self._ids[i], self._ids[first]) for i, first in repeated(self._captures)]

    def similar_to(self, body: str) -> dict[str, float]:
        """Articles that share at least 80 % of their five-word sequences with a text, by id."""
        ids, own = map(self._ids.__getitem__, similar(self._sketches, body)), shingles(body)
        found = ((id, jaccard(own, shingles(self.body(id)), empty=0.0)) for id in ids)
        return {id: similarity for id, similarity in found if similarity >= NEAR_DUPLICATE}

    @cached_property
    def near_duplicates(self) -> list[tuple[str, str, float]]:
        """Articles with nearly the text of one whose id sorts before; the most similar of those."""
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
