"""`import`: files of another tool become passes; what is wrong is listed; `export` makes them."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from corpora import ROOT, harbour
from istanbul_talks.cli.parser import COMMANDS
from istanbul_talks.formats import FORMATS
from istanbul_talks.formats.export import export
from istanbul_talks.reading.corpus import load
from support.command import run

BY = ("--by", "reader-9", "--introduce", "A made-up reader, for tests.")
IDS = ("council-walks-out", "nets-and-tides", "quay-reopens")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


def passes(root: Path, by: str = "reader-9") -> dict[str, bytes]:
    folder = root / "annotations" / "passes" / by
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*"))}


def test_the_formats_of_the_command_are_those_that_can_be_read() -> None:
    able = [name for name, row in FORMATS.items() if row.read]
    assert COMMANDS["import"]["options"]["format"]["choices"] == able


def test_a_collection_of_brat(
    root: Path, harbour_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(load(harbour_release), "brat", tmp_path / "b")
    code, out, err = run(capsys, "import", "brat", tmp_path / "b", *BY, "--root", root)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 4
    for id, said in zip(IDS, lines, strict=False):
        assert said.startswith(f"annotations/passes/reader-9/{id}.json: ")
        assert said.endswith("; offsets in code points; 4 values still open")
    assert lines[3].startswith("3 documents read, 0 problems. Next: fill in what is open")
    written = passes(root)
    assert tuple(written) == IDS
    value = json.loads(written["quay-reopens"])
    assert value["provenance"][0]["by"] == "reader-9"
    assert value["claims"][0]["quote"].startswith("Ostrel and Velmoor agreed on Monday")
    annotators = (root / "schema" / "annotators.json").read_text(encoding="utf-8")
    assert '"id":"reader-9","kind":"human","note":"A made-up reader, for tests."' in annotators

    code, out, _ = run(capsys, "import", "brat", tmp_path / "b", *BY[:2], "--root", root)
    assert code == 0 and out.count(", as before\n") == 3
    assert passes(root) == written


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("label-studio", ""),
        ("prodigy", "x.jsonl"),
        ("uima-xmi", ""),
        ("uima-json", ""),
        ("web-annotation", ""),
    ],
)
def test_other_formats_make_the_same_passes(
    harbour_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    file: str,
) -> None:
    found = []
    for made, path in (("brat", tmp_path / "b"), (name, tmp_path / "o" / file)):
        root = harbour(tmp_path / f"harbour-{made}")
        export(load(harbour_release), made, path)
        assert run(capsys, "import", made, path, *BY, "--root", root)[0] == 0
        found.append(passes(root))
    assert found[0] == found[1] != {}


def test_a_tsv_may_have_other_space_between_sentences(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its article is found by the text, although line breaks are spaces in it."""
    text = (root / "corpus" / "nets-and-tides.txt").read_text(encoding="utf-8").rstrip()
    lines, at = ["#FORMAT=WebAnno TSV 3.3", "#T_SP=x.NamedEntity|value", "", ""], 0
    for number, paragraph in enumerate(text.split("\n"), start=1):
        if paragraph:
            lines.append(f"#Text={paragraph}")
            for n, word in enumerate(re.finditer(r"\S+", paragraph), start=1):
                value = "GPE" if word[0] == "Velmoor" else "_"
                place = f"{at + word.start()}-{at + word.end()}"
                lines.append(f"{number}-{n}\t{place}\t{word[0]}\t{value}\t")
        at += len(paragraph) + 1
    (tmp_path / "admin.tsv").write_text("\n".join(lines), encoding="utf-8")
    code, out, err = run(capsys, "import", "webanno-tsv", tmp_path, *BY, "--root", root)
    assert (code, err) == (0, "")
    (entity,) = json.loads(passes(root)["nets-and-tides"])["entities"]
    assert (entity["id"], len(entity["mentions"]) > 0) == ("velmoor", True)
    assert out.startswith("annotations/passes/reader-9/nets-and-tides.json: entities 1, claims 0")


