"""Pages on the quality of the annotations: the registry, the decisions, and agreement on what the guidelines do not quote."""

from __future__ import annotations

import html
import re
from collections import Counter

from istanbul_talks.load import Corpus
from istanbul_talks.release.facts import Facts
from istanbul_talks.reliability import Comparison, shown


def unquoted_table(corpus: Corpus, guidelines: str) -> str:
    """How many claims and stances of the passes rest on words that stand in the guidelines, and the agreement on the others."""
    text = " ".join(guidelines.replace("**", "").split())
    pieces = [
        piece for quote in re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", text) for piece in re.split(r" ?… ?", quote) if piece.count(" ") > 1
    ]
    comparison, left_out, whole = Comparison(corpus.targets), 0, 0
    for _, items in corpus.passes():
        kept = []
        for item in items:
            quoted = item.layer in ("claim", "stance") and any(p in span.text or span.text in p for span in item.spans for p in pieces)
            whole, left_out = whole + (item.layer in ("claim", "stance")), left_out + quoted
            kept += [] if quoted else [item]
        comparison.add(kept)
    rows = []
    for one in comparison.results():
        for m in one.measures:
            if m.layer in ("claim", "stance") and m.name.startswith(("F1", "type", "label", "commitment")):
                rows.append(f"| {m.layer} | {m.name} | {shown(m)} | {m.n} {m.unit} |")
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
        parts.append(f"| `{id}` | {e['type']} | **{e['name']}** {forms} | {e['wikidata'] or 'null'} | {articles[id]} | {count[id]} |")
    parts.append(
        "\n## What they are, and where the Wikidata ids were checked\n\n| id | what it is | Wikidata id checked at |\n| --- | --- | --- |"
    )
    parts += [f"| `{id}` | {e['description']} | {html.escape(e['checked'] or '')} |" for id, e in known.items()]
    return "\n".join(parts) + "\n"


def decisions_page(corpus: Corpus) -> str:
    parts = [
        "# Decisions\n",
        "Where two passes differ in something that matters, or the adjudicator decided against both, and why. *Reference* are items that rest on the decision, *left out* items of "
        "passes that did not enter the reference. The adjudicator is a model; see [agreement](agreement.md).\n",
    ]
    article = ""
    for row in corpus.to_arrow("decisions").to_pylist():
        if row["article"] != article:
            article = row["article"]
            parts.append(f"## {article}\n")
        items = "; ".join(
            f"{word}: {', '.join(f'`{item}`' for item in row[key])}"
            for word, key in (("reference", "reference"), ("left out", "overruled"))
            if row[key]
        )
        parts.append(f"**{row['id']}** ({row['layer']}; {items}). {row['decided']} *Why:* {row['why']}\n")
    return "\n".join(parts)
