"""The text-free edition and a reader's own copies of the articles to the full rows, each article verified by its hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ..dataset import manifest as manifests
from ..dataset.documents import card
from ..dataset.layout import CARD, CITATION, MANIFEST, RECORD, staging
from ..dataset.rows import Rows
from ..dataset.shards import Sharding, read_back, write_rows
from ..dataset.text_free import LEFT_OUT, Found, digest_of, fill
from ..errors import ArgumentError, CorpusError, VerificationError
from ..files import disk
from ..files.atomic import Staging
from ..files.strict_json import canonical
from ..model.columns import content_digest
from .corpus import Corpus
from .reader_copies import Copies, Copy


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
    unread: Mapping[Path, str] = {}  # files that could not be read, and why


def restore(free: Corpus, texts: Path, target: Path) -> Restored:
    """Write to `target` a release folder with every article that a copy in `texts` gives back.

    Nothing is written if none is. CorpusError for an edition that is not text-free, VerificationError where rows that were filled are not
    those that the record promises.
    """
    if free.edition != "text-free":
        raise ArgumentError(f"{free.location} is no text-free edition: its rows have their texts")
    if not isinstance(free.manifest.get("full"), Mapping):
        raise VerificationError(
            f"{free.location}: the manifest does not say what the full edition is. Get the text-free edition again"
        )
    for name, folder in (("copies", texts), ("text-free edition", free.folder)):
        if {target.resolve(), *target.resolve().parents} & {
            folder.resolve()
        } or target.resolve() in folder.resolve().parents:
            raise ArgumentError(
                f"{target} and {folder}, the {name}, overlap: what is written takes the place of the whole folder. Name another"
            )
    reports: list[Report] = []
    copies = Copies(texts)
    with staging(target) as staged:
        records = map(orjson.loads, free.read_lines(RECORD))
        filled = _filled(free, records, copies, reports)
        names = [*free.configs, *LEFT_OUT]
        configs = write_rows(filled, staged, names, Sharding(len(free)), free=True)
        if not configs["articles"].rows:
            return Restored(reports, None, False, copies.unread)
        _refuse_less(target, configs["articles"].rows)
        read_back(staged.folder, configs)
        digest = content_digest({name: config.digest for name, config in configs.items()})
        _write_documents(free, staged, configs, digest)
        staged.commit()
    return Restored(reports, digest, digest == free.manifest["full"]["digest"], copies.unread)


def _refuse_less(target: Path, articles: int) -> None:
    """CorpusError to put fewer articles in the place of more."""
    if disk.exists(target / MANIFEST):
        there = manifests.read(target)["configs"]["articles"]["rows"]
        if there > articles:
            raise CorpusError(
                f"{target} holds {there} articles, and these copies give {articles}. Name another folder, or remove that one"
            )


def _filled(
    free: Corpus, records: Iterator[dict[str, Any]], copies: Copies, reports: list[Report]
) -> Iterator[Rows]:
    streams = {config: free.json_lines(config) for config in free.configs}
    waiting = {config: next(stream, None) for config, stream in streams.items()}
    for record in records:
        rows: Rows = {config: [] for config in streams}
        for config, stream in streams.items():
            while (line := waiting[config]) is not None and line[0] == record["id"]:
                rows[config].append(orjson.loads(line[1]))
                waiting[config] = next(stream, None)
        copy = copies.best(record)
        if copy is None:
            reports.append(Report(record["id"], "missing", "no copy of it was found", None, False))
            continue
        reports.append(_report(record, copy))
        if copy.found is not None and copy.found.text is not None:
            text, outside = copy.found.text, copy.found.outside
            if None in outside:  # then the rest is what is promised
                promised = (
                    digest_of(fill(rows, record, text, [None] * len(outside), None))
                    == record["bare_sha256"]
                )
            whole = fill(rows, record, text, outside, copy.capture)
            if not (promised if None in outside else digest_of(whole) == record["rows_sha256"]):
                raise VerificationError(
                    f"{record['id']}: the rows are not those of the full edition. Get the text-free edition again"
                )
            yield whole if copy.capture is not None else whole | {config: [] for config in LEFT_OUT}


def _report(record: Mapping[str, Any], copy: Copy) -> Report:
    if copy.found is None:
        return Report(
            record["id"], "changed", f"the copy cannot be read: {copy.text}", copy.path, False
        )
    if copy.found.text is not None:
        state = "exact" if copy.capture or copy.found.exact else "same after normalisation"
        return Report(record["id"], state, "", copy.path, copy.capture is not None)
    if not copy.found.missing:
        return Report(
            record["id"],
            "changed",
            "every paragraph is there, but what stands between them differs",
            copy.path,
            False,
        )
    return Report(
        record["id"], "changed", "; ".join(_missing(record, copy.found)), copy.path, False
    )


def _missing(record: Mapping[str, Any], found: Found) -> Iterator[str]:
    """Each run of paragraphs that were not found: their numbers, characters, and the lines of the copy between which they are missed."""
    total = len(record["paragraphs"])
    run: list[int] = []
    for number in [*found.missing, -1]:
        if run and number != run[-1] + 1:
            first, last = record["paragraphs"][run[0]], record["paragraphs"][run[-1]]
            said = (
                f"paragraph {run[0] + 1}"
                if len(run) == 1
                else f"paragraphs {run[0] + 1} to {run[-1] + 1}"
            )
            before = next((line for line in reversed(found.lines[: run[0]]) if line), None)
            after = next((line for line in found.lines[run[-1] + 1 :] if line), None)
            where = " and ".join(
                [
                    *([f"after line {before}"] if before else []),
                    *([f"before line {after}"] if after else []),
                ]
            )
            yield f"{said} of {total} (characters {first['start']} to {last['start'] + last['length']}){f', {where} of the copy' if where else ''}"
            run = []
        run.append(number)


def _write_documents(
    free: Corpus, staged: Staging, configs: Mapping[str, manifests.Config], digest: str
) -> None:
    """Copy the documents of the text-free edition that still apply; write a card and a manifest."""
    for name in free.manifest["files"]:
        if name.startswith(("schema/", "LICENSE")) or name == CITATION:
            staged.write(name, free.read_text(name).encode())
    staged.write(CARD, _card(free, configs, digest).encode())
    edition = "full" if digest == free.manifest["full"]["digest"] else "restored"
    identity = {key: free.manifest[key] for key in ("name", "version", "released", "dataset")}
    identity |= {"digest": digest, "edition": edition}
    manifests.write(staged, manifests.build(identity, configs, staged.files))


def _card(free: Corpus, configs: Mapping[str, manifests.Config], digest: str) -> str:
    dataset = free.manifest["dataset"]
    about = card.about(dataset, free.cite())
    number = free.version.partition("+")[0]
    head = card.tables(configs, number, free.read_json("schema/labels.json"), about)
    return (
        f"---\n{canonical(head).decode()}---\n\n# {dataset['title']}\n\n"
        f"Rows of version {free.version}, restored from its text-free edition "
        f"(content digest sha256:{free.digest}) and copies of the articles. "
        f"Content digest of these rows: sha256:{digest}.\n"
    )
