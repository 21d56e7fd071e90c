"""Makes a release: writes version, notes, dates and ledgers, then builds and verifies editions.

All of it happens in a worktree. The checkout moves to the new commit only if everything worked.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..dataset.build import build
from ..dataset.facts import Facts
from ..dataset.layout import MANIFEST, is_version, numbers
from ..errors import CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.git import HOOKLESS, commit_of, run
from ..files.json_bytes import compact
from ..model import vocabulary
from ..reading.corpus import load
from ..text.edtf import is_day
from ..validation.finding import Severity
from ..validation.report import line, plural
from . import report
from .changes import Step
from .differences import differences
from .versions import Folder, Revision

# What the message of a tag calls the manifest of each edition.
EDITIONS = {"full": "manifest", "text-free": "text-free manifest"}
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"\\]+")
_UNRELEASED = "## Unreleased"
_MOST = 20  # errors that are listed
_MOVED = "the code writes other columns or values. Find which, and make it a change of the data"
_PERMANENT = ("claims", "stance")  # ids of mentions are running numbers
Releases = Mapping[str, Mapping[str, Any]]


class Request(NamedTuple):
    """The release to make. `day` is an ISO date."""

    version: str
    day: str
    doi: str | None = None


class Made(NamedTuple):
    """A built release: content digest, SHA-256 of each edition's manifest, changelog."""

    digest: str
    manifests: Mapping[str, str]
    section: str
    same_data: bool

    @property
    def digests(self) -> str:
        """The lines of the tag's message that vouch for the data."""
        lines = {"content": self.digest}
        lines |= {EDITIONS[edition]: sha256 for edition, sha256 in self.manifests.items()}
        return "".join(f"{name} sha256:{sha256}\n" for name, sha256 in lines.items())


def manifests(root: Path, version: str) -> dict[str, str]:
    """The SHA-256 of each edition's manifest from the tag of a release; empty if it names none."""
    message = run(root, "git", "tag", "--list", "--format=%(contents)", f"v{version}")
    form = r"^(manifest|text-free manifest) sha256:([0-9a-f]{64})$"
    found = dict(re.findall(form, message, re.MULTILINE))
    return {edition: found[name] for edition, name in EDITIONS.items() if name in found}


def check_request(root: Path, wanted: Request, earlier: Releases) -> None:
    """Raise CorpusError if the release cannot be made from this checkout."""
    version, day, doi = wanted
    last = next(reversed([*earlier]), None)
    if not is_version(version):
        raise CorpusError(f"“{version}” is not a version. Write three numbers, such as 1.0.0")
    if last and numbers(version) <= numbers(last):
        raise CorpusError(f"{version} is not later than {last}, the last release")
    if not is_day(day):
        raise CorpusError(f"--date {day}: write a date such as {date.today()}")
    if last and day < (when := earlier[last]["released"]):
        raise CorpusError(f"--date {day} is before {last}, which was released on {when}")
    if doi is not None and not _DOI.fullmatch(doi):
        raise CorpusError(f"--doi {doi}: a DOI looks like 10.5281/zenodo.1234567, not an address")
    for name in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"):
        run(root, "git", "var", name)  # fails if git does not know who commits
    _check_checkout(root)
    if run(root, "git", "tag", "--list", f"v{version}") and not was_interrupted(root, version):
        raise CorpusError(f"the tag v{version} already exists")


def _check_checkout(root: Path) -> None:
    """Raise CorpusError if HEAD is on no branch or behind its host, or files have changed."""
    head, *changed = run(root, "git", "status", "--porcelain", "--branch").splitlines()
    if head == "## HEAD (no branch)":
        lost = "this checkout is not on a branch, so the release would be lost"
        raise CorpusError(f"{lost}. Run: git switch main")
    if found := re.fullmatch(r"## (.+)\.\.\..*behind ([0-9]+)\]", head):
        commits = plural(int(found[2]), "commit")
        raise CorpusError(f"{found[1]} is {commits} behind its host. Run: git pull")
    if changed:
        first = f"there are uncommitted changes: {changed[0].strip()}"
        raise CorpusError(f"{first}. Commit them first")


