"""Traps of the layers about the text: anchoring, body, source and dates."""

from typing import Any

from .case import Bad, Near, bad, filled, near, one

SEARCH = {"url": "Search."}


def quote(name: str, rule: str, value: Any, line: int = 121, column: int = 16) -> Bad:
    """Another quote for the second claim."""
    return bad(name, rule, line, column, change={"/claims/1/quote": value})


def remark(name: str, rule: str, value: Any, line: int = 174, column: int = 16) -> Bad:
    return bad(name, rule, line, column, change={"/notes": [{"quote": value, "note": "x"}]})


def url(name: str, address: str) -> Bad:
    return bad(name, "bad-url", 15, 12, change={"/source/url": address, "/source/external": SEARCH})


def day(name: str, words: str) -> Bad:
    return bad(name, "bad-date", 25, 18, change={"/date/published": words})


def parts(*ends: tuple[str, str]) -> dict[str, Any]:
    return {"/body": [{"from": begin, "to": end} for begin, end in ends]}


def line_in_body(name: str, words: str) -> Bad:
    """A line of navigation between two paragraphs of the article."""
    return bad(
        name,
        "boilerplate-in-body",
        5,
        11,
        capture=(("before winter.\n", f"before winter.\n\n{words}\n"),),
    )


OWN = {
    "holder": "article",
    "target": "talks-help",
    "label": "FAVOR",
    "expression": "explicit",
    "certainty": "high",
    "evidence": ["hope for a quiet week"],
}

