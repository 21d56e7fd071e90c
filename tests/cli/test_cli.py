"""The commands as a user types them: output, exit codes, and what goes wrong."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import corpora
from corpora import ROOT, harbour
from istanbul_talks import validate
from istanbul_talks.cli import show, sources
from istanbul_talks.cli.parser import COMMANDS
from istanbul_talks.reading.corpus import load
from support.command import run


def edit(river: Path, old: str, new: str) -> Path:
    path = river / "annotations" / "river-talks.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_validate_a_clean_corpus(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "validate", "--root", river) == (0, "1 article checked: nothing wrong\n", "")


def test_a_message_has_place_rule_finding_and_remedy(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = edit(
        river, "Aria and Boria met in Cedon on Monday", "Aria and Boria met in Cedonia on Monday"
    ).read_text(encoding="utf-8")
    number = next(i for i, line in enumerate(lines.splitlines(), start=1) if "Cedonia" in line)
    code, out, _ = run(capsys, "validate", "--root", river)
    assert code == 1
    assert out.splitlines()[0] == (
        f"annotations/river-talks.json:{number}:16: error quote-not-found: "
        "claim met: “Aria and Boria met in Cedonia on Monday” is not in the body; "
        "nearest: “Aria and Boria met in Cedon on Monday” (line 7). "
        'Write: "quote": "Aria and Boria met in Cedon on Monday"'
    )
    assert out.count("quote-not-found: A quote is not in the text") == 1
    assert out.endswith("1 article checked: 1 error\n")


def test_all_findings_of_all_files_in_one_run(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(river, '"status": "draft"', '"status": "drafty"')
    (river / "annotations" / "broken.json").write_text("{", encoding="utf-8")
    (river / "corpus" / "broken.txt").write_text("Text.\n", encoding="utf-8")
    (river / "corpus" / "lonely.txt").write_text("Text.\n", encoding="utf-8")
    code, out, _ = run(capsys, "validate", "--root", river)
    assert code == 1
    rules = [
        line.split(": ")[1]
        for line in out.splitlines()
        if line.startswith(("annotations/", "corpus/"))
    ]
    assert rules == ["error json-syntax", "error schema", "warning annotation-missing"]
    assert "\n3 articles checked: 2 errors, 1 warning\n" in out
    assert out.endswith(
        "Quotes and labels of 2 articles were not checked: fix these errors first\n"
    )


def test_warnings_fail_only_if_strict(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(river, '"author": null', '"author": "Mia Roe"')
    assert run(capsys, "validate", "--root", river)[0] == 0
    assert run(capsys, "validate", "--root", river, "--strict")[0] == 1


def test_validate_paths(
    river: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (river / "corpus" / "lonely.txt").write_text("Text.\n", encoding="utf-8")
    monkeypatch.chdir(river / "annotations")
    assert run(capsys, "validate", "river-talks.json", "../corpus/river-talks.txt") == (
        0,
        "1 article checked: nothing wrong\n",
        "",
    )
    code, _, err = run(capsys, "validate", "../pyproject.toml")
    assert (
        code,
        "is not a capture (corpus/<id>.txt), annotation (annotations/<id>.json), decision or pass ("
        in err,
    ) == (2, True)
    code, _, err = run(capsys, "validate", "nothing.json")
    assert (code, err) == (
        2,
        "istanbul-talks: nothing.json: this file does not exist, and no article has this id\n",
    )
    assert run(capsys, "validate", "river-talks")[0] == 0
    (river / "annotations" / "Test_Town.json").write_text("{}", encoding="utf-8")
    code, out, _ = run(capsys, "validate", "Test_Town.json")
    assert (code, "bad-file-name: “Test_Town” is not a valid id" in out) == (1, True)
    (river / "annotations" / "link.json").symlink_to("river-talks.json")
    code, out, _ = run(capsys, "validate", "link.json")
    assert (code, "a symbolic link" in out) == (1, True)


def test_validate_a_pass_shows_nothing_of_other_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass is made blind; the folder of an annotator is all passes in it."""
    root = harbour(tmp_path / "harbour")
    passes, reference = root / "annotations/passes", root / "annotations/quay-reopens.json"
    for path in (reference, passes / "model-a" / "quay-reopens.json"):
        corpora.edit(path, claims__0__claimer="nobody")
    monkeypatch.chdir(root)
    assert run(capsys, "validate", "quay-reopens")[0] == 1
    own = "annotations/passes/reader-1/quay-reopens.json"
    for path, articles in ((own, "1 article"), (passes / "reader-1", "2 articles")):
        assert run(capsys, "validate", path) == (0, f"{articles} checked: nothing wrong\n", "")
    assert validate(root / own) == validate(passes / "reader-1") == []
    reference.write_text("{")
    corpora.edit(root / own, claims__0__claimer="nobody")
    code, out, _ = run(capsys, "validate", passes / "reader-1")
    found = [line.split(":")[0] for line in out.splitlines() if ": error " in line]
    assert (code, {*found}) == (1, {own})
    assert "were not checked" not in out  # only the reference was not
    assert run(capsys, "validate", own, reference)[1].count("json-syntax") == 2


