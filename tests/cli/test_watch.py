"""`validate --watch` checks again at each save, survives what is half written, and ends cleanly."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora import edit
from support import command as commands

ANNOTATION = "annotations/river-talks.json"


class Watch:
    """A running `validate --watch`."""

    def __init__(self, root: Path, *arguments: str) -> None:
        call = [sys.executable, "-c", commands.CALL, "validate", "--watch", *arguments]
        self.process = subprocess.Popen(call, cwd=root, stdout=subprocess.PIPE, text=True)

    def report(self) -> list[str]:
        """The lines up to the end of the next check."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            if line.startswith("Watching"):
                return lines
            lines.append(line.rstrip())
        raise AssertionError(lines)

    def stop(self) -> tuple[str, int]:
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=20)[0], self.process.returncode


@pytest.fixture
def watch(river: Path) -> Iterator[Watch]:
    found = Watch(river)
    yield found
    found.process.kill()
    found.process.communicate()


def test_each_save_is_checked(river: Path, watch: Watch) -> None:
    assert watch.report() == ["1 article checked: nothing wrong"]
    assert Path(os.environ["ISTANBUL_TALKS_CACHE"], "notes.sqlite").exists()  # for the next check
    edit(river / ANNOTATION, claims__0__claimer="veyy")
    report = watch.report()
    assert report[:2] == ["", f"Changed: {ANNOTATION}"]
    assert report[-1] == "1 article checked: 1 error"
    targets = river / "schema" / "targets.json"
    right = targets.read_bytes()
    targets.write_bytes(right[:100])
    assert watch.report()[2].startswith("Not checked: schema/targets.json:")
    targets.write_bytes(right)
    assert watch.report()[-1] == "1 article checked: 1 error"
    (river / "corpus" / "river-talks.txt").unlink()
    assert "article-missing" in "".join(watch.report())
    assert watch.stop() == ("Stopped watching\n", 1)


def test_one_article(river: Path) -> None:
    watch = Watch(river, "river-talks")
    assert watch.report() == ["1 article checked: nothing wrong"]
    edit(river / ANNOTATION, claims__0__type=None)
    assert watch.report()[-1] == "1 article checked: 1 value still open"
    assert watch.stop() == ("Stopped watching\n", 0)


def test_what_cannot_be_watched(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in (
        (["--format", "json"], "--watch prints text. Omit --format"),
        (["unheard-of"], "no article has this id"),
    ):
        code, _, err = commands.run(capsys, "validate", "--watch", "--root", river, *arguments)
        assert (code, said in err) == (2, True)
