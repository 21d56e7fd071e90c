"""Compare with what a user would otherwise write.

Each figure is the median of ratios: both programs run in turn, in one run of this script. The
builds of ever larger corpora, which may take an hour, run once. With --record, the figures go to
scripts/benchmark.json, from which `make generate` makes docs/scale.md.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from benchmark_corpora import change, commit, multiply
from benchmark_programs import (
    CHECK_JSONSCHEMA,
    COMMAND,
    COMPARE,
    COPY,
    EVALUATE,
    FETCH,
    FILTER,
    FIRST,
    FREE,
    IMPORT_DATASETS,
    JOIN,
    JSONSCHEMA,
    JSONSCHEMA_RS,
    LEAST,
    NERVALUATE,
    OURS,
    PART,
    PLAIN_COMMAND,
    PUBLISH,
    PUT,
    RECORDS,
    RESTORE,
    THEIRS,
)
from istanbul_talks import load
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.processes import cores

HERE = Path(__file__).resolve().parent.parent
RECORD = HERE / "scripts" / "benchmark.json"
PACKED = 300_000  # articles of a corpus that is packed: as files it would fill the disk
CACHE: dict[str, str] = {}  # where programs keep what they know; set for each run


class Measured(NamedTuple):
    """Wall seconds of a program, and the peak memory of any of its processes in MB."""

    seconds: float
    memory: int


def measure(code: str, *arguments: object, **environment: str) -> Measured:
    """Run a program in a process of its own."""
    before = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
            env={**os.environ, **CACHE, **environment},
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, _largest(process.pid))
            time.sleep(0.01 if time.perf_counter() - before < 1 else 0.1)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"benchmark: a program failed: {errors.read().decode()[-2000:]}")
    return Measured(time.perf_counter() - before, peak // 1024)


def _largest(session: int) -> int:
    """The peak memory so far, in kB, of the largest process of a session that is running."""
    largest = 0
    for entry in os.scandir("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if entry.name.isdigit() and os.getsid(int(entry.name)) == session:
                status = Path(entry.path, "status").read_text(encoding="utf-8")
                largest = max(largest, int(status.split("VmHWM:")[1].split()[0]))
    return largest


Run = Callable[[], Measured]


class Compared(NamedTuple):
    """The median ratio of two programs that ran in turn, their medians and peaks."""

    name: str
    against: str
    ratio: float
    reach: float | None  # what the ratio should be, at most
    ours: Measured
    theirs: Measured
    times: int

    def __str__(self) -> str:
        here, there = (f"{one.seconds:.2f} s, {one.memory} MB" for one in (self.ours, self.theirs))
        wanted = "" if self.reach is None else f" (reach {self.reach})"
        pair = f"{self.name} / {self.against}"
        return f"{pair}: {self.ratio:.3f}{wanted}: {here} against {there}; median of {self.times}"


class Grown(NamedTuple):
    """A build of a corpus: from nothing, with nothing changed, and with one article changed.

    No article of a packed corpus is changed.
    """

    articles: int
    cold: Measured
    unchanged: Measured
    changed: Measured | None


class Bench:
    """Runs comparisons and keeps their results. `folder`: for corpora and releases."""

    def __init__(self, articles: int, times: int, sizes: list[int], folder: Path) -> None:
        self.articles, self.times, self.sizes, self.folder = articles, times, sizes, folder
        self.results: list[Compared] = []
        self.growth: list[Grown] = []
        self._numbers = iter(range(1_000_000))

    def compare(
        self, name: str, against: str, one: Run, other: Run, reach: float | None = None
    ) -> None:
        """Run both in turn."""
        self.keep(name, against, [(one(), other()) for _ in range(self.times)], reach)

    def keep(
        self,
        name: str,
        against: str,
        pairs: list[tuple[Measured, Measured]],
        reach: float | None = None,
    ) -> None:
        """Keep the median of the ratios, and print it."""
        ratio = statistics.median(a.seconds / b.seconds for a, b in pairs)
        ours, theirs = (
            Measured(statistics.median(m.seconds for m in side), max(m.memory for m in side))
            for side in zip(*pairs, strict=True)
        )
        found = Compared(name, against, ratio, reach, ours, theirs, len(pairs))
        self.results.append(found)
        print(found, flush=True)

    def new(self) -> Path:
        """A path that does not exist."""
        return self.folder / f"new-{next(self._numbers)}"

    def corpus(self, articles: int, *, passes: bool = False) -> Path:
        """A corpus of so many articles; made once."""
        path = self.folder / f"corpus-{articles}{'-passes' * passes}"
        if not path.exists():
            multiply(path, articles, passes=passes, packed=articles >= PACKED)
        return path

    def release(self, articles: int) -> Path:
        """Its release; built once."""
        path = self.folder / f"release-{articles}"
        if not path.exists():
            measure(OURS, self.corpus(articles), path)
        return path


def start(bench: Bench) -> None:
    """What a user waits for before the first result."""
    nothing = partial(measure, "pass")
    root = bench.corpus(bench.articles)
    one = root / "corpus" / "made-1.txt"
    for name, arguments in {
        "--help": ["--help"],
        "explain": ["explain", "quote-not-found"],
        "validate one article": ["validate", str(one)],
    }.items():
        bench.compare(name, "python -c pass", partial(measure, PLAIN_COMMAND, *arguments), nothing)
    real, datasets = HERE / "dist" / "istanbul-talks", partial(measure, IMPORT_DATASETS)
    first = next(iter(load(real)))
    load_first = partial(measure, FIRST, real, first)
    bench.compare("load, first record", "import datasets", load_first, datasets, 0.08)
    every = partial(measure, RECORDS, real)
    bench.compare("load, every record", "import datasets", every, datasets)


def builds(bench: Bench) -> None:
    """Builds, against scripts and against themselves."""
    size, root = f"build of {bench.articles:,} articles", bench.corpus(bench.articles)

    def build() -> Measured:
        return measure(OURS, root, bench.new())

    for name, validator, reach in (
        ("jsonschema", JSONSCHEMA, 0.25), ("jsonschema-rs", JSONSCHEMA_RS, 2)
    ):  # fmt: skip
        script = THEIRS.replace("{validator}", validator)
        theirs = partial(measure, script, root, bench.folder / "theirs.parquet")
        bench.compare(size, f"a script with {name}", build, theirs, reach)
    double = bench.corpus(bench.articles // 4, passes=True)
    single = bench.corpus(bench.articles // 4)
    bench.compare(
        f"build of {bench.articles // 4:,} articles with two passes",
        "without",
        lambda: measure(OURS, double, bench.new()),
        lambda: measure(OURS, single, bench.new()),
        2,
    )


def growth(bench: Bench) -> None:
    """Builds of ever larger corpora, against the least; again when nothing or one has changed."""
    datasets = partial(measure, IMPORT_DATASETS)
    for articles in bench.sizes:
        size = f"{articles:,} articles"
        root, out, changed = bench.corpus(articles), bench.new(), None
        if articles < PACKED:
            commit(root)  # git then knows what has changed
        cold, unchanged = (measure(OURS, root, out) for _ in range(2))
        load_first = partial(measure, FIRST, out, "made-1")
        bench.compare(f"load, first record of {size}", "import datasets", load_first, datasets, 0.2)
        if articles < PACKED:
            least = bench.new()
            bench.keep(f"build of {size}", "the least", [(cold, measure(LEAST, root, least))], 3)
            shutil.rmtree(least)
            change(root / "annotations" / "made-0.json")
            changed = measure(OURS, root, out)
            change(root / "annotations" / "made-0.json", back=True)
        grown = Grown(articles, cold, unchanged, changed)
        bench.growth.append(grown)
        print(f"build of {size}: {grown}", flush=True)
        shutil.rmtree(out)  # a million articles take 55 GB


def validation(bench: Bench) -> None:
    """Checks of a corpus, and what changed in it."""
    root = bench.corpus(bench.articles)
    everything = partial(measure, COMMAND, root, "validate", "--no-cache")
    schema = partial(measure, CHECK_JSONSCHEMA, root)
    size = f"of {bench.articles:,}"
    bench.compare(f"validate {size} articles", "check-jsonschema", everything, schema, 0.05)
    commit(root)
    change(root / "annotations" / "made-0.json")
    measure(COMMAND, root, "validate")  # so that the articles are known
    changed = partial(measure, COMMAND, root, "validate", "--changed", "HEAD")
    bench.compare(f"validate --changed, 1 {size}", "validate", changed, everything, 0.03)
    bench.compare(
        f"diff HEAD, 1 {size} changed",
        "a script with git show",
        partial(measure, COMMAND, root, "diff", "HEAD"),
        partial(measure, COMPARE, root),
    )


def elsewhere(bench: Bench) -> None:
    """The text-free edition, a release at another place, and a part of one."""
    root, release, free = bench.corpus(bench.articles), bench.release(bench.articles), bench.new()
    measure(FREE, root, free)

    def run(code: str, *arguments: object) -> Run:
        return lambda: measure(code, *arguments, bench.new())

    def copied(code: str) -> Run:
        return lambda: measure(code, free, bench.new().as_uri())

    copies = root / "corpus"
    joined = "a script that joins texts and offsets"
    bench.compare(
        "restore",
        joined,
        run(RESTORE, free, copies),
        run(JOIN, free, copies),
        1.5,
    )
    bench.compare(
        "publish to a folder, verified",
        "fsspec put",
        copied(PUBLISH),
        copied(PUT),
        1.3,
    )
    there = release.as_uri()
    fetched = "load from another place, claims as datasets"
    bench.compare(fetched, "fsspec and datasets", run(FETCH, there), run(COPY, there))
    warm = bench.new()
    measure(FETCH, there, warm)
    again = partial(measure, FETCH, there, warm)
    bench.compare("the same from the cache", "not from the cache", again, run(FETCH, there))
    outlet = next(load(release).articles()).publisher
    part, theirs = (partial(measure, code, release, outlet) for code in (PART, FILTER))
    bench.compare("a part, with its digest", "a filter and a hash with pandas", part, theirs)
    evaluate, theirs = (partial(measure, code, release) for code in (EVALUATE, NERVALUATE))
    bench.compare("evaluate every mention", "nervaluate", evaluate, theirs)


GROUPS: dict[str, Callable[[Bench], None]] = {
    "start": start,
    "build": builds,
    "growth": growth,
    "validate": validation,
    "elsewhere": elsewhere,
}


def machine() -> dict[str, Any]:
    """What the programs ran on."""
    libraries = ("datasets", "jsonschema", "jsonschema-rs", "numpy", "orjson", "pyarrow")
    lines = disk.read_text(Path("/proc/cpuinfo")).splitlines()
    model = next((line for line in lines if line.startswith("model name")), ": unknown")
    return {
        "processor": model.partition(":")[2].strip(),
        "cores": cores(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30,
        "system": platform.system(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
    }


def record(bench: Bench) -> None:
    """Keep the figures, beside those of other comparisons at the same commit and machine."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, check=True)
    made = {
        "commit": head.stdout.decode().strip(),
        "day": date.today().isoformat(),
        "articles": bench.articles,
        "machine": machine(),
        "compared": [one._asdict() for one in bench.results],
        "growth": [one._asdict() for one in bench.growth],
    }
    made = json.loads(json.dumps(made))  # tuples become lists
    kept = json.loads(disk.read_text(RECORD))
    if all(made[key] == kept[key] for key in ("commit", "articles", "machine")):
        made = {**made, **together(kept, made)}
    atomic.write(RECORD, canonical(made))


def together(kept: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """The results of two runs, those of the second where both have one."""
    compared = {(one["name"], one["against"]): one for one in kept["compared"] + made["compared"]}
    growth = {one["articles"]: one for one in kept["growth"] + made["growth"]}
    return {"compared": [*compared.values()], "growth": [growth[size] for size in sorted(growth)]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--articles", type=int, default=2000, metavar="N", help="of the corpus (default: 2000)")
    add("--times", type=int, default=3, metavar="N", help="runs of each (default: 3)")
    add("--sizes", type=int, nargs="+", metavar="N", help="to grow through (default: 200 2000)")
    add("--only", choices=GROUPS, action="append", help="a group of comparisons (default: all)")
    add("--record", action="store_true", help="keep the figures for docs/scale.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        CACHE["ISTANBUL_TALKS_CACHE"] = f"{folder}/cache"
        sizes = options.sizes or [200, 2000]
        bench = Bench(options.articles, options.times, sizes, Path(folder))
        for name in options.only or GROUPS:
            GROUPS[name](bench)
            for made in filter(Path.is_dir, Path(folder).glob("new-*")):
                shutil.rmtree(made)
        if options.record:
            record(bench)
    return 0


if __name__ == "__main__":
    sys.exit(main())