BAD: list[Bad] = [
    # Quotes that are not there
    quote(
        "quote-with-the-wrong-prefix", "quote-not-found", {"quote": "Cedon", "prefix": "met at "}
    ),
    quote(
        "quote-with-the-wrong-suffix",
        "quote-not-found",
        {"quote": "Cedon", "suffix": " on Tuesday"},
    ),
    quote(
        "quote-between-words-that-never-meet",
        "quote-not-found",
        {"quote": "Cedon", "prefix": "Lenz in ", "suffix": " on Monday"},
    ),
    quote("quote-that-is-a-pattern", "quote-not-found", "Aria.*met"),
    quote("quote-with-a-word-left-out", "quote-not-found", "Aria and Boria in Cedon on Monday"),
    quote("quote-with-words-exchanged", "quote-not-found", "Boria and Aria met"),
    quote("quote-with-an-ellipsis", "quote-not-found", "Aria and Boria met […] on Monday"),
    quote("quote-translated", "quote-not-found", "Aria und Boria trafen sich"),
    quote("quote-of-ten-thousand-letters-that-is-nowhere", "quote-not-found", "w" * 10_000),
    quote("quote-of-a-thousand-words-that-are-nowhere", "quote-not-found", "Aria Boria " * 900),
    one(
        "date-quoted-that-is-nowhere",
        "quote-not-found",
        (28, 7),
        "/date/evidence",
        ["March 4, 2024"],
    ),
    one(
        "begin-of-the-body-that-is-nowhere",
        "quote-not-found",
        (7, 15),
        "/body/0/from",
        "Aria and Boria come",
    ),
    one(
        "end-of-the-body-that-is-nowhere",
        "quote-not-found",
        (8, 13),
        "/body/0/to",
        "a quiet month.",
    ),
    one("cue-that-is-nowhere", "quote-not-found", (113, 14), "/claims/0/cue", "stated that"),
    one(
        "condition-that-is-nowhere",
        "quote-not-found",
        (157, 20),
        "/stance/0/condition",
        "if it rains",
    ),
    remark("remark-on-words-that-are-nowhere", "quote-not-found", "66 views"),
    # Quotes that stand elsewhere
    one("cue-from-the-date-line", "outside-body", (113, 14), "/claims/0/cue", "2024-03-04"),
    one(
        "evidence-from-the-footer",
        "outside-body",
        (158, 9),
        "/stance/0/evidence",
        ["Subscribe to our newsletter"],
    ),
    one("mention-from-the-masthead", "outside-body", (42, 9), "/entities/0/mentions", ["Gazette"]),
    bad(
        "claim-behind-the-end-of-the-body",
        "outside-body",
        121,
        16,
        change={"/body/0/to": "will help.", "/claims/1/quote": "hope for a quiet week"},
    ),
    # Quotes that stand twice
    remark("remark-on-a-name-that-stands-five-times", "quote-ambiguous", "Aria"),
    one(
        "begin-of-the-body-that-stands-twice",
        "quote-ambiguous",
        (7, 15),
        "/body/0/from",
        "Aria and Boria",
    ),
    one("end-of-the-body-that-is-a-full-stop", "quote-ambiguous", (8, 13), "/body/0/to", "."),
    quote("quote-of-one-space", "quote-ambiguous", " "),
    quote("quote-with-a-prefix-of-one-space", "quote-ambiguous", {"quote": "Cedon", "prefix": " "}),
    quote(
        "quote-with-a-prefix-that-both-places-have",
        "quote-ambiguous",
        {"quote": "Cedon", "prefix": "in "},
    ),
    one(
        "mention-as-an-object-without-context",
        "quote-ambiguous",
        (62, 9),
        "/entities/2/mentions",
        [{"quote": "Cedon"}],
    ),
    bad(
        "quote-that-stands-ten-thousand-times",
        "quote-ambiguous",
        174,
        16,
        capture=(("65 views", "ab " * 10_000 + "views"),),
        change={"/notes": [{"quote": "ab", "note": "x"}]},
    ),
    # Numbers of places
    quote(
        "occurrence-beyond-those-with-the-prefix",
        "occurrence-out-of-range",
        {"quote": "Cedon", "prefix": "met in ", "occurrence": 2},
        124,
        23,
    ),
    remark(
        "occurrence-of-a-million",
        "occurrence-out-of-range",
        {"quote": "65 views", "occurrence": 1_000_000},
        176,
        23,
    ),
    one(
        "occurrence-of-a-cue-that-stands-once",
        "occurrence-out-of-range",
        (115, 23),
        "/claims/0/cue",
        {"quote": "said that", "occurrence": 2},
    ),
    one(
        "occurrence-of-a-cue-where-a-prefix-would-do",
        "occurrence-fragile",
        (133, 23),
        "/claims/2/cue",
        {"quote": "Boria", "occurrence": 2},
    ),
    one(
        "occurrence-of-a-begin-where-a-prefix-would-do",
        "occurrence-fragile",
        (9, 23),
        "/body/0/from",
        {"quote": "Aria and Boria", "occurrence": 2},
    ),
    quote(
        "occurrence-as-a-float",
        "occurrence-fragile",
        {"quote": "Cedon", "occurrence": 2.0},
        123,
        23,
    ),
    # Folded
    one("cue-with-two-spaces", "quote-folded", (143, 14), "/claims/3/cue", "doubt  that"),
    one("cue-with-a-newline-for-a-space", "quote-folded", (113, 14), "/claims/0/cue", "said\nthat"),
    one(
        "evidence-with-straight-quotes",
        "quote-folded",
        (168, 9),
        "/stance/1/evidence",
        ['Boria demands a "full and lasting pause"'],
    ),
    # Cut words, loose ends, long quotes
    quote("first-letter-left-out", "splits-word", "ria and Boria met"),
    quote("letters-of-two-words", "splits-word", "oria met in Ced"),
    quote("first-digit-left-out", "splits-word", "00 Borians doubt"),
    one("first-letter-of-a-cue-left-out", "splits-word", (113, 14), "/claims/0/cue", "aid that"),
    one("last-digit-of-a-date-left-out", "splits-word", (28, 7), "/date/evidence", ["2024-03-0"]),
    one(
        "begin-of-the-body-inside-a-word",
        "splits-word",
        (7, 15),
        "/body/0/from",
        "ria and Boria met",
    ),
    remark("accented-letter-left-out", "splits-word", "Caf"),
    quote("space-before-the-first-word", "ragged-span", " and Boria met"),
    quote("full-stop-before-the-first-word", "ragged-span", ". Arian President"),
    one("space-behind-a-cue", "ragged-span", (131, 14), "/claims/2/cue", "Boria demands "),
    one(
        "dash-behind-the-evidence",
        "ragged-span",
        (158, 9),
        "/stance/0/evidence",
        ["of the works —", "a demand that Aria rejects"],
    ),
    remark("newline-before-a-remark", "ragged-span", "\n65 views"),
    bad(
        "remark-on-eight-hundred-letters",
        "quote-too-long",
        174,
        16,
        capture=(("65 views", "abc " * 200 + "views"),),
        change={"/notes": [{"quote": "abc " * 199 + "abc", "note": "x"}]},
    ),
    bad(
        "claim-of-a-whole-long-paragraph",
        "quote-too-long",
        121,
        16,
        capture=(("before winter.", "before " + "long " * 150 + "winter."),),
        change={"/claims/1/quote": "before " + "long " * 150 + "winter"},
    ),
    # Body
    bad(
        "second-part-ends-before-it-begins",
        "body-reversed",
        12,
        13,
        change=parts(("Aria and Boria met", "before winter."), ("Vey will wait", "Aria rejects.")),
    ),
    bad(
        "body-ends-in-the-masthead",
        "body-reversed",
        8,
        13,
        change={"/body/0/to": "Example Gazette"},
    ),
    bad(
        "same-part-twice",
        "body-overlap",
        11,
        15,
        change=parts(
            ("Aria and Boria met", "before winter."), ("Aria and Boria met", "before winter.")
        ),
    ),
    bad(
        "parts-in-the-wrong-order",
        "body-overlap",
        11,
        15,
        change=parts(("Boria demands", "a quiet week."), ("Aria and Boria met", "before winter.")),
    ),
    bad(
        "part-inside-another",
        "body-overlap",
        11,
        15,
        change=parts(("Aria and Boria met", "a quiet week."), ("Boria demands", "Aria rejects.")),
    ),
    bad(
        "parts-that-share-one-word",
        "body-overlap",
        11,
        15,
        change=parts(
            ("Aria and Boria met", "before winter."), ("winter.\n\nBoria", "a quiet week.")
        ),
    ),
    bad(
        "body-of-one-sentence",
        "body-small",
        5,
        11,
        change=parts(("Vey will wait", "Lenz in Cedon.")),
    ),
    bad("body-of-one-word", "body-small", 5, 11, change=parts(("rejects", "rejects"))),
    line_in_body("line-to-read-more", "Read more"),
    line_in_body("line-of-an-advertisement-in-capitals", "ADVERTISEMENT"),
    line_in_body("line-that-counts-comments", "1,234 comments"),
    line_in_body("line-of-rights", "© Example Gazette. All rights reserved."),
    line_in_body("line-indented-by-no-break-spaces", "\u00a0\u00a0Share this article"),
    bad(
        "headline-repeated-between-paragraphs",
        "headline-in-body",
        7,
        15,
        capture=(("before winter.\n", "before winter.\n\nAria and Boria meet in Cedon\n"),),
        change={"/body/0/to": "hope for a quiet week."},
    ),
    bad(
        "headline-indented-in-the-body",
        "headline-in-body",
        7,
        15,
        capture=(("before winter.\n", "before winter.\n\n \tA river of talks \n"),),
        change={"/source/title": "A river of talks"},
    ),
    # Source
    one(
        "headline-in-capitals",
        "title-not-in-text",
        (12, 14),
        "/source/title",
        "ARIA AND BORIA MEET IN CEDON",
    ),
    one(
        "headline-with-a-full-stop-added",
        "title-not-in-text",
        (12, 14),
        "/source/title",
        "Aria and Boria meet in Cedon.",
    ),
    one("section-that-is-nowhere", "source-not-in-text", (16, 16), "/source/section", "WORLD NEWS"),
    one(
        "address-that-is-nowhere",
        "source-not-in-text",
        (15, 12),
        "/source/url",
        "https://example.org/river",
    ),
    bad(
        "author-explained-in-another-key",
        "source-not-in-text",
        14,
        15,
        change={"/source/author": "Mia Roe", "/source/external": {"section": "x"}},
    ),
    one(
        "outside-source-of-a-null-author",
        "idle-external",
        (23, 17),
        "/source/external",
        {"author": "Imprint."},
    ),
    one(
        "outside-source-of-a-printed-headline",
        "idle-external",
        (23, 16),
        "/source/external",
        {"title": "Imprint."},
    ),
    one("english-said-to-be-ukrainian", "language-mismatch", (18, 17), "/source/language", "uk"),
    one(
        "english-said-to-be-brazilian-portuguese",
        "language-mismatch",
        (18, 17),
        "/source/language",
        "pt-BR",
    ),
    bad(
        "german-said-to-be-english",
        "language-mismatch",
        18,
        17,
        capture=(
            (
                "before winter.",
                "before winter. "
                + "Der Fluss ist in der Mitte des Tals und die Brücke ist nicht auf dem Berg. "
                * 12,
            ),
        ),
    ),
    url("address-of-a-file", "file:///etc/passwd"),
    url("address-that-is-a-script", "javascript:alert(document.cookie)//example.org"),
    url("address-that-is-a-script-with-a-newline", "java\nscript:alert(1)"),
    url("address-that-holds-its-data", "data:text/html;base64,PHNjcmlwdD4="),
    url("address-of-ftp", "ftp://example.org/river"),
    url("address-without-a-scheme", "example.org/river"),
    url("address-without-a-scheme-but-slashes", "//example.org/river"),
    url("address-without-a-host", "https:///river"),
    url("address-of-nothing", "https://"),
    url("address-of-localhost", "http://localhost/river"),
    url("address-of-the-own-machine", "http://127.0.0.1:8000/river"),
    url("address-of-the-own-machine-in-ipv6", "http://[::1]/river"),
    url("address-of-the-own-machine-mapped", "http://[::ffff:127.0.0.1]/river"),
    url("address-of-the-own-machine-as-a-number", "http://2130706433/river"),
    url("address-of-a-cloud-service", "http://169.254.169.254/latest/meta-data"),
    url("address-of-a-private-net", "http://10.0.0.7/river"),
    url("address-of-a-printer", "http://printer.local/river"),
    url("address-of-an-intranet", "https://wiki.internal/river"),
    url("address-of-one-word", "https://intranet/river"),
    url("address-with-a-user", "https://ana@example.org/river"),
    url("address-with-a-host-for-a-user", "https://example.org@example.net/river"),
    url("address-with-a-space", "https://example.org/river talks"),
    url("address-with-a-newline", "https://example.org/river\ntalks"),
    url("address-with-a-tab-in-its-host", "https://exam\tple.org/"),
    url("address-with-a-port-too-large", "https://example.org:99999/"),
    url("address-with-a-word-for-a-port", "https://example.org:port/"),
    url("address-with-an-open-bracket", "https://[example.org/"),
    url("address-with-a-backslash-before-the-user", "https://example.org\\@example.net/"),
    url("address-with-full-width-dots", "http://127。0。0。1/"),
    url("address-of-dots", "https://.../river"),
    one(
        "rights-open-with-a-null-licence",
        "rights-missing",
        (20, 17),
        "/source/rights",
        {"status": "open", "license": None},
    ),
    one(
        "rights-open-with-a-note-only",
        "rights-missing",
        (20, 17),
        "/source/rights",
        {"status": "open", "note": "Looks free."},
    ),
    one(
        "analysis-that-argues-for-nothing",
        "opinion-without-stance",
        (17, 14),
        "/source/genre",
        "analysis",
    ),
    bad(
        "opinion-without-any-stance-at-all",
        "opinion-without-stance",
        17,
        14,
        change={"/source/genre": "opinion", "/stance": []},
    ),
    bad(
        "aggregation-that-takes-a-side",
        "reportage-with-stance",
        172,
        17,
        change={"/source/genre": "aggregation", "/stance/-": OWN},
    ),
    bad(
        "background-that-takes-a-side",
        "reportage-with-stance",
        172,
        17,
        change={"/source/genre": "background", "/stance/-": {**OWN, "label": "AGAINST"}},
    ),
    # Dates
    day("day-in-the-thirteenth-month", "2024-13-01"),
    day("day-zero-of-march", "2024-03-00"),
    day("month-zero", "2024-00"),
    day("thirty-first-of-april", "2024-04-31"),
    day("leap-day-of-a-common-year", "2023-02-29"),
    day("leap-day-of-1900", "1900-02-29"),
    day("year-zero", "0000-01-01"),
    day("day-in-german-form", "04.03.2024"),
    day("day-in-american-form", "03/04/2024"),
    day("day-in-words", "March 4, 2024"),
    day("day-without-zeros", "2024-3-4"),
    day("day-without-hyphens", "20240304"),
    day("day-with-a-time", "2024-03-04T10:00:00Z"),
    day("day-with-a-space-behind", "2024-03-04 "),
    day("day-with-a-newline-behind", "2024-03-04\n"),
    day("day-with-two-qualifiers", "2024-03-04?~"),
    day("day-with-unknown-digits", "2024-03-XX"),
    day("week-of-a-year", "2024-W10"),
    day("year-before-christ", "-2024"),
    day("year-of-five-digits", "12024-03-04"),
    day("interval-without-an-end", "2024-03-04/"),
    day("interval-without-a-begin", "/2024-03-04"),
    day("interval-that-is-open", "2024-03-04/.."),
    day("interval-of-three", "2024-03-01/2024-03-02/2024-03-04"),
    day("interval-that-ends-before-it-begins", "2024-03-04/2024-03-01"),
    day("interval-to-a-day-that-is-none", "2024-03-04/2024-02-30"),
    day("day-that-is-a-slash", "/"),
    day("day-unknown-in-words", "unknown"),
    one("captured-on-no-day", "bad-date", (31, 17), "/date/captured", "yesterday"),
    one("annotated-on-no-day", "bad-date", (177, 15), "/provenance/0/date", "2024-02-30"),
    bad(
        "stated-date-of-nothing-without-words",
        "internal-without-evidence",
        27,
        17,
        change={"/date/published": None, "/date/evidence": []},
    ),
    bad(
        "stated-month-without-words",
        "internal-without-evidence",
        27,
        17,
        change={"/date/published": "2024-03", "/date/evidence": []},
    ),
    one(
        "date-that-rests-on-a-headline",
        "evidence-without-date",
        (28, 7),
        "/date/evidence",
        ["Boria meet in Cedon"],
    ),
    one(
        "date-that-rests-on-two-names",
        "evidence-without-date",
        (28, 7),
        "/date/evidence",
        [{"quote": "Example Gazette"}, "Café owners"],
    ),
    bad("day-off-by-one", "date-contradiction", 28, 7, change={"/date/published": "2024-03-05"}),
    bad(
        "day-and-month-exchanged",
        "date-contradiction",
        28,
        7,
        change={"/date/published": "2024-04-03", "/date/event": None},
    ),
    bad(
        "year-that-is-another",
        "date-contradiction",
        28,
        7,
        change={"/date/published": "2023", "/date/event": None},
    ),
    bad(
        "day-in-words-that-is-another",
        "date-contradiction",
        28,
        7,
        capture=(("2024-03-04", "4th March, 2024"),),
        change={"/date/evidence": ["4th March, 2024"], "/date/published": "2024-03-03"},
    ),
    one(
        "conjecture-without-a-reason", "date-without-reason", (26, 14), "/date/basis", "conjecture"
    ),
    bad(
        "interval-from-outside-without-a-reason",
        "date-without-reason",
        26,
        14,
        change={"/date/basis": "external", "/date/published": "2024-03-01/2024-03-09"},
    ),
    one(
        "captured-in-the-month-before",
        "published-after-captured",
        (25, 18),
        "/date/captured",
        "2024-02",
    ),
    one(
        "captured-in-the-year-before",
        "published-after-captured",
        (25, 18),
        "/date/captured",
        "2023",
    ),
    one("captured-in-the-future", "published-in-future", (31, 17), "/date/captured", "2999-01-01"),
    one(
        "annotated-in-the-future",
        "published-in-future",
        (177, 15),
        "/provenance/0/date",
        "9999-12-31",
    ),
    bad(
        "interval-wholly-in-the-future",
        "published-in-future",
        25,
        18,
        change={"/date/published": "2998/2999", "/date/event": None},
    ),
    bad(
        "thirty-one-days-after-the-talks",
        "published-far-from-event",
        32,
        14,
        change={"/date/published": "2024-04-04", "/date/evidence": ["on Monday"]},
    ),
    bad(
        "thirty-two-days-before-the-talks",
        "published-far-from-event",
        32,
        14,
        change={"/date/published": "2024-02-01", "/date/evidence": ["on Monday"]},
    ),
    bad(
        "in-the-year-before-the-talks",
        "published-far-from-event",
        32,
        14,
        change={"/date/published": "2023", "/date/evidence": ["on Monday"]},
    ),
    bad(
        "wednesday-called-monday",
        "weekday-contradiction",
        28,
        7,
        change={
            "/date/published": "2024-03-06",
            "/date/evidence": ["on Monday"],
            "/date/event": None,
        },
    ),
    bad(
        "monday-called-friday-for-short",
        "weekday-contradiction",
        28,
        7,
        capture=(("2024-03-04", "Fri, 2024-03-04"),),
        change={"/date/evidence": ["Fri, 2024-03-04"]},
    ),
    one("event-that-is-empty", "unknown-event", (32, 14), "/date/event", ""),
    one("event-in-capitals", "unknown-event", (32, 14), "/date/event", "CEDON-2024-03-04"),
    one("event-that-climbs", "unknown-event", (32, 14), "/date/event", "../events"),
    bad(
        "certain-guess-of-a-month",
        "sure-conjecture",
        30,
        18,
        change={"/date/basis": "conjecture", "/date/published": "2024-03", "/date/note": "x"},
    ),
    bad(
        "certain-guess-of-nothing",
        "sure-conjecture",
        30,
        18,
        change={"/date/basis": "conjecture", "/date/published": None, "/date/note": "x"},
    ),
]


