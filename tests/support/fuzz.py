"""What must be true for any bytes, of each of the targets below.

The tests run each target on some inputs. With atheris (no dependency: pip install atheris),
`PYTHONPATH=tests python tests/support/fuzz.py TARGET -runs=1000000` runs one guided by coverage;
its other options are those of libFuzzer.
"""

import contextlib
import json
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from corpora import TODAY, harbour
from istanbul_talks.contributing import claims, draft, form, names, saved_page, targets
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.strict_json import read
from istanbul_talks.history.compare import compare
from istanbul_talks.history.versions import Folder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.open_values import open_values
from istanbul_talks.model.resolve import resolve
from istanbul_talks.text import edtf
from istanbul_talks.text.anchoring import (
    UNSEEN,
    Ambiguous,
    Anchor,
    NotFound,
    Quote,
    Searchable,
    anchor,
    fold,
)
from istanbul_talks.text.revision import Alignment, Carried, Place, hunks
from support.submitted import draft_of

_SCRATCH = tempfile.TemporaryDirectory(prefix="fuzz-")
CORPUS = CorpusFolder(harbour(Path(_SCRATCH.name) / "harbour"))
ARTICLE = "quay-reopens"
WORDS = vocabulary.load(CORPUS)


def _parts(data: bytes, count: int) -> list[str]:
    """Some texts out of bytes, cut at the byte 0."""
    parts = [part.decode("utf-8", "replace") for part in data.split(b"\0", count - 1)]
    return parts + [""] * (count - len(parts))


def reader(data: bytes) -> None:
    """Without a problem the value is what Python's reader gives; canonical bytes are unchanged."""
    document = read(data)
    for problem in document.problems:
        line, column = document.line_and_column(problem.offset)
        assert line >= 1
        assert column >= 1
        assert problem.found
        assert problem.remedy
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError):
        assert document.problems
        return
    if not document.problems:
        assert document.value == value
        if document.is_laid_out:
            assert canonical(document.value) == data
        assert read(canonical(document.value)).value == value


def anchoring(data: bytes) -> None:
    """A quote is found where the words are, once; several places are never one."""
    text, words, prefix, suffix = _parts(data, 4)
    found = anchor(Searchable(text), Quote(words, prefix, suffix))
    times = sum(text.startswith(words, i) for i in range(len(text))) if words else 0
    if isinstance(found, Anchor):
        assert 0 <= found.start < found.end <= len(text)
        assert found.folded or text[found.start : found.end] == words
        # A folded run may begin before the words: a space between two of them is one space.
        assert (
            fold(text[found.start : found.end])[0].strip()
            == fold(unicodedata.normalize("NFC", words) if found.folded else words)[0].strip()
        )
        assert times <= 1 or prefix or suffix
    elif isinstance(found, NotFound):
        assert times == 0
    elif isinstance(found, Ambiguous) and not (prefix or suffix):
        assert times != 1


def dates(data: bytes) -> None:
    """A date is refused with a message, or has first and last day in order, as Python reads it."""
    text = data.decode("utf-8", "replace")
    try:
        parsed = edtf.parse(text)
    except ValueError as error:
        assert str(error)
        return
    assert parsed.earliest <= parsed.latest
    assert (parsed.precision == "day") == (parsed.earliest == parsed.latest and "/" not in text)
    with contextlib.suppress(ValueError):
        assert date.fromisoformat(text) == parsed.earliest


