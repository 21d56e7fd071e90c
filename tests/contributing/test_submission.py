"""A submitted form becomes a branch with an article; one bad form never blocks another."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from corpora import ROOT, committed, git, river
from istanbul_talks.cli.main import main
from istanbul_talks.contributing import submission
from istanbul_talks.contributing.filled_form import fields
from istanbul_talks.errors import CorpusError
from support.submitted import TEXT, VALUES, draft_of, known, submitted


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return committed(river(tmp_path / "river"))


def run(repository: Path, *issues: tuple[int, Any]) -> subprocess.CompletedProcess[str]:
    files = []
    for number, body in issues:
        files.append(repository.parent / f"issue-{number}.json")
        files[-1].write_text(
            json.dumps({"issue": {"number": number, "body": body}}), encoding="utf-8"
        )
    command = [
        sys.executable,
        str(ROOT / "scripts" / "form.py"),
        "--out",
        str(repository.parent / "said"),
        *map(str, files),
    ]
    who = {
        f"GIT_{role}_{key}": "t" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")
    }
    return subprocess.run(
        command,
        cwd=repository,
        env={**os.environ, **who},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_form_becomes_a_branch(repository: Path) -> None:
    done = run(repository, (12, submitted()))
    assert (done.returncode, done.stdout, done.stderr) == (0, "form 12: branch form/12\n", "")
    files = git(repository, "diff", "--name-only", "main", "form/12").split()
    id = "ministers-meet-cedon-again"
    assert files == [f"annotations/{id}.json", f"corpus/{id}.txt", "schema/annotators.json"]
    assert git(repository, "show", f"form/12:corpus/{id}.txt") == TEXT.strip()
    made = json.loads(git(repository, "show", f"form/12:annotations/{id}.json"))
    assert [claim["id"] for claim in made["claims"]] == ["bridge", "pause"]
    assert made["claims"][0] == {
        "id": "bridge",
        "quote": "“the bridge must open”",
        "claimer": "vey",
        "cue": "said that",
        "attribution": "direct",
        "type": "position",
        "epistemic": "true-certain",
        "checkworthy": False,
    }
    assert made["stance"][0]["evidence"] == ["Boria demands a “full and lasting pause”"]
    assert (made["date"]["published"], made["date"]["evidence"], made["date"]["captured"]) == (
        "2024-03-04",
        ["2024-03-04"],
        None,
    )
    assert made["source"]["publisher"] == "Example Gazette"
    assert "external" not in made["source"]
    assert {entity["id"] for entity in made["entities"]} >= {"aria", "boria", "vey", "cedon"}
    assert made["provenance"][0] | {"date": ""} == {
        "by": "reader-7",
        "kind": "human",
        "did": "annotate",
        "date": "",
        "guidelines": "1.0",
    }
    people = json.loads(git(repository, "show", "form/12:schema/annotators.json"))["annotators"]
    assert people[-1]["id"] == "reader-7"
    assert git(repository, "status", "--porcelain") == ""
    assert len(git(repository, "worktree", "list").splitlines()) == 1
    assert "article `ministers-meet-cedon-again`" in (
        repository.parent / "said" / "12.md"
    ).read_text(encoding="utf-8")


@pytest.mark.slow
def test_one_bad_form_never_blocks_another(repository: Path) -> None:
    """Six bad ones and two good: two branches, and for each of the others what to fix."""
    bad = {
        1: "no form at all",
        2: submitted(
            Claims="quote: nowhere in it\nid: x\nclaimer: vey\ncue: said that\n"
            "attribution: indirect\ntype: position\nepistemic: unknown\ncheckworthy: no"
        ),
        3: submitted(Stance="holdr: boria"),
        4: submitted(**{"Who annotates": "Somebody"}),
        5: submitted(**{"Text of the article": ""}),
        6: None,  # an issue without a text
        9: ["no text"],
    }
    good = {7: submitted(), 8: submitted(**{"Source: title": "", "Claims": ""})}
    done = run(repository, *bad.items(), *good.items())
    assert done.returncode == 1
    assert done.stdout == "form 7: branch form/7\nform 8: branch form/8\n"
    assert git(repository, "branch", "--list", "form/*").split() == ["form/7", "form/8"]
    said = {
        n: (repository.parent / "said" / f"{n}.md").read_text(encoding="utf-8")
        for n in (1, 2, 3, 4, 5, 6)
    }
    assert "the heading “### Before you send it” is missing" in said[1]
    assert said[6] == said[1]
    assert "- `line 79, Claims, block 1, quote: “nowhere in it” is not in the body" in said[2]
    assert "(quote-not-found)" in said[2]
    assert "Stance, block 1: “holdr” is not a key; did you mean “holder”?" in said[3]
    assert (
        "“Who annotates”: “Somebody” is not an id. "
        "Write lower-case letters, digits and hyphens, such as reader-1" in said[4]
    )
    assert "“Text of the article”: it is empty. Paste the page here" in said[5]
    assert "issue-9.json has no issue with a number and a text" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_form_with_a_new_entity(repository: Path) -> None:
    """The registry gets it, with what the form says of it. Without a note there is an error."""
    block = "id: river-commission\ntype: ORG\nname: River Commission\nmentions: press"
    done = run(
        repository,
        (5, submitted(Entities=block)),
        (6, submitted(Entities=f"{block}\nnote: Made up for tests.")),
    )
    assert (
        "“river-commission” is new to the corpus. Add to its block: note: who or what it is"
        in done.stderr
    )
    assert done.stdout == "form 6: branch form/6\n"
    lines = git(repository, "show", "form/6:schema/entities.jsonl").splitlines()
    assert (
        '{"id":"river-commission","type":"ORG","name":"River Commission","variants":["press"],'
        '"wikidata":null,"checked":null,"description":"Made up for tests."}' in lines
    )
    assert [json.loads(line)["id"] for line in lines] == sorted(
        json.loads(line)["id"] for line in lines
    )


def test_messages_are_in_the_words_of_the_form(repository: Path) -> None:
    """The field, and what to write there: no JSON."""
    twice = VALUES["Stance"].replace(
        "evidence: Boria demands a “full and lasting pause”", "evidence: Cedon"
    )
    assert (
        run(
            repository,
            (7, submitted(Stance=twice)),
            (8, submitted().replace("- [x] I read", "- [ ] I read")),
            (9, re.sub("- .x. .*\n", "", submitted())),
            (10, submitted().replace("- [x] I read the guidelines.", "- [x] Yes.")),
            (11, submitted().replace("- [x] I read the guidelines.\n", "")),
        ).returncode
        == 1
    )
    said = (repository.parent / "said" / "7.md").read_text(encoding="utf-8")
    assert "- `line 104, Stance, block 1, evidence: " in said
    assert "{" not in said
    for number in (8, 9, 10, 11):
        said = (repository.parent / "said" / f"{number}.md").read_text(encoding="utf-8")
        assert "tick both boxes" in said, number


def test_the_branch_of_a_form_is_green(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a new entity, a form that the registry lacks, and a new outlet. Then the same again."""
    entity = "id: mist\ntype: ORG\nname: River Commission\nmentions: press\nnote: Made up."
    form = submitted(**{"Entities": entity, "Source: publisher": "River Post", "Source: url": ""})
    made = submission.make_branch(repository, "HEAD", 7, form)
    assert "- [ ] new in `schema/publishers.json`: `river-post`" in made.reply
    assert "- [ ] new in `schema/entities.jsonl`: `mist`" in made.reply
    assert "- [ ] the body: `Aria and Boria met in Cedon on Monday … Café" in made.reply
    git(repository, "checkout", "-q", "form/7")
    assert main(["validate", "--strict", "--root", str(repository)]) == 0, capsys.readouterr().out
    with pytest.raises(CorpusError, match="near-duplicate|duplicate"):
        submission.make_branch(repository, "HEAD", 8, form)