def dated(name: str, words: str, **more: Any) -> Near:
    """A day that the capture states."""
    return near(name, change={"/date/published": words, **more})


def at(name: str, address: str) -> Near:
    return near(
        name, change={"/source/url": address, "/source/external": SEARCH}, kept={"url": address}
    )


NEAR: list[Near] = [
    near(
        "headline-of-two-lines-joined",
        change={"/source/title": "Example Gazette 65 views"},
        kept={"title": "Example Gazette 65 views"},
    ),
    near(
        "quote-with-the-right-prefix-over-a-line-end",
        change={
            "/claims/1/quote": {"quote": "Vey", "prefix": "\n\n"},
            "/entities/4/mentions": ["Ana Vey", "Vey"],
        },
        also=("claims-out-of-order",),
    ),
    near("quote-that-is-one-word", change={"/claims/1/quote": "river"}),
    near(
        "quote-that-ends-before-a-full-stop",
        change={
            "/claims/1/quote": "Some 300 Borians doubt that the talks will help",
            "/claims/1/claimer": "article",
        },
    ),
    near("quote-with-a-dash-inside", change={"/claims/1/quote": "the works — a demand"}),
    near(
        "evidence-that-ends-in-a-quotation-mark",
        change={"/stance/1/evidence": ["a “full and lasting pause”"]},
    ),
    near(
        "remark-on-the-headline",
        change={"/notes": [{"quote": "Boria meet in Cedon", "note": "The headline."}]},
    ),
    near(
        "remark-on-the-footer",
        change={"/notes": [{"quote": "Subscribe to our newsletter", "note": "The footer."}]},
    ),
    near(
        "remark-with-a-regular-expression",
        capture=(("65 views", "65 views (a|b)*+?.{2}[^x]$"),),
        change={"/notes": [{"quote": "(a|b)*+?.{2}[^x]$", "note": "x"}]},
    ),
    near(
        "body-in-three-parts",
        change=parts(
            ("Aria and Boria met", "before winter."),
            ("Boria demands", "will help."),
            ("Vey will wait", "a quiet week."),
        ),
    ),
    near(
        "body-in-two-parts-with-a-line-left-out",
        capture=(("before winter.\n", "before winter.\n\nAdvertisement\n"),),
        change=parts(("Aria and Boria met", "before winter."), ("Boria demands", "a quiet week.")),
    ),
    near("body-that-begins-and-ends-with-one-word", change={"/body/0/to": "week."}),
    near(
        "body-with-a-sentence-about-subscribers",
        capture=(("before winter.", "before winter. Few subscribe to it."),),
    ),
    near(
        "body-with-a-line-about-views-of-the-river",
        capture=(("before winter.\n", "before winter.\n\nMany views of the river are fine.\n"),),
    ),
    near(
        "body-with-the-headline-inside-a-sentence",
        capture=(("before winter.", "before winter. A river of talks runs on."),),
        change={"/source/title": "A river of talks"},
    ),
    near(
        "headline-with-spaces-as-printed",
        capture=(("Aria and Boria meet in Cedon", "Aria  and\u00a0Boria meet"),),
        change={"/source/title": "Aria  and\u00a0Boria meet"},
    ),
    near(
        "author-printed-in-the-capture",
        capture=(("65 views", "By Mia Roe"),),
        change={"/source/author": "Mia Roe"},
    ),
    near("language-nobody-checks", change={"/source/language": "tlh"}),
    at("address-with-a-port", "https://example.org:8443/river"),
    at("address-in-capitals", "HTTPS://EXAMPLE.ORG/RIVER"),
    at("address-with-an-at-sign-in-its-path", "https://example.org/@ana/river"),
    at(
        "address-with-another-in-its-query",
        "https://example.org/?from=http://localhost/a&to=javascript:alert(1)",
    ),
    at("address-with-a-fragment", "https://example.org/river#:~:text=Aria"),
    at("address-in-punycode", "https://xn--flsse-kva.example.org/"),
    at("address-in-cyrillic", "https://пример.рф/река"),
    at("address-of-a-public-number", "http://93.184.215.14/river"),
    at("address-with-markup-encoded", "https://example.org/%3Cscript%3E"),
    at("address-of-an-archive", "https://web.archive.org/web/2024/https://example.org/river"),
    at("address-of-2000-letters", "https://example.org/" + "a" * 1980),
    at("address-of-a-host-that-looks-local", "https://localhost.example.org/"),
    near(
        "rights-in-the-public-domain-without-a-licence",
        change={"/source/rights": {"status": "public-domain"}},
    ),
    near(
        "rights-open-with-an-address-for-a-licence",
        change={"/source/rights": {"status": "open", "license": "https://example.org/licence"}},
    ),
    near("opinion-that-argues", change={"/source/genre": "opinion", "/stance/-": OWN}),
    near(
        "press-release-that-takes-a-side",
        change={"/source/genre": "press-release", "/stance/-": OWN},
    ),
    dated("leap-day-of-2024", "2024-02-29", **{"/date/evidence": ["on Monday"]}),
    dated(
        "leap-day-of-2000",
        "2000-02-29",
        **{
            "/date/evidence": ["2024-03-04"],
            "/date/basis": "external",
            "/date/note": "x",
            "/date/event": None,
        },
    ),
    dated("day-with-a-question-mark", "2024-03-04?"),
    dated("day-about-which-nothing-is-sure", "2024-03-04%"),
    dated("month-that-holds-the-stated-day", "2024-03"),
    dated("year-that-holds-the-stated-day", "2024"),
    dated("interval-that-holds-the-stated-day", "2024-03-01/2024-03-09"),
    dated("interval-of-one-day", "2024-03-04/2024-03-04"),
    dated("interval-of-months", "2024-02/2024-04"),
    dated(
        "first-day-there-is",
        "0001-01-01",
        **{"/date/basis": "external", "/date/note": "x", "/date/event": None},
    ),
    near("captured-months-later", change={"/date/captured": "2024-06-01"}),
    near("captured-tomorrow-in-another-zone", change={"/date/captured": "2024-06-02"}),
    near("captured-in-the-month-of-publication", change={"/date/captured": "2024-03"}),
    dated("thirty-days-before-the-talks", "2024-02-03", **{"/date/evidence": ["on Monday"]}),
    near(
        "no-date-at-all",
        change={
            "/date/published": None,
            "/date/basis": "external",
            "/date/evidence": [],
            "/date/event": None,
            "/date/certainty": "low",
        },
    ),
    near(
        "day-in-words-as-printed",
        capture=(("2024-03-04", "Monday, March 4th, 2024"),),
        change={"/date/evidence": ["Monday, March 4th, 2024"]},
    ),
    near(
        "day-in-british-words",
        capture=(("2024-03-04", "4 March 2024"),),
        change={"/date/evidence": ["4 March 2024"]},
    ),
    near(
        "monday-for-short",
        capture=(("2024-03-04", "Mon, 2024-03-04"),),
        change={"/date/evidence": ["Mon, 2024-03-04"]},
    ),
    near(
        "likely-guess",
        change={
            "/date/basis": "conjecture",
            "/date/certainty": "low",
            "/date/note": "After the talks.",
        },
    ),
    near(
        "capture-mostly-of-teasers-waived",
        capture=(("Subscribe to our newsletter", "A teaser of another article.\n" * 60),),
        change={"/waive": {"body-small": "Teasers."}},
    ),
    near(
        "headline-in-the-body-waived",
        change={
            "/body/0/from": "Aria and Boria meet",
            "/waive": {"headline-in-body": "Printed as the first line."},
        },
    ),
]


