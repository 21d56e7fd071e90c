"""Agreement between the passes of a release."""

from collections.abc import Sequence
from dataclasses import replace

from ..arguments import check_type
from ..errors import NEEDS_TEXT, CorpusError, UnknownNameError
from ..model.records import Article
from ..quality.agreement import Agreement, Comparison
from ..quality.matching import COMPARED, by_annotator
from ..quality.measures import RESAMPLES, check_bootstrap
from ..text.visible import did_you_mean, visible
from .corpus import Corpus, load
from .sorted_rows import SortedRows

_LAYERS = (*COMPARED, "addition")


def agreement(
    corpus: Corpus | None = None,
    *,
    article: str | Article | None = None,
    layer: str | None = None,
    seed: int = 0,
    times: int = RESAMPLES,
) -> list[Agreement]:
    """How well passes agree: one record per kind of pair (models, humans, mixed).

        {measure.id: measure.value for measure in agreement(corpus)[0].measures}

    An id such as `claim.ualpha.type` is a layer, a kind of measure and what is compared; the page
    on agreement defines them all. `ualpha` is Krippendorff's α for unitizing (2016).

    `corpus`: a release (default: `load()`). `article`: the only article to look at, or its id.
    `layer`: "article", "mention", "claim", "stance" or "addition" for its measures only. `seed`
    and `times` control the bootstrap. Empty if no article has two passes. For single items see
    `Corpus.disputes`. Raises MissingExtraError without the library `krippendorff`, CorpusError for
    the text-free edition, UnknownNameError for an unknown article or layer, and ArgumentError or
    TypeError for a bad argument.
    """
    release = load() if corpus is None else corpus
    check_type("corpus", release, Corpus, "a release, as load() returns it")
    check_bootstrap(seed, times)
    check_type("article", article, (str, Article, type(None)), "an id or an Article")
    if article is not None:
        release.link(article)  # raises UnknownNameError for an unknown id
    wanted = article.id if isinstance(article, Article) else article
    of_layer((), layer)
    if release.edition == "text-free":
        raise CorpusError(NEEDS_TEXT)
    comparison = Comparison(release.targets)
    passes, added = SortedRows(release, "passes"), SortedRows(release, "additions")
    for id in release if wanted is None else [wanted]:
        made, more = passes.of(id), added.of(id)
        if made or more:
            comparison.add(id, by_annotator(made), len(release[id].text), more)
    return of_layer(comparison.results(seed=seed, times=times), layer)


def of_layer(found: Sequence[Agreement], layer: str | None) -> list[Agreement]:
    """The measures of one layer; of all, if none is named. UnknownNameError for an unknown one."""
    check_type("layer", layer, (str, type(None)), "the name of a layer")
    if layer is not None and layer not in _LAYERS:
        hint = did_you_mean(layer, _LAYERS) or "."
        said = f"layer: there is no layer “{visible(layer, 40)}”{hint}"
        raise UnknownNameError(f"{said} Choose one of: {', '.join(_LAYERS)}")
    return [
        replace(one, measures=tuple(m for m in one.measures if layer in (None, m.layer)))
        for one in found
    ]
