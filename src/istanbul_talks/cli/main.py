"""Entry point of `istanbul-talks`: parse, call, report, exit code."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from ..errors import CorpusError
from ..text.visible import visible
from . import (
    agreement,
    audit,
    baseline,
    cite,
    diff,
    explain,
    fix,
    fmt,
    new,
    reanchor,
    restore,
    show,
    stats,
    validate,
)

_EXIT = """exit codes: 0 nothing wrong; 1 errors were found in the data; 2 the call or the machine was at fault"""


def parser() -> argparse.ArgumentParser:
    """The whole command line; the docs page is made from it."""
    made = argparse.ArgumentParser(
        prog="istanbul-talks",
        description="Check, read and cite the Istanbul Talks corpus.",
        epilog=_EXIT,
    )
    made.add_argument(
        "--version", action="version", version=f"istanbul-talks {version('istanbul-talks')}"
    )
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (
        new,
        validate,
        explain,
        fix,
        fmt,
        diff,
        reanchor,
        show,
        stats,
        agreement,
        audit,
        baseline,
        cite,
        restore,
    ):
        command.register(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. What the user or the machine did wrong is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal that knows only ASCII still gets every message
    options = parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("istanbul-talks: interrupted", file=sys.stderr)
        return 130
    except CorpusError as refusal:
        print(f"istanbul-talks: {visible(str(refusal), 2000)}", file=sys.stderr)
    except OSError as error:
        print(
            f"istanbul-talks: {visible(str(error.filename or ''), 500)}: {error.strerror}",
            file=sys.stderr,
        )
    return 2
