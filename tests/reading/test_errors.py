"""What the package raises, and the names that 0.3.0 had for it."""

import pickle
import warnings

import pytest

import istanbul_talks
from istanbul_talks import errors

PYTHON = {
    "ArgumentError": ValueError,
    "UnknownNameError": KeyError,
    "NotFoundError": FileNotFoundError,
    "MissingExtraError": ImportError,
    "EvaluationError": ValueError,
    "VerificationError": Exception,
}


@pytest.mark.parametrize("name", PYTHON)
def test_an_error_is_what_python_would_raise_and_ours(name: str) -> None:
    raised = getattr(istanbul_talks, name)("no “x” here. Write y")
    assert isinstance(raised, PYTHON[name])
    assert isinstance(raised, istanbul_talks.CorpusError)
    assert str(raised) == "no “x” here. Write y"  # not in quotes, as KeyError would have it
    assert str(pickle.loads(pickle.dumps(raised))) == str(raised)


def test_every_error_is_public() -> None:
    defined = {
        name
        for name, kind in vars(errors).items()
        if str(kind).startswith("<class 'istanbul_talks.")
    }
    assert defined == {*PYTHON, "CorpusError"} <= set(istanbul_talks.__all__)


def test_the_old_name_still_catches_and_warns() -> None:
    with pytest.warns(DeprecationWarning, match="CorpusError"):
        old = istanbul_talks.Refusal  # type: ignore[attr-defined]
    with pytest.raises(old):
        raise istanbul_talks.ArgumentError("x")
    with warnings.catch_warnings(), pytest.raises(AttributeError, match="Refused"):
        _ = istanbul_talks.Refused  # type: ignore[attr-defined]
