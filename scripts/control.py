"""Measure how far the figures of agreement move if one pass is changed at random by stated shares.

The page on agreement shows the record, scripts/control.json. The same seed gives the same figures.
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.build import build
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic, git
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.quality import control
from istanbul_talks.reading.corpus import Corpus

ROOT = CorpusFolder(Path(__file__).resolve().parent.parent)
RECORD = ROOT.path / "scripts" / "control.json"


def measured(corpus: Corpus, seed: int, draws: int) -> dict[str, Any]:
    """The record: every measure as it is, without common ids, and by kind of change and share."""
    captures = {row["id"]: row["capture"] for row in corpus.rows("raw")}
    rows = list(corpus.rows_by_article("passes"))
    lengths = {article.id: len(article.text) for article in corpus.articles()}
    passes = control.Passes(corpus.targets, rows, captures, lengths)
    annotators = sorted({item["annotator"] for _, item in rows})
    changed = annotators[-1]
    mentions = [
        row for row in rows if row[1]["layer"] == "mention" and row[1]["annotator"] == changed
    ]
    return {
        "version": corpus.version.partition("+")[0],
        "digest": corpus.digest,
        "seed": seed,
        "draws": draws,
        "annotators": annotators,
        "changed": changed,
        "shares": list(control.SHARES),
        "mentions": len(mentions),
        "forms": len({control.form(*row) for row in mentions}),
        "figures": control.rounded(passes.figures()),
        "without_registry": control.rounded(control.without_registry(passes, changed).figures()),
        "moved": control.control(passes, changed, seed=seed, draws=draws),
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=18, help="of the random changes (default: 18)")
    draws = "how often each share is drawn; the record has the mean (default: %(default)s)"
    options.add_argument("--draws", type=int, default=control.DRAWS, help=draws)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "release"
        if build(ROOT, target, today=date.today()).facts is None:
            raise CorpusError("the corpus has errors. To see them, run: istanbul-talks validate")
        made = measured(Corpus(target), given.seed, given.draws)
    head = {"commit": git.commit(ROOT.path, "HEAD"), "day": str(date.today())}
    atomic.write(RECORD, canonical(head | made))
    print(f"{RECORD.name}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded("control", main))
