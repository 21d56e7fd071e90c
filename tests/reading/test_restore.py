"""The text-free edition has no article in it, and copies give back every character; what they do not give is told."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, TODAY, make_corpus
from istanbul_talks import CorpusError, VerificationError, agreement, evaluate, load
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.text_free import found_in, is_long, rolling
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.strict_json import canonical
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.reading.restore import Report, restore

IDS = sorted(path.stem for path in (ROOT / "corpus").glob("*.txt"))


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("free") / "istanbul-talks-text-free"
    assert build(CorpusFolder(ROOT), folder, today=TODAY, free=True).facts is not None
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
    assert (
        claims["real-step-forward"].quote,
        claims["real-step-forward"].start,
        claims["real-step-forward"].end,
    ) == (None, 0, 199)
    assert claims["talks-were-illegal"].cue == "rejecting"
    assert {mention.text for mention in article.mentions} == {
        mention.text for mention in full["back-to-istanbul"].mentions
    }
    assert "This is the text-free edition" in (free / "README.md").read_text(encoding="utf-8")
    assert len(corpus.to_datasets("claims")) == len(full.to_arrow("claims"))


def test_the_captures_give_back_the_full_edition(free: Path, full: Corpus, tmp_path: Path) -> None:
    done = restore(load(free), ROOT / "corpus", tmp_path / "out")
    assert done.full
    assert [(report.article, report.state) for report in done.reports] == [
        (id, "exact") for id in IDS
    ]
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
    "a page": lambda text: "<!DOCTYPE html><html><body><nav>Home</nav><p>Mon at 11:51 AM</p>" + "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip()) + "</body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_copies_that_differ_in_what_folding_loses(
    free: Path, full: Corpus, tmp_path: Path, name: str
) -> None:
    (tmp_path / "texts").mkdir()
    for article in full.articles():
        ending = "html" if name == "a page" else "txt"
        (tmp_path / "texts" / f"{article.id}.{ending}").write_text(
            f"Menu\nMon at 11:51 AM\n\n{CHANGES[name](article.text)}\n\nRead more\n"
            if ending == "txt"
            else CHANGES[name](article.text),
            encoding="utf-8",
            newline="",
        )
    done = restore(load(free), tmp_path / "texts", tmp_path / "out")
    assert {report.state for report in done.reports} <= {"exact", "same after normalisation"}, (
        done.reports
    )
    states = {report.article: report.state for report in done.reports}
    same = {
        "straight quotation marks": "back-to-istanbul",
        "no-break spaces": "peace-dance",
        "all on one line": "peace-dance",
    }
    assert states[same.get(name, "peace-dance")] == (
        "same after normalisation" if name in same else states["peace-dance"]
    )
    assert name != "other line ends" or set(states.values()) == {"exact"}
    again = load(tmp_path / "out")
    again.verify()
    assert {id: article.text for id, article in again.items()} == {
        id: article.text for id, article in full.items()
    }
    for config in load(free).configs:
        assert list(again.rows(config)) == list(full.rows(config))
    assert list(again.rows("raw")) == []
    assert not done.full
    assert again.manifest["edition"] == "restored"


def test_a_copy_without_what_stands_around_the_article(
    free: Path, full: Corpus, tmp_path: Path
) -> None:
    """The date below the headline is quoted, and is not in the copy: all else comes back."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "peace-dance.txt").write_text(full["peace-dance"].text, encoding="utf-8")
    done = restore(load(free), tmp_path / "texts", tmp_path / "out")
    (report,) = (report for report in done.reports if report.article == "peace-dance")
    assert (report.state, done.full) == ("exact", False)
    again = load(tmp_path / "out")
    again.verify()
    assert again["peace-dance"] == replace(
        full["peace-dance"], date_evidence=("", *full["peace-dance"].date_evidence[1:])
    )
    spans = [span["text"] for row in again.rows("passes") for span in row["spans"]]
    expected = [
        span["text"] for row in full.where(id="peace-dance").rows("passes") for span in row["spans"]
    ]
    assert [one or "Mon at 11:51 AM" for one in spans] == expected
    assert len(spans) > spans.count(None) > 0


