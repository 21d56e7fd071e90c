"""What strangers may write that acts in comments, and what of a comment does act."""

import re

from markdown_it import MarkdownIt

ACTS = (
    "@everyone",
    "@org/team",
    "#123",
    "GH-123",
    "owner/name#123",
    "0123456789abcdef0123456789abcdef01234567",
    "https://example.org/caseword",
    "www.example.org",
    "caseword@example.org",
    ":tada:",
    "closes #1",
    "`@everyone` ``#123`` ```",
    "<b>caseword</b> [caseword](https://example.org) ![](x)",
    "::error::caseword",
    "##[error]caseword",
    "%0A::error::caseword",
    "/label caseword",
)
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])  # as on GitHub
# What no data may become: `strong`, headings, lists, quotes and tables are made by the programs.
_NEVER = {"link_open", "image", "html_block", "fence", "code_block", "hr", "em_open", "s_open"}
_NEVER |= {"ordered_list_open"}
_OURS = re.compile(r"</?(b|sup|span)>")
# In words outside code: mentions and addresses, references, commits, links, emoji, formulas.
_ACTIVE = re.compile(r"@\w|#\w|GH-|\b[0-9a-f]{7}|:/|www\.|:[\w+-]+:|\$.*\$", re.IGNORECASE)
_COMMAND = re.compile(r"\s*([/@]|::|##\[)")


def effects(comment: str) -> list[str]:
    """Each thing in a comment that is markup of a stranger, or that a host or bot would act on."""
    found = [line for line in comment.splitlines() if _COMMAND.match(line)]
    for token in _PARSER.parse(comment):
        for part in (token, *(token.children or ())):
            wrong = part.type in _NEVER
            wrong |= part.type == "html_inline" and not _OURS.fullmatch(part.content)
            wrong |= part.type == "text" and _ACTIVE.search(part.content) is not None
            found += [f"{part.type}: {part.content}"] if wrong else []
    return found


def text_of(comment: str) -> str:
    """The words of a comment as a reader sees them, without the spaces of no width."""
    parts = (part for token in _PARSER.parse(comment) for part in token.children or ())
    seen = "".join(
        part.content if part.type in ("text", "code_inline") else "\n" * ("break" in part.type)
        for part in parts
    )
    return seen.replace("\u200b", "")
