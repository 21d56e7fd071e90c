"""Istanbul Talks: an annotated corpus of news on the Russia–Ukraine peace negotiations.

import istanbul_talks
corpus = istanbul_talks.load()
corpus["back-to-istanbul"].claims[0].quote
"""

from .agreement import agreement
from .evaluate import EvaluationError, Scores, evaluate
from .load import Corpus, load
from .messages import Refusal
from .model import Act, Article, CaptureSpan, Claim, Decision, Entity, External, Mention, PassItem, Remark, Span, Stance, Waiver
from .reliability import Agreement, Measure
from .subset import Subset
from .verified import VerificationError

__all__ = [
    "Act",
    "Agreement",
    "Article",
    "CaptureSpan",
    "Claim",
    "Corpus",
    "Decision",
    "Entity",
    "EvaluationError",
    "External",
    "Measure",
    "Mention",
    "PassItem",
    "Refusal",
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
