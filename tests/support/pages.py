"""A made-up article as a text and as a saved page, and pages as newspapers serve them."""

from collections.abc import Sequence

TEXT = """Example Gazette
Home | World | Sport

Boria opens the bridge to Aria after talks
5 March 2024

The ministers of Aria and Boria walked over the bridge on Tuesday, a day after their talks in Cedon had ended without a treaty.

Oto Lenz said that the works would rest until the summer. “We have time,” the minister told those who had come to see him.

Nobody in Cedon could say on Tuesday evening whether the pause would last, and the two delegations left by different roads.

Read more
Subscribe to our newsletter
"""  # noqa: E501 - paragraphs of a page are long lines
PAGE = f"""<!DOCTYPE html><html lang="en"><head>
<title>Boria opens the bridge to Aria after talks - Example Gazette</title>
<meta property="og:title" content="Boria opens the bridge to Aria after talks">
<meta property="article:published_time" content="2024-03-05T18:00:00Z">
<script>var x = "never shown";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Boria opens the bridge to Aria after talks</h1>
{"".join(f"<p>{line}</p>" for line in TEXT.splitlines() if len(line) > 80)}</article>
<aside><h2>Most read</h2><ul>
<li><a href="/1">A dog crossed the river, and nobody knows why it did</a></li></ul></aside>
<footer>All rights reserved</footer></body></html>"""


def newspaper(
    language: str, title: str, paragraphs: Sequence[str], *, head: str = "", below: str = ""
) -> str:
    """A page with menus, teasers and a footer. `below`: what is between headline and text."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title}</title>"
        f"{head}</head><body><nav><ul><li><a href=/>1</a></li></ul></nav><main><article>"
        f"<h1>{title}</h1>{below}{text}</article></main><aside><ol><li><a href=/2>A dog crossed"
        " the river</a> <time>4 March 2024</time></li></ol></aside><footer>©</footer></body></html>"
    )
