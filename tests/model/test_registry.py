"""Files with a record per line: registries that people add to, and files of programs."""

import json
import subprocess
from pathlib import Path

import pytest

from corpora import TODAY, committed, git
from istanbul_talks.cli.main import main
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import registry, vocabulary
from istanbul_talks.model.vocabulary import Vocabulary
from istanbul_talks.validation.validator import Validator

ARIA = (
    '{"id":"aria","type":"GPE","name":"Aria","variants":["Aria"],"wikidata":null,"checked":null,'
    '"description":"For tests."}'
)
BORIA = ARIA.replace('"aria"', '"boria"').replace("Aria", "Boria")
READER = '{"id":"reader-1","kind":"human","note":"A reader."}'
SHA256 = "0" * 64
PATH = "schema/annotators.json"


def load(root: Path, name: str, *lines: str, end: str = "\n") -> Vocabulary:
    """The vocabulary with these lines in a file."""
    text = "\n".join(lines) + end
    if name in registry.LISTS:
        text = f'{{"{name}":[\n{text.replace(chr(10) + "{", chr(10) + ",{")}]}}\n'
    (root / registry.path_of(name)).write_bytes(text.encode())
    return vocabulary.load(CorpusFolder(root))


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        (
            "entities",
            [ARIA, BORIA.replace("For tests.", "For\\u001b[31m tests.")],
            "entities.jsonl:2:109: “For\\u001b[31m tests.” contains U+001B (a control character)",
        ),
        (
            "entities",
            [ARIA.replace('"name":"Aria"', '"name":"Ar\u202eia"')],
            "schema/entities.jsonl:1:34: “Ar\\u202eia” contains U+202E (RIGHT-TO-LEFT OVERRIDE)",
        ),
        ("entities", ["{"], "schema/entities.jsonl:1: json-syntax: "),
        ("entities", [""], "schema/entities.jsonl:1: json-syntax: "),
        ("entities", ["null"], "schema/entities.jsonl:1: "),
        (
            "entities",
            [ARIA.replace("GPE", "CITY")],
            "entities.jsonl:1: “CITY” is not a valid “type”",
        ),
        (
            "entities",
            [ARIA.replace('"wikidata":null', '"wikidata":"Q1"')],
            "“aria”: `checked` says where the Wikidata id was checked, and is null without one",
        ),
        (
            "entities",
            [ARIA, BORIA.replace("Boria", "Aria")],
            "entities.jsonl: “Aria” belongs to “aria” and “boria”. Merge them, or correct one",
        ),
        (
            "entities",
            [
                line.replace('"wikidata":null,"checked":null', '"wikidata":"Q1","checked":"a page"')
                for line in (ARIA, BORIA)
            ],
            "schema/entities.jsonl: “Q1” belongs to “aria” and “boria”",
        ),
        (
            "entities",
            [ARIA, BORIA, ARIA.replace("For tests.", "Another.").replace("GPE", "LOC")],
            "schema/entities.jsonl:3: “aria” is also in line 1, with another type and "
            "description. Keep one of the two lines, or give one of them another id",
        ),
        (
            "entities",
            ["<<<<<<< HEAD", ARIA, "=======", BORIA, ">>>>>>> theirs"],
            "schema/entities.jsonl:1: a mark that git left in a conflict. "
            "To keep the lines of both sides, run: istanbul-talks fmt",
        ),
        (
            "annotators",
            [READER.replace("human", "robot")],
            "annotators.json:2: “robot” is not a valid “kind”",
        ),
        (
            "annotators",
            [READER.replace("reader-1", "con")],
            "schema/annotators.json: “con” is a reserved name. Change the id",
        ),
    ],
)
def test_a_wrong_registry_is_refused(
    river: Path, name: str, lines: list[str], message: str
) -> None:
    with pytest.raises(CorpusError) as refused:
        load(river, name, *lines)
    assert message in str(refused.value)


