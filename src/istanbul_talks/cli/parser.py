"""The parser of the command line, and the run of one command. Only that command is imported."""

import argparse
import io
import os
import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, NoReturn, TextIO

from ..errors import CorpusError
from ..files import disk
from ..files.optional import own_version
from ..text.visible import did_you_mean, visible

_FILE = tomllib.loads(disk.read_text(Path(__file__).with_name("commands.toml")))
COMMANDS, _SHARED = _FILE["commands"], _FILE["options"]  # a command is the module of its name
_TYPES = {"int": int, "lower": str.lower, "path": Path}
_FINISHED = "The command has finished, but not all of its output could be written"
FAILED, BROKEN_PIPE = 2, 141  # the second is what a shell reports for a process that SIGPIPE ended
_EXIT = "exit codes: 0 nothing wrong; 1 errors in the data; 2 a wrong call or a system error"


class _Version(argparse.Action):
    """Prints the version, which only this option looks up."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        print("istanbul-talks", own_version())
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser that `commands.toml` describes."""
    made = argparse.ArgumentParser(
        prog="istanbul-talks",
        description="Check, read and cite the Istanbul Talks corpus.",
        epilog=_EXIT,
    )
    shown = "show program's version number and exit"
    made.add_argument("--version", action=_Version, nargs=0, help=shown)
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, entry in COMMANDS.items():
        command = commands.add_parser(name, help=entry["help"], description=entry["description"])
        shared = {option: _SHARED[option] for option in entry.get("shared", ())}
        for option, settings in {**entry.get("options", {}), **shared}.items():
            converter = {"type": _TYPES[settings["type"]]} if "type" in settings else {}
            command.add_argument(option, **{**settings, **converter})
        command.set_defaults(command=command, module=f"{name}_" if iskeyword(name) else name)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name, and return its exit code."""
    return guarded("istanbul-talks", lambda: _run(_parsed(arguments)))


def guarded(program: str, main: Callable[[], int]) -> int:
    """The exit code of a program: 2, with a message, for errors of the user or the machine.

    If its output cannot be written, a message says what was done.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, os.fdopen(_nowhere(), "w", encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            # A terminal that knows only ASCII still gets every message.
            stream.reconfigure(errors="backslashreplace")
    code = BROKEN_PIPE
    try:
        try:
            code = _result(program, main)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout, sys.stderr)
    except OSError as error:
        _discard(sys.stdout)
        said = _problem(error) if code == BROKEN_PIPE else f"{error.strerror}. {_FINISHED}"
        with suppress(OSError):
            if code != FAILED:  # else it has said why
                print(f"{program}: {said}", file=sys.stderr)
        return FAILED
    return code


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _discard(*streams: TextIO) -> None:
    """Discard what is left in the buffers."""
    for stream in streams:
        os.dup2(_nowhere(), stream.fileno())


def _problem(error: OSError) -> str:
    if error.filename is None:  # of the output, or of a file that was open
        return f"{error.strerror or error}. Anything done so far is kept"
    return f"{visible(str(error.filename), 500)}: {error.strerror or error}"


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of a call. SystemExit after --help, --version, or a wrong call."""
    called = next((argument for argument in arguments if not argument.startswith("-")), None)
    if called is not None and called not in COMMANDS:
        hint = did_you_mean(called, COMMANDS) or ". List them with: istanbul-talks --help"
        parser().error(f"there is no command “{visible(called)}”{hint}")
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        known = re.findall(r"--[a-z-]+", options.command.format_help())
        hint = did_you_mean(unknown[0].partition("=")[0], known)
        options.command.error(f"unrecognized arguments: {visible(' '.join(unknown), 500)}{hint}")
    return options


def _run(options: argparse.Namespace) -> int:
    return int(import_module(f".{options.module}", __package__).run(options))


def _result(program: str, main: Callable[[], int]) -> int:
    try:
        return main()
    except BrokenPipeError:
        raise
    except CorpusError as error:
        message = visible(str(error), 2000)
    except OSError as error:
        message = _problem(error)
    print(f"{program}: {message}", file=sys.stderr)
    return FAILED
