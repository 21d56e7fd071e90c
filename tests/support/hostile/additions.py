"""Traps of what is added to claims and stances, and of the files that annotators add it in."""

from typing import Any

from .case import ANNOTATION, GONE, Bad, Near, bad, near, one

ADDED = "annotations/additions/model-y/river-talks.json"


def added(name: str, rule: str, line: int, column: int, change: Any, by: str = "model-y") -> Bad:
    """Changes of a file of additions; the place is in it."""
    path = f"annotations/additions/{by}/river-talks.json"
    return bad(name, rule, line, column, path=path, more={"additions": {by: change}})


ACT = {
    "by": "reader-1",
    "kind": "human",
    "did": "enrich",
    "date": "2024-03-08",
    "guidelines": "1.2",
}


def traced(name: str, rule: str, line: int, column: int, change: Any, by: str = "") -> Bad:
    """Additions by two, that of model-z with changes, and a reference with one wording."""
    more: dict[str, Any] = {"additions": {"model-y": {}, "model-z": change}}
    if by:
        more["addition_decisions"] = {
            "$schema": "../../../schema/additions-decisions.schema.json",
            "article": "river-talks",
            "by": by,
            "date": "2024-03-08",
            "guidelines": "1.2",
            "passes": ["model-y", "model-z"],
            "decisions": [],
        }
    path = "annotations/additions/decisions/river-talks.json" if by else ANNOTATION
    values = {"/claims/0/standalone": "The bridge opens.", "/provenance/-": ACT}
    return bad(name, rule, line, column, path=path, change=values, more=more)


BAD: list[Bad] = [
    added(
        "quoted-words-with-one-of-the-marks-inside",
        "quoted-without-marks",
        24,
        9,
        {"/claims/pause/quoted/0": "pause” of"},
    ),
    added(
        "quoted-words-around-the-marks",
        "quoted-without-marks",
        11,
        9,
        {"/claims/bridge/quoted/0": "that “the bridge must open”"},
    ),
    added(
        "quoted-words-of-a-neighbouring-claim",
        "quoted-elsewhere",
        11,
        9,
        {"/claims/bridge/quoted/0": "full and lasting"},
    ),
    one(
        "quoted-words-from-the-next-paragraph",
        "quoted-elsewhere",
        (137, 9),
        "/claims/2/quoted",
        ["the bridge must open"],
    ),
    one(
        "quoted-words-of-an-indirect-claim",
        "quoted-without-attribution",
        (148, 17),
        "/claims/3/quoted",
        ["full and lasting pause"],
    ),
    added(
        "quoted-words-of-the-article-itself",
        "quoted-without-attribution",
        18,
        17,
        {"/claims/met/quoted": ["the bridge must open"]},
    ),
    added(
        "proposition-when-there-is-no-registry",
        "unknown-proposition",
        16,
        17,
        {"/claims/bridge/propositions/-": {"id": "bridge-opens", "relation": "states"}},
    ),
    one(
        "proposition-with-the-id-of-a-target",
        "unknown-proposition",
        (120, 17),
        "/claims/0/propositions",
        [{"id": "pause-works", "relation": "denies"}],
    ),
    added(
        "link-to-a-stance",
        "bad-link",
        17,
        17,
        {"/claims/bridge/links/-": {"to": "boria-pause-works", "relation": "supports"}},
    ),
    one(
        "link-of-a-claim-to-itself",
        "bad-link",
        (138, 17),
        "/claims/2/links",
        [{"to": "pause", "relation": "rebuts"}],
    ),
    added(
        "stance-with-the-id-of-another-stance",
        "unknown-stance-claim",
        44,
        9,
        {"/stance/boria~1pause-works/claims/-": "aria"},
    ),
    one(
        "stance-with-its-claim-three-times",
        "unknown-stance-claim",
        (172, 9),
        "/stance/1/claims",
        ["pause", "pause", "pause"],
    ),
    added(
        "stance-by-the-words-of-a-nameless-claimer",
        "claim-of-another",
        43,
        9,
        {"/stance/boria~1pause-works/claims/0": "no-help"},
    ),
    one(
        "stance-by-the-words-of-the-other-side",
        "claim-of-another",
        (161, 9),
        "/stance/0/claims",
        ["pause"],
    ),
    added(
        "stance-with-an-emptied-list",
        "stance-without-claim",
        42,
        17,
        {"/stance/boria~1pause-works/claims": []},
    ),
    added(
        "stance-with-claims-and-an-excuse",
        "stance-without-claim",
        45,
        24,
        {"/stance/boria~1pause-works/without_claim": "Who knows."},
    ),
    one("wording-of-one-claim-only", "left-out", (109, 5), "/claims/1/standalone", "They met."),
    added(
        "mixed-claim-without-its-quoted-words", "left-out", 22, 14, {"/claims/pause/quoted": GONE}
    ),
    added("annotator-of-no-folder", "wrong-adder", 5, 16, {"/annotator": "other"}),
    added("annotator-nobody-registered", "wrong-adder", 5, 16, {}, by="model-u"),
    added("additions-without-any-claim", "other-items", 8, 3, {"/claims": {}}),
    added(
        "stance-of-a-holder-without-one",
        "other-items",
        46,
        5,
        {"/stance/cedon~1pause-works": {"claims": ["pause"]}},
    ),
    one(
        "wording-with-a-year-of-its-own",
        "standalone-adds",
        (118, 21),
        "/claims/0/standalone",
        "The bridge must open in 2031.",
    ),
    added(
        "wording-with-a-person-of-its-own",
        "standalone-adds",
        18,
        21,
        {"/claims/met/standalone": "Aria and Boria met and Zorn spoke."},
    ),
    one(
        "words-quoted-by-nobody",
        "addition-without-act",
        (175, 17),
        "/claims/2/quoted",
        ["full and lasting pause"],
    ),
    one("claims-of-a-stance-by-nobody", "addition-without-act", (173, 17), "/stance/0/claims", []),
    traced("wording-of-neither-annotator", "untraced-addition", 118, 21, {}),
    traced(
        "what-both-wrote-is-missing",
        "untraced-addition",
        109,
        5,
        {"/claims/bridge/standalone": "The bridge opens."},
    ),
    traced(
        "one-annotator-links-a-claim",
        "undecided-addition",
        109,
        5,
        {"/claims/bridge/links": [{"to": "met", "relation": "supports"}]},
    ),
    traced(
        "one-annotator-quotes-less",
        "undecided-addition",
        109,
        5,
        {"/claims/bridge/quoted": ["must open"]},
    ),
    traced("decision-by-one-of-the-annotators", "bad-addition-decision", 4, 9, {}, by="model-z"),
    traced("decision-by-a-stranger", "bad-addition-decision", 4, 9, {}, by="nobody"),
    one(
        "noun-of-the-cue-in-capitals",
        "noun-as-claimer",
        (131, 18),
        "/claims/2/claimer",
        {"other": "Demands"},
    ),
    one(
        "verb-of-the-cue",
        "noun-as-claimer",
        (141, 18),
        "/claims/3/claimer",
        {"other": "doubt"},
    ),
    one(
        "noun-of-a-cue-as-the-holder",
        "noun-as-claimer",
        (153, 18),
        "/stance/0/holder",
        {"other": "demands"},
    ),
]
NEAR: list[Near] = [
    near("additions-that-fit", more={"additions": {"model-y": {}}}),
    near("additions-by-two", more={"additions": {"model-y": {}, "reader-1": {}}}),
]
