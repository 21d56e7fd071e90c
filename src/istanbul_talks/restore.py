"""The text-free edition and a reader's own copies of the articles to the full rows, each article verified by its hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from . import ingest, storage
from .build import RECORD
from .columns import content_digest
from .jsontext import canonical
from .load import Corpus
from .messages import Refusal
from .release import card
from .shards import SHARD, read_back, write_rows
from .storage import writing
from .tables import Rows
from .textfree import LEFT_OUT, Found, digest_of, fill, fold_lines, found_in
from .verified import VerificationError, checksums

ENDINGS = (".txt", ".html", ".htm", ".mhtml", ".mht", ".md")
_MOST = 16 << 20  # bytes of a copy


class Report(NamedTuple):
    """What came of an article: “exact”, “same after normalisation”, “changed” or “missing”; and where, and from which file."""

    article: str
    state: str
    detail: str
    file: Path | None
    capture: bool  # the copy is the raw capture, byte for byte


class Restored(NamedTuple):
    """What came of all: a report an article, and the digest of what was written, None where nothing was."""

    reports: list[Report]
    digest: str | None
    full: bool  # every row of the full edition


class _Copies:
    """The reader's files: by the id of the article in their name, else by what stands in them."""

    def __init__(self, folder: Path, ids: frozenset[str]) -> None:
        if not folder.is_dir():
            raise Refusal(f"{folder} is no folder. Name the one that holds your copies of the articles")
        files = [path for path in storage.files_below(folder) if path.suffix.lower() in ENDINGS]
        self._named = {path.stem: path for path in files if path.stem in ids}
        self._others = [path for path in files if path.stem not in ids]
        self._lines: dict[str, Path] | None = None

    def of(self, record: Mapping[str, Any]) -> Path | None:
        """The file of an article; None if there is none."""
        if record["id"] in self._named:
            return self._named[record["id"]]
        if self._lines is None:
            self._lines = {}
            for path in self._others:
                text = text_of(path)
                for line in fold_lines(text) if isinstance(text, str) else ():
                    self._lines.setdefault(hashlib.sha256(line.strip().encode()).hexdigest(), path)
        found = [self._lines[p["sha256"]] for p in record["paragraphs"] if p["sha256"] in self._lines]
        return max(set(found), key=lambda path: (found.count(path), path.name)) if found else None


def text_of(path: Path) -> str | Refusal:
    """The text of a copy, of a page its visible text; a Refusal, not raised, if it cannot be read."""
    data = storage.read(path, _MOST)
    if isinstance(data, storage.Irregular):
        return Refusal(data.what)
    if len(data) > _MOST:
        return Refusal(f"larger than {_MOST:,} bytes")
    try:
        return ingest.page_of(data, None).text
    except Refusal as refusal:
        return refusal


def restore(free: Corpus, texts: Path, target: Path) -> Restored:
    """Write to `target` a release folder with every article that a copy in `texts` gives back.

    Nothing is written if none is. Refusal for an edition that is not text-free, VerificationError where rows that were filled are not
    those that the record promises.
    """
    if free.manifest.get("edition") != "text-free":
        raise Refusal(f"{free.folder} is no text-free edition: its rows have their texts")
    reports: list[Report] = []
    with writing.replacing(target, "MANIFEST.json") as folder:
        records = [orjson.loads(line) for line in free.text(RECORD).splitlines()]
        copies = _Copies(texts, frozenset(record["id"] for record in records))
        names = [*free.configs, *LEFT_OUT]
        configs = write_rows(_filled(free, records, copies, reports), folder, names, shard=SHARD, most=len(records))
        if not configs["articles"].rows:
            raise _Nothing(reports)
        read_back(folder, configs)
        digest = content_digest({name: config.digest for name, config in configs.items()})
        _write_documents(free, folder, configs, digest)
    return Restored(reports, digest, digest == free.manifest["full"]["digest"])


class _Nothing(Exception):
    """No article was restored: leave the context that would move the folder into place."""

    def __init__(self, reports: list[Report]) -> None:
        self.reports = reports


def restored(free: Corpus, texts: Path, target: Path) -> Restored:
    """`restore`, with a result also where nothing was written."""
    try:
        return restore(free, texts, target)
    except _Nothing as nothing:
        return Restored(nothing.reports, None, False)


