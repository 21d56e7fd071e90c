"""What each phase and each rule costs, in milliseconds of CPU time an article.

`python scripts/costs.py CORPUS` prints the table. Files are read from memory.
"""

import argparse
import gc
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.source_article import SourceArticle, SourceFile
from istanbul_talks.model import vocabulary
from istanbul_talks.model.resolve import resolve
from istanbul_talks.validation.article_check import LINKS, check_article
from istanbul_talks.validation.rules import Rule, rules_of
from istanbul_talks.validation.subjects import AnnotationFile, ResolvedArticle

OF_TEXT = (
    *("anchoring", "body", "source", "dating", "entities", "claims", "stance", "additions"),
    "provenance",
)


class Cost(NamedTuple):
    """CPU time of a phase or rule. `layer`: of the rule; empty for a phase."""

    layer: str
    name: str
    milliseconds: float  # an article


class Articles:
    """Articles of a corpus whose annotations fit the schema, with nothing known about them yet."""

    def __init__(self, folder: Path, today: date, most: int) -> None:
        root = CorpusFolder(folder)
        self.vocabulary, self.today = vocabulary.load(root), today
        sources = [root.read_article(id) for id in root.ids()[:most]]
        self._files = {file.path: file.data for source in sources for file in source.files()}
        fit = (s for s in sources if self.vocabulary.schema.is_valid(s.annotation.value))
        self._annotators = {s.id: s.annotators for s in fit if s.capture.text}

    def sources(self) -> list[SourceArticle]:
        made = self._annotators.items()
        return [SourceArticle(id, lambda path, _: self._files.get(path), by) for id, by in made]

    def captures(self) -> list[SourceFile]:
        return [source.capture for source in self.sources() if source.capture.text]

    def annotations(self) -> list[AnnotationFile]:
        read = ((source, source.annotation.document) for source in self.sources())
        schema, link = self.vocabulary.schema, LINKS["reference"]
        return [AnnotationFile(document, schema, link, s) for s, document in read if document]

    def texts(self) -> list[tuple[Any, str]]:
        """Annotations with their captures."""
        return [(s.annotation.value, s.capture.text or "") for s in self.sources()]

    def resolved(self) -> list[ResolvedArticle]:
        return [
            ResolvedArticle(
                file.document.value,
                resolve(file.document.value, file.article.capture.text or ""),
                self.vocabulary,
                self.today,
                passes=file.article.annotators,
                document=file.document,
            )
            for file in self.annotations()
            if file.article is not None
        ]

    def check(self, source: SourceArticle) -> object:
        return check_article(source, self.vocabulary, self.today)


def costs(folder: Path, *, today: date, most: int = 500, repeats: int = 3) -> list[Cost]:
    """The cost of each phase in order, then of each rule, the dearest first.

    Each is the best of some repeats over the first `most` articles. A rule is timed alone, once the
    facts that rules share are known; the phases “rules about …” are all of them with these facts.
    """
    articles = Articles(folder, today, most)
    reading, capture, text = (
        rules_of("reading"),
        rules_of("capture"),
        rules_of(*OF_TEXT, "registry"),
    )
    text = [rule for rule in text if rule.id != "bad-waiver"]  # it looks at findings
    phases: dict[str, tuple[Callable[[], Sequence[Any]], Callable[[Any], object]]] = {
        "read JSON": (articles.sources, lambda source: source.annotation.document),
        "rules about the capture": (articles.captures, lambda file: _run(capture, file)),
        "canonical form": (articles.annotations, lambda file: file.canonical),
        "rules about the file": (articles.annotations, lambda file: _run(reading, file)),
        "resolve": (articles.texts, lambda pair: resolve(*pair)),
        "rules about the text": (articles.resolved, lambda article: _run(text, article)),
        "check_article": (articles.sources, articles.check),
    }
    found = [Cost("", name, _best(*phase, repeats)) for name, phase in phases.items()]
    own: list[Cost] = []
    for rules, subjects in (
        (reading, articles.annotations()),
        (capture, articles.captures()),
        (text, articles.resolved()),
    ):
        for subject in subjects:
            _run(rules, subject)
        own += (_cost_of(rule, subjects, repeats) for rule in rules)
    return found + sorted(own, key=lambda cost: -cost.milliseconds)


def _cost_of(rule: Rule, subjects: Sequence[Any], repeats: int) -> Cost:
    spent = _best(lambda: subjects, lambda subject: _run([rule], subject), repeats)
    return Cost(rule.layer, rule.id, spent)


def _run(rules: Sequence[Rule], subject: Any) -> None:
    for rule in rules:
        for _ in rule.check(subject):
            pass


def _best(
    subjects: Callable[[], Sequence[Any]], work: Callable[[Any], object], repeats: int
) -> float:
    """Milliseconds a subject, the best of some repeats; subjects are made before the clock runs."""
    spent = []
    for _ in range(repeats):
        made = subjects()
        gc.disable()
        begin = time.process_time()
        for subject in made:
            work(subject)
        spent.append((time.process_time() - begin) / max(1, len(made)))
        gc.enable()
    return min(spent) * 1000


def table(found: Sequence[Cost]) -> str:
    """The costs as a table in Markdown."""
    rows = [f"| {cost.layer or '–'} | {cost.name} | {cost.milliseconds:.4f} |" for cost in found]
    return "\n".join(("| layer | phase or rule | ms an article |", "| --- | --- | --: |", *rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of a corpus")
    parser.add_argument("--articles", type=int, default=500, help="articles to look at")
    options = parser.parse_args()
    print(table(costs(options.corpus, today=date.today(), most=options.articles)))


if __name__ == "__main__":
    main()
