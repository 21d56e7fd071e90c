"""The parser of the command line, and the run of one command. Only that command is imported."""

import argparse
import io
import os
import re
import sys
import tomllib
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from ..errors import CorpusError
from ..files import disk
from ..text.visible import did_you_mean, visible

_FILE = tomllib.loads(disk.read_text(Path(__file__).with_name("commands.toml")))
COMMANDS, _SHARED = _FILE["commands"], _FILE["options"]  # a command is the module of its name
_TYPES = {"int": int, "path": Path}
BROKEN_PIPE = 141  # what a shell reports for a process that SIGPIPE ended
_EXIT = "exit codes: 0 nothing wrong; 1 errors in the data; 2 a wrong call or a system error"


def parser() -> argparse.ArgumentParser:
    """The parser that `commands.toml` describes."""
    made = argparse.ArgumentParser(
        prog="istanbul-talks",
        description="Check, read and cite the Istanbul Talks corpus.",
        epilog=_EXIT,
    )
    number = f"istanbul-talks {version('istanbul-talks')}"
    made.add_argument("--version", action="version", version=number)
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, entry in COMMANDS.items():
        command = commands.add_parser(name, help=entry["help"], description=entry["description"])
        shared = {option: _SHARED[option] for option in entry.get("shared", ())}
        for option, settings in {**entry.get("options", {}), **shared}.items():
            converter = {"type": _TYPES[settings["type"]]} if "type" in settings else {}
            command.add_argument(option, **{**settings, **converter})
        command.set_defaults(command=command, module=name)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name, and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows only ASCII still gets every message.
            stream.reconfigure(errors="backslashreplace")
    code = BROKEN_PIPE
    try:
        try:
            code = _result(_parsed(arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)  # for what is left in the buffers
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
    return code


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


def _result(options: argparse.Namespace) -> int:
    """The exit code of a command: 2, with a message, for errors of the user or the machine."""
    try:
        return int(import_module(f".{options.module}", __package__).run(options))
    except BrokenPipeError:
        raise
    except CorpusError as error:
        message = visible(str(error), 2000)
    except OSError as error:
        message = f"{visible(str(error.filename or ''), 500)}: {error.strerror or error}"
    print(f"istanbul-talks: {message}", file=sys.stderr)
    return 2
