"""The page on the configs: a drawing of them with their keys, then columns and a row of each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from itertools import islice
from typing import Any, NamedTuple

from ..model.columns import CONFIGS, DESCRIPTIONS, Field, columns
from ..reading.corpus import Corpus
from ..text.markdown import plain, table
from .examples import with_outputs
from .made import render
from .texts import TEXTS
from .words import spoken

_Row = Mapping[str, Any]
_LOOKED_AT = 100  # rows from which the one on the page is taken
_MOST, _WORDS = 28, 4  # characters of a value, and words: as in the text-free edition
_IDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(CONFIGS, ("article", "id")),
    **dict.fromkeys(("articles", "raw", "entities"), ("id",)),
    **dict.fromkeys(("passes", "additions"), ("article", "annotator", "layer", "id")),
    "claim_groups": ("article", "proposition", "claim"),
}
# Columns of a config that name a record of another one, and where those records are.
_KEYS: dict[str, dict[str, str]] = {
    "articles": {"event": "schema/events.json"},
    "mentions": {"entity": "entities"},
    "claims": {"claimer": "entities"},
    "stance": {"holder": "entities", "target": "schema/targets.json"},
    "passes": {"supports": "mentions, claims, stance", "decision": "decisions"},
    "decisions": {"reference": "mentions, claims, stance"},
    "claim_groups": {"claimer": "entities"},
    "additions": {},
    "raw": {},
    "entities": {},
}

_NESTED = ("mentions", "claims", "stance")  # lists of articles that are configs too


class _Box(NamedTuple):
    """A config in the drawing."""

    name: str
    x: int
    y: int
    width: int
    rows: int
    keys: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def data_page(corpus: Corpus) -> str:
    """A drawing of the configs, how to read values, and each config with one of its rows."""
    facts = corpus.manifest["configs"]
    configs = [config for config in CONFIGS if config in facts]
    parts = [TEXTS["data_model"].format(number=len(configs)), f"{drawing(corpus)}\n"]
    rows = ((f"`{c}`", DESCRIPTIONS[c], facts[c]["rows"], _key(c)) for c in configs)
    parts += [table("config | a row is | rows: | ids, and what they name", rows) + "\n"]
    parts += [with_outputs("data", TEXTS["data_values"], corpus)]
    for config in configs:
        count = f"{facts[config]['rows']:,} rows in version {corpus.version}"
        parts += [f"## {config}\n", f"{DESCRIPTIONS[config]} {count}.\n"]
        parts += _columns(CONFIGS[config], _typical(corpus.rows(config)))
    return "\n".join(parts) + "\n"


def drawing(corpus: Corpus) -> str:
    """The configs of a release as boxes with their keys and arrows, as SVG."""
    facts = corpus.manifest["configs"]
    upper = [c for c in ("mentions", "claims", "stance", "raw") if c in facts]
    lower = [c for c in ("passes", "decisions") if c in facts]
    boxes = [_box("articles", (0, 1, 0), facts)]
    boxes += [_box(c, (place, len(upper), 1), facts) for place, c in enumerate(upper)]
    boxes += [_box(c, (place, len(lower), 2), facts) for place, c in enumerate(lower)]
    last = [c for c in ("claim_groups", "additions", "entities") if c in facts]
    boxes += [_box(c, (place, len(last), 3), facts) for place, c in enumerate(last)]
    named = {box.name: box for box in boxes}
    nested = [f.name for f in columns(CONFIGS["articles"]) if is_dataclass(f.type)]
    said = ", ".join(f"{box.name} with {box.rows:,} rows" for box in boxes)
    items = [named[c] for c in upper if c != "raw"]
    height = boxes[-1].y + 124
    made = {
        "height": height,
        "boxes": boxes,
        "named": named,
        "items": items,
        "nested": nested,
        "said": said,
    }
    return render("data-model", **made).replace("\n\n", "\n")


def _box(config: str, place: tuple[int, int, int], facts: Mapping[str, Any]) -> _Box:
    """The box at a place of a row of boxes, in one of four rows."""
    number, of, row = place
    gap, full = (40 if row == 2 else 12), 520
    width = (full - gap * (of - 1)) // of
    keys = (" · ".join(_IDS[config]),) if of < 3 else _IDS[config]
    size = number * (width + gap), row * 168, width
    return _Box(config, *size, facts[config]["rows"], keys, tuple(_KEYS[config]))


def _key(config: str) -> str:
    keys = ", ".join(f"`{name}`" for name in _IDS[config])
    return "; ".join([keys, *(f"`{name}`: {of}" for name, of in _KEYS[config].items())])


def _typical(rows: Iterable[_Row]) -> _Row:
    """The first row with the most values, of those at the start."""
    found = [*islice(rows, _LOOKED_AT)]
    return max(found, key=lambda row: sum(v not in (None, []) for v in row.values()), default={})


def _columns(record: type, row: _Row) -> Iterator[str]:
    lines, nested = [], []
    for field in columns(record):
        labels, doc = field.column.labels, field.column.doc.replace("|", "\\|")
        unit = f" [Labels](labels.md#{labels})." if labels else ""
        lines.append((f"`{field.name}`", f"{doc}{unit} *{_type(field)}*", _value(field, row)))
        if is_dataclass(field.type) and field.name not in _NESTED:
            nested.append(field)
    yield table("column | meaning and type | in one row", lines) + "\n"
    for field in nested:
        summary = f"<summary>Each item of <code>{field.name}</code></summary>"
        yield f'<details class="it-fold" markdown>\n{summary}\n'
        yield from _columns(field.type, next(iter(row.get(field.name) or [{}])))
        yield "</details>\n"


def _type(field: Field) -> str:
    name = "record" if is_dataclass(field.type) else field.type.__name__
    name = {"str": "string", "int": "int32"}.get(name, name)
    return f"list of {name}s" if field.many else name + (", or null" if field.nullable else "")


def _value(field: Field, row: _Row) -> str:
    """A value for a table: at most a few words of an article."""
    value = row.get(field.name)
    if is_dataclass(field.type):
        count = len(value or ()) if field.many else int(value is not None)
        said = f"{count} {'record' if count == 1 else 'records'}"
        return f"{said}, as in [{field.name}](#{field.name})" if field.name in _NESTED else said
    if not row:
        return ""
    value = spoken(True)(value) if isinstance(value, str) else value
    text = json.dumps(value, ensure_ascii=False, default=str)
    start = " ".join(text.split(" ")[:_WORDS])[:_MOST]
    return f"<code>{plain(text if text == start else f'{start} …')}</code>"