def copies(folder: Path, **texts: str | bytes) -> Path:
    """A folder of files; two underscores in a name are a dot, one a hyphen."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        path = folder / name.replace("__", ".").replace("_", "-")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def report_of(free: Path, texts: Path, out: Path, id: str = "peace-dance") -> Report:
    return next(
        report for report in restore(load(free), texts, out).reports if report.article == id
    )


def test_the_best_of_several_copies(free: Path, full: Corpus, tmp_path: Path) -> None:
    text = full["peace-dance"].text
    older = text.replace("gilded", "golden", 1)
    both = copies(tmp_path / "a", a_older__txt=older, b_exact__txt=text)
    assert report_of(free, both, tmp_path / "out")[:2] == ("peace-dance", "exact")
    wall = copies(
        tmp_path / "b",
        peace_dance__html="<html><body><p>Subscribe to read on.</p></body></html>",
        peace_dance__txt="",
        my_copy__txt=text,
    )
    assert report_of(free, wall, tmp_path / "out2").file == wall / "my-copy.txt"
    (tmp_path / "c" / "x").mkdir(parents=True)
    (tmp_path / "c" / "y").mkdir()
    copies(tmp_path / "c" / "x", peace_dance__txt=text)
    copies(tmp_path / "c" / "y", peace_dance__txt=older)
    assert report_of(free, tmp_path / "c", tmp_path / "out3").state == "exact"
    narrow = "\n\n".join(
        textwrap.fill(line, 72, break_on_hyphens=False) for line in text.split("\n")
    )
    assert (
        report_of(free, copies(tmp_path / "d", some_page__txt=narrow), tmp_path / "out4").state
        == "same after normalisation"
    )


def test_files_that_cannot_be_read_stop_nothing(
    free: Path, full: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = copies(
        tmp_path / "texts",
        odd__txt=b"\xff\xfe\x00",
        letter__docx=b"PK",
        what_to_know__txt=b"\xff\xfe\x00",
    )
    (texts / ".DS_Store").write_bytes(b"\0")
    (texts / "peace-dance.txt").symlink_to(ROOT / "corpus" / "peace-dance.txt")
    (texts / "march-2022-update.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(texts / "back-to-istanbul.txt")
    assert main(["restore", str(free), "--texts", str(texts), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:2] for line in told[:5]] == [
        ["back-to-istanbul", "changed (back-to-istanbul.txt)"],
        ["march-2022-update", "changed (march-2022-update.txt)"],
        ["peace-dance", "exact (peace-dance.txt)"],
        ["peace-plans-exchanged", "missing"],
        ["what-to-know", "changed (what-to-know.txt)"],
    ]
    assert "the copy cannot be read: a pipe" in told[0]
    assert told[5].startswith("letter.docx was not read: only .txt, ")
    assert told[6].startswith("odd.txt was not read: the file is not utf-16-le")
    assert not any(".DS_Store" in line for line in told)


def test_pages_in_their_own_encoding(free: Path, full: Corpus, tmp_path: Path) -> None:
    body = "".join(
        f"<p>{line}</p>" for line in full["peace-dance"].text.split("\n") if line.strip()
    )
    page = f'<html><head><meta charset="windows-1252"></head><body>{body}</body></html>'
    assert page.encode("windows-1252") != page.encode()
    assert (
        report_of(
            free,
            copies(tmp_path / "a", peace_dance__html=page.encode("windows-1252")),
            tmp_path / "out",
        ).state
        == "same after normalisation"
    )
    bare = "<article>" + "".join(
        f"<p>{html.escape(line)}</p>"
        for line in full["peace-dance"].text.split("\n")
        if line.strip()
    )
    bare = bare.replace("—", "&mdash;").replace("’", "&rsquo;") + "</article>"
    assert "&mdash;" in bare
    assert (
        report_of(free, copies(tmp_path / "b", peace_dance__html=bare), tmp_path / "out2").state
        == "same after normalisation"
    )


def test_nothing_of_the_reader_is_replaced(free: Path, full: Corpus, tmp_path: Path) -> None:
    out = tmp_path / "out"
    restore(load(free), ROOT / "corpus", out)
    mine = copies(out / "mine", peace_dance__txt=full["peace-dance"].text)
    for texts, target, said in [
        (mine, out, "the copies, overlap"),
        (tmp_path, out, "the copies, overlap"),
        (ROOT / "corpus", free, "the text-free edition, overlap"),
        (ROOT / "corpus", out, r"peace-dance\.txt is not part of the release"),
    ]:
        before = sorted(path for path in target.rglob("*") if path.is_file())
        with pytest.raises(CorpusError, match=said):
            restore(load(free), texts, target)
        assert sorted(path for path in target.rglob("*") if path.is_file()) == before
    shutil.rmtree(mine)
    with pytest.raises(CorpusError, match="has 5 articles, and these copies give 1"):
        restore(
            load(free), copies(tmp_path / "one", peace_dance__txt=full["peace-dance"].text), out
        )
    load(out).verify()
    foreign = copies(tmp_path / "foreign", MANIFEST__json='{"not": "ours"}', data__csv="1,2")
    with pytest.raises(CorpusError, match=r"does not list the files of a release"):
        restore(load(free), ROOT / "corpus", foreign)
    assert (foreign / "data.csv").read_text(encoding="utf-8") == "1,2"


def river(folder: Path, change: Callable[[str, dict[str, Any]], str]) -> Path:
    """The small corpus with its text and annotation changed, hashes put right."""
    root = make_corpus(folder)
    capture, path = root / "corpus" / "river-talks.txt", root / "annotations" / "river-talks.json"
    annotation = json.loads(path.read_text(encoding="utf-8"))
    text = change(capture.read_text(encoding="utf-8"), annotation)
    capture.write_text(text, encoding="utf-8")
    annotation["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    path.write_bytes(canonical(annotation))
    (root / "schema" / "ledger.jsonl").write_bytes(b"")
    return root


def test_white_space_in_the_text_comes_back(tmp_path: Path) -> None:
    def pad(text: str, _: dict[str, Any]) -> str:
        lines = text.split("\n")
        place = next(i for i, line in enumerate(lines) if len(line) > 80)
        lines[place] = f"{lines[place]} "
        lines[place + 1 : place + 1] = ["   ", ""]
        return "\n".join(lines)

    root = river(tmp_path / "river", pad)
    assert build(CorpusFolder(root), tmp_path / "full", today=TODAY).facts is not None
    assert build(CorpusFolder(root), tmp_path / "free", today=TODAY, free=True).facts is not None
    assert " \n" in load(tmp_path / "full")["river-talks"].text
    done = restore(load(tmp_path / "free"), root / "corpus", tmp_path / "out")
    assert done.full, done.reports


def test_a_note_that_repeats_the_article_is_refused(tmp_path: Path) -> None:
    def quote(text: str, annotation: dict[str, Any]) -> str:
        line = next(line for line in text.split("\n") if len(line.split()) > 16)
        annotation["claims"][0]["note"] = "It says: " + " ".join(line.split()[:14])
        return text

    root = river(tmp_path / "river", quote)
    assert build(CorpusFolder(root), tmp_path / "full", today=TODAY).facts is not None
    with pytest.raises(
        CorpusError,
        match=r"river-talks: articles 1, claims 1 note repeats 14 words of the article in a row \(“\w+",
    ):
        build(CorpusFolder(root), tmp_path / "free", today=TODAY, free=True)
    assert not (tmp_path / "free").exists()


@pytest.mark.parametrize(
    ("words", "long"),
    [
        ("one two three four", False),
        ("one two three four five", True),
        ("联合国安全理事会", False),
        ("联合国安全理事会说", True),
        ("อิสตันบูล", True),
        ("", False),
    ],
)
def test_whatis_long_in_any_script(words: str, long: bool) -> None:
    assert is_long(words) is long


@pytest.fixture
def installed(free: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As where the wheel that is published is installed: no checkout, and the package holds the text-free edition."""
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", free)
    monkeypatch.chdir(tmp_path)
    return free