def test_no_corpus_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "validate")
    problem = "there is no corpus/ and schema/ here or above. Name a corpus with --root"
    assert (code, err) == (2, f"istanbul-talks: {problem}\n")


@pytest.mark.parametrize("name", [name for name in COMMANDS if "shared" in COMMANDS[name]])
def test_root_is_not_a_corpus(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Each command with --root says what is missing: the folder, or a file of every corpus."""
    needed = {"baseline": ["bad-date", "--why", "Old."], "reanchor": ["x"], "diff": ["0.1.0"]}
    needed["import"] = ["brat", "x"]
    arguments = [
        name,
        *needed.get(name, ["x"] if name in ("new", "show", "pack", "unpack") else []),
    ]
    code, out, err = run(capsys, *arguments, "--root", tmp_path / "nowhere")
    message = f"the folder {tmp_path / 'nowhere'} does not exist"
    assert (code, out, err) == (2, "", f"istanbul-talks: {message}\n")
    code, out, err = run(capsys, *arguments, "--root", tmp_path)
    message = f"{tmp_path} is not a corpus folder: it has no schema/dataset.json"
    assert (code, out, err) == (2, "", f"istanbul-talks: {message}\n")


@pytest.mark.parametrize("name", ["validate", "fix", "fmt"])
def test_a_file_that_does_not_exist(
    river: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = edit(river, '"status": "draft"', '"status":   "draft"')
    before = path.read_bytes()
    code, out, err = run(capsys, name, "--root", river, path, "nope.json")
    assert (code, out) == (2, "")
    assert err.startswith("istanbul-talks: nope.json: this file does not exist")
    assert path.read_bytes() == before


def test_fmt_writes_the_one_correct_form(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = river / "annotations" / "river-talks.json"
    right = path.read_bytes()
    value = json.loads(right)
    path.write_text("\ufeff" + json.dumps(dict(reversed(value.items()))), encoding="utf-8")
    code, out, _ = run(capsys, "fmt", "--root", river, "--check")
    assert (code, out) == (
        1,
        "annotations/river-talks.json: not in canonical form. Run: istanbul-talks fmt\n",
    )
    assert run(capsys, "fmt", "--root", river) == (0, "annotations/river-talks.json: written\n", "")
    assert path.read_bytes() == right
    assert run(capsys, "fmt", "--root", river, path) == (0, "", "")


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"a": 1e999}', '["\\ud800"]', "{,}", "[" * 50]
)
def test_fmt_never_writes_what_it_could_not_read(
    river: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = river / "annotations" / "river-talks.json"
    path.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "fmt", "--root", river)
    assert code == 1
    assert out.startswith("annotations/river-talks.json:1:")
    assert path.read_text(encoding="utf-8") == text


def test_fmt_of_what_is_no_file(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told, and the files after it are formatted all the same."""
    path = edit(river, '"status": "draft"', '"status":   "draft"')
    code, out, _ = run(capsys, "fmt", "--root", river, river, path)
    assert code == 1
    assert "error not-a-regular-file: the file cannot be read: a folder" in out
    assert "annotations/river-talks.json: written" in out


def test_show_marks_mentions_and_lists_claims_and_stances(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(river, '"status": "draft"', '"status": "draft",\n  "notes": []').read_text(
        encoding="utf-8"
    )
    assert run(capsys, "fmt", "--root", river)[0] == 0
    code, out, _ = run(capsys, "show", "river-talks", "--root", river)
    assert code == 0
    assert "[Ana Vey](vey) said that “the bridge must open” before" in out
    assert (
        "  1. Ana Vey, direct “said that”: “the bridge must open” (position, true-certain) "
        "#claims/bridge\n" in out
    )
    assert (
        "  2. Boria FAVOR pause-works (explicit, high): “Boria demands a “full and lasting pause””"
        in out
    )
    assert "#stance/boria/pause-works" in out
    assert "Example Gazette · reportage · en" in out
    assert "draft, by model-x (model)" in out


def test_show_escapes_what_a_terminal_would_obey(harbour_release: Path) -> None:
    """No rule lets such a name pass; a release from elsewhere may hold one."""
    article = load(harbour_release)["quay-reopens"]
    hostile = replace(
        article,
        title="\x1b[31mred",
        claims=(replace(article.claims[0], claimer_name="Oto \x9b31mLenz\u202e"),),
    )
    out = "\n".join(show.lines(hostile, colours=False))
    assert not re.search("[\x1b\x9b\u202e]", out)
    assert "\\u001b[31mred" in out
    assert "Oto \\u009b31mLenz\\u202e" in out


def test_show_in_colours(
    river: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.cli.show.wants_colours", lambda: True)
    assert "\x1b[35m[Ana Vey](vey)\x1b[0m" in run(capsys, "show", "river-talks", "--root", river)[1]


def test_colours_are_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert sources.wants_colours()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not sources.wants_colours()


def test_show_of_an_unknown_or_broken_article(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "show", "river-talk", "--root", river)
    assert (code, err) == (
        2,
        "istanbul-talks: there is no article “river-talk”; did you mean “river-talks”?\n",
    )
    edit(river, '"status": "draft"', '"status": "done"')
    code, _, err = run(capsys, "show", "river-talks", "--root", river)
    assert code == 2
    assert "river-talks cannot be read: annotations/river-talks.json:" in err
    (river / "annotations" / "river-talks.json").unlink()
    assert (
        "annotations/river-talks.json does not exist"
        in run(capsys, "show", "river-talks", "--root", river)[2]
    )


def test_show_lists_the_places_of_words(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the quote to write for each; quotation marks and spaces may differ."""
    edit(river, '"quote": "the talks will help"', '"quote": "Cedon"')  # ambiguous, an error
    code, out, _ = run(capsys, "show", "river-talks", "--places", "Cedon", "--root", river)
    assert (code, out.splitlines()) == (
        0,
        [
            "line 7: …Aria and Boria met in Cedon on Monday for talks on the ri…  "
            '{"quote": "Cedon", "prefix": "met in "}',
            "line 11: …e Borian minister Oto Lenz in Cedon. Café owners 👩\\u200d🚒 hope for a q…  "
            '{"quote": "Cedon", "prefix": "Lenz in "}',
        ],
    )
    folded = ("show", "river-talks", "--places", '"the bridge  must', "--root", river)
    assert run(capsys, *folded)[1].endswith('before winter. Boria d…  "“the bridge must"\n')
    code, _, err = run(capsys, "show", "river-talks", "--places", "zebra", "--root", river)
    assert (code, err) == (2, "istanbul-talks: “zebra” is not in the body of river-talks\n")
    edit(river, '"status": "draft"', '"status": "done"')
    code, _, err = run(capsys, "show", "river-talks", "--places", "Cedon", "--root", river)
    assert (code, err) == (
        2,
        "istanbul-talks: river-talks cannot be read. To see why, run: istanbul-talks validate\n",
    )


def test_stats_of_a_checkout(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "stats", "--root", river)
    assert code == 0
    text = (river / "corpus" / "river-talks.txt").read_text(encoding="utf-8")
    body = text[text.index("Aria and Boria met") : text.index("quiet week.")] + "quiet week."
    assert out.splitlines()[1].split() == ["river-talks", str(len(body)), "7", "12", "4", "2"]
    assert "stance label: AGAINST 1, FAVOR 1" in out


def test_stats_and_cite_of_the_release_outside_a_checkout(
    harbour_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", harbour_release)
    code, out, _ = run(capsys, "stats")
    assert code == 0
    ids = [line.split()[0] for line in out.splitlines()]
    assert ids[1 : ids.index("all")] == ["council-walks-out", "nets-and-tides", "quay-reopens"]
    assert run(capsys, "show", "quay-reopens")[0] == 0
    assert run(capsys, "show", "nothing")[0] == 2
    assert run(capsys, "cite")[1].startswith("@misc{harbour-talks-")
    assert run(capsys, "cite", harbour_release, "--style", "apa")[1].startswith(
        "Nobody. (2024). Harbour Talks: "
    )
    code, _, err = run(capsys, "cite", tmp_path)
    assert (code, "Name the folder of a release" in err) == (2, True)


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_on_long_runs(
    river: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    from istanbul_talks.cli import validate

    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(validate, "EVERY", 1)
    assert ("1 of 1 articles" in run(capsys, "validate", "--root", river)[2]) is terminal


def script(name: str, *arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / name), *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        **more,
    )  # type: ignore[call-overload,no-any-return]


@pytest.mark.slow
def test_the_build_script(river: Path, tmp_path: Path) -> None:
    done = script("build.py", "--root", river, "--out", tmp_path / "out")
    assert done.returncode == 0
    heads = "articles characters entities mentions claims stance version digest where"
    assert " ".join(line.split()[0] for line in done.stdout.splitlines()) == heads
    assert "1 of 1 articles" in done.stderr
    edit(river, '"status": "draft"', '"status": "done"')
    failed = script("build.py", "--root", river, "--out", tmp_path / "out")
    assert failed.returncode == 1
    assert "error schema" in failed.stderr
    assert "was not changed" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert script("build.py", "--root", tmp_path).returncode == 2


def test_a_read_only_target_is_one_line(river: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    failed = script("build.py", "--root", river, "--out", tmp_path / "file" / "out")
    assert failed.returncode == 2
    assert len(failed.stderr.splitlines()) == 1


def test_agreement_of_a_checkout_and_of_the_release(
    harbour_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, out, _ = run(capsys, "agreement", "--root", harbour(tmp_path / "harbour"))
    assert code == 0
    assert "human with model: model-a, reader-1; 2 articles" in out
    assert "not estimable: fewer than 20 pairs of articles" in out
    assert "evidence and label, uα" in out
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", harbour_release)
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "agreement") == (0, out, "")
    found = json.loads(run(capsys, "agreement", "--json", "--seed", "3")[1])
    assert ["human", "model"] in [one["kinds"] for one in found]
    assert {m["layer"] for m in found[0]["measures"]} == {"mention", "claim", "stance", "article"}
    spans = next(m for m in found[0]["measures"] if m["id"] == "mention.ualpha.type")
    assert (spans["unit"], spans["layer"]) == ("spans by both", "mention")
    assert 0.5 < spans["value"] < 1


def test_agreement_of_one_article_and_layer(
    harbour_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = harbour(tmp_path / "harbour")
    one = ("agreement", "--article", "quay-reopens", "--layer", "claim")
    code, out, _ = run(capsys, *one, "--root", root)
    assert code == 0
    assert out.startswith("human with model: model-a, reader-1; 1 article; value")
    assert {line.split()[0] for line in out.splitlines()[1:]} == {"claim"}
    for arguments, said in [
        (("--article", "quay-reopen"), "no article “quay-reopen”; did you mean “quay-reopens”"),
        (("--article", "council-walks-out"), "council-walks-out does not have two passes. Add"),
        (("--layer", "claims"), "layer: there is no layer “claims”; did you mean “claim”"),
    ]:
        code, _, err = run(capsys, "agreement", *arguments, "--root", root)
        assert (code, said in err) == (2, True), err
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", harbour_release)
    monkeypatch.chdir(tmp_path)
    assert run(capsys, *one) == (0, out, "")


def test_agreement_without_passes(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remedy = "Add them as annotations/passes/ANNOTATOR/ARTICLE.json"
    message = f"istanbul-talks: no article has two passes. {remedy}\n"
    assert run(capsys, "agreement", "--root", river) == (2, "", message)
    folder = river / "annotations" / "passes" / "model-y"
    folder.mkdir(parents=True)
    (folder / "river-talks.json").write_text("{}", encoding="utf-8")
    assert run(capsys, "agreement", "--root", river)[2] == (
        "istanbul-talks: annotations/passes/model-y/river-talks.json does not fit "
        "schema/annotation.schema.json. To see why, run: istanbul-talks validate river-talks\n"
    )


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", "near-duplicate")
    assert code == 0
    assert out.startswith(
        "near-duplicate (warning, corpus)\n\n"
        "Two articles share at least 80 % of their five-word sequences.\n"
    )
    assert '"waive": {"near-duplicate": "the reason"}' in out
    assert "istanbul-talks baseline near-duplicate --why" in out
    error = run(capsys, "explain", "quote-not-found")[1]
    assert "An error stops a build and cannot be waived." in error
    assert "baseline" not in error
    warning = run(capsys, "explain", "open-value")[1]
    assert "This warning stops a build and cannot be waived." in warning
    assert '"waive"' not in warning
    assert "possible-miss (info, entities)" in run(capsys, "explain", "possible-miss")[1]
    every = run(capsys, "explain")[1].splitlines()
    assert len(every) > 100
    assert every == sorted(every, key=every.index)


def test_explain_knows_slips(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "explain", "near-duplicates") == (
        2,
        "",
        "istanbul-talks: there is no rule “near-duplicates”; did you mean “near-duplicate”?\n",
    )
    assert "List them with: istanbul-talks explain" in run(capsys, "explain", "zzz")[2]


def test_fmt_formats_passes_decisions_and_audits(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    annotation = json.loads((river / "annotations" / "river-talks.json").read_bytes())
    places = {
        "passes/model-y/river-talks.json": {"article": annotation.pop("article"), **annotation},
        "decisions/river-talks.json": {
            "decisions": [],
            "passes": ["a", "b"],
            "article": "river-talks",
        },
        "audits/seed-1.json": {"items": [], "seed": 1, "by": "reader-1"},
    }
    for path, value in places.items():
        (river / "annotations" / path).parent.mkdir(parents=True)
        (river / "annotations" / path).write_text(json.dumps(value), encoding="utf-8")
    assert run(capsys, "fmt", "--check", "--root", river)[1].count("not in canonical form") == 3
    assert run(capsys, "fmt", "--root", river)[0] == 0
    first = {
        path: next(iter(json.loads((river / "annotations" / path).read_bytes()))) for path in places
    }
    assert list(first.values()) == ["$schema", "article", "by"]
