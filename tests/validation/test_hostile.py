"""Files by strangers: no traceback, no hang, no control character on a terminal, right hints."""

import copy
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpora
from corpora import RIVER, ROOT, TODAY
from istanbul_talks.cli.main import main
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.schema import Schema
from istanbul_talks.text.anchoring import (
    Anchor,
    Place,
    Quote,
    Searchable,
    anchor,
    occurrences,
    prefix_for,
)
from istanbul_talks.validation.finding import Finding
from istanbul_talks.validation.report import line
from istanbul_talks.validation.validator import Validator
from support.command import CALL

SCHEMA = Schema(json.loads((ROOT / "schema" / "annotation.schema.json").read_bytes()))
TEXT = (RIVER / "river-talks.txt").read_text(encoding="utf-8")
BASE_VALUE: dict[str, Any] = json.loads((RIVER / "river-talks.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Stop a test after half a minute: each takes less than two seconds on two cores."""

    def stop(*_: object) -> None:
        raise AssertionError("this hangs")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(30)
    yield
    signal.alarm(0)


def check(folder: Path, annotation: dict[str, Any] | bytes, text: str = TEXT) -> list[Finding]:
    capture = text.encode()
    (folder / "corpus" / "river-talks.txt").write_bytes(capture)
    if isinstance(annotation, dict):
        value = {**annotation, "text_sha256": hashlib.sha256(capture).hexdigest()}
        annotation = (
            json.dumps(SCHEMA.arrange(value), ensure_ascii=False, indent=2).encode(
                "utf-8", "replace"
            )
            + b"\n"
        )
    (folder / "annotations" / "river-talks.json").write_bytes(annotation)
    return Validator(folder, today=TODAY).article("river-talks")


def rules(found: list[Finding]) -> set[str]:
    for finding in found:
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line(finding))
    return {finding.rule for finding in found}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"[" * 600 + b"]" * 600, "too-deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too-deep"),
        (b"\xef\xbb\xbf" + b"[" * 40, "too-deep"),
        (b'{\n  "a": 9007199254740993\n}\n', "number-out-of-range"),
        (b"18446744073709551615\n", "number-out-of-range"),
        (b'{"a": 1.00000000000000000000001}', "number-out-of-range"),
        (b"[" + b"0," * 500_000 + b"0]", "too-large"),
        (b"[" + b"0," * 90_000 + b"0]", "schema"),
        (b'["' + b"a" * 1_000_000 + b'",]', "json-syntax"),
        (b"{" + b'"a":0,' * 100_000 + b'"a":0}', "duplicate-key"),
        (b"[" + b'"\\ud800",' * 100_000 + b"1]", "lone-surrogate"),
        (("{" + ",".join(f'"k{i}":0' for i in range(60_000)) + "}").encode(), "schema"),
        (b"\x00" * 1000, "json-syntax"),
        (b"x" * 2_000_000, "too-large"),
        (b"null", "schema"),
        (b'"x"\n', "schema"),
    ],
)
def test_bytes(river: Path, data: bytes, rule: str) -> None:
    assert rule in rules(check(river, data))


def body(text: str) -> dict[str, Any]:
    """An annotation whose body is all of a capture between START and END."""
    value = copy.deepcopy(BASE_VALUE)
    value["body"] = [{"from": {"quote": "START", "occurrence": 1}, "to": "END"}]
    value["entities"], value["claims"], value["stance"], value["source"]["title"] = [], [], [], None
    value["date"]["evidence"], value["date"]["basis"], value["date"]["note"] = (
        [],
        "external",
        "Test.",
    )
    value["source"]["external"] = {"publisher": "Test."}
    return value


@pytest.mark.parametrize(
    "filling",
    [
        " " * 200_000 + "x",
        "“" * 200_000,
        " ‘" * 100_000,
        "a" + "\u0301\u0316" * 50_000,
        "\x01" * 200_000,
        "\u200b\u200c" * 100_000,
        "\u202e a" * 50_000,
        "a" * 900_000,
        "a b " * 200_000,
        "国" * 300_000,
        "🇺🇦" * 20_000,
        "Delta Bank and " * 50_000,
        "\n" * 500_000,
        "1 views\n" * 100_000,
        "a@" * 200_000,
    ],
    ids=range(15),
)
def test_captures(river: Path, filling: str) -> None:
    value = body(filling)
    value["notes"] = [{"quote": f"nowhere {i} to be seen", "note": "x"} for i in range(50)]
    value["stance"] = [
        {
            "holder": "article",
            "target": "talks-help",
            "label": "NONE",
            "expression": "explicit",
            "certainty": "low",
            "evidence": ["END"],
        }
    ]
    found = check(river, value, f"START {filling} END")
    assert "quote-not-found" in rules(found) or "text-not-normalised" in rules(found)
    assert len(found) < 400


