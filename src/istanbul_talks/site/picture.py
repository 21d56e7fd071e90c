"""An annotated paragraph as SVG: mentions bold, claims underlined in their claimer's colour.

Browsers and code hosts draw text with whatever font they have. So each run of words states its own
length, from a table of widths, and the lines under the words fit in any font.
"""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

from ..model.records import Article, Claim, Span, Stance

LONGEST = 280  # code points of a paragraph: short enough to quote, long enough to be useful
_WIDTH, _MARGIN, _SIZE, _LEADING = 760, 28, 18, 38
_COLOURS = ("#0b5fa5", "#a3341f", "#5b4b9e", "#1f7a4d")  # claimers in the order of the text
_AUTHOR = "#8d897c"
_SERIF = f'font-family="Georgia, serif" font-size="{_SIZE}" fill="#1d1c1a"'
_SANS = 'font-family="Helvetica, Arial, sans-serif"'
_EM = {  # width in units of the font size, for characters that are not of average width
    **dict.fromkeys("iljI.,;:'’|!", 0.29),
    **dict.fromkeys("ftr()[]-–“” ", 0.38),
    **dict.fromkeys("mwMW—@%", 0.83),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.68),
}
_MIDDLE, _BOLD = 0.51, 1.08


class _Paragraph(NamedTuple):
    article: Article
    start: int
    end: int
    claims: list[Claim]
    stances: list[Stance]


class _Run(NamedTuple):
    """Words of one line that look alike, and the code point where they start in the article."""

    start: int
    text: str
    x: float
    line: int
    bold: bool
    claims: tuple[int, ...]
    width: float


def picture(articles: Iterable[Article]) -> str | None:
    """The short paragraph with the most attributed claims, as SVG; None if no claim is."""
    found = [p for article in articles for p in _paragraphs(article) if p.claims]
    return _drawn(max(found, key=_telling)) if found else None


def _paragraphs(article: Article) -> Iterator[_Paragraph]:
    start = 0
    for part in article.text.split("\n\n"):
        end = start + len(part)
        if len(part) <= LONGEST and "\n" not in part:
            claims = [c for c in article.claims if _inside(c, start, end)]
            stances = [s for s in article.stance if any(_inside(e, start, end) for e in s.evidence)]
            yield _Paragraph(article, start, end, claims, stances)
        start = end + 2


def _inside(span: Claim | Span, start: int, end: int) -> bool:
    return start <= span.start and span.end <= end


def _telling(paragraph: _Paragraph) -> tuple[int, int]:
    return sum(c.cue is not None for c in paragraph.claims), len(paragraph.stances)


def _drawn(paragraph: _Paragraph) -> str:
    colours = _colours(paragraph)
    runs = list(_runs(paragraph))
    body = "".join(_run(run, paragraph.claims, colours) for run in runs)
    first = {run.start: run for run in runs}
    for mention in paragraph.article.mentions:
        if mention.start in first:
            body += _type(mention.type, first[mention.start])
    at = _MARGIN + _LEADING * (runs[-1].line + 1) + 10
    notes = []
    for claim in paragraph.claims:
        how = ", ".join(filter(None, (claim.type, claim.attribution, claim.epistemic)))
        notes.append((colours[claim.claimer_name], f"{claim.claimer_name}, {how}: ", claim.quote))
    for stance in paragraph.stances:
        said = f"{stance.holder_name}: {stance.label} "
        notes.append((colours.get(stance.holder_name, _AUTHOR), said, stance.target))
    for number, (colour, said, words) in enumerate(notes):
        body += _note(at + 24 * number, colour, said, words)
    height = at + 24 * len(notes) + 6
    title = escape(f"A paragraph of {paragraph.article.id} with its mentions, claims and stances")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" role="img">\n<title>{title}</title>\n'
        f'<rect width="{_WIDTH}" height="{height}" rx="6" fill="#fbfaf6"/>\n{body}</svg>\n'
    )


def _colours(paragraph: _Paragraph) -> dict[str, str]:
    names = [claim.claimer_name for claim in paragraph.claims if claim.claimer != "article"]
    names += [stance.holder_name for stance in paragraph.stances if stance.holder != "article"]
    known = dict(zip(dict.fromkeys(names), _COLOURS, strict=False))
    return {claim.claimer_name: _AUTHOR for claim in paragraph.claims} | known


def _runs(paragraph: _Paragraph) -> Iterator[_Run]:
    """The paragraph split into lines, and each line where its marks change."""
    text, at, x, line = paragraph.article.text, paragraph.start, float(_MARGIN), 0
    bold = {i for m in paragraph.article.mentions for i in range(m.start, m.end)}

    def marks(place: int) -> tuple[bool, tuple[int, ...]]:
        over = (n for n, claim in enumerate(paragraph.claims) if claim.start <= place < claim.end)
        return place in bold, tuple(over)

    space = None
    for word in text[paragraph.start : paragraph.end].split(" "):
        if x + _width(word, False) > _WIDTH - _MARGIN:
            x, line = float(_MARGIN), line + 1
        elif space is not None:
            yield space
        for (is_bold, claims), places in groupby(range(at, at + len(word)), marks):
            part = "".join(text[i] for i in places)
            run = _Run(at, part, x, line, is_bold, claims, _width(part, is_bold))
            yield run
            x, at = x + run.width, at + len(part)
        space = _Run(at, " ", x, line, False, marks(at)[1], _width(" ", False))
        x, at = x + space.width, at + 1


def _width(text: str, bold: bool) -> float:
    return sum(_EM.get(c, _MIDDLE) for c in text) * (_BOLD if bold else 1) * _SIZE


def _type(name: str, run: _Run) -> str:
    """The type of a mention, small above its first word."""
    place = f'x="{run.x:.1f}" y="{_MARGIN + _LEADING * run.line - 3}" {_SANS}'
    style = f'font-size="9" letter-spacing=".5" fill="{_AUTHOR}"'
    return f"<text {place} {style}>{escape(name)}</text>\n"


def _run(run: _Run, claims: list[Claim], colours: dict[str, str]) -> str:
    y = _MARGIN + 14 + _LEADING * run.line
    marks = ""
    for level, number in enumerate(run.claims):
        colour = colours[claims[number].claimer_name]
        size = f'width="{run.width:.1f}" height="2"'
        marks += f'<rect x="{run.x:.1f}" y="{y + 5 + 4 * level}" {size} fill="{colour}"/>'
    if not run.text.strip():
        return marks
    weight = ' font-weight="bold"' if run.bold else ""
    place = f'x="{run.x:.1f}" y="{y}" {_SERIF}{weight}'
    length = f'textLength="{run.width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f"{marks}<text {place} {length}>{escape(run.text)}</text>\n"


def _note(y: int, colour: str, said: str, words: str) -> str:
    shown = words if len(words) <= 60 else f"{words[:57].rstrip()}…"
    return (
        f'<rect x="{_MARGIN}" y="{y - 5}" width="14" height="3" fill="{colour}"/>'
        f'<text x="{_MARGIN + 22}" y="{y}" {_SANS} font-size="13" fill="#4a4843">'
        f'<tspan font-weight="bold" fill="{colour}">{escape(said)}</tspan>{escape(shown)}</text>\n'
    )
