"""The pages on the annotations themselves: articles, agreement."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from ..contributing import form
from ..dataset.facts import Facts
from ..model.items import Item
from ..model.records import Article
from ..quality.agreement import Comparison, figure
from ..quality.matching import by_annotator
from ..reading.corpus import Corpus
from ..text.languages import NAMES
from ..text.markdown import escaped, link, short, table

_Report = Callable[..., str]  # of an item's id, or of the article
_UNQUOTED = ["claim.f1.overlap", "claim.f1.span", "claim.alpha.type", "claim.alpha.epistemic"]
_UNQUOTED += ["stance.f1.holder-target", "stance.alpha.label"]


def unquoted_table(corpus: Corpus, guidelines: str) -> str:
    """Agreement on the claims and stances whose words are not quoted in the guidelines."""
    quoted = _quoted_pieces(guidelines)
    comparison, left_out, total = Comparison(corpus.targets), 0, 0
    for id, found in groupby(corpus.rows_by_article("passes"), itemgetter(0)):
        items = [row for _, row in found]
        judged = [item for item in items if item["layer"] in ("claim", "stance")]
        resting = [item for item in judged if _rests_on(item, quoted)]
        total, left_out = total + len(judged), left_out + len(resting)
        comparison.add(id, by_annotator(item for item in items if item not in resting))
    measures = (m for one in comparison.results() for m in one.measures if m.id in _UNQUOTED)
    rows = ((m.layer, m.name, figure(m), f"{m.n} {m.unit}") for m in measures)
    rest = f"{left_out} rest on three or more words that the guidelines quote"
    head = f"Of the {total} claims and stances of the passes, {rest}. On the others:"
    return f"{head}\n\n{table('layer | measure | value (95 % interval) | n', rows)}\n"


def _quoted_pieces(guidelines: str) -> list[str]:
    """Every quote of three words or more in the guidelines, cut at ellipses."""
    text = " ".join(guidelines.replace("**", "").split())
    quotes = re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", text)
    pieces = [piece for quote in quotes for piece in re.split(r" ?… ?", quote)]
    return [piece for piece in pieces if piece.count(" ") > 1]


def _rests_on(item: Item, pieces: Iterable[str]) -> bool:
    return any(p in s["text"] or s["text"] in p for s in item["spans"] for p in pieces)


def article_pages(facts: Facts, corpus: Corpus) -> dict[str, str]:
    """A page for each article: its annotation in tables, with short quotes."""
    decided = {row["article"] for row in corpus.rows("decisions")}
    ledger = escaped(facts.vocabulary.ledger)
    pages = {id: _retired(entry) for id, entry in ledger.items() if "retired" in entry}
    report = partial(_report, facts.vocabulary.dataset.get("homepage"))
    for a in map(escaped, corpus.articles()):
        page = _article_page(a, partial(report, a.id), decided=a.id in decided)
        pages[a.id] = page + "".join(_before(ledger.get(a.id, {})))
    return pages


def _language(article: Article) -> str:
    return str(NAMES.get(article.language.partition("-")[0], article.language))


def _retired(entry: Mapping[str, Any]) -> str:
    """The page of an article that is no longer in the corpus, for links to its records."""
    items = "".join(f'- <a id="{item}"></a>`{item}`\n' for item in entry["items"])
    return f"# {entry['id']}\n\nRetired. {entry['retired']}\n\n{items}"


def _before(entry: Mapping[str, Any]) -> Iterator[str]:
    """Earlier texts of an article, and records that are gone, so that links lead somewhere."""
    if "revised" in entry:
        yield "\n## Earlier texts\n\n"
    for text in entry.get("revised", ()):
        digest = f"`{text['capture_sha256'][:16]}…`"
        yield f"- Until {text['last']}, the capture had the SHA-256 {digest}. {text['reason']}\n"
    if "gone" in entry:
        yield "\n## Removed\n\n"
    for gone in entry.get("gone", ()):
        instead = f" Instead: [{gone['instead']}](#{gone['instead']})." if "instead" in gone else ""
        item, why = gone["item"], gone["reason"]
        yield f'- <a id="{item}"></a>`{item}`, last in {gone["last"]}. {why}{instead}\n'


def _report(homepage: str | None, article: str, item: str = "") -> str:
    """A link to the form that reports a mistake in an item, where the project has such a form."""
    address = form.correction_link(homepage, f"{article}#{html.unescape(item)}".rstrip("#"))
    return f" {link('report', address)}" if address else ""


def _article_page(article: Article, report: _Report, *, decided: bool) -> str:
    """The annotation of one article. The fragments of permanent links lead to its rows."""
    source = (article.publisher, article.author, article.section, article.genre, _language(article))
    title = article.title or "(no headline in the capture)"
    copy = f" · {link('public copy', html.unescape(article.url))}" if article.url else ""
    acts = "; ".join(f"`{act.by}` ({act.kind}) {act.did}, {act.date}" for act in article.provenance)
    decisions = " See the [decisions](../decisions.md)." if decided else ""
    date = f"**{article.published or 'unknown'}** ({article.date_basis}, {article.date_certainty})"
    parts = [
        f"# {article.id}\n",
        f"**{title}** {' · '.join(part for part in source if part)}{copy}\n",
        f"Published {date}. {article.date_note or ''}\n",
        f"Status {article.status}: {acts}.{decisions}{report()}\n",
        "## Entities\n",
        table("id | type | role | forms | mentions:", _entity_rows(article, report)),
        "\n## Claims\n",
        table("claim | claimer | labels | quote", _claim_rows(article, report)),
        "\n## Stances\n",
        table("holder | target | label | evidence", _stance_rows(article, report)),
    ]
    if article.notes:
        parts.append("\n## Errors of the article\n")
        parts += [f"- “{short(note.quote)}”: {note.note}" for note in article.notes]
    return "\n".join(parts) + "\n"


def _entity_rows(article: Article, report: _Report) -> Iterator[tuple[object, ...]]:
    for entity in article.entities:
        own = [m for m in article.mentions if m.entity == entity.id]
        places = (*(f"mentions/{m.id}" for m in own), f"entities/{entity.id}")
        anchors = "".join(map(_anchor, places))
        forms = ", ".join(dict.fromkeys(m.text for m in own))
        id = f"{anchors}`{entity.id}`{report(f'entities/{entity.id}')}"
        yield id, entity.type, entity.role or "null", forms, len(own)


def _claim_rows(article: Article, report: _Report) -> Iterator[tuple[object, ...]]:
    for c in article.claims:
        how = f", {c.attribution}: “{short(c.cue or '')}”" if c.attribution else ""
        what = f"{c.type}, {c.epistemic}{', check-worthy' if c.checkworthy else ''}"
        words = f"“{short(c.quote)}”{_note(c.note)}"
        id = f"{_anchor(f'claims/{c.id}')}`{c.id}`{report(f'claims/{c.id}')}"
        yield id, f"{c.claimer_name}{how}", what, words


def _stance_rows(article: Article, report: _Report) -> Iterator[tuple[object, ...]]:
    for s in article.stance:
        evidence = "; ".join(f"“{short(span.text)}”" for span in s.evidence)
        condition = f", if “{short(s.condition)}”" if s.condition else ""
        label = f"{s.label} ({s.expression}, {s.certainty}){condition}"
        holder = f"{_anchor(f'stance/{s.id}')}{s.holder_name}{report(f'stance/{s.id}')}"
        yield holder, f"[{s.target}](../labels.md#targets)", label, f"{evidence}{_note(s.note)}"


def _anchor(id: str) -> str:
    return f'<a id="{id}"></a>'


def _note(note: str | None) -> str:
    return f" *{note}*" if note else ""
