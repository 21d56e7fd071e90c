"""Files that another tool wrote: a file, or a folder of them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..errors import CorpusError, NotFoundError
from . import disk

MOST = 256 * 1024 * 1024  # bytes of a file or line that is read at once


@dataclass(frozen=True)
class ForeignFiles:
    """A file or folder at `path`. Names are relative to the folder, with forward slashes."""

    path: Path

    def names(self, ending: str) -> list[str]:
        """The files with this ending, sorted in each folder. Raises NotFoundError for none."""
        if self.path.is_dir():
            found = [*disk.names_below(self.path, ending)]
        else:
            found = [self.path.name] if disk.exists(self.path) else []
        if not found:
            raise NotFoundError(f"{self.path}: there is no file that ends in {ending}")
        return found

    def _at(self, name: str) -> Path:
        return self.path / name if self.path.is_dir() else self.path.with_name(name)

    def exists(self, name: str) -> bool:
        return disk.exists(self._at(name))

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]:
        return disk.open_regular(self._at(name))

    def text(self, name: str) -> str:
        """A file in UTF-8, with its line breaks as they are and without a byte order mark."""
        try:
            return disk.read_bytes(self._at(name), MOST).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise CorpusError(f"{name}:{line}: not UTF-8. Save the file as UTF-8") from None

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, one in memory at a time. CorpusError for one that is too long."""
        with self.opened(name) as file:
            for number, line in enumerate(iter(lambda: file.readline(MOST + 1), b""), start=1):
                if len(line) > MOST:
                    raise CorpusError(f"{name}:{number}: the line has more than {MOST:,} bytes")
                yield line
