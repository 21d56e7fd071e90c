"""A proxy on loopback that spoils what passes: statuses, dropped connections, lost answers, bodies that trickle."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Proxy:
    """`faults`: by a part of method and path, what becomes of the next such calls."""

    def __init__(self, host: str, port: int) -> None:
        self.faults: dict[str, list[str]] = {}
        self.calls: list[str] = []
        self.after: Any = None  # called with each call, after it went through
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None: ...

            def cut(self) -> None:
                """End the connection without an answer."""
                self.close_connection = True
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                call = f"{self.command} {self.path}"
                outer.calls.append(call)
                fault = next((faults.pop(0) for key, faults in outer.faults.items() if faults and key in call), "")
                if fault == "drop":
                    self.cut()
                    return
                if fault.isdigit():
                    self.send_response(int(fault))
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                connection = http.client.HTTPConnection(host, port)
                connection.request(self.command, self.path, body, dict(self.headers.items()))
                response = connection.getresponse()
                data = response.read()
                if outer.after is not None:
                    outer.after(call)
                if fault == "lost":
                    self.cut()
                    return
                self.send_response(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.end_headers()
                if self.command == "HEAD":
                    return
                if fault == "half":
                    self.wfile.write(data[: len(data) // 2])
                    self.cut()
                    return
                step = max(1, len(data) // 8) if fault == "slow" else max(1, len(data))
                for at in range(0, len(data), step):
                    self.wfile.write(data[at : at + step])
                    self.wfile.flush()
                    time.sleep(0.02 if fault == "slow" else 0)

            do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
