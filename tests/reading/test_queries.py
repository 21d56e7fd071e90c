"""Questions to a release: voices, positions, disputes, joined tables, SQL."""

from pathlib import Path

import pytest

from istanbul_talks import ArgumentError, Corpus, Subset, load
from istanbul_talks.reading.item_rows import meet


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def test_voices(corpus: Corpus) -> None:
    voices = corpus.voices()
    assert voices[0] == {
        "publisher": "Harbour Lantern",
        "claimer": "tarn",
        "claimer_name": "Jon Tårn",
        "attribution": "indirect",
        "claims": 2,
        "ids": ["quay-reopens#claims/second-paper", "quay-reopens#claims/no-ferry-company"],
    }
    assert sum(voice["claims"] for voice in voices) == 24  # 46 without 22 of the authors
    assert [voice["claims"] for voice in voices] == sorted(
        (voice["claims"] for voice in voices), reverse=True
    )


def test_positions(corpus: Corpus) -> None:
    assert corpus.positions(min_articles=2) == [
        {
            "target": "direct-talks",
            "holder": "velmoor",
            "holder_name": "Velmoor",
            "articles": 2,
            "labels": ["AGAINST", "FAVOR"],
            "same": False,
            "ids": [
                "council-walks-out#stance/velmoor/direct-talks",
                "quay-reopens#stance/velmoor/direct-talks",
            ],
        },
        {
            "target": "talks-succeed",
            "holder": "quill",
            "holder_name": "Nerys Quill",
            "articles": 2,
            "labels": ["FAVOR"],
            "same": True,
            "ids": [
                "council-walks-out#stance/quill/talks-succeed",
                "quay-reopens#stance/quill/talks-succeed",
            ],
        },
    ]
    every = corpus.positions()
    assert not {"article", "other"} & {row["holder"] for row in every}
    assert {1, 2} == {row["articles"] for row in every}


def test_disputes_say_what_each_pass_has_and_what_was_decided(corpus: Corpus) -> None:
    rows = [row for row in corpus.disputes("stances") if row["article"] == "quay-reopens"]
    assert rows[0] == {
        "article": "quay-reopens",
        "id": "velmoor/direct-talks",
        "differs": ["certainty"],
        "reference": {"certainty": "medium"},
        "passes": {"model-a": {"certainty": "medium"}, "reader-1": {"certainty": "low"}},
        "decision": None,
        "decided": None,
        "why": None,
    }
    assert rows[1] == {
        "article": "quay-reopens",
        "id": "brandt-moro/quota-first",
        "differs": ["label"],
        "reference": {"label": "AGAINST"},
        "passes": {"model-a": {"label": "NONE"}, "reader-1": {"label": "AGAINST"}},
        "decision": "whatever-becomes",
        "decided": "AGAINST, as reader-1 has it.",
        "why": "“whatever becomes of the quota” puts the quay first.",
    }
    assert [(row["id"], row["passes"], row["decision"]) for row in rows[2:]] == [
        ("velmoor/shared-ferry", {"model-a": None, "reader-1": {}}, "whose-trap"),
        ("other-the-ostrel-side/talks-succeed", {"model-a": {}, "reader-1": None}, "applause"),
    ]


def test_a_decision_alone_makes_a_dispute(corpus: Corpus) -> None:
    """reader-1 has another claimer and attribution; spans are places in the text."""
    found = {row["id"]: row for row in corpus.disputes("claims")}
    boats = found["boats-laid-up"]
    assert boats["differs"] == ["claimer", "attribution"]
    assert boats["reference"] == {"claimer": "article", "attribution": None}
    assert boats["passes"]["reader-1"] == {"claimer": "other", "attribution": "indirect"}
    assert (boats["decision"], boats["why"][:9]) == ("whose-boats", "The words")
    spring = found["settlement-in-spring"]
    assert spring["differs"] == ["span"]
    start, end = spring["passes"]["reader-1"]["span"]
    assert (start, end) == (1114, 1139) != spring["reference"]["span"]
    mentions = {row["id"]: row for row in corpus.disputes("mentions")}
    assert mentions["gull-quay-1"]["decision"] == "quay-is-built"
    for row in [*found.values(), *mentions.values(), *corpus.disputes("stances")]:
        assert row["differs"] or row["decision"] or None in row["passes"].values()


