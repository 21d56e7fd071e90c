"""A data section for a paper: text, tables and BibTeX, all from one release and with its digest."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from ..arguments import check_path
from ..dataset.cite import escape_latex
from ..dataset.layout import CARD
from ..dataset.statistics import Tally
from ..errors import ArgumentError
from ..files import atomic, disk
from ..model.rows import LAYERS
from ..reading.corpus import Corpus
from ..text import markdown
from ..text.languages import NAMES
from ..text.visible import visible, without_hidden

FORMATS = {"latex": "data.tex", "markdown": "data.md"}
REFERENCES = "data.bib"
_SETS = ("genre", "entity_type", "claim_type", "attribution", "epistemic", "stance_label")
_AGREEMENT = "layer | measure | value: | 95 % interval | n"
_WRAPPED = r"lp{0.3\linewidth}rp{0.18\linewidth}p{0.2\linewidth}"
_MOST_OUTLETS = 30  # that have a row of their own
_HEAD = "| layer | measure | value | 95 % interval | n |"  # of the card's table of agreement
# What pdfLaTeX prints with the font encoding T1; anything else gets \\ITchar.
_PRINTED = re.compile(
    "[ -~\u00a1-\u00a3\u00a7\u00ab\u00bb\u00bf-\u00d6\u00d8-\u00f6\u00f8-\u0107\u010c-\u0111"
    "\u0118-\u011b\u0139-\u013e\u0141-\u0144\u0147\u0148\u0150-\u0155\u0158-\u015b"
    "\u015e-\u0165\u016e-\u0171\u0178-\u017e"
    "\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026]"
)
_MATHS = {"α": r"$\alpha$", "≥": r"$\geq$", "×": r"$\times$"}  # in names of measures
_JOINED = re.compile(r"([-,<>'])(?=\1)")  # pairs that fonts join to another sign


class Table(NamedTuple):
    """A table: its name, what it shows, and its rows. In `head`, `:` marks columns of numbers."""

    name: str
    caption: str
    head: str
    rows: Sequence[Sequence[str]]
    places: str = ""  # of LaTeX's columns, if text has to be wrapped
    number: int = 0


class Style(Protocol):
    """How text, references and tables are written."""

    def words(self, text: str) -> str: ...
    def cite(self, key: str) -> str: ...
    def refer(self, table: Table) -> str: ...
    def table(self, table: Table, source: str) -> str: ...


class Latex:
    """LaTeX that needs no package but fontenc."""

    def words(self, text: str) -> str:
        escaped = _JOINED.sub(r"\1{}", escape_latex(_line(text)))
        escaped = escaped.replace("`", "\\textasciigrave{}")
        return "".join(c if _PRINTED.match(c) else _other(c) for c in escaped)

    def cite(self, key: str) -> str:
        return f"\\cite{{{key}}}"

    def refer(self, table: Table) -> str:
        return f"Table~\\ref{{tab:it-{table.name}}}"

    def table(self, table: Table, source: str) -> str:
        names = [name.strip() for name in table.head.split("|")]
        places = "".join("r" if name.endswith(":") else "l" for name in names)
        head = " & ".join(self.words(name.removesuffix(":")) for name in names)
        rows = [" & ".join(map(self.words, row)) for row in table.rows]
        return "\n".join(
            [
                "\\begin{table}[tb]",
                "\\centering\\small",
                f"\\caption{{{self.words(table.caption)} ({source}).}}",
                f"\\label{{tab:it-{table.name}}}",
                f"\\begin{{tabular}}{{{table.places or places}}}",
                "\\hline",
                f"{head} \\\\",
                "\\hline",
                *(f"{row} \\\\" for row in rows),
                "\\hline",
                "\\end{tabular}",
                "\\end{table}",
            ]
        )


class Markdown:
    """Markdown with the citations of Pandoc."""

    def words(self, text: str) -> str:
        return markdown.plain(_line(text))

    def cite(self, key: str) -> str:
        return f"[@{key}]"

    def refer(self, table: Table) -> str:
        return f"Table {table.number}"

    def table(self, table: Table, source: str) -> str:
        rows = (map(self.words, row) for row in table.rows)
        caption = f"Table {table.number}: {self.words(table.caption)} ({source})."
        return f"{caption}\n\n{markdown.table(table.head, rows)}"


def paper(corpus: Corpus, out: str | Path, format: str = "latex") -> list[Path]:
    """Write the data section of a release, and its BibTeX, to a folder; return the files.

    The folder is replaced if it is new, empty, or has nothing else. Raises ArgumentError for any
    other folder.
    """
    path, file = check_path("out", out), FORMATS[format]
    kept = {REFERENCES, *FORMATS.values()}
    others = sorted(p.name for p in path.iterdir()) if path.is_dir() else []
    if disk.exists(path) and (not path.is_dir() or not kept.issuperset(others)):
        found = next((name for name in others if name not in kept), "a file")
        said = f"out: {path} is not a folder for this alone ({visible(found, 60)})"
        raise ArgumentError(f"{said}. Name a new or empty folder")
    facts = _Facts(corpus)
    text = facts.latex() if format == "latex" else facts.markdown()
    with atomic.staging(path) as staging:
        staging.write(file, text.encode())
        staging.write(REFERENCES, facts.references().encode())
        staging.commit()
    return [disk.inside(path, name) for name in (file, REFERENCES)]


class _Facts:
    """What a data section says, counted once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.tally = corpus, Tally()
        self.outlets: dict[str, Counter[str]] = {}
        for row in corpus.rows():
            self.tally.add(row)
            own = self.outlets.setdefault(row["publisher"] or "unknown", Counter())
            own.update({"articles": 1, **{name: len(row[name]) for name in LAYERS}})
        self.undisputed = {name: _undisputed(corpus, name) for name in LAYERS}
        self.double, self.kinds = _passes(corpus)
        made = [self._sources(), self._size(), self._labels(), *self._agreement()]
        self.tables = [table._replace(number=at) for at, table in enumerate(made, start=1)]

    def latex(self) -> str:
        """The section with macros for its numbers."""
        digest, style = self.corpus.digest, Latex()
        parts = [digest[at : at + 4] for at in range(0, len(digest), 4)]
        macros = {
            "version": style.words(self.corpus.version),
            "digest": "\\allowbreak ".join(parts),
            "digestshort": digest[:12],
            **{name: f"{count:,}" for name, count in self._counts().items()},
        }
        lines = [f"\\newcommand{{\\IT{name}}}{{{value}}}" for name, value in macros.items()]
        source = "version \\ITversion, content digest \\texttt{sha256:\\ITdigestshort}"
        return "\n".join(
            [
                *(f"% {line}" for line in self._made()),
                "% In the preamble: \\usepackage[T1]{fontenc}. Then: \\input{data}",
                "% pdfLaTeX shows a character that it does not have as [U+XXXX].",
                "\\providecommand{\\ITchar}[2]{\\ifdefined\\XeTeXversion#2\\else"
                "\\ifdefined\\directlua#2\\else[U+#1]\\fi\\fi}",
                *lines,
                "",
                "\\section{Data}\\label{sec:it-data}",
                "",
                "\n\n".join(self._text(style, "\\texttt{sha256:\\ITdigest}")),
                "",
                "\n\n".join(style.table(table, source) for table in self.tables),
                "",
            ]
        )

    def markdown(self) -> str:
        """The section with its digest in every caption."""
        style, corpus = Markdown(), self.corpus
        source = (
            f"version {style.words(corpus.version)}, content digest `sha256:{corpus.digest[:12]}`"
        )
        text = self._text(style, f"`sha256:{corpus.digest}`")
        made = "\n".join(self._made()).replace("--", "- -")
        tables = [style.table(table, source) for table in self.tables]
        return "\n\n".join([f"<!--\n{made}\n-->", "## Data", *text, *tables]) + "\n"

    def references(self) -> str:
        """The release, then its articles, in BibTeX."""
        made = "".join(f"% {line}\n" for line in self._made())
        return f"{made}\n{self.corpus.cite()}\n\n{self.corpus.references()}\n"

    def _made(self) -> list[str]:
        manifest = self.corpus.manifest
        name = f"{_line(str(manifest['name']))} {self.corpus.version}, {self.corpus.edition}"
        return [
            "Made by: istanbul-talks paper. Do not edit; make it again.",
            f"From: {name}, content digest sha256:{self.corpus.digest}",
        ]

    def _counts(self) -> dict[str, int]:
        tally = self.tally
        counts = {"articles": tally.articles, "entities": len(tally.entities)}
        return counts | {
            "mentions": tally.mentions,
            "claims": tally.claims,
            "stances": tally.stance,
        }

    def _text(self, style: Style, digest: str) -> Iterator[str]:
        corpus, tally, tables = self.corpus, self.tally, {t.name: t for t in self.tables}
        key = re.sub(r"^@\w+\{|,$", "", corpus.cite().partition("\n")[0])
        title = style.words(corpus.manifest["dataset"]["title"])
        tags = [tag for tag, _ in tally.share("language")]
        named = style.words(", ".join(NAMES.get(tag, tag) for tag in tags))
        days = f", published between {tally.earliest} and {tally.latest}" if tally.earliest else ""
        outlets = _many(len(self.outlets), "outlet")
        edition = "" if corpus.edition == "full" else f" ({corpus.edition} edition)"
        yield (
            f"We use version {style.words(corpus.version)}{edition} of {title} {style.cite(key)}. "
            f"Its content digest is {digest}; all figures of this section come from these data."
        )
        yield (
            f"The corpus has {_many(tally.articles, 'article')} from {outlets}{days} "
            f"({style.refer(tables['sources'])}), in {named}. It has "
            f"{_many(tally.mentions, 'mention')} of {_many(len(tally.entities), 'named entity')}, "
            f"{_many(tally.claims, 'claim')} and {_many(tally.stance, 'stance')} on "
            f"{_many(len(tally.labels['target']), 'proposition')} "
            f"({style.refer(tables['size'])}). {tally.attributed:,} claims are "
            "attributed to somebody other than the author. "
            f"{style.refer(tables['labels'])} lists the labels."
        )
        yield " ".join(self._made_by(style, tables))

    def _made_by(self, style: Style, tables: Mapping[str, Table]) -> Iterator[str]:
        """Who annotated, and how well they agree."""
        tally = self.tally
        of = f"{self.double:,} of the {_many(tally.articles, 'article')}"
        by = f", by {_kinds(self.kinds)}" if self.kinds else ""
        yield f"Independent passes of two or more annotators cover {of}{by}."
        if tally.human:
            yield f"A human annotated or reviewed {tally.human:,} of the articles."
        else:
            yield "No human has annotated or reviewed the data."
        yield "An item is undisputed if every pass has it as it is and no decision was needed."
        if "agreement" in tables:
            yield f"{style.refer(tables['agreement'])} shows how well the passes agree."
        if {*self.kinds.values()} == {"model"}:
            yield "Agreement between models says nothing about how often their labels are right."

    def _size(self) -> Table:
        tally, counts = (
            self.tally,
            {"mentions": "mentions", "claims": "claims", "stance": "stances"},
        )
        rows = [
            ["articles", f"{tally.articles:,}", ""],
            ["entities", f"{len(tally.entities):,}", ""],
        ]
        rows += [
            [name, f"{getattr(tally, layer):,}", self.undisputed[layer]]
            for layer, name in counts.items()
        ]
        if tally.characters:
            rows.insert(1, ["characters", f"{tally.characters:,}", ""])
        return Table("size", "Size of the corpus by layer", "layer | items: | undisputed:", rows)

    def _labels(self) -> Table:
        rows = [
            [name.replace("_", " ") if not number else "", label, f"{count:,}"]
            for name in _SETS
            for number, (label, count) in enumerate(self.tally.share(name))
        ]
        return Table("labels", "Labels and how often each is used", "set | label | items:", rows)

    def _agreement(self) -> Iterator[Table]:
        """The table of the card, which every edition has: agreement needs the texts."""
        lines = self.corpus.read_text(CARD).splitlines() if _has(self.corpus, CARD) else []
        starts = [at for at, line in enumerate(lines) if line == _HEAD]
        for number, start in enumerate(starts[:3], start=1):
            rows = []
            for line in lines[start + 2 :]:
                cells = [_plain(cell) for cell in line.strip("|").split(" | ")]
                if not line.startswith("| ") or len(cells) != 5:
                    break
                layer, measure, value, *rest = (cell.strip() for cell in cells)
                rows.append([layer, measure, "–" if value == "not estimable" else value, *rest])
            above = _plain(next((line for line in reversed(lines[:start]) if line), ""))
            name = "agreement" if number == 1 else f"agreement-{number}"
            pairs = above.replace("`", "").rstrip(":")
            caption = f"Agreement between passes, {pairs[:1].lower()}{pairs[1:]}"
            yield Table(name, caption, _AGREEMENT, rows, _WRAPPED)

    def _sources(self) -> Table:
        names = ("articles", *LAYERS)
        found = sorted(self.outlets.items(), key=lambda item: (-item[1]["articles"], item[0]))
        shown, rest = found[:_MOST_OUTLETS], found[_MOST_OUTLETS:]
        if rest:
            total = sum((own for _, own in rest), Counter[str]())
            shown.append((f"{len(rest):,} more outlets", total))
        rows = [[outlet, *(f"{own[name]:,}" for name in names)] for outlet, own in shown]
        head = "outlet | articles: | mentions: | claims: | stances:"
        return Table("sources", "Sources of the articles", head, rows)


