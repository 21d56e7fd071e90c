"""Replay the annotation of one article with an editor, and record what it takes.

In a fresh clone without the article, from its text to a commit that passes the checks. The table
in docs/contributing.md comes from the record, scripts/effort.json.
"""

import argparse
import difflib
import json
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from istanbul_talks.cli.parser import guarded
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.json_bytes import canonical, compact
from istanbul_talks.model.registry import sorted_lines

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "scripts" / "effort.json"
ME = ("--by", "replayer", "--introduce", "Replays an annotation to measure what it takes.")
# Of CONTRIBUTING, but not replayed: they need a network, and a fork.
NOT_RUN = ("make setup", ". .venv/bin/activate", "git push -u origin my-article")
# Not findings on the way: what is not filled in yet, and what is not confirmed yet.
UNFINISHED = ("open-value", "unconfirmed-proposal")


class Replay:
    """A clone, the commands typed in it, what was typed into the annotation, and what was found."""

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self.commands: list[str] = list(NOT_RUN)
        self.seconds = 0.0
        self.typed: dict[str, dict[str, Any]] = {}
        self.findings: set[tuple[str, str]] = set()

    def type(self, *command: str, run: tuple[str, ...] | None = None) -> str:
        """Run a command that the contributor types, or another one in its place."""
        self.commands.append(shlex.join(command))
        return self.run(*(run or command))

    def run(self, *command: str, most: int = 0) -> str:
        """What a command prints. SystemExit if its exit code is greater than `most`."""
        program = str(Path(sys.executable).with_name(command[0]))
        own = (program if command[0] == "istanbul-talks" else command[0], *command[1:])
        began = time.perf_counter()
        done = subprocess.run(own, cwd=self.clone, capture_output=True, text=True, check=False)
        self.seconds += time.perf_counter() - began
        if done.returncode > most:
            sys.exit(f"effort: {shlex.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def edit(self, layer: str, path: Path, after: Mapping[str, Any]) -> None:
        """Write an annotation as the contributor leaves it, and count what that takes."""
        before, data = disk.read_text(path), canonical(after)
        path.write_bytes(data)
        own = self.typed.setdefault(layer, {"layer": layer, "lines": 0, "keys": 0})
        for name, count in difference(before, data.decode()).items():
            own[name] += count

    def check(self, *scope: str) -> None:
        """Validate, and note each finding once."""
        said = self.run("istanbul-talks", "validate", *scope, "--format", "json", most=1)
        for found in json.loads(said)["findings"]:
            if found["severity"] != "info" and found["rule"] not in UNFINISHED:
                self.findings.add((found["rule"], found["found"]))


def difference(before: str, after: str) -> dict[str, int]:
    """How many lines of a file were written or changed, and how many keys were pressed for that.

    A key is a character. Indentation is free: editors write it. Where a line replaces another, only
    what is between their common beginning and end counts. To delete a line is one key.
    """
    old, new = ([line.strip() for line in text.splitlines()] for text in (before, after))
    count = keys = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        count += d - c
        replaced = min(b - a, d - c)
        keys += sum(map(changed, old[a : a + replaced], new[c : c + replaced]))
        keys += sum(len(line) + 1 for line in new[c + replaced : d]) + b - a - replaced
    return {"lines": count, "keys": keys}


def changed(old: str, new: str) -> int:
    """The characters of a line that are not in the common beginning and end with another."""
    start = common(old, new)
    end = common(old[start:][::-1], new[start:][::-1])
    return max(len(old), len(new)) - start - end


def common(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def without(clone: Path, id: str) -> tuple[dict[str, Any], str]:
    """Take an article out of a clone, with the entries of the registries that only it needs.

    Returns its annotation, as somebody would write it who registers these names, and its capture.
    """
    annotation = json.loads(disk.read_text(clone / f"annotations/{id}.json"))
    text = disk.read_text(clone / f"corpus/{id}.txt")
    audits = clone.glob("annotations/audits/*.json")
    for path in [clone / f"corpus/{id}.txt", *clone.glob(f"annotations/**/{id}.json"), *audits]:
        path.unlink()
    others = [json.loads(disk.read_text(path)) for path in clone.glob("annotations/*.json")]
    used = {entity["id"] for other in others for entity in other["entities"]}
    outlets = {other["source"]["publisher"] for other in others}
    own = {entity["id"] for entity in annotation["entities"]} - used
    described = {line["id"]: line["description"] for line in lines(clone / "schema/entities.jsonl")}
    for entity in annotation["entities"]:
        if entity["id"] in own:
            note = entity.get("note") or described[entity["id"]]
            entity |= {"wikidata": None, "note": note}
    gone = {annotation["source"]["publisher"]} - outlets
    keep(clone / "schema/entities.jsonl", lambda line: line["id"] not in own)
    path = clone / "schema/publishers.json"
    left = [one for one in json.loads(path.read_bytes())["publishers"] if one["name"] not in gone]
    path.write_bytes(sorted_lines("publishers", left))
    keep(clone / "schema/ledger.jsonl", lambda line: line["id"] != id)
    return annotation, text


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in disk.read_text(path).splitlines()]


def keep(path: Path, wanted: Callable[[Mapping[str, Any]], bool]) -> None:
    path.write_bytes(b"".join(compact(line) for line in lines(path) if wanted(line)))


def replay(folder: Path, article: str) -> dict[str, Any]:
    """The record of a replay in a folder."""
    clone = folder / "clone"
    done = Replay(folder)
    done.run("git", "clone", "-q", str(ROOT), str(clone))
    done.clone = clone
    goal, text = without(clone, article)
    for key, value in (("name", "Replay"), ("email", "replay@example.org")):
        done.run("git", "config", f"user.{key}", value)
    done.run("git", "switch", "-q", "-C", "main")
    done.run("git", "commit", "-qam", "The corpus without it")
    (clone / "page.txt").write_text(text, encoding="utf-8")
    done.seconds = 0.0
    done.type("git", "switch", "-c", "my-article")
    done.type("istanbul-talks", "new", "page.txt", *ME, "--accept-outlet")
    (clone / "page.txt").unlink()
    path = clone / done.run("git", "ls-files", "--others", "annotations").strip()
    annotate(done, path, goal)
    done.type("istanbul-talks", "fix", "--yes", "--accept", "all")
    done.type("istanbul-talks", "validate", "--changed")
    done.check("--changed")
    done.type("git", "add", "annotations", "corpus", "schema")
    done.type("git", "commit", "-m", "Add an article")
    for scope in ((), ("--changed", "main")):  # what the pull request runs
        done.run("istanbul-talks", "validate", "--strict", *scope)
    commit = done.run("git", "-C", str(ROOT), "rev-parse", "HEAD").strip()
    counts = {layer: len(goal[layer]) for layer in ("entities", "claims", "stance")}
    about = {"id": article, "characters": len(text), **counts}
    way = {
        "commands": done.commands,
        "typed": [*done.typed.values()],
        "file": len(disk.read_text(path)),
        "findings": sorted(rule for rule, _ in done.findings),
        "seconds": round(done.seconds, 1),
    }
    return {"commit": commit, "day": str(date.today()), "article": about, "editor": way}


def annotate(done: Replay, path: Path, goal: dict[str, Any]) -> None:
    """Bring a draft to the wanted annotation, layer by layer, with a check at every save.

    Claims and stances are first written as lines. `fix` completes them, and what it proposes is
    corrected where it is not what is wanted.
    """
    draft = json.loads(disk.read_text(path))
    ranks = {entity["id"]: rank for rank, entity in enumerate(draft["entities"])}
    goal["entities"].sort(key=lambda entity: ranks.get(entity["id"], len(ranks)))
    layers = {
        "source and date": ("body", "source", "date"),
        "names": ("entities",),
        "claims": ("claims", "notes"),
        "stances": ("stance",),
        "status": ("status", "waive"),
    }
    done.commands.append("istanbul-talks validate --watch")
    for layer, keys in layers.items():
        wanted = {key: goal[key] for key in keys if key in goal}
        wanted |= {"status": "single"} if "status" in keys else {}
        if line := {"claims": claim_line, "stances": stance_line}.get(layer):
            lines_of = {keys[0]: list(map(line, wanted[keys[0]]))}
            done.edit(layer, path, arranged({**draft, **lines_of}, goal))
            done.type("istanbul-talks", "fix", "--yes", draft["article"])
        draft = arranged({**draft, **wanted}, goal)
        done.edit(layer, path, draft)
        done.check(draft["article"])


def arranged(annotation: Mapping[str, Any], goal: Mapping[str, Any]) -> dict[str, Any]:
    """An annotation with its keys in the order of another."""
    return {key: annotation[key] for key in goal if key in annotation}


def claim_line(claim: Mapping[str, Any]) -> Any:
    """A claim as a contributor writes it; an ambiguous quote needs its prefix, and so an object."""
    checked = "checkworthy" if claim["checkworthy"] else "not-checkworthy"
    labels = {"type": claim["type"], "epistemic": claim["epistemic"]}
    if isinstance(claim["quote"], dict):
        return {"quote": claim["quote"], **labels, "checkworthy": claim["checkworthy"]}
    return f"{' '.join(labels.values())} {checked}: {claim['quote']}"


def stance_line(stance: Mapping[str, Any]) -> Any:
    holder, labels = stance["holder"], [stance[k] for k in ("label", "expression", "certainty")]
    holder = f"other {holder['other']}" if isinstance(holder, dict) else holder
    evidence = [one if isinstance(one, str) else one["quote"] for one in stance["evidence"]]
    return f"{holder} {stance['target']} {' '.join(labels)}: {' | '.join(evidence)}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("article", nargs="?", default="peace-plans-exchanged", metavar="ARTICLE")
    options.add_argument("--record", action="store_true", help="write scripts/effort.json")
    given = options.parse_args()
    if not (ROOT / "annotations" / f"{given.article}.json").is_file():
        options.error(f"there is no article {given.article}")
    with tempfile.TemporaryDirectory() as folder:
        made = replay(Path(folder), given.article)
    sys.stdout.write(canonical(made).decode())
    if given.record:
        old = json.loads(disk.read_text(RECORD)) if RECORD.exists() else {}
        atomic.write(RECORD, canonical({**old, **made}))
    return 0


if __name__ == "__main__":
    sys.exit(guarded("effort", main))
