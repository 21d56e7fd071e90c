"""The page on the configs, for both editions of the test corpus harbour."""

import html
import re
import subprocess
import sys
from itertools import repeat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from istanbul_talks.model.columns import CONFIGS
from istanbul_talks.reading.corpus import Corpus, load
from istanbul_talks.site.data_model import _IDS, _KEYS, _typical, data_page, drawing


@pytest.fixture(scope="module", params=["harbour_release", "harbour_text_free", "enriched_release"])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return load(request.getfixturevalue(request.param))


def test_every_column_of_every_config_has_a_row_and_lists_link_to_their_config(
    corpus: Corpus,
) -> None:
    page = data_page(corpus)
    assert re.findall(r"\n## (\w+)\n", page) == [c for c in CONFIGS if c in corpus.configs]
    for config in corpus.configs:
        section = page.partition(f"\n## {config}\n")[2].partition("\n## ")[0]
        for column in corpus.to_arrow(config).column_names:
            assert section.count(f"\n| `{column}` | ") >= 1, (config, column)
        assert f"{len([*corpus.rows(config)])} rows in version {corpus.version}." in section
    assert "| `genre` | Kind of text. [Labels](labels.md#genre). *string* | <code>" in page
    assert re.search(r"\| `claims` \| .* \| \d+ records, as in \[claims\]\(#claims\) \|", page)
    ids = (
        "`article`, `annotator`, `layer`, `id`; `supports`: mentions, claims, stance; `decision`: "
    )
    assert f" | {ids}decisions |\n" in page
    assert page.count("Each item of <code>provenance</code>") == 1
    assert "Each item of <code>claims<" not in page
    printed = f"\n{len([*corpus.rows('claims')])} rows in SQL\n"
    assert printed in page


def test_the_row_is_the_first_with_the_most_values() -> None:
    rows = [{"a": 1, "b": None}, {"a": 2, "b": 0}, {"a": 3, "b": False}, {"a": 4, "b": []}]
    assert _typical(rows) == rows[1]
    assert _typical([]) == {}
    assert _typical([*repeat(rows[0], 100), rows[1]]) == rows[0]  # no more are looked at


def test_values_are_short_and_break_no_table(corpus: Corpus) -> None:
    below = data_page(corpus).partition("## articles")[2]
    rows = [line for line in below.splitlines() if line.startswith("| `")]
    for line in rows:
        cells = line.replace("\\|", "").split("|")
        assert len(cells) == 5, line
        value = html.unescape(re.sub("<.*?>", "", cells[3])).strip()
        assert "records" in value or len(value) <= 30, line
        assert "records" in value or len(value.split()) <= 5, line
    assert len(rows) > 100


def test_the_drawing_has_each_config_with_its_rows_and_arrows(corpus: Corpus) -> None:
    """Keys are columns that exist. No blank line, which would end the HTML inside Markdown."""
    svg = drawing(corpus)
    assert "\n\n" not in svg
    assert "style=" not in svg
    root = ElementTree.fromstring(svg)
    boxes = [
        [str(one.text) for one in box.iter("text")] for box in root.findall(".//g[@transform]")
    ]
    assert {box[0] for box in boxes} == {*corpus.configs}
    for config, count, *lines in boxes:
        assert count == f"{len([*corpus.rows(config)]):,}"
        names = {*_IDS[config], *_KEYS[config]}
        assert names <= {*corpus.to_arrow(config).column_names}
        assert names <= {name for line in lines for name in line.split(" · ")}
        keys = [tuple(row[name] for name in _IDS[config]) for row in corpus.rows(config)]
        assert len(keys) == len({*keys})
    arrows = [one for one in root.iter("path") if one.get("marker-end")]
    upper = {"mentions", "claims", "stance", "raw"} & {*corpus.configs}
    assert len(arrows) == len(upper) + 3 + 1  # to the items, and from passes to decisions


def test_the_page_needs_no_docstrings(harbour_release: Path) -> None:
    code = "import sys; from istanbul_talks.reading.corpus import load;"
    code += "from istanbul_talks.site.data_model import drawing, _columns, CONFIGS;"
    code += "corpus = load(sys.argv[1]); print(*_columns(CONFIGS['claims'], {}))"
    made = [
        subprocess.run(
            [sys.executable, *options, "-c", code, harbour_release],
            capture_output=True, text=True, check=True,
        ).stdout
        for options in ([], ["-OO"])
    ]  # fmt: skip
    assert made[0] == made[1]
    assert "The content of the claim" in made[0]
