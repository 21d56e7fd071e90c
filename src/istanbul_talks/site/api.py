"""The page on the Python API, from its source.

The source is parsed, not imported, so the docstrings are there even under `python -OO`. What the
fields of records mean is in columns.toml, where generators of such pages do not look.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..files import disk
from ..model.columns import Column, meanings
from ..text.markdown import own, plain, table
from .texts import TEXTS

_Named = ast.ClassDef | ast.FunctionDef
# Only a comma before a parameter is followed by a star or a name with a type.
_NEXT_PARAMETER = re.compile(r", (?=\*|\w+: )")


def api_page(package: Path) -> str:
    """A section for each public name: functions first, then classes, records and errors."""
    package_init = ast.parse(disk.read_text(package / "__init__.py"))
    imports = [n for n in ast.walk(package_init) if isinstance(n, ast.ImportFrom) and n.level == 1]
    homes = {alias.name: str(node.module) for node in imports for alias in node.names}
    meant = meanings(package / "model" / "columns.toml")
    found = []
    for name, module in sorted(homes.items()):
        tree = ast.parse(disk.read_text(package.joinpath(*module.split(".")).with_suffix(".py")))
        found.append(next(n for n in tree.body if isinstance(n, _Named) and n.name == name))
    parts = [TEXTS["api"]]
    for title in ("Functions", "Classes", "Records", "Errors"):
        parts.append(f"## {title}\n")
        chosen = (node for node in found if _kind(node) == title)
        parts += [text for node in chosen for text in _section(node, meant.get(node.name, {}))]
    return "\n".join(parts)


def _kind(node: _Named) -> str:
    if isinstance(node, ast.FunctionDef):
        return "Functions"
    if node.name.endswith("Error"):
        return "Errors"
    return "Records" if _fields(node) else "Classes"


def _section(node: _Named, meant: Mapping[str, Column]) -> Iterator[str]:
    yield f"### {node.name}\n"
    if isinstance(node, ast.FunctionDef):
        yield _function(node)
        return
    if _kind(node) == "Errors":
        yield f"Is also {' and '.join(f'`{ast.unparse(base)}`' for base in node.bases)}.\n"
    yield _doc(node) + "\n"
    docs = {name: [own(column.doc)] for name, column in meant.items()}
    rows = [
        (f"`{name}`", f"<code>{plain(kind)}</code>", *docs.get(name, ()))
        for name, kind in _fields(node)
    ]
    if rows:
        yield table("field | type | meaning" if meant else "field | type", rows) + "\n"
    for member in (n for n in node.body if isinstance(n, ast.FunctionDef) and ast.get_docstring(n)):
        if not member.name.startswith("_"):
            yield f"#### {node.name}.{member.name}\n\n{_function(member)}"


def _function(node: ast.FunctionDef) -> str:
    return f"```text\n{_signature(node)}\n```\n\n{_doc(node)}\n"


def _doc(node: _Named) -> str:
    return own(ast.get_docstring(node) or "")


def _fields(node: ast.ClassDef) -> list[tuple[str, str]]:
    """Name and type of each field of a record."""
    named = [(ast.unparse(n.target), n) for n in node.body if isinstance(n, ast.AnnAssign)]
    return [(name, ast.unparse(n.annotation)) for name, n in named if not name.startswith("_")]


def _signature(node: ast.FunctionDef) -> str:
    """One line if it fits, else one per parameter; a property is shown without brackets."""
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    if any(ast.unparse(decorator).endswith("property") for decorator in node.decorator_list):
        return f"{node.name}{result}"
    parameters = _NEXT_PARAMETER.split(ast.unparse(node.args))
    given = [text.replace("=", " = ", 1) for text in parameters if text != "self"]
    line = f"{node.name}({', '.join(given)}){result}"
    if len(line) <= 88:
        return line
    return "\n".join([f"{node.name}(", *(f"    {text}," for text in given), f"){result}"])
