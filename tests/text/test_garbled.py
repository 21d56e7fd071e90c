"""Characters that were lost or misread before a text was saved."""

import pytest

from istanbul_talks.text.garbled import doubts, misread

QUOTED = "“We’ll see,” the clerk said – and left."


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "cp1254"])
def test_quotation_marks_read_in_another_encoding(encoding: str) -> None:
    wrong = QUOTED.encode().decode(encoding, "replace").replace("\ufffd", "")
    found = misread(wrong)
    assert "’" in {meant for _, _, meant in found}
    assert all(wrong[start:].startswith(run) for start, run, _ in found)


def test_cyrillic_read_as_windows_1251() -> None:
    assert [meant for *_, meant in misread("РґРµРЅСЊ Р·Р° РґРЅРµРј")] == ["день", "за", "днем"]


@pytest.mark.parametrize(
    "text",
    [
        QUOTED,
        "Rівне і Рівне, Ґданськ – Київ",
        "Ça, déjà vu: Œuvre, naïve, Ærø, Zürich",
        "Łódź, Gdańsk, žluťoučký kůň",
        "Sözcü dün akşam açıkladı: “görüşme iyi geçti”",
        "one â€™ alone may be an example",
    ],
)
def test_texts_in_good_order(text: str) -> None:
    assert doubts(text) == []


def test_what_is_said() -> None:
    assert doubts("The cler\ufffd left.") == [
        "1 character was lost before the file was saved (U+FFFD), "
        "the first in “The cler\ufffd left.”. Save it again"
    ]
    assert doubts("â€œYesâ€\x9d, donâ€™t, itâ€™s fine") == [
        "3 places are garbled: UTF-8 was read in another encoding (“â€œ” stands for ““”). "
        "Save the page again"
    ]
