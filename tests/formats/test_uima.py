"""UIMA CAS: dkpro-cassis reads what is exported; and what is read from other projects."""

import json
from pathlib import Path
from typing import Any

import cassis
import pytest

from istanbul_talks.errors import CorpusError
from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import uima
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Document, Item
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY

NAME = Item("m", "GPE", (Place(6, 10),), {"entity": "lyth"})
CLAIM = Item("c", "claim", (Place(11, 15),), {"claim-id": "no", "type": "event"}, (("cue", "m"),))
DOCUMENT = Document("d", f"{FAMILY} Lyth said", (NAME, CLAIM))


@pytest.mark.parametrize("kind", ["xmi", "json"])
def test_dkpro_cassis_reads_what_is_exported(kind: str) -> None:
    if kind == "xmi":
        system = cassis.load_typesystem(uima.types().to_xml())
        cas = cassis.load_cas_from_xmi(uima.xmi(DOCUMENT).decode(), typesystem=system)
    else:
        cas = cassis.load_cas_from_json(uima.json(DOCUMENT).decode())
    assert cas.sofa_string == DOCUMENT.text
    name, claim = cas.select("webanno.custom.Span")
    assert (name.get_covered_text(), name.label, name.entity) == ("Lyth", "GPE", "lyth")
    assert (claim.label, claim.claim_id, claim.claim_type) == ("claim", "no", "event")
    (link,) = cas.select("webanno.custom.Link")
    assert (link.label, link.Governor, link.Dependent) == ("cue", claim, name)
    (meta,) = cas.select("DocumentMetaData")
    assert (meta.documentTitle, meta.end) == ("d", len(DOCUMENT.text))


def test_offsets_in_the_file_count_utf16() -> None:
    """The family is five code points, of which three take two units each."""
    assert b'begin="9" end="13"' in uima.xmi(DOCUMENT)
    assert 9 in [one.get("begin") for one in json.loads(uima.json(DOCUMENT))["%FEATURE_STRUCTURES"]]


def test_a_character_that_xml_does_not_allow() -> None:
    document = Document("d", "Lyth\x0bsaid", ())
    with pytest.raises(CorpusError, match="d: XML does not allow its characters. Export it as"):
        uima.xmi(document)
    assert taken_json(uima.json(document).decode()).document == document


def test_the_files_of_a_release(harbour_release: Path, tmp_path: Path) -> None:
    ids = ["council-walks-out", "nets-and-tides", "quay-reopens"]
    corpus = load(harbour_release)
    assert [name for name, _ in uima.export_json(corpus)] == [f"{id}.json" for id in ids]
    for name, data in uima.export_xmi(corpus):
        (tmp_path / name).write_bytes(b"".join(data))
    assert {path.name for path in tmp_path.iterdir()} == {
        "TypeSystem.xml",
        *(f"{id}.xmi" for id in ids),
    }
    found = [*uima.read_xmi(ForeignFiles(tmp_path))]
    assert [one.document and one.document.id for one in found] == ids
    assert {one.unit for one in found} == {"UTF-16 code units"}


class Held(ForeignFiles):
    def __init__(self, **files: str) -> None:
        super().__init__(Path("held"))
        object.__setattr__(self, "files", {k.replace("_", "/"): v for k, v in files.items()})

    def names(self, ending: str) -> list[str]:
        return [name for name in self.files if name.endswith(ending)]

    def exists(self, name: str) -> bool:
        return name in self.files

    def text(self, name: str) -> str:
        return self.files[name]


def taken_json(data: str) -> Taken:
    (found,) = uima.read_json(Held(**{"a/user.json": data}))
    return found


def other() -> tuple[Any, Any]:
    """A project with a layer of names, one of frames with slots, and a relation."""
    system = cassis.TypeSystem()
    annotation, text = "uima.tcas.Annotation", "uima.cas.String"
    name = system.create_type("webanno.custom.Name", annotation)
    system.create_feature(name, "value", text)
    system.create_feature(name, "certain", "uima.cas.Boolean")
    slot = system.create_type("webanno.custom.Slot", "uima.cas.TOP")
    system.create_feature(slot, "role", text)
    system.create_feature(slot, "target", annotation)
    frame = system.create_type("webanno.custom.Claim", annotation)
    system.create_feature(frame, "value", text)
    system.create_feature(frame, "slots", "uima.cas.FSArray", elementType=slot)
    system.create_feature(frame, "tags", "uima.cas.StringArray")
    near = system.create_type("webanno.custom.Near", annotation)
    for end in ("Governor", "Dependent"):
        system.create_feature(near, end, name)
    system.create_feature(near, "sure", text)
    system.create_type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", annotation)
    cas = cassis.Cas(typesystem=system)
    cas.sofa_string = "Lyth said Ostrel waits"
    return cas, system.get_type


