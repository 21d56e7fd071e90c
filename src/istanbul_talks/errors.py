"""The package's errors: each is a `CorpusError` and the error that Python would raise."""

from importlib import import_module

NEEDS_TEXT = (
    "this needs the texts of the articles, and the text-free edition has none. "
    'Restore them from your own copies: istanbul-talks restore --texts DIR; load("restored")'
)


class CorpusError(Exception):
    """The problem is the call or the machine, not the data. The message says what to do.

    Hidden characters in it are shown as escapes, wherever it came from.
    """

    def __init__(self, *said: object) -> None:
        # Imported late: until the entry point runs, an interrupt would end in a traceback.
        shown = import_module(".text.visible", __package__).shown
        super().__init__(*(shown(part) if isinstance(part, str) else part for part in said))


class ArgumentError(CorpusError, ValueError):
    """An argument has a value that is not allowed."""


class UnknownNameError(CorpusError, KeyError):
    """No article, config, column, record or version has this name."""

    __str__ = Exception.__str__  # KeyError would print the message in quotes


class NotFoundError(CorpusError, FileNotFoundError):
    """There is no release, version or folder at this place."""


class MissingExtraError(CorpusError, ImportError):
    """An optional library is not installed. The message gives the command that installs it."""


class VerificationError(CorpusError):
    """A release does not match its manifest, or the requested version or digest."""


class EvaluationError(CorpusError, ValueError):
    """A prediction cannot be scored. The message names the row, the problem and what to do."""
