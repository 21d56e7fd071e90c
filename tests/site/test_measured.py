"""Tables and plots of the benchmark, and what its figures foretell."""

import json
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from corpora import ROOT
from istanbul_talks import load
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.measured import effort, growth, measured

RECORD: dict[str, Any] = {
    "commit": "0123456789abcdef",
    "day": "2024-06-01",
    "articles": 1000,
    "machine": {
        "processor": "A <b>chip</b>",
        "cores": 2,
        "memory": 8,
        "system": "Linux",
        "python": "3.11.1",
        "libraries": {"orjson": "3.10"},
    },
    "compared": [
        {
            "name": "build",
            "against": "a script",
            "ratio": 0.25,
            "reach": 0.5,
            "ours": [1.0, 100],
            "theirs": [4.0, 300],
            "times": 3,
        }
    ],
    "growth": [
        {"articles": 100, "cold": [2.0, 90], "unchanged": [1.0, 80], "changed": [1.5, 90]},
        {"articles": 1100, "cold": [4.0, 95], "unchanged": [1.1, 85], "changed": [2.0, 90]},
    ],
}


def test_a_record_becomes_tables_and_a_model(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "benchmark.json").write_text(json.dumps(RECORD), encoding="utf-8")
    page = measured(tmp_path)
    assert "Commit `0123456789`, 2024-06-01: A &lt;b&gt;chip" in page
    assert "| build | a script | 0.250 | 0.5 | 1.00 s, 100 MB | 4.00 s, 300 MB |" in page
    assert "| 1,100 | 4.0 s | 95 MB | 27.5% | 50.0% |" in page
    # 2 s more of two cores for 1,000 articles more: 4 ms each; 100 ms more to join: .1 ms each.
    assert "gives 4.00 ms of one core for each article, and 0.100 ms to join it" in page
    # 1,000 x (4 ms / 8 cores + .1 ms) = .6 s.
    assert "So 8 cores would build 1,000 articles in 0.6 s" in page
    # 10^8 x 4 ms / 800 cores = 500 s; 10^8 x .1 ms = 10,000 s.
    assert "100 machines of 8 cores 0.1 hours, and one machine 2.8 hours" in page
    # 5 MB more for 1,000 articles more: 5,243 bytes each, 488 GB for 10^8.
    assert "grew by 5,243 bytes for each article, so it would need 488 GB" in page


def test_growth_is_plotted_on_axes_of_powers_of_ten(harbour_release: Path) -> None:
    sizes = [(100, 2.0, 90), (1_000, 20.0, 99), (10_000, 400.0, 90)]
    grown = [{"articles": n, "cold": [seconds, memory]} for n, seconds, memory in sizes]
    edition = Edition(load(harbour_release), benchmark={"growth": grown})
    time, memory = lxml.html.fromstring(growth(edition)).xpath("//svg")
    assert time.xpath("title/text()") == [
        "Time to build: 2 s for 100 articles, 20 s for 1,000 articles, 400 s for 10,000 articles"
    ]
    # 2 to 400 s are 2.301 powers of ten: 20 s are one above 2 s, and 130 units are all of them.
    assert time.xpath("g/polyline/@points") == ["0.0,130.0 100.0,73.5 200.0,0.0 "]
    assert time.xpath("g/path/@d") == ["M0 130H200", "M0 130.0L200 17.0"]  # to 200 s
    assert time.xpath("g/text/text()")[-3:] == ["400 s", "10,000", "articles"]
    # Memory begins at 0 MB, and 90 of 99 MB are 10/11.
    assert memory.xpath("g/polyline/@points") == ["0.0,11.8 100.0,0.0 200.0,11.8 "]
    assert growth(replace(edition, benchmark=None)) == ""
    assert growth(replace(edition, benchmark={"growth": grown[:1]})) == ""


def test_of_a_packed_corpus_no_article_is_changed(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    packed = {**RECORD["growth"][1], "changed": None}
    record = {**RECORD, "growth": [RECORD["growth"][0], packed]}
    (tmp_path / "scripts" / "benchmark.json").write_text(json.dumps(record), encoding="utf-8")
    page = measured(tmp_path)
    assert "| 1,100 | 4.0 s | 95 MB | 27.5% | – |" in page
    assert "grew by 5,243 bytes for each article" in page


def test_a_replay_becomes_a_table(tmp_path: Path) -> None:
    typed = [
        {"layer": "names", "lines": 2, "keys": 30},
        {"layer": "claims", "lines": 1, "keys": 1200},
    ]
    editor = {"commands": ["a", "b"], "typed": typed, "findings": ["bad-date"], "seconds": 4.5}
    fewer = [{**one, "keys": one["keys"] // 10} for one in typed]
    record = {
        "commit": "0123456789abcdef",
        "day": "2024-06-01",
        "article": {"id": "x", "characters": 2345, "entities": 3, "claims": 4, "stance": 5},
        "editor": editor,
        "studio": {**editor, "typed": fewer, "findings": []},
    }
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "effort.json").write_text(json.dumps(record), encoding="utf-8")
    about, _, made = effort(tmp_path).strip().partition("\n\n")
    assert about == (
        "Article `x`: 2,345 characters, 3 names, 4 claims, 5 stances. "
        "Commit `0123456789`, 2024-06-01."
    )
    assert made.splitlines() == [
        "|  | editor | studio |",
        "| --- | ---: | ---: |",
        "| commands | 2 | 2 |",
        "| lines written | 3 | 3 |",
        "| keys for names | 30 | 3 |",
        "| keys for claims | 1,200 | 120 |",
        "| keys in all | 1,230 | 123 |",
        "| findings on the way | 1 | 0 |",
        "| seconds of the machine | 4.5 | 4.5 |",
    ]


def test_two_runs_at_one_commit_are_kept_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    together = runpy.run_path(str(ROOT / "scripts" / "benchmark.py"))["together"]
    build, other = RECORD["compared"][0], {"name": "load", "against": "a script"}
    small, large = RECORD["growth"]
    again, middle = {**small, "cold": [3.0, 90]}, {**small, "articles": 500}
    later = {"compared": [other], "growth": [middle, again]}
    assert together(RECORD, later) == {"compared": [build, other], "growth": [again, middle, large]}
