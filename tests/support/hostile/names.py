"""Names and kinds of files, and ids that are paths."""

from .case import ANNOTATION, CAPTURE, DECISIONS, PASS, TEXT, Bad, Near, bad, near

OTHER = b"Some other words.\n"


def stray(name: str, rule: str, path: str, data: bytes = OTHER) -> Bad:
    """A file that should not be there."""
    return bad(name, rule, 0, 0, path=path, files={path: data})


def odd(name: str, path: str, kind: str, rule: str = "not-a-regular-file") -> Bad:
    """Something that is not a regular file."""
    return bad(name, rule, 0, 0, path=path, special={path: kind})


def instead(name: str, path: str, kind: str) -> Bad:
    """Something that is not a regular file in place of one of the article's two."""
    return bad(name, "not-a-regular-file", 0, 0, path=path, special={path: kind}, remove=(path,))


def article(name: str, id: str) -> Bad:
    """Another id than that of the file, written in the file."""
    return bad(name, "schema", 3, 14, change={"/article": id})


BAD: list[Bad] = [
    # Files nobody asked for
    stray("backup-of-emacs", "unknown-file", "corpus/river-talks.txt~"),
    stray("swap-file-of-vim", "unknown-file", "corpus/.river-talks.txt.swp"),
    stray("lock-file-of-emacs", "bad-file-name", "annotations/.#river-talks.json"),
    stray("folder-settings-of-a-mac", "unknown-file", "corpus/.DS_Store"),
    stray("thumbnails-of-windows", "unknown-file", "corpus/Thumbs.db"),
    stray(
        "attributes-for-git-beside-captures",
        "unknown-file",
        "corpus/.gitattributes",
        b"*.txt filter=evil\n",
    ),
    stray("ignore-file-beside-annotations", "unknown-file", "annotations/.gitignore", b"*.json\n"),
    stray(
        "module-of-python-beside-captures",
        "unknown-file",
        "corpus/conftest.py",
        b"raise SystemExit\n",
    ),
    stray("workflow-beside-annotations", "unknown-file", "annotations/ci.yml", b"on: push\n"),
    stray("ending-in-capitals", "unknown-file", "corpus/river-news.TXT"),
    stray("ending-twice", "unknown-file", "corpus/river-news.txt.txt.bak"),
    stray("ending-with-a-space-behind", "unknown-file", "corpus/river-news.txt "),
    stray("ending-with-a-dot-behind", "unknown-file", "corpus/river-news.txt."),
    stray("ending-with-a-cyrillic-letter", "unknown-file", "corpus/river-news.tхt"),
    stray("no-ending-at-all", "unknown-file", "corpus/river-news"),
    stray("annotation-among-the-captures", "unknown-file", "corpus/river-talks.json", b"{}\n"),
    stray("capture-among-the-annotations", "unknown-file", "annotations/river-talks.txt"),
    stray(
        "annotation-of-another-format",
        "unknown-file",
        "annotations/river-talks.yaml",
        b"status: draft\n",
    ),
    stray("archive-among-the-captures", "unknown-file", "corpus/all.zip", b"PK\x03\x04"),
    stray("readme-in-small-letters", "unknown-file", "corpus/readme.md"),
    stray("file-in-a-folder-nobody-knows", "unknown-file", "annotations/drafts", b"x"),
    bad(
        "folder-nobody-knows-among-annotations",
        "unknown-file",
        0,
        0,
        path="annotations/old",
        files={"annotations/old/river-talks.json": b"{}"},
    ),
    bad(
        "folder-nobody-knows-among-captures",
        "unknown-file",
        0,
        0,
        path="corpus/old",
        files={"corpus/old/river-talks.txt": OTHER},
    ),
    stray("backup-beside-a-pass", "unknown-file", f"{PASS}.orig", b"{}"),
    stray("capture-beside-decisions", "unknown-file", "annotations/decisions/river-talks.txt"),
    # Names that are no ids
    stray("id-with-capitals", "bad-file-name", "corpus/Boria.txt"),
    stray("id-with-an-underscore", "bad-file-name", "corpus/river_news.txt"),
    stray("id-with-a-space", "bad-file-name", "corpus/river news.txt"),
    stray("id-with-two-hyphens-together", "bad-file-name", "corpus/river--news.txt"),
    stray("id-with-a-hyphen-in-front", "bad-file-name", "corpus/-rf.txt"),
    stray("id-that-is-an-option", "bad-file-name", "corpus/--help.txt"),
    stray("id-with-a-hyphen-behind", "bad-file-name", "corpus/river-.txt"),
    stray("id-that-is-empty", "bad-file-name", "corpus/.txt"),
    stray("id-of-two-dots", "bad-file-name", "corpus/...txt"),
    stray("id-hidden-by-a-dot", "bad-file-name", "annotations/.river-news.json", b"{}"),
    stray("id-with-the-ending-twice", "bad-file-name", "corpus/river-news.txt.txt"),
    stray("id-with-a-newline", "bad-file-name", "corpus/river\nnews.txt"),
    stray("id-with-a-newline-at-its-end", "bad-file-name", "corpus/river-news\n.txt"),
    stray("id-with-a-carriage-return", "bad-file-name", "corpus/river\rnews.txt"),
    stray("id-with-a-tab", "bad-file-name", "corpus/river\tnews.txt"),
    stray("id-with-an-escape-sequence", "bad-file-name", "corpus/\x1b[2Jnews.txt"),
    stray("id-with-a-one-byte-escape", "bad-file-name", "corpus/\x9b31mnews.txt"),
    stray("id-with-a-bell", "bad-file-name", "annotations/news\a.json", b"{}"),
    stray("id-turned-by-an-override", "bad-file-name", "corpus/news\u202etxt.exe.txt"),
    stray("id-with-a-zero-width-space", "bad-file-name", "corpus/river\u200btalks.txt"),
    stray("id-with-a-line-separator", "bad-file-name", "corpus/river\u2028talks.txt"),
    stray("id-with-a-cyrillic-letter", "bad-file-name", "corpus/river-tаlks.txt"),
    stray("id-with-a-dotless-i", "bad-file-name", "corpus/rıver-talks.txt"),
    stray("id-with-full-width-digits", "bad-file-name", "corpus/２０２４.txt"),
    stray("id-with-a-superscript-digit", "bad-file-name", "corpus/river²-talks.txt"),
    stray("id-with-a-combining-accent", "bad-file-name", "corpus/rive\u0301r.txt"),
    stray("id-with-an-umlaut", "bad-file-name", "corpus/flüsse.txt"),
    stray("id-with-an-emoji", "bad-file-name", "corpus/👩\u200d🚒.txt"),
    stray("id-with-a-byte-that-is-not-utf-8", "bad-file-name", "corpus/caf\udce9.txt"),
    stray("id-that-runs-a-command", "bad-file-name", "corpus/$(touch evil).txt"),
    stray("id-in-backticks", "bad-file-name", "corpus/`id`.txt"),
    stray("id-with-a-semicolon", "bad-file-name", "corpus/news;id.txt"),
    stray("id-that-is-a-pattern", "bad-file-name", "corpus/*.txt"),
    stray("id-with-a-backslash", "bad-file-name", "corpus/..\\..\\news.txt"),
    stray("id-with-an-encoded-slash", "bad-file-name", "corpus/..%2f..%2fnews.txt"),
    stray("id-with-a-colon-and-a-stream", "bad-file-name", "corpus/news:evil.txt"),
    stray("id-of-markup", "bad-file-name", "corpus/<img src=x onerror=alert(1)>.txt"),
    stray("id-of-a-workflow-command", "bad-file-name", "corpus/::error::boo.txt"),
    stray("id-of-a-format-string", "bad-file-name", "corpus/{0.__class__}%s.txt"),
    stray("id-of-sixty-five-letters", "bad-file-name", f"corpus/{'a' * 65}.txt"),
    stray("id-as-long-as-a-name-can-be", "bad-file-name", f"corpus/{'a-' * 125}a.txt"),
    stray("id-reserved-by-windows", "bad-file-name", "corpus/con.txt"),
    stray("id-reserved-by-windows-for-nothing", "bad-file-name", "annotations/nul.json", b"{}"),
    stray("id-of-a-serial-port", "bad-file-name", "corpus/com1.txt"),
    stray("id-of-a-printer", "bad-file-name", "corpus/lpt9.txt"),
    stray("id-differs-only-in-case", "bad-file-name", "corpus/RIVER-TALKS.txt"),
    bad(
        "id-that-another-differs-from-only-in-case",
        "bad-file-name",
        0,
        0,
        path=CAPTURE,
        files={"corpus/River-talks.txt": OTHER},
    ),
    stray(
        "pass-with-capitals-in-its-name",
        "bad-file-name",
        "annotations/passes/model-y/River-Talks.json",
        b"{}",
    ),
    stray(
        "audit-with-an-escape-in-its-name",
        "bad-file-name",
        "annotations/audits/\x1b[31m.json",
        b"{}",
    ),
    bad(
        "annotator-with-capitals",
        "bad-file-name",
        0,
        0,
        path="annotations/passes/Model-Y",
        files={"annotations/passes/Model-Y/x.json": b"{}"},
    ),
    bad(
        "annotator-named-like-a-folder",
        "bad-file-name",
        0,
        0,
        path="annotations/passes/audits",
        special={"annotations/passes/audits": "folder"},
    ),
    bad(
        "annotator-with-a-newline",
        "bad-file-name",
        0,
        0,
        path="annotations/passes/model\ny",
        special={"annotations/passes/model\ny": "folder"},
    ),
    bad(
        "annotator-hidden-by-a-dot",
        "bad-file-name",
        0,
        0,
        path="annotations/passes/.git",
        special={"annotations/passes/.git": "folder"},
    ),
    # Names that name nothing
    stray("capture-named-test", "placeholder-id", "corpus/test.txt"),
    stray("capture-named-untitled-with-a-number", "placeholder-id", "corpus/untitled-17.txt"),
    stray("capture-named-todo", "placeholder-id", "corpus/todo.txt"),
    stray("capture-named-null", "placeholder-id", "corpus/null.txt"),
    # Passes and decisions of nothing
    stray(
        "pass-over-no-article", "stray-pass", "annotations/passes/model-y/river-walks.json", b"{}"
    ),
    stray(
        "decisions-over-no-article", "stray-pass", "annotations/decisions/river-walks.json", b"{}"
    ),
    # One of two files
    bad("capture-taken-away", "article-missing", 1, 1, remove=(CAPTURE,)),
    bad(
        "annotation-without-a-capture",
        "article-missing",
        1,
        1,
        path="annotations/bridge-talks.json",
        files={"annotations/bridge-talks.json": b"{}"},
    ),
    bad(
        "capture-renamed-alone",
        "annotation-missing",
        1,
        1,
        path="corpus/bridge-talks.txt",
        files={"corpus/bridge-talks.txt": OTHER},
        remove=(CAPTURE,),
    ),
    bad("annotation-taken-away", "annotation-missing", 1, 1, path=CAPTURE, remove=(ANNOTATION,)),
    # Links
    instead("capture-linked-to-a-secret", CAPTURE, "-> /etc/passwd"),
    instead("capture-linked-to-endless-zeros", CAPTURE, "-> /dev/zero"),
    instead("capture-linked-to-its-own-annotation", CAPTURE, "-> ../annotations/river-talks.json"),
    instead("capture-linked-to-itself", CAPTURE, "-> river-talks.txt"),
    instead("capture-linked-to-nothing", CAPTURE, "-> nowhere.txt"),
    instead("capture-linked-to-a-folder", CAPTURE, "-> ."),
    instead("annotation-linked-to-endless-random", ANNOTATION, "-> /dev/urandom"),
    instead("annotation-linked-to-the-environment", ANNOTATION, "-> /proc/self/environ"),
    instead("annotation-linked-to-standard-input", ANNOTATION, "-> /dev/stdin"),
    instead("annotation-linked-to-nothing", ANNOTATION, "-> /nonexistent/a.json"),
    odd("second-capture-linked-to-the-first", "corpus/river-news.txt", "-> river-talks.txt"),
    odd("second-capture-linked-out-of-the-corpus", "corpus/river-news.txt", "-> ../pyproject.toml"),
    odd(
        "second-annotation-linked-to-the-first",
        "annotations/river-news.json",
        "-> river-talks.json",
    ),
    odd("pass-linked-to-the-reference", PASS, "-> ../../river-talks.json"),
    odd("decisions-linked-to-endless-zeros", DECISIONS, "-> /dev/zero"),
    odd("audit-linked-to-endless-zeros", "annotations/audits/seed-1.json", "-> /dev/zero"),
    odd("folder-of-passes-that-is-a-link", "annotations/passes", "-> ../corpus"),
    odd("folder-of-decisions-that-is-a-link", "annotations/decisions", "-> /etc"),
    odd("folder-of-audits-that-is-a-link-to-nothing", "annotations/audits", "-> nowhere"),
    odd("folder-of-an-annotator-that-is-a-link", "annotations/passes/model-y", "-> /etc"),
    # Pipes, folders, sockets
    instead("capture-is-a-pipe", CAPTURE, "pipe"),
    instead("annotation-is-a-pipe", ANNOTATION, "pipe"),
    instead("capture-is-a-folder", CAPTURE, "folder"),
    instead("annotation-is-a-folder", ANNOTATION, "folder"),
    instead("capture-is-a-socket", CAPTURE, "socket"),
    instead("annotation-is-a-socket", ANNOTATION, "socket"),
    odd("pass-is-a-pipe", PASS, "pipe"),
    odd("pass-is-a-folder", PASS, "folder"),
    odd("decisions-are-a-pipe", DECISIONS, "pipe"),
    odd("decisions-are-a-folder", DECISIONS, "folder"),
    odd("audit-is-a-pipe", "annotations/audits/seed-1.json", "pipe"),
    bad(
        "file-where-passes-belong",
        "not-a-regular-file",
        0,
        0,
        path="annotations/passes",
        files={"annotations/passes": b"{}"},
    ),
    bad(
        "file-where-decisions-belong",
        "not-a-regular-file",
        0,
        0,
        path="annotations/decisions",
        files={"annotations/decisions": b"{}"},
    ),
    bad(
        "file-where-an-annotator-belongs",
        "not-a-regular-file",
        0,
        0,
        path="annotations/passes/model-y",
        files={"annotations/passes/model-y": b""},
    ),
    odd("pipe-where-passes-belong", "annotations/passes", "pipe"),
    # Ids in the file
    article("article-id-that-climbs", "../../etc/passwd"),
    article("article-id-that-climbs-with-backslashes", "..\\..\\windows\\win.ini"),
    article("article-id-from-the-root", "/etc/passwd"),
    article("article-id-of-dots", ".."),
    article("article-id-with-a-drive", "c:river-talks"),
    article("article-id-with-a-nul", "river-talks\x00"),
    article("article-id-with-a-newline-behind", "river-talks\n"),
    article("article-id-with-the-ending", "river-talks.txt"),
    article("article-id-with-capitals", "River-Talks"),
    article("article-id-with-a-cyrillic-letter", "river-tаlks"),
    article("article-id-with-spaces-around", " river-talks "),
    article("article-id-that-is-empty", ""),
    article("article-id-of-sixty-five-letters", "a" * 65),
    article("article-id-of-a-hundred-thousand-letters", "a-" * 50_000),
    bad(
        "article-id-of-another-article", "wrong-article", 3, 14, change={"/article": "bridge-talks"}
    ),
    bad("article-id-of-a-part-of-the-name", "wrong-article", 3, 14, change={"/article": "river"}),
    bad(
        "pass-with-the-id-of-another-article",
        "wrong-article",
        3,
        14,
        path=PASS,
        more={"passes": {"model-y": {"/article": "bridge-talks"}}},
    ),
]

