"""Rules about who did what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import CATALOGUE, Severity, Spot, rule
from ..messages import did_you_mean, visible
from .case import Case, Waivers

PROPOSED = "Proposed by a program:"  # how notes begin in which `new` says what it only guessed
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _by(case: Case, *did: str) -> set[str]:
    return {act["by"] for act in case.annotation["provenance"] if act["did"] in did}


@rule(Severity.ERROR)
def model_only_not_draft(case: Case) -> Iterator[Spot]:
    """A status above draft without a human, and without two independent passes and an adjudication.

    Work done by a model says so. Its status may rise only if a human confirmed it, or if two passes were made apart and
    decided between.
    """
    status = case.annotation["status"]
    human = any(act["kind"] == "human" for act in case.annotation["provenance"])
    decided = status == "adjudicated" and len(case.passes) > 1 and _by(case, "adjudicate")
    if status != "draft" and not human and not decided:
        yield Spot(("status",), f"the status is {status}, and no human took part", 'Write: "status": "draft"')


@rule(Severity.ERROR)
def adjudicated_without_passes(case: Case) -> Iterator[Spot]:
    """The status is double or adjudicated, and fewer than two passes lie in annotations/passes; or adjudicated, and nobody decided.

    What cannot be looked at cannot be trusted: both passes are part of the corpus, and the provenance says who decided between them.
    """
    status, made = case.annotation["status"], len(case.passes)
    if status in ("double", "adjudicated") and made < 2:
        found = f"the status is {status}, and there {'is' if made == 1 else 'are'} {made or 'no'} {'pass' if made == 1 else 'passes'} over this article"
        yield Spot(
            ("status",),
            found,
            'Put both in annotations/passes/<annotator>/, or write: "status": "single", or "draft" if no human took part',
        )
    elif status == "adjudicated" and not _by(case, "adjudicate"):
        yield Spot(("status",), "the status is adjudicated, and no act of the provenance is", 'Add who decided: "did": "adjudicate"')


@rule(Severity.ERROR)
def self_review(case: Case) -> Iterator[Spot]:
    """An annotator reviewed their own work.

    A review is a second pair of eyes.
    """
    annotators = _by(case, "annotate")
    for i, act in enumerate(case.annotation["provenance"]):
        if act["did"] == "review" and annotators == {act["by"]}:
            yield Spot(
                ("provenance", i, "by"),
                f"“{visible(act['by'])}” is also the only annotator",
                "Have another annotator review it, or remove this act",
            )


@rule(Severity.ERROR)
def unknown_annotator(case: Case) -> Iterator[Spot]:
    """An annotator is not in annotators.json, or stands there as another kind.

    Who did the work is part of the data.
    """
    for i, act in enumerate(case.annotation["provenance"]):
        known = case.vocabulary.annotators.get(act["by"])
        if known is None:
            hint = case.hint(act["by"], case.vocabulary.annotators)
            yield Spot(
                ("provenance", i, "by"),
                f"“{visible(act['by'])}” is not in schema/annotators.json{hint}",
                f'Add there: {{"id": "{visible(act["by"])}", "kind": "{act["kind"]}", "note": "…"}}',
            )
        elif known["kind"] != act["kind"]:
            yield Spot(
                ("provenance", i, "kind"),
                f"“{act['by']}” is a {known['kind']} in schema/annotators.json, here a {act['kind']}",
                f'Write: "kind": "{known["kind"]}"',
            )


@rule(Severity.ERROR)
def personal_data(case: Case) -> Iterator[Spot]:
    """An annotator is named by an e-mail address, or a note holds one.

    The dataset is public for good. Annotators have ids.
    """
    for i, act in enumerate(case.annotation["provenance"]):
        for key in ("by", "note"):
            words = act.get(key, "")
            if "@" in words and any(_EMAIL.fullmatch(word.strip("<>()[],;:.!?")) for word in words.split()):
                yield Spot(("provenance", i, key), "this holds an e-mail address", "Write the annotator's id instead")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


@rule(Severity.WARNING)
def unconfirmed_proposal(case: Case) -> Iterator[Spot]:
    """A note says that a program proposed something, and nobody has confirmed it.

    `istanbul-talks new` fills in what it can guess. Only what somebody has looked at belongs in the corpus.
    """
    for layer in ("source", "date"):
        if str(case.annotation[layer].get("note", "")).startswith(PROPOSED):
            yield Spot(
                (layer, "note"), f"“{layer}” holds proposals of a program", "Confirm or correct what the note names, then delete the note"
            )


@rule(Severity.WARNING)
def outdated_guidelines(case: Case) -> Iterator[Spot]:
    """The last act followed an older version of the guidelines.

    Labels of two versions may mean two things.
    """
    last, current = case.annotation["provenance"][-1], case.vocabulary.dataset["guidelines"]
    if _version(last["guidelines"]) < _version(current):
        pointer = ("provenance", len(case.annotation["provenance"]) - 1, "guidelines")
        yield Spot(
            pointer,
            f"guidelines {last['guidelines']} were followed; the current ones are {current}",
            "Read what changed, and record a new act",
        )


@rule(Severity.WARNING)
def bad_waiver(waivers: Waivers) -> Iterator[Spot]:
    """A waiver has no reason, names no rule or an error, or has nothing to waive.

    Waivers are published. One that is out of date hides the next real finding.
    """
    for name, reason in waivers.annotation.get("waive", {}).items():
        known = CATALOGUE.get(name)
        if known is None:
            yield Spot(
                ("waive", name),
                f"there is no rule “{visible(name)}”{did_you_mean(name, CATALOGUE)}",
                "Correct the name, or remove the waiver",
            )
        elif known.severity is Severity.ERROR:
            yield Spot(("waive", name), f"“{name}” is an error and cannot be waived", "Correct what it finds")
        elif not reason.strip():
            yield Spot(("waive", name), "the waiver has no reason", "Say why the rule does not apply here")
        elif name not in waivers.found:
            yield Spot(("waive", name), f"“{name}” finds nothing in this file", "Remove the waiver")
