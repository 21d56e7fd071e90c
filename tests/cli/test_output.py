"""Output that cannot be written: the disk is full, the reader has gone, the stream is closed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks import load
from support.command import CALL

BUILD = ROOT / "scripts" / "build.py"
pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


def full(command: list[str], folder: Path, unbuffered: str) -> tuple[int, str]:
    with Path("/dev/full").open("w", encoding="utf-8") as device:
        return _run(command, folder, unbuffered, stdout=device)


def piped(command: list[str], folder: Path, unbuffered: str) -> tuple[int, str]:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return _run(command, folder, unbuffered, stdout=writer)
    finally:
        os.close(writer)


def closed(command: list[str], folder: Path, unbuffered: str) -> tuple[int, str]:
    return _run(["sh", "-c", '"$@" >&-', "sh", *command], folder, unbuffered, stdout=None)


def _run(command: list[str], folder: Path, unbuffered: str, stdout: object) -> tuple[int, str]:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=stdout,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stderr


Outlet = Callable[[list[str], Path, str], tuple[int, str]]
EVERY_OUTLET = pytest.mark.parametrize("outlet", [full, piped, closed])
BUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"])


@pytest.mark.parametrize(
    "outlet", [full, *(pytest.param(one, marks=pytest.mark.slow) for one in (piped, closed))]
)
def test_build_says_that_it_replaced_the_release(
    river: Path, tmp_path: Path, outlet: Outlet
) -> None:
    command = [sys.executable, str(BUILD), "--root", str(river), "--out", str(tmp_path / "out")]
    assert _run(command, tmp_path, "", subprocess.DEVNULL)[0] == 0
    before = load(tmp_path / "out").digest
    path = river / "annotations" / "river-talks.json"
    text = path.read_text(encoding="utf-8").replace('"genre": "reportage"', '"genre": "analysis"')
    path.write_text(text, encoding="utf-8")
    code, said = outlet(command, tmp_path, "")
    assert load(tmp_path / "out").digest != before
    assert "was not changed" not in said
    if outlet is closed:
        assert code == 0
    else:
        assert code == 2
        assert f"{tmp_path / 'out'} is the new release, but this could not be printed" in said
        assert said.count("build: ") == 1


@pytest.mark.slow
@BUFFERED
@EVERY_OUTLET
def test_restore_has_replaced_its_folder(
    harbour_text_free: Path,
    harbour_release: Path,
    tmp_path: Path,
    outlet: Outlet,
    unbuffered: str,
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for article in load(harbour_release).articles():
        (texts / f"{article.id}.txt").write_text(str(article.text), encoding="utf-8")
    command = [sys.executable, "-c", CALL, "restore", str(harbour_text_free), "--texts", "texts"]
    code, said = outlet(command, tmp_path, unbuffered)
    assert len(load(tmp_path / "restored")) == len(load(harbour_release))
    assert "not changed" not in said
    assert "not created" not in said
    if outlet is full:
        assert code == 2
        finished = "Anything done so far is kept" if unbuffered else "The command has finished"
        assert said.startswith("istanbul-talks: No space left on device. ")
        assert finished in said
        assert said.count("\n") == 1
    else:
        assert (code, said) == ({piped: 141 if unbuffered else 0, closed: 0}[outlet], "")


@BUFFERED
@EVERY_OUTLET
def test_fmt_writes_what_it_says_nothing_about(
    river: Path, outlet: Outlet, unbuffered: str
) -> None:
    path = river / "annotations" / "river-talks.json"
    wanted = path.read_bytes()
    path.write_bytes(wanted.replace(b"\n", b"\r\n"))
    code, _ = outlet([sys.executable, "-c", CALL, "fmt"], river, unbuffered)
    assert path.read_bytes() == wanted
    assert code == {full: 2, piped: 141 if unbuffered else 0, closed: 0}[outlet]


@EVERY_OUTLET
@pytest.mark.parametrize("call", ["stats", "--help", "show river-talks"])
def test_no_command_ends_in_a_traceback(river: Path, outlet: Outlet, call: str) -> None:
    code, said = outlet([sys.executable, "-c", CALL, *call.split()], river, "")
    assert code == {full: 2, piped: 141 if "--help" in call else 0, closed: 0}[outlet]
    assert said == "" if outlet is not full else "No space left on device" in said


def test_a_problem_in_the_middle_is_told_once(river: Path) -> None:
    code, said = full([sys.executable, "-c", CALL, "explain"], river, "")
    once = "istanbul-talks: No space left on device. Anything done so far is kept\n"
    assert (code, said) == (2, once)


def test_an_interrupted_or_failed_build_says_what_is_there(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What went wrong came after the new release was in its place."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("build_script", BUILD)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    build, out = script.build, tmp_path / "out"
    monkeypatch.setattr(sys, "argv", ["build", "--root", str(river), "--out", str(out)])
    for error, code in ((KeyboardInterrupt(), 130), (OSError(28, "No space left"), 2)):

        def fail(*arguments: object, _error: BaseException = error, **named: object) -> None:
            build(*arguments, **named)
            raise _error

        monkeypatch.setattr(script, "build", fail)
        assert script.main() == code
        assert f"{out} is the new release\n" in capsys.readouterr().err
        assert script.main() == code
        assert f"{out} was not changed\n" in capsys.readouterr().err
        shutil.rmtree(out)
