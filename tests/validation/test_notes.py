"""Notes of earlier runs: the findings are the same with and without them, and less is checked."""

import ast
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from corpora import ROOT, TODAY, committed, edit, git, larger, retext
from istanbul_talks import CorpusError, Finding, Severity, Validator, validate
from istanbul_talks.cli.main import main
from istanbul_talks.files import optional
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.note_store import NoteStore
from istanbul_talks.validation import notes
from istanbul_talks.validation.corpus_summary import Note, NoteTable
from istanbul_talks.validation.notes import DAILY, Notes
from istanbul_talks.validation.rules import CATALOGUE
from istanbul_talks.validation.scope import Scope
from istanbul_talks.validation.validator import Checker, Report
from support.processes import eventually, is_running

A, B, C = "tide-0001", "tide-0002", "tide-0003"


@pytest.fixture
def tides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(notes, "FEW", 1)
    return larger(tmp_path / "tides", 6)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The articles that were checked, in order."""
    seen: list[str] = []
    real = notes.check_article

    def noted(source: object, *rest: object) -> object:
        seen.append(source.id)
        return real(source, *rest)

    monkeypatch.setattr(notes, "check_article", noted)
    return seen


def annotation(root: Path, id: str) -> Path:
    return root / "annotations" / f"{id}.json"


def test_a_table_of_notes_is_a_list_of_them() -> None:
    finding = Finding("a.json", 1, 2, "not-canonical", Severity.WARNING, "words", "a fix")
    every = [
        Note("one", (), True, True, 2, b"c" * 16, b"s" * 64),
        Note("", (finding,), False, True),
        Note("two\nlines\udcff", (finding, finding), True, False),
        Note("ÿ", (), False, False, 70_000, b"\0" * 16, b"\0" * 64),
    ]
    table = NoteTable()
    assert (len(table), [*table]) == (0, [])
    for number, note in enumerate(every, start=1):
        table.append(note)
        assert (len(table), [*table]) == (number, every[:number])


def test_only_what_changed_is_checked_again(tides: Path, checked: list[str]) -> None:
    first = validate(tides, today=TODAY)
    assert len(checked) == 6
    assert validate(tides, today=TODAY) == first
    assert len(checked) == 6
    edit(annotation(tides, B), lambda value: value["claims"][0].update(claimer="nobody"))
    found = validate(tides, today=TODAY)
    assert checked[6:] == [B]
    assert "unknown-claimer" in {finding.rule for finding in found}
    assert found == validate(tides, today=TODAY) == validate(tides, today=TODAY, cache=False)
    assert checked[7:] == sorted(checked[:6])  # only without the cache
    validator = Validator(tides, today=TODAY, cache=False)
    assert validator.validate() == found
    assert len(checked) == 19


def test_few_articles_leave_no_notes(tides: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "FEW", 7)
    kept = []
    monkeypatch.setattr(NoteStore, "write", lambda self, notes: kept.extend(notes))
    validate(tides, today=TODAY)
    assert kept == []
    root = CorpusFolder(tides)
    Checker(root, today=TODAY, again=True).run(Scope.everything(root))
    assert len(kept) == 6  # they are checked again soon
    kept.clear()
    monkeypatch.setattr(notes, "FEW", 6)
    validate(tides, today=TODAY)
    assert len(kept) == 6


def test_copied_files_have_the_same_notes(tides: Path, tmp_path: Path, checked: list[str]) -> None:
    committed(tides)
    first = validate(tides, today=TODAY)
    shutil.copytree(tides, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / ".git")
    assert validate(tmp_path / "copy", today=TODAY) == first
    assert len(checked) == 6


def changes(root: Path, chance: random.Random) -> Iterator[Callable[[], object]]:
    """Edits of every kind of file, most of which make a finding come or go."""
    ids = sorted(path.stem for path in (root / "annotations").glob("tide-*.json"))
    id, other = chance.sample(ids, 2)
    own, folder = annotation(root, id), root / "annotations"
    passes = sorted(folder.glob(f"passes/*/{id}.json"))
    capture = root / "corpus" / f"{id}.txt"
    claimer = chance.choice(["nobody", "article"])
    day = f"{chance.randrange(2020, 2099)}-01-01"
    yield lambda: edit(own, lambda v: v["claims"][0].update(claimer=claimer))
    yield lambda: edit(own, lambda v: v["date"].update(published=day))
    yield lambda: edit(own, lambda v: v.update(waive={"no-claims": "it has none"}))
    yield lambda: retext(root, id, "the", chance.choice(["the", "a", "teh"]))
    yield lambda: own.write_bytes(own.read_bytes().replace(b"  ", b" ", chance.randrange(3)))
    yield lambda: own.write_bytes(own.read_bytes()[: chance.choice([-1, -200, 10**6])])
    yield lambda: capture.write_bytes(capture.read_bytes().replace(b"\n", b"\r\n", 1))
    yield lambda: capture.write_bytes((root / "corpus" / f"{other}.txt").read_bytes())
    yield capture.unlink
    yield own.unlink
    yield lambda: (own.unlink(), own.symlink_to(annotation(root, other)))
    yield lambda: [shutil.copy(path, path.parent / f"{other}.json") for path in passes[:1]]
    yield lambda: [path.unlink() for path in passes[:1]]
    yield lambda: [edit(path, lambda v: v["claims"].pop()) for path in passes[:1]]
    yield lambda: (folder / "decisions" / f"{id}.json").write_text("{}\n", encoding="utf-8")
    yield lambda: (folder / "decisions" / f"{id}.json").unlink(missing_ok=True)
    yield lambda: edit(root / "schema/dataset.json", double_annotated=chance.randrange(100))
    yield lambda: edit(root / "schema/annotators.json", lambda lines: lines.pop())
    yield lambda: (root / "corpus" / "Notes.md").write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 30))]
)
def test_findings_are_the_same_with_and_without_notes(tides: Path, seed: int) -> None:
    chance, original = random.Random(seed), tides.parent / "original"
    committed(tides)
    shutil.copytree(tides, original)
    day = TODAY
    for step in range(6):
        if chance.random() < 0.15:
            shutil.rmtree(tides)
            shutil.copytree(original, tides)
        all_changes = list(changes(tides, chance))
        for change in chance.sample(all_changes, chance.choice((1, 1, 3))):
            try:
                change()
            except (
                ValueError,
                OSError,
                KeyError,
                IndexError,
                TypeError,
                AttributeError,
                AssertionError,
            ):
                continue  # an edit of what an earlier one has destroyed
        if chance.random() < 0.3:
            git(tides, "add", "-A")
        day += timedelta(days=chance.choice((0, 0, 1, 9000, -400)))
        assert same(tides, day), step


def same(root: Path, day: object) -> bool:
    """Whether full and partial runs agree with and without notes."""
    try:
        plain = Checker(CorpusFolder(root), today=day, cache=False)
    except Exception as error:  # noqa: BLE001 - the vocabulary is broken: with notes as well
        with pytest.raises(type(error)):
            validate(root, today=day)
        return True
    noted = Checker(CorpusFolder(root), today=day)
    scopes = [Scope.everything(plain.root), Scope.changed(plain.root, "HEAD")]
    for scope in random.Random(repr(day)).sample(scopes, 2):
        assert noted.run(scope) == plain.run(scope)
    return validate(root, today=day) == validate(root, today=day, cache=False)


def test_changed_reads_notes_and_makes_them(
    tides: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(tides)
    edit(annotation(tides, C), lambda value: value["claims"][0].update(claimer="nobody"))
    read: list[str] = []
    real = CorpusFolder.read_article
    monkeypatch.setattr(
        CorpusFolder, "read_article", lambda self, id: read.append(id) or real(self, id)
    )
    arguments = ["validate", "--changed", "HEAD", "--root", str(tides)]
    assert main(arguments) == 1
    assert (checked, sorted(set(read))) == ([C], [f"tide-000{n}" for n in range(1, 7)])
    read.clear()
    assert main(arguments) == 1
    assert (checked, read) == ([C], [])
    assert main([*arguments, "--no-cache"]) == 1
    assert checked == [C, C]
    assert main(["validate", "--root", str(tides)]) == 1
    assert len(checked) == 7  # what was read for --changed was not checked


def test_a_note_holds_on_later_days_only_if_nothing_was_found_in_the_future(
    tides: Path, checked: list[str]
) -> None:
    def found(days: int) -> set[str]:
        rules = validate(tides, today=TODAY + timedelta(days=days))
        assert rules == validate(tides, today=TODAY + timedelta(days=days), cache=False)
        return {finding.rule for finding in rules}

    def again(days: int) -> list[str]:
        before = len(checked)
        validate(tides, today=TODAY + timedelta(days=days))
        return checked[before:]

    later = TODAY + timedelta(days=30)
    edit(annotation(tides, A), lambda value: value["date"].update(captured=str(later)))
    assert "published-in-future" in found(0)
    assert again(0) == []
    assert again(1) == [A]
    assert again(1) == []
    assert "published-in-future" not in found(40)
    assert again(50) == []
    assert again(39) == [A]  # the note is of a later day
    assert again(45) == []
    assert "published-in-future" in found(2)
    assert len(again(-9000)) == 6
    assert "published-in-future" in found(-9000)


def test_only_daily_rules_use_the_day() -> None:
    """What they find cannot be waived: else a waiver could lose its effect as days pass."""
    folder = ROOT / "src" / "istanbul_talks" / "validation"
    users = set()
    for path in [*folder.glob("rules/*.py"), folder / "subjects.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(inner, ast.Attribute) and inner.attr in ("today", "now")
                for inner in ast.walk(node)
            ):
                users.add(node.name.replace("_", "-"))
    assert users == DAILY
    assert all(CATALOGUE[id].severity is Severity.ERROR for id in DAILY)


def test_other_code_or_vocabularies_need_other_notes(
    tides: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    validate(tides, today=TODAY)
    edit(tides / "schema/dataset.json", double_annotated=1)
    validate(tides, today=TODAY)
    assert len(checked) == 12
    monkeypatch.setattr(notes, "code_id", lambda *names: b"other")
    validate(tides, today=TODAY)
    assert len(checked) == 18
    validate(tides, today=TODAY)
    assert len(checked) == 18


def test_a_validator_uses_the_vocabulary_that_it_has_read(tides: Path) -> None:
    validator = Validator(tides, today=TODAY)
    before = validator.validate()
    edit(tides / "schema/annotators.json", lambda lines: lines.clear())
    after = validate(tides, today=TODAY)
    assert before != after
    assert validator.validate() == before
    assert Validator(tides, today=TODAY).validate() == after


def made(root: Path, store: NoteStore | None = None) -> Notes:
    checker = Checker(CorpusFolder(root))
    return Notes(checker.root, checker.vocabulary, TODAY, store)


def test_a_note_survives_storing(tides: Path, tmp_path: Path) -> None:
    (tides / "corpus" / f"{A}.txt").unlink()
    annotation(tides, B).write_text("{", encoding="utf-8")
    edit(annotation(tides, C), lambda value: value["claims"][0].update(claimer="nobody"))
    store, ids = NoteStore(tmp_path / "store"), CorpusFolder(tides).ids()
    for check in (False, True):
        fresh = list(made(tides).of(ids, check=check))
        assert list(made(tides, store).of(ids, check=check)) == fresh
        assert list(made(tides, store).of(ids, check=check)) == fresh
        assert [note.complete for note in fresh] == [False, *[True] * 5]
        assert [bool(note.capture) for note in fresh] == [False, False, *[True] * 4]
        assert [note.is_blocked for note in fresh] == [check, check, *[False] * 4]
        assert [note.passes for note in fresh][2:] == [2] * 4


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        bytes(89),
        bytes(89) + b"[1]",
        bytes(89) + b"{",
        bytes(89) + b'[["a"]]',
        b"\xff" * 200,
    ],
)
def test_a_note_in_another_form_is_ignored(
    tides: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one whose checksum is right."""
    before = validate(tides, today=TODAY, cache=False)
    monkeypatch.setattr(NoteStore, "read", lambda self, keys: dict.fromkeys(keys, data))
    if data != bytes(89):
        assert validate(tides, today=TODAY) == before
    assert made(tides)._decoded(A, data) in (None, Note(A, (), False, False))


