"""Agreement between the passes of a release."""

from itertools import groupby
from operator import itemgetter

from ..arguments import check_type
from ..errors import NEEDS_TEXT, CorpusError
from ..quality.agreement import Agreement, Comparison
from ..quality.matching import by_annotator
from ..quality.measures import RESAMPLES, check_bootstrap
from .corpus import Corpus, load


def agreement(
    corpus: Corpus | None = None, *, seed: int = 0, times: int = RESAMPLES
) -> list[Agreement]:
    """How well passes agree: one record per kind of pair (models, humans, mixed).

        {measure.id: measure.value for measure in agreement(corpus)[0].measures}

    An id such as `claim.ualpha.type` is a layer, a kind of measure and what is compared; the page
    on agreement defines them all. `ualpha` is Krippendorff's α for unitizing (2016).

    `corpus`: a release (default: `load()`). `seed` and `times` control the bootstrap. Empty if no
    article has two passes. Raises MissingExtraError without the library `krippendorff`,
    CorpusError for the text-free edition, and ArgumentError or TypeError for a bad argument.
    """
    release = load() if corpus is None else corpus
    check_type("corpus", release, Corpus, "a release, as load() returns it")
    check_bootstrap(seed, times)
    if release.edition == "text-free":
        raise CorpusError(NEEDS_TEXT)
    comparison = Comparison(release.targets)
    for id, rows in groupby(release.rows_by_article("passes"), itemgetter(0)):
        comparison.add(id, by_annotator(row for _, row in rows), len(release[id].text))
    return comparison.results(seed=seed, times=times)
