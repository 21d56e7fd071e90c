"""Matching of passes and the measures over them, with figures worked out by hand."""

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest

import istanbul_talks
from corpora import TODAY, harbour
from istanbul_talks import agreement
from istanbul_talks.dataset import quality_tables
from istanbul_talks.dataset.build import build
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import optional
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.items import Item
from istanbul_talks.model.records import PassItem
from istanbul_talks.quality.adjudication import add_support, decision_key, disagreements
from istanbul_talks.quality.agreement import LEAST_UNITS, MEASURES, Comparison, Measure, figure
from istanbul_talks.quality.matching import Layers, align, by_annotator, tokens
from istanbul_talks.text.similarity import jaccard

TEXT = "Aria and Boria met in Cedon . Aria wants a pause of the works , which Boria rejects ."


def article(**columns: Any) -> Item:
    row = dict.fromkeys(PassItem.__slots__)
    own = {"annotator": "x", "kind": "model", "guidelines": "1.0", "layer": "article", "id": "t"}
    return row | own | {"spans": [], "differs": []} | columns


def item(layer: str, id: str, words: str, **columns: Any) -> Item:
    start = TEXT.index(words)
    place = {"start": start, "end": start + len(words)}
    spans = [{**place, "text": words}]
    return article(layer=layer, id=id, spans=spans, **place, **columns)


def mention(words: str, entity: str, type_: str = "GPE", **more: Any) -> Item:
    return item(
        "mention", f"{entity}-{words}", words, entity=entity, name=entity, entity_type=type_, **more
    )


def claim(id: str, words: str, entity: str = "article", **more: Any) -> Item:
    labels = {"claim_type": "event", "epistemic": "true-certain", "checkworthy": True, **more}
    return item("claim", id, words, entity=entity, name=labels.pop("name", entity), **labels)


def stance(entity: str, target: str, label: str, words: str = "wants a pause", **more: Any) -> Item:
    return item(
        "stance",
        f"{entity}/{target}",
        words,
        entity=entity,
        name=more.pop("name", entity),
        target=target,
        stance_label=label,
        **more,
    )


def by(annotator: str, items: list[Item], kind: str = "model") -> list[Item]:
    return [item | {"annotator": annotator, "kind": kind} for item in items]


def pairs(one: list[Item], other: list[Item]) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = align(Layers(one), Layers(other)).pairs.values()
    every = (pair for of_layer in found for pair in of_layer)
    return {pair.one["id"]: (pair.other["id"], tuple(pair.differs)) for pair in every}


def supported(reference: list[Item], *passes: list[Item]) -> list[Item]:
    for made in passes:
        add_support(Layers(reference), Layers(made))
    return [item for made in passes for item in made]


def test_mentions_pair_by_span_first_then_by_overlap() -> None:
    one = [mention("Aria", "aria"), mention("Boria met", "boria"), mention("Cedon", "cedon", "LOC")]
    other = [mention("Aria", "a"), mention("Boria", "boria"), mention("Cedon", "cedon", "GPE")]
    assert pairs(one, other) == {
        "aria-Aria": ("a-Aria", ()),  # another id for what is the same thing
        "boria-Boria met": ("boria-Boria", ("span",)),
        "cedon-Cedon": ("cedon-Cedon", ("entity_type",)),
    }


def test_a_mention_of_another_entity_differs() -> None:
    one = [mention("Aria", "aria"), mention("Boria", "boria"), mention("Cedon", "aria")]
    other = [mention("Aria", "aria"), mention("Boria", "boria"), mention("Cedon", "cedon")]
    assert pairs(one, other)["aria-Cedon"] == ("cedon-Cedon", ("entity",))


def test_claims_pair_from_a_jaccard_of_a_half() -> None:
    half = claim("half", "met in Cedon . Aria")  # 4 words, 3 of them in the other
    words = half["spans"][0]["text"], "and Boria met in Cedon"
    assert jaccard(*(tokens((TEXT.index(text), text)) for text in words)) == 3 / 6
    assert pairs([half], [claim("c", "and Boria met in Cedon")]) == {"half": ("c", ("span",))}
    assert pairs([half], [claim("c", "Aria and Boria met in Cedon")]) == {}  # 3 of 7


