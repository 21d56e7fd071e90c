"""Charts, on the harbour corpus in both editions. Every number here was counted by hand."""

import ast
import csv
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from corpora import TODAY, edit, harbour
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.quality.agreement import Agreement, Measure
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site import chart_articles
from istanbul_talks.site.briefs import Source
from istanbul_talks.site.chart_agreement import agreement, differs
from istanbul_talks.site.chart_articles import covered, timeline
from istanbul_talks.site.chart_positions import same_target, wants
from istanbul_talks.site.chart_voices import voices
from istanbul_talks.site.charts import Figure, figure, svg, unique
from istanbul_talks.site.drawings import Bar, Grid, Group, Mark, Row, Rows, counted
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.made import Part

SIDES = [
    {
        "id": "velmoor",
        "name": "Velmoor",
        "entities": ["velmoor", "quill"],
        "names": ["Many skippers"],
    },
    {"id": "ostrel", "name": "Ostrel", "entities": ["ostrel", "brandt-moro"]},
]


TEXT_FREE = pytest.param(True, id="text-free", marks=pytest.mark.slow)


@pytest.fixture(scope="module", params=[pytest.param(False, id="full"), TEXT_FREE])
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("charts")
    corpus = harbour(folder / "corpus")
    edit(corpus / "schema" / "dataset.json", sides=SIDES)
    built = build(CorpusFolder(corpus), folder / "release", today=TODAY, free=request.param)
    assert built.facts is not None, built.findings
    return Edition(Corpus(folder / "release"))


def rows_of(part: Part) -> list[dict[str, str]]:
    ((name, data),) = part.files.items()
    assert f'href="{name}" download' in part.html
    return list(csv.DictReader(data.decode().splitlines()))


def computed(part: Part, edition: Edition) -> Any:
    """What the code under a chart gives on the same release."""
    code = unescape(re.search(r"<code>(.*?)</code>", part.html, re.S)[1])
    *statements, last = ast.parse(code).body[1:]  # without the import of `load`
    names: dict[str, Any] = {"load": lambda: edition.corpus}
    exec(compile(ast.Module(statements, []), "chart", "exec"), names)
    return eval(compile(ast.Expression(last.value), "chart", "eval"), names)


def drawn(part: Part) -> list[ElementTree.Element]:
    """The pictures of a figure, the wide one and the narrow one: elements with their own paint."""
    found = re.findall(r'<div class="it-chart[^>]*>(<svg.*?</svg>)', part.html, re.S)
    assert len(found) == 2
    pictures = [ElementTree.fromstring(svg) for svg in found]
    for group in (group for picture in pictures for group in picture.iter("g")):
        for child in group:
            own = child.attrib.items()
            child.attrib = {k: v for k, v in group.items() if k != "transform"} | dict(own)
    return pictures


def texts_covered(edition: Edition, *most: int) -> Part:
    return covered(Source.of(edition), *most)


CHARTS = [wants, voices, same_target, differs, timeline, texts_covered]


@pytest.mark.slow
@pytest.mark.parametrize("chart", CHARTS)
def test_pictures_have_words_and_colours_that_follow_the_page(
    chart: Callable[[Edition], Part], edition: Edition
) -> None:
    part = chart(edition)
    assert part == chart(edition)
    assert "Not a sample of the press." in part.html
    for picture in drawn(part):
        assert picture.get("role") == "img"
        words = {one.get("id"): one.text for one in picture[:2]}
        assert [one.tag for one in picture[:2]] == ["title", "desc"] and all(words.values())
        assert picture.get("aria-labelledby").split() == [*words]
        for element in picture.iter():
            assert not set(element.keys()) & {"style", "class", "font-family"}
            paints = {element.get("fill"), element.get("stroke")} - {None, "none"}
            assert all(re.fullmatch(r"var\(--[a-z0-9-]+\)", paint) for paint in paints)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script", part.html)
    ids = re.findall(r'\sid="([^"]+)"', part.html)
    assert len(ids) == len({*ids}) == 5


