"""Generated articles: short, valid, each unlike the others, the same for the same number."""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OUTLETS = ("Harbour Lantern", "Skærn Town Notices", "Tideline Review")
_GENRES = ("reportage", "background", "aggregation")
_FIRST = date(2023, 6, 1)

_WEATHER = (
    "fog lay over the water", "gulls fought on the roof", "hail beat against the panes",
    "a brass band practised next door", "the stove would not burn", "somebody tuned a piano",
    "the tide ran out", "rain dripped through the ceiling", "children skated on the pond",
    "a dog slept below the table", "the lamps went out twice", "bells rang for a wedding",
)  # fmt: skip
_GOODS = (
    "salt", "smoked herring", "dried kelp", "tarred rope", "oak planks", "lamp oil", "mussels",
    "barley", "sailcloth", "cork floats", "lead weights", "river stones",
)  # fmt: skip
_PEOPLE = (
    "the coopers", "the ice house", "widows of sailors", "a school of pilots", "the net makers",
    "the winter market", "boats under ten metres", "the lighthouse crew", "the poor box",
    "every crew over forty", "the smokehouses", "new apprentices",
)  # fmt: skip
_TOLLS = (
    "a toll on anchors", "a joint night watch", "a tax on bait", "fines for lost nets",
    "a common price for eels", "shorter hours at the lock", "a second slipway",
    "inspectors on deck", "a ban on trawls", "free mooring for guests", "a levy on ice",
    "shared rescue boats",
)  # fmt: skip
_TONES = (
    "without raising his voice", "in a letter of four lines", "before lunch was served",
    "to the surprise of his clerk", "for the third time", "as he had promised at home",
    "while packing his papers", "and then asked for tea", "in front of two witnesses",
    "on the steps outside", "after a long silence", "with a glance at the clock",
)  # fmt: skip
_STOCKS = (
    "cod", "sprat", "plaice", "the eel", "mackerel", "the oyster beds", "turbot", "the seal colony",
    "lobster", "the sea grass", "haddock", "the shrimp",
)  # fmt: skip
_FATES = (
    "return to the inner bay", "double in number", "spread past the old wreck",
    "vanish from shallow water", "move north of the sands", "feed both towns again",
    "recover from the cold years", "crowd out smaller fish", "settle near the piers",
    "outgrow the nets in use", "leave the river mouth", "thrive on the new reef",
)  # fmt: skip
_THINGS = (
    "dinghies", "crates", "buoys", "lobster pots", "oars", "handcarts", "lanterns", "barrels",
    "signal flags", "anchors", "hammocks", "ladders",
)  # fmt: skip
_FOUND = (
    "counted at the old mole", "sold below the church", "painted for the feast",
    "lost in the autumn gales", "mended in the long shed", "left behind by guests",
    "stacked along the ropewalk", "carried over the dunes", "weighed on the town scales",
    "borrowed and not returned", "found under the pier", "burnt to keep warm",
)  # fmt: skip
_HOPES = (
    ("we are nearer than last week", "FAVOR"), ("the ice is breaking", "FAVOR"),
    ("a draft is on the table", "FAVOR"), ("I can see the far shore", "FAVOR"),
    ("nothing has moved", "AGAINST"), ("this round leads nowhere", "AGAINST"),
    ("I would not bet a crown on it", "AGAINST"), ("they talk past each other", "AGAINST"),
    ("it is too early to say", "NONE"), ("there were talks and there was soup", "NONE"),
)  # fmt: skip
_ENDS = (
    "wrapping a scarf around her neck", "from the window of a cart", "between two cups of broth",
    "over the noise of the winch", "with ink on her sleeve", "halfway up the stairs",
    "as the ferry bell rang", "to nobody in particular", "before the doors were shut",
    "leaning on a bollard", "in three languages", "under a borrowed umbrella",
)  # fmt: skip


@dataclass(frozen=True)
class Tide:
    """A generated article: its id, its capture, and each annotation of it by path."""

    id: str
    capture: str
    annotations: dict[str, dict[str, Any]]


