"""An annotated paragraph as SVG: mentions bold, claims underlined in their claimer's colour.

Browsers and code hosts draw text with whatever font they have. So each run of words states its own
length, taken from a table of widths, and the lines under the words fit them in any font.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from ..model.records import Article, Claim, Span, Stance

LONGEST = 280  # code points of a paragraph: short enough to quote, long enough to show something
_WIDTH, _MARGIN, _SIZE, _LEADING = 760, 28, 18, 38
_COLOURS = ("#0b5fa5", "#a3341f", "#5b4b9e", "#1f7a4d")  # claimers in the order of the text
_AUTHOR = "#8d897c"
_SANS = 'font-family="Helvetica, Arial, sans-serif"'
_EM = {  # width in units of the font's size, of the characters that are not of middle width
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

    @property
    def claims(self) -> list[Claim]:
        return [c for c in self.article.claims if self.start <= c.start and c.end <= self.end]

    @property
    def stances(self) -> list[Stance]:
        return [s for s in self.article.stance if any(map(self._holds, s.evidence))]

    def _holds(self, span: Span) -> bool:
        return self.start <= span.start and span.end <= self.end


class _Run(NamedTuple):
    """Words of one line that are drawn alike, and the code point of the article they start at."""

    start: int
    text: str
    x: float
    line: int
    bold: bool
    claims: tuple[int, ...]
    width: float


def picture(articles: Iterable[Article]) -> str | None:
    """The short paragraph that attributes most claims, as SVG; None where no article has one."""
    found = [p for article in articles for p in _paragraphs(article) if p.claims]
    return _drawn(max(found, key=_telling)) if found else None


def _paragraphs(article: Article) -> Iterable[_Paragraph]:
    start = 0
    for part in article.text.split("\n\n"):
        if len(part) <= LONGEST and "\n" not in part:
            yield _Paragraph(article, start, start + len(part))
        start += len(part) + 2


def _telling(paragraph: _Paragraph) -> tuple[int, int]:
    attributed = sum(claim.cue is not None for claim in paragraph.claims)
    return attributed, len(paragraph.stances)


def _drawn(paragraph: _Paragraph) -> str:
    colours = _colours(paragraph)
    runs = list(_runs(paragraph))
    body = "".join(_run(run, paragraph.claims, colours) for run in runs)
    body += "".join(_types(paragraph.article, runs))
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


def _runs(paragraph: _Paragraph) -> Iterable[_Run]:
    """The paragraph broken into lines, and each line where its marks change."""
    text, x, line = paragraph.article.text, float(_MARGIN), 0
    bold = {i for m in paragraph.article.mentions for i in range(m.start, m.end)}
    at, waiting = paragraph.start, None
    for word in text[paragraph.start : paragraph.end].split(" "):
        if x + sum(_em(c, False) for c in word) * _SIZE > _WIDTH - _MARGIN:
            x, line = float(_MARGIN), line + 1
        elif waiting is not None:
            yield waiting
        first = at
        for i in range(at, at + len(word) + 1):
            if i == at + len(word) or _marks(paragraph, i, bold) != _marks(paragraph, first, bold):
                is_bold, claims = _marks(paragraph, first, bold)
                width = sum(_em(c, is_bold) for c in text[first:i]) * _SIZE
                yield _Run(first, text[first:i], x, line, is_bold, claims, width)
                x, first = x + width, i
        space = _em(" ", False) * _SIZE
        waiting = _Run(first, " ", x, line, False, _marks(paragraph, first, bold)[1], space)
        x, at = x + space, first + 1


def _marks(paragraph: _Paragraph, at: int, bold: set[int]) -> tuple[bool, tuple[int, ...]]:
    claims = tuple(n for n, claim in enumerate(paragraph.claims) if claim.start <= at < claim.end)
    return at in bold, claims


def _em(character: str, bold: bool) -> float:
    return _EM.get(character, _MIDDLE) * (_BOLD if bold else 1)


def _types(article: Article, runs: list[_Run]) -> Iterable[str]:
    """The type of each mention, small above its first word."""
    first = {run.start: run for run in runs}
    for mention in article.mentions:
        if mention.start in first:
            run = first[mention.start]
            place = f'x="{run.x:.1f}" y="{_MARGIN + _LEADING * run.line - 3}" {_SANS}'
            style = f'font-size="9" letter-spacing=".5" fill="{_AUTHOR}"'
            yield f"<text {place} {style}>{escape(mention.type)}</text>\n"


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
    return (
        f'{marks}<text x="{run.x:.1f}" y="{y}" font-family="Georgia, serif" font-size="{_SIZE}" '
        f'fill="#1d1c1a"{weight} textLength="{run.width:.1f}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(run.text)}</text>\n"
    )


def _note(y: int, colour: str, said: str, words: str) -> str:
    shown = words if len(words) <= 60 else f"{words[:57].rstrip()}…"
    return (
        f'<rect x="{_MARGIN}" y="{y - 5}" width="14" height="3" fill="{colour}"/>'
        f'<text x="{_MARGIN + 22}" y="{y}" {_SANS} font-size="13" fill="#4a4843">'
        f'<tspan font-weight="bold" fill="{colour}">{escape(said)}</tspan>{escape(shown)}</text>\n'
    )
