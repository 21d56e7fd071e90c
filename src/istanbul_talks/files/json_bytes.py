"""JSON as bytes: the canonical form of a file, and lines of JSON Lines."""

from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value whose keys are in order: UTF-8, two spaces, final newline.

    Raises TypeError for a value that such a file cannot have.
    """
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def compact(value: Any) -> bytes:
    """One line of JSON Lines: keys in the order given, no spaces, final newline."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
