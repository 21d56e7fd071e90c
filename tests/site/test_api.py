"""The pages on the Python API: what mkdocstrings and our extension make of the source."""

import json
import re
import shutil
from pathlib import Path

import griffe
import lxml.html
import pytest

import istanbul_talks
from corpora import ROOT
from istanbul_talks.site.api import Fields
from istanbul_talks.site.building import run_mkdocs, stage

PAGES = ("api", "classes", "records")
SHIPS = '''
class Span(Record):
    """Words of the published text."""

    start: int
    berth: str | None = None
    _hidden: int
    plain = 3

    @property
    def length(self) -> int:
        """Code points."""

class Port(Mapping):
    """Where ships lie."""
'''


def test_the_pages_show_every_public_name_once() -> None:
    pages = [(ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in PAGES]
    shown = [re.findall(r"(?m)^::: istanbul_talks\.(\w+)$", page) for page in pages]
    assert sorted(name for names in shown for name in names) == sorted(istanbul_talks.__all__)


def test_fields_have_their_types_and_what_columns_toml_says(tmp_path: Path) -> None:
    (tmp_path / "ships.py").write_text(SHIPS, encoding="utf-8")
    extensions = griffe.load_extensions(Fields)
    package = griffe.load("ships", search_paths=[tmp_path], extensions=extensions)
    words, fields = package["Span"].docstring.parsed
    assert (words.value, fields.title) == ("Words of the published text.", "Fields")
    assert [(one.name, str(one.annotation), one.description) for one in fields.value] == [
        ("start", "int", "First code point of the words in the article's text."),
        ("berth", "str | None", ""),
    ]
    assert len(package["Port"].docstring.parsed) == 1


@pytest.mark.slow
def test_every_public_name_is_shown_with_its_signature_and_docstring(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "overrides", tmp_path / "docs" / "overrides")
    for name in ("index", *PAGES):
        shutil.copy(ROOT / "docs" / f"{name}.md", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    html = run_mkdocs(stage(tmp_path, {}), strict=False)
    found = [lxml.html.document_fromstring((html / n / "index.html").read_bytes()) for n in PAGES]
    index = json.loads((html / "search" / "search_index.json").read_bytes())
    assert {"api/#istanbul_talks.load", "records/#istanbul_talks.Claim"} <= {
        one["location"] for one in index["docs"]
    }
    package = griffe.load("istanbul_talks", search_paths=[ROOT / "src"])
    for name in istanbul_talks.__all__:
        members = package[name].all_members.values() if package[name].is_class else ()
        documented = (one for one in members if one.docstring and not one.name.startswith("_"))
        for member in (package[name], *documented):
            path = ".".join(["istanbul_talks", name, *([member.name] * (member.name != name))])
            (part,) = (one for page in found for one in page.xpath(f"//div[*[@id='{path}']]"))
            words = part.xpath("div[contains(@class, 'doc-contents')]/p[not(@class)]")[0]
            first = member.docstring.value.split("\n\n")[0].replace("`", "")
            assert words.text_content().split() == first.split(), path
            has_signature = bool(part.xpath("div[contains(@class, 'doc-signature')]"))
            assert has_signature == (not member.is_class or name == "Validator"), path
