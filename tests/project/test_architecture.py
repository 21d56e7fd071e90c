"""The structure: floors of packages, one package that opens files, one that prints, sizes."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from corpora import ROOT

SOURCE = ROOT / "src" / "istanbul_talks"
# Each package may import only from the lines above its own, and from itself.
FLOORS = (
    ("text",),
    ("errors",),
    ("arguments",),
    ("files",),
    ("model",),
    ("quality",),
    ("validation",),
    ("dataset", "contributing"),
    ("reading",),
    ("history", "publishing", "site", "formats"),
    ("studio",),
    ("cli",),
    ("__init__",),
)
FLOOR = {package: number for number, floor in enumerate(FLOORS) for package in floor}
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 45


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def parts_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(SOURCE).with_suffix("").parts


def imported(path: Path) -> set[tuple[str, ...]]:
    """The package's own modules that a module imports, as parts of their names."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = parts_of(path)[: -node.level]
            module = (*base, *(node.module.split(".") if node.module else ()))
            for alias in node.names:
                inner = (*module, alias.name)
                is_module = SOURCE.joinpath(*inner).with_suffix(".py").is_file()
                found.add(inner if is_module else module)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            assert not any(name and name.startswith("istanbul_talks") for name in names), (
                "import the package's modules relatively"
            )
    return found


def test_imports_only_from_floors_below() -> None:
    for path in MODULES:
        own = parts_of(path)[0]
        for other in imported(path):
            assert other[0] == own or FLOOR[other[0]] < FLOOR[own], f"{path} imports {other}"


def test_no_import_cycle() -> None:
    graph = {parts_of(path): imported(path) & {parts_of(p) for p in MODULES} for path in MODULES}
    order = TopologicalSorter(graph).static_order()  # CycleError names the modules of a cycle
    assert set(order) == graph.keys()


def calls(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            names.add("" if name.startswith(("disk.", "atomic.")) else name.rpartition(".")[2])
    return names


def test_files_are_opened_only_in_files_and_output_only_in_the_command_line() -> None:
    opening = {"open", "read_bytes", "write_text", "write_bytes", "mkstemp", "mkdtemp"}
    for path in MODULES:
        if parts_of(path)[0] != "files" and path.name != "parser.py":
            assert not calls(path) & opening, path
        if parts_of(path)[0] != "cli":
            assert "print" not in calls(path), path


def test_sizes() -> None:
    for path in MODULES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= MOST_LINES_OF_A_FUNCTION, f"{path}: {node.name} has {lines} lines"
                inner = [
                    one for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom)
                ]
                assert inner == [], f"{path}: import inside {node.name}"


def test_every_package_has_a_floor_and_a_place_in_the_docs() -> None:
    packages = {parts_of(path)[0] for path in MODULES}
    assert packages == set(FLOOR)
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    for name in packages - {"__init__"}:
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


# Joins whose right side has a variable and is not checked by `disk.inside`: names that a program
# or its user gives, not data. A path from a release, a form or a page does not belong here.
NOT_DATA = {
    "cli": "the user's own options and files of the checkout",
    "site": "pages of the checkout",
    "validation": "files of the checkout, found by listing it",
    "contributing/draft.py": "ids that `new` made or checked",
    "dataset/build.py": "constant names",
    "dataset/shards.py": "names that shard_names made from a checked config",
    "formats/as_corpus.py": "constant names",
    "files/corpus_folder.py": "files of the checkout, found by listing it",
    "files/content.py": "files of the checkout and of the package, found by listing them",
    "files/atomic.py": "names beside a file, and files that a build wrote",
    "files/cache.py": "names beside a file, and a hash that is computed",
    "files/disk.py": "inside itself",
    "files/foreign.py": "names found by listing the folder, or one of them with another ending",
    "files/packed.py": "constant names, and names that shard_name made",
    "files/packing.py": "constant names, and names found by listing the folder",
    "files/watch.py": "constant names, and files of the checkout, found by listing it",
    "history/release.py": "constant names",
    "history/versions.py": "files of the checkout, by a pattern",
    "model/registry.py": "constant names",
    "publishing/cluster.py": "names of a build's own files, and places that its user gives",
    "studio": "files of the checkout, whose paths fit a pattern that leads nowhere else",
    "publishing/zenodo.py": "constant names, and the name and version of a checked manifest",
}
# `/` divides numbers there.
FRACTIONS = {
    "contributing/targets.py",
    "quality",
    "reading/evaluate.py",
    "reading/soft_labels.py",
    "text",
    "validation/rules",
}


def joined(path: Path) -> list[str]:
    """What is joined to a path in a module, constants apart."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            right = node.right
        elif (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func).endswith(("joinpath", "with_name", "path.join", "urljoin"))
        ):
            right = node.args[0]
        else:
            continue
        constant = isinstance(right, ast.Constant) or ast.unparse(right).isupper()
        found += [] if constant else [f"{node.lineno}: {ast.unparse(node)}"]
    return found


def test_no_path_from_data_is_joined_unchecked() -> None:
    """`disk.inside` is the one place; each other join is in a module of the list above."""
    every = {path.relative_to(SOURCE).as_posix(): joined(path) for path in MODULES}
    others = {name: found for name, found in every.items() if found}
    known = (*NOT_DATA, *FRACTIONS)
    assert {n: f for n, f in others.items() if not n.startswith(known)} == {}
    assert [one for one in NOT_DATA if not any(n.startswith(one) for n in others)] == []
