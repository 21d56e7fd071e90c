"""A stand-in for S3 (moto) in a process of its own, where no coverage slows it down."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def s3_server() -> Iterator[tuple[str, int]]:
    """Its host and port."""
    port = str(free_port())
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", int(port)), 1):
            break
        time.sleep(0.1)
    yield "127.0.0.1", int(port)
    server.terminate()
    server.wait()
