"""Examples of the commands for docs/cli.md: what each prints for the made-up corpus harbour.

`python tests/support/command_examples.py` records them in tests/cli/examples.json, from which
`make generate` makes the page. A test compares them with what the commands print today.
"""

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from corpora import ROOT, TODAY, edit, harbour, released
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from support.pages import PAGE

RECORD = ROOT / "tests" / "cli" / "examples.json"
QUAY = Path("annotations/quay-reopens.json")
_NOTE = "Reads English and Skærnish."
_MOST, _FEWER = 14, {"reanchor": 7, "agreement": 6}  # lines; those of these two are long


def _nothing() -> None:
    """The corpus as it is."""


def _misquote() -> None:
    edit(QUAY, claims__0__quote="Ostrel and Velmoor agreed on Monday to open Gull Quay")


def _straight_marks() -> None:
    edit(QUAY, claims__4__quote='"We have opened a door, not signed a treaty,"')


def _unwaived() -> None:
    edit(Path("annotations/council-walks-out.json"), lambda annotation: annotation.pop("waive"))


def _untidy() -> None:
    QUAY.write_bytes(json.dumps(json.loads(QUAY.read_bytes())).encode())


def _correct() -> None:
    edit(QUAY, claims__0__type="position")


def _mend_capture() -> None:
    capture = Path("corpus/quay-reopens.txt")
    capture.write_bytes(capture.read_bytes().replace(b"aplauded", b"applauded"))


def _saved_page() -> None:
    Path("page.html").write_text(PAGE, encoding="utf-8")


def _copies() -> None:
    shutil.copytree("corpus", "my-copies")


def _packed() -> None:
    main(["pack", "../packed"])


def _annotated_in_brat() -> None:
    main(["export", "brat", "dist/harbour-talks", "--out", "from-brat"])


# Each command in the order of its help: how the corpus is changed before, and the arguments.
CASES: dict[str, tuple[Callable[[], object], str]] = {
    "new": (_saved_page, "page.html --by reader-1 --accept-outlet"),
    "studio": (_nothing, "--no-open"),
    "validate": (_misquote, "quay-reopens"),
    "explain": (_nothing, "quote-folded"),
    "fix": (_straight_marks, "quay-reopens --yes"),
    "fmt": (_untidy, ""),
    "diff": (_correct, "v1.2.0"),
    "reanchor": (_mend_capture, "quay-reopens --why 'A misprint of ours' --yes"),
    "show": (_nothing, "quay-reopens"),
    "stats": (_nothing, ""),
    "agreement": (_nothing, ""),
    "audit": (_nothing, ""),
    "baseline": (_unwaived, "holder-not-in-evidence --why 'To be checked in June'"),
    "pack": (_nothing, "../packed"),
    "unpack": (_packed, "../files --root ../packed"),
    "import": (_annotated_in_brat, f"brat from-brat --by reader-9 --introduce '{_NOTE}'"),
    "cite": (_nothing, "dist/harbour-talks --style apa"),
    "export": (_nothing, "conll2003 dist/harbour-talks"),
    "paper": (_nothing, "dist/harbour-talks --out paper"),
    "restore": (_copies, "dist/harbour-talks-text-free --texts my-copies"),
    "cache": (_nothing, ""),
}


def examples(folder: Path, full: Path, text_free: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each command with its example: the line that calls it, and what it prints."""
    for name, (prepare, arguments) in CASES.items():
        corpus = released(harbour(folder / name / "harbour"), "1.2.0")
        for release in (full, text_free):
            suffix = "-text-free" if release == text_free else ""
            (corpus / "dist").mkdir(exist_ok=True)
            (corpus / "dist" / f"harbour-talks{suffix}").symlink_to(release)
        with contextlib.chdir(corpus):
            with contextlib.redirect_stdout(io.StringIO()):
                prepare()
            output = _printed([name, *shlex.split(arguments)])
        yield name, {"call": f"istanbul-talks {name} {arguments}".rstrip(), "prints": output}


def _printed(arguments: list[str]) -> str:
    """Both streams, the first lines; without what differs from machine to machine."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    stopped = patch("istanbul_talks.cli.studio.serve", lambda *given: given[-1].close())
    cache = {"ISTANBUL_TALKS_CACHE": str(Path("cache").absolute())}
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(out)
    with streams[0], streams[1], stopped, patch.dict(os.environ, cache):
        main(arguments)
    out.flush()
    text = out.buffer.getvalue().decode().replace(f"{Path().absolute()}/", "")
    lines = re.sub(r":\d+/\?token=\S+", ":8000/?token=…", text).rstrip().split("\n")
    most = _FEWER.get(arguments[0], _MOST)
    more = [f"… {len(lines) - most + 1} more lines"] if len(lines) > most else []
    return "\n".join([*lines[: most - len(more)], *more])


def record() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for free in (False, True):
            root = CorpusFolder(harbour(folder / f"corpus-{free}"))
            built = build(root, folder / str(free), today=TODAY, free=free)
            assert built.facts is not None, built.findings
        found = dict(examples(folder, folder / "False", folder / "True"))
    RECORD.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(record())
