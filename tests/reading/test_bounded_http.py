"""Releases from servers that drip, never end, unpack, or send elsewhere: time and memory."""

import json
import shutil
import subprocess
import sys
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import CorpusError, VerificationError, load
from istanbul_talks.reading.bounded_http import bounded_http
from istanbul_talks.reading.remote import MOST_MANIFEST, MOST_POINTER
from support import records
from support.hostile import FOLDER, RECORDING, SEED, Tally
from support.rude import WAYS, Rude

# ru_maxrss would count what the parent process had.
PEAK = """
def peak():
    try:
        with open("/proc/self/status") as status:
            found = dict(line.split(":", 1) for line in status)
    except OSError:  # not Linux
        return 0
    return int(found["VmHWM"].split()[0]) // 1024
"""
# Every call that reads from an address, in a process of its own: what it said, seconds, peak in MB.
CALLS = """
import json, sys, time
from istanbul_talks import CorpusError, load
address, cache, timeout, only = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]
def opened():
    return load(address, cache=cache, timeout=timeout)
calls = {
    "load": lambda corpus: corpus,
    "articles": lambda corpus: list(corpus.articles()),
    "rows": lambda corpus: list(corpus.rows("claims")),
    "passes": lambda corpus: list(corpus.passes()),
    "labels": lambda corpus: corpus.labels,
    "references": lambda corpus: corpus.references(),
    "to_arrow": lambda corpus: corpus.to_arrow("claims"),
    "to_pandas": lambda corpus: corpus.to_pandas("stance"),
    "verify": lambda corpus: corpus.verify(),
}
found = {}
for name in only or calls:
    begun = time.monotonic()
    try:
        calls[name](opened())
        said = "read"
    except CorpusError as error:
        said = f"refused: {error}"
    except BaseException as error:
        said = f"traceback: {type(error).__name__}: {error}"
    found[name] = said, time.monotonic() - begun, peak()
print(json.dumps(found))
"""
MOST_SECONDS, MOST_MEMORY = 10, 400  # for a timeout of half a second; pandas takes some 150 MB
PLACES = ("latest.json", "MANIFEST.json", "jsonl/", "data/", "schema/")


