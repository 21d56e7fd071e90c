"""The command line as a user calls it."""

import pytest

from istanbul_talks.cli.main import main

CALL = "import sys; from istanbul_talks.cli.main import main; sys.exit(main(sys.argv[1:]))"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of a command. SystemExit or a traceback fails the test."""
    code = main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    _, out, err = run(capsys, *arguments)
    return out + err
