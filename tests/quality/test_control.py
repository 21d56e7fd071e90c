"""The control of agreement on harbour, with figures worked out by hand."""

import runpy
from pathlib import Path
from random import Random

import pytest

import istanbul_talks
from corpora import ROOT
from istanbul_talks.quality.control import (
    CHANGES,
    SHARES,
    Passes,
    changed,
    control,
    without_registry,
)


@pytest.fixture(scope="module")
def passes(harbour_release: Path) -> Passes:
    corpus = istanbul_talks.load(harbour_release)
    captures = {row["id"]: row["capture"] for row in corpus.rows("raw")}
    lengths = {article.id: len(article.text) for article in corpus.articles()}
    return Passes(corpus.targets, list(corpus.rows_by_article("passes")), captures, lengths)


def after(passes: Passes, name: str, share: float) -> dict[str, float | None]:
    return dict(changed(passes, "reader-1", name, share, Random(1)).figures())


@pytest.mark.parametrize("name", CHANGES)
def test_a_share_of_nothing_moves_nothing(passes: Passes, name: str) -> None:
    same = changed(passes, "reader-1", name, 0.0, Random(1))
    assert same.rows == passes.rows
    assert same.figures() == passes.figures()


def test_every_label_replaced(passes: Passes) -> None:
    """Of 30 claims in common both passes call 7 checkworthy and 22 not; in one they differ.

    With one pass inverted, one pair agrees. The 60 labels are 31 true and 29 false, so
    Krippendorff's α is 1 - 59 · 58 / (2 · 31 · 29) = 1 - 59 / 31.
    """
    before, now = passes.figures(), after(passes, "labels", 1.0)
    assert before["claim.alpha.checkworthy"] == pytest.approx(1 - 59 * 2 / (2 * 15 * 45))
    assert now["claim.alpha.checkworthy"] == pytest.approx(1 - 59 / 31)
    typed = now["mention.f1.span-type"]
    assert before["mention.f1.span-type"] == pytest.approx(2 * 23 / 56)
    assert typed is not None
    assert typed <= 2 * 3 / 56  # only a type that was another one can have become the same
    assert now["mention.f1.span"] == before["mention.f1.span"] == pytest.approx(2 * 26 / 56)


def test_every_span_moved(passes: Passes) -> None:
    """“Ostrel” takes in the next word, “Ilse Brandt-Moro” ends at “Brandt”: none is the same."""
    before, now = passes.figures(), after(passes, "spans", 1.0)
    assert now["mention.f1.span"] == now["claim.f1.span"] == 0
    assert now["mention.f1.overlap"] == before["mention.f1.overlap"]
    rows = changed(passes, "reader-1", "spans", 1.0, Random(1)).rows
    spans = {
        (article, item["id"]): span["text"]
        for article, item in rows
        if item["annotator"] == "reader-1" and item["layer"] == "mention"
        for span in item["spans"]
    }
    assert spans["quay-reopens", "ostrel-1"] == "Ostrel and"
    assert spans["quay-reopens", "ilse-brandt-moro-1"] == "Ilse Brandt"


def test_another_seed_draws_other_items_and_a_larger_share_includes_a_smaller_one(
    passes: Passes,
) -> None:
    def left(seed: int, share: float) -> set[str]:
        rows = changed(passes, "reader-1", "items", share, Random(seed)).rows
        return {f"{a}/{i['annotator']}/{i['layer']}/{i['id']}" for a, i in rows}

    assert left(1, 0.4) != left(2, 0.4)
    assert left(1, 0.4) < left(1, 0.2) < left(1, 0.0)


def test_items_dropped(passes: Passes) -> None:
    """Half of 29 mentions are 14. Without them F1 is 2m / (27 + 15), where m is 26 minus some."""
    now = changed(passes, "reader-1", "items", 0.5, Random(1))
    left = [item for _, item in now.rows if item["annotator"] == "reader-1"]
    mentions = sum(item["layer"] == "mention" for item in left)
    assert mentions == 29 - 14
    matched = now.figures()["mention.f1.span"]
    assert matched is not None
    assert (matched * (27 + 15) / 2) == pytest.approx(round(matched * (27 + 15) / 2))
    assert 12 <= matched * 21 <= 15
    assert after(passes, "items", 1.0)["claim.f1.span"] == 0


