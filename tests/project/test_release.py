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
from support.clone import last, lines, next_minor, next_patch, repository, script
from support.forged import seal

ID = lines(ROOT / "schema" / "ledger.jsonl")[0]["id"]  # it was released
ARTICLE = f"annotations/{ID}.json"
CLAIM = json.loads((ROOT / ARTICLE).read_bytes())["claims"][0]["id"]
NEW, TAG = next_minor(), f"v{next_minor()}"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """The checkout as the last release, then a commit that adds a remark and an event."""
    folder = repository(tmp_path / "repo")

    def add(events: Any) -> None:
        events["events"].append({**events["events"][0], "id": "made-for-the-test"})

    edit(folder / ARTICLE, claims__0__note="A remark that was made for the test.")
    edit(folder / "schema" / "events.json", add)
    git(folder, "commit", "-qam", "A remark and an event")
    return folder


def done(repo: Path, *arguments: object) -> str:
    """The output of a script that must succeed."""
    found = script(repo, *arguments)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def refused(said: str, repo: Path, *arguments: object) -> None:
    found = script(repo, *arguments)
    assert found.returncode == 2, found.stdout + found.stderr
    assert said in found.stderr, found.stderr
    assert "Traceback" not in found.stderr


def sign(repo: Path, folder: Path, before: str) -> None:
    """A key that is not there ends the release before anything was changed; then one that is."""
    git(repo, "config", "gpg.format", "ssh")
    git(repo, "config", "user.signingkey", str(folder / "no-key"))
    refused("sign", repo, "release", NEW)
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "tag", "--list", TAG)) == (before, "")
    key = folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    git(repo, "config", "user.signingkey", str(key))
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    (folder / "signers").write_text(f"t@example.org {public}", encoding="utf-8")
    git(repo, "config", "gpg.ssh.allowedSignersFile", str(folder / "signers"))


