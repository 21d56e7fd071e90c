"""Make a release: refuse a version that is too small, write notes, dates and ledgers, build, verify, commit and tag. Publishes nothing.

All of it is done in a worktree of its own; this checkout moves to the new commit only when everything was right.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from checkouts import EDITIONS, HOOKLESS, commit_of, run, tag_of, worktree
from istanbul_talks import load
from istanbul_talks.dataset import ledger
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history import show
from istanbul_talks.history.changes import Step
from istanbul_talks.history.notes import notes
from istanbul_talks.history.versions import OWN, Folder, Revision
from istanbul_talks.history.walk import walk
from istanbul_talks.model import vocabulary
from istanbul_talks.validation.finding import Severity
from istanbul_talks.validation.text_report import line

HERE = Path(__file__).resolve().parent.parent
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"\\]+")
_UNRELEASED = "## Unreleased"


def replace_in(path: Path, pattern: str, new: str) -> None:
    """Replace the one place where a pattern stands. CorpusError if it is not one."""
    text = disk.read_text(path)
    made, count = re.subn(pattern, lambda _: new, text, flags=re.MULTILINE)
    if count != 1:
        raise CorpusError(f"{path.name}: {count} places look like {pattern}; there must be one")
    atomic.write(path, made.encode())


def write_version(root: Path, version: str, day: str, doi: str | None) -> None:
    replace_in(root / "pyproject.toml", r'^version = "[^"]*"$', f'version = "{version}"')
    replace_in(
        root / "pyproject.toml",
        r'^released = "[^"]*"\n(doi = "[^"]*"\n)?',
        f'released = "{day}"\n' + (f'doi = "{doi}"\n' if doi else ""),
    )


def write_changelog(root: Path, version: str, day: str, data: str) -> None:
    """Turn what is unreleased into the version's section, with its Data part made from the difference."""
    path = root / "CHANGELOG.md"
    head, found, rest = disk.read_text(path).partition(_UNRELEASED)
    if not found:
        raise CorpusError(
            f"CHANGELOG.md has no section “{_UNRELEASED}”. Add it, with what changed in schema and code"
        )
    own, mark, older = rest.partition("\n## ")
    said = own.strip()
    by_hand = re.search(r"^### Data\n\n(.*?)(?=\n### |\Z)", said, re.DOTALL | re.MULTILINE)
    if by_hand:
        data = f"{by_hand[1].strip()}\n\n{data}"
        said = f"{said[: by_hand.start()].strip()}\n\n{said[by_hand.end() :].strip()}".strip()
    section = f"## {version} – {day}\n\n### Data\n\n{data}\n" + (f"\n{said}\n" if said else "")
    atomic.write(path, f"{head}{_UNRELEASED}\n\n{section}{mark}{older}".encode())


def difference(root: Path, since: str, last: str, version: str) -> tuple[str, bool]:
    """Write every change to changes/VERSION.json; the Data section, and whether rows or columns differ. CorpusError if the version is too small, or an article cannot be compared."""
    old, new = Revision(CorpusFolder(HERE), since), Folder(CorpusFolder(root), version)
    old.name = last
    every = f"changes/{version}.json"
    summary = show.Summary(old, new)
    atomic.write(root / every, "".join(show.as_json(walk(old, new), summary)).encode())
    if summary.unreadable:
        raise CorpusError(
            f"{summary.unreadable} articles could not be compared. See them with: istanbul-talks diff {since}"
        )
    if summary.enough is False:
        because = next(text for text in summary.lines() if text.startswith("Smallest version"))
        raise CorpusError(f"{version} is too small. {because}. Release that one or a larger one")
    if summary.step is Step.NONE:
        print("The data are those of the last release: only code and documents changed")
    return notes(walk(old, new), show.Summary(old, new), every), bool(
        summary.articles or summary.columns
    )


def built(place: Path, folder: Path, *, free: bool = False) -> Facts:
    """Build a release folder from the worktree. CorpusError, after the findings, if the corpus has errors."""
    made = build(CorpusFolder(place), folder, today=date.today(), free=free)
    if made.facts is None:
        errors = [found for found in made.findings if found.severity is Severity.ERROR]
        for found in errors[:20]:
            print(line(found), file=sys.stderr)
        raise CorpusError(
            f"the corpus has {len(errors)} {'error' if len(errors) == 1 else 'errors'}, above. Nothing was released"
        )
    return made.facts


