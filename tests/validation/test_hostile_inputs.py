"""Hundreds of bad inputs, each found at its place, and near misses in which nothing is found."""

import faulthandler
import hashlib
import importlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpora import TODAY, river
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.optional import jsonschema_validator
from istanbul_talks.files.source_article import capture_path
from istanbul_talks.model.article import article_of
from istanbul_talks.text.ids import IdList
from istanbul_talks.validation.corpus_summary import CorpusSummary, note_of
from istanbul_talks.validation.finding import Finding, Severity
from istanbul_talks.validation.report import line
from istanbul_talks.validation.rules import CATALOGUE
from istanbul_talks.validation.subjects import CheckResult
from istanbul_talks.validation.validator import Checker
from support.hostile import Tally, drawn
from support.hostile.case import ANNOTATION, CAPTURE, Bad, Near, place

CLASSES = [
    "encodings",
    "syntax",
    "characters",
    "names",
    "forms",
    "text_layers",
    "record_layers",
    "additions",
    "markup",
]
MODULES = {name: importlib.import_module(f"support.hostile.{name}") for name in CLASSES}
CASES = [
    case
    for module in MODULES.values()
    for case in (*module.BAD, *module.NEAR, *getattr(module, "FOUND", ()))
]
BAD: list[Bad] = [case for case in CASES if isinstance(case, Bad)]
NEAR: list[Near] = [case for case in CASES if isinstance(case, Near)]
SECONDS = 4.0
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.fixture(autouse=True, scope="module")
def imported() -> None:
    """What is imported at its first use does not count for the case that happens to come first."""
    jsonschema_validator({"type": "object"})


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Fail if this takes more processor time (four times as much under coverage); end a hang."""
    faulthandler.dump_traceback_later(60 * seconds, exit=True)
    before = time.process_time()
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
    took = time.process_time() - before
    assert took <= seconds * (4 if sys.gettrace() else 1), f"this takes {took:.1f} seconds"


def captures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "corpus").iterdir() if small(path)}


def small(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 24


def check(folder: Path) -> tuple[list[Finding], dict[str, CheckResult]]:
    """All findings, and what was read of each article. Captures stay, and it must be fast."""
    before = captures(folder)
    with limit(SECONDS):
        checker = Checker(CorpusFolder(folder), today=TODAY)
        ids = IdList(checker.root.ids())
        summary = CorpusSummary(checker.root, checker.vocabulary, ids)
        found, articles = checker.check_names(), {}
        for at, id in enumerate(ids):
            articles[id] = checker.check(id)
            found += articles[id].findings
            summary.add(at, note_of(articles[id]))
        found += checker.check_corpus(summary)
    assert captures(folder) == before
    for finding in found:
        shown = line(finding)
        assert not [c for c in shown if unicodedata.category(c) in HIDDEN], ascii(shown)
    return found, articles


def large(case: Bad) -> bool:
    return isinstance(case.capture_data, bytes) and len(case.capture_data) > 100_000


def two_of_each_rule() -> list[Bad]:
    """The first and last input of each rule; `make test-hostile` tries all of them."""
    found = defaultdict[str, list[Bad]](list)
    for case in BAD:
        if not large(case):
            found[case.rule].append(case)
    return [case for cases in found.values() for case in (cases[0], *cases[1:][-1:])]


@pytest.mark.parametrize("case", two_of_each_rule(), ids=lambda case: case.name)
def test_bad(case: Bad, tmp_path: Path) -> None:
    found, _ = check(place(case, tmp_path / "river"))
    own = [finding for finding in found if finding.rule == case.rule]
    wanted = case.rule, case.path, case.line, case.column
    assert wanted in [(f.rule, f.path, f.line, f.column) for f in own], own or found
    assert all(finding.message and finding.fix for finding in found)


@pytest.mark.parametrize("case", NEAR[::3], ids=lambda case: case.name)
def test_near(case: Near, tmp_path: Path) -> None:
    root = place(case, tmp_path / "river")
    found, articles = check(root)
    assert [finding for finding in found if finding.rule not in case.also] == []
    for id, checked in articles.items():
        assert checked.article is not None
        record = article_of(checked.article.annotation, checked.article.resolution)
        data = (root / capture_path(id)).read_bytes()
        segments = checked.article.resolution.segments
        for part in segments:
            assert record.text[part.start : part.start + part.length].encode() in data
        breaks = 2 * (len(segments) - 1)
        assert sum(part.length for part in segments) == len(record.text) - breaks
    first = articles[case.id or "river-talks"].article
    assert first is not None
    record = article_of(first.annotation, first.resolution)
    assert {key: getattr(record, key) for key in case.kept} == case.kept


def test_there_are_many_and_each_has_a_clear_name() -> None:
    assert len(BAD) >= 330
    assert len(NEAR) >= 220
    names = [case.name for case in CASES]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)] == []


def test_every_rule_that_is_named_is_one() -> None:
    assert {case.rule for case in BAD} <= set(CATALOGUE)


def test_every_rule_about_one_article_is_hit_twice() -> None:
    """By variants that tests/rules does not have. Rules about the whole corpus are there."""
    times = Counter(case.rule for case in BAD)
    of_articles = [name for name, rule in CATALOGUE.items() if rule.layer != "corpus"]
    assert [name for name in of_articles if times[name] < 2] == []


BATCH = """
import contextlib, io, json, re, sys
from istanbul_talks.cli.main import main
for folder in json.load(open(sys.argv[1], encoding="utf-8")):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["validate", "--root", folder])
    traced = "Traceback" in out.getvalue() + err.getvalue()
    # ru_maxrss would be that of the parent, if it is larger
    peak = re.search(r"VmHWM:\\s+([0-9]+) kB", open("/proc/self/status").read())[1]
    print(json.dumps([folder, code, traced, int(peak)]))
