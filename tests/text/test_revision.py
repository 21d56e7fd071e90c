"""Places carried from an old text to a new one: right, or not at all."""

import random
import re
import time
from itertools import permutations
from pathlib import Path

import pytest

from istanbul_talks.text.anchoring import Place
from istanbul_talks.text.revision import Alignment, Carried, Lost, Rewritten, hunks
from support.random_edits import Edited

MADE_UP = Path(__file__).parents[1] / "corpora" / "harbour" / "corpus"
PARTS = [path.read_text(encoding="utf-8") for path in sorted(MADE_UP.glob("*.txt"))]
TEXTS = ["\n".join(order) for order in permutations(PARTS)]  # as long as a usual article
OLD = (
    "The ministers met on Monday. Talks will go on in the town of Cedon until Friday. "
    "Nobody signed a treaty there."
)
TALKS = "Talks will go on in the town"


def carry(words: str, new: str, old: str = OLD) -> str | type:
    """The words that became of words, or how they were lost."""
    start = old.index(words)
    found = Alignment(old, new).carry(Place(start, start + len(words)))
    return new[slice(*found.place)] if isinstance(found, Carried) else type(found)


@pytest.mark.parametrize(
    ("words", "new", "expected"),
    [
        ("Talks will go on", OLD, "Talks will go on"),
        ("Talks will go on", f"A line before. {OLD}", "Talks will go on"),
        (TALKS, OLD.replace("Monday", "Tuesday"), TALKS),
        # Its last word is gone: where it ends is not known.
        (TALKS, OLD.replace("town", "city"), Lost),
        ("go on in the town of Cedon until", OLD.replace("town", "city"), Rewritten),
        ("Nobody signed a treaty", OLD.replace("Nobody signed a treaty there.", ""), Lost),
        ("town", OLD.replace("town", "city"), Lost),
        # Another Cedon.
        ("Cedon", OLD.replace("Cedon until Friday.", "Brone. They met in Cedon."), Lost),
        ("Nobody signed", OLD + " Nobody signed a treaty there.", Lost),
    ],
)  # fmt: skip
def test_by_hand(words: str, new: str, expected: str | type) -> None:
    assert carry(words, new) == expected


def test_what_is_lost_says_whether_the_words_are_there_still() -> None:
    doubled = OLD.replace(
        "Talks will go on in the town of Cedon until Friday. ",
        "Talks will go on in the town of Cedon until Friday. " * 2,
    )
    start = OLD.index("Cedon")
    assert Alignment(OLD, doubled).carry(Place(start, start + 5)) == Lost(repeated=True)
    assert Alignment(OLD, "Nothing.").carry(Place(start, start + 5)) == Lost(repeated=False)
    assert Alignment(OLD, doubled).carry(Place(start, start)) == Lost(repeated=False)


def test_inside_a_token_the_offset_is_kept() -> None:
    start = OLD.index("alks will")
    found = Alignment(OLD, f"New. {OLD}").carry(Place(start, start + 5))
    assert found == Carried(Place(start + 5, start + 10))


def test_soft_hyphens_that_come_or_go_change_no_words() -> None:
    hyphened = OLD.replace("Talks", "Tal\u00adks").replace("town", "to\u00adwn")
    for old, new in ((OLD, hyphened), (hyphened, OLD), (hyphened, f"New. {hyphened}\u200b")):
        start = old.index("will go")
        end = old.index("until")
        found = Alignment(old, new).carry(Place(start, end))
        assert isinstance(found, Carried)
        assert new[slice(*found.place)].replace("\u00ad", "") == "will go on in the town of Cedon "


@pytest.mark.parametrize(("old", "new"), [("\ufeff", ""), ("\u00ad", "\u200b"), ("a\u00adb", "ab")])
def test_a_place_of_hidden_characters_alone_is_lost(old: str, new: str) -> None:
    at = next(i for i, character in enumerate(old) if not character.isalpha())
    assert Alignment(old, new).carry(Place(at, at + 1)) == Lost(repeated=False)


def test_hunks() -> None:
    new = OLD.replace("Monday", "Tuesday").replace(" there", "")
    assert [(OLD[slice(*h.old)], new[slice(*h.new)]) for h in hunks(OLD, new)] == [
        ("Monday", "Tuesday"),
        (" there", ""),
    ]
    assert hunks(OLD, OLD) == []
    assert [(h.old, h.new) for h in hunks("", "a b")] == [(Place(0, 0), Place(0, 3))]


def quotes_of(text: str, rng: random.Random) -> list[Place]:
    words = [m.span() for m in re.finditer(r"\w+", text)]
    found = []
    for _ in range(30):
        first = rng.randrange(len(words))
        last = min(len(words) - 1, first + rng.choice([0, 0, 1, 2, 5, 15]))
        found.append(Place(words[first][0], words[last][1]))
    return found


def moves(seeds: range) -> tuple[int, int, list[str]]:
    carried = lost = 0
    wrong = []
    for seed in seeds:
        rng = random.Random(seed)
        text = rng.choice(TEXTS)
        edited = Edited(text, rng, rng.randint(1, 5))
        texts = Alignment(text, edited.new)
        for place in quotes_of(text, rng):
            found = texts.carry(place)
            if isinstance(found, Carried):
                carried += 1
                assert edited.new[slice(*found.place)] == text[slice(*place)]
                if not edited.is_right(*place, found.place):
                    wrong.append(f"{seed} {edited.edits} {text[slice(*place)]!r}")
            else:
                lost += 1
    return carried, lost, wrong


@pytest.mark.slow
def test_no_place_is_moved_wrongly() -> None:
    carried, lost, wrong = moves(range(70))
    assert wrong == []
    assert carried > 8 * lost  # and most are moved


@pytest.mark.slow(minutes=1)
def test_no_place_is_moved_wrongly_in_thousands_of_edits() -> None:
    carried, lost, wrong = moves(range(1000, 2000))  # of one to five edits each
    assert wrong == []
    assert carried > 8 * lost


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a!" * 400, "a?" * 400),
        ("ab " * 20_000, "ba " * 20_000),
        ("x" * 200_000, "y" * 200_000),
        (OLD * 300, OLD * 299),
        (" " * 9999, "\n" * 9999),
    ],
)  # fmt: skip
def test_repetitive_texts_take_no_long_time(old: str, new: str) -> None:
    before = time.process_time()
    Alignment(old, new).carry(Place(1, 5))
    assert time.process_time() - before < 5