def test_a_pass_that_vanishes_during_the_check_is_not_noted(tides: Path, tmp_path: Path) -> None:
    """The note says that a file is missing, so it must not be that of the files without it."""
    store = NoteStore(tmp_path / "store")
    path = tides / "annotations" / "passes" / "reader-1" / f"{A}.json"
    late = made(tides, store)
    assert A in late._root.passes  # listed before it vanishes
    path.unlink()
    assert next(late.of([A], check=True)).findings
    expected = list(made(tides).of([A], check=True))
    assert list(made(tides, store).of([A], check=True)) == expected


def test_articles_by_name_need_no_notes(tides: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional, "sqlite", lambda: pytest.fail("not needed"))
    assert validate(annotation(tides, A), today=TODAY) == []


def test_a_file_of_notes_that_cannot_be_used_is_no_fault(
    tides: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[Finding] = validate(tides, today=TODAY)
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE", str(tmp_path / "file"))
    assert validate(tides, today=TODAY) == before
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", "huge")
    assert validate(tides, today=TODAY) == before


def checked_by(jobs: int, root: Path, *, cache: bool = True, changed: bool = False) -> Report:
    checker = Checker(CorpusFolder(root), today=TODAY, cache=cache, jobs=jobs)
    scope = Scope.changed(checker.root, "HEAD") if changed else Scope.everything(checker.root)
    counts: list[tuple[int, int]] = []
    report = checker.run(scope, lambda done, of: counts.append((done, of)))
    assert counts == sorted(counts)
    assert counts[-1] == (report.checked, report.checked)
    return report


@pytest.fixture
def many(tides: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some of six articles have errors, two are alike; each task is about two of them."""
    for name, value in (("MANY", 2), ("_SLICE", 2), ("_BATCH", 5)):
        monkeypatch.setattr(notes, name, value)
    edit(annotation(tides, C), lambda value: value["claims"][0].update(claimer="nobody"))
    annotation(tides, B).write_text("{", encoding="utf-8")
    shutil.copy(tides / "corpus" / f"{A}.txt", tides / "corpus" / "tide-0006.txt")
    digest = json.loads(annotation(tides, A).read_bytes())["text_sha256"]
    edit(annotation(tides, "tide-0006"), text_sha256=digest)
    return committed(tides)


def test_findings_are_the_same_for_any_number_of_jobs(many: Path, checked: list[str]) -> None:
    expected = checked_by(1, many, cache=False)
    rules = {finding.rule for finding in expected.findings}
    assert {"unknown-claimer", "json-syntax", "duplicate-text"} <= rules
    assert len(checked) == 6
    for jobs in (2, 3):
        assert checked_by(jobs, many, cache=False) == expected
    assert checked_by(2, many) == expected
    assert checked_by(1, many) == expected  # with the notes of the processes
    assert checked[6:] == ["tide-0006"] * 3  # in the last batch, too small for processes
    retext(many, A, "the", "teh")
    plain = checked_by(1, many, cache=False, changed=True)
    assert plain.checked == 1
    assert checked_by(2, many, cache=False, changed=True) == plain
    assert checked_by(2, many, changed=True) == plain


def test_processes_refuse_a_vocabulary_that_has_changed(many: Path) -> None:
    """Else their findings would be stored as those of the vocabulary that was read first."""
    checker = Checker(CorpusFolder(many), today=TODAY, jobs=2)
    edit(many / "schema/dataset.json", double_annotated=1)
    with pytest.raises(CorpusError, match="schema has changed during the check. Run it again"):
        checker.run(Scope.everything(checker.root))


def test_python_programs_check_in_one_process(many: Path, checked: list[str]) -> None:
    """They may lack the guard that a main module needs to start processes."""
    validate(many, today=TODAY)
    assert len(checked) == 6
    Validator(many, today=TODAY, cache=False).validate()
    assert len(checked) == 12


def test_an_interrupted_run_is_not_lost(
    many: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, of: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    checker = Checker(CorpusFolder(many), today=TODAY)
    with pytest.raises(KeyboardInterrupt):
        checker.run(Scope.everything(checker.root), interrupt)
    assert checked == [A, B, C]
    validate(many, today=TODAY)
    assert checked[3:] == [C, "tide-0004", "tide-0005", "tide-0006"]


KILLED = (
    "istanbul-talks: one of 2 processes was killed. Free memory, or use fewer processes: --jobs N"
)
PROGRAM = """
import contextlib, multiprocessing, os, signal, sys
from istanbul_talks.cli import main, validate
from istanbul_talks.validation import notes

def progress(self, done, of):
    pids = [child.pid for child in multiprocessing.active_children()]
    print(*pids, flush=True)
    if pids:  # else the pool has ended its processes
        with contextlib.suppress(ProcessLookupError):
            os.kill({victim}, signal.{signal})

notes.MANY = notes._SLICE = 1
validate._Progress.__call__ = progress
sys.exit(main.main(["validate", "--no-cache", "--jobs", "2", "--root", sys.argv[1]]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("victim", "signal", "code", "error"),
    [
        ("os.getpid()", "SIGINT", 130, "istanbul-talks: interrupted"),
        ("pids[0]", "SIGKILL", 2, KILLED),
    ],
    ids=["interrupt", "killed"],
)
def test_no_process_is_left(
    tmp_path: Path, victim: str, signal: str, code: int, error: str
) -> None:
    root = larger(tmp_path / "tides", 60)
    command = [sys.executable, "-c", PROGRAM.format(victim=victim, signal=signal), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (code, error)
    pids = set(map(int, done.stdout.split()))
    assert len(pids) == 2
    assert eventually(lambda: [pid for pid in pids if is_running(pid)], 0) == []


def test_jobs_of_the_command(
    many: Path, checked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def found(*arguments: str) -> str:
        main(["validate", "--no-cache", "--root", str(many), *arguments])
        return "".join(capsys.readouterr())

    one = found("--jobs", "1")
    assert len(checked) == 6
    assert found("--jobs", "2") == one
    assert len(checked) == 7
    assert "--jobs takes a number, 1 or more" in found("--jobs", "0")
