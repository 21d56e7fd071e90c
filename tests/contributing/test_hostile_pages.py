"""Random pages and forms: each is read or refused in plain words, and nothing of it acts."""

import random
import re
import runpy
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import Markdown

from corpora import ROOT, TODAY, committed, git, river
from istanbul_talks.contributing import draft, form, saved_page, submission
from istanbul_talks.errors import CorpusError
from istanbul_talks.model.resolve import resolve
from support.hostile import Tally, drawn
from support.pages import PAGE, TEXT
from support.submitted import VALUES, draft_of, known, submitted

PAGES, FORMS, BRANCHES, PARTS = 1600, 1600, 160, 16
MHTML = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n'
    "Snapshot-Content-Location: https://example.org/a\r\n\r\n--B\r\nContent-Type: text/html\r\n"
    f"Content-Transfer-Encoding: 8bit\r\n\r\n{PAGE}\r\n--B--\r\n"
)
UKRAINIAN = PAGE.replace("The ministers of Aria", "Міністри сказали, що міст відкрили. Вони")
LINKED_DATA = PAGE.replace(
    "</head>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A", "author": '
    '[{"name": "B"}], "datePublished": "2024-03-05", "publisher": {"name": "C"}}</script></head>',
)
BASES = (PAGE, TEXT, MHTML, UKRAINIAN, LINKED_DATA)
ENCODINGS = (
    "utf-8",
    "utf-8",
    "cp1252",
    "cp1251",
    "koi8-u",
    "utf-16",
    "utf-32",
    "shift_jis",
    "utf-7",
)
DEEP = ("<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote><p>", "<svg><g>", "<font>")
ENDLESS = re.compile(r"(.)\1{999}")  # no quote means one place in it: a person gets a finding
BAD_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def a_page(draw: random.Random) -> bytes:
    text = draw.choice(BASES)
    way = draw.random()
    if way < 0.1:  # nested far deeper than any page
        tag = draw.choice(DEEP) * draw.choice((300, 3000, 30_000))
        text = text.replace("<article>", f"<article>{tag}")[:300_000]
    elif way < 0.6:
        text = drawn.spoilt(draw, text)
    if draw.random() < 0.3:
        label = draw.choice((*ENCODINGS, "replacement", "klingon", "base64", "x-user-defined"))
        text = text.replace("<head>", f"<head><meta charset={label}>")
    data = text.encode(draw.choice(ENCODINGS), "ignore")
    return drawn.spoilt_bytes(draw, data) if way > 0.5 else data


def read_page(tally: Tally, data: bytes) -> None:
    """A page that is read gives a capture, and a draft that fits the schema."""
    tally.inputs += 1
    try:
        page = saved_page.page_of(data, None)
        act = draft.first_act("model-a", "model", known(), TODAY)
        made = draft.propose_annotation(page, "x", known(), url=None, act=act)
        body, violations = resolve(made, page.text).body, known().schema.violations(made)
    except CorpusError as error:
        if not str(error).strip() or BAD_CHARACTERS.search(str(error)):
            tally.wrong_accept(f"a message with a control character: {str(error)!r}")
        return
    except Exception as error:  # noqa: BLE001 - counted, whatever it is
        tally.traceback(f"{type(error).__name__}: {error}: {data[:400]!r}")
        return
    if BAD_CHARACTERS.search(page.text) or not unicodedata.is_normalized("NFC", page.text):
        tally.wrong_accept(f"a capture that is not normalised: {data[:400]!r}")
    if violations or (body is None and not ENDLESS.search(page.text)):
        tally.wrong_accept(f"a draft that is not valid: {violations[:1]}: {data[:400]!r}")


