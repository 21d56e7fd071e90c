"""HTTP reads that no server can make endless: fsspec's file system with a limit on each answer.

An answer is read in pieces, up to what was requested and no further. Compression is declined; an
answer that is compressed anyway is rejected, as it could unpack to anything.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..errors import CorpusError
from ..files.optional import require
from .retry import shown

LONGEST = 60  # seconds that one answer may take, unless storage_options say otherwise
_CHUNK = 1 << 16  # bytes


def bounded_http(options: Mapping[str, Any]) -> Any:
    """The file system, with the options of the caller."""
    aiohttp = require("fsspec.implementations.http", "remote").aiohttp
    given = dict(options)
    client = {"timeout": aiohttp.ClientTimeout(total=LONGEST), **given.pop("client_kwargs", {})}
    headers = {**client.pop("headers", {}), "Accept-Encoding": "identity"}
    client |= {"headers": headers, "auto_decompress": False}
    return _class()(client_kwargs=client, **given)


@cache
def _class() -> Any:
    """The class, made when first needed, as fsspec is an extra."""
    base: Any = require("fsspec.implementations.http", "remote").HTTPFileSystem

    class BoundedHTTP(base):  # type: ignore[misc]
        """HTTPFileSystem whose `cat_file` needs a range."""

        cachable = False

        async def _cat_file(self, url: str, start: int, end: int, **options: Any) -> bytes:
            session = await self.set_session()
            headers = {"Range": f"bytes={start}-{end - 1}"}
            async with session.get(self.encode_url(url), headers=headers, **options) as answer:
                self._raise_not_found_for_status(answer, url)
                if answer.headers.get("Content-Encoding", "identity") != "identity":
                    problem = "the answer is compressed, although that was declined"
                    raise CorpusError(f"{shown(url)}: {problem}. Tell the host")
                # A server without ranges sends the file from its beginning.
                before = start if answer.status == 200 else 0
                data = bytearray()
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    data += chunk[before:]
                    before = max(0, before - len(chunk))
                    if len(data) >= end - start:
                        break
            return bytes(data[: end - start])

    return BoundedHTTP
