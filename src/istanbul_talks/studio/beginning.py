"""Begins an article from what a browser sends, or a pass, as `istanbul-talks new` does."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from ..contributing.begin import Begun, Wanted, begin_article, begin_pass, contributor
from ..contributing.draft import save
from ..contributing.saved_page import HTML_SUFFIXES, page_of
from ..errors import ArgumentError, CorpusError, UnknownNameError
from ..files.source_article import capture_path
from ..text.visible import did_you_mean, visible
from .workspace import Workspace

_TEXTS = ("name", "data", "text", "by", "introduce", "url", "id", "encoding")
_EXAMPLE = re.compile(r": --by \S+ --introduce '.*'")
_OPTIONS = {  # as the page calls what options of the command line are
    "--by": "the annotator id",
    "--introduce": "your introduction",
    "--url": "the address",
    "--id": "the article's id",
    "--encoding": "encoding",
    "--accept-outlet": "the outlet",
}


def _reworded(message: str) -> str:
    """A message of the command line, without its options."""
    message = _EXAMPLE.sub(", and introduce yourself", message)
    return re.sub(r"--[a-z-]+", lambda option: _OPTIONS.get(option[0], option[0]), message)


@contextmanager
def _in_words() -> Iterator[None]:
    """Reword the errors of the command line."""
    try:
        yield
    except CorpusError as error:
        raise type(error)(_reworded(str(error))) from None


@_in_words()
def new_article(space: Workspace, asked: Any) -> dict[str, Any]:
    """Write the capture and the draft of a new article. The path of the draft, and doubts.

    `asked`: `data`, a saved page or text file in base64, with its `name`, or the `text` itself;
    `by`; and, if wanted, `introduce`, `url`, `id`, `encoding`, `accept_outlet`. CorpusError.
    """
    given = _checked(asked, _TEXTS)
    name = PurePosixPath(given.get("name", "")).name
    if ("data" in given) == ("text" in given):
        raise ArgumentError("send either the data of a file or a text")
    data = _decoded(given["data"]) if "data" in given else given["text"].encode()
    is_html = PurePosixPath(name).suffix.lower() in HTML_SUFFIXES
    page = page_of(data, given.get("encoding"), html=is_html)
    root, known = space.root, space.vocabulary
    who = contributor(known, given.get("by"), given.get("introduce"), space.today())
    accepts = asked.get("accept_outlet") is True
    wanted = Wanted(PurePosixPath(name).stem, given.get("id"), given.get("url"), accepts)
    return _saved(space, begin_article(root, known, page, who, wanted))


def _saved(space: Workspace, begun: Begun) -> dict[str, Any]:
    """Write what begins; no link may lead elsewhere. Its path, and what to say of it."""
    for path in (begun.draft.path, capture_path(begun.draft.id)):
        space.path_of(path)
    save(space.root, space.vocabulary, begun.draft, space.today())
    doubts = list(map(_reworded, begun.doubts))
    return {"path": begun.draft.path, "doubts": doubts, "changed": begun.changed}


@_in_words()
def new_pass(space: Workspace, asked: Any) -> dict[str, Any]:
    """Write a pass over an article, unless the annotator has one. Its path. Raises CorpusError."""
    given = _checked(asked, ("article", "by", "introduce"))
    root, known, id = space.root, space.vocabulary, given.get("article", "")
    if id not in (ids := root.ids()):
        raise UnknownNameError(f"there is no article “{visible(id)}”{did_you_mean(id, ids)}")
    article = root.read_article(id)
    if given.get("by") in article.passes:
        return {"path": article.passes[given["by"]].path, "doubts": [], "changed": []}
    who = contributor(known, given.get("by"), given.get("introduce"), space.today())
    return _saved(space, begin_pass(article, known, who))


def _checked(asked: Any, texts: tuple[str, ...]) -> Mapping[str, str]:
    """The texts that were filled in; empty ones are left out. ArgumentError for other types."""
    if not isinstance(asked, dict) or not set(asked) <= {*texts, "accept_outlet"}:
        raise ArgumentError(f"send an object with some of: {', '.join(texts)}")
    given = {key: asked[key] for key in texts if asked.get(key)}
    if wrong := [key for key, value in given.items() if not isinstance(value, str)]:
        raise ArgumentError(f"{wrong[0]} must be a text")
    return given


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ArgumentError("data is not base64") from None
