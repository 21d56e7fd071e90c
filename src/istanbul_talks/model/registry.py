"""Files under `schema/` with a record per line.

People add to the registries, and git keeps the lines of both sides when it merges. So their lines
may be in any order until `fmt` tidies them. Programs write the other files, in one correct form.
Two registries are lists in JSON. A comma begins a line there, so that no line changes when the
next is added.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

import orjson

from ..errors import CorpusError
from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import compact
from ..files.strict_json import Document, read
from ..text.visible import visible
from .schema import Schema
from .violations import Violation, hidden

KEYS = {  # what identifies a line
    "annotators": ("id",),
    "publishers": ("id",),
    "entities": ("id",),
    "ledger": ("id",),
    "releases": ("version",),
    "baseline": ("rule", "path", "found"),
    "propositions": ("id",),
}
REGISTRIES = ("annotators", "publishers", "entities", "baseline", "propositions")
LISTS = ("annotators", "publishers")  # in JSON
OPTIONAL = ("propositions",)
_TAIL = b"]}\n"
_MARK = re.compile(rb"<{7} .*|={7}|>{7} .*")
# What both sides of a conflict changed, if git's setting merge.conflictStyle shows it.
_BASE = re.compile(rb"^\|{7}(?: .*)?\n(?:.*\n)*?(?=={7}$)", re.MULTILINE)
Key = tuple[str, ...]
Record = Mapping[str, Any]


class Lines(NamedTuple):
    """The records of a file by what identifies them, sorted; `untidy`: what `fmt` would change."""

    records: Mapping[Key, Record]
    untidy: str | None


def path_of(name: str) -> str:
    """The path of a file from the root."""
    return f"schema/{name}.{'json' if name in LISTS else 'jsonl'}"


def data_of(root: CorpusFolder, name: str) -> bytes:
    """A file as it is. CorpusError if it cannot be read."""
    path = root.path / path_of(name)
    if name in OPTIONAL and not disk.exists(path):
        return b""
    data = disk.read(path)
    if isinstance(data, bytes):
        return data
    may = "" if name in LISTS else "; it may be empty"
    raise CorpusError(f"{path_of(name)}: {data.what}. A corpus needs this file{may}")


def _head(name: str) -> bytes:
    return f'{{"{name}":[\n'.encode()


def _lines(name: str, data: bytes) -> Iterator[tuple[int, bytes, str | None]]:
    """Number and record of each line, and what is wrong with how it is written. CorpusError."""
    head = _head(name) if name in LISTS else b""
    if name not in LISTS or (data.startswith(head) and data.endswith(_TAIL)):
        inner = data.removeprefix(head).removesuffix(_TAIL) if head else data
        for number, line in enumerate(inner.splitlines(keepends=True), start=2 if head else 1):
            has_comma = bool(head) and line.startswith(b",")
            is_right = not head or has_comma == (number > 2)
            yield number, line[has_comma:], None if is_right else "a comma must separate the lines"
        return
    document = read(data)
    for problem in document.problems:
        place = ":".join(map(str, document.line_and_column(problem.offset)))
        found = f"{path_of(name)}:{place}: {problem.rule}: {problem.found}"
        raise CorpusError(f"{found}. {problem.remedy}")
    value = document.value
    if not isinstance(value, dict) or [*value] != [name] or not isinstance(value[name], list):
        wanted = f'{{"{name}": […]}}, and nothing else'
        raise CorpusError(f"{path_of(name)}: this is no list of {name}. Write {wanted}")
    for index, record in enumerate(value[name]):
        number, _ = document.line_and_column(document.offset((name, index)))
        yield number, compact(record), "each record needs a line of its own"


def read_lines(name: str, data: bytes, form: Schema) -> Lines:
    """Check the lines of a file. CorpusError for a wrong line, or one id with two meanings."""
    path, loose = path_of(name), name in REGISTRIES
    found: dict[Key, tuple[int, Record]] = {}
    untidy, last = None, None
    for number, line, ragged in _lines(name, data):
        value, wrong = _value(f"{path}:{number}", line, form, loose=loose)
        wrong = wrong or ragged
        may_hide = not line.isascii() or b"\\" in line or b"\x7f" in line
        for violation in hidden(value) if may_hide else ():
            refuse(path, read(line), violation, number - 1)
        id = tuple(value[key] for key in KEYS[name])
        if id in found:
            value = _one_of(path, id, found[id], (number, value))
        if last is not None and not _rank(name, last) < _rank(name, id):
            shown, before = (visible("/".join(key)[:200]) for key in (id, last))
            wrong = wrong or f"“{shown}” comes after “{before}”"
        if wrong and not loose:
            raise CorpusError(f"{path}:{number}: {wrong}. Sort the lines, each once")
        untidy = untidy or (wrong and f"line {number}: {wrong}")
        found[id], last = (number, value), id
    order = sorted(found, key=lambda id: _rank(name, id)) if untidy else found
    return Lines({id: found[id][1] for id in order}, untidy)


def sorted_lines(name: str, records: Iterable[Record]) -> bytes:
    """A file with these records."""
    lines = map(compact, sorted(records, key=lambda r: [r[key] for key in KEYS[name]]))
    return b"".join((_head(name), b",".join(lines), _TAIL)) if name in LISTS else b"".join(lines)


def tidied(name: str, data: bytes, form: Schema) -> bytes:
    """A registry with its lines in canonical form, sorted, each id once. CorpusError for others.

    Of a merge conflict, the lines of both sides are kept; so are two records that contradict.
    """
    if any(map(_is_mark, data.splitlines())):
        sides = _BASE.sub(b"", data).splitlines(keepends=True)
        data = b"".join(line for line in sides if not _is_mark(line))
    kept: dict[Key, list[Record]] = {}
    for number, line, _ in _lines(name, data):
        if line.strip():
            value, _ = _value(f"{path_of(name)}:{number}", line, form, loose=True)
            own = kept.setdefault(tuple(value[key] for key in KEYS[name]), [])
            same = next((one for one in own if not differing(one, value)), None)
            if same is None:
                own.append(value)
            else:
                own[own.index(same)] = with_variants(same, value)
    return sorted_lines(name, (record for own in kept.values() for record in own))


def _is_mark(line: bytes) -> bool:
    return _MARK.fullmatch(line.rstrip(b"\r\n")) is not None


def _rank(name: str, id: Key) -> tuple[str | int, ...]:
    """Sorts versions by their numbers, so that 0.10.0 follows 0.9.0."""
    return tuple(map(int, id[0].split("."))) if name == "releases" else id


def _value(place: str, line: bytes, form: Schema, *, loose: bool) -> tuple[Record, str | None]:
    """The value of a line, and what keeps it from canonical form. There may be 100,000 lines.

    CorpusError for a line that is wrong or, unless `loose`, not in canonical form.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = None
    valid = value is not None and form.is_valid(value)
    if valid and form.is_arranged(value) and compact(value) == line:
        return value, None
    if _is_mark(line):
        remedy = "To keep the lines of both sides, run: istanbul-talks fmt"
        raise CorpusError(f"{place}: a mark that git left in a conflict. {remedy}")
    document = read(line)
    for problem in document.problems:
        raise CorpusError(f"{place}: {problem.rule}: {problem.found}. {problem.remedy}")
    for found in form.violations(document.value):
        raise CorpusError(f"{place}: {visible(found.found, 200)}. {visible(found.remedy, 300)}")
    if not loose:
        _refuse_form(place, line, form.arrange(document.value))
    return form.arrange(document.value), "it is not in canonical form"