def test_a_form_without_a_label_makes_no_branch(repository: Path) -> None:
    """A draft may have open values, but a build refuses it: the branch would not be green."""
    with pytest.raises(CorpusError) as refused:
        body = submitted(**{"Date: certainty": "", "Source: genre": ""})
        submission.make_branch(repository, "HEAD", 3, body)
    said = str(refused.value).split("\n")
    assert [line.partition("still open. ")[2].removesuffix(" (open-value)") for line in said] == [
        "Write one of: reportage, analysis, opinion, background, aggregation, user-generated, "
        "press-release",
        "Write one of: high, medium, low",
    ]


def test_every_error_is_said_at_once_with_its_line(repository: Path) -> None:
    """What cannot be read and what the rules find: each with the line of the form it is about."""
    claims = VALUES["Claims"].replace("claimer: vey", "claimer: Somebody").replace("yes", "maybe")
    third = "id: third\nquote: Cedon\nclaimer: article\ntype: event\nepistemic: unknown"
    body = submitted(
        **{
            "Who annotates": "Reader",
            "Source: publisher": "Example-Gazette",
            "Date: published": "someday",
            "Date: evidence": "next week",
            "Claims": f"{claims}\n\n{third}\nCheckworthy: yes",
            "Entities": "id: mist\ntype: ORG\nname: Mist\nmentions: Mist",
            "Stance": VALUES["Stance"].replace("boria", "bora").replace("pause-works", "pause"),
        }
    ).replace("- [x] I read", "- [ ] I read")
    with pytest.raises(CorpusError) as refused:
        submission.make_branch(repository, "HEAD", 1, body.replace("\n", "\r\n"))
    lines = body.split("\n")
    said = [line.split(", ", 1) for line in str(refused.value).split("\n")]
    about = [(lines[int(number.removeprefix("line ")) - 1], words) for number, words in said]
    expected = {
        "- [ ] I read the guidelines.": "“Before you send it”: tick both boxes",
        "Reader": "“Who annotates”: “Reader” is not an id",
        "Example-Gazette": "“Source: publisher”: “Example-Gazette” is almost the name of another",
        "someday": "Date: published: “someday” is not an EDTF date",
        "next week": "Date: evidence: “next week” is not in the capture",
        "id: mist": "Entities, block 1, id: “mist” is new to the corpus",
        "mentions: Mist": "Entities, block 1, mentions: “Mist” is not in the body",
        "claimer: Somebody": "Claims, block 1, claimer: “Somebody” is not an id",
        "checkworthy: maybe": "Claims, block 2, checkworthy: “maybe” is not one of the values",
        "quote: Cedon": "Claims, block 3, quote: “Cedon” occurs",
        "holder: bora": "Stance, block 1, holder: “bora” is not",
        "target: pause": "Stance, block 1, target: “pause” is not",
    }
    assert "did you mean “boria”? Write" in str(refused.value)
    assert "Write: quote: met in >> Cedon for line 128;" in str(refused.value)
    assert lines[127].startswith("Aria and Boria met in Cedon")
    for line, words in expected.items():
        assert any(a == line and b.startswith(words) for a, b in about), (line, about)
    assert len(about) == len(expected)


