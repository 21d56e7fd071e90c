"""A released article is corrected and released again: its outlet, its date, its text."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, committed, edit, git, harbour, released
from istanbul_talks import CorpusError, load
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.git import worktree
from istanbul_talks.history import release
from istanbul_talks.history.reanchor import MARK, revised
from istanbul_talks.history.release import Request
from istanbul_talks.model import vocabulary
from istanbul_talks.site.article_page import article_pages
from istanbul_talks.site.edition import Edition
from istanbul_talks.validation.finding import Severity
from istanbul_talks.validation.validator import Validator

ID = "quay-reopens"
REVIEW = {"by": "reader-2", "kind": "human", "did": "review", "date": "2024-05-25"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Harbour, released as 1.3.0 as the script does it."""
    folder = harbour(tmp_path_factory.mktemp("corrections") / "harbour")
    text = "# Changelog\n\n## Unreleased\n\n## 1.2.0 – 2024-05-08\n\nold\n"
    (folder / "CHANGELOG.md").write_text(text, encoding="utf-8")
    edit(folder / "schema" / "dataset.json", double_annotated=60)
    for version in ("1.0.0", "1.2.0"):
        released(folder, version)
    for key, value in (("name", "t"), ("email", "t@example.org")):
        git(folder, "config", f"user.{key}", value)
    edit(annotation(folder), claims__0__note="A remark that was made for the test.")
    committed(folder, "A note")
    publish(folder, "1.3.0")
    return folder


@pytest.fixture
def repo(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "repo", symlinks=True))


def annotation(root: Path) -> Path:
    return root / "annotations" / f"{ID}.json"


def publish(root: Path, version: str) -> None:
    wanted, earlier = Request(version, "2024-05-30"), vocabulary.load(CorpusFolder(root)).releases
    release.check_request(root, wanted, earlier)
    with worktree(root, "HEAD") as place:
        made = release.make(root, place, wanted, earlier, lambda _: None)
        release.conclude(root, place, version, made.digests)


def problems(root: Path) -> list[str]:
    """What `validate --strict` would fail for."""
    found = Validator(root, today=TODAY).validate()
    return [f"{f.rule}: {f.message}" for f in found if f.severity is not Severity.INFO]


def review(value: dict[str, Any]) -> None:
    value["provenance"].append({**REVIEW, "guidelines": "1.1"})


def corrected(root: Path, too_low: str, version: str) -> set[tuple[str, str, str]]:
    """Release the corrections; a lower version is refused. The changes: layer, kind, field."""
    assert problems(root) == []
    committed(root, "A correction")
    with pytest.raises(CorpusError, match=rf"Smallest version after 1\.3\.0: {version} "):
        publish(root, too_low)
    publish(root, version)
    assert problems(root) == []
    assert git(root, "status", "--porcelain") == ""
    changes = json.loads((root / "changes" / f"{version}.json").read_bytes())["changes"]
    assert {change["article"] for change in changes} <= {ID, ""}
    return {(c["layer"], c["kind"], c["field"]) for c in changes if c["kind"] != "follows"}


def ledger(root: Path) -> dict[str, Any]:
    return dict(vocabulary.load(CorpusFolder(root)).ledger[ID])


@pytest.mark.slow
def test_an_outlet_is_corrected(repo: Path) -> None:
    """A registered outlet needs a patch; one that is new to the registry, a minor version."""
    before = ledger(repo)
    outlet = {"publisher": "North Coast Post"}
    edit(annotation(repo), review, source__publisher="North Coast Post", source__external=outlet)
    assert problems(repo) == [
        "unknown-publisher: “North Coast Post” is not in schema/publishers.json"
    ]
    line = {"id": "north-coast-post", "name": "North Coast Post", "host": None, "note": "Made up."}
    edit(repo / "schema" / "publishers.json", lambda lines: lines.append(line))
    assert corrected(repo, "1.3.1", "1.4.0") == {
        ("source", "changed", "publisher"),
        ("external", "added", ""),
        ("provenance", "added", ""),
        ("vocabulary", "added", ""),
    }
    assert ledger(repo) == before


@pytest.mark.slow
def test_a_date_is_corrected(repo: Path) -> None:
    """Two passes had the old date: a decision says why it is another."""
    before = ledger(repo)
    note = "The outlet's own archive lists the article a day earlier."
    date = {"published": "2024-02-12", "basis": "external", "evidence": [], "note": note}
    edit(annotation(repo), review, **{f"date__{key}": value for key, value in date.items()})
    (problem,) = problems(repo)
    assert problem.startswith("undecided-disagreement: no two passes agree with the reference on")
    decision = {"id": "earlier-by-a-day", "layer": "article", "reference": [ID], "overruled": []}
    decision |= {"decided": "2024-02-12", "why": note, "by": "reader-2", "kind": "human"}
    decisions = repo / "annotations" / "decisions" / f"{ID}.json"
    decision |= {"date": REVIEW["date"]}
    edit(decisions, lambda value: value["decisions"].append(decision))
    assert corrected(repo, "1.3.1", "1.4.0") == {
        ("date", "changed", field) for field in ("published", "date_basis", "date_note")
    } | {
        ("date", "changed", "date_evidence"),
        ("provenance", "added", ""),
        ("decision", "added", ""),
    }
    assert ledger(repo) == before


