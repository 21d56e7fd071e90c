"""A server on loopback whose calls can fail on demand: the base of the stand-ins and the proxy."""

import contextlib
import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit


class Call(NamedTuple):
    """What was asked: `path` is unquoted and without its query, `target` as it came."""

    method: str
    path: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """What is answered: bytes, or a value that goes as JSON."""

    status: int
    body: Any
    headers: Mapping[str, str] = {}


class Server:
    """`faults`: by a part of method and path, what the next such calls come to, in order.

    A status; “drop” (no answer, nothing done) or “lost” (done, no answer); “half” (half of the
    answer), “short” (at most 7,000 bytes of it), “slow” (in eight pieces), “flip” (a bit of the
    answer), “damage” (the first byte of what was sent); an empty text for a call that succeeds.
    """

    def __init__(self, *, ranges: bool = True) -> None:
        self.faults: dict[str, list[str]] = {}
        self.calls: list[str] = []
        self.sent = 0
        self.closed = False
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else 40 ms a request

            def log_message(self, *_: Any) -> None: ...

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                call = Call(
                    self.command, unquote(urlsplit(self.path).path), self.path, self.headers, body
                )
                told = f"{call.method} {call.path}"
                outer.calls.append(told)
                due = (faults for key, faults in outer.faults.items() if faults and key in told)
                fault = next((faults.pop(0) for faults in due), "")
                if outer.closed or fault == "drop":
                    self.cut()
                elif fault.isdigit():
                    self.reply(Answer(int(fault), {"error": "made for the test"}), "")
                else:
                    if fault == "damage":
                        call = call._replace(body=b"\0" + body[1:])
                    answer = outer.answer(call)
                    if fault == "lost":
                        self.cut()
                    else:
                        self.reply(answer, fault)

            do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

            def cut(self) -> None:
                """End the connection without an answer."""
                self.close_connection = True
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)

            def reply(self, answer: Answer, fault: str) -> None:
                is_file, status = isinstance(answer.body, bytes), answer.status
                data = answer.body if is_file else json.dumps(answer.body).encode()
                kind = "application/octet-stream" if is_file else "application/json"
                headers = {"Content-Type": kind, **answer.headers}
                wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                if wanted and ranges and status == 200 and is_file:
                    total, start = len(data), int(wanted[1])
                    data = data[start : int(wanted[2]) + 1 if wanted[2] else total]
                    last = start + len(data) - 1
                    status, headers["Content-Range"] = 206, f"bytes {start}-{last}/{total}"
                if fault == "flip" and data:
                    data = bytes([data[0] ^ 1]) + data[1:]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "HEAD":
                    return
                piece = data[: {"half": len(data) // 2, "short": 7_000}.get(fault, len(data))]
                outer.sent += len(piece)
                step = max(1, len(piece) // 8) if fault == "slow" else max(1, len(piece))
                for at in range(0, len(piece), step):
                    self.wfile.write(piece[at : at + step])
                    time.sleep(0.02 if fault == "slow" else 0)
                if len(piece) < len(data):
                    self.cut()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        serve = partial(self.server.serve_forever, poll_interval=0.02)  # close() waits for it
        threading.Thread(target=serve, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, call: Call) -> Answer:
        """What is answered to a call; threads call it at once."""
        raise NotImplementedError

    def close(self) -> None:
        self.closed = True  # also for connections that are kept
        self.server.shutdown()
        self.server.server_close()


class Folder(Server):
    """A folder over HTTP."""

    def __init__(self, folder: Path, *, ranges: bool = True) -> None:
        super().__init__(ranges=ranges)
        self.folder, self.ranges = folder, ranges
        self.asked: Counter[str] = Counter()

    def answer(self, call: Call) -> Answer:
        path = self.folder / call.path.lstrip("/")
        with self.lock:
            self.asked[call.path.lstrip("/")] += call.method == "GET"
        if not path.is_file():
            return Answer(404, b"")
        return Answer(200, path.read_bytes(), {"Accept-Ranges": "bytes"} if self.ranges else {})
