"""A server on loopback that abuses its reader: it drips, never ends, unpacks, sends elsewhere."""

import contextlib
import itertools
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MEGABYTE = bytes(1 << 20)
MOST = 4 << 30  # bytes that an endless answer has


def bomb(megabytes: int) -> bytes:
    """Gzip of so many MB of zeros: one block, again and again. It has no end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + block * megabytes


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        rude: Any = self.server
        rude.calls.append(self.path)
        self.close_connection = True
        with contextlib.suppress(OSError):
            if rude.how and rude.where in self.path:
                WAYS[rude.how](self)
                return
            path = rude.folder / self.path.lstrip("/")
            data = path.read_bytes() if path.is_file() else b""
            self.head(200 if path.is_file() else 404, Content_Length=len(data))
            self.pour([data])

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in {**headers, "Connection": "close"}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def pour(self, pieces: Iterable[bytes], pause: float = 0) -> None:
        for piece in pieces:
            self.wfile.write(piece)
            self.server.sent += len(piece)  # type: ignore[attr-defined]
            if self.server.sent > MOST:  # type: ignore[attr-defined]
                return
            time.sleep(pause)

    def packed(self, encoding: str, data: bytes) -> None:
        self.head(200, Content_Encoding=encoding, Content_Length=len(data))
        self.pour([data])

    def redirected(self, *, longer: bool) -> None:
        self.head(302, Location=f"{self.path}{'x' if longer else ''}", Content_Length=0)


def _partial(handler: Handler) -> None:
    handler.head(206, Content_Range=f"bytes 0-{MOST}/{MOST}", Content_Length=MOST)
    handler.pour(itertools.repeat(MEGABYTE))


def _headers(handler: Handler) -> None:
    handler.pour(itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X: y\r\n" * 10_000)))


def _interim(handler: Handler) -> None:
    handler.pour(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000))


def _line(handler: Handler) -> None:
    handler.pour(itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(MEGABYTE)))


def _chunks(handler: Handler) -> None:
    handler.head(200, Transfer_Encoding="chunked")
    handler.pour(itertools.repeat(b"100000\r\n" + MEGABYTE + b"\r\n"))


def _one_chunk(handler: Handler) -> None:
    handler.head(200, Transfer_Encoding="chunked")
    handler.pour(itertools.chain([b"1;"], itertools.repeat(b"x" * (1 << 20))))


def _endless(handler: Handler) -> None:
    handler.head(200)
    handler.pour(itertools.repeat(MEGABYTE))


def _drip(handler: Handler) -> None:
    handler.head(200, Content_Length=1 << 20)
    handler.pour(itertools.repeat(b" "), pause=0.1)


def _silent(_: Handler) -> None:
    time.sleep(60)


WAYS: dict[str, Callable[[Handler], None]] = {
    "drips": _drip,
    "is silent": _silent,
    "never ends": _endless,
    "never ends, in chunks": _chunks,
    "never ends, in one chunk's head": _one_chunk,
    "never ends, in a part": _partial,
    "never ends, in headers": _headers,
    "never ends, in its first line": _line,
    "never gets to the answer": _interim,
    "asks to wait an hour": lambda h: h.head(503, Retry_After=3600, Content_Length=0),
    "sends round in a circle": lambda h: h.redirected(longer=False),
    "sends on and on": lambda h: h.redirected(longer=True),
    "packs": lambda h: h.packed("gzip", bomb(4096)),
    "packs twice": lambda h: h.packed("gzip, gzip", zlib.compress(bomb(4096), wbits=31)),
    "packs, but says nothing": lambda h: h.packed("identity", bomb(4096)),
    "packs in a way nobody knows": lambda h: h.packed("x-unknown", MEGABYTE),
}


class Rude(ThreadingHTTPServer):
    """A folder over HTTP. Files with `where` in their path are answered in a way of WAYS."""

    daemon_threads = True

    def __init__(self, folder: Path, how: str = "", where: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.how, self.where = folder, how, where
        self.sent = 0
        self.calls: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        super().__exit__(*error)
