"""What JSON forbids or leaves open: syntax, keys given twice, numbers, depth and size."""

from .case import Bad, Near, bad, near, noted

DRAFT = b'"status": "draft"'  # line 181, column 3; its value in column 13
CHECKED = b'"checkworthy": false'  # of the first claim: line 117, its value in column 22
NOTE = b'"Test text."'  # line 22, column 13


def status(data: bytes) -> dict[str, object]:
    return {"replace": ((DRAFT, data),)}


def checkworthy(data: bytes) -> dict[str, object]:
    return {"replace": ((CHECKED, b'"checkworthy": ' + data),)}


def note(data: bytes) -> dict[str, object]:
    return {"replace": ((NOTE, data),)}


def twice(first: bytes, second: bytes) -> dict[str, object]:
    return {"replace": ((first, first + b", " + second),)}


BAD: list[Bad] = [
    bad(
        "exponent-of-twenty-digits-behind-a-zero",
        "number-out-of-range",
        117,
        22,
        change={},
        replace=((b'"checkworthy": false', b'"checkworthy": 0E14444444444444483639'),),
    ),
    # Whole files that are something else
    bad("empty-file", "json-syntax", 1, 1, data=b""),
    bad("file-of-white-space", "json-syntax", 3, 1, data=b" \n\t\n"),
    bad("file-of-one-bracket", "json-syntax", 1, 2, data=b"{"),
    bad(
        "file-cut-in-the-middle-of-a-string",
        "json-syntax",
        7,
        20,
        data=lambda data: data[: data.index(b" and Boria met")],
    ),
    bad(
        "file-cut-before-the-last-bracket",
        "json-syntax",
        182,
        1,
        data=lambda data: data.rstrip(b"}\n") + b"\n",
    ),
    bad("two-files-in-one", "json-syntax", 183, 1, data=lambda data: data + data),
    bad(
        "json-lines",
        "json-syntax",
        2,
        1,
        data=b'{"article": "river-talks"}\n{"article": "river-talks"}\n',
    ),
    bad("yaml-for-json", "json-syntax", 1, 1, data=b"article: river-talks\nstatus: draft\n"),
    bad("toml-for-json", "json-syntax", 1, 1, data=b'article = "river-talks"\n'),
    bad("html-error-page-for-json", "json-syntax", 1, 1, data=b"<!DOCTYPE html><title>404</title>"),
    bad(
        "xml-for-json",
        "json-syntax",
        1,
        1,
        data=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ),
    bad(
        "dictionary-of-python",
        "json-syntax",
        1,
        2,
        data=b"{'article': 'river-talks', 'url': None}\n",
    ),
    bad(
        "pickle-for-json",
        "not-utf8",
        1,
        1,
        data=b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00c__builtin__\neval\n.",
    ),
    bad(
        "markdown-fence-around-json",
        "json-syntax",
        1,
        1,
        data=lambda data: b"```json\n" + data + b"```\n",
    ),
    bad("guard-against-script-inclusion", "json-syntax", 1, 1, data=lambda data: b")]}',\n" + data),
    bad("call-back-around-json", "json-syntax", 1, 1, data=lambda data: b"callback(" + data + b")"),
    bad(
        "front-matter-before-json",
        "json-syntax",
        1,
        1,
        data=lambda data: b"---\nlayout: page\n---\n" + data,
    ),
    bad(
        "conflict-marks-of-git",
        "json-syntax",
        181,
        1,
        replace=((b"  " + DRAFT, b'<<<<<<< HEAD\n  "status": "draft"\n=======\n>>>>>>> x'),),
    ),
    # Brackets, commas, colons
    bad("comma-after-the-last-key", "json-syntax", 181, 20, **status(DRAFT + b",")),
    bad(
        "comma-after-the-last-item-of-a-list",
        "json-syntax",
        42,
        15,
        replace=((b'"Aria"\n      ]', b'"Aria",\n      ]'),),
    ),
    bad("comma-twice", "json-syntax", 3, 28, replace=((b'"river-talks",', b'"river-talks",,'),)),
    bad("comma-alone-in-an-object", "json-syntax", 1, 2, data=b"{,}"),
    bad(
        "comma-missing-between-keys",
        "json-syntax",
        4,
        3,
        replace=((b'"river-talks",', b'"river-talks"'),),
    ),
    bad(
        "comma-missing-after-a-name", "json-syntax", 79, 7, replace=((b'"Ana Vey",', b'"Ana Vey"'),)
    ),
    bad(
        "semicolon-for-comma",
        "json-syntax",
        3,
        27,
        replace=((b'"river-talks",', b'"river-talks";'),),
    ),
    bad("colon-missing", "json-syntax", 181, 12, **status(b'"status" "draft"')),
    bad("colon-twice", "json-syntax", 181, 12, **status(b'"status":: "draft"')),
    bad("equals-sign-for-colon", "json-syntax", 181, 12, **status(b'"status" = "draft"')),
    bad("arrow-for-colon", "json-syntax", 181, 12, **status(b'"status" => "draft"')),
    bad("key-without-a-value", "json-syntax", 182, 1, **status(b'"status":')),
    bad(
        "bracket-that-does-not-match",
        "json-syntax",
        43,
        7,
        replace=((b'"Aria"\n      ]', b'"Aria"\n      }'),),
    ),
    bad("bracket-too-many", "json-syntax", 183, 1, data=lambda data: data + b"}\n"),
    bad(
        "round-brackets-for-a-list",
        "json-syntax",
        27,
        17,
        replace=((b'"evidence": [', b'"evidence": ('),),
    ),
    # Comments
    bad(
        "comment-with-two-slashes",
        "json-syntax",
        181,
        21,
        **status(DRAFT + b" // not yet reviewed"),
    ),
    bad(
        "comment-in-stars",
        "json-syntax",
        2,
        3,
        replace=((b'"$schema"', b'/* a comment */ "$schema"'),),
    ),
    bad("comment-with-a-hash", "json-syntax", 1, 1, data=lambda data: b"# a comment\n" + data),
    bad("comment-of-html", "json-syntax", 183, 1, data=lambda data: data + b"<!-- reviewed -->"),
    # Quotation marks and strings
    bad("keys-in-single-quotes", "json-syntax", 181, 3, **status(b"'status': \"draft\"")),
    bad("value-in-single-quotes", "json-syntax", 181, 13, **status(b"\"status\": 'draft'")),
    bad("keys-without-quotes", "json-syntax", 181, 3, **status(b'status: "draft"')),
    bad("value-without-quotes", "json-syntax", 181, 13, **status(b'"status": draft')),
    bad("value-in-curly-quotes", "json-syntax", 181, 13, **status('"status": “draft”'.encode())),
    bad("keys-in-curly-quotes", "json-syntax", 181, 3, **status('“status”: "draft"'.encode())),
    bad("value-in-backticks", "json-syntax", 181, 13, **status(b'"status": `draft`')),
    bad(
        "value-in-full-width-quotes",
        "json-syntax",
        181,
        13,
        **status('"status": ＂draft＂'.encode()),
    ),
    bad("string-with-quotation-marks-inside", "json-syntax", 22, 17, **note(b'"a "b" c"')),
    bad("string-that-is-never-closed", "json-syntax", 22, 24, **note(b'"Test text.')),
    bad("string-over-two-lines", "json-syntax", 22, 18, **note(b'"Test\ntext."')),
    bad("string-with-a-tab-typed", "json-syntax", 22, 18, **note(b'"Test\ttext."')),
    bad(
        "string-with-an-escape-character-typed",
        "json-syntax",
        22,
        18,
        **note(b'"Test\x1b[31mtext."'),
    ),
    bad("string-continued-after-a-backslash", "json-syntax", 22, 18, **note(b'"Test\\\ntext."')),
    bad("strings-joined-by-a-plus", "json-syntax", 22, 21, **note(b'"Test " + "text."')),
    bad("escape-of-c", "json-syntax", 22, 14, **note(b'"\\x41"')),
    bad("escape-of-a-single-quote", "json-syntax", 22, 16, **note(b'"it\\\'s"')),
    bad("escape-of-nul-in-octal", "json-syntax", 22, 14, **note(b'"\\0"')),
    bad("escape-of-the-escape-character-in-shell", "json-syntax", 22, 14, **note(b'"\\e[31m"')),
    bad("escape-with-two-digits", "json-syntax", 22, 14, **note(b'"\\u41"')),
    bad(
        "escape-with-five-letters-of-which-one-is-no-digit",
        "json-syntax",
        22,
        14,
        **note(b'"\\u00g1"'),
    ),
    bad("escape-with-braces", "json-syntax", 22, 14, **note(b'"\\u{1F600}"')),
    bad("escape-with-eight-digits", "json-syntax", 22, 14, **note(b'"\\U0001F600"')),
    bad("escape-with-full-width-digits", "json-syntax", 22, 14, **note('"\\u００４１"'.encode())),
    # Words that are no values
    bad("true-of-python", "json-syntax", 117, 22, **checkworthy(b"True")),
    bad("true-in-capitals", "json-syntax", 117, 22, **checkworthy(b"TRUE")),
    bad("yes-of-yaml", "json-syntax", 117, 22, **checkworthy(b"yes")),
    bad("undefined-of-javascript", "json-syntax", 117, 22, **checkworthy(b"undefined")),
    bad("none-of-python", "json-syntax", 117, 22, **checkworthy(b"None")),
    bad("word-cut-short", "json-syntax", 117, 22, **checkworthy(b"fals")),
    bad("word-glued-to-another", "json-syntax", 117, 22, **checkworthy(b"falsefalse")),
    # Numbers
    bad("infinite-number", "number-out-of-range", 117, 22, **checkworthy(b"Infinity")),
    bad("minus-infinity", "number-out-of-range", 117, 22, **checkworthy(b"-Infinity")),
    bad("not-a-number-in-small-letters", "number-out-of-range", 117, 22, **checkworthy(b"nan")),
    bad("number-that-overflows", "number-out-of-range", 117, 22, **checkworthy(b"1e400")),
    bad(
        "number-that-overflows-below-zero",
        "number-out-of-range",
        117,
        22,
        **checkworthy(b"-1E+999"),
    ),
    bad("number-that-underflows", "number-out-of-range", 117, 22, **checkworthy(b"1e-400")),
    bad(
        "integer-one-too-large", "number-out-of-range", 117, 22, **checkworthy(b"9007199254740992")
    ),
    bad(
        "integer-one-too-small", "number-out-of-range", 117, 22, **checkworthy(b"-9007199254740992")
    ),
    bad(
        "integer-of-sixty-four-bits",
        "number-out-of-range",
        117,
        22,
        **checkworthy(b"18446744073709551616"),
    ),
    bad(
        "integer-of-a-hundred-thousand-digits",
        "number-out-of-range",
        117,
        22,
        **checkworthy(b"9" * 100_000),
    ),
    bad(
        "fraction-with-more-digits-than-are-kept",
        "number-out-of-range",
        117,
        22,
        **checkworthy(b"0.10000000000000000001"),
    ),
    bad(
        "fraction-of-a-hundred-thousand-digits",
        "number-out-of-range",
        117,
        22,
        **checkworthy(b"0." + b"3" * 100_000),
    ),
    bad(
        "exponent-of-a-hundred-thousand-digits",
        "number-out-of-range",
        117,
        22,
        **checkworthy(b"1e" + b"9" * 100_000),
    ),
    bad("number-with-a-leading-zero", "json-syntax", 117, 22, **checkworthy(b"01")),
    bad("number-with-a-plus", "json-syntax", 117, 22, **checkworthy(b"+1")),
    bad("number-with-two-minuses", "json-syntax", 117, 22, **checkworthy(b"--1")),
    bad("number-without-a-digit-before-the-point", "json-syntax", 117, 22, **checkworthy(b".5")),
    bad("number-without-a-digit-after-the-point", "json-syntax", 117, 22, **checkworthy(b"5.")),
    bad("number-without-an-exponent", "json-syntax", 117, 22, **checkworthy(b"1e")),
    bad("number-with-two-points", "json-syntax", 117, 22, **checkworthy(b"1.2.3")),
    bad("number-in-arabic-digits", "json-syntax", 117, 22, **checkworthy("١٢".encode())),
    bad("number-in-full-width-digits", "json-syntax", 117, 22, **checkworthy("１２".encode())),
    bad("number-in-hexadecimal", "json-syntax", 117, 23, **checkworthy(b"0x1F")),
    bad("number-with-underscores", "json-syntax", 117, 23, **checkworthy(b"1_000")),
    bad("minus-alone", "json-syntax", 117, 22, **checkworthy(b"-")),
    bad("minus-zero-is-not-canonical", "not-canonical", 117, 1, **checkworthy(b"-0")),
    bad("number-with-a-needless-exponent", "not-canonical", 117, 1, **checkworthy(b"1e0")),
    # Keys given twice, at every level
    bad("key-twice-at-the-top", "duplicate-key", 181, 22, **twice(DRAFT, b'"status": "single"')),
    bad("key-twice-with-the-same-value", "duplicate-key", 181, 22, **twice(DRAFT, DRAFT)),
    bad(
        "key-twice-once-spelt-with-an-escape",
        "duplicate-key",
        181,
        22,
        **twice(DRAFT, b'"\\u0073tatus": "single"'),
    ),
    bad(
        "key-twice-wholly-spelt-with-escapes",
        "duplicate-key",
        181,
        22,
        **twice(DRAFT, b'"\\u0073\\u0074\\u0061\\u0074\\u0075\\u0073": "single"'),
    ),
    bad(
        "key-twice-in-source",
        "duplicate-key",
        13,
        37,
        **twice(b'"publisher": "Example Gazette"', b'"publisher": null'),
    ),
    bad(
        "key-twice-in-rights",
        "duplicate-key",
        20,
        32,
        **twice(b'"status": "third-party"', b'"status": "open"'),
    ),
    bad(
        "key-twice-in-date",
        "duplicate-key",
        25,
        32,
        **twice(b'"published": "2024-03-04"', b'"published": null'),
    ),
    bad(
        "key-twice-in-a-part-of-the-body",
        "duplicate-key",
        8,
        39,
        **twice(b'"to": "hope for a quiet week."', b'"to": "in Cedon."'),
    ),
    bad(
        "key-twice-in-an-entity",
        "duplicate-key",
        36,
        21,
        **twice(b'"id": "aria"', b'"id": "boria"'),
    ),
    bad(
        "key-twice-in-a-claim",
        "duplicate-key",
        115,
        27,
        **twice(b'"type": "position"', b'"type": "event"'),
    ),
    bad(
        "key-twice-in-a-holder",
        "duplicate-key",
        141,
        38,
        **twice(b'"other": "Some 300 Borians"', b'"other": "Borians"'),
    ),
    bad(
        "key-twice-in-a-stance",
        "duplicate-key",
        154,
        27,
        **twice(b'"label": "AGAINST"', b'"label": "FAVOR"'),
    ),
    bad(
        "key-twice-in-an-act",
        "duplicate-key",
        174,
        24,
        **twice(b'"by": "model-x"', b'"by": "reader-1"'),
    ),
    bad(
        "key-twice-in-a-quote",
        "duplicate-key",
        121,
        35,
        replace=(
            (b'"Aria and Boria met in Cedon on Monday"', b'{"quote": "Cedon", "quote": "Aria"}'),
        ),
    ),
    bad(
        "key-twice-among-the-waivers",
        "duplicate-key",
        181,
        50,
        **status(DRAFT + b', "waive": {"body-small": "", "body-small": "x"}'),
    ),
    bad(
        "key-twice-in-an-object-nobody-knows",
        "duplicate-key",
        181,
        36,
        **status(DRAFT + b', "x": {"y": 1, "y": 2}'),
    ),
    bad("empty-key-twice", "duplicate-key", 181, 29, **status(DRAFT + b', "": 1, "": 2')),
    bad(
        "key-of-the-prototype-twice",
        "duplicate-key",
        181,
        39,
        **status(DRAFT + b', "__proto__": {}, "__proto__": {}'),
    ),
    bad(
        "key-three-times",
        "duplicate-key",
        181,
        41,
        **status(DRAFT + b', "status": "draft", ' + DRAFT),
    ),
    bad(
        "key-twice-and-thousands-of-others",
        "duplicate-key",
        1,
        10,
        data=b"{" + b'"a": 1, "a": 2, ' + b",".join(b'"k%d":0' % i for i in range(9000)) + b"}",
    ),
    # Depth
    bad("brackets-one-too-deep", "too-deep", 22, 43, **note(b"[" * 31 + b"]" * 31)),
    bad("objects-too-deep", "too-deep", 22, 193, **note(b'{"a": ' * 31 + b"1" + b"}" * 31)),
    bad("brackets-too-deep-and-never-closed", "too-deep", 1, 33, data=b"[" * 100_000),
    bad("objects-and-lists-by-turns-too-deep", "too-deep", 1, 97, data=b'[{"a":' * 5000),
    bad(
        "depth-behind-a-string-that-looks-closed",
        "too-deep",
        1,
        42,
        data=b'["\\"]]]]",' + b"[" * 40 + b"]" * 41,
    ),
    # Size
    bad(
        "file-one-byte-too-large",
        "too-large",
        1,
        1,
        data=lambda data: data + b" " * (1024 * 1024 + 1 - len(data)),
    ),
    bad("file-of-newlines", "too-large", 1, 1, data=b"\n" * 3_000_000),
    bad(
        "file-of-four-gibibytes-of-nothing",
        "too-large",
        1,
        1,
        remove=("annotations/river-talks.json",),
        special={"annotations/river-talks.json": "sparse"},
    ),
    bad("hundred-thousand-empty-lists", "too-large", 1, 1, data=b"[" + b"[]," * 100_001 + b"[]]"),
    bad(
        "string-of-a-million-backslashes",
        "json-syntax",
        1,
        1_000_002,
        data=b'"' + b"\\" * 1_000_000,
    ),
    bad("number-of-half-a-million-zeros", "json-syntax", 1, 1, data=b"0" * 500_000),
    # Escapes that the canonical form does not use
    bad("slash-escaped", "not-canonical", 22, 1, **note(b'"Test \\/ text."')),
    bad("letter-escaped", "not-canonical", 22, 1, **note(b'"\\u0054est text."')),
    bad("umlaut-escaped", "not-canonical", 22, 1, **note(b'"Caf\\u00e9"')),
    bad("emoji-escaped-as-a-pair", "not-canonical", 22, 1, **note(b'"\\ud83d\\ude00"')),
    bad("tab-escaped-with-digits", "not-canonical", 22, 1, **note(b'"a\\u0009b"')),
    bad("control-escaped-in-capital-digits", "not-canonical", 22, 1, **note(b'"a\\u001Fb"')),
    bad(
        "key-escaped-and-given-once", "not-canonical", 181, 1, **status(b'"\\u0073tatus": "draft"')
    ),
    bad(
        "keys-in-another-order",
        "not-canonical",
        2,
        1,
        replace=((DRAFT, b'"provenances": 1'), (b'"$schema"', b'"status": "draft",\n  "$schema"')),
    ),
    bad(
        "whole-file-in-one-line",
        "not-canonical",
        1,
        1,
        data=lambda data: b" ".join(data.split()) + b"\n",
    ),
    bad(
        "list-in-one-line",
        "not-canonical",
        41,
        1,
        replace=((b'[\n        "Aria"\n      ]', b'["Aria"]'),),
    ),
    bad(
        "empty-list-with-a-space",
        "not-canonical",
        27,
        1,
        replace=((b'[\n      "2024-03-04"\n    ]', b"[ ]"),),
    ),
    # Values that are no annotation
    bad("file-of-null", "schema", 1, 1, data=b"null\n"),
    bad("file-of-a-number", "schema", 1, 1, data=b"1\n"),
    bad("file-of-an-empty-object", "schema", 1, 1, data=b"{}\n"),
    bad(
        "annotation-inside-a-list", "schema", 1, 1, data=lambda data: b"[" + data.rstrip() + b"]\n"
    ),
]

