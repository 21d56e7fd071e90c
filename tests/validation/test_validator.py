"""`validate` and `Validator`: the same findings as the command line, from any number of threads."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

import istanbul_talks
from corpora import TODAY, edit, enriched, larger
from istanbul_talks import (
    CorpusError,
    Finding,
    NotFoundError,
    Severity,
    UnknownNameError,
    Validator,
    validate,
)
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.validation.scope import Named, named

ID = "tide-0007"


@pytest.fixture
def tides(tmp_path: Path) -> Path:
    """Twelve articles: one has a wrong claimer, one a date that is no day, one file is not JSON."""
    root = larger(tmp_path / "tides", 12)
    ids = sorted(path.stem for path in (root / "annotations").glob("*.json"))
    edit(
        root / f"annotations/{ids[1]}.json",
        lambda value: value["claims"][0].update(claimer="nobody"),
    )
    edit(
        root / f"annotations/{ids[4]}.json",
        lambda value: value["date"].update(published="2024-02-31"),
    )
    (root / f"annotations/{ids[7]}.json").write_text("{", encoding="utf-8")
    return root


def ids_of(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "annotations").glob("*.json"))


def reported(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    main(["validate", "--format", "json", *arguments])
    return json.loads(capsys.readouterr().out)["findings"]


def as_reported(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": finding.line or None,
        "column": finding.column or None,
        "rule": finding.rule,
        "severity": finding.severity,
        "item": finding.item or None,
        "pointer": finding.pointer or None,
        "found": finding.message,
        "remedy": finding.fix,
    }


def test_the_findings_are_those_of_the_command_line(
    tides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = validate(tides)
    assert {"unknown-claimer", "bad-date", "json-syntax"} <= {finding.rule for finding in found}
    assert [as_reported(finding) for finding in found] == reported(capsys, "--root", str(tides))
    assert validate(str(tides)) == Validator(tides).validate() == found
    first = next(finding for finding in found if finding.rule == "bad-date")
    assert first.severity is Severity.ERROR
    assert first.path == f"annotations/{ids_of(tides)[4]}.json"
    assert "2024-02-31" in first.message


def test_one_article(tides: Path, capsys: pytest.CaptureFixture[str]) -> None:
    id = ids_of(tides)[1]
    found = Validator(tides).article(id)
    assert "unknown-claimer" in {finding.rule for finding in found}
    assert {Path(finding.path).stem for finding in found} == {id}
    assert [as_reported(f) for f in found] == reported(capsys, "--root", str(tides), id)
    for file in (tides / "corpus" / f"{id}.txt", tides / "annotations" / f"{id}.json"):
        assert validate(file) == found


def test_one_article_is_checked_without_numpy(tides: Path) -> None:
    code = "import sys, istanbul_talks; istanbul_talks.validate(sys.argv[1])"
    path = tides / "corpus" / f"{ID}.txt"
    for given, expected in ((path, "False"), (tides, "True")):
        command = [sys.executable, "-c", f"{code}; print('numpy' in sys.modules)", str(given)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


def test_a_validator_sees_every_change(tides: Path) -> None:
    validator, id = Validator(tides, today=TODAY), ids_of(tides)[0]
    before = validator.article(id)
    edit(
        tides / f"annotations/{id}.json", lambda value: value["claims"][0].update(claimer="nobody")
    )
    (tides / "annotations" / "passes" / "reader-9").mkdir(parents=True)
    (tides / "annotations" / "passes" / "reader-9" / f"{id}.json").write_text("[", encoding="utf-8")
    new = {finding.rule for finding in validator.article(id)} - {f.rule for f in before}
    assert {"unknown-claimer", "json-syntax"} <= new


def test_the_day_of_the_check_can_be_fixed(tides: Path) -> None:
    early = TODAY.replace(year=1990)
    assert "published-in-future" in {f.rule for f in validate(tides, today=early)}
    assert "published-in-future" not in {f.rule for f in validate(tides, today=TODAY)}


def test_threads_find_the_same(tides: Path) -> None:
    validator, ids = Validator(tides, today=TODAY), ids_of(tides)
    alone = {id: Validator(tides, today=TODAY).article(id) for id in ids}
    everything = Validator(tides, today=TODAY).validate()
    with ThreadPoolExecutor(8) as threads:
        complete = [threads.submit(validator.validate) for _ in range(4)]
        for id, found in zip(ids * 10, threads.map(validator.article, ids * 10), strict=True):
            assert found == alone[id]
        assert all(future.result() == everything for future in complete)


def test_a_file_of_decisions_names_its_article(tmp_path: Path) -> None:
    root = enriched(tmp_path / "corpus")
    places = root / "annotations/decisions", root / "annotations/additions/decisions"
    paths = [folder / "quay-reopens.json" for folder in places]
    assert named(CorpusFolder(root), paths) == [Named("quay-reopens")]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda root: validate(3), TypeError, "path must be a str or pathlib.Path, not int"),
        (
            lambda root: validate(None),
            TypeError,
            "path must be a str or pathlib.Path, not NoneType",
        ),
        (lambda root: Validator(b"x"), TypeError, "root must be a str or pathlib.Path, not bytes"),
        (
            lambda root: validate(root, today="x"),
            TypeError,
            "today must be a datetime.date, not str",
        ),
        (
            lambda root: validate(root, today=datetime(2024, 1, 1)),
            TypeError,
            "today must be a datetime.date, not datetime",
        ),
        (lambda root: Validator(root).article(3), TypeError, "id must be a str, not int"),
        (
            lambda root: Validator(root).article("tide"),
            UnknownNameError,
            "there is no article “tide”",
        ),
        (lambda root: validate(root / "nothing"), NotFoundError, "no such file or folder"),
        (lambda root: validate(root / "corpus"), NotFoundError, "it has no schema/dataset.json"),
        (lambda root: validate(root / "LICENSE"), CorpusError, "is not a capture"),
        (lambda root: validate(root.parent / "alone.txt"), CorpusError, "is not in a corpus"),
    ],
)
def test_wrong_arguments(
    tides: Path, call: Callable[[Path], object], error: type[Exception], message: str
) -> None:
    for file in (tides / "LICENSE", tides.parent / "alone.txt"):
        file.touch()
    with pytest.raises(error, match=message):
        call(tides)


def test_pyarrow_is_not_imported(tides: Path) -> None:
    code = (
        "import sys, istanbul_talks as it; assert it.validate(sys.argv[1]); "
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in ('pyarrow', 'pandas')))"
    )
    command = [sys.executable, "-c", code, str(tides)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_exports_them() -> None:
    assert {"Finding", "Severity", "Validator", "validate"} <= set(istanbul_talks.__all__)


def test_names_that_differ_in_case_are_reported_with_the_first_other(tides: Path) -> None:
    for name in ("TIDE-0007", "Tide-0007", "Tide-0099"):
        shutil.copy(tides / "corpus" / f"{ID}.txt", tides / "corpus" / f"{name}.txt")
    found = validate(tides, today=TODAY)
    twins = {
        f.path: f.message.split("“")[2].partition("”")[0]
        for f in found
        if "the same name" in f.message
    }
    assert twins == {
        "corpus/TIDE-0007.txt": "Tide-0007.txt",
        "corpus/Tide-0007.txt": "TIDE-0007.txt",
        f"corpus/{ID}.txt": "TIDE-0007.txt",
    }
