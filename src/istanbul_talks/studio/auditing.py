"""Audits in the studio: each item of a sheet in its text, and the verdicts so far as a draft."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from ..contributing.auditing import check_auditor, draw
from ..contributing.choosing import field_name
from ..errors import CorpusError, NotFoundError
from ..files.json_bytes import canonical
from ..model.annotated import Annotated, Unreadable, annotated, text_of
from ..model.items import Item, items
from ..text.anchoring import Place
from .readings import options, paragraphs, places_of, shown
from .workspace import Workspace, etag_of

FOLDER = "annotations/audits"
VERDICTS = ("right", "wrong", "unsure")
_LABEL = re.compile(r"(?:^|, )(\w+) ")
_MOST_NOTE = 2000
_LISTS = (("mention", "Names"), ("claim", "Claims"), ("stance", "Stances"))


@dataclass(frozen=True)
class Audit:
    """A sheet, and the verdicts that are not saved, by item: verdict and note."""

    path: str
    data: bytes
    sheet: Mapping[str, Any]
    given: Mapping[str, tuple[str | None, str | None]]

    @property
    def version(self) -> str:
        return etag_of(orjson.dumps([etag_of(self.data), self.given]))[:16]

    @property
    def filled(self) -> dict[str, Any]:
        """The sheet with the verdicts."""
        found = []
        for item in self.sheet["items"]:
            verdict, note = self.given.get(_key(item), (item["verdict"], item["note"]))
            found.append({**item, "verdict": verdict, "note": note})
        return {**self.sheet, "items": found}


def _key(item: Mapping[str, Any]) -> str:
    return f"{item['layer']} {item['article']} {item['item']}"


class Audits:
    """The audits of a corpus."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    def all(self) -> Iterator[dict[str, Any]]:
        """Every audit: who made it, when, and how many items wait for a verdict."""
        root = self._space.root
        for name in root.entries(FOLDER) if root.has_folder(FOLDER) else ():
            path = f"{FOLDER}/{name}"
            if path.endswith(".json") and self._space.vocabulary.audit.is_valid(
                value := self._space.file(path).value
            ):
                left = sum(item["verdict"] is None for item in value["items"])
                seen = {key: value[key] for key in ("by", "date")}
                title = name.removesuffix(".json")
                yield {"name": title, "count": len(value["items"]), "left": left, **seen}

    def auditors(self) -> list[Mapping[str, Any]]:
        """Who may audit all articles: annotators who worked on none, people first."""
        root, busy = self._space.root, set(self._space.root.annotators)
        for id in root.ids():
            value = root.read_article(id).annotation.value
            acts = value.get("provenance") if isinstance(value, dict) else None
            busy |= {str(act.get("by")) for act in acts or () if isinstance(act, dict)}
        known = self._space.vocabulary.annotators.values()
        free = [entry for entry in known if entry["id"] not in busy]
        return sorted(free, key=lambda entry: (entry["kind"] != "human", entry["id"]))

    def draw(self, by: str, seed: int, most: int) -> str:
        """Draw the items of a new audit, as `audit` does, and return its name."""
        space = self._space
        path, sheet = draw(space.root, space.vocabulary, by, (seed, most), space.today())
        space.write({path: canonical(sheet)})
        return path.removeprefix(f"{FOLDER}/").removesuffix(".json")

    def opened(self, name: str) -> Audit:
        """An audit with its draft. CorpusError if its auditor worked on one of the articles."""
        path = f"{FOLDER}/{name}.json"
        file, root = self._space.file(path), self._space.root
        if not isinstance(file.data, bytes):
            raise NotFoundError(f"{path}: {file.problem}")
        if not self._space.vocabulary.audit.is_valid(file.value):
            raise CorpusError(f"{path} cannot be read. To see why, run: istanbul-talks validate")
        ids = root.ids()
        for id in sorted({item["article"] for item in file.value["items"]}.intersection(ids)):
            article = root.read_article(id)
            value = article.annotation.value
            if isinstance(value, dict) and "provenance" in value:
                check_auditor(file.value["by"], id, value, article.annotators)
        kept = self._space.kept(path)
        try:
            given = {} if kept is None else {k: _checked(v) for k, v in orjson.loads(kept).items()}
        except (orjson.JSONDecodeError, AttributeError, CorpusError):
            remedy = f"Delete .studio/{path}, and judge again"
            raise CorpusError(f"the unsaved verdicts cannot be read. {remedy}") from None
        return Audit(path, file.data, file.value, given)

    def put(self, audit: Audit, given: Any) -> Audit:
        """Keep verdicts as the draft. CorpusError for anything that is not a verdict."""
        known = {_key(item) for item in audit.sheet["items"]}
        if not isinstance(given, dict) or not given.keys() <= known:
            raise CorpusError("the verdicts are an object: verdict and note by item of the sheet")
        kept = {key: _checked(value) for key, value in given.items()}
        self._space.keep(audit.path, canonical(kept))
        return Audit(audit.path, audit.data, audit.sheet, kept)

    def changes(self, audit: Audit) -> dict[str, tuple[bytes, bytes]]:
        """What saving would change: old and new bytes by path."""
        new = canonical(self._space.vocabulary.audit.arrange(audit.filled))
        return {} if new == audit.data else {audit.path: (audit.data, new)}

    def save(self, audit: Audit) -> None:
        """Write the sheet with the verdicts."""
        self._space.write({path: new for path, (_, new) in self.changes(audit).items()})
        self._space.forget(audit.path)

    def view(self, audit: Audit) -> dict[str, Any]:
        """All that the page shows. Nothing says who made the items."""

        @cache
        def article(id: str) -> _Article | None:
            return self._article(id)

        sheet, rows = audit.filled, []
        for item in sheet["items"]:
            there = article(item["article"])
            found = there.around(item) if there else None
            rows.append(
                {
                    **{key: item[key] for key in ("layer", "article", "item", "words")},
                    "key": _key(item),
                    "title": there.title if there else item["article"],
                    "language": there.language if there else "und",
                    "labels": list(self._labels(item)),
                    "text": found or {"paragraphs": [], "more": 0, "lists": []},
                    "found": found is not None,
                    "verdict": item["verdict"],
                    "note": item["note"],
                }
            )
        head = {key: sheet[key] for key in ("by", "date", "note")}
        given = {key: list(value) for key, value in audit.given.items()}
        return {"path": audit.path, "version": audit.version, "given": given, **head, "items": rows}

    def _article(self, id: str) -> "_Article | None":
        root = self._space.root
        if id not in root.ids():
            return None
        source = root.read_article(id)
        try:
            capture = text_of(source.capture)
            made = annotated(source.annotation, capture, self._space.vocabulary.schema)
        except Unreadable:
            return None
        return _Article(made)

    def _labels(self, item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The labels of an item as the sheet has them, with their definitions."""
        labels = dict(labels_of(item["shown"]))
        id = labels.pop("entity", None) if "name" in labels else None
        for field, value in labels.items():
            known = {o["value"]: o["definition"] for o in options(field, self._space.vocabulary)}
            if field == "name" and id is not None:
                yield {
                    "name": field_name(item["layer"], "entity"),
                    "value": value,
                    "definition": id,
                }
                continue
            name = field_name(item["layer"], field) if field else ""
            if field == "target" and value in self._space.vocabulary.targets:
                known = {value: self._space.vocabulary.targets[value]["proposition"]}
            said = {True: "yes", False: "no", None: "–"}.get(value, value)
            definition = known.get(value, "") if isinstance(value, str) else ""
            yield {"name": name, "value": said, "definition": definition}


def labels_of(text: str) -> Iterator[tuple[str, Any]]:
    """Field and value of each label in a sheet's `shown`; the text alone if it has none."""
    found, at, decoder = [], 0, json.JSONDecoder()
    try:
        while at < len(text):
            name = _LABEL.match(text, at)
            if name is None:
                raise ValueError
            value, at = decoder.raw_decode(text, name.end())
            found.append((name[1], value))
    except ValueError:
        found = [("", text)]
    return iter(found)


class _Article:
    """The reference of an article as an audit shows it."""

    def __init__(self, made: Annotated) -> None:
        self._made, self._capture = made, made.resolution.capture.text
        self.title = made.annotation["source"]["title"] or made.annotation["article"]
        self.language = made.annotation["source"]["language"]
        self._items = {(i["layer"], i["id"]): i for i in items(*made, "")}

    def around(self, item: Mapping[str, Any]) -> dict[str, Any] | None:
        """The text around an item; None if the reference has it no more."""
        if item["layer"] == "passage":
            return self._passage(item["item"])
        own = self._items.get((item["layer"], item["item"]))
        if own is None:
            return None
        text, more = paragraphs(self._capture, {"item": places_of([own])})
        return {"paragraphs": text, "more": more, "lists": []}

    def _passage(self, name: str) -> dict[str, Any] | None:
        """A paragraph of the body with all that is annotated in it."""
        places = list(self._paragraphs())
        number = int(name.rpartition("-")[2]) if name.rpartition("-")[2].isdecimal() else 0
        if not 0 < number <= len(places):
            return None
        (place,) = self._made.resolution.places_in_capture(*places[number - 1])[:1]
        inside = [i for i in self._items.values() if any(_within(p, place) for p in places_of([i]))]
        marked = {
            layer: [
                p
                for i in inside
                if i["layer"] == layer
                for p in places_of([i])
                if _within(p, place)
            ]
            for layer, _ in _LISTS
        }
        text, _ = paragraphs(self._capture, {"": [place], **marked})
        lists = [
            {"title": title, "lines": [_line(i) for i in inside if i["layer"] == layer]}
            for layer, title in _LISTS
        ]
        return {"paragraphs": text, "more": 0, "lists": lists}

    def _paragraphs(self) -> Iterator[Place]:
        """The paragraphs of the body, as a sheet counts them."""
        body, at = self._made.resolution.body, 0
        assert body is not None
        for line in body.text.split("\n"):
            if line.strip():
                yield Place(at, at + len(line))
            at += len(line) + 1


def _within(place: Place, around: Place) -> bool:
    return around.start <= place.start and place.end <= around.end


def _line(item: Item) -> str:
    """An item of a passage in words."""
    if item["layer"] == "mention":
        return f"{shown(item, 'span')} ({item['entity_type']}, {item['name']})"
    if item["layer"] == "claim":
        return f"{item['name']}: “{shown(item, 'span')}” ({item['claim_type']})"
    return f"{item['name']}: {item['stance_label']} {item['target']} (“{shown(item, 'span')}”)"


def _checked(value: Any) -> tuple[str | None, str | None]:
    """A verdict and its note as a browser sends them."""
    if not isinstance(value, list) or len(value) != 2 or value[0] not in (*VERDICTS, None):
        raise CorpusError(f"a verdict is {', '.join(VERDICTS)} or null, with a note or null")
    verdict, note = value
    if not isinstance(note, str | None):
        raise CorpusError("a note is a text, or null")
    note = (note or "").strip() or None
    if note is not None and len(note) > _MOST_NOTE:
        raise CorpusError(f"the note has more than {_MOST_NOTE:,} characters. Shorten it")
    return verdict, note
