"""Dates, labels and provenance as people say them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from ..dataset.text_free import MOST_WORDS, is_long
from ..model.records import Act, Article
from ..text import edtf
from ..text.visible import visible
from .edition import AUTHOR

_LABELS = {
    "genre": {
        "aggregation": "summary of other reports",
        "user-generated": "posted by a user",
        "press-release": "press release",
    },
    "entity_type": {
        "PERSON": "person",
        "NORP": "people or group",
        "ORG": "organisation",
        "GPE": "country or city",
        "LOC": "region or place",
        "FAC": "building",
        "EVENT": "event",
    },
    "role": {
        "party": "party to the conflict",
        "venue": "place of the talks",
        "other": "another part",
    },
    "attribution": {
        "direct": "word for word",
        "indirect": "in the author’s words",
        "mixed": "partly word for word",
    },
    "type": {"numerical": "number", "causal": "cause"},
    "epistemic": {
        "true-certain": "says it is so",
        "true-uncertain": "thinks it likely or possible",
        "false-certain": "denies it",
        "false-uncertain": "doubts it",
        "unknown": "leaves it open",
    },
    "label": {"FAVOR": "for", "AGAINST": "against", "NONE": "neither for nor against"},
    "expression": {"explicit": "said outright", "implicit": "implied"},
    "certainty": {"high": "clear", "medium": "another reading is possible", "low": "a guess"},
    "basis": {
        "internal": "stated in the article",
        "external": "from another source",
        "conjecture": "inferred",
    },
    "kind": {"human": "a person", "model": "a model", "import": "an import"},
    "did": {
        "annotate": "annotated",
        "review": "reviewed",
        "adjudicate": "adjudicated",
        "enrich": "made additions",
    },
}
_POSITION = {  # how strongly somebody commits to a position, which is no fact
    "true-certain": "holds it",
    "true-uncertain": "leans to it",
    "false-certain": "refuses it",
    "false-uncertain": "leans against it",
}
_COLUMNS = {  # the names of columns in passes, where they are not those of the vocabularies
    "claim_type": "type",
    "stance_label": "label",
}
_NUMBERS = ("never", "once", "twice", "three times", "four times", "five times")
_MOST_OF_A_NAME, _MOST_OF_A_NOTE = 200, 4000  # characters
_QUOTE = re.compile(r"“[^“”]*(?:“[^“”]*”[^“”]*)*”")


def label_in_words(column: str, value: object, kind: str | None = None) -> str:
    """A value of a column as people say it: “denies it”, “partly word for word”; null is “–”.

    `kind`: the type of a claim, for its `epistemic`.
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "epistemic" and kind == "position" and value in _POSITION:
        return _POSITION[str(value)]
    return _LABELS.get(_COLUMNS.get(column, column), {}).get(str(value), str(value))


def headline(article: Article) -> str:
    """The headline of an article; of one without, the outlet and the day."""
    day, _, _ = date_in_words(article).partition(" (")
    return article.title or f"{article.publisher or 'Outlet not known'}, {day}"


def name_in_words(id: str | None, name: str | None) -> str:
    """The name of a claimer or holder: “the author” for the article's own voice."""
    return "the author" if id == AUTHOR else visible(name or "–", _MOST_OF_A_NAME)


def target_in_words(target: str) -> str:
    """A proposition by the words of its id. `Edition.target_words` knows the capitals of names."""
    return target.replace("-", " ")


def stance_in_words(label: str, target: str) -> str:
    """What a holder is for or against, by the id or words of the target: “against shared ferry”."""
    said = "no clear stance on" if label == "NONE" else label_in_words("label", label)
    return f"{said} {target_in_words(target)}"


def date_in_words(article: Article) -> str:
    """When an article was published: “12–14 May 2025 (inferred)”, “2 June 2025 (probably)”."""
    written = article.published
    if written is None:
        return "date unknown"
    days = " ".join(written.split())
    first, _, last = days.partition("/")
    try:
        said = _span(first, last or first)
    except ValueError:
        return days
    note = _qualified(article, days)
    return f"{said} ({note})" if note else said


