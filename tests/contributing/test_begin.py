"""An article or a pass is begun with what is certain, and an interrupted call costs no id."""

import json
from pathlib import Path

import pytest

from corpora import TODAY, edit, harbour
from istanbul_talks.cli.main import main
from istanbul_talks.contributing.begin import Wanted, begin_article, begin_pass, contributor
from istanbul_talks.contributing.saved_page import page_of
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from support.command import run
from support.pages import PAGE, TEXT

ID = "quay-reopens"
ME = ["--by", "reader-9", "--introduce", "A reader of news who knows the harbour."]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


def test_a_pass_shows_only_capture_and_body(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "new", "--pass", ID, *ME, "--root", root)
    assert code == 0, out
    path = root / "annotations" / "passes" / "reader-9" / f"{ID}.json"
    made = json.loads(path.read_bytes())
    reference = json.loads((root / "annotations" / f"{ID}.json").read_bytes())
    act = made["provenance"][0]
    assert made == {
        "$schema": "../../../schema/annotation.schema.json",
        **{key: reference[key] for key in ("article", "text_sha256", "body")},
        "source": {
            **dict.fromkeys(("title", "publisher", "author", "url", "section", "genre")),
            "language": "en",
            "rights": {"status": None},
        },
        "date": {
            **dict.fromkeys(("published", "basis", "certainty", "captured", "event")),
            "evidence": [],
        },
        **{layer: [] for layer in ("entities", "claims", "stance")},
        "provenance": [{**act, "by": "reader-9", "kind": "human", "did": "annotate"}],
        "status": "draft",
    }
    assert [*made] == [key for key in reference if key in made]
    assert "schema/annotators.json: added reader-9\n" in out
    assert f"run: istanbul-talks validate annotations/passes/reader-9/{ID}.json" in out
    shown = [word for word in ("Harbour Lantern", "ostrel", "model-a") if word in out + err]
    assert not shown
    before = path.read_bytes()
    code, _, err = run(capsys, "new", "--pass", ID, *ME, "--root", root)
    assert (code, f"passes/reader-9/{ID}.json exists already. Edit it" in err) == (2, True)
    assert path.read_bytes() == before


def test_who_worked_on_the_reference_is_reminded(root: Path) -> None:
    known, folder = vocabulary.load(CorpusFolder(root)), CorpusFolder(root)
    who = contributor(known, "reader-3", None, TODAY)
    assert begin_pass(folder.read_article("nets-and-tides"), known, who).doubts == []
    path = root / "annotations" / "nets-and-tides.json"
    edit(path, lambda value: value["provenance"][0].update(by="reader-3"))
    again = begin_pass(CorpusFolder(root).read_article("nets-and-tides"), known, who)
    assert again.doubts == [
        "reader-3 worked on the reference. A pass is made without having seen it"
    ]


@pytest.mark.parametrize("body", [None, [], [{"from": "x", "to": "y"}], [5], {"a": 1}, "surrogate"])
def test_no_pass_without_a_body(root: Path, body: object) -> None:
    path = root / "annotations" / f"{ID}.json"
    if body == "surrogate":  # which no file can store
        path.write_bytes(path.read_bytes().replace(b'"to": ', b'"x": "\\ud800", "to": ', 1))
    else:
        edit(path, body=body)
    known = vocabulary.load(CorpusFolder(root))
    with pytest.raises(CorpusError, match="does not say where the body of the article is"):
        begin_pass(
            CorpusFolder(root).read_article(ID), known, contributor(known, "reader-3", None, TODAY)
        )


def test_either_a_file_or_a_pass(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "give either the FILE of a new article, or --pass ARTICLE for a pass"
    for arguments in ([], ["page.txt", "--pass", ID]):
        code, _, err = run(capsys, "new", *arguments, *ME, "--root", root)
        assert (code, said in err) == (2, True)
    code, _, err = run(capsys, "new", "--pass", "quay-reopen", *ME, "--root", root)
    assert (code, "did you mean “quay-reopens”?" in err) == (2, True)


def test_what_an_interrupted_call_left_burns_no_id(river: Path, tmp_path: Path) -> None:
    """A kill may leave the capture alone: the same page gets the same id, another one does not."""
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    arguments = ["new", str(tmp_path / "page.txt"), *ME, "--root", str(river)]
    assert main(arguments) == 0
    (made,) = {path.stem for path in (river / "annotations").glob("*.json")} - {"river-talks"}
    (river / "annotations" / f"{made}.json").unlink()
    assert main(arguments) == 0
    assert {path.stem for path in (river / "corpus").glob("*.txt")} == {"river-talks", made}
    (river / "annotations" / f"{made}.json").unlink()
    (river / "corpus" / f"{made}.txt").write_text("Another text.\n", encoding="utf-8")
    assert main(arguments) == 0
    assert (river / "annotations" / f"{made}-2.json").exists()


def test_a_new_outlet_can_be_accepted(river: Path) -> None:
    root = CorpusFolder(river)
    known = vocabulary.load(root)
    who = contributor(known, "reader-9", "A reader of news.", TODAY)
    head = "<meta property=og:site_name content='Delta Post'><link rel=canonical href="
    page = PAGE.replace("<head>", f"<head>{head}https://www.delta.example/a>")

    doubts: list[str] = []

    def begun(text: str, *, accept: bool) -> tuple[object, object]:
        wanted = Wanted(id="bridge", accept_outlet=accept)
        begun = begin_article(root, known, page_of(text.encode(), None), who, wanted)
        doubts.extend(begun.doubts)
        draft = begun.draft
        return draft.annotation["source"]["publisher"], draft.added.get("publishers")

    entry = {
        "id": "delta-post",
        "name": "Delta Post",
        "host": "delta.example",
        "note": "As the page of bridge names it.",
    }
    assert begun(page, accept=True) == ("Delta Post", [entry])
    assert begun(page, accept=False) == ("Delta Post", None)
    assert begun(page.replace("Delta Post", "Example Gazette"), accept=True)[1] == []
    assert doubts == []
    assert begun(PAGE, accept=True) == (None, [])
    assert doubts == [
        "--accept-outlet: the page does not name its outlet. "
        "If you know it, write publisher and rights under source"
    ]
