"""The page on the command line: the help text of every command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator


def cli_page(parser: argparse.ArgumentParser) -> str:
    parts = ["# Command line\n", "```text", _usage(parser), "```\n"]
    for name, command in commands(parser):
        parts += [f"## {name}\n", "```text", _usage(command), "```\n"]
    return "\n".join(parts)


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands by name; argparse keeps them in the choices of one action."""
    for action in vars(parser)["_actions"]:
        if isinstance(action.choices, dict):
            yield from action.choices.items()


def _usage(command: argparse.ArgumentParser) -> str:
    """The help text at a fixed width, whatever the terminal and the version of Python."""
    command.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=100)
    return re.sub(r"(?m)^( *)\[-h\] ?", r"\1[-h] ", command.format_help()).rstrip()
