"""The examples of docs/cli.md are what the commands print."""

import json
from pathlib import Path

from istanbul_talks.cli.parser import COMMANDS
from support.command_examples import RECORD, examples


def test_each_command_prints_what_the_page_shows(
    tmp_path: Path, harbour_release: Path, harbour_text_free: Path
) -> None:
    """If this fails: PYTHONPATH=tests python tests/support/command_examples.py; make generate."""
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    assert recorded.keys() == COMMANDS.keys()
    for name, example in examples(tmp_path, harbour_release, harbour_text_free):
        assert example == recorded[name]