def entry(id: str) -> str:
    return f'{{"id":"{id}","capture_sha256":"{SHA256}","since":"2.0.0"}}'


def test_a_file_that_programs_write_has_one_form(river: Path) -> None:
    """The ledger: what does not matter in a registry is an error here."""
    wrong = {
        (entry("b"), entry("a")): "ledger.jsonl:2: “a” comes after “b”. Sort the lines, each once",
        (entry("a"), entry("a")): "ledger.jsonl:2: “a” comes after “a”. Sort the lines, each once",
        (f"{entry('a')}\r",): "ledger.jsonl:1: the line ends in CR LF instead of LF. Turn off ",
        (entry("a").replace(":", ": ", 1),): f"is not in canonical form. Write: {entry('a')}",
    }
    for lines, message in wrong.items():
        with pytest.raises(CorpusError) as refused:
            load(river, "ledger", *lines)
        assert message in str(refused.value)
    with pytest.raises(CorpusError, match=r"ledger\.jsonl:1: the last line has no newline"):
        load(river, "ledger", entry("a"), end="")
    load(river, "ledger", entry("a"))
    versions = [
        f'{{"version":"{version}","released":"2024-01-02","digest":"{SHA256}"}}'
        for version in ("0.9.0", "0.10.0")
    ]
    assert [*load(river, "releases", *versions).releases] == ["0.9.0", "0.10.0"]


def test_a_missing_registry_is_refused(river: Path) -> None:
    (river / "schema" / "entities.jsonl").unlink()
    with pytest.raises(
        CorpusError,
        match=r"entities\.jsonl: No such file .*\. A corpus needs this file; it may be empty",
    ):
        vocabulary.load(CorpusFolder(river))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([BORIA, ARIA], "line 2: “aria” comes after “boria”"),
        ([ARIA, BORIA, ARIA], "line 3: “aria” comes after “boria”"),
        ([ARIA.replace(":", ": "), BORIA], "line 1: it is not in canonical form"),
        (
            [json.dumps(dict(reversed(json.loads(ARIA).items()))), BORIA],
            "line 1: it is not in canonical form",
        ),
        ([ARIA, f"{BORIA}\r"], "line 2: it is not in canonical form"),
    ],
)
def test_an_untidy_registry_is_read_and_fmt_tidies_it(
    river: Path, capsys: pytest.CaptureFixture[str], lines: list[str], found: str
) -> None:
    known = load(river, "entities", *lines)
    assert known.untidy == {"schema/entities.jsonl": found}
    assert [*known.entities["aria"]] == [*json.loads(ARIA)]  # its keys are in order
    assert [*known.entities.values()] == [json.loads(ARIA), json.loads(BORIA)]
    root = ["--root", str(river)]
    assert main(["fmt", "--check", *root]) == 1
    shown = "schema/entities.jsonl: not in canonical form. Run: istanbul-talks fmt\n"
    assert capsys.readouterr().out == shown
    assert main(["fmt", str(river / "annotations" / "river-talks.json"), *root]) == 0
    assert capsys.readouterr().out == ""
    assert main(["fmt", str(river / "schema" / "entities.jsonl"), *root]) == 0
    assert capsys.readouterr().out == "schema/entities.jsonl: written\n"
    assert (river / "schema" / "entities.jsonl").read_text(encoding="utf-8") == f"{ARIA}\n{BORIA}\n"
    assert main(["fmt", "--check", *root]) == 0


def test_forms_that_two_branches_add_to_an_entity_are_kept(river: Path) -> None:
    """Both sides of a merge have a line for it; fmt makes one of them."""
    lines = [ARIA.replace('"Aria"]', '"A","Aria"]'), BORIA, ARIA.replace('"Aria"]', '"Aria","Z"]')]
    known = load(river, "entities", *lines)
    assert known.entities["aria"] == {**json.loads(ARIA), "variants": ["A", "Aria", "Z"]}
    assert known.untidy == {"schema/entities.jsonl": "line 3: “aria” comes after “boria”"}
    assert main(["fmt", "--root", str(river)]) == 0
    text = (river / "schema" / "entities.jsonl").read_text(encoding="utf-8")
    both = ARIA.replace('"Aria"]', '"A","Aria","Z"]')
    assert text == f"{both}\n{BORIA}\n"


