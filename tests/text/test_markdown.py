"""Tables and words in Markdown."""

from istanbul_talks.text.markdown import plain, short, table


def test_a_table_aligns_numbers_to_the_right() -> None:
    made = table("label | count:", [("event", 3), ("position", 12)])
    assert made == (
        "| label | count |\n"
        "| --- | ---: |\n"
        "| event | 3 |\n"
        "| position | 12 |"
    )  # fmt: skip


def test_words_of_an_article_are_no_markup() -> None:
    assert plain("a|b *c* _d_\n<e>") == "a&#124;b &#42;c&#42; &#95;d&#95; &lt;e&gt;"


def test_a_short_quote_keeps_its_beginning_and_its_end() -> None:
    words = [str(number) for number in range(1, 14)]
    assert short(" ".join(words[:12])) == "1 2 3 4 5 6 7 8 9 10 11 12"
    assert short(" ".join(words)) == "1 2 3 4 5 6 7 … 11 12 13"