def test_claims_on_the_same_words_pair_by_claimer() -> None:
    words = "a pause of the works"
    one = [claim("a", words, "aria"), claim("b", words, "boria", epistemic="false-certain")]
    other = [claim("x", words, "boria", epistemic="false-certain"), claim("y", words, "aria")]
    assert pairs(one, other) == {"a": ("y", ()), "b": ("x", ())}


def test_voices_are_the_same_by_mentions_not_by_ids() -> None:
    one = [
        mention("Aria", "aria-land"),
        mention("Boria", "boria"),
        claim("a", "a pause", "aria-land"),
    ]
    other = [mention("Aria", "aria"), mention("Boria", "boria"), claim("b", "a pause", "aria")]
    assert pairs(one, other)["a"] == ("b", ())
    unnamed = (
        [claim("a", "a pause", "other", name="the envoys")],
        [claim("b", "a pause", "other", name="Envoys")],
    )
    assert pairs(*unnamed)["a"] == ("b", ())
    assert pairs(
        [claim("a", "a pause", "other", name="envoys")],
        [claim("b", "a pause", "other", name="warnings")],
    )["a"][1] == ("entity",)


def test_an_entity_is_the_one_with_which_it_shares_most_mentions() -> None:
    one = [
        mention("Aria", "a"),
        mention("Boria", "a"),
        mention("Cedon", "a"),
        claim("c", "a pause", "a"),
    ]
    other = [
        mention("Aria", "p"),
        mention("Boria", "q"),
        mention("Cedon", "q"),
        claim("d", "a pause", "q"),
        claim("e", "a pause", "p"),
    ]
    assert pairs(one, other)["c"] == ("d", ())


def test_an_article_does_not_distinguish_voices() -> None:
    assert pairs(
        [claim("a", "a pause", "other", name="the envoys")],
        [claim("b", "a pause", "other", name="envoys abroad")],
    )["a"] == (
        "b",
        (),
    )


def test_another_event_has_to_be_decided() -> None:
    one = article(genre="opinion", event="round-1")
    same, other = one | {"annotator": "y"}, one | {"annotator": "z", "event": "round-2"}
    assert disagreements([one], supported([one], [same], [other])) == [one]


def test_stances_pair_by_holder_and_target() -> None:
    one = [stance("aria", "pause", "FAVOR"), stance("aria", "build", "AGAINST")]
    other = [stance("aria", "pause", "NONE", certainty="low"), stance("boria", "build", "AGAINST")]
    assert pairs(one, other) == {"aria/pause": ("aria/pause", ("stance_label", "certainty"))}


def test_what_passes_hold_alike_needs_no_decision() -> None:
    claims = [
        claim("c", "Aria and Boria met"),
        claim("d", "a pause of the works", claim_type="position"),
        claim("own", "which Boria rejects"),
    ]
    reference = by("", claims)
    y = [
        claim("y1", "Aria and Boria met in"),
        claim("y2", "a pause of the works", claim_type="position"),
    ]
    z = [
        claim("z1", "Aria and Boria met"),
        claim("z2", "a pause of the works", claim_type="prediction"),
        claim("z3", "Aria wants"),
    ]
    made = supported(reference, by("y", y), by("z", z))
    assert [(m["id"], m["supports"], m["differs"]) for m in made] == [
        ("y1", "c", ["span"]), ("y2", "d", []),
        ("z1", "c", []), ("z2", "d", ["claim_type"]), ("z3", None, []),
    ]  # fmt: skip
    assert [decision_key(item) for item in disagreements(reference, made)] == [
        ("claim", "d"),
        ("claim", "own"),
        ("claim", "z/z3"),
    ]


def compared(passes: list[list[Item]], targets: list[str]) -> Comparison:
    comparison = Comparison(targets)
    for number, items in enumerate(passes):
        comparison.add(f"article-{number:03}", by_annotator(items), 100)
    return comparison


def figures(passes: list[list[Item]], targets: list[str]) -> dict[str, Measure]:
    (one,) = compared(passes, targets).results(times=200)
    return {m.id: m for m in one.measures}


