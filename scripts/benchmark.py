"""Compare with what a user would otherwise write.

Each figure is the median of ratios: both programs run in turn, in one run of this script. With
--record, the figures go to scripts/benchmark.json, from which `make generate` makes docs/scale.md.
"""

import argparse
import contextlib
import hashlib
import json
import os
import platform
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

from istanbul_talks import load
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.processes import cores

HERE = Path(__file__).resolve().parent.parent
RECORD = HERE / "scripts" / "benchmark.json"
CACHE: dict[str, str] = {}  # where programs keep what they know; set for each run

IMPORT_DATASETS = "import datasets"
LOAD = "import istanbul_talks, sys; corpus = istanbul_talks.load(sys.argv[1])"
FIRST = f"{LOAD}; corpus[sys.argv[2]]"
RECORDS = f"{LOAD}; [corpus[id] for id in corpus]"
OURS = """
import sys
from datetime import date
from pathlib import Path
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
assert build(CorpusFolder(Path(sys.argv[1])), Path(sys.argv[2]), today=date.today()).facts
"""
# A researcher's script: read, validate against the schema, find each quote, write Parquet.
# It has no rules, no JSON Lines, no card and no checks.
THEIRS = """
import json, sys
from pathlib import Path
from datasets import Dataset
root = Path(sys.argv[1])
schema = json.loads((root / "schema" / "annotation.schema.json").read_text())
{validator}
rows = []
for path in sorted((root / "annotations").glob("*.json")):
    annotation = json.loads(path.read_text())
    assert valid(annotation)
    text = (root / "corpus" / (path.stem + ".txt")).read_text()
    for claim in annotation["claims"]:
        quote = claim["quote"] if isinstance(claim["quote"], str) else claim["quote"]["quote"]
        claim["start"] = text.find(quote)
        claim |= {"quote": quote, "claimer": str(claim["claimer"]), "cue": str(claim.get("cue"))}
    row = {key: str(annotation[key]) for key in ("source", "entities", "stance")}
    rows.append({"id": path.stem, "text": text, "claims": annotation["claims"], **row})
Dataset.from_list(rows).to_parquet(sys.argv[2])
"""
ROWS = """
import sys, istanbul_talks
corpus = istanbul_talks.load(sys.argv[1])
rows = [{"article": a.id, "start": m.start, "end": m.end, "type": m.type}
        for a in corpus.articles() for m in a.mentions]
"""
EVALUATE = f"""{ROWS}
scores = istanbul_talks.evaluate(rows, config="mentions", articles=corpus)
assert scores["strict"].f1 == 1
"""
NERVALUATE = f"""{ROWS}
from nervaluate import Evaluator
of = {{}}
for row in rows:
    span = {{"label": row["type"], "start": row["start"], "end": row["end"] - 1}}
    of.setdefault(row["article"], []).append(span)
spans, tags = list(of.values()), sorted({{row["type"] for row in rows}})
found = Evaluator(spans, spans, tags=tags, loader="dict").evaluate()
assert found["overall"]["strict"].f1 == 1
"""
JSONSCHEMA = "import jsonschema; valid = jsonschema.Draft202012Validator(schema).is_valid"
JSONSCHEMA_RS = "import jsonschema_rs; valid = jsonschema_rs.Draft202012Validator(schema).is_valid"


PLAIN_COMMAND = """
import sys
from istanbul_talks.cli.main import main
main(sys.argv[1:])
"""
COMMAND = """
import contextlib, io, sys
from istanbul_talks.cli.main import main
out = io.StringIO()
with contextlib.redirect_stdout(out):
    main([*sys.argv[2:], "--root", sys.argv[1]])
"""
# What a maintainer would otherwise do to see what changed: read and compare both versions.
COMPARE = """
import json, subprocess, sys
from pathlib import Path
changed = []
for path in sorted(Path(sys.argv[1], "annotations").glob("*.json")):
    show = ["git", "show", f"HEAD:./annotations/{path.name}"]
    old = subprocess.run(show, cwd=sys.argv[1], capture_output=True, check=True).stdout
    if json.loads(old) != json.loads(path.read_bytes()):
        changed.append(path.name)
assert len(changed) == 1
"""

