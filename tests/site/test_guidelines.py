"""The guidelines on the site, and the steps of CONTRIBUTING.md."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from corpora import ROOT
from istanbul_talks.site.guidelines import marked

#       0         10        20        30        40        50
TEXT = "Ada demands a harbour and a bridge, which Bo calls mad. Ada left."


class Texts(dict[str, Any]):
    """Articles by id, as a corpus gives them."""

    def articles(self) -> Any:
        return self.values()


def article(id: str, text: str = TEXT) -> Any:
    span = SimpleNamespace(start=0, end=34)
    return SimpleNamespace(
        id=id,
        text=text,
        mentions=[
            SimpleNamespace(id="ada-1", start=0, end=3),
            SimpleNamespace(id="ada-2", start=56, end=59),
        ],
        claims=[
            SimpleNamespace(id="wanted", start=12, end=34, claimer="ada"),
            SimpleNamespace(id="mad", start=12, end=34, claimer="bo"),
            SimpleNamespace(id="left", start=56, end=64, claimer="article"),
        ],
        stance=[SimpleNamespace(id="ada/build", holder="ada", target="build", evidence=[span])],
    )


QUAY = Texts(quay=article("quay"))


def linked(content: str, shown: Texts = QUAY, full: Texts = QUAY) -> list[str]:
    """What the examples of a content lead to."""
    return re.findall(r'<a href="\.\./articles/([^"]*)', marked(content, shown, full))


def test_annotated_words_are_marked_and_articles_linked() -> None:
    content = (
        "<p>“a <strong>b</strong> c” (<code>quay</code>, <code>bay</code>) <strong>d</strong></p>"
    )
    assert marked(content, QUAY, None) == (
        '<p>“a <strong class="it-words">b</strong> c” (<a href="../articles/quay/">'
        "<code>quay</code></a>, <code>bay</code>) <strong>d</strong></p>"
    )


def test_the_words_of_an_example_lead_to_the_item_that_has_them() -> None:
    content = '<h2 id="entities">E</h2><p>“<strong>Ada</strong>\n demands” and more.</p>'
    assert (
        '“<a href="../articles/quay/#mentions/ada-1"><strong class="it-words">Ada</strong></a>'
        in (marked(content, QUAY, QUAY))
    )


CASES = {
    "claims": ("“demands <strong>a harbour and a bridge</strong>”, by <code>ada</code>", "wanted"),
    "the speaker": ("“demands <strong>a harbour and a bridge</strong>”, says bo", "mad"),
    "without bold": ("“a harbour and a bridge, which” by ada", "wanted"),
    "a part": ("“<strong>a harbour</strong> and” by ada", "wanted"),
    "an ellipsis": ("“Once … demands <strong>a harbour and</strong> … mad” by ada", "wanted"),
}


@pytest.mark.parametrize("case", CASES)
def test_examples_of_claims(case: str) -> None:
    words, id = CASES[case]
    assert linked(f'<h2 id="claims">C</h2><ul><li>{words}</li></ul>') == [f"quay/#claims/{id}"]


def test_an_example_of_a_stance_needs_no_bold_words() -> None:
    row = "<tr><td>“Ada demands a harbour and a bridge”</td><td><code>ada</code>, build</td></tr>"
    assert linked(f'<h2 id="stances">S</h2><table>{row}</table>') == ["quay/#stance/ada/build"]


NOT_LINKED = {
    "twice in the text": "<p>“<strong>Ada</strong>”</p>",
    "nowhere": "<p>“<strong>Ada</strong> wants”</p>",
    "no mention": "<p>“a <strong>harbour</strong>”</p>",
    "a counter-example": (
        "<table><thead><tr><th>counter-example</th></tr></thead>"
        "<tr><td>“<strong>Ada</strong> demands”</td></tr></table>"
    ),
    "another section": '<h2 id="body">B</h2><p>“<strong>Ada</strong> demands”</p>',
}


@pytest.mark.parametrize("case", NOT_LINKED)
def test_what_is_not_one_item_is_not_linked(case: str) -> None:
    content = f'<h2 id="entities">E</h2>{NOT_LINKED[case]}'
    assert marked(content, QUAY, QUAY) == content.replace("<strong>", '<strong class="it-words">')


def test_the_article_that_the_example_names_is_taken() -> None:
    two = Texts(bay=article("bay"), quay=article("quay"))
    words = '<h2 id="entities">E</h2><p>“<strong>Ada</strong> left”'
    assert linked(f"{words}</p>", two, two) == []
    assert linked(f"{words} (quay)</p>", two, two) == ["quay/#mentions/ada-2"]


def test_an_item_that_the_site_does_not_show_is_not_linked() -> None:
    older = article("quay")
    older.mentions = []
    words = '<h2 id="entities">E</h2><p>“<strong>Ada</strong> left”</p>'
    assert linked(words, Texts(quay=older)) == [] == linked(words, Texts())


def test_the_steps_link_to_pages_of_the_site() -> None:
    page = (ROOT / "docs" / "step-by-step.md").read_text(encoding="utf-8")
    assert "\n# Step by step\n" in page
    targets = re.findall(r"\]\(([^)#]*)", page)
    assert {"guidelines.md", "studio.md", "validating.md"} <= set(targets)
    assert all(not one or (ROOT / "docs" / one).is_file() for one in targets)
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert page.count("```") == steps.count("```")
