"""The programs that the benchmark compares, ours and what a user would otherwise write."""

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
layers = "mentions", "claims", "stance"
outs = {name: Path(sys.argv[3], name).open("w", encoding="utf-8") for name in layers}
def write(out, row): out.write(json.dumps(row, ensure_ascii=False) + "\\n")
for path in sorted(Path(sys.argv[1], "jsonl").rglob("*.jsonl")):
    if path.parent.name == "entities":  # whose rows belong to no article
        continue
    target = Path(sys.argv[3], path.parent.name)
    with path.open(encoding="utf-8") as rows, target.open("w", encoding="utf-8") as out:
        for line in rows:
            row = json.loads(line)
            text = texts[row.get("article", row["id"])]
            if "rights_status" in row:
                row["text"] = text
            for layer in layers:
                for item in row.get(layer, ()):
                    if item.get("start") is not None:
                        item["quote"] = text[item["start"]:item["end"]]
                    write(outs[layer], {"article": row["id"], **item})
            write(out, row)
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
    if name == "entities":  # whose rows belong to no article
        continue
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
        lines.write(line * 2)  # about as many bytes as our rows have
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
