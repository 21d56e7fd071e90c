"""Put the files of a form into the checkout, after checking that they belong to one article.

They come from the job that read a stranger's page. This one may push, so it installs nothing and
parses no page: the standard library is all it needs.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

ID = re.compile(r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*")
ANNOTATORS, ENTITIES = "schema/annotators.jsonl", "schema/entities.jsonl"
MOST, MOST_ADDED = 1 << 20, 1 << 17  # bytes of a new file, and of what is added to a registry
MOST_REPLY = 60_000  # bytes; hosts accept 64 KiB
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Rejected(Exception):
    """The files do not belong to one article."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="what form.py --out DIR wrote")
    parser.add_argument("number", type=int, metavar="N", help="number of the form")
    options = parser.parse_args()
    try:
        files = checked(options.folder, options.number, Path.cwd())
    except (Rejected, OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        found = str(error) if isinstance(error, Rejected) else type(error).__name__
        print(f"accept: rejected, nothing was changed: {found}", file=sys.stderr)
        return 1
    for name, data in files.items():
        Path(name).write_bytes(data)
    return 0 if files else 3  # 3: there is only a reply


def checked(folder: Path, number: int, root: Path) -> dict[str, bytes]:
    """The files of a form by path; none if there is only a reply. Raises Rejected for others."""
    found = {path.relative_to(folder).as_posix(): path for path in files_below(folder)}
    reply = text_of(read(found.pop(f"{number}.md", folder / "missing"), MOST_REPLY))
    require(reply.strip() != "", "the reply is empty")
    files = {name.removeprefix(f"{number}/"): path for name, path in found.items()}
    require(len(files) == len(found) <= 4, "it has too many files")
    require(all(f"{number}/{name}" in found for name in files), "a file is in the wrong folder")
    if not files:
        return {}
    id = next((name[7:-4] for name in files if name.startswith("corpus/")), "")
    require(ID.fullmatch(id) is not None, "no capture has a valid name")
    new = {f"corpus/{id}.txt", f"annotations/{id}.json"}
    require(new <= files.keys() <= new | {ANNOTATORS, ENTITIES}, "it has unexpected files")
    require(not any((root / name).exists() for name in new), "the article already exists")
    sizes = {name: MOST if name in new else size(root / name) + MOST_ADDED for name in files}
    data = {name: read(path, sizes[name]) for name, path in files.items()}
    check_article(id, data)
    check_registries(root, data)
    return data


def check_article(id: str, data: dict[str, bytes]) -> None:
    annotation = json.loads(text_of(data[f"annotations/{id}.json"]))
    capture = data[f"corpus/{id}.txt"]
    text_of(capture)
    require(isinstance(annotation, dict), "the annotation is not an object")
    require(annotation.get("article") == id, "the annotation is for a different article")
    digest = hashlib.sha256(capture).hexdigest()
    require(annotation.get("text_sha256") == digest, "the annotation is for a different capture")


def check_registries(root: Path, data: dict[str, bytes]) -> None:
    """Existing entries must stay, line by line; at most one annotator may be new."""
    for name in data.keys() & {ANNOTATORS, ENTITIES}:
        what = Path(name).stem
        known, lines = (
            text_of(one).split("\n") for one in ((root / name).read_bytes(), data[name])
        )
        require(set(known) <= set(lines), f"existing {what} differ")
        ids = [json.loads(line)["id"] for line in lines if line]
        require(len(ids) == len({*ids}), f"one of the {what} is registered twice")
        new = len(set(lines) - set(known))
        require(name != ANNOTATORS or new == 1, "it does not have one new annotator")


def files_below(folder: Path) -> list[Path]:
    """Every file. Raises Rejected for links and anything that is neither file nor folder."""
    found = sorted(folder.rglob("*"))
    for path in found:
        require(not path.is_symlink() and (path.is_dir() or path.is_file()), "it has a link")
    return [path for path in found if path.is_file()]


def size(path: Path) -> int:
    return path.stat().st_size


def read(path: Path, most: int) -> bytes:
    require(path.is_file() and size(path) <= most, "a file is missing or too large")
    return path.read_bytes()


def text_of(data: bytes) -> str:
    text = data.decode("utf-8")
    require(not HIDDEN.search(text), "a text has control characters")
    return text


def require(condition: Any, problem: str) -> None:
    if not condition:
        raise Rejected(problem)


if __name__ == "__main__":
    sys.exit(main())
