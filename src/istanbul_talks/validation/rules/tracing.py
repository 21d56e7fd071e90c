"""Rules that trace every added value to what annotators wrote and what was decided."""

from collections.abc import Iterator

from ...files.json_reader import Pointer
from ...model.additions import FIELDS, Field, is_enriched, item_ids
from ...text.visible import did_you_mean, visible
from ..finding import KeyOf, Spot
from ..subjects import Additions


def wrong_adder(added: Additions) -> Iterator[Spot]:
    known = added.vocabulary.annotators
    for name, file in added.source.additions.items():
        by = added.made[name]["annotator"]
        if by != name:
            message = f"the file is in the folder of “{name}”, but names “{visible(by)}”"
            yield Spot(("annotator",), message, f'Write: "annotator": "{name}"', file.path)
        elif by not in known:
            message = f"“{visible(by)}” is not in schema/annotators.json{did_you_mean(by, known)}"
            yield Spot(("annotator",), message, "Add a line there, or correct the id", file.path)


def other_items(added: Additions) -> Iterator[Spot]:
    for name, file in added.source.additions.items():
        for layer in FIELDS:
            wanted, own = item_ids(added.reference.annotation, layer), added.made[name][layer]
            for id in own:
                if id not in wanted:
                    message = f"the article has no such item{did_you_mean(id, wanted)}"
                    yield Spot(KeyOf((layer, id)), message, "Correct the key", file.path)
            missing = [id for id in wanted if id not in own]
            if missing:
                shown = ", ".join(map(visible, missing[:3])) + (", …" if missing[3:] else "")
                some = "1 item" if len(missing) == 1 else f"{len(missing)} items"
                message = f"{some} of the article missing: {shown}"
                yield Spot(KeyOf((layer,)), message, "Add an entry for each", file.path)


def _pointer(added: Additions, field: Field) -> Pointer:
    """Where a field is in the reference, or its item if it has none."""
    index = item_ids(added.reference.annotation, field.layer).index(field.id)
    item = added.reference.annotation[field.layer][index]
    return (field.layer, index, field.key) if field.key in item else (field.layer, index)


def untraced_addition(added: Additions) -> Iterator[Spot]:
    if not is_enriched(added.reference.annotation):
        return
    for field, value in added.fields.items():
        decision, readings = added.decided.get((field.item, field.key)), added.readings(field)
        chosen = decision["chosen"] if decision else None
        wanted = added.means(field, chosen) if decision else next(iter(readings))
        if (decision or len(readings) == 1) and added.means(field, value) != wanted:
            made = "what was decided" if decision else "what the additions agree on"
            message = f"“{field.key}” of {visible(field.item)} is not {made}"
            path = added.source.addition_decisions.path
            fix = f"Correct it, or add a decision to {path}"
            yield Spot(_pointer(added, field), message, fix, added.source.annotation.path)


def undecided_addition(added: Additions) -> Iterator[Spot]:
    if not is_enriched(added.reference.annotation):
        return
    for field in added.disagreeing:
        if (field.item, field.key) not in added.decided:
            by = " and ".join(names[0] for names in added.readings(field).values())
            message = f"{by} differ in “{field.key}” of {visible(field.item)}"
            entry = f'{{"item": "{field.item}", "field": "{field.key}", "chosen": …, "why": "…"}}'
            fix = f'Add to {added.source.addition_decisions.path} under "decisions": {entry}'
            where, path = _pointer(added, field), added.source.annotation.path
            yield Spot(where, message, fix, path)


def bad_addition_decision(added: Additions) -> Iterator[Spot]:
    head = added.decisions
    if head is None:
        return
    by, acts = head["by"], added.reference.annotation["provenance"]
    if by not in added.vocabulary.annotators or by in added.made:
        message = f"“{visible(by)}” made additions, or is not in schema/annotators.json"
        yield Spot(("by",), message, "Name the adjudicator")
    elif not any(act["by"] == by and act["did"] == "enrich" for act in acts):
        message = f"the reference's provenance has no act “enrich” by “{visible(by)}”"
        yield Spot(("by",), message, f'Add it there: "by": "{by}", "did": "enrich"')
    for i, name in enumerate(head["passes"]):
        if name not in added.made:
            message = f"there are no additions by “{visible(name)}”{did_you_mean(name, added.made)}"
            yield Spot(("passes", i), message, "Correct the id, or remove it")
    known, seen = {(f.item, f.key) for f in added.fields}, set[tuple[str, str]]()
    for i, decision in enumerate(head["decisions"]):
        key = decision["item"], decision["field"]
        if key not in known:
            items = {item for item, _ in known}
            hint = did_you_mean(key[0], items) if key[0] not in items else ""
            message = f"there is no “{key[1]}” of {visible(key[0])}{hint}"
            yield Spot(("decisions", i, "item"), message, "Correct item or field")
        elif key in seen:
            message = f"“{key[1]}” of {visible(key[0])} was decided before"
            yield Spot(("decisions", i, "item"), message, "Keep one of the two")
        seen.add(key)
