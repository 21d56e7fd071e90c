"""Asks an ASGI application in this process, as a browser would: cookie, own origin, JSON."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    """Status, headers by name in lower case, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Asks an application at a port of this machine, and sends the cookie that it was given."""

    def __init__(self, application: Any, port: int) -> None:
        self.application, self.host, self.cookie = application, f"127.0.0.1:{port}", ""
        self.error: Exception | None = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """`body`: bytes, parts of them, or a value to send as JSON. Headers replace the usual."""
        own = {"host": self.host, "cookie": self.cookie}
        if method != "GET":
            own |= {"origin": f"http://{self.host}", "content-type": "application/json"}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            parts: Iterable[bytes] = [body]
        elif isinstance(body, list) and all(isinstance(part, bytes) for part in body):
            parts = body
        else:
            parts = [b"" if body is None else json.dumps(body).encode()]
        return asyncio.run(self._ask(method, path, parts, own))

    async def _ask(
        self, method: str, path: str, parts: Iterable[bytes], headers: dict[str, str]
    ) -> Answer:
        where, _, query = path.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": where,
            "raw_path": where.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(n.encode(), v.encode("latin-1")) for n, v in headers.items() if v],
            "server": ("127.0.0.1", int(self.host.partition(":")[2])),
        }
        waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        waiting.append({"type": "http.request", "body": b"", "more_body": False})
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.Event().wait()  # the browser stays
            return waiting.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        try:
            await self.application(scope, receive, send)
        except Exception as error:
            if not sent:
                raise
            self.error = error  # a server prints it
        found = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].partition(";")[0]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], found, body)
