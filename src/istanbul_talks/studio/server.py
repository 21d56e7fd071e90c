"""The studio over HTTP: routes, and what keeps it safe on a machine with a browser.

Only the own machine is served, to who has the token of this run. Requests that another site could
cause are refused, whatever they ask.
"""

import asyncio
import mimetypes
import secrets
import socket
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson

from ..errors import ArgumentError, CorpusError, NotFoundError, UnknownNameError
from ..files.optional import require
from . import asking, document, pages
from .beginning import new_article, new_pass
from .judging import Judging
from .work import Work
from .workspace import Document, FileChanged, Stale, Workspace, checked_state, diff_of

HOST = "127.0.0.1"
MOST, MOST_UPLOAD = 4 * 1024 * 1024, 24 * 1024 * 1024  # bytes of a body
_STATIC = Path(__file__).with_name("static")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_GONE = "Open the address that istanbul-talks studio printed when it started"
_BROKEN = "The studio failed. Your last change may not be kept. See where it runs for the reason"
Answer = Callable[[Any], Awaitable[Any]]


class Refused(Exception):
    """A request that is not answered: status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class _Safety:
    """Who may ask what: only pages of this run, from this machine."""

    def __init__(self, token: str, port: int) -> None:
        self.token, self.session = token, secrets.token_urlsafe(32)
        self.cookie = f"studio-{port}"  # cookies are shared by all ports of a host
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    def check(self, request: Any) -> str | None:
        """The address to go on to, for a request with the token; None for one with the cookie.

        Raises Refused.
        """
        host = request.headers.get("host", "")
        if host not in self._hosts:
            raise Refused(HTTPStatus.FORBIDDEN, "This is not the address of the studio")
        if request.method not in ("GET", "HEAD"):
            self._check_writing(request, f"http://{host}")
        elif (given := request.query_params.get("token")) is not None:
            if not _same(given, self.token):
                raise Refused(HTTPStatus.FORBIDDEN, f"The token is wrong. {_GONE}")
            return str(request.url.remove_query_params("token").replace(scheme="", netloc=""))
        if not _same(request.cookies.get(self.cookie, ""), self.session):
            raise Refused(HTTPStatus.FORBIDDEN, f"This browser has no access. {_GONE}")
        return None

    @staticmethod
    def _check_writing(request: Any, own: str) -> None:
        if request.headers.get("origin") != own:
            raise Refused(HTTPStatus.FORBIDDEN, "Only pages of the studio can change something")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method != "DELETE" and kind != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json")


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


class _Studio:
    """The answers. Each runs to its end before the next, but for views, which take the longest."""

    def __init__(self, space: Workspace) -> None:
        self._space, self._work = space, Work(space)
        self._responses = require("starlette.responses", "studio")
        self._files = require("starlette.staticfiles", "studio").StaticFiles(directory=_STATIC)

    def _json(self, value: Any, status: int = 200) -> Any:
        return self._responses.Response(orjson.dumps(value), status, media_type="application/json")

    def _html(self, name: str, status: int = 200, **values: Any) -> Any:
        return self._responses.HTMLResponse(pages.page(name, **values), status)

    def refuse(self, request: Any, status: int, message: str) -> Any:
        """A refusal, as a page for who opens an address."""
        if request.url.path.startswith("/api/"):
            return self._json({"error": message}, status)
        return self._html("error", status, message=message)

    def enter(self, onward: str, safety: _Safety) -> Any:
        """Give the cookie to a browser that has the token, and lead it on."""
        made = self._responses.RedirectResponse(onward, HTTPStatus.SEE_OTHER)
        made.set_cookie(safety.cookie, safety.session, httponly=True, samesite="strict")
        return made

    async def static(self, request: Any) -> Any:
        """A style or script."""
        try:
            return await self._files.get_response(request.path_params["path"], request.scope)
        except require("starlette.exceptions", "studio").HTTPException:
            return await self.nothing(request)

    async def nothing(self, request: Any) -> Any:
        """Where there is nothing."""
        raise Refused(HTTPStatus.NOT_FOUND, "There is nothing at this address")

    async def work(self, request: Any) -> Any:
        """The list of work."""
        return self._html("list", work=self._work.listed())

    async def edit(self, request: Any) -> Any:
        """The editor page of a document."""
        opened = self._space.document(request.path_params["path"])
        shown = document.as_json(self._space, opened)
        source = opened.state["annotation"].get("source")
        source = source if isinstance(source, dict) else {}
        return self._html(
            "edit",
            document=shown,
            title=source.get("title") or opened.place.id,
            language=source.get("language") or "und",
            paragraphs=pages.paragraphs(self._space.capture(opened.place.id), shown["view"]),
            items=pages.items(shown),
        )

    async def get(self, request: Any) -> Any:
        """A document."""
        opened = self._space.document(request.path_params["path"])
        return self._json(document.as_json(self._space, opened))

    async def put(self, request: Any) -> Any:
        """Keep a state as the draft."""
        path, state = request.path_params["path"], checked_state(await _body(request))
        version = request.headers.get("if-match", "").strip().strip('"')
        kept = self._space.put(path, version, state)
        answer = _kept(kept)
        if request.headers.get("prefer") != "return=minimal":
            answer["view"] = document.view(self._space, kept)
        return self._json(answer)

    async def view(self, request: Any) -> Any:
        """What there is to see in a document. A draft that comes meanwhile need not wait."""
        opened = self._space.document(request.path_params["path"])
        seen = await asyncio.to_thread(document.view, self._space, opened)
        return self._json({**_kept(opened), "view": seen})

    async def discard(self, request: Any) -> Any:
        """Throw the draft away."""
        left = self._space.discard(request.path_params["path"])
        return self._json(document.as_json(self._space, left))

    async def save(self, request: Any) -> Any:
        """Show what saving would change, or save."""
        path, asked = request.path_params["path"], await _body(request)
        forms = {"version": str, "etag": str, "confirm": bool}
        if not _fits(asked, forms):
            raise Refused(HTTPStatus.BAD_REQUEST, "Send version, etag and confirm")
        version, etag = asked["version"], asked["etag"]
        changed = self._space.changes(path, version, etag)
        answer: dict[str, Any] = {"diff": diff_of(changed), "files": list(changed)}
        if asked["confirm"]:
            saved = self._space.save(path, version, etag)
            answer |= {"etag": saved.etag, "version": saved.version, "saved": True}
        return self._json(answer)

    async def quote(self, request: Any) -> Any:
        """The quote to write for a selection."""
        opened, asked = self._space.document(request.path_params["path"]), await _body(request)
        if isinstance(asked, dict) and asked.get("key") is None:
            asked["key"] = ""
        if not _fits(asked, {"start": int, "end": int, "key": str}):
            raise Refused(HTTPStatus.BAD_REQUEST, "Send start, end and key")
        return self._json(asking.quote(self._space, opened, **asked))

    async def targets(self, request: Any) -> Any:
        """Targets that fit the words that are typed and an item's sentence."""
        opened = self._space.document(request.path_params["path"])
        number, query = (request.query_params.get(name, "") for name in ("claim", "q"))
        key = f"claims/{number}" if number else ""
        return self._json(asking.targets(self._space, opened, key, query[:1000]))

    async def claim(self, request: Any) -> Any:
        """A claim proposed for a selection."""
        opened, asked = self._space.document(request.path_params["path"]), await _body(request)
        if not _fits(asked, {"start": int, "end": int}):
            raise Refused(HTTPStatus.BAD_REQUEST, "Send start and end")
        return self._json(asking.claim(self._space, opened, **asked))

    async def new(self, request: Any) -> Any:
        """Begin an article."""
        return self._json(new_article(self._space, await _body(request, MOST_UPLOAD)))

    async def new_pass(self, request: Any) -> Any:
        """Begin a pass."""
        return self._json(new_pass(self._space, await _body(request)))

    async def names(self, request: Any) -> Any:
        """The names of the body."""
        opened = self._space.document(request.path_params["path"])
        return self._json(asking.names_in(self._space, opened))

    async def broken(self, request: Any, error: Exception) -> Any:
        """The answer if a program fails; the server prints where."""
        made = self.refuse(request, HTTPStatus.INTERNAL_SERVER_ERROR, _BROKEN)
        made.headers.update(_HEADERS)
        return made

    def failed(self, request: Any, error: Exception) -> Any:
        """The answer to a request that cannot be done as asked."""
        if isinstance(error, Refused):
            return self.refuse(request, error.status, error.message)
        path = request.path_params.get("path")
        if isinstance(error, Stale):
            now = document.as_json(self._space, self._space.document(path))
            said = "Another tab has changed this document"
            return self._json({"error": said, "document": now}, HTTPStatus.PRECONDITION_FAILED)
        if isinstance(error, FileChanged):
            now = error.args[0]
            states = {"base": self._space.base(now), "theirs": self._space.theirs(now)}
            said = f"{now.place.path} has changed since you began"
            answer = {"error": said, "etag": now.etag, "mine": now.state, **states}
            return self._json(answer, HTTPStatus.PRECONDITION_FAILED)
        status = HTTPStatus.CONFLICT
        if isinstance(error, NotFoundError | UnknownNameError):
            status = HTTPStatus.NOT_FOUND
        elif isinstance(error, ArgumentError):
            status = HTTPStatus.BAD_REQUEST
        return self.refuse(request, status, str(error))


