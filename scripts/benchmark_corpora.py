"""Corpora of any size for the benchmark, made of copies of the real articles."""

import hashlib
import json
import subprocess
from pathlib import Path

from istanbul_talks.files import disk
from istanbul_talks.files.json_bytes import canonical

HERE = Path(__file__).resolve().parent.parent
ID, HASH = b"<the article>", b"<the hash of its text>"  # in the models, to be replaced


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
    models = [_model(id, passes=passes) for id in ids]
    for number in range(articles):
        before, after, words, files = models[number % len(models)]
        added = " ".join(f"word{number}x{i}" for i in range(words))
        capture = f"{before}\n{added}{after}".encode()
        _write(target / "corpus" / f"made-{number}.txt", capture)
        id, hashed = f"made-{number}".encode(), hashlib.sha256(capture).hexdigest().encode()
        for folder, content in files.items():
            made = content.replace(ID, id).replace(HASH, hashed)
            _write(target / "annotations" / folder / f"made-{number}.json", made)


def _model(id: str, *, passes: bool) -> tuple[str, str, int, dict[str, bytes]]:
    """The text before and after the added words, their number, and annotations by folder."""
    files, marks = {}, {"article": ID.decode(), "text_sha256": HASH.decode()}
    annotation = json.loads(disk.read_text(HERE / "annotations" / f"{id}.json"))
    text = disk.read_text(HERE / "corpus" / f"{id}.txt")
    begin = text.index("\n", text.index(annotation["body"][0]["from"]))
    status = {} if passes else {"status": "draft"}
    files[""] = canonical({**annotation, **status, **marks})
    for folder in sorted((HERE / "annotations").glob("passes/*")) if passes else ():
        made = json.loads(disk.read_text(folder / f"{id}.json"))
        files[f"passes/{folder.name}"] = canonical({**made, **marks})
    if passes:
        decisions = disk.read_text(HERE / "annotations" / "decisions" / f"{id}.json")
        files["decisions"] = decisions.replace(f'"{id}"', f'"{ID.decode()}"').encode()
    return text[:begin], text[begin:], len(text.split()) // 2, files


def commit(folder: Path) -> None:
    """Make a corpus a repository, unless it is one."""
    if (folder / ".git").exists():
        return
    by = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    by += ["-c", "gc.auto=0"]  # which would go on in the background, beside what is measured
    for step in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run(["git", *by, *step], cwd=folder, check=True)


def change(path: Path, *, back: bool = False) -> None:
    """Change one claim of an annotation, or change it back."""
    words = ("false", "true") if back else ("true", "false")
    before, after = (f'"checkworthy": {word}' for word in words)
    path.write_text(disk.read_text(path).replace(before, after, 1), encoding="utf-8")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