def _refuse_form(place: str, line: bytes, value: Record) -> NoReturn:
    if not line.endswith(b"\n"):
        raise CorpusError(f"{place}: the last line has no newline. Add one")
    if line.endswith(b"\r\n"):
        remedy = "Turn off git's core.autocrlf, and check the file out again"
        raise CorpusError(f"{place}: the line ends in CR LF instead of LF. {remedy}")
    wanted = compact(value).decode().strip()
    raise CorpusError(f"{place}: the line is not in canonical form. Write: {wanted}")


def differing(one: Record, other: Record) -> list[str]:
    """The keys whose values contradict. Two lists of variants do not: both may be true."""
    keys = {**one, **other}
    return [key for key in keys if key != "variants" and one.get(key) != other.get(key)]


def with_variants(one: Record, other: Record) -> Record:
    """A record with the variants of both."""
    variants = {*one.get("variants", ()), *other.get("variants", ())}
    return {**one, "variants": sorted(variants)} if variants else one


def _one_of(path: str, id: Key, one: tuple[int, Record], other: tuple[int, Record]) -> Record:
    """The record of two lines with one id. CorpusError if they contradict."""
    (first, old), (second, new) = one, other
    if keys := differing(old, new):
        shown = visible("/".join(id)[:200])
        found = f"“{shown}” is also in line {first}, with another {' and '.join(keys)}"
        remedy = "Keep one of the two lines, or give one of them another id"
        raise CorpusError(f"{path}:{second}: {found}. {remedy}")
    return with_variants(old, new)


def check_entities(entities: Mapping[str, Record]) -> None:
    """Raise CorpusError if two entities share a Wikidata id or a name, or facts are missing."""
    owners: dict[Any, str] = {}
    file = "schema/entities.jsonl"
    for id, entity in entities.items():
        for key in (entity["wikidata"], (entity["name"], entity["type"])):
            if key is not None and owners.setdefault(key, id) != id:
                shown = key if isinstance(key, str) else key[0]
                found = f"{file}: “{shown}” belongs to “{owners[key]}” and “{id}”"
                raise CorpusError(f"{found}. Merge them, or correct one")
        if not entity["description"].strip(" …."):
            found = f"{file}: “{id}”: the description is empty or “…”"
            raise CorpusError(f"{found}. Say in a few words what it is")
        if (entity["wikidata"] is None) != (entity["checked"] is None):
            rule = "`checked` says where the Wikidata id was checked, and is null without one"
            raise CorpusError(f"{file}: “{id}”: {rule}")


def refuse(path: str, document: Document, violation: Violation, above: int = 0) -> NoReturn:
    """Raise CorpusError for a violation, with its place. `above`: lines before the document."""
    offset = document.key_offset if violation.key else document.offset
    line, column = document.line_and_column(offset(violation.pointer))
    found, remedy = visible(violation.found, 200), visible(violation.remedy, 300)
    raise CorpusError(f"{path}:{above + line}:{column}: {found}. {remedy}")
