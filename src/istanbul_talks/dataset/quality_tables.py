"""What a release says about the quality of its annotations: agreement and audits."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from ..quality.agreement import Agreement, bounds
from ..quality.audit import results
from ..text.markdown import plain, table
from .facts import Facts

# What the card and the datasheet print; the agreement page has all of them.
_MAIN = (
    "mention.f1.span-type mention.alpha.type claim.f1.overlap claim.alpha.type "
    "claim.alpha.epistemic stance.f1.holder-target stance.alpha.grid article.share.date"
)


def agreement_table(facts: Facts, *, main: bool = False) -> str:
    """Every measure, or the main ones, a table for each kind of pair."""
    if not facts.agreement:
        return "No article has two independent passes: agreement has not been measured."
    return "\n\n".join(_of_pair(one, main) for one in facts.agreement)


def _of_pair(one: Agreement, main: bool) -> str:
    annotators = ", ".join(f"`{name}`" for name in one.annotators)
    articles = f"{one.articles:,} {'article' if one.articles == 1 else 'articles'}"
    measures = [measure for measure in one.measures if not main or measure.id in _MAIN.split()]
    rows = ((m.layer, m.name, _value(m.value), bounds(m), f"{m.n:,} {m.unit}") for m in measures)
    figures = table("layer | measure | value: | 95 % interval | n", rows)
    first, second = one.kinds
    return f"{first.capitalize()}–{second} pairs ({annotators}), {articles}:\n\n{figures}"


def _value(value: float | None) -> str:
    return "not estimable" if value is None else f"{value:.3f}"


def agreement_caveat(facts: Facts) -> str:
    """Who the agreement is between."""
    seen = {name for one in facts.agreement for name in one.annotators}
    if not seen:
        return ""
    records = [facts.vocabulary.annotators[name] for name in seen]
    models = [record for record in records if record["kind"] == "model"]
    families = sorted({str(model.get("family") or "not recorded") for model in models})
    named = plain(", ".join(families))
    if len(models) < len(records):
        both = f"Figures of humans and of models (family: {named or 'none'})"
        return f"{both} are kept apart and never pooled."
    models_apply = "one model applies" if len(families) == 1 else "these models apply"
    same = "of one model family" if len(families) == 1 else "of several model families"
    return (
        f"All passes were made by models, {same} ({named}). The figures show how consistently "
        f"{models_apply} the guidelines. They do not show how far people would agree, or how often "
        "the labels are right."
    )


def audit_table(facts: Facts) -> str:
    """For each audit, newest first: who made it, its error rates with intervals, and its note."""
    audits = sorted(facts.audits, key=itemgetter("date", "version", "seed"), reverse=True)
    parts = [_of_audit(audit) for audit in audits if results([audit])]
    return "\n\n".join(parts) or "No audit has been made."


def _of_audit(audit: Mapping[str, Any]) -> str:
    head = (
        f"Audit by `{audit['by']}` ({audit['kind']}), {audit['date']}, version "
        f"{plain(audit['version'])}, guidelines {audit['guidelines']}, seed {audit['seed']}:"
    )
    rows = []
    for r in results([audit]):
        drawn, interval = audit["population"].get(r.layer, 0), f"{r.low:.1%} to {r.high:.1%}"
        rows.append((r.layer, r.judged, drawn, r.wrong, r.unsure, f"{r.rate:.1%}", interval))
    figures = table("layer | judged: | of: | wrong: | unsure: | error rate: | 95 % interval", rows)
    return "\n\n".join(filter(None, [head, figures, plain(audit["note"] or "")]))
