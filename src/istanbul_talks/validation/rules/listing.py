"""Rules about names and kinds of files, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator

from ...files.disk import Irregular
from ...text.ids import is_id, is_placeholder, is_reserved, nearest_id
from ...text.visible import did_you_mean
from ..catalogue import rule
from ..finding import InCapture, Spot
from ..subjects import Listing, Pair

_ENDINGS = {"corpus": ".txt", "annotations": ".json"}
FOLDERS = frozenset({"passes", "decisions", "audits"})


def _ending(entry: Listing) -> str:
    return _ENDINGS[entry.folder.partition("/")[0]]


@rule
def unknown_file(entry: Listing) -> Iterator[Spot]:
    ending = _ending(entry)
    if entry.name.endswith(ending) or (entry.folder == "annotations" and entry.name in FOLDERS):
        return
    home = next((folder for folder, other in _ENDINGS.items() if entry.name.endswith(other)), None)
    if home:
        yield Spot((), f"“{entry.name}” stands in {entry.folder}/", f"Move it to {home}/")
    else:
        what = f"{entry.folder}/ holds only {ending} files, and no {'other ' if entry.folder == 'annotations' else ''}folders"
        yield Spot((), f"“{entry.name}” is no {ending} file", f"Take it out: {what}")


@rule
def bad_file_name(entry: Listing) -> Iterator[Spot]:
    ending = _ending(entry)
    if not entry.name.endswith(ending):
        return
    id = entry.name.removesuffix(ending)
    if not is_id(id):
        hint = nearest_id(id) or "a-short-slug"
        yield Spot((), f"“{id}” is not an id", f"Rename it to {hint}{ending}")
    elif is_reserved(id):
        yield Spot(
            (), f"“{id}” is a reserved name on Windows", f"Rename it to {id}-article{ending}"
        )
    elif entry.name.lower() in entry.siblings:
        yield Spot((), "another name differs only in case", "Rename one of the two")


@rule
def placeholder_id(entry: Listing) -> Iterator[Spot]:
    id = entry.name.removesuffix(_ending(entry))
    if entry.folder == "corpus" and is_placeholder(id):
        yield Spot(
            (),
            f"“{id}” names no article",
            "Rename the capture and its annotation: a few words of the headline",
        )


@rule
def stray_pass(entry: Listing) -> Iterator[Spot]:
    id = entry.name.removesuffix(_ending(entry))
    if entry.articles is not None and entry.name.endswith(".json") and id not in entry.articles:
        yield Spot(
            (),
            f"there is no corpus/{id}.txt{did_you_mean(id, entry.articles)}",
            "Rename the file, or take it out",
        )


@rule
def not_a_regular_file(pair: Pair) -> Iterator[Spot]:
    if isinstance(pair.annotation, Irregular):
        yield Spot((), f"the annotation is {pair.annotation.what}", "Put a regular file there")
    if isinstance(pair.capture, Irregular):
        yield Spot(InCapture(0), f"the capture is {pair.capture.what}", "Put a regular file there")


@rule
def article_missing(pair: Pair) -> Iterator[Spot]:
    if pair.capture is None and pair.annotation is not None:
        yield Spot(
            (),
            f"there is no corpus/{pair.id}.txt",
            f"Add the capture as corpus/{pair.id}.txt, or correct the file name",
        )


@rule
def annotation_missing(pair: Pair) -> Iterator[Spot]:
    if pair.annotation is None and pair.capture is not None:
        yield Spot(
            InCapture(0),
            f"there is no annotations/{pair.id}.json",
            f"Add annotations/{pair.id}.json, or remove the capture",
        )
