"""Where the files of a release are."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import CorpusError, NotFoundError
from ..files.corpus_folder import find_corpus
from ..files.disk import Irregular, exists, read
from ..text.visible import visible

PACKAGED = Path(__file__).parent.parent / "_release"  # put there by the wheel's build hook


LATEST = "latest.json"  # the pointer beside the folders of the versions


def default_release() -> Path:
    """Where `load()` finds the data: in the installed package, else in the checkout this package runs from.

    CorpusError if neither is there.
    """
    if PACKAGED.is_dir():
        return PACKAGED
    root = find_corpus(Path(__file__).resolve().parent)
    built = root.path / "dist" / "istanbul-talks" if root else None
    if built is None or not built.is_dir():
        where = built or PACKAGED
        raise NotFoundError(f"no release at {where}. Build it with: make dataset")
    return built


def version_below(folder: Path, version: str | None) -> Path:
    """The folder of a version, else of the newest, where a folder holds one for each version (as `publish` makes it); else the folder."""
    pointer = read(folder / LATEST, most=1 << 16)
    if isinstance(pointer, Irregular) or exists(folder / "MANIFEST.json"):
        return folder
    try:
        named = version or str(json.loads(pointer)["version"])
    except (ValueError, KeyError, TypeError):
        raise CorpusError(
            f"{folder / LATEST} cannot be read. Name the folder of a version"
        ) from None
    below = folder / named
    if Path(named).name != named or not below.is_dir():
        raise NotFoundError(
            f"{folder} holds no version {visible(named, 80)}. Look at the names of its folders"
        )
    return below


def shard_name(config: str, shard: int, shards: int, ending: str) -> str:
    """The path of a shard in a release folder, for example data/claims/train-00000-of-00001.parquet."""
    folder = "data" if ending == "parquet" else "jsonl"
    return f"{folder}/{config}/train-{shard:05d}-of-{shards:05d}.{ending}"
