"""A release of a made-up corpus: refused if too small, complete when made, never half made."""

import hashlib
import json
import subprocess
import tomllib
from pathlib import Path

import pytest

from corpora import TODAY, committed, edit, git, harbour, released
from istanbul_talks import CorpusError
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.git import worktree
from istanbul_talks.history import release, report
from istanbul_talks.history.changes import step
from istanbul_talks.history.differences import differences
from istanbul_talks.history.release import Made, Request
from istanbul_talks.history.versions import OWN, Folder, Revision
from istanbul_talks.model import vocabulary
from istanbul_talks.model.columns import OF_ADDITIONS
from istanbul_talks.validation.finding import Severity
from istanbul_talks.validation.validator import Validator

ARTICLE = "annotations/quay-reopens.json"
NEXT = Request("1.3.0", "2024-06-05", "10.5072/test.1")
CHANGELOG = (
    "# Changelog\n\n## Unreleased\n\n### Code\n\n- A command.\n\n## 1.2.0 – 2024-05-08\n\nold\n"
)

PLAIN = {name: own for name, own in OWN.items() if name not in OF_ADDITIONS}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Harbour with the releases 1.0.0 and 1.2.0, then a commit that adds a note and an event."""
    folder = harbour(tmp_path / "harbour")
    (folder / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    edit(folder / "schema" / "dataset.json", double_annotated=60)  # council-walks-out has no pass
    for version in ("1.0.0", "1.2.0"):
        released(folder, version)
    for key, value in (("name", "t"), ("email", "t@example.org")):
        git(folder, "config", f"user.{key}", value)
    edit(folder / ARTICLE, claims__0__note="A remark that was made for the test.")
    edit(folder / "schema" / "events.json", add_event)
    edit(folder / "schema" / "annotators.json", lambda lines: lines.reverse())  # by a merge
    return committed(folder, "A note and an event")


def add_event(events: dict) -> None:
    events["events"].append({**events["events"][0], "id": "made-for-the-test"})


def earlier(repo: Path) -> release.Releases:
    return vocabulary.load(CorpusFolder(repo)).releases


def make(repo: Path, wanted: Request = NEXT, *, conclude: bool = True) -> Made:
    """All of a release, as the script makes it."""
    release.check_request(repo, wanted, earlier(repo))
    with worktree(repo, "HEAD") as place:
        made = release.make(
            repo, place, wanted, earlier(repo), lambda p: (p / "page.md").write_bytes(b"made\n")
        )
        if conclude:
            release.conclude(repo, place, wanted.version, made.digests)
    return made


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_release_is_one_commit_with_everything_in_it(repo: Path) -> None:
    before = git(repo, "rev-parse", "HEAD")
    made = make(repo)
    assert git(repo, "log", "-1", "--format=%s %P") == f"Release 1.3.0 {before}"
    assert git(repo, "status", "--porcelain") == ""
    assert len(git(repo, "worktree", "list").splitlines()) == 1
    message = git(repo, "tag", "--list", "--format=%(contents)", "v1.3.0")
    assert f"\ncontent sha256:{made.digest}\nmanifest sha256:" in message
    assert release.manifests(repo, "1.3.0") == made.manifests
    assert set(made.manifests) == {"full", "text-free"}
    assert (repo / "page.md").read_bytes() == b"made\n"
    assert not vocabulary.load(CorpusFolder(repo)).untidy
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == "1.3.0"
    assert project["tool"]["istanbul-talks"] == {"released": "2024-06-05", "doi": "10.5072/test.1"}
    text = (repo / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## Unreleased\n\n{made.section}\n## 1.2.0" in text
    assert made.section.startswith("## 1.3.0 – 2024-06-05\n\n### Data\n\n")
    assert "- `quay-reopens`\n  - **changed** `claim " in made.section
    assert "→ `“A remark that was made for the test.”`\n" in made.section
    assert "- `schema`\n  - **added** `vocabulary events/made-for-the-test`: " in made.section
    assert made.section.endswith("### Code\n\n- A command.\n")


def test_a_release_is_recorded(repo: Path) -> None:
    before = earlier(repo)
    made = make(repo)
    claim = json.loads((repo / ARTICLE).read_bytes())["claims"][0]["id"]
    changes = json.loads((repo / "changes" / "1.3.0.json").read_bytes())["changes"]
    assert [(c["layer"], c["id"], c["field"]) for c in changes if c["kind"] != "follows"] == [
        ("claim", claim, "note"),
        ("vocabulary", "events/made-for-the-test", ""),
    ]
    *old, new = lines(repo / "schema" / "releases.jsonl")
    assert new.pop("columns")["raw"] == ["id", "capture", "bytes", "capture_sha256", "body"]
    expected = {"version": "1.3.0", "released": "2024-06-05", "digest": made.digest}
    assert new == {**expected, "doi": "10.5072/test.1"}
    assert old == [
        {**before[version], "commit": git(repo, "rev-parse", f"v{version}^{{commit}}")}
        for version in ("1.0.0", "1.2.0")
    ]
    ledger = {line["id"]: line for line in lines(repo / "schema" / "ledger.jsonl")}
    assert ledger["council-walks-out"]["since"] == "1.3.0"
    assert ledger["quay-reopens"]["since"] == "1.0.0"
    assert f"claims/{claim}" in ledger["quay-reopens"]["items"]
    with pytest.raises(CorpusError, match=r"1\.3\.0 is not later than 1\.3\.0, the last"):
        release.check_request(repo, NEXT, earlier(repo))


@pytest.mark.slow
def test_a_run_that_was_interrupted_is_resumed(repo: Path) -> None:
    """It ended between the tag and the move of the checkout."""
    before = git(repo, "rev-parse", "HEAD")
    assert not release.was_interrupted(repo, "1.3.0")
    make(repo)
    git(repo, "reset", "-q", "--hard", before)
    release.check_request(repo, NEXT, earlier(repo))
    assert release.was_interrupted(repo, "1.3.0")
    release.move_to(repo, "1.3.0")
    assert git(repo, "rev-parse", "HEAD") == git(repo, "rev-parse", "v1.3.0^{commit}")


def test_a_tag_that_no_run_made(repo: Path) -> None:
    git(repo, "tag", "v1.3.0")
    with pytest.raises(CorpusError, match=r"the tag v1\.3\.0 already exists"):
        release.check_request(repo, NEXT, earlier(repo))


def test_a_version_that_is_too_small(repo: Path) -> None:
    before = git(repo, "rev-parse", "HEAD")
    small = r"1\.2\.1 is too low\. Smallest version after 1\.2\.0: 1\.3\.0 \(MINOR: "
    with pytest.raises(CorpusError, match=small):
        make(repo, Request("1.2.1", "2024-06-05"))
    assert git(repo, "rev-parse", "HEAD") == before
    assert git(repo, "status", "--porcelain") == ""
    assert len(git(repo, "worktree", "list").splitlines()) == 1


@pytest.mark.slow
def test_tags_are_signed_with_the_key_of_the_user(repo: Path, tmp_path: Path) -> None:
    """A key that does not exist ends the release before anything changes."""
    before = git(repo, "rev-parse", "HEAD")
    git(repo, "config", "gpg.format", "ssh")
    git(repo, "config", "user.signingkey", str(tmp_path / "key"))
    with pytest.raises(CorpusError, match="sign"):
        make(repo)
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "tag", "--list", "v1.3.0")) == (before, "")
    key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")]
    subprocess.run(key, check=True)
    public = (tmp_path / "key.pub").read_text(encoding="utf-8")
    (tmp_path / "signers").write_text(f"t@example.org {public}", encoding="utf-8")
    git(repo, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / "signers"))
    make(repo)
    git(repo, "verify-tag", "v1.3.0")


def test_a_released_claim_does_not_vanish(repo: Path) -> None:
    edit(repo / "annotations" / "nets-and-tides.json", lambda value: value["claims"].pop(0))
    committed(repo, "A claim less")
    found = r"the corpus has [0-9]+ errors?\. Nothing was released\n(.*\n)*.*error removed-item: "
    with pytest.raises(CorpusError, match=found):
        make(repo, conclude=False)


@pytest.mark.slow
def test_an_article_with_one_pass_is_released_only_if_the_corpus_promises_no_more(
    repo: Path,
) -> None:
    """Before the release its promise is kept: only released articles count."""
    root = CorpusFolder(repo)
    edit(repo / "schema" / "dataset.json", double_annotated=100)
    committed(repo, "Promise two passes for each article")
    before = git(repo, "rev-parse", "HEAD")

    def warnings() -> list[str]:
        found = Validator(repo, today=TODAY).validate()
        return [finding.rule for finding in found if finding.severity is not Severity.INFO]

    assert warnings() == []
    with pytest.raises(CorpusError) as refused:
        make(repo)
    assert str(refused.value) == (
        "after the release the corpus would have 1 warning. Nothing was released\n"
        "schema/dataset.json: warning too-few-double: 2 of 3 released articles have two passes; "
        "100 % are promised. Add passes under annotations/passes/, or lower “double_annotated”"
    )
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "tag", "--list", "v1.3.0")) == (before, "")
    assert git(repo, "status", "--porcelain") == ""
    edit(repo / "schema" / "dataset.json", double_annotated=66)
    committed(repo, "Promise fewer")
    make(repo)
    assert warnings() == []
    built = build(root, repo.parent / "release", today=TODAY)
    assert built.facts is not None
    card = (repo.parent / "release" / "README.md").read_text(encoding="utf-8")
    assert "2 of the 3 articles have independent passes by two or more annotators." in card


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (("1.0",), "“1.0” is not a version. Write three numbers, such as 1.0.0"),
        (("0.0.1",), "0.0.1 is not later than"),
        (("99.0.0", "2020-01-01"), "--date 2020-01-01 is before"),
        (("99.0.0", "20990203"), "--date 20990203: write a date such as"),
        (("99.0.0", "2024-06-05?"), "--date 2024-06-05?: write a date such as"),
        (("99.0.0", "soon"), "--date soon: write a date such as"),
        (
            ("99.0.0", "2024-06-05", "https://doi.org/10.5072/x"),
            "--doi https://doi.org/10.5072/x: a DOI looks like 10.5281/zenodo.1234567",
        ),
    ],
)
def test_requests_that_are_refused(repo: Path, wanted: tuple[str, ...], message: str) -> None:
    with pytest.raises(CorpusError) as error:
        release.check_request(
            repo, Request(*wanted, *("2024-06-05",)[len(wanted) - 1 :]), earlier(repo)
        )
    assert message in str(error.value)


def test_a_checkout_with_changes_and_one_without_tags(repo: Path) -> None:
    (repo / "new.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"uncommitted changes: \?\? new\.txt"):
        release.check_request(repo, NEXT, earlier(repo))
    (repo / "new.txt").unlink()
    git(repo, "tag", "-d", "v1.2.0")
    with pytest.raises(CorpusError, match=r"there is no tag v1\.2\.0\. Fetch the tags"):
        make(repo)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_change_of_the_code_that_changes_rows_is_noticed(repo: Path, recorded: bool) -> None:
    """By the columns of the last release where they are recorded, else by the content digest."""
    git(repo, "reset", "-q", "--hard", "v1.2.0")
    *old, last = lines(repo / "schema" / "releases.jsonl")
    if recorded:
        last["columns"] = {**PLAIN, "claims": [*OWN["claims"], "speaker_name"]}
    text = "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in [*old, last])
    (repo / "schema" / "releases.jsonl").write_text(text, encoding="utf-8")
    committed(repo, "The columns of the last release")
    git(repo, "tag", "--force", "v1.2.0")
    committed(repo, "Only code")
    message = "the code writes other columns or values"
    if recorded:
        message = r"\(MAJOR: column claims\.speaker_name removed\)"
    with pytest.raises(CorpusError, match=message):
        make(repo, Request("1.2.1", "2024-06-05"))


def test_recorded_columns_are_compared(repo: Path) -> None:
    *old, last = lines(repo / "schema" / "releases.jsonl")
    last["columns"] = {**PLAIN, "raw": [*OWN["raw"], "one_more"]}
    del last["columns"]["decisions"]
    text = "".join(f"{json.dumps(line)}\n" for line in [*old, last])
    (repo / "schema" / "releases.jsonl").write_text(text, encoding="utf-8")
    committed(repo, "As if columns had been recorded")
    git(repo, "tag", "--force", "v1.2.0")
    before, after = Revision(CorpusFolder(repo), "v1.2.0"), Folder(CorpusFolder(repo), "now")
    parts = differences(before, after)
    changes = [change for part in parts for change in part.changes if change.layer == "column"]
    assert [(change.id, change.kind) for change in changes] == [
        *((f"decisions.{name}", "added") for name in sorted(OWN["decisions"])),
        ("raw.one_more", "removed"),
    ]
    assert step(changes[-1]).name == "MAJOR"
    committed(repo, "Later")
    assert Revision(CorpusFolder(repo), "HEAD").columns() == PLAIN


def test_a_tag_that_was_moved_is_noticed(repo: Path) -> None:
    *old, last = lines(repo / "schema" / "releases.jsonl")
    last["commit"] = git(repo, "rev-parse", "v1.2.0^{commit}")
    text = "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in [*old, last])
    (repo / "schema" / "releases.jsonl").write_text(text, encoding="utf-8")
    committed(repo, "The commit of the release")
    git(repo, "tag", "--force", "v1.2.0")
    with pytest.raises(CorpusError, match=r"the tag v1\.2\.0 is on .* Move the tag back"):
        make(repo)


def test_branches_from_which_nothing_is_released(repo: Path, tmp_path: Path) -> None:
    git(repo, "init", "-q", "--bare", str(tmp_path / "host"))
    git(repo, "remote", "add", "origin", str(tmp_path / "host"))
    git(repo, "push", "-q", "--set-upstream", "origin", "main")
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    with pytest.raises(CorpusError, match="main is 1 commit behind its host. Run: git pull"):
        release.check_request(repo, NEXT, earlier(repo))
    git(repo, "checkout", "-q", "--detach")
    with pytest.raises(CorpusError, match="this checkout is not on a branch"):
        release.check_request(repo, NEXT, earlier(repo))


@pytest.mark.slow
def test_hooks_of_the_checkout_do_not_run_in_a_worktree(repo: Path) -> None:
    for name in ("pre-commit", "post-checkout", "post-merge"):
        (repo / ".git" / "hooks").mkdir(exist_ok=True)
        (repo / ".git" / "hooks" / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (repo / ".git" / "hooks" / name).chmod(0o755)
    make(repo)
    assert git(repo, "rev-parse", "HEAD") == git(repo, "rev-parse", "v1.3.0^{commit}")


def test_a_data_section_written_by_hand_may_be_anywhere(tmp_path: Path) -> None:
    unreleased = "### Schema\n\n- A label.\n\n### Data\n\n- By hand.\n\n### Code\n\n- A command."
    text = f"# Changelog\n\n## Unreleased\n\n{unreleased}\n\n## 0.1.0 – x\n\nold\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    section = release.write_changelog(tmp_path, "0.2.0", "2027-01-01", "- Made.")
    assert section == (
        "## 0.2.0 – 2027-01-01\n\n### Data\n\n- By hand.\n\n- Made.\n\n"
        "### Schema\n\n- A label.\n\n### Code\n\n- A command.\n"
    )
    assert (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8") == (
        f"# Changelog\n\n## Unreleased\n\n{section}\n## 0.1.0 – x\n\nold\n"
    )
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="CHANGELOG.md has no section “## Unreleased”"):
        release.write_changelog(tmp_path, "0.2.0", "2027-01-01", "- Made.")


def test_notes_name_every_change_or_count_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flip(annotation: dict) -> None:
        for claim in annotation["claims"]:
            claim["checkworthy"] = not claim["checkworthy"]

    roots = [harbour(tmp_path / name) for name in ("one", "other")]
    edit(roots[1] / ARTICLE, flip)
    versions = [Folder(CorpusFolder(root), root.name) for root in roots]
    parts = list(differences(*versions))
    claims = len(json.loads((roots[0] / ARTICLE).read_bytes())["claims"])
    text = report.notes(parts, report.Summary(*versions), "changes/x.json")
    assert text.count("**changed** `claim ") == claims > 10
    assert text.endswith("`changes/x.json`.")
    monkeypatch.setattr(report, "MOST_LINES", 5)
    counted = report.notes(parts, report.Summary(*versions), "changes/x.json")
    assert f"- `quay-reopens`: claim checkworthy changed {claims}" in counted
    assert "**changed**" not in counted


def test_the_ledger_only_grows() -> None:
    sha = hashlib.sha256(b"x").hexdigest()
    gone = {"item": "claims/one", "last": "0.1.0", "reason": "Not a claim."}
    old = {"id": "b", "capture_sha256": sha, "since": "0.1.0", "items": ["claims/one"]}
    old["gone"] = [gone]
    rows = [
        {"id": "a", "capture_sha256": sha, "claims": [{"id": "x"}], "stance": [{"id": "h/t"}]},
        {"id": "b", "capture_sha256": sha, "claims": [{"id": "two"}], "stance": []},
    ]
    made = [
        json.loads(line) for line in release.ledger_with({"b": old}, rows, "0.2.0").splitlines()
    ]
    assert made == [
        {"id": "a", "capture_sha256": sha, "since": "0.2.0", "items": ["claims/x", "stance/h/t"]},
        {**old, "items": ["claims/one", "claims/two"]},
    ]
