"""The strict reader: the public JSON test suite, and agreement with the standard library."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.files.json_bytes import canonical, compact
from istanbul_talks.files.strict_json import MAX_BYTES, read


def problems(data: bytes) -> list[tuple[str, int, int]]:
    document = read(data)
    return [(p.rule, *document.line_and_column(p.offset)) for p in document.problems]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=("Cs",)), max_size=5), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_reads_what_the_standard_library_writes(value: Any) -> None:
    for data in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        document = read(data.encode())
        assert document.problems == ()
        assert document.value == value


@given(VALUES)
def test_canonical_bytes_are_read_back_and_stable(value: Any) -> None:
    data = canonical(value)
    assert read(data).value == value
    assert canonical(read(data).value) == data
    assert json.loads(compact(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_give_a_value_or_a_problem(data: bytes) -> None:
    document = read(data)
    try:
        expected = json.loads(data.decode(), parse_constant=lambda name: {}[name])
    except (ValueError, KeyError, RecursionError):
        assert document.problems
    else:
        assert document.problems or document.value == expected


# Named as in the public suite (n: must fail, y: must pass).
@pytest.mark.parametrize(
    ("name", "data", "rule", "line", "column"),
    [
        ("n_array_extra_comma", b'["",]', "json-syntax", 1, 4),
        ("n_array_comma_after_close", b'[""],', "json-syntax", 1, 5),
        ("n_array_colon_instead_of_comma", b'["": 1]', "json-syntax", 1, 4),
        ("n_array_unclosed", b'[""', "json-syntax", 1, 4),
        ("n_array_number_and_comma", b"[1,]", "json-syntax", 1, 3),
        ("n_number_minus_infinity", b"[-Infinity]", "number-out-of-range", 1, 2),
        ("n_number_nan", b"[NaN]", "number-out-of-range", 1, 2),
        ("n_number_leading_zero", b"[012]", "json-syntax", 1, 2),
        ("n_number_real_without_fraction", b"[1.]", "json-syntax", 1, 2),
        ("n_number_plus", b"[+1]", "json-syntax", 1, 2),
        ("n_object_single_quote", b"{'a':0}", "json-syntax", 1, 2),
        ("n_object_unquoted_key", b"{a: 1}", "json-syntax", 1, 2),
        ("n_object_missing_colon", b'{"a" 1}', "json-syntax", 1, 6),
        ("n_object_trailing_comment", b'{"a": "b"}/**/', "json-syntax", 1, 11),
        ("n_structure_comment", b"// a\n1", "json-syntax", 1, 1),
        ("n_single_quoted_value", b"['a']", "json-syntax", 1, 2),
        ("n_string_unescaped_newline", b'["new\nline"]', "json-syntax", 1, 6),
        ("n_string_unescaped_tab", b'["\t"]', "json-syntax", 1, 3),
        ("n_string_escape_x", b'["\\x00"]', "json-syntax", 1, 3),
        ("n_string_incomplete_unicode", b'["\\u00A"]', "json-syntax", 1, 3),
        ("n_string_unterminated", b'["abc', "json-syntax", 1, 6),
        ("n_string_backslash_at_end", b'["\\', "json-syntax", 1, 3),
        ("n_structure_no_data", b"", "json-syntax", 1, 1),
        ("n_structure_capitalized_true", b"[True]", "json-syntax", 1, 2),
        ("n_structure_double_array", b"[][]", "json-syntax", 1, 3),
        ("i_number_huge_exponent", b"[1e999]", "number-out-of-range", 1, 2),
        ("i_number_very_big_int", b"[9007199254740992]", "number-out-of-range", 1, 2),
        ("i_number_too_many_digits", b"[" + b"9" * 5000 + b"]", "number-out-of-range", 1, 2),
        ("i_string_lone_surrogate", b'["\\uD800"]', "lone-surrogate", 1, 2),
        ("i_string_inverted_surrogates", b'["\\uDd1e\\uD834"]', "lone-surrogate", 1, 2),
        ("i_string_invalid_utf8", b'["\xff"]', "not-utf8", 1, 3),
        ("i_structure_utf8_bom", b"\xef\xbb\xbf{}", "byte-order-mark", 1, 1),
        ("second_line", '{\n  "é": 1,\n  "é": 2\n}'.encode(), "duplicate-key", 3, 3),
    ],
)
def test_problems_have_their_place(
    name: str, data: bytes, rule: str, line: int, column: int
) -> None:
    assert problems(data) == [(rule, line, column)], name


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'["\\uD834\\uDd1e"]', ["𝄞"]),
        (b'["\\"\\\\\\/\\b\\f\\n\\r\\t"]', ['"\\/\b\f\n\r\t']),
        (b"[123.456e-2]", [1.23456]),
        (b"[-0]", [0]),
        (b" \t\r\n[ 1 , { } ,[ ] ] \n", [1, {}, []]),
        (b'{"":0}', {"": 0}),
        (b"true", True),
    ],
)
def test_must_pass(data: bytes, value: Any) -> None:
    assert read(data).value == value
    assert read(data).problems == ()


def test_duplicate_keys_name_both_places() -> None:
    document = read(b'{"a": 1,\n "b": {"a": 2},\n "a": 3}')
    (problem,) = document.problems
    assert problem.found == "the key “a” is already on line 1"
    assert document.line_and_column(problem.offset) == (3, 2)


def test_all_problems_of_a_file_but_one_broken_place() -> None:
    assert [rule for rule, _, _ in problems(b'{"a": NaN, "a": "\\ud800", "b": [1,]}')] == [
        "number-out-of-range",
        "duplicate-key",
        "lone-surrogate",
        "json-syntax",
    ]


def test_depth_is_seen_before_any_parser() -> None:
    assert problems(b"[" * 32 + b"]" * 32) == []
    assert problems(b"[" * 33 + b"]" * 33) == [("too-deep", 1, 33)]
    assert problems(b"[" * 1_000_000) == [("too-deep", 1, 33)]
    assert problems(b'["' + b"[" * 1000 + b'"]') == []
    nested: Any = 1
    for _ in range(40):
        nested = {"a": nested}
    assert read(canonical(nested)).problems[0].rule == "too-deep"


def test_size_limit() -> None:
    assert problems(b'"' + b"x" * MAX_BYTES + b'"') == [("too-large", 1, 1)]


def test_places_of_pointers() -> None:
    document = read(b'{\n  "a": [1, {"b": 2}]\n}')
    assert document.line_and_column(document.offset(("a", 1, "b"))) == (2, 18)
    assert document.line_and_column(document.key_offset(("a", 1, "b"))) == (2, 13)
    assert document.line_and_column(document.key_offset(("a", 1))) == (2, 12)
    assert document.line_and_column(document.offset(("a", 7, "x"))) == (
        2,
        8,
    )  # the nearest that is there
    assert document.line_and_column(document.offset(("zzz",))) == (1, 1)


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        ('{"quote": ""The bridge is open,""}', 'Write \\" for a quotation mark inside a string'),
        ('{"a": 1 // why\n}', "Write a comma between items"),
        ('{\n// why\n"a": 1}', "JSON has no comments"),
        ("{“a”: 1}", 'Write keys in straight double quotes: "'),
        ('{"a": “b”}', 'Write strings in straight double quotes: "'),
        ("{'a': 1}", "Write keys in double quotes"),
        ("{a: 1}", "Write keys in double quotes"),
        ('{"a": 1 "b": 2}', "Write a comma between items"),
        ('{"a": }', "Write a string, number, object"),
        ("{]", "Write a key in double quotes"),
    ],
)
def test_the_remedy_fits_the_slip(data: str, remedy: str) -> None:
    (problem,) = read(data.encode()).problems
    assert problem.remedy.startswith(remedy)
