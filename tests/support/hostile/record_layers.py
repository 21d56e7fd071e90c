"""Traps of the layers of records: entities, claims, stance, provenance, registry, passes."""

from typing import Any

from .case import DECISIONS, GONE, PASS, Bad, Near, bad, filled, near, one

MODEL_Z = "annotations/passes/model-z/river-talks.json"
RELEASED = {
    "id": "river-talks",
    "capture_sha256": "841a44b07382c53a07fc4d39479b68690d9b093cc5dc492dbed8b3843aac04d4",
    "since": "1.0.0",
}


def qid(name: str, words: str) -> Bad:
    return one(name, "bad-qid", (39, 19), "/entities/0/wikidata", words)


def waiver(name: str, column: int, rule: str, reason: str) -> Bad:
    return one(name, "bad-waiver", (183, column), "/waive", {rule: reason})


def entity(id: str, type: str, name: str, *mentions: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "type": type,
        "name": name,
        "wikidata": None,
        "role": None,
        "mentions": list(mentions),
        **more,
    }


def claim(id: str, quote: str, claimer: Any = "article", **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "quote": quote,
        "claimer": claimer,
        "type": "event",
        "epistemic": "true-certain",
        "checkworthy": False,
        **more,
    }


def row(holder: Any, target: str, label: str, *evidence: str, **more: Any) -> dict[str, Any]:
    return {
        "holder": holder,
        "target": target,
        "label": label,
        "expression": "explicit",
        "certainty": "high",
        "evidence": list(evidence),
        **more,
    }


def act(by: str, did: str, kind: str = "model", **more: Any) -> dict[str, Any]:
    return {"by": by, "kind": kind, "did": did, "date": "2024-03-06", "guidelines": "1.0", **more}


ADJUDICATED = {"/status": "adjudicated", "/provenance/-": act("reader-1", "adjudicate", "human")}
PASSES = {"model-y": {}, "model-z": {"/claims/0/id": "the-bridge"}}
SETTLED = {
    "id": "x",
    "layer": "claim",
    "reference": ["bridge"],
    "overruled": [],
    "decided": "Kept.",
    "why": "For tests.",
}


def decided(*decisions: Any, **more: Any) -> dict[str, Any]:
    """A file of decisions: “by” in line 4, kind 5, date 6, passes 9 and 10, decisions from 13."""
    made = {
        "$schema": "../../schema/decisions.schema.json",
        "article": "river-talks",
        "by": "reader-1",
        "kind": "human",
        "date": "2024-03-06",
    }
    return {
        **made,
        "guidelines": "1.0",
        "passes": ["model-y", "model-z"],
        "decisions": list(decisions),
        **more,
    }


def decision(name: str, rule: str, line: int, column: int, decisions: Any, **passes: Any) -> Bad:
    more = {"passes": passes or PASSES, "decisions": decisions}
    return bad(name, rule, line, column, path=DECISIONS, change=ADJUDICATED, more=more)


def passed(name: str, rule: str, line: int, column: int, change: dict[str, Any]) -> Bad:
    """A change in the pass of model-y."""
    return bad(name, rule, line, column, path=PASS, more={"passes": {"model-y": change}})


