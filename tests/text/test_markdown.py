"""Tables in Markdown."""

from istanbul_talks.text.markdown import table


def test_a_table_aligns_numbers_to_the_right() -> None:
    made = table("label | count:", [("event", 3), ("position", 12)])
    assert made == (
        "| label | count |\n"
        "| --- | ---: |\n"
        "| event | 3 |\n"
        "| position | 12 |"
    )  # fmt: skip
