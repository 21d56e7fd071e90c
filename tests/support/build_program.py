"""scripts/build.py, or `istanbul-talks pack`, with shards of sixteen articles."""

import runpy
import sys
from pathlib import Path

from istanbul_talks.cli.main import main
from istanbul_talks.text import ids

if __name__ == "__main__":
    ids.SHARD = 16
    if sys.argv[1] == "pack":
        sys.exit(main(sys.argv[1:]))
    sys.argv[0] = str(Path(__file__).resolve().parents[2] / "scripts" / "build.py")
    runpy.run_path(sys.argv[0], run_name="__main__")
