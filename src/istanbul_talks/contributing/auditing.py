"""Draws the items of an audit from a corpus, for an auditor who did not work on them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..model.items import items
from ..model.vocabulary import Vocabulary
from ..quality.audit import Sample
from ..text.visible import did_you_mean, visible
from ..validation.validator import checked

_BY = "the auditor: an annotator who did not work on these articles"
_MOST_SEED, _MOST_SAMPLE = 10**9, 10_000


def draw(
    root: CorpusFolder, words: Vocabulary, by: str | None, size: tuple[int, int], today: date
) -> tuple[str, dict[str, Any]]:
    """The path of a new audit, and its sheet. `size`: the seed, and the most items of a layer.

    CorpusError if the auditor is unknown or worked on an article, or if an article has an error.
    """
    seed, most = size
    if not 0 <= seed <= _MOST_SEED or not 1 <= most <= _MOST_SAMPLE:
        sizes = f"--sample one from 1 to {_MOST_SAMPLE:,}"
        raise CorpusError(f"--seed takes a number from 0 to {_MOST_SEED:,}, {sizes}")
    auditor, path = _auditor(by, words), f"annotations/audits/seed-{seed}.json"
    if root.exists(path):
        raise CorpusError(f"{path} already exists. Use another seed")
    sample = Sample(seed, most)
    for article in checked(root, root.ids()):
        id = article.annotation["article"]
        check_auditor(auditor["id"], id, article.annotation, article.passes)
        sample.add(id, items(article.annotation, article.resolution, ""), article.body)
    guidelines, version = words.dataset["guidelines"], root.project()["version"]
    sheet = sample.sheet(auditor, today.isoformat(), guidelines, version)
    arranged: dict[str, Any] = words.audit.arrange(sheet)
    return path, arranged


def check_auditor(by: str, id: str, annotation: Mapping[str, Any], passes: Iterable[str]) -> None:
    """CorpusError if an auditor made or reviewed the annotation of an article, or a pass."""
    if by in {act["by"] for act in annotation["provenance"]}.union(passes):
        raise CorpusError(f"{by} worked on {id}. Choose an auditor who did not")


def _auditor(by: str | None, words: Vocabulary) -> dict[str, Any]:
    """The entry of an auditor. CorpusError for an unknown one."""
    if by is None:
        raise CorpusError(f"--by is missing. Give the id of {_BY}")
    if by not in words.annotators:
        entry = f'{{"id":"{visible(by)}","kind":"human","note":"…"}}'
        hint = did_you_mean(by, words.annotators) or "."
        problem = f"--by {visible(by)} is not in schema/annotators.json{hint}"
        raise CorpusError(f"{problem} Use an id from there, or add: {entry}")
    return dict(words.annotators[by])