def was_interrupted(root: Path, version: str) -> bool:
    """Whether an earlier run tagged this version on top of HEAD but stopped before moving there."""
    parents = run(root, "git", "tag", "--list", "--format=%(*parent)", f"v{version}")
    return parents == run(root, "git", "rev-parse", "HEAD")


def move_to(root: Path, version: str) -> None:
    """Move the checkout to the commit of a tagged version."""
    run(root, *HOOKLESS, "merge", "--ff-only", "--quiet", f"v{version}")


def make(
    root: Path, place: Path, wanted: Request, earlier: Releases, generate: Callable[[Path], object]
) -> Made:
    """Write and build a release, except its commit, in the worktree `place` of `root`.

    `generate` writes the pages made from the data. CorpusError if the version is too low, the
    corpus would have errors or warnings after the release, or two builds differ.
    """
    version = wanted.version
    last = next(reversed([*earlier]), None)
    write_version(place, wanted)
    notes_, step, rows_differ = "The first release.", Step.MINOR, True
    if last is not None:
        since = commit_of(root, last, earlier)
        notes_, step, rows_differ = difference(root, place, (since, last, version))
    for path, data in vocabulary.untidy_registries(CorpusFolder(place)):
        atomic.write(place / path, data)
    section = write_changelog(place, version, wanted.day, notes_)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        digest = _built(place, folder / "first").digest
        if last is not None and not rows_differ and digest != earlier[last]["digest"]:
            digests = f"{digest[:16]}… and {earlier[last]['digest'][:16]}…"
            found = f"the rows differ from those of {last} (content digest sha256:{digests})"
            raise CorpusError(f"{found}, but the comparison found no difference: {_MOVED}")
        lines = [{**line, "commit": commit_of(root, v, earlier)} for v, line in earlier.items()]
        entry = {"version": version, "released": wanted.day, "digest": digest}
        entry |= {"doi": wanted.doi} if wanted.doi else {}
        columns = Folder(CorpusFolder(place), version).columns()
        released = b"".join(map(compact, [*lines, {**entry, "columns": columns}]))
        atomic.write(place / "schema" / "releases.jsonl", released)
        known, rows = vocabulary.load(CorpusFolder(place)).ledger, load(folder / "first").rows()
        atomic.write(place / "schema" / "ledger.jsonl", ledger_with(known, rows, version))
        generate(place)
        # Again, with the new articles in the ledger: its promises must be true of this release,
        # and `make check` must pass after it.
        _built(place, folder / "full", strict=True)
        _built(place, folder / "text-free", free=True)
        corpus = load(folder / "full")
        corpus.verify()
        if (corpus.version, corpus.digest) != (version, digest):
            differ = f"two builds differ: {digest} and {corpus.digest}"
            raise CorpusError(f"{differ}. Nothing was released. Please report this as a bug")
        sums = {name: disk.sha256(folder / name / MANIFEST)[0] for name in EDITIONS}
    return Made(digest, sums, section, step is Step.NONE)


def ledger_with(ledger: Releases, rows: Iterable[Mapping[str, Any]], version: str) -> bytes:
    """ledger.jsonl with the articles of these rows as released. Nothing is ever removed."""
    lines = dict(ledger)
    for row in rows:
        new = {"id": row["id"], "capture_sha256": row["capture_sha256"], "since": version}
        old = lines.get(row["id"], new)
        items = {f"{layer}/{record['id']}" for layer in _PERMANENT for record in row[layer]}
        lines[row["id"]] = {
            **{key: old[key] for key in new},
            "items": sorted(items.union(old.get("items", ()))),
            **{key: old[key] for key in ("gone", "revised", "retired") if key in old},
        }
    return b"".join(compact(lines[id]) for id in sorted(lines))


def write_version(root: Path, wanted: Request) -> None:
    """Write version, day and DOI into pyproject.toml. CorpusError unless each has one place."""
    path = root / "pyproject.toml"
    released = f'released = "{wanted.day}"\n' + (f'doi = "{wanted.doi}"\n' if wanted.doi else "")
    text = disk.read_text(path)
    places = {
        r'^version = "[^"]*"$': f'version = "{wanted.version}"',
        r'^released = "[^"]*"\n(doi = "[^"]*"\n)?': released,
    }
    for pattern, new in places.items():  # neither has a backslash
        text, count = re.subn(pattern, new, text, flags=re.MULTILINE)
        if count != 1:
            raise CorpusError(f"pyproject.toml: {count} places match {pattern}. There must be one")
    atomic.write(path, text.encode())