def test_nothing_is_said_that_follows_from_another_problem(repository: Path) -> None:
    """An entity that cannot be read is not missing, too."""
    claims = VALUES["Claims"].replace("claimer: vey", "claimer: mist")
    block = "id: mist\ntyp: ORG\nname: River Commission\nmentions: press\nnote: Made up."
    with pytest.raises(CorpusError) as refused:
        submission.make_branch(repository, "HEAD", 1, submitted(Entities=block, Claims=claims))
    (only,) = str(refused.value).split("\n")
    assert "Entities, block 1: “typ” is not a key; did you mean “type”?" in only


def test_a_page_in_the_text_field(repository: Path) -> None:
    """Its lines are not those of the capture: messages name the first line of the field."""
    page = f"<html><body>{''.join(f'<p>{p}</p>' for p in TEXT.splitlines() if p)}</body></html>"
    values = {"Text of the article": page, "Source: publisher": "example gazette"}
    made = draft_of(submitted(**values))
    assert made.annotation["source"]["publisher"] == "Example Gazette"
    twice = VALUES["Stance"].replace("evidence: Boria demands a", "evidence: the | Boria demands a")
    body = submitted(**values, Stance=twice)
    first = next(n for n, line in enumerate(body.split("\n"), 1) if line.startswith("<html>"))
    with pytest.raises(CorpusError, match=f"“the” occurs .* line {first} after"):
        submission.make_branch(repository, "HEAD", 1, body)


