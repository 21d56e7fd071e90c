"""A Python environment of its own, with packages from the index."""

import subprocess
import sys
from pathlib import Path


def environment(folder: Path, *arguments: str) -> Path:
    """The Python of a new environment with some packages."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    assert "yanked" not in install(python, *arguments)
    return python


def install(python: Path, *arguments: str) -> str:
    """Install with the pip of the tests, which compiles nothing before it is imported."""
    command = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stderr