def _other(character: str) -> str:
    """A character that fonts of pdfLaTeX may lack."""
    return _MATHS.get(character, f"\\ITchar{{{ord(character):04X}}}{{{character}}}")


def _undisputed(corpus: Corpus, config: str) -> str:
    """How many items of a layer are undisputed; a dash if that is unknown for some."""
    found = Counter(row["undisputed"] for row in corpus.table(config).rows())
    return f"{found[True]:,}" if found[True] + found[False] else "–"


def _passes(corpus: Corpus) -> tuple[int, dict[str, str]]:
    """How many articles have two passes, and the kind of each annotator."""
    double, kinds = 0, dict[str, str]()
    for _, items in corpus.passes() if "passes" in corpus.configs else ():
        own = {item.annotator: item.kind for item in items}
        double += len(own) > 1
        kinds |= own
    return double, kinds


def _kinds(kinds: Mapping[str, str]) -> str:
    counted = sorted(Counter(kinds.values()).items())
    return " and ".join(_many(count, f"{kind} annotator") for kind, count in counted)


def _many(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _plain(text: str) -> str:
    """A cell of the card without its character references."""
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)


def _has(corpus: Corpus, path: str) -> bool:
    return path in corpus.manifest["files"]


def _line(text: str) -> str:
    return without_hidden(" ".join(text.split()))