def _qualified(article: Article, written: str) -> str:
    if "?" in written or "%" in written:
        return "probably"
    if "~" in written:
        return "about"
    known = {"conjecture": "inferred", "external": "from another source"}
    return known.get(article.date_basis, "a guess" if article.date_certainty == "low" else "")


def _span(first: str, last: str) -> str:
    start, end = edtf.parse(first), edtf.parse(last)
    one, other = _day(start.earliest, start.precision), _day(end.latest, end.precision)
    is_same_kind = len(one) == len(other)
    shared = 0
    while is_same_kind and shared < len(one) and one[-1 - shared] == other[-1 - shared]:
        shared += 1
    own = one[: len(one) - shared]
    dash = "–" if is_same_kind and len(own) == 1 else " – "
    return f"{' '.join(own)}{dash}{' '.join(other)}" if own else " ".join(other)


def _day(day: date, precision: str) -> list[str]:
    parts = [str(day.day), f"{day:%B}", str(day.year)]
    return parts[{"day": 0, "month": 1, "year": 2}[precision] :]


def days_in_words(days: Iterable[str]) -> str:
    """The first and last of some days: “21–22 November 2026”."""
    ordered = sorted(days)
    return _span(ordered[0], ordered[-1])


def provenance_in_words(acts: Sequence[Act], passes: Mapping[str, str]) -> str:
    """Who made an annotation: “Annotated twice by models, then adjudicated by a third, …”.

    `passes`: the kind of each annotator who made a pass of their own.
    """
    judges = [act for act in acts if act.did == "adjudicate"]
    makers = {**{act.by: act.kind for act in acts if act.did == "annotate"}, **passes}
    deciding = {judge.by for judge in judges}
    kinds = [kind for by, kind in makers.items() if by not in deciding] or [*makers.values()]
    times = _NUMBERS[len(kinds)] if len(kinds) < len(_NUMBERS) else f"{len(kinds)} times"
    parts = [f"Annotated {times} by {_by(kinds)}"] if kinds else []
    if judges:
        third = kinds == [judges[-1].kind] * 2
        parts.append(f"adjudicated by {'a third' if third else _by([judges[-1].kind])}")
    if readers := {act.by: act.kind for act in acts if (act.did, act.kind) == ("review", "human")}:
        parts.append(f"reviewed by {_by([*readers.values()])}")
    said = ", then ".join(parts[:2]) + "".join(f", {part}" for part in parts[2:])
    days = f", {days_in_words(act.date for act in acts)}" if acts else ""
    people = "human" in {*passes.values(), *(act.kind for act in acts)}
    end = "." if people else ". No human has reviewed it."
    return f"{said[:1].upper()}{said[1:]}{days}{end}"


def _by(kinds: list[str]) -> str:
    different = sorted(set(kinds))  # people first
    if len(different) == 1 and len(kinds) > 1:
        return {"human": "people", "model": "models"}.get(kinds[0], "imports")
    return " and ".join(label_in_words("kind", kind) for kind in different)


def spoken(is_text_free: bool) -> Callable[[str | None], str]:
    """How notes and decisions are shown: in the text-free edition, long quotes in them are cut."""

    def said(text: str | None) -> str:
        shown = visible(text or "", _MOST_OF_A_NOTE)
        return _QUOTE.sub(_cut, shown) if is_text_free else shown

    return said


def _cut(quote: re.Match[str]) -> str:
    """A quotation of at most four words: the word before it may be of the article, too."""
    if not is_long(quote[0]):
        return quote[0]
    kept = quote[0][1:-1].split()[: MOST_WORDS - 1]
    while kept and is_long(" ".join(kept)):
        kept.pop()
    return f"“{' '.join(kept)} …”"