BAD: list[Bad] = [
    # Entities
    one(
        "entity-with-the-name-of-another",
        "duplicate-entity",
        (110, 15),
        "/entities/-",
        entity("cedon-2", "GPE", "Cedon", "Café"),
    ),
    one(
        "entity-copied-whole",
        "duplicate-entity",
        (108, 13),
        "/entities/-",
        entity("aria", "GPE", "Aria", "Aria"),
    ),
    one(
        "form-of-another-entity-added",
        "name-in-two-entities",
        (53, 9),
        "/entities/1/mentions/-",
        "Aria",
    ),
    one(
        "form-of-a-people-under-another",
        "name-in-two-entities",
        (95, 9),
        "/entities/5/mentions/-",
        "Arian",
    ),
    one("form-in-the-plural", "mention-not-found", (42, 9), "/entities/0/mentions", ["Arias"]),
    one(
        "form-that-is-part-of-a-word",
        "mention-not-found",
        (52, 9),
        "/entities/1/mentions",
        ["Bori"],
    ),
    one("form-in-capitals", "mention-not-found", (62, 9), "/entities/2/mentions", ["CEDON"]),
    one(
        "form-with-a-prefix-it-never-has",
        "mention-not-found",
        (62, 9),
        "/entities/2/mentions",
        [{"quote": "Cedon", "prefix": "near "}],
    ),
    one(
        "form-that-stands-only-in-a-longer-one",
        "mention-not-found",
        (84, 9),
        "/entities/4/mentions/-",
        "Ana",
    ),
    one("form-with-a-possessive", "mention-not-found", (42, 9), "/entities/0/mentions", ["Aria’s"]),
    one(
        "entity-that-exceptions-leave-nothing",
        "entity-without-use",
        (55, 5),
        "/entities/2/except",
        ["met in Cedon on", "Lenz in Cedon"],
    ),
    one(
        "entity-inside-another-name",
        "entity-without-use",
        (107, 5),
        "/entities/-",
        entity("oto", "PERSON", "Oto", "Oto"),
    ),
    qid("wikidata-id-in-small-letters", "q42"),
    qid("wikidata-id-of-zero", "Q0"),
    qid("wikidata-id-with-a-leading-zero", "Q042"),
    qid("wikidata-id-without-its-letter", "42"),
    qid("wikidata-id-of-a-property", "P31"),
    qid("wikidata-id-with-a-space", "Q 42"),
    qid("wikidata-id-with-a-newline-behind", "Q42\n"),
    qid("wikidata-id-with-a-prefix", "wd:Q42"),
    qid("wikidata-id-that-is-empty", ""),
    qid("wikidata-id-with-a-query", "Q42?x=<script>"),
    qid("wikidata-id-of-a-hundred-thousand-digits-and-a-letter", "Q" + "1" * 100_000 + "x"),
    bad(
        "wikidata-id-of-a-state-and-its-city",
        "qid-conflict",
        59,
        19,
        change={"/entities/0/wikidata": "Q42", "/entities/2/wikidata": "Q42"},
    ),
    bad(
        "wikidata-id-of-two-persons",
        "qid-conflict",
        101,
        19,
        change={"/entities/4/wikidata": "Q7", "/entities/6/wikidata": "Q7"},
    ),
    one(
        "exception-that-holds-another-name",
        "except-without-effect",
        (45, 9),
        "/entities/0/except",
        ["Boria demands"],
    ),
    one(
        "exception-that-holds-half-of-a-name",
        "except-without-effect",
        (107, 9),
        "/entities/6/except",
        ["minister Oto"],
    ),
    one("person-as-a-venue", "role-type-mismatch", (80, 15), "/entities/4/role", "venue"),
    one(
        "state-as-a-spokesperson",
        "role-type-mismatch",
        (40, 15),
        "/entities/0/role",
        "spokesperson",
    ),
    one("people-as-a-venue", "role-type-mismatch", (70, 15), "/entities/3/role", "venue"),
    one("person-as-a-party", "role-type-mismatch", (102, 15), "/entities/6/role", "party"),
    bad(
        "person-named-twice-and-nowhere-annotated",
        "possible-miss",
        34,
        3,
        capture=(("before winter.", "before winter, with Ina Orr and by Ina Orr."),),
    ),
    bad(
        "name-of-one-word-named-twice",
        "possible-miss",
        34,
        3,
        capture=(("before winter.", "before winter in Kilo, and from Kilo."),),
    ),
    # Claims
    one(
        "claim-with-the-words-of-another",
        "duplicate-claim",
        (151, 16),
        "/claims/-",
        claim("met-2", "Aria and Boria met in Cedon on Monday"),
    ),
    bad(
        "claim-with-the-id-of-another",
        "duplicate-claim",
        138,
        13,
        change={"/claims/3/id": "bridge"},
    ),
    one("claimer-by-another-id", "unknown-claimer", (112, 18), "/claims/0/claimer", "ana-vey"),
    one(
        "claimer-in-the-plural-of-article",
        "unknown-claimer",
        (112, 18),
        "/claims/0/claimer",
        "articles",
    ),
    bad(
        "claimer-whose-entity-was-removed", "unknown-claimer", 101, 18, change={"/entities/4": GONE}
    ),
    one("article-with-a-cue", "attribution-mismatch", (123, 14), "/claims/1/cue", "said that"),
    one(
        "article-with-an-attribution",
        "attribution-mismatch",
        (123, 22),
        "/claims/1/attribution",
        "indirect",
    ),
    one(
        "nameless-claimer-without-attribution",
        "attribution-mismatch",
        (140, 18),
        "/claims/3/attribution",
        GONE,
    ),
    one(
        "cue-of-the-paragraph-before", "cue-far-from-claim", (143, 14), "/claims/3/cue", "said that"
    ),
    one(
        "cue-of-the-paragraph-behind",
        "cue-far-from-claim",
        (131, 14),
        "/claims/2/cue",
        "Vey will wait",
    ),
    bad(
        "cue-three-hundred-letters-away",
        "cue-far-from-claim",
        113,
        14,
        capture=(("said that “", "said that " + "very " * 61 + "“"),),
    ),
    one(
        "mixed-without-quotation-marks",
        "direct-without-quotes",
        (144, 22),
        "/claims/3/attribution",
        "mixed",
    ),
    bad(
        "direct-with-marks-taken-away",
        "direct-without-quotes",
        114,
        22,
        capture=(("“the bridge must open”", "the bridge must open"),),
        change={"/claims/0/quote": "the bridge must open"},
    ),
    one(
        "claim-at-the-end-of-another",
        "nested-claim",
        (151, 16),
        "/claims/-",
        claim("monday", "in Cedon on Monday"),
    ),
    one(
        "claim-inside-quotation-marks-of-another",
        "nested-claim",
        (151, 16),
        "/claims/-",
        claim(
            "pause-2", "full and lasting pause", "boria", cue="Boria demands", attribution="mixed"
        ),
    ),
    one("cue-that-reaches-into-the-quote", "cue-in-quote", (111, 16), "/claims/0/cue", "that “the"),
    one(
        "quote-of-the-sentence-with-its-cue",
        "cue-in-quote",
        (139, 16),
        "/claims/3/quote",
        "Some 300 Borians doubt that the talks will help",
    ),
    one(
        "quote-of-a-sentence-with-its-stop",
        "full-stop-in-quote",
        (121, 16),
        "/claims/1/quote",
        "Aria and Boria met in Cedon on Monday for talks on the river.",
    ),
    bad(
        "ideographic-full-stop-in-a-quote",
        "full-stop-in-quote",
        139,
        16,
        capture=(("will help.", "will help。"),),
        change={"/claims/3/quote": "the talks will help。"},
    ),
    one(
        "first-claim-of-the-last-paragraph",
        "claims-out-of-order",
        (110, 13),
        "/claims/0/quote",
        "hope for a quiet week",
    ),
    one(
        "last-claim-of-the-first-paragraph",
        "claims-out-of-order",
        (138, 13),
        "/claims/3/quote",
        "talks on the river",
    ),
    bad(
        "claim-that-asks-and-quotes-the-mark",
        "not-a-claim",
        121,
        16,
        capture=(("before winter.", "before winter. Will it open?"),),
        change={"/claims/1/quote": "Will it open?"},
    ),
    bad(
        "claim-that-asks-of-another",
        "not-a-claim",
        139,
        16,
        capture=(("the talks will help.", "the talks will help?"),),
    ),
    one(
        "number-in-a-wish-that-has-none", "number-missing", (133, 15), "/claims/2/type", "numerical"
    ),
    one(
        "number-in-a-forecast-that-has-none",
        "number-missing",
        (145, 15),
        "/claims/3/type",
        "numerical",
    ),
    one(
        "event-that-nobody-denies",
        "denial-without-cue",
        (124, 20),
        "/claims/1/epistemic",
        "false-uncertain",
    ),
    bad(
        "denial-in-another-paragraph-only",
        "denial-without-cue",
        124,
        20,
        change={
            "/claims/1/quote": "Café owners 👩\u200d🚒 hope",
            "/claims/1/epistemic": "false-certain",
        },
    ),
    one(
        "demand-that-is-check-worthy",
        "opinion-checkworthy",
        (135, 22),
        "/claims/2/checkworthy",
        True,
    ),
    one(
        "forecast-that-is-check-worthy",
        "opinion-checkworthy",
        (147, 22),
        "/claims/3/checkworthy",
        True,
    ),
    bad(
        "claim-that-is-the-whole-body",
        "claims-cover-too-much",
        108,
        13,
        change={
            "/body/0/to": "on the river.",
            "/claims": [
                claim("all", "Aria and Boria met in Cedon on Monday for talks on the river")
            ],
        },
    ),
    bad(
        "claims-that-together-are-the-body",
        "claims-cover-too-much",
        108,
        13,
        change={
            "/body/0/to": "on the river.",
            "/claims": [
                claim("a", "Aria and Boria met in Cedon on"),
                claim("b", "on Monday for talks on the river"),
            ],
        },
    ),
    one("demand-without-a-cue", "attributed-without-cue", (127, 5), "/claims/2/cue", GONE),
    one(
        "doubt-of-the-nameless-without-a-cue",
        "attributed-without-cue",
        (137, 5),
        "/claims/3/cue",
        GONE,
    ),
    # Stance
    one("target-that-is-empty", "unknown-target", (153, 17), "/stance/0/target", ""),
    one("target-in-capitals", "unknown-target", (153, 17), "/stance/0/target", "PAUSE-WORKS"),
    one(
        "target-that-is-a-word-of-python",
        "unknown-target",
        (153, 17),
        "/stance/0/target",
        "__class__",
    ),
    one("holder-by-another-id", "unknown-holder", (152, 17), "/stance/0/holder", "the-aria"),
    one(
        "holder-of-the-second-row-unknown",
        "unknown-holder",
        (162, 17),
        "/stance/1/holder",
        "author",
    ),
    bad(
        "nameless-claimer-that-has-a-name",
        "unnamed-holder-not-in-text",
        112,
        18,
        change={"/claims/0/claimer": {"other": "ana vey"}},
    ),
    bad(
        "nameless-holder-that-has-a-name",
        "unnamed-holder-not-in-text",
        152,
        17,
        change={"/stance/0/holder": {"other": "ARIA"}},
    ),
    bad(
        "nameless-holder-from-the-masthead",
        "unnamed-holder-not-in-text",
        153,
        18,
        change={"/stance/0/holder": {"other": "Example Gazette"}},
    ),
    one(
        "row-given-twice-with-the-same-label",
        "contradictory-stance",
        (173, 17),
        "/stance/-",
        row("boria", "pause-works", "FAVOR", "Boria demands"),
    ),
    one(
        "row-given-twice-with-no-label",
        "contradictory-stance",
        (173, 17),
        "/stance/-",
        row("aria", "pause-works", "NONE", "Aria rejects"),
    ),
    one(
        "nameless-holder-twice-in-another-case",
        "contradictory-stance",
        (187, 17),
        "/stance",
        [
            row("aria", "pause-works", "AGAINST", "a demand that Aria rejects"),
            row("boria", "pause-works", "FAVOR", "Boria demands"),
            row({"other": "Some 300 Borians"}, "talks-help", "AGAINST", "Borians doubt"),
            row({"other": "some 300 borians"}, "talks-help", "FAVOR", "Borians doubt"),
        ],
    ),
    one(
        "second-row-without-evidence",
        "stance-without-evidence",
        (167, 19),
        "/stance/1/evidence",
        [],
    ),
    bad(
        "row-with-a-condition-and-no-evidence",
        "stance-without-evidence",
        158,
        19,
        change={"/stance/0/evidence": [], "/stance/0/condition": "before winter"},
    ),
    one(
        "holder-of-another-paragraph",
        "holder-not-in-evidence",
        (162, 17),
        "/stance/1/holder",
        "cedon",
    ),
    bad(
        "nameless-holder-of-another-paragraph",
        "holder-not-in-evidence",
        152,
        17,
        change={"/stance/0/holder": {"other": "Café owners"}},
    ),
    one(
        "demand-that-is-implicit-and-certain",
        "implicit-and-certain",
        (166, 20),
        "/stance/1/expression",
        "implicit",
    ),
    bad(
        "no-stance-that-is-implicit-and-certain",
        "implicit-and-certain",
        156,
        20,
        change={"/stance/0/expression": "implicit", "/stance/0/label": "NONE"},
    ),
    one(
        "author-in-the-words-of-a-president",
        "author-stance-in-quotes",
        (178, 9),
        "/stance/-",
        row("article", "talks-help", "NONE", "the bridge must open"),
    ),
    bad(
        "author-in-words-between-straight-marks",
        "author-stance-in-quotes",
        178,
        9,
        capture=(("“the bridge must open”", '"the bridge must open"'),),
        change={
            "/claims/0/quote": '"the bridge must open"',
            "/stance/-": row("article", "talks-help", "NONE", "the bridge must"),
        },
    ),
    bad(
        "holder-for-going-on-and-for-a-pause",
        "opposed-targets",
        173,
        17,
        change={
            "/stance/0/label": "FAVOR",
            "/stance/-": row("aria", "build-on", "FAVOR", "Aria rejects"),
        },
    ),
    bad(
        "nameless-holder-for-both-sides",
        "opposed-targets",
        177,
        17,
        change={
            "/stance/-": row({"other": "Some 300 Borians"}, "build-on", "FAVOR", "Borians doubt"),
            "/stance/0/holder": {"other": "Some 300 Borians"},
            "/stance/0/label": "FAVOR",
        },
    ),
    one(
        "stance-of-the-author-only",
        "no-party-stance",
        (150, 3),
        "/stance",
        [row("article", "talks-help", "NONE", "a quiet week")],
    ),
    one(
        "stance-of-a-city-only",
        "no-party-stance",
        (150, 3),
        "/stance",
        [row("cedon", "talks-help", "NONE", "in Cedon on Monday")],
    ),
    # Provenance
    one("double-by-a-model", "model-only-not-draft", (181, 13), "/status", "double"),
    bad(
        "adjudicated-by-models-without-passes",
        "model-only-not-draft",
        188,
        13,
        change={"/status": "adjudicated", "/provenance/-": act("model-y", "adjudicate")},
    ),
    bad(
        "single-by-two-models",
        "model-only-not-draft",
        188,
        13,
        change={"/status": "single", "/provenance/-": act("model-y", "review")},
    ),
    bad(
        "single-without-claims",
        "empty-layer",
        108,
        3,
        change={"/status": "single", "/claims": []},
    ),
    bad(
        "double-without-stances",
        "empty-layer",
        150,
        3,
        change={"/status": "double", "/stance": []},
    ),
    bad(
        "double-with-one-pass",
        "adjudicated-without-passes",
        181,
        13,
        change={"/status": "double"},
        more={"passes": {"model-y": {}}},
    ),
    bad(
        "adjudicated-with-passes-by-nobody",
        "adjudicated-without-passes",
        188,
        13,
        change={"/status": "adjudicated", "/provenance/-": act("reader-1", "review", "human")},
        more={"passes": PASSES},
    ),
    bad(
        "human-who-reviews-themselves",
        "self-review",
        181,
        13,
        change={
            "/provenance": [
                act("reader-1", "annotate", "human"),
                act("reader-1", "review", "human"),
            ]
        },
    ),
    bad(
        "review-that-stands-before-the-work",
        "self-review",
        174,
        13,
        change={"/provenance": [act("model-x", "review"), act("model-x", "annotate")]},
    ),
    one(
        "annotator-with-a-space-before",
        "unknown-annotator",
        (174, 13),
        "/provenance/0/by",
        " model-x",
    ),
    one("annotator-in-capitals", "unknown-annotator", (174, 13), "/provenance/0/by", "MODEL-X"),
    one("annotator-that-climbs", "unknown-annotator", (174, 13), "/provenance/0/by", "../model-x"),
    one("model-said-to-be-human", "unknown-annotator", (175, 15), "/provenance/0/kind", "human"),
    one(
        "model-said-to-be-an-import", "unknown-annotator", (175, 15), "/provenance/0/kind", "import"
    ),
    one(
        "annotator-by-an-address", "personal-data", (174, 13), "/provenance/0/by", "ana@example.org"
    ),
    one(
        "address-in-angle-brackets",
        "personal-data",
        (179, 15),
        "/provenance/0/note",
        "Ana Vey <ana@example.org> did it",
    ),
    one(
        "address-with-a-plus-and-a-comma",
        "personal-data",
        (179, 15),
        "/provenance/0/note",
        "Ask ana+river@mail.example.org, please",
    ),
    one(
        "address-at-the-end-of-a-sentence",
        "personal-data",
        (179, 15),
        "/provenance/0/note",
        "Write to ana@example.org.",
    ),
    one(
        "address-of-mail-as-a-link",
        "personal-data",
        (179, 15),
        "/provenance/0/note",
        "mailto:ana@example.org?subject=x",
    ),
    one(
        "guidelines-of-the-tenth-draft",
        "outdated-guidelines",
        (178, 21),
        "/provenance/0/guidelines",
        "0.10",
    ),
    one(
        "guidelines-that-go-back",
        "outdated-guidelines",
        (185, 21),
        "/provenance/-",
        act("model-y", "review", guidelines="0.9"),
    ),
    one(
        "proposal-of-a-date-nobody-confirmed",
        "unconfirmed-proposal",
        (33, 13),
        "/date/note",
        "Proposed by a program: published. Confirm it.",
    ),
    one(
        "proposal-with-only-its-first-words",
        "unconfirmed-proposal",
        (22, 13),
        "/source/note",
        "Proposed by a program: ",
    ),
    # Waivers
    waiver("waiver-of-everything", 10, "*", "All is well."),
    waiver("waiver-of-all-by-name", 12, "all", "All is well."),
    waiver("waiver-of-an-error", 24, "quote-not-found", "It is there."),
    waiver("waiver-of-bad-json", 20, "json-syntax", "It is fine."),
    waiver("waiver-of-a-changed-text", 21, "text-changed", "It is fine."),
    waiver("waiver-without-a-reason", 19, "body-small", ""),
    waiver("waiver-for-no-break-spaces", 19, "body-small", "\u00a0\u3000 "),
    waiver("waiver-in-capitals", 19, "BODY-SMALL", "Short."),
    waiver("waiver-with-an-underscore", 19, "body_small", "Short."),
    waiver("waiver-of-itself", 19, "bad-waiver", "Quiet."),
    waiver("waiver-of-nothing", 19, "zero-width", "There is none."),
    waiver("waiver-with-an-empty-name", 9, "", "x"),
    waiver("waiver-of-the-prototype", 18, "__proto__", "x"),
    bad(
        "waiver-does-not-hide-an-error",
        "quote-not-found",
        121,
        16,
        change={"/claims/1/quote": "nowhere at all", "/waive": {"quote-not-found": "It is there."}},
    ),
    bad(
        "waiver-without-a-reason-hides-nothing",
        "source-not-in-text",
        14,
        15,
        change={"/source/author": "Mia Roe", "/waive": {"source-not-in-text": " \t "}},
    ),
    # Registry
    one(
        "entity-nobody-registered",
        "unregistered-entity",
        (108, 13),
        "/entities/-",
        entity("cafe", "ORG", "Cafe", "Café"),
    ),
    one("entity-under-another-id", "unregistered-entity", (76, 13), "/entities/4/id", "ana-vey"),
    one(
        "wikidata-id-the-registry-lacks", "entity-conflict", (39, 19), "/entities/0/wikidata", "Q42"
    ),
    one("name-in-capitals", "entity-conflict", (38, 15), "/entities/0/name", "ARIA"),
    one("name-with-a-space-behind", "entity-conflict", (38, 15), "/entities/0/name", "Aria "),
    one("state-called-a-region", "type-conflict", (37, 15), "/entities/0/type", "LOC"),
    one("people-called-an-organisation", "type-conflict", (67, 15), "/entities/3/type", "ORG"),
    one("form-the-registry-lacks", "unregistered-form", (104, 9), "/entities/6/mentions", ["Lenz"]),
    one("form-of-a-weekday", "unregistered-form", (63, 9), "/entities/2/mentions/-", "Monday"),
    bad(
        "surname-after-a-title",
        "likely-miss",
        34,
        3,
        capture=(("before winter.", "before winter. But Minister Lenz left."),),
    ),
    bad(
        "city-in-capitals",
        "likely-miss",
        34,
        3,
        capture=(("before winter.", "before winter in CEDON."),),
    ),
    one("entity-left-out", "missed-name", (34, 3), "/entities/6", GONE),
    one(
        "singular-of-a-people-left-out", "missed-name", (34, 3), "/entities/5/mentions", ["Borians"]
    ),
    one(
        "publisher-in-small-letters",
        "unknown-publisher",
        (13, 18),
        "/source/publisher",
        "example gazette",
    ),
    one(
        "publisher-with-an-article",
        "unknown-publisher",
        (13, 18),
        "/source/publisher",
        "The Example Gazette",
    ),
    bad(
        "id-that-was-retired",
        "retired-id",
        3,
        14,
        more={
            "ledger": [
                {
                    "id": "river-talks",
                    "capture_sha256": "0" * 64,
                    "since": "1.0.0",
                    "retired": "2.0.0: asked for",
                }
            ]
        },
    ),
    bad(
        "id-released-with-another-text",
        "retired-id",
        4,
        18,
        more={"ledger": [{"id": "river-talks", "capture_sha256": "0" * 64, "since": "1.0.0"}]},
    ),
    bad(
        "released-claim-with-another-tense",
        "removed-item",
        108,
        3,
        more={"ledger": [{**RELEASED, "items": ["claims/meet", "claims/met"]}]},
    ),
    bad(
        "released-stance-lost-with-a-reason-for-another",
        "removed-item",
        150,
        3,
        more={
            "ledger": [
                {
                    **RELEASED,
                    "items": ["stance/cedon/no-aid", "stance/cedon/pause-works"],
                    "gone": [
                        {
                            "item": "stance/cedon/no-aid",
                            "last": "1.0.0",
                            "reason": "Nobody said so.",
                        }
                    ],
                }
            ]
        },
    ),
    bad(
        "capture-changed-by-one-space",
        "text-changed",
        4,
        18,
        capture=(("65 views", "65 views "),),
        more={"keep_hash": True},
    ),
    bad(
        "capture-changed-by-one-letter",
        "text-changed",
        4,
        18,
        capture=(("winter", "Winter"),),
        more={"keep_hash": True},
    ),
    bad(
        "hash-of-nothing",
        "text-changed",
        4,
        18,
        change={"/text_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    ),
    # Passes
    passed("pass-by-somebody-else", "wrong-annotator", 172, 17, {"/provenance/0/by": "model-z"}),
    passed("pass-that-is-a-review", "wrong-annotator", 172, 17, {"/provenance/0/did": "review"}),
    passed(
        "pass-by-two", "wrong-annotator", 172, 17, {"/provenance/-": act("model-z", "annotate")}
    ),
    passed(
        "pass-with-a-quote-that-is-nowhere",
        "quote-not-found",
        121,
        16,
        {"/claims/1/quote": "nowhere at all"},
    ),
    passed("pass-over-another-text", "text-changed", 4, 18, {"/text_sha256": "0" * 64}),
    passed(
        "pass-with-the-path-of-a-reference",
        "unknown-schema",
        2,
        14,
        {"/$schema": "../schema/annotation.schema.json"},
    ),
    bad(
        "pass-copied-from-another",
        "copied-pass",
        1,
        1,
        path=MODEL_Z,
        more={"passes": {"model-y": {}, "model-z": {}}},
    ),
    bad(
        "pass-copied-with-another-status",
        "copied-pass",
        1,
        1,
        path=MODEL_Z,
        more={
            "passes": {"model-y": {}, "model-z": {"/source/note": "x", "/date/certainty": "low"}}
        },
    ),
    bad(
        "adjudicator-who-made-a-pass",
        "partial-adjudicator",
        181,
        13,
        change={"/status": "adjudicated", "/provenance/-": act("model-z", "adjudicate")},
        more={"passes": PASSES},
    ),
    decision(
        "decisions-by-a-maker-of-a-pass",
        "partial-adjudicator",
        4,
        9,
        decided(by="model-y", kind="model"),
    ),
    decision(
        "decisions-on-a-pass-that-is-not-there",
        "decisions-without-passes",
        10,
        5,
        decided(passes=["model-y", "model-x"]),
    ),
    decision(
        "decisions-by-an-unknown-hand", "decisions-without-passes", 4, 9, decided(by="reader-2")
    ),
    decision("decisions-by-nobody-known", "bad-decision", 4, 9, decided(by="reader-9")),
    decision("decisions-on-no-day", "bad-decision", 6, 11, decided(date="2024-03")),
    decision(
        "decisions-on-the-thirtieth-of-february", "bad-decision", 6, 11, decided(date="2024-02-30")
    ),
    decision(
        "decision-with-the-id-of-another",
        "bad-decision",
        24,
        13,
        decided(SETTLED, {**SETTLED, "reference": ["met"]}),
    ),
    bad(
        "pass-that-the-decisions-leave-out",
        "uncompared-pass",
        1,
        1,
        path="annotations/passes/reader-2/river-talks.json",
        change=ADJUDICATED,
        more={
            "passes": {
                **PASSES,
                "reader-2": {"/provenance/0/kind": "human", "/claims/0/id": "span"},
            },
            "decisions": decided(),
        },
    ),
    bad(
        "first-pass-that-the-decisions-leave-out",
        "uncompared-pass",
        1,
        1,
        path=PASS,
        change=ADJUDICATED,
        more={
            "passes": {
                **PASSES,
                "reader-2": {"/provenance/0/kind": "human", "/claims/0/id": "span"},
            },
            "decisions": decided(passes=["model-z", "reader-2"]),
        },
    ),
    decision(
        "decision-on-a-claim-of-another-layer",
        "undecidable-item",
        17,
        9,
        decided({**SETTLED, "layer": "stance"}),
    ),
    decision(
        "decision-on-an-item-that-is-a-path",
        "undecidable-item",
        17,
        9,
        decided({**SETTLED, "reference": ["../bridge"]}),
    ),
    decision(
        "decision-on-a-claim-twice",
        "undecidable-item",
        18,
        9,
        decided({**SETTLED, "reference": ["bridge", "bridge"]}),
    ),
    decision(
        "decision-overrules-what-no-pass-holds",
        "undecidable-item",
        18,
        9,
        decided({**SETTLED, "reference": [], "overruled": ["model-y/bridges"]}),
    ),
    bad(
        "passes-that-differ-in-a-label",
        "undecided-disagreement",
        151,
        5,
        change=ADJUDICATED,
        more={
            "passes": {
                "model-y": {},
                "model-z": {"/claims/0/id": "span", "/stance/0/label": "NONE"},
            },
            "decisions": decided(),
        },
    ),
    bad(
        "passes-that-differ-in-a-claim",
        "undecided-disagreement",
        109,
        5,
        change=ADJUDICATED,
        more={
            "passes": {"model-y": {}, "model-z": {"/claims/1/id": "meeting", "/claims/0": GONE}},
            "decisions": decided(),
        },
    ),
]

AGREED = {"passes": PASSES, "decisions": decided()}

NEAR: list[Near] = [
    near(
        "entity-with-the-name-of-another-type",
        change={"/entities/-": entity("cafe", "ORG", "Cedon", "Café")},
    ),
    near(
        "entity-with-one-place-told-apart",
        change={
            "/entities/-": entity(
                "cedon-hall", "FAC", "Cedon Hall", {"quote": "Cedon", "prefix": "Lenz in "}
            )
        },
    ),
    near(
        "entity-with-an-exception",
        change={"/entities/2/except": ["Lenz in Cedon"]},
        more={"registry": {}},
    ),
    near(
        "event-as-an-entity",
        change={
            "/entities/-": entity("monday-talks", "EVENT", "Monday talks", "talks on the river")
        },
    ),
    near(
        "mention-that-holds-another-name",
        change={"/entities/-": entity("two-states", "ORG", "Aria and Boria", "Aria and Boria")},
    ),
    near("people-as-negotiators", change={"/entities/3/role": "negotiator"}),
    near(
        "mediator-of-any-type",
        change={"/entities/2/role": "mediator", "/entities/0/role": "guarantor"},
    ),
    near("wikidata-id-of-one-digit", change={"/entities/0/wikidata": "Q1"}),
    near(
        "capitalised-days-and-months",
        capture=(
            ("before winter.", "before winter, on Friday and on Friday, in June and in June."),
        ),
    ),
    near(
        "capitalised-words-at-the-start-of-sentences",
        capture=(("before winter.", "before winter. Nobody knows. Nobody cares."),),
    ),
    near("name-that-stands-once", capture=(("before winter.", "before the Delta Bank closes."),)),
    near(
        "claims-that-overlap",
        change={"/claims/-": claim("talks", "in Cedon on Monday for talks")},
        also=("claims-out-of-order",),
    ),
    near(
        "claim-of-two-claimers",
        change={
            "/claims/-": claim(
                "met-too",
                "Aria and Boria met in Cedon on Monday",
                "boria",
                cue="talks on",
                attribution="indirect",
            )
        },
        also=("claims-out-of-order",),
    ),
    near(
        "claim-inside-another-of-somebody-else",
        change={
            "/claims/-": claim(
                "inner", "Cedon on Monday", "cedon", cue="met in", attribution="indirect"
            )
        },
        also=("claims-out-of-order",),
    ),
    near(
        "claim-that-exclaims",
        capture=(("before winter.", "before winter. It will open!"),),
        change={"/claims/1/quote": "It will open"},
    ),
    near(
        "number-in-words",
        capture=(("before winter.", "before winter. Dozens of ships wait."),),
        change={"/claims/1/quote": "Dozens of ships wait", "/claims/1/type": "numerical"},
    ),
    near(
        "number-in-digits",
        change={
            "/claims/3/type": "numerical",
            "/claims/3/quote": "Some 300 Borians",
            "/claims/3/claimer": "article",
            "/claims/3/attribution": GONE,
            "/claims/3/cue": GONE,
        },
    ),
    near(
        "denial-with-an-apostrophe",
        capture=(("before winter.", "before winter. Lenz isn’t there."),),
        change={
            "/claims/1/quote": "Lenz isn’t there",
            "/claims/1/epistemic": "false-certain",
            "/entities/6/mentions": ["Oto Lenz", "Lenz"],
        },
    ),
    near("claim-of-an-unknown-commitment", change={"/claims/0/epistemic": "unknown"}),
    near(
        "direct-speech-in-guillemets",
        capture=(("“the bridge must open”", "«the bridge must open»"),),
        change={"/claims/0/quote": "«the bridge must open»"},
    ),
    near(
        "direct-speech-in-single-marks",
        capture=(("“the bridge must open”", "‘the bridge must open’"),),
        change={"/claims/0/quote": "‘the bridge must open’"},
    ),
    near("stance-without-any-direction", change={"/stance/0/label": "NONE"}),
    near(
        "stance-that-is-implicit-and-likely",
        change={"/stance/0/expression": "implicit", "/stance/0/certainty": "low"},
    ),
    near("stance-under-a-condition", change={"/stance/0/condition": "a demand that"}),
    near(
        "holder-for-both-under-a-condition",
        change={
            "/stance/-": row(
                "boria", "build-on", "FAVOR", "Boria demands", condition="lasting pause"
            )
        },
    ),
    near(
        "holder-against-both",
        change={"/stance/-": row("aria", "build-on", "AGAINST", "Aria rejects")},
    ),
    near(
        "author-beside-quoted-words",
        change={"/stance/-": row("article", "talks-help", "NONE", "open” before winter")},
    ),
    near(
        "stance-of-a-negotiator-only",
        change={"/stance": [row("lenz", "talks-help", "NONE", "the Borian minister Oto Lenz")]},
    ),
    near("review-by-another-model", change={"/provenance/-": act("model-y", "review")}),
    near("review-of-ones-own-beside-another", change={"/provenance/-": act("model-y", "annotate")}),
    near("note-with-an-at-sign", change={"/provenance/0/note": "Done @ noon, see @ana and a@b"}),
    near("guidelines-newer-than-the-corpus", change={"/provenance/0/guidelines": "1.10"}),
    near(
        "guidelines-old-and-then-new",
        change={"/provenance/0/guidelines": "0.9", "/provenance/-": act("model-y", "review")},
    ),
    near(
        "note-on-what-no-program-proposed",
        change={"/date/note": "Not proposed by a program: read off the page."},
    ),
    near(
        "waiver-that-applies",
        change={
            "/source/author": "Mia Roe",
            "/waive": {"source-not-in-text": "Printed on paper only."},
        },
    ),
    near(
        "waiver-with-markup-for-a-reason",
        change={"/source/author": "Mia Roe", "/waive": {"source-not-in-text": "<b>::error::</b>"}},
    ),
    near(
        "waiver-of-a-rule-about-the-corpus",
        change={"/waive": {"near-duplicate": "An edition of a book."}},
    ),
    near("pass-that-says-the-same-under-other-ids", more={"passes": PASSES}),
    near(
        "pass-that-differs-without-decisions",
        more={
            "passes": {
                "model-y": {},
                "model-z": {"/claims/0/id": "span", "/stance/0/label": "NONE"},
            }
        },
    ),
    near(
        "pass-that-waives-what-is-not-there",
        more={"passes": {"model-y": {"/waive": {"body-small": "x"}}}},
    ),
    near(
        "pass-under-older-guidelines",
        more={"passes": {"model-y": {"/provenance/0/guidelines": "0.1"}}},
    ),
    near(
        "double-by-a-human",
        change={"/status": "double", "/provenance/-": act("reader-1", "review", "human")},
        more={"passes": PASSES},
    ),
    near("adjudicated-without-a-difference", change=ADJUDICATED, more=AGREED),
    near(
        "adjudicated-by-a-third-model",
        change={"/status": "adjudicated", "/provenance/-": act("model-x", "adjudicate")},
        more={"passes": PASSES, "decisions": decided(by="model-x", kind="model")},
    ),
    near(
        "decision-with-markup-in-its-reason",
        change=ADJUDICATED,
        more={
            "passes": PASSES,
            "decisions": decided({**SETTLED, "why": "<script>::error::{{ x }}</script>"}),
        },
    ),
]


SAME = [entity(f"a{i}", "ORG", f"A {i}", "a") for i in range(50)]
FORMS = [entity(f"a{i}", "ORG", f"A {i}", *[f"q{j}" for j in range(100)]) for i in range(400)]
LONG = [row({"other": f"{'a' * 100}b{i}"}, "pause-works", "NONE", "END") for i in range(300)]
COMMON = [row({"other": "ab c"}, f"target-{i}", "NONE", "END") for i in range(300)]

FOUND: list[Bad | Near] = [
    # Each of these takes more than 45 seconds
    filled(
        "form-of-fifty-entities-that-stands-half-a-million-times",
        "name-in-two-entities",
        52,
        9,
        "a " * 500_000,
        **{"/entities": SAME},
    ),
    filled(
        "forty-thousand-forms-in-a-long-article",
        "mention-not-found",
        42,
        9,
        "xyz " * 250_000,
        **{"/entities": FORMS},
    ),
    filled(
        "form-that-is-part-of-a-long-chain-of-emoji",
        "mention-not-found",
        42,
        9,
        "👩\u200d" * 140_000,
        **{"/entities": [entity("a", "ORG", "A", "👩")]},
    ),
    filled(
        "nameless-holders-that-nearly-match-everywhere",
        "unnamed-holder-not-in-text",
        80,
        18,
        "a" * 1_000_000,
        **{"/stance": LONG, "/entities": []},
    ),
    filled(
        "nameless-holders-that-stand-everywhere",
        "unknown-target",
        155,
        17,
        "ab c " * 200_000,
        **{"/stance": COMMON},
    ),
    # Ids that mean something else where they are used
    bad(
        "entity-with-the-id-of-the-authors-voice",
        "reserved-id",
        56,
        13,
        fits=True,
        change={"/entities/2/id": "article"},
    ),
    bad(
        "entity-with-the-id-of-the-nameless",
        "reserved-id",
        56,
        13,
        fits=True,
        change={"/entities/2/id": "other"},
    ),
    # What nothing finds
    bad(
        "question-inside-quotation-marks",
        "not-a-claim",
        111,
        16,
        capture=(("“the bridge must open”", "“must the bridge open?”"),),
        change={"/claims/0/quote": "“must the bridge open?”"},
    ),
    bad(
        "question-with-a-full-width-mark",
        "not-a-claim",
        121,
        16,
        capture=(("before winter.", "before winter. Will it open？"),),
        change={"/claims/1/quote": "Will it open？"},
    ),
    bad(
        "question-with-an-arabic-mark",
        "not-a-claim",
        121,
        16,
        capture=(("before winter.", "before winter. Will it open؟"),),
        change={"/claims/1/quote": "Will it open؟"},
    ),
    near(
        "number-of-twenty-in-words",
        capture=(("before winter.", "before winter. Some twenty ships wait."),),
        change={"/claims/1/quote": "twenty ships wait", "/claims/1/type": "numerical"},
    ),
    near(
        "number-of-thirteen-in-words",
        capture=(("before winter.", "before winter. Some thirteen ships wait."),),
        change={"/claims/1/quote": "thirteen ships wait", "/claims/1/type": "numerical"},
    ),
    one(
        "address-in-the-note-on-the-source",
        "personal-data",
        (22, 13),
        "/source/note",
        "Ask ana@example.org",
    ),
    one(
        "address-in-the-note-of-a-claim",
        "personal-data",
        (118, 15),
        "/claims/0/note",
        "Ask ana@example.org",
    ),
    one(
        "address-in-a-waiver",
        "personal-data",
        (183, 23),
        "/waive",
        {"near-duplicate": "Ask ana@example.org"},
    ),
    bad(
        "escape-sequence-in-a-name",
        "hidden-character",
        58,
        15,
        change={"/entities/2/name": "Ced\x1b[31mon"},
    ),
    bad(
        "override-in-a-name",
        "hidden-character",
        58,
        15,
        change={"/entities/2/name": "\u202enodeC"},
    ),
    bad(
        "zero-width-space-in-a-name",
        "hidden-character",
        58,
        15,
        change={"/entities/2/name": "Ced\u200bon"},
    ),
    bad(
        "escape-sequence-in-a-note",
        "hidden-character",
        22,
        13,
        change={"/source/note": "\x1b]8;;https://example.org\x07x\x1b]8;;\x07"},
    ),
    bad("nul-in-a-note", "hidden-character", 22, 13, change={"/source/note": "a\x00b"}),
    bad(
        "accent-typed-apart-in-a-registered-name",
        "hidden-character",
        58,
        15,
        fits=True,
        change={"/entities/2/name": "Cedo\u0301n"},
    ),
    # Rules that came with the cases above
    bad(
        "character-that-is-not-seen-in-a-waiver",
        "hidden-character",
        183,
        23,
        change={"/waive": {"near-duplicate": "Be\u00adcause"}},
    ),
    bad(
        "form-that-is-every-word",
        "too-many-mentions",
        43,
        9,
        capture=(("Café owners", "Delta " * 20_001),),
        change={"/entities/0/mentions/-": "Delta"},
    ),
    bad(
        "form-that-is-every-letter",
        "too-many-mentions",
        43,
        9,
        capture=(("Café owners", "x " * 30_000),),
        change={"/entities/0/mentions/-": "x"},
    ),
]
