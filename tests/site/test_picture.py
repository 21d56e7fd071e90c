"""The picture of an annotated paragraph."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

from istanbul_talks import Article, Claim, Mention, load
from istanbul_talks.site.picture import LONGEST, picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn_words(svg: str) -> str:
    """The words of the paragraph: the texts in the serif font, in order, spaces left out."""
    texts = ET.fromstring(svg).iter(f"{SVG}text")
    return "".join(t.text or "" for t in texts if t.get("font-family", "").split()[-1] == "serif")


def articles(release: Path) -> list[Article]:
    return list(load(release).articles())


def test_it_draws_one_paragraph_completely(harbour_release: Path) -> None:
    svg = picture(articles(harbour_release))
    assert svg is not None
    words = drawn_words(svg.replace("Helvetica, Arial, sans-serif", "small"))
    paragraphs = [p for a in articles(harbour_release) for p in a.text.split("\n\n")]
    assert [p for p in paragraphs if re.sub(r"\s", "", p) == words and len(p) <= LONGEST]


def test_mentions_are_bold_and_claims_underlined_where_they_are() -> None:
    """“Ada says the ferry sails.”: Ada is a mention, “the ferry sails” a claim of hers."""
    svg = ET.fromstring(picture([_ada()]) or "")
    bold = [t for t in svg.iter(f"{SVG}text") if t.get("font-weight") == "bold"]
    assert [t.text for t in bold] == ["Ada"]
    words = {t.text: t for t in svg.iter(f"{SVG}text") if t.get("textLength")}
    lines = [r for r in svg.iter(f"{SVG}rect") if r.get("height") == "2"]
    assert lines[0].get("x") == words["the"].get("x")
    end = float(words["sails"].get("x") or 0) + float(words["sails"].get("textLength") or 0)
    assert round(float(lines[-1].get("x") or 0) + float(lines[-1].get("width") or 0), 1) == end


def test_words_of_an_article_are_never_markup() -> None:
    article = _ada()
    claim = replace(article.claims[0], claimer_name="<script>&")
    hostile = replace(article, text="Ada says the f<b>y sails.", claims=(claim,))
    svg = picture([hostile]) or ""
    assert "<script" not in svg
    assert "&lt;script&gt;&amp;" in svg
    assert "f&lt;b&gt;y" in svg


def test_no_claim_gives_no_picture() -> None:
    assert picture([replace(_ada(), claims=())]) is None


def _ada() -> Article:
    """An article of one sentence."""
    text = "Ada says the ferry sails."
    claim = Claim(
        id="ferry-sails", start=9, end=24, quote="the ferry sails", claimer="ada",
        claimer_name="Ada", cue="says", cue_start=4, cue_end=8, attribution="indirect",
        type="event", epistemic="true-certain", checkworthy=True, note=None,
    )  # fmt: skip
    mention = Mention("ada-1", "ada", "PERSON", 0, 3, "Ada")
    empty: dict[str, object] = dict.fromkeys(Article.__dataclass_fields__, ())
    values = empty | {"id": "one", "text": text, "claims": (claim,), "mentions": (mention,)}
    return Article(**values)  # type: ignore[arg-type]
