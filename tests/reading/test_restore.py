"""The text-free edition has no text of an article, and copies restore every character of it."""

import gc
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

from corpora import HARBOUR, TODAY, edit, harbour, larger, retext
from corpora import river as river_corpus
from istanbul_talks import CorpusError, VerificationError, agreement, evaluate, load
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.text_free import found_in, in_capture, is_long, rolling
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.reading.restore import Report, restore
from support.forged import seal

CAPTURES = HARBOUR / "corpus"
IDS = ["council-walks-out", "nets-and-tides", "quay-reopens"]


@pytest.fixture(scope="module")
def release(harbour_release: Path) -> Path:
    return harbour_release


@pytest.fixture(scope="module")
def free(harbour_text_free: Path) -> Path:
    return harbour_text_free


@pytest.fixture(scope="module")
def full(release: Path) -> Corpus:
    return load(release)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_file_of_it_holds_a_sentence_of_an_article(free: Path, full: Corpus) -> None:
    """No run of fourteen words. Quotes in notes and examples of labels are shorter."""
    load(free).verify()
    articles = set().union(*(runs(article.text, 14) for article in full.articles()))
    assert len(articles) > 500
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
    article = corpus["quay-reopens"]
    assert article.text is None
    assert article.title == "Gull Quay reopens, but the quota is still open"
    claims = {claim.id: claim for claim in article.claims}
    agreed = claims["agreed-to-reopen"]
    assert (agreed.quote, agreed.start, agreed.end) == (None, 0, 55)
    assert claims["door-not-treaty"].cue == "said"
    mentions = {mention.text for mention in full["quay-reopens"].mentions}
    assert {mention.text for mention in article.mentions} == mentions
    assert "This is the text-free edition" in (free / "README.md").read_text(encoding="utf-8")
    assert len(corpus.to_datasets("claims")) == len(full.to_arrow("claims"))


def test_the_captures_give_back_the_full_edition(free: Path, full: Corpus, tmp_path: Path) -> None:
    done = restore(load(free), CAPTURES, tmp_path / "out")
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


def test_texts_are_restored_while_loading(free: Path, full: Corpus) -> None:
    corpus = load(free, texts=CAPTURES, digest=full.digest, edition="full")
    assert dict(corpus) == dict(full)
    assert corpus.claims.to_arrow() == full.claims.to_arrow()
    folder = corpus.folder
    assert folder.is_dir()
    del corpus
    gc.collect()
    assert not folder.parent.exists()


def test_some_texts_or_none_are_restored_while_loading(
    free: Path, full: Corpus, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Nothing of it.", encoding="utf-8")
    with pytest.raises(
        FileNotFoundError, match=r"^texts: no file in .* restores an article: counc"
    ):
        load(free, texts=tmp_path)
    shutil.copy(CAPTURES / "quay-reopens.txt", tmp_path)
    with pytest.warns(UserWarning, match="texts: 2 of 3 articles were not restored: council-") as w:
        corpus = load(free, texts=tmp_path)
    assert w[0].filename == __file__
    assert (list(corpus), corpus.edition) == (["quay-reopens"], "restored")
    assert corpus["quay-reopens"] == full["quay-reopens"]
    with pytest.raises(VerificationError, match="content digest of harbour-talks should be"):
        load(free, texts=CAPTURES, digest=load(free).digest)
    with pytest.raises(ValueError, match="is not a text-free edition: it contains the texts"):
        load(full.folder, texts=CAPTURES)


def wrapped(line: str) -> str:
    return textwrap.fill(line, 60, break_on_hyphens=False, break_long_words=False)


def paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())


CURLY = str.maketrans("“”‘’—–", "\"\"''--")
CHANGES: dict[str, Callable[[str], str]] = {
    "straight quotation marks": lambda text: text.translate(CURLY),
    "curly quotation marks": lambda text: re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’"),
    "lines of sixty characters": lambda text: "\n\n".join(map(wrapped, text.split("\n"))),
    "all on one line": lambda text: " ".join(text.split()),
    "no-break spaces": lambda text: text.replace(", ", ",\u00a0"),
    "two spaces after a full stop": lambda text: text.replace(". ", ".  "),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "a page": lambda text: f"<!DOCTYPE html><html><body><p>Home</p>{paragraphs(text)}</body>",
}  # fmt: skip


