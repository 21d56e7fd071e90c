"""pyproject.toml names what the package imports, and each extra is enough for what it is for."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from corpora import ROOT, harbour
from support.environment import environment, install

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
CORE: list[str] = PROJECT["project"]["dependencies"]
OF_BUILD: list[str] = PROJECT["build-system"]["requires"]
FOR_FUZZING = {"atheris"}  # installed by hand: it has no wheel for every Python


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", one)[0].lower().replace("_", "-") for one in requirements}


installed = cache(packages_distributions)


def distributions(module: str) -> set[str]:
    """The names under which a package index may have a module; empty for what no index has."""
    top = module.partition(".")[0]
    places = (f"src/{top}", f"scripts/{top}.py", f"tests/{top}", f"tests/{top}.py")
    own = [ROOT / place for place in places]
    if top in sys.stdlib_module_names or any(path.exists() for path in own):
        return set()
    found = installed().get(top, [])
    return {name.lower().replace("_", "-") for name in found or [top]}


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports, by statement or `import_module`; not those for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)
    ]
    skipped = {id(inner) for block in typed for inner in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
        elif isinstance(node, ast.Call) and called(node) == "import_module":
            yield from texts(node.args[0])


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def texts(node: ast.AST) -> list[str]:
    found = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return [text for text in found if isinstance(text, str) and not text.startswith(".")]


def required() -> Iterator[tuple[str, str]]:
    """Every module that the package takes from an extra, and the extra that the message names.

    Where the call has a variable, the texts around it say what the variable may be.
    """
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.GeneratorExp) and isinstance(node.elt, ast.Call):
                if called(node.elt) == "require":
                    modules = texts(node.generators[0].iter)
                    yield from ((module, texts(node.elt.args[1])[0]) for module in modules)
            elif isinstance(node, ast.Call) and called(node) == "require" and texts(node.args[0]):
                for extra in texts(node.args[1]) or ["remote", "publish"]:
                    yield texts(node.args[0])[0], extra


def test_the_package_imports_only_its_dependencies() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        for module in imports(path):
            known = distributions(module)
            assert not known or known & names_of(CORE), f"{path.name} imports {module}"


def test_every_optional_library_is_in_the_extra_that_its_message_names() -> None:
    found = set(required())
    assert {("pyarrow", "arrow"), ("lxml.etree", "ingest"), ("fsspec", "remote")} <= found
    for module, extra in found:
        assert distributions(module) & names_of(EXTRAS[extra]), f"{extra} has no {module}"


def test_make_test_installs_what_every_extra_needs() -> None:
    """A library that only the developer's machine has would make a fresh machine fail."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = re.search(r"istanbul-talks\[([\w,]*test[\w,]*)\]", makefile)
    assert line
    installed = names_of([*CORE, *(n for extra in line[1].split(",") for n in EXTRAS[extra])])
    for extra, wanted in EXTRAS.items():
        assert names_of(wanted) <= installed, extra


def test_scripts_and_tests_import_only_what_make_installs() -> None:
    everything = names_of([*CORE, *(name for extra in EXTRAS.values() for name in extra)])
    for folder, allowed in (("scripts", everything), ("tests", names_of([*CORE, *EXTRAS["test"]]))):
        for path in (ROOT / folder).rglob("*.py"):
            for module in imports(path):
                known = distributions(module) - FOR_FUZZING
                assert not known or known & allowed, f"{path.name} imports {module}"


def test_texts_name_only_extras_that_exist() -> None:
    pages = [ROOT / "README.md", ROOT / "Makefile", *(ROOT / "docs").glob("*.md")]
    for path in [*pages, *(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").glob("*.py")]:
        for match in re.finditer(
            r"(?:istanbul-talks|'\.)\[([a-z0-9,]+)\]", path.read_text("utf-8")
        ):
            assert set(match[1].split(",")) <= EXTRAS.keys(), f"{path.name}: {match[0]}"


def test_the_build_and_the_first_command_of_the_readme_install_what_they_need() -> None:
    needed = names_of([*CORE, *EXTRAS["build"]])
    assert needed <= names_of(OF_BUILD)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = makefile.split("install -c constraints.txt ", 1)[1].split("\n")[0]
    assert names_of(OF_BUILD) <= names_of(line.split())


def lowest(requirements: list[str]) -> list[str]:
    """Each requirement at its lower bound."""
    for requirement in requirements:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z0-9]+\])?>=[0-9.]+", requirement), requirement
    return [requirement.replace(">=", "==") for requirement in requirements]


def test_every_dependency_has_a_lower_bound() -> None:
    assert (
        len(lowest([*CORE, *(n for extra in EXTRAS if extra != "test" for n in EXTRAS[extra])]))
        > 30
    )