def test_names_from_data_stay_words() -> None:
    name, told = '<img src=x onerror="a">', "=1+1"
    rows = Rows([Row(name), Row(told, [Bar(0, 1, "side-1")])], (0, 1), [(0, "0")], name)
    grid = Grid([name], [Group(name, "others", [told])], [])
    made = Figure(
        "hostile",
        name,
        name,
        ("who", "n"),
        [(name, 1), (told, 2)],
        "1",
        "n = 1",
        rows.wide(),
        grid.narrow(),
    )
    part = figure(made)
    assert "<img" not in part.html
    assert name in [one.text for one in drawn(part)[0].iter("text")]
    assert part.files["hostile.csv"].decode().endswith("\n'=1+1,2\n")


def test_numbers_of_a_grid_are_short_and_left_out_where_there_is_no_room() -> None:
    names = [f"holder {n}" for n in range(24)]
    marks = [Mark("row", names[n], "FAVOR", "others", n * 530, False, False) for n in (0, 1, 5)]
    grid = Grid(["row"], [Group("others", "others", names)], marks)
    shown = [re.findall(r">(\d+k?)<", svg(chart, "a", "b", "c")) for chart in
             (grid.wide(), grid.narrow())]  # fmt: skip
    assert shown == [["530", "3k"], ["3k"]]


def test_marks_of_one_cell_are_beside_each_other_and_say_how_sure_they_are() -> None:
    marks = [Mark("row", "one", label, "others", 1, True, True) for label in ("FAVOR", "AGAINST")]
    drawing = svg(Grid(["row"], [Group("others", "others", ["one"])], marks).wide(), "a", "b", "c")
    places = re.findall(r'<circle cx="([\d.]+)"', drawing)
    assert len(places) == 4 and len({*places}) == 2  # a mark and its ring, twice
    assert drawing.count('opacity="0.5"') == 4
    assert re.search(r'<svg width="680" ', drawing)


def test_a_table_shows_200_rows_and_labels_are_told_apart() -> None:
    rows = [Row(label, [Bar(0, 1, "others")]) for label in unique(["a" * 40, "a" * 41])]
    assert [row.label for row in rows] == ["a" * 29 + "…", "a" * 29 + "… (2)"]
    chart = counted(rows, "n").wide()
    part = figure(
        Figure("long", "t", "d", ("n",), [(n,) for n in range(203)], "1", "n", chart, chart)
    )
    assert part.html.count("<td") == 200 and "The other 3 rows are in the CSV file." in part.html
    assert len(part.files["long.csv"].splitlines()) == 204


def test_targets_go_from_what_the_first_side_wants_to_what_the_second_wants(
    edition: Edition,
) -> None:
    """Velmoor's side is for talks-succeed in 2 of 3; Ostrel's is for direct-talks in all."""
    texts = [one.text for one in drawn(wants(edition))[0].iter("text")]
    rows = [one for one in texts if one in {"Talks succeed", "Reopen quay", "Direct talks"}]
    assert rows == ["Talks succeed", "Reopen quay", "Direct talks"]


def test_a_large_chart_shows_the_first_and_says_so(edition: Edition) -> None:
    part = wants(edition, 2)
    texts = [one.text for one in drawn(part)[0].iter("text")]
    assert "Shared ferry" in texts and "Talks succeed" not in texts  # 6 stances each
    assert "2 targets and 2 holders with the most stances; the table has all." in part.html
    assert len(rows_of(part)) == len(rows_of(wants(edition)))


def test_who_wants_what_counts_every_stance(edition: Edition) -> None:
    part = wants(edition)
    rows = rows_of(part)
    assert sum(int(row[label]) for row in rows for label in ("for", "against", "neither")) == 27
    first = ["direct-talks", "Velmoor", "1", "1", "0", "2", "0"]
    author = ["direct-talks", "the author (Skærn Town Notices)", "1", "0", "0", "0", "0"]
    assert [list(rows[0].values()), list(rows[5].values())] == [first, author]
    assert sum(int(row["low certainty"]) for row in rows) == 5
    for picture in drawn(part):  # a ring where every stance of a mark is implicit
        assert len([one for one in picture.iter("circle") if one.get("stroke-width") == "1"]) == 13
    assert int(computed(part, edition).sum()) == 27
    assert "n = 27 stances in 3 articles" in part.html


