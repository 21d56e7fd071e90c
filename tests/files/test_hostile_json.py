"""Random JSON, good and bad: the strict reader accepts what Python's reader accepts, as it does."""

import json
import random
import re
from typing import Any

import pytest

from corpora import RIVER
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.strict_json import MAX_DEPTH, read
from support.hostile import Tally, drawn

# What the strict reader may refuse although Python reads it.
STRICTER = {"lone-surrogate", "too-deep", "too-large", "number-out-of-range", "byte-order-mark"}
TOKENS = (
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b'"',
        b'"a"',
        b'"b":',
        b"0",
        b"-1",
        b"1.5e3",
        b"01",
        b"+1",
    ),
    *(
        b"1.",
        b".5",
        b"-",
        b"1e",
        b"null",
        b"true",
        b"false",
        b"nul",
        b"NaN",
        b"Infinity",
        b" ",
        b"\n",
    ),
    *(
        b"\t",
        b"\r",
        b"\x0b",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\xc3\xa9",
        b"\xed\xa0\x80",
        b"\\",
        b"/",
    ),
    *(
        b'"\\u12"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\\x"',
        b'"\n"',
        b'"\x7f"',
        b"'a'",
        b"//",
        b"/**/",
    ),
    *(b"9007199254740993", b"1e400", b"-0.0", b"[" * 40, b"]" * 40, b'"' + b"a" * 99 + b'"'),
)
INPUTS = 200_000


def unequal_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key occurs twice")
    return made


def reject(name: str) -> Any:
    raise ValueError(name)


def expected(data: bytes) -> tuple[bool, Any]:
    """Whether JSON as RFC 8259 has it, with no key twice, and the value."""
    try:
        return True, json.loads(
            data.decode("utf-8"), object_pairs_hook=unequal_keys, parse_constant=reject
        )
    except (ValueError, RecursionError):
        return False, None


def an_input(draw: random.Random, good: list[bytes]) -> bytes:
    way = draw.random()
    if way < 0.4:
        return b"".join(draw.choices(TOKENS, k=draw.randint(1, 12)))
    value = json.loads(draw.choice(good))
    for _ in range(draw.randint(0, 2)):
        value = drawn.changed(draw, value)
    data = json.dumps(value, indent=draw.choice((None, 2)), ensure_ascii=draw.random() < 0.5)
    encoded = data.encode("utf-8", "surrogatepass")
    return encoded if way < 0.5 else drawn.spoilt_bytes(draw, encoded, most=2)


def judge(tally: Tally, data: bytes) -> None:
    tally.inputs += 1
    valid, value = expected(data)
    try:
        document = read(data)
        places = [document.line_and_column(problem.offset) for problem in document.problems]
    except Exception as error:  # noqa: BLE001 - counted, whatever it is
        tally.traceback(f"{type(error).__name__}: {data[:300]!r}")
        return
    problems = document.problems
    if not problems and (not valid or repr(document.value) != repr(value)):
        tally.wrong_accept(f"accepted: {data[:300]!r}")
    if not problems and document.is_laid_out and canonical(value) != data:
        tally.wrong_accept(f"not canonical: {data[:300]!r}")
    if valid and any(problem.rule not in STRICTER for problem in problems):
        tally.wrong_accept(f"JSON was rejected: {problems[0].rule}: {data[:300]!r}")
    if not all(p.found and p.remedy for p in problems) or any(min(at) < 1 for at in places):
        tally.wrong_accept(f"a problem without place or remedy: {data[:300]!r}")


def goods() -> list[bytes]:
    annotation = (RIVER / "river-talks.json").read_bytes()
    value = json.loads(annotation)
    parts = [json.dumps(value[key]).encode() for key in ("source", "date", "entities", "claims")]
    return [annotation, *parts, b'{"a": [1, {"b": null}], "c": "d"}', b"[]", b'"x"', b"-1.5"]


def test_the_judge_sees_a_reader_that_accepts_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a suite without a wrong accept would say nothing."""
    import files.test_hostile_json as suite

    tally = Tally()
    monkeypatch.setattr(suite, "read", lambda data: read(re.sub(rb",\s*\]", b"]", data)))
    for data in (b"[1, 2]", b"[1,]", b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)):
        suite.judge(tally, data)
    assert (tally.inputs, tally.wrong_accepts, tally.tracebacks) == (3, 1, 0)


@pytest.mark.slow
@pytest.mark.hostile
def test_random_json() -> None:
    tally, draw, good = Tally(), drawn.drawing("json"), goods()

    def part(tally: Tally) -> None:
        for _ in range(INPUTS // 20):
            judge(tally, an_input(draw, good))

    for number in range(20):
        draw = drawn.drawing(f"json-{number}")
        tally.apart(f"part {number}", part)
    tally.prove("json")
