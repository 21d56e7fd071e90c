"""A release in a repository of its own: refused when too small, complete when made, the same when built again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from istanbul_talks import load
from istanbul_talks.dataset.ledger import with_articles, with_version
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history import show
from istanbul_talks.history.changes import step
from istanbul_talks.history.notes import notes
from istanbul_talks.history.versions import OWN, Revision
from istanbul_talks.history.versions import Folder as VersionFolder
from istanbul_talks.history.walk import walk

IGNORED = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
    "dist",
    "site",
    "__pycache__",
    "crash-*",
)
ARTICLE = "annotations/peace-dance.json"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def script(folder: Path, name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    command = [sys.executable, f"scripts/{name}.py", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def last() -> str:
    lines = (ROOT / "schema" / "releases.jsonl").read_text(encoding="utf-8").splitlines()
    return str(json.loads(lines[-1])["version"])


def next_minor() -> str:
    major, minor, _ = last().split(".")
    return f"{major}.{int(minor) + 1}.0"


def next_patch() -> str:
    major, minor, patch = last().split(".")
    return f"{major}.{minor}.{int(patch) + 1}"


def edit(path: Path, change: Any) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def repository(folder: Path) -> Path:
    """The checkout as one commit that is every release so far."""
    shutil.copytree(ROOT, folder, ignore=IGNORED)
    git(folder, "init", "-q", "-b", "main")
    for key, value in (
        ("user.name", "t"),
        ("user.email", "t@example.org"),
        ("commit.gpgsign", "false"),
    ):
        git(folder, "config", key, value)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    for line in (folder / "schema" / "releases.jsonl").read_text(encoding="utf-8").splitlines():
        git(folder, "tag", f"v{json.loads(line)['version']}")
    return folder


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """The checkout as the last release, then a commit that adds a remark and an event."""
    folder = repository(tmp_path / "repo")

    def remark(annotation: Any) -> None:
        annotation["claims"][0]["note"] = "A remark that was made for the test."

    def add(events: Any) -> None:
        events["events"].append({**events["events"][0], "id": "made-for-the-test"})

    edit(folder / ARTICLE, remark)
    edit(folder / "schema" / "events.json", add)
    git(folder, "commit", "-qam", "A remark and an event")
    return folder


def sign(repo: Path, folder: Path, before: str) -> None:
    """A key that is not there ends the release before anything was changed; then one that is."""
    git(repo, "config", "gpg.format", "ssh")
    git(repo, "config", "user.signingkey", str(folder / "no-key"))
    unsigned = script(repo, "release", next_minor())
    assert (unsigned.returncode, "sign" in unsigned.stderr, "Traceback" in unsigned.stderr) == (
        2,
        True,
        False,
    ), unsigned.stderr
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "tag", "--list", f"v{next_minor()}")) == (
        before,
        "",
    )
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key")], check=True
    )
    git(repo, "config", "user.signingkey", str(folder / "key"))
    (folder / "signers").write_text(
        f"t@example.org {(folder / 'key.pub').read_text(encoding='utf-8')}", encoding="utf-8"
    )
    git(repo, "config", "gpg.ssh.allowedSignersFile", str(folder / "signers"))


def test_a_release_from_refusal_to_reproduction(repo: Path, tmp_path: Path) -> None:
    before = git(repo, "rev-parse", "HEAD")
    small = script(repo, "release", next_patch())
    assert small.returncode == 2
    assert (
        f"{next_patch()} is too small. Smallest version after {last()}: {next_minor()} (MINOR: vocabulary events/made-for-the-test added)"
        in small.stderr
    )
    assert "Traceback" not in small.stderr
    assert (
        git(repo, "rev-parse", "HEAD"),
        git(repo, "status", "--porcelain"),
        len(git(repo, "worktree", "list").splitlines()),
    ) == (
        before,
        "",
        1,
    )

    sign(repo, tmp_path, before)
    made = script(repo, "release", next_minor(), "--date", "2027-02-03", "--doi", "10.5072/test.1")
    assert made.returncode == 0, made.stderr
    assert "Nothing was published" in made.stdout
    git(repo, "verify-tag", f"v{next_minor()}")
    assert "not signed" not in made.stdout
    assert git(repo, "log", "-1", "--format=%s %P") == f"Release {next_minor()} {before}"
    assert git(repo, "status", "--porcelain") == ""
    digest = re.search(r"^content sha256:([0-9a-f]{64})$", made.stdout, re.MULTILINE)
    assert digest is not None
    message = git(repo, "tag", "--list", "--format=%(contents)", f"v{next_minor()}")
    assert f"\ncontent sha256:{digest[1]}\nmanifest sha256:" in message

    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == next_minor()
    assert project["tool"]["istanbul-talks"] == {"released": "2027-02-03", "doi": "10.5072/test.1"}
    cff = (repo / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {next_minor()}\n" in cff
    assert "date-released: '2027-02-03'" in cff
    assert "doi: 10.5072/test.1" in cff
    section = (
        (repo / "CHANGELOG.md")
        .read_text(encoding="utf-8")
        .split(f"## {next_minor()} – 2027-02-03\n")[1]
        .split("\n## ")[0]
    )
    assert "1 article differs: claim changed 1, vocabulary added 1." in section
    assert re.search(
        r"- `peace-dance`\n  - \*\*changed\*\* `claim parties-meet-again` note: `.+` → `“A remark that was made for the test.”`\n",
        section,
    )
    assert "- `schema`\n  - **added** `vocabulary events/made-for-the-test`: " in section
    changes = json.loads((repo / "changes" / f"{next_minor()}.json").read_text(encoding="utf-8"))
    assert [
        (c["layer"], c["id"], c["kind"], c["field"])
        for c in changes["changes"]
        if c["kind"] != "follows"
    ] == [
        ("claim", "parties-meet-again", "changed", "note"),
        ("vocabulary", "events/made-for-the-test", "added", ""),
    ]
    releases = [
        json.loads(line)
        for line in (repo / "schema" / "releases.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    columns = releases[-1].pop("columns")
    assert columns["raw"] == ["id", "capture", "bytes", "capture_sha256", "body"]
    assert releases[-1] == {
        "version": next_minor(),
        "released": "2027-02-03",
        "digest": digest[1],
        "doi": "10.5072/test.1",
    }
    assert [line["version"] for line in releases[:-1]][-1] == last()
    assert all(len(line["commit"]) == 40 for line in releases[:-1])
    ledger = {
        line["id"]: line
        for line in map(
            json.loads, (repo / "schema" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        )
    }
    assert "claims/parties-meet-again" in ledger["peace-dance"]["items"]
    assert script(repo, "generate", "--check").returncode == 0
    again = script(repo, "release", next_minor())
    assert (again.returncode, "does not come after" in again.stderr) == (2, True)
    git(
        repo, "reset", "-q", "--hard", before
    )  # as if the program had been ended between the tag and the move of this checkout
    resumed = script(repo, "release", next_minor())
    assert (resumed.returncode, "was made by a run that was interrupted" in resumed.stdout) == (
        0,
        True,
    ), resumed.stderr
    assert git(repo, "rev-parse", "HEAD") == git(repo, "rev-parse", f"v{next_minor()}^{{commit}}")
    reproduced(repo, tmp_path, digest[1])


def published(repo: Path, tmp_path: Path) -> None:
    """Only what the tag vouches for is published; the edition without texts is built again, too."""
    free, address = tmp_path / "free", (tmp_path / "published").as_uri()
    assert script(repo, "build", "--edition", "text-free", "--out", free).returncode == 0
    same = script(repo, "reproduce", free)
    assert (same.returncode, same.stdout.splitlines()[0]) == (
        0,
        f"version   {next_minor()}, text-free",
    ), same.stdout + same.stderr
    assert same.stdout.splitlines()[4:] == [
        "tag       the same manifest",
        "copy      the same, byte for byte",
    ]
    done = script(repo, "publish", free, "--to", address)
    assert (done.returncode, "verified" in done.stdout) == (0, True), done.stderr
    manifest = json.loads((free / "MANIFEST.json").read_text(encoding="utf-8"))
    (free / "LICENSE").write_bytes(b"Do as you like.")
    manifest["files"]["LICENSE"] = {
        "sha256": hashlib.sha256(b"Do as you like.").hexdigest(),
        "bytes": 15,
    }
    (free / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    sums = {**{path: facts["sha256"] for path, facts in manifest["files"].items()}}
    sums["MANIFEST.json"] = hashlib.sha256((free / "MANIFEST.json").read_bytes()).hexdigest()
    (free / "SHA256SUMS").write_text(
        "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())), encoding="utf-8"
    )
    load(free).verify()
    other = script(repo, "publish", free, "--to", address)
    assert (other.returncode, f"is not what was released as v{next_minor()}" in other.stderr) == (
        2,
        True,
    ), other.stdout + other.stderr
    message = git(repo, "tag", "--list", "--format=%(contents)", f"v{next_minor()}")
    git(repo, "tag", "--delete", f"v{next_minor()}")
    unknown = script(repo, "publish", free, "--to", address)
    assert (unknown.returncode, f"there is no tag v{next_minor()} here" in unknown.stderr) == (
        2,
        True,
    ), unknown.stderr
    git(repo, "tag", "--annotate", f"v{next_minor()}", "HEAD", "-m", message)


def reproduced(repo: Path, tmp_path: Path, digest: str) -> None:
    copy = tmp_path / "copy"
    assert script(repo, "build", "--out", copy).returncode == 0
    assert (load(copy).version, load(copy).digest) == (next_minor(), digest)
    same = script(repo, "reproduce", copy)
    assert same.returncode == 0, same.stdout + same.stderr
    assert same.stdout.splitlines()[3:] == [
        "record    the same content digest",
        "tag       the same manifest",
        "copy      the same, byte for byte",
    ]
    assert script(repo, "reproduce", f"v{next_minor()}").returncode == 0
    published(repo, tmp_path)
    card = copy / "README.md"
    card.write_bytes(card.read_bytes() + b" ")
    (copy / "LICENSE").unlink()
    (copy / "more.txt").write_text("x", encoding="utf-8")
    other = script(repo, "reproduce", copy)
    assert other.returncode == 1
    assert [
        line.strip().split(": ")[0] for line in other.stdout.splitlines() if line.startswith("  ")
    ] == [
        "LICENSE",
        "README.md",
        "more.txt",
    ]
    # The next change of the data is not the release any more, and says so.
    edit(
        repo / ARTICLE,
        lambda annotation: annotation["claims"][0].update(
            note="Another remark that was made for the test."
        ),
    )
    assert script(repo, "build", "--out", tmp_path / "later").returncode == 0
    later = load(tmp_path / "later")
    unreleased = script(repo, "reproduce", tmp_path / "later")
    assert (
        unreleased.returncode,
        f"is version {later.version}, which was not released" in unreleased.stderr,
    ) == (2, True), unreleased.stderr
    assert later.version == f"{next_minor()}+{later.digest[:8]}"
    assert later.manifest["released"] is None
    assert "doi" not in later.manifest["dataset"]
    assert f"version: {next_minor()}\n" in (tmp_path / "later" / "README.md").read_text(
        encoding="utf-8"
    )


def test_a_released_claim_does_not_vanish(repo: Path) -> None:
    def remove(annotation: Any) -> None:
        del annotation["claims"][0]

    edit(repo / ARTICLE, remove)
    git(repo, "commit", "-qam", "A claim less")
    made = script(repo, "release", next_minor())
    assert made.returncode == 2
    assert "error removed-item: “claims/" in made.stderr
    assert re.search("the corpus has [0-9]+ errors?, above. Nothing was released", made.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["1.0"], "“1.0” is no version: write three numbers, such as 1.0.0"),
        (["0.0.1"], "0.0.1 does not come after"),
        (["99.0.0", "--date", "2020-01-01"], "--date 2020-01-01 is before"),
        (["99.0.0", "--date", "20990203"], "--date 20990203: write a day such as"),
        (["99.0.0", "--date", "soon"], "--date soon: write a day such as"),
        (
            ["99.0.0", "--doi", "https://doi.org/10.5072/x"],
            "--doi https://doi.org/10.5072/x: a DOI looks like 10.5281/zenodo.1234567",
        ),
    ],
)
def test_what_is_no_release(repo: Path, arguments: list[str], said: str) -> None:
    made = script(repo, "release", *arguments)
    assert (made.returncode, said in made.stderr) == (2, True), made.stderr


def test_a_checkout_with_changes_and_one_without_tags(repo: Path) -> None:
    (repo / "new.txt").write_text("x", encoding="utf-8")
    made = script(repo, "release", "99.0.0")
    assert "there are changes that are not committed: ?? new.txt" in made.stderr
    (repo / "new.txt").unlink()
    git(repo, "tag", "-d", f"v{last()}")
    made = script(repo, "release", "99.0.0")
    assert (
        f"there is no tag v{last()}. Fetch the tags" in made.stderr
        or "is no revision that git knows here" in made.stderr
    )
    assert "Traceback" not in made.stderr


def test_notes_have_every_change_and_count_where_they_are_too_many(tmp_path: Path) -> None:
    for name in ("one", "other"):
        shutil.copytree(ROOT / "corpus", tmp_path / name / "corpus")
        shutil.copytree(ROOT / "annotations", tmp_path / name / "annotations")
        shutil.copytree(ROOT / "schema", tmp_path / name / "schema")

    def change(annotation: Any) -> None:
        for claim in annotation["claims"]:
            claim["checkworthy"] = not claim["checkworthy"]

    edit(tmp_path / "other" / ARTICLE, change)
    versions = [VersionFolder(CorpusFolder(tmp_path / name), name) for name in ("one", "other")]
    parts = list(walk(*versions))
    claims = len(json.loads((ROOT / ARTICLE).read_text(encoding="utf-8"))["claims"])
    told = notes(parts, show.Summary(*versions), "changes/x.json")
    assert told.count("**changed** `claim ") == claims > 10
    assert told.endswith("`changes/x.json`.")
    counted = notes(parts, show.Summary(*versions), "changes/x.json", most=5)
    assert f"- `peace-dance`: claim checkworthy changed {claims}" in counted
    assert "**changed**" not in counted


@pytest.mark.parametrize("recorded", [True, False])
def test_columns_that_code_renames_are_noticed(repo: Path, recorded: bool) -> None:
    """Annotations stay as they are, the rows do not: by the columns of the last release where they are recorded, else by the digest."""
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    path = repo / "schema" / "releases.jsonl"
    *lines, newest = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    newest = (
        {**newest, "columns": OWN}
        if recorded
        else {key: value for key, value in newest.items() if key != "columns"}
    )
    path.write_text(
        "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in [*lines, newest]),
        encoding="utf-8",
    )
    git(repo, "commit", "-q", "--allow-empty", "-am", "The columns of the last release")
    git(repo, "tag", "--force", f"v{last()}")
    for path in [
        *repo.glob("src/**/*.py"),
        *repo.glob("scripts/*.py"),
        *repo.glob("templates/*.md"),
    ]:
        text = path.read_text(encoding="utf-8")
        if "claimer_name" in text:
            path.write_text(text.replace("claimer_name", "speaker_name"), encoding="utf-8")
    git(repo, "commit", "-qam", "Another name of a column")
    made = script(repo, "release", next_patch())
    said = (
        "(MAJOR: column claims.claimer_name removed)"
        if recorded
        else "the code writes other columns or values"
    )
    assert (made.returncode, said in made.stderr) == (2, True), made.stdout + made.stderr
    assert git(repo, "tag", "--list", f"v{next_patch()}") == ""


def test_recorded_columns_are_compared(repo: Path) -> None:
    path = repo / "schema" / "releases.jsonl"
    *lines, newest = path.read_text(encoding="utf-8").splitlines()
    columns = {"raw": ["id", "capture", "bytes", "capture_sha256", "body", "one_more"]}
    path.write_text(
        "\n".join([*lines, json.dumps({**json.loads(newest), "columns": columns})]) + "\n",
        encoding="utf-8",
    )
    git(repo, "commit", "-qam", "As if columns had been recorded")
    git(repo, "tag", "--force", f"v{last()}")
    old, new = Revision(CorpusFolder(repo), f"v{last()}"), VersionFolder(CorpusFolder(repo), "now")
    changes = [
        change for part in walk(old, new) for change in part.changes if change.layer == "column"
    ]
    assert [(change.id, change.kind) for change in changes] == [("raw.one_more", "removed")]
    assert step(changes[0]).name == "MAJOR"
    git(repo, "commit", "-q", "--allow-empty", "-m", "later")
    assert Revision(CorpusFolder(repo), "HEAD").columns() == {}


def test_a_tag_that_was_moved_is_noticed(repo: Path) -> None:
    path = repo / "schema" / "releases.jsonl"
    *lines, newest = path.read_text(encoding="utf-8").splitlines()
    recorded = {**json.loads(newest), "commit": git(repo, "rev-parse", f"v{last()}^{{commit}}")}
    path.write_text(
        "\n".join([*lines, json.dumps(recorded, separators=(",", ":"))]) + "\n", encoding="utf-8"
    )
    git(repo, "commit", "-qam", "The commit of the release")
    git(repo, "tag", "--force", f"v{last()}")
    made = script(repo, "release", next_minor())
    assert (
        made.returncode,
        f"the tag v{last()} is on " in made.stderr,
        "the tag was moved" in made.stderr,
    ) == (2, True, True), made.stderr


def test_branches_from_which_nothing_is_released(repo: Path, tmp_path: Path) -> None:
    git(repo, "init", "-q", "--bare", str(tmp_path / "host"))
    git(repo, "remote", "add", "origin", str(tmp_path / "host"))
    git(repo, "push", "-q", "--set-upstream", "origin", "main")
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    behind = script(repo, "release", next_minor())
    assert (
        behind.returncode,
        "main is 1 commit behind its host: git pull first" in behind.stderr,
    ) == (2, True), behind.stderr
    git(repo, "checkout", "-q", "--detach")
    nowhere = script(repo, "release", next_minor())
    assert (nowhere.returncode, "this checkout is on no branch" in nowhere.stderr) == (2, True), (
        nowhere.stderr
    )


@pytest.mark.slow
def test_hooks_of_the_checkout_do_not_run_in_a_worktree(repo: Path) -> None:
    for name in ("pre-commit", "post-checkout", "post-merge"):
        (repo / ".git" / "hooks" / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (repo / ".git" / "hooks" / name).chmod(0o755)
    made = script(repo, "release", next_minor())
    assert made.returncode == 0, made.stderr
    assert git(repo, "rev-parse", "HEAD") == git(repo, "rev-parse", f"v{next_minor()}^{{commit}}")


def test_the_section_written_by_hand_stands_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import release

    text = "# Changelog\n\n## Unreleased\n\n### Schema\n\n- A label.\n\n### Data\n\n- By hand.\n\n### Code\n\n- A command.\n\n## 0.1.0 – x\n\nold\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    release.write_changelog(tmp_path, "0.2.0", "2027-01-01", "- Made.")
    assert (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8") == (
        "# Changelog\n\n## Unreleased\n\n## 0.2.0 – 2027-01-01\n\n### Data\n\n- By hand.\n\n- Made.\n\n### Schema\n\n- A label.\n\n"
        "### Code\n\n- A command.\n\n## 0.1.0 – x\n\nold\n"
    )


def test_the_ledger_only_grows() -> None:
    sha = hashlib.sha256(b"x").hexdigest()
    old = {
        "b": {
            "id": "b",
            "capture_sha256": sha,
            "since": "0.1.0",
            "items": ["claims/one"],
            "gone": [{"item": "claims/one", "last": "0.1.0", "reason": "It was none."}],
        }
    }
    rows = [
        {"id": "a", "capture_sha256": sha, "claims": [{"id": "x"}], "stance": [{"id": "h/t"}]},
        {"id": "b", "capture_sha256": sha, "claims": [{"id": "two"}], "stance": []},
    ]
    lines = [json.loads(line) for line in with_articles(old, rows, "0.2.0").splitlines()]
    assert lines == [
        {"id": "a", "capture_sha256": sha, "since": "0.2.0", "items": ["claims/x", "stance/h/t"]},
        {**old["b"], "items": ["claims/one", "claims/two"]},
    ]
    entries = {"0.1.0": {"version": "0.1.0", "released": "2026-01-01", "digest": sha}}
    new = {"version": "0.2.0", "released": "2026-02-01", "digest": sha}
    assert [
        json.loads(line) for line in with_version(entries, new, {"0.1.0": "f" * 40}).splitlines()
    ] == [
        {**entries["0.1.0"], "commit": "f" * 40},
        new,
    ]