def test_voices_leave_the_authors_own_claims_out(edition: Edition) -> None:
    part = voices(edition)
    rows = [list(row.values()) for row in rows_of(part)]
    assert rows[0] == ["Harbour Lantern", "Nerys Quill", "1", "1", "1", "3"]
    assert sum(int(row[-1]) for row in rows) == 24 == int(computed(part, edition).sum())
    assert "The authors’ own 22 claims are not counted." in part.html


def test_articles_agree_or_differ_on_a_position_that_several_report(edition: Edition) -> None:
    part = same_target(edition)
    assert [list(row.values()) for row in rows_of(part)] == [
        ["direct-talks", "Velmoor", "1", "1", "0", "differ"],
        ["talks-succeed", "Nerys Quill", "2", "0", "0", "agree"],
    ]
    assert len(computed(part, edition)) == 2


def test_what_differs_counts_each_kind_of_difference(edition: Edition) -> None:
    part = differs(edition)
    rows = {(row["layer"], row["differs"]): int(row["items"]) for row in rows_of(part)}
    assert rows["claim", "epistemic"] == 2 and sum(rows.values()) == 19
    assert int(computed(part, edition).sum()) == 19


def test_agreement_cuts_its_axis_and_says_so() -> None:
    some = Measure("claim", "F1", 0.91, 0.8712, 0.95, 40, "claims", None, "claim.f1.span")
    other = Measure("claim", "α", 0.97, None, None, 40, "claims", None, "claim.alpha.type")
    none = Measure("article", "date", None, None, None, 3, "pairs", "too few", "article.share.date")
    part = agreement(Agreement(("human", "model"), ("a", "<b>"), 3, (some, other, none)))
    assert [row["figure"] for row in rows_of(part)] == ["0.91", "0.97", ""]
    assert "the axis begins at 0.85, not at 0" in part.html
    bars = [one for one in drawn(part)[0].iter("line") if one.get("stroke") == "var(--accent)"]
    assert len(bars) == 1
    lower = some._replace(value=0.62, low=0.5234)
    again = agreement(Agreement(("human", "model"), ("a", "b"), 3, (lower,)))
    assert "the axis begins at 0.50, not at 0" in again.html
    assert "1 measure has too few units to give a figure; see the table." in part.html
    assert "a and &lt;b&gt;" in part.html


def test_dates_are_counted_from_the_round_of_talks(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = timeline(edition)
    assert [row["article"] for row in rows_of(part)] == [
        "quay-reopens", "nets-and-tides", "council-walks-out"
    ]  # fmt: skip
    assert int(computed(part, edition).sum()) == 3
    for picture in drawn(part):
        texts = [one.text for one in picture.iter("text")]
        assert "Skærn Town Notices, 7–10 May 2024 (inferred)" in texts
        assert [text for text in texts if text in {"−1", "0", "+1", "+4"}] == [
            "−1",
            "0",
            "+1",
            "+4",
        ]
        assert len([one for one in picture.iter("circle") if one.get("fill")]) == 2  # single days
        assert len([one for one in picture.iter("line") if one.get("stroke-dasharray")]) == 1
    picked = timeline(edition, 2)
    assert "1 article is in the table only" in picked.html and len(rows_of(picked)) == 3
    monkeypatch.setattr(chart_articles, "_FAR", 2)
    assert "2 articles are in the table only" in timeline(edition).html


def test_words_under_several_claims_are_covered_once(edition: Edition) -> None:
    part = texts_covered(edition)
    row = {row["article"]: [*row.values()][2:] for row in rows_of(part)}["quay-reopens"]
    assert row == ["32.5", "22.3", "45.2"]  # 441 and 301 of 1,355 code points
    assert int(computed(part, edition)["quay-reopens", True]) == 441
    assert "The chart shows the 2 newest articles" in texts_covered(edition, 2).html
