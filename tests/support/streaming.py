"""Exports many small articles to a format, or reads them back, and prints the peak of its memory.

python -m support.streaming write FORMAT COUNT PATH
python -m support.streaming read FORMAT COUNT PATH
"""

import json
import resource
import sys
from collections.abc import Collection, Iterator
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, get_type_hints

import pyarrow as pa

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import FORMATS, label_studio, potato
from istanbul_talks.formats.export import export
from istanbul_talks.formats.record import document_of
from istanbul_talks.model.records import Article, Entity, Mention
from istanbul_talks.reading.subset import Subset, Trainable
from support.foreign import LABELS

TEXT = "In {0} the quay of Lyth opened again."


def article(number: int) -> Article:
    """A short article with a mention; what is not about them is empty."""
    text = TEXT.format(number)
    at = text.index("Lyth")
    entity = Entity("lyth", "GPE", "Lyth", None, None, None)
    own_mention = {"id": "lyth-1", "entity": "lyth", "type": "GPE", "start": at, "end": at + 4}
    mentions = (Mention(**_filled(Mention, **own_mention, text="Lyth")),)
    own = {"id": f"article-{number:06}", "text": text, "entities": (entity,), "mentions": mentions}
    return Article(**_filled(Article, **own))


@cache
def _empty(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {f.name: () if str(hints[f.name]).startswith("tuple") else "" for f in fields(record)}


def _filled(record: type, **values: Any) -> dict[str, Any]:
    """Values for every field of a record: an empty one for those that are not given."""
    return _empty(record) | values


class Many(Trainable):
    """Articles that are made when they are asked for, as a release reads them."""

    configs = ("mentions",)
    labels = LABELS
    targets: ClassVar[dict[str, Any]] = {}

    def __init__(self, count: int) -> None:
        self.count = count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[str]:
        return (f"article-{number:06}" for number in range(self.count))

    def __getitem__(self, id: str) -> Article:
        return article(int(id.removeprefix("article-")))

    def rows(self, config: str = "articles") -> Iterator[dict[str, Any]]:
        for one in self.values():
            for mention in one.mentions:
                yield {"article": one.id, "id": mention.id, "start": mention.start}

    def to_arrow(self, config: str = "articles") -> pa.Table:
        raise NotImplementedError

    def _subset(self, ids: Collection[str]) -> Subset:
        raise NotImplementedError


def main(way: str, name: str, count: str, path: str) -> None:
    if (way, name) == ("write", "potato-export"):  # what Potato exports of what it loaded
        Path(path).mkdir()
        with (Path(path) / "data.jsonl").open("wb") as file:
            file.writelines(potato.texts(map(document_of, Many(int(count)).values())))
        with (Path(path) / "annotations.jsonl").open("w") as file:
            for one in Many(int(count)).values():
                print(json.dumps(potato.record(document_of(one))), file=file)
    elif (way, name) == ("write", "label-studio-export"):  # on one line, as Label Studio exports
        Path(path).mkdir()
        with (Path(path) / "project.json").open("wb") as file:
            made = label_studio.tasks(map(document_of, Many(int(count)).values()), LABELS)
            file.writelines(piece.replace(b"\n", b" ") for piece in made)
    elif way == "write":
        export(Many(int(count)), name, path)
    else:
        module, _, function = str(FORMATS[name.removesuffix("-export")].read).partition(".")
        read = getattr(import_module(f"istanbul_talks.formats.{module}"), function)
        done = 0
        for taken in read(ForeignFiles(Path(path))):
            assert taken.defects == [] and len(taken.document.items) == 1, taken
            done += 1
        assert done == int(count), done
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)  # MB on Linux


if __name__ == "__main__":
    main(*sys.argv[1:])