def tide(number: int, *, passes: bool, linked: bool = False) -> Tide:
    """The article of a number, from 1. `linked`: with additions."""

    def drawn(slot: str, size: int) -> int:
        return int.from_bytes(hashlib.sha256(f"{number} {slot}".encode()).digest()[:4]) % size

    def pick(slot: str, options: tuple[str, ...]) -> str:
        return options[drawn(slot, len(options))]

    id = f"tide-{number:04}"
    day = _FIRST + timedelta(days=11 * number % 300)
    outlet = _OUTLETS[number % len(_OUTLETS)]
    title = f"Talks, sheet {number}"
    opening = f"Ostrel and Velmoor met in Lyth on {_DAYS[day.weekday()]}"
    amount, goods = 20 + drawn("amount", 900), pick("goods", _GOODS)
    demand = f"{amount} crates of {goods} for {pick('people', _PEOPLE)}"
    refused = pick("toll", _TOLLS)
    years = 2 + drawn("years", 40)
    hope = f"{pick('stock', _STOCKS)} could {pick('fate', _FATES)} within {years} years"
    count = f"{1000 + drawn('count', 9000)} {pick('things', _THINGS)}"
    counted = f"{count} were {pick('found', _FOUND)}"
    words, label = _HOPES[drawn("hope", len(_HOPES))]
    closing = f"Nerys Quill, {pick('end', _ENDS)}, said: “{words}”"
    first = f"{opening} while {pick('weather', _WEATHER)}. Ilse Brandt-Moro demands {demand}."
    second = f"Jon Tårn rejected {refused}, {pick('tone', _TONES)}. At Gull Quay, {counted}."
    third = f"The Sound Institute believes that {hope}. {closing}."
    head = f"{outlet}\nHome | Archive\n\n{title}\n{day}\n\n"
    capture = f"{head}{first}\n\n{second}\n\n{third}\n\nMore from {outlet}\n"

    made = {
        "$schema": "../schema/annotation.schema.json",
        "article": id,
        "text_sha256": hashlib.sha256(capture.encode()).hexdigest(),
        "body": [{"from": opening, "to": f"“{words}”."}],
        "source": {
            "title": title,
            "publisher": outlet,
            "author": None,
            "url": None,
            "section": None,
            "genre": _GENRES[number % len(_GENRES)],
            "language": "en",
            "rights": {"status": "third-party"},
        },
        "date": {
            "published": str(day),
            "basis": "internal",
            "evidence": [str(day)],
            "certainty": "high",
            "captured": None,
            "event": None,
        },
        "entities": [
            _entity("ostrel", "GPE", "Ostrel", "party"),
            _entity("velmoor", "GPE", "Velmoor", "party"),
            _entity("lyth", "GPE", "Lyth", "venue"),
            _entity("brandt-moro", "PERSON", "Ilse Brandt-Moro", "leader"),
            _entity("tarn", "PERSON", "Jon Tårn", "negotiator"),
            _entity("gull-quay", "FAC", "Gull Quay", None),
            _entity("sound-institute", "ORG", "Sound Institute", "observer"),
            _entity("quill", "PERSON", "Nerys Quill", "mediator"),
        ],
        "claims": [
            _claim("met", opening, "event", checkworthy=True),
            _claim("demand", demand, "position", "brandt-moro", "demands"),
            _claim("refusal", refused, "position", "tarn", "rejected", "false-certain"),
            _claim("count", counted, "numerical", checkworthy=True),
            _claim("hope", hope, "prediction", "sound-institute", "believes that"),
            _claim("verdict", f"“{words}”", "event", "quill", "said"),
        ],
        "stance": [
            _stance("ostrel", "direct-talks", "FAVOR", opening),
            _stance("velmoor", "direct-talks", "FAVOR", opening),
            _stance("tarn", "shared-ferry", "AGAINST", f"Jon Tårn rejected {refused}"),
            _stance("quill", "talks-succeed", label, f"“{words}”"),
        ],
        "provenance": [_annotated("reader-1" if passes else "model-b", day)],
        "status": "double" if passes else "draft",
    }
    annotations = {f"annotations/{id}.json": made}
    if passes:
        for by, differ in (("reader-1", _reader), ("model-a", _model)):
            own = deepcopy(made)
            own |= {"$schema": "../../../schema/annotation.schema.json", "status": "draft"}
            own["provenance"] = [_annotated(by, day)]
            differ(number, own)
            annotations[f"annotations/passes/{by}/{id}.json"] = own
    if linked:
        annotations[f"annotations/additions/reader-1/{id}.json"] = _linked(made, day)
    return Tide(id, capture, annotations)