def test_layers_features_slots_and_relations_of_another_project() -> None:
    cas, type = other()
    lyth = type("webanno.custom.Name")(begin=0, end=4, value="GPE", certain=True)
    ostrel = type("webanno.custom.Name")(begin=10, end=16)
    slot = type("webanno.custom.Slot")(role="holder", target=ostrel)
    slots = type("uima.cas.FSArray")(elements=[slot])
    tags = type("uima.cas.StringArray")(elements=["a", "b"])
    claim = type("webanno.custom.Claim")(begin=5, end=9, value="x", slots=slots, tags=tags)
    near = type("webanno.custom.Near")(begin=0, end=4, Governor=ostrel, Dependent=lyth, sure="no")
    token = type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")(begin=0, end=4)
    empty = type("webanno.custom.Name")(begin=4, end=4)
    cas.add_all([lyth, ostrel, claim, near, token, empty])
    found = taken_json(cas.to_json(pretty_print=True))
    assert found.document is not None
    ids = {item.label: item.id for item in found.document.items}
    assert found.document == Document(
        "user",
        "Lyth said Ostrel waits",
        (
            Item(ids["GPE"], "GPE", (Place(0, 4),), {"certain": "true"}),
            Item(ids["Name"], "Name", (Place(10, 16),), {}, (("Near", ids["GPE"]),)),
            Item(
                ids["Claim"],
                "Claim",
                (Place(5, 9),),
                {"value": "x", "tags": "a; b"},
                (("holder", ids["Name"]),),
            ),
        ),
    )
    said = sorted(str(defect).partition(": ")[2] for defect in found.defects)
    assert said == [
        "Name was left out: it has no words",
        "sure of a relation Near was left out: links have no attributes",
    ]
    assert all(defect.line > 1 for defect in found.defects)


def test_files_with_equal_and_with_other_types_in_one_folder() -> None:
    cas, type = other()
    cas.add(type("webanno.custom.Name")(begin=0, end=4, value="GPE"))
    own, foreign = uima.json(DOCUMENT).decode(), cas.to_json()
    files = {"a.json": own, "b.json": own, "c.json": foreign, "d.json": foreign, "e.json": own}
    found = [*uima.read_json(Held(**files))]
    labels = [[item.label for item in one.document.items] for one in found if one.document]
    assert labels == [["GPE", "claim"], ["GPE", "claim"], ["GPE"], ["GPE"], ["GPE", "claim"]]


XMI = uima.xmi(DOCUMENT).decode()
SYSTEM = uima.types().to_xml()


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"d.xmi": XMI}, "d.xmi: it was left out: there is no TypeSystem.xml beside it."),
        (
            {"d.xmi": XMI, "TypeSystem.xml": cassis.TypeSystem().to_xml()},
            "d.xmi: it is not a CAS (TypeNotFoundError: Type with name [de.tudarmstadt.ukp.",
        ),
        ({"d.xmi": "<a", "TypeSystem.xml": SYSTEM}, "d.xmi: it is not a CAS (XMLSyntaxError:"),
        (
            {"d.xmi": f"<!DOCTYPE a>{XMI}", "TypeSystem.xml": SYSTEM},
            "d.xmi: it was left out: d.xmi: remove its <!DOCTYPE …>, which is not read",
        ),
        (
            {"d.xmi": XMI.replace('begin="9"', 'begin="1"'), "TypeSystem.xml": SYSTEM},
            "d.xmi: an offset is not between characters: Not mapping external offset [1]",
        ),
        ({"d.json": "{}"}, "d.json: it is not a CAS (KeyError: "),
        ({"d.json": "{"}, "d.json: it is not a CAS (JSONDecodeError: "),
    ],
)
def test_files_that_are_refused(files: dict[str, str], problem: str) -> None:
    read = uima.read_json if "d.json" in files else uima.read_xmi
    (found,) = read(Held(**files))
    assert found.document is None
    assert str(found.defects[0]).startswith(problem)


def test_a_type_system_above_is_enough() -> None:
    (found,) = uima.read_xmi(Held(**{"a/b/d.xmi": XMI, "TypeSystem.xml": SYSTEM}))
    assert found.document is not None
    assert [item.label for item in found.document.items] == ["GPE", "claim"]
