"""The style sheet and the fonts of the site."""

import re
from itertools import product

import pytest
from fontTools.ttLib import TTFont

from corpora import ROOT

ASSETS = ROOT / "docs" / "assets"
CSS = (ASSETS / "site.css").read_text(encoding="utf-8")
FONTS = sorted((ASSETS / "fonts").glob("*.woff2"))
GROUNDS = ("paper", "raised", "tint")
TEXTS = (
    *("ink", "secondary", "accent", "side-1", "side-2", "others", "error", "warning", "good"),
    *("code-keyword", "code-string", "code-number", "code-name"),
)
TINTED = (("ink", "mark"), ("ink", "removed"), ("ink", "added"), ("on-accent", "accent"))


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def colours(scheme: str) -> dict[str, str]:
    block = re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{\n(.*?)\n\}}', CSS, re.DOTALL)
    assert block
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block[1]))


def test_the_formula_gives_the_published_ratios() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert f"{contrast('#777777', '#ffffff'):.2f}" == "4.48"  # the example of WCAG 1.4.3


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_text_has_contrast_and_lines_can_be_seen(scheme: str) -> None:
    found = colours(scheme)
    for text, ground in (*product(TEXTS, GROUNDS), *TINTED):
        assert contrast(found[text], found[ground]) >= 4.5, (text, ground)
    for line, ground in product(("author", "strong-line"), ("paper", "raised")):
        assert contrast(found[line], found[ground]) >= 3, (line, ground)


def test_both_schemes_set_the_same_colours() -> None:
    assert colours("default").keys() == colours("slate").keys()


def test_fonts_are_small_and_have_their_licences() -> None:
    assert sum(path.stat().st_size for path in FONTS) <= 120_000
    for path in FONTS:
        (family,) = re.findall(r"^([a-z]+-[a-z]+(?:-\d)?)-", path.name)
        licence = (path.parent / f"{family}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License, Version 1.1" in licence


def test_the_style_sheet_asks_each_font_for_its_letters() -> None:
    faces = re.findall(r'fonts/([^"]+)"\).*?unicode-range: ([^;]+);', CSS, re.DOTALL)
    assert sorted(name for name, _ in faces) == [path.name for path in FONTS]
    for name, ranges in faces:
        asked = set[int]()
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges):
            asked |= set(range(int(first, 16), int(last or first, 16) + 1))
        assert set(TTFont(ASSETS / "fonts" / name).getBestCmap()) - asked <= {0x20, 0xA0}, name
        assert asked <= set(TTFont(ASSETS / "fonts" / name).getBestCmap()), name
