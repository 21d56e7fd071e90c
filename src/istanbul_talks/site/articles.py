"""Pages on the quality of the annotations: the registry, the decisions, and agreement on what the guidelines do not quote."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..dataset.facts import Facts
from ..model.records import Article
from ..quality.agreement import Comparison, figure
from ..reading.corpus import Corpus

_UNQUOTED = (
    "claim.f1.overlap",
    "claim.f1.span",
    "claim.alpha.type",
    "claim.alpha.epistemic",
    "stance.f1.holder-target",
    "stance.alpha.label",
)


def unquoted_table(corpus: Corpus, guidelines: str) -> str:
    """How many claims and stances of the passes rest on words that stand in the guidelines, and the agreement on the others."""
    text = " ".join(guidelines.replace("**", "").split())
    pieces = [
        piece
        for quote in re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", text)
        for piece in re.split(r" ?… ?", quote)
        if piece.count(" ") > 1
    ]
    comparison, left_out, whole = Comparison(corpus.targets), 0, 0
    for _, items in corpus.passes():
        kept = []
        for item in items:
            quoted = item.layer in ("claim", "stance") and any(
                p in span.text or span.text in p for span in item.spans for p in pieces
            )
            whole, left_out = whole + (item.layer in ("claim", "stance")), left_out + quoted
            kept += [] if quoted else [item]
        comparison.add(kept)
    rows = []
    for one in comparison.results():
        for m in one.measures:
            if m.id in _UNQUOTED:
                rows.append(f"| {m.layer} | {m.name} | {figure(m)} | {m.n} {m.unit} |")
    return (
        "\n".join(
            [
                f"Of the {whole} claims and stances of the passes {left_out} rest on words, three or more, that the guidelines quote. On the others:\n",
                "| layer | measure | value (95 % interval) | n |\n| --- | --- | --- | --- |",
                *rows,
            ]
        )
        + "\n"
    )


def registry_page(facts: Facts, corpus: Corpus) -> str:
    count = Counter(mention.entity for article in corpus.articles() for mention in article.mentions)
    articles = Counter(entity.id for article in corpus.articles() for entity in article.entities)
    parts = [
        "# Registry of entities\n",
        "One id for each thing that the articles name, the same in all of them. `schema/entities.jsonl` holds a line for each, and rules hold the annotations to it. "
        "A Wikidata id stands only where a public source shows it, and the source is named; without one it is null.\n",
        "| id | type | name and forms | Wikidata | articles | mentions |",
        "| --- | --- | --- | --- | ---: | ---: |",
    ]
    known = facts.vocabulary.entities
    for id, e in known.items():
        forms = ", ".join(form for form in e["variants"] if form != e["name"])
        parts.append(
            f"| `{id}` | {e['type']} | **{e['name']}** {forms} | {e['wikidata'] or 'null'} | {articles[id]} | {count[id]} |"
        )
    parts.append(
        "\n## What they are, and where the Wikidata ids were checked\n\n| id | what it is | Wikidata id checked at |\n| --- | --- | --- |"
    )
    parts += [
        f"| `{id}` | {e['description']} | {html.escape(e['checked'] or '')} |"
        for id, e in known.items()
    ]
    return "\n".join(parts) + "\n"


def article_pages(facts: Facts, corpus: Corpus) -> dict[str, str]:
    """A page for each article: its annotation in tables, with short quotes, and an index."""
    decided = {row["article"] for row in corpus.rows("decisions")}
    ledger = facts.vocabulary.ledger
    made = {
        a.id: article_page(a, decided=a.id in decided) + "".join(_gone(ledger.get(a.id, {})))
        for a in corpus.articles()
    }
    made |= {
        id: f"# {id}\n\nRetired. {_text(entry['retired'])}\n"
        for id, entry in ledger.items()
        if "retired" in entry and id not in made
    }
    rows = [
        f"| [{a.id}]({a.id}.md) | {_text(a.title or '(no headline)')} | {a.publisher or 'null'} | {a.genre} | {a.published or 'null'} | {len(a.mentions)} | {len(a.claims)} | {len(a.stance)} |"
        for a in corpus.articles()
    ]
    head = [
        "# Articles\n",
        "What is annotated in each article, with short quotes; the texts are in the dataset. `istanbul-talks show ID` prints an article in full.\n",
    ]
    table = [
        "| article | headline | outlet | genre | published | mentions | claims | stances |",
        "| --- | --- | --- | --- | --- | ---: | ---: | ---: |",
    ]
    return {"index": "\n".join([*head, *table, *rows]) + "\n", **made}


def _gone(entry: Mapping[str, Any]) -> Iterator[str]:
    """What was taken out of an article, so that links to it still lead somewhere."""
    if "gone" in entry:
        yield "\n## Taken out\n\n"
    for gone in entry.get("gone", ()):
        instead = f" Instead: [{gone['instead']}](#{gone['instead']})." if "instead" in gone else ""
        yield f'- <a id="{gone["item"]}"></a>`{gone["item"]}`, last in {gone["last"]}. {_text(gone["reason"])}{instead}\n'


def article_page(article: Article, *, decided: bool) -> str:
    """The annotation of one article. The fragments of permanent links lead to its rows."""
    source = " · ".join(
        part for part in (article.publisher, article.author, article.section, article.genre) if part
    )
    acts = "; ".join(f"`{act.by}` ({act.kind}) {act.did}, {act.date}" for act in article.provenance)
    parts = [
        f"# {article.id}\n",
        f"**{_text(article.title or '(no headline in the capture)')}** {_text(source)}"
        + (f" · [public copy]({article.url})" if article.url else "")
        + "\n",
        f"Published **{article.published or 'unknown'}** ({article.date_basis}, {article.date_certainty}). {_text(article.date_note or '')}\n",
        f"Status {article.status}: {acts}."
        + (f" Decisions on it stand [here](../decisions.md#{article.id})." if decided else "")
        + "\n",
    ]
    parts += [
        "## Entities\n",
        "| id | type | role | forms | mentions |",
        "| --- | --- | --- | --- | ---: |",
    ]
    for entity in article.entities:
        own = [m.text for m in article.mentions if m.entity == entity.id]
        anchors = "".join(
            f'<a id="mentions/{m.id}"></a>' for m in article.mentions if m.entity == entity.id
        )
        anchors += f'<a id="entities/{entity.id}"></a>'
        parts.append(
            f"| {anchors}`{entity.id}` | {entity.type} | {entity.role or 'null'} | {', '.join(dict.fromkeys(own))} | {len(own)} |"
        )
    parts += ["\n## Claims\n", "| claim | whose | what | words |", "| --- | --- | --- | --- |"]
    for c in article.claims:
        how = f", {c.attribution}: “{_short(c.cue or '')}”" if c.attribution else ""
        note = f" *{_text(c.note)}*" if c.note else ""
        check = ", check-worthy" if c.checkworthy else ""
        anchor = f'<a id="claims/{c.id}"></a>`{c.id}`'
        parts.append(
            f"| {anchor} | {_text(c.claimer_name)}{how} | {c.type}, {c.epistemic}{check} | “{_short(c.quote)}”{note} |"
        )
    parts += [
        "\n## Stances\n",
        "| holder | target | label | evidence |",
        "| --- | --- | --- | --- |",
    ]
    for s in article.stance:
        words = "; ".join(f"“{_short(span.text)}”" for span in s.evidence) + (
            f" *{_text(s.note)}*" if s.note else ""
        )
        label = f"{s.label} ({s.expression}, {s.certainty})" + (
            f", if “{_short(s.condition)}”" if s.condition else ""
        )
        parts.append(
            f'| <a id="stance/{s.id}"></a>{_text(s.holder_name)} | [{s.target}](../labels.md#targets) | {label} | {words} |'
        )
    if article.notes:
        parts += [
            "\n## Errors of the article\n",
            *(f"- “{_short(note.quote)}”: {_text(note.note)}" for note in article.notes),
        ]
    return "\n".join(parts) + "\n"


def _short(words: str) -> str:
    """A short quote: at most a dozen words."""
    found = words.split()
    return _text(
        " ".join(found) if len(found) <= 12 else f"{' '.join(found[:7])} … {' '.join(found[-3:])}"
    )


def _text(words: str) -> str:
    """Plain text fit for a Markdown table."""
    return (
        html.escape(words, quote=False)
        .replace("|", "&#124;")
        .replace("*", "&#42;")
        .replace("_", "&#95;")
        .replace("\n", " ")
    )


def decisions_page(corpus: Corpus) -> str:
    parts = [
        "# Decisions\n",
        "Where two passes differ in something that matters, or the adjudicator decided against both, and why. *Reference* are items that rest on the decision, *left out* items of "
        "passes that did not enter the reference. Who decided stands with each article; see [agreement](agreement.md).\n",
    ]
    article = ""
    rows = corpus.to_arrow("decisions").to_pylist()
    for row in rows:
        if row["article"] != article:
            article = row["article"]
            own = dict.fromkeys((r["by"], r["kind"]) for r in rows if r["article"] == article)
            parts.append(
                f"## {article}\n\nDecided by {', '.join(f'`{by}` ({kind})' for by, kind in own)}.\n"
            )
        items = "; ".join(
            f"{word}: {', '.join(f'`{item}`' for item in row[key])}"
            for word, key in (("reference", "reference"), ("left out", "overruled"))
            if row[key]
        )
        parts.append(
            f"**{row['id']}** ({row['layer']}; {items}). {row['decided']} *Why:* {row['why']}\n"
        )
    return "\n".join(parts)
