"""brat standoff (https://brat.nlplab.org/standoff.html): a text and an .ann file per article.

A mention is a text-bound annotation with a normalization, its entity. A claim and a stance are
events, whose trigger is the quote or the evidence. A value of a closed vocabulary is an attribute,
any other a comment.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from ..errors import ArgumentError, CorpusError
from ..files.foreign import ForeignFiles
from ..model.records import Article
from ..text.anchoring import Place
from ..text.visible import in_marks, visible
from .found import Defect, Found, Taken
from .offsets import Quoted
from .record import (
    CLAIM,
    CONDITION,
    CUE,
    FLAGS,
    PART,
    STANCE,
    Document,
    Labels,
    closed,
    document_of,
    labels_of,
)

TEXT, ANNOTATIONS, CONFIGURATION = ".txt", ".ann", "annotation.conf"
_EVENTS = (CLAIM, STANCE)
_NOTE = "AnnotatorNotes"  # the comments that people write in brat
_DATABASE = "entities"  # of the normalizations
_IN_NORMALIZATION = {"entity", "name"}  # attributes
_BREAKS = re.compile(r"[\r\n]+")
_LINE = re.compile(r"(\*|[A-Za-z]+\d+\S*|#[A-Za-z]*\d+\S*)\t(.*)", re.DOTALL)
# An annotation, maybe without its tab. “G7 leaders” continues the words of the span before.
_MEANT = re.compile(r"(?:\*|[A-Za-z#]+\d+)(?:\t| .*\b(?:[A-Z]\d+|\d+ \d+)(?!\w))")
_SPANS = re.compile(r"(\S+) ([0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*)\s*")
_ESCAPED = re.compile(r"\\([\\nr])")
_ESCAPES = {"\\": "\\", "n": "\n", "r": "\r"}


def export(part: Mapping[str, Article]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of a brat collection: its configuration, then text and annotations by article."""
    labels = labels_of(part)
    yield CONFIGURATION, [_configuration(labels).encode()]
    for article in part.values():
        document = document_of(article)
        yield f"{document.id}{TEXT}", [document.text.encode()]
        yield f"{document.id}{ANNOTATIONS}", [annotations_of(document, labels).encode()]


def _configuration(labels: Labels) -> str:
    """What the editor of brat needs to know: the types, and the values of the attributes."""
    entities = [*labels["entity_type"], CUE, CONDITION]
    events = [
        f"{CLAIM}\tclaimer?:<ENTITY>, {CUE}?:{CUE}, {PART}*:<ANY>",
        f"{STANCE}\tholder?:<ENTITY>, {CONDITION}?:{CONDITION}, {PART}*:<ANY>",
    ]
    attributes = [
        f"{key}\tArg:{'<ENTITY>' if key == 'role' else '<EVENT>'}, Value:{'|'.join(values)}"
        for key, values in closed(labels).items()
    ]
    sections = {"entities": entities, "relations": [], "events": events, "attributes": attributes}
    lines = (line for name, own in sections.items() for line in (f"[{name}]", *own))
    return "".join(f"{line}\n" for line in lines)


def annotations_of(document: Document, labels: Labels) -> str:
    """The .ann file of a document."""
    return "".join(f"{line}\n" for line in _lines(document, closed(labels)))


