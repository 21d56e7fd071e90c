"""`cache`: what was downloaded, and how to delete it."""

import argparse
import math
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from ..dataset import manifest as manifests
from ..errors import CorpusError
from ..files.cache import Cache, CachedFile
from ..files.cache_folder import NOTES, default_folder, most_bytes, size_of
from ..text.visible import visible

_UNITS = "bytes", "kB", "MB", "GB", "TB"


def run(options: argparse.Namespace) -> int:
    cache = Cache(options.cache or default_folder())
    most = most_bytes()
    if not cache.folder.is_dir():
        print(f"{visible(str(cache.folder), 500)}: nothing is there yet")
        return 0
    if options.clear or options.max_size is not None:
        wanted = 0 if options.clear else size_of(options.max_size, "--max-size")
        dropped = cache.drop(math.inf if options.clear else cache.size() - wanted)
        print(f"{shown(dropped)} deleted")
        left = cache.size()
        if left > wanted:
            print(f"{shown(left)} kept: a program has these releases open")
        return int(left > wanted)
    files = cache.files()
    total = sum(file.size for file in files)
    print(f"{visible(str(cache.folder), 500)}: {shown(total)} of at most {shown(most)}")
    for line in _releases(cache, files):
        print(line)
    for file in files:
        if file.paths[0].name == NOTES:
            print(f"  what validate found: {shown(file.size)}")
    return 0


def _releases(cache: Cache, files: list[CachedFile]) -> Iterator[str]:
    for folder, data in cache.releases():
        name = "an unreadable release"
        with suppress(CorpusError):
            manifest = manifests.parse(data, str(folder))
            edition = manifest.get("edition", "full")
            name = visible(f"{manifest['name']} {manifest['version']}, {edition}", 200)
        own = [f for f in files if any(folder in path.parents for path in f.paths)]
        used = max((file.used for file in own), default=0)
        with cache.unused(folder) as unused:
            open_now = "" if unused else ", open now"
        size = shown(sum(file.size for file in own))
        yield f"  {name}: {size}, last used {date.fromtimestamp(used)}{open_now}"


def shown(size: int) -> str:
    """A number of bytes in the largest unit that fits, such as 1.2 MB."""
    power = min(max(len(str(size)) - 1, 0) // 3, len(_UNITS) - 1)
    return f"{size / 1000**power:.{1 if power else 0}f} {_UNITS[power]}"
