"""Corpora of any size for the benchmark, made of copies of the real articles."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from istanbul_talks.files import disk
from istanbul_talks.files.json_bytes import canonical

HERE = Path(__file__).resolve().parent.parent


def multiply(target: Path, articles: int, *, passes: bool) -> None:
    """Writes a corpus that repeats the real articles under new ids.

    Each copy gets a paragraph of other words, because near-duplicates are refused. With `passes`
    each has its two passes and decisions; without them it is a draft.
    """
    for name in ("schema", "templates"):
        (target / name).mkdir(parents=True)
        for path in (HERE / name).iterdir():
            (target / name / path.name).write_bytes(path.read_bytes())
    for name in ("ledger.jsonl", "releases.jsonl"):
        (target / "schema" / name).write_bytes(b"")
    (target / "pyproject.toml").write_bytes((HERE / "pyproject.toml").read_bytes())
    ids = sorted(path.stem for path in (HERE / "annotations").glob("*.json"))
    folders = sorted(path for path in (HERE / "annotations").glob("passes/*")) if passes else []
    for number in range(articles):
        id = ids[number % len(ids)]
        annotation = json.loads(disk.read_text(HERE / "annotations" / f"{id}.json"))
        text = disk.read_text(HERE / "corpus" / f"{id}.txt")
        begin = text.index("\n", text.index(annotation["body"][0]["from"]))
        words = " ".join(f"word{number}x{i}" for i in range(len(text.split()) // 2))
        capture = f"{text[:begin]}\n{words}{text[begin:]}".encode()
        same = {"article": f"made-{number}", "text_sha256": hashlib.sha256(capture).hexdigest()}
        write(target / "corpus" / f"made-{number}.txt", capture)
        if not passes:
            annotation["status"] = "draft"
        write(target / "annotations" / f"made-{number}.json", {**annotation, **same})
        for folder in folders:
            made = json.loads(disk.read_text(folder / f"{id}.json"))
            path = target / "annotations" / "passes" / folder.name / f"made-{number}.json"
            write(path, {**made, **same})
        if passes:
            decisions = disk.read_text(HERE / "annotations" / "decisions" / f"{id}.json")
            renamed = decisions.replace(f'"{id}"', f'"made-{number}"').encode()
            write(target / "annotations" / "decisions" / f"made-{number}.json", renamed)


def commit(folder: Path) -> None:
    """Make a corpus a repository, unless it is one."""
    if (folder / ".git").exists():
        return
    by = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for step in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run(["git", *by, *step], cwd=folder, check=True)


def change(path: Path, *, back: bool = False) -> None:
    """Change one claim of an annotation, or change it back."""
    words = ("false", "true") if back else ("true", "false")
    before, after = (f'"checkworthy": {word}' for word in words)
    path.write_text(disk.read_text(path).replace(before, after, 1), encoding="utf-8")


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else canonical(value))
