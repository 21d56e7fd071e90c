"""Each fuzz target on some inputs: any bytes, and bytes made of pieces that matter to it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.fuzz import TARGETS

PIECES = {
    "reader": [
        b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\u", b"d83d", b"\\", b"1", b"-0", b"e9", b".5",
        b"null", b"true", b"NaN", b" ", b"\n", b"\xef\xbb\xbf", b'"a"', b"\xff",
        b"99999999999999999",
    ],
    "anchoring": [
        b"\0", b"a", b" ", b"  ", "“".encode(), b'"', "—".encode(), b"--", b"ab", "é".encode(),
        "e\u0301".encode(), "👩‍🚒".encode(), b"\n",
    ],
    "dates": [
        b"2025", b"-", b"02", b"30", b"/", b"..", b"?", b"~", b"%", b"X", b"T10:00", b"Y-17", b" ",
        "２".encode(), b"0000",
    ],
    "textmap": [
        b"\0", b"the ", b"river ", b"bridge ", b"a ", b". ", b"\n", "👩‍🚒".encode(),
        b"the river is wide and old and cold. ",
    ],
    "diff": [
        b"{", b"}", b'"title":', b'"text_sha256":', b'"published":', b'"mood":', b'"x"', b"null",
        b"1", b"[]", b'{"a":1}', b",",
    ],
    "forms": [
        b"\0", b"id: a\n", b"quote: ", b">>", b"|", b"\n\n", b"checkworthy: no\n",
        b"claimer: other x\n", b"```", b"### Claims\n", b"words ", b"\r\n",
    ],
    "fresh": [
        b"A long line of prose that ends as sentences do, with many words and a full stop. ",
        b"\n", b"\r", b"Home", b" | ", b"x", b"\x00", "e\u0301".encode(), b"\n\n", b"Read more\n",
        b"Ukraine ",
    ],
    "proposals": [
        b"Velmoor ", "Jon Tårn".encode(), b"said ", b"demands ", b"that ", b"for ", b"by ", b", ",
        b"according to ", b". ", "“".encode(), "” ".encode(), "’s ".encode(), " — ".encode(), b"-",
        b"and ", b"Minister ", b"of ", b"\n", b"U.S. ", "会談".encode(), "\u00ad".encode(),
        "ﬁ".encode(), "İ".encode(),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", list(TARGETS))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_some_inputs(name: str, data: st.DataObject) -> None:
    pieces = st.lists(st.sampled_from(PIECES[name]), max_size=40).map(b"".join)
    TARGETS[name](data.draw(st.one_of(st.binary(max_size=200), pieces)))
