"""Python examples of the pages: run on a release, with what they print below them."""

import contextlib
import io
import re
from typing import Any

from ..reading.corpus import Corpus
from ..text.markdown import fence_for
from ..text.visible import shown as escaped

MARK = "<!-- output of the lines above, by make pages -->"
_SHOWN = re.compile(
    r"(?s)(?P<above>```python\n(?P<code>(?:(?!```).)*)```\n\n" + MARK + r")\n"
    r"(?P<fence>`{3,})text\n.*?\n?(?P=fence)(?!`)"
)


def with_outputs(name: str, text: str, corpus: Corpus) -> str:
    """A page in which each output with the mark is that of the example above it.

    `load()` gives this release. Other examples are not run.
    """

    def shown(match: re.Match[str]) -> str:
        output = _printed(name, match["code"], corpus)
        fence = fence_for(output)
        return f"{match['above']}\n{fence}text\n{output}{fence}"

    return _SHOWN.sub(shown, text)


def _printed(name: str, code: str, corpus: Corpus) -> str:
    code = code.replace("istanbul_talks.load()", "corpus")
    out, names = io.StringIO(), dict[str, Any](corpus=corpus)
    bars = contextlib.redirect_stderr(io.StringIO())  # of progress
    try:
        with contextlib.redirect_stdout(out), bars:
            exec(compile(code, name, "exec"), names)
    except Exception as error:
        error.add_note(f"{name}: this example fails on {corpus!r}:\n{code}")
        raise
    return "".join(f"{escaped(line.rstrip())}\n" for line in out.getvalue().split("\n")[:-1])