SECOND = {"more": {"second": {}}}

NEAR: list[Near] = [
    near("id-of-one-letter", id="a"),
    near("id-of-one-digit", id="7"),
    near("id-of-sixty-four-letters", id="a" * 64),
    near("id-of-digits-and-hyphens", id="2024-03-04"),
    near("id-that-begins-like-a-device", id="console"),
    near("id-that-holds-a-device", id="con-talks"),
    near("id-of-a-device-with-two-digits", id="com10"),
    near("id-that-ends-in-a-device", id="talks-in-con"),
    near("id-that-begins-like-a-placeholder", id="test-of-strength"),
    near("id-that-ends-in-a-placeholder", id="the-last-test"),
    near("id-that-glues-a-placeholder", id="testament"),
    near("id-of-a-format", id="json"),
    near("id-of-an-ending", id="txt"),
    near("id-that-is-a-key-of-the-schema", id="status"),
    near("id-of-a-word-of-json", id="true"),
    near("id-of-not-a-number", id="nan"),
    near("id-of-an-attribute", id="constructor"),
    near("id-of-a-folder-beside-it", id="passes"),
    near("id-of-many-hyphens", id="-".join("abcdefghijklmnopqrstuvwxyz")),
    near("second-article-beside-the-first", **SECOND),
    near("readme-among-the-captures", files={"corpus/README.md": b"<script>alert(1)</script>\n"}),
    near("readme-among-the-annotations", files={"annotations/README.md": b"About.\n"}),
    near("readme-among-the-passes", files={"annotations/passes/README.md": b"About.\n"}),
    near("readme-of-an-annotator", files={"annotations/passes/model-y/README.md": b"About.\n"}),
    near("readme-among-decisions", files={"annotations/decisions/README.md": b"About.\n"}),
    near("empty-folder-of-passes", special={"annotations/passes": "folder"}),
    near(
        "empty-folder-of-decisions-and-audits",
        special={"annotations/decisions": "folder", "annotations/audits": "folder"},
    ),
    near("annotator-with-nothing-made", special={"annotations/passes/model-y": "folder"}),
    near(
        "files-beside-the-corpus-are-no-concern",
        files={"notes/River_Talks.txt": TEXT.encode(), "con.txt": b""},
    ),
    near("link-beside-the-corpus-is-no-concern", special={"elsewhere": "-> /etc/passwd"}),
]
