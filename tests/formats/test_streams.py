"""100,000 small articles need no more memory than 1,000, out and in, in every format."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks.formats import FORMATS

FEW, MANY = 1_000, 100_000
# Of a folder with a file for each article, the names are held: up to 200 bytes each.
FILE, FOLDER = 4, 20  # MB that the many may need more
STREAMS = {
    "gliner": "x.json",
    "conll2003": "x.conll",
    "conllu": "folder/x.conllu",
    "csv": "folder",
    "sqlite": "x.db",
    "label-studio": "folder/tasks.json",
    "label-studio-export": "folder",
    "prodigy": "x.jsonl",
    "doccano": "x.jsonl",
    "potato": "folder",
    "potato-export": "folder",
}
FOLDERS = ("brat", "web-annotation", "uima-json", "uima-xmi")
# spaCy has no way to write a DocBin in parts; a table of DuckDB is an Arrow table before it is
# written.
AT_ONCE = {"spacy", "duckdb"}
ONLY_IN = {"langextract", "webanno-tsv"}  # read like doccano, and like brat


def peak(way: str, name: str, count: int, path: Path) -> int:
    """The peak of the memory of a program that does this, in MB."""
    command = [sys.executable, "-m", "support.streaming", way, name, str(count), str(path)]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def test_every_format_is_here_or_is_known_to_need_everything_at_once() -> None:
    here = {name.removesuffix("-export") for name in (*STREAMS, *FOLDERS)}
    assert here | AT_ONCE | ONLY_IN == FORMATS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", [*STREAMS, *FOLDERS])
def test_many_articles_need_the_memory_of_few(name: str, tmp_path: Path) -> None:
    room, peaks = FILE if name in STREAMS else FOLDER, list[tuple[int, ...]]()
    can_be_read = FORMATS[name.removesuffix("-export")].read
    for count in (FEW, MANY):
        path = tmp_path / f"{count}" / STREAMS.get(name, "folder")
        path.parent.mkdir(parents=True)
        out = path.parent if path.suffix == ".json" and name == "label-studio" else path
        written = peak("write", name, count, out)
        peaks.append((written, peak("read", name, count, path) if can_be_read else 0))
    few, many = peaks
    assert many[0] - few[0] <= room, peaks
    assert many[1] - few[1] <= room, peaks
