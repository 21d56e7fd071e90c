"""Zensical, the successor of mkdocs-material, builds the same sources; what differs is listed."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from corpora import harbour
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site import building
from istanbul_talks.site.checks import problems
from istanbul_talks.site.edition import Edition
from support.site import staged_site

# What differs today. A difference that is not listed fails; so does one that is gone.
DIFFERENCES = {
    "only in mkdocs: search/search_index.json",  # Zensical's own index lacks our records
    "only in mkdocs: assets/_mkdocstrings.css",  # the pages look the same without
    "only in mkdocs: sitemap.xml.gz",
    "only in Zensical: search.json",
    "an element less: <a href='/.'>",  # of 404.html, to the first page
    "an element more: <a href='/'>",
    "an element more: <a id='__skip' tabindex='-1'>",  # where the link past the navigation leads
}
CONTENT = "//article[contains(@class, 'md-content__inner')]"


def built(config: Path, program: str) -> Path:
    command = [sys.executable, "-m", program, "build", "-f", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return config.parent / "html"


def elements(content: Any) -> Counter[str]:
    """The start tags of a content, with their attributes."""
    found = Counter[str]()
    for one in content.iter():
        if isinstance(one.tag, str):
            # Zensical writes a link into the same page as ./#anchor.
            given = sorted((key, value.replace("./#", "#")) for key, value in one.attrib.items())
            attributes = "".join(f" {key}='{value}'" for key, value in given)
            found[f"<{one.tag}{attributes}>"] += 1
    return found


def differences(mkdocs: Path, zensical: Path) -> set[str]:
    """How the two sites differ, but for the theme's own files and the frame of pages."""
    names = [
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        for site in (mkdocs, zensical)
    ]
    theme = re.compile(r"assets/(javascripts|stylesheets|images)/")
    found = {f"only in mkdocs: {one}" for one in names[0] - names[1] if not theme.match(one)}
    found |= {f"only in Zensical: {one}" for one in names[1] - names[0] if not theme.match(one)}
    for name in sorted(names[0] & names[1]):
        if not name.endswith(".html"):
            continue
        pages = [lxml.html.document_fromstring((s / name).read_bytes()) for s in (mkdocs, zensical)]
        contents = [page.xpath(CONTENT)[0] for page in pages]
        one, other = (" ".join(content.text_content().split()) for content in contents)
        found |= {f"another text: {name}"} if one != other else set()
        made, new = map(elements, contents)
        found |= {f"an element less: {tag}" for tag in made - new}
        found |= {f"an element more: {tag}" for tag in new - made}
        titles = [page.xpath("/html/head/title/text()") for page in pages]
        found |= {f"another title: {name}"} if titles[0] != titles[1] else set()
    return found


@pytest.mark.slow
def test_zensical_builds_the_same_site(tmp_path: Path) -> None:
    config = staged_site(harbour(tmp_path / "corpus"))
    html = building.run_mkdocs(config, strict=False)
    html.rename(tmp_path / "mkdocs")
    made = built(config, "zensical")
    assert differences(tmp_path / "mkdocs", made) == DIFFERENCES
    release = Corpus(tmp_path / "corpus" / "release")
    building.finish(made, Edition(release), tmp_path / "site")
    assert [*problems(tmp_path / "site")] == []
