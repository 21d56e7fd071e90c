"""What the real corpus says of itself is valid where others read it: its citation file and card."""

import json
import subprocess
import sys
from pathlib import Path

import yaml

from corpora import ROOT
from istanbul_talks.files.corpus_folder import CorpusFolder


def test_the_citation_file_is_valid_and_of_this_version() -> None:
    path = ROOT / "CITATION.cff"
    schema = ["--builtin-schema", "vendor.citation-file-format"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert (
        yaml.safe_load(path.read_text(encoding="utf-8"))["version"]
        == CorpusFolder(ROOT).project()["version"]
    )


def test_the_card_uses_the_vocabularies_of_the_hub(real_release: Path) -> None:
    path = ROOT / "tests" / "support" / "hub_vocabulary.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    head = yaml.safe_load(
        (real_release / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    )
    for field, values in known.items():
        if field != "source":
            assert set(head[field]) <= set(values), field