def test_disputes_of_a_layer_that_passes_do_not_have(corpus: Corpus) -> None:
    with pytest.raises(
        KeyError, match="layer: passes are not compared in “claim”; did you mean “c"
    ):
        corpus.disputes("claim")
    with pytest.raises(KeyError, match="“entities”. Choose one of: mentions, claims, stances"):
        corpus.disputes("entities")


def test_a_table_with_the_article_and_the_stances(corpus: Corpus) -> None:
    claims = corpus.table("claims", with_=("article", "stances"))
    (claim,) = claims.where(id="velmoor-asks")
    assert claim.title == corpus["nets-and-tides"].title
    assert (claim.published, claim.language, claim.status) == ("2024-04-18?", "en", "double")
    row = claims.where(id="no-ferry-company").to_pandas().iloc[0]
    assert list(row["stances"]) == ["tarn/shared-ferry"]
    assert row["published_latest"] == row["published_earliest"]
    stances = corpus.table("stances", with_="claims")
    (stance,) = stances.where(id="tarn/shared-ferry")
    assert stance.claims == ("no-ferry-company",)
    assert stances.to_datasets()[0]["claims"] is not None
    assert "text" not in claims.to_arrow().column_names
    assert claims.digest == corpus.claims.digest


def test_stances_of_another_unnamed_speaker_are_not_joined(corpus: Corpus) -> None:
    found = {row["id"]: row["stances"] for row in corpus.table("claims", "stances").rows()}
    assert found["quay-stays-open"] == ["other-many-skippers/talks-succeed"]
    names = {stance.id: stance.holder_name for stance in corpus.stances}
    for claim in corpus.table("claims", "stances"):
        assert {names[id] for id in claim.stances} <= {claim.claimer_name}


@pytest.mark.parametrize(
    ("config", "with_", "said"),
    [
        ("claim", (), "config: there is no view of “claim”; did you mean “claims”"),
        ("passes", (), "Choose one of: mentions, claims, stance, entities, claim_groups, "),
        ("claims", "articles", "'articles' cannot be joined to claims; did you mean “article”"),
        ("mentions", ["stances"], "cannot be joined to mentions. Choose from: article"),
    ],
)
def test_tables_that_cannot_be(corpus: Corpus, config: str, with_: str, said: str) -> None:
    with pytest.raises((KeyError, ValueError), match=said):
        corpus.table(config, with_)


