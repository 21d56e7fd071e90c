"""Istanbul Talks: an annotated corpus of news on the Russia–Ukraine peace negotiations.

import istanbul_talks
corpus = istanbul_talks.load()
corpus["back-to-istanbul"].claims[0].quote
"""

from .load import Corpus, VerificationError, load
from .messages import Refusal
from .model import Act, Article, Claim, Entity, External, Mention, Remark, Span, Stance, Waiver

__all__ = [
    "Act",
    "Article",
    "Claim",
    "Corpus",
    "Entity",
    "External",
    "Mention",
    "Refusal",
    "Remark",
    "Span",
    "Stance",
    "VerificationError",
    "Waiver",
    "load",
]
