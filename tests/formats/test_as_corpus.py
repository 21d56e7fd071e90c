"""`import --as-corpus`: a foreign folder becomes a corpus root on which every command works."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpora import committed, harbour
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.formats.export import export
from istanbul_talks.reading.corpus import Corpus, load
from support.command import run

LATER = date(2999, 1, 1)  # after the day of the import
BY = ("--by", "importer", "--introduce", "What a program read from files.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


def made(
    capsys: pytest.CaptureFixture[str], root: Path, name: str, source: Path
) -> tuple[int, list[str], Path]:
    """The exit code, what was printed, and the new root."""
    target = root.parent / "other-talks"
    call = ("import", name, source, "--as-corpus", target, *BY, "--root", root)
    code, out, err = run(capsys, *call)
    assert err == ""
    return code, out.splitlines(), target


def works(capsys: pytest.CaptureFixture[str], target: Path) -> Corpus:
    """A release of the new corpus, which every command takes."""
    code, out, _ = run(capsys, "validate", "--root", target)
    assert (code, " error " in out) == (0, False)
    assert run(capsys, "stats", "--root", target)[0] == 0
    assert run(capsys, "fmt", "--check", "--root", target)[0] == 0
    committed(target)
    code, out, _ = run(capsys, "diff", "HEAD", "--root", target)
    assert (code, out.endswith("No difference\n")) == (0, True)
    built = build(CorpusFolder(target), target.parent / "release", today=LATER)
    assert built.facts is not None, built.findings
    corpus = load(target.parent / "release")
    corpus.verify()
    return corpus


def test_our_own_collection_of_brat_keeps_everything(
    root: Path, harbour_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = load(harbour_release)
    export(before, "brat", root.parent / "b")
    code, lines, target = made(capsys, root, "brat", root.parent / "b")
    assert (code, len(lines)) == (0, 1)
    assert lines[0].endswith(
        f"3 articles, 0 problems. Next: istanbul-talks validate --root {target}"
    )
    after = works(capsys, target)
    assert [*after] == [*before]
    for id, article in after.items():
        old = before[id]
        assert article.text == old.text
        assert [(m.id, m.type, m.start, m.end) for m in article.mentions] == [
            (m.id, m.type, m.start, m.end) for m in old.mentions
        ]
        assert {claim.id: claim.quote for claim in article.claims} == {
            claim.id: claim.quote for claim in old.claims
        }
        assert [(s.holder, s.target, s.label) for s in article.stance] == [
            (s.holder, s.target, s.label) for s in old.stance
        ]
        assert (article.genre, article.published, article.language) == ("unknown", None, "en")
        assert [(act.by, act.kind) for act in article.provenance] == [("importer", "import")]
        assert article.status == "draft"


def test_targets_of_stances_and_what_they_oppose_are_there(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = root.parent / "f"
    source.mkdir()
    (source / "note.txt").write_text("Ostrel wants the quota first.")
    (source / "note.ann").write_text(
        "T1\tGPE 0 6\tOstrel\nT2\tstance 0 28\tOstrel wants the quota first\n"
        "E1\tstance:T2 holder:T1\nA1\ttarget E1 quota-first\nA2\tstance E1 FAVOR\n"
        "A3\texpression E1 explicit\nA4\tcertainty E1 high\n"
    )
    code, lines, target = made(capsys, root, "brat", source)
    assert (code, len(lines)) == (0, 1)
    targets = json.loads((target / "schema" / "targets.json").read_bytes())["targets"]
    opposed = {one["id"]: one["opposes"] for one in targets}
    assert opposed == {"quota-first": ["reopen-quay"], "reopen-quay": ["quota-first"]}
    assert [(s.holder, s.label) for s in works(capsys, target)["note"].stance] == [
        ("ostrel", "FAVOR")
    ]


def test_conllu_gives_texts_and_mentions(
    root: Path, harbour_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = load(harbour_release)
    (root.parent / "c").mkdir()
    export(before, "conllu", root.parent / "c" / "all.conllu")
    code, lines, target = made(capsys, root, "conllu", root.parent / "c")
    assert (code, len(lines)) == (0, 1)
    after = works(capsys, target)
    assert {id: article.text for id, article in after.items()} == {
        id: article.text for id, article in before.items()
    }
    assert after.to_arrow("mentions").num_rows == before.to_arrow("mentions").num_rows
    assert json.loads((target / "schema" / "targets.json").read_bytes())["targets"] == []


FOREIGN = {
    "PMID 12 (a).txt": "Sony formed a venture with Ericsson, a company in Sweden, IL-2 says.\n",
    "PMID 12 (a).ann": (
        "T1\tOrg 0 4\tSony\nT2\tMERGE 14 21\tventure\nT3\tORG 27 35\tEricsson\n"
        "T4\tGPE 50 56\tSweden\n"
        "T5\tProtein 58 62\tIL-2\nE1\tMERGE:T2 Org1:T1 Org2:T9\nA1\tNegation E1\nbad line\n"
        "T6\tclaim 0 56\tSony formed a venture with Ericsson, a company in Sweden\n"
    ),
    "empty.txt": "",
    "empty.ann": "",
    "shifted.txt": "Nothing here",
    "shifted.ann": "T1\tORG 1 5\tNoth\n",
}


def test_what_has_no_place_is_listed_and_kept(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = root.parent / "f"
    source.mkdir()
    for name, data in FOREIGN.items():
        (source / name).write_text(data, encoding="utf-8")
    code, lines, target = made(capsys, root, "brat", source)
    assert code == 1
    for wanted in (
        "PMID 12 (a).ann:8: “bad line” was left out: it is not an annotation",
        "PMID 12 (a).ann:6: Org from E1 to T9 was left out: there is no T9",
        "PMID 12 (a): its id is pmid now",
        "pmid: MERGE: 1 × “Negation” left out, since a pass has no place for it",
        "pmid: Protein “IL-2”: left out, since schema/labels.json has no such label"
        " (PMID 12 (a).ann:5)",
        "empty: left out: it has no text",
        "shifted.ann:1: offsets 1 5 should be “Noth”, but in code points there is “othi”",
    ):
        assert wanted in lines
    claim = next(line for line in lines if line.startswith("pmid: claims: "))
    assert claim.endswith("since nothing says its claimer, type, epistemic, checkworthy")
    assert lines[-1].startswith(f"{target}: 1 article, ")
    assert (target / "imported.txt").read_text(encoding="utf-8").splitlines() == lines[:-1]
    (article,) = works(capsys, target).values()
    assert [(m.text, m.type) for m in article.mentions] == [
        ("Sony", "ORG"),
        ("Ericsson", "ORG"),
        ("Sweden", "GPE"),
    ]
    assert (article.language, article.claims) == ("und", ())


def test_registered_names_of_the_present_corpus_are_not_used(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """“Lyth” is an entity of harbour with a Wikidata id or not; here nobody said which Lyth."""
    source = root.parent / "f"
    source.mkdir()
    (source / "a.txt").write_text("In Gannet House they met.")
    (source / "a.ann").write_text("T1\tORG 3 15\tGannet House\n")
    _, _, target = made(capsys, root, "brat", source)
    (entity,) = json.loads((target / "annotations" / "a.json").read_bytes())["entities"]
    assert (entity["id"], entity["wikidata"]) == ("gannet-house", None)
    (line,) = (target / "schema" / "entities.jsonl").read_text().splitlines()
    assert json.loads(line)["variants"] == ["Gannet House"]


def test_ids_of_two_documents_differ(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = root.parent / "f"
    for folder in ("one", "two"):
        (source / folder).mkdir(parents=True)
        (source / folder / "note.txt").write_text(f"Text {folder}.\r\nNew line.")
        (source / folder / "note.ann").write_text("")
    code, lines, target = made(capsys, root, "brat", source)
    assert (code, lines[0]) == (1, "note: its id is note-2 now")
    assert sorted(path.name for path in (target / "corpus").iterdir()) == ["note-2.txt", "note.txt"]
    assert (target / "corpus" / "note-2.txt").read_bytes() == b"Text two.\nNew line."


def test_nothing_is_left_of_an_import_that_fails(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = root.parent / "f"
    source.mkdir()
    (source / "a.txt").write_text("")
    (source / "a.ann").write_text("")
    target = root.parent / "other-talks"
    call: tuple[Any, ...] = ("import", "brat", source, "--as-corpus", target, "--root", root)
    code, _, err = run(capsys, *call, *BY)
    assert code == 2
    assert "no document could be imported, so there is no corpus" in err
    assert not target.exists()
    shutil.copytree(source, target)
    (source / "a.txt").write_text("Text.")
    code, _, err = run(capsys, *call, *BY)
    assert code == 2
    assert f"--as-corpus: {target} must be a new or empty folder" in err
    assert sorted(path.name for path in target.iterdir()) == ["a.ann", "a.txt"]


def test_a_known_annotator_keeps_its_entry(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = root.parent / "f", root.parent / "other-talks"
    source.mkdir()
    (source / "a.txt").write_text("Text.")
    (source / "a.ann").write_text("")
    call = ("import", "brat", source, "--as-corpus", target, "--by", "reader-1", "--root", root)
    assert run(capsys, *call)[0] == 0
    (entry,) = json.loads((target / "schema" / "annotators.json").read_bytes())["annotators"]
    assert (entry["id"], entry["kind"]) == ("reader-1", "human")
    (act,) = json.loads((target / "annotations" / "a.json").read_bytes())["provenance"]
    assert (act["by"], act["kind"]) == ("reader-1", "human")