def test_many_items(river: Path) -> None:
    value = copy.deepcopy(BASE_VALUE)
    words = " ".join(f"Word{i}" for i in range(3000))
    text = TEXT.replace("a quiet week.", f"a quiet week {words}.")
    value["body"][0]["to"] = "Word2999."
    claim = {
        "claimer": "nobody",
        "attribution": "indirect",
        "type": "event",
        "epistemic": "false-certain",
        "checkworthy": True,
    }
    value["claims"] = [
        {"id": f"c{i}", "quote": f"Word{i} Word{i + 1}", **claim} for i in range(500)
    ]
    stance = {"target": "nothing", "label": "FAVOR", "expression": "implicit", "certainty": "high"}
    value["stance"] = [
        {"holder": f"holder-{i}", "evidence": [f"Word{i} Word{i + 1}"] * 20, **stance}
        for i in range(500)
    ]
    assert {"unknown-claimer", "unknown-holder", "unknown-target"} <= rules(
        check(river, value, text)
    )


def test_many_equal_parts(river: Path) -> None:
    value = body("")
    value["body"] = value["body"] * 100
    assert "body-overlap" in rules(check(river, value, "START " + "🎉 word " * 100_000 + "END"))


def test_an_occurrence_may_be_written_as_a_float(river: Path) -> None:
    value = copy.deepcopy(BASE_VALUE)
    value["claims"][1]["quote"] = {"quote": "Cedon", "occurrence": 1.0}
    assert "occurrence-fragile" in rules(check(river, value))


def test_a_version_with_thousands_of_digits(river: Path) -> None:
    value = copy.deepcopy(BASE_VALUE)
    value["provenance"][0]["guidelines"] = "1" * 5000 + ".0"
    assert rules(check(river, value)) == {"schema"}


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**20)
    | st.floats()
    | st.text(max_size=8)
    | st.just([])
    | st.just({})
    | st.just("article")
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = list(places(BASE_VALUE))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_any_change_gives_findings_or_nothing_but_never_an_exception(
    tmp_path: Path, edits: list[tuple[tuple[Any, ...], Any]]
) -> None:
    folder = tmp_path / "river"
    if not folder.exists():
        corpora.river(folder)
    value = copy.deepcopy(BASE_VALUE)
    for path, new in edits:
        place: Any = value
        try:
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = copy.deepcopy(new)  # an edit may go into an earlier one
        except (KeyError, IndexError, TypeError):
            continue  # an earlier edit took the place away
    rules(check(folder, value))


@settings(max_examples=300)
@given(
    st.text("ab “”\"'—- \n", max_size=40),
    st.sampled_from(["a", "ab", "b", "“", " a"]),
    st.sampled_from(["", " ", "b", '"']),
)
def test_a_prefix_that_is_offered_leads_to_its_place(text: str, words: str, suffix: str) -> None:
    source = Searchable(text)
    found = [place for place in occurrences(text, words) if text.startswith(suffix, place.end)]
    for place in found:
        prefix = prefix_for(source, Quote(words, "", suffix), place, found)
        if prefix:
            outcome = anchor(source, Quote(words, prefix, suffix))
            assert isinstance(outcome, Anchor)
            assert Place(outcome.start, outcome.end) == place


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('START he said “peace” now. he said "peace" then END', "peace"),
        ("START talks—peace and talks-peace END", "peace"),
        ("START big cat one. small cat one. big cat two END", {"quote": "cat", "suffix": " one"}),
        ("START a 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag and a flag END", "flag"),
    ],
)
def test_the_remedy_for_an_ambiguous_quote_can_be_pasted(
    river: Path, text: str, quote: Any
) -> None:
    value = body(text)
    value["notes"] = [{"quote": quote, "note": "x"}]
    (finding,) = [f for f in check(river, value, text) if f.rule == "quote-ambiguous"]
    offered = re.findall(r'Write: "quote": (\{.*?\}) for line', line(finding))
    assert len(offered) == 2, finding
    for pasted in offered:
        value["notes"] = [{"quote": json.loads(pasted), "note": "x"}]
        assert not rules(check(river, value, text)) & {"quote-ambiguous", "quote-not-found"}


