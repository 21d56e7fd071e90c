"""What is left when the server is killed while somebody types."""

import http.client
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, harbour
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.studio.workspace import Workspace
from support.command import CALL

QUAY = "annotations/quay-reopens.json"
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)")


@contextmanager
def started(corpus: Path) -> Iterator[tuple[subprocess.Popen[str], "Tab"]]:
    """The studio as a user starts it, and a tab at the address that it prints."""
    command = [sys.executable, "-c", CALL, "studio", "--no-open", "--root", str(corpus)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as studio:
        try:
            assert studio.stdout is not None
            found = ADDRESS.search(studio.stdout.readline())
            assert found
            tab = Tab(int(found[1]), found[2])
            with closing(tab.connection):
                yield studio, tab
        finally:
            studio.kill()


class Tab:
    """A connection with the cookie of the studio."""

    def __init__(self, port: int, token: str) -> None:
        self.own = f"http://127.0.0.1:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookie = ""
        self.ask("GET", f"/?token={token}")

    def send(self, method: str, path: str, body: Any = None, version: str = "") -> None:
        own = {"Cookie": self.cookie, "Origin": self.own, "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body), own | {"If-Match": version})

    def put(self, state: Any, version: str) -> Any:
        """The version after a change that the studio has confirmed."""
        return self.ask("PUT", f"/api/document/{QUAY}", state, version)["version"]

    def ask(self, method: str, path: str, body: Any = None, version: str = "") -> Any:
        self.send(method, path, body, version)
        answer = self.connection.getresponse()
        self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
        data = answer.read()
        return json.loads(data) if data[:1] in (b"{", b"[") else data


@pytest.mark.slow
def test_a_killed_server_loses_at_most_the_last_change(tmp_path: Path) -> None:
    corpus = harbour(tmp_path / "harbour")
    before = (corpus / QUAY).read_bytes()
    kept = 0
    for wait in (0.0, 0.01):  # before or in the write, and after it
        with started(corpus) as (studio, tab):
            found = tab.ask("GET", f"/api/document/{QUAY}")
            version, claim = found["version"], found["state"]["annotation"]["claims"][0]
            for _ in range(3):
                kept += 1
                claim["note"] = f"The change of number {kept}."
                version = tab.put(found["state"], version)
            claim["note"] = f"The change of number {kept + 1}."
            tab.send("PUT", f"/api/document/{QUAY}", found["state"], version)
            signal.sigtimedwait([], wait)
            studio.kill()
            studio.wait()
        left = Workspace(CorpusFolder(corpus), lambda: TODAY).document(QUAY).state
        note = left["annotation"]["claims"][0]["note"]
        assert note in (f"The change of number {kept}.", f"The change of number {kept + 1}.")
        kept = int(re.findall(r"\d+", note)[0])
    assert (corpus / QUAY).read_bytes() == before


def test_an_interrupt_ends_the_studio_cleanly(tmp_path: Path) -> None:
    with started(harbour(tmp_path / "harbour")) as (studio, tab):
        assert b"Gull Quay" in tab.ask("GET", f"/edit/{QUAY}")
        studio.send_signal(signal.SIGINT)
        assert studio.wait(20) == 130
