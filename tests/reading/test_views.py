"""Views of items: conditions, columns of the article, tables, digests and citations."""

import hashlib
import json
import shutil
import warnings
from datetime import date, datetime
from pathlib import Path

import pytest

from istanbul_talks import ArgumentError, Claim, Corpus, CorpusError, VerificationError, load
from support.forged import only, seal
from support.older import older

NETS, QUAY, COUNCIL = "Tideline Review", "Harbour Lantern", "Skærn Town Notices"


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


@pytest.fixture(scope="module")
def free(harbour_text_free: Path) -> Corpus:
    return load(harbour_text_free)


def test_an_item_has_the_columns_of_its_article(corpus: Corpus) -> None:
    (claim,) = corpus.claims.where(id="pause-not-end")
    assert isinstance(claim, Claim)
    assert claim.quote == "the walkout was “a pause, not an end”"
    assert (claim.article, claim.publisher) == ("council-walks-out", COUNCIL)
    assert (claim.genre, claim.event) == ("opinion", "lyth-2024-05-06")
    assert claim.published_earliest == date(2024, 5, 7)
    assert claim.source == "Pia Holm"
    (own,) = corpus.claims.where(id="council-left")
    assert (own.claimer, own.source) == ("article", COUNCIL)
    (mention,) = corpus.mentions.where(id="tana-bank-1", outlet=QUAY)
    assert (mention.name, mention.role, mention.genre) == ("Tan̄a Bank", "other", "reportage")
    (entity,) = corpus.entities.where(id="sound-institute")
    assert (entity.article, entity.role) == ("nets-and-tides", "observer")
    (decision,) = corpus.decisions.where(id="fair")
    assert (decision.reference, decision.publisher) == (("herring-fair-1",), QUAY)


def test_an_item_is_undisputed_if_two_passes_have_it_and_nobody_had_to_decide(
    corpus: Corpus,
) -> None:
    """A draft has no passes. The other stances of quay-reopens are in test_queries."""
    found = {stance.id: stance.undisputed for stance in corpus.stances.where(outlet=QUAY)}
    assert [id for id, undisputed in found.items() if undisputed] == [
        "ostrel/direct-talks", "brandt-moro/reopen-quay", "velmoor/reopen-quay",
        "tarn/shared-ferry", "other-many-skippers/talks-succeed", "quill/talks-succeed",
    ]  # fmt: skip
    assert {item.undisputed for item in corpus.claims.where(outlet=COUNCIL)} == {None}
    assert len(corpus.stances.where(undisputed=None)) == 7


