"""Publishing to a stand-in of Zenodo, with faults.

The stand-in follows the documentation of the real host, and has never met it.
"""

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from istanbul_talks import Corpus, CorpusError, load
from istanbul_talks.publishing.zenodo import Zenodo, metadata
from support import zenodo as zenodo_stand_in
from support.forged import as_version


def to_zenodo(corpus: Corpus, *, final: bool = False) -> Zenodo:
    return Zenodo(
        corpus.read_json("schema/dataset.json"), corpus.version, "2027-01-02", corpus, final=final
    )


def test_a_release_on_zenodo(
    corpus: Corpus, free: Path, zenodo: zenodo_stand_in.Zenodo, tmp_path: Path
) -> None:
    doi = Zenodo(corpus.read_json("schema/dataset.json"), "1.0.0", "2027-01-02").reserve()
    assert doi == "10.5072/zenodo.1000"
    zenodo.settle()
    assert Zenodo(corpus.read_json("schema/dataset.json"), "1.0.0", "2027-01-02").reserve() == doi
    assert len(zenodo.records) == 1
    told = to_zenodo(corpus).publish()
    zenodo.settle()
    assert "run this with --final" in told[-1]
    record = zenodo.records["1000"]
    assert not record["is_published"]
    assert set(record["files"]) == {
        "harbour-talks-1.0.0-text-free.tar",
        "MANIFEST.json",
        "README.md",
        "SHA256SUMS",
    }
    assert to_zenodo(corpus, final=True).plan() == [
        "write the metadata of the record",
        "publish, which cannot be undone",
    ]
    assert (
        to_zenodo(corpus, final=True).publish()[-1]
        == f"published {zenodo.address}/records/1000 with DOI {doi}"
    )
    assert record["is_published"]
    assert record["metadata"]["rights"] == [{"id": "cc-by-4.0"}]
    with tarfile.open(
        fileobj=BytesIO(zenodo.contents["1000", "harbour-talks-1.0.0-text-free.tar"])
    ) as archive:
        archive.extractall(
            tmp_path / "unpacked", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {})
        )  # from Python 3.11.4
    unpacked = load(tmp_path / "unpacked" / "harbour-talks-1.0.0-text-free")
    unpacked.verify()
    assert unpacked.digest == corpus.digest
    zenodo.settle()
    before = len(zenodo.calls)
    assert to_zenodo(corpus, final=True).publish() == [
        f"the same content of version 1.0.0 is published as {doi}"
    ]
    assert {call.split()[0] for call in zenodo.calls[before:]} == {"GET"}
    with pytest.raises(CorpusError, match="was published as 10.5072/zenodo.1000"):
        to_zenodo(corpus).reserve()
    later = as_version(free, tmp_path / "later", "1.1.0")
    to_zenodo(later, final=True).publish()
    assert zenodo.records["1001"]["parent"] == record["parent"]


def test_languages_have_the_codes_that_zenodo_knows(corpus: Corpus) -> None:
    dataset = {**corpus.read_json("schema/dataset.json"), "language": ["de", "en", "xx"]}
    found = metadata(dataset, "1.0.0", "2027-01-02", corpus)["languages"]
    assert found == [{"id": "deu"}, {"id": "eng"}, {"id": "xx"}]


def test_a_version_on_zenodo_never_changes(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, tmp_path: Path
) -> None:
    to_zenodo(corpus, final=True).publish()
    zenodo.settle()
    whole = json.loads(json.dumps(zenodo.records["1000"]["metadata"]))
    for change in (
        lambda: zenodo.records["1000"]["files"].pop("README.md"),
        lambda: zenodo.records["1000"]["files"]["MANIFEST.json"].update(checksum="md5:0"),
        lambda: zenodo.records["1000"]["metadata"].update(additional_descriptions=[]),
    ):
        assert to_zenodo(corpus).plan() == []
        files = json.loads(json.dumps(zenodo.records["1000"]["files"]))
        change()
        with pytest.raises(CorpusError, match=r"published version 1.0.0 with different content"):
            to_zenodo(corpus).plan()
        zenodo.records["1000"].update(files=files, metadata=json.loads(json.dumps(whole)))
        zenodo.settle()
    zenodo.records["1000"]["metadata"]["additional_descriptions"] = []
    with pytest.raises(
        CorpusError,
        match=r"with different content \(10.5072/zenodo.1000\). Release the next version",
    ):
        to_zenodo(corpus).plan()


def test_the_doi_in_the_release_must_be_that_of_the_draft(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo
) -> None:
    corpus.manifest["dataset"]["doi"] = "10.5072/zenodo.999"
    with pytest.raises(
        CorpusError,
        match="the release is 10.5072/zenodo.999, but the draft's is 10.5072/zenodo.1000",
    ):
        to_zenodo(corpus).publish()


