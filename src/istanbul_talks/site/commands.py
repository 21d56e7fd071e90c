"""The page on the commands, from their help, with a recorded example of each."""

from argparse import Action, ArgumentParser, HelpFormatter
from collections.abc import Iterator, Mapping

from ..text.markdown import fence_for, plain, table
from .texts import TEXTS

_WIDTH = 88  # of a line that fits on the page
Examples = Mapping[str, Mapping[str, str]]  # by command: what is called, and what it prints


def cli_page(parser: ArgumentParser, examples: Examples) -> str:
    """Every command by group: what it does, its usage and options, and an example."""
    listed = next(a for a in vars(parser)["_actions"] if isinstance(a.choices, dict))
    helps = {one.dest: one.help for one in vars(listed)["_choices_actions"]}
    groups = dict(TEXTS["commands"])
    named = {name for names in groups.values() for name in names}
    groups[[*groups][-1]] = [name for name in helps if name not in named]
    parts = [TEXTS["cli"]]
    for title, names in groups.items():
        shown = [name for name in names if name in helps]
        rows = ((f"[`{name}`](#{name})", helps[name]) for name in shown)
        parts += [f"## {title}\n", table("command | what it does", rows) + "\n"]
        for name in shown:
            parts += [f"### {name}\n", *_command(listed.choices[name], examples.get(name))]
    return "\n".join(parts)


def _command(command: ArgumentParser, example: Mapping[str, str] | None) -> Iterator[str]:
    yield f"{command.description}\n"
    command.formatter_class = lambda prog: HelpFormatter(prog, width=_WIDTH)
    usage = command.format_usage().replace("usage: ", "").replace("\n       ", "\n")
    yield f"```text\n{usage.rstrip()}\n```\n"
    actions = (one for one in vars(command)["_actions"] if one.dest != "help")
    rows = [(_option(one), (one.help or "").replace("|", "\\|")) for one in actions]
    if rows:
        yield table("option | meaning", rows) + "\n"
    if example:
        output = example["prints"]
        fence = fence_for(output)
        yield f"For example:\n\n```bash\n{example['call']}\n```\n"
        yield f"{fence}text\n{output}\n{fence}\n"


def _option(action: Action) -> str:
    value = action.metavar or ("|".join(action.choices) if action.choices else "")
    taken = "" if action.nargs == 0 else f"[{value}]" if action.nargs == "?" else str(value)
    text = " ".join(filter(None, (*action.option_strings, taken)))
    return f"<code>{plain(text)}</code>"  # a “|” in backticks would keep its backslash
