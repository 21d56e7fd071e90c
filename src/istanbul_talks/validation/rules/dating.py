"""Rules about dates."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from ...files.json_reader import Pointer
from ...model.resolve import quote_of
from ...text import edtf
from ...text.visible import visible
from ..catalogue import words
from ..finding import Spot
from ..subjects import ResolvedArticle

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY, _DATED = words("weekday"), words("dated")
_FAR = timedelta(days=30)


def _dates(article: ResolvedArticle) -> Iterator[tuple[Pointer, str]]:
    for key in ("published", "captured"):
        if text := article.annotation["date"][key]:
            yield ("date", key), text
    for i, act in enumerate(article.annotation["provenance"]):
        yield ("provenance", i, "date"), act["date"]


def _evidence(article: ResolvedArticle) -> list[str]:
    return [quote_of(value).exact for value in article.annotation["date"]["evidence"]]


@lru_cache(4096)
def _parsed(text: str | None) -> edtf.Edtf | None:
    try:
        return edtf.parse(text) if text else None
    except ValueError:
        return None


def bad_date(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, text in _dates(article):
        if _parsed(text):
            continue
        try:
            edtf.parse(text)
        except ValueError as error:
            meant = [f'"{day}"' for day in edtf.readings(text)]
            example = "Write a date like 2025-06-02, 2025-06, 2022-03-29? or 2025-05-11/2025-05-15"
            fix = f'Write: "{pointer[-1]}": {" or ".join(meant)}' if meant else example
            yield Spot(pointer, visible(str(error)), fix)


def internal_without_evidence(article: ResolvedArticle) -> Iterator[Spot]:
    dating = article.annotation["date"]
    if dating["basis"] == "internal" and not dating["evidence"]:
        yield Spot(("date", "evidence"), "the basis is internal, but the evidence is empty")


def evidence_without_date(article: ResolvedArticle) -> Iterator[Spot]:
    quotes = _evidence(article)
    if quotes and not any(_DATED.search(q) or _WEEKDAY.search(q) for q in quotes):
        yield Spot(("date", "evidence", 0), f"“{visible(quotes[0])}” contains no date or time")


def date_contradiction(article: ResolvedArticle) -> Iterator[Spot]:
    dating = article.annotation["date"]
    published = _parsed(dating["published"])
    quotes = enumerate(_evidence(article))
    stated = [(i, day) for i, quote in quotes for day in edtf.dates_in(quote)]
    agree = published and any(published.earliest <= day <= published.latest for _, day in stated)
    if published and dating["basis"] == "internal" and stated and not agree:
        i, day = stated[0]
        fix = f'Write: "published": "{day}", or quote the words that state the date'
        message = f"the evidence says {day}, but published is {dating['published']}"
        yield Spot(("date", "evidence", i), message, fix)


def date_without_reason(article: ResolvedArticle) -> Iterator[Spot]:
    dating = article.annotation["date"]
    if dating["published"] and dating["basis"] != "internal" and not dating.get("note"):
        yield Spot(("date", "basis"), f"the basis is {dating['basis']}, and there is no note")


def published_after_captured(article: ResolvedArticle) -> Iterator[Spot]:
    dating = article.annotation["date"]
    published, captured = _parsed(dating["published"]), _parsed(dating["captured"])
    if published and captured and published.earliest > captured.latest:
        message = f"published {published.earliest}, but captured {captured.latest}"
        yield Spot(("date", "published"), message)


def published_in_future(article: ResolvedArticle) -> Iterator[Spot]:
    latest = article.today + timedelta(days=1)  # it may be tomorrow in another time zone
    for pointer, text in _dates(article):
        parsed = _parsed(text)
        if parsed and parsed.earliest > latest:
            yield Spot(pointer, f"{text} is after {article.today}")


def _event_day(article: ResolvedArticle) -> date | None:
    event = article.vocabulary.events.get(article.annotation["date"]["event"] or "")
    parsed = _parsed(event["date"]) if event else None
    return parsed.earliest if parsed else None


def published_far_from_event(article: ResolvedArticle) -> Iterator[Spot]:
    published, day = _parsed(article.annotation["date"]["published"]), _event_day(article)
    if published and day and (published.earliest > day + _FAR or published.latest < day - _FAR):
        message = f"published {article.annotation['date']['published']}, but the event was on {day}"
        yield Spot(("date", "event"), message)


def weekday_contradiction(article: ResolvedArticle) -> Iterator[Spot]:
    published, day = _parsed(article.annotation["date"]["published"]), _event_day(article)
    if not published or published.precision != "day":
        return
    allowed = {_DAYS[d.weekday()] for d in (published.earliest, day) if d}
    for i, quote in enumerate(_evidence(article)):
        for match in _WEEKDAY.finditer(quote):
            named = next(d for d in _DAYS if d.startswith(match[1].lower()[:3]))
            if named not in allowed:
                weekday = _DAYS[published.earliest.weekday()].title()
                message = f"the evidence says “{match[0]}”, but {published.earliest} is a {weekday}"
                yield Spot(("date", "evidence", i), message)


def unknown_event(article: ResolvedArticle) -> Iterator[Spot]:
    event = article.annotation["date"]["event"]
    if event is not None and event not in article.vocabulary.events:
        hint = article.hint(event, article.vocabulary.events)
        fix = f"Write one of: {', '.join(article.vocabulary.events)}, or null"
        yield Spot(("date", "event"), f"“{visible(event)}” is not in schema/events.json{hint}", fix)


def sure_conjecture(article: ResolvedArticle) -> Iterator[Spot]:
    dating = article.annotation["date"]
    if dating["basis"] == "conjecture" and dating["certainty"] == "high":
        yield Spot(("date", "certainty"), "the basis is conjecture, but the certainty is high")
