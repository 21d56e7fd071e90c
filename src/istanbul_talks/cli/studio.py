"""`studio`: annotate in a browser, on this machine."""

import argparse
import secrets
import webbrowser
from pathlib import Path

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..files.source_article import annotation_path, pass_path
from ..studio.server import HOST, listen, serve
from ..studio.workspace import Workspace
from ..validation.scope import named
from .sources import corpus_to_change, refuse_unknown

_MOST = 65_535


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    if not 0 <= options.port <= _MOST:
        raise CorpusError(f"--port takes a number from 0 to {_MOST:,}; 0 is any free port")
    place = f"edit/{_path(root, options.id)}" if options.id else ""
    space, token = Workspace(root), secrets.token_urlsafe(32)
    listening = listen(options.port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/{place}?token={token}"
    print(f"The studio is at {address}", "Stop it with Ctrl+C", sep="\n", flush=True)
    if options.open:
        webbrowser.open_new_tab(address)
    serve(space, token, listening)
    return 0


def _path(root: CorpusFolder, name: str) -> str:
    """The file that an id or path names, from the corpus folder."""
    if "/" not in name and "\\" not in name:
        refuse_unknown([name], root.ids())
    (first, *more) = named(root, [Path(name)])
    if more:
        raise CorpusError(f"{name} names {len(more) + 1} passes. Name one of them")
    id, annotator, adds = first
    if adds:
        raise CorpusError(f"{name} has additions, which are edited as a file")
    return pass_path(annotator, id) if annotator else annotation_path(id)