def test_commands_without_the_texts(
    installed: Path, full: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "back-to-istanbul"]) == 0
    shown = capsys.readouterr().out
    claim = full["back-to-istanbul"].claims[0]
    assert "This is the text-free edition. To restore the text" in shown
    assert f"characters {claim.start} to {claim.end} (" in shown
    assert main(["stats"]) == 0
    counted = capsys.readouterr().out
    assert re.search(
        rf"^all +– +[0-9]+ +{len(list(full.rows('mentions')))} +{len(list(full.rows('claims')))} ",
        counted,
        re.MULTILINE,
    )
    assert main(["cite", "--style", "apa"]) == 0
    assert "Text-free edition. " in capsys.readouterr().out
    for command in (
        ["agreement"],
        ["diff", str(installed), str(full.folder)],
        ["diff", str(full.folder), str(installed)],
    ):
        assert main(command) == 2
        assert (
            "Restore them from your own copies: istanbul-talks restore --texts DIR"
            in capsys.readouterr().err
        )


def test_functions_without_the_texts(installed: Path, full: Corpus) -> None:
    free = load()
    with pytest.raises(CorpusError, match="the text-free edition has none"):
        agreement(free)
    for config in ("mentions", "claims"):
        with pytest.raises(CorpusError, match="the text-free edition has none"):
            evaluate(list(full.rows(config)), config=config, articles=free)
    assert evaluate(list(full.rows("stance")), config="stance", articles=free)["macro_f1"] == 1


