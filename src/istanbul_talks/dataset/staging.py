"""A new folder for a release, which replaces the old one only when it is complete."""

from contextlib import AbstractContextManager
from pathlib import Path

import orjson

from ..errors import CorpusError
from ..files import atomic
from ..files.disk import Irregular, exists, files_below, read
from .layout import CHECKSUMS, MANIFEST


def staging(target: Path) -> AbstractContextManager[atomic.Staging]:
    """A new folder that replaces a release when it is committed.

    CorpusError if the target is neither empty nor a release, or has files that no build wrote.
    """
    _refuse_foreign(target.resolve())
    return atomic.staging(target)


def _refuse_foreign(target: Path) -> None:
    if not exists(target) or (target.is_dir() and not any(target.iterdir())):
        return
    manifest = read(target / MANIFEST)
    if isinstance(manifest, Irregular):
        raise CorpusError(f"{target} is not a release: it has no {MANIFEST}. Name another folder")
    try:
        known = {*orjson.loads(manifest)["files"], MANIFEST, CHECKSUMS}
    except (ValueError, KeyError, TypeError):
        unknown = f"{target / MANIFEST} does not list the files of a release"
        raise CorpusError(f"{unknown}. Name another folder, or remove this one") from None
    for path in files_below(target):
        if path.relative_to(target).as_posix() not in known and not path.name.startswith("."):
            foreign = f"{path} is not part of the release that the build replaces"
            raise CorpusError(f"{foreign}. Move the file, or name another folder")
