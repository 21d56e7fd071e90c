"""Lines that web pages put around articles: navigation, credits, advertising."""

import re

_BEGINNING = re.compile(
    r"follow us\b|google cta$|subscribe\b|sign up\b|click here\b|newsletter$|read more\b"
    r"|keep reading\b|share this\b|advertisement$|upgrade to premium|top (?:photo|image) credit"
    r"|related (?:articles|stories)|coverage details$|bias distribution$"
    r"|[\d,.]{1,12} (?:views?|comments?|likes?|reviews?|shares?|articles)\b"
)
_ANYWHERE = ("all rights reserved", "upgrade to premium", "show less", "showless")


def is_navigation(line: str) -> bool:
    """Whether a line looks like navigation, credits or advertising."""
    bare = line.strip().lower()
    return _BEGINNING.match(bare) is not None or any(words in bare for words in _ANYWHERE)