def test_conditions(corpus: Corpus) -> None:
    stances = corpus.stances
    assert [len(stances), len(corpus.claims), len(corpus.mentions)] == [27, 46, 40]
    assert [len(corpus.entities), len(corpus.decisions)] == [28, 15]
    assert len(stances.where(label="NONE")) == 3
    assert len(stances.where(label={"NONE", "AGAINST"})) == 13
    assert len(stances.where(label="NONE", outlet=QUAY)) == 1
    assert len(stances.where(label="NONE").where(outlet=QUAY)) == 1
    assert len(stances.where(day="2024-05-07")) == 7
    assert len(stances.where(day=date(2024, 5, 7))) == 7
    assert len(corpus.claims.where(attribution=None)) == 22
    assert len(corpus.claims.where(lambda claim: claim.cue == "doubt that")) == 2
    assert len(corpus.claims.where(lambda claim: claim.cue == "doubt that", outlet=QUAY)) == 1
    assert stances.where() is stances
    assert len(stances.where(day=datetime(2024, 5, 7, 8))) == 7


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"start": "12"}, "start: give a whole number, not '12'"),
        ({"start": True}, "start: give a whole number, not True"),
        ({"outlet": 5}, "publisher: give a text, not 5"),
        ({"id": None}, "id: give a text, not None"),
        ({"cue": ["said", 5]}, "cue: give a text, not 5"),
        ({"day": "2024-5-7"}, "published_earliest: give a day, such as 2025-06-02, not '2024-5-7'"),
        ({"day": 2024}, "published_earliest: give a day, such as 2025-06-02, not 2024"),
        ({"undisputed": 1}, "undisputed: give True or False, not 1"),
    ],
)
def test_a_value_that_no_row_can_have_is_an_error(
    corpus: Corpus, condition: dict[str, object], said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        corpus.claims.where(**condition)
    with pytest.raises(ArgumentError, match="event: give a text, not 3"):
        corpus.where(event=3)
    assert len(corpus.claims.where(cue=None)) > 0


def test_a_name_that_another_column_has_is_named(corpus: Corpus) -> None:
    with pytest.warns(UserWarning, match="“Pia Holm” there; it is in claimer_name$"):
        corpus.claims.where(speaker="Pia Holm")


def test_a_view_for_each_value(corpus: Corpus) -> None:
    found = corpus.stances.by("outlet")
    assert {outlet: len(view) for outlet, view in found.items()} == {QUAY: 10, COUNCIL: 7, NETS: 10}
    assert list(corpus.claims.by("attribution")) == ["direct", "indirect", "mixed", None]
    assert [*corpus.stances.by("outlet", "label")][:2] == [(QUAY, "AGAINST"), (QUAY, "FAVOR")]
    assert list(corpus.stances.by("undisputed")) == [False, True, None]
    assert [*corpus.stances.where(id="tarn/shared-ferry").by("label")] == ["AGAINST"]
    with pytest.raises(ValueError, match="columns: name at least one"):
        corpus.stances.by()
    with pytest.raises(ValueError, match="“evidence” has many values per row"):
        corpus.stances.by("evidence")


@pytest.mark.parametrize("config", ["mentions", "claims", "stance", "decisions"])
@pytest.mark.parametrize("edition", ["full", "text-free"])
def test_tables_have_the_rows_of_the_release(
    corpus: Corpus, free: Corpus, config: str, edition: str
) -> None:
    release = corpus if edition == "full" else free
    view, known = release.table(config), release.to_arrow(config)
    table = view.to_arrow()
    assert table.select(known.column_names).equals(known)
    last = "source" if config in ("claims", "stance") else "published_earliest"
    assert table.column_names[-1] == last
    assert view.to_polars().columns == table.column_names == list(view.to_pandas().columns)
    assert view.to_polars().to_dicts() == table.to_pylist()
    frame = view.to_pandas()
    assert len(frame) == len(view) == known.num_rows
    if config != "decisions":
        assert len(frame[frame["undisputed"]]) == len(view.where(undisputed=True)) > 0


def test_offsets_of_a_frame_can_slice(corpus: Corpus) -> None:
    frame = corpus.claims.to_pandas()
    assert frame["cue_start"].isna().any()  # which would make them floats
    row = frame[frame["id"] == "velmoor-asks"].iloc[0]
    assert corpus[row["article"]].text[row["cue_start"] : row["cue_end"]] == "asks for"


def test_datasets_have_classes_or_names(corpus: Corpus) -> None:
    view = corpus.stances.where(id="tarn/shared-ferry")
    data = view.to_datasets()
    assert data.features["label"].names == ["FAVOR", "AGAINST", "NONE"]
    assert (data[0]["label"], data[0]["genre"]) == (1, 0)
    assert view.to_datasets(labels="names")[0]["label"] == "AGAINST"
    assert view.to_datasets(labels="names")[0]["published_earliest"] == date(2024, 2, 13)
    assert data.info.citation == view.cite()
    assert list(corpus.claims.to_datasets()["attribution"]).count(None) == 22
    with pytest.raises(ValueError, match="labels: “name” is not .*; did you mean “names”"):
        view.to_datasets(labels="name")


def test_an_empty_view(corpus: Corpus) -> None:
    view = corpus.claims.where(lambda claim: False)
    assert not view
    assert view.to_arrow().schema == corpus.claims.to_arrow().schema
    assert len(view.to_datasets()) == len(view.to_pandas()) == len(view.to_polars()) == 0
    with pytest.raises(CorpusError, match="no claims meet the condition: there is nothing to cite"):
        view.cite()


def test_the_digest_covers_the_item_and_the_text_but_no_words(corpus: Corpus, free: Corpus) -> None:
    row = {
        "article": "quay-reopens",
        "id": "tarn/shared-ferry",
        "holder": "tarn",
        "holder_name": "Jon Tårn",
        "target": "shared-ferry",
        "label": "AGAINST",
        "expression": "explicit",
        "certainty": "high",
        "condition_start": None,
        "condition_end": None,
        "evidence": [{"start": 643, "end": 677}],
        "note": None,
        "claims": [],
        "without_claim": None,
        "undisputed": True,
        "text_sha256": hashlib.sha256(corpus["quay-reopens"].text.encode()).hexdigest(),
    }
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
    view = corpus.stances.where(id="tarn/shared-ferry")
    assert view.digest == hashlib.sha256(line.encode()).hexdigest()
    for name in ("mentions", "claims", "stances", "entities", "decisions"):
        assert getattr(corpus, name).digest == getattr(free, name).digest
    assert corpus.stances.digest != view.digest


def test_a_citation_names_condition_digest_and_outlets(corpus: Corpus, free: Corpus) -> None:
    view = corpus.stances.where(undisputed=True, label={"FAVOR"})
    said = f"Subset of {len(view)} of 27 stances (undisputed=True, label=FAVOR), "
    said += f"content digest sha256:{view.digest}; articles from {QUAY}, {NETS}"
    assert view.cite("apa").endswith(f"sha256:{corpus.digest}. {said}")
    assert said in free.stances.where(undisputed=True, label={"FAVOR"}).cite("APA")
    assert view.outlets == (QUAY, NETS)
    long = corpus.claims.where(lambda claim: claim.cue, type=[*corpus.labels["claim_type"]] * 2)
    assert "(type=event|numerical|causal|position|prediction|5 more, a function)" in long.cite()
    assert repr(view) == f"<View of {len(view)} stances: undisputed=True, label=FAVOR>"
    pair = corpus.stances.where(certainty={"low", "high", "medium"})  # sets have no order
    assert "(certainty=high|low|medium)" in pair.cite()


def test_a_view_of_a_subset(corpus: Corpus) -> None:
    part = corpus.where(genre="opinion")
    assert [len(part.claims), len(part.stances), len(part.entities)] == [10, 7, 8]
    assert part.stances.digest == corpus.stances.where(outlet=COUNCIL).digest
    assert "Subset of 7 of 27 stances, content" in part.stances.cite()
    assert [row["publisher"] for row in part.voices()] == [COUNCIL] * 5
    assert len(part.to_polars("claims")) == len(part.to_pandas("stances")) + 3 == 10
    assert part.sql("select count(*) from stances").fetchall() == [(7,)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the outlet is in the release
        assert not part.stances.where(outlet=QUAY)


def test_the_link_of_an_item(corpus: Corpus) -> None:
    (claim,) = corpus.claims.where(id="pause-not-end")
    link = corpus.link(claim.article, claim)
    assert link == "harbour-talks/1.2.3/council-walks-out#claims/pause-not-end"
    assert corpus.resolve(link) in corpus["council-walks-out"].claims
    with pytest.raises(KeyError, match="“pause-not-end” is not in the claims of quay-reopens"):
        corpus.link("quay-reopens", claim)


def test_entities_are_counted_over_all_articles(corpus: Corpus, free: Corpus) -> None:
    rows = list(corpus.rows("entities"))
    assert rows == list(free.rows("entities"))
    assert len(rows) == len(free.to_pandas("entities")) == len(corpus.to_datasets("entities")) == 15
    assert rows[0] == {
        "id": "brandt-moro",
        "name": "Ilse Brandt-Moro",
        "type": "PERSON",
        "wikidata": None,
        "variants": ["Brandt-Moro", "Ilse Brandt-Moro"],
        "description": "Mayor of Ostrel.",
        "articles": 2,
        "mentions": 3,
        "claims": 3,
        "stances": 4,
    }
    assert sum(row["mentions"] for row in rows) == len(corpus.mentions) == 40
    assert sum(row["articles"] for row in rows) == len(corpus.entities) == 28
    streamed = corpus.to_datasets("entities", labels="names", streaming=True)
    assert next(iter(streamed))["type"] == "PERSON"


def test_entities_of_a_part_are_counted_in_it(corpus: Corpus) -> None:
    """council-walks-out names Velmoor three times; one claim and one stance are Velmoor's."""
    part = corpus.where(genre="opinion")
    rows = {row["id"]: row for row in part.rows("entities")}
    assert len(rows) == part.to_arrow("entities").num_rows == len(part.to_datasets("entities")) == 8
    counts = [rows["velmoor"][name] for name in ("articles", "mentions", "claims", "stances")]
    assert counts == [1, 3, 1, 1]
    labelled = part.to_datasets("entities", labels="names")
    assert {row["type"] for row in labelled} <= {*corpus.labels["entity_type"]}


def test_a_release_without_passes(harbour_release: Path, tmp_path: Path) -> None:
    """Until 0.2.0 there was no config of that name."""
    corpus = load(older(harbour_release, tmp_path / "older"))
    for config in ("passes", "decisions"):
        del corpus.manifest["configs"][config]
    assert {claim.undisputed for claim in corpus.claims} == {None}
    assert corpus.disputes("claims") == []
    assert not corpus.decisions


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("articles", b'"holder":"tarn",', b"", "of articles: stance/.*/holder is missing"),
        ("articles", b'"start":643,', b"", "evidence/.*/start is missing"),
    ],
)
def test_forged_rows_are_named(
    harbour_release: Path, tmp_path: Path, path: str, old: bytes, new: bytes, said: str
) -> None:
    stances = load(forged(harbour_release, tmp_path, path, (old, new))).stances
    with pytest.raises(VerificationError, match=said):
        list(stances)
    with pytest.raises(VerificationError, match=said):
        _ = stances.digest