def _lines(document: Document, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    text, numbers = document.text, {kind: count(1) for kind in "TEAN#"}

    def new(kind: str) -> str:
        return f"{kind}{next(numbers[kind])}"

    ids, pieces = dict[str, str](), defaultdict[str, list[str]](list)
    for item in document.items:
        for spans in _fragments(text, item.places):
            pieces[item.id].append(new("T"))
            offsets = ";".join(f"{start} {end}" for start, end in spans)
            words = " ".join(text[slice(*span)] for span in spans)
            yield f"{pieces[item.id][-1]}\t{item.label} {offsets}\t{words}"
        ids[item.id] = new("E") if item.label in _EVENTS else pieces[item.id][0]
    for item in document.items:
        own = ids[item.id]
        links = [(role, ids[id]) for role, id in item.links]
        links += [(PART, id) for id in pieces[item.id][1:]]
        if item.label in _EVENTS:
            roles = "".join(f" {role}:{id}" for role, id in _numbered(links))
            yield f"{own}\t{item.label}:{pieces[item.id][0]}{roles}"
        if entity := item.attributes.get("entity"):
            name = item.attributes.get("name", "")
            yield f"{new('N')}\tReference {own} {_DATABASE}:{entity}\t{name}"
        for key, value in item.attributes.items():
            if value in values.get(key, ()):
                yield f"{new('A')}\t{key} {own} {value}"
            elif key not in _IN_NORMALIZATION:
                kind = _NOTE if key == "note" else key
                yield f"{new('#')}\t{kind} {own}\t{_escaped(value)}"


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unescaped(words: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES[found[1]], words)


def _numbered(links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Roles that occur more than once get numbers from 2, as brat writes them."""
    seen = dict[str, int]()
    for role, id in links:
        seen[role] = seen.get(role, 0) + 1
        yield (role if seen[role] == 1 else f"{role}{seen[role]}"), id


def _fragments(text: str, places: Sequence[Place]) -> list[list[Place]]:
    """The places as spans of as few annotations as brat allows.

    A line of brat has no line break, and the spans of an annotation are in order and do not touch.
    Spans with only a line break between them are one place, so two such places are two annotations.
    """
    found = list[list[Place]]()
    for place in places:
        last = found[-1][-1].end if found else -1
        if not found or place.start <= last or _BREAKS.fullmatch(text, last, place.start):
            found.append([])
        at = place.start
        for pause in [*_BREAKS.finditer(text, *place), None]:
            end = pause.start() if pause else place.end
            found[-1] += [Place(at, end)] if end > at else []
            at = pause.end() if pause else end
    return found


def _merged(text: str, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The reverse of `_fragments`: spans with only a line break between them are one."""
    found = list[Place]()
    for place in places:
        joined = found and _BREAKS.fullmatch(text, found[-1].end, place.start)
        found.append(Place(found.pop().start, place.end) if joined else place)
    return (*found,)


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of a collection, one for each .ann file."""
    for path in source.names(ANNOTATIONS):
        name = path.removesuffix(ANNOTATIONS)
        if name == path:
            raise ArgumentError(f"{path}: give the folder, or a file that ends in {ANNOTATIONS}")
        try:
            yield read_document(name, source.text(name + TEXT), source.text(path))
        except CorpusError as error:
            yield Taken(None, "", [Defect(path, 0, f"it was left out: {error}")])


@dataclass
class _Annotations(Found):
    """An .ann file. `events`: label and trigger by id. `lines`: of each id.

    `same`: by id of a mention in a list of mentions of one entity, the first of them, and the line.
    """

    events: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    same: dict[str, tuple[str, int]] = field(default_factory=dict)


def read_document(name: str, text: str, annotations: str) -> Taken:
    """A document of a collection. `name`: of its files in the folder, without endings."""
    found = _Annotations(f"{name}{ANNOTATIONS}", name.rpartition("/")[2], text)
    for number, line in _annotation_lines(annotations):
        _take(found, number, line)
    _name_entities(found)
    _place_events(found)
    return found.taken(_merged)


def _annotation_lines(annotations: str) -> Iterator[tuple[int, str]]:
    """The annotations, each with its line. Lines without an id continue a span or a comment."""
    at, begun = 0, ""
    for number, ending in enumerate(annotations.split("\n"), start=1):
        line = ending.removesuffix("\r")
        if line.strip() and begun[:1] in ("T", "#") and not _MEANT.match(line):
            begun += f"\n{line}"
            continue
        if begun.strip():
            yield at, begun
        at, begun = number, line
    if begun.strip():
        yield at, begun


def _take(found: _Annotations, number: int, line: str) -> None:
    matched = _LINE.match(line)
    if matched is None:
        found.defect(number, f"{in_marks(line, 60)} was left out: it is not an annotation")
        return
    id, rest = matched.groups()
    if id in found.lines and id != "*":
        found.defect(number, f"{id} was left out: line {found.lines[id]} has the same id")
        return
    found.lines[id] = number
    data, _, tail = rest.partition("\t")
    read_one = _READERS.get(id[0])
    if read_one is None or not read_one(found, id, data, tail):
        found.defect(number, f"{in_marks(line, 60)} was left out: {id[0]} has another form")


def _span(found: _Annotations, id: str, data: str, tail: str) -> bool:
    matched = _SPANS.fullmatch(data)
    if matched is None:
        return False
    pairs = [pair.split() for pair in matched[2].split(";")]
    spans = tuple((int(start), int(end)) for start, end in pairs)
    found.spans[id] = matched[1], Quoted(spans, tail or None, found.lines[id])
    return True


def _arguments(data: str) -> list[tuple[str, str]]:
    """Pairs of role and id, such as Arg1:T1; none if one of them has another form."""
    pairs = [argument.split(":") for argument in data.split()]
    if any(len(pair) != 2 for pair in pairs):
        return []
    return [(role.rstrip("0123456789"), id) for role, id in pairs]


def _event(found: _Annotations, id: str, data: str, _: str) -> bool:
    arguments = _arguments(data)
    if not arguments:
        return False
    found.events[id] = arguments[0]
    found.links += [(id, role, target, found.lines[id]) for role, target in arguments[1:]]
    return True


def _relation(found: _Annotations, id: str, data: str, _: str) -> bool:
    role, _, rest = data.partition(" ")
    arguments = _arguments(rest)
    if len(arguments) != 2:
        return False
    (_, source), (_, target) = arguments
    found.links.append((source, role, target, found.lines[id]))
    return True


def _attribute(found: _Annotations, id: str, data: str, _: str) -> bool:
    key, _, rest = data.strip().partition(" ")
    target, _, value = rest.partition(" ")
    if target:
        found.attributes.append((target, key, value or FLAGS[0], found.lines[id]))
    return bool(target)


def _normalization(found: _Annotations, id: str, data: str, tail: str) -> bool:
    matched = re.fullmatch(r"\S+ (\S+) (\S+?):(\S+)\s*", data)
    if matched is None:
        return False
    target, database, value = matched.groups()
    line = found.lines[id]
    key = {_DATABASE: "entity", "wikidata": "wikidata"}.get(database.lower())
    if key is None:
        said = f"{visible(database)}:{visible(value)} was left out"
        found.defect(line, f"{said}: the corpus knows only {_DATABASE} and Wikidata")
        return True
    found.attributes.append((target, key, value, line))
    found.attributes += [(target, "name", tail, line)] if tail else []
    return True


def _comment(found: _Annotations, id: str, data: str, tail: str) -> bool:
    kind, _, target = data.strip().partition(" ")
    if target and tail:
        key = "note" if kind == _NOTE else kind
        found.attributes.append((target, key, _unescaped(tail), found.lines[id]))
    return bool(target and tail)


def _equivalence(found: _Annotations, id: str, data: str, _: str) -> bool:
    """Mentions of one entity, which gets the id of the first if none of them names it."""
    same = data.split()[1:]
    if len(same) > 1:
        first = next((found.same[one][0] for one in same if one in found.same), same[0])
        found.same |= dict.fromkeys(same, (first, found.lines[id]))
    return len(same) > 1


_READERS = {
    "T": _span,
    "E": _event,
    "R": _relation,
    "A": _attribute,
    "M": _attribute,  # as brat wrote attributes before version 1.3
    "N": _normalization,
    "#": _comment,
    "*": _equivalence,
}


def _name_entities(found: _Annotations) -> None:
    """Give the mentions of one entity the id that a normalization of one of them has."""
    named = {id: value for id, key, value, _ in found.attributes if key == "entity"}
    entities = {first: named[id] for id, (first, _) in found.same.items() if id in named}
    found.attributes += [
        (id, "entity", entities.get(first, first), line)
        for id, (first, line) in found.same.items()
        if id not in named
    ]


def _place_events(found: _Annotations) -> None:
    """Give each event the place of its trigger, which is then no annotation of its own."""
    events = defaultdict[str, list[str]](list)
    for id, (_, trigger) in found.events.items():
        events[trigger].append(id)
        if trigger not in found.spans:
            found.defect(found.lines[id], f"{id} was left out: there is no {trigger}")
    found.spans = {
        one: (found.events[one][0] if one in found.events else label, quoted)
        for id, (label, quoted) in found.spans.items()
        for one in events.get(id, [id])
    }
    own = {trigger: ids[0] for trigger, ids in events.items()}
    found.attributes = [
        (own.get(id, id), key, value, line) for id, key, value, line in found.attributes
    ]
    found.links = [
        (own.get(source, source), role, own.get(target, target), line)
        for source, role, target, line in found.links
    ]
