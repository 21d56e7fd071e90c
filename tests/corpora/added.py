"""What is added to the claims and stances of quay-reopens, by two annotators and a third."""

from copy import deepcopy
from typing import Any

ID = "quay-reopens"
PROPOSITIONS = [
    {"id": "ferry-shared", "proposition": "Ostrel and Velmoor should own a ferry together."},
    {
        "id": "quay-open",
        "proposition": "Gull Quay should be open.",
        "note": "Whatever becomes of the quota.",
    },
]
ACT = {
    "by": "reader-2",
    "kind": "human",
    "did": "enrich",
    "date": "2024-04-02",
    "guidelines": "1.2",
}
_WORDINGS = {
    "agreed-to-reopen": "Ostrel and Velmoor agreed on Monday to reopen Gull Quay in February 2024.",
    "closed-97-days": "Gull Quay was shut for 97 days.",
    "met-at-lyth-hall": "The councils of Ostrel and Velmoor sat at Lyth Hall for six hours.",
    "first-ferry": "On Thursday the first ferry will sail at dawn.",
    "door-not-treaty": "The councils have opened a door.",
    "boats-must-sail": "Boats must sail with or without a quota.",
    "reopening-if-quota": "Gull Quay should open if the quota is settled.",
    "second-paper": "The council of Velmoor will sign another paper.",
    "no-ferry-company": "Both towns should own a ferry company.",
    "plans-a-trap": "A common ferry company is a trap.",
    "cost-of-closure": "Closing Gull Quay cost Ostrel and Velmoor 3.4 million crowns.",
    "boats-laid-up": "While Gull Quay was closed, 38 boats stayed in port.",
    "quay-stays-open": "Gull Quay will remain open.",
    "truce-broke": "The truce of 2021 between Ostrel and Velmoor broke over fishing.",
    "moved-an-inch": "Ostrel and Velmoor have moved an inch.",
    "settlement-in-spring": "Ostrel and Velmoor might settle in spring.",
    "no-second-winter": "Nobody at the talks wants another such winter.",
    "next-meeting": "The councils of Ostrel and Velmoor meet again on 15 April 2024.",
}
_QUOTED = {
    "door-not-treaty": ["We have opened a door, not signed a treaty"],
    "boats-must-sail": ["boats must sail"],
    "moved-an-inch": ["moved an inch"],
    "no-second-winter": ["Nobody in this room wants another winter like it"],
}
_PROPOSITIONS = {
    "reopening-if-quota": [{"id": "quay-open", "relation": "changes"}],
    "agreed-to-reopen": [{"id": "quay-open", "relation": "states"}],
    "no-ferry-company": [{"id": "ferry-shared", "relation": "denies"}],
}
_LINKS = {"plans-a-trap": [{"to": "no-ferry-company", "relation": "supports"}]}
_STANCE: dict[str, dict[str, Any]] = {
    "ostrel/direct-talks": {"claims": ["met-at-lyth-hall"]},
    "velmoor/direct-talks": {"claims": ["met-at-lyth-hall"]},
    "brandt-moro/reopen-quay": {"claims": ["door-not-treaty", "boats-must-sail"]},
    "brandt-moro/quota-first": {"claims": ["boats-must-sail"]},
    "velmoor/reopen-quay": {"claims": ["reopening-if-quota"]},
    "tarn/shared-ferry": {"claims": ["no-ferry-company"]},
    "velmoor/shared-ferry": {"claims": ["plans-a-trap"]},
    "other-many-skippers/talks-succeed": {"claims": ["quay-stays-open"]},
    "quill/talks-succeed": {"claims": ["settlement-in-spring"]},
    "other-the-ostrel-side/talks-succeed": {
        "claims": [],
        "without_claim": "It rests on a gesture, which is no claim.",
    },
}


def additions(annotation: dict[str, Any], annotator: str) -> dict[str, Any]:
    """A file of additions. That by reader-1 is what was decided; model-a has four other fields."""
    claims = {}
    for claim in annotation["claims"]:
        id = claim["id"]
        own = {"quoted": _QUOTED[id]} if id in _QUOTED else {}
        own |= {"standalone": _WORDINGS[id], "propositions": _PROPOSITIONS.get(id, [])}
        claims[id] = deepcopy({**own, "links": _LINKS.get(id, [])})
    stance = deepcopy(_STANCE)
    if annotator == "model-a":
        claims["first-ferry"]["standalone"] = "A ferry will sail at dawn on Thursday."
        claims["no-second-winter"]["quoted"] = ["Nobody in this room"]
        claims["reopening-if-quota"]["propositions"] = []
        stance["brandt-moro/reopen-quay"]["claims"] = ["boats-must-sail"]
    return {
        "$schema": "../../../schema/additions.schema.json",
        "article": ID,
        "text_sha256": annotation["text_sha256"],
        "annotator": annotator,
        "date": "2024-04-01",
        "guidelines": "1.2",
        "claims": claims,
        "stance": stance,
    }


def decisions(made: dict[str, Any]) -> dict[str, Any]:
    """The decisions, all for the additions `made` by reader-1."""
    claims, stance = made["claims"], made["stance"]
    chosen = [
        ("claims/first-ferry", "standalone", claims["first-ferry"]["standalone"]),
        ("claims/reopening-if-quota", "propositions", _PROPOSITIONS["reopening-if-quota"]),
        ("claims/no-second-winter", "quoted", _QUOTED["no-second-winter"]),
        ("stance/brandt-moro/reopen-quay", "claims", stance["brandt-moro/reopen-quay"]["claims"]),
    ]
    return {
        "$schema": "../../../schema/additions-decisions.schema.json",
        "article": ID,
        "by": "reader-2",
        "date": "2024-04-02",
        "guidelines": "1.2",
        "passes": ["model-a", "reader-1"],
        "decisions": [
            {"item": item, "field": field, "chosen": value, "why": "It says all of it."}
            for item, field, value in chosen
        ],
    }


def enrich(annotation: dict[str, Any], made: dict[str, Any]) -> None:
    """Write additions into an annotation, in place."""
    for claim in annotation["claims"]:
        claim.update(made["claims"][claim["id"]])
    for stance, own in zip(annotation["stance"], made["stance"].values(), strict=True):
        stance.update(own)
    annotation["provenance"].append(ACT)
