"""What the package raises."""

from __future__ import annotations

WORDLESS = (
    "this needs the words of the articles, and this is the text-free edition. Put them back from your own copies with: "
    'istanbul-talks restore --texts DIR; then load("restored")'
)


class CorpusError(Exception):
    """The call or the machine is at fault, not the data: the message says what and what to do. Exit code 2."""