def test_a_list_in_another_layout_is_read_and_fmt_tidies_it(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a program writes it that knows only JSON, and with a schema of before 0.4."""
    new = vocabulary.load(CorpusFolder(river))
    schema_file, path = (
        river / "schema" / "vocabulary.schema.json",
        river / "schema/annotators.json",
    )
    schema, tidy = json.loads(schema_file.read_bytes()), path.read_bytes()
    items = {"type": "array", "items": schema["properties"]["annotators"]}
    schema["properties"]["annotators"] = {"type": "object", "properties": {"annotators": items}}
    schema_file.write_text(json.dumps(schema), encoding="utf-8")
    path.write_text(json.dumps(json.loads(tidy), indent=2), encoding="utf-8")
    assert vocabulary.load(CorpusFolder(river)).annotators == new.annotators
    (hint,) = Validator(river, today=TODAY).validate()
    assert (hint.rule, hint.path, str(hint.severity)) == ("untidy-registry", f"{PATH}", "info")
    assert hint.message == "line 3: each record needs a line of its own"
    assert main(["fmt", "--root", str(river)]) == 0
    assert capsys.readouterr().out == f"{PATH}: written\n"
    assert path.read_bytes() == tidy
    for text, said in (
        ("[]", "this is no list of annotators"),
        ('{"annotators": [1], "annotators": []}', "1:21: duplicate-key: "),
        ('{"annotators": [123456789012345678901234567890]}', "1:17: number-out-of-range: "),
        ('{"annotators": [],\n"publishers": []}', "this is no list of annotators"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CorpusError, match=rf"annotators\.json:(?: |){said}"):
            vocabulary.load(CorpusFolder(river))


def test_a_merge_may_leave_commas_that_do_not_separate(river: Path) -> None:
    """Each branch made another record the first of a list."""
    path = river / "schema" / "annotators.json"
    one, two = READER, READER.replace("reader-1", "reader-2")
    path.write_text(f'{{"annotators":[\n{two}\n{one}\n,{two}\n]}}\n', encoding="utf-8")
    known = vocabulary.load(CorpusFolder(river))
    assert [*known.annotators] == ["reader-1", "reader-2"]
    assert known.untidy == {PATH: "line 3: a comma must separate the lines"}
    assert main(["fmt", "--root", str(river)]) == 0
    assert path.read_text(encoding="utf-8") == f'{{"annotators":[\n{one}\n,{two}\n]}}\n'


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_fmt_keeps_both_sides_where_git_did_not_merge(
    river: Path, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    """A host that knows no .gitattributes, and two branches that add and change the same lines."""
    registry, sides = river / "schema" / "entities.jsonl", (ARIA, BORIA.replace("tests", "us"))
    registry.write_text(f"{BORIA}\n", encoding="utf-8")
    committed(river)
    for number, line in enumerate(sides):
        git(river, "switch", "-q", "-c", f"branch-{number}", "main")
        registry.write_text(f"{line}\n", encoding="utf-8")
        committed(river, "Another line")
    with pytest.raises(subprocess.CalledProcessError):
        git(river, "-c", f"merge.conflictStyle={style}", "merge", "-q", "branch-0")
    assert "<<<<<<< " in registry.read_text(encoding="utf-8")
    assert main(["validate", "--root", str(river)]) == 2
    assert "a mark that git left in a conflict" in capsys.readouterr().err
    assert main(["fmt", "--root", str(river)]) == 0
    assert registry.read_text(encoding="utf-8").splitlines() == [*sides]
