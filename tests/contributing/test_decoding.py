"""Bytes become text in the encoding that a browser would use."""

import re
import time

import pytest

from istanbul_talks.contributing.decoding import decode
from istanbul_talks.errors import CorpusError

UKRAINIAN = "Міст через річку відкрили у вівторок. Жоден з послів не сказав, чи поїде він."
RUSSIAN = "Мост через реку открыли во вторник. Никто из послов не сказал, поедет ли он."
TURKISH = "Nehrin üzerindeki köprü salı günü açıldı. Işıklar söndü, işçiler çağrıldı."
POLISH = "Most przez rzekę otwarto we wtorek. Żaden z posłów nie powiedział, czy pojedzie."
FRENCH = "Le pont sur la rivière a été ouvert mardi. « Rien n’est décidé », a dit l’élue — déçue."
ARABIC = "افتتح الجسر فوق النهر يوم الثلاثاء ولم يقل أحد من السفراء شيئا"
JAPANESE = "火曜日に川の橋が開通した。大使は誰も行くかどうかを言わなかった。"


def page(text: str, head: str, encoding: str) -> bytes:
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(encoding)


@pytest.mark.parametrize(
    ("text", "label", "codec", "name"),
    [
        # Labels of the WHATWG Encoding Standard, section 4.2, and what each means.
        ("“Yes” – it’s", "iso-8859-1", "cp1252", "windows-1252"),
        ("“Yes” – it’s", "us-ascii", "cp1252", "windows-1252"),
        (TURKISH + " “evet”", "iso-8859-9", "cp1254", "windows-1254"),
        (UKRAINIAN, "cp1251", "cp1251", "windows-1251"),
        (UKRAINIAN, "koi8-ru", "koi8_u", "koi8-u"),
        (JAPANESE, "shift-jis", "cp932", "shift_jis"),
        ("价格€", "gb2312", "gbk", "gbk"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(
    text: str, label: str, codec: str, name: str
) -> None:
    if name == "gbk":
        text = text.replace("€", "")
    data = page(text, f'<meta charset="{label}">', codec)
    found, done = decode(data, None)
    assert text in found
    assert done == [f"converted from {name} to UTF-8"]
    assert decode(text.encode(codec), label)[0] == text


@pytest.mark.parametrize(
    "head",
    [
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        f"<script>{'x' * 9000}</script><META CHARSET = windows-1251 />",
        "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
    ],
)
def test_a_declaration_is_found_anywhere_in_the_head(head: str) -> None:
    assert UKRAINIAN in decode(page(UKRAINIAN, head, "cp1251"), None)[0]


def test_what_goes_first() -> None:
    declared = page(UKRAINIAN, "<meta charset=windows-1251>", "utf-8")
    assert decode(declared, None)[0] == declared.decode()  # it is UTF-8, whatever it says
    assert decode(b"\xef\xbb\xbf" + declared, "koi8-r")[0] == declared.decode()
    plain = UKRAINIAN.encode("cp1251")
    assert decode(plain, None, "windows-1251")[0] == UKRAINIAN  # from the header around it
    assert decode(page(UKRAINIAN, "<meta charset=koi8-u>", "cp1251"), "windows-1251")[0] == (
        page(UKRAINIAN, "<meta charset=koi8-u>", "utf-8").decode()
    )
    assert decode("café".encode(), None) == ("café", [])
    assert decode(b"<meta charset=utf-16>plain", None)[0] == "<meta charset=utf-16>plain"
    assert decode(b'<?xml version="1.0" encoding="windows-1252"?>\x93', None)[0].endswith("“")
    assert decode("<meta charset=klingon>ж".encode(), None)[0].endswith("ж")


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (UKRAINIAN, "cp1251", "windows-1251"),
        (UKRAINIAN, "koi8_u", "koi8-u"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "cp866", "cp866"),
        (TURKISH, "cp1254", "windows-1254"),
        (FRENCH, "cp1252", "windows-1252"),
        (ARABIC, "cp1256", "windows-1256"),
        (JAPANESE, "cp932", "cp932"),
    ],
)
def test_advice_names_an_encoding_that_gives_the_words(text: str, codec: str, label: str) -> None:
    with pytest.raises(CorpusError, match="Name the encoding in which the words are right") as e:
        decode(text.encode(codec), None)
    named = re.findall(r"--encoding (\S+) \(“(.*?)”\)", str(e.value))
    assert named[0][0] == label
    assert all(word in text for word in named[0][1].split())
    assert decode(text.encode(codec), label)[0] == text


def test_advice_offers_what_the_reader_must_choose_from() -> None:
    with pytest.raises(CorpusError) as error:
        decode(POLISH.encode("cp1250"), None)
    assert "--encoding windows-1250 (“rzekę Żaden”)" in str(error.value)


def test_a_few_broken_characters_are_kept_visible() -> None:
    """As in a browser: one character cut in half does not make a page unreadable."""
    broken = (UKRAINIAN * 3).encode()[:-2]
    assert decode(broken, None)[0].endswith("\ufffd")
    mixed = UKRAINIAN.encode() + "für".encode("cp1252")  # advertising from another site
    assert decode(mixed, None)[0] == f"{UKRAINIAN}f\ufffdr"
    with pytest.raises(CorpusError, match="is not utf-8"):
        decode(b"caf\xe9 at noon", None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("klingon", "unknown encoding “klingon”. Common ones: utf-8, windows-1252"),
        ("rot13", "“rot13” is not a text encoding"),
        ("base64", "“base64” is not a text encoding"),
        ("a\x1b[31m", r"unknown encoding “a\\u001b\[31m”"),
    ],
)
def test_names_that_are_not_encodings(name: str, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        decode(b"caf\xe9", name)


@pytest.mark.parametrize(
    "label",
    ["replacement", "iso-2022-kr", "x-user-defined", "base64", "idna", "undefined", "utf-7"],
)
def test_a_label_that_no_browser_decodes_is_ignored(label: str) -> None:
    """Python has codecs of some of these names, which decode something else or raise."""
    page = f"<meta charset={label}><p>+ADw-b+AD4-</p>"
    assert decode(page.encode(), None) == (page, [])


def test_many_comments_without_an_end_are_read_at_once() -> None:
    start = time.perf_counter()
    decode(b"<!--" * 16_000 + b"<meta charset=windows-1251>", None)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("data", [b"\xa0", b"a \xa0", b"\xa0\xa0 <p>\xa0</p>"])
def test_bytes_without_a_word_to_tell_encodings_by(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"is not utf-8\. (Save it|Name the)"):
        decode(data, None)