FREE = OURS.replace("date.today())", "date.today(), free=True)")
RESTORE = """
import sys
from pathlib import Path
import istanbul_talks
from istanbul_talks.reading.restore import restore
assert restore(istanbul_talks.load(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])).full
"""
# What a reader with exact copies would otherwise do: join texts and offsets.
# It has no hashes, no folding and no Parquet, and verifies nothing.
JOIN = """
import json, sys
from pathlib import Path
texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(sys.argv[2]).glob("*.txt")}
Path(sys.argv[3]).mkdir(exist_ok=True)
for path in sorted(Path(sys.argv[1], "jsonl").rglob("*.jsonl")):
    target = Path(sys.argv[3], path.parent.name)
    with path.open(encoding="utf-8") as rows, target.open("w", encoding="utf-8") as out:
        for line in rows:
            row = json.loads(line)
            text = texts[row.get("article", row["id"])]
            if row.get("start") is not None:
                row["quote"] = text[row["start"]:row["end"]]
            elif "rights_status" in row:
                row["text"] = text
            out.write(json.dumps(row, ensure_ascii=False) + "\\n")
"""
FETCH = """
import istanbul_talks, sys
corpus = istanbul_talks.load(sys.argv[1], cache=sys.argv[2])
rows = corpus.to_datasets("claims")
"""
# What a user would otherwise do: copy all of it and load it. Nothing is verified.
COPY = """
import sys, fsspec, datasets
system, path = fsspec.core.url_to_fs(sys.argv[1])
system.get(path, sys.argv[2], recursive=True)
rows = datasets.load_dataset(sys.argv[2], "claims", split="train")
"""
PART = f"{LOAD}; part = corpus.where(publisher=sys.argv[2]); assert len(part); print(part.digest)"
# The same with pandas: filter the articles, take their rows of each config, hash them.
FILTER = """
import hashlib, sys
from pathlib import Path
import pandas
frames = {path.name: pandas.read_parquet(path) for path in Path(sys.argv[1], "data").iterdir()}
ids = set(frames["articles"].query("publisher == @sys.argv[2]")["id"])
assert ids
digest = hashlib.sha256()
for name, frame in frames.items():
    part = frame[frame["id" if name in ("articles", "raw") else "article"].isin(ids)]
    digest.update(part.to_json(orient="records", lines=True, force_ascii=False).encode())
print(digest.hexdigest())
"""
# What no checked build in Python can avoid, measured alone: read, parse, check the schema, write
# the canonical bytes, hash, split into words, find quotes and forms, write Parquet and JSON Lines.
LEAST = """
import hashlib, re, sys
from pathlib import Path
import jsonschema_rs, orjson, pyarrow as pa, pyarrow.parquet as pq
root, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir()
schema = orjson.loads((root / "schema" / "annotation.schema.json").read_bytes())
valid, word = jsonschema_rs.Draft202012Validator(schema).is_valid, re.compile(r"\\w+")
options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
table = pa.schema([("id", pa.string()), ("text", pa.string()), ("annotation", pa.string())])
def words_of(quote): return quote if isinstance(quote, str) else quote["quote"]
sink = pq.ParquetWriter(out / "x.parquet", table, compression="zstd")
with sink, open(out / "x.jsonl", "wb") as lines:
    columns = [], [], []
    def flush():
        arrays = [pa.array(column, pa.string()) for column in columns]
        sink.write_batch(pa.RecordBatch.from_arrays(arrays, schema=table))
        for column in columns: column.clear()
    for number, path in enumerate(sorted((root / "annotations").glob("*.json"))):
        data = path.read_bytes()
        annotation = orjson.loads(data)
        capture = (root / "corpus" / (path.stem + ".txt")).read_bytes()
        text = capture.decode()
        assert valid(annotation) and orjson.dumps(annotation, option=options) == data
        assert hashlib.sha256(capture).hexdigest() == annotation["text_sha256"]
        word.findall(text)
        quotes = [claim["quote"] for claim in annotation["claims"]]
        quotes += [quote for stance in annotation["stance"] for quote in stance["evidence"]]
        for quote in quotes + [form for one in annotation["entities"] for form in one["mentions"]]:
            text.find(words_of(quote))
        line = orjson.dumps(annotation, option=orjson.OPT_APPEND_NEWLINE)
        lines.write(line * 3)  # as the twins of nested and flat rows
        for column, value in zip(columns, (path.stem, text, line.decode())):
            column.append(value)
        if number % 500 == 499: flush()
    flush()
"""
CHECK_JSONSCHEMA = """
import sys
from pathlib import Path
from check_jsonschema.cli.main_command import main
root = Path(sys.argv[1])
schema = ["--schemafile", str(root / "schema" / "annotation.schema.json")]
main([*schema, *map(str, (root / "annotations").glob("*.json"))])
"""
PUBLISH = """
import sys, istanbul_talks
from istanbul_talks.publishing.bucket import Bucket
Bucket(istanbul_talks.load(sys.argv[1]), sys.argv[2], {}).publish()
"""
PUT = """
import sys, fsspec
system, path = fsspec.core.url_to_fs(sys.argv[2], auto_mkdir=True)
system.put(sys.argv[1], path, recursive=True)
"""


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
    """A build of a corpus: from nothing, with nothing changed, and with one article changed."""

    articles: int
    cold: Measured
    unchanged: Measured
    changed: Measured


