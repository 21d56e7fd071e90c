"""Made-up corpora for tests: what a test of a tool needs, without the real articles.

Each function writes a fresh, complete corpus into a folder and returns that folder. The same call
writes the same bytes on every machine. Every name, place and outlet in them is invented.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from istanbul_talks.files.json_bytes import canonical, compact
from istanbul_talks.model.registry import LISTS
from istanbul_talks.model.schema import Schema

from . import added, tides

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = Path(__file__).resolve().parent / "harbour"
RIVER = ROOT / "tests" / "rules" / "_base"
TODAY = date(2024, 6, 1)  # after every day that the corpora name
AUDIT = "annotations/audits/seed-7.json"  # of harbour: by reader-3, every verdict given

_SHARED = (
    "schema/additions-decisions.schema.json",
    "schema/additions.schema.json",
    "schema/annotation.schema.json",
    "schema/audit.schema.json",
    "schema/decisions.schema.json",
    "schema/vocabulary.schema.json",
    "schema/labels.json",
    "templates/card.md",
)
_LICENCES = ("LICENSE", "LICENSE-DATA")


def harbour(folder: Path) -> Path:
    """Three articles, two of them with two passes, decisions and an audit. See README.md here."""
    shutil.copytree(HARBOUR, folder)
    return _with_shared(folder, *_SHARED, *_LICENCES)


def enriched(folder: Path) -> Path:
    """Harbour, with additions to quay-reopens: by reader-1 and model-a, decided by reader-2."""
    path = harbour(folder) / "annotations" / f"{added.ID}.json"
    annotation = json.loads(path.read_bytes())
    (folder / "schema/propositions.jsonl").write_bytes(b"".join(map(compact, added.PROPOSITIONS)))
    made = {by: added.additions(annotation, by) for by in ("model-a", "reader-1")}
    for by, value in (*made.items(), ("decisions", added.decisions(made["reader-1"]))):
        place = folder / "annotations" / "additions" / by / path.name
        place.parent.mkdir(parents=True)
        _write(place, value)
    edit(path, lambda found: added.enrich(found, made["reader-1"]))
    return folder


def river(folder: Path) -> Path:
    """The corpus of the rules' examples: one article, a draft."""
    for name in ("corpus", "annotations"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(RIVER / "schema", folder / "schema")
    shutil.copy(RIVER / "river-talks.txt", folder / "corpus")
    shutil.copy(RIVER / "river-talks.json", folder / "annotations")
    (folder / "pyproject.toml").write_bytes(b'[project]\nname = "river-talks"\nversion = "2.3.4"\n')
    return _with_shared(folder, *_SHARED)


def larger(folder: Path, articles: int, *, passes: bool = True, linked: bool = False) -> Path:
    """`articles` generated articles, tide-0001 and on, with harbour's vocabularies.

    With passes, each has one by reader-1 and one by model-a, which differ in some items, and is
    `double`; without, it is a draft. None of them was ever released. `linked`: each has additions
    by reader-1, which link two of its claims to propositions.
    """
    for name in ("corpus", "annotations"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(HARBOUR / "schema", folder / "schema")
    shutil.copy(HARBOUR / "pyproject.toml", folder)
    for name in ("ledger.jsonl", "releases.jsonl"):
        (folder / "schema" / name).write_bytes(b"")
    _with_shared(folder, *_SHARED, *_LICENCES)
    if linked:
        registry = b"".join(map(compact, added.PROPOSITIONS))
        (folder / "schema/propositions.jsonl").write_bytes(registry)
    for number in range(1, articles + 1):
        tide = tides.tide(number, passes=passes, linked=linked)
        (folder / "corpus" / f"{tide.id}.txt").write_bytes(tide.capture.encode())
        for path, annotation in tide.annotations.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            _write(folder / path, annotation)
    return folder


def edit(path: Path, change: Callable[[Any], object] | None = None, /, **values: Any) -> Path:
    """Change an annotation, pass, decisions file, audit or vocabulary and write it canonically.

    JSON Lines are a list of records, and so is a registry in JSON.
    `change` gets the whole value and changes it in place. A keyword names one place, with a double
    underscore between keys and indices: `edit(path, status="draft", claims__0__type="event")`.
    """
    is_lines = path.suffix == ".jsonl"
    text = path.read_bytes()
    value = [*map(json.loads, text.splitlines())] if is_lines else json.loads(text)
    is_list = path.stem in LISTS
    value = value[path.stem] if is_list else value
    if change is not None:
        change(value)
    for name, new in values.items():
        *way, last = (int(key) if key.isdigit() else key for key in name.split("__"))
        place = value
        for key in way:
            place = place[key]
        place[last] = new
    if is_lines:
        path.write_bytes(b"".join(map(compact, value)))
    elif is_list:
        path.write_bytes(listed(path.stem, value))
    else:
        _write(path, value)
    return path


def listed(name: str, records: Iterable[Any]) -> bytes:
    """A registry in JSON with these records, in this order."""
    return f'{{"{name}":[\n'.encode() + b",".join(map(compact, records)) + b"]}\n"


def retext(folder: Path, id: str, old: str, new: str) -> None:
    """Replace words of a capture, and its hash in the annotation and passes of the article."""
    capture = folder / "corpus" / f"{id}.txt"
    text = capture.read_bytes().decode()
    if old not in text:
        raise ValueError(f"{id}: the capture has no {old!r}")
    data = text.replace(old, new).encode()
    capture.write_bytes(data)
    passes = folder.glob(f"annotations/passes/*/{id}.json")
    for path in (folder / "annotations" / f"{id}.json", *passes):
        edit(path, text_sha256=hashlib.sha256(data).hexdigest())


def reopened(folder: Path) -> Path:
    """Take the last verdict of harbour's audit back: one item is open, which is a warning."""
    edit(folder / AUDIT, lambda audit: audit["items"][-1].update(verdict=None, note=None))
    return folder


def committed(folder: Path, message: str = "Begin") -> Path:
    """Commit all of the folder to git, on main; the first call makes the repository.

    Author and date are fixed, so that the same files give the same commit.
    """
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return folder


def released(folder: Path, version: str) -> Path:
    """Commit the folder as a version with its tag, as links and `diff` look for it.

    Writes the version into pyproject.toml and, if need be, a line of releases.jsonl, whose digest
    is made up: nothing is built. The ledger stays as it is.
    """
    project = folder / "pyproject.toml"
    text = re.sub(r'^version = ".*"$', f'version = "{version}"', project.read_text(), flags=re.M)
    project.write_bytes(text.encode())
    lines = folder / "schema" / "releases.jsonl"
    if f'"version":"{version}"' not in lines.read_text():
        digest = hashlib.sha256(version.encode()).hexdigest()
        line = compact({"version": version, "released": str(TODAY), "digest": digest})
        lines.write_bytes(lines.read_bytes() + line)
    committed(folder, f"Release {version}")
    git(folder, "tag", f"v{version}")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, blind to the machine's own settings. What it prints."""
    who = {"NAME": "Test", "EMAIL": "test@example.org", "DATE": f"{TODAY}T12:00:00Z"}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        **{f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


def _with_shared(folder: Path, *names: str) -> Path:
    """Copy the files that every corpus has in common from the checkout."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def _write(path: Path, value: Any) -> None:
    """Write canonically: keys in the order of the schema that the file names, if it names one."""
    schema = path.parent / value.get("$schema", "") if isinstance(value, dict) else path.parent
    if schema.is_file():
        value = _schema(schema.read_bytes()).arrange(value)
    path.write_bytes(canonical(value))


@cache
def _schema(data: bytes) -> Schema:
    return Schema(json.loads(data))