def many() -> list[list[Item]]:
    """Six articles, the same two passes over each."""
    one = [
        mention("Aria", "aria"),
        mention("Boria", "boria"),
        mention("Cedon", "cedon", "LOC"),
        stance("aria", "pause", "FAVOR"),
        stance("boria", "pause", "AGAINST"),
    ]
    other = [
        mention("Aria", "aria"),
        mention("Boria met", "boria"),
        mention("Cedon", "cedon", "GPE"),
        stance("aria", "pause", "NONE"),
        stance("aria", "build", "AGAINST"),
    ]
    claims = (
        claim("a", "Aria and Boria met", claim_type="event"),
        claim("b", "Aria and Boria met in", claim_type="prediction"),
    )
    dates = [article(genre="reportage", published=f"2024-03-0{day}") for day in (4, 5)]
    y, z = [*one, claims[0], dates[0]], [*other, claims[1], dates[1]]
    return [by("y", y) + by("z", z) for _ in range(6)]


def test_figures_worked_out_by_hand() -> None:
    found = figures(many(), ["pause", "build", "talk"])
    assert found["mention.f1.span"].value == pytest.approx(2 * 2 / 6)
    assert found["mention.f1.span-type"].value == pytest.approx(2 * 1 / 6)
    assert found["mention.f1.overlap"].value == 1
    assert found["mention.f1.overlap-type"].value == pytest.approx(2 * 2 / 6)
    assert (found["mention.f1.span"].n, found["mention.f1.span"].unit) == (
        36,
        "mentions by both",
    )
    assert found["claim.f1.overlap"].value is None  # two claims of six articles: 12 units
    assert found["claim.f1.overlap"].why == "fewer than 20 claims by both"
    assert found["stance.f1.holder-target"].value == pytest.approx(2 * 1 / 4)
    assert found["article.share.date"].value is None


def test_more_figures_worked_out_by_hand() -> None:
    """Each of twenty articles has two claims in common.

    The first has the same words and claimer, the second 3 of 4 words and another claimer; their
    labels differ in several ways. The evidence of the stance shares 1 of 3 words.
    """
    y = [
        claim(
            "a",
            "Aria and Boria met",
            claim_type="event",
            epistemic="true-certain",
            attribution="direct",
            checkworthy=True,
        ),
        claim(
            "b",
            "a pause of the",
            "aria",
            claim_type="position",
            epistemic="true-certain",
            attribution="mixed",
            checkworthy=True,
        ),
        stance("aria", "pause", "FAVOR", "wants a"),
        article(genre="opinion", published="2024-03-04"),
    ]
    z = [
        claim(
            "a",
            "Aria and Boria met",
            claim_type="event",
            epistemic="true-uncertain",
            attribution="direct",
            checkworthy=False,
        ),
        claim(
            "b",
            "pause of the",
            "boria",
            claim_type="event",
            epistemic="false-certain",
            attribution="mixed",
            checkworthy=True,
        ),
        stance("aria", "pause", "AGAINST", "a pause"),
        article(genre="opinion", published="2024-03-05"),
    ]
    found = figures([by("y", y) + by("z", z) for _ in range(20)], ["pause"])
    assert found["claim.f1.overlap"].value == 1
    assert found["claim.f1.span"].value == 0.5
    assert found["claim.jaccard.span"].value == pytest.approx((1 + 3 / 4) / 2)
    assert found["claim.share.claimer"].value == 0.5
    assert found["stance.jaccard.evidence"].value == pytest.approx(1 / 3)
    assert found["article.share.date"].value == 0
    assert found["article.share.genre"].value == 1
    krippendorff = pytest.importorskip("krippendorff")
    for name, pairs in {
        "type": [("event", "event"), ("position", "event")],
        "epistemic": [("tc", "tu"), ("tc", "fc")],
        "attribution": [("direct", "direct"), ("mixed", "mixed")],
        "checkworthy": [("yes", "no"), ("yes", "yes")],
    }.items():
        expected = krippendorff.alpha(
            reliability_data=list(zip(*(pairs * 20), strict=True)), level_of_measurement="nominal"
        )
        assert found[f"claim.alpha.{name}"].value == pytest.approx(expected), name