NEAR: list[Near] = [
    noted("note-with-a-comment", "// no comment /* at all */ # really"),
    noted("note-with-a-trailing-comma", '{"a": 1, }'),
    noted("note-with-brackets-forty-deep", "[" * 40 + "]" * 40),
    noted("note-with-brackets-that-never-close", "[{" * 900),
    noted("note-with-a-quotation-mark-and-brackets", '"]]]}}}'),
    noted("note-with-the-words-of-numbers", "NaN, Infinity, -Infinity, 1e400, 0x1F"),
    noted("note-with-a-key-and-its-value", '"status": "draft", "status": "single"'),
    noted("note-of-backslashes", "\\" * 1000),
    noted("note-that-ends-in-a-backslash", "C:\\"),
    noted("note-of-quotation-marks", '"' * 1000),
    noted("note-with-escapes-as-words", "\\ud83d \\x41 \\0 \\e[31m"),
    noted("note-in-single-quotes", "'draft'"),
    noted("note-in-curly-quotes", "“draft”"),
    noted("note-that-is-json", '{"article": "other", "status": "adjudicated"}'),
    noted(
        "note-that-is-xml",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ),
    noted("note-with-conflict-marks", "<<<<<<< HEAD ======= >>>>>>> x"),
    noted("note-of-one-space", " "),
    noted("note-of-two-thousand-letters", "x" * 2000),
    noted("note-with-a-long-number", "1234567890123456789012345678901234567890"),
    noted("note-that-says-null", "null"),
    noted("note-with-every-escape", '\n\t"\\/'),
    noted("note-with-a-slash", "a/b"),
    near(
        "same-key-in-two-objects",
        change={
            "/notes": [{"quote": "65 views", "note": "x"}, {"quote": "2024-03-04", "note": "x"}]
        },
    ),
    near("empty-waivers", change={"/waive": {}}),
    near("empty-remarks", change={"/notes": []}),
    near("empty-outside-sources", change={"/source/external": {}}),
    near(
        "occurrence-of-one-where-the-quote-stands-once",
        change={
            "/claims/1/quote": {"quote": "Aria and Boria met", "prefix": "\n\n", "occurrence": 1}
        },
        also=("occurrence-fragile",),
    ),
    near("no-claims-at-all", change={"/claims": []}),
    near(
        "many-remarks",
        change={"/notes": [{"quote": "65 views", "note": f"{i}"} for i in range(500)]},
    ),
]
