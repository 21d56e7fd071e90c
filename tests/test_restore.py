"""The text-free edition has no article in it, and copies give back every character; what they do not give is told."""

from __future__ import annotations

import html
import json
import re
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from istanbul_talks import Refusal, VerificationError, load
from istanbul_talks.build import build
from istanbul_talks.cli.main import main
from istanbul_talks.load import Corpus
from istanbul_talks.restore import Report, restore, restored
from istanbul_talks.storage import Root
from istanbul_talks.textfree import found_in, rolling

IDS = sorted(path.stem for path in (ROOT / "corpus").glob("*.txt"))


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("free") / "istanbul-talks-text-free"
    assert build(Root(ROOT), folder, today=TODAY, free=True).facts is not None
    return folder


@pytest.fixture(scope="module")
def full(release: Path) -> Corpus:
    return load(release)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_file_of_it_holds_a_sentence_of_an_article(free: Path, full: Corpus) -> None:
    """Not a run of fourteen words: what stands in it are quotes in notes of annotators and examples of labels."""
    load(free).verify()
    articles = set().union(*(runs(article.text, 14) for article in full.articles()))
    assert len(articles) > 1500
    for path in free.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            assert not runs(path.read_text(encoding="utf-8"), 14) & articles, path.name
    for config in load(free).configs:
        for row in load(free).to_arrow(config).to_pylist():
            assert not runs(json.dumps(row, ensure_ascii=False, default=str), 14) & articles, config


def test_what_stays_and_what_goes(free: Path, full: Corpus) -> None:
    corpus = load(free)
    assert corpus.manifest["edition"] == "text-free"
    assert corpus.manifest["full"]["digest"] == full.digest
    assert "raw" not in corpus.configs
    assert [corpus.manifest["configs"][config]["rows"] for config in corpus.configs] == [
        full.manifest["configs"][config]["rows"] for config in corpus.configs
    ]
    article = corpus["back-to-istanbul"]
    assert article.text is None
    assert article.title == "Back to Istanbul! Key nodes for US-Russia-Ukraine talks"
    claims = {claim.id: claim for claim in article.claims}
    assert (claims["real-step-forward"].quote, claims["real-step-forward"].start, claims["real-step-forward"].end) == (None, 0, 199)
    assert claims["talks-were-illegal"].cue == "rejecting"
    assert {mention.text for mention in article.mentions} == {mention.text for mention in full["back-to-istanbul"].mentions}
    assert "This is the text-free edition" in (free / "README.md").read_text(encoding="utf-8")
    assert len(corpus.to_datasets("claims")) == len(full.to_arrow("claims"))


def test_the_captures_give_back_the_full_edition(free: Path, full: Corpus, tmp_path: Path) -> None:
    done = restore(load(free), ROOT / "corpus", tmp_path / "out")
    assert done.full
    assert [(report.article, report.state) for report in done.reports] == [(id, "exact") for id in IDS]
    again = load(tmp_path / "out")
    again.verify()
    assert again.digest == full.digest
    assert dict(again) == dict(full)
    assert again.to_arrow("raw") == full.to_arrow("raw")
    assert again.to_datasets("articles")[0]["text"] == full[IDS[0]].text


