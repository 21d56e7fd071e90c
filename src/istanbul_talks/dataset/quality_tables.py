"""What the documents of a release say about the quality of its annotations: agreement of passes, audits."""

from __future__ import annotations

from collections.abc import Iterable

from ..quality.agreement import Agreement, Measure, bounds
from ..quality.audit import results
from .facts import Facts

# What the card and the datasheet print; the page on agreement has all of them.
_MAIN = (
    "mention.f1.span-type",
    "mention.alpha.type",
    "claim.f1.overlap",
    "claim.alpha.type",
    "claim.alpha.epistemic",
    "stance.f1.holder-target",
    "stance.alpha.grid",
    "article.share.date",
)


def agreement_table(facts: Facts, *, main: bool = False) -> str:
    """Every measure, or the main ones, a table for each kind of pair."""
    if not facts.quality.agreement:
        return "No article has two independent passes: agreement has not been measured."
    parts = []
    for one in facts.quality.agreement:
        chosen = [m for m in one.measures if not main or m.id in _MAIN]
        parts.append(
            f"{_pair(one)}, {one.articles} {'article' if one.articles == 1 else 'articles'}:\n\n{_table(chosen)}"
        )
    return "\n\n".join(parts)


def _pair(one: Agreement) -> str:
    kinds = f"Pairs of {one.kinds[0]} and {one.kinds[1]}"
    return f"{kinds} ({', '.join(f'`{name}`' for name in one.annotators)})"


def _table(measures: Iterable[Measure]) -> str:
    rows = ["| layer | measure | value | 95 % interval | n |", "| --- | --- | ---: | --- | --- |"]
    for m in measures:
        value = "not estimable" if m.value is None else f"{m.value:.3f}"
        rows.append(f"| {m.layer} | {m.name} | {value} | {bounds(m)} | {m.n} {m.unit} |")
    return "\n".join(rows)


def agreement_caveat(facts: Facts) -> str:
    """Whose agreement it is."""
    seen = {name for one in facts.quality.agreement for name in one.annotators}
    if not seen:
        return ""
    records = [facts.vocabulary.annotators[name] for name in sorted(seen)]
    families = sorted(
        {str(r.get("family") or "not recorded") for r in records if r["kind"] == "model"}
    )
    if any(r["kind"] == "human" for r in records):
        return f"Figures of humans and of models (family: {', '.join(families) or 'none'}) are kept apart and never pooled."
    same = "of one model family" if len(families) == 1 else "of several model families"
    return (
        f"All passes were made by models, {same} ({', '.join(families)}). Such figures tell how steadily a model applies the guidelines; "
        "they say nothing about how far people would agree, and are no estimate of accuracy."
    )


def audit_table(facts: Facts) -> str:
    """For each audit who made it, when, on which version, its error rates with intervals, and what the auditor says of it."""
    parts = []
    for audit in sorted(
        facts.quality.audits,
        key=lambda audit: (audit["date"], audit["version"], audit["seed"]),
        reverse=True,
    ):
        head = f"Audit by `{audit['by']}` ({audit['kind']}), {audit['date']}, version {audit['version']}, guidelines {audit['guidelines']}, seed {audit['seed']}:"
        if not results([audit]):
            continue
        rows = [
            "| layer | judged | of | wrong | unsure | error rate | 95 % interval |",
            "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
        ]
        for r in results([audit]):
            drawn_from = audit["population"].get(r.layer, 0)
            rows.append(
                f"| {r.layer} | {r.judged} | {drawn_from} | {r.wrong} | {r.unsure} | {r.rate:.1%} | {r.low:.1%} to {r.high:.1%} |"
            )
        parts.append("\n".join([head, "", *rows, *(["", audit["note"]] if audit["note"] else [])]))
    return "\n\n".join(parts) or "No audit has been made."
