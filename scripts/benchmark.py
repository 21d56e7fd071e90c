"""Compare with what a user would otherwise write.

Each figure is the median of ratios: both programs run in turn, in one run of this script.
"""

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from istanbul_talks import load
from istanbul_talks.files import disk
from istanbul_talks.files.strict_json import canonical

HERE = Path(__file__).resolve().parent.parent

IMPORT_DATASETS = "import datasets"
LOAD = "import istanbul_talks, sys; corpus = istanbul_talks.load(sys.argv[1])"
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


def measure(code: str, *arguments: object) -> tuple[float, int]:
    """Wall seconds and peak memory in MB of a program in a process of its own."""
    before = time.perf_counter()
    peak = r"re.search(r'VmHWM:\s+([0-9]+) kB', open('/proc/self/status').read())[1]"
    program = f"{code}\nimport re; print({peak})"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - before, int(done.stdout.split()[-1]) // 1024


def compare(
    name: str,
    times: int,
    one: Callable[[], tuple[float, int]],
    other: Callable[[], tuple[float, int]],
) -> None:
    """Run both in turn and print the median of the ratios, with both medians and peaks."""
    pairs = [(one(), other()) for _ in range(times)]
    ratio = statistics.median(a[0] / b[0] for a, b in pairs)
    ours, theirs = (statistics.median(pair[i][0] for pair in pairs) for i in (0, 1))
    peaks = [max(pair[i][1] for pair in pairs) for i in (0, 1)]
    here, there = f"{ours:.2f} s, {peaks[0]} MB", f"{theirs:.2f} s, {peaks[1]} MB"
    print(f"{name}: {ratio:.3f} ({here} against {there}; median of {times})")


def elsewhere(corpus: Path, release: Path, folder: Path, times: int) -> None:
    """The text-free edition, a release at another place, and a part of one."""
    free, numbers = folder / "free", iter(range(1_000_000))
    measure(FREE, corpus, free)

    def new() -> Path:
        return folder / f"new-{next(numbers)}"

    compare(
        "restore / a script that joins texts and offsets",
        times,
        lambda: measure(RESTORE, free, corpus / "corpus", new()),
        lambda: measure(JOIN, free, corpus / "corpus", new()),
    )
    compare(
        "load() from another place, claims as datasets / fsspec and datasets",
        times,
        lambda: measure(FETCH, release.as_uri(), new()),
        lambda: measure(COPY, release.as_uri(), new()),
    )
    warm = new()
    measure(FETCH, release.as_uri(), warm)
    compare(
        "the same from the cache / not from the cache",
        times,
        lambda: measure(FETCH, release.as_uri(), warm),
        lambda: measure(FETCH, release.as_uri(), new()),
    )
    outlet = next(load(release).articles()).publisher
    compare(
        "a part, with its digest / a filter and a hash with pandas",
        times,
        lambda: measure(PART, release, outlet),
        lambda: measure(FILTER, release, outlet),
    )
    compare(
        "publish to a folder, verified / fsspec put",
        times,
        lambda: measure(PUBLISH, free, new().as_uri()),
        lambda: measure(PUT, free, new().as_uri()),
    )


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
    path = folder / "annotations" / "made-0.json"
    text = disk.read_text(path).replace('"checkworthy": true', '"checkworthy": false', 1)
    path.write_text(text, encoding="utf-8")


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else canonical(value))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    size, runs = "size of the corpus that is built (default: 2000)", "runs of each (default: 3)"
    parser.add_argument("--articles", type=int, default=2000, metavar="N", help=size)
    parser.add_argument("--times", type=int, default=3, metavar="N", help=runs)
    options = parser.parse_args()
    release = HERE / "dist" / "istanbul-talks"
    for name, code in (("import and load()", LOAD), ("the same and every record", RECORDS)):
        compare(
            f"{name} / import datasets",
            options.times + 8,
            lambda code=code: measure(code, release),  # type: ignore[misc]
            lambda: measure(IMPORT_DATASETS),
        )
    with tempfile.TemporaryDirectory() as folder:
        corpus, double = Path(folder) / "corpus", Path(folder) / "double"
        multiply(corpus, options.articles, passes=False)
        multiply(double, options.articles, passes=True)
        for name, validator in (("jsonschema", JSONSCHEMA), ("jsonschema-rs", JSONSCHEMA_RS)):
            script = THEIRS.replace("{validator}", validator)
            compare(
                f"build of {options.articles} articles / a script with {name}",
                options.times,
                lambda: measure(OURS, corpus, Path(folder) / "ours"),
                lambda script=script: measure(script, corpus, Path(folder) / "theirs.parquet"),  # type: ignore[misc]
            )
        compare(
            "the same with two passes over each article / without",
            options.times,
            lambda: measure(OURS, double, Path(folder) / "ours"),
            lambda: measure(OURS, corpus, Path(folder) / "ours"),
        )
        compare(
            f"evaluate() of the mentions of {options.articles} articles / nervaluate",
            options.times,
            lambda: measure(EVALUATE, Path(folder) / "ours"),
            lambda: measure(NERVALUATE, Path(folder) / "ours"),
        )
        elsewhere(corpus, Path(folder) / "ours", Path(folder), options.times)
        commit(corpus)
        compare(
            f"validate --changed with one of {options.articles} articles changed / validate",
            options.times,
            lambda: measure(COMMAND, corpus, "validate", "--changed", "HEAD"),
            lambda: measure(COMMAND, corpus, "validate"),
        )
        compare(
            f"diff HEAD with one of {options.articles} articles changed / a script with git show",
            options.times,
            lambda: measure(COMMAND, corpus, "diff", "HEAD"),
            lambda: measure(COMPARE, corpus),
        )
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"this process used {used} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
