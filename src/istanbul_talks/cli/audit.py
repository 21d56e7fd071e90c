"""`audit`: draw items for a reviewer, or print what audits found."""

import argparse
import json
from datetime import date
from typing import Any

from ..errors import CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..model import vocabulary
from ..model.items import items
from ..quality.audit import Sample, lines
from ..text.visible import did_you_mean, shown
from ..validation.finding import Severity
from ..validation.validator import Checker
from .articles import checked
from .sources import corpus_of

_BY = "the auditor: an annotator who did not work on these articles"
_MAX_SEED, _MAX_SAMPLE = 10**9, 10_000


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    if options.seed is None:
        _print(root, as_json=options.json)
        return 0
    root.check_can_be_changed()
    if not 0 <= options.seed <= _MAX_SEED or not 1 <= options.sample <= _MAX_SAMPLE:
        most = f"--sample one from 1 to {_MAX_SAMPLE:,}"
        raise CorpusError(f"--seed takes a number from 0 to {_MAX_SEED:,}, {most}")
    words = vocabulary.load(root)
    auditor = _auditor(options.by, words)
    target = root.path / "annotations" / "audits" / f"seed-{options.seed}.json"
    if disk.exists(target):
        raise CorpusError(f"{target} already exists. Use another seed")
    sample = Sample(options.seed, options.sample)
    for article in checked(root, root.ids()):
        id = article.annotation["article"]
        annotators = {act["by"] for act in article.annotation["provenance"]}
        if options.by in annotators.union(article.passes):
            raise CorpusError(f"{options.by} worked on {id}. Choose an auditor who did not")
        sample.add(id, items(article.annotation, article.resolution, ""), article.body)
    guidelines, version = words.dataset["guidelines"], root.project()["version"]
    sheet = sample.sheet(auditor, date.today().isoformat(), guidelines, version)
    atomic.write(target, canonical(words.audit.arrange(sheet)))
    print(f"{len(sheet['items'])} items written to {root.relative(target)}")
    print("Give each a verdict (right, wrong or unsure) and a note")
    return 0


def _auditor(by: str | None, words: vocabulary.Vocabulary) -> dict[str, Any]:
    """The annotator named by --by."""
    if by is None:
        raise CorpusError(f"--by is missing. Give the id of {_BY}")
    if by not in words.annotators:
        entry = f'{{"id":"{by}","kind":"human","note":"…"}}'
        hint = did_you_mean(by, words.annotators) or "."
        problem = f"--by {by} is not in schema/annotators.jsonl{hint}"
        raise CorpusError(f"{problem} Use an id from there, or add: {entry}")
    return dict(words.annotators[by])


def _print(root: CorpusFolder, *, as_json: bool) -> None:
    read = list(Checker(root).check_audits())
    audits = {path: audit for path, audit, _ in read if audit is not None}
    broken = [f for _, _, findings in read for f in findings if f.severity is Severity.ERROR]
    if broken:
        name = broken[0].path
        raise CorpusError(f"{name} cannot be read. To see why, run: istanbul-talks validate")
    if not audits:
        draw = "istanbul-talks audit --seed 1 --by ID"
        raise CorpusError(f"there is no audit yet. Draw one with: {draw}")
    if as_json:
        print(shown(json.dumps(list(audits.values()), ensure_ascii=False, indent=2)))
        return
    for path, audit in audits.items():
        made = f"by {audit['by']} ({audit['kind']}), {audit['date']}"
        of = f"version {audit['version']}, guidelines {audit['guidelines']}"
        print(f"{path}: {made}, {of}")
        for line in lines([audit]):
            print(f"  {line}")
