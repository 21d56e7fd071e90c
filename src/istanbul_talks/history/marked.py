"""An article as marked text in Markdown: for comments on pull requests, and for `show`.

Names are bold, claims are quoted below their paragraph, stances are a table. Whatever the article
and its annotation say, none of their words is markup, a link, a mention or a command.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..model.records import Article, Claim, Mention, Span, Stance
from ..text.anchoring import Place
from ..text.markdown import inert, table
from ..text.revision import hunks
from ..text.visible import in_marks, visible
from .changes import Change

RESTORE = "istanbul-talks restore --texts DIR"
_LABELS = {"FAVOR": "for", "AGAINST": "against", "NONE": "neither for nor against"}
_PARAGRAPH = re.compile(r"\S[^\n]{0,2999}(?=\s|$)|\S[^\n]{0,2999}")
_QUOTED, _NOTED = 600, 400  # characters of a quote and of a note that are shown
_FOR_STANCES = 3  # the table gets at most this part of the room
_COUNTS = 300  # characters of the last line
_NO_LIMIT = 1 << 30
_BELOW = "  \n> — "  # between a quote and its line below


@dataclass(frozen=True, slots=True)
class Edits:
    """What changed in an article: how its items did, by layer and id, and where its text did."""

    items: Mapping[tuple[str, str], str]
    text: Sequence[Place]

    def __contains__(self, item: object) -> bool:
        return item in self.items

    def places(self, article: Article) -> list[Place]:
        """Every place of the text with something that changed."""
        claims = [c for c in article.claims if ("claim", c.id) in self]
        stances = (s for s in article.stance if ("stance", s.id) in self)
        mentions = (
            m for m in article.mentions if ("mention", m.id) in self or ("entity", m.entity) in self
        )
        evidence = (span for stance in stances for span in stance.evidence)
        spans: Iterable[Claim | Mention | Span] = (*claims, *mentions, *evidence)
        return [*self.text, *(Place(span.start, span.end) for span in spans)]


def edits_of(changes: Iterable[Change]) -> Edits | None:
    """What changed, according to a comparison. None for a new article, where everything did."""
    items, text = dict[tuple[str, str], str](), list[Place]()
    for change in changes:
        if (change.layer, change.kind) == ("article", "added"):
            return None
        if (change.layer, change.field) == ("text", "text"):
            text += [hunk.new for hunk in hunks(change.before, change.after)]
        if change.kind not in ("follows", "removed"):
            items[change.layer, change.id] = "new" if change.kind == "added" else "changed"
    return Edits(items, text)


def head(article: Article) -> Iterator[str]:
    """Headline, source and date, with hidden characters escaped."""
    yield visible(article.title or "(no headline in the capture)", 200)
    source = (article.publisher, article.author, article.section)
    known = " · ".join(visible(part, 200) for part in source if part)
    yield f"{known or '(no source in the capture)'} · {article.genre} · {article.language}"
    date = f"{article.published or 'unknown'} ({article.date_basis}, {article.date_certainty})"
    by = sorted({f"{visible(act.by)} ({act.kind})" for act in article.provenance})
    yield f"published {date} · {article.status}, by {', '.join(by)}"


def words_or_place(words: str | None, span: Claim | Span, most: int) -> str:
    """Words in quotation marks; where they are, in an edition that does not have them."""
    place = f"characters {span.start} to {span.end}"
    return place if words is None else in_marks(words, most)


def marked(
    article: Article,
    targets: Mapping[str, str],
    edits: Edits | None = None,
    most: int = _NO_LIMIT,
) -> str:
    """An article in about `most` characters; with `edits`, only the paragraphs that changed.

    `targets`: propositions by id. The last line counts what is left out and says where to see it.
    """
    title, *facts = map(inert, head(article))
    top = "  \n".join([f"<b>{title}</b>", *facts])
    wanted = [s for s in article.stance if edits is None or ("stance", s.id) in edits]
    rows = _fitting([_row(s, targets, edits) for s in wanted], (most - len(top)) // _FOR_STANCES)
    room = most - len(top) - sum(map(_size, rows)) - _COUNTS
    paragraphs = _paragraphs(article)
    changed = None if edits is None else edits.places(article)
    numbers = [n for n, (place, _) in enumerate(paragraphs) if _is_in(place, changed)]
    blocks = _fitting([[_block(article, *paragraphs[n], edits)] for n in numbers], room)
    shown = numbers[: len(blocks)]
    parts = [top]
    for number, before, block in zip(shown, [-1, *shown], blocks, strict=False):
        parts += [*(["⋯"] if number > before + 1 else []), *block]
    if rows:
        parts.append(table("holder | stance | proposition | evidence", rows))
    lines = [[f"- {inert(note)}"] for note in notes(article)] if edits is None else []
    if remarks := _fitting(lines, room - sum(map(_size, blocks))):
        parts.append("\n".join(line for (line,) in remarks))
    claims = sum(len(paragraphs[n][1]) for n in shown)
    counts = {
        "paragraphs": (len(shown), len(paragraphs)),
        "claims": (claims, len(article.claims)),
        "stances": (len(rows), len(article.stance)),
        "notes": (len(remarks), len(article.notes)),
    }
    if any(some < all for some, all in counts.values()):
        listed = ", ".join(f"{some:,} of {all:,} {what}" for what, (some, all) in counts.items())
        see = f"istanbul-talks show {article.id} --format markdown"
        parts.append(f"Shown here: {listed}. To see everything, run: `{see}`")
    return "\n\n".join(parts) + "\n"


def notes(article: Article) -> Iterator[str]:
    """The remarks on an article, one line each, with hidden characters escaped."""
    for note in article.notes:
        quote = f"{in_marks(note.quote, 80)}: " if note.quote else ""
        yield f"{quote}{visible(note.note, _NOTED)}"


def _size(cells: Iterable[str]) -> int:
    return sum(len(cell) + 3 for cell in cells)


def _fitting(rows: Sequence[Sequence[str]], room: int) -> list[Sequence[str]]:
    """As many of the first rows as there is room for."""
    return [*rows[: bisect_right([*accumulate(map(_size, rows))], room)]]


def _paragraphs(article: Article) -> list[tuple[Place, list[Claim]]]:
    """The paragraphs, each with the claims that begin in it; without a text, all of it is one."""
    claims = sorted(article.claims, key=lambda claim: (claim.start, -claim.end))
    if article.text is None:  # of the text-free edition
        return [(Place(0, _NO_LIMIT), claims)]
    places = [Place(*match.span()) for match in _PARAGRAPH.finditer(article.text)]
    return [(p, [c for c in claims if p.start <= c.start < p.end]) for p in places]


def _is_in(paragraph: Place, changed: Sequence[Place] | None) -> bool:
    if changed is None:
        return True
    return any(p.start <= paragraph.end and p.end >= paragraph.start for p in changed)


def _block(article: Article, place: Place, claims: list[Claim], edits: Edits | None) -> str:
    """A paragraph with its names in bold, then its claims."""
    words = _marked_words(article, place)
    blocks, outer = [words], 0
    for claim in claims:
        if claim.end <= outer:  # inside the claim before it
            blocks[-1] += f"  \n> ↳ {_claim(claim, edits, ': ')}"
        else:
            blocks.append(f"> {_claim(claim, edits, _BELOW)}")
            outer = claim.end
    return "\n\n".join(blocks)


def _marked_words(article: Article, place: Place) -> str:
    if article.text is None:
        return f"(This is the text-free edition. To restore the text, run: `{RESTORE}`)"
    names = {entity.id: entity.name for entity in article.entities}
    pieces, at = [], place.start
    for mention in article.mentions:
        if place.start <= mention.start < place.end:
            words = article.text[mention.start : min(mention.end, place.end)]
            whose = (
                "" if names.get(mention.entity) == words else f"<sup>{inert(mention.entity)}</sup>"
            )
            pieces += [inert(article.text[at : mention.start]), f"<b>{inert(words)}</b>{whose}"]
            at = mention.end
    return "".join([*pieces, inert(article.text[at : place.end])])


def _claim(claim: Claim, edits: Edits | None, between: str) -> str:
    """The quote of a claim, then who makes it, how, its labels and its note."""
    who = "the article" if claim.claimer == "article" else claim.claimer_name
    how = [claim.attribution] if claim.attribution else []
    how += [f"cue {in_marks(claim.cue, 80)}"] if claim.cue else []
    labels = [claim.type, claim.epistemic, *(["check-worthy"] if claim.checkworthy else [])]
    note = f" · note: {visible(claim.note, _NOTED)}" if claim.note else ""
    rest = f"{', '.join(['', *how])} · {', '.join(labels)} · {claim.id}{note}"
    quote = inert(words_or_place(claim.quote, claim, _QUOTED))
    return f"{quote}{between}<b>{inert(who)}</b>{inert(rest)}{_state('claim', claim.id, edits)}"


def _row(stance: Stance, targets: Mapping[str, str], edits: Edits | None) -> tuple[str, ...]:
    label = _LABELS.get(stance.label, stance.label)
    condition = f", condition {in_marks(stance.condition, _QUOTED)}" if stance.condition else ""
    evidence = "; ".join(words_or_place(s.text, s, _QUOTED) for s in stance.evidence)
    note = f" · note: {visible(stance.note, _NOTED)}" if stance.note else ""
    holder = "the article" if stance.holder == "article" else stance.holder_name
    on = f"{targets.get(stance.target, '')} ({stance.target})".lstrip()
    how = f" ({stance.expression}, {stance.certainty}){condition}"
    state = _state("stance", stance.id, edits)
    return (
        inert(holder),
        f"<b>{inert(label)}</b>{inert(how)}{state}",
        inert(on),
        inert(evidence + note),
    )


def _state(layer: str, id: str, edits: Edits | None) -> str:
    state = edits.items.get((layer, id)) if edits else None
    return f" · <b>{state}</b>" if state else ""