def _filled(free: Corpus, records: list[dict[str, Any]], copies: _Copies, reports: list[Report]) -> Iterator[Rows]:
    streams = {config: free.lines(config) for config in free.configs}
    waiting = {config: next(stream, None) for config, stream in streams.items()}
    for record in records:
        rows: Rows = {config: [] for config in streams}
        for config, stream in streams.items():
            while (line := waiting[config]) is not None and line[0] == record["id"]:
                rows[config].append(orjson.loads(line[1]))
                waiting[config] = next(stream, None)
        path = copies.of(record)
        if path is None:
            reports.append(Report(record["id"], "missing", "no copy of it was found", None, False))
            continue
        text = text_of(path)
        found = found_in(text, record) if isinstance(text, str) else None
        capture = _capture(path, record)
        reports.append(_report(record, path, text, found, capture is not None))
        if found is not None and found.text is not None:
            whole = fill(rows, record, found.text, capture)
            if digest_of(whole) != record["rows_sha256"]:
                raise VerificationError(f"{record['id']}: the rows are not those of the full edition. Get the text-free edition again")
            yield whole if capture is not None else whole | {config: [] for config in LEFT_OUT}


def _capture(path: Path, record: Mapping[str, Any]) -> str | None:
    """The raw capture, if the copy is that file."""
    if storage.sha256(path) != (record["capture_sha256"], record["bytes"]):
        return None
    return storage.read_text(path)


def _report(record: Mapping[str, Any], path: Path, text: str | Refusal, found: Found | None, capture: bool) -> Report:
    if found is None:
        return Report(record["id"], "changed", f"the copy cannot be read: {text}", path, False)
    if found.text is not None:
        state = "exact" if capture or found.exact else "same after normalisation"
        return Report(record["id"], state, "", path, capture)
    if not found.missing:
        return Report(record["id"], "changed", "every paragraph is there, but what stands between them differs", path, False)
    return Report(record["id"], "changed", "; ".join(_missing(record, found)), path, False)


def _missing(record: Mapping[str, Any], found: Found) -> Iterator[str]:
    """Each run of paragraphs that were not found: their numbers, characters, and the lines of the copy between which they are missed."""
    total = len(record["paragraphs"])
    run: list[int] = []
    for number in [*found.missing, -1]:
        if run and number != run[-1] + 1:
            first, last = record["paragraphs"][run[0]], record["paragraphs"][run[-1]]
            said = f"paragraph {run[0] + 1}" if len(run) == 1 else f"paragraphs {run[0] + 1} to {run[-1] + 1}"
            before = next((line for line in reversed(found.lines[: run[0]]) if line), None)
            after = next((line for line in found.lines[run[-1] + 1 :] if line), None)
            where = " and ".join([*([f"after line {before}"] if before else []), *([f"before line {after}"] if after else [])])
            yield f"{said} of {total} (characters {first['start']} to {last['start'] + last['length']}){f', {where} of the copy' if where else ''}"
            run = []
        run.append(number)


def _write_documents(free: Corpus, folder: Path, configs: Mapping[str, Any], digest: str) -> None:
    """The documents of the text-free edition that hold for these rows too, a card of its own, manifest and checksums."""
    for name in free.manifest["files"]:
        if name.startswith(("schema/", "LICENSE")) or name == "CITATION.cff":
            writing.write(folder / name, free.text(name).encode())
    about = {
        "description": free.manifest["dataset"]["description"],
        "citation": free.cite(),
        "homepage": str(free.manifest["dataset"]["homepage"] or "README.md"),
        "license": f"annotations {free.manifest['dataset']['license']['annotations']}; texts belong to their publishers",
    }
    head = canonical(card.tables(configs, free.version.partition("+")[0], free.document("schema/labels.json"), about)).decode()
    said = (
        f"# {free.manifest['dataset']['title']}\n\nRows of version {free.version}, restored from its text-free edition "
        f"(content digest sha256:{free.digest}) and copies of the articles. Content digest of these rows: sha256:{digest}.\n"
    )
    writing.write(folder / "README.md", f"---\n{head}---\n\n{said}".encode())
    files = {path.relative_to(folder).as_posix(): storage.sha256(path) for path in storage.files_below(folder)}
    listed = {path: {"sha256": sha256, "bytes": size} for path, (sha256, size) in sorted(files.items())}
    rows = {name: {"rows": config.rows, "digest": config.digest, "shards": config.shards} for name, config in configs.items()}
    edition = "full" if digest == free.manifest["full"]["digest"] else "restored"
    own = {key: value for key, value in free.manifest.items() if key not in ("full", "files", "configs", "digest", "edition")}
    manifest = canonical({**own, "digest": digest, "edition": edition, "configs": rows, "files": listed})
    writing.write(folder / "MANIFEST.json", manifest)
    sums = {path: sha256 for path, (sha256, _) in files.items()} | {"MANIFEST.json": hashlib.sha256(manifest).hexdigest()}
    writing.write(folder / "SHA256SUMS", checksums(sums).encode())