def test_each_shard_is_restored_from_its_own_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 2)
    root, free = CorpusFolder(larger(tmp_path / "corpus", 5)), tmp_path / "free"
    full = build(root, tmp_path / "full", today=TODAY, jobs=1).facts
    assert build(root, free, today=TODAY, free=True, jobs=1).facts
    texts, target = tmp_path / "corpus" / "corpus", tmp_path / "restored"
    restored = restore(load(free), texts, target)
    assert full is not None
    assert (restored.digest, restored.full) == (full.digest, True)
    (texts / "tide-0001.txt").unlink()  # alone in its shard, the last of four
    assert not restore(load(free), texts, tmp_path / "part").full
    assert list(load(tmp_path / "part")) == [f"tide-000{number}" for number in (2, 3, 4, 5)]
    load(tmp_path / "part").verify()

    path = free / "restore.jsonl"
    path.write_bytes(b"".join(sorted(path.read_bytes().splitlines(keepends=True))))
    seal(free)
    with pytest.raises(VerificationError, match=r"restore.jsonl: tide-000\d is not with its shard"):
        restore(load(free), texts, tmp_path / "third")


@pytest.mark.slow
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
    if name in ("straight quotation marks", "no-break spaces", "all on one line"):
        assert states["quay-reopens"] == "same after normalisation"
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


@pytest.mark.parametrize("kept", [0, 1])
def test_a_copy_without_the_lines_around_the_article(tmp_path: Path, kept: int) -> None:
    """Two quoted lines are outside the article, and the copy has none or one: the rest is there."""
    quoted = [
        "Gull Quay reopens, but the quota is still open",
        "Read more: How the quay was closed",
    ]
    root = harbour(tmp_path / "harbour")
    files = [root / "annotations" / "quay-reopens.json"]
    files += root.glob("annotations/passes/*/quay-reopens.json")
    for path in files:
        edit(path, lambda value: value["date"]["evidence"].extend(quoted))
    for name in ("full", "free"):
        built = build(CorpusFolder(root), tmp_path / name, today=TODAY, free=name == "free")
        assert built.facts is not None, built.findings
    full = load(tmp_path / "full")
    text = "\n\n".join([*quoted[:kept], full["quay-reopens"].text])
    texts = copies(tmp_path / "texts", quay_reopens__txt=text)
    done = restore(load(tmp_path / "free"), texts, tmp_path / "out")
    (report,) = (report for report in done.reports if report.article == "quay-reopens")
    assert (report.state, done.full) == ("exact", False)
    again = load(tmp_path / "out")
    again.verify()
    missing = quoted[kept:]
    evidence = tuple("" if e in missing else e for e in full["quay-reopens"].date_evidence)
    assert again["quay-reopens"] == replace(full["quay-reopens"], date_evidence=evidence)
    spans = [span["text"] for row in again.rows("passes") for span in row["spans"]]
    rows = full.where(id="quay-reopens").rows("passes")
    words = [span["text"] for row in rows for span in row["spans"]]
    assert spans == [None if word in missing else word for word in words]
    assert len(spans) > spans.count(None) > 0


