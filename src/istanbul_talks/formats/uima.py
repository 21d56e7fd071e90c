"""UIMA CAS, as INCEpTION reads and writes it, through dkpro-cassis: XMI with its type system, JSON.

A span is a `webanno.custom.Span` with a label and a feature for each attribute; a link is a
relation, `webanno.custom.Link`. Files of other types are read too. Offsets in the files count
UTF-16 code units; dkpro-cassis converts them.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from json import dumps, loads
from typing import Any

from ..errors import CorpusError, NotFoundError
from ..files.foreign import ForeignFiles
from ..files.optional import require
from ..model.records import Article
from ..text.visible import visible
from .found import Defect, Found, Taken
from .offsets import Quoted
from .record import ATTRIBUTES, LAYERS, Document, document_of, in_pieces

XMI, JSON, TYPES = ".xmi", ".json", "TypeSystem.xml"
_SPAN, _LINK = "webanno.custom.Span", "webanno.custom.Link"
_LABEL, _SOURCE, _TARGET = "label", "Governor", "Dependent"  # features
_STRING = "uima.cas.String"
_DOCUMENT = "uima.tcas.DocumentAnnotation"
_META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_SEGMENTS = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
_CUTS = {f"{_SEGMENTS}.Sentence", f"{_SEGMENTS}.Token"}  # what INCEpTION adds to every text
_OWN = {"sofa", "begin", "end"}
_ENDING = re.compile(r"\.(txt|xmi|json|tsv)$")
_ID = re.compile(r'\bxmi:id="(\d+)"|"%ID"\s*:\s*(\d+)')
_UNIT = "UTF-16 code units"
_BROKEN = (LookupError, ValueError, TypeError, AttributeError, RuntimeError, SyntaxError)


def _cassis() -> Any:
    return require("cassis", "uima")


def _feature(key: str) -> str:
    """The name of the feature of an attribute. `type` is not free in dkpro-cassis."""
    return f"claim_{key}" if key == "type" else key.replace("-", "_")


_KEYS = {_feature(key): key for key in ATTRIBUTES}


def export_xmi(part: Mapping[str, Article]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The type system, and a file for each article."""
    yield TYPES, [types().to_xml().encode()]
    for article in part.values():
        yield f"{article.id}{XMI}", [xmi(document_of(article))]


