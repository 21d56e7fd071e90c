"""A Content-Security-Policy for the site, in a <meta>: the one place on a host without headers.

A page runs the scripts of the theme and no others: its files, and those of its inline scripts that
`main.html` hands over. What a page is made of adds nothing to the policy.
"""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from jinja2 import Environment

_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
_SERVING = False


def on_startup(*, command: str, **_: Any) -> None:
    """`mkdocs serve` adds an inline script to every page, which reloads it after a change."""
    global _SERVING  # noqa: PLW0603 - mkdocs keeps nothing else from here to on_env
    _SERVING = command == "serve"


def on_env(env: Environment, **_: Any) -> Environment:
    """Gives templates the filter `policy`."""
    env.filters["policy"] = policy
    return env


def policy(scripts: str) -> str:
    """The policy of a page. `scripts`: HTML with the inline scripts that may run."""
    hashes = (sha256(text.encode()).digest() for text in _SCRIPT.findall(scripts))
    inline = [f"'sha256-{b64encode(digest).decode()}'" for digest in hashes]
    allowed = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *(["'unsafe-inline'"] if _SERVING else inline)],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the theme's icons are data in its style sheets
        "connect-src": ["'self'"],  # the search index
        "worker-src": ["'self'"],  # the search
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in allowed.items())
