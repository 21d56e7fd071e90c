"""Passes that differ, and adjudication of them by random choices, in memory."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from corpora import TODAY
from istanbul_talks.contributing.adjudicating import State, Work, begin
from istanbul_talks.contributing.adopting import Pass, Undecidable
from istanbul_talks.contributing.choosing import Choice, Question
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.source_article import PASSES, SourceArticle
from istanbul_talks.model.annotated import Annotated
from istanbul_talks.model.resolve import resolve
from istanbul_talks.model.vocabulary import Vocabulary
from istanbul_talks.validation.article_check import check_article
from istanbul_talks.validation.finding import Finding

ACT = {"by": "reader-2", "kind": "human", "date": "2024-05-20"}
_LABELS = {
    "claims": (("type", ("event", "position", "causal")), ("checkworthy", (True, False))),
    "stance": (("label", ("FAVOR", "AGAINST", "NONE")), ("certainty", ("low", "high"))),
    "entities": (("type", ("ORG", "LOC", "GPE")),),
}


def perturbed(made: Mapping[str, Any], random: Random, share: float = 0.15) -> dict[str, Any]:
    """A pass with other labels in some items, and without some."""
    changed = copy.deepcopy(dict(made))
    for layer, labels in _LABELS.items():
        for record in changed[layer]:
            for key, values in labels:
                if random.random() < share:
                    record[key] = random.choice(values)
    for layer in ("claims", "stance"):
        changed[layer] = [record for record in changed[layer] if random.random() > share]
    used = {record.get("claimer", record.get("holder")) for record in _records(changed)}
    changed["entities"] = [
        entity for entity in changed["entities"] if entity["id"] in used or random.random() > share
    ]
    if random.random() < share:
        changed["source"]["genre"] = random.choice(["analysis", "opinion"])
    return changed


def _records(annotation: Mapping[str, Any]) -> list[dict[str, Any]]:
    records = [*annotation["claims"], *annotation["stance"]]
    return [r for r in records if not isinstance(r.get("claimer", r.get("holder")), dict)]


def work_on(
    passes: Mapping[str, Mapping[str, Any]], capture: str, words: Vocabulary, base: Any = None
) -> Work:
    """The work of reader-2 on passes by annotator."""
    made = {name: Annotated(value, resolve(value, capture)) for name, value in passes.items()}
    return Work({name: Pass(name, one) for name, one in made.items()}, ACT, words, base)


def any_choice(state: State, question: Question, random: Random) -> tuple[Choice, State]:
    """A choice that can be carried out, and the state after it."""
    takes = [*question.readings, None]
    random.shuffle(takes)
    for take in takes:
        choice = Choice(question.key, take, "A reason.")
        try:
            return choice, state.decide(choice)
        except Undecidable:
            continue
    raise AssertionError(f"nothing can be chosen for {question}")


def decided_at_random(work: Work, reference: Any, random: Random) -> tuple[State, list[Choice]]:
    """The state after every question is answered, and the answers."""
    state, choices = begin(work, reference), []
    while state.questions:
        question = random.choice(state.questions)
        choice, state = any_choice(state, question, random)
        choices.append(choice)
    return state, choices


def check(
    state: State, passes: Mapping[str, Mapping[str, Any]], capture: str
) -> tuple[Finding, ...]:
    """What the rules find in the files of a finished adjudication."""
    id = state.annotation["article"]
    files = {
        f"corpus/{id}.txt": capture.encode(),
        f"annotations/{id}.json": canonical(state.annotation),
        f"annotations/decisions/{id}.json": canonical(state.decisions),
    }
    files |= {f"{PASSES}/{name}/{id}.json": canonical(made) for name, made in passes.items()}
    source = SourceArticle(id, lambda path, most: files.get(path), tuple(sorted(passes)))
    return check_article(source, state.work.words, TODAY).findings


def load(path: Path) -> Any:
    return json.loads(path.read_bytes())