def test_sql_has_configs_under_their_names_and_items_with_all_columns(corpus: Corpus) -> None:
    query = """
        select stances.publisher, count(*) from Stances join articles on article = articles.id
        where undisputed group by all order by all
    """
    assert corpus.sql(query).fetchall() == [("Harbour Lantern", 6), ("Tideline Review", 6)]
    words = """
        select substring(text, start + 1, "end" - start) = quote, count(*)
        from claims join articles on article = articles.id group by all
    """
    assert corpus.sql(words).fetchall() == [(True, 46)]
    assert corpus.sql("from entities").df().shape == (15, 10)
    assert len(corpus.sql("from stance").pl()) == 27
    assert len(corpus.sql("from passes where layer = 'claim'").fetchall()) > 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select start, end from claims", 'write "end" in double quotes'),
        ("select * from claim", "there is no table “claim”; did you mean “claims”"),
        (
            "select * from zz",
            "The tables are: additions, articles, claim_groups, claims",
        ),
        ("select labell from stances", 'Candidate bindings: "label"'),
        ("", "there is no result"),
        ("select * from read_csv('/etc/passwd')", "operations are disabled"),
        ("copy (select 1) to 'x.csv'", "operations are disabled"),
        ("select * from corpus", "there is no table “corpus”"),  # a variable of the caller
    ],
)
def test_queries_that_cannot_run(corpus: Corpus, query: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        corpus.sql(query)


def test_a_part_is_in_the_order_of_the_release_whatever_it_is_made_of(corpus: Corpus) -> None:
    ids = [*corpus]
    for given in (ids[::-1], {*ids}, [*ids, ids[0]]):
        assert list(Subset(corpus, given)) == ids


def test_a_stance_next_to_a_claim_shares_no_words_with_it() -> None:
    claim = {"claimer": "tarn", "claimer_name": "Jon Tårn", "start": 5, "end": 9}
    stance = {"holder": "tarn", "holder_name": "Jon Tårn"}
    for start, end, shared in ((0, 5, False), (9, 12, False), (0, 6, True), (8, 12, True)):
        assert meet(claim, {**stance, "evidence": [{"start": start, "end": end}]}) is shared


def test_tables_in_queries_have_any_case(corpus: Corpus) -> None:
    assert corpus.sql(
        "select count(*) from CLAIMS join Articles on article = articles.id"
    ).fetchall() == [(46,)]


def test_queries_do_not_see_variables_of_the_program(corpus: Corpus) -> None:
    frame = corpus.to_pandas("claims")
    assert len(frame) == 46
    with pytest.raises(ArgumentError, match="there is no table “frame”"):
        corpus.sql("from frame")


def test_soft_labels_are_shares_of_the_votes(corpus: Corpus, harbour_text_free: Path) -> None:
    """In nets-and-tides, model-a has NONE for the first of these, and reader-1 AGAINST.

    Both have the second; only reader-1 the third. council-walks-out has no passes.
    """
    found = corpus.soft_labels("stances", "label")
    assert list(found.columns) == [
        "article", "id", "label", "votes", "label=FAVOR", "label=AGAINST", "label=NONE"
    ]  # fmt: skip
    assert len(found) == 27
    rows = {(row[0], row[1]): list(row)[2:] for row in found.itertuples(index=False)}
    assert rows["nets-and-tides", "brandt-moro/quota-cut"] == ["AGAINST", 2, 0.0, 0.5, 0.5]
    assert rows["quay-reopens", "tarn/shared-ferry"] == ["AGAINST", 2, 0.0, 1.0, 0.0]
    assert rows["nets-and-tides", "tarn/direct-talks"][1] == 1
    none = found[found["article"] == "council-walks-out"]
    assert (len(none), set(none["votes"]), none["label=NONE"].isna().all()) == (7, {0}, True)
    assert corpus.soft_labels("stance", "label").equals(found)
    assert load(harbour_text_free).soft_labels("stances", "label").equals(found)
    part = corpus.where(genre="opinion").soft_labels("stances", "label")
    assert list(part["article"]) == ["council-walks-out"] * 7


def test_soft_labels_with_the_reference_and_without_a_label(corpus: Corpus) -> None:
    """boats-laid-up: null in the reference and by model-a, indirect by reader-1."""
    found = corpus.soft_labels("claims", "attribution", reference=True)
    (row,) = found[found["id"] == "boats-laid-up"].to_dict("records")
    assert row["votes"] == 3
    shares = [row[f"attribution={name}"] for name in ("direct", "indirect", "mixed", "null")]
    assert shares == pytest.approx([0, 1 / 3, 0, 2 / 3])
    found = corpus.soft_labels("claims", "checkworthy")
    (row,) = found[found["id"] == "moved-an-inch"].to_dict("records")
    assert (row["checkworthy=True"], row["checkworthy=False"]) == (0.5, 0.5)
    types = corpus.soft_labels("mentions", "type").dropna()
    shares = types.filter(like="type=").sum(axis="columns")
    assert list(shares) == pytest.approx([1.0] * len(types))


@pytest.mark.parametrize(
    ("layer", "column", "said"),
    [
        ("passes", "label", "layer: .*Choose one of: mentions, claims, stances"),
        ("stancs", "label", "did you mean “stances”"),
        ("claims", "quote", "column: claims have no labels “quote”.*Choose one of: type, attribu"),
        ("stances", "labels", "did you mean “label”"),
    ],
)
def test_soft_labels_of_something_else(corpus: Corpus, layer: str, column: str, said: str) -> None:
    with pytest.raises(KeyError, match=said):
        corpus.soft_labels(layer, column)
