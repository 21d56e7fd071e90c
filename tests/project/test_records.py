"""Records of long runs, and the tally of hostile inputs that writes them."""

import json
import os
import signal
from pathlib import Path

import pytest

from istanbul_talks import VerificationError
from support import hostile, records
from support.hostile import Tally, drawn


def test_counts_on_the_same_code_are_joined_and_others_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new" / "suite.json"
    records.write(file, {"calls": 3}, seed=1)
    records.write(file, {"killed": 2}, seed=1)
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["counts"] == {"calls": 3, "killed": 2}
    assert (len(found["commit"]), len(found["code_sha256"]), found["seed"]) == (40, 64, 1)
    records.write(file, {"killed": 5}, seed=2)
    assert json.loads(file.read_text(encoding="utf-8"))["counts"] == {"killed": 5}
    monkeypatch.setattr(records, "_code_sha256", lambda: "other")
    records.write(file, {"calls": 1}, seed=2)
    assert json.loads(file.read_text(encoding="utf-8"))["counts"] == {"calls": 1}


def refuse() -> None:
    raise VerificationError("no")


def test_a_tally_counts_what_no_input_may_do() -> None:
    tally = Tally()
    tally.attempt("refused", refuse, VerificationError)
    tally.attempt("passed", lambda: None, VerificationError)
    tally.attempt("broken", lambda: 1 / 0, VerificationError)
    tally.signal("died")
    assert tally == Tally(3, 1, 1, 1, tally.examples)
    with pytest.raises(AssertionError, match=r"(?s)suite: .*wrong accept: passed.*broken: ZeroDiv"):
        tally.prove("suite")
    with pytest.raises(AssertionError, match="nothing was tried"):
        Tally().prove("suite")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_part_that_dies_is_a_signal_and_the_others_count() -> None:
    tally = Tally()
    tally.apart("good", lambda part: part.attempt("refused", refuse, VerificationError))
    tally.apart("bad", lambda part: part.attempt("passed", lambda: None, VerificationError))
    tally.apart("dead", lambda part: part.attempt("died", die, VerificationError))
    assert (tally.inputs, tally.tracebacks, tally.wrong_accepts, tally.signals) == (3, 0, 1, 1)
    assert tally.examples == ["wrong accept: passed", "signal: dead: exit code -9"]


def test_drawn_inputs_are_the_same_for_a_seed_and_suite() -> None:
    def inputs(suite: str) -> list[object]:
        draw = drawn.drawing(suite)
        text = drawn.spoilt(draw, "One line.\n" * 9)
        data = drawn.spoilt_bytes(draw, b"<p>x</p>" * 9)
        return [text, data, drawn.changed(draw, {"a": [1, {"b": "c"}], "d": None})]

    assert inputs("one") == inputs("one")
    assert all(one != other for one, other in zip(inputs("one"), inputs("other"), strict=True))


@pytest.mark.parametrize("recording", [True, False])
def test_a_tally_is_recorded_when_asked_even_if_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recording: bool
) -> None:
    monkeypatch.setattr(hostile, "RECORDING", recording)
    monkeypatch.setattr(hostile, "FOLDER", tmp_path)
    with pytest.raises(AssertionError):
        Tally(inputs=2, wrong_accepts=1).prove("suite")
    assert (tmp_path / "suite.json").exists() is recording
    if recording:
        found = json.loads((tmp_path / "suite.json").read_text(encoding="utf-8"))
        assert found["seed"] == hostile.SEED
        assert found["counts"] == {"inputs": 2, "signals": 0, "tracebacks": 0, "wrong_accepts": 1}
