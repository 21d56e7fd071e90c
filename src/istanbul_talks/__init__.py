"""Istanbul Talks: an annotated corpus of news on the Russia–Ukraine peace negotiations.

import istanbul_talks
corpus = istanbul_talks.load()
next(corpus.articles()).claims[0].quote
"""

from importlib import import_module

from .errors import ArgumentError as ArgumentError
from .errors import CorpusError as CorpusError
from .errors import EvaluationError as EvaluationError
from .errors import MissingExtraError as MissingExtraError
from .errors import NotFoundError as NotFoundError
from .errors import UnknownNameError as UnknownNameError
from .errors import VerificationError as VerificationError

TYPE_CHECKING = False  # type checkers treat it as true; importing `typing` takes 6 ms
if TYPE_CHECKING:
    from .formats.export import export as export
    from .model.records import Act as Act
    from .model.records import Addition as Addition
    from .model.records import Article as Article
    from .model.records import CaptureSpan as CaptureSpan
    from .model.records import Claim as Claim
    from .model.records import ClaimInGroup as ClaimInGroup
    from .model.records import Decision as Decision
    from .model.records import Entity as Entity
    from .model.records import External as External
    from .model.records import FieldDecision as FieldDecision
    from .model.records import Link as Link
    from .model.records import Mention as Mention
    from .model.records import PassItem as PassItem
    from .model.records import Proposed as Proposed
    from .model.records import Remark as Remark
    from .model.records import Span as Span
    from .model.records import Stance as Stance
    from .model.records import Waiver as Waiver
    from .quality.agreement import Agreement as Agreement
    from .quality.agreement import Measure as Measure
    from .reading.agreement import agreement as agreement
    from .reading.corpus import Corpus as Corpus
    from .reading.corpus import load as load
    from .reading.evaluate import Scores as Scores
    from .reading.evaluate import evaluate as evaluate
    from .reading.subset import Subset as Subset
    from .reading.tokens import TaggedTokens as TaggedTokens
    from .reading.views import View as View
    from .validation.finding import Finding as Finding
    from .validation.finding import Severity as Severity
    from .validation.validator import Validator as Validator
    from .validation.validator import validate as validate

# The module that defines each name. It is imported when the name is first used: importing the
# package takes a millisecond, and a command loads only what it needs.
_RECORDS = (
    "Act Addition Article CaptureSpan Claim ClaimInGroup Decision Entity External FieldDecision "
    "Link Mention PassItem Proposed Remark Span Stance"
)
_ERRORS = "ArgumentError CorpusError EvaluationError MissingExtraError NotFoundError"
_MODULES = {
    "errors": f"{_ERRORS} UnknownNameError VerificationError",
    "formats.export": "export",
    "model.records": f"{_RECORDS} Waiver",
    "quality.agreement": "Agreement Measure",
    "reading.agreement": "agreement",
    "reading.corpus": "Corpus load",
    "reading.evaluate": "Scores evaluate",
    "reading.subset": "Subset",
    "reading.tokens": "TaggedTokens",
    "reading.views": "View",
    "validation.finding": "Finding Severity",
    "validation.validator": "Validator validate",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = list(_HOME)

if not TYPE_CHECKING:

    def __getattr__(name):  # hidden from type checkers, which would accept every name
        if name == "Refusal":  # until 0.5.0
            import_module("warnings").warn(
                "istanbul_talks.Refusal is now called CorpusError", DeprecationWarning, stacklevel=2
            )
            name = "CorpusError"
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f".{_HOME[name]}", __name__), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