@pytest.mark.slow
def test_a_release_from_refusal_to_reproduction(repo: Path, tmp_path: Path) -> None:
    before = git(repo, "rev-parse", "HEAD")
    smallest = f"{next_patch()} is too low. Smallest version after {last()}: {NEW}"
    why = "MINOR: vocabulary events/made-for-the-test added"
    refused(f"{smallest} ({why})", repo, "release", next_patch())
    assert git(repo, "rev-parse", "HEAD") == before
    assert git(repo, "status", "--porcelain") == ""
    assert len(git(repo, "worktree", "list").splitlines()) == 1

    sign(repo, tmp_path, before)
    made = done(repo, "release", NEW, "--date", "2027-02-03", "--doi", "10.5072/test.1")
    assert "Nothing was published" in made
    git(repo, "verify-tag", TAG)
    assert "not signed" not in made
    assert git(repo, "log", "-1", "--format=%s %P") == f"Release {NEW} {before}"
    assert git(repo, "status", "--porcelain") == ""
    digest = re.search(r"^content sha256:([0-9a-f]{64})$", made, re.MULTILINE)
    assert digest is not None
    message = git(repo, "tag", "--list", "--format=%(contents)", TAG)
    assert f"\ncontent sha256:{digest[1]}\nmanifest sha256:" in message

    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == NEW
    assert project["tool"]["istanbul-talks"] == {"released": "2027-02-03", "doi": "10.5072/test.1"}
    cff = (repo / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {NEW}\n" in cff
    assert "date-released: '2027-02-03'" in cff
    assert "doi: 10.5072/test.1" in cff
    changelog = (repo / "CHANGELOG.md").read_text(encoding="utf-8")
    section = changelog.split(f"## {NEW} – 2027-02-03\n")[1].split("\n## ")[0]
    assert "1 article differs: claim changed 1, vocabulary added 1." in section
    noted = r"`.+` → `“A remark that was made for the test.”`\n"
    assert re.search(rf"- `{ID}`\n  - \*\*changed\*\* `claim {CLAIM}` note: {noted}", section)
    assert "- `schema`\n  - **added** `vocabulary events/made-for-the-test`: " in section
    changes = json.loads((repo / "changes" / f"{NEW}.json").read_bytes())["changes"]
    own = [change for change in changes if change["kind"] != "follows"]
    assert [(c["layer"], c["id"], c["kind"], c["field"]) for c in own] == [
        ("claim", CLAIM, "changed", "note"),
        ("vocabulary", "events/made-for-the-test", "added", ""),
    ]
    releases = lines(repo / "schema" / "releases.jsonl")
    columns = releases[-1].pop("columns")
    assert columns["raw"] == ["id", "capture", "bytes", "capture_sha256", "body"]
    dated = {"version": NEW, "released": "2027-02-03"}
    assert releases[-1] == {**dated, "digest": digest[1], "doi": "10.5072/test.1"}
    assert releases[-2]["version"] == last()
    assert all(len(line["commit"]) == 40 for line in releases[:-1])
    ledger = {line["id"]: line for line in lines(repo / "schema" / "ledger.jsonl")}
    assert f"claims/{CLAIM}" in ledger[ID]["items"]
    done(repo, "generate", "--all", "--check")
    refused("is not later than", repo, "release", NEW)
    # As if the program had been ended between the tag and the move of this checkout.
    git(repo, "reset", "-q", "--hard", before)
    assert "was made by an interrupted run" in done(repo, "release", NEW)
    assert git(repo, "rev-parse", "HEAD") == git(repo, "rev-parse", f"{TAG}^{{commit}}")
    reproduced(repo, tmp_path, digest[1])


def published(repo: Path, tmp_path: Path) -> None:
    """Only what the tag vouches for is published; the edition without texts is built again, too."""
    free, address = tmp_path / "free", (tmp_path / "published").as_uri()
    done(repo, "build", "--edition", "text-free", "--out", free)
    same = done(repo, "reproduce", free).splitlines()
    assert same[0] == f"version   {NEW}, text-free"
    assert same[4:] == ["tag       the same manifest", "copy      the same, byte for byte"]
    assert "verified" in done(repo, "publish", free, "--to", address)
    (free / "LICENSE").write_bytes(b"Do as you like.")
    seal(free)
    load(free).verify()
    refused(f"is not what was released as {TAG}", repo, "publish", free, "--to", address)
    message = git(repo, "tag", "--list", "--format=%(contents)", TAG)
    git(repo, "tag", "--delete", TAG)
    refused(f"no tag {TAG} here", repo, "publish", free, "--to", address)
    git(repo, "tag", "--annotate", TAG, "HEAD", "-m", message)


def reproduced(repo: Path, tmp_path: Path, digest: str) -> None:
    copy = tmp_path / "copy"
    done(repo, "build", "--out", copy)
    assert (load(copy).version, load(copy).digest) == (NEW, digest)
    assert done(repo, "reproduce", copy).splitlines()[3:] == [
        "record    the same content digest",
        "tag       the same manifest",
        "copy      the same, byte for byte",
    ]
    done(repo, "reproduce", TAG)
    published(repo, tmp_path)
    card = copy / "README.md"
    card.write_bytes(card.read_bytes() + b" ")
    (copy / "LICENSE").unlink()
    (copy / "more\x1b[2J.txt").write_text("x", encoding="utf-8")
    other = script(repo, "reproduce", copy)
    assert other.returncode == 1
    listed = [line for line in other.stdout.splitlines() if line.startswith("  ")]
    names = [line.strip().split(": ")[0] for line in listed]
    assert names == ["LICENSE", "README.md", "more\\u001b[2J.txt"]
    # The next change of the data is not the release any more, and says so.
    edit(repo / ARTICLE, claims__0__note="Another remark that was made for the test.")
    done(repo, "build", "--out", tmp_path / "later")
    later = load(tmp_path / "later")
    never = f"is version {later.version}, which was never released"
    refused(never, repo, "reproduce", tmp_path / "later")
    assert later.version == f"{NEW}+{later.digest[:8]}"
    assert later.manifest["released"] is None
    assert "doi" not in later.manifest["dataset"]
    assert f"version: {NEW}\n" in (tmp_path / "later" / "README.md").read_text(encoding="utf-8")
