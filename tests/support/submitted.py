"""A form about the river corpus, as a host of issues sends it."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from corpora import RIVER, TODAY, river
from istanbul_talks.contributing.draft import Draft
from istanbul_talks.contributing.filled_form import FilledForm
from istanbul_talks.contributing.form import template
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.vocabulary import Vocabulary


@cache
def known() -> Vocabulary:
    """The vocabulary of the river corpus."""
    with tempfile.TemporaryDirectory() as folder:
        return vocabulary.load(CorpusFolder(river(Path(folder, "river"))))


FORM = template(known())
TEXT = (
    (RIVER / "river-talks.txt")
    .read_text(encoding="utf-8")
    .replace("Aria and Boria meet in Cedon", "The ministers meet in Cedon again")
)
TEXT = TEXT.replace(
    "Some 300 Borians doubt that the talks will help.",
    "Nobody spoke of the price of the works, and nobody asked.",
)
TEXT = TEXT.replace(
    "Vey will wait", "Vey has said nothing of the sort to the press this week, and will wait"
)

VALUES = {
    "Who annotates": "reader-7",
    "Human or model": "human",
    "About the annotator": "Reads news of the river.",
    "Source: title": "The ministers meet in Cedon again",
    "Source: publisher": "Example Gazette",
    "Source: genre": "reportage",
    "Source: language": "en",
    "Date: published": "2024-03-04",
    "Date: basis": "internal",
    "Date: evidence": "2024-03-04",
    "Date: certainty": "high",
    "Claims": """id: bridge
quote: “the bridge must open”
claimer: vey
cue: said that
attribution: direct
type: position
epistemic: true-certain
checkworthy: no

id: pause
quote: Boria demands a “full and lasting pause” of the works
claimer: article
type: event
epistemic: true-certain
checkworthy: yes""",
    "Stance": """holder: boria
target: pause-works
label: FAVOR
expression: explicit
certainty: high
evidence: Boria demands a “full and lasting pause”""",
    "Text of the article": TEXT,
}


def submitted(**changes: str) -> str:
    """An issue with the form about the river corpus."""
    return filled(FORM, {**VALUES, **changes})


def filled(form: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """An issue as the host makes it of a form: a heading for each field, text areas fenced."""
    parts = []
    for field in form["body"]:
        if field["type"] == "markdown":
            continue
        label = field["attributes"]["label"]
        value = values.get(label, "")
        if field["type"] == "checkboxes":
            value = "\n".join(
                f"- [x] {option['label']}" for option in field["attributes"]["options"]
            )
        elif not value:
            value = "_No response_"
        elif "render" in field["attributes"]:
            value = f"```text\n{value}\n```"
        parts.append(f"### {label}\n\n{value}")
    return "\n\n".join(parts)


def draft_of(body: str, words: Vocabulary | None = None) -> Draft:
    """The draft in a form. CorpusError with everything that cannot be read; no rule runs."""
    form = FilledForm(body, words or known())
    draft = form.draft(set(), TODAY)
    if form.problems or draft is None:
        raise CorpusError("\n".join(map(str, form.problems)))
    return draft
