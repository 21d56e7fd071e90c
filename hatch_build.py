"""Build hook: builds the dataset from the checkout and puts it into the wheel.

An editable install gets none: it would go stale. ISTANBUL_TALKS_EDITION=text-free leaves the
articles out, as in the wheels that are published.
"""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReleaseHook(BuildHookInterface[Any]):
    """Runs `istanbul_talks.dataset.build` on the source tree before a wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        edition = os.environ.get("ISTANBUL_TALKS_EDITION", "full")
        if edition not in ("full", "text-free"):
            raise SystemExit(f"ISTANBUL_TALKS_EDITION is “{edition}”: write full or text-free")
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from istanbul_talks.dataset.build import build  # noqa: PLC0415 - importable only now
        from istanbul_talks.files.corpus_folder import CorpusFolder  # noqa: PLC0415
        from istanbul_talks.validation.report import text  # noqa: PLC0415

        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / "release"
        built = build(CorpusFolder(root), target, today=date.today(), free=edition == "text-free")
        if built.facts is None:
            raise SystemExit("\n".join(text(built.findings, 0)))
        build_data["force_include"][str(target)] = "istanbul_talks/_release"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()
