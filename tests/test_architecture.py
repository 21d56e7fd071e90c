"""The structure holds: import order, files only in storage, no output below the command line, sizes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "istanbul_talks"
ORDER = [
    "messages", "findings", "graphemes", "text", "textmap", "likeness", "languages", "jsontext", "dates", "model", "columns", "optional", "measures", "alignment", "passes",
    "reliability", "audit", "storage", "schema", "vocabulary", "resolve", "requote", "reanchor", "itemise", "rules", "ingest", "form", "tables", "textfree", "stats", "cite", "links", "subset", "verified", "release", "shards", "build", "patience", "remote", "load", "copies", "restore", "publish",
    "diff", "agreement", "evaluate", "report", "cli", "__init__",
]  # fmt: skip
MODULES = sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """First parts of the package's own modules that a module imports."""
    found = set()
    depth = len(path.relative_to(SOURCE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level == depth:
                found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
            else:
                found.add(name_of(path))
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not any(name and name.startswith("istanbul_talks") for name in names), "import the package's modules relatively"
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_each_module_imports_only_what_stands_above_it(path: Path) -> None:
    own = ORDER.index(name_of(path))
    for other in imported(path):
        assert ORDER.index(other) <= own, f"{name_of(path)} may not import {other}"


def calls(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            names.add("" if name.startswith(("storage.", "writing.")) else name.rpartition(".")[2])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_files_are_opened_only_in_storage_and_output_only_in_the_command_line(path: Path) -> None:
    if name_of(path) != "storage" and path.name != "main.py":
        assert not calls(path) & {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkstemp", "mkdtemp"}
    if name_of(path) != "cli":
        assert "print" not in calls(path)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_sizes(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= 55, f"{path.name}: {node.name} has {lines} lines"
            assert not any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(node)), f"import inside {node.name}"


def test_every_module_is_in_the_order_and_in_the_docs() -> None:
    assert {name_of(path) for path in MODULES} == set(ORDER)
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    for name in ORDER[:-1]:
        assert f"`{name}`" in design or f"`{name}/`" in design, name


def test_no_module_knows_the_topic() -> None:
    """Istanbul is named only by the package itself: the rest of the topic lives in data."""
    words = ("russia", "ukraine", "putin", "kyiv", "moscow", "ceasefire")
    for path in MODULES:
        if path.name != "__init__.py":
            text = path.read_text(encoding="utf-8").lower()
            assert not [word for word in words if word in text], path


def test_nothing_reads_outside_the_checkout() -> None:
    for folder in ("src", "scripts", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "../" + "shared" not in path.read_text(encoding="utf-8"), path