def test_the_remedy_for_an_ambiguous_end_of_a_body_can_be_pasted(river: Path) -> None:
    text = "aa END bb START cc END dd START ee END"
    value = body(text)
    finding = next(f for f in check(river, value, text) if f.rule == "quote-ambiguous")
    offered = re.findall(r'Write: "to": (\{.*?\}) for line', line(finding))
    assert len(offered) == 2, finding
    for pasted in offered:
        value["body"][0]["to"] = json.loads(pasted)
        assert not rules(check(river, value, text)) & {"quote-ambiguous", "quote-not-found"}


def test_folders_pipes_and_links_are_findings(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (river / "corpus" / "folder.txt").mkdir()
    (river / "annotations" / "folder.json").mkdir()
    os.mkfifo(river / "corpus" / "pipe.txt")
    (river / "annotations" / "loop.json").symlink_to("loop.json")
    assert main(["validate", "--root", str(river)]) == 1
    out = capsys.readouterr().out
    assert "the capture is a folder" in out
    assert "the annotation is a folder" in out
    assert "the capture is a pipe" in out
    assert "the annotation is a symbolic link" in out


def test_escape_characters_in_names_are_escaped(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (river / "corpus" / "\x1b[31mevil.txt").write_text("Text.", encoding="utf-8")
    for command in (["validate"], ["stats"], ["show", "evil"], ["show", "\x1b[31mevil"]):
        main([*command, "--root", str(river)])
        shown = capsys.readouterr()
        assert "\x1b" not in shown.out + shown.err


def test_a_terminal_that_knows_only_ascii(river: Path) -> None:
    path = river / "annotations" / "river-talks.json"
    path.write_bytes(path.read_bytes().replace(b"a demand that", b"a command that"))
    command = [sys.executable, "-c", CALL, "validate", "--root", str(river)]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 1
    assert "\\u201c" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vocabulary.schema.json", "{}"),
        ("vocabulary.schema.json", "[]"),
        ("annotation.schema.json", "[]"),
        ("annotation.schema.json", '{"$ref": 5}'),
        ("annotation.schema.json", '{"type": 5}'),
        ("annotation.schema.json", '{"$ref": "#/$defs/x"}'),
        ("targets.json", "\x1b"),
        ("labels.json", "3"),
    ],
)
def test_unusable_files_of_the_project_are_errors(river: Path, name: str, text: str) -> None:
    (river / "schema" / name).write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"schema/({re.escape(name)}|dataset.json)"):
        vocabulary.load(CorpusFolder(river))


@pytest.mark.parametrize(
    "text", ['project = "x"', "[tool]\nistanbul-talks = 1\n[project]\nversion = '1'"]
)
def test_a_project_file_of_another_shape(river: Path, text: str) -> None:
    (river / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"\[project\] has no readable version"):
        CorpusFolder(river).project()


def test_a_build_leaves_strangers_alone(river: Path, tmp_path: Path) -> None:
    from istanbul_talks.dataset.build import build

    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("Years of work.", encoding="utf-8")
    for target in (mine, mine / "thesis.txt"):
        with pytest.raises(CorpusError, match="is not a release: it has no MANIFEST"):
            build(CorpusFolder(river), target, today=TODAY)
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert build(CorpusFolder(river), tmp_path / "link", today=TODAY).facts
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "MANIFEST.json").is_file()


def test_fmt_writes_nothing_that_it_could_not_read_again(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = river / "annotations" / "river-talks.json"
    path.write_text("[" * 30 + "0," * 50_000 + "0" + "]" * 30, encoding="utf-8")
    before = path.read_bytes()
    assert main(["fmt", "--root", str(river)]) == 1
    assert "in canonical form the file is larger than 1,048,576 bytes" in capsys.readouterr().out
    assert path.read_bytes() == before