CURLY = str.maketrans("“”‘’—–", "\"\"''--")
CHANGES: dict[str, Callable[[str], str]] = {
    "straight quotation marks": lambda text: text.translate(CURLY),
    "curly quotation marks": lambda text: re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’"),
    "lines of sixty characters": lambda text: "\n\n".join(textwrap.fill(line, 60, break_on_hyphens=False, break_long_words=False) for line in text.split("\n")),
    "all on one line": lambda text: " ".join(text.split()),
    "no-break spaces": lambda text: text.replace(", ", ",\u00a0"),
    "two spaces after a full stop": lambda text: text.replace(". ", ".  "),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "a page": lambda text: "<!DOCTYPE html><html><body><nav>Home</nav>" + "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip()) + "</body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_copies_that_differ_in_what_folding_loses(free: Path, full: Corpus, tmp_path: Path, name: str) -> None:
    (tmp_path / "texts").mkdir()
    for article in full.articles():
        ending = "html" if name == "a page" else "txt"
        (tmp_path / "texts" / f"{article.id}.{ending}").write_text(
            f"Menu\nNews\n\n{CHANGES[name](article.text)}\n\nRead more\n" if ending == "txt" else CHANGES[name](article.text),
            encoding="utf-8",
            newline="",
        )
    done = restored(load(free), tmp_path / "texts", tmp_path / "out")
    assert {report.state for report in done.reports} <= {"exact", "same after normalisation"}, done.reports
    states = {report.article: report.state for report in done.reports}
    same = {"straight quotation marks": "back-to-istanbul", "no-break spaces": "peace-dance", "all on one line": "peace-dance"}
    assert states[same.get(name, "peace-dance")] == ("same after normalisation" if name in same else states["peace-dance"])
    assert name != "other line ends" or set(states.values()) == {"exact"}
    again = load(tmp_path / "out")
    again.verify()
    assert {id: article.text for id, article in again.items()} == {id: article.text for id, article in full.items()}
    for config in load(free).configs:
        assert list(again.rows(config)) == list(full.rows(config))
    assert list(again.rows("raw")) == []
    assert not done.full
    assert again.manifest["edition"] == "restored"


def test_copies_without_a_telling_name_are_known_by_what_they_hold(free: Path, full: Corpus, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for number, id in enumerate(IDS):
        shutil.copy(ROOT / "corpus" / f"{id}.txt", tmp_path / "texts" / f"saved page {number}.txt")
    (tmp_path / "texts" / "something else.txt").write_text("Nothing of it.", encoding="utf-8")
    (tmp_path / "texts" / "picture.png").write_bytes(b"\x89PNG")
    done = restored(load(free), tmp_path / "texts", tmp_path / "out")
    assert done.digest == full.digest


def test_what_changed_is_told_with_its_place(free: Path, full: Corpus, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    article = full["back-to-istanbul"]
    lines = [line for line in article.text.split("\n") if line]
    lines[2] = lines[2].replace(" ", " and ", 1)
    (tmp_path / "texts" / "back-to-istanbul.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "texts" / "peace-dance.txt").write_text("\n".join(full["peace-dance"].text.split("\n")[:-3]), encoding="utf-8")
    (tmp_path / "texts" / "what-to-know.txt").write_bytes(b"\xff\xfe\x00")
    shutil.copy(ROOT / "corpus" / "march-2022-update.txt", tmp_path / "texts")
    done = restored(load(free), tmp_path / "texts", tmp_path / "out")
    told = {report.article: report for report in done.reports}
    start = article.text.index([line for line in article.text.split("\n") if line][2])
    assert told["back-to-istanbul"].state == "changed"
    assert told["back-to-istanbul"].detail.startswith(f"paragraph 3 of {len(lines)} (characters {start} to ")
    assert told["back-to-istanbul"].detail.endswith("after line 2 and before line 4 of the copy")
    assert told["peace-dance"].state == "changed"
    assert "before line" not in told["peace-dance"].detail
    assert told["what-to-know"].detail.startswith("the copy cannot be read: ")
    assert (told["peace-plans-exchanged"].state, told["peace-plans-exchanged"].detail) == ("missing", "no copy of it was found")
    assert told["march-2022-update"] == Report("march-2022-update", "exact", "", tmp_path / "texts" / "march-2022-update.txt", True)
    again = load(tmp_path / "out")
    again.verify()
    assert list(again) == ["march-2022-update"]
    assert again["march-2022-update"] == full["march-2022-update"]
    assert len(again.to_datasets("claims")) == len(full["march-2022-update"].claims)


def test_a_paragraph_that_stands_twice_in_the_copy(free: Path, full: Corpus) -> None:
    """A teaser repeats the first paragraph below the article: order decides."""
    record = json.loads((free / "restore.jsonl").read_text(encoding="utf-8").splitlines()[0])
    text = full[record["id"]].text
    first = text.split("\n")[0]
    assert found_in(f"{text}\n\n{first}\n", record).text == text
    assert found_in(f"{first}\n\nAdvertisement\n\n{text}", record).text == text


def test_the_rolling_hash_is_the_polynomial() -> None:
    assert rolling("ab") == (97 * 1_000_003 + 98) % ((1 << 61) - 1)
    assert rolling("") == 0


def test_the_command(free: Path, full: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["restore", str(free), "--texts", str(tmp_path / "empty"), "--out", str(tmp_path / "out")]) == 1
    out = capsys.readouterr().out
    assert "5 missing" in out
    assert "No article was restored" in out
    assert not (tmp_path / "out").exists()
    assert main(["restore", str(free), "--texts", str(tmp_path / "nothing"), "--out", str(tmp_path / "out")]) == 2
    assert "is no folder. Name the one that holds your copies" in capsys.readouterr().err
    assert main(["restore", str(full.folder), "--texts", str(tmp_path / "empty"), "--out", str(tmp_path / "out")]) == 2
    assert "is no text-free edition" in capsys.readouterr().err
    for id in IDS:
        (tmp_path / "empty" / f"{id}.txt").write_text(full[id].text.translate(CURLY), encoding="utf-8")
    assert main(["restore", str(free), "--texts", str(tmp_path / "empty"), "--out", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert "The config raw has 0 of 5 captures" in out
    assert "part of the full edition" in out


def test_a_record_that_leads_elsewhere_is_noticed(free: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(free, tmp_path / "free"))
    path = copy / "restore.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    record = json.loads(lines[0])
    record["words"][1][-1] -= 1
    path.write_text(json.dumps(record) + "\n" + "".join(lines[1:]), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"restore\.jsonl"):
        restore(load(copy), ROOT / "corpus", tmp_path / "out")
    import hashlib

    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    data = path.read_bytes()
    manifest["files"]["restore.jsonl"] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(VerificationError, match="the rows are not those of the full edition"):
        restore(load(copy), ROOT / "corpus", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(Refusal):
        load(free).rows("raw").__next__()
