"""Show what would be written as a diff, ask, and write."""

import difflib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..files import atomic
from ..files.corpus_folder import CorpusFolder
from ..text.visible import visible
from .sources import wants_colours

_COLOURS = {"+": "32", "-": "31", "@": "36"}


def propose(root: CorpusFolder, files: Mapping[Path, tuple[bytes, bytes]], *, yes: bool) -> bool:
    """Print the diff of files (bytes before, after), ask unless `yes`, write all. True if so."""
    for path, (before, after) in files.items():
        for line in lines(root.relative(path), before, after):
            print(line)
    if not yes and not _asked():
        return False
    with atomic.together({path: after for path, (_, after) in files.items()}):
        return True


def lines(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """A unified diff, with every control character of the files escaped."""
    one, other = (data.decode("utf-8", "backslashreplace").splitlines() for data in (before, after))
    colours, name = _COLOURS if wants_colours() else {}, visible(name, 300)
    for line in difflib.unified_diff(one, other, name, name, n=1, lineterm=""):
        shown, colour = visible(line, max(1, len(line))), colours.get(line[0])
        yield f"\x1b[{colour}m{shown}\x1b[0m" if colour else shown


def _asked() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    print("Write this? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