def test_spans_as_units_by_hand() -> None:
    """Each of six articles has 100 code points.

    “Aria” (4) is GPE for both. “Boria” (5) is GPE for y, “Boria met” (9) for z. “Cedon” (5) is LOC
    for y and GPE for z. So they differ in 4 + 5 places, and leave 86 and 82 in gaps.
    """
    found = figures(many(), ["pause"])["mention.ualpha.type"]
    differing = 2 * (4 + 5) * 6
    squares = (16 + 25 + 25 + 16 + 81 + 25 + 86 + 82) * 6
    lengths = {"GPE": (9 + 18) * 6, "LOC": 5 * 6, "gap": (86 + 82) * 6}
    by_chance = 1200**2 - 162**2 - 30**2 - 1008**2
    assert list(lengths.values()) == [162, 30, 1008]
    assert found.value == pytest.approx(1 - differing * (1200**2 - squares) / (1200 * by_chance))
    assert (found.n, found.unit, found.layer) == (36, "spans by both", "mention")
    assert (found.low, found.why) == (None, "no interval: every draw gives the same figure")


def test_each_layer_has_the_value_of_its_units() -> None:
    """Of two annotators who choose the same words, one differs in attribution alone."""
    words = ["Aria", "Boria met", "a pause", "which Boria rejects"]
    y = [claim(w, w, attribution="direct") for w in words]
    y += [stance("aria", target, "FAVOR", w) for target, w in zip("tuvw", words, strict=True)]
    z = [item | {"attribution": "mixed"} for item in y[:2]] + y[2:]
    found = figures([by("y", y) + by("z", z)] * 6, list("tuvw"))
    assert found["claim.ualpha.type"].value == found["stance.ualpha.evidence"].value == 1
    assert (found["claim.ualpha.attribution"].value or 1) < 0.9
    z[4] = z[4] | {"stance_label": "AGAINST"}
    found = figures([by("y", y) + by("z", z)] * 6, list("tuvw"))
    assert (found["stance.ualpha.evidence"].value or 1) < 0.95


def test_twenty_units_carry_a_figure_and_nineteen_do_not() -> None:
    one = [mention("Aria", "aria")]
    assert figures([by("y", one) + by("z", one)] * 10, [])["mention.f1.span"].value == 1
    assert figures([by("y", one) + by("z", one)] * 9, [])["mention.f1.span"].value is None


def test_total_disagreement_is_not_called_none() -> None:
    y, z = [stance("aria", "pause", "FAVOR")], [stance("boria", "build", "FAVOR")]
    found = figures([by("y", y) + by("z", z)] * 12, ["pause", "build"])["stance.f1.holder-target"]
    assert (found.value, found.why) == (0, "no interval: every draw gives the same figure")


def test_words_are_compared_not_their_full_stops() -> None:
    """“works ,” and “works”: the same words, so the same mention, in grouping too."""
    y, z = (
        [mention("Cedon .", "c"), mention("Aria", "a")],
        [mention("Cedon", "c"), mention("Aria", "a")],
    )
    found = figures([by("y", y) + by("z", z)] * 10, [])
    assert found["mention.f1.span"].value == 1
    assert found["mention.masi.entity"].value == 1


def test_figures_do_not_depend_on_the_order_of_annotators() -> None:
    words = ["Aria", "Boria", "Cedon", "pause", "works"]
    chance = random.Random(2)
    for _ in range(60):
        made = [
            [mention(w, chance.choice("pqr")) for w in words if chance.random() < 0.8]
            + [
                stance(chance.choice("pqrs"), target, chance.choice(["FAVOR", "AGAINST"]))
                for target in ("t", "u")
            ]
            for _ in range(2)
        ]
        one = figures([by("y", made[0]) + by("z", made[1])] * 6, ["t", "u"])
        other = figures([by("z", made[0]) + by("y", made[1])] * 6, ["t", "u"])
        assert {k: (m.value and round(m.value, 9), m.n) for k, m in one.items()} == {
            k: (m.value and round(m.value, 9), m.n) for k, m in other.items()
        }


def test_a_seed_that_cannot_be() -> None:
    for call in ({"seed": -1}, {"seed": 2**32}, {"times": 0}):
        with pytest.raises(CorpusError, match="takes a number from"):
            compared(many(), []).results(**call)


def test_the_grid_has_a_cell_for_each_holder_and_target() -> None:
    """Two holders and three targets in each of six articles.

    FAVOR/NONE, AGAINST/absent, absent/AGAINST and three cells absent/absent.
    """
    krippendorff = pytest.importorskip("krippendorff")
    grid = figures(many(), ["pause", "build", "talk"])["stance.alpha.grid"]
    cells = [
        ("FAVOR", "NONE"),
        ("AGAINST", "absent"),
        ("absent", "AGAINST"),
        ("absent", "absent"),
        ("absent", "absent"),
        ("absent", "absent"),
    ] * 6
    assert grid.n == len(cells) == 36
    expected = krippendorff.alpha(
        reliability_data=list(zip(*cells, strict=True)), level_of_measurement="nominal"
    )
    assert grid.value == pytest.approx(expected)


