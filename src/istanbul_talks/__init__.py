"""Istanbul Talks: an annotated corpus of news on the Russia–Ukraine peace negotiations.

import istanbul_talks
corpus = istanbul_talks.load()
corpus["back-to-istanbul"].claims[0].quote
"""

from .dataset.verify import VerificationError
from .errors import CorpusError
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
from .reading.evaluate import EvaluationError, Scores, evaluate
from .reading.subset import Subset

__all__ = [
    "Act",
    "Agreement",
    "Article",
    "CaptureSpan",
    "Claim",
    "Corpus",
    "CorpusError",
    "Decision",
    "Entity",
    "EvaluationError",
    "External",
    "Measure",
    "Mention",
    "PassItem",
    "Remark",
    "Scores",
    "Span",
    "Stance",
    "Subset",
    "VerificationError",
    "Waiver",
    "agreement",
    "evaluate",
    "load",
]
