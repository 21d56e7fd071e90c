"""Permanent links through the versions: what a record was, and what became of it."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from corpora import RIVER
from corpora import river as make_corpus
from istanbul_talks.cli.main import main


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def line(**values: object) -> str:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False) + "\n"


def test_links_of_other_releases(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for link, said in [
        ("other-corpus/2.3.4/river-talks#claims/met", "v2.3.4 is river-talks 2.3.4"),
        ("river-talks/9.9.9/river-talks#claims/met", "v2.3.4 is river-talks 2.3.4"),
    ]:
        assert main(["diff", "v2.3.4", "--follow", link]) == 2
        assert (
            f"{link} belongs to another release: {said}. Name the link's own version first"
            in capsys.readouterr().err
        )
    assert main(["show", "other-corpus/2.3.4/river-talks#claims/met"]) == 2
    assert "belongs to another release" in capsys.readouterr().err


@pytest.fixture
def river(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with a release, then changes: a claim renamed, one edited, one removed."""
    folder = make_corpus(tmp_path / "river")
    monkeypatch.chdir(folder)
    (folder / "schema" / "releases.jsonl").write_text(
        line(version="2.3.4", released="2026-01-01", digest="0" * 64), encoding="utf-8"
    )
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "one")
    git(folder, "tag", "v2.3.4")
    path = folder / "annotations" / "river-talks.json"
    annotation = json.loads(path.read_text(encoding="utf-8"))
    claims = {claim["id"]: claim for claim in annotation["claims"]}
    claims["met"]["id"] = "ministers-met"
    claims["pause"]["checkworthy"] = not claims["pause"]["checkworthy"]
    annotation["claims"] = [claim for claim in annotation["claims"] if claim["id"] != "no-help"]
    path.write_text(json.dumps(annotation, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    gone = [
        {
            "item": "claims/no-help",
            "last": "2.3.4",
            "reason": "It was a question.",
            "instead": "claims/pause",
        }
    ]
    entry = line(
        id="river-talks",
        capture_sha256=annotation["text_sha256"],
        since="2.3.4",
        items=["claims/no-help"],
        gone=gone,
    )
    (folder / "schema" / "ledger.jsonl").write_text(entry, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("river-talks/2.3.4/river-talks#claims/met", "2.3.4 has it as #claims/ministers-met"),
        ("river-talks/2.3.4/river-talks#claims/pause", "~ claim pause: checkworthy"),
        (
            "river-talks/2.3.4/river-talks#claims/no-help",
            "2.3.4 does not have it. Last in 2.3.4: It was a question. Instead: #claims/pause",
        ),
        (
            "river-talks/2.3.4/river-talks#mentions/aria-1",
            "2.3.4 has it, unchanged: #mentions/aria-1",
        ),
        ("river-talks/2.3.4/river-talks#entities/aria", "2.3.4 has it, unchanged: #entities/aria"),
        ("river-talks/2.3.4/river-talks", "2.3.4 has it as river-talks"),
    ],
)
def test_show_and_diff_follow_a_link(
    river: Path, link: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", link]) == 0
    shown = capsys.readouterr().out
    assert said in shown
    assert shown.startswith(link)
    assert main(["diff", "v2.3.4", "--follow", link]) == 0
    assert capsys.readouterr().out == shown


def test_what_a_claim_was_is_shown_in_its_words(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "river-talks/2.3.4/river-talks#claims/met"]) == 0
    out = capsys.readouterr().out
    quote = re.search(r"^  quote: (.+)$", out, re.MULTILINE)
    assert quote is not None
    assert quote[1] in (RIVER / "river-talks.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            "river-talks/9.9.9/river-talks",
            "version 9.9.9 was never released. Released versions: 2.3.4",
        ),
        ("river-talks/2.3.4/river-talk", "has no article “river-talk”"),
        (
            "river-talks/2.3.4/river-talks#claims/mett",
            "“river-talks” has no “mett” in claims; did you mean “met”?",
        ),
        ("river-talks/2.3.4/river-talks#claim/met", "“claim” is not a layer"),
    ],
)
def test_links_that_lead_nowhere(
    river: Path, link: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", link]) == 2
    assert said in capsys.readouterr().err


def test_without_the_tag_the_record_of_releases_leads_to_the_commit(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = git(river, "rev-parse", "HEAD")
    git(river, "tag", "-d", "v2.3.4")
    link = "river-talks/2.3.4/river-talks#claims/pause"
    assert main(["show", link]) == 2
    assert "there is no tag v2.3.4. Fetch the tags: git fetch --tags" in capsys.readouterr().err
    (river / "schema" / "releases.jsonl").write_text(
        line(version="2.3.4", released="2026-01-01", digest="0" * 64, commit=commit),
        encoding="utf-8",
    )
    assert main(["show", link]) == 0


def test_an_article_that_was_retired(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (river / "annotations" / "river-talks.json").unlink()
    entry = json.loads((river / "schema" / "ledger.jsonl").read_text(encoding="utf-8"))
    (river / "schema" / "ledger.jsonl").write_text(
        line(**entry, retired="2.4.0: the outlet asked for it."), encoding="utf-8"
    )
    assert main(["show", "river-talks/2.3.4/river-talks#claims/met"]) == 0
    assert (
        "does not have it: the article was retired: 2.4.0: the outlet asked for it."
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"retired": 5}, ""),
        ({"gone": 5}, ""),
        ({"gone": [5]}, ""),
        (
            {
                "gone": [
                    {"item": "claims/no-help", "last": "1", "reason": "No.", "instead": "\x1b["}
                ]
            },
            ". Last in 1: No. Instead: #\\u001b[",
        ),
    ],
)
def test_a_ledger_that_nobody_has_checked(
    river: Path, more: dict[str, object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (river / "schema" / "ledger.jsonl").write_text(line(id="river-talks", **more), "utf-8")
    link = "river-talks/2.3.4/river-talks#claims/no-help"
    assert main(["diff", "v2.3.4", "--follow", link]) == 0
    assert capsys.readouterr().out.endswith(f"2.3.4 does not have it{said}\n")


def test_outside_a_checkout_the_installed_release_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    harbour_release: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from istanbul_talks import load
    from istanbul_talks.cli import show

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(show, "load", lambda: load(harbour_release))
    version = load(harbour_release).version
    assert main(["show", f"harbour-talks/{version}/quay-reopens#claims/met-at-lyth-hall"]) == 0
    assert "has it, unchanged: #claims/met-at-lyth-hall" in capsys.readouterr().out
    assert main(["show", "harbour-talks/0.0.1/quay-reopens"]) == 2
    assert (
        "Load version 0.0.1, or run this in a checkout with its history" in capsys.readouterr().err
    )
