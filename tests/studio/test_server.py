"""The studio over HTTP: documents, drafts, saving, and what it refuses."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, edit, enriched, harbour, retext
from istanbul_talks import Validator
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.studio.document import source_of
from istanbul_talks.studio.server import application
from istanbul_talks.studio.workspace import Workspace
from support.asgi import Browser
from support.pages import PAGE, TEXT

PORT, TOKEN = 4711, "the-token-of-this-run"
QUAY = "annotations/quay-reopens.json"
PASS = "annotations/passes/reader-1/quay-reopens.json"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


@pytest.fixture
def browser(corpus: Path) -> Browser:
    return opened(corpus)


def opened(corpus: Path) -> Browser:
    """A browser that has followed the printed address."""
    space = Workspace(CorpusFolder(corpus), lambda: TODAY)
    made = Browser(application(space, TOKEN, PORT), PORT)
    assert made.ask("GET", f"/?token={TOKEN}").status == 303
    return made


def put(browser: Browser, document: Any, path: str = QUAY) -> Any:
    """What the studio answers to the state of a document."""
    quoted = f'"{document["version"]}"'
    return browser.ask("PUT", f"/api/document/{path}", document["state"], if_match=quoted)


def document(browser: Browser, path: str = QUAY) -> Any:
    answer = browser.ask("GET", f"/api/document/{path}")
    assert answer.status == 200, answer.text
    return answer.json


def words(corpus: Path, view: Any, item: str) -> list[str]:
    """The words at the spans of an item, taken as a browser takes them."""
    units = (corpus / "corpus" / "quay-reopens.txt").read_bytes().decode().encode("utf-16-le")
    spans = [span for span in view["spans"] if span["item"] == item]
    return [units[2 * s["start"] : 2 * s["end"]].decode("utf-16-le") for s in spans]


def test_the_token_gives_a_cookie_and_an_address_without_it(corpus: Path) -> None:
    space = Workspace(CorpusFolder(corpus))
    browser = Browser(application(space, TOKEN, PORT), PORT)
    assert browser.ask("GET", "/").status == 403
    assert browser.ask("GET", "/?token=wrong").status == 403
    assert browser.cookie == ""
    answer = browser.ask("GET", f"/edit/{QUAY}?token={TOKEN}")
    assert (answer.status, answer.headers["location"]) == (303, f"/edit/{QUAY}")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert TOKEN not in browser.cookie
    assert browser.ask("GET", f"/edit/{QUAY}").status == 200


def test_a_document_has_state_places_and_no_finding(browser: Browser, corpus: Path) -> None:
    found = document(browser)
    assert found["state"]["annotation"] == json.loads((corpus / QUAY).read_bytes())
    assert (found["kind"], found["saved"], found["conflict"]) == ("reference", True, False)
    assert words(corpus, found["view"], "entities/0") == [*["Ostrel"] * 4, "Ostrel Gold"]
    claim = found["state"]["annotation"]["claims"][0]
    assert words(corpus, found["view"], "claims/0") == [claim["quote"]]
    assert found["view"]["findings"] == []
    assert found["view"]["open"] == []


def test_a_draft_is_kept_beside_the_file_until_it_is_saved(browser: Browser, corpus: Path) -> None:
    before, found = (corpus / QUAY).read_bytes(), document(browser)
    found["state"]["annotation"]["claims"][0]["quote"] = "reopen Gull Quay"
    kept = put(browser, found)
    assert kept.status == 200
    assert words(corpus, kept.json["view"], "claims/0") == ["reopen Gull Quay"]
    assert (corpus / QUAY).read_bytes() == before
    assert (corpus / ".studio" / ".gitignore").read_bytes() == b"*\n"
    again = document(opened(corpus))
    assert (again["version"], again["saved"]) == (kept.json["version"], False)
    assert again["state"] == found["state"]
    asked = {"version": again["version"], "etag": again["etag"], "confirm": False}
    shown = browser.ask("POST", f"/api/save/{QUAY}", asked)
    assert shown.json["files"] == [QUAY]
    assert '+      "quote": "reopen Gull Quay",\n' in shown.json["diff"]
    assert (corpus / QUAY).read_bytes() == before
    saved = browser.ask("POST", f"/api/save/{QUAY}", {**asked, "confirm": True})
    assert saved.json["saved"] is True
    assert json.loads((corpus / QUAY).read_bytes()) == found["state"]["annotation"]
    assert main(["fmt", "--check", "--root", str(corpus)]) == 0
    assert document(browser)["version"] == saved.json["version"]


def test_what_was_added_is_kept(tmp_path: Path) -> None:
    corpus = enriched(tmp_path / "enriched")
    before, browser = json.loads((corpus / QUAY).read_bytes()), opened(corpus)
    found = document(browser)
    assert found["view"]["findings"] == []
    found["state"]["annotation"]["claims"][0]["note"] = "A note."
    kept = put(browser, found)
    assert kept.status == 200
    again = document(browser)
    asked = {"version": again["version"], "etag": again["etag"], "confirm": True}
    assert browser.ask("POST", f"/api/save/{QUAY}", asked).json["saved"] is True
    before["claims"][0]["note"] = "A note."
    after = json.loads((corpus / QUAY).read_bytes())
    assert (after["claims"], after["stance"]) == (before["claims"], before["stance"])


def test_a_finding_about_the_capture_has_an_offset(browser: Browser, corpus: Path) -> None:
    retext(corpus, "quay-reopens", "a stall sold", "a\u202e stall sold")  # after the fish
    findings = document(browser)["view"]["findings"]
    (finding,) = [finding for finding in findings if "start" in finding]
    text = (corpus / "corpus" / "quay-reopens.txt").read_bytes().decode().encode("utf-16-le")
    assert text[2 * finding["start"] :].decode("utf-16-le").startswith("\u202e stall")
    assert (finding["item"], finding["pointer"]) == (None, None)


def test_findings_name_item_and_pointer(browser: Browser) -> None:
    found = document(browser)
    found["state"]["annotation"]["claims"][1]["claimer"] = "nobody"
    findings = put(browser, found).json["view"]["findings"]
    (finding,) = [finding for finding in findings if finding["rule"] == "unknown-claimer"]
    assert (finding["item"], finding["pointer"]) == ("claims/1", "/claims/1/claimer")
    assert finding["message"] == "“nobody” is not an entity of this file"
    assert finding["file"] == QUAY


def test_a_value_that_is_not_filled_in_is_counted_and_hides_nothing(browser: Browser) -> None:
    found = document(browser)
    claims = found["state"]["annotation"]["claims"]
    claims[0]["type"], claims[1]["claimer"] = None, "nobody"
    view = put(browser, found).json["view"]
    assert view["open"] == [
        {"pointer": "/claims/0/type", "item": "claims/0", "name": "type of claim agreed-to-reopen"}
    ]
    assert {finding["rule"] for finding in view["findings"] if finding["file"] == QUAY} == {
        "attributed-without-cue",
        "attribution-mismatch",
        "unknown-claimer",
    }
    assert len(view["spans"]) == len(found["view"]["spans"])


def test_the_findings_are_those_of_the_command_line(browser: Browser, corpus: Path) -> None:
    found = document(browser)
    annotation = found["state"]["annotation"]
    annotation["claims"][0] |= {"quote": "Ostrel and Velmoor agreed on Sunday", "claimer": "nobody"}
    annotation["entities"][2]["type"] = "LOC"
    annotation["stance"][0]["evidence"] = ["no such words"]
    annotation["date"]["published"] = "2024-02-31"
    kept = put(browser, found).json
    asked = {"version": kept["version"], "etag": found["etag"], "confirm": True}
    assert browser.ask("POST", f"/api/save/{QUAY}", asked).json["files"] == [QUAY]
    names = ("rule", "severity", "message", "fix", "path")
    shown = [(*(f[name] for name in names[:4]), f["file"]) for f in kept["view"]["findings"]]
    checked = Validator(corpus, today=TODAY).article("quay-reopens")
    assert len(checked) > 5
    assert shown == [tuple(getattr(finding, name) for name in names) for finding in checked]


def test_a_finding_about_another_file_belongs_to_no_item(browser: Browser) -> None:
    found = document(browser)
    annotation = found["state"]["annotation"]
    annotation["provenance"] = [act for act in annotation["provenance"] if act["by"] != "reader-2"]
    findings = put(browser, found).json["view"]["findings"]
    others = [finding for finding in findings if finding["file"] != QUAY]
    assert others
    assert {(finding["item"], finding["pointer"]) for finding in others} == {(None, None)}


def test_another_tab_was_faster(browser: Browser) -> None:
    found = document(browser)
    found["state"]["annotation"]["claims"][0]["checkworthy"] = False
    assert put(browser, found).status == 200
    late = put(browser, found)
    assert late.status == 412
    assert late.json["document"]["state"] == found["state"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(browser: Browser, corpus: Path) -> None:
    found = document(browser)
    mine = found["state"]["annotation"]
    base = json.loads((corpus / QUAY).read_bytes())
    mine["claims"][0]["checkworthy"] = False
    version = put(browser, found).json["version"]
    edit(corpus / QUAY, claims__1__checkworthy=False)
    theirs = (corpus / QUAY).read_bytes()
    assert document(browser)["conflict"] is True
    asked = {"version": version, "etag": found["etag"], "confirm": True}
    conflict = browser.ask("POST", f"/api/save/{QUAY}", asked)
    assert conflict.status == 412
    assert conflict.json["mine"]["annotation"] == mine
    assert conflict.json["base"]["annotation"] == base
    assert conflict.json["theirs"]["annotation"] == json.loads(theirs)
    assert (corpus / QUAY).read_bytes() == theirs
    merged = document(browser)
    merged["state"]["annotation"]["claims"][1]["checkworthy"] = False
    version = put(browser, merged).json["version"]
    asked = {"version": version, "etag": conflict.json["etag"], "confirm": True}
    assert browser.ask("POST", f"/api/save/{QUAY}", asked).status == 200
    claims = json.loads((corpus / QUAY).read_bytes())["claims"]
    assert [claim["checkworthy"] for claim in claims[:2]] == [False, False]


def test_a_draft_without_a_change_follows_the_file(browser: Browser, corpus: Path) -> None:
    found, version = document(browser), document(browser)["version"]
    claim = found["state"]["annotation"]["claims"][0]
    claim["checkworthy"] = False
    changed = put(browser, found).json
    claim["checkworthy"] = True
    undone = put(browser, found | {"version": changed["version"]}).json
    assert (undone["version"], undone["saved"]) == (version, True)
    edit(corpus / QUAY, claims__1__checkworthy=False)
    now = document(browser)
    assert now["state"]["annotation"] == json.loads((corpus / QUAY).read_bytes())
    assert (now["saved"], now["conflict"]) == (True, False)
    late = put(browser, found | {"version": version})
    assert (late.status, late.json["document"]["version"]) == (412, now["version"])


def test_a_failure_of_the_program_is_said(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.studio.document.check_article", None)
    answer = browser.ask("GET", f"/api/document/{QUAY}")
    assert (answer.status, list(answer.json)) == (500, ["error"])
    assert "content-security-policy" in answer.headers
    assert isinstance(browser.error, TypeError)


def test_a_draft_can_be_thrown_away(browser: Browser) -> None:
    found = document(browser)
    before = found["version"]
    found["state"]["annotation"]["status"] = "draft"
    put(browser, found)
    assert browser.ask("DELETE", f"/api/document/{QUAY}").json["version"] == before


def test_a_pass_shows_nothing_of_other_files(browser: Browser, corpus: Path) -> None:
    for path in (QUAY, "annotations/passes/model-a/quay-reopens.json"):
        (corpus / path).write_text("{broken")
    answer = browser.ask("GET", f"/edit/{PASS}")
    assert answer.status == 200
    found = document(browser, PASS)
    assert (found["kind"], found["by"]) == ("pass", "reader-1")
    assert found["view"]["findings"] == []
    assert "model-a" not in answer.text
    space = Workspace(CorpusFolder(corpus))
    source = source_of(space.root, space.document(PASS), space.vocabulary)
    assert (source.annotation.data, source.decisions.data) == (None, None)
    assert list(source.passes) == ["reader-1"]


def test_text_of_an_article_is_never_markup(browser: Browser, corpus: Path) -> None:
    evil = "</p><script>alert(1)</script>&amp;"
    retext(corpus, "quay-reopens", "for 97 days", evil)
    edit(corpus / QUAY, source__title=evil, claims__0__note="</script><b>")
    page = browser.ask("GET", f"/edit/{QUAY}").text
    assert "<script>alert" not in page
    assert page.count("</script>") == 2  # of the module and of the data
    assert "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in page
    data = page.partition('id="document">')[2].partition("</script>")[0]
    assert json.loads(data)["state"]["annotation"]["claims"][0]["note"] == "</script><b>"


def test_a_page_holds_each_character_of_the_capture(browser: Browser, corpus: Path) -> None:
    retext(corpus, "quay-reopens", "for 97 days", "for\r\n97 \0days")
    page = browser.ask("GET", f"/edit/{QUAY}").text
    assert "for&#13;</p>" in page
    assert "97 \ufffddays" in page


FORGED = [
    ({"host": "evil.example"}, 403),
    ({"host": f"127.0.0.1:{PORT + 1}"}, 403),
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": ""}, 403),
    ({"origin": f"http://localhost:{PORT}"}, 403),  # the host says 127.0.0.1
    ({"cookie": ""}, 403),
    ({"cookie": f"studio-{PORT}=forged"}, 403),
    ({"cookie": f"studio-{PORT}={TOKEN}"}, 403),
    ({"content_type": "text/plain"}, 415),
    ({"content_type": "application/x-www-form-urlencoded"}, 415),
]


@pytest.mark.parametrize(("headers", "status"), FORGED)
def test_a_request_of_another_site_changes_nothing(
    browser: Browser, corpus: Path, headers: dict[str, str], status: int
) -> None:
    found = document(browser)
    answer = browser.ask(
        "PUT", f"/api/document/{QUAY}", found["state"], **{"if_match": found["version"], **headers}
    )
    assert answer.status == status
    assert answer.json.keys() == {"error"}
    assert not (corpus / ".studio").exists()


def test_another_name_of_this_machine_is_refused_even_to_read(browser: Browser) -> None:
    """A site whose name leads to 127.0.0.1 would be the same origin for a browser."""
    for host in ("evil.example", f"evil.example:{PORT}", f"127.0.0.1:{PORT + 1}", ""):
        origin = f"http://{host}"
        assert browser.ask("GET", f"/api/document/{QUAY}", host=host).status == 403
        assert (
            browser.ask("DELETE", f"/api/document/{QUAY}", host=host, origin=origin).status == 403
        )
    local = f"localhost:{PORT}"
    assert browser.ask("GET", "/", host=local).status == 200


PATHS = [
    "annotations/../annotations/quay-reopens.json",
    "../harbour/annotations/quay-reopens.json",
    "/etc/passwd",
    "schema/dataset.json",
    "annotations/quay-reopens.json/",
    "annotations/passes/../quay-reopens.json",
    "annotations\\quay-reopens.json",
    "annotations/quay-reopens.json\0",
    "annotations/no-such.json",
    "",
]


@pytest.mark.parametrize("path", PATHS)
def test_only_annotations_of_the_corpus_can_be_opened(browser: Browser, path: str) -> None:
    for ask in ("/api/document/", "/edit/"):
        assert browser.ask("GET", ask + path).status == 404


def test_a_link_is_never_followed(browser: Browser, corpus: Path, tmp_path: Path) -> None:
    outside = harbour(tmp_path / "other")
    before = (outside / QUAY).read_bytes()
    (corpus / QUAY).unlink()
    (corpus / QUAY).symlink_to(outside / QUAY)
    assert browser.ask("GET", f"/api/document/{QUAY}").status == 409
    passes = corpus / "annotations" / "passes" / "reader-1"
    passes.rename(tmp_path / "moved")
    passes.symlink_to(tmp_path / "moved")
    answer = browser.ask("GET", f"/api/document/{PASS}")
    assert (answer.status, "symbolic link" in answer.json["error"]) == (409, True)
    asked = {"article": "council-walks-out", "by": "reader-1"}
    assert browser.ask("POST", "/api/pass", asked).status == 409
    assert not (tmp_path / "moved" / "council-walks-out.json").exists()
    other = "annotations/nets-and-tides.json"
    found = document(browser, other)
    (tmp_path / "elsewhere").mkdir()
    (corpus / ".studio").symlink_to(tmp_path / "elsewhere")
    assert put(browser, found, other).status == 409
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (outside / QUAY).read_bytes() == before


STATES: list[tuple[Any, int]] = [
    (b"{", 400),
    (b"\xff", 400),
    (b"[]", 400),
    ({"annotation": []}, 400),
    ({"annotation": {}, "entities": [1], "publishers": []}, 400),
    ({"annotation": {}, "entities": [], "publishers": {}}, 400),
    (
        b'{"entities":[],"publishers":[],"annotation":%s}' % (b'{"a":' * 400 + b"1" + b"}" * 400),
        400,
    ),
    (b"[" * 5000, 400),
    ([b"x" * 1_000_000] * 5, 413),
]


@pytest.mark.parametrize(("body", "status"), STATES)
def test_a_body_that_is_no_document(browser: Browser, body: Any, status: int) -> None:
    version = document(browser)["version"]
    answer = browser.ask("PUT", f"/api/document/{QUAY}", body, if_match=version)
    assert (answer.status, list(answer.json)) == (status, ["error"])


ODD = [
    {},
    {"claims": 1, "body": [None], "date": []},
    {"body": {}, "entities": [None], "stance": [[]], "a": [[[[]]] * 99]},
    {"claims": [{"quote": {"quote": "Ostrel", "occurrence": True}, "cue": {"quote": 1}}]},
    {"body": [{"from": {"quote": "Ostrel", "prefix": 5}, "to": {"quote": "x", "occurrence": "1"}}]},
]


@pytest.mark.parametrize("annotation", ODD)
def test_an_annotation_of_any_form_has_a_view(browser: Browser, annotation: Any) -> None:
    found = document(browser)
    found["state"]["annotation"] = annotation
    answer = put(browser, found)
    assert answer.status == 200
    assert answer.json["view"]["spans"] == []
    assert answer.json["view"]["findings"]
    for ask in ("edit", "api/names", "api/targets"):
        assert browser.ask("GET", f"/{ask}/{QUAY}").status == 200


def test_a_space_between_two_parts_of_the_body_is_no_name(browser: Browser) -> None:
    found = document(browser)
    found["state"]["annotation"]["entities"][0]["mentions"].append(" ")
    put(browser, found)
    assert browser.ask("GET", f"/api/names/{QUAY}").status == 200


def test_every_answer_has_the_headers_of_safety(browser: Browser) -> None:
    for path in ("/", f"/edit/{QUAY}", "/static/no-such.js", "/static/studio.css", "/nothing"):
        headers = browser.ask("GET", path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert browser.ask("GET", "/nothing").status == 404
    assert browser.ask("GET", "/static/../server.py").status == 404


def ask_quote(browser: Browser, corpus: Path, words: str, key: str | None, at: int = 0) -> Any:
    """The answer for the first place of some words from an offset on, as a browser counts."""
    text = (corpus / "corpus" / "quay-reopens.txt").read_bytes().decode()
    start = text.index(words, at)
    ends = [len(text[:end].encode("utf-16-le")) // 2 for end in (start, start + len(words))]
    asked = {"start": ends[0], "end": ends[1], "key": key}
    answer = browser.ask("POST", f"/api/quote/{QUAY}", asked)
    assert answer.status in (200, 400), answer.text
    return answer.json


def test_a_selection_becomes_a_quote_with_just_the_prefix_it_needs(
    browser: Browser, corpus: Path
) -> None:
    # After the fish, offsets in units and code points differ.
    found = ask_quote(browser, corpus, "his council", None)
    assert found["quote"] == "his council"
    found = ask_quote(browser, corpus, " 38 boats were laid up. ", "claims/0/quote")
    assert (found["quote"], found["words"]) == ("38 boats were laid up", "38 boats were laid up")
    assert found["end"] - found["start"] == len("38 boats were laid up")
    found = ask_quote(browser, corpus, "Velmoor", "stance/0/evidence", at=900)
    assert found["quote"] == {"quote": "Velmoor", "prefix": "open. Ostrel and "}
    # Outside the body, but the date may be there.
    assert ask_quote(browser, corpus, "13 February", "date/evidence")["quote"] == "13 February"
    assert ask_quote(browser, corpus, "13 February", "claims/0/quote").keys() == {"error"}
    assert ask_quote(browser, corpus, "newsletter", None).keys() == {"error"}
    # The end of a part of the body is unique from its beginning on.
    found = ask_quote(browser, corpus, "Ostrel", "body/1/to", at=942)
    assert found["quote"] == {"quote": "Ostrel", "prefix": "open. "}
    assert ask_quote(browser, corpus, "412 views", "body/1/to").keys() == {"error"}
    found = ask_quote(browser, corpus, "The closure cost", "body")
    assert found["quote"] == {"from": "The closure cost", "to": "The closure cost"}
    for asked in ({"start": 5, "end": 5, "key": None}, {"start": -1, "end": 9, "key": None}):
        assert browser.ask("POST", f"/api/quote/{QUAY}", asked).status == 400
    assert browser.ask("POST", f"/api/quote/{QUAY}", {"start": "5", "end": 9}).status == 400


def test_a_claim_is_proposed_for_a_sentence(browser: Browser, corpus: Path) -> None:
    text = (corpus / "corpus" / "quay-reopens.txt").read_bytes().decode()
    start = text.index("Nerys Quill of")
    ends = [len(text[:at].encode("utf-16-le")) // 2 for at in (start, text.index("“Nobody"))]
    made = browser.ask("POST", f"/api/claim/{QUAY}", dict(zip(("start", "end"), ends, strict=True)))
    assert (made.json["cue"], made.json["claimer"]) == ("said that", "quill")
    assert made.json["attribution"] == "mixed"
    units = text.encode("utf-16-le")
    for part, (first, last) in made.json["spans"].items():
        assert units[2 * first : 2 * last].decode("utf-16-le") == made.json[part]
    outside = {"start": 0, "end": 15}
    assert browser.ask("POST", f"/api/claim/{QUAY}", outside).status == 400


def test_names_of_the_body_with_places_and_owners(browser: Browser, corpus: Path) -> None:
    found = document(browser)
    del found["state"]["annotation"]["entities"][1]  # Velmoor and Gannet House
    put(browser, found)
    names = {name["form"]: name for name in browser.ask("GET", f"/api/names/{QUAY}").json}
    assert (names["Gull Quay"]["entity"]["id"], names["Gull Quay"]["marked"]) == ("gull-quay", True)
    ostrel = [place["marked"] for place in names["Ostrel"]["places"]]
    assert ostrel == [True, True, False, True, True]  # not in “Ostrel Gold”
    velmoor = names["Velmoor"]
    assert (velmoor["entity"]["id"], velmoor["marked"]) == ("velmoor", False)
    units = (corpus / "corpus" / "quay-reopens.txt").read_bytes().decode().encode("utf-16-le")
    places = [units[2 * p["start"] : 2 * p["end"]].decode("utf-16-le") for p in velmoor["places"]]
    assert places == ["Velmoor"] * 3


def test_a_saved_page_or_a_text_becomes_a_draft(browser: Browser, corpus: Path) -> None:
    asked = {
        "name": "page.html",
        "data": base64.b64encode(PAGE.encode()).decode(),
        "by": "reader-1",
    }
    begun = browser.ask("POST", "/api/new", asked)
    path = "annotations/boria-opens-bridge-aria-after.json"
    assert begun.json["path"] == path
    assert document(browser, path)["state"]["annotation"]["provenance"][0]["by"] == "reader-1"
    again = browser.ask("POST", "/api/new", {"text": TEXT, "by": "reader-1", "id": "bridge-talks"})
    assert again.status == 409  # the same text
    assert "same text" in again.json["error"]
    (corpus / path).unlink()
    (corpus / "corpus" / "boria-opens-bridge-aria-after.txt").unlink()
    new = {
        "text": TEXT,
        "by": "reader-9",
        "introduce": "Reads the news on both banks.",
        "url": None,
    }
    assert browser.ask("POST", "/api/new", new).json["path"] == path
    assert (corpus / "corpus" / "boria-opens-bridge-aria-after.txt").read_text() == TEXT
    assert '"reader-9"' in (corpus / "schema" / "annotators.json").read_text()
    assert main(["validate", "--root", str(corpus), str(corpus / path)]) == 0


def test_a_pass_begins_blind_and_only_once(browser: Browser, corpus: Path) -> None:
    asked = {"article": "council-walks-out", "by": "reader-1"}
    path = "annotations/passes/reader-1/council-walks-out.json"
    assert browser.ask("POST", "/api/pass", asked).json["path"] == path
    made = document(browser, path)["state"]["annotation"]
    assert (made["entities"], made["claims"], made["stance"]) == ([], [], [])
    (corpus / path).write_bytes((corpus / path).read_bytes() + b"\n")
    assert browser.ask("POST", "/api/pass", asked).json["path"] == path
    assert (corpus / path).read_bytes().endswith(b"\n\n")


WRONG = [
    ("/api/new", {"by": "reader-1"}, 400),
    ("/api/new", {"by": "reader-1", "text": "a", "data": "YQ=="}, 400),
    ("/api/new", {"by": "reader-1", "data": "no base64!"}, 400),
    ("/api/new", {"by": "reader-1", "text": 5}, 400),
    ("/api/new", {"by": "reader-1", "path": "/etc/passwd"}, 400),
    ("/api/new", {"by": "nobody", "text": TEXT}, 409),
    ("/api/new", {"by": "reader-1", "data": base64.b64encode(b"caf\xe9 noir").decode()}, 409),
    ("/api/new", {"by": "reader-1", "text": TEXT, "id": "../x"}, 409),
    ("/api/new", {"by": "reader-1", "text": TEXT, "url": "javascript:alert(1)"}, 409),
    ("/api/new", {"by": "reader-1", "text": "x" * 1_100_000}, 409),
    ("/api/pass", {"by": "reader-1", "article": "../council-walks-out"}, 404),
    ("/api/pass", {"by": "../x", "article": "council-walks-out", "introduce": "A" * 20}, 409),
    ("/api/pass", [], 400),
]


@pytest.mark.parametrize(("path", "asked", "status"), WRONG)
def test_what_cannot_begin_writes_nothing(
    browser: Browser, corpus: Path, path: str, asked: Any, status: int
) -> None:
    before = {file: file.stat().st_mtime_ns for file in corpus.rglob("*")}
    answer = browser.ask("POST", path, asked)
    assert (answer.status, list(answer.json)) == (status, ["error"])
    assert "--" not in answer.json["error"]  # which only the command line has
    assert {file: file.stat().st_mtime_ns for file in corpus.rglob("*")} == before


def test_the_list_of_work(browser: Browser, corpus: Path) -> None:
    edit(corpus / QUAY, claims__0__type=None, source__title="<b>Quay</b>")
    put(browser, document(browser, PASS) | {"state": document(browser, PASS)["state"]}, PASS)
    (corpus / "annotations" / "Bad Name.json").write_text("[]")
    page = browser.ask("GET", "/").text
    assert "&lt;b&gt;Quay" in page
    data = page.partition('id="data">')[2].partition("</script>")[0]
    rows = {row["id"]: row for row in json.loads(data)["articles"]}
    quay = rows["quay-reopens"]
    assert (quay["path"], quay["status"], quay["open"], quay["draft"]) == (
        QUAY, "adjudicated", 1, False,
    )  # fmt: skip
    assert {row["by"]: row["draft"] for row in quay["passes"]} == {
        "model-a": False,
        "reader-1": True,
    }
    assert quay["decisions"] == "annotations/decisions/quay-reopens.json"
    assert rows["Bad Name"]["path"] is None
    edit(corpus / QUAY, claims__0__type="event")
    again = browser.ask("GET", "/").text.partition('id="data">')[2].partition("</script>")[0]
    assert {row["id"]: row["open"] for row in json.loads(again)["articles"]}["quay-reopens"] == 0
    assert [one["id"] for one in json.loads(data)["annotators"]][:1] == ["model-a"]


def test_targets_by_words_and_by_the_sentence_of_a_claim(browser: Browser) -> None:
    # “Ostrel and Velmoor agreed on Monday to reopen Gull Quay …”
    best, *rest = browser.ask("GET", f"/api/targets/{QUAY}?claim=0&q=").json
    proposition = "Gull Quay should be open, whatever becomes of the quota."
    assert (best["id"], best["proposition"]) == ("reopen-quay", proposition)
    assert rest
    assert all(best["score"] >= other["score"] for other in rest)
    found = browser.ask("GET", f"/api/targets/{QUAY}?claim=0&q=directly").json
    assert [target["id"] for target in found] == ["direct-talks"]


def test_a_new_entity_writes_its_line_in_the_right_place(browser: Browser, corpus: Path) -> None:
    registry = corpus / "schema" / "entities.jsonl"
    before, found = registry.read_text(), document(browser)
    entry = {"id": "lyth-marsh", "type": "LOC", "name": "Lyth Marsh", "variants": ["Lyth Marsh"]}
    entry |= {"wikidata": None, "checked": None, "description": ""}
    found["state"]["entities"] = [entry]
    incomplete = put(browser, found).json
    (finding,) = [f for f in incomplete["view"]["findings"] if f["rule"] == "registry"]
    assert "lyth-marsh" in finding["message"]
    asked = {"version": incomplete["version"], "etag": found["etag"], "confirm": True}
    refused = browser.ask("POST", f"/api/save/{QUAY}", asked)
    assert (refused.status, registry.read_text()) == (409, before)
    entry["description"] = "Wet\u202e land."
    incomplete = put(browser, found | {"version": incomplete["version"]}).json
    (finding,) = [f for f in incomplete["view"]["findings"] if f["rule"] == "registry"]
    assert "U+202E" in finding["message"]
    entry["description"] = "Wet land behind Lyth Hall."
    kept = put(browser, found | {"version": incomplete["version"]}).json
    assert [f for f in kept["view"]["findings"] if f["rule"] == "registry"] == []
    saved = browser.ask("POST", f"/api/save/{QUAY}", asked | {"version": kept["version"]})
    assert saved.json["files"] == ["schema/entities.jsonl"]
    after = registry.read_text().splitlines()
    assert [line for line in after if line not in before.splitlines()] == [
        json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    ]
    assert after == sorted(after, key=lambda line: json.loads(line)["id"])
    # Somebody else has taken the id for something else meanwhile.
    found = document(browser)
    found["state"]["entities"] = [{**entry, "name": "Another marsh", "variants": ["Another marsh"]}]
    taken = put(browser, found).json
    asked = {"version": taken["version"], "etag": found["etag"], "confirm": True}
    assert "there already" in browser.ask("POST", f"/api/save/{QUAY}", asked).json["error"]
    # The same line as there is nothing to save.
    found["state"]["entities"] = [entry]
    assert put(browser, found | {"version": taken["version"]}).json["saved"] is True


def test_a_file_that_vanished_takes_no_work_with_it(browser: Browser, corpus: Path) -> None:
    found = document(browser)
    (corpus / QUAY).unlink()
    found["state"]["annotation"]["claims"][0]["checkworthy"] = False
    kept = put(browser, found)
    assert kept.status == 200
    asked = {"version": kept.json["version"], "etag": found["etag"], "confirm": True}
    gone = browser.ask("POST", f"/api/save/{QUAY}", asked)
    assert (gone.status, gone.json["theirs"], gone.json["etag"]) == (412, None, "")
    assert browser.ask("POST", f"/api/save/{QUAY}", asked | {"etag": ""}).status == 200
    assert json.loads((corpus / QUAY).read_bytes()) == found["state"]["annotation"]


def test_a_draft_that_cannot_be_read_is_named(browser: Browser, corpus: Path) -> None:
    put(browser, document(browser))
    good = json.loads((corpus / ".studio" / QUAY).read_bytes())
    for draft in (
        "{",
        "[]",
        '{"base":"","state":{}}',
        json.dumps(good | {"base": "../../LICENSE"}),
    ):
        (corpus / ".studio" / QUAY).write_text(draft)
        for method in ("GET", "DELETE"):
            answer = browser.ask(method, f"/api/document/{QUAY}")
            assert answer.status == 409
            assert f".studio/{QUAY}" in answer.json["error"]
    assert (corpus / "LICENSE").exists()


def test_a_draft_is_kept_before_anything_is_looked_for_in_it(browser: Browser) -> None:
    begun = document(browser)
    begun["state"]["annotation"]["claims"][0]["type"] = None
    kept = browser.ask(
        "PUT",
        f"/api/document/{QUAY}",
        begun["state"],
        if_match=f'"{begun["version"]}"',
        prefer="return=minimal",
    ).json
    assert kept.keys() == {"version", "saved", "conflict"}
    seen = browser.ask("GET", f"/api/view/{QUAY}").json
    assert seen == {**kept, "view": document(browser)["view"]}
    assert [one["pointer"] for one in seen["view"]["open"]] == ["/claims/0/type"]
