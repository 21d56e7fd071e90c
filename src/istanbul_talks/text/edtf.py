"""The part of EDTF used to date articles (https://www.loc.gov/standards/datetime/).

Level 0 dates and intervals, level 1 qualification: 2025, 2025-06, 2025-06-02, each with ?, ~ or %,
and A/B.
A day within an interval is written as the interval; open and unknown ends are not allowed here.
"""

import calendar
import re
from contextlib import suppress
from datetime import date
from typing import NamedTuple

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%])?", re.ASCII)

_YEAR = "january february march april may june july august september october november december"
_MONTHS = _YEAR.split()
_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS).replace("sep(?:t", "sept?(?:")
_WRITTEN = re.compile(
    rf"\b(?P<y>[0-9]{{4}})-(?P<m>[0-9]{{1,2}})-(?P<d>[0-9]{{1,2}})(?![0-9])"
    rf"|\b(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_NAMES})\.?,? (?P<y2>[0-9]{{4}})\b"
    rf"|\b(?P<m3>{_NAMES})\.? (?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>[0-9]{{4}})\b",
    re.IGNORECASE | re.ASCII,
)
_NUMBERS = re.compile(r"\s*([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?![0-9])", re.ASCII)


class Edtf(NamedTuple):
    """What an EDTF string covers: first and last day, precision, and whether it is qualified.

    Precision: day, month, year or interval.
    """

    earliest: date
    latest: date
    precision: str
    qualified: bool


def parse(text: str) -> Edtf:
    """Read an EDTF string. ValueError says what is wrong with it."""
    first, slash, last = text.partition("/")
    start = _one(first)
    if not slash:
        return start
    end = _one(last)
    if end.latest < start.earliest:
        raise ValueError(f"the interval ends on {last} before it starts on {first}")
    return Edtf(start.earliest, end.latest, "interval", start.qualified or end.qualified)


def readings(text: str) -> list[date]:
    """The days that a printed date can mean: both for 9/3/2025, else one or none."""
    numbers = _NUMBERS.match(text)
    if numbers is None:
        return dates_in(text)[:1]
    first, mark, second, year = numbers.groups()
    pairs = {(first, second)} if mark == "." else {(first, second), (second, first)}
    found = []
    for day, month in pairs:
        with suppress(ValueError):
            found.append(date(int(year), int(month), int(day)))
    return sorted(found)


def is_day(text: str) -> bool:
    """Whether a text is one existing day, unqualified."""
    try:
        return parse(text)[2:] == ("day", False)
    except ValueError:
        return False


def _one(text: str) -> Edtf:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not an EDTF date")
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    assert year is not None
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError(f"there is no day “{text}”") from None
    qualified = match[4] is not None
    if day is not None:
        return Edtf(first, first, "day", qualified)
    if month is not None:
        last = first.replace(day=calendar.monthrange(year, month)[1])
        return Edtf(first, last, "month", qualified)
    return Edtf(first, date(year, 12, 31), "year", qualified)


def dates_in(text: str) -> list[date]:
    """The full dates that English prose states: 2025-06-02, 2 June 2025, June 2, 2025."""
    found = []
    for match in _WRITTEN.finditer(text):
        year, month, day = (match[p] or match[f"{p}2"] or match[f"{p}3"] for p in "ymd")
        start = month.lower()[:3]
        number = next((i for i, name in enumerate(_MONTHS, 1) if name.startswith(start)), None)
        with suppress(ValueError):
            found.append(date(int(year), number or int(month), int(day)))
    return found