def test_the_patch_of_a_form_is_written_beside_the_answer(repository: Path) -> None:
    assert run(repository, (12, submitted()), (13, "no form")).returncode == 1
    said = repository.parent / "said"
    files = {path.relative_to(said).as_posix() for path in said.rglob("*") if path.is_file()}
    names = git(repository, "diff", "--name-only", "main", "form/12").split()
    assert files == {"12.md", "13.md", "12.patch"}
    git(repository, "apply", "--index", str(said / "12.patch"))
    assert git(repository, "diff", "--cached", "--name-only").split() == names
    assert git(repository, "write-tree") == git(repository, "rev-parse", "form/12^{tree}")


NESTED = "".join(f"Content-Type: multipart/related; boundary=B{n}\n\n--B{n}\n" for n in range(1500))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"Claims": VALUES["Claims"] + "\ud800"},
            "“Claims”: \\ud800 is half a character. Delete it",
        ),
        ({"Source: title": "\udfffA title"}, "“Source: title”: \\udfff is half a character"),
        ({"Source: url": "http://[::1"}, "“http://[::1” is not a valid URL"),
        ({"Source: url": "http://\u2100.com/"}, "“http://℀.com/” is not a valid URL"),
        (
            {"Text of the article": NESTED},
            "the saved page has parts in parts, too deep to read",
        ),
    ],
)
def test_what_once_stopped_a_batch_is_an_error(
    repository: Path, change: dict[str, str], problem: str
) -> None:
    with pytest.raises(CorpusError, match=re.escape(problem)):
        submission.make_branch(repository, "HEAD", 1, submitted(**change))


@pytest.mark.parametrize("text", ["[" * 100_000, "5", "[]", '{"number": 1}', "{", "\ufeff"])
def test_a_file_that_is_no_issue(tmp_path: Path, text: str) -> None:
    (tmp_path / "issue.json").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"^issue\.json is not the JSON of an issue \("):
        submission.read_issue(tmp_path / "issue.json")


@pytest.mark.parametrize("number", [0, -1, 10**9, 10**400, True, 1.0, "1"])
def test_a_number_that_no_issue_has(tmp_path: Path, number: Any) -> None:
    text = json.dumps({"number": number, "body": "x"})
    (tmp_path / "issue.json").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="has no issue with a number and a text|JSON of an issue"):
        submission.read_issue(tmp_path / "issue.json")


def test_a_form_that_is_too_long(tmp_path: Path) -> None:
    text = json.dumps({"number": 4, "body": "x" * (128 * 1024 + 1)})
    (tmp_path / "issue.json").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="form 4 has more than 131,072 characters"):
        submission.read_issue(tmp_path / "issue.json")


ACTING = "##[error]x ::error::x @everyone #12 <b>x</b> [x](https://example.org) ` x"


def test_words_of_a_form_have_no_effect_in_the_answer_or_the_log(repository: Path) -> None:
    lines = {"Who annotates": f"::error::{ACTING}", "Claims": f"claimer: {ACTING}"}
    bodies = [submitted(**{name: value}) for name, value in lines.items()]
    bodies.append(submitted(**{"Source: language": ACTING}))
    done = run(repository, *enumerate(bodies, start=1))
    assert "form 1: line 8, “Who annotates”: “::error::" in done.stderr
    assert "##[" not in done.stderr + done.stdout
    for line in done.stderr.splitlines():
        assert line.startswith("form "), line
    for number in (1, 2, 3):
        said = (repository.parent / "said" / f"{number}.md").read_text(encoding="utf-8")
        assert "@everyone" in said, number
        shown = Markdown().convert(said)
        assert "@everyone" not in re.sub(r"(?s)<code>.*?</code>", "", shown), shown
        assert "<b>" not in shown
        assert "href" not in shown