def _linked(made: dict[str, Any], day: date) -> dict[str, Any]:
    """Additions, which are written into the annotation too."""
    relations = {"met": ("quay-open", "states"), "refusal": ("ferry-shared", "denies")}
    claims = dict[str, Any]()
    for claim in made["claims"]:
        standalone = f"{claim['quote'].strip('“”').capitalize()}."
        about = [relations[claim["id"]]] if claim["id"] in relations else []
        propositions = [{"id": id, "relation": relation} for id, relation in about]
        own = {"standalone": standalone, "propositions": propositions, "links": []}
        if claim.get("attribution") == "direct":
            own = {"quoted": [claim["quote"].strip("“”")], **own}
        claims[claim["id"]] = own
        claim.update(own)
    stances = dict[str, Any]()
    for stance, id in zip(made["stance"], ("met", "met", "refusal", "verdict"), strict=True):
        stances[f"{stance['holder']}/{stance['target']}"] = {"claims": [id]}
        stance["claims"] = [id]
    made["provenance"] += [{**_annotated("reader-1", day), "did": "enrich", "guidelines": "1.2"}]
    return {
        "$schema": "../../../schema/additions.schema.json",
        "article": made["article"],
        "text_sha256": made["text_sha256"],
        "annotator": "reader-1",
        "date": str(day),
        "guidelines": "1.2",
        "claims": claims,
        "stance": stances,
    }


def _entity(id: str, type: str, name: str, role: str | None) -> dict[str, Any]:
    known = {"id": id, "type": type, "name": name, "wikidata": None}
    return {**known, "role": role, "mentions": [name]}


def _claim(
    id: str,
    quote: str,
    type: str,
    claimer: str = "article",
    cue: str | None = None,
    epistemic: str = "true-certain",
    *,
    checkworthy: bool = False,
) -> dict[str, Any]:
    attribution = "direct" if quote.startswith("“") else "indirect"
    return {
        "id": id,
        "quote": quote,
        "claimer": claimer,
        **({"cue": cue, "attribution": attribution} if cue else {}),
        "type": type,
        "epistemic": epistemic,
        "checkworthy": checkworthy,
    }


def _stance(holder: str, target: str, label: str, evidence: str) -> dict[str, Any]:
    told = {"label": label, "expression": "implicit", "certainty": "medium"}
    return {"holder": holder, "target": target, **told, "evidence": [evidence]}


def _annotated(by: str, day: date) -> dict[str, Any]:
    kind = "human" if by.startswith("reader") else "model"
    return {"by": by, "kind": kind, "did": "annotate", "date": str(day), "guidelines": "1.1"}


def _reader(number: int, own: dict[str, Any]) -> None:
    """What the pass of reader-1 has otherwise than the reference."""
    _, demand, _, count, _, verdict = own["claims"]
    if number % 3 == 0:
        count["type"] = "event"
    if number % 4 == 0:
        del own["claims"][0]
    if number % 5 == 0:
        demand["quote"] = demand["quote"].partition(" for ")[0]
    if number % 7 == 0:
        own["stance"][3]["label"] = "NONE"
    if number % 13 == 0:
        verdict["claimer"] = "tarn"


def _model(number: int, own: dict[str, Any]) -> None:
    """What the pass of model-a has otherwise than the reference."""
    for claim in own["claims"]:
        claim["id"] = f"{claim['id']}-2"  # nobody who works apart chooses the same ids throughout
    _, _, _, count, hope, verdict = own["claims"]
    if number % 2 == 0:
        hope["epistemic"] = "true-uncertain"
    if number % 5 == 0:
        verdict["checkworthy"] = True
    if number % 6 == 0:
        own["entities"][5]["type"] = "LOC"
    if number % 8 == 0:
        own["source"]["genre"] = "background"
    if number % 9 == 0:
        del own["entities"][2]
    if number % 10 == 0:
        del own["stance"][0]
    if number % 11 == 0:
        count["quote"] = count["quote"].partition(" were ")[0]
    if number % 12 == 0:
        own["date"]["published"] = own["date"]["published"][:7]
