"""Print how to cite the installed release, or the one at PATH."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..cite import STYLES
from ..load import load


def register(commands: Any) -> None:
    command = commands.add_parser("cite", help="print how to cite the dataset", description=__doc__)
    command.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder of a release (default: the installed one)")
    command.add_argument("--style", choices=STYLES, default="bibtex", help="form of the citation (default: bibtex)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    print(load(options.path).cite(options.style))
    return 0
