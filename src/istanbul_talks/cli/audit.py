"""`audit`: draw items for a reviewer, or print what audits found."""

import argparse
import json
from datetime import date

from ..contributing.auditing import draw
from ..errors import CorpusError
from ..files import atomic
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..model import vocabulary
from ..quality.audit import lines
from ..text.visible import shown
from ..validation.finding import Severity
from ..validation.validator import Checker
from .sources import corpus_of


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    if options.seed is None:
        _print(root, as_json=options.json)
        return 0
    root.check_can_be_changed()
    words, size = vocabulary.load(root), (options.seed, options.sample)
    target, sheet = draw(root, words, options.by, size, date.today())
    atomic.write(root.path / target, canonical(sheet))
    print(f"{len(sheet['items'])} items written to {target}")
    print("Give each a verdict (right, wrong or unsure) and a note")
    return 0


def _print(root: CorpusFolder, *, as_json: bool) -> None:
    read = list(Checker(root).check_audits())
    audits = {path: audit for path, audit, _ in read if audit is not None}
    broken = [f for _, _, findings in read for f in findings if f.severity is Severity.ERROR]
    if broken:
        name = broken[0].path
        raise CorpusError(f"{name} cannot be read. To see why, run: istanbul-talks validate")
    if not audits:
        how = "istanbul-talks audit --seed 1 --by ID"
        raise CorpusError(f"there is no audit yet. Draw one with: {how}")
    if as_json:
        print(shown(json.dumps(list(audits.values()), ensure_ascii=False, indent=2)))
        return
    for path, audit in audits.items():
        made = f"by {audit['by']} ({audit['kind']}), {audit['date']}"
        of = f"version {audit['version']}, guidelines {audit['guidelines']}"
        print(f"{path}: {made}, {of}")
        for line in lines([audit]):
            print(f"  {line}")
