"""Deadlines over all attempts, with a clock that moves only when somebody waits."""

import threading
from pathlib import Path
from unittest.mock import Mock

import pytest
import requests

from istanbul_talks import ArgumentError, CorpusError, load
from istanbul_talks.reading import remote, retry, wanted


class Clock:
    """A clock that moves by what is slept."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(retry, "clock", lambda: made.now)
    monkeypatch.setattr("time.sleep", made.sleep)
    return made


def busy(wait: str) -> requests.HTTPError:
    response = requests.Response()
    response.status_code = 503
    response.headers["Retry-After"] = wait
    return requests.HTTPError(response=response)


@pytest.mark.parametrize(
    ("seconds", "attempts", "waited"),
    [(130, 3, 120), (120, 2, 60), (300, 5, 240), (59, 1, 0)],  # each wait is 60 seconds
)
def test_no_attempt_begins_after_the_deadline(
    clock: Clock, seconds: float, attempts: int, waited: float
) -> None:
    calls = []

    def call() -> None:
        calls.append(clock.now)
        raise busy("3600")

    said = "after 5 attempts" if attempts == 5 else f"x within {seconds} seconds .*allow more time"
    with pytest.raises(CorpusError, match=said):
        retry.Endpoint([], "").call(call, "x", retry.deadline(seconds))
    assert (len(calls), clock.now) == (attempts, waited)


def test_a_circle_of_redirects_is_not_tried_again(clock: Clock) -> None:
    call = Mock(side_effect=requests.TooManyRedirects("x"))
    with pytest.raises(CorpusError, match=r"x \(TooManyRedirects"):
        retry.Endpoint([], "").call(call, "x")
    assert (call.call_count, clock.now) == (1, 0)


def test_a_deadline_counts_for_every_call_that_is_given_it(clock: Clock) -> None:
    by, endpoint = retry.deadline(100), retry.Endpoint([], "")
    for _ in range(4):
        assert endpoint.call(lambda: clock.sleep(30) or "piece", "x", by) == "piece"
    with pytest.raises(CorpusError, match=r"within 100 seconds \(TimeoutError\)"):
        endpoint.call(lambda: "never called", "x", by)


def test_a_call_that_does_not_end_is_left_alone() -> None:
    end = threading.Event()
    with pytest.raises(CorpusError, match=r"x within 0 seconds \(TimeoutError\)"):
        retry.Endpoint([], "").call(lambda: end.wait(20), "x", retry.deadline(0.05))
    end.set()


@pytest.mark.parametrize(
    ("size", "seconds"), [(0, 300), (256 << 20, 300), (512 << 20, 600), (10 << 30, 12_000)]
)
def test_a_large_file_may_take_longer(size: int, seconds: float) -> None:
    assert remote.seconds_for(size, 300) == seconds


def test_the_timeout_is_given_or_set_or_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ISTANBUL_TALKS_TIMEOUT", raising=False)
    assert wanted.timeout_of(None) == 300
    monkeypatch.setenv("ISTANBUL_TALKS_TIMEOUT", "20.5")
    assert wanted.timeout_of(None) == 20.5
    assert wanted.timeout_of(7) == 7


@pytest.mark.parametrize("wrong", ["soon", "0", "-1", "nan", "inf", "1e999"])
def test_a_timeout_that_is_not_a_time(
    monkeypatch: pytest.MonkeyPatch, wrong: str, harbour_release: Path
) -> None:
    monkeypatch.setenv("ISTANBUL_TALKS_TIMEOUT", wrong)
    with pytest.raises(ArgumentError, match=f"ISTANBUL_TALKS_TIMEOUT: “{wrong}” is not a time"):
        load("memory://x")
    load(harbour_release, timeout=5)
    if wrong != "soon":
        with pytest.raises(ArgumentError, match="timeout: “"):
            load(harbour_release, timeout=float(wrong))


def test_a_timeout_of_another_type(harbour_release: Path) -> None:
    with pytest.raises(TypeError, match="timeout: give seconds, not str"):
        load(harbour_release, timeout="5")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="timeout: “1000"):
        load(harbour_release, timeout=10**400)
