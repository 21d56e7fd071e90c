"""EDTF dates: published examples of the specification, agreement with the `edtf` library."""

from datetime import date

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.text.edtf import dates_in, is_day, parse, readings


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "qualified"),
    [
        ("1985-04-12", date(1985, 4, 12), date(1985, 4, 12), "day", False),
        ("1985-04", date(1985, 4, 1), date(1985, 4, 30), "month", False),
        ("1985", date(1985, 1, 1), date(1985, 12, 31), "year", False),
        ("2004-02-01/2005", date(2004, 2, 1), date(2005, 12, 31), "interval", False),
        ("2004-06~", date(2004, 6, 1), date(2004, 6, 30), "month", True),
        ("2004-06-11%", date(2004, 6, 11), date(2004, 6, 11), "day", True),
        ("1984?", date(1984, 1, 1), date(1984, 12, 31), "year", True),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month", False),
    ],
)
def test_examples(text: str, earliest: date, latest: date, precision: str, qualified: bool) -> None:
    assert parse(text) == (earliest, latest, precision, qualified)
    assert is_day(text) == (precision == "day" and not qualified)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 June 2025",
        "2025-6-2",
        "2025-13",
        "2025-02-30",
        "2025-00",
        "2025-01-00",
        "0000",
        "2025/2024",
        "2025/",
        "/2025",
        "2025-06-02T10:00",
        "２０２５",
    ],
)
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="is not an EDTF date|there is no day|ends on"):
        parse(text)


DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
SHAPES = st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"])


@pytest.mark.slow
@given(DAYS, SHAPES)
def test_agrees_with_the_edtf_library(day: date, shape: str) -> None:
    text = day.strftime(shape).zfill(len(day.strftime(shape)))
    theirs, ours = edtf.parse_edtf(text), parse(text)
    assert tuple(theirs.lower_strict()[:3]) == (
        ours.earliest.year,
        ours.earliest.month,
        ours.earliest.day,
    )
    assert tuple(theirs.upper_strict()[:3]) == (
        ours.latest.year,
        ours.latest.month,
        ours.latest.day,
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Published 4 March 2024", [date(2024, 3, 4)]),
        ("June 2nd, 2025 and Sept. 3, 2025", [date(2025, 6, 2), date(2025, 9, 3)]),
        ("2025-06-02 at noon", [date(2025, 6, 2)]),
        ("1 May 2025", [date(2025, 5, 1)]),
        ("31 June 2025, in March 2022, on Monday", []),
    ],
)
def test_dates_in_prose(text: str, days: list[date]) -> None:
    assert dates_in(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("9/3/2025", [date(2025, 3, 9), date(2025, 9, 3)]),
        ("31/12/2025", [date(2025, 12, 31)]),
        ("5/5/2025", [date(2025, 5, 5)]),
        ("09.03.2025", [date(2025, 3, 9)]),
        ("2025-09-03T14:30:00+03:00", [date(2025, 9, 3)]),
        ("2025-09-03 14:30", [date(2025, 9, 3)]),
        ("September 3, 2025", [date(2025, 9, 3)]),
        ("31/31/2025", []),
        ("9/3/20255", []),
        ("soon", []),
    ],
)
def test_what_a_printed_date_can_mean(text: str, days: list[date]) -> None:
    assert readings(text) == days