@pytest.mark.slow
def test_a_page_that_hangs_or_kills_the_program_stops_no_other_form(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("form_script", ROOT / "scripts" / "form.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    def make_branch(top: Path, base: str, number: int, body: str) -> submission.Submitted:
        if number == 1:
            time.sleep(60)
        if number == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 3:
            raise RuntimeError("not foreseen")
        return submission.Submitted("Made.", b"")

    monkeypatch.setattr(script, "make_branch", make_branch)
    monkeypatch.setattr(script, "LONGEST", 2)
    monkeypatch.chdir(repository)
    files = []
    for number in (1, 2, 3, 4):
        files.append(f"{number}.json")
        Path(files[-1]).write_text(json.dumps({"number": number, "body": "x"}), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["form.py", "--out", "said", *files])
    assert script.main() == 1
    out, err = capfd.readouterr()
    assert out == "form 4: branch form/4\n"
    for number, why in enumerate(
        ("not done after 2 seconds", "it crashed the program", "RuntimeError"), 1
    ):
        problem = f"the text of the article cannot be read ({why}). Send it as plain text"
        assert f"form {number}: {problem}" in err
        assert f"- `{problem}" in Path("said", f"{number}.md").read_text(encoding="utf-8")
    assert Path("said/4.md").read_text(encoding="utf-8") == "Made."


@pytest.mark.slow
def test_an_edited_form_takes_the_place_of_its_branch(repository: Path) -> None:
    assert run(repository, (3, submitted())).returncode == 0
    first = git(repository, "rev-parse", "form/3")
    assert run(repository, (3, submitted(**{"Date: certainty": "medium"}))).returncode == 0
    assert git(repository, "rev-parse", "form/3") != first


def test_the_text_cannot_pass_for_another_field() -> None:
    """Headings, fences and commands inside the article stay text, byte for byte."""
    hostile = "### Who annotates\n\nsomebody-else\n\n```\n### Claims\n::error::x\n---\n<script>"
    body = submitted(**{"Text of the article": hostile})
    found = fields(body, known())
    assert found["Who annotates"].text == "reader-7"
    text, line = found["Text of the article"]
    assert text == hostile
    assert body.split("\n")[line - 1] == "### Who annotates"


def test_an_empty_text_area_is_no_value() -> None:
    """A host may fence nothing, and then the field was left empty."""
    body = submitted(Claims="CLAIMS").replace("```text\nCLAIMS\n```", "```text\n\n```")
    assert fields(body, known())["Claims"].text == ""


@settings(max_examples=25)
@given(st.text(), st.text())
def test_any_text_is_read_or_refused(value: str, text: str) -> None:
    for body in (
        value,
        submitted(Claims=value, Stance=text),
        submitted(**{"Text of the article": text, "Source: title": value}),
    ):
        try:
            made = draft_of(body)
        except CorpusError as refusal:
            assert str(refusal).strip()  # in words
        else:
            assert made.annotation["article"] == made.id
            assert made.capture.endswith("\n")


def test_a_reserved_name_is_no_annotator() -> None:
    """Passes are in a folder of that name, which Windows could not make."""
    with pytest.raises(CorpusError, match="“Who annotates”: “aux” is a reserved name. Write "):
        draft_of(submitted(**{"Who annotates": "aux"}))


@pytest.mark.parametrize("hidden", ["\x1b", "\u202e", "\u200b", "\U000e0041"])
@pytest.mark.parametrize(
    "field",
    [*("Who annotates", "About the annotator", "Source: title", "Source: publisher"),
     *("Source: language", "Date: published", "Claims", "Stance")],
)  # fmt: skip
def test_hidden_characters_in_a_field_are_named(repository: Path, field: str, hidden: str) -> None:
    """In notes of a block too."""
    value = f"{VALUES[field]}\nnote: So{hidden}mebody" if field in ("Claims", "Stance") else None
    body = submitted(**{field: value or f"{VALUES[field][:2]}{hidden}{VALUES[field][2:]}"})
    with pytest.raises(CorpusError) as caught:
        submission.make_branch(repository, "HEAD", 1, body)
    assert hidden not in f"{caught.value} {caught.value!r}"
    assert f"U+{ord(hidden):04X}" in str(caught.value), caught.value
