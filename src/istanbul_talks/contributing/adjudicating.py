"""Adjudication, one decision at a time: from passes to a reference and its decisions.

What two passes agree on in everything `DECISIVE` goes into the reference at once. All else is a
question. A choice answers one, and gives the next state; an earlier state is never changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..model.annotated import Annotated
from ..model.item_names import value_name
from ..model.items import Item
from ..model.open_values import open_values
from ..model.quotes import at, put
from ..model.resolve import resolve
from ..model.vocabulary import Vocabulary
from ..quality.adjudication import Adjudication, decision_key, disagreements
from ..quality.matching import COMPARED, DECISIVE, align
from ..text.anchoring import Place
from ..text.ids import MAX_ID, nearest_id
from ..text.visible import did_you_mean, visible
from .adopting import Edit, Pass, Undecidable, entity_ids, unused
from .choosing import Choice, Question, carry_out, summary, words_of

_LINKS = ("../schema/annotation.schema.json", "../../schema/decisions.schema.json")
_LAYERS = tuple(COMPARED)
_MOST_WHY = 2000

Key = tuple[str, str | Place]  # layer and id; of a mention its place in the capture: ids shift
Ids = tuple[str, str]  # layer and id as a decision names them


def _key(item: Item) -> Key:
    if item["layer"] == "mention":
        return "mention", Place(item["spans"][0]["start"], item["spans"][-1]["end"])
    return item["layer"], item["id"]


class Group(NamedTuple):
    """Items of passes that match, by annotator; the decisive fields that differ; who agree."""

    items: dict[str, Item]
    differs: set[str]
    agreeing: list[str]

    @property
    def key(self) -> str:
        return _question_key(self.items)


def _question_key(readings: Mapping[str, Item]) -> str:
    """The same in every state: ids in a pass do not change."""
    by, item = next(iter(readings.items()))
    id = item["id"] if by else _key(item)[1]
    return f"{item['layer']}:{by}/{id.start if isinstance(id, Place) else id}"


@dataclass(frozen=True)
class Made:
    """A decision. `kept`: the items of the reference; `start`: where in the capture it is."""

    id: str
    layer: str
    kept: tuple[Key, ...]
    overruled: tuple[str, ...]
    decided: str
    why: str
    act: Mapping[str, str]
    start: int


@dataclass(frozen=True)
class Work:
    """What an adjudication is about. `act`: by, kind and date of the adjudicator.

    `base`: the file of decisions that it began with.
    """

    passes: Mapping[str, Pass]
    act: Mapping[str, str]
    words: Vocabulary
    base: Mapping[str, Any] | None = None

    @cached_property
    def ids(self) -> Mapping[tuple[str, str], str]:
        """The id in the reference of each pass's entities."""
        return entity_ids(list(self.passes.values()), self.words.entities)

    @cached_property
    def groups(self) -> list[Group]:
        """The items of all passes; those that match are together."""
        found: list[Group] = []
        of: dict[tuple[str, str, str], Group] = {}
        passes = list(self.passes.values())
        for number, pass_ in enumerate(passes):
            for other in passes[:number]:
                for pair in chain(*align(other.layers, pass_.layers).pairs.values()):
                    layer, differs = pair.one["layer"], set(pair.differs)
                    own, group = pair.other, of[other.name, pair.one["layer"], pair.one["id"]]
                    known = of.setdefault((pass_.name, layer, own["id"]), group)
                    if known is group and group.items.setdefault(pass_.name, own) is own:
                        decisive = DECISIVE[layer] & differs
                        group.differs.update(decisive)
                        group.agreeing.extend(() if decisive else (other.name, pass_.name))
            for item in pass_.layers:
                id = pass_.name, item["layer"], item["id"]
                if id not in of or of[id].items.get(pass_.name) is not item:
                    of[id] = Group({pass_.name: item}, set(), [])
                    found.append(of[id])
        return found

    def edit(self, reference: Annotated) -> Edit:
        return Edit(reference, self.ids, self.words.entities)


