"""Corpora of any size for the benchmark, made of copies of the real articles."""

import hashlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from istanbul_talks.files import atomic, disk
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.packed import key_of
from istanbul_talks.files.packing import write_packed
from istanbul_talks.text.ids import shards_for

_Model = tuple[str, str, int, dict[str, bytes]]
HERE = Path(__file__).resolve().parent.parent
ID, HASH = b"<the article>", b"<the hash of its text>"  # in the models, to be replaced


def multiply(target: Path, articles: int, *, passes: bool = False, packed: bool = False) -> None:
    """Writes a corpus that repeats the real articles under new ids.

    Each copy gets a paragraph of other words, because near-duplicates are refused. With `passes`
    each has its two passes and decisions; without them it is a draft.
    """
    ids = sorted(path.stem for path in (HERE / "annotations").glob("*.json"))
    models = [_model(id, passes=passes) for id in ids]
    if packed:
        shards = shards_for(articles)
        numbers = sorted(range(articles), key=lambda number: key_of(_capture(number), shards))
        contents = (
            (key_of(path, shards), content)
            for number in numbers
            for path, content in sorted(_files(models, number).items())
        )
        with atomic.staging(target) as staged:
            write_packed(staged, contents, shards)
            for path, content in _shared():
                staged.write(path, content)
            staged.commit()
        return
    every = (_files(models, number).items() for number in range(articles))
    for path, content in chain(_shared(), chain.from_iterable(every)):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)


def _shared() -> Iterator[tuple[str, bytes]]:
    """What a corpus has besides captures and annotations."""
    yield "pyproject.toml", (HERE / "pyproject.toml").read_bytes()
    for path in chain.from_iterable((HERE / name).iterdir() for name in ("schema", "templates")):
        of_releases = path.name in ("ledger.jsonl", "releases.jsonl")
        yield f"{path.parent.name}/{path.name}", b"" if of_releases else path.read_bytes()


def _capture(number: int) -> str:
    return f"corpus/made-{number}.txt"


def _files(models: Sequence[_Model], number: int) -> dict[str, bytes]:
    """The files of a copy by path."""
    before, after, words, files = models[number % len(models)]
    added = " ".join(f"word{number}x{i}" for i in range(words))
    capture = f"{before}\n{added}{after}".encode()
    id, hashed = f"made-{number}".encode(), hashlib.sha256(capture).hexdigest().encode()
    made = {_capture(number): capture}
    for folder, content in files.items():
        path = f"annotations/{folder}made-{number}.json"
        made[path] = content.replace(ID, id).replace(HASH, hashed)
    return made


def _model(id: str, *, passes: bool) -> _Model:
    """The text before and after the added words, their number, and annotations by folder."""
    files, marks = {}, {"article": ID.decode(), "text_sha256": HASH.decode()}
    annotation = json.loads(disk.read_text(HERE / "annotations" / f"{id}.json"))
    text = disk.read_text(HERE / "corpus" / f"{id}.txt")
    begin = text.index("\n", text.index(annotation["body"][0]["from"]))
    status = {} if passes else {"status": "draft"}
    files[""] = canonical({**annotation, **status, **marks})
    for folder in sorted((HERE / "annotations").glob("passes/*")) if passes else ():
        made = json.loads(disk.read_text(folder / f"{id}.json"))
        files[f"passes/{folder.name}/"] = canonical({**made, **marks})
    if passes:
        decisions = disk.read_text(HERE / "annotations" / "decisions" / f"{id}.json")
        files["decisions/"] = decisions.replace(f'"{id}"', f'"{ID.decode()}"').encode()
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
