"""Turn submitted forms into branches, one each: form/NUMBER with the capture and the annotation. A bad form never blocks another."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from istanbul_talks.contributing import form
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic, disk, strict_json
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.strict_json import canonical, compact
from istanbul_talks.history.show import code
from istanbul_talks.model import vocabulary
from istanbul_talks.text.visible import visible
from istanbul_talks.validation.finding import Finding, Severity
from istanbul_talks.validation.text_report import message
from istanbul_talks.validation.validator import check_article

MOST = 512 * 1024  # characters of a form; hosts take 64 KiB


def git(folder: Path, *arguments: str) -> str:
    """Run git. CorpusError with what it said."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CorpusError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def read(path: Path) -> tuple[int, str]:
    """Number and text of a form in a file with an issue, or with an event that holds one. CorpusError for anything else."""
    try:
        value: Any = json.loads(path.read_bytes())
        issue = value.get("issue", value)
        number, body = issue["number"], issue["body"]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise CorpusError(f"{path.name} holds no issue ({type(error).__name__})") from None
    if (
        not isinstance(number, int)
        or isinstance(number, bool)
        or number < 1
        or not isinstance(body, str)
    ):
        raise CorpusError(f"{path.name} holds no issue with a number and a text")
    if len(body) > MOST:
        raise CorpusError(f"form {number} has more than {MOST:,} characters")
    return number, body


def branch(top: Path, base: str, number: int, body: str) -> str:
    """Make the branch of a form and return what to say about it. CorpusError with what has to be mended; then there is no branch."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        git(top, "worktree", "add", "--quiet", "--detach", str(tree), base)
        try:
            id, notes = lay_out(CorpusFolder(tree), body)
            git(tree, "add", "--", "corpus", "annotations", "schema")
            git(
                tree,
                "-c",
                "core.hooksPath=/dev/null",
                "commit",
                "--quiet",
                "-m",
                f"Article {id}, from form {number}",
            )
            git(top, "branch", "--force", f"form/{number}", git(tree, "rev-parse", "HEAD"))
        finally:
            git(top, "worktree", "remove", "--force", str(tree))
    return (
        f"From form #{number}: article {code(id)}.\n\nThe body and the names are proposals: confirm them here.\n"
        + "".join(notes)
    )


def lay_out(root: CorpusFolder, body: str) -> tuple[str, list[str]]:
    """Write the files of a form and check them. CorpusError with every error; warnings come back as lines."""
    words = vocabulary.load(root)
    schema = json.loads(disk.read_text(root.path / "schema" / "annotation.schema.json"))
    made = form.made(body, schema, words, {*root.ids(), *words.ledger}, date.today())
    if made.annotator is not None:
        before = vocabulary.read_file(root, "annotators")
        after = canonical({**before, "annotators": [*before["annotators"], made.annotator]})
        atomic.write(root.path / "schema" / "annotators.json", after)
    if made.entities:
        lines = {
            entry["id"]: compact(entry) for entry in (*words.entities.values(), *made.entities)
        }
        atomic.write(
            root.path / "schema" / "entities.jsonl", b"".join(lines[id] for id in sorted(lines))
        )
    atomic.write(root.capture(made.id), made.capture.encode())
    atomic.write(root.annotation(made.id), canonical(words.schema.arrange(made.annotation)))
    fresh = CorpusFolder(root.path)
    found = check_article(fresh, vocabulary.load(fresh), made.id, date.today()).findings
    errors = [f for f in found if f.severity is Severity.ERROR]
    if errors:
        document = strict_json.read(canonical(words.schema.arrange(made.annotation)))
        raise CorpusError(
            "".join(
                f"- {_field(document, f)}: {code(_in_form(f'{f.found}. {f.remedy}'))} ({f.rule})\n"
                for f in errors
            )
        )
    return made.id, [f"- {f.severity} {code(f.rule)}: {code(message(f))}\n" for f in found]


def _field(document: strict_json.Document, finding: Finding) -> str:
    """Where in the form a finding is: “Claims, block 2, cue”."""
    if not finding.path.startswith("annotations/") or not finding.line:
        return "The text"
    layer, *rest = (*document.pointer_at(finding.line, finding.column), "")
    block = f", block {rest[0] + 1}" if rest and isinstance(rest[0], int) else ""
    key = next((f", {part}" for part in rest if isinstance(part, str) and part), "")
    return f"{str(layer).capitalize()}{block}{key}"


def _in_form(text: str) -> str:
    """A message as a form's user can follow it: lines of the form instead of JSON."""
    string = r'"((?:[^"\\]|\\.)*)"'
    text = re.sub(
        rf'{string}: \{{"quote": {string}, "prefix": {string}\}}', rf"\1: \3{form.BEFORE} \2", text
    )
    text = re.sub(rf'\{{"quote": {string}, "prefix": {string}\}}', rf"\2{form.BEFORE} \1", text)
    text = re.sub(rf'\{{"other": {string}\}}', rf"{form.OTHER}\1", text)
    return re.sub(rf'"(\w+)": {string}', r"\1: \2", text)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="JSON of an issue, or of an event that holds one",
    )
    arguments.add_argument(
        "--base",
        default="HEAD",
        metavar="REV",
        help="revision the branches set out from (default: HEAD)",
    )
    arguments.add_argument(
        "--out", type=Path, metavar="DIR", help="write what to say about form N to DIR/N.md"
    )
    options = arguments.parse_args()
    top = Path.cwd()
    bad = 0
    for path in options.files:
        number = None
        try:
            number, body = read(path)
            said = branch(top, options.base, number, body)
            print(f"form {number}: branch form/{number}")
        except CorpusError as refusal:
            bad += 1
            said = f"This form cannot become an article yet. Edit it, and ask for it to be taken up again.\n\n{refusal}\n"
            shown = [visible(line, 500) for line in str(refusal).splitlines()]
            print(
                "\n  ".join(shown if number is None else [f"form {number}:", *shown]),
                file=sys.stderr,
            )
        if options.out is not None and number is not None:
            atomic.write(options.out / f"{number}.md", said.encode("utf-8", "backslashreplace"))
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
