"""What the pages on the data are made from: a release in one of its editions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from ..dataset.index import lines
from ..dataset.layout import RECORD
from ..dataset.text_free import Record, read_record
from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..model.records import Article
from ..quality.agreement import Agreement
from ..reading.corpus import Corpus
from .grouped import Grouped

_IN_GROUP = ["article", "proposition", "wording", "claim", "relation"]
_IN_GROUP += ["claimer", "claimer_name", "publisher"]
MOST_DECISIONS = 200  # of a page, if one article does not have more
# How many items a version changed, by version, article, layer and kind.
Changes = Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]]
AUTHOR = "article"  # the holder and claimer that stands for the author of an article


@dataclass(frozen=True)
class Checkout:
    """The corpus that a release was built from. `commit`: of these files, if git has them."""

    folder: CorpusFolder
    commit: str | None

    def lines(self, article: str) -> Callable[[str], int | None]:
        """The line of each item of an article's annotation file, by its pointer: “/claims/3”."""
        document = self.folder.read_article(article).annotation.document

        def line(pointer: str) -> int | None:
            if document is None or document.value is None:
                return None
            layer, number = pointer[1:].split("/")
            return document.line_and_column(document.offset((layer, int(number))))[0]

        return line


@dataclass(frozen=True)
class Edition:
    """A release that the site shows. In the text-free edition, texts and long quotes are None."""

    corpus: Corpus
    agreement: Sequence[Agreement] = ()  # of the passes; the text-free edition cannot compute it
    audits: Sequence[Mapping[str, Any]] = ()  # as in their files
    control: Mapping[str, Any] | None = None  # of the figures of agreement: scripts/control.json
    benchmark: Mapping[str, Any] | None = None  # the recorded run: scripts/benchmark.json
    changes: Changes = field(default_factory=dict)
    full: Corpus | None = None  # the same with its texts, to find examples of the guidelines
    checkout: Checkout | None = None  # to name the lines of items

    @property
    def is_text_free(self) -> bool:
        return self.corpus.edition == "text-free"

    def articles(self) -> Iterator[tuple[Article, Record | None]]:
        """Each article in order; in the text-free edition with its record from restore.jsonl."""
        if not self.is_text_free:
            yield from ((article, None) for article in self.corpus.articles())
            return
        file, places = self._records
        for article in self.corpus.articles():
            place = f"the record of {article.id} in {RECORD}"
            yield article, read_record(file[slice(*places.get(article.id, (0, 0)))], place)

    @cached_property
    def _records(self) -> tuple[Any, Mapping[str, tuple[int, int]]]:
        """The file of the records, and where each is: they are in the order of the shards."""
        numbered = enumerate(self.corpus.read_lines(RECORD), start=1)  # verifies the file
        ids = [read_record(line, f"{RECORD}:{number}")["id"] for number, line in numbered]
        file = disk.map_file(disk.inside(self.corpus.folder, RECORD))
        return file, dict(zip(ids, lines(file), strict=True))

    @cached_property
    def decision_pages(self) -> Mapping[str, str]:
        """The page with the decisions about an article, by its id: `decisions/page/2/`."""
        pages, on_page, number = dict[str, str](), 0, 1
        for article, rows in groupby(self.corpus.json_lines("decisions"), itemgetter(0)):
            count = sum(1 for _ in rows)
            if on_page and on_page + count > MOST_DECISIONS:
                on_page, number = 0, number + 1
            on_page += count
            pages[article] = "decisions/" if number == 1 else f"decisions/page/{number}/"
        return pages

    @cached_property
    def dataset(self) -> Mapping[str, Any]:
        """schema/dataset.json: name, title, authors, licence, homepage, sides."""
        found: Mapping[str, Any] = self.corpus.read_json("schema/dataset.json")
        return found

    @cached_property
    def labels(self) -> Mapping[str, Any]:
        """schema/labels.json: definition and example of each label, by vocabulary."""
        found: Mapping[str, Any] = self.corpus.read_json("schema/labels.json")
        return found

    @cached_property
    def targets(self) -> Mapping[str, Mapping[str, Any]]:
        """The propositions that stances are for or against, by id."""
        return {one["id"]: one for one in self.corpus.read_json("schema/targets.json")["targets"]}

    @cached_property
    def claim_groups(self) -> Grouped:
        """The claims about each proposition, by its id."""
        return Grouped(self.corpus, "claim_groups", "proposition", _IN_GROUP)

    @cached_property
    def propositions(self) -> Mapping[str, int]:
        """The number of a proposition in their list, from 0, by its id: most articles first."""
        found = {id: len({r["article"] for r in rows}) for id, rows in self.claim_groups.items()}
        order = sorted(found, key=lambda id: (-found[id], id))
        return {id: number for number, id in enumerate(order)}

    @cached_property
    def annotators(self) -> Mapping[str, Mapping[str, Any]]:
        """Who made passes, decisions and audits, by id."""
        known = self.corpus.read_json("schema/annotators.json")["annotators"]
        return {one["id"]: one for one in known}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Names of one word, by the way they are in an id: “nato”, “us”."""
        entities = map(orjson.loads, self.corpus.read_lines("schema/entities.jsonl"))
        words = (word for e in entities for word in (e["name"], *e["variants"]) if " " not in word)
        return {word.replace(".", "").casefold(): word for word in words}

    def target_words(self, target: str) -> str:
        """A proposition by the words of its id: “territorial concessions”, “NATO troops”."""
        return " ".join(self._names.get(word, word) for word in target.split("-"))

    @cached_property
    def events(self) -> Mapping[str, Mapping[str, Any]]:
        """The rounds of talks, by id."""
        return {one["id"]: one for one in self.corpus.read_json("schema/events.json")["events"]}

    @cached_property
    def sides(self) -> tuple[Mapping[str, Any], ...]:
        """The sides of the negotiations: id, name and the ids of their entities. At most two."""
        return tuple(self.dataset.get("sides", ()))

    @cached_property
    def _side_of(self) -> Mapping[str, str]:
        numbered = [(f"side-{n}", side) for n, side in enumerate(self.sides, 1)]
        return {
            known: name
            for name, side in numbered
            for known in (*side["entities"], *side.get("names", ()))
        }

    def side(self, id: str, name: str) -> str:
        """The CSS class of a claimer or holder: author, side-1, side-2 or others."""
        if id == AUTHOR:
            return "author"
        return self._side_of.get(name if id == "other" else id, "others")
