"""LangExtract's JSON Lines (https://github.com/google/langextract): what a model extracted.

Only extractions that it found word for word are taken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..files.foreign import ForeignFiles
from ..text.visible import in_marks, visible
from .found import Found, Taken, json_lines, place_of
from .offsets import Quoted

_EXACT = "match_exact"


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of a file as `save_annotated_documents` writes it."""
    return json_lines(source, ".jsonl", _read_document)


def _read_document(path: str, line: int, value: Mapping[str, Any]) -> Taken:
    name = str(value.get("document_id", f"line {line}"))
    found = Found(path, name, str(value.get("text") or ""))
    for number, extraction in enumerate(found.list_under("extractions", value, line)):
        with found.checked(line, extraction):
            _take(found, f"{number}", extraction, line)
    return found.taken()


def _take(found: Found, id: str, extraction: Mapping[str, Any], line: int) -> None:
    words, status = str(extraction["extraction_text"]), extraction.get("alignment_status")
    interval = extraction.get("char_interval")
    if status != _EXACT or not interval:
        said = f"its words are not in the text as written ({visible(str(status))})"
        found.defect(line, f"{in_marks(words, 60)} was left out: {said}")
        return
    start, end = place_of(interval["start_pos"], interval["end_pos"])
    here = found.text[start:end]  # LangExtract compares words in lower case
    said = here if here.lower().split() == words.lower().split() else words
    label = str(extraction["extraction_class"])
    found.spans[id] = label, Quoted(((start, end),), said, line)
    for key, value in (extraction.get("attributes") or {}).items():
        several = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        found.attributes.append((id, str(key), several, line))
