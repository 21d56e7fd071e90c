"""The pages on the public Python names, from their source, and on the commands, from their help.

The source is parsed, not imported: under `python -OO` the docstrings are still there.
"""

import ast
import html
import re
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..files import disk
from ..model.columns import Column, meanings

_HEAD = """# Python API

Every name that `istanbul_talks` exports. Most programs need only `from istanbul_talks import load`.
Every error is a `CorpusError`.
"""
_Named = ast.ClassDef | ast.FunctionDef


def api_page(package: Path) -> str:
    """A section for each public name: functions first, then classes, records and errors."""
    homes = public_names(ast.parse(disk.read_text(package / "__init__.py")))
    meant = meanings(package / "model" / "columns.toml")
    found = []
    for name, module in homes.items():
        tree = ast.parse(disk.read_text(package.joinpath(*module.split(".")).with_suffix(".py")))
        found.append(next(n for n in tree.body if isinstance(n, _Named) and n.name == name))
    parts = [_HEAD]
    for title, chosen in (
        ("Functions", [n for n in found if isinstance(n, ast.FunctionDef)]),
        ("Classes", [n for n in found if _is_class(n) and not _is_error(n) and not _fields(n)]),
        ("Records", [n for n in found if _is_class(n) and _fields(n)]),
        ("Errors", [n for n in found if _is_error(n)]),
    ):
        parts.append(f"## {title}\n")
        parts += [line for node in chosen for line in _section(node, meant.get(node.name, {}))]
    return "\n".join(parts)


def public_names(tree: ast.Module) -> dict[str, str]:
    """The names that `__init__.py` takes from other modules, sorted, each with its module."""
    imports = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1
    ]
    homes = {alias.name: str(node.module) for node in imports for alias in node.names}
    return dict(sorted(homes.items()))


def _is_class(node: _Named) -> bool:
    return isinstance(node, ast.ClassDef)


def _is_error(node: _Named) -> bool:
    return _is_class(node) and node.name.endswith("Error")


def _section(node: _Named, meant: Mapping[str, Column]) -> Iterator[str]:
    yield f"### {node.name}\n"
    if isinstance(node, ast.FunctionDef):
        yield f"```text\n{_signature(node)}\n```\n"
    elif _is_error(node):
        yield f"Is also {' and '.join(f'`{ast.unparse(base)}`' for base in node.bases)}.\n"
    yield _text(ast.get_docstring(node) or "") + "\n"
    if fields := _fields(node):
        yield "| field | type | meaning |" if meant else "| field | type |"
        yield "| --- | --- | --- |" if meant else "| --- | --- |"
        for name, kind in fields:
            yield f"| `{name}` | `{kind}` |" + (f" {_text(meant[name].doc)} |" if meant else "")
        yield ""
    for member in node.body if isinstance(node, ast.ClassDef) else ():
        public = isinstance(member, ast.FunctionDef) and not member.name.startswith("_")
        if public and isinstance(member, ast.FunctionDef) and (doc := ast.get_docstring(member)):
            yield f"#### {node.name}.{member.name}\n"
            yield f"```text\n{_signature(member)}\n```\n"
            yield _text(doc) + "\n"


def _fields(node: _Named) -> list[tuple[str, str]]:
    """Name and type of each field of a record."""
    body = node.body if isinstance(node, ast.ClassDef) else ()
    named = [(ast.unparse(n.target), n.annotation) for n in body if isinstance(n, ast.AnnAssign)]
    shown = ((name, ast.unparse(kind).replace("|", "\\|")) for name, kind in named)
    return [(name, kind) for name, kind in shown if not name.startswith("_")]


def _signature(node: ast.FunctionDef) -> str:
    """One line if it fits, else a line for each parameter; a property is shown without brackets."""
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    if any(ast.unparse(decorator).endswith("property") for decorator in node.decorator_list):
        return f"{node.name}{result}"
    given = [text for text in _parameters(node.args) if text != "self"]
    line = f"{node.name}({', '.join(given)}){result}"
    if len(line) <= 88:
        return line
    return "\n".join([f"{node.name}(", *(f"    {text}," for text in given), f"){result}"])


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    """Each parameter as in the source; a star before those that take a keyword."""
    missing = len(arguments.args) - len(arguments.defaults)
    defaults: list[ast.expr | None] = [*([None] * missing), *arguments.defaults]
    yield from map(_parameter, arguments.args, defaults)
    if arguments.vararg:
        yield f"*{ast.unparse(arguments.vararg)}"
    elif arguments.kwonlyargs:
        yield "*"
    yield from map(_parameter, arguments.kwonlyargs, arguments.kw_defaults)
    if arguments.kwarg:
        yield f"**{ast.unparse(arguments.kwarg)}"


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def cli_page(parser: ArgumentParser) -> str:
    """The help text of every command."""
    parts = ["# Command line\n", "```text", _usage(parser), "```\n"]
    for name, command in commands(parser):
        parts += [f"## {name}\n", "```text", _usage(command), "```\n"]
    return "\n".join(parts)


def commands(parser: ArgumentParser) -> Iterator[tuple[str, ArgumentParser]]:
    """The commands by name; argparse keeps them in the choices of one action."""
    for action in vars(parser)["_actions"]:
        if isinstance(action.choices, dict):
            yield from action.choices.items()


def _usage(command: ArgumentParser) -> str:
    """The help text at a fixed width, whatever the terminal and the version of Python."""
    command.formatter_class = lambda prog: HelpFormatter(prog, width=100)
    return re.sub(r"(?m)^( *)\[-h\] ?", r"\1[-h] ", command.format_help()).rstrip()
