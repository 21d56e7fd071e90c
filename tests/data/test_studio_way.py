"""A real article, from its saved page to a clean validation, in the studio in a real Chromium."""

import json
import shutil
import subprocess
import sys

import pytest

from corpora import ROOT


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")
def test_an_article_is_annotated_again_in_the_studio() -> None:
    """The script fails if what it made is not that annotation, or if a rule finds something."""
    program = [sys.executable, str(ROOT / "scripts" / "effort_studio.py")]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    keys = {one["layer"]: one["keys"] for one in json.loads(done.stdout)["typed"]}
    assert {"names", "claims", "stances"} <= {layer for layer, count in keys.items() if count}
