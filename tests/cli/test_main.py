"""The entry point: exit codes, interrupts, closed pipes, misspelt calls, and late imports."""

import os
import re
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

import istanbul_talks
from istanbul_talks.cli.main import main
from istanbul_talks.cli.parser import COMMANDS, parser
from istanbul_talks.dataset.cite import STYLES
from support.command import CALL, run


def break_status(river: Path) -> None:
    path = river / "annotations" / "river-talks.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"status": "draft"', '"status": "drafty"'), encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "start"),
    [("--version", f"istanbul-talks {version('istanbul-talks')}"), ("--help", "usage: ")],
)
def test_version_and_help(capsys: pytest.CaptureFixture[str], option: str, start: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main([option])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith(start)


def test_the_styles_of_a_citation_are_those_of_the_library() -> None:
    assert COMMANDS["cite"]["options"]["--style"]["choices"] == list(STYLES)


def test_the_help_names_every_command_and_the_exit_codes() -> None:
    text = parser().format_help()
    for name in COMMANDS:
        assert re.search(rf"\n +{name}\s", text)
    assert "exit codes: 0 nothing wrong" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["validte"], "there is no command “validte”; did you mean “validate”?"),
        (["zzz"], "there is no command “zzz”. List them with: istanbul-talks --help"),
        (["cite", "--stlye=apa"], "unrecognized arguments: --stlye=apa; did you mean “--style”?"),
        (["cite", "--frob"], "unrecognized arguments: --frob\n"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_misspelt_call(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(28, "No space left on device", "/x"), 2, "/x: No space left on device"),
        (istanbul_talks.CorpusError("no \x1b[31mred"), 2, "no \\u001b[31mred"),
    ],
)
def test_what_a_command_raises_becomes_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    message: str,
) -> None:
    def fails(_: object) -> int:
        raise error

    monkeypatch.setattr("istanbul_talks.cli.cite.run", fails)
    assert run(capsys, "cite") == (code, "", f"istanbul-talks: {message}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "broken", "unbuffered", "code"),
    [
        ("validate", True, "", 1),  # the result is known when the last buffer is written
        ("validate --format json", True, "", 1),
        ("validate", True, "1", 141),  # the first line cannot be printed
        ("validate", False, "", 0),
        ("--help", False, "", 141),
    ],
)
def test_a_closed_pipe_never_hides_findings(
    river: Path, call: str, broken: bool, unbuffered: str, code: int
) -> None:
    """The reader has gone before the first line is printed."""
    if broken:
        break_status(river)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", CALL, *call.split()],
        cwd=river,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize("module", ["istanbul_talks.cli.parser", "istanbul_talks.cli.validate"])
def test_an_interrupt_while_modules_are_imported(river: Path, module: str) -> None:
    """A finder stops the import of a module until the interrupt has come."""
    stop = (
        "import sys, time\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}:\n"
        "            print('here', flush=True); time.sleep(60)\n"
        f"sys.meta_path.insert(0, Stop())\n{CALL}"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", stop, "validate"],
        cwd=river,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stdout.readline() == b"here\n"
    time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    assert started.communicate(timeout=30)[1] == b"istanbul-talks: interrupted\n"
    assert started.returncode == 130


def test_a_call_imports_only_its_own_command() -> None:
    code = (
        "import sys; import istanbul_talks; from istanbul_talks.cli.main import main\n"
        "early = {n for n in sys.modules if n.startswith('istanbul_talks.')}\n"
        "main(['explain', 'bad-date'])\n"
        "print(sorted(early), 'istanbul_talks.cli.explain' in sys.modules, "
        "'istanbul_talks.cli.validate' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == (
        "['istanbul_talks.cli', 'istanbul_talks.cli.main', 'istanbul_talks.errors'] True False\n"
    )


HEAVY = "numpy pyarrow pandas jsonschema referencing yaml urllib.request importlib.metadata"
NOT_TO_START = f"{HEAVY} rapidfuzz regex orjson jsonschema_rs subprocess istanbul_talks.model"
LATER = {
    "--help": NOT_TO_START,
    "explain bad-date": f"{NOT_TO_START} istanbul_talks.validation.rules",
    "validate river-talks": f"{HEAVY} rapidfuzz sqlite3 tarfile istanbul_talks.reading",
}


@pytest.mark.parametrize(("call", "later"), LATER.items())
def test_a_command_imports_only_what_it_needs(river: Path, call: str, later: str) -> None:
    program = (
        "import sys; from istanbul_talks.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *call.split()],
        cwd=river,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    imported = done.stderr.split()
    assert "istanbul_talks.cli.parser" in imported
    assert [module for module in later.split() if module in imported] == []


def test_every_public_name_is_found_at_its_first_use() -> None:
    for name in istanbul_talks.__all__:
        assert getattr(istanbul_talks, name).__name__ == name
    assert set(istanbul_talks.__all__) <= set(dir(istanbul_talks))
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = istanbul_talks.lod