def export_json(part: Mapping[str, Article]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A file for each article, with the type system in it."""
    for article in part.values():
        yield f"{article.id}{JSON}", [json(document_of(article))]


@cache
def types() -> Any:
    """The type system of what is exported."""
    found = _cassis().TypeSystem()
    meta = found.create_type(_META, supertypeName=_DOCUMENT)
    span = found.create_type(_SPAN, supertypeName="uima.tcas.Annotation")
    link = found.create_type(_LINK, supertypeName="uima.tcas.Annotation")
    for name in ("documentTitle", "documentId"):
        found.create_feature(meta, name, _STRING)
    for name in (_LABEL, *_KEYS):
        found.create_feature(span, name, _STRING)
    for name in (_SOURCE, _TARGET):
        found.create_feature(link, name, span)
    found.create_feature(link, _LABEL, _STRING)
    return found


def xmi(document: Document) -> bytes:
    """An XMI file. CorpusError if the document has a character that XML does not allow."""
    try:
        return str(_cas(document).to_xmi(pretty_print=True)).encode()
    except ValueError:
        remedy = "Export it as uima-json"
        raise CorpusError(f"{document.id}: XML does not allow its characters. {remedy}") from None


def json(document: Document) -> bytes:
    """A file in UIMA CAS JSON 0.4."""
    return str(_cas(document).to_json(pretty_print=True)).encode()


def _cas(document: Document) -> Any:
    system, text = types(), document.text
    cas = _cassis().Cas(typesystem=system)
    cas.sofa_string, cas.sofa_mime = text, "text/plain"
    meta, span, link = map(system.get_type, (_META, _SPAN, _LINK))
    id = document.id
    cas.add(meta(begin=0, end=len(text), documentTitle=id, documentId=id, language="x-unspecified"))
    made, pieces = dict[str, Any](), [*in_pieces(document.items)]
    for item in pieces:
        ((start, end),) = item.places
        said = {_feature(key): value for key, value in item.attributes.items()}
        made[item.id] = span(begin=start, end=end, label=item.label, **said)
        cas.add(made[item.id])
    for item in pieces:
        for role, other in item.links:
            ends = {_SOURCE: made[item.id], _TARGET: made[other]}
            at = made[other]
            cas.add(link(begin=at.begin, end=at.end, label=role, **ends))
    return cas


def read_xmi(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of XMI files, each with the TypeSystem.xml nearest to it."""
    library, systems = _cassis(), dict[str, Any]()

    def loaded(path: str, text: str) -> Any:
        name = _system(source, path)
        if name not in systems:
            systems[name] = library.load_typesystem(_plain(name, source.text(name)))
        return library.load_cas_from_xmi(_plain(path, text), typesystem=systems[name])

    return _read(source, XMI, loaded)


def read_json(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of files in UIMA CAS JSON."""
    library, known = _cassis(), dict[str, Any]()

    def loaded(_: str, text: str) -> Any:
        """Types that the file before has too are not made again, which takes most of the time."""
        types = dumps(loads(text)["%TYPES"])
        options = {"typesystem": known.get(types), "merge_typesystem": types not in known}
        cas = library.load_cas_from_json(text, **options)
        known.clear()
        known[types] = cas.typesystem
        return cas

    return _read(source, JSON, loaded)


def _system(source: ForeignFiles, path: str) -> str:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        name = f"{folder}/{TYPES}".lstrip("/")
        if source.exists(name):
            return name
    raise NotFoundError(f"there is no {TYPES} beside it. Export it too")


def _plain(path: str, text: str) -> str:
    """XML without a document type, which could name other files."""
    if "<!DOCTYPE" in text:
        raise CorpusError(f"{path}: remove its <!DOCTYPE …>, which is not read")
    return text


def _read(source: ForeignFiles, ending: str, loaded: Callable[[str, str], Any]) -> Iterator[Taken]:
    library = _cassis()
    errors = (*_BROKEN, library.typesystem.TypeNotFoundError)
    for path in source.names(ending):
        try:
            text = source.text(path)
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                cas = loaded(path, text)
        except CorpusError as error:
            yield Taken(None, "", [Defect(path, 0, f"it was left out: {error}")])
        except errors as error:
            problem = visible(f"{type(error).__name__}: {error}", 200)
            yield Taken(None, "", [Defect(path, 0, f"it is not a CAS ({problem})")])
        else:
            yield _taken(path, text, cas, [str(one.message) for one in said])


def _taken(path: str, text: str, cas: Any, warned: Iterable[str]) -> Taken:
    found = Found(path, _name(path, cas), cas.sofa_string or "")
    if wrong := [message for message in warned if "external offset" in message]:
        return found.refused(0, f"an offset is not between characters: {visible(wrong[0], 120)}")
    for sofa in cas.sofas[1:]:
        found.defect(
            0, f"the view {visible(str(sofa.sofaID))} was left out: only the first is read"
        )
    lines = dict[str, int]()
    at, number = 0, 1
    for match in _ID.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        lines[match[1] or match[2]] = number
    for one in sorted(cas.select_all_annotations(), key=lambda one: one.xmiID):
        is_document = cas.typesystem.is_instance_of(one.type, _DOCUMENT)
        if not is_document and one.type.name not in _CUTS:
            _take(found, one, lines.get(str(one.xmiID), 0))
    return found.taken()._replace(unit=_UNIT)


def _name(path: str, cas: Any) -> str:
    """The name of the document: what its metadata say, else the file's, without the ending."""
    for one in cas.select_all_annotations():
        if one.type.name == _META:
            said = one.get("documentTitle") or one.get("documentId")
            if said:
                return _ENDING.sub("", str(said))
    return _ENDING.sub("", path.rpartition("/")[2])


def _take(found: Found, one: Any, line: int) -> None:
    """An annotation: a link if it is a relation, else a span with its features."""
    short = one.type.name.rpartition(".")[2]
    features = (feature.name for feature in one.type.all_features)
    said = {name: getattr(one, name) for name in features if name not in _OWN}
    named = next((name for name in (_LABEL, "value") if isinstance(said.get(name), str)), None)
    label = short if named is None or short.lower() in LAYERS else said.pop(named)
    if said.get(_SOURCE) is not None and said.get(_TARGET) is not None:
        ends = [str(said.pop(name).xmiID) for name in (_SOURCE, _TARGET)]
        found.links.append((ends[0], label, ends[1], line))
        for key in (key for key, value in said.items() if value is not None):
            said_of = f"{visible(key)} of a relation {visible(label)}"
            found.defect(line, f"{said_of} was left out: links have no attributes")
        return
    id = str(one.xmiID)
    if one.begin == one.end:
        found.defect(line, f"{visible(label)} was left out: it has no words")
        return
    found.spans[id] = label, Quoted(((one.begin, one.end),), None, line)
    for key, value in said.items():
        _take_feature(found, id, key, value, line)


def _take_feature(found: Found, id: str, key: str, value: Any, line: int) -> None:
    """A value, one or several other annotations, or slots: annotations with a role each."""
    said = list[str]()
    for one in value.elements or () if hasattr(value, "elements") else [value]:
        if hasattr(one, "xmiID"):
            slot = getattr(one, "target", None)
            role = getattr(one, "role", None) or key
            target = one if slot is None else slot
            found.links.append((id, str(role), str(target.xmiID), line))
        elif one is not None:
            said.append(str(one).lower() if isinstance(one, bool) else str(one))
    if said:
        found.attributes.append((id, _KEYS.get(key, key), "; ".join(said), line))