def test_places_of_quotes_in_the_capture_itself() -> None:
    capture = "Dated  5\u00a0May 2025\n\nBoth met.\n\nAd\n\nNobody signed.\n"
    quote = {"start": 0, "length": 16, "marks": [[5, "  "], [7, "\u00a0"]]}
    body = [{"start": 0, "capture_start": 19, "length": 9}]
    body.append({"start": 11, "capture_start": 34, "length": 14})
    text = "Both met.\n\nNobody signed."
    record = {"body": body, "outside": [quote], "text_sha256": sha256(text)}
    found = in_capture(capture, record)
    assert found is not None
    assert (found.text, found.outside) == (text, ["Dated  5\u00a0May 2025"])
    assert in_capture(capture, {**record, "text_sha256": sha256("Both met.")}) is None


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def copies(folder: Path, **texts: str | bytes) -> Path:
    """A folder of files; two underscores in a name are a dot, one a hyphen."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        path = folder / name.replace("__", ".").replace("_", "-")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def report_of(free: Path, texts: Path, out: Path, id: str = "quay-reopens") -> Report:
    return next(
        report for report in restore(load(free), texts, out).reports if report.article == id
    )


def test_the_best_of_several_copies(free: Path, full: Corpus, tmp_path: Path) -> None:
    text = full["quay-reopens"].text
    older = text.replace("smoked", "salted", 1)
    both = copies(tmp_path / "a", a_older__txt=older, b_exact__txt=text)
    assert report_of(free, both, tmp_path / "out")[:2] == ("quay-reopens", "exact")
    wall = copies(
        tmp_path / "b",
        quay_reopens__html="<html><body><p>Subscribe to read on.</p></body></html>",
        quay_reopens__txt="",
        my_copy__txt=text,
    )
    assert report_of(free, wall, tmp_path / "out2").file == wall / "my-copy.txt"
    (tmp_path / "c" / "x").mkdir(parents=True)
    (tmp_path / "c" / "y").mkdir()
    copies(tmp_path / "c" / "x", quay_reopens__txt=text)
    copies(tmp_path / "c" / "y", quay_reopens__txt=older)
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
    texts = copies(tmp_path / "texts", odd__txt=b"\xff\xfe\x00", letter__docx=b"PK")
    (texts / ".DS_Store").write_bytes(b"\0")
    (texts / "quay-reopens.txt").symlink_to(CAPTURES / "quay-reopens.txt")
    (texts / "nets-and-tides.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(texts / "council-walks-out.txt")
    (texts / "loop.txt").symlink_to("loop.txt")
    assert main(["restore", str(free), "--texts", str(texts), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:2] for line in told[:3]] == [
        ["council-walks-out", "changed (council-walks-out.txt)"],
        ["nets-and-tides", "changed (nets-and-tides.txt)"],
        ["quay-reopens", "exact (quay-reopens.txt)"],
    ]
    assert "the copy cannot be read: a pipe" in told[0]
    assert told[3].startswith("letter.docx was not read: only .txt, ")
    assert told[4] == "loop.txt was not read: a symbolic link"
    assert told[5].startswith("odd.txt was not read: the file is not utf-16-le")
    assert not any(".DS_Store" in line for line in told)


def test_pages_in_their_own_encoding(free: Path, full: Corpus, tmp_path: Path) -> None:
    lines = [line for line in full["nets-and-tides"].text.split("\n") if line.strip()]
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f'<html><head><meta charset="windows-1252"></head><body>{body}</body></html>'
    data = page.encode("windows-1252")
    assert data != page.encode()
    texts = copies(tmp_path / "a", nets_and_tides__html=data)
    state = report_of(free, texts, tmp_path / "out", "nets-and-tides").state
    assert state == "exact"
    bare = "<article>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</article>"
    bare = bare.replace("’", "&rsquo;")
    assert "&rsquo;" in bare
    texts = copies(tmp_path / "b", nets_and_tides__html=bare)
    state = report_of(free, texts, tmp_path / "out2", "nets-and-tides").state
    assert state == "exact"


def test_nothing_of_the_reader_is_replaced(free: Path, full: Corpus, tmp_path: Path) -> None:
    out = tmp_path / "out"
    restore(load(free), CAPTURES, out)
    mine = copies(out / "mine", quay_reopens__txt=full["quay-reopens"].text)
    for texts, target, said in [
        (mine, out, "the copies, overlap"),
        (tmp_path, out, "the copies, overlap"),
        (CAPTURES, free, "the text-free edition, overlap"),
        (CAPTURES, out, r"quay-reopens\.txt is not part of the release"),
    ]:
        before = sorted(path for path in target.rglob("*") if path.is_file())
        with pytest.raises(CorpusError, match=said):
            restore(load(free), texts, target)
        assert sorted(path for path in target.rglob("*") if path.is_file()) == before
    shutil.rmtree(mine)
    with pytest.raises(CorpusError, match="has 3 articles, but these copies restore only 1"):
        restore(
            load(free), copies(tmp_path / "one", quay_reopens__txt=full["quay-reopens"].text), out
        )
    load(out).verify()
    foreign = copies(tmp_path / "foreign", MANIFEST__json='{"not": "ours"}', data__csv="1,2")
    with pytest.raises(CorpusError, match=r"does not list the files of a release"):
        restore(load(free), CAPTURES, foreign)
    assert (foreign / "data.csv").read_text(encoding="utf-8") == "1,2"


def river(folder: Path, change: Callable[[str, dict[str, Any]], str]) -> Path:
    """The corpus of the rules' examples with another text and annotation."""
    root = river_corpus(folder)
    capture, path = root / "corpus" / "river-talks.txt", root / "annotations" / "river-talks.json"
    text = capture.read_text(encoding="utf-8")
    found: list[str] = []
    edit(path, lambda annotation: found.append(change(text, annotation)))
    retext(root, "river-talks", text, found[0])
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
        match=r"river-talks: articles 1 claims 1 note repeats 14 consecutive words of the article",
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
def test_what_is_long_in_any_script(words: str, long: bool) -> None:
    assert is_long(words) is long


