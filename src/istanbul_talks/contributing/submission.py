"""Turns an issue with a filled-in form into a draft on its own branch, and an answer."""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder
from ..files.source_article import capture_path
from ..model import vocabulary
from ..model.resolve import quote_of
from ..model.vocabulary import Vocabulary
from ..text.visible import code
from ..validation.catalogue import build_findings
from ..validation.finding import Finding
from ..validation.scope import Scope
from ..validation.validator import Checker
from .blocks import Problem
from .draft import Draft, save
from .filled_form import FilledForm
from .registries import PATHS

MOST = 128 * 1024  # characters of a form; hosts accept 64 KiB
AGAIN = "This form cannot become an article yet. Edit it, then ask a maintainer to try again."
LINES = "Lines are counted from the top of the issue, as you see it when you edit it."
CONFIRM = "A program proposed these. Confirm each of them, or correct it here:"
CHECKS = (
    "Close and reopen this pull request to start its checks: a branch from a workflow starts none."
)
_NO_ISSUE = (CorpusError, ValueError, LookupError, AttributeError, TypeError, RecursionError)


def read_issue(path: Path) -> tuple[int, str]:
    """Number and text of the issue in a JSON or event file. CorpusError if it has no issue."""
    try:
        value: Any = json.loads(disk.read_text(path))
        issue = value.get("issue", value)
        number, body = issue["number"], issue["body"] or ""
    except _NO_ISSUE as error:
        why = type(error).__name__
        raise CorpusError(f"{path.name} is not the JSON of an issue ({why})") from None
    if type(number) is not int or not 0 < number < 10**9 or not isinstance(body, str):
        raise CorpusError(f"{path.name} has no issue with a number and a text")
    if len(body) > MOST:
        raise CorpusError(f"form {number} has more than {MOST:,} characters")
    return number, body


class Submitted(NamedTuple):
    """The outcome of a form: the answer in Markdown, and what it changes, for `git apply`."""

    reply: str
    patch: bytes


def refused(error: CorpusError) -> str:
    """The answer to a form that cannot become an article, in Markdown: one line per problem."""
    return f"{AGAIN} {LINES}\n\n" + "".join(f"- {code(line)}\n" for line in str(error).split("\n"))


def make_branch(top: Path, base: str, number: int, body: str) -> Submitted:
    """Make the branch form/NUMBER on top of `base`.

    CorpusError with one line per error to fix; then there is no branch.
    """
    with git.worktree(top, base) as tree:
        draft, notes = _save_checked(CorpusFolder(tree), body)
        git.run(tree, "git", "add", "--", "corpus", "annotations", "schema")
        git.run(
            tree, *git.HOOKLESS, "commit", "-q", "-m", f"Article {draft.id}, from form {number}"
        )
        commit = git.run(tree, "git", "rev-parse", "HEAD")
        git.run(top, "git", "branch", "--force", f"form/{number}", commit)
    return Submitted(_reply(number, draft, notes), git.patch(top, commit))


def _save_checked(root: CorpusFolder, body: str) -> tuple[Draft, list[Problem]]:
    """Write the files of a form. Returns draft and warnings; CorpusError with every problem."""
    known, today = vocabulary.load(root), date.today()
    filled = FilledForm(body, known)
    draft = filled.draft({*root.ids(), *known.ledger}, today)
    found: list[Finding] = []
    try:
        found = _saved(root, known, draft, today) if draft else []
    except CorpusError as error:
        if not filled.problems:
            raise
        filled.refuse_text(str(error))
    problems = filled.all_problems(draft, found)
    if problems or draft is None:
        raise CorpusError("\n".join(map(str, problems)))
    return draft, [problem for _, problem in filled.located(draft, found)]


def _saved(root: CorpusFolder, known: Vocabulary, draft: Draft, today: date) -> list[Finding]:
    """Write a draft. What a build finds in it, by the rules about the whole corpus too."""
    found = save(root, known, draft, today)
    paths = [draft.path, capture_path(draft.id)]
    fresh = CorpusFolder(root.path)
    again = Checker(fresh, today=today, cache=False).run(Scope.touching(fresh, paths)).findings
    every = {*found, *(finding for finding in again if finding.path in paths)}
    return sorted(build_findings(every))


def _reply(number: int, draft: Draft, notes: list[Problem]) -> str:
    """What the pull request says: what to confirm, what is new, and what the rules say."""
    lines = [f"From form #{number}: article {code(draft.id)}.", "", CONFIRM, ""]
    parts = (
        f"{quote_of(part['from']).exact} … {quote_of(part['to']).exact}"
        for part in draft.annotation["body"]
    )
    lines += (f"- [ ] the body: {code(part)}" for part in parts)
    names = ", ".join(code(entity["name"]) for entity in draft.annotation["entities"])
    lines += [f"- [ ] the names: {names or 'none'}"]
    lines += (
        f"- [ ] new in {code(PATHS[registry])}: {code(entry['id'])}"
        for registry, entries in draft.added.items()
        for entry in entries
    )
    if notes:
        lines += ["", "The rules found:", "", *(f"- {code(str(note))}" for note in notes)]
    return "\n".join([*lines, "", CHECKS, ""])
