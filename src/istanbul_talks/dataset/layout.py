"""The paths of a release: names of its files, and where its folder is."""

import re
from importlib import import_module
from pathlib import Path

import orjson

from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files.disk import Irregular, exists, inside, read
from ..text.visible import visible

PACKAGED = Path(__file__).parent.parent / "_release"  # put there by the wheel's build hook
BUILT, BUILT_TEXT_FREE = "dist/istanbul-talks", "dist/istanbul-talks-text-free"
LATEST = "latest.json"  # names the newest version, beside the folders of the versions

MANIFEST, CHECKSUMS = "MANIFEST.json", "SHA256SUMS"
CARD, CITATION = "README.md", "CITATION.cff"
RECORD = "restore.jsonl"  # of the text-free edition: how to restore the missing text
_FOLDERS = {"parquet": "data", "jsonl": "jsonl"}
_INDEX = {"json": "index"}  # of the rows of `articles`
_NUMBERS = r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}"


def is_version(text: str) -> bool:
    """Whether a text is a version that can be released: three numbers."""
    return bool(re.fullmatch(_NUMBERS, text))


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing. ValueError if one is not a number."""
    return tuple(map(int, version.split(".")))


def checked_version(text: str) -> str:
    """A version, with or without a suffix such as +unreleased. ArgumentError for anything else."""
    if not re.fullmatch(_NUMBERS + r"([+-][0-9A-Za-z.+-]{1,60})?", text):
        said = f"version: “{visible(text, 60)}” is not a version number (MAJOR.MINOR.PATCH)"
        raise ArgumentError(f"{said}. Give three numbers, such as 1.0.0")
    return text


def shard_names(config: str, shards: int, ending: str) -> list[str]:
    """The paths of a config's shards, such as data/claims/train-00000-of-00001.parquet."""
    folder = f"{(_FOLDERS | _INDEX)[ending]}/{config}"
    return [f"{folder}/train-{shard:05d}-of-{shards:05d}.{ending}" for shard in range(shards)]


def config_of(path: str) -> tuple[str, str] | None:
    """The config and ending of a shard's path; None for any other file."""
    for ending, folder in _FOLDERS.items():
        if path.startswith(f"{folder}/"):
            return path.split("/")[1], ending
    return None


def default_release() -> Path:
    """The folder that `load()` reads: in the installed package, else in this checkout.

    CorpusError if there is neither.
    """
    if PACKAGED.is_dir():
        return PACKAGED
    # Only a checkout needs the module that reads a corpus.
    corpus_folder = import_module("..files.corpus_folder", __package__)
    root = corpus_folder.find_corpus(Path(__file__).resolve().parent)
    built: Path = root.path / BUILT if root else PACKAGED
    if not built.is_dir():
        raise NotFoundError(f"no release at {built}. Build it with: make dataset")
    return built


def version_below(folder: Path, version: str | None) -> Path:
    """The folder itself if it is a release, else its subfolder for a version, or the newest."""
    pointer = read(folder / LATEST, most=1 << 16)
    if isinstance(pointer, Irregular) or exists(folder / MANIFEST):
        return folder
    try:
        named = version or checked_version(orjson.loads(pointer)["version"])
    except (ValueError, KeyError, TypeError):
        unread = f"{folder / LATEST} cannot be read"
        raise CorpusError(f"{unread}. Name the folder of a version") from None
    below = inside(folder, named)
    if not below.is_dir():
        there = ", ".join(sorted(path.parent.name for path in folder.glob(f"*/{MANIFEST}")))
        absent = f"{folder} has no version {visible(named, 80)}"
        raise NotFoundError(f"{absent}. Its versions: {there or 'none'}")
    return below
