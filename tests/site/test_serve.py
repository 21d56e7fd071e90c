"""`scripts/site.py --serve`: a built site in a browser on this machine."""

import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from corpora import ROOT

PIPES = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
SERVE = """
import runpy, sys
from pathlib import Path

script = runpy.run_path(sys.argv[1])
script["serve"](Path(sys.argv[2]), 0)
"""


@pytest.mark.slow
def test_a_site_is_served_until_the_user_interrupts(tmp_path: Path) -> None:
    page = tmp_path / "articles" / "index.html"
    page.parent.mkdir()
    page.write_text("<h1>Gull Quay reopens</h1>", encoding="utf-8")
    command = [sys.executable, "-c", SERVE, str(ROOT / "scripts" / "site.py"), str(tmp_path)]
    with subprocess.Popen(command, **PIPES) as one:
        try:
            address, _, hint = one.stdout.readline().partition(" ")
            assert hint == "(Ctrl+C ends it)\n"
            with urlopen(f"{address}articles/", timeout=10) as answer:
                assert answer.read().decode() == "<h1>Gull Quay reopens</h1>"
            one.send_signal(signal.SIGINT)
            _, errors = one.communicate(timeout=30)
        finally:
            one.kill()
    assert "Traceback" not in errors
    assert one.returncode == 0
