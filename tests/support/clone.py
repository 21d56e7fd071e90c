"""A clone of the checkout in which its releases are tagged, for tests of the scripts."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpora import ROOT, git

CLOCK = Path(__file__).resolve().parent / "clock"

_PATTERNS = (".git", ".venv", ".*_cache", ".hypothesis", ".coverage*", "__pycache__", "crash-*")


def _ignored(folder: str, names: list[str]) -> set[str]:
    """What is not copied; `dist` and `site` only at the top, for the package has a `site` too."""
    built = {"dist", "site"} if Path(folder) == ROOT else set()
    return built | shutil.ignore_patterns(*_PATTERNS)(folder, names)


def script(folder: Path, name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, f"scripts/{name}.py", *map(str, arguments))


def lines(path: Path) -> list[dict[str, Any]]:
    """The values of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def last() -> str:
    return str(lines(ROOT / "schema" / "releases.jsonl")[-1]["version"])


def next_minor() -> str:
    major, minor, _ = last().split(".")
    return f"{major}.{int(minor) + 1}.0"


def next_patch() -> str:
    major, minor, patch = last().split(".")
    return f"{major}.{minor}.{int(patch) + 1}"


def repository(folder: Path) -> Path:
    """The checkout as one commit that is every release so far."""
    shutil.copytree(ROOT, folder, ignore=_ignored)
    git(folder, "init", "-q", "-b", "main")
    settings = {"user.name": "t", "user.email": "t@example.org", "commit.gpgsign": "false"}
    for key, value in settings.items():
        git(folder, "config", key, value)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    for release in lines(folder / "schema" / "releases.jsonl"):
        git(folder, "tag", f"v{release['version']}")
    return folder


def run(folder: Path, *command: str, day: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the clone with its own code, on another day if one is given."""
    paths = [str(folder / "src")] + ([str(CLOCK)] if day else [])
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(paths),
        "NO_MKDOCS_2_WARNING": "1",
        **({"TEST_DAY": day} if day else {}),
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def fill_in(annotation: Any) -> None:
    """Fill in what is open in a draft, and confirm the rest."""
    del annotation["source"]["note"]
    if annotation["date"].get("note", "").startswith("Proposed by a program"):
        del annotation["date"]["note"]
    annotation["source"]["genre"] = "reportage"
    for key, value in {"basis": "conjecture", "certainty": "low"}.items():
        annotation["date"][key] = annotation["date"][key] or value
    for entity in annotation["entities"]:
        if "note" in entity:
            guess = "PERSON" if "Oto Lenz" in entity["mentions"] else "GPE"
            entity |= {"type": entity["type"] or guess, "note": "Made up for a test."}


def confirm(path: Path) -> None:
    """What somebody does who finds every proposal right, and marks one claim and one stance.

    The file is not in canonical form then, and new names are not registered: `istanbul-talks fix
    --accept all` is there for that.
    """
    annotation = json.loads(path.read_text(encoding="utf-8"))
    target = json.loads((path.parents[1] / "schema" / "targets.json").read_bytes())["targets"][0]
    fill_in(annotation)
    annotation["status"] = "single"
    annotation["claims"] = [
        {
            "id": "rest",
            "quote": "the works would rest until the summer",
            "claimer": next(e["id"] for e in annotation["entities"] if "Oto Lenz" in e["mentions"]),
            "cue": "said that",
            "attribution": "indirect",
            "type": "prediction",
            "epistemic": "true-certain",
            "checkworthy": False,
        }
    ]
    annotation["stance"] = [
        {
            "holder": {"other": "the minister"},
            "target": target["id"],
            "label": "FAVOR",
            "expression": "implicit",
            "certainty": "low",
            "evidence": ["“We have time,” the minister told those who had come to see him."],
        }
    ]
    path.write_text(json.dumps(annotation, ensure_ascii=False), encoding="utf-8")
