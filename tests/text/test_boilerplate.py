"""Lines that a web page puts around an article."""

import pytest

from istanbul_talks.text.boilerplate import begins_comments, is_navigation


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on social media",
        "  SUBSCRIBE  ",
        "Sign up for our newsletter",
        "Read more",
        "Advertisement",
        "Related stories",
        "1,234 views",
        "3 comments",
        "© 2025 The Harbour Post. All rights reserved.",
        "Show less",
        "Read also: The lighthouse gets a lamp",
        "Читайте також: Маяк отримає нову лампу",
        "Підписуйтесь на наш канал",
        "12 коментарів",
        "Читайте также: Маяк получит новую лампу",
        "Все права защищены.",
        "İlgili haberler",
        "Tüm hakları saklıdır. © 2024",
        "Lesen Sie auch: Der Leuchtturm bekommt eine Lampe",
        "Alle Rechte vorbehalten",
        "À lire aussi : le phare",
        "Tous droits réservés",
        "Czytaj także: Latarnia",
        "Wszelkie prawa zastrzeżone",
        "© River News",
        "Copyright (c) 2024 The River Post",
    ],
)
def test_navigation(line: str) -> None:
    assert is_navigation(line)


@pytest.mark.parametrize(
    "line",
    [
        "The talks were to follow us home, he said.",
        "Advertisements were banned in Aria.",
        "Subscribers left.",
        "Two views of the pause were heard.",
        "12 viewsheds were mapped.",
        "The newsletter said so.",
        "Sign up sheets lay on the quay. " + "The boats came in one after another. " * 6,
        "Рекламації надійшли вчора.",
        "Anzeigen wurden erstattet.",
        "Copyright of the songs was disputed.",
        "",
    ],
)
def test_words_of_an_article(line: str) -> None:
    assert not is_navigation(line)


@pytest.mark.parametrize(
    ("heading", "begins"),
    [
        ("Comments", True),
        ("2 comments", True),
        ("Leave a reply", True),
        ("Коментарі (12)", True),
        ("Комментарии", True),
        ("5 Kommentare:", True),
        ("Comments of the envoy on the bridge", False),
        ("Discussions go on", False),
    ],
)
def test_headings_above_comments(heading: str, begins: bool) -> None:
    assert begins_comments(heading) is begins
