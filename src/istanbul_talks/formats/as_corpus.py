"""Makes a corpus root of the documents of another tool: texts, annotations and vocabularies.

Labels and schemas are those of the corpus that the command runs in. What its vocabularies do not
have is reported, and left out. What nobody said of an article, its genre for one, is `unknown`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from ..contributing.begin import Contributor
from ..contributing.draft import empty_annotation, part_quotes, proposed_id
from ..errors import ArgumentError, CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.source_article import MAX_CAPTURE, SourceArticle, annotation_path, capture_path
from ..model import registry
from ..model.new_entries import entity_entry
from ..model.vocabulary import FILES, SCHEMAS, Vocabulary
from ..text.anchoring import Place
from ..text.ids import is_id, is_placeholder, is_reserved
from ..text.languages import spoken
from ..text.visible import visible
from ..validation.article_check import LINKS
from .found import Taken
from .landing import landed
from .record import Document

UNKNOWN = "unknown"
REPORT = "imported.txt"
_COPIED = ("templates/card.md", "LICENSE", "LICENSE-DATA")
_UNDETERMINED = "und"  # BCP 47
_NO_DATE = "The imported files do not state a date."
_WORD = {"definition": "Nobody stated it; the files were imported.", "example": "imported texts"}
_LAYERS = ("claims", "stance")


class NewCorpus:
    """A corpus root that is being made. `root`: whose labels and schemas it gets."""

    def __init__(self, staging: atomic.Staging, root: CorpusFolder, known: Vocabulary) -> None:
        self.staging, self.root = staging, root
        self.known = replace(known, entities={}, publishers={}, ledger={}, propositions={})
        self.entities = dict[str, dict[str, Any]]()
        self.ids, self.languages, self.lines = set[str](), set[str](), list[str]()
        self.targets = set[str]()

    def add(self, taken: Taken, who: Contributor) -> Iterator[str]:
        """Add a document. Yields what is wrong with it or has no place in a corpus."""
        yield from map(str, taken.defects)
        if taken.document is None:
            return
        name, id = visible(taken.document.id), self._id(taken.document)
        try:
            yield from self._add(replace(taken.document, id=id), who)
        except CorpusError as error:
            yield f"{name}: left out: {error}"
            return
        if id != taken.document.id:
            yield f"{name}: its id is {id} now"

    def _id(self, document: Document) -> str:
        own = document.id
        if is_id(own) and not is_placeholder(own) and not is_reserved(own) and own not in self.ids:
            return own
        return proposed_id([own], document.text, self.ids)

    def _add(self, document: Document, who: Contributor) -> Iterator[str]:
        id, capture = document.id, document.text.replace("\r\n", "\n")
        if not capture.strip():
            raise CorpusError("it has no text")
        if len(capture.encode()) > MAX_CAPTURE:
            raise CorpusError(f"its text has more than {MAX_CAPTURE:,} bytes")
        made = empty_annotation(LINKS["reference"], id, capture, who.act(self.known))
        whole = Place(capture.index(capture.strip()), len(capture.rstrip()))
        made["body"] = [part_quotes(capture, whole)]
        files = {capture_path(id): capture.encode()}
        files[annotation_path(id)] = canonical({**made, "provenance": []})
        article = SourceArticle(id, lambda path, _: files.get(path))
        found = landed(document, article, self.known, replace(who, is_new=False))
        yield from (f"{id}: {note}" for note in found.notes)
        for layer in ("entities", *_LAYERS):
            made[layer] = found.draft.annotation[layer]
        yield from (f"{id}: {said}" for said in self._without_open(made))
        language = spoken(capture) or _UNDETERMINED
        made["source"] |= {"genre": UNKNOWN, "language": language}
        made["date"] |= {"basis": "conjecture", "certainty": "low", "note": _NO_DATE}
        self._register(made)
        self.ids.add(id)
        self.languages.add(language)
        files[annotation_path(id)] = canonical(self.known.schema.arrange(made))
        for path, data in files.items():
            self.staging.write(path, data)

    def _without_open(self, made: dict[str, Any]) -> Iterator[str]:
        """Leave out claims and stances that lack a value: a corpus has only complete ones."""
        for layer in _LAYERS:
            kept = []
            for item in made[layer]:
                lacking = [key for key, value in item.items() if value is None]
                if lacking:
                    words = item.get("quote") or item["evidence"][0]
                    said = words if isinstance(words, str) else words["quote"]
                    said_of = f"{layer}: {visible(said, 60)} was left out"
                    yield f"{said_of}, since nothing says its {', '.join(lacking)}"
                else:
                    kept.append(item)
            made[layer] = kept
        self.targets.update(stance["target"] for stance in made["stance"])

    def _register(self, made: Mapping[str, Any]) -> None:
        for entity in made["entities"]:
            entry = entity_entry(entity, "Imported from another tool.")
            entry["checked"] = entry["wikidata"] and "In the imported files."
            before = self.entities.setdefault(entity["id"], entry)
            before["variants"] = sorted({*before["variants"], *entry["variants"]})

    def finish(self, name: str, format: str, who: Contributor, lines: Iterable[str]) -> None:
        """Write schemas, vocabularies and registries, and what was left out."""
        if not self.ids:
            raise CorpusError("no document could be imported, so there is no corpus")
        self._vocabularies(name, format, who)
        self.staging.write(REPORT, "".join(f"{line}\n" for line in lines).encode())
        for path in _COPIED:
            if disk.exists(self.root.path / path):
                self.staging.write(path, disk.read_bytes(self.root.path / path))
        day = f'released = "{who.day}"'
        project = f'[project]\nname = "{name}"\nversion = "0.1.0"\n\n[tool.istanbul-talks]\n{day}\n'
        self.staging.write("pyproject.toml", project.encode())

    def _vocabularies(self, name: str, format: str, who: Contributor) -> None:
        values = {one: self._json(f"schema/{one}.json") for one in FILES}
        values |= {f"{one}.schema": self._json(f"schema/{one}.schema.json") for one in SCHEMAS}
        values["labels"]["genre"].setdefault(UNKNOWN, _WORD)
        genre = values["annotation.schema"]["properties"]["source"]["properties"]["genre"]
        genre["enum"] = [*values["labels"]["genre"]]
        values["events"]["events"] = []
        kept = self._targets(values["targets"]["targets"])
        values["targets"]["targets"] = kept
        values["dataset"] = self._dataset(values["dataset"], name, format)
        for one, value in values.items():
            self.staging.write(f"schema/{one}.json", canonical(value))
        lines = {name: list[Any]() for name in registry.KEYS if name not in registry.OPTIONAL}
        lines["annotators"] = [who.entry]
        lines["entities"] = [*self.entities.values()]
        for one, records in lines.items():
            self.staging.write(registry.path_of(one), registry.sorted_lines(one, records))

    def _json(self, path: str) -> Any:
        return orjson.loads(disk.read_bytes(self.root.path / path))

    def _targets(self, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The targets of the stances, and those that they oppose."""
        known = {target["id"]: target for target in every}
        wanted = {*self.targets}
        for id in self.targets:
            wanted.update(known[id]["opposes"])
        return [
            {**target, "opposes": [one for one in target["opposes"] if one in wanted]}
            for id, target in known.items()
            if id in wanted
        ]

    def _dataset(self, before: Mapping[str, Any], name: str, format: str) -> dict[str, Any]:
        """What the card says: nothing that nobody stated."""
        said = f"Texts and annotations imported from {format}"
        hub: dict[str, list[str]] = {key: [] for key in before["hub"]}
        return {
            **{key: before[key] for key in before if key in ("$schema", "guidelines")},
            "name": name,
            "title": said,
            "pretty_name": name,
            "description": f"{said}. What the files do not say is unknown.",
            "homepage": None,
            "authors": [{"name": UNKNOWN}],
            "language": sorted(self.languages),
            "keywords": [],
            "license": dict.fromkeys(("annotations", "code", "texts"), UNKNOWN),
            "double_annotated": 0,
            "responsible": {},
            "hub": hub,
        }


def dataset_name(target: Path) -> str:
    """The name of a corpus in this folder."""
    return proposed_id([target.resolve().name], str(target), ())


@contextmanager
def new_corpus(target: Path, root: CorpusFolder, known: Vocabulary) -> Iterator[NewCorpus]:
    """A corpus at `target`, complete or not at all. ArgumentError if there are files already."""
    if disk.exists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise ArgumentError(f"--as-corpus: {target} must be a new or empty folder")
    with atomic.staging(target, many=True) as staging:
        yield NewCorpus(staging, root, known)
        staging.commit()
