"""Tables and words in Markdown."""

from dataclasses import dataclass

import pytest

from istanbul_talks.text.markdown import escaped, fence_for, link, plain, table


def test_a_table_aligns_numbers_to_the_right() -> None:
    made = table("label | count:", [("event", 3), ("position", 12_000)])
    assert made == (
        "| label | count |\n"
        "| --- | ---: |\n"
        "| event | 3 |\n"
        "| position | 12,000 |"
    )  # fmt: skip


def test_words_of_an_article_are_no_markup() -> None:
    assert plain("a|b *c* _d_\n<e>") == "a&#124;b &#42;c&#42; &#95;d&#95; &lt;e&gt;"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
        ("[x](javascript:y)", "&#91;x&#93;(javascript:y)"),
        ("![](y)", "!&#91;&#93;(y)"),
        ("a{: onclick=y}", "a&#123;: onclick=y&#125;"),
        ("`code` \\ ~~no~~", "&#96;code&#96; &#92; &#126;&#126;no&#126;&#126;"),
        ('say "yes"', "say &#34;yes&#34;"),
        ("no\u202eyes\x1b[31m", "no&#92;u202eyes&#92;u001b&#91;31m"),
        ("a\r\nb", "a  b"),
        ("“it’s – fine” (really): 5 + 5 = 10!", "“it’s – fine” (really): 5 + 5 = 10!"),
    ],
)
def test_words_of_others_have_no_effect(words: str, shown: str) -> None:
    assert plain(words) == shown


def test_a_text_cannot_end_its_code_block() -> None:
    assert fence_for("three `words` here") == "```"
    assert fence_for("a\n````\nb ``` c") == "`````"


@dataclass(frozen=True)
class Record:
    name: str
    inner: tuple[str, ...]
    number: int | None


def test_every_text_in_a_value_is_escaped() -> None:
    value = {"a_key": ["*", {"b": "<"}], "c": Record("_", ("|",), None), "d": 5}
    assert escaped(value) == {
        "a_key": ["&#42;", {"b": "&lt;"}],
        "c": Record("&#95;", ("&#124;",), None),
        "d": 5,
    }


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("https://example.com/a?b=1#c", "[here](https://example.com/a?b=1#c)"),
        ("https://example.com/a){onclick=x}", "[here](https://example.com/a%29%7Bonclick=x%7D)"),
        ('https://example.com/"<>`', "[here](https://example.com/%22%3C%3E%60)"),
        ("javascript:alert(1)", "here"),
        ("data:text/html,x", "here"),
        ("//example.com", "here"),
        ("http://127.0.0.1/", "here"),
    ],
)
def test_links_lead_to_public_pages_only(address: str, made: str) -> None:
    assert link("here", address) == made