@dataclass(frozen=True)
class State:
    """A reference and the decisions so far. `blocked`: why something agreed is not in it."""

    work: Work
    reference: Annotated
    made: tuple[Made, ...] = ()
    blocked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def compared(self) -> Adjudication:
        """The reference beside the passes, as the rules see them."""
        passes = {name: pass_.made for name, pass_ in self.work.passes.items()}
        return Adjudication(self.reference, passes, None)

    @cached_property
    def _decided(self) -> set[tuple[str, Any]]:
        kept = (key for made in self.made for key in made.kept)
        return {*kept, *((made.layer, id) for made in self.made for id in made.overruled)}

    def _is_decided(self, item: Item) -> bool:
        return (decision_key(item) if item["annotator"] else _key(item)) in self._decided

    @cached_property
    def questions(self) -> list[Question]:
        """What is left to decide, by layer, in the order of the text."""
        own, made = self.compared.items, self.compared.pass_items
        disputed = (i for i in disagreements(own, made) if not self._is_decided(i))
        left = {decision_key(item) for item in disputed}
        by_id, reference = ({decision_key(i): i for i in items} for items in (made, own))
        asked: dict[Any, Question] = {}
        for group in self.work.groups:
            now = [by_id[decision_key(item)] for item in group.items.values()]
            supported = [(i["layer"], i["supports"]) for i in now if i["supports"] is not None]
            there = [reference.pop(id) for id in supported if id in reference]
            if not left.isdisjoint(map(decision_key, (*now, *there[:1]))):
                differs = group.differs.union(*(i["differs"] for i in now if there))
                self._ask(asked, group.items | ({"": there[0]} if there else {}), differs)
            reference |= {decision_key(item): item for item in there[1:]}
        for id in left & reference.keys():
            self._ask(asked, {"": reference[id]}, set())
        return sorted(asked.values(), key=lambda q: (_LAYERS.index(q.layer), q.start, q.key))

    def _ask(
        self, asked: dict[Any, Question], readings: Mapping[str, Item], differs: set[str]
    ) -> None:
        """Add a question, or the mentions to one that asks the same about others."""
        layer, key = next(iter(readings.values()))["layer"], _question_key(readings)
        kind: Any = key
        if layer == "mention":
            named = ((i["entity"], i["entity_type"], words_of(i)) for i in readings.values())
            kind = tuple(zip(readings, named, strict=True))
        if kind not in asked:
            decisive, blocked = sorted(DECISIVE[layer] & differs), self.blocked.get(key, "")
            asked[kind] = Question(key, layer, {by: [] for by in readings}, decisive, blocked)
        for by, item in readings.items():
            asked[kind].readings[by].append(item)

    def decide(self, choice: Choice) -> "State":
        """The state after a choice. Raises Undecidable; this state stays as it is anyway."""
        if not 0 < len(choice.why.strip()) <= _MOST_WHY:
            raise Undecidable(f"a decision needs a reason, of at most {_MOST_WHY:,} characters")
        question = next((q for q in self.questions if q.key == choice.question), None)
        if question is None:
            raise Undecidable(f"“{visible(choice.question, 80)}” is not an open question")
        edit = self.work.edit(self.reference)
        kept = carry_out(edit, self.work.passes, question, choice)
        for violation in self.work.words.schema.violations(edit.annotation):
            found, remedy = visible(violation.found, 200), visible(violation.remedy, 200)
            raise Undecidable(f"{found}. {remedy}")
        after = replace(self, reference=edit.result)
        made = after._made(question, choice, kept)
        at = next((i for i, m in enumerate(self.made) if m.start > made.start), len(self.made))
        return replace(after, made=(*self.made[:at], made, *self.made[at:])).with_agreed()

    def _made(self, question: Question, choice: Choice, kept: Sequence[Any]) -> Made:
        """The decision about a question. `kept`: ids, or places of mentions in the body."""
        layer, compared = question.layer, self.compared
        own = [item for item in compared.items if item["layer"] == layer]
        is_mention = layer == "mention"
        ids = {_key(i): Place(i["start"], i["end"]) if is_mention else i["id"] for i in own}
        keys = (key for key, id in ids.items() if id in kept and key not in self._decided)
        asked = {decision_key(item) for items in question.readings.values() for item in items}
        gone = (i for i in compared.pass_items if i["supports"] is None and not self._is_decided(i))
        overruled = tuple(id for layer, id in map(decision_key, gone) if (layer, id) in asked)
        name = nearest_id(question.title)[:MAX_ID].strip("-") or layer
        id = unused(name, {made.id for made in self.made})
        names = {e["id"]: e["name"] for e in self.reference.annotation["entities"]}
        words, why = summary(question, choice, names), choice.why.strip()
        act = {**self.work.act, "date": choice.day or self.work.act["date"]}
        return Made(id, layer, tuple(keys), overruled, words, why, act, question.start)

    def with_agreed(self) -> "State":
        """With everything in the reference that two passes agree on and nobody decided about."""
        state, blocked = self, dict[str, str]()
        for layer in ("mention", "claim", "stance"):
            by_id = {decision_key(item): item for item in state.compared.pass_items}
            agreed = [
                group
                for group in self.work.groups
                if group.agreeing
                and all(
                    item["layer"] == layer
                    and by_id[decision_key(item)]["supports"] is None
                    and not self._is_decided(item)
                    for item in group.items.values()
                )
            ]
            if agreed:
                edit = self.work.edit(state.reference)
                self._add(edit, layer, agreed, blocked)
                state = replace(state, reference=edit.result)
        return replace(state, blocked=blocked)

    def _add(
        self, edit: Edit, layer: str, agreed: Sequence[Group], blocked: dict[str, str]
    ) -> None:
        for group in agreed:
            pass_ = self.work.passes[group.agreeing[0]]
            item = group.items[pass_.name]
            try:
                if layer == "mention":
                    id = edit.entity(pass_, item["entity"])
                    edit.add_mention(item, id, pass_.entity(item["entity"]))
                else:
                    edit.put(layer, edit.record(layer, pass_, item["id"]))
            except Undecidable as problem:
                blocked[group.key] = str(problem)
        if layer == "mention":
            edit.write_mentions(self.work.passes.values())

    # What is written to files

    @property
    def annotation(self) -> dict[str, Any]:
        """The reference, with the act of the adjudicator; adjudicated if nothing is open."""
        work, annotation = self.work, dict(self.reference.annotation)
        acts = [dict(act) for act in annotation["provenance"]]
        now = {**work.act, "guidelines": work.words.dataset["guidelines"]}
        names = " and ".join(work.passes)
        act = {"by": now["by"], "kind": now["kind"], "did": "adjudicate"}
        act |= {"date": now["date"], "guidelines": now["guidelines"]}
        if acts and (acts[-1]["by"], acts[-1]["did"]) == (act["by"], "adjudicate"):
            acts[-1] |= act
        else:
            acts.append({**act, "note": f"Compared the passes of {names}."})
        annotation["provenance"] = acts
        if not self.questions:
            annotation["status"] = "adjudicated"
        found: dict[str, Any] = work.words.schema.arrange(annotation)
        return found

    @property
    def decisions(self) -> dict[str, Any]:
        """The file of decisions."""
        work = self.work
        ids = {_key(item): item["id"] for item in self.compared.items}
        new = {**work.act, "guidelines": work.words.dataset["guidelines"], "passes": []}
        own: dict[str, Any] = {"$schema": _LINKS[1]}
        own["article"] = self.reference.annotation["article"]
        head = {**(work.base or new), **own}
        head["passes"] = sorted({*head["passes"], *work.passes})
        records = []
        for m in self.made:
            own = {key: value for key, value in m.act.items() if value != head[key]}
            if own.keys() & {"by", "kind"}:
                own |= {key: m.act[key] for key in ("by", "kind")}
            reference = [ids[key] for key in m.kept if key in ids]
            said = {"decided": m.decided, "why": m.why}
            sides = {"reference": reference, "overruled": list(m.overruled)}
            records.append({"id": m.id, "layer": m.layer, **sides, **said, **own})
        found: dict[str, Any] = work.words.decisions.arrange({**head, "decisions": records})
        return found