def rewrite(root: Path, *edits: tuple[str, str]) -> str:
    """Correct the capture. The SHA-256 of the new one."""
    path = root / "corpus" / f"{ID}.txt"
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.slow
def test_a_text_is_corrected(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ledger(repo)
    digest = rewrite(repo, ("aplauded", "applauded"), ("six hours", "seven hours"))
    call = ["reanchor", ID, "--yes", "--root", str(repo)]
    assert main(call) == 2
    assert (
        f"1.3.0 was released with another text of {ID}. Say on one line" in capsys.readouterr().err
    )
    assert main([*call, "--why", "Two words were copied wrong."]) == 1  # some quotes changed
    assert "schema/ledger.jsonl" in capsys.readouterr().out
    assert all(problem.startswith("quote-not-found: ") for problem in problems(repo))

    def by_hand(value: Any) -> Any:
        """What `validate` says to write for a quote whose words changed."""
        if isinstance(value, dict) and value.get("prefix") == MARK:
            return value["quote"].replace("aplauded", "applauded").replace("six", "seven")
        if isinstance(value, dict):
            return {key: by_hand(inner) for key, inner in value.items()}
        return [*map(by_hand, value)] if isinstance(value, list) else value

    for path in (annotation(repo), *repo.glob(f"annotations/passes/*/{ID}.json")):
        edit(path, lambda value: value.update(by_hand(value)))
    edit(annotation(repo), review, notes=[])
    changes = corrected(repo, "1.4.0", "2.0.0")
    assert {("text", "changed", "text"), ("capture", "changed", "capture")} <= changes
    assert {layer for layer, *_ in changes} >= {"claim", "note", "pass"}
    assert ("claim", "removed", "") not in changes
    after = {
        "capture_sha256": digest,
        "revised": [
            {
                "capture_sha256": before["capture_sha256"],
                "last": "1.3.0",
                "reason": "Two words were copied wrong.",
            }
        ],
    }
    assert ledger(repo) == {**before, **after}
    built = build(CorpusFolder(repo), repo.parent / "out", today=TODAY)
    assert built.facts is not None
    pages = article_pages(Edition(load(repo.parent / "out")))
    (page,) = (page.body for page in pages if page.path == f"articles/{ID}/")
    assert "Until 1.3.0" in page
    assert before["capture_sha256"][:16] in page
    assert "Two words were copied wrong." in page


@pytest.mark.slow
def test_the_words_around_an_article_are_corrected(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No quote moves, and nobody's data changes but the capture's: a patch."""
    digest = rewrite(repo, ("412 views", "413 views"))
    why = ["--why", "A number was copied wrong."]
    assert main(["reanchor", ID, "--yes", "--root", str(repo), *why]) == 0
    assert problems(repo) == []
    found = git(repo, "diff", "--name-only").splitlines()
    passes = [f"annotations/passes/{name}/{ID}.json" for name in ("model-a", "reader-1")]
    assert found == [*passes, f"annotations/{ID}.json", f"corpus/{ID}.txt", "schema/ledger.jsonl"]
    assert ledger(repo)["capture_sha256"] == digest
    assert main(["diff", "HEAD", "--root", str(repo)]) == 0
    assert "Smallest version after 1.3.0: 1.3.1 (PATCH: " in capsys.readouterr().out
    # Until the next release, only the released text counts: back to it, nothing was revised.
    wrong = shutil.copy(repo / "corpus" / f"{ID}.txt", repo.parent / "wrong.txt")
    rewrite(repo, ("413 views", "412 views"))
    back = [*why, "--from", str(wrong)]
    assert main(["reanchor", ID, "--yes", "--root", str(repo), *back]) == 0
    assert git(repo, "status", "--porcelain") == ""


def test_each_released_text_stays_in_the_ledger() -> None:
    entry = {"id": "a", "capture_sha256": "one", "since": "1.0.0", "gone": []}
    twice = revised(revised(entry, "two", "1.0.0", "First."), "three", "1.0.0", "Second.")
    first = {"capture_sha256": "one", "last": "1.0.0", "reason": "Second."}
    assert twice == {**entry, "capture_sha256": "three", "revised": [first]}
    later = revised(twice, "four", "1.1.0", "Third.")
    second = {"capture_sha256": "three", "last": "1.1.0", "reason": "Third."}
    assert later == {**entry, "capture_sha256": "four", "revised": [first, second]}
    assert revised(later, "three", "1.1.0", "Back.") == twice