def test_one_label_only_is_not_estimable() -> None:
    passes = [
        by("y", [mention(w, w.lower()) for w in ("Aria", "Boria", "Cedon", "pause")])
        + by("z", [mention(w, w.lower()) for w in ("Aria", "Boria", "Cedon", "pause")])
        for _ in range(6)
    ]
    found = figures(passes, [])
    assert found["mention.alpha.type"].value is None
    assert found["mention.alpha.type"].why == "only one label, so chance agreement is not defined"
    assert found["mention.f1.span"].value == 1
    assert found["mention.f1.span"].why == "no disagreement"
    assert found["mention.masi.entity"].value == 1


def test_grouping_by_hand() -> None:
    """y: {Aria, Cedon}, {Boria}; z: {Aria}, {Boria, Cedon}.

    Aria 1/2·2/3, Cedon 1/3·1/3, Boria 1/2·2/3.
    """
    y = [mention("Aria", "a"), mention("Boria", "b"), mention("Cedon", "a")]
    z = [mention("Aria", "a"), mention("Boria", "b"), mention("Cedon", "b")]
    found = figures([by("y", y) + by("z", z)] * 7, [])
    assert found["mention.masi.entity"].value == pytest.approx((1 / 3 + 1 / 9 + 1 / 3) / 3)


def test_models_and_humans_are_never_pooled() -> None:
    comparison = Comparison([])
    items = [mention("Aria", "aria")]
    models, humans = by("m1", items) + by("m2", items), by("h1", items, "human")
    comparison.add("article", by_annotator(models + humans + by("h2", items, "human")), 100)
    found = {
        one.kinds: (one.annotators, next(m.n for m in one.measures if m.id == "mention.f1.span"))
        for one in comparison.results(times=10)
    }
    assert found == {
        ("human", "human"): (("h1", "h2"), 2),
        ("human", "model"): (("h1", "h2", "m1", "m2"), 8),
        ("model", "model"): (("m1", "m2"), 2),
    }


def test_few_articles_have_no_interval() -> None:
    found = figures(many()[:4], ["pause"])["mention.f1.span"]
    assert (found.value, found.low, found.why) == (
        pytest.approx(2 / 3),
        None,
        "no interval: fewer than 5 articles",
    )
    assert figure(found) == "0.667 (no interval: fewer than 5 articles)"


def test_agreement_of_a_release(harbour_release: Path) -> None:
    """Two articles of harbour have two passes; the mentions counted are those of their rows."""
    corpus = istanbul_talks.load(harbour_release)
    (one,) = istanbul_talks.agreement(corpus, times=50)
    rows = [item for _, items in corpus.passes() for item in items]
    assert set(one.annotators) == {item.annotator for item in rows}
    assert one.articles == 2
    mentions = next(m for m in one.measures if m.id == "mention.f1.span")
    assert mentions.n == sum(item.layer == "mention" for item in rows)


def test_a_build_measures_what_its_release_does(tmp_path: Path) -> None:
    root = CorpusFolder(harbour(tmp_path / "corpus"))
    built = build(root, tmp_path / "release", today=TODAY, jobs=1, cache=False)
    assert built.facts is not None
    assert list(built.facts.agreement) == agreement(istanbul_talks.load(tmp_path / "release"))


def test_agreement_of_an_article_and_a_layer(harbour_release: Path) -> None:
    corpus = istanbul_talks.load(harbour_release)
    (one,) = istanbul_talks.agreement(corpus, article="quay-reopens", layer="mention", times=50)
    assert (one.articles, {m.layer for m in one.measures}) == (1, {"mention"})
    rows = next(items for id, items in corpus.passes() if id == "quay-reopens")
    spans = next(m for m in one.measures if m.id == "mention.f1.span")
    assert spans.n == sum(item.layer == "mention" for item in rows)
    assert corpus.agreement(article=corpus["quay-reopens"], layer="mention") == [one]
    assert corpus.agreement(article="council-walks-out") == []
    with pytest.raises(KeyError, match="there is no article “quay”; did you mean “quay-reopens”"):
        corpus.agreement(article="quay")
    with pytest.raises(KeyError, match="layer: there is no layer “claims”; did you mean “claim”"):
        corpus.agreement(layer="claims")


