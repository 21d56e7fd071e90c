"""Carries out an adjudicator's choice in a reference, and says in words what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..model.items import Item
from ..quality.matching import COMPARED
from ..text.anchoring import Place
from ..text.visible import visible
from .adopting import Edit, Pass, Undecidable

# How a field is called where people read it, and the keys of the file that it stands for.
NAMES = {"entity_type": "type", "claim_type": "type", "stance_label": "label", "span": "words"}
_WHO = {"mention": "entity", "claim": "claimer", "stance": "holder"}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "entity": ("claimer", "cue", "attribution", "holder"),
    "span": ("quote", "evidence"),
    "claim_type": ("type",),
    "stance_label": ("label",),
}
_MAY_CHANGE = {layer: {"entity", "span", *names} for layer, names in COMPARED.items()}
_NOUNS = {"article": "reading", "mention": "mention", "claim": "claim", "stance": "stance"}


@dataclass(frozen=True)
class Question:
    """Something to decide. `readings`: the items by annotator, those of the reference under "".

    Mentions that raise the same question are one. `differs`: the decisive fields that differ.
    `blocked`: why something that two passes agree on is not in the reference.
    """

    key: str
    layer: str
    readings: Mapping[str, list[Item]]
    differs: Sequence[str] = ()
    blocked: str = ""

    @property
    def first(self) -> Item:
        return next(iter(self.readings.values()))[0]

    @property
    def start(self) -> int:
        """Where its first words begin in the capture."""
        places = (s["start"] for own in self.readings.values() for i in own for s in i["spans"])
        return min(places, default=0)

    @property
    def title(self) -> str:
        """What it is about, in a word or two."""
        if self.layer == "article":
            return " ".join(self.differs)
        return words_of(self.first) if self.layer == "mention" else str(self.first["id"])


class Choice(NamedTuple):
    """An answer. `take`: whose reading, "" for the reference's own, None to leave the item out.

    `values`: other values for some fields; {"from": annotator} is the one of another reading.
    `day`: when it was made, if not on the day of the work.
    """

    question: str
    take: str | None
    why: str
    values: Mapping[str, Any] = {}
    day: str = ""


def words_of(item: Item) -> str:
    """The words of an item, its spans joined."""
    return " … ".join(span["text"] for span in item["spans"])


def field_name(layer: str, field: str) -> str:
    """The name of a field as people read it."""
    return _WHO[layer] if field == "entity" else NAMES.get(field, field)


def carry_out(
    edit: Edit, passes: Mapping[str, Pass], question: Question, choice: Choice
) -> list[Any]:
    """Change the reference as chosen. Returns what it keeps: ids, or places of mentions."""
    if choice.take is not None and choice.take not in question.readings:
        raise Undecidable(f"{choice.take or 'the reference'} has no reading of this")
    for field, value in choice.values.items():
        _check(question, field, value)
    chosen = _Chosen(edit, passes, question, choice)
    if question.layer == "article":
        return chosen.article()
    if question.layer == "mention":
        return chosen.mentions()
    return chosen.record()


def _check(question: Question, field: str, value: Any) -> None:
    """Raise Undecidable for a value that cannot be one of the field. The schema knows the rest."""
    layer = question.layer
    if field not in _MAY_CHANGE[layer] or (layer == "article" and field in ("entity", "span")):
        raise Undecidable(f"“{visible(field, 80)}” of a {layer} cannot be chosen")
    if isinstance(value, dict):
        kinds = ({"from"}, {"other"}) if field == "entity" else ({"from"},)
        fits = value.keys() in kinds and all(isinstance(words, str) for words in value.values())
    else:
        fits = isinstance(value, str) or field not in ("entity", "span")
    if not fits or (layer == "mention" and field == "span" and not isinstance(value, dict)):
        raise Undecidable(f"this cannot be the {field_name(layer, field)} of a {layer}")


class _Chosen:
    """A choice that is being carried out."""

    def __init__(
        self, edit: Edit, passes: Mapping[str, Pass], question: Question, choice: Choice
    ) -> None:
        self._edit, self._passes = edit, passes
        self._question, self._choice = question, choice
        self._own = question.readings.get("", [])  # what the reference has

    def _pass(self, take: str) -> Pass:
        return self._passes[take]

    def _from(self, value: Any) -> str | None:
        """The reading whose value is wanted, if one is."""
        if not isinstance(value, dict) or "from" not in value:
            return None
        if value["from"] not in self._question.readings:
            raise Undecidable(f"{value['from'] or 'the reference'} has no reading of this")
        return str(value["from"])

    def article(self) -> list[str]:
        take, edit = self._choice.take, self._edit
        if take is None:
            raise Undecidable("an article needs a date and a genre. Take one of the readings")
        if take:
            edit.set_article(self._pass(take).made.annotation, self._question.differs)
        for field, value in self._choice.values.items():
            by = self._from(value)
            if by is None:
                place = edit.annotation["source" if field == "genre" else "date"]
                place[field] = value
            elif by:
                edit.set_article(self._pass(by).made.annotation, [field])
        return [edit.annotation["article"]]

    def record(self) -> list[str]:
        """Take a claim or stance, or leave it out."""
        layer, take, edit = self._question.layer, self._choice.take, self._edit
        instead = self._own[0]["id"] if self._own else None
        if take is None:
            if instead is not None:
                edit.remove(layer, instead)
            return []
        record = self._reading(take, named="entity" not in self._choice.values)
        for field, value in self._choice.values.items():
            self._set(record, field, value)
        return [edit.put(layer, record, instead)]

    def _reading(self, take: str, *, named: bool = True) -> dict[str, Any]:
        layer, id = self._question.layer, self._question.readings[take][0]["id"]
        if not take:
            return self._edit.own(layer, id)
        return self._edit.record(layer, self._pass(take), id, named=named)

    def _set(self, record: dict[str, Any], field: str, value: Any) -> None:
        """Give a claim or stance another value in one field."""
        keys = _KEYS.get(field, (field,))
        by = self._from(value)
        if by is not None:
            other = self._reading(by, named=field == "entity")
            for key in keys:
                record.pop(key, None)
            record.update({key: other[key] for key in keys if key in other})
        elif field == "entity":
            key = "claimer" if self._question.layer == "claim" else "holder"
            record[key] = who = self._edit.named(value)
            if key == "claimer":
                self._attribute(record, own=who == "article")
        elif field == "span":
            near = self._edit.start(self._question.layer, record)
            quote = self._edit.quote(value, near)
            record.update({"quote": quote} if "quote" in record else {"evidence": [quote]})
        else:
            record[keys[0]] = value

    @staticmethod
    def _attribute(claim: dict[str, Any], *, own: bool) -> None:
        """Keep attribution and cue in step with a new claimer: the article has neither."""
        if own:
            claim.pop("attribution", None)
            claim.pop("cue", None)
        else:
            claim.setdefault("attribution", "indirect")

    def mentions(self) -> list[Place]:
        """Take mentions, or leave them out."""
        edit, take = self._edit, self._choice.take
        for item in self._own:
            del edit.mentions[Place(item["start"], item["end"])]
        kept = self._kept(take) if take is not None else []
        edit.write_mentions(self._passes.values())
        return kept

    def _kept(self, take: str) -> list[Place]:
        edit, values, readings = self._edit, self._choice.values, self._question.readings
        source = self._from(values.get("span"))
        who = values.get("entity", {"from": take})
        by = self._from(who)
        if by is None:
            id, like = str(who), edit.facts(who)
        else:
            item = readings[by][0]
            id = edit.entity(self._pass(by), item["entity"]) if by else item["entity"]
            like = self._pass(by).entity(item["entity"]) if by else edit.facts(id)
        kept = [edit.add_mention(item, id, like) for item in readings[source or take]]
        own_type = (
            "entity_type" in self._question.differs and "entity" not in self._question.differs
        )
        typed = self._from(values.get("entity_type"))
        if typed is not None or own_type:
            edit.set_type(id, readings[take if typed is None else typed][0]["entity_type"])
        if typed is None and "entity_type" in values:
            edit.set_type(id, values["entity_type"])
        return kept


def summary(question: Question, choice: Choice, names: Mapping[str, str]) -> str:
    """What was chosen, in words. `names`: of the entities of the reference, by id."""
    noun, readings = _NOUNS[question.layer], question.readings
    having = [by for by in readings if by]
    if choice.take is None:
        if not having:
            return f"No {noun}: it was in the reference, and no pass has it."
        return f"No {noun}, though {_names(having)} {'has' if len(having) == 1 else 'have'} one."
    item = readings[choice.take][0]
    whose = f"as {choice.take} has it" if choice.take else "as the reference had it"
    fields = [f for f in question.differs if f not in choice.values]
    said = [f"{field_name(question.layer, field)} {_value(item, field)}" for field in fields]
    said = said or [f"the {noun} “{visible(question.title, 200)}”"]
    parts = [f"{', '.join(said)}, {whose}"]
    for field, value in choice.values.items():
        by = value.get("from") if isinstance(value, dict) else None
        shown = _value(readings[by][0], field) if by is not None else _plain(value)
        shown = names.get(shown, shown) if field == "entity" else shown
        parts.append(f"{field_name(question.layer, field)} {shown}")
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."[:2000]


def _names(annotators: Sequence[str]) -> str:
    return " and ".join(
        (", ".join(annotators[:-1]), annotators[-1]) if annotators[1:] else annotators
    )


def _value(item: Item, field: str) -> str:
    if field == "span":
        return f"“{visible(words_of(item), 300)}”"
    return visible(str(item["name"]), 200) if field == "entity" else _plain(item[field])


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("other", "")
    shown = {True: "yes", False: "no", None: "none"}
    return shown[value] if isinstance(value, bool | None) else visible(str(value), 200)