def a_form(draw: random.Random) -> tuple[str, bool]:
    """A form, and whether it lacks the consent."""
    values = dict(VALUES)
    for name in draw.sample(list(values), draw.randint(0, 3)):
        values[name] = drawn.spoilt(draw, values[name])
    if draw.random() < 0.3:
        values["Entities"] = drawn.spoilt(
            draw, "id: new-name\ntype: ORG\nname: N\nmentions: N\nnote: x"
        )
    if draw.random() < 0.2:
        values[form.TEXT] = a_page(draw).decode("utf-8", "replace")
    body = submitted(**values)
    way = draw.random()
    if way < 0.1:
        lines = [line for line in body.split("\n") if not line.startswith("- [x] ")]
        return "\n".join(lines), True
    if way < 0.2:
        box = draw.choice(form.CONSENTS)
        put = draw.choice((f"- [ ] {box}", f"- [x] not: {box}", box, "- [x] Yes.", ""))
        return body.replace(f"- [x] {box}", put, 1), True
    if way < 0.3:
        body = body.replace("\n", draw.choice(("\r\n", "\r", "\n\n")))
    if way > 0.8:
        body = drawn.spoilt(draw, body, most=2)
    return body, False


def judge_form(tally: Tally, body: str, lacks: bool, read: Callable[[str], object]) -> None:
    tally.inputs += 1
    try:
        read(body)
    except CorpusError as error:
        shown = Markdown().convert(submission.refused(error))
        acts = re.sub(r"(?s)<code>.*?</code>", "", shown)
        if not str(error).strip() or "@" in acts or "<a" in acts or "<script" in shown:
            tally.wrong_accept(f"an answer that acts: {acts[:300]!r}")
    except Exception as error:  # noqa: BLE001 - counted, whatever it is
        tally.traceback(f"{type(error).__name__}: {error}: {body[:400]!r}")
    else:
        if lacks:
            tally.wrong_accept(f"without consent: {body[:300]!r}")


def test_the_judge_of_forms_sees_a_missing_consent_and_an_answer_that_acts() -> None:
    def acts(body: str) -> None:
        raise CorpusError("")

    tally = Tally()
    judge_form(tally, "x", True, lambda body: None)
    judge_form(tally, "x", False, acts)
    judge_form(tally, "x", False, lambda body: 1 / 0)
    assert (tally.inputs, tally.wrong_accepts, tally.tracebacks) == (3, 2, 1)


@pytest.mark.slow
@pytest.mark.hostile
def test_random_pages() -> None:
    tally = Tally()
    for number in range(PARTS):
        draw = drawn.drawing(f"pages-{number}")
        pages = [a_page(draw) for _ in range(PAGES // PARTS)]
        tally.apart(f"part {number}", lambda part: [read_page(part, page) for page in pages])  # noqa: B023
    tally.prove("pages")


@pytest.mark.slow
@pytest.mark.hostile
def test_random_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As drafts, and some of them as branches, whose patch the job that pushes takes."""
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.setenv(f"GIT_{name}", "t")
    root, tally = committed(river(tmp_path / "river")), Tally()
    accept = runpy.run_path(str(ROOT / "scripts" / "accept.py"))
    monkeypatch.chdir(root)

    def branch(body: str) -> None:
        made = submission.make_branch(root, "HEAD", 7, body)
        folder = tmp_path / "handed" / str(len(list((tmp_path / "handed").glob("*"))))
        folder.mkdir(parents=True)
        (folder / "7.md").write_bytes(made.reply.encode())
        (folder / "7.patch").write_bytes(made.patch)
        assert accept["checked"](folder, 7) == made.patch
        accept["apply"](made.patch)
        git(root, "reset", "-q", "--hard")

    for number in range(PARTS):
        draw = drawn.drawing(f"forms-{number}")
        forms = [a_form(draw) for _ in range((FORMS + BRANCHES) // PARTS)]
        cut = BRANCHES // PARTS

        def part(tally: Tally) -> None:
            for place, (body, lacks) in enumerate(forms):  # noqa: B023
                judge_form(tally, body, lacks, branch if place < cut else draft_of)  # noqa: B023

        tally.apart(f"part {number}", part)
    tally.prove("forms")