def drawn(count: int) -> list[list[Item]]:
    """Articles whose passes differ by chance, some of a human and a model."""
    chance = random.Random(7)
    words = ["Aria", "Boria", "Boria met", "Cedon", "a pause", "a pause of the works"]
    found = []
    for number in range(count):
        made = [
            [article(published=chance.choice(["2024-03-04", None]), genre="opinion")]
            + [mention(w, chance.choice("pqr"), chance.choice(["GPE", "LOC"])) for w in words[:4]]
            + [claim(w, w, attribution=chance.choice(["direct", None])) for w in words[4:]]
            + [stance(holder, "t", chance.choice(["FAVOR", "NONE"])) for holder in "pq"]
            for _ in range(2)
        ]
        kind = "model" if number % 3 else "human"
        found.append(by("y", made[0], kind) + by("z", made[1]))
    return found


def test_parts_of_a_corpus_add_up_to_it_however_they_were_split() -> None:
    """To the last digit: sums of floats depend on the order of the articles."""
    passes, targets = drawn(60), ["t", "u"]
    complete = compared(passes, targets).results(times=50)
    assert [one.articles for one in complete] == [20, 40]
    found = {m.id for one in complete for m in one.measures if m.low is not None}
    wanted = {"mention.masi.entity", "mention.alpha.type", "stance.f1.holder-target"}
    assert wanted | {"mention.ualpha.type"} <= found
    chance = random.Random(3)
    for shards in (2, 7, 60):
        parts = [Comparison(targets) for _ in range(shards)]
        for number, items in sorted(enumerate(passes), key=lambda _: chance.random()):
            parts[number % shards].add(f"article-{number:03}", by_annotator(items), 100)
        total = Comparison(targets)
        for part in chance.sample(parts, shards):
            total.merge(Comparison.from_json(targets, json.loads(json.dumps(part.to_json()))))
        assert total.results(times=50) == complete


def test_a_comparison_stays_small() -> None:
    """It is sent from process to process, and kept for all articles of a corpus."""
    sizes = [len(pickle.dumps(compared(drawn(count), ["t"]))) for count in (100, 200)]
    assert (sizes[1] - sizes[0]) / 100 < 1000


def test_every_measure_has_its_figure_whatever_its_label(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are found by id: with other labels the same ones come out."""
    before = figures(many() * 4, ["pause", "build"])
    own = [id for id in MEASURES if not id.startswith("addition.")]
    assert list(before) == own  # there are no additions
    assert {m.id for m in before.values() if m.n == 0} == set()
    renamed = {id: {**texts, "label": f"measure of {id}"} for id, texts in MEASURES.items()}
    monkeypatch.setattr("istanbul_talks.quality.agreement.MEASURES", renamed)
    after = figures(many() * 4, ["pause", "build"])
    assert {id: m._replace(name="") for id, m in after.items()} == {
        id: m._replace(name="") for id, m in before.items()
    }
    assert [m.name for m in after.values()] == [renamed[id]["label"] for id in own]


def test_documents_choose_measures_that_exist() -> None:
    assert set(quality_tables._MAIN.split()) <= set(MEASURES)


def test_a_missing_library_is_named(harbour_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = optional.importlib.import_module

    def missing(name: str) -> Any:
        if name == "krippendorff":
            raise ImportError(name)
        return real(name)

    monkeypatch.setattr(optional.importlib, "import_module", missing)
    message = r"krippendorff\. Install it with: pip install .istanbul-talks\[agreement"
    with pytest.raises(CorpusError, match=message):
        agreement(istanbul_talks.load(harbour_release))


def test_alpha_of_very_many_units_comes_from_their_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would take gigabytes for the cells of a hundred thousand articles."""
    before = figures(many() * 4, ["pause", "build"])
    monkeypatch.setattr("istanbul_talks.quality.agreement.MOST_UNITS", LEAST_UNITS)
    monkeypatch.setattr("istanbul_talks.quality.agreement.alpha", None)
    after = figures(many() * 4, ["pause", "build"])
    grid = "stance.alpha.grid"
    assert after[grid].value == pytest.approx(before[grid].value)
    assert after[grid]._replace(value=None) == before[grid]._replace(value=None)
