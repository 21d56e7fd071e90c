"""What can be asked of a release or a part of it: views of items, and tables over all of them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Collection, Container, Sequence
from typing import TYPE_CHECKING, Any

from ..arguments import check_type, no_attribute
from ..dataset.entities import ENTITIES
from ..dataset.verify import CONFIG_NAMES
from ..errors import ArgumentError, UnknownNameError
from ..files.optional import require
from ..model.columns import ITEMS, OF_ARTICLE, columns
from ..model.records import Article
from ..quality.disputes import LAYERS, Passes
from ..text.visible import did_you_mean, visible
from .conditions import Release
from .item_rows import AUTHOR, UNNAMED, complete
from .soft_labels import soft_labels
from .sorted_rows import SortedRows
from .tables import frame
from .views import View

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow

_ALONE = ("id", "text", *OF_ARTICLE)  # columns of an article that are not joined to an item
_JOINED = {"claims": "stances", "stance": "claims"}  # lists of ids, by config
_UNNAMED = (AUTHOR, UNNAMED)  # each article has its own
_CLOSED = {"enable_external_access": "false"}  # neither files nor variables of the program


class Queries:
    """Views and tables of the articles of a `Corpus` or a `Subset`."""

    @property
    @abstractmethod
    def _release(self) -> Release: ...

    @property
    def _chosen(self) -> Container[str] | None:
        """The ids of the articles; None for all."""
        return None

    @abstractmethod
    def to_arrow(self, config: str = "articles") -> pyarrow.Table: ...

    @property
    def claims(self) -> View:
        """Every claim, as a view: `corpus.claims.where(outlet="…").to_pandas()`."""
        return self._view("claims")

    @property
    def stances(self) -> View:
        """Every stance, as a view: `corpus.stances.where(target="…").cite()`."""
        return self._view("stance")

    @property
    def mentions(self) -> View:
        """Every mention of an entity, as a view."""
        return self._view("mentions")

    @property
    def entities(self) -> View:
        """The entities of each article, as a view: one row for each article and entity.

        `to_pandas("entities")` has one row for each entity, with counts over all articles.
        """
        return self._view("entities")

    @property
    def decisions(self) -> View:
        """What adjudicators decided where passes differ, as a view."""
        return self._view("decisions")

    @property
    def claim_groups(self) -> View:
        """Claims by the propositions that they state, deny or change, as a view.

        `corpus.claim_groups.where(proposition="…")` shows who says what about the same thing.
        """
        return self._view("claim_groups")

    @property
    def additions(self) -> View:
        """What each annotator added to claims and stances, as a view."""
        return self._view("additions")

    def table(self, config: str, with_: Sequence[str] = ()) -> View:
        """A view of a config with more columns.

        `with_`: "article" adds title, author, address, dates and the other plain columns of the
        article. "stances" adds to claims, and "claims" to stances, the ids of those that belong
        together: as annotated, or, in an article without such annotations, those of the same
        speaker that rest on some of the same words.
        Raises UnknownNameError for an unknown config, ArgumentError for anything else in `with_`.
        """
        check_type("config", config, str, "the name of a config")
        name = CONFIG_NAMES.get(config, config)
        if name not in ITEMS:
            said = f"config: there is no view of “{visible(config, 40)}”"
            hint = did_you_mean(config, ITEMS, CONFIG_NAMES) or "."
            raise UnknownNameError(f"{said}{hint} Choose one of: {', '.join(ITEMS)}")
        check_type("with_", with_, (str, list, tuple), "a list of names")
        given, joined = [with_] if isinstance(with_, str) else with_, list[str]()
        known = ["article", *([_JOINED[name]] if name in _JOINED else [])]
        for one in given:
            if one not in known:
                hint = did_you_mean(one, known) if isinstance(one, str) else ""
                said = f"with_: {visible(repr(one), 40)} cannot be joined to {name}{hint or '.'}"
                raise ArgumentError(f"{said} Choose from: {', '.join(known)}")
        for one in dict.fromkeys(given):
            plain = (field for field in columns(Article) if not field.many)
            names = [field.name for field in plain if field.name not in _ALONE]
            joined += names if one == "article" else [one]
        return self._view(name, tuple(joined))

    def voices(self) -> list[dict[str, Any]]:
        """Who is quoted by which outlet, and how: a row for each, most claims first.

        `publisher`, `claimer`, `claimer_name`, `attribution`; the number of `claims`; their `ids`,
        each as ARTICLE#claims/ID. Claims of the authors themselves are left out.
        """
        found = defaultdict[tuple[Any, ...], list[str]](list)
        names = ("publisher", "claimer", "claimer_name", "attribution")
        for row in self.claims.rows():
            if row["attribution"] is not None:
                key = tuple(row[name] for name in names)
                found[key].append(f"{row['article']}#claims/{row['id']}")
        made = [
            {**dict(zip(names, key, strict=True)), "claims": len(ids), "ids": ids}
            for key, ids in found.items()
        ]
        return sorted(made, key=lambda row: (-row["claims"], *(row[n] or "" for n in names)))

    def positions(self, min_articles: int = 1) -> list[dict[str, Any]]:
        """Who holds what on which target in how many articles: a row for each holder and target.

        `target`, `holder`, `holder_name`; the number of `articles`; `labels` in them; `same`:
        whether there is one label only; `ids`, each as ARTICLE#stance/ID. Authors and unnamed
        holders are left out, as each article has its own.
        `min_articles`: leave out what fewer articles have.
        """
        check_type("min_articles", min_articles, int, "a number of articles")
        found = defaultdict[tuple[str, ...], list[dict[str, Any]]](list)
        for row in self.stances.rows():
            if row["holder"] not in _UNNAMED:
                found[row["target"], row["holder"], row["holder_name"]].append(row)
        made = []
        for (target, holder, name), rows in sorted(found.items()):
            count, labels = len({row["article"] for row in rows}), {row["label"] for row in rows}
            ids = [f"{row['article']}#stance/{row['id']}" for row in rows]
            shown = {"target": target, "holder": holder, "holder_name": name, "articles": count}
            row = {**shown, "labels": sorted(labels), "same": len(labels) == 1, "ids": ids}
            made += [row] if count >= min_articles else []
        return made

    def disputes(self, layer: str) -> list[dict[str, Any]]:
        """The items that passes do not have as the reference does, or that needed a decision.

        `layer`: "mentions", "claims" or "stances". A row has `article` and `id`; `differs`, the
        columns in which a pass differs; their values in the `reference`; and in the `passes`, by
        annotator, or None for a pass without the item; and the `decision` on it, with what was
        `decided` and `why`. `span` is start and end of the first quote, in code points.
        Items that only a pass has are in `decisions`, as `overruled`.
        """
        check_type("layer", layer, str, "the name of a layer")
        config = CONFIG_NAMES.get(layer, layer)
        if config not in LAYERS:
            names = ("mentions", "claims", "stances")
            hint = did_you_mean(layer, names) or "."
            said = f"layer: passes are not compared in “{visible(layer, 40)}”{hint}"
            raise UnknownNameError(f"{said} Choose one of: {', '.join(names)}")
        passes, decisions = (SortedRows(self._release, name) for name in ("passes", "decisions"))
        made, article, found = [], None, Passes((), ())
        for row in self._view(config).rows():
            with complete(self._release, row["article"]):
                if row["article"] != article:
                    article = row["article"]
                    found = Passes(passes.of(article), decisions.of(article))
                if row["undisputed"] is False:
                    made.append(found.dispute(config, row))
        return made

    def soft_labels(self, layer: str, column: str, *, reference: bool = False) -> pandas.DataFrame:
        """How the labels that annotators gave to each item are distributed.

            corpus.soft_labels("stances", "label")

        A row has `article` and `id`; the column, with the label of the reference; `votes`, the
        number of annotators who have the item; and for each label the share of these votes, as in
        `label=FAVOR` (missing if nobody voted). A share is the number of votes for a label divided
        by all votes.

        `layer`: "mentions", "claims" or "stances"; `column`: one of its columns that passes have,
        such as "type", "epistemic", "label" or "certainty". A pass votes if it has an item that
        supports this one. `reference`: count the label of the reference as one more vote. An
        optional label that was left out is a vote for `null`.
        Raises UnknownNameError for any other layer or column.
        """
        rows = soft_labels(self._release, layer, column, self._chosen, reference)
        made: pandas.DataFrame = require("pandas", "pandas").DataFrame(list(rows))
        return made

    def to_pandas(self, config: str = "articles") -> pandas.DataFrame:
        """A config as a DataFrame; nested columns hold arrays of dicts."""
        return frame(self.to_arrow(config))

    def to_polars(self, config: str = "articles") -> polars.DataFrame:
        """A config as a polars DataFrame."""
        made: polars.DataFrame = require("polars", "polars").from_arrow(self.to_arrow(config))
        return made

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """The result of a query in SQL, by DuckDB: print it, or call `df()`, `pl()`, `fetchall()`.

        Each config is a table of its name, and so is `stances`. Mentions, claims, stances and
        decisions have the columns of views; `entities` has one row per entity. Write `"end"` in
        double quotes: it is a reserved word.
        Raises ArgumentError for a query that DuckDB cannot run. Queries cannot reach files. What is
        wrong with single values, such as an impossible cast, shows when rows are fetched.
        """
        check_type("query", query, str, "a query in SQL")
        library = require("duckdb", "sql")
        connection = library.connect(":memory:", config=_CLOSED)
        words = {*re.findall(r"\w+", query.casefold())}
        known = {name: name for name in (*self._release.configs, *ITEMS)} | {"stances": "stance"}
        for name in words.intersection(known):
            config = known[name]
            is_view = config in ITEMS and config != ENTITIES
            table = self._view(config).to_arrow() if is_view else self.to_arrow(config)
            connection.register(name, table)
        try:
            found: duckdb.DuckDBPyRelation | None = connection.sql(query)
        except (library.Error, ValueError) as error:  # or text that is not UTF-8
            raise ArgumentError(f"query: {_reason(str(error), known)}") from None
        if found is None:
            raise ArgumentError("query: there is no result. Write a query, such as: from claims")
        return found

    def _view(self, config: str, joined: tuple[str, ...] = ()) -> View:
        return View(self._release, config, self._chosen, joined)

    if not TYPE_CHECKING:  # type checkers would accept every name

        def __getattr__(self, name):
            public = [known for known in dir(type(self)) if not known.startswith("_")]
            raise no_attribute(self, name, public)


def _reason(error: str, tables: Collection[str]) -> str:
    """What DuckDB says of a query, and what to write instead."""
    missing = re.match(r"Catalog Error: Table with name (.+?) does not exist", error)
    if missing:
        hint = did_you_mean(missing[1], tables) or "."
        said = f"there is no table “{visible(missing[1], 60)}”{hint}"
        return f"{said} The tables are: {', '.join(sorted(tables))}"
    end = (
        '. “end” is a reserved word: write "end" in double quotes' if 'near "end"' in error else ""
    )
    return f"{visible(' '.join(error.split()), 400)}{end}"
