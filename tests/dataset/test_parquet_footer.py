"""Footers of Parquet files: read as pyarrow reads them, and damaged ones never reach it."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.dataset.parquet_footer import FooterError, read_footer
from support.hostile import SEED, Tally

SHARDS = "data/*/*.parquet"


def footer_of(data: bytes) -> tuple[int, int]:
    """Where the footer begins and ends."""
    return len(data) - 8 - int.from_bytes(data[-8:-4], "little"), len(data) - 8


def test_numbers_are_those_that_pyarrow_reads(harbour_release: Path) -> None:
    for path in harbour_release.glob(SHARDS):
        metadata = pq.ParquetFile(path).metadata
        groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
        chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
        assert read_footer(path.read_bytes()) == (
            metadata.num_rows,
            sum(group.total_byte_size for group in groups),
            max(chunk.num_values for chunk in chunks),
            max(chunk.total_uncompressed_size for chunk in chunks),
        )


def test_files_of_other_shapes(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    nested = [{"a": [{"b": 1, "c": ["x"]}, None], "d": {"e": 1.5, "f": None}}]
    kinds = pa.table({"n": pa.array(nested), "when": pa.array([None], pa.timestamp("us"))})
    for table in (kinds, kinds.slice(0, 0), pa.table({"flag": [True] * 9})):
        pq.write_table(table, path, row_group_size=4)
        assert read_footer(path.read_bytes()).rows == table.num_rows


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no footer"),
        (b"PAR1PAR1", "no footer"),
        (b"PAR1" + b"\xff\xff\xff\x7fPAR1", "no footer"),
        (b"PAR1\0\x01\0\0\0PAR1", "a list is missing"),
        (b"PAR1\x19\x01\0\0\0PAR1", "is cut off"),
        (b"PAR1" + b"\x1c" * 99 + b"\x63\0\0\0PAR1", "too deep"),
        (b"PAR1\x19\xf5\xff\xff\xff\x7f\x06\0\0\0PAR1", "a list in its footer is cut off"),
    ],
)
def test_what_is_no_footer(data: bytes, said: str) -> None:
    with pytest.raises(FooterError, match=said):
        read_footer(data)


@given(st.data())
def test_a_damaged_footer_is_refused_or_read(data: st.DataObject) -> None:
    good = _one_file()
    start, end = footer_of(good)
    at = data.draw(st.integers(start, end - 1))
    spoilt = bytearray(good)
    spoilt[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read_footer(bytes(spoilt))
    except FooterError as error:
        assert str(error)


@cache
def _one_file() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": [["x", "y"], []], "b": [1, None]}), sink)
    return bytes(sink.getvalue())


FLIPS = """
import json, os, random, resource, sys
from pathlib import Path
import pyarrow
from istanbul_talks.errors import CorpusError
from istanbul_talks.dataset import parquet
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
folder, random_bits = Path(sys.argv[1]), int(sys.argv[2])
draw, wrong, tried = random.Random(int(sys.argv[5])), [], 0
scratch = Path(sys.argv[3])

def read_all(good, places, config, said):
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    choices = parquet.schemas(config)
    for at, bit in places:
        data = bytearray(good)
        data[at] ^= 1 << bit
        scratch.write_bytes(data)
        try:
            for _ in parquet.batches(scratch, choices, parquet.Limit(10**6, 10**9, "twin"))[1]:
                pass
            os.write(said, b"r")
        except CorpusError:
            os.write(said, b"c")
        except BaseException:
            os.write(said, b"t")
    os._exit(0)

for path in sorted(folder.glob("data/*/*.parquet")):
    good = path.read_bytes()
    start = len(good) - 8 - int.from_bytes(good[-8:-4], "little")
    places = [(at, draw.randrange(8)) for at in range(start, len(good))]
    places += [(draw.randrange(len(good)), draw.randrange(8)) for _ in range(random_bits)]
    places = places[:: int(sys.argv[4])]
    while places:  # a child reads one after the other; after a death the next one goes on
        hear, said = os.pipe()
        child = os.fork()
        if child == 0:
            read_all(good, places, path.parent.name, said)
        os.close(said)
        with open(hear, "rb") as heard:
            told = heard.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        traced = [i for i, one in enumerate(told) if one == ord("t")]
        wrong += [[path.parent.name, *places[i], 3] for i in traced]
        if code:
            wrong.append([path.parent.name, *places[len(told)], code])
        done = len(told) + bool(code)
        tried, places = tried + done, places[done:]
print(json.dumps({"tried": tried, "wrong": wrong}))
"""


def flipped(release: Path, scratch: Path, *, bits: int, step: int, seed: int) -> Tally:
    """Every `step`-th byte of every footer and random bits of the files, in child processes.

    The count has those that gave something else than rows or a CorpusError.
    """
    command = [sys.executable, "-c", FLIPS, release, str(bits), scratch, str(step), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found, tally = json.loads(done.stdout), Tally()
    tally.inputs = found["tried"]
    for *place, code in found["wrong"]:
        (tally.signal if code < 0 else tally.traceback)(f"{place}: exit code {code}")
    return tally


@pytest.mark.slow
def test_no_flipped_bit_ends_the_process(harbour_release: Path, tmp_path: Path) -> None:
    tally = flipped(harbour_release, tmp_path / "x", bits=0, step=397, seed=7)
    assert tally.inputs > 20
    assert (tally.tracebacks, tally.signals) == (0, 0), tally.examples


@pytest.mark.slow
@pytest.mark.hostile
def test_no_byte_of_any_footer_ends_the_process(harbour_release: Path, tmp_path: Path) -> None:
    """Every byte of every footer, and about two thousand bits anywhere."""
    flipped(harbour_release, tmp_path / "x", bits=300, step=1, seed=SEED).prove("parquet-flips")