@pytest.fixture
def installed(free: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As after installing the published wheel: no checkout, and the text-free edition inside."""
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", free)
    monkeypatch.chdir(tmp_path)
    return free


def test_commands_without_the_texts(
    installed: Path, full: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "quay-reopens"]) == 0
    shown = capsys.readouterr().out
    claim = full["quay-reopens"].claims[0]
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
        shutil.copy(CAPTURES / f"{id}.txt", tmp_path / "texts" / f"saved page {number}.txt")
    (tmp_path / "texts" / "something else.txt").write_text("Nothing of it.", encoding="utf-8")
    (tmp_path / "texts" / "picture.png").write_bytes(b"\x89PNG")
    done = restore(load(free), tmp_path / "texts", tmp_path / "out")
    assert done.digest == full.digest


def test_a_difference_names_the_file_the_lines_and_the_remedy(
    free: Path, full: Corpus, tmp_path: Path
) -> None:
    lines = [line for line in full["council-walks-out"].text.split("\n") if line]
    page = [line for line in full["quay-reopens"].text.split("\n") if line]
    texts = copies(
        tmp_path / "texts",
        council_walks_out__txt="\n".join(["New.", "New.", *lines[2:]]),
        nets_and_tides__txt="Nothing of it.",
        quay_reopens__html="<html><body>"
        + "".join(f"<p>{line}</p>" for line in [page[0], "New.", *page[2:]]),
    )
    first, absent, html = (one.detail for one in restore(load(free), texts, tmp_path / "o").reports)
    remedy = ". Make it match the published article, or add another copy"
    assert first.startswith("council-walks-out.txt has different or missing text before line 3")
    assert f"(paragraphs 1 to 2 of {len(lines)}, characters 0 to " in first
    assert absent == f"no paragraph of the article is in nets-and-tides.txt{remedy}"
    place = r"the text of quay-reopens\.html has different or missing text between lines \d and \d "
    assert re.match(rf"{place}\(paragraph 2 of {len(page)}, characters \d+ to \d+ of", html)
    assert all(detail.endswith(remedy) for detail in (first, absent, html))


def test_what_changed_has_its_place(free: Path, full: Corpus, tmp_path: Path) -> None:
    article, other = full["council-walks-out"], full["quay-reopens"]
    lines = [line for line in article.text.split("\n") if line]
    start = article.text.index(lines[2])
    lines[2] = lines[2].replace(" ", " and ", 1)
    texts = copies(
        tmp_path / "texts",
        council_walks_out__txt="\n".join(lines),
        quay_reopens__txt="\n".join(other.text.split("\n")[:-3]),
    )
    shutil.copy(CAPTURES / "nets-and-tides.txt", texts)
    done = restore(load(free), texts, tmp_path / "out")
    changed, exact, cut = done.reports
    assert changed.state == "changed"
    place = "council-walks-out.txt has different or missing text between lines 2 and 4"
    numbers = f"paragraph 3 of {len(lines)}, characters {start} to "
    remedy = "Make it match the published article, or add another copy"
    assert changed.detail.startswith(f"{place} ({numbers}")
    assert changed.detail.endswith(f" of the article). {remedy}")
    assert cut.state == "changed"
    assert cut.detail.startswith("quay-reopens.txt has different or missing text after line ")
    assert exact == Report("nets-and-tides", "exact", "", texts / "nets-and-tides.txt", True)
    again = load(tmp_path / "out")
    again.verify()
    assert dict(again) == {"nets-and-tides": full["nets-and-tides"]}
    assert len(again.to_datasets("claims")) == len(full["nets-and-tides"].claims)


def test_what_cannot_be_read_or_is_missing(free: Path, tmp_path: Path) -> None:
    texts = copies(tmp_path / "texts", nets_and_tides__txt=b"\xff\xfe\x00")
    missing, unreadable, _ = restore(load(free), texts, tmp_path / "out").reports
    assert missing == Report("council-walks-out", "missing", "no copy was found", None, False)
    assert unreadable.state == "changed"
    assert unreadable.detail.startswith("the copy cannot be read: ")


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
    out_option = ["--out", str(tmp_path / "out")]
    assert main(["restore", str(free), "--texts", str(tmp_path / "empty"), *out_option]) == 1
    out = capsys.readouterr().out
    assert "3 missing" in out
    assert "No article was restored" in out
    assert not (tmp_path / "out").exists()
    assert main(["restore", str(free), "--texts", str(tmp_path / "nothing"), *out_option]) == 2
    assert "is not a folder. Name the folder with your copies" in capsys.readouterr().err
    assert main(["restore", str(full.folder), "--texts", str(tmp_path / "empty"), *out_option]) == 2
    assert "is not a text-free edition" in capsys.readouterr().err
    for id in IDS:
        (tmp_path / "empty" / f"{id}.txt").write_text(
            full[id].text.translate(CURLY), encoding="utf-8"
        )
    assert main(["restore", str(free), "--texts", str(tmp_path / "empty"), *out_option]) == 0
    out = capsys.readouterr().out
    assert "The config raw has 0 of 3 captures" in out
    assert "part of the full edition" in out


def test_a_record_that_leads_elsewhere_is_noticed(free: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(free, tmp_path / "free"))
    path = copy / "restore.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    record = json.loads(lines[0])
    record["words"][1][-1] -= 1
    path.write_text(json.dumps(record) + "\n" + "".join(lines[1:]), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"restore\.jsonl"):
        restore(load(copy), CAPTURES, tmp_path / "out")
    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    data = path.read_bytes()
    manifest["files"]["restore.jsonl"] = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
    }
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(
        VerificationError,
        match=r"restore\.jsonl:\d+: the rows of \S+ differ from those of the full edition",
    ):
        restore(load(copy), CAPTURES, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(CorpusError):
        load(free).rows("raw").__next__()


def spoilt(line: bytes, **change: Any) -> bytes:
    return json.dumps({**json.loads(line), **change}).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda line: b"{}", "id is missing"),
        (lambda line: b"5", "it cannot be 5"),
        (lambda line: b"nothing", "not JSON"),
        (lambda line: b"[" * 200_000, "not JSON"),
        (lambda line: b"\xc3(", "not JSON"),
        (lambda line: spoilt(line, id=None), "id cannot be None"),
        (lambda line: spoilt(line, length=1 << 60), "length cannot be 1152921504606846976"),
        (lambda line: spoilt(line, rows_sha256="0" * 63), "rows_sha256 cannot be '000"),
        (lambda line: spoilt(line, paragraphs=[[]]), r"paragraphs/0 cannot be \[\]"),
        (lambda line: spoilt(line, words=[["claims"]]), r"words/0 cannot be \['claims'\]"),
        (lambda line: spoilt(line, length=5.0), r"length cannot be 5\.0"),
        (lambda line: spoilt(line, outside=[{}]), "outside/0/start is missing"),
        (
            lambda line: spoilt(line, words=[["articles", 0, "no", 1, 0, 5]]),
            "does not fit the rows",
        ),
        (lambda line: spoilt(line, words=[["nothing", 0, "quote", 0, 5]]), "does not fit the rows"),
        (lambda line: spoilt(line, body=[{"start": -1}]), "body/0"),
    ],
)
def test_a_record_that_was_forged_is_named(
    free: Path, tmp_path: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    forged = Path(shutil.copytree(free, tmp_path / "forged"))
    path = forged / "restore.jsonl"
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(change(first) + b"\n" + rest)
    seal(forged)
    with pytest.raises(VerificationError, match=said) as refused:
        restore(load(forged), CAPTURES, tmp_path / "out")
    assert "restore.jsonl:1: " in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_config_that_is_not_known_writes_nothing(free: Path, tmp_path: Path) -> None:
    forged = Path(shutil.copytree(free, tmp_path / "forged"))
    seal(forged, lambda m: m["configs"].update(stray={**m["configs"]["claims"], "rows": 0}))
    with pytest.raises(VerificationError, match="an unknown config: stray"):
        restore(load(forged), CAPTURES, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_card_of_a_forged_release_has_its_words_as_words(free: Path, tmp_path: Path) -> None:
    """No markup from the manifest, no hidden character from the labels."""
    forged = Path(shutil.copytree(free, tmp_path / "forged"))
    edit(forged / "schema" / "labels.json", lambda labels: labels["genre"].update({"x\u202ey": {}}))
    seal(forged, lambda manifest: manifest["dataset"].update(title="<b>x</b> [y](javascript:z)"))
    restore(load(forged), CAPTURES, tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "\n# &lt;b&gt;x&lt;/b&gt; &#91;y&#93;(javascript:z)\n" in card
    assert "x\\u202ey" in card
    assert "\u202e" not in card
