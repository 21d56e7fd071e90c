"""Make a release in a worktree: version, notes, ledgers, builds, commit, tag. See RELEASING.md."""

import argparse
import sys
from datetime import date
from pathlib import Path

from istanbul_talks.cli.parser import guarded
from istanbul_talks.files import git
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history import release
from istanbul_talks.model import vocabulary

HERE = Path(__file__).resolve().parent.parent


def generate(place: Path) -> None:
    """Write the generated files of a worktree with its own code."""
    git.run(place, sys.executable, "scripts/generate.py", "--all", PYTHONPATH=str(place / "src"))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Make a release: reject a version that is too low, write notes, dates and "
        "ledgers, build, verify, commit and tag. Nothing is published."
    )
    add, today = parser.add_argument, date.today().isoformat()
    version = "three numbers; `istanbul-talks diff` prints the smallest allowed"
    add("version", metavar="VERSION", help=version)
    add("--date", default=today, metavar="DAY", help="day of the release (default: today)")
    doi = "DOI that was reserved for it (scripts/publish.py --to zenodo --reserve)"
    add("--doi", metavar="DOI", help=doi)
    dry = "do everything except commit and tag, and print the changelog section"
    add("--dry-run", action="store_true", help=dry)
    return parser.parse_args()


def run(options: argparse.Namespace) -> list[str]:
    """Make the release, or try to. Returns what to print."""
    wanted = release.Request(options.version, options.date, options.doi)
    earlier = vocabulary.load(CorpusFolder(HERE)).releases
    tag = f"v{wanted.version}"
    release.check_request(HERE, wanted, earlier)
    if release.was_interrupted(HERE, wanted.version) and not options.dry_run:
        release.move_to(HERE, wanted.version)
        return [f"{tag} was made by an interrupted run; this checkout is now there"]
    with git.worktree(HERE, "HEAD") as place:
        made = release.make(HERE, place, wanted, earlier, generate)
        same = "The data is that of the last release: only code and documents changed"
        lines = [*([same] if made.same_data else []), f"version {wanted.version}"]
        lines.append(made.digests.rstrip("\n"))
        if options.dry_run:
            return [*lines, made.section, "Dry run: nothing was changed"]
        commit, signed = release.conclude(HERE, place, wanted.version, made.digests)
    lines.append(f"tag {tag}{'' if signed else ' (not signed: git has no user.signingkey)'}")
    lines.append(f"commit {commit}")
    branch = git.run(HERE, "git", "branch", "--show-current")
    push = f"git push --atomic origin {branch} {tag}"
    return [*lines, f"Nothing was published. Next: {push}; then see RELEASING.md"]


def main() -> int:
    options = parse()
    try:
        print("\n".join(run(options)))
    except KeyboardInterrupt:
        print("release: interrupted. Run it again", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(guarded("release", main))
