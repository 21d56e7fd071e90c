"""A changed corpus turns no test red: one article more, one less, a renamed target, another day.

The suite runs in a clone of the checkout, with the change committed. Pages that are made from the
data stay as they are: the build of the site and the next release write them.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import git
from support.clone import confirm, last, lines, repository, run
from support.pages import PAGE
from support.rule_fixtures import write_lines

pytestmark = pytest.mark.slow(minutes=4)

# What is run in the clone: every fast test.
SUITE = ["tests"]
ME = ["--by", "reader-of-the-test", "--introduce", "A reader who exists only in this test."]


def done(clone: Path, *command: str, day: str | None = None) -> str:
    """The output of a command that must succeed."""
    found = run(clone, *command, day=day)
    if found.returncode:
        pytest.fail(f"{command}\n{found.stdout[-6000:]}\n{found.stderr[-2000:]}", pytrace=False)
    return found.stdout


def files(clone: Path) -> list[Path]:
    return sorted(clone.glob("annotations/**/*.json"))


# Enough other words that tests which add the page itself do not add it a second time.
MORE = (
    "on the far bank the children counted every cart that came over, and wrote the numbers down",
    "an old ferryman sold his boat the same evening and said he had always wanted to keep bees",
    "nobody had thought of lamps, so people carried their own and left them along the railing",
    "by midnight the bakers had run out of bread and were handing out what was meant for morning",
)


def add_article(clone: Path, day: str) -> None:
    """A page becomes an article with a claim and a stance, annotated by a human."""
    more = "".join(f"<p>{line.capitalize()}.</p>" for line in MORE)
    page = PAGE.replace("</article>", f"{more}</article>")
    saved = clone.parent / "page.html"
    saved.write_text(page, encoding="utf-8")
    done(clone, "istanbul-talks", "new", str(saved), *ME, "--id", "bridge", day=day)
    confirm(clone / "annotations" / "bridge.json")
    done(clone, "istanbul-talks", "fix", "--accept", "all", "--yes", day=day)


def remove_article(clone: Path, day: str) -> None:
    """The last article is retired: its files go, its line of the ledger says why."""
    id = sorted(path.stem for path in clone.glob("corpus/*.txt"))[-1]
    for path in [*clone.glob(f"corpus/{id}.txt"), *clone.glob(f"annotations/**/{id}.json")]:
        path.unlink()
    for path in clone.glob("annotations/audits/*.json"):
        audit = json.loads(path.read_bytes())
        audit["items"] = [item for item in audit["items"] if item["article"] != id]
        path.write_text(json.dumps(audit, ensure_ascii=False), encoding="utf-8")
    ledger = clone / "schema" / "ledger.jsonl"
    entries = lines(ledger)
    for entry in entries:
        if entry["id"] == id:
            entry["retired"] = f"{last()}: taken out for a test."
    write_lines(ledger, entries)
    done(clone, "istanbul-talks", "fmt", day=day)


def rename_target(clone: Path, day: str) -> None:
    """The ids of its stances change with it; the ledger names the new ones."""
    targets = clone / "schema" / "targets.json"
    old = json.loads(targets.read_bytes())["targets"][0]["id"]
    new = f"{old}-renamed"

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {renamed(key): renamed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        is_id = isinstance(value, str) and (value == old or value.endswith(f"/{old}"))
        return f"{value}-renamed" if is_id else value

    for path in [*files(clone), targets]:
        value = renamed(json.loads(path.read_bytes()))
        path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    ledger = clone / "schema" / "ledger.jsonl"
    entries = lines(ledger)
    reason = {"last": last(), "reason": f"The target {old} is called {new} now."}
    for entry in entries:
        known = {gone["item"] for gone in entry.get("gone", ())}
        items = [item for item in entry["items"] if item.startswith("stance/")]
        gone = [item for item in items if item.endswith(f"/{old}") and item not in known]
        own = [{"item": item, **reason, "instead": f"{item}-renamed"} for item in gone]
        if own:
            entry["gone"] = [*entry.get("gone", ()), *own]
    write_lines(ledger, entries)
    done(clone, "istanbul-talks", "fix", "--accept", "all", "--yes", day=day)
    done(clone, sys.executable, "scripts/generate.py", day=day)  # a page is made from the schema


@pytest.mark.parametrize(
    ("changes", "day"),
    [((add_article, rename_target), "2028-02-29"), ((remove_article,), "2031-07-15")],
    ids=["one more and a renamed target on a leap day", "one less in 2031"],
)
def test_the_suite_passes(
    tmp_path: Path, changes: tuple[Callable[[Path, str], None], ...], day: str
) -> None:
    clone = repository(tmp_path / "clone")
    for change in changes:
        change(clone, day)
    git(clone, "add", "--all")
    git(clone, "commit", "-q", "--allow-empty", "-m", "A change")
    today = "from datetime import date; print(date.today())"
    assert done(clone, sys.executable, "-c", today, day=day).strip() == day
    done(clone, "istanbul-talks", "validate", day=day)
    pytest_ = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"]
    done(clone, *pytest_, *SUITE, day=day)
