"""Rules about where an article comes from."""

from collections.abc import Iterator
from unicodedata import is_normalized

from ...model.records import BETWEEN_AUTHORS
from ...text.anchoring import folded_occurrences, occurrences
from ...text.boundaries import is_whole_word
from ...text.languages import COMMON, spoken
from ...text.urls import problem_of_url
from ...text.visible import visible
from ..finding import Spot
from ..subjects import ResolvedArticle

_MOST = 20  # places of a title in which it is sought without folding


def _is_printed(words: str, article: ResolvedArticle) -> bool:
    """Whether the capture has these complete words, perhaps spread over several lines."""
    capture = article.resolution.capture
    if words[0].isalnum() and words[-1].isalnum() and is_normalized("NFC", words):
        # Nothing is folded at their ends, so that they are found as they are, most of the time.
        exact = occurrences(capture.text, words, _MOST)
        if any(is_whole_word(capture.text, place) for place in exact):
            return True
    same = lambda place: capture.text[slice(*place)].split() == words.split()
    places = filter(same, folded_occurrences(capture, words))
    return any(is_whole_word(capture.text, place) for place in places)


def title_not_in_text(article: ResolvedArticle) -> Iterator[Spot]:
    source = article.annotation["source"]
    title = source["title"]
    if title and not _is_printed(title, article) and "title" not in source.get("external", {}):
        fix = "Copy it as printed, or say under “external” where you found it"
        yield Spot(("source", "title"), f"“{visible(title)}” is not in the capture", fix)


def source_not_in_text(article: ResolvedArticle) -> Iterator[Spot]:
    source, text = article.annotation["source"], article.resolution.capture.text
    for key in ("publisher", "author", "section", "url"):
        value = source[key]
        stated = all(name in text for name in (value or "").split(BETWEEN_AUTHORS))
        if not stated and key not in source.get("external", {}):
            fix = f'Write null, or add under "external": "{key}": "where it was found"'
            yield Spot(("source", key), f"“{visible(value)}” is not in the capture", fix)


def idle_external(article: ResolvedArticle) -> Iterator[Spot]:
    source = article.annotation["source"]
    for key in source.get("external", {}):
        if not source[key] or source[key] in article.resolution.capture.text:
            message = f"“{key}” is null or in the capture itself"
            yield Spot(("source", "external", key), message, "Remove this explanation")


def language_mismatch(article: ResolvedArticle) -> Iterator[Spot]:
    tag, found = article.annotation["source"]["language"], spoken(article.body)
    language = tag.partition("-")[0]
    if found and language in COMMON and found != language:
        message = f"the body looks like “{found}”, not “{tag}”"
        yield Spot(("source", "language"), message, f'Write: "language": "{found}"')


def bad_url(article: ResolvedArticle) -> Iterator[Spot]:
    url = article.annotation["source"]["url"]
    problem = problem_of_url(url) if url else None
    if problem:
        message = f"“{visible(url)}” {problem}"
        yield Spot(("source", "url"), message, "Write the public URL of the article, or null")


def rights_missing(article: ResolvedArticle) -> Iterator[Spot]:
    rights = article.annotation["source"].get("rights")
    if rights is None:
        yield Spot(("source",), "“rights” is missing", 'Add: "rights": {"status": "third-party"}')
    elif rights["status"] == "open" and not rights.get("license"):
        message = "the text is marked open, but no licence is named"
        yield Spot(("source", "rights", "status"), message, 'Add "license", or write "third-party"')


def opinion_without_stance(article: ResolvedArticle) -> Iterator[Spot]:
    genre = article.annotation["source"]["genre"]
    holders = [stance["holder"] for stance in article.annotation["stance"]]
    if genre in ("opinion", "analysis") and "article" not in holders:
        message = f"the genre is {genre}, but no stance has the holder “article”"
        yield Spot(("source", "genre"), message, "Annotate the author's view, or correct the genre")


def reportage_with_stance(article: ResolvedArticle) -> Iterator[Spot]:
    genre = article.annotation["source"]["genre"]
    if genre in ("reportage", "aggregation", "background"):
        for i, stance in enumerate(article.annotation["stance"]):
            if stance["holder"] == "article" and stance["label"] != "NONE":
                message = f"the {genre} takes a side: {stance['label']} “{stance['target']}”"
                fix = "Name the holder reported on, or waive the rule and give the reason"
                yield Spot(("stance", i, "holder"), message, fix)
