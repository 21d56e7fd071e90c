"""A draft is saved completely or not at all, under an id that no article had."""

from pathlib import Path

import pytest

from corpora import TODAY, river
from istanbul_talks.cli.main import main
from istanbul_talks.contributing import draft as drafts
from istanbul_talks.contributing.draft import Draft, proposed_id
from istanbul_talks.contributing.saved_page import page_of
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.open_values import open_values
from istanbul_talks.model.resolve import resolve
from support.pages import TEXT

REGISTERED = {
    "id": "gazette", "type": "ORG", "name": "Example Gazette", "variants": ["Gazette"],
    "wikidata": None, "checked": None, "description": "Made up for tests.",
}  # fmt: skip


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def draft(root: Path) -> Draft:
    """A draft with four files: capture, annotation, a new annotator and a new entity."""
    known = vocabulary.load(CorpusFolder(root))
    page = page_of(TEXT.encode(), None)
    act = drafts.first_act("reader-9", "human", known, TODAY)
    annotation, _ = drafts.propose_annotation(page, "bridge", known, url=None, act=act)
    annotator = {"id": "reader-9", "kind": "human", "note": "A reader of news."}
    added = {"annotators": [annotator], "entities": [REGISTERED]}
    return Draft("bridge", page.text, annotation, added)


def save(root: Path) -> None:
    folder = CorpusFolder(root)
    drafts.save(folder, vocabulary.load(folder), draft(root), TODAY)


def test_a_draft_is_four_files(tmp_path: Path) -> None:
    root = river(tmp_path / "river")
    before = files(root)
    save(root)
    after = files(root)
    changed = {
        path.relative_to(root).as_posix() for path in after if after[path] != before.get(path)
    }
    assert changed == {
        "annotations/bridge.json",
        "corpus/bridge.txt",
        "schema/annotators.json",
        "schema/entities.jsonl",
    }
    assert vocabulary.load(CorpusFolder(root)).entities["gazette"] == REGISTERED


@pytest.mark.parametrize("late", [False, True], ids=["instead of the write", "after the write"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_corpus_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, number: int, late: bool
) -> None:
    root = river(tmp_path / "river")
    before, real, calls = files(root), atomic.write, []

    def write(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) != number or late:
            real(path, data)
        if len(calls) == number:
            raise error

    monkeypatch.setattr(atomic, "write", write)
    with pytest.raises(type(error)):
        save(root)
    assert files(root) == before
    monkeypatch.setattr(atomic, "write", real)
    save(root)  # the id is free again


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_new_leaves_nothing_behind_if_the_check_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    root = river(tmp_path / "river")
    before = files(root)
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    arguments = ["new", "--root", str(root), str(tmp_path / "page.txt"), "--id", "bridge"]
    arguments += ["--by", "reader-9", "--introduce", "A reader of news who knows the river."]

    def fails(*_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(drafts.Checker, "check", fails)
        assert main(arguments) in (2, 130)
    assert files(root) == before
    assert main(arguments) == 0


def test_an_annotator_that_the_schema_refuses_is_taken_back(tmp_path: Path) -> None:
    root = river(tmp_path / "river")
    before, folder = files(root), CorpusFolder(root)
    known = vocabulary.load(folder)
    bad = draft(root)._replace(
        added={"annotators": [{"id": "reader-9", "kind": "nobody", "note": "x"}]}
    )
    with pytest.raises(CorpusError, match=r"schema/annotators\.json"):
        drafts.save(folder, known, bad, TODAY)
    assert files(root) == before


def test_a_very_long_word_gives_a_body_that_the_schema_accepts(tmp_path: Path) -> None:
    known = vocabulary.load(CorpusFolder(river(tmp_path / "river")))
    long = "".join(f"{n:05}" for n in range(4000))
    page = page_of(f"{long} and more of it.\n\nAnd an end, {long}.".encode(), None)
    act = drafts.first_act("model-a", "model", known, TODAY)
    made, _ = drafts.propose_annotation(page, "x", known, url=None, act=act)
    assert known.schema.violations(open_values(known.schema, made).filled) == []
    assert resolve(made, page.text).body is not None


def test_what_a_page_says_is_plain_text() -> None:
    """Not a string of lxml, which the schema's checker does not know."""
    head = '<html lang=fi><link rel=canonical href="https://example.org/a">'
    facts = page_of(f"{head}<body><h1>A headline of words</h1><p>x y.</p>".encode(), None).facts
    assert facts is not None and facts.url is not None and facts.language is not None
    assert {type(facts.url.value), type(facts.language.value)} == {str}


def test_ids() -> None:
    assert (
        proposed_id(("Talks in Ankara: 7 things to know!", "x"), "", ())
        == "talks-ankara-things-know"
    )
    taken = {"talks-ankara", "talks-ankara-2"}
    assert proposed_id(("Talks in Ankara", "x"), "", taken) == "talks-ankara-3"
    assert proposed_id(("Переговори в Гавані", "page_one"), "", ()) == "peregovori-v-gavani"
    assert proposed_id(("Łódź: ışık için görüşmeler",), "", ()) == "lodz-isik-icin-gorusmeler"
    assert proposed_id(("北京会谈",), "", ()) == "beijinghuitan"
    for name in ("!?", "Article", "untitled 2", "CON", "…", None):
        assert proposed_id((name, "page_one"), "", ()) == "page-one"
        # The first eight digits of SHA-256 of “abc” (FIPS 180-4, example).
        assert proposed_id((name,), "abc", ()) == "page-ba7816bf"
    assert proposed_id((None, "page_one"), "", ()) == "page-one"
    assert len(proposed_id(("a" * 70 + " bridge " + "b" * 55,), "", ())) <= 64


def test_the_language_is_that_of_the_body(tmp_path: Path) -> None:
    known = vocabulary.load(CorpusFolder(river(tmp_path / "river")))
    act = drafts.first_act("reader-1", "human", known, TODAY)
    menu = "<ul>{}</ul>".format("<li>Boats Tickets Harbour Weather</li>" * 200)
    german = (
        "Der Fluss ist an der Brücke nicht tief, und die Boote sind mit dem Wind auf der Fahrt. "
    )
    article = f"<article><h1>Fluss</h1>{f'<p>{german * 3}</p>' * 3}</article>"
    page = page_of(f"<html lang=en>{menu}{article}</html>".encode(), None)
    made, _ = drafts.propose_annotation(page, "bridge", known, url=None, act=act)
    assert made["source"]["language"] == "de"
