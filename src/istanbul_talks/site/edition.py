"""What the pages on the data are made from: a release in one of its editions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..dataset.layout import RECORD
from ..dataset.text_free import Record, read_record
from ..model.records import Article
from ..reading.corpus import Corpus

AUTHOR = "article"  # the holder and claimer that stands for the author of an article


@dataclass(frozen=True)
class Edition:
    """A release that the site shows. In the text-free edition, texts and long quotes are None."""

    corpus: Corpus

    @property
    def is_text_free(self) -> bool:
        return self.corpus.edition == "text-free"

    def articles(self) -> Iterator[tuple[Article, Record | None]]:
        """Each article in order; in the text-free edition with its record from restore.jsonl."""
        if not self.is_text_free:
            yield from ((article, None) for article in self.corpus.articles())
            return
        lines = self.corpus.read_lines(RECORD)
        for number, (article, line) in enumerate(zip(self.corpus.articles(), lines, strict=True)):
            yield article, read_record(line, f"{RECORD}:{number + 1}")

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
