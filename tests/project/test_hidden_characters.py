"""Hidden characters are errors by name where people write, and come out of no program as they are.

Each test puts one character into every field of one kind.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml

from corpora import AUDIT, ROOT, TODAY, committed, edit, harbour, retext
from istanbul_talks import CorpusError, VerificationError, load
from istanbul_talks.dataset.cite import STYLES, cite, references
from istanbul_talks.dataset.documents.metadata import to_yaml
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical, compact
from istanbul_talks.model import vocabulary
from istanbul_talks.validation.report import line
from istanbul_talks.validation.validator import Validator
from support.command import printed
from support.hostile import Tally, drawn
from support.hostile.characters import all_hidden

ARTICLE = "quay-reopens"
ANNOTATION, DECISIONS = f"annotations/{ARTICLE}.json", f"annotations/decisions/{ARTICLE}.json"
NAMES = {
    "\x1b": "U+001B (a control character)",
    "\x7f": "U+007F (a control character)",
    "\x9b": "U+009B (a control character)",
    "\r": "U+000D (a control character)",
    "\u00ad": "U+00AD (SOFT HYPHEN)",
    "\u034f": "U+034F (COMBINING GRAPHEME JOINER)",
    "\u061c": "U+061C (ARABIC LETTER MARK)",
    "\u180e": "U+180E (MONGOLIAN VOWEL SEPARATOR)",
    "\u200b": "U+200B (ZERO WIDTH SPACE)",
    "\u200d": "U+200D (ZERO WIDTH JOINER)",
    "\u200f": "U+200F (RIGHT-TO-LEFT MARK)",
    "\u2028": "U+2028 (LINE SEPARATOR)",
    "\u202e": "U+202E (RIGHT-TO-LEFT OVERRIDE)",
    "\u2060": "U+2060 (WORD JOINER)",
    "\u2066": "U+2066 (LEFT-TO-RIGHT ISOLATE)",
    "\u3164": "U+3164 (HANGUL FILLER)",
    "\ufe0f": "U+FE0F (VARIATION SELECTOR-16)",
    "\ufeff": "U+FEFF (ZERO WIDTH NO-BREAK SPACE)",
    "\ufff9": "U+FFF9 (INTERLINEAR ANNOTATION ANCHOR)",
    "\ufffe": "U+FFFE (without a name)",
    "\U000e0001": "U+E0001 (LANGUAGE TAG)",
    "\U000e0041": "U+E0041 (TAG LATIN CAPITAL LETTER A)",
    "\U000e0101": "U+E0101 (VARIATION SELECTOR-18)",
}
FEW = "\x1b\u202e"  # the others take minutes where much is run


def characters(*, few: bool) -> pytest.MarkDecorator:
    rest = (pytest.mark.slow, pytest.mark.hostile)
    slow = [() if not few or hidden in FEW else rest for hidden in NAMES]
    each = [
        pytest.param(hidden, marks=marks, id=f"{ord(hidden):04x}")
        for hidden, marks in zip(NAMES, slow, strict=True)
    ]
    return pytest.mark.parametrize("hidden", each)


EVERY_CHARACTER, A_FEW = characters(few=False), characters(few=True)
FORMATS = ("text", "github", "json", "sarif")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return harbour(tmp_path / "corpus")


def texts(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all strings of a value."""
    if isinstance(value, str):
        yield way
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(inner, (*way, key))


def put(value: Any, way: tuple[str | int, ...], hidden: str) -> None:
    """Put a character behind the first letter of a text, where none of them means anything."""
    *above, last = way
    for key in above:
        value = value[key]
    letter = re.search("[A-Za-z]", value[last])
    at = letter.end() if letter else 0
    value[last] = f"{value[last][:at]}{hidden}{value[last][at:]}"


def one_of_a_kind(value: Any) -> list[tuple[str | int, ...]]:
    """A place for each kind of text: of a list, only the first item."""
    kinds = {
        tuple(key for key in way if isinstance(key, str)): way for way in reversed([*texts(value)])
    }
    return list(kinds.values())


def is_shown(said: str, hidden: str) -> bool:
    return hidden not in said.replace("\r\n", "\n")


@pytest.mark.slow
@A_FEW
def test_in_every_text_of_a_vocabulary(root: Path, hidden: str) -> None:
    tried = 0
    for path in sorted((root / "schema").glob("*.json*")):
        if path.name.endswith(".schema.json"):
            continue
        before = path.read_bytes()
        lines = (
            [json.loads(line) for line in before.splitlines()]
            if path.suffix == ".jsonl"
            else [json.loads(before)]
        )
        for way in one_of_a_kind(lines):
            changed = spoilt(lines, way, hidden)
            path.write_bytes(b"".join(map(compact, changed)))
            with pytest.raises(CorpusError) as caught:
                vocabulary.load(CorpusFolder(root))
            said = f"{caught.value} {caught.value!r}"
            assert is_shown(said, hidden), (path.name, way)
            assert NAMES[hidden] in said or "not a valid" in said, (path.name, way, said)
            tried += 1
        path.write_bytes(before)
    assert tried > 60