def _kept(document: Document) -> dict[str, Any]:
    """What the page has to know of a draft that is on the disk."""
    state = {"saved": document.is_saved, "conflict": document.conflict}
    return {"version": document.version, **state}


def _fits(value: Any, forms: dict[str, type]) -> bool:
    """Whether a value is an object with these keys and values of these types."""
    if not isinstance(value, dict) or value.keys() != forms.keys():
        return False
    return all(type(value[key]) is form for key, form in forms.items())


async def _body(request: Any, most: int = MOST) -> Any:
    """The body of a request as JSON. Raises Refused."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most:
            found = f"more than {most:,} bytes"
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body has {found}")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is not JSON") from None


def application(space: Workspace, token: str, port: int) -> Any:
    """The studio as an ASGI application at a port of this machine."""
    mimetypes.add_type("text/javascript", ".js")  # some systems say otherwise
    studio, safety = _Studio(space), _Safety(token, port)
    routing = require("starlette.routing", "studio")
    table = [
        ("/", "GET", studio.work),
        ("/edit/{path:path}", "GET", studio.edit),
        ("/api/document/{path:path}", "GET", studio.get),
        ("/api/document/{path:path}", "PUT", studio.put),
        ("/api/document/{path:path}", "DELETE", studio.discard),
        ("/api/view/{path:path}", "GET", studio.view),
        ("/api/save/{path:path}", "POST", studio.save),
        ("/api/quote/{path:path}", "POST", studio.quote),
        ("/api/new", "POST", studio.new),
        ("/api/pass", "POST", studio.new_pass),
        ("/api/targets/{path:path}", "GET", studio.targets),
        ("/api/claim/{path:path}", "POST", studio.claim),
        ("/api/names/{path:path}", "GET", studio.names),
        *Judging(space, studio._html, studio._json, _body).table,
        ("/static/{path:path}", "GET", studio.static),
        ("/{path:path}", None, studio.nothing),
    ]
    routes = [
        routing.Route(path, _guarded(answer, studio, safety), methods=method and [method])
        for path, method, answer in table
    ]
    made = require("starlette.applications", "studio").Starlette
    return made(routes=routes, exception_handlers={Exception: studio.broken})


def _guarded(answer: Answer, studio: _Studio, safety: _Safety) -> Answer:
    """An answer that is given only to who may have it, with the headers of safety."""

    async def run(request: Any) -> Any:
        try:
            onward = safety.check(request)
            made = await answer(request) if onward is None else studio.enter(onward, safety)
        except (CorpusError, OSError, Refused, Stale, FileChanged) as error:
            made = studio.failed(request, error)
        made.headers.update(_HEADERS)
        return made

    return run


def listen(port: int) -> socket.socket:
    """A socket at a port of this machine, 0 for any free one. CorpusError if it is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()  # so that a browser may ask at once
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or "not a port"
        raise CorpusError(f"port {port}: {why}. Choose another, or --port 0 for any") from None
    return listening


def serve(space: Workspace, token: str, listening: socket.socket) -> None:
    """Answer requests until the process is interrupted."""
    uvicorn = require("uvicorn", "studio")
    made = application(space, token, listening.getsockname()[1])
    config = uvicorn.Config(
        made,
        log_level="warning",
        lifespan="off",
        ws="none",
        http="h11",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listening])