def write_changelog(root: Path, version: str, day: str, data: str) -> str:
    """Turn the unreleased section into the version's, with the changes of the data. Returns it.

    CorpusError if there is no unreleased section.
    """
    path = root / "CHANGELOG.md"
    head, found, rest = disk.read_text(path).partition(_UNRELEASED)
    if not found:
        remedy = "Add it, with what changed in schema and code"
        raise CorpusError(f"CHANGELOG.md has no section “{_UNRELEASED}”. {remedy}")
    unreleased, mark, older = rest.partition("\n## ")
    other = unreleased.strip()
    by_hand = re.search(r"^### Data\n\n(.*?)(?=\n### |\Z)", other, re.DOTALL | re.MULTILINE)
    if by_hand:
        data = f"{by_hand[1].strip()}\n\n{data}"
        other = f"{other[: by_hand.start()].strip()}\n\n{other[by_hand.end() :].strip()}".strip()
    section = f"## {version} – {day}\n\n### Data\n\n{data}\n" + (f"\n{other}\n" if other else "")
    atomic.write(path, f"{head}{_UNRELEASED}\n\n{section}{mark}{older}".encode())
    return section


def difference(root: Path, place: Path, versions: tuple[str, str, str]) -> tuple[str, Step, bool]:
    """Compare the worktree with a release: (its commit, its version, the new version).

    Writes every change to changes/VERSION.json. Returns the notes, the smallest step, and whether
    rows or columns differ. CorpusError if the version is too low or an article is unreadable.
    """
    since, last, version = versions
    old, new = Revision(CorpusFolder(root), since), Folder(CorpusFolder(place), version)
    old.name = last
    every = f"changes/{version}.json"
    summary = report.Summary(old, new)
    atomic.write(place / every, "".join(report.as_json(differences(old, new), summary)).encode())
    if summary.unreadable:
        found = f"{plural(summary.unreadable, 'article')} could not be compared"
        raise CorpusError(f"{found}. To see why, run: istanbul-talks diff {since}")
    if summary.enough is False:
        least = next(text for text in summary.lines() if text.startswith("Smallest version"))
        raise CorpusError(f"{version} is too low. {least}. Release that one or a higher one")
    text = report.notes(differences(old, new), report.Summary(old, new), every)
    return text, summary.step, bool(summary.articles or summary.columns)


def _built(place: Path, folder: Path, *, free: bool = False, strict: bool = False) -> Facts:
    """Build a release folder from the worktree. CorpusError with the corpus's first errors.

    `strict`: and with its first warnings.
    """
    made = build(CorpusFolder(place), folder, today=date.today(), free=free)
    for severity in (Severity.ERROR, Severity.WARNING)[: 1 + strict]:
        if found := [one for one in made.findings if one.severity is severity]:
            has = "after the release the corpus would have" if strict else "the corpus has"
            count = f"{has} {plural(len(found), str(severity))}. Nothing was released"
            raise CorpusError("\n".join([count, *map(line, found[:_MOST])]))
    assert made.facts is not None
    return made.facts


def conclude(root: Path, place: Path, version: str, digests: str) -> tuple[str, bool]:
    """Commit and tag in the worktree, move the checkout there. Returns the commit; if signed."""
    run(place, "git", "add", "--all")
    run(place, *HOOKLESS, "commit", "--quiet", "-m", f"Release {version}")
    commit = run(place, "git", "rev-parse", "HEAD")
    message, tag = f"Istanbul Talks {version}\n\n{digests}", f"v{version}"
    signed = bool(run(root, "git", "config", "--default", "", "--get", "user.signingkey"))
    run(root, "git", "tag", "--sign" if signed else "--annotate", tag, commit, "-m", message)
    if signed and "-----BEGIN " not in run(root, "git", "cat-file", "tag", tag):
        run(root, "git", "tag", "--delete", tag)  # git 2.39 continues without a key
        remedy = "Correct or unset it. Nothing was released"
        raise CorpusError(f"git did not sign the tag with the key in user.signingkey. {remedy}")
    move_to(root, version)
    return commit, signed
