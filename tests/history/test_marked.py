"""An article as marked text: what is shown, what is left out, and that no word of it acts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import harbour, river
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history.changes import Change
from istanbul_talks.history.marked import edits_of, marked
from istanbul_talks.history.versions import Folder
from istanbul_talks.model.records import Article, Record
from istanbul_talks.model.rows import from_row
from istanbul_talks.text.markdown import inert
from support.acting import ACTS, effects, text_of
from support.hostile.markup import TEXTS

RIVER = """\
<b>Aria and Boria meet in Cedon</b>⏎
Example Gazette · reportage · en⏎
published 2024-03-04 (internal, high) · draft, by model-x (model)

<b>Aria</b> and <b>Boria</b> met in <b>Cedon</b> on Monday for talks on the river. \
<b>Arian</b><sup>arians</sup> President <b>Ana Vey</b> said that “the bridge must open” before \
winter.

> “Aria and Boria met in Cedon on Monday”⏎
> — <b>the article</b> · event, true-certain, check-worthy · met

> “the bridge must open”⏎
> — <b>Ana Vey</b>, direct, cue “said that” · position, true-certain · bridge

""".replace("⏎", "  ")  # two spaces end a line
BORIA = """
| holder | stance | proposition | evidence |
| --- | --- | --- | --- |
| Aria | <b>against</b> (explicit, high) | The works should pause. (pause-works) | “a demand that Aria rejects” |
"""  # noqa: E501 - a row of a table is one line


def article(folder: Path, make: Callable[[Path], Path], id: str) -> tuple[Article, dict[str, str]]:
    version = Folder(CorpusFolder(make(folder)), "here")
    return from_row(Article, dict(version.rows(id)["articles"][0])), version.propositions()


@pytest.fixture
def talks(tmp_path: Path) -> tuple[Article, dict[str, str]]:
    return article(tmp_path / "river", river, "river-talks")


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> tuple[Article, dict[str, str]]:
    return article(tmp_path_factory.mktemp("marked") / "harbour", harbour, "quay-reopens")


def test_names_claims_and_stances_of_an_article(talks: tuple[Article, dict[str, str]]) -> None:
    made = marked(*talks)
    assert made.startswith(RIVER)
    assert BORIA in made
    assert "Shown here" not in made
    assert effects(made) == []


def test_only_paragraphs_with_changes_are_shown(quay: tuple[Article, dict[str, str]]) -> None:
    """Of an edited claim, a new stance, an entity and the text; and how much is left out."""
    found, targets = quay
    change = lambda layer, id, kind: Change(found.id, layer, id, kind, "x", 1, 2)
    made = marked(found, targets, edits_of([change("claim", "second-paper", "changed")]))
    assert made.count("⋯") == 1  # the third paragraph, after two others
    assert made.count("<b>changed</b>") == 1
    assert "second-paper · <b>changed</b>" in made.replace("</b>, indirect", "")
    assert "The closure cost" not in made
    counts = "Shown here: 1 of 6 paragraphs, 4 of 18 claims, 0 of 10 stances, 0 of 1 notes."
    see = "To see everything, run: `istanbul-talks show quay-reopens --format markdown`"
    assert made.endswith(f"{counts} {see}\n")
    stance = marked(found, targets, edits_of([change("stance", "quill/talks-succeed", "added")]))
    assert "1 of 6 paragraphs, 3 of 18 claims, 1 of 10 stances" in stance
    assert "<b>for</b> (explicit, medium) · <b>new</b> | The present talks" in stance
    entity = marked(found, targets, edits_of([change("entity", "lyth-hall", "changed")]))
    assert "for six hours" in entity
    assert "1 of 6 paragraphs" in entity
    before = found.text.replace("two days before", "a day before")
    text = Change(found.id, "text", found.id, "changed", "text", before, found.text)
    assert "⋯\n\nThe councils meet again" in marked(found, targets, edits_of([text]))
    gone = edits_of([change("claim", "x", "removed"), change("mention", "ostrel-1", "follows")])
    assert "0 of 6 paragraphs, 0 of 18 claims" in marked(found, targets, gone)
    assert edits_of([change("article", found.id, "added")]) is None


def test_a_long_article_is_cut_at_a_paragraph(quay: tuple[Article, dict[str, str]]) -> None:
    found, targets = quay
    made = marked(found, targets, None, 3000)
    assert len(made) < 3300
    assert "Shown here: 2 of 6 paragraphs, 6 of 18 claims, 5 of 10 stances, 1 of 1 notes." in made
    many = replace(found, notes=found.notes * 500)
    assert 3000 < len(marked(many, targets, None, 16_000)) < 16_300
    long = replace(found, text="No end of it. " * 5000, mentions=(), claims=())
    assert 3000 < len(marked(long, targets, None, 9000)) < 9300  # one paragraph: cut at a space


def test_a_claim_inside_another_takes_one_line(quay: tuple[Article, dict[str, str]]) -> None:
    found, targets = quay
    inner = replace(found.claims[0], start=0, end=6, quote="Ostrel", id="inner", note="Why?")
    made = marked(replace(found, claims=(inner, found.claims[0])), targets)
    line = "↳ “Ostrel”: <b>the article</b> · event, true-certain, check-worthy · inner · note: Why?"
    assert f"agreed-to-reopen  \n> {line}\n\n" in made


def test_without_a_text_it_says_where_the_words_are(quay: tuple[Article, dict[str, str]]) -> None:
    found, targets = quay
    claim = replace(found.claims[0], quote=None)
    made = marked(replace(found, text=None, claims=(claim,)), targets)
    assert "(This is the text-free edition. To restore the text, run: `istanbul-talks" in made
    assert "> characters 0 to 55  \n> — <b>the article</b>" in made


def spoilt(value: Any, words: str) -> Any:
    """A record with some words before and after every text in it."""
    if isinstance(value, str):
        return f"{words} {value} {words}"
    if isinstance(value, tuple):
        return tuple(spoilt(item, words) for item in value)
    if isinstance(value, Record):
        own = {name: getattr(value, name) for name in value.__slots__}
        return replace(value, **{name: spoilt(inner, words) for name, inner in own.items()})  # type: ignore[type-var]
    return value


@pytest.mark.parametrize(
    "words",
    [*ACTS, *TEXTS.values(), "WWW.X.EU gh-12 ABCDEF012", "\n".join((*ACTS, *TEXTS.values()))],
)
def test_no_word_of_an_article_acts(quay: tuple[Article, dict[str, str]], words: str) -> None:
    found, targets = quay
    hostile = spoilt(replace(found, claims=found.claims[:2], stance=found.stance[:2]), words)
    targets = dict.fromkeys((s.target for s in hostile.stance), words)
    made = marked(hostile, targets)
    assert effects(made) == []
    first = words.splitlines()[0].split()[0]
    assert text_of(made).count(first) > 30  # and it is shown


@settings(max_examples=200, deadline=None)
@given(st.text("@#:/.$<>[]()!&;*_`~|\\-+=1a\n\t GHw{}\"'\u200b\u202e", max_size=30))
def test_no_text_acts(words: str) -> None:
    shown = inert(words)
    for comment in (
        shown,
        f"> {shown}",
        f"<b>{shown}</b>{shown}",
        f"| a |\n| --- |\n| {shown} |",
    ):
        assert effects(comment) == [], comment


def test_effects_are_found() -> None:
    """Whatever acts is found, if it is not escaped: else the tests above would prove nothing."""
    for words in (*ACTS, "![x](y)", "1. x", "- - -", "    x", "<div>", "*x*", "$x$", "x\n@y"):
        code = words.startswith("`")  # acts only outside a table and a line of code
        assert effects(f"x {words}") or effects(words) or code, words


def test_show_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = river(tmp_path / "river")
    assert main(["show", "river-talks", "--root", str(root), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith(RIVER)
