"""`studio`: annotate in a browser, on this machine."""

import argparse
import secrets
import webbrowser

from ..errors import CorpusError
from ..files.source_article import annotation_path
from ..studio.server import HOST, listen, serve
from ..studio.workspace import Workspace
from .sources import corpus_to_change, refuse_unknown

_MOST = 65_535


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    if not 0 <= options.port <= _MOST:
        raise CorpusError(f"--port takes a number from 0 to {_MOST:,}; 0 is any free port")
    if options.id is not None:
        refuse_unknown([options.id], root.ids())
    space, token = Workspace(root), secrets.token_urlsafe(32)
    listening = listen(options.port)
    place = f"edit/{annotation_path(options.id)}" if options.id else ""
    address = f"http://{HOST}:{listening.getsockname()[1]}/{place}?token={token}"
    print(f"The studio is at {address}", "Stop it with Ctrl+C", sep="\n", flush=True)
    if options.open:
        webbrowser.open_new_tab(address)
    serve(space, token, listening)
    return 0