def own_texts(annotation: Any) -> list[tuple[str | int, ...]]:
    """The places of texts that need not be in the capture, one of each kind."""
    loose = {"name", "note", "by", "decided", "why", "author", "section"}
    loose |= {"publisher", "url"}
    found = one_of_a_kind(annotation)
    return [way for way in found if {*way} & {"external", "waive", "rights"} or way[-1] in loose]


@pytest.mark.slow
@A_FEW
def test_in_every_text_of_the_annotations(
    root: Path, hidden: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two references, decisions and an audit."""
    places = 0
    for path in (ANNOTATION, "annotations/council-walks-out.json", DECISIONS, AUDIT):
        value = json.loads((root / path).read_bytes())
        for way in own_texts(value):
            put(value, way, hidden)
            places += 1
        edit(root / path, lambda old, new=value: old.update(new))
    assert places > 25
    found = Validator(root, today=TODAY).validate()
    assert sum(f"contains {NAMES[hidden]}" in finding.message for finding in found) == places
    for name in FORMATS:
        said = printed(capsys, "validate", "--root", root, "--format", name)
        assert is_shown(said, hidden), name
        assert NAMES[hidden] in said, name
    for arguments in (["show", ARTICLE], ["audit", "--json"], ["stats"], ["fix"], ["fmt"]):
        assert is_shown(printed(capsys, *arguments, "--root", root), hidden), arguments
    command = [sys.executable, ROOT / "scripts" / "build.py", "--root", root]
    built = subprocess.run(command, capture_output=True, check=False)
    assert built.returncode == 1
    assert is_shown((built.stdout + built.stderr).decode(), hidden)


@A_FEW
def test_in_ids_and_labels(root: Path, hidden: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of articles by the names of their files, and of every other id in an annotation."""
    for folder, ending in (("corpus", ".txt"), ("annotations", ".json")):
        (root / folder / f"{ARTICLE}{ending}").rename(root / folder / f"qu{hidden}ay{ending}")
    value = json.loads((root / "annotations" / "nets-and-tides.json").read_bytes())
    ids = [way for way in one_of_a_kind(value) if way[-1] in ("id", "type", "status", "claimer")]
    assert len(ids) == 7
    for way in ids:
        put(value, way, hidden)
    edit(root / "annotations" / "nets-and-tides.json", lambda old: old.update(value))
    found = [f.message for f in Validator(root, today=TODAY).validate()]
    assert sum(f"with {NAMES[hidden]} is not a valid" in message for message in found) == len(ids)
    assert sum(f"contains {NAMES[hidden]}" in message for message in found) >= 2
    for name in FORMATS:
        assert is_shown(printed(capsys, "validate", "--root", root, "--format", name), hidden), name


@pytest.mark.slow
@A_FEW
def test_in_a_difference(root: Path, hidden: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A pull request is compared before anybody has looked at it."""
    committed(root)
    retext(root, ARTICLE, "Ostrel Gold", f"Ostrel{hidden}Gold")
    for path in (ANNOTATION, DECISIONS, "schema/events.json"):
        value = json.loads((root / path).read_bytes())
        for way in one_of_a_kind(value):
            put(value, way, hidden)
        (root / path).write_text(json.dumps(value), encoding="utf-8")
    project = 'version = "1.2.3+a' + json.dumps(hidden).strip('"')
    edited = (root / "pyproject.toml").read_text(encoding="utf-8")
    (root / "pyproject.toml").write_text(edited.replace('version = "1.2.3', project), "utf-8")
    entities = root / "schema" / "entities.jsonl"
    entities.write_bytes(entities.read_bytes().replace(b"Ostrel", f"Os{hidden}trel".encode()))
    committed(root)
    for name in ("text", "markdown", "json"):
        said = printed(capsys, "diff", "HEAD~1", "HEAD", "--root", root, "--format", name)
        assert is_shown(said, hidden), name
        assert ARTICLE in said


@A_FEW
def test_in_every_text_of_a_manifest(harbour_release: Path, tmp_path: Path, hidden: str) -> None:
    manifest = json.loads((harbour_release / "MANIFEST.json").read_bytes())
    ways = one_of_a_kind({key: manifest[key] for key in ("name", "version", "edition", "dataset")})
    assert len(ways) > 8
    for way in ways:
        forged = json.dumps(spoilt(manifest, way, hidden))
        (tmp_path / "MANIFEST.json").write_text(forged, encoding="utf-8")
        with pytest.raises(VerificationError) as caught:
            load(tmp_path)
        assert f"{way[0]}" in str(caught.value)
        assert NAMES[hidden] in str(caught.value)
        assert is_shown(f"{caught.value} {caught.value!r}", hidden)


@EVERY_CHARACTER
def test_in_a_citation_of_a_forged_manifest(harbour_release: Path, hidden: str) -> None:
    manifest = json.loads((harbour_release / "MANIFEST.json").read_bytes())
    for way in one_of_a_kind({key: manifest[key] for key in ("name", "version", "dataset")}):
        put(manifest, way, hidden)
    for style in STYLES:
        assert is_shown(cite(manifest, style), hidden), style


@EVERY_CHARACTER
def test_in_the_records_of_a_release(harbour_release: Path, hidden: str) -> None:
    """`repr`, references and errors; the data themselves are as they are."""
    corpus = load(harbour_release)
    article = corpus[ARTICLE]
    words = f"wo{hidden}rds"
    claim = replace(article.claims[0], quote=words, note=words)
    spoilt = replace(article, title=words, author=words, publisher=words, claims=(claim,))
    assert is_shown(f"{spoilt!r} {claim!r}", hidden)
    assert repr(claim).startswith("Claim(id='agreed-to-reopen', ")
    for style in STYLES:
        assert is_shown(references([spoilt], style), hidden), style
    with pytest.raises(KeyError) as caught:
        article.entity(words)
    assert is_shown(f"{caught.value} {caught.value!r}", hidden)
    with pytest.raises(CorpusError) as error:
        corpus.rows(words)
    assert is_shown(f"{error.value} {error.value!r}", hidden)


@EVERY_CHARACTER
def test_in_yaml(hidden: str) -> None:
    """CITATION.cff and the metadata of the card: escaped, and still the same text."""
    value = {"title": f"Tårn{hidden}, a town", "authors": [{"name": f"N{hidden}"}]}
    made = to_yaml(value)
    assert is_shown(made, hidden)
    assert yaml.safe_load(made) == value
    assert to_yaml({"title": "Tårn 🌊"}) == "title: Tårn 🌊\n"


@pytest.mark.slow
@pytest.mark.hostile
def test_every_hidden_character_in_a_field_drawn_at_random(
    root: Path, harbour_release: Path, tmp_path: Path
) -> None:
    """In a vocabulary, an annotation and a manifest each: an error that names it, shown escaped."""
    tally, draw = Tally(), drawn.drawing("hidden")
    events = json.loads((root / "schema" / "events.json").read_bytes())
    annotation = json.loads((root / ANNOTATION).read_bytes())
    manifest = json.loads((harbour_release / "MANIFEST.json").read_bytes())
    named = {key: manifest[key] for key in ("name", "version", "edition", "dataset")}

    def read_vocabulary(way: tuple[str | int, ...], hidden: str) -> None:
        edit(root / "schema" / "events.json", lambda old: old.update(spoilt(events, way, hidden)))
        vocabulary.load(CorpusFolder(root))

    def read_annotation(way: tuple[str | int, ...], hidden: str) -> None:
        edit(root / ANNOTATION, lambda old: old.update(spoilt(annotation, way, hidden)))
        found = Validator(root, today=TODAY).article(ARTICLE)
        raise CorpusError("\n".join(map(line, found)))

    def read_manifest(way: tuple[str | int, ...], hidden: str) -> None:
        forged = json.dumps(spoilt(manifest, way, hidden))
        (tmp_path / "MANIFEST.json").write_text(forged, encoding="utf-8")
        load(tmp_path)

    def tried(read: Callable[[Any, str], None], ways: list[Any], hidden: str) -> None:
        code, way = f"U+{ord(hidden):04X}", draw.choice(ways)

        def checked() -> None:
            try:
                read(way, hidden)
            except CorpusError as error:
                said = f"{error} {error!r}"
                named = code in said or "is not a valid" in said or "cannot be '" in said
                if is_shown(said, hidden) and named:
                    raise

        tally.attempt(f"{code} in {read.__name__}: {way}", checked, CorpusError)

    hidden, ignored = all_hidden(), regex.compile(r"\p{Cn}")
    assigned = [one for one in hidden if not ignored.match(one)]
    assert len(assigned) > 400
    for one in (*assigned, *draw.sample([one for one in hidden if ignored.match(one)], 200)):
        tried(read_annotation, own_texts(annotation), one)
        tried(read_manifest, one_of_a_kind(named), one)
    (root / ANNOTATION).write_bytes(canonical(annotation))
    for one in draw.sample(hidden, 300):
        tried(read_vocabulary, one_of_a_kind(events), one)
    tally.prove("hidden")


def spoilt(value: Any, way: tuple[str | int, ...], hidden: str) -> Any:
    made = json.loads(json.dumps(value))
    put(made, way, hidden)
    return made
