"""From a text or a saved page to a capture and a draft that validates, with nothing invented."""

import json
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from corpora import RIVER
from istanbul_talks.cli.main import main
from istanbul_talks.model.resolve import resolve
from support.pages import PAGE, TEXT

ME = ["--by", "reader-9", "--introduce", "A reader of news who knows the river."]


@pytest.fixture
def corpus(river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(river)
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return river


def annotation(corpus: Path, id: str) -> Any:
    return json.loads((corpus / "annotations" / f"{id}.json").read_text(encoding="utf-8"))


def text_of(corpus: Path, id: str) -> str:
    found = resolve(
        annotation(corpus, id), (corpus / "corpus" / f"{id}.txt").read_text(encoding="utf-8")
    ).body
    assert found is not None
    return found.text


def test_a_text(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "page.txt"), *ME]) == 0
    out = capsys.readouterr().out
    id = "boria-opens-bridge-aria-after"
    assert (corpus / "corpus" / f"{id}.txt").read_text(encoding="utf-8") == TEXT
    made = annotation(corpus, id)
    assert made["source"]["title"] == "Boria opens the bridge to Aria after talks"
    assert {made["source"][key] for key in ("publisher", "author", "url", "section")} == {None}
    assert made["source"]["rights"] == {"status": "unknown"}
    assert (
        made["date"]["published"],
        made["date"]["basis"],
        made["date"]["event"],
        made["date"]["captured"],
    ) == (
        "2024-03-05",
        "internal",
        "cedon-2024-03-04",
        None,
    )
    assert (made["date"]["evidence"], made["date"]["certainty"]) == (["5 March 2024"], "high")
    assert "note" not in made["date"]
    assert (made["claims"], made["stance"], made["status"]) == ([], [], "draft")
    assert made["provenance"][0]["by"] == "reader-9"
    assert [entity["id"] for entity in made["entities"]] == ["aria", "boria", "cedon", "lenz"]
    body = text_of(corpus, id)
    assert body.startswith("The ministers of Aria")
    assert body.endswith("left by different roads.")
    assert "schema/annotators.json: added reader-9" in out
    assert "no character was changed" in out
    assert f"Next: open annotations/{id}.json" in out
    assert main(["validate"]) == 0
    report = capsys.readouterr().out
    assert {
        line.split()[2] for line in report.splitlines() if re.match(r"\S+: (?:error|warning)", line)
    } <= {
        "too-few-double:",
        "unconfirmed-proposal:",
    }


