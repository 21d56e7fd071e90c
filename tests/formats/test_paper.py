"""The data section for a paper: its numbers, its digest, and words that markup would read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from istanbul_talks import Corpus, CorpusError, load
from istanbul_talks.cli.main import main
from istanbul_talks.formats.paper import Latex, paper
from support.forged import only, seal
from support.older import older

# Characters and commands of LaTeX, ligatures, a character that its fonts lack, Markdown, HTML.
HOSTILE = r"50 % of A&B_{c}^2 \input{x} ~ $1 -- `*b*` <b> | 中"


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def test_every_number_is_that_of_the_release(corpus: Corpus, tmp_path: Path) -> None:
    """Harbour has 3 articles, of which two have two passes; 27 stances, 12 of them undisputed."""
    tex, bib = paper(corpus, tmp_path / "out")
    text = tex.read_text("utf-8")
    assert [p.name for p in (tex, bib)] == ["data.tex", "data.bib"]
    said = " ".join(text.split())
    assert "3 articles from 3 outlets, published between 2024-02-13 and 2024-05-" in said
    assert "40 mentions of 15 named entities, 46 claims and 27 stances on" in said
    assert "cover 2 of the 3 articles" in said
    undisputed = len(corpus.stances.where(undisputed=True))
    assert f"\nstances & 27 & {undisputed} \\\\\n" in text
    assert "\nHarbour Lantern & 1 & " in text
    assert re.search(r"\nstance label & FAVOR & 14 ", text)
    for name, count in (("articles", 3), ("entities", 15), ("mentions", 40), ("claims", 46)):
        assert f"\\newcommand{{\\IT{name}}}{{{count}}}" in text


@pytest.mark.parametrize(("format", "file"), [("latex", "data.tex"), ("markdown", "data.md")])
def test_the_digest_is_in_every_file_and_caption(
    corpus: Corpus, tmp_path: Path, format: str, file: str
) -> None:
    text, bib = (p.read_text("utf-8") for p in paper(corpus, tmp_path / "out", format))
    assert f"content digest sha256:{corpus.digest}" in text
    assert corpus.digest in bib
    if format == "latex":
        macro = re.search(r"\\newcommand\{\\ITdigest\}\{(.+)\}", text)
        assert macro
        assert macro[1].replace("\\allowbreak ", "") == corpus.digest
        captions = re.findall(r"\\caption\{.+", text)
        assert len(captions) == 4
        assert all("sha256:\\ITdigestshort" in caption for caption in captions)
    else:
        captions = re.findall(r"^Table \d: .+", text, re.MULTILINE)
        assert [caption[:7] for caption in captions] == [f"Table {n}" for n in (1, 2, 3, 4)]
        assert all(f"sha256:{corpus.digest[:12]}" in caption for caption in captions)
    key = re.search(r"@misc\{(.+),", bib)
    assert key
    assert (f"\\cite{{{key[1]}}}" if format == "latex" else f"[@{key[1]}]") in text


def test_the_same_release_gives_the_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in paper(corpus, tmp_path / "out")]
    again = [path.read_bytes() for path in paper(load(corpus.folder), tmp_path / "out")]
    assert first == again


def test_the_other_edition_and_an_older_release(
    corpus: Corpus, harbour_text_free: Path, tmp_path: Path
) -> None:
    full = paper(corpus, tmp_path / "full")[0].read_text("utf-8")
    free = paper(load(harbour_text_free), tmp_path / "free")[0].read_text("utf-8")
    assert "\ncharacters & " in full
    assert "\ncharacters & " not in free
    assert "(text-free edition)" in free
    rest = [text[text.index("\\label{tab:it-labels}") :] for text in (full, free)]
    assert rest[0] == rest[1]
    old = load(older(corpus.folder, tmp_path / "old"))
    text = paper(old, tmp_path / "of-old")[0].read_text("utf-8")
    row = re.search(r"\nclaims & .+\n", full)
    assert row
    assert row[0] in text


def hostile(release: Path, folder: Path) -> Corpus:
    """The release with an outlet whose name is markup."""
    copy = Path(shutil.copytree(release, folder / "hostile"))
    shard = only(copy, "jsonl/articles/*.jsonl")
    name = HOSTILE.replace("\\", "\\\\").encode()
    shard.write_bytes(shard.read_bytes().replace(b'"Harbour Lantern"', b'"' + name + b'"'))
    seal(copy)
    return load(copy)


def test_words_are_only_words(harbour_release: Path, tmp_path: Path) -> None:
    forged = hostile(harbour_release, tmp_path)
    text = paper(forged, tmp_path / "tex")[0].read_text("utf-8")
    assert (
        "\n50 \\% of A\\&B\\_\\{c\\}\\textasciicircum{}2 \\textbackslash{}input\\{x\\} "
        "\\textasciitilde{} \\$1 -{}- \\textasciigrave{}*b*\\textasciigrave{} <b> | "
        "\\ITchar{4E2D}{中} & 1 & "
    ) in text
    text = paper(forged, tmp_path / "md", "markdown")[0].read_text("utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| 50 ")]
    assert not {"<b>", "`", "*b*"} & {*re.findall(r"<b>|`|\*b\*", row)}
    assert row.count(" | ") == 4


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
def test_latex_compiles(harbour_release: Path, tmp_path: Path) -> None:
    folder = paper(hostile(harbour_release, tmp_path), tmp_path / "out")[0].parent
    (folder / "main.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\begin{document}\\input{data}"
        "\\bibliographystyle{plain}\\bibliography{data}\\end{document}\n"
    )
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main"]
    for command in (latex, ["bibtex", "main"], latex, latex):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
    assert "undefined" not in (folder / "main.log").read_text("utf-8", "replace").lower()


def test_a_folder_with_other_files_is_refused(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.tex").write_text("mine")
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(CorpusError, match=r"not a folder for this alone \(thesis\.tex\)"):
        paper(corpus, tmp_path)
    assert (tmp_path / "data.tex").read_text() == "mine"
    assert main(["paper", str(corpus.folder), "--out", str(tmp_path)]) == 2
    assert "Name a new or empty folder" in capsys.readouterr().err
    assert main(["paper", str(corpus.folder), "--out", str(tmp_path / "out")]) == 0
    assert corpus.digest in capsys.readouterr().out


def test_characters_that_latex_prints() -> None:
    words = Latex().words
    assert words("Skærn, “Ç” – Łódź…") == "Skærn, “Ç” – Łódź…"
    assert words("type, α ≥ 0.5") == r"type, $\alpha$ $\geq$ 0.5"
    assert words("a\u0304") == "a\\ITchar{0304}{\u0304}"