def test_copies_without_a_telling_name_are_known_by_what_they_hold(
    free: Path, full: Corpus, tmp_path: Path
) -> None:
    (tmp_path / "texts").mkdir()
    for number, id in enumerate(IDS):
        shutil.copy(ROOT / "corpus" / f"{id}.txt", tmp_path / "texts" / f"saved page {number}.txt")
    (tmp_path / "texts" / "something else.txt").write_text("Nothing of it.", encoding="utf-8")
    (tmp_path / "texts" / "picture.png").write_bytes(b"\x89PNG")
    done = restore(load(free), tmp_path / "texts", tmp_path / "out")
    assert done.digest == full.digest


def test_what_changed_is_told_with_its_place(free: Path, full: Corpus, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    article = full["back-to-istanbul"]
    lines = [line for line in article.text.split("\n") if line]
    lines[2] = lines[2].replace(" ", " and ", 1)
    (tmp_path / "texts" / "back-to-istanbul.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "texts" / "peace-dance.txt").write_text(
        "\n".join(full["peace-dance"].text.split("\n")[:-3]), encoding="utf-8"
    )
    (tmp_path / "texts" / "what-to-know.txt").write_bytes(b"\xff\xfe\x00")
    shutil.copy(ROOT / "corpus" / "march-2022-update.txt", tmp_path / "texts")
    done = restore(load(free), tmp_path / "texts", tmp_path / "out")
    told = {report.article: report for report in done.reports}
    start = article.text.index([line for line in article.text.split("\n") if line][2])
    assert told["back-to-istanbul"].state == "changed"
    assert told["back-to-istanbul"].detail.startswith(
        f"paragraph 3 of {len(lines)} (characters {start} to "
    )
    assert told["back-to-istanbul"].detail.endswith("after line 2 and before line 4 of the copy")
    assert told["peace-dance"].state == "changed"
    assert "before line" not in told["peace-dance"].detail
    assert told["what-to-know"].detail.startswith("the copy cannot be read: ")
    assert (told["peace-plans-exchanged"].state, told["peace-plans-exchanged"].detail) == (
        "missing",
        "there is no copy of it",
    )
    assert told["march-2022-update"] == Report(
        "march-2022-update", "exact", "", tmp_path / "texts" / "march-2022-update.txt", True
    )
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


def test_the_command(
    free: Path, full: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert (
        main(
            [
                "restore",
                str(free),
                "--texts",
                str(tmp_path / "empty"),
                "--out",
                str(tmp_path / "out"),
            ]
        )
        == 1
    )
    out = capsys.readouterr().out
    assert "5 missing" in out
    assert "No article was restored" in out
    assert not (tmp_path / "out").exists()
    assert (
        main(
            [
                "restore",
                str(free),
                "--texts",
                str(tmp_path / "nothing"),
                "--out",
                str(tmp_path / "out"),
            ]
        )
        == 2
    )
    assert "is not a folder. Name the one with your copies" in capsys.readouterr().err
    assert (
        main(
            [
                "restore",
                str(full.folder),
                "--texts",
                str(tmp_path / "empty"),
                "--out",
                str(tmp_path / "out"),
            ]
        )
        == 2
    )
    assert "is not a text-free edition" in capsys.readouterr().err
    for id in IDS:
        (tmp_path / "empty" / f"{id}.txt").write_text(
            full[id].text.translate(CURLY), encoding="utf-8"
        )
    assert (
        main(
            [
                "restore",
                str(free),
                "--texts",
                str(tmp_path / "empty"),
                "--out",
                str(tmp_path / "out"),
            ]
        )
        == 0
    )
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
    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    data = path.read_bytes()
    manifest["files"]["restore.jsonl"] = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
    }
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(VerificationError, match="the rows are not those of the full edition"):
        restore(load(copy), ROOT / "corpus", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(CorpusError):
        load(free).rows("raw").__next__()
