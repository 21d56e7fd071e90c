"""Label Studio's own SDK accepts what is exported, and its converter reads it."""

import json
import subprocess
from pathlib import Path

import pytest

from istanbul_talks.formats.export import export
from istanbul_talks.reading.corpus import load
from support.environment import environment

PROGRAM = """
import json, sys
from pathlib import Path
from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

folder = Path(sys.argv[1])
config = (folder / "config.xml").read_text(encoding="utf-8")
interface = LabelInterface(config)
interface.validate()
for task in json.loads((folder / "tasks.json").read_text(encoding="utf-8")):
    for annotation in task["annotations"]:
        assert interface.validate_annotation(annotation)
converter = Converter(config=config, project_dir=str(folder))
for kind in ("json_min", "conll2003"):
    convert = getattr(converter, f"convert_to_{kind}")
    convert(str(folder / "tasks.json"), str(folder / kind), is_dir=False)
"""


@pytest.mark.slow
def test_the_converter_of_label_studio_reads_what_is_exported(
    harbour_release: Path, tmp_path: Path
) -> None:
    corpus = load(harbour_release)
    folder = export(corpus, "label-studio", tmp_path / "tasks")
    python = environment(tmp_path / "env", "label-studio-sdk==2.1.2")
    done = subprocess.run(
        [python, "-c", PROGRAM, folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    converted = json.loads((folder / "json_min" / "result.json").read_text(encoding="utf-8"))
    assert len(converted) == 3
    for task in converted:
        article = corpus[task["article"]]
        claims = [one for one in task["label"] if one["labels"] == ["claim"]]
        assert [(one["start"], one["end"], one["text"]) for one in claims] == [
            (claim.start, claim.end, claim.quote) for claim in article.claims
        ]
        assert len([one for one in task["label"] if one["labels"] == ["PERSON"]]) == len(
            [mention for mention in article.mentions if mention.type == "PERSON"]
        )
    tokens = (folder / "conll2003" / "result.conll").read_text(encoding="utf-8")
    assert tokens.count("B-claim") > 20
