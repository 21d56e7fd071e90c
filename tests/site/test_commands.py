"""The page on the commands, from a small made-up parser."""

import argparse

import pytest

from istanbul_talks.site.commands import cli_page


def made() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="talks")
    commands = parser.add_subparsers()
    fix = commands.add_parser("fix", help="repair", description="Repairs.")
    fix.add_argument("path", nargs="*", metavar="PATH", help="what a|b")
    show = commands.add_parser("show", help="print it", description="Prints.")
    show.add_argument("--id", metavar="ID|LINK", help="an id, " * 30)
    show.add_argument("--format", choices=["text", "json"], help="the format")
    show.add_argument("--from", nargs="?", metavar="BASE", help="the start")
    show.add_argument("--all", action="store_true", help="each")
    return parser


def test_readers_come_first_and_every_command_has_usage_and_options() -> None:
    page = cli_page(made(), {})
    assert [line for line in page.splitlines() if line.startswith("##")] == [
        "## For readers", "### show", "## For annotators and maintainers", "### fix",
    ]  # fmt: skip
    assert "| [`show`](#show) | print it |" in page
    assert "Prints.\n\n```text\ntalks show [-h] [--id ID|LINK]" in page
    for name, meaning in (
        ("--id ID&#124;LINK", "an id, " * 30), ("--format text&#124;json", "the format"),
        ("--from &#91;BASE&#93;", "the start"), ("--all", "each"), ("PATH", "what a\\|b"),
    ):  # fmt: skip
        assert f"| <code>{name}</code> | {meaning} |" in page
    assert "--help" not in page.partition("## For readers")[2]


def test_usage_is_equally_wide_on_every_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = []
    for columns in ("40", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        pages.append(cli_page(made(), {}))
    assert pages[0] == pages[1]


def test_an_example_shows_call_and_output() -> None:
    page = cli_page(made(), {"show": {"call": "talks show", "prints": "a\n```"}})
    assert "For example:\n\n```bash\ntalks show\n```\n\n````text\na\n```\n````\n" in page
