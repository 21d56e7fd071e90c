"""The language of a text, guessed from its most common words."""

import re

import pytest

from corpora import HARBOUR
from istanbul_talks.text.languages import COMMON, _lower_words, spoken

ENGLISH = [path.read_text(encoding="utf-8") for path in sorted((HARBOUR / "corpus").glob("*.txt"))]


def test_english_articles() -> None:
    assert [spoken(text) for text in ENGLISH] == ["en"] * len(ENGLISH)


TEXTS = {
    "de": "Die Unterhändler der beiden Staaten haben sich am Montag in der Stadt getroffen, um "
    "über ein Ende des Krieges zu sprechen. Es ist das erste Treffen nach mehr als drei "
    "Jahren, und nach dem Gespräch sagte der Minister, dass es auch in den nächsten "
    "Wochen Gespräche geben werde, aber nicht mit allen.",
    "uk": "Делегації двох країн зустрілися в понеділок у місті, щоб обговорити кінець війни. Це "
    "була перша зустріч за три роки, і після неї міністр сказав, що переговори будуть "
    "тривати, але не всі учасники були на ній. За його словами, це важливо для всіх, і як "
    "тільки буде готовий документ, його передадуть.",
    "ru": "Делегации двух стран встретились в понедельник в городе, чтобы обсудить окончание "
    "войны. Это была первая встреча за три года, и после неё министр сказал, что "
    "переговоры будут продолжены, но не все участники были на ней. По его словам, это "
    "важно для всех, и как только будет готов документ, его передадут.",
    "tr": "İki ülkenin heyetleri pazartesi günü şehirde bir araya geldi ve savaşın sonu için ne "
    "yapılacağını konuştu. Bu üç yıl sonra ilk toplantı oldu; bakan, görüşmelerin devam "
    "edeceğini ama her şeyin daha çok zaman alacağını söyledi. Ona göre bu en önemli adım "
    "değil ama iki taraf için de iyi bir başlangıç olarak görülüyor.",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_other_languages(tag: str) -> None:
    assert tag in COMMON
    assert spoken(TEXTS[tag]) == tag


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("uk", "Ґанок будинку зачинено, їжу роздають щодня біля моста"),
        ("ru", "Мы были вчера у моста, и этот день был очень долгий"),
        ("tr", "Köprünün ışıkları dün gece yine söndü, işçiler çağrıldı"),
        ("zh", "两国代表团在老市政厅会面,讨论桥梁的问题,发言人要求更多时间。"),
        ("ja", "代表団は古い市庁舎で会談し、橋について話し合った。"),
        ("ko", "대표단은 오래된 시청에서 만나 다리에 대해 논의했다"),
        ("th", "คณะผู้แทนพบกันที่ศาลากลางเก่าบนเนินเขา"),
        ("he", "המשלחות נפגשו אתמול בבניין העירייה הישן"),
        ("el", "Οι αντιπρόσωποι συναντήθηκαν στο παλιό δημαρχείο"),
        ("ar", "التقى الوفدان في مبنى البلدية القديم على التل"),
        ("fa", "هیئت‌ها در ساختمان شهرداری درباره پل گفتگو کردند و چیزی نگفتند"),
        # No language is sure: letters of both, of neither, or too few words.
        (None, "Їжак і ёжик сидять біля моста, вони чекають на поїзд та пьют чай"),
        (None, "Мост закрит, вода поднимается, люди покидают дома, нет света"),
        (None, "Ґанок зачинено, їжа є"),
        (None, "Bakıda görüşlər davam edir, işıqlar sönmür, hamı gözləyir"),
    ],
)
def test_short_texts_are_told_by_their_letters(tag: str | None, text: str) -> None:
    assert spoken(text) == tag


def test_no_guess_in_doubt() -> None:
    assert spoken("The talks are on.") is None
    assert spoken(" ".join(ENGLISH[0].split()[:30])) is None
    assert spoken("zu " * 20 + "lorem " * 200) is None
    assert spoken(TEXTS["de"] + " " + ENGLISH[0][:400]) is None


def test_lower_case_changes_no_border_of_a_word() -> None:
    for character in map(chr, range(0x20000)):
        text = f"A{character}B"
        wanted = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
        assert _lower_words(text) == wanted
