"""Proposes a claim for selected words: its edges, its cue, who makes it, and how it is attributed.

Words that attribute are known in English. What is not clear is None.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from ..model.resolve import Resolution
from ..text.anchoring import Place
from ..text.selection import quotable
from ..text.sentences import sentences
from .names import ENGLISH

_DATA = ENGLISH["claims"]
_FREE, _BESIDE_QUOTES, _GAP = "-", "“", "*"  # what may follow a cue, besides words
_MARKS = '“„«‘"'
_DASHES = ("—", "–", "-")
_LONGEST = 4000  # code points of a sentence that is looked at
_FEW = 3  # words: a clause has more


def _by_word(table: Mapping[str, str]) -> dict[str, set[str]]:
    """What may follow each word of a table: “* that” is “that” after a name."""
    found: dict[str, set[str]] = {}
    for key, words in table.items():
        after = {key} if key.startswith(_GAP) else set(key.replace("that", "that whether").split())
        for word in words.split():
            found.setdefault(word, set()).update(after)
    return found


def _any(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


_VERBS, _NOUNS = _by_word(ENGLISH["cues"]["verbs"]), _by_word(ENGLISH["cues"]["nouns"])
_WORD, _NEXT = re.compile(r"\b[A-Za-z]+\b"), re.compile(r"\s+([a-z]+)\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")
_DETERMINED = re.compile(
    rf"(?:\b|(?=[’']s))(?:{_any(_DATA['determiners'])})\s+(?:\w+ly\s+)?\Z", re.I
)
_UNSAID = re.compile(
    rf"\b(?:{_any(_DATA['unsaid'])})\s+(?:(?:would|will|\w+ly)\s+)?\Z|\bif\b[^.;]{{0,60}}\Z", re.I
)
_RELATIVE = re.compile(rf",|\s+(?:{_any(_DATA['between'])})\b")  # promises that were made
_BETWEEN = re.compile(rf"(?:\s+(?:{_any(_DATA['between'])}|[a-z]+ly))*\s*\Z")
_APPOSITION = re.compile(r",[^,;.“”—–]{1,80},\Z")
_NO_SUBJECT = re.compile(rf"\b(?:{_any(_DATA['not_subjects'])})\s+(?:the\s+)?\Z", re.I)
_AND = re.compile(r",?\s+(?:and|but|or)(?:\s+(?:even|also|then|later|[a-z]+ly))*\s*\Z")
_JOINED = re.compile(r"\s+(?:(?:and|or)\s+(?:[a-z]+\s+){0,3}|he\s+|she\s+|they\s+)")
_THAT = re.compile(r",?\s+(?:that|which)\s+(?:the\s+)?(?:[A-Z]\w+ and (?:the\s+)?)?\Z")
_CLAUSE = re.compile(r"(?:,|\s+that|,?\s+while|,?\s+but|,?\s+and)\s+\Z")
_OPENING = re.compile(rf"(?:(?:{_DATA['openings'].replace(chr(10), '')})\b,?\s+)+")
_ENDING = re.compile(rf"\s*(?:{_DATA['endings'].strip()})".replace("\n", ""))
_FROM = re.compile(r"\s+(?:from\s+)?")
_SOMEONE = re.compile(r"(?<=[,”\"])\s+(?:[\w’'-]+\s+){1,6}\Z")  # “…,” the minister said
_BY = re.compile(r"\s+by\b")
_LISTENERS = re.compile(rf"\s+(?:{_any(_DATA['listeners'])})\b")
_TITLED = re.compile(r"\s+(?:the\s+)?(?:[A-Z]\w+\s+)*")
_QUOTED = re.compile(
    r"“[^“”]*”?|„[^“”„]*[“”]?|«[^«»]*»?|‘[^‘’]*(?:’\w[^‘’]*)*’|\"[^\"]*\"?|^[^“]*”", re.M
)

Named = tuple[Place, Mapping[str, Any]]


class Claim(NamedTuple):
    """A proposed claim in places of the body. `claimer`: an id of the annotation, or “article”."""

    quote: Place
    cue: Place | None = None
    claimer: str | None = None
    attribution: str | None = None


class _Cue(NamedTuple):
    """Words that attribute. `kind`: verb, noun, “by” after a verb, source for “according to”."""

    start: int
    end: int
    kind: str


class _Speaker(NamedTuple):
    """A mention beside a cue. `id`: None if it may stand for others than it names."""

    id: str | None
    start: int
    end: int


def propose_claim(
    annotation: Mapping[str, Any], resolution: Resolution, selected: Place
) -> Claim | None:
    """A claim for a selected place of the body; None if no word is selected."""
    body = resolution.body.text if resolution.body else ""
    place = quotable(body, selected)
    if place is None or not str(annotation["source"]["language"]).startswith("en"):
        return place and Claim(place)
    named: list[Named] = [
        (Place(found.start, found.end), annotation["entities"][found.entity])
        for found in resolution.mentions
    ]
    around = (one for one in sentences(body) if one.start <= place.start < one.end)
    sentence = next(around, place)
    if max(sentence.end, place.end) - sentence.start > _LONGEST:
        return Claim(place)
    return _Sentence(body, Place(sentence.start, max(sentence.end, place.end)), named).claim(place)


class _Sentence:
    """A sentence with its cues and names."""

    def __init__(self, text: str, place: Place, named: Sequence[Named]) -> None:
        self._text, self._place = text, place
        self._named = [(p, e) for p, e in named if place.start <= p.start and p.end <= place.end]
        self._quotes = [match.span() for match in _QUOTED.finditer(text, *place)]
        self._cues = list(self._joined(sorted(self._each())))

    def claim(self, place: Place) -> Claim:
        """The claim of its first cue in a place that governs words; else one of the article.

        Nouns such as “demand” count only if less than the sentence is selected, as do “proposed by”
        and “to demand”.
        """
        complete = place == quotable(self._text, self._place)
        for cue in self._cues:
            inside = place.start <= cue.start and cue.end <= place.end
            if inside and (not complete or self._is_main(cue)) and (found := self._of(cue, place)):
                return found
        opening = _OPENING.match(self._text, *place) if complete else None
        rest = Place(opening.end() if opening else place.start, place.end)
        quoted = any(self._words(*quote) > _FEW for quote in self._quotes)
        quote = self._cut(rest) if complete else None
        return Claim(quote or place, None, None if quoted else "article")

    def _is_main(self, cue: _Cue) -> bool:
        """Whether a cue is likely to govern its sentence."""
        infinitive = self._text.endswith(" to ", 0, cue.start)
        quotes = self._text[cue.end : cue.end + 2].strip()[:1] in _MARKS
        return cue.kind in ("verb", "source") and (quotes or not infinitive)

    def _each(self) -> Iterator[_Cue]:
        start, end = self._place
        for source in _ACCORDING.finditer(self._text, start, end):
            yield _Cue(*source.span(), "source")
        last = start
        for word in _WORD.finditer(self._text, start, end):
            verb, noun = (table.get(word[0].lower(), set()) for table in (_VERBS, _NOUNS))
            before = self._text[max(start, word.start() - 80) : word.start()]
            if not (verb or noun) or _UNSAID.search(before) or self._is_quoted(word.start()):
                continue
            after_cue = last > start and self._text[last : word.start()].isspace()
            is_noun = not verb or bool(noun and after_cue) or _DETERMINED.search(before)
            if found := self._end(word.end(), noun if is_noun else verb):
                kind = "noun" if is_noun else "verb"
                if by := None if is_noun else _BY.match(self._text, found):
                    found, kind = by.end(), "by"
                relative = is_noun and _RELATIVE.match(self._text, found)
                loose = word[0].endswith("ing") and before.rstrip().endswith(",")
                if not (relative or loose):
                    yield _Cue(word.start(), found, kind)
                last = found

    def _is_quoted(self, at: int) -> bool:
        return any(start < at < end for start, end in self._quotes)

    def _end(self, end: int, after: set[str]) -> int | None:
        """Where a cue ends whose word ends here; None if what must follow does not."""
        names = (p.end for p, _ in self._named if _FROM.fullmatch(self._text, end, p.start))
        listeners = _LISTENERS.match(self._text, end)
        gap = listeners.end() if listeners else next(names, None)
        for start in (end, gap):
            word = _NEXT.match(self._text, start) if start else None
            if word and (word[1] if start == end else f"{_GAP} {word[1]}") in after:
                return word.end()
        if listeners and _GAP in after:
            return gap
        beside = _BESIDE_QUOTES in after and re.search('[“”"]', self._text[slice(*self._place)])
        return end if beside or _FREE in after else None

    def _joined(self, cues: Sequence[_Cue]) -> Iterator[_Cue]:
        """Cues in order, each after the longer one that it begins: “said or claimed that”."""
        for cue, after in zip_longest(cues, cues[1:]):
            if after and self._belongs(cue, after):
                yield _Cue(cue.start, after.end, cue.kind)
            yield cue

    def _belongs(self, cue: _Cue, after: _Cue) -> bool:
        """Whether two cues are one: “said he believes”, “rejects Vey’s demand for”."""
        between = self._text[cue.end : after.start]
        if after.kind == "verb":
            return _JOINED.fullmatch(between) is not None
        if after.kind != "noun" or self._text.endswith((" that", " including"), 0, cue.end):
            return False
        return len(re.findall(r"[\w’']+", between)) < _FEW

    def _of(self, cue: _Cue, place: Place) -> Claim | None:
        """The claim that a cue attributes; None if it governs no words."""
        before, after = Place(place.start, cue.start), Place(cue.end, place.end)
        if cue.kind == "source":
            source = self._source(cue.end)
            rest = self._text[source.end : place.end]
            goes_on = self._words(*before) >= _FEW and rest.startswith((", and", ", but", ", who"))
            follows = rest.startswith(",") and not goes_on
            return self._made(Place(source.end, place.end) if follows else before, cue, source.id)
        speaker, subject = self._speaker(cue), self._subject(cue)
        if cue.kind == "by":
            return self._made(before, cue, speaker.id if speaker else None)
        someone = _SOMEONE.search(self._text, *before)
        begin = subject.start if subject else someone.start() if someone else before.end
        clause = Place(place.start, begin)
        ended = self._text[slice(*clause)].rstrip().endswith((",", "”", '"', "’"))
        last = speaker and (ended or self._words(speaker.end, place.end) < _FEW)
        if speaker and last and self._words(*before) >= _FEW:
            return self._made(before, cue, speaker.id)
        if subject and self._words(*after) < _FEW and (that := _THAT.search(self._text, *clause)):
            return self._made(Place(place.start, that.start()), cue, subject.id)
        if ended and self._words(*after) < _FEW <= self._words(*clause):
            return self._made(clause, cue, subject.id if subject else None)
        return self._made(after, cue, subject.id if subject else None)

    def _words(self, start: int, end: int) -> int:
        return len(re.findall(r"\w+", self._text[start:end]))

    def _made(self, place: Place, cue: _Cue, claimer: str | None) -> Claim | None:
        quote = self._cut(place)
        if quote is None:
            return None
        return Claim(quote, Place(cue.start, cue.end), claimer, self._attribution(quote))

    def _attribution(self, place: Place) -> str:
        quoted = [match.span() for match in _QUOTED.finditer(self._text, *place)]
        return "indirect" if not quoted else "direct" if quoted == [place] else "mixed"

    def _cut(self, place: Place) -> Place | None:
        """The words of a place without what begins another claim."""
        text, (start, end) = self._text, place
        quoted = [match.span() for match in _QUOTED.finditer(text, start, end)]
        endings = list(_ENDING.finditer(text, start, end))
        dashes = [found for found in endings if found[0].strip() in _DASHES]
        paired = dashes if len(dashes) % 2 == 0 else []
        ends = [found.start() for found in endings if found not in paired]
        for cue in self._cues:
            subject = self._subject(cue) if cue.kind == "verb" else None
            for joint, at in ((_AND, cue.start), (_CLAUSE, subject.start if subject else start)):
                found = joint.search(text, start, at) if start < at < end else None
                ends += [found.start()] if found else []
        for at in sorted(ends):
            if self._words(start, at) >= _FEW - 1 and not any(b < at < e for b, e in quoted):
                return quotable(text, Place(start, at))
        return quotable(text, place)

    def _subject(self, cue: _Cue) -> _Speaker | None:
        """Who is the subject of a cue; None if that is not clear."""
        begin = self._place.start
        before = self._text[begin : cue.start]
        if cue.kind == "noun":
            for place, entity in self._named:
                if cue.start < place.start and place.end < cue.end:
                    return _Speaker(entity["id"], *place)
            owner = re.search(r"[’']s?\s+(?:\w+\s+)?\Z", before)
            return self._named_before(begin + owner.start()) if owner else None
        if joint := _AND.search(before):
            earlier = [other for other in self._cues if other.end <= begin + joint.start()]
            found = self._subject(earlier[0]) if earlier else None
            return found and found._replace(start=begin + joint.start())
        between = _BETWEEN.search(before)
        before = before[: between.start()].rstrip() if between else before
        if apposition := _APPOSITION.search(before):
            before = before[: apposition.start()]
        return self._named_before(begin + len(before))

    def _named_before(self, end: int) -> _Speaker | None:
        """Whose mention ends here."""
        for place, entity in self._named:
            if place.end == end:
                before = self._text[self._place.start : place.start]
                owner = self._named_before(place.start - 4) if before.endswith(" of ") else None
                clear = entity["type"] != "NORP" and not _NO_SUBJECT.search(before)
                return owner or _Speaker(entity["id"] if clear else None, *place)
        return None

    def _speaker(self, cue: _Cue) -> _Speaker | None:
        """Who is named just after a cue, with or without a title: “said Vey”, “proposed by”."""
        for place, entity in self._named:
            between = self._text[cue.end : place.start]
            if _TITLED.fullmatch(between) and entity["type"] != "NORP":
                return _Speaker(entity["id"], *place)
        return None

    def _source(self, start: int) -> _Speaker:
        """Whom “according to” names: up to a comma."""
        end = re.compile(r"[,.;—–]").search(self._text, start, self._place.end)
        stop = end.start() if end else self._place.end
        for place, entity in self._named:
            titled = _TITLED.fullmatch(self._text[start : place.start])
            if place.end == stop and titled and entity["type"] != "NORP":
                return _Speaker(entity["id"], start, stop)
        return _Speaker(None, start, stop)
