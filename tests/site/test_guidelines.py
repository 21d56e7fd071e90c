"""The guidelines on the site, and the steps of CONTRIBUTING.md."""

import re

from corpora import ROOT
from istanbul_talks.site.guidelines import marked


def test_annotated_words_are_marked_and_articles_linked() -> None:
    content = (
        "<p>“a <strong>b</strong> c” (<code>quay</code>, <code>bay</code>) <strong>d</strong></p>"
    )
    assert marked(content, {"quay"}) == (
        '<p>“a <strong class="it-words">b</strong> c” (<a href="../articles/quay/">'
        "<code>quay</code></a>, <code>bay</code>) <strong>d</strong></p>"
    )


def test_the_steps_link_to_pages_of_the_site() -> None:
    page = (ROOT / "docs" / "step-by-step.md").read_text(encoding="utf-8")
    assert "\n# Step by step\n" in page
    targets = re.findall(r"\]\(([^)#]*)", page)
    assert {"guidelines.md", "studio.md", "validating.md"} <= set(targets)
    assert all(not one or (ROOT / "docs" / one).is_file() for one in targets)
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert page.count("```") == steps.count("```")
