"""The guidelines as a page: annotated words are marked, and examples lead to their articles."""

import re
from collections.abc import Container

_QUOTE = re.compile("“[^“”]*”")
_ID = re.compile(r"<code>([a-z0-9-]+)</code>")


def marked(content: str, articles: Container[str]) -> str:
    """The content of the page with classes for bold words in quotes, and links to articles."""
    words = lambda found: found[0].replace("<strong>", '<strong class="it-words">')
    linked = lambda found: (
        f'<a href="../articles/{found[1]}/">{found[0]}</a>' if found[1] in articles else found[0]
    )
    return _ID.sub(linked, _QUOTE.sub(words, content))
