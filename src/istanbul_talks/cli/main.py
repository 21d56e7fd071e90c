"""Entry point of `istanbul-talks`. It imports the rest in `try`, so an interrupt ends cleanly."""

import sys
from importlib import import_module


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code. Errors are one line on standard error."""
    try:
        run = import_module(".parser", __package__).run
        return int(run(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        print("istanbul-talks: interrupted", file=sys.stderr)
        return 130