def make(
    place: Path, options: argparse.Namespace, earlier: dict[str, dict[str, Any]]
) -> tuple[str, dict[str, str]]:
    """Everything but the commit, in a worktree. The content digest, and the SHA-256 of the manifest of each edition."""
    version, day = options.version, options.date
    last = next(reversed(earlier), None)
    write_version(place, version, day, options.doi)
    data, rows_differ = (
        ("The first release.", True)
        if last is None
        else difference(place, commit_of(HERE, last, earlier), last, version)
    )
    write_changelog(place, version, day, data)
    with tempfile.TemporaryDirectory() as folder:
        first = built(place, Path(folder) / "first")
        if last is not None and not rows_differ and first.digest != earlier[last]["digest"]:
            raise CorpusError(
                f"the rows are not those of {last} (content digest sha256:{first.digest[:16]}… and {earlier[last]['digest'][:16]}…), and the "
                "comparison found nothing that differs: the code writes other columns or values. See which, and make that change one of the data"
            )
        words, rows = (
            vocabulary.load(CorpusFolder(place)),
            load(Path(folder) / "first").rows("articles"),
        )
        atomic.write(
            place / "schema" / "ledger.jsonl", ledger.with_articles(words.ledger, rows, version)
        )
        commits = {old: commit_of(HERE, old, earlier) for old in earlier}
        entry = {
            "version": version,
            "released": day,
            "digest": first.digest,
            **({"doi": options.doi} if options.doi else {}),
            "columns": OWN,
        }
        atomic.write(
            place / "schema" / "releases.jsonl", ledger.with_version(words.releases, entry, commits)
        )
        run(place, sys.executable, "scripts/generate.py", PYTHONPATH=str(place / "src"))
        built(
            place, Path(folder) / "release"
        )  # with the new articles in the ledger: what was promised of released ones must hold
        built(place, Path(folder) / "text-free", free=True)
        corpus = load(Path(folder) / "release")
        corpus.verify()
        if (corpus.version, corpus.digest) != (version, first.digest):
            raise CorpusError(
                f"two builds differ: {first.digest} and {corpus.digest}. Nothing was released; report this as a fault"
            )
        places = {"full": "release", "text-free": "text-free"}
        return corpus.digest, {
            edition: disk.sha256(Path(folder) / name / "MANIFEST.json")[0]
            for edition, name in places.items()
        }


def conclude(place: Path, version: str, told: str) -> str:
    """Commit and tag in the worktree, then move this checkout to the tag. The new commit."""
    run(place, "git", "add", "--all")
    run(place, *HOOKLESS, "commit", "--quiet", "-m", f"Release {version}")
    made = run(place, "git", "rev-parse", "HEAD")
    said = f"Istanbul Talks {version}\n\n{told}"
    signed = (
        subprocess.run(
            ["git", "config", "user.signingkey"], cwd=HERE, capture_output=True, check=False
        ).returncode
        == 0
    )
    run(HERE, "git", "tag", "--sign" if signed else "--annotate", tag_of(version), made, "-m", said)
    if signed and "-----BEGIN " not in run(
        HERE, "git", "cat-file", "tag", tag_of(version)
    ):  # git 2.39 goes on without a key
        run(HERE, "git", "tag", "--delete", tag_of(version))
        raise CorpusError(
            "git did not sign the tag with the key in user.signingkey. Correct that, or unset it; nothing was released"
        )
    print(f"tag {tag_of(version)}{'' if signed else ' (not signed: git has no user.signingkey)'}")
    run(HERE, *HOOKLESS, "merge", "--ff-only", "--quiet", tag_of(version))
    return made


def interrupted(version: str) -> bool:
    """Whether an earlier run made the tag of this version on top of this very commit, and was ended before it moved this checkout."""
    if not run(HERE, "git", "tag", "--list", tag_of(version)):
        return False
    parents = run(
        HERE, "git", "rev-list", "--parents", "--max-count=1", f"{tag_of(version)}^{{commit}}"
    ).split()[1:]
    return parents == [run(HERE, "git", "rev-parse", "HEAD")]


