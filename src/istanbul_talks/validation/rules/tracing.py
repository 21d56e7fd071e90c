"""Rules that trace every added value to what annotators wrote and what was decided."""

from collections.abc import Iterator

from ...model.additions import FIELDS, item_ids
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