def test_all_mentions_of_a_form_go_together(passes: Passes) -> None:
    now = changed(passes, "reader-1", "forms", 0.5, Random(1))
    for article in ("quay-reopens", "nets-and-tides"):
        for text in ("Ostrel", "Velmoor"):
            count = [
                sum(
                    id == article
                    and item["annotator"] == "reader-1"
                    and item["layer"] == "mention"
                    and (item["entity"], item["spans"][0]["text"]) == (text.lower(), text)
                    for id, item in rows
                )
                for rows in (passes.rows, now.rows)
            ]
            assert count[0] > 1
            assert count[1] in (0, count[0])
    assert after(passes, "forms", 1.0)["mention.f1.overlap"] == 0


def test_other_people(passes: Passes) -> None:
    """Every mention names another entity, and every claim and stance is somebody else's."""
    before = {(a, i["layer"], i["id"]): i["entity"] for a, i in passes.rows if i["entity"]}
    now = changed(passes, "reader-1", "people", 1.0, Random(1))
    own = [(a, i) for a, i in now.rows if i["annotator"] == "reader-1" and i["entity"]]
    assert all(before[a, i["layer"], i["id"]] != i["entity"] for a, i in own)
    figures = now.figures()
    assert figures["mention.f1.span"] == passes.figures()["mention.f1.span"]
    for id in ("mention.masi.entity", "claim.share.claimer", "stance.f1.holder-target"):
        value, old = figures[id], passes.figures()[id]
        assert value is not None
        assert old is not None
        assert value < old / 2


def test_without_common_ids_entities_match_by_their_mentions(passes: Passes) -> None:
    """In harbour every claimer and holder is mentioned, so no figure moves."""
    apart = without_registry(passes, "reader-1")
    ids = {item["entity"] for _, item in apart.rows if item["annotator"] == "reader-1"}
    assert {id for id in ids if id and ":" not in id} == {"article", "other"}
    assert apart.figures() == passes.figures()
    bare = Passes(
        apart.targets,
        [r for r in apart.rows if r[1]["layer"] != "mention"],
        apart.captures,
        apart.lengths,
    )
    # Without mentions only the author (11 claims) and whom no registry names (2) are the same.
    assert bare.figures()["claim.share.claimer"] == pytest.approx(13 / 30)


def test_the_record_has_what_moves(passes: Passes) -> None:
    made = control(passes, "reader-1", seed=3, draws=2)
    assert made == control(passes, "reader-1", seed=3, draws=2)
    assert made != control(passes, "reader-1", seed=4, draws=2)
    assert "mention.f1.overlap" not in made["labels"]
    series = made["labels"]["claim.alpha.checkworthy"]
    assert len(series) == len(SHARES)
    assert series[0] == round(1 - 59 * 2 / (2 * 15 * 45), 4)
    assert series == sorted(series, reverse=True)  # a larger share includes a smaller one
    each = [after_seed(passes, seed) for seed in ("3 labels 0", "3 labels 1")]
    assert series[-1] == pytest.approx(sum(each) / 2, abs=1e-4)


def after_seed(passes: Passes, seed: str) -> float:
    figures = changed(passes, "reader-1", "labels", SHARES[-1], Random(seed)).figures()
    value = figures["claim.alpha.checkworthy"]
    assert value is not None
    return value


def test_the_program_says_what_it_measured(harbour_release: Path) -> None:
    """The 29 mentions of reader-1 have 10 forms in one article and 11 in the other."""
    measured = runpy.run_path(str(ROOT / "scripts" / "control.py"))["measured"]
    made = measured(istanbul_talks.load(harbour_release), 5, 1)
    assert (made["changed"], made["mentions"], made["forms"]) == ("reader-1", 29, 21)
    assert made["figures"] == made["without_registry"]
    assert made["shares"] == [0.0, 0.05, 0.1, 0.2, 0.4]
    assert set(made["moved"]) == set(CHANGES)
