"""W3C Web Annotation: pages that pyld and the W3C's context understand, and what is read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Document, Item
from istanbul_talks.formats.web_annotation import CONTEXT, export, page, read
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY, content

OFFICIAL = json.loads((Path(__file__).parent / "w3c" / "anno.jsonld").read_text(encoding="utf-8"))
OA, RDF = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BASE = "https://example.org/pages/"


def loaded(url: str, _: Any) -> dict[str, Any]:
    """The context of the W3C, and nothing else."""
    assert url == CONTEXT
    return {"contextUrl": None, "documentUrl": url, "document": OFFICIAL}


OPTIONS = {"documentLoader": loaded, "base": BASE}
STANCE = Item("s", "stance", (Place(0, 4), Place(10, 15)), {"stance": "FAVOR"}, (("holder", "m"),))
NAME = Item("m", "GPE", (Place(0, 4),), {"entity": "lyth", "wikidata": "Q7", "note": "A town."})
DOCUMENT = Document("d", "Lyth said, maybe.", (STANCE, NAME))


def test_the_page_of_a_document() -> None:
    lines = b"".join(page(DOCUMENT)).decode().splitlines()
    assert len(lines) == 5
    assert json.loads(lines[2].rstrip(",")) == {
        "id": "d.jsonld#m",
        "type": "Annotation",
        "motivation": "classifying",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "GPE"},
            {"type": "TextualBody", "purpose": "classifying", "value": "lyth", "label": "entity"},
            {
                "type": "SpecificResource",
                "purpose": "identifying",
                "source": "http://www.wikidata.org/entity/Q7",
            },
            {"type": "TextualBody", "purpose": "commenting", "value": "A town."},
        ],
        "target": {
            "source": "d.txt",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "Lyth",
                    "prefix": "",
                    "suffix": " said, maybe.",
                },
                {"type": "TextPositionSelector", "start": 0, "end": 4},
            ],
        },
    }


def test_an_expanded_page_says_the_same_with_full_names() -> None:
    (found,) = jsonld.expand(json.loads(b"".join(page(DOCUMENT))), OPTIONS)
    (items,) = found["http://www.w3.org/ns/activitystreams#items"]
    stance, name, holder = items["@list"]
    assert stance["@id"] == f"{BASE}d.jsonld#s"
    assert [one[f"{OA}hasSource"] for one in stance[f"{OA}hasTarget"]] == [
        [{"@id": f"{BASE}d.txt"}],
        [{"@id": f"{BASE}d.txt"}],
    ]
    words, position = name[f"{OA}hasTarget"][0][f"{OA}hasSelector"]
    assert words[f"{OA}exact"] == [{"@value": "Lyth"}]
    assert position[f"{OA}end"][0]["@value"] == 4
    assert holder[f"{OA}motivatedBy"] == [{"@id": f"{OA}linking"}]
    assert holder[f"{OA}hasBody"][0][f"{RDF}value"] == [{"@value": "holder"}]
    assert holder[f"{OA}hasTarget"] == [
        {"@id": f"{BASE}d.jsonld#s"},
        {"@id": f"{BASE}d.jsonld#m"},
    ]


def keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys, value))
    return value.keys() | keys([*value.values()]) if isinstance(value, dict) else set()


def test_the_context_knows_every_key_of_a_release(harbour_release: Path, tmp_path: Path) -> None:
    """What pyld does not know it drops: so nothing is missing after expanding and compacting."""
    for name, data in export(load(harbour_release)):
        (tmp_path / name).write_bytes(b"".join(data))
    before = [*read(ForeignFiles(tmp_path))]
    for path in tmp_path.glob("*.jsonld"):
        value = json.loads(path.read_bytes())
        assert keys(value) - {"@context"} <= OFFICIAL["@context"].keys()
        back = jsonld.compact(jsonld.expand(value, OPTIONS), CONTEXT, OPTIONS)
        path.write_text(json.dumps(back), encoding="utf-8")
    after = [*read(ForeignFiles(tmp_path))]
    assert len(before) == 3
    assert not any(one.defects for one in (*before, *after))
    assert [content(one.document) for one in after] == [content(one.document) for one in before]


RECOGITO: list[dict[str, Any]] = [
    {
        "@context": CONTEXT,
        "id": "#a1",
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "GPE"}],
        "target": {
            "source": "https://example.org/texts/quay.txt",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "Lyth"},
                {"type": "TextPositionSelector", "start": 9, "end": 13},
            ],
        },
    },
    {
        "@context": CONTEXT,
        "id": "#r1",
        "type": "Annotation",
        "motivation": "linking",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "near"}],
        "target": [{"id": "#a1"}, {"id": "#a1"}],
    },
]


def taken(folder: Path, value: Any, text: str = f"{FAMILY} Lyth") -> Taken:
    (folder / "quay.txt").write_text(text, encoding="utf-8")
    (folder / "a.jsonld").write_text(json.dumps(value, indent=1), encoding="utf-8")
    (found,) = read(ForeignFiles(folder))
    return found


def test_what_recogito_writes_counts_utf16(tmp_path: Path) -> None:
    found = taken(tmp_path, RECOGITO)
    assert (found.unit, found.defects) == ("UTF-16 code units", [])
    item = Item("#a1", "GPE", (Place(6, 10),), {}, (("near", "#a1"),))
    assert found.document == Document("quay", f"{FAMILY} Lyth", (item,))


@pytest.mark.parametrize(
    "wrapped",
    [
        {"type": "AnnotationPage", "items": RECOGITO},
        {"type": "AnnotationCollection", "first": {"items": RECOGITO}},
    ],
)
def test_pages_and_collections(tmp_path: Path, wrapped: Any) -> None:
    assert taken(tmp_path, wrapped) == taken(tmp_path, RECOGITO)._replace(defects=[])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"target": {**RECOGITO[0]["target"], "selector": []}},
            ":4: left out, since the format do",
        ),
        ({"body": []}, ":4: left out, since the format does not allow it: "),
        ({"body": [*RECOGITO[0]["body"], *RECOGITO[0]["body"]]}, ":4: GPE of #a1 was left out: an"),
        ({"body": [*RECOGITO[0]["body"], {"value": "x"}]}, ":4: left out, since the format does"),
    ],
)
def test_each_defect_has_its_line(tmp_path: Path, change: Any, problem: str) -> None:
    other = json.loads(json.dumps(RECOGITO[0])) | {"id": "#a0"}
    found = taken(tmp_path, [RECOGITO[0] | change, other])
    assert str(found.defects[0]).startswith(f"a.jsonld{problem}")
    assert found.document is not None
    assert "#a0" in [item.id for item in found.document.items]


def test_words_that_are_elsewhere_are_refused(tmp_path: Path) -> None:
    found = taken(tmp_path, RECOGITO, "Lyth")
    assert found.document is None
    assert str(found.defects[0]).startswith("a.jsonld:4: offsets 9 13 should be “Lyth”, but")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text("{\n'}")
    (tmp_path / "b.jsonld").write_text(json.dumps(RECOGITO[0]))
    (tmp_path / "c.txt").write_text("Lyth")
    (tmp_path / "c.jsonld").write_text('{"items": []}')
    broken, without, empty = read(ForeignFiles(tmp_path))
    assert str(broken.defects[0]).startswith("a.jsonld: it was left out: a.jsonld:2: this is not")
    assert str(without.defects[0]) == "b.jsonld:1: there is no text file quay.txt"
    assert empty == Taken(Document("c", "Lyth", ()), "code points", [])


@pytest.mark.parametrize(
    "name", ["../secret.txt", "..%2Fsecret.txt", "x%2F..%2F..%2Fsecret.txt", "..%5Csecret.txt"]
)
def test_a_source_never_leads_to_another_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("Lyth")
    one = {**RECOGITO[0], "target": {**RECOGITO[0]["target"], "source": f"http://h.example/{name}"}}
    (folder / "a.jsonld").write_text(json.dumps(one))
    (found,) = read(ForeignFiles(folder))
    assert found.document is None
    assert str(found.defects[0]) == "a.jsonld:1: there is no text file secret.txt"
    (folder / "secret.txt").mkdir()
    (found,) = read(ForeignFiles(folder))
    assert str(found.defects[0]).endswith("secret.txt: a folder")


def test_an_offset_that_is_infinite_is_a_defect(tmp_path: Path) -> None:
    (tmp_path / "quay.txt").write_text("Lyth")
    text = json.dumps(RECOGITO[0])
    start = re.search(r'"start": (\d+)', text)
    assert start is not None
    (tmp_path / "a.jsonld").write_text(text.replace(start[0], '"start": 1e400'))
    (found,) = read(ForeignFiles(tmp_path))
    assert "left out, since the format does not allow it: " in str(found.defects[0])