WITHOUT_EXTRAS = """
import sys
from pathlib import Path
for name in sys.argv[3].split():
    sys.modules[name] = None
import istanbul_talks
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.dataset.build import build
corpus = istanbul_talks.load(sys.argv[1])
assert [article.id for article in corpus.articles()] == list(corpus)
assert len(list(corpus.rows("claims"))) > 5
part = corpus.where(genre="reportage")
assert part.digest and part.cite("apa") and part.references() and corpus.cite("csl")
assert corpus.resolve(corpus.link(list(corpus)[0])) == corpus[list(corpus)[0]]
assert istanbul_talks.load(sys.argv[1], digest=corpus.digest).digest == corpus.digest
for command in (["validate"], ["stats"], ["fmt", "--check"]):
    assert main([*command, "--root", sys.argv[2]]) == 0, command
assert main(["cite", sys.argv[1]]) == 0
for use in (
    corpus.verify,
    corpus.to_arrow,
    corpus.to_pandas,
    corpus.to_datasets,
    lambda: istanbul_talks.agreement(corpus),
    lambda: build(CorpusFolder(Path(sys.argv[2])), Path("out"), today=None),
):
    try:
        use()
    except istanbul_talks.CorpusError as error:
        print(error)
"""
REMEDIES = ("arrow", "arrow", "arrow", "datasets", "agreement", "arrow")


