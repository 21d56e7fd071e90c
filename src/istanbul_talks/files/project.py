"""Version, day and DOI of a corpus, from its pyproject.toml."""

import tomllib
from contextlib import suppress

from ..errors import CorpusError
from .corpus_folder import CorpusFolder


def project(root: CorpusFolder) -> dict[str, str]:
    """`version` and, where set, `released` and `doi` from the root's pyproject.toml.

    CorpusError if there is no version.
    """
    file = root.path / "pyproject.toml"
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        own = found.get("tool", {}).get("istanbul-talks", {})
        return {
            "version": str(found["project"]["version"]),
            **{key: str(own[key]) for key in ("released", "doi") if own.get(key)},
        }
    except OSError as error:
        raise CorpusError(f"{file}: {error.strerror}. It names the corpus version") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # TOML and UTF-8 too
        raise CorpusError(f"{file}: no version under [project] can be read ({error})") from None


def version_of(text: str) -> str | None:
    """The version that the text of a pyproject.toml names, or None."""
    with suppress(tomllib.TOMLDecodeError, KeyError, TypeError):
        return str(tomllib.loads(text)["project"]["version"])
    return None
