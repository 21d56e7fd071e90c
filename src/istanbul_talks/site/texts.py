"""Introductions and titles of the pages, from texts.toml."""

import tomllib
from pathlib import Path
from typing import Any

from ..files import disk

TEXTS: dict[str, Any] = tomllib.loads(disk.read_text(Path(__file__).with_suffix(".toml")))