def remarks(value: Any, times: int) -> dict[str, Any]:
    return {"/notes": [{"quote": value, "note": "x"}] * times}


WOMEN, FLAGS = "👩\u200d" * 140_000, "\U0001f1e6" * 200_000

FOUND: list[Bad | Near] = [
    # Each of these takes more than 45 seconds, some of them gigabytes
    filled(
        "twenty-quotes-that-stand-half-a-million-times",
        "quote-ambiguous",
        174,
        16,
        "a " * 500_000,
        **remarks("a", 20),
    ),
    filled(
        "hundred-prefixes-that-fit-none-of-half-a-million",
        "quote-not-found",
        174,
        16,
        "a " * 500_000,
        **remarks({"quote": "a", "prefix": "b "}, 100),
    ),
    filled(
        "remark-on-a-place-far-behind-the-first-thousand",
        "occurrence-out-of-range",
        176,
        23,
        "a " * 500_000,
        **remarks({"quote": "a", "occurrence": 100_000}, 1),
    ),
    filled(
        "remarks-on-one-of-a-hundred-thousand-joined-emoji",
        "splits-grapheme",
        174,
        16,
        WOMEN,
        **remarks({"quote": "👩", "occurrence": 1_000}, 200),
    ),
    filled(
        "remarks-on-half-of-one-of-many-flags",
        "splits-grapheme",
        174,
        16,
        FLAGS,
        **remarks({"quote": FLAGS[0], "occurrence": 999}, 200),
    ),
    url("address-of-the-own-machine-in-hexadecimal", "http://0x7f.0.0.1/river"),
    url("address-of-the-own-machine-in-octal", "http://0177.0.0.1/river"),
    url("address-of-the-own-machine-cut-short", "http://127.1/river"),
    url("address-of-the-own-machine-with-a-dot-behind", "http://127.0.0.1./river"),
    url("address-of-a-printer-with-a-dot-behind", "http://printer.local./river"),
    url("address-with-an-override", "https://example.org/\u202eriver"),
    url("address-with-a-zero-width-space-in-its-host", "https://exam\u200bple.org/"),
    url("address-with-an-escape-sequence", "https://example.org/\x1b[31m"),
    url("address-with-an-empty-label", "https://example..org/"),
    at("address-of-a-public-number-in-ipv6", "https://[2606:4700:4700::1111]/river"),
    near(
        "evidence-in-which-somebody-sat-down",
        capture=(("2024-03-04", "They sat down on Monday, 2024-03-04"),),
        change={"/date/evidence": ["They sat down on Monday, 2024-03-04"]},
    ),
    near(
        "evidence-in-which-the-sun-shone",
        capture=(("2024-03-04", "2024-03-04, the sun shone"),),
        change={"/date/evidence": ["2024-03-04, the sun shone"]},
    ),
    bad(
        "date-that-rests-on-the-verb-may",
        "evidence-without-date",
        28,
        7,
        capture=(("65 views", "65 views. Readers may write."),),
        change={"/date/evidence": ["Readers may write"]},
    ),
    bad("headline-of-one-letter", "title-not-in-text", 12, 14, change={"/source/title": "e"}),
]
