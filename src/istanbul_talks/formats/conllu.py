"""CoNLL-U with mentions as `Entity` in MISC, as CorefUD and Universal Anaphora write them.

Ten columns (https://universaldependencies.org/format.html). The corpus has only ID, FORM and MISC;
the others are “_”. `SpaceAfter=No` and UDPipe's `SpacesAfter` give back the text;
white space for which UDPipe has no escape is written as in Python, such as \\u00a0.
"""

from collections.abc import Iterator
from itertools import pairwise

from ..reading.subset import Trainable
from ..reading.tokens import TokenizedArticle
from .cuts import paragraph_ends, sentence_ends

_ESCAPES = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def export(part: Trainable) -> Iterator[bytes]:
    """The sentences of every article."""
    for article in part.to_bio().articles():
        yield "".join(_document(article)).encode()


def _document(article: TokenizedArticle) -> Iterator[str]:
    id, paragraphs = article.article.id, {0, *paragraph_ends(article)}
    yield f"# newdoc id = {id}\n# global.Entity = eid-etype\n"
    brackets, spaces = _brackets(article), _spaces(article)
    for number, (start, end) in enumerate(pairwise([0, *sentence_ends(article)]), start=1):
        if start in paragraphs:
            yield "# newpar\n"
        tokens = article.tokens[start:end]
        words = (f"{t}{' ' * (s != '')}" for t, s in zip(tokens, spaces[start:end], strict=True))
        yield f"# sent_id = {id}-{number}\n# text = {''.join(words).rstrip(' ')}\n"
        for at, token in enumerate(tokens, start):
            misc = [*brackets.get(at, ()), *_misc(spaces[at])]
            columns = (str(at - start + 1), token, *"_" * 7, "|".join(misc) or "_")
            yield "\t".join(columns) + "\n"
        yield "\n"


def _spaces(article: TokenizedArticle) -> list[str]:
    """What is in the text between each token and the next one."""
    text, offsets = article.article.text, [*article.offsets, (len(article.article.text), 0)]
    return [text[end:start] for (_, end), (start, _) in pairwise(offsets)]


def _misc(space: str) -> Iterator[str]:
    if not space:
        yield "SpaceAfter=No"
    elif space != " ":
        yield f"SpacesAfter={''.join(map(_escaped, space))}"


def _escaped(space: str) -> str:
    return _ESCAPES.get(space) or f"\\u{ord(space):04x}"


def _brackets(article: TokenizedArticle) -> dict[int, list[str]]:
    """`Entity` of the tokens where a mention begins or ends, by their number."""
    found = dict[int, list[str]]()
    for first, last, mention in article.names:
        eid = mention.entity.replace("-", "_")  # “-” is between the parts of an Entity
        opening = f"Entity=({eid}-{mention.type}"
        if first == last:
            found[first] = [f"{opening})"]
        else:
            found[first], found[last] = [opening], [f"Entity={eid})"]
    return found