def textmap(data: bytes) -> None:
    """A carried place holds the words that a reader sees; the differences make the new text."""
    old, new = _parts(data, 2)
    texts = Alignment(old, new)
    for start in range(0, len(old), 1 + len(old) // 8):
        for end in (start + 1, start + 9, len(old)):
            found = texts.carry(Place(start, min(end, len(old))))
            if isinstance(found, Carried):
                assert _seen(new[slice(*found.place)]) == _seen(old[start : min(end, len(old))])
    made, at = [], 0
    for hunk in hunks(old, new):
        made += [old[at : hunk.old.start], new[slice(*hunk.new)]]
        at = hunk.old.end
    assert "".join([*made, old[at:]]) == new


def _seen(text: str) -> str:
    return "".join(character for character in text if character not in UNSEEN)


def diff(data: bytes) -> None:
    """Rows with any values in them: every value that differs is reported, and nothing else.

    Four bytes or more are an edit: which layer, which record, which field, and the value.
    """
    before = _base()
    after: Any = json.loads(json.dumps(before))
    article, first = after["articles"][0], before["articles"][0]
    wanted: dict[tuple[str, str, str], tuple[Any, Any]] = {}
    for edit in data.split(b"\n")[:8]:
        if len(edit) < 4:
            continue
        layer = ("", "entities", "claims", "stance")[edit[0] % 4]
        at = edit[1] % len(article[layer]) if layer else 0
        record, original = (one[layer][at] if layer else one for one in (article, first))
        fields = [key for key in original if key not in _FIXED and type(original[key]) is not list]
        fields.append("a_new_field")
        field = fields[edit[2] % len(fields)]
        text = edit[4:].decode("utf-8", "replace")
        record[field] = (None, text, int.from_bytes(edit[4:12]), bool(edit[3] & 4))[edit[3] % 4]
        wanted[layer, original["id"], field] = original.get(field, _ABSENT), record[field]
    found = {}
    for c in compare(ARTICLE, before, after):
        layer = _LAYER_OF.get(c.layer, "")
        found[layer, c.id if layer else ARTICLE, c.field] = c.after
    changes = wanted.items()
    differing = {key: new for key, (old, new) in changes if (type(old), old) != (type(new), new)}
    assert {place: found.get(place) for place in differing} == differing
    assert set(found) <= set(differing)


_LAYER_OF = {"entity": "entities", "claim": "claims", "stance": "stance"}
_PLACES = {"start", "end", "cue_start", "cue_end", "condition_start", "condition_end"}
_FIXED = {*_PLACES, "id", "text"}  # records are paired by these
_ABSENT = object()


@cache
def _base() -> Any:
    return {config: list(rows) for config, rows in Folder(CORPUS, "here").rows(ARTICLE).items()}


def forms(data: bytes) -> None:
    """A form is read or refused in words."""
    body, text = _parts(data, 2)
    headings = form.labels(form.template(WORDS))
    given = {"Claims": body, headings[1]: "reader-1"}
    fields = [f"### {name}\n\n{given.get(name, '_No response_')}" for name in headings[:-1]]
    filled = "\n\n".join(fields)
    for candidate in (body, f"{filled}\n\n### {headings[-1]}\n\n{text}"):
        try:
            draft_of(candidate, WORDS)
        except CorpusError as refusal:
            assert str(refusal)


def fresh(data: bytes) -> None:
    """Any text becomes an NFC capture with LF and a draft with a body, or is refused."""
    if data.lstrip()[:1] == b"<" or b"multipart" in data[:10_000].lower():
        return  # pages are read by other libraries
    try:
        page = saved_page.page_of(data, None)
    except CorpusError:
        return
    assert unicodedata.is_normalized("NFC", page.text)
    assert "\r" not in page.text
    act = draft.first_act("model-a", "model", WORDS, TODAY)
    annotation, _ = draft.propose_annotation(page, "x", WORDS, url=None, act=act)
    assert WORDS.schema.violations(open_values(WORDS.schema, annotation).filled) == []
    assert resolve(annotation, page.text).body is not None, annotation["body"]


def proposals(data: bytes) -> None:
    """Names have places in the body; a claim's quote and cue too, and these do not overlap."""
    (prose,) = _parts(data, 1)
    annotation = {**_annotation(), "body": [{"from": "START", "to": "END"}]}
    found = resolve(annotation, f"START {prose} END")
    body = found.body.text if found.body else ""
    for name in names.names(annotation, found, WORDS):
        assert all(body[slice(*place)] == name.form for place in name.places)
    full, part = Place(0, len(body)), Place(len(body) // 3, 2 * len(body) // 3)
    for claim in (claims.propose_claim(annotation, found, place) for place in (full, part)):
        if claim:
            assert 0 <= claim.quote.start < claim.quote.end <= len(body)
        if claim and claim.cue:
            assert claim.cue.end <= claim.quote.start or claim.quote.end <= claim.cue.start
    assert all(0 <= each.score <= 1 for each in targets.ranked_targets(WORDS.targets, prose, body))


@cache
def _annotation() -> Any:
    made = json.loads((CORPUS.path / "annotations" / f"{ARTICLE}.json").read_bytes())
    return {**made, "claims": [], "stance": [], "notes": [], "date": {"evidence": []}}


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (reader, anchoring, dates, textmap, diff, forms, fresh, proposals)
}


def main() -> None:
    import atheris

    name, *options = sys.argv[1:]
    target = TARGETS[name]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *options], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
