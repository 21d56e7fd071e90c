"""Adjudication and audit over HTTP: choices and verdicts, what is kept, what is saved."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpora import AUDIT, TODAY, edit, harbour, reopened
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.studio.server import application
from istanbul_talks.studio.workspace import Workspace
from support.asgi import Answer, Browser

PORT = 4711
PATH = "annotations/decisions/quay-reopens.json"
DECISIONS = f"/api/decision/{PATH}"
VERDICTS = f"/api/verdict/{AUDIT}"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return reopened(harbour(tmp_path / "harbour"))


@pytest.fixture
def browser(corpus: Path) -> Browser:
    return opened(corpus)


def opened(corpus: Path) -> Browser:
    space = Workspace(CorpusFolder(corpus), lambda: TODAY)
    made = Browser(application(space, "the-token", PORT), PORT)
    assert made.ask("GET", "/?token=the-token").status == 303
    return made


def undecided(corpus: Path) -> None:
    """Take three decisions of the harbour corpus back: “Gull Quay”, a claim and a stance."""
    gone, made = {"quay-is-built", "drawing", "applause"}, json.loads((corpus / PATH).read_bytes())
    edit(corpus / PATH, decisions=[d for d in made["decisions"] if d["id"] not in gone])


def view(browser: Browser, by: str = "reader-2") -> Any:
    answer = browser.ask("GET", f"{DECISIONS}?by={by}")
    assert answer.status == 200, answer.text
    return answer.json


def choose(browser: Browser, now: Any, *chosen: tuple[str, str | None]) -> Answer:
    """Choices, each a question and whose reading, after those of a view."""
    more = [{"question": q, "take": take, "why": "A reason.", "values": {}} for q, take in chosen]
    kept = [{key: c[key] for key in c if key != "day"} for c in now["choices"]]
    body = {"by": now["by"], "version": now["version"], "choices": [*kept, *more]}
    return browser.ask("PUT", DECISIONS, body)


def save(browser: Browser, now: Any, *, confirm: bool) -> Answer:
    body = {"by": now["by"], "version": now["version"], "confirm": confirm}
    return browser.ask("POST", DECISIONS, body)


def test_an_adjudication_from_the_first_choice_to_clean_files(
    corpus: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    undecided(corpus)
    before = (corpus / PATH).read_bytes()
    now = view(browser)
    keys = [question["key"] for question in now["questions"]]
    assert keys == [
        "mention:model-a/gull-quay-1",
        "claim:reader-1/fish-on-the-wall",
        "stance:model-a/velmoorers/talks-succeed",
        "stance:model-a/other-the-ostrel-side/talks-succeed",
    ]
    gull = now["questions"][0]
    assert gull["readings"] == ["model-a", "reader-1", ""]
    (kind,) = (row for row in gull["rows"] if row["decisive"])
    assert kind["values"] == {"model-a": "FAC", "reader-1": "LOC", "": "FAC"}
    marked = [run for run in gull["paragraphs"][0] if run["by"]]
    assert [run["text"] for run in marked] == ["Gull Quay"]
    assert marked[0]["by"] == ["model-a", "reader-1", ""]
    assert [run["near"] for run in gull["paragraphs"][0]] == [True, True, True, False]
    assert "A quay is a work of construction." not in now["reasons"]
    assert "The fair has a name." in now["reasons"]
    kept = choose(browser, now, (keys[0], "model-a"), (keys[1], None), (keys[2], None))
    assert kept.status == 200, kept.text
    assert kept.json["reasons"][0] == "A reason."
    assert (corpus / PATH).read_bytes() == before
    # Another browser, after a restart, goes on; the last choice is taken back and made anew.
    browser = opened(corpus)
    now = view(browser)
    assert [choice["question"] for choice in now["choices"]] == keys[:3]
    now["choices"].pop()
    now = choose(browser, now).json
    assert [question["key"] for question in now["questions"]] == keys[2:]
    now = choose(browser, now, (keys[2], None), (keys[3], "")).json
    assert now["questions"] == []
    shown = save(browser, now, confirm=False).json
    assert shown["files"] == ["annotations/quay-reopens.json", PATH]
    assert '+      "decided": "No claim, though reader-1 has one.",' in shown["diff"]
    assert (corpus / PATH).read_bytes() == before
    saved = save(browser, now, confirm=True).json
    assert (saved["saved"], saved["view"]["choices"], saved["view"]["questions"]) == (True, [], [])
    made = {d["id"]: d for d in json.loads((corpus / PATH).read_bytes())["decisions"]}
    assert made["gull-quay"]["date"] == str(TODAY)
    assert made["fish-on-the-wall"]["overruled"] == ["reader-1/fish-on-the-wall"]
    assert not (corpus / ".studio" / PATH).exists()
    assert main(["fmt", "--check", "--root", str(corpus)]) == 0
    capsys.readouterr()
    main(["validate", "--root", str(corpus), "quay-reopens"])
    out = capsys.readouterr().out
    assert "decision" not in out
    assert "error" not in out


def test_a_choice_that_cannot_be_made_changes_nothing(corpus: Path, browser: Browser) -> None:
    undecided(corpus)
    now = view(browser)
    refused = choose(browser, now, ("claim:reader-1/fish-on-the-wall", "model-a"))
    assert (refused.status, refused.json["error"]) == (409, "model-a has no reading of this")
    assert not (corpus / ".studio" / PATH).exists()
    usual = {"by": "reader-2", "version": now["version"]}
    for body, found in (
        ({**usual, "choices": [1]}, "a choice has question"),
        (
            {**usual, "choices": [{"question": "x", "take": 7, "why": "y", "values": {}}]},
            "take is an annotator or null",
        ),
        (usual, "send by, version, choices"),
        ({"by": 7, "version": now["version"], "choices": []}, "by has the wrong type"),
    ):
        answer = browser.ask("PUT", DECISIONS, body)
        assert (answer.status, found in answer.json["error"]) == (409, True)
    assert browser.ask("GET", "/api/decision/annotations/x.json").status == 404
    assert browser.ask("GET", "/adjudicate/..%2fx").status == 404


def test_a_broken_draft_is_named(corpus: Path, browser: Browser) -> None:
    for path, address in ((PATH, f"{DECISIONS}?by=reader-2"), (AUDIT, VERDICTS)):
        kept = corpus / ".studio" / path
        kept.parent.mkdir(parents=True)
        for broken in (b"{", b"[]", b'{"choices": [7]}', b'{"a": ["good", null]}'):
            kept.write_bytes(broken)
            answer = browser.ask("GET", address)
            assert answer.status == 409
            assert f"Delete .studio/{path}" in answer.json["error"]


def test_files_that_cannot_be_compared_are_named(corpus: Path, browser: Browser) -> None:
    """Each change comes on top of the one before, and is found before it."""
    made, reference = (
        "annotations/passes/model-a/quay-reopens.json",
        "annotations/quay-reopens.json",
    )
    for path, change, found in (
        (PATH, {"by": 7}, f"{PATH} does not fit schema/decisions.schema.json"),
        (made, {"text_sha256": "0" * 64}, "the capture has changed since model-a made the pass"),
        (
            reference,
            {"claims__0__quote": "nowhere"},
            f"{reference}: the quote at /claims/0/quote is",
        ),
        (reference, {"status": "x"}, f"{reference} does not fit schema/annotation.schema.json"),
        (made, {"claims__0__quote": "nowhere"}, f"{made}: the quote at /claims/0/quote is not in"),
    ):
        edit(corpus / path, **change)
        answer = browser.ask("GET", f"{DECISIONS}?by=reader-2")
        assert (answer.status, answer.json["error"][: len(found)]) == (409, found)
    for path in ("annotations/decisions/nothing.json", "annotations/audits/nothing.json"):
        api = "decision" if "decisions" in path else "verdict"
        assert browser.ask("GET", f"/api/{api}/{path}?by=reader-2").status == 404
    edit(corpus / AUDIT, seed=None)
    assert "cannot be read" in browser.ask("GET", VERDICTS).json["error"]


def test_who_made_a_pass_does_not_decide(corpus: Path, browser: Browser) -> None:
    page = browser.ask("GET", "/adjudicate/quay-reopens").text
    assert 'value="reader-2"' in page
    assert 'value="reader-1"' not in page
    answer = browser.ask("GET", "/adjudicate/quay-reopens?by=reader-1")
    assert answer.status == 409
    assert "Nobody decides about their own work" in answer.text
    few = browser.ask("GET", "/adjudicate/council-walks-out?by=reader-2")
    assert "there are fewer than two passes" in few.text
    undecided(corpus)
    choose(browser, view(browser), ("claim:reader-1/fish-on-the-wall", None))
    other = browser.ask("GET", f"{DECISIONS}?by=reader-3")
    assert "reader-2 has decisions about quay-reopens that are not saved" in other.json["error"]
    assert browser.ask("DELETE", DECISIONS).status == 200
    assert view(browser, "reader-3")["by"] == "reader-3"


def test_a_file_that_changes_meanwhile_keeps_the_choices_that_still_fit(
    corpus: Path, browser: Browser
) -> None:
    undecided(corpus)
    now = view(browser)
    keys = [question["key"] for question in now["questions"]]
    now = choose(browser, now, (keys[0], "reader-1"), (keys[1], None)).json
    edit(
        corpus / "annotations/passes/reader-1/quay-reopens.json",
        lambda made: made["claims"].pop(6),
    )
    late = save(browser, now, confirm=True)
    assert (late.status, late.json["error"][:12]) == (412, "Another tab ")
    fresh = late.json["view"]
    assert [choice["question"] for choice in fresh["choices"]] == keys[:1]
    assert [choice["question"] for choice in fresh["dropped"]] == keys[1:2]
    stale = choose(browser, now, (keys[2], None))
    assert stale.status == 412
    assert choose(browser, fresh, (keys[2], None)).status == 200


def test_the_draft_of_a_new_article_gets_its_open_values_from_a_pass(
    corpus: Path, browser: Browser
) -> None:
    edit(corpus / "annotations/quay-reopens.json", source__genre=None, claims=[], stance=[])
    (corpus / PATH).unlink()
    now = view(browser)
    assert now["questions"][0]["layer"] == "mention"
    shown = save(browser, now, confirm=False).json["diff"]
    assert '-    "genre": null,\n+    "genre": "reportage",' in shown
    edit(corpus / "annotations/quay-reopens.json", entities__0__type=None)
    answer = browser.ask("GET", f"{DECISIONS}?by=reader-2")
    assert "the reference is a draft: type of entity ostrel is open" in answer.json["error"]


def test_a_verdict_is_kept_and_saved(corpus: Path, browser: Browser) -> None:
    before = (corpus / AUDIT).read_bytes()
    now = browser.ask("GET", VERDICTS).json
    item = now["items"][-1]
    assert (item["layer"], item["verdict"], item["found"]) == ("passage", None, True)
    assert "provenance" not in json.dumps(now)
    for maker in ("reader-1", "model-a", "reader-2"):
        assert maker not in json.dumps(now)
    assert [part["title"] for part in item["text"]["lists"]] == ["Names", "Claims", "Stances"]
    labels = {label["name"]: label for label in now["items"][3]["labels"]}
    assert labels["type"]["value"] == "GPE"
    assert labels["type"]["definition"].startswith("A country, city or region")
    claimers = [label for one in now["items"] if one["layer"] == "claim" for label in one["labels"]]
    institute = {"name": "claimer", "value": "Sound Institute", "definition": "sound-institute"}
    assert institute in claimers
    given = {item["key"]: ["wrong", " A name is missing. "]}
    kept = browser.ask("PUT", VERDICTS, {"version": now["version"], "given": given})
    assert kept.status == 200, kept.text
    assert (corpus / AUDIT).read_bytes() == before
    again = opened(corpus).ask("GET", VERDICTS).json
    assert again["items"][-1]["verdict"] == "wrong"
    assert again["items"][-1]["note"] == "A name is missing."
    stale = browser.ask("PUT", VERDICTS, {"version": now["version"], "given": {}})
    assert stale.status == 412
    assert stale.json["view"]["version"] == again["version"]
    body = {"version": again["version"], "confirm": True}
    saved = browser.ask("POST", VERDICTS, body).json
    assert (saved["saved"], saved["files"], saved["view"]["given"]) == (True, [AUDIT], {})
    assert json.loads((corpus / AUDIT).read_bytes())["items"][-1]["verdict"] == "wrong"
    assert main(["fmt", "--check", "--root", str(corpus)]) == 0
    for bad in ({"x": ["right", None]}, {item["key"]: ["good", None]}, {item["key"]: ["right", 7]}):
        version = browser.ask("GET", VERDICTS).json["version"]
        refused = browser.ask("PUT", VERDICTS, {"version": version, "given": bad})
        assert refused.status == 409


def test_an_item_that_is_gone_shows_the_words_of_the_sheet(corpus: Path, browser: Browser) -> None:
    edit(corpus / AUDIT, items__4__item="ostrel-99", items__3__shown="no labels here")
    items = browser.ask("GET", VERDICTS).json["items"]
    assert (items[4]["found"], items[4]["words"]) == (False, ["Ostrel"])
    assert items[3]["labels"] == [{"name": "", "value": "no labels here", "definition": ""}]


def test_an_auditor_who_worked_on_an_article_is_refused(corpus: Path, browser: Browser) -> None:
    page = browser.ask("GET", "/audit").text
    assert "19 items, 1 without a verdict" in page
    assert '<option value="reader-3">' in page
    assert '<option value="reader-1">' not in page
    drawn = browser.ask("POST", "/api/audit", {"by": "reader-3", "seed": 11, "sample": 2})
    assert drawn.json == {"name": "seed-11"}
    sheet = json.loads((corpus / "annotations/audits/seed-11.json").read_bytes())
    assert (sheet["by"], sheet["date"], len(sheet["items"])) == ("reader-3", str(TODAY), 10)
    again = browser.ask("POST", "/api/audit", {"by": "reader-3", "seed": 11, "sample": 2})
    assert "seed-11.json already exists. Use another seed" in again.json["error"]
    own = browser.ask("POST", "/api/audit", {"by": "reader-1", "seed": 12, "sample": 2})
    assert own.status == 409
    assert "reader-1 worked on" in own.json["error"]
    edit(corpus / AUDIT, by="reader-2")
    opened_ = browser.ask("GET", "/audit/seed-7")
    assert opened_.status == 409
    assert "reader-2 worked on quay-reopens. Choose an auditor who did not" in opened_.text
