"""Istanbul Talks: an annotated corpus of news on the Russia–Ukraine peace negotiations.

import istanbul_talks
corpus = istanbul_talks.load()
next(corpus.articles()).claims[0].quote
"""

from importlib import import_module

TYPE_CHECKING = False  # a type checker takes it as true; `typing` takes 6 ms to import
if TYPE_CHECKING:
    from .errors import (
        ArgumentError,
        CorpusError,
        EvaluationError,
        MissingExtraError,
        NotFoundError,
        UnknownNameError,
        VerificationError,
    )
    from .model.records import (
        Act,
        Article,
        CaptureSpan,
        Claim,
        Decision,
        Entity,
        External,
        Mention,
        PassItem,
        Remark,
        Span,
        Stance,
        Waiver,
    )
    from .quality.agreement import Agreement, Measure
    from .reading.agreement import agreement
    from .reading.corpus import Corpus, load
    from .reading.evaluate import Scores, evaluate
    from .reading.subset import Subset
    from .validation.finding import Finding, Severity
    from .validation.validator import Validator, validate

__all__ = [
    "Act",
    "Agreement",
    "ArgumentError",
    "Article",
    "CaptureSpan",
    "Claim",
    "Corpus",
    "CorpusError",
    "Decision",
    "Entity",
    "EvaluationError",
    "External",
    "Finding",
    "Measure",
    "Mention",
    "MissingExtraError",
    "NotFoundError",
    "PassItem",
    "Remark",
    "Scores",
    "Severity",
    "Span",
    "Stance",
    "Subset",
    "UnknownNameError",
    "Validator",
    "VerificationError",
    "Waiver",
    "agreement",
    "evaluate",
    "load",
    "validate",
]

# The module that defines each name. It is imported when the name is first used: importing the
# package takes a millisecond, and a command loads only what it needs.
_RECORDS = (
    "Act Article CaptureSpan Claim Decision Entity External Mention PassItem Remark Span Stance"
)
_ERRORS = "ArgumentError CorpusError EvaluationError MissingExtraError NotFoundError"
_MODULES = {
    "errors": f"{_ERRORS} UnknownNameError VerificationError",
    "model.records": f"{_RECORDS} Waiver",
    "quality.agreement": "Agreement Measure",
    "reading.agreement": "agreement",
    "reading.corpus": "Corpus load",
    "reading.evaluate": "Scores evaluate",
    "reading.subset": "Subset",
    "validation.finding": "Finding Severity",
    "validation.validator": "Validator validate",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}


if not TYPE_CHECKING:

    def __getattr__(name):  # not for a type checker, which would accept every name
        if name == "Refusal":  # until 0.5.0
            import_module("warnings").warn(
                "istanbul_talks.Refusal is called CorpusError now", DeprecationWarning, stacklevel=2
            )
            name = "CorpusError"
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f".{_HOME[name]}", __name__), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