@pytest.mark.parametrize(
    ("path", "old"),
    [("passes", b'"differs":["certainty"],'), ("decisions", b'"layer":"mention",')],
)
def test_forged_passes_are_named(
    harbour_release: Path, tmp_path: Path, path: str, old: bytes
) -> None:
    corpus = load(forged(harbour_release, tmp_path, path, (old, b"")))
    with pytest.raises(VerificationError, match="the rows of .* do not fit together"):
        corpus.disputes("stances")


def forged(release: Path, folder: Path, config: str, change: tuple[bytes, bytes]) -> Path:
    """A copy of a release in which some bytes of the rows of a config are replaced."""
    copy = Path(shutil.copytree(release, folder / "copy"))
    shard = only(copy, f"jsonl/{config}/*.jsonl")
    data = shard.read_bytes()
    assert change[0] in data
    shard.write_bytes(data.replace(*change))
    seal(copy)
    return copy


def test_an_article_without_an_outlet(harbour_release: Path, tmp_path: Path) -> None:
    """Where its author speaks, the source is the article."""
    copy = Path(shutil.copytree(harbour_release, tmp_path / "copy"))
    shard = only(copy, "jsonl/articles/*.jsonl")
    data = shard.read_bytes()
    shard.write_bytes(data.replace(f'"publisher":"{NETS}"'.encode(), b'"publisher":null'))
    seal(copy)
    claims = load(copy).claims
    assert claims.outlets == (QUAY, COUNCIL)
    assert list(claims.by("outlet")) == [QUAY, COUNCIL, None]
    own = claims.where(article="nets-and-tides", claimer="article")
    assert {claim.source for claim in own} == {"nets-and-tides"}
    assert own.cite("apa").endswith(f"content digest sha256:{own.digest}")