def begin(work: Work, reference: Annotated | None) -> State:
    """The first state: what is agreed is in the reference. CorpusError if this cannot be done."""
    if len(work.passes) < 2:
        raise CorpusError(
            "there are fewer than two passes. Add one with: istanbul-talks new --pass"
        )
    by, known = work.act["by"], work.words.annotators
    if by not in known or known[by]["kind"] != work.act["kind"]:
        hint = did_you_mean(by, known) or "."
        raise CorpusError(f"“{visible(by)}” is not in schema/annotators.json{hint} Add an entry")
    if by in work.passes:
        found = f"“{by}” made a pass over this article"
        raise CorpusError(f"{found}. Nobody decides about their own work: choose somebody else")
    state = State(work, reference or _frame(work))
    return replace(state, made=tuple(_made_before(state))).with_agreed()


def completed(value: Any, like: Mapping[str, Any], words: Vocabulary) -> Any:
    """A reference whose open values on source and date are those of a pass.

    CorpusError for another open value.
    """
    pointers, filled, *_ = open_values(words.schema, value)
    for pointer in pointers:
        if pointer[0] not in ("source", "date"):
            found = f"the reference is a draft: {value_name(value, pointer)} is open"
            raise CorpusError(f"{found}. Fill it in, or remove the item")
        put(filled, pointer, at(like, pointer))
    return filled


def _frame(work: Work) -> Annotated:
    """A reference without entities, claims and stances, where there was none."""
    passes = list(work.passes.values())
    first = passes[0].made
    annotation = {key: value for key, value in first.annotation.items() if key != "waive"}
    acts = [dict(act) for pass_ in passes for act in pass_.made.annotation["provenance"]]
    annotation |= {"$schema": _LINKS[0], "entities": [], "claims": [], "stance": []}
    annotation |= {"provenance": acts, "status": "draft"}
    capture = first.resolution.capture.text
    return Annotated(annotation, resolve(annotation, capture, first.resolution))


def _made_before(state: State) -> list[Made]:
    """The decisions of the file that the work began with."""
    base = state.work.base or {"decisions": []}
    keys = {decision_key(item): _key(item) for item in state.compared.items}
    starts = {decision_key(i): Question("", "", {"": [i]}).start for i in state.compared.pass_items}
    starts |= {decision_key(i): Question("", "", {"": [i]}).start for i in state.compared.items}
    found = []
    for d in base["decisions"]:
        act = {key: d.get(key, base[key]) for key in ("by", "kind", "date")}
        ids: list[Ids] = [(d["layer"], id) for id in (*d["reference"], *d["overruled"])]
        start = min((starts[id] for id in ids if id in starts), default=0)
        kept = tuple(keys.get(id, id) for id in ids[: len(d["reference"])])
        named = d["id"], d["layer"], kept, tuple(d["overruled"])
        found.append(Made(*named, d["decided"], d["why"], act, start))
    return found