class Bench:
    """Runs comparisons and keeps their results. `folder`: for corpora and releases."""

    def __init__(self, articles: int, times: int, folder: Path) -> None:
        self.articles, self.times, self.folder = articles, times, folder
        self.results: list[Compared] = []
        self.growth: list[Grown] = []
        self._numbers = iter(range(1_000_000))

    def compare(
        self, name: str, against: str, one: Run, other: Run, reach: float | None = None
    ) -> None:
        """Run both in turn and print the median of the ratios."""
        pairs = [(one(), other()) for _ in range(self.times)]
        ratio = statistics.median(a.seconds / b.seconds for a, b in pairs)
        ours, theirs = (
            Measured(statistics.median(m.seconds for m in side), max(m.memory for m in side))
            for side in zip(*pairs, strict=True)
        )
        found = Compared(name, against, ratio, reach, ours, theirs, self.times)
        self.results.append(found)
        print(found, flush=True)

    def new(self) -> Path:
        """A path that does not exist."""
        return self.folder / f"new-{next(self._numbers)}"

    def corpus(self, articles: int, *, passes: bool = False) -> Path:
        """A corpus of so many articles; made once."""
        path = self.folder / f"corpus-{articles}{'-passes' * passes}"
        if not path.exists():
            multiply(path, articles, passes=passes)
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
    load_first = partial(measure, FIRST, bench.release(bench.articles), "made-1")
    name = f"load, first record of {bench.articles:,} articles"
    bench.compare(name, "import datasets", load_first, datasets, 0.2)


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
    bench.compare(size, "the least", build, lambda: measure(LEAST, root, bench.new()), 3)
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
    """Builds of ever larger corpora, and again when nothing or one article has changed."""
    for articles in (bench.articles // 10, bench.articles):
        root, out = bench.corpus(articles), bench.new()
        cold, unchanged = (measure(OURS, root, out) for _ in range(2))
        change(root / "annotations" / "made-0.json")
        grown = Grown(articles, cold, unchanged, measure(OURS, root, out))
        change(root / "annotations" / "made-0.json", back=True)
        bench.growth.append(grown)
        print(f"build of {articles:,} articles: {grown}", flush=True)


def validation(bench: Bench) -> None:
    """Checks of a corpus, and what changed in it."""
    root = bench.corpus(bench.articles)
    everything = partial(measure, COMMAND, root, "validate", "--no-cache")
    schema = partial(measure, CHECK_JSONSCHEMA, root)
    size = f"of {bench.articles:,}"
    bench.compare(f"validate {size} articles", "check-jsonschema", everything, schema, 0.05)
    commit(root)
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
    bench.compare("restore", joined, run(RESTORE, free, copies), run(JOIN, free, copies), 1.5)
    bench.compare("publish to a folder, verified", "fsspec put", copied(PUBLISH), copied(PUT), 1.3)
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


def multiply(target: Path, articles: int, *, passes: bool) -> None:
    """Writes a corpus that repeats the real articles under new ids.

    Each copy gets a paragraph of other words, because near-duplicates are refused. With `passes`
    each has its two passes and decisions; without them it is a draft.
    """
    for name in ("schema", "templates"):
        (target / name).mkdir(parents=True)
        for path in (HERE / name).iterdir():
            (target / name / path.name).write_bytes(path.read_bytes())
    for name in ("ledger.jsonl", "releases.jsonl"):
        (target / "schema" / name).write_bytes(b"")
    (target / "pyproject.toml").write_bytes((HERE / "pyproject.toml").read_bytes())
    ids = sorted(path.stem for path in (HERE / "annotations").glob("*.json"))
    folders = sorted(path for path in (HERE / "annotations").glob("passes/*")) if passes else []
    for number in range(articles):
        id = ids[number % len(ids)]
        annotation = json.loads(disk.read_text(HERE / "annotations" / f"{id}.json"))
        text = disk.read_text(HERE / "corpus" / f"{id}.txt")
        begin = text.index("\n", text.index(annotation["body"][0]["from"]))
        words = " ".join(f"word{number}x{i}" for i in range(len(text.split()) // 2))
        capture = f"{text[:begin]}\n{words}{text[begin:]}".encode()
        same = {"article": f"made-{number}", "text_sha256": hashlib.sha256(capture).hexdigest()}
        write(target / "corpus" / f"made-{number}.txt", capture)
        if not passes:
            annotation["status"] = "draft"
        write(target / "annotations" / f"made-{number}.json", {**annotation, **same})
        for folder in folders:
            made = json.loads(disk.read_text(folder / f"{id}.json"))
            path = target / "annotations" / "passes" / folder.name / f"made-{number}.json"
            write(path, {**made, **same})
        if passes:
            decisions = disk.read_text(HERE / "annotations" / "decisions" / f"{id}.json")
            renamed = decisions.replace(f'"{id}"', f'"made-{number}"').encode()
            write(target / "annotations" / "decisions" / f"made-{number}.json", renamed)


def commit(folder: Path) -> None:
    """Make a corpus a repository, and change one claim of one article."""
    by = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for step in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run(["git", *by, *step], cwd=folder, check=True)
    change(folder / "annotations" / "made-0.json")


def change(path: Path, *, back: bool = False) -> None:
    """Change one claim of an annotation, or change it back."""
    words = ("false", "true") if back else ("true", "false")
    before, after = (f'"checkworthy": {word}' for word in words)
    path.write_text(disk.read_text(path).replace(before, after, 1), encoding="utf-8")


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else canonical(value))


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
    """Keep the figures of a complete run."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, check=True)
    made = {
        "commit": head.stdout.decode().strip(),
        "day": date.today().isoformat(),
        "articles": bench.articles,
        "machine": machine(),
        "compared": [one._asdict() for one in bench.results],
        "growth": [one._asdict() for one in bench.growth],
    }
    atomic.write(RECORD, canonical(json.loads(json.dumps(made))))  # tuples become lists


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--articles", type=int, default=2000, metavar="N", help="of the corpus (default: 2000)")
    add("--times", type=int, default=3, metavar="N", help="runs of each (default: 3)")
    add("--only", choices=GROUPS, action="append", help="a group of comparisons (default: all)")
    add("--record", action="store_true", help="keep the figures for docs/scale.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        CACHE["ISTANBUL_TALKS_CACHE"] = f"{folder}/cache"
        bench = Bench(options.articles, options.times, Path(folder))
        for name in options.only or GROUPS:
            GROUPS[name](bench)
        if options.record:
            record(bench)
    return 0


if __name__ == "__main__":
    sys.exit(main())
