"""Rules about who did what."""

import re
from collections.abc import Iterator

from ...model.records import PROPOSED
from ...text.visible import did_you_mean, visible
from ..catalogue import CATALOGUE
from ..finding import KeyOf, Spot
from ..subjects import AppliedWaivers, ResolvedArticle, own_texts

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _by(article: ResolvedArticle, *did: str) -> set[str]:
    return {act["by"] for act in article.annotation["provenance"] if act["did"] in did}


def model_only_not_draft(article: ResolvedArticle) -> Iterator[Spot]:
    status = article.annotation["status"]
    human = any(act["kind"] == "human" for act in article.annotation["provenance"])
    decided = status == "adjudicated" and len(article.passes) > 1 and _by(article, "adjudicate")
    if status != "draft" and not human and not decided:
        yield Spot(("status",), f"the status is {status}, but no human took part")


def empty_layer(article: ResolvedArticle) -> Iterator[Spot]:
    status = article.annotation["status"]
    for layer, name in (("claims", "claims"), ("stance", "stances")):
        if status != "draft" and not article.annotation[layer]:
            message = f"the status is {status}, but there are no {name}"
            fix = f"Add the {name}, or waive this rule and say why the article has none"
            yield Spot(KeyOf((layer,)), message, fix)


def adjudicated_without_passes(article: ResolvedArticle) -> Iterator[Spot]:
    status, made = article.annotation["status"], len(article.passes)
    if status in ("double", "adjudicated") and made < 2:
        passes = "1 pass" if made else "no passes"
        fix = 'Add passes under annotations/passes/, or change the status to "single" or "draft"'
        yield Spot(("status",), f"the status is {status}, but the article has {passes}", fix)
    elif status == "adjudicated" and not _by(article, "adjudicate"):
        message = "the status is adjudicated, but the provenance names no adjudicator"
        yield Spot(("status",), message, 'Add the act of the adjudicator: "did": "adjudicate"')


def self_review(article: ResolvedArticle) -> Iterator[Spot]:
    annotators = _by(article, "annotate")
    for i, act in enumerate(article.annotation["provenance"]):
        if act["did"] == "review" and annotators == {act["by"]}:
            message = f"“{visible(act['by'])}” is also the only annotator"
            yield Spot(("provenance", i, "by"), message)


def unknown_annotator(article: ResolvedArticle) -> Iterator[Spot]:
    for i, act in enumerate(article.annotation["provenance"]):
        known = article.vocabulary.annotators.get(act["by"])
        if known is None and "@" not in act["by"]:  # addresses: personal-data
            hint, by = article.hint(act["by"], article.vocabulary.annotators), visible(act["by"])
            fix = f'Add there: {{"id": "{by}", "kind": "{act["kind"]}", "note": "…"}}'
            message = f"“{by}” is not in schema/annotators.json{hint}"
            yield Spot(("provenance", i, "by"), message, fix)
        elif known is not None and known["kind"] != act["kind"]:
            there = f"a {known['kind']} in schema/annotators.json"
            message = f"“{act['by']}” is a {act['kind']} here, but {there}"
            yield Spot(("provenance", i, "kind"), message, f'Write: "kind": "{known["kind"]}"')


def personal_data(article: ResolvedArticle) -> Iterator[Spot]:
    if article.document is not None and not article.document.may_have(b"@"):
        return
    for pointer, words in own_texts(article.annotation):
        personal = pointer[-1] in ("by", "note") or pointer[0] == "waive"
        parts = [part.strip("<>()[],;:.!?“”‘’\"'") for part in words.split() if "@" in part]
        if personal and any(map(_EMAIL.fullmatch, parts)):
            yield Spot(pointer, "this contains an e-mail address")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def unconfirmed_proposal(article: ResolvedArticle) -> Iterator[Spot]:
    for layer in ("source", "date"):
        if str(article.annotation[layer].get("note", "")).startswith(PROPOSED):
            yield Spot((layer, "note"), f"“{layer}” still has values that a program proposed")


def outdated_guidelines(article: ResolvedArticle) -> Iterator[Spot]:
    last, current = article.annotation["provenance"][-1], article.vocabulary.dataset["guidelines"]
    if _version(last["guidelines"]) < _version(current):
        pointer = ("provenance", len(article.annotation["provenance"]) - 1, "guidelines")
        message = f"guidelines {last['guidelines']} were followed, but {current} is current"
        yield Spot(pointer, message)


def bad_waiver(waivers: AppliedWaivers) -> Iterator[Spot]:
    for name, reason in waivers.annotation.get("waive", {}).items():
        known = CATALOGUE.get(name)
        if known is None:
            message = f"there is no rule “{visible(name)}”{did_you_mean(name, CATALOGUE)}"
            yield Spot(("waive", name), message, "Correct the name, or remove the waiver")
        elif not known.can_be_waived:
            message = f"“{name}” stops a build and cannot be waived"
            yield Spot(("waive", name), message, f"Remove the waiver, and fix what “{name}” finds")
        elif not reason.strip():
            yield Spot(("waive", name), "the waiver has no reason", "Say why it does not apply")
        elif name not in waivers.found:
            yield Spot(("waive", name), f"“{name}” finds nothing in this file", "Remove the waiver")
