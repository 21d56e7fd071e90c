"""The files of one article: read once, when asked for, and every fault said instead of raised."""

from pathlib import Path

import pytest

from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.disk import Irregular
from istanbul_talks.files.source_article import MAX_CAPTURE, SourceArticle

FILES: dict[str, bytes | Irregular] = {
    "corpus/a.txt": "Київ\n".encode(),
    "annotations/a.json": b'{\n  "article": "a"\n}\n',
    "annotations/passes/one/a.json": b"{]",
    "annotations/decisions/a.json": Irregular("a folder"),
}


def test_an_article_from_any_source_of_bytes_reads_only_what_is_asked_for() -> None:
    asked = []

    def fetch(path: str, most: int) -> bytes | Irregular | None:
        asked.append((path, most))
        return FILES.get(path)

    article = SourceArticle("a", fetch, ("one",))
    assert article.annotation.value == {"article": "a"}
    assert article.annotation.value == {"article": "a"}
    assert article.capture.path == "corpus/a.txt"
    assert asked == [("annotations/a.json", 1024 * 1024)]
    assert article.capture.text == "Київ\n"
    assert [file.path for file in article.files()] == [
        "corpus/a.txt",
        "annotations/a.json",
        "annotations/decisions/a.json",
        "annotations/passes/one/a.json",
    ]
    assert len(asked) == 4


def test_broken_files_come_as_data() -> None:
    article = SourceArticle("a", lambda path, _: FILES.get(path), ("one", "two"))
    document = article.passes["one"].document
    assert document is not None
    assert [problem.rule for problem in document.problems] == ["json-syntax"]
    assert article.passes["two"].exists is False
    assert article.passes["two"].problem == "No such file or directory"
    assert article.decisions.exists
    assert (article.decisions.problem, article.decisions.document) == ("a folder", None)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\n", "not UTF-8"),
        (b"x" * (MAX_CAPTURE + 1), "more than 1,048,576 bytes"),
        (b"x" * MAX_CAPTURE, None),
    ],
)
def test_why_a_capture_has_no_text(data: bytes, problem: str | None) -> None:
    capture = SourceArticle("a", lambda *_: data).capture
    assert capture.problem == problem
    assert (capture.text is None) == (problem is not None)


def test_a_corpus_folder_finds_the_files_of_an_article(tmp_path: Path) -> None:
    for path, data in FILES.items():
        if isinstance(data, bytes):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
    article = CorpusFolder(tmp_path).read_article("a")
    assert list(article.passes) == ["one"]
    assert article.passes["one"].data == b"{]"
    assert not article.decisions.exists
    (tmp_path / "corpus" / "b.txt").symlink_to(tmp_path / "corpus" / "a.txt")
    assert CorpusFolder(tmp_path).read_article("b").capture.problem == "a symbolic link"


def test_a_large_file_is_read_only_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "annotations" / "passes").mkdir(parents=True)
    (tmp_path / "corpus" / "a.txt").write_bytes(b"x" * (2 * MAX_CAPTURE))
    data = CorpusFolder(tmp_path).read_article("a").capture.data
    assert isinstance(data, bytes)
    assert len(data) == MAX_CAPTURE + 1


def test_a_file_outside_the_corpus_is_shown_by_its_full_path(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(b"1\n")
    file = CorpusFolder(tmp_path / "corpus").read_file(tmp_path / "other.json")
    assert (file.path, file.value) == ((tmp_path / "other.json").as_posix(), 1)