def test_doccano_leaves_open_what_it_cannot_say(
    root: Path, harbour_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(load(harbour_release), "doccano", tmp_path / "x.jsonl")
    code, out, _ = run(capsys, "import", "doccano", tmp_path / "x.jsonl", *BY, "--root", root)
    assert code == 1  # a claim of somebody else needs an attribution
    assert "quay-reopens.json:" in out and " error attribution-mismatch: claim " in out
    claim = json.loads(passes(root)["quay-reopens"])["claims"][4]
    assert claim == {
        "id": "claim-5",
        "quote": "“We have opened a door, not signed a treaty,”",
        "claimer": "brandt-moro",
        "cue": {"quote": "said", "prefix": "treaty,” "},
        "type": None,
        "epistemic": None,
        "checkworthy": None,
    }


def extraction(words: str, start: int, kind: str) -> dict[str, object]:
    interval = {"start_pos": start, "end_pos": start + len(words)}
    own = {"extraction_class": kind, "extraction_text": words, "char_interval": interval}
    return {**own, "alignment_status": "match_exact", "attributes": {}}


def test_extractions_of_a_model_are_a_pass_of_a_model(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document has an id of its own: its article is found by its text."""
    text = (root / "corpus" / "nets-and-tides.txt").read_text(encoding="utf-8")
    names = [extraction(w, text.index(w), k) for w, k in (("Velmoor", "GPE"), ("asks", "Verb"))]
    line = json.dumps({"document_id": "doc_1", "text": text, "extractions": names})
    (tmp_path / "x.jsonl").write_text(line, encoding="utf-8")
    call = ("import", "langextract", tmp_path / "x.jsonl", "--root", root)
    code, out, _ = run(capsys, *call, "--by", "model-x", "--introduce", "A made-up model.")
    assert code == 1
    assert (
        "doc_1: Verb “asks”: left out, since schema/labels.json has no such label (x.jsonl:1)\n"
        in out
    )
    value = json.loads(passes(root, "model-x")["nets-and-tides"])
    assert (value["provenance"][0]["kind"], value["entities"][0]["id"]) == ("model", "velmoor")
    code, _, err = run(capsys, *call, "--by", "reader-1")
    assert code == 2
    assert "--by reader-1 is no model, but langextract is from one. Give the id of a model" in err


def test_what_is_wrong_is_listed_and_the_rest_is_written(
    root: Path, harbour_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "b"
    export(load(harbour_release), "brat", folder)
    (folder / "nets-and-tides.txt").write_text("Another text.")
    (folder / "nets-and-tides.ann").write_text("")
    (folder / "elsewhere.txt").write_text("Lyth")
    (folder / "elsewhere.ann").write_text("T1\tGPE 0 4\tLyth\n")
    with (folder / "quay-reopens.ann").open("a") as file:
        file.write("R1\tnear Arg1:T1 Arg2:T99\n")
    code, out, err = run(capsys, "import", "brat", folder, *BY, "--root", root)
    assert (code, err) == (1, "")
    assert tuple(passes(root)) == ("council-walks-out", "quay-reopens")
    assert "elsewhere: left out, since no article of the corpus has this id or this text\n" in out
    assert "nets-and-tides: its text is not that of nets-and-tides. It differs first at" in out
    last = (folder / "quay-reopens.ann").read_text().count("\n")
    assert f"quay-reopens.ann:{last}: near from T1 to T99 was left out: there is no T99\n" in out
    assert "4 documents read, 3 problems." in out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("nowhere", *BY), "nowhere: there is no file that ends in .ann"),
        ((".",), "--by is missing. Give your annotator id (reader-1, reader-2, reader-3)"),
    ],
)
def test_a_wrong_call(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    problem: str,
) -> None:
    monkeypatch.chdir(root)
    code, out, err = run(capsys, "import", "brat", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"istanbul-talks: {problem}")


@pytest.mark.parametrize(
    "name",
    [
        *("brat", "label-studio", "prodigy", "doccano", "potato", "inception", "conllu"),
        "web-annotation",
    ],
)
def test_the_commands_of_the_page_run(
    root: Path,
    harbour_release: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """What is annotated in the other tool is here what was exported."""
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", harbour_release)
    monkeypatch.chdir(root)
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    exporting, importing, *_ = re.findall(r"(?m)^istanbul-talks ((?:ex|im)port .*)$", page)
    code, _, err = run(capsys, *shlex.split(exporting))
    assert code == 0
    if name == "conllu":
        assert "everything but ids and texts, and places" in err
    else:
        assert "3 × source, date and provenance of an article; " in err
        assert "1 × remark on a capture" in err
    if name == "prodigy":
        shutil.copy("tasks.jsonl", "done.jsonl")
    code, _, err = run(capsys, *shlex.split(importing))
    assert (code, err) == (int(name in ("doccano", "potato")), "")
    assert tuple(passes(root)) == IDS


def test_a_file_without_a_document_is_an_error(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\n\n")
    code, out, err = run(capsys, "import", "prodigy", tmp_path / "x.jsonl", *BY, "--root", root)
    assert (code, out) == (2, "")
    assert err.endswith("x.jsonl: there is no document in it\n")


def test_an_article_is_found_by_its_text_if_no_other_has_it(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = root / "corpus" / "nets-and-tides.txt"
    shutil.copy(capture, root / "corpus" / "nets-again.txt")
    lines = [json.dumps({"text": text}) for text in (capture.read_text(encoding="utf-8"), "")]
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run(capsys, "import", "doccano", tmp_path / "x.jsonl", *BY, "--root", root)
    assert code == 1
    assert out.splitlines()[:2] == [
        "line 1: left out, since several have its text: nets-again, nets-and-tides. "
        "Give one of these ids",
        "line 2: left out, since no article of the corpus has this id or this text",
    ]


def test_without_a_pass_there_is_nothing_next(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"{\n")
    code, out, _ = run(capsys, "import", "prodigy", tmp_path / "x.jsonl", *BY, "--root", root)
    assert code == 1
    assert out.endswith("\n0 documents read, 1 problem.\n")


def test_an_unknown_annotator_is_asked_who_it_is(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "import", "brat", ".", "--by", "reader-9", "--root", root)
    assert code == 2
    assert "annotators.json; did you mean “reader-1”? Give your annotator id (reader-1, " in err
    _, _, err = run(capsys, "import", "brat", ".", "--by", "xyz", "--root", root)
    assert "--by xyz is not in schema/annotators.json. Give your annotator id" in err


def test_brat_needs_the_annotations_not_the_text(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(b"Lyth")
    code, _, err = run(capsys, "import", "brat", tmp_path / "a.txt", *BY, "--root", root)
    assert code == 2
    assert "a.txt: give the folder, or a file that ends in .ann" in err
