"""The maintainers' scripts in a clone of the checkout: release, build, reproduce, publish."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpora import ROOT, edit, git
from istanbul_talks import load
from support.clone import last, next_minor, next_patch, repository, script
from support.forged import seal

LEDGER = ROOT / "schema" / "ledger.jsonl"
ID = json.loads(LEDGER.read_text(encoding="utf-8").splitlines()[0])["id"]  # it was released
ARTICLE = f"annotations/{ID}.json"
CLAIM = json.loads((ROOT / ARTICLE).read_bytes())["claims"][0]["id"]


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


@pytest.mark.slow
def test_a_release_from_refusal_to_reproduction(repo: Path, tmp_path: Path) -> None:
    before = git(repo, "rev-parse", "HEAD")
    small = script(repo, "release", next_patch())
    assert small.returncode == 2
    smallest = f"{next_patch()} is too low. Smallest version after {last()}: {next_minor()}"
    assert f"{smallest} (MINOR: vocabulary events/made-for-the-test added)" in small.stderr
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
        rf"- `{ID}`\n  - \*\*changed\*\* `claim {CLAIM}` note: `.+` → `“A remark that was made for "
        r"the test.”`\n",
        section,
    )
    assert "- `schema`\n  - **added** `vocabulary events/made-for-the-test`: " in section
    changes = json.loads((repo / "changes" / f"{next_minor()}.json").read_text(encoding="utf-8"))
    assert [
        (c["layer"], c["id"], c["kind"], c["field"])
        for c in changes["changes"]
        if c["kind"] != "follows"
    ] == [
        ("claim", CLAIM, "changed", "note"),
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
    assert f"claims/{CLAIM}" in ledger[ID]["items"]
    assert script(repo, "generate", "--check").returncode == 0
    again = script(repo, "release", next_minor())
    assert (again.returncode, "is not later than" in again.stderr) == (2, True)
    git(
        repo, "reset", "-q", "--hard", before
    )  # as if the program had been ended between the tag and the move of this checkout
    resumed = script(repo, "release", next_minor())
    assert (resumed.returncode, "was made by an interrupted run" in resumed.stdout) == (
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
    (free / "LICENSE").write_bytes(b"Do as you like.")
    seal(free)
    load(free).verify()
    other = script(repo, "publish", free, "--to", address)
    assert (other.returncode, f"is not what was released as v{next_minor()}" in other.stderr) == (
        2,
        True,
    ), other.stdout + other.stderr
    message = git(repo, "tag", "--list", "--format=%(contents)", f"v{next_minor()}")
    git(repo, "tag", "--delete", f"v{next_minor()}")
    unknown = script(repo, "publish", free, "--to", address)
    assert (unknown.returncode, f"no tag v{next_minor()} here" in unknown.stderr) == (
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
    (copy / "more\x1b[2J.txt").write_text("x", encoding="utf-8")
    other = script(repo, "reproduce", copy)
    assert other.returncode == 1
    assert [
        line.strip().split(": ")[0] for line in other.stdout.splitlines() if line.startswith("  ")
    ] == [
        "LICENSE",
        "README.md",
        "more\\u001b[2J.txt",
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
        f"is version {later.version}, which was never released" in unreleased.stderr,
    ) == (2, True), unreleased.stderr
    assert later.version == f"{next_minor()}+{later.digest[:8]}"
    assert later.manifest["released"] is None
    assert "doi" not in later.manifest["dataset"]
    assert f"version: {next_minor()}\n" in (tmp_path / "later" / "README.md").read_text(
        encoding="utf-8"
    )
