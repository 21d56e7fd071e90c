"""Near-duplicates and languages, on texts written for it."""

from __future__ import annotations

import random
from array import array

import pytest

from conftest import ROOT
from istanbul_talks.text.languages import COMMON, spoken
from istanbul_talks.validation.near_duplicates import bands, candidates, shingles, similarity

ARTICLES = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "corpus").glob("*.txt")}


def alike(one: str, other: str) -> float:
    return similarity(shingles(one), shingles(other))


def test_shingles_by_hand() -> None:
    assert shingles("One two, three four five six.") == {
        "one two three four five",
        "two three four five six",
    }
    assert shingles("Only three words") == {"only three words"}
    assert shingles("…") == set()


def test_similarity_by_hand() -> None:
    assert alike("a b c d e f", "a b c d e g") == pytest.approx(1 / 3)  # one run in common of three
    assert alike("a b c d e", "A, b; c d E!") == 1
    assert alike("", "") == 0


def test_copies_with_small_changes_are_proposed() -> None:
    chance = random.Random(5)
    for text in ARTICLES.values():
        for _ in range(40):
            words = text.split()
            for _ in range(max(1, len(words) // 60)):
                words[chance.randrange(len(words))] = f"new{chance.randrange(10**6)}"
            copy = " ".join(words)
            if alike(text, copy) >= 0.8:
                assert set(bands(text)) & set(bands(copy))


def test_different_articles_are_not_proposed() -> None:
    sketches = array("Q")
    for text in ARTICLES.values():
        sketches += bands(text)
    assert list(candidates(sketches)) == []


def test_candidates_pair_each_with_the_first_and_the_one_before() -> None:
    one, other = bands(ARTICLES["peace-dance"]), bands(ARTICLES["what-to-know"])
    sketches = one + other + one + one
    assert sorted(candidates(sketches)) == [(0, 2), (0, 3), (2, 3)]
    assert bands("") == array("Q")


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_the_articles_are_english(name: str) -> None:
    assert spoken(ARTICLES[name]) == "en"


TEXTS = {
    "de": "Die Unterhändler der beiden Staaten haben sich am Montag in der Stadt getroffen, um über ein Ende des Krieges zu sprechen. Es ist das erste Treffen "
    "nach mehr als drei Jahren, und nach dem Gespräch sagte der Minister, dass es auch in den nächsten Wochen Gespräche geben werde, aber nicht mit allen.",
    "uk": "Делегації двох країн зустрілися в понеділок у місті, щоб обговорити кінець війни. Це була перша зустріч за три роки, і після неї міністр сказав, що "
    "переговори будуть тривати, але не всі учасники були на ній. За його словами, це важливо для всіх, і як тільки буде готовий документ, його передадуть.",
    "ru": "Делегации двух стран встретились в понедельник в городе, чтобы обсудить окончание войны. Это была первая встреча за три года, и после неё министр сказал, "
    "что переговоры будут продолжены, но не все участники были на ней. По его словам, это важно для всех, и как только будет готов документ, его передадут.",
    "tr": "İki ülkenin heyetleri pazartesi günü şehirde bir araya geldi ve savaşın sonu için ne yapılacağını konuştu. Bu üç yıl sonra ilk toplantı oldu; bakan, görüşmelerin "
    "devam edeceğini ama her şeyin daha çok zaman alacağını söyledi. Ona göre bu en önemli adım değil ama iki taraf için de iyi bir başlangıç olarak görülüyor.",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_other_languages(tag: str) -> None:
    assert tag in COMMON
    assert spoken(TEXTS[tag]) == tag


def test_doubt_is_kept_to_oneself() -> None:
    assert spoken("The talks are on.") is None
    assert spoken(" ".join(ARTICLES["back-to-istanbul"][700:].split()[:30])) is None
    assert spoken("zu " * 20 + "lorem " * 200) is None
    assert spoken(TEXTS["de"] + " " + ARTICLES["what-to-know"][:400]) is None
