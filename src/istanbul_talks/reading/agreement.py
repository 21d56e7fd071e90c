"""Agreement between the passes of a release."""

from __future__ import annotations

from ..errors import NEEDS_TEXT, CorpusError
from ..quality.agreement import Agreement, Comparison
from ..quality.measures import RESAMPLES
from .corpus import Corpus, load


def agreement(
    corpus: Corpus | None = None, *, seed: int = 0, times: int = RESAMPLES
) -> list[Agreement]:
    """How far independent passes agree: a record for each kind of pair (models, humans, one of each), with its measures.

    `corpus`: a release (default: `load()`). `seed` and `times` are those of the bootstrap. Empty where no article has two passes.
    CorpusError if the library `krippendorff` is missing, and for the text-free edition.
    """
    release = load() if corpus is None else corpus
    if release.edition == "text-free":
        raise CorpusError(NEEDS_TEXT)
    comparison = Comparison(release.targets)
    for _, items in release.passes():
        comparison.add(items)
    return comparison.results(seed=seed, times=times)