def test_a_page(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Headline and day come from the metadata, the body without navigation.

    The day is external, and its note says where it is.
    """
    assert (
        main(
            ["new", str(tmp_path / "page.html"), *ME, "--url", "https://gazette.example.org/bridge"]
        )
        == 0
    )
    out = capsys.readouterr().out
    id = "boria-opens-bridge-aria-after"
    capture = (corpus / "corpus" / f"{id}.txt").read_text(encoding="utf-8")
    assert "never shown" not in capture
    assert "Most read" in capture
    assert text_of(corpus, id).split("\n\n") == [
        line for line in TEXT.splitlines() if len(line) > 80
    ]
    made = annotation(corpus, id)
    assert made["source"]["title"] == "Boria opens the bridge to Aria after talks"
    assert (made["date"]["published"], made["date"]["basis"], made["date"]["certainty"]) == (
        "2024-03-05",
        "external",
        "high",
    )
    assert made["date"]["note"] == "In the saved page: meta article:published_time."
    assert made["source"]["external"] == {"url": "Given by the contributor."}
    assert "only visible text was kept" in out


def test_a_page_saved_as_mhtml(corpus: Path, tmp_path: Path) -> None:
    parts = [
        "From: <Saved by a browser>",
        "Date: Thu, 7 Mar 2024 23:10:00 -0000",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="x"',
        "",
        "--x",
    ]
    parts += [
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        PAGE,
        "--x--",
        "",
    ]
    (tmp_path / "page.mhtml").write_text("\r\n".join(parts), encoding="utf-8")
    assert main(["new", str(tmp_path / "page.mhtml"), *ME, "--id", "bridge"]) == 0
    assert text_of(corpus, "bridge").startswith("The ministers of Aria")
    assert annotation(corpus, "bridge")["date"]["captured"] == "2024-03-07"


@pytest.mark.parametrize(
    ("data", "options", "said", "text"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), [], "the byte-order mark was dropped", TEXT),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), [], "converted from utf-16-le to UTF-8", TEXT),
        (
            TEXT.encode("windows-1252"),
            ["--encoding", "windows-1252"],
            "converted from windows-1252 to UTF-8",
            TEXT,
        ),
        (TEXT.replace("\n", "\r\n").encode(), [], "14 line endings became LF", TEXT),
        (
            TEXT.replace("\n", "\u2028", 2).replace("\n", "\x85", 1).encode(),
            [],
            "3 line endings became LF",
            TEXT,
        ),
        (
            TEXT.replace("Aria", "A\u0301ria").encode(),
            [],
            "the text was normalised to NFC",
            TEXT.replace("Aria", "Ária"),
        ),
        (TEXT.rstrip("\n").encode(), [], "a newline was added at the end", TEXT),
        (
            TEXT.replace("Home", "Ho\x00me\x1b").encode(),
            [],
            "2 control characters were dropped",
            TEXT,
        ),
    ],
)
def test_what_was_changed_is_said(
    corpus: Path,
    tmp_path: Path,
    data: bytes,
    options: list[str],
    said: str,
    text: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "page.txt").write_bytes(data)
    assert main(["new", str(tmp_path / "page.txt"), *ME, "--id", "bridge", *options]) == 0
    assert said in capsys.readouterr().out
    capture = (corpus / "corpus" / "bridge.txt").read_bytes()
    assert capture.decode() == text
    assert unicodedata.is_normalized("NFC", capture.decode())
    assert b"\r" not in capture


def _mhtml(kind: bytes, content: bytes) -> bytes:
    """A saved page with one part of this type."""
    head = b'Content-Type: multipart/related; boundary="x"\n\n'
    return head + b"--x\nContent-Type: " + kind + b"\n\n" + content + b"\n--x--\n"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "no page",
            _mhtml(b"image/png", b"x"),
            "the saved page has no HTML part. Save it again, as HTML",
        ),
        ("no text", b"<!doctype html><html><body><img></body></html>", "the file has no text"),
        ("deep", b"<html>" + 20_000 * b"<div>" + b"x" + 20_000 * b"</div>", "the file has no text"),
    ],
)
def test_pages_that_cannot_be_read(
    corpus: Path,
    tmp_path: Path,
    name: str,
    data: bytes,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "page.html").write_bytes(data)
    assert main(["new", str(tmp_path / "page.html"), *ME]) == 2
    assert said in capsys.readouterr().err
    assert len(list((corpus / "corpus").iterdir())) == 1


def test_a_parser_that_fails_is_told_of(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: {}["body"])
    assert main(["new", str(tmp_path / "page.html"), *ME]) == 2
    assert (
        "the page cannot be read (KeyError). Copy the article's text into a text file"
        in capsys.readouterr().err
    )


def test_an_article_that_is_there_already(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(RIVER / "river-talks.txt", tmp_path / "again.txt")
    assert main(["new", str(tmp_path / "again.txt"), *ME]) == 2
    assert (
        "river-talks has the same text (100% of its five-word sequences). Nothing was written"
        in capsys.readouterr().err
    )
    assert len(list((corpus / "corpus").iterdir())) == 1
    words = " ".join(f"word{i}" for i in range(8))
    text = (RIVER / "river-talks.txt").read_text(encoding="utf-8")
    longer = text.replace("quiet week.", f"quiet week. {words}.")
    (tmp_path / "again.txt").write_text(longer, encoding="utf-8")
    assert main(["new", str(tmp_path / "again.txt"), *ME]) == 0
    assert "this may be river-talks again: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["page.txt"], "--by is missing. Give your annotator id"),
        (
            ["page.txt", "--by", "modelx"],
            "--by modelx is not in schema/annotators.json; did you mean “model-x”?",
        ),
        (
            ["page.txt", "--by", "Jane Doe", "--introduce", "A reader of news."],
            "an id has lower-case letters",
        ),
        (
            ["page.txt", "--by", "nul", "--introduce", "A reader of news."],
            "--by nul: this name is reserved. Choose an id, such as reader-1",
        ),
        (["page.txt", "--by", "reader-9", "--introduce", "me"], "say in 10 to 500 characters"),
        (["page.txt", *ME, "--id", "Bridge"], "--id Bridge: an id has lower-case letters"),
        (["page.txt", *ME, "--id", "nul"], "--id nul is reserved or a placeholder. Choose another"),
        (["page.txt", *ME, "--id", "river-talks"], "is already the id of an article, or was"),
        (["page.txt", *ME, "--url", "ftp://x.org"], "--url: is not http or https"),
        (
            ["page.txt", *ME, "--url", "https://me:secret@x.org"],
            "--url: contains a user name or password",
        ),
        (["page.txt", *ME, "--encoding", "klingon"], "unknown encoding “klingon”"),
        (["nothing.txt", *ME], "nothing.txt: No such file or directory"),
        (
            ["latin.txt", *ME],
            "Name the encoding in which the words are right: --encoding windows-1252 (“Café”)",
        ),
        (["empty.txt", *ME], "the file has no text"),
        (["picture.png", *ME], "this is not text: it is full of control characters"),
        (["huge.txt", *ME], "the text has more than 1,048,576 bytes"),
    ],
)
def test_refusals_write_nothing(
    corpus: Path,
    tmp_path: Path,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "latin.txt").write_bytes("Caf\xe9 owners".encode("latin-1"))
    (tmp_path / "empty.txt").write_bytes(b"\n \r\n")
    (tmp_path / "picture.png").write_bytes(
        b"PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x02\x03" * 9
    )
    (tmp_path / "huge.txt").write_bytes(b"word " * 300_000)
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    assert main(["new", str(tmp_path / arguments[0]), *arguments[1:]]) == 2
    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before


def test_a_missing_library_is_named(
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    assert main(["new", str(tmp_path / "page.html"), *ME]) == 2
    assert "pip install 'istanbul-talks[ingest]'" in capsys.readouterr().err
