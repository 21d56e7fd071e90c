"""Makes full rows of the text-free edition and a reader's own copies, verified by hash."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from warnings import warn
from weakref import finalize

from ..arguments import check_path
from ..dataset import manifest as manifests
from ..dataset import parquet
from ..dataset.documents import card
from ..dataset.entities import ENTITIES, Counted, count
from ..dataset.entities import rows as rows_of
from ..dataset.layout import CARD, CITATION, MANIFEST, RECORD
from ..dataset.manifest import Configs
from ..dataset.shards import Shard, joined, write_rows, write_shard
from ..dataset.staging import staging
from ..dataset.text_free import (
    GET_AGAIN,
    LEFT_OUT,
    Found,
    digest_of,
    fill,
    raw_line,
    read_record,
    words_in,
    words_outside,
)
from ..errors import ArgumentError, CorpusError, NotFoundError, VerificationError
from ..files import disk
from ..files.atomic import Staging
from ..files.json_bytes import canonical
from ..model.columns import CONFIGS
from ..model.rows import LAYERS, Lines, Rows, article_lines, content_digest, to_lines
from ..text.ids import shard_of
from ..text.markdown import plain
from ..text.visible import shown, visible
from .corpus import Corpus
from .entity_rows import registry_of
from .reader_copies import Copy, ReaderFiles

_Record = tuple[str, Mapping[str, Any]]  # of an article, and its place


class Report(NamedTuple):
    """The result for an article: “exact”, “same after normalisation”, “changed” or “missing”."""

    article: str
    state: str
    detail: str  # what differs, and where
    file: Path | None
    capture: bool  # the file is the raw capture, byte for byte


class Restored(NamedTuple):
    """A report for each article, and the digest of the rows; None if nothing was written."""

    reports: list[Report]
    digest: str | None
    full: bool  # every row of the full edition
    unread: Mapping[Path, str] = {}  # files that could not be read, and why


def restore(text_free: Corpus, texts: Path, target: Path) -> Restored:
    """Write a release folder with every article whose text is in one of the files in `texts`.

    Writes nothing if no text is found. ArgumentError if `text_free` is another edition,
    VerificationError if the rows are not those of the full edition.
    """
    texts, target = check_path("texts", texts), check_path("target", target)
    if text_free.edition != "text-free":
        said = f"{text_free.location} is not a text-free edition"
        raise ArgumentError(f"{said}: it contains the texts")
    if not isinstance(text_free.manifest.get("full"), Mapping):
        said = f"{text_free.location}: the manifest has no digest of the full edition"
        raise VerificationError(f"{said}. {GET_AGAIN}")
    if unknown := text_free.manifest["configs"].keys() - CONFIGS.keys():
        said = f"{text_free.location} has an unknown config: {visible(min(unknown))}"
        raise VerificationError(f"{said}. Upgrade istanbul-talks")
    for name, folder in (("copies", texts), ("text-free edition", text_free.folder)):
        _refuse_overlap(target.resolve(), folder.resolve(), name)
    files, reports = ReaderFiles(texts), list[Report]()
    configs = [config for config in text_free.configs if config != ENTITIES]
    restoring = _Restoring(text_free, configs, files, reports, Counted())
    schemas = {config: text_free.schema(config) for config in restoring.configs}
    schemas |= {config: parquet.schema(config, free=True) for config in LEFT_OUT}
    with staging(target) as staged:
        written = []
        for shard, records in _shards(text_free):
            rows = restoring.rows(shard.number, records)
            written.append(write_shard(rows, staged, schemas, shard))
        made = joined(written, staged)
        if not made["articles"].rows:
            return Restored(reports, None, False, files.unread)
        if ENTITIES in text_free.configs:
            entities = rows_of(restoring.counted, registry_of(text_free))
            made[ENTITIES] = write_rows(entities, staged, ENTITIES, text_free.schema(ENTITIES))
        _refuse_fewer(target, made["articles"].rows)
        digest = content_digest({name: config.digest for name, config in made.items()})
        _write_documents(text_free, staged, made, digest)
        staged.commit()
    return Restored(reports, digest, digest == text_free.manifest["full"]["digest"], files.unread)


def restored(text_free: Corpus, texts: Path) -> Corpus:
    """The release with the texts of these files, in a folder that is deleted with the `Corpus`.

    Warns of articles that were not restored; NotFoundError if none was; else errors as `restore`.
    """
    with ExitStack() as stack:
        folder = TemporaryDirectory(prefix="istanbul-talks-", ignore_cleanup_errors=True)
        target = Path(stack.enter_context(folder)) / "release"
        done = restore(text_free, texts, target)
        lost = [f"{r.article} ({r.detail})" for r in done.reports if r.detail]
        if done.digest is None:
            said = f"texts: no file in {texts} restores an article: {visible('; '.join(lost), 500)}"
            raise NotFoundError(said)
        if lost:
            said = f"texts: {len(lost)} of {len(done.reports)} articles were not restored"
            warn(f"{said}: {visible('; '.join(lost), 1000)}", stacklevel=3)
        corpus = Corpus(target)
        finalize(corpus, stack.pop_all().close)
    return corpus


def _refuse_overlap(target: Path, folder: Path, name: str) -> None:
    if target.is_relative_to(folder) or folder.is_relative_to(target):
        remedy = "Restoring replaces the entire folder. Name another"
        raise ArgumentError(f"{target} and {folder}, the {name}, overlap. {remedy}")


def _refuse_fewer(target: Path, articles: int) -> None:
    """Raise CorpusError if a release with more articles would be replaced."""
    if not disk.exists(target / MANIFEST):
        return
    there = manifests.read(target)["configs"]["articles"]["rows"]
    if there > articles:
        said = f"{target} has {there} articles, but these copies restore only {articles}"
        raise CorpusError(f"{said}. Name another folder, or remove that one")


def _shards(text_free: Corpus) -> Iterator[tuple[Shard, Iterable[_Record]]]:
    """The shards, each with the records of its articles. VerificationError if any are elsewhere."""
    shards = text_free.manifest["configs"]["articles"]["shards"]
    records = groupby(_records(text_free), key=lambda record: shard_of(record[1]["id"], shards))
    number, own = next(records, (None, iter(())))
    for shard in (Shard(at, shards) for at in range(shards)):
        if number == shard.number:
            yield shard, own
            number, own = next(records, (None, iter(())))
        else:
            yield shard, ()
    if number is not None:
        said = f"{text_free.location}/{RECORD}: {next(own)[1]['id']} is not with its shard"
        raise VerificationError(f"{said}. {GET_AGAIN}")


def _records(text_free: Corpus) -> Iterator[_Record]:
    for number, line in enumerate(text_free.read_lines(RECORD), start=1):
        place = f"{text_free.location}/{RECORD}:{number}"
        yield place, read_record(line, place)


class _Restoring(NamedTuple):
    """A text-free edition, its configs by article, and a reader's files.

    And what is known so far: a report for each article, and the entities of those restored.
    """

    text_free: Corpus
    configs: Sequence[str]
    files: ReaderFiles
    reports: list[Report]
    counted: Counted

    def rows(self, shard: int, records: Iterable[_Record]) -> Iterator[Lines]:
        """The full rows of each article that a file can restore. Adds a report for each."""
        read = self.text_free.rows_of_shard
        streams = {c: read(c, shard) for c in self.configs if c not in LAYERS}
        following = {config: next(stream, None) for config, stream in streams.items()}
        for place, record in records:
            rows: Rows = {config: [] for config in streams}
            for config, stream in streams.items():
                while (row := following[config]) is not None and row[0] == record["id"]:
                    rows[config].append(row[1])
                    following[config] = next(stream, None)
            try:
                copy = self.files.best(record)
                self.reports.append(_report(record, copy))
                if copy is None or copy.found is None or copy.found.text is None:
                    continue
                full = self._full_rows(rows, record, copy.found)
            except (IndexError, KeyError, TypeError, ValueError) as error:
                # A pointer of the record leads nowhere.
                problem = f"the record does not fit the rows ({type(error).__name__})"
                raise VerificationError(f"{place}: {problem}. {GET_AGAIN}") from None
            if full is None:
                differ = f"the rows of {record['id']} differ from those of the full edition"
                raise VerificationError(f"{place}: {differ}. {GET_AGAIN}")
            count(self.counted, rows["articles"][0])
            raw = b"" if copy.capture is None else raw_line(copy.capture, record)
            yield {**full, "raw": raw}

    def _full_rows(self, rows: Rows, record: Mapping[str, Any], found: Found) -> Lines | None:
        """The rows with their text; None if their hash is not the recorded one."""
        fill(rows, words_in(found.text or "", record))
        if None in found.outside:  # the file lacks a quote from outside the article: check the rest
            if digest_of(self._lines(rows)) != record["bare_sha256"]:
                return None
            fill(rows, words_outside(found, record))
            return self._lines(rows)
        fill(rows, words_outside(found, record))
        lines = self._lines(rows)
        return lines if digest_of(lines) == record["rows_sha256"] else None

    def _lines(self, rows: Rows) -> Lines:
        """The rows of every config; mentions, claims and stances are those of `articles`."""
        rest = {config: own for config, own in rows.items() if config != "articles"}
        lines = {**article_lines(rows["articles"][0]), **to_lines(rest)}
        return {config: lines[config] for config in self.configs}


def _report(record: Mapping[str, Any], copy: Copy | None) -> Report:
    id, found = record["id"], copy.found if copy else None
    if copy is None:
        return Report(id, "missing", "no copy was found", None, False)
    if found is None:
        return Report(id, "changed", f"the copy cannot be read: {copy.problem}", copy.path, False)
    if found.text is not None:
        state = "exact" if copy.capture or found.exact else "same after normalisation"
        return Report(id, state, "", copy.path, copy.capture is not None)
    detail = _difference(record["paragraphs"], found, copy.path)
    return Report(id, "changed", detail, copy.path, False)


def _difference(paragraphs: Sequence[Mapping[str, int]], found: Found, path: Path) -> str:
    """How a copy differs from the article: which paragraphs, where to look, what to do."""
    file = path.name if path.suffix.lower() in (".txt", ".md") else f"the text of {path.name}"
    remedy = "Make it match the published article, or add another copy"
    if not found.missing:
        return f"every paragraph is in {file}, but the text between them differs. {remedy}"
    if len(found.missing) == len(paragraphs):
        return f"no paragraph of the article is in {file}. {remedy}"
    runs = groupby(range(len(paragraphs)), set(found.missing).__contains__)
    places = [_place(paragraphs, found.lines, list(run)) for missing, run in runs if missing]
    return f"{file} has different or missing text {'; '.join(places)}. {remedy}"


def _place(
    paragraphs: Sequence[Mapping[str, int]], lines: Sequence[int | None], run: Sequence[int]
) -> str:
    """Where some paragraphs should be in a copy, and their numbers."""
    first, last = run[0], run[-1]
    before = next(filter(None, reversed(lines[:first])), None)
    after = next(filter(None, lines[last + 1 :]), None)
    if before and after:
        where = f"between lines {before} and {after}" if before < after else f"near line {before}"
    else:
        where = f"after line {before}" if before else f"before line {after}"
    numbers = f"s {first + 1} to {last + 1}" if len(run) > 1 else f" {first + 1}"
    start, end = paragraphs[first]["start"], paragraphs[last]["start"] + paragraphs[last]["length"]
    share = f"paragraph{numbers} of {len(paragraphs)}"
    return f"{where} ({share}, characters {start} to {end} of the article)"


def _write_documents(text_free: Corpus, staged: Staging, configs: Configs, digest: str) -> None:
    """Copy the documents of the text-free edition that still apply; write a card and a manifest."""
    for name in text_free.manifest["files"]:
        if name.startswith(("schema/", "LICENSE")) or name == CITATION:
            staged.write(name, text_free.read_text(name).encode())
    staged.write(CARD, _card(text_free, configs, digest).encode())
    edition = "full" if digest == text_free.manifest["full"]["digest"] else "restored"
    identity = {key: text_free.manifest[key] for key in ("name", "version", "released", "dataset")}
    identity |= {"digest": digest, "edition": edition}
    manifests.write(staged, manifests.build(identity, configs, staged.files))


def _card(text_free: Corpus, configs: Configs, digest: str) -> str:
    labels = text_free.read_json("schema/labels.json")
    before = parquet.columns_before("articles", text_free.schema("articles"))
    head = card.tables(configs, labels, text_free.manifest, before)
    title = plain(text_free.manifest["dataset"]["title"])
    return (
        f"---\n{shown(canonical(head).decode())}---\n\n# {title}\n\n"
        f"Rows of version {text_free.version}, restored from its text-free edition "
        f"(content digest sha256:{text_free.digest}) and copies of the articles. "
        f"Content digest of these rows: sha256:{digest}.\n"
    )