def called(address: str, cache: Path, *names: str, timeout: float = 1) -> dict[str, Any]:
    command = [sys.executable, "-c", PEAK + CALLS, address, str(cache), str(timeout), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    return dict(json.loads(done.stdout))


SAID = {
    "drips": "within 1 seconds (TimeoutError)",
    "never ends": "SHA-256 should be",
    "asks to wait an hour": "within 1 seconds",
    "sends round in a circle": "TooManyRedirects",
    "packs": "the answer is compressed",
    "packs twice": "the answer is compressed",
}


@pytest.mark.parametrize(
    "how",
    [how if how == "packs" else pytest.param(how, marks=pytest.mark.slow) for how in SAID],
)
def test_a_rude_server_costs_neither_time_nor_memory(
    harbour_release: Path, tmp_path: Path, how: str
) -> None:
    with Rude(harbour_release, how, where="jsonl/articles") as server:
        seconds = 1 if "within" in SAID[how] else 60  # a busy machine may need many
        ((said, took, peak),) = called(server.url, tmp_path, "rows", timeout=seconds).values()
        assert said.startswith("refused: ")
        assert SAID[how] in said
        assert server.url in said
        assert took < 60
        assert peak < 100
        assert len(server.calls) < 60


@pytest.mark.parametrize(("name", "most"), [("latest", MOST_POINTER), ("MANIFEST", MOST_MANIFEST)])
def test_small_files_have_a_ceiling(tmp_path: Path, name: str, most: int) -> None:
    with Rude(tmp_path, "never ends", where=name) as server:
        with pytest.raises(CorpusError, match=f"{name}.json is larger than {most:,} bytes"):
            load(server.url, cache=tmp_path)
        assert server.sent < most + (32 << 20)


def test_a_server_without_ranges_costs_no_memory_for_what_is_skipped(tmp_path: Path) -> None:
    with Rude(tmp_path, "never ends") as server:
        code = PEAK + "import sys\nfrom istanbul_talks.reading.bounded_http import bounded_http\n"
        code += "start = 300 << 20\n"
        code += "data = bounded_http({}).cat_file(sys.argv[1], start=start, end=start + 5)\n"
        code += "print(len(data), peak())\n"
        command = [sys.executable, "-c", code, f"{server.url}/x"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        size, peak = map(int, done.stdout.split())
    assert size == 5
    assert peak < 100


def test_what_is_skipped_is_the_beginning(tmp_path: Path) -> None:
    data = b"".join(f"{number:09d}\n".encode() for number in range(30_000))
    (tmp_path / "x").write_bytes(data)
    with Rude(tmp_path) as server:
        system = bounded_http({})
        for start, end in ((0, 10), (5, 70_000), (65_536, 65_540), (200_001, 300_000)):
            found = system.cat_file(f"{server.url}/x", start=start, end=end)
            assert found == data[start:end]


@pytest.mark.parametrize(
    (
        "path",
        "size",
        "most",
    ),  # by hand: 8 MiB, 64 MiB + 16 MiB for each of 2 rows, 1 MiB of 3 articles
    [
        ("schema/labels.json", (8 << 20) + 1, "8,388,608"),
        ("schema/entities.jsonl", (11 << 20) + 1, "11,534,336"),
        ("jsonl/passes/train-00000-of-00001.jsonl", 2 << 40, "100,663,296"),
        ("data/claims/train-00000-of-00001.parquet", 2 << 40, "100,663,296"),
    ],
)
def test_a_size_that_no_such_file_has_is_refused_before_a_byte_is_fetched(
    harbour_release: Path, tmp_path: Path, path: str, size: int, most: str
) -> None:
    folder = tmp_path / "served"
    shutil.copytree(harbour_release, folder)
    manifest = json.loads((folder / "MANIFEST.json").read_bytes())
    for config, rows in {"claims": 2, "passes": 2, "articles": 3}.items():
        manifest["configs"][config]["rows"] = rows
    manifest["files"][path]["bytes"] = size
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    with Rude(folder) as server:
        with pytest.raises(VerificationError, match=f"has {size:,} bytes .* {most} at most"):
            load(server.url, cache=tmp_path / "cache").read_text(path)
        assert not [call for call in server.calls if path in call]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["[],", "{},", '"a",', "0,"])
def test_a_manifest_of_many_small_values_costs_little(tmp_path: Path, piece: str) -> None:
    served = tmp_path / "served"
    served.mkdir()
    data = "[" + piece * ((MOST_MANIFEST - 3) // len(piece)) + "0]"
    (served / "MANIFEST.json").write_text(data, encoding="utf-8")
    with Rude(served) as server:
        ((said, _, peak),) = called(server.url, tmp_path, "load", timeout=20).values()
    assert "MANIFEST.json cannot be read (too many values)" in said
    assert peak < 200


def versions(folder: Path, release: Path) -> Path:
    """A folder of releases, so that `latest.json` is read too."""
    shutil.copytree(release, folder / "1.0.0")
    (folder / "latest.json").write_text('{"version": "1.0.0"}', encoding="utf-8")
    manifest = folder / "1.0.0" / "MANIFEST.json"
    value = json.loads(manifest.read_bytes()) | {"version": "1.0.0"}
    manifest.write_text(json.dumps(value), encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.hostile
def test_no_rude_server_stops_any_call(harbour_release: Path, tmp_path: Path) -> None:
    folder, tally, seconds, memory = versions(tmp_path / "served", harbour_release), Tally(), 0, 0
    asked = {}
    with Rude(folder) as honest:
        for name in called(honest.url, tmp_path / "all", timeout=60):
            honest.calls.clear()
            assert called(honest.url, tmp_path / name, name, timeout=60)[name][0] == "read"
            asked[name] = " ".join(honest.calls)
    for number, (how, where) in enumerate(product(WAYS, PLACES)):
        names = [name for name in asked if where in asked[name]]
        with Rude(folder, how, where) as server:
            found = called(server.url, tmp_path / str(number), *names, timeout=0.5)
        for name, (said, took, peak) in found.items():
            tally.inputs += 1
            what = f"{how}, {where}, {name}: {said[:200]}; {took:.1f} s, {peak} MB"
            if said.startswith("traceback"):
                tally.traceback(what)
            elif said == "read" or took > MOST_SECONDS or peak > MOST_MEMORY:
                tally.wrong_accept(what)
            seconds, memory = max(seconds, ceil(took)), max(memory, peak)
    if RECORDING:
        figures = {"most_seconds": seconds, "most_megabytes": memory}
        records.write(FOLDER / "servers.json", figures, seed=SEED)
    tally.prove("servers")
