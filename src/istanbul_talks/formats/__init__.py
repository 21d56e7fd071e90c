"""Annotations in the formats of other tools, and back: one module per format.

Out: a release or a part of it as a stream of bytes, a file or a folder, as the row of FORMATS says.
In: files of another tool as documents, which `landing` turns into passes.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Format(NamedTuple):
    """A format. `function`, which exports to it, is MODULE.NAME in this package; None if none does.

    `into` says what the function makes from a release or a part of it:

    - "stream": `function(part, **options)` gives the bytes piece by piece;
    - "file": `function(part, path, **options)` writes a file that must not exist yet;
    - "folder": `function(part, **options)` gives files, each as its path in the folder and its
      bytes piece by piece.

    `extra`: the extra that it needs, if any. `options`: those of the command that it takes.
    `lost`: what the format has no place for. `losses`: MODULE.NAME of a function that counts it,
    from articles to a number for each kind. `read`: MODULE.NAME of the function that imports from
    it, from `ForeignFiles` to `Taken`. `by_models`: whether only models write it.
    """

    function: str | None
    into: Literal["stream", "file", "folder"]
    doc: str
    extra: str | None = None
    options: tuple[str, ...] = ()
    lost: str = ""
    losses: str | None = None
    read: str | None = None
    by_models: bool = False


FORMATS = {
    "gliner": Format(
        "gliner.export",
        "stream",
        "GLiNER's training data: JSON with windows of tokens and their mentions",
        options=("window",),
        lost="everything but tokens, and places and types of mentions",
    ),
    "spacy": Format(
        "spacy.export",
        "stream",
        "spaCy's DocBin for `spacy train`",
        "spacy",
        lost="everything but ids and texts, and places, types and entities of mentions",
    ),
    "conll2003": Format(
        "conll2003.export",
        "stream",
        "CoNLL-2003: a token and its BIO tag per line",
        lost="everything but tokens, and places and types of mentions",
    ),
    "conllu": Format(
        "conllu.export",
        "stream",
        "CoNLL-U, with mentions as Entity in MISC",
        read="conllu_in.read",
        lost="everything but ids and texts, and places, types and entities of mentions",
    ),
    "csv": Format("tables.csv_files", "folder", "a CSV file per config, safe in spreadsheets"),
    "sqlite": Format("tables.sqlite_file", "file", "an SQLite file with a table per config"),
    "duckdb": Format("tables.duckdb_file", "file", "a DuckDB file with a table per config", "sql"),
    "brat": Format(
        "brat.export",
        "folder",
        "brat standoff: a text and an .ann file per article",
        losses="record.losses",
        read="brat.read",
    ),
    "label-studio": Format(
        "label_studio.export",
        "folder",
        "Label Studio: tasks in JSON, and the labelling configuration",
        losses="record.losses",
        read="label_studio.read",
    ),
    "prodigy": Format(
        "prodigy.export",
        "stream",
        "Prodigy: JSON Lines with spans and relations",
        losses="record.losses",
        read="prodigy.read",
    ),
    "doccano": Format(
        "doccano.export",
        "stream",
        "doccano: JSON Lines with entities and relations",
        lost="everything that is said of a span but its label and its relations",
        losses="record.losses",
        read="doccano.read",
    ),
    "potato": Format(
        "potato.export",
        "folder",
        "Potato: a project with texts, spans and links",
        lost="everything that is said of a span but its label, its entity and its links",
        losses="record.losses",
        read="potato.read",
    ),
    "uima-xmi": Format(
        "uima.export_xmi",
        "folder",
        "UIMA CAS XMI, for INCEpTION: a file per article, and their type system",
        "uima",
        losses="record.losses",
        read="uima.read_xmi",
    ),
    "uima-json": Format(
        "uima.export_json",
        "folder",
        "UIMA CAS JSON, for INCEpTION: a file per article",
        "uima",
        losses="record.losses",
        read="uima.read_json",
    ),
    "webanno-tsv": Format(
        None,
        "stream",
        "WebAnno TSV 3, which INCEpTION and WebAnno export",
        read="webanno_tsv.read",
    ),
    "web-annotation": Format(
        "web_annotation.export",
        "folder",
        "W3C Web Annotation: a text and a page of annotations in JSON-LD per article",
        losses="record.losses",
        read="web_annotation.read",
    ),
    "langextract": Format(
        None,
        "stream",
        "LangExtract: JSON Lines that a model wrote",
        read="langextract.read",
        by_models=True,
    ),
}
