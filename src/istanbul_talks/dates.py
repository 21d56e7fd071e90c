"""The part of EDTF (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/) that dates an article.

Level 0 dates and intervals and level 1 qualification: 2025, 2025-06, 2025-06-02, each with ?, ~ or %, and A/B.
A day within an interval is written as the interval; open and unknown ends are not allowed here.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%])?", re.ASCII)


class Edtf(NamedTuple):
    """What an EDTF string allows: first and last day, precision (day, month, year, interval), and a qualifier."""

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


def _one(text: str) -> Edtf:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not an EDTF date")
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    assert year is not None
    qualified = match[4] is not None
    try:
        if match[2] and not month:
            raise ValueError
        if day:
            exact = date(year, month or 1, day)
            return Edtf(exact, exact, "day", qualified)
        if match[3]:
            raise ValueError
        if month:
            last = calendar.monthrange(year, month)[1]
            return Edtf(date(year, month, 1), date(year, month, last), "month", qualified)
        return Edtf(date(year, 1, 1), date(year, 12, 31), "year", qualified)
    except ValueError:
        raise ValueError(f"there is no day “{text}”") from None
