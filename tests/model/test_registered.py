"""Names of registered entities in a text."""

from dataclasses import replace
from pathlib import Path

from corpora import river
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.registered import registered_names
from istanbul_talks.text.anchoring import Place, Searchable


def entity(name: str, *variants: str) -> dict[str, object]:
    return {"id": name.lower(), "name": name, "variants": list(variants)}


def test_names_and_variants_in_any_style_of_spaces_and_quotes(tmp_path: Path) -> None:
    known = vocabulary.load(CorpusFolder(river(tmp_path / "river")))
    entities = {
        "lenz": entity("Oto Lenz", "Lenz"),
        "sea": entity("Sea of Lenz"),
        "coast": entity("Coast", "d’Ivoire", "Vey"),
        "vey": entity("Vey", "Ana Vey"),
        "kyoto": entity("京都"),
    }
    known = replace(known, entities=entities)
    text = (
        "Oto\u00a0Lenz of the Sea  of Lenz, d'Ivoire,\u200b Ana\u00ad Vey, Oto Lanz, Vey, 東京都, "
        "Lenzes."
    )
    taken = bytearray(len(text))
    found = registered_names(Searchable(text), taken, known)
    assert [(text[slice(*name.place)], name.form, name.entity) for name in found] == [
        ("Oto\u00a0Lenz", "Oto Lenz", "lenz"),
        ("Sea  of Lenz", "Sea of Lenz", "sea"),
        ("d'Ivoire", "d’Ivoire", "coast"),
        ("Ana\u00ad Vey", "Ana Vey", "vey"),
        ("Vey", "Vey", "coast"),  # a variant of one entity comes before the name of another
        ("京都", "京都", "kyoto"),
    ]
    start, end = found[4].place
    taken[start:end] = b"\1" * (end - start)
    rest = registered_names(Searchable(text), taken, known)
    assert rest == [*found[:4], found[5]]
    assert registered_names(Searchable("Lenz"), bytearray(4), known)[0].place == Place(0, 4)
