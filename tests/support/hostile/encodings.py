"""Bytes and encodings, of annotations and of captures."""

from .case import CAPTURE, Bad, Near, bad, in_body, near, noted, remarked

NOTE = b"Test text."  # the note in line 22: its first byte stands in column 14


def annotation_in(encoding: str, mark: bytes = b"") -> dict[str, object]:
    return {"data": lambda data: mark + data.decode().encode(encoding, "replace")}


def note(data: bytes) -> dict[str, object]:
    return {"replace": ((NOTE, data),)}


def capture_in(encoding: str, mark: bytes = b"") -> dict[str, object]:
    return {
        "capture_data": lambda data: mark + data.decode().encode(encoding, "replace"),
        "path": CAPTURE,
    }


def line_2(data: bytes) -> dict[str, object]:
    """Bytes after “65 views” in line 2 of the capture: the first stands in column 9."""
    return {
        "capture_data": lambda old: old.replace(b"65 views", b"65 views" + data, 1),
        "path": CAPTURE,
    }


BAD: list[Bad] = [
    # Whole annotations in another encoding
    bad(
        "annotation-in-utf-16-with-mark",
        "not-utf8",
        1,
        1,
        **annotation_in("utf-16-le", b"\xff\xfe"),
    ),
    bad(
        "annotation-in-utf-16-big-endian-with-mark",
        "not-utf8",
        1,
        1,
        **annotation_in("utf-16-be", b"\xfe\xff"),
    ),
    bad(
        "annotation-in-utf-16-little-endian-unmarked",
        "json-syntax",
        1,
        2,
        **annotation_in("utf-16-le"),
    ),
    bad(
        "annotation-in-utf-16-big-endian-unmarked",
        "json-syntax",
        1,
        1,
        **annotation_in("utf-16-be"),
    ),
    bad(
        "annotation-in-utf-32-with-mark",
        "not-utf8",
        1,
        1,
        **annotation_in("utf-32-le", b"\xff\xfe\0\0"),
    ),
    bad(
        "annotation-in-utf-32-little-endian-unmarked",
        "json-syntax",
        1,
        2,
        **annotation_in("utf-32-le"),
    ),
    bad(
        "annotation-in-utf-32-big-endian-unmarked",
        "json-syntax",
        1,
        1,
        **annotation_in("utf-32-be"),
    ),
    bad("annotation-in-ebcdic", "not-utf8", 1, 1, **annotation_in("cp037")),
    bad(
        "annotation-in-windows-1252-with-its-curly-quotes",
        "not-utf8",
        111,
        17,
        **annotation_in("cp1252"),
    ),
    bad(
        "annotation-in-mac-roman-with-its-curly-quotes",
        "not-utf8",
        111,
        17,
        **annotation_in("mac-roman"),
    ),
    bad(
        "annotation-compressed-with-gzip",
        "not-utf8",
        1,
        2,
        data=b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + b"\xaa" * 99,
    ),
    bad("annotation-is-a-zip-archive", "json-syntax", 1, 1, data=b"PK\x03\x04" + b"\x14" * 99),
    bad("annotation-is-a-picture", "not-utf8", 1, 1, data=b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    # Single bytes in the note
    bad("note-in-latin-1", "not-utf8", 22, 17, **note(b"Caf\xe9 text.")),
    bad("note-in-windows-1251", "not-utf8", 22, 14, **note("Цедон".encode("cp1251"))),
    bad("note-in-koi8-r", "not-utf8", 22, 14, **note("Цедон".encode("koi8-r"))),
    bad("note-in-cp866", "not-utf8", 22, 14, **note("Цедон".encode("cp866"))),
    bad("note-in-shift-jis", "not-utf8", 22, 14, **note("会談".encode("shift-jis"))),
    bad("note-in-gb18030", "not-utf8", 22, 14, **note("会谈".encode("gb18030"))),
    bad("note-in-euc-kr", "not-utf8", 22, 15, **note("회담".encode("euc-kr"))),
    bad("overlong-slash-of-two-bytes", "not-utf8", 22, 14, **note(b"\xc0\xaf")),
    bad("overlong-slash-of-three-bytes", "not-utf8", 22, 15, **note(b"a\xe0\x80\xaf")),
    bad("overlong-slash-of-four-bytes", "not-utf8", 22, 14, **note(b"\xf0\x80\x80\xaf")),
    bad(
        "overlong-quotation-mark-that-would-close-the-string",
        "not-utf8",
        22,
        16,
        **note(b"ab\xc0\xa2"),
    ),
    bad("overlong-nul-of-java", "not-utf8", 22, 15, **note(b"a\xc0\x80b")),
    bad("five-byte-sequence-of-old-utf-8", "not-utf8", 22, 14, **note(b"\xf8\x88\x80\x80\x80")),
    bad("six-byte-sequence-of-old-utf-8", "not-utf8", 22, 14, **note(b"\xfc\x84\x80\x80\x80\x80")),
    bad(
        "surrogates-in-utf-8-as-cesu-8-writes-them",
        "not-utf8",
        22,
        16,
        **note(b"ab\xed\xa0\xbd\xed\xb8\x80"),
    ),
    bad("code-point-beyond-the-last", "not-utf8", 22, 14, **note(b"\xf4\x90\x80\x80")),
    bad("continuation-byte-alone", "not-utf8", 22, 18, **note(b"Test\x80 text.")),
    bad("byte-that-utf-8-never-has", "not-utf8", 22, 19, **note(b"Test \xff.")),
    bad("sequence-cut-before-the-closing-quote", "not-utf8", 22, 18, **note(b"Test\xe2\x80")),
    bad("emoji-cut-after-three-bytes", "not-utf8", 22, 15, **note(b"a\xf0\x9f\x98")),
    bad("file-ends-inside-a-letter", "not-utf8", 183, 1, data=lambda data: data + b"\xc3"),
    bad(
        "column-counts-characters-not-bytes", "not-utf8", 22, 18, **note("дабé".encode() + b"\xe9")
    ),
    bad(
        "bad-byte-in-a-key",
        "not-utf8",
        181,
        6,
        replace=((b'"status": "draft"', b'"st\xe4tus": "draft"'),),
    ),
    bad(
        "bad-byte-in-the-hash",
        "not-utf8",
        4,
        19,
        replace=((b'"text_sha256": "', b'"text_sha256": "\xba'),),
    ),
    # Byte-order marks
    bad(
        "mark-before-an-otherwise-right-file",
        "byte-order-mark",
        1,
        1,
        data=lambda data: b"\xef\xbb\xbf" + data,
    ),
    bad("mark-twice", "json-syntax", 1, 1, data=lambda data: b"\xef\xbb\xbf" * 2 + data),
    bad("mark-and-nothing-else", "byte-order-mark", 1, 1, data=b"\xef\xbb\xbf"),
    bad(
        "mark-after-the-first-bracket",
        "json-syntax",
        1,
        2,
        data=lambda data: data.replace(b"{", b"{\xef\xbb\xbf", 1),
    ),
    bad("mark-at-the-end", "json-syntax", 183, 1, data=lambda data: data + b"\xef\xbb\xbf"),
    bad("mark-cut-to-two-bytes", "not-utf8", 1, 1, data=lambda data: b"\xef\xbb" + data),
    # NUL and other controls between the tokens
    bad("nul-before-the-first-bracket", "json-syntax", 1, 1, data=lambda data: b"\0" + data),
    bad("nul-after-the-end", "json-syntax", 183, 1, data=lambda data: data + b"\0"),
    bad("end-of-file-mark-of-dos", "json-syntax", 183, 1, data=lambda data: data + b"\x1a"),
    bad("only-nuls", "json-syntax", 1, 1, data=b"\0" * 5000),
    bad("nul-inside-a-string", "json-syntax", 22, 18, **note(b"Test\0 text.")),
    bad(
        "form-feed-between-the-lines",
        "json-syntax",
        2,
        1,
        data=lambda data: data.replace(b"{\n", b"{\n\f", 1),
    ),
    bad(
        "vertical-tab-between-the-lines",
        "json-syntax",
        3,
        1,
        data=lambda data: data.replace(b'  "article"', b'\v  "article"', 1),
    ),
    bad(
        "no-break-space-as-indentation",
        "json-syntax",
        2,
        1,
        data=lambda data: data.replace(b"  ", b"\xc2\xa0", 1),
    ),
    bad(
        "line-separator-between-the-lines",
        "json-syntax",
        1,
        2,
        data=lambda data: data.replace(b"{\n", "{\u2028".encode(), 1),
    ),
    bad(
        "next-line-character-between-the-lines",
        "json-syntax",
        1,
        2,
        data=lambda data: data.replace(b"{\n", "{\x85".encode(), 1),
    ),
    bad(
        "ideographic-space-after-a-colon",
        "json-syntax",
        20,
        17,
        replace=((b'"status": ', '"status": \u3000'.encode()),),
    ),
    # White space that JSON allows and the canonical form does not
    bad("no-newline-at-the-end", "not-canonical", 182, 2, data=lambda data: data.rstrip(b"\n")),
    bad("two-newlines-at-the-end", "not-canonical", 183, 1, data=lambda data: data + b"\n"),
    bad("tabs-as-indentation", "not-canonical", 2, 1, data=lambda data: data.replace(b"  ", b"\t")),
    bad(
        "four-spaces-as-indentation",
        "not-canonical",
        2,
        1,
        data=lambda data: data.replace(b"  ", b"    "),
    ),
    bad(
        "space-at-the-end-of-a-line",
        "not-canonical",
        5,
        1,
        replace=((b'"body": [', b'"body": [ '),),
    ),
    # Whole captures in another encoding
    bad(
        "capture-in-utf-16-with-mark", "text-encoding", 0, 0, **capture_in("utf-16-le", b"\xff\xfe")
    ),
    bad("capture-in-utf-16-big-endian-unmarked", "text-encoding", 0, 0, **capture_in("utf-16-be")),
    bad(
        "capture-in-utf-32-with-mark",
        "text-encoding",
        0,
        0,
        **capture_in("utf-32-le", b"\xff\xfe\0\0"),
    ),
    bad("capture-in-windows-1252", "text-encoding", 0, 0, **capture_in("cp1252")),
    bad("capture-in-latin-1", "text-encoding", 0, 0, **capture_in("latin-1")),
    bad("capture-in-mac-roman", "text-encoding", 0, 0, **capture_in("mac-roman")),
    bad("capture-in-ebcdic", "text-encoding", 0, 0, **capture_in("cp037")),
    bad("capture-with-mark", "text-encoding", 1, 1, **capture_in("utf-8-sig")),
    bad(
        "capture-with-two-marks", "text-encoding", 1, 1, **capture_in("utf-8-sig", b"\xef\xbb\xbf")
    ),
    bad(
        "capture-compressed-with-gzip",
        "text-encoding",
        0,
        0,
        capture_data=b"\x1f\x8b\x08\x00" + b"\xaa" * 99,
        path=CAPTURE,
    ),
    bad(
        "capture-of-ascii-in-utf-16",
        "control-character",
        1,
        2,
        capture_data="Aria".encode("utf-16-le"),
        path=CAPTURE,
    ),
    bad("capture-of-nuls-only", "control-character", 1, 1, capture_data=b"\0" * 5000, path=CAPTURE),
    # Single bytes in a capture
    bad("capture-with-one-byte-of-latin-1", "text-encoding", 0, 0, **line_2(b"\xe9")),
    bad("capture-with-overlong-nul", "text-encoding", 0, 0, **line_2(b"\xc0\x80")),
    bad(
        "capture-with-cesu-8-surrogates",
        "text-encoding",
        0,
        0,
        **line_2(b"\xed\xa0\xbd\xed\xb8\x80"),
    ),
    bad(
        "capture-with-code-point-beyond-the-last",
        "text-encoding",
        0,
        0,
        **line_2(b"\xf4\x90\x80\x80"),
    ),
    bad(
        "capture-cut-inside-its-last-letter",
        "text-encoding",
        0,
        0,
        capture_data=lambda data: data + b"\xe2\x80",
        path=CAPTURE,
    ),
    bad("capture-with-continuation-byte-alone", "text-encoding", 0, 0, **line_2(b"\x80")),
    # Line ends and controls in a capture
    bad(
        "capture-with-windows-line-ends",
        "text-not-normalised",
        1,
        16,
        capture_data=lambda d: d.replace(b"\n", b"\r\n"),
        path=CAPTURE,
    ),
    bad(
        "capture-with-old-mac-line-ends",
        "text-not-normalised",
        1,
        16,
        capture_data=lambda d: d.replace(b"\n", b"\r"),
        path=CAPTURE,
    ),
    bad("capture-with-one-carriage-return", "text-not-normalised", 2, 9, **line_2(b"\r")),
    bad("capture-with-next-line-character", "control-character", 2, 9, **line_2("\x85".encode())),
    bad("capture-with-form-feed", "control-character", 2, 9, **line_2(b"\f")),
    bad("capture-with-vertical-tab", "control-character", 2, 9, **line_2(b"\v")),
    bad("capture-with-backspaces-that-overwrite", "control-character", 2, 9, **line_2(b"\b\b\b99")),
    bad("capture-with-bell", "control-character", 2, 9, **line_2(b"\a")),
    bad("capture-with-delete", "control-character", 2, 9, **line_2(b"\x7f")),
    bad("capture-with-unit-separator", "control-character", 2, 9, **line_2(b"\x1f")),
    bad("capture-with-shift-out", "control-character", 2, 9, **line_2(b"\x0e")),
    bad("capture-of-one-space", "empty-text", 1, 1, capture_data=b" ", path=CAPTURE),
    bad(
        "capture-of-no-break-spaces",
        "empty-text",
        1,
        1,
        capture_data="\u00a0\u3000\n".encode(),
        path=CAPTURE,
    ),
    bad("capture-of-no-bytes", "empty-text", 1, 1, capture_data=b"", path=CAPTURE),
    bad(
        "capture-one-byte-too-large",
        "text-too-large",
        0,
        0,
        capture_data=lambda d: d + b"x" * (1024 * 1024 + 1 - len(d)),
        path=CAPTURE,
    ),
    bad(
        "capture-of-four-gibibytes-of-nothing",
        "text-too-large",
        0,
        0,
        remove=(CAPTURE,),
        special={CAPTURE: "sparse"},
        path=CAPTURE,
    ),
]

NEAR: list[Near] = [
    noted("note-in-utf-8-with-every-length", "aé€😀"),
    noted("note-in-chinese", "会談"),
    noted("note-in-korean-syllables", "회담"),
    noted("note-of-utf-7-is-ascii", "+AOk- +ADw-script+AD4-"),
    noted("note-of-base64", "QXJpYSBhbmQgQm9yaWE="),
    noted("note-of-percent-encoding", "%C0%AF %00 %E9"),
    noted("note-of-mojibake-is-still-utf-8", "CafÃ©, â€œthe bridgeâ€"),
    noted("note-with-tab-and-newline-escaped", "one\ttwo\nthree"),
    noted("note-with-a-backslash-u-as-words", "\\u0000 and \\x00"),
    noted("note-with-the-last-code-point-of-plane-16-neighbours", "\U0010fffd"),
    noted("note-with-hangul-and-latin", "한글 and Latin"),
    noted("note-with-quotes-and-backslashes", '"C:\\corpus\\river-talks.txt"'),
    in_body("capture-with-every-length-of-utf-8", "It cost 5 € in the café of 東京 😀."),
    in_body("capture-with-mojibake", "The sign says CafÃ©."),
    in_body("capture-with-tabs-in-a-table", "In\tthe\ttable."),
    in_body("capture-with-no-break-space", "Some 5\u00a0000 people came."),
    in_body("capture-with-thin-and-narrow-spaces", "Some 5\u2009000 and 5\u202f000 people came."),
    in_body("capture-with-ideographic-space", "会談\u3000は続く."),
    remarked("remark-on-a-quote-of-four-byte-letters", "𐌀𐌓𐌉𐌀"),
    remarked("remark-on-a-quote-with-a-backslash", "C:\\new\\table"),
    near("capture-without-a-newline-at-the-end", capture_data=lambda data: data.rstrip(b"\n")),
    near("capture-with-ten-newlines-at-the-end", capture_data=lambda data: data + b"\n" * 9),
    near("capture-that-begins-with-empty-lines", capture_data=lambda data: b"\n\n\n" + data),
    near("capture-with-spaces-at-line-ends", capture=(("65 views\n", "65 views   \n"),)),
    near(
        "capture-with-one-very-long-line-outside-the-body",
        capture=(("65 views", "x " * 900),),
        change={"/waive": {"body-small": "Long."}},
    ),
]

FOUND: list[Bad | Near] = [
    bad(
        "note-with-line-separator",
        "hidden-character",
        22,
        13,
        change={"/source/note": "one\u2028two\u2029three"},
    ),
    bad("note-with-mark-inside", "hidden-character", 22, 13, change={"/source/note": "a\ufeffb"}),
    bad(
        "carriage-return-in-one-line",
        "not-canonical",
        3,
        1,
        replace=((b'"article": "river-talks",', b'"article": "river-talks",\r'),),
    ),
    bad(
        "annotation-with-windows-line-ends",
        "not-canonical",
        1,
        1,
        data=lambda data: data.replace(b"\n", b"\r\n"),
    ),
    bad(
        "annotation-with-old-mac-line-ends",
        "not-canonical",
        1,
        1,
        data=lambda data: data.replace(b"\n", b"\r"),
    ),
]
