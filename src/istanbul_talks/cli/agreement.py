"""`agreement`: measure how well independent passes agree, layer by layer."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..model import vocabulary
from ..model.annotated import Unreadable
from ..model.article import body_text
from ..quality.additions import read_additions
from ..quality.adjudication import read_adjudication
from ..quality.agreement import Agreement, Comparison, figure
from ..reading.agreement import agreement, of_layer
from ..text.visible import shown
from ..validation.report import plural
from .sources import corpus_here, refuse_unknown


def run(options: argparse.Namespace) -> int:
    root, article = corpus_here(options), options.article
    of_layer((), options.layer)  # before anything is computed
    if root:
        found = of_layer(_of_checkout(root, options), options.layer)
    else:
        found = agreement(article=article, layer=options.layer, seed=options.seed)
    if not found:
        path = f"annotations/passes/ANNOTATOR/{article or 'ARTICLE'}.json"
        missing = f"{article} does not have" if article else "no article has"
        raise CorpusError(f"{missing} two passes. Add them as {path}")
    if options.json:
        value = [{**asdict(one), "measures": [m._asdict() for m in one.measures]} for one in found]
        print(shown(json.dumps(value, ensure_ascii=False, indent=2)))
        return 0
    for one in found:
        print(*_lines(one), sep="\n")
    return 0


def _of_checkout(root: CorpusFolder, options: argparse.Namespace) -> list[Agreement]:
    refuse_unknown([options.article] if options.article else None, root.ids())
    words = vocabulary.load(root)
    comparison = Comparison(list(words.targets))
    made_over = {*root.passes, *root.additions}
    for id in sorted(made_over if options.article is None else [options.article]):
        article = root.read_article(id)
        paths = [file.path for file in (article.annotation, *article.passes.values())]
        try:
            found = read_adjudication(article, words.schema)
            made = (found.reference, *found.passes.values())
            for path, (annotation, resolution) in zip(paths, made, strict=True):
                text = resolution.capture.text.encode()
                if annotation["article"] != id:
                    raise Unreadable(f"{path}: `article` differs from the file name")
                if annotation["text_sha256"] != sha256(text).hexdigest():
                    raise Unreadable(f"{path}: the capture has changed since this file was made")
        except Unreadable as problem:
            raise CorpusError(f"{problem}. To see why, run: istanbul-talks validate {id}") from None
        added = read_additions(article, found.reference).rows(words.annotators)
        length = len(body_text(found.reference.resolution))
        comparison.add(id, found.made, length, added)
    return comparison.results(seed=options.seed)


def _lines(one: Agreement) -> Iterator[str]:
    who = f"{one.kinds[0]} with {one.kinds[1]}: {', '.join(one.annotators)}"
    yield f"{who}; {plural(one.articles, 'article')}; value (95 % interval by article)"
    for m in one.measures:
        yield f"  {m.layer:<8} {m.name:<38} {figure(m):<32} n = {m.n} {m.unit}"
