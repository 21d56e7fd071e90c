"""Apply the patch that a form became to the checkout, if it adds one article and nothing else.

It comes from the job that read a stranger's page. This one may push, so it installs nothing and
parses no page: git and the standard library are all it needs.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ID = r"(?=[a-z0-9-]{1,64}\.)[a-z0-9]+(?:-[a-z0-9]+)*"
NEW = re.compile(rf"corpus/({ID})\.txt|annotations/({ID})\.json")
AT_MOST_ONE = {"schema/annotators.json": "annotators", "schema/publishers.json": "publishers"}
REGISTRIES = {"schema/entities.jsonl", *AT_MOST_ONE}
MOST_PATCH, MOST, MOST_ADDED = (
    1 << 22,
    1 << 20,
    1 << 17,
)  # bytes: patch, new file, more of a registry
MOST_REPLY = 60_000  # bytes; hosts accept 64 KiB
CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
ACTING = re.compile(r"@|<|\]\(|\]\[|//|www\.|!\[|^\s*/", re.MULTILINE)  # outside code
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Rejected(Exception):
    """The patch does more, or less, than add one article."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="what form.py --out DIR wrote")
    parser.add_argument("number", type=int, metavar="N", help="number of the form")
    options = parser.parse_args()
    try:
        patch = checked(options.folder, options.number)
        if patch is not None:
            apply(patch)
    except (Rejected, OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        found = str(error) if isinstance(error, Rejected) else type(error).__name__
        print(f"accept: rejected, nothing was changed: {found}", file=sys.stderr)
        return 1
    return 3 if patch is None else 0  # 3: there is only a reply


def checked(folder: Path, number: int) -> bytes | None:
    """The patch of a form; None if there is only a reply. Raises Rejected for anything else."""
    found = {path.name: path for path in folder.iterdir()}
    reply = found.pop(f"{number}.md", folder / "missing")
    words = text_of(read(reply, MOST_REPLY))
    require(words.strip(), "the reply is empty")
    require(not ACTING.search(CODE.sub("", words)), "the reply has markup")
    require(found.keys() <= {f"{number}.patch"}, "there are unexpected files")
    return read(found[f"{number}.patch"], MOST_PATCH) if found else None


def apply(patch: bytes) -> None:
    """Apply a patch to index and checkout. Raises Rejected and changes nothing if it is wrong."""
    names = git("apply", "--numstat", "-z", "-", input=patch).split("\0")
    named = {entry.split("\t")[-1] for entry in names if entry}
    require(named, "the patch is empty")
    for name in named:
        require(NEW.fullmatch(name) or name in REGISTRIES, "it has unexpected files")
    require(not git("status", "--porcelain", "--untracked-files=no"), "the checkout has changes")
    git("apply", "--check", "--index", "--whitespace=nowarn", "-", input=patch)
    git("apply", "--index", "--whitespace=nowarn", "-", input=patch)
    try:
        check_changes()
    except BaseException:
        git("reset", "--hard", "--quiet")
        raise


def check_changes() -> None:
    """What git says has changed: two new files of one article, and entries of registries."""
    listed = git("diff", "--cached", "--raw", "--no-renames", "--abbrev=40", "-z", "HEAD")
    entries = listed.strip("\0").split("\0")
    changed = dict(zip(entries[1::2], entries[::2], strict=True))
    ids = {next(filter(None, found.groups())) for found in map(NEW.fullmatch, changed) if found}
    require(len(ids) == 1, "it is not about one article")
    (id,) = ids
    new = {f"corpus/{id}.txt", f"annotations/{id}.json"}
    require(new <= changed.keys() <= new | REGISTRIES, "it lacks a file of the article")
    for name, head in changed.items():
        before = ":000000 100644 " if name in new else ":100644 100644 "
        require(
            head.startswith(before) and head[-1] == ("A" if name in new else "M"),
            "the article already exists" if name in new else "a registry is not a plain file",
        )
        require(size(name) <= (MOST if name in new else MOST_ADDED + len(old(name))), "too large")
    check_article(id)
    for name in changed.keys() & REGISTRIES:
        check_registry(name)


def check_article(id: str) -> None:
    annotation = json.loads(text_of(Path(f"annotations/{id}.json").read_bytes()))
    capture = Path(f"corpus/{id}.txt").read_bytes()
    text_of(capture)
    require(isinstance(annotation, dict), "the annotation is not an object")
    require(annotation.get("article") == id, "the annotation is for a different article")
    digest = hashlib.sha256(capture).hexdigest()
    require(annotation.get("text_sha256") == digest, "the annotation is for a different capture")


def check_registry(name: str) -> None:
    """Existing entries must stay; an entity may gain forms. At most one annotator is new."""
    before, listed = entries_of(name, old(name)), entries_of(name, Path(name).read_bytes())
    after = {entry["id"]: entry for entry in listed}
    require(len(after) == len(listed), "an entry is there twice")
    for entry in before:  # a line may be there twice after a merge
        now = dict(after.get(entry["id"], {}))
        if name.endswith("entities.jsonl") and {*entry["variants"]} <= {*now.get("variants", ())}:
            now["variants"] = entry["variants"]
        require(now == entry, f"an existing entry of {name} differs")
    more = len(after) - len({entry["id"] for entry in before})
    require(name not in AT_MOST_ONE or more <= 1, f"{name} has more than one new entry")


def entries_of(name: str, data: bytes) -> list[dict[str, Any]]:
    text = text_of(data)
    if name in AT_MOST_ONE:  # a merge may leave too few commas, or too many
        text = text.removeprefix(f'{{"{AT_MOST_ONE[name]}":[\n').removesuffix("]}\n")
    listed = [json.loads(line.removeprefix(",")) for line in text.split("\n") if line]
    require(all(isinstance(entry, dict) for entry in listed), "an entry is not an object")
    return listed


def old(name: str) -> bytes:
    """A file as it was before."""
    return git("show", f"HEAD:{name}").encode("utf-8", "surrogateescape")


def git(*command: str, input: bytes | None = None) -> str:
    """What git prints. Raises Rejected with its first words if it fails."""
    done = subprocess.run(["git", *command], input=input, capture_output=True, check=False)
    said = done.stderr.decode("ascii", "replace").partition("\n")[0]
    require(done.returncode == 0, f"git {command[0]}: {HIDDEN.sub('?', said)[:200]}")
    return done.stdout.decode("utf-8", "surrogateescape")


def size(name: str) -> int:
    return Path(name).stat().st_size


def read(path: Path, most: int) -> bytes:
    plain = path.is_file() and not path.is_symlink()
    require(plain and path.stat().st_size <= most, "a file is missing or too large")
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
