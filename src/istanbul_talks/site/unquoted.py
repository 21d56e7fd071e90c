"""How well passes agree on what the guidelines do not quote."""

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from ..model.items import Item
from ..quality.agreement import Comparison, figure
from ..quality.matching import by_annotator
from ..reading.corpus import Corpus
from ..text.markdown import table

_UNQUOTED = ["claim.f1.overlap", "claim.f1.span", "claim.alpha.type", "claim.alpha.epistemic"]
_UNQUOTED += ["stance.f1.holder-target", "stance.alpha.label"]


def unquoted_table(corpus: Corpus, guidelines: str) -> str:
    """Agreement on the claims and stances whose words are not quoted in the guidelines."""
    quoted = _quoted_pieces(guidelines)
    comparison, left_out, total = Comparison(corpus.targets), 0, 0
    for id, found in groupby(corpus.rows_by_article("passes"), itemgetter(0)):
        items = [row for _, row in found]
        judged = [item for item in items if item["layer"] in ("claim", "stance")]
        resting = [item for item in judged if _rests_on(item, quoted)]
        total, left_out = total + len(judged), left_out + len(resting)
        unquoted = by_annotator(item for item in items if item not in resting)
        comparison.add(id, unquoted, len(corpus[id].text))
    measures = (m for one in comparison.results() for m in one.measures if m.id in _UNQUOTED)
    rows = ((m.layer, m.name, figure(m), f"{m.n:,} {m.unit}") for m in measures)
    rest = f"{left_out:,} rest on three or more words that the guidelines quote"
    head = f"Of the {total:,} claims and stances of the passes, {rest}. On the others:"
    return f"{head}\n\n{table('layer | measure | value (95 % interval) | n', rows)}\n"


def _quoted_pieces(guidelines: str) -> list[str]:
    """Every quote of three words or more in the guidelines, cut at ellipses."""
    text = " ".join(guidelines.replace("**", "").split())
    quotes = re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", text)
    pieces = [piece for quote in quotes for piece in re.split(r" ?… ?", quote)]
    return [piece for piece in pieces if piece.count(" ") > 1]


def _rests_on(item: Item, pieces: Iterable[str]) -> bool:
    return any(p in s["text"] or s["text"] in p for s in item["spans"] for p in pieces)