def run(python: object, code: str, *arguments: object, cwd: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "PYTHONPATH": str(ROOT / "src")}
    command = [str(python), "-W", "error", "-c", code, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    return done.stdout


def check_without_extras(python: object, blocked: str, release: Path, folder: Path) -> None:
    root = harbour(folder / "corpus")
    printed = run(python, WITHOUT_EXTRAS, release, root, blocked, cwd=folder).splitlines()
    remedies = [f"pip install 'istanbul-talks[{extra}]'" for extra in REMEDIES]
    assert [line.partition("with: ")[2] for line in printed[-len(remedies) :]] == remedies
    assert not (folder / "out").exists()


def test_without_optional_libraries_a_release_is_read_checked_and_cited(
    harbour_release: Path, tmp_path: Path
) -> None:
    blocked = {module.partition(".")[0] for module, _ in required()}
    assert {"pyarrow", "pandas", "datasets", "krippendorff", "yaml"} <= blocked
    check_without_extras(sys.executable, " ".join(blocked), harbour_release, tmp_path)


LOAD = """import sys, istanbul_talks
from pathlib import Path
corpus = istanbul_talks.load(sys.argv[1])
"""
AWAY = "assert len(istanbul_talks.load(Path(sys.argv[1]).as_uri(), cache='cache')) == len(corpus)\n"
# What each extra is for. `test` is proved by running the tests.
PROMISES = {
    "arrow": "corpus.verify(); assert corpus.to_arrow('claims').num_rows\n",
    "pandas": "assert len(corpus.to_pandas('claims')) == len(list(corpus.rows('claims')))\n",
    "polars": "assert len(corpus.to_polars('claims')) == len(corpus.stances.to_polars()) + 19\n",
    "sql": (
        "assert corpus.sql('select count(*) from claims').fetchall() == [(46,)]\n"
        "assert istanbul_talks.export(corpus, 'duckdb', 'a.duckdb').stat().st_size\n"
    ),
    "datasets": "assert len(corpus.to_datasets('claims')) == len(list(corpus.rows('claims')))\n",
    "agreement": "assert istanbul_talks.agreement(corpus)\n",
    "spacy": "assert istanbul_talks.export(corpus, 'spacy', 'a.spacy').stat().st_size\n",
    "uima": (
        "istanbul_talks.export(corpus, 'uima-xmi', 'xmi')\n"
        "from istanbul_talks.files.foreign import ForeignFiles\n"
        "from istanbul_talks.formats import uima\n"
        "assert len([*uima.read_xmi(ForeignFiles(Path('xmi')))]) == len(corpus)\n"
    ),
    "remote": AWAY + "import aiohttp\n",
    "hub": AWAY + "import fsspec; assert fsspec.filesystem('hf')\n",
    "s3": AWAY + "import fsspec; assert fsspec.filesystem('s3', anon=True)\n",
    "ingest": (
        "from istanbul_talks.contributing.saved_page import page_of\n"
        "html = b'<html><title>A</title><body><p>The quay is open.</p></body></html>'\n"
        "assert 'The quay is open.' in page_of(html, None, html=True).text\n"
        "assert '“' in page_of(b'<meta charset=iso-8859-1><p>\\x93</p>', None).text\n"
        "from istanbul_talks.contributing.draft import proposed_id\n"
        "assert proposed_id(('Łódź',), '', ()) == 'lodz'\n"
        "from istanbul_talks.contributing.page_facts import days_in\n"
        "assert [str(day) for day, _ in days_in('5 marca 2024')] == ['2024-03-05']\n"
        "from istanbul_talks.contributing.decoding import decode\n"
        "try: decode('Мост через реку открыли'.encode('cp1251'), None)\n"
        "except istanbul_talks.CorpusError as error: assert 'windows-1251' in str(error)\n"
    ),
    "studio": (
        "import threading, urllib.request as web, trafilatura\n"
        "from istanbul_talks.files.corpus_folder import CorpusFolder\n"
        "from istanbul_talks.studio.server import listen, serve\n"
        "from istanbul_talks.studio.workspace import Workspace\n"
        "space, at = Workspace(CorpusFolder(Path(sys.argv[2]))), listen(0)\n"
        "threading.Thread(target=serve, args=(space, 'token', at), daemon=True).start()\n"
        "site = f'http://127.0.0.1:{at.getsockname()[1]}'\n"
        "browser = web.build_opener(web.HTTPCookieProcessor())\n"
        "page = browser.open(f'{site}/edit/annotations/quay-reopens.json?token=token').read()\n"
        "assert b'Gull Quay reopens' in page\n"
        "assert browser.open(f'{site}/static/studio.css').status == 200\n"
    ),
    "build": (
        "from datetime import date\n"
        "from istanbul_talks.dataset.build import build\n"
        "from istanbul_talks.files.corpus_folder import CorpusFolder\n"
        "built = build(CorpusFolder(Path(sys.argv[2])), Path('out'), today=date(2024, 6, 1))\n"
        "assert built.facts.digest == corpus.digest\n"
    ),
    "publish": (
        "import requests, yaml, s3fs, huggingface_hub\n"
        "from istanbul_talks.publishing.bucket import Bucket\n"
        "free = istanbul_talks.load(sys.argv[3])\n"
        "Bucket(free, Path('place').absolute().as_uri(), {}).publish()\n"
        "back = istanbul_talks.load(Path('place').absolute().as_uri(), cache='cache')\n"
        "back.verify(); assert dict(back) == dict(free)\n"
    ),
    "cluster": (
        "import s3fs\n"
        "from datetime import date\n"
        "from distributed import LocalCluster\n"
        "from istanbul_talks.dataset.build import build, build_shards\n"
        "from istanbul_talks.publishing.cluster import site\n"
        "cluster = LocalCluster(1, processes=False, dashboard_address=':0')\n"
        "with cluster, site(sys.argv[2], 'memory://bucket/out') as place:\n"
        "    run, day = place.run(cluster.scheduler_address, None), date(2024, 6, 1)\n"
        "    build_shards(place.root, place.shards, (1, 1), today=day, run=run)\n"
        "    built = build(place.root, place.target, today=day, shards=place.shards)\n"
        "    place.finish()\n"
        "assert built.facts.digest == corpus.digest\n"
        "assert len(istanbul_talks.load('memory://bucket/out', cache='cache')) == len(corpus)\n"
    ),
    "hooks": (
        "from pre_commit.main import main\n"
        "Path('hooks.yaml').write_text('repos: []\\n')\n"
        "assert main(['validate-config', 'hooks.yaml']) == 0\n"
    ),
    "docs": (
        "import griffe, material, mkdocs, mkdocstrings_handlers.python, yaml\n"
        "assert istanbul_talks.agreement(corpus); corpus.verify()\n"
    ),
}


@pytest.mark.slow
def test_an_empty_environment_reads_checks_and_cites(harbour_release: Path, tmp_path: Path) -> None:
    installer = ("hatchling", "editables")
    pins = ("-c", str(ROOT / "constraints.txt"))
    python = environment(tmp_path / "env", *pins, *CORE, *installer)
    install(python, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    check_without_extras(python, "", harbour_release, tmp_path)


def test_every_extra_has_a_promise() -> None:
    assert PROMISES.keys() | {"test"} == EXTRAS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("bound", ["pinned", "lowest"])
@pytest.mark.parametrize("extra", PROMISES)
def test_an_extra_alone_is_enough(
    harbour_release: Path, harbour_text_free: Path, tmp_path: Path, extra: str, bound: str
) -> None:
    wanted = [*CORE, *EXTRAS[extra]]
    pins = ["-c", str(ROOT / "constraints.txt"), *wanted]
    python = environment(tmp_path / "env", *(pins if bound == "pinned" else lowest(wanted)))
    places = harbour_release, harbour(tmp_path / "corpus"), harbour_text_free
    code = LOAD + PROMISES[extra]
    if bound == "lowest":  # old libraries may warn on a newer Python
        code = "import warnings; warnings.simplefilter('default')\n" + code
    assert run(python, f"{code}print('done')\n", *places, cwd=tmp_path).endswith("done\n")


@pytest.mark.slow(minutes=2)
def test_the_core_passes_its_tests_with_the_oldest_versions(tmp_path: Path) -> None:
    needs = ("pytest", "hypothesis", "edtf")  # of the tests, at any version
    python = environment(tmp_path / "env", *lowest([*CORE, *EXTRAS["build"]]), *needs)
    tests = ["tests/text", "tests/files", "tests/model", "tests/validation/test_rules.py"]
    tests += ["tests/dataset/test_build.py", "tests/dataset/test_layout.py"]
    tests += ["--ignore=tests/files/test_cache.py"]  # of the extra `remote`
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "default", *tests]
    path = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