def refuse_unfit(options: argparse.Namespace, earlier: dict[str, dict[str, Any]]) -> None:
    """CorpusError where a release cannot begin."""
    if not _VERSION.fullmatch(options.version):
        raise CorpusError(f"“{options.version}” is no version: write three numbers, such as 1.0.0")
    last = next(reversed(earlier), None)
    if last and tuple(map(int, options.version.split("."))) <= tuple(map(int, last.split("."))):
        raise CorpusError(f"{options.version} does not come after {last}, which was released")
    try:
        right = date.fromisoformat(options.date).isoformat() == options.date
    except ValueError:
        right = False
    if not right:
        raise CorpusError(f"--date {options.date}: write a day such as {date.today()}")
    if last and options.date < earlier[last]["released"]:
        raise CorpusError(
            f"--date {options.date} is before {last}, which was released on {earlier[last]['released']}"
        )
    if options.doi is not None and not _DOI.fullmatch(options.doi):
        raise CorpusError(
            f"--doi {options.doi}: a DOI looks like 10.5281/zenodo.1234567, without an address before it"
        )
    for name in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"):
        run(HERE, "git", "var", name)  # CorpusError where git does not know who commits
    refuse_branch()
    changed = run(HERE, "git", "status", "--porcelain")
    if changed:
        raise CorpusError(
            f"there are changes that are not committed: {changed.splitlines()[0].strip()}. Commit them first"
        )
    if run(HERE, "git", "tag", "--list", tag_of(options.version)) and not interrupted(
        options.version
    ):
        raise CorpusError(f"the tag {tag_of(options.version)} is there already")


def refuse_branch() -> None:
    """CorpusError where a release would be on no branch, or on one that is behind that of the host."""
    try:
        branch = run(HERE, "git", "symbolic-ref", "--short", "HEAD")
    except CorpusError:
        raise CorpusError(
            "this checkout is on no branch: the release would be lost. Run: git switch main"
        ) from None
    try:
        behind = int(run(HERE, "git", "rev-list", "--count", "HEAD..@{upstream}"))
    except CorpusError:
        return  # it follows none
    if behind:
        raise CorpusError(
            f"{branch} is {behind} {'commit' if behind == 1 else 'commits'} behind its host: git pull first"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "version",
        metavar="VERSION",
        help="three numbers; `istanbul-talks diff` names the smallest that is allowed",
    )
    parser.add_argument(
        "--date",
        default=date.today().isoformat(),
        metavar="DAY",
        help="day of the release (default: today)",
    )
    parser.add_argument(
        "--doi",
        metavar="DOI",
        help="DOI that was reserved for it (scripts/publish.py --to zenodo --reserve)",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="do everything but commit and tag, and print the section of the changelog",
    )
    options = parser.parse_args()
    try:
        earlier = {
            version: dict(entry)
            for version, entry in vocabulary.load(CorpusFolder(HERE)).releases.items()
        }
        refuse_unfit(options, earlier)
        if interrupted(options.version) and not options.dry_run:
            run(HERE, *HOOKLESS, "merge", "--ff-only", "--quiet", tag_of(options.version))
            print(
                f"{tag_of(options.version)} was made by a run that was interrupted; this checkout is there now"
            )
            return 0
        with worktree(HERE, "HEAD") as place:
            digest, manifests = make(place, options, earlier)
            told = f"content sha256:{digest}\n" + "".join(
                f"{EDITIONS[name]} sha256:{sha256}\n" for name, sha256 in manifests.items()
            )
            print(f"version {options.version}\n{told}", end="")
            if options.dry_run:
                changelog = disk.read_text(place / "CHANGELOG.md")
                print(changelog[changelog.index(f"## {options.version}") :].split("\n## ", 1)[0])
                print("Nothing was done: this was a dry run")
                return 0
            print(f"commit {conclude(place, options.version, told)}")
    except CorpusError as refusal:
        print(f"release: {refusal}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"release: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("release: interrupted; run it again", file=sys.stderr)
        return 130
    branch = run(HERE, "git", "symbolic-ref", "--short", "HEAD")
    print(
        f"Nothing was published. Next: git push --atomic origin {branch} {tag_of(options.version)}; then see RELEASING.md"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