"""
MOST = 300 * 1024  # KiB


def run(folders: list[Path], lists: Path) -> list[tuple[str, int, bool, int]]:
    """Folder, exit code, whether there was a traceback, and the peak memory so far in KiB.

    One process validates all folders.
    """
    lists.write_text(json.dumps([str(folder) for folder in folders]), encoding="utf-8")
    command = [sys.executable, "-c", BATCH, str(lists)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"}
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return [tuple(json.loads(written)) for written in done.stdout.splitlines()]


@pytest.mark.slow
def test_the_command_neither_crashes_nor_takes_much_memory(tmp_path: Path) -> None:
    numbered = enumerate(case for case in BAD if case.path in (ANNOTATION, CAPTURE))
    cases = {f"{number:04}": case for number, case in numbered}
    folders = {name: place(case, tmp_path / name) for name, case in cases.items()}
    made = run(list(folders.values()), tmp_path / "all.json")
    assert len(made) == len(folders)
    for folder, code, traced, _ in made:
        case = cases[Path(folder).name]
        assert not traced, case.name
        is_error = CATALOGUE[case.rule].severity is Severity.ERROR
        assert code in ((1,) if is_error else (0, 1)), case.name
    # What hundreds of runs in one process leave behind; below, the largest have one each.
    assert made[-1][3] < 2 * MOST

    def size(name: str) -> int:
        paths = (folders[name] / ANNOTATION, folders[name] / CAPTURE)
        return sum(path.stat().st_size for path in paths if path.is_file())

    for name in sorted(folders, key=size)[-20:]:
        ((_, _, traced, peak),) = run([folders[name]], tmp_path / "one.json")
        assert not traced, cases[name].name
        assert peak < MOST, cases[name].name


RANDOM = 1500


def random_corpus(draw: random.Random, root: Path) -> str:
    """Change one file of the river corpus at random. Says which."""
    river = json.loads((root / ANNOTATION).read_bytes())
    paths = sorted((root / "schema").glob("*.json*"))
    path = draw.choice([root / ANNOTATION, root / ANNOTATION, root / CAPTURE, draw.choice(paths)])
    if path == root / CAPTURE:
        text = drawn.spoilt(draw, path.read_text(encoding="utf-8"))
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        if draw.random() < 0.8:
            river["text_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            (root / ANNOTATION).write_bytes(canonical(river))
    elif draw.random() < 0.3 or path.suffix == ".jsonl":
        path.write_bytes(drawn.spoilt_bytes(draw, path.read_bytes()))
    else:
        value = json.loads(path.read_bytes())
        for _ in range(draw.randint(1, 3)):
            value = drawn.changed(draw, value)
        path.write_bytes(
            json.dumps(value, ensure_ascii=draw.random() < 0.5).encode("utf-8", "replace")
        )
    return path.name


@pytest.mark.slow
@pytest.mark.hostile
def test_every_input_and_random_ones(tmp_path: Path) -> None:
    tally = Tally()

    def known(part: Tally) -> None:
        for case in CASES:
            part.inputs += 1
            folder = tmp_path / f"case-{case.name}"
            try:
                test_bad(case, folder) if isinstance(case, Bad) else test_near(case, folder)
            except AssertionError as error:
                part.wrong_accept(f"{case.name}: {error}")
            except Exception as error:  # noqa: BLE001 - counted, whatever it is
                part.traceback(f"{case.name}: {type(error).__name__}: {error}")
            shutil.rmtree(folder)

    def drawn_at_random(part: Tally) -> None:
        for number in range(RANDOM // 10):
            part.inputs += 1
            root = river(tmp_path / "random")
            name = random_corpus(draw, root)
            try:
                found, articles = check(root)
                if not found and not all(one.article for one in articles.values()):
                    part.wrong_accept(f"{draw_name}-{number}: {name}: no article and no finding")
            except CorpusError as error:
                if not str(error).isprintable():
                    part.wrong_accept(f"{draw_name}-{number}: {name}: {error!r}")
            except AssertionError as error:
                part.wrong_accept(f"{draw_name}-{number}: {name}: {error}")
            except Exception as error:  # noqa: BLE001 - counted, whatever it is
                part.traceback(f"{draw_name}-{number}: {name}: {type(error).__name__}: {error}")
            shutil.rmtree(root)

    tally.apart("known inputs", known)
    for number in range(10):
        draw_name = f"validation-{number}"
        draw = drawn.drawing(draw_name)
        tally.apart(draw_name, drawn_at_random)
    tally.prove("validation")
