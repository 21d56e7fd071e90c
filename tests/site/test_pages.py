"""Pages of the documentation, made from the test corpus harbour."""

import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import markdown
import pytest

import istanbul_talks
from corpora import ROOT, TODAY, edit, enriched, harbour
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.site.data_model import data_page
from istanbul_talks.site.pages import _with_records
from istanbul_talks.site.reference import annotation_page, labels_page
from istanbul_talks.site.unquoted import unquoted_table


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> CorpusFolder:
    return CorpusFolder(harbour(tmp_path_factory.mktemp("site") / "corpus"))


@pytest.fixture(scope="module")
def facts(root: CorpusFolder) -> Facts:
    built = build(root, root.path / "out", today=TODAY)
    assert built.facts is not None, built.findings
    return built.facts


@pytest.fixture(scope="module")
def corpus(root: CorpusFolder, facts: Facts) -> istanbul_talks.Corpus:
    return istanbul_talks.load(root.path / "out")


PAYLOADS = (
    "<img src=caseword onerror=caseword>",
    "[caseword](javascript:caseword)",
    "![caseword](caseword)",
    "caseword{: onclick=caseword}",
    "</code></td><script>caseword</script>",
    "`<b onmouseover=caseword>`",
    "caseword | caseword | <iframe src=caseword>",
)


def test_words_of_strangers_become_no_element(tmp_path: Path) -> None:
    """Every text field of a form or a vocabulary holds markup; the pages show it as words."""
    payload = " ".join(PAYLOADS)
    root = CorpusFolder(harbour(tmp_path / "corpus"))
    schema = root.path / "schema"
    edit(schema / "targets.json", lambda v: v["targets"][0].update(proposition=payload))
    edit(schema / "events.json", lambda v: v["events"][0].update(name=payload, description=payload))
    edit(schema / "annotators.json", lambda lines: lines[0].update(note=f"Note: {payload}"))
    registry = (schema / "entities.jsonl").read_text(encoding="utf-8")
    entities = [json.loads(line) for line in registry.splitlines()]
    entities[0]["description"] = payload
    lines = (json.dumps(e, ensure_ascii=False, separators=(",", ":")) + "\n" for e in entities)
    (schema / "entities.jsonl").write_text("".join(lines), encoding="utf-8")
    path = sorted((root.path / "annotations").glob("*.json"))[0]

    def spoil(value: dict[str, Any]) -> None:
        value["source"].update(author=payload, section=payload, note=payload)
        value["source"].setdefault("external", {}).update(author="told", section="told")
        value["source"]["url"] = "https://example.com/a){onclick=caseword}"
        value["source"]["external"]["url"] = "told"
        value["date"]["note"] = payload
        for layer in ("claims", "stance"):
            value[layer][0]["note"] = payload

    edit(path, spoil)
    built = build(root, tmp_path / "out", today=TODAY)
    assert built.facts is not None, built.findings
    corpus = istanbul_talks.load(tmp_path / "out")
    pages = [
        labels_page(built.facts.vocabulary),
        data_page(corpus),
    ]
    pages.append((tmp_path / "out" / "README.md").read_text(encoding="utf-8"))
    assert sum("caseword" in page for page in pages) == len(pages)
    for page in pages:
        made = markdown.markdown(page, extensions=["admonition", "attr_list", "tables", "toc"])
        for element in lxml.html.document_fromstring(made).iter():
            values = " ".join(map(str, element.attrib.values()))
            assert not [name for name in element.attrib if name.startswith("on")]
            assert element.tag not in ("img", "script", "iframe", "b"), made
            assert "javascript:" not in values, values


def test_only_one_module_escapes_markup() -> None:
    """A page that escapes by itself would forget a place."""
    for path in (ROOT / "src").rglob("*.py"):
        if path.name not in ("markdown.py", "picture.py"):
            assert "html.escape" not in path.read_text(encoding="utf-8"), path


def test_the_annotation_page_has_every_key_and_marks_required_ones(
    facts: Facts, tmp_path: Path
) -> None:
    words = vocabulary.load(CorpusFolder(enriched(tmp_path / "enriched")))
    page = annotation_page(words)
    assert "additions" not in annotation_page(facts.vocabulary)  # it has none

    def walk(schema: dict[str, Any]) -> None:
        for name in schema.get("properties", ()):
            mark = f"**`{name}`**" if name in schema.get("required", ()) else f"`{name}`"
            assert f"| {mark} |" in page
        for inner in schema.values():
            if isinstance(inner, dict):
                walk(inner)

    for schema in (words.schema, words.additions, words.addition_decisions):
        assert schema is not None
        walk(schema.document)


def test_the_labels_page_defines_every_label_target_and_event(facts: Facts) -> None:
    page, words = labels_page(facts.vocabulary), facts.vocabulary
    for labels in words.labels.values():
        for label, entry in labels.items():
            assert f"| `{label}` | {entry['definition']} | " in page
    for id in (*words.targets, *words.events):
        assert f"\n| `{id}` | " in page


@pytest.mark.parametrize(
    ("folder", "first", "second", "heads"),
    [
        ("faults", "calls", "failed", "program | output calls | failed | "),
        ("hostile", "inputs", "tracebacks", "suite | inputs | tracebacks | wrong accepts | "),
    ],
)
def test_the_design_page_sums_the_counts_of_the_long_tests(
    tmp_path: Path, folder: str, first: str, second: str, heads: str
) -> None:
    records = tmp_path / "tests" / "support" / folder
    records.mkdir(parents=True)
    for name, count in (("build", 1200), ("fmt", 34)):
        record = {"commit": "0123456789abcdef", "counts": {first: count, second: 2}}
        (records / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    mark = f"<!-- made from tests/support/{folder} -->\n\n"
    text = f"# Design\n\n{mark}| old | table |\n| --- | --- |\n\nAfter.\n"
    (tmp_path / "docs" / "design.md").write_text(text, encoding="utf-8")
    page = _with_records(CorpusFolder(tmp_path))
    assert "old" not in page
    assert page.startswith(f"# Design\n\n{mark}| {heads}")
    assert re.search(r"\n\| `build` \| 1,200 \| 2 (\| 0 )+\| `0123456789` \|\n", page)
    assert re.search(r"\n\| together \| 1,234 \| 4 (\| 0 )+\|  \|\n\nAfter\.\n$", page)


def test_words_that_the_guidelines_quote_do_not_count_for_agreement(
    corpus: istanbul_talks.Corpus,
) -> None:
    items = [item for _, found in corpus.passes() for item in found]
    judged = [item for item in items if item.layer in ("claim", "stance")]
    assert f"Of the {len(judged)} claims and stances of the passes, 0 rest" in unquoted_table(
        corpus, "No quotes here."
    )
    quote = next(span.text for item in judged for span in item.spans if span.text.count(" ") > 1)
    left_out = sum(any(quote in s.text or s.text in quote for s in item.spans) for item in judged)
    assert left_out > 0
    assert f"passes, {left_out} rest on three or more words" in unquoted_table(
        corpus, f"See “{quote}”."
    )
