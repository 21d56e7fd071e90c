"""Draw items at random for a reviewer, or, without --seed, print what the audits found."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from ..errors import CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.project import project
from ..files.strict_json import canonical
from ..model import vocabulary
from ..model.items import items
from ..quality.audit import Sample, lines
from ..text.visible import did_you_mean
from ..validation.finding import Severity
from ..validation.validator import Validator
from .sources import add_root, corpus_of


def register(commands: Any) -> None:
    command = commands.add_parser(
        "audit", help="draw items for a reviewer, or print the error rates", description=__doc__
    )
    command.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="draw items with this seed and write annotations/audits/seed-N.json",
    )
    command.add_argument(
        "--sample",
        type=int,
        default=30,
        metavar="K",
        help="items of each layer: articles, mentions, claims, stances, and passages in which something may be missing (default: 30)",
    )
    command.add_argument(
        "--by", metavar="ID", help="the auditor, an annotator who had no part in the articles"
    )
    command.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    words = vocabulary.load(root)
    if options.seed is None:
        _print(root, words, as_json=options.json)
        return 0
    if not 0 <= options.seed <= 10**9 or not 1 <= options.sample <= 10_000:
        raise CorpusError(
            "a seed is a number from 0 to 1,000,000,000, a sample one from 1 to 10,000"
        )
    auditor = words.annotators.get(options.by or "")
    if options.by is None:
        raise CorpusError(
            "--by is missing: name the auditor, an id of schema/annotators.json who had no part in the articles"
        )
    if auditor is None:
        line = f'{{"id": "{options.by}", "kind": "human", "note": "…"}}'
        hint = did_you_mean(options.by, words.annotators) or "."
        raise CorpusError(
            f"--by {options.by} is not in schema/annotators.json{hint} Write its id as there, or add: {line}"
        )
    target = root.path / "annotations" / "audits" / f"seed-{options.seed}.json"
    if disk.exists(target):
        raise CorpusError(f"{target} exists. An audit is not drawn twice: take another seed")
    validator = Validator(root)
    sample = Sample(options.seed, options.sample)
    for id in root.ids():
        checked = validator.check(id)
        if checked.article is not None:
            if not checked.buildable:
                raise CorpusError(
                    f"{id} has errors. Mend them before an audit is drawn; see them with: istanbul-talks validate"
                )
            _refuse_partial(
                options.by, id, checked.article.annotation["provenance"], checked.article.passes
            )
            sample.add(
                id,
                items(checked.article.annotation, checked.article.resolution, ""),
                checked.article.body,
            )
    sheet = sample.sheet(
        options.by,
        auditor["kind"],
        date.today().isoformat(),
        words.dataset["guidelines"],
        project(root)["version"],
    )
    atomic.write(target, canonical(words.audit.arrange(sheet)))
    print(
        f"{len(sheet['items'])} items written to {root.relative(target)}. For each, write a verdict: right, wrong or unsure, and a note"
    )
    return 0


def _refuse_partial(
    by: str, id: str, provenance: list[dict[str, Any]], passes: tuple[str, ...]
) -> None:
    if by in passes or by in {act["by"] for act in provenance}:
        raise CorpusError(f"{by} had a part in {id}. An audit is made by somebody who had none")


def _print(root: CorpusFolder, words: vocabulary.Vocabulary, *, as_json: bool) -> None:
    read = list(Validator(root).check_audits())
    audits = {path: audit for path, audit, _ in read if audit is not None}
    broken = [f for _, _, findings in read for f in findings if f.severity is Severity.ERROR]
    if broken:
        raise CorpusError(f"{broken[0].path} cannot be read. See why with: istanbul-talks validate")
    if not audits:
        raise CorpusError(
            "there is no audit yet. Draw one with: istanbul-talks audit --seed 1 --by ID"
        )
    if as_json:
        print(json.dumps(list(audits.values()), ensure_ascii=False, indent=2))
        return
    for path, audit in audits.items():
        print(
            f"{path}: by {audit['by']} ({audit['kind']}), {audit['date']}, version {audit['version']}, guidelines {audit['guidelines']}"
        )
        for line in lines([audit]):
            print(f"  {line}")