@pytest.mark.parametrize(
    "faults",
    [
        {"POST /api/records": ["503"]},
        {"POST /api/records": ["lost"]},
        {"pids/doi": ["500", "drop"]},
        {"pids/doi": ["lost"]},
        {"POST /api/records/1000/draft/files": ["lost"]},
        {"/content": ["502", "drop", "lost"]},
        {"/commit": ["lost"]},
        {"actions/publish": ["504"]},
        {"actions/publish": ["lost"]},
        {"GET /api/user/records": ["503", "drop"]},
    ],
    ids=str,
)
def test_faults_on_the_way_to_zenodo(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, faults: dict[str, list[str]]
) -> None:
    zenodo.faults = {key: list(values) for key, values in faults.items()}
    to_zenodo(corpus, final=True).publish()
    assert len(zenodo.records) == 1
    assert zenodo.records["1000"]["is_published"]
    assert all(not left for left in zenodo.faults.values())


def test_publishing_on_zenodo_goes_on_where_it_was_interrupted(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo
) -> None:
    zenodo.faults = {"PUT /api/records/1000/draft/files/README.md/content": 9 * ["500"]}
    with pytest.raises(CorpusError, match="after 5 attempts"):
        to_zenodo(corpus).publish()
    zenodo.faults = {}
    zenodo.settle()
    left = to_zenodo(corpus).plan()
    assert not [step for step in left if ".tar" in step or "MANIFEST" in step]
    assert [step for step in left if step.startswith("upload README.md")]
    to_zenodo(corpus, final=True).publish()
    assert zenodo.records["1000"]["is_published"]


def test_a_file_that_arrives_damaged(corpus: Corpus, zenodo: zenodo_stand_in.Zenodo) -> None:
    zenodo.faults = {"PUT /api/records/1000/draft/files/MANIFEST.json/content": ["damage"]}
    with pytest.raises(
        CorpusError, match="MANIFEST.json arrived with a different MD5 or size at .*Run this"
    ):
        to_zenodo(corpus).publish()
    to_zenodo(corpus, final=True).publish()
    assert zenodo.records["1000"]["is_published"]


def test_tokens_of_zenodo(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", "wrongsecret")
    with pytest.raises(CorpusError) as caught:
        to_zenodo(corpus).plan()
    assert "access denied. Check the rights of the token in ZENODO_TOKEN" in str(caught.value)
    assert "wrongsecret" not in str(caught.value)
    monkeypatch.delenv("ZENODO_TOKEN")
    with pytest.raises(CorpusError, match="ZENODO_TOKEN is not set"):
        to_zenodo(corpus)


def test_a_draft_of_another_version_is_not_taken_over(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo
) -> None:
    """A record has one draft of a next version: a DOI is not given out twice."""
    to_zenodo(corpus, final=True).publish()
    zenodo.settle()
    dataset = corpus.read_json("schema/dataset.json")
    assert Zenodo(dataset, "1.0.1", "2027-01-02").reserve() == "10.5072/zenodo.1001"
    zenodo.settle()
    with pytest.raises(
        CorpusError,
        match=r"has a draft of version 1\.0\.1 \(1001\)\. Publish or delete it first",
    ):
        Zenodo(dataset, "1.1.0", "2027-01-02").reserve()
    assert zenodo.records["1001"]["metadata"]["version"] == "1.0.1"


def test_an_older_version_does_not_become_the_newest_on_zenodo(
    corpus: Corpus, free: Path, zenodo: zenodo_stand_in.Zenodo, tmp_path: Path
) -> None:
    to_zenodo(corpus, final=True).publish()
    zenodo.settle()
    for call in (
        to_zenodo(as_version(free, tmp_path / "older", "0.9.9")).plan,
        Zenodo(corpus.read_json("schema/dataset.json"), "0.9.9", "x").reserve,
    ):
        with pytest.raises(CorpusError, match=r"has already published the newer version 1\.0\.0"):
            call()
    assert len(zenodo.records) == 1


def test_hosts_that_answer_in_another_form(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from istanbul_talks.publishing import invenio as module

    to_zenodo(corpus).publish()
    zenodo.settle()
    monkeypatch.setattr(module, "_FORM", "application/json")
    with pytest.raises(CorpusError, match="does not answer like InvenioRDM"):
        to_zenodo(corpus).plan()
    monkeypatch.setattr(zenodo, "done", lambda *_: (200, {"x": 1}))
    with pytest.raises(CorpusError, match="does not answer like InvenioRDM"):
        to_zenodo(corpus).plan()


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("z" * 40 + "\n", None),
        ("zz\nzz", "is not a token"),
        ("  ", "is not set"),
        ("zé", "is not a token"),
    ],
)
def test_tokens_that_were_pasted_with_more(
    corpus: Corpus,
    zenodo: zenodo_stand_in.Zenodo,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    said: str | None,
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", token)
    if said is None:
        assert to_zenodo(corpus).plan()
        return
    with pytest.raises(CorpusError, match=said) as caught:
        to_zenodo(corpus).plan()
    assert "zz" not in str(caught.value)


@pytest.mark.parametrize("address", ["zenodo.org", "http://user:secretpw@127.0.0.1:9", "ftp://x"])
def test_addresses_of_zenodo_that_cannot_be(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("ZENODO_URL", address)
    with pytest.raises(CorpusError, match="ZENODO_URL is not an address") as caught:
        to_zenodo(corpus)
    assert "secretpw" not in str(caught.value)
