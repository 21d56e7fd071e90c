"""Offsets in code points, as Python and the corpus count, and in UTF-16 units, as browsers do."""

from bisect import bisect_left

from .anchoring import Place


class Utf16:
    """Offsets of a text in both counts. Only characters above U+FFFF take two units."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        is_narrow = text.isascii() or max(text) <= "\uffff"
        self._wide = [] if is_narrow else [i for i, c in enumerate(text) if c > "\uffff"]
        self._wide_units = [offset + before for before, offset in enumerate(self._wide)]

    def units(self, offset: int) -> int:
        """An offset in code points as one in UTF-16 units."""
        return offset + bisect_left(self._wide, offset)

    def code_points(self, units: int) -> int:
        """An offset in UTF-16 units as one in code points.

        ValueError if it is outside the text, or between the two units of a character.
        """
        before = bisect_left(self._wide_units, units)  # characters of two units that begin before
        is_inside = before > 0 and self._wide_units[before - 1] == units - 1
        if is_inside or not 0 <= units - before <= self._size:
            raise ValueError(f"there is no character at offset {units}")
        return units - before

    def span(self, place: Place) -> tuple[int, int]:
        """Start and end of a place in units."""
        return self.units(place.start), self.units(place.end)

    def place(self, start: int, end: int) -> Place:
        """The place between two offsets in units. ValueError if it is empty or outside."""
        found = Place(self.code_points(start), self.code_points(end))
        if found.start >= found.end:
            raise ValueError("the selection is empty")
        return found
