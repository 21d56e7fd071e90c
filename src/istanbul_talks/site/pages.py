"""Every generated file of the checkout: pages of the site, and documents made from the data."""

import json
import re
from argparse import ArgumentParser
from collections import Counter
from dataclasses import replace
from typing import Any

from ..contributing import form
from ..dataset.documents import card, metadata
from ..dataset.facts import Facts
from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.optional import require
from ..model.vocabulary import Vocabulary
from ..reading.corpus import Corpus
from ..text.markdown import table
from .agreement_page import decisive
from .commands import cli_page
from .data_model import data_page
from .examples import with_outputs
from .measured import effort, measured
from .picture import picture
from .reference import annotation_page, labels_page
from .rules import rules_page
from .texts import TEXTS
from .unquoted import unquoted_table

_TEMPLATES = ("datasheet", "data-statement")
# Written by hand, with what their examples print.
_EXAMPLES = "index", "quickstart", "recipes", "measuring", "editions", "citing"
WRITTEN = "README.md", *(f"docs/{name}.md" for name in _EXAMPLES)
_CODE = "Edit that, then run: make generate"
_DATA = "Edit that; each release rewrites this page"
_Pages = dict[str, str]


def code_pages(root: CorpusFolder, words: Vocabulary, parser: ArgumentParser) -> _Pages:
    """The files made from code, schema, labels and rules, by path. A branch keeps them fresh."""
    rules = "src/istanbul_talks/validation/rules and tests/rules"
    examples = json.loads(disk.read_text(root.path / "tests" / "cli" / "examples.json"))
    made = {
        "annotation": ("schema/annotation.schema.json", annotation_page(words)),
        "labels": ("schema/labels.json, targets.json and events.json", labels_page(words)),
        "rules": (rules, rules_page(root.path / "tests" / "rules")),
        "cli": ("its help and tests/cli/examples.json", cli_page(parser, examples)),
    }
    return {
        ".github/ISSUE_TEMPLATE/annotation.yml": _issue_form(words),
        "docs/design.md": _with_records(root),
        "docs/scale.md": _with_benchmark(root),
        "docs/contributing.md": _with_effort(root),
        "docs/step-by-step.md": _steps(root),
        **{f"docs/{name}.md": _made(source, page, _CODE) for name, (source, page) in made.items()},
    }


def data_pages(
    root: CorpusFolder, facts: Facts, corpus: Corpus, shown: Corpus | None = None
) -> _Pages:
    """The files that a new article changes, by path. Branches leave them as they are.

    The build of the site and each release write them. `corpus` is a release built from `root`,
    and `shown` the edition that examples read (default: the same).
    """
    shown = shown or corpus
    records = "src/istanbul_talks/model/records.py, columns.toml and the data"
    made = {
        "data": (records, data_page(shown)),
        **{name: _filled(root, facts, name) for name in _TEMPLATES},
    }
    unquoted = unquoted_table(corpus, disk.read_text(root.path / "docs" / "guidelines.md"))
    filled = {"unquoted_table": unquoted, "decisive": decisive()}
    made["agreement"] = _filled(root, facts, "agreement", **filled)
    written = {name: _with_status(root, facts, name) for name in WRITTEN}
    project: dict[str, Any] = {"released": None, "doi": None, **root.project()}
    last = replace(facts, **project)  # under the name of the last release
    return {
        "docs/annotated-paragraph.svg": picture(corpus.articles()) or "",
        "CITATION.cff": metadata.citation_cff(last),
        ".zenodo.json": canonical(metadata.zenodo(last)).decode(),
        "docs/overrides/main.html": _site_head(facts),
        **{f"docs/{name}.md": _made(source, page, _DATA) for name, (source, page) in made.items()},
        **{name: with_outputs(name, text, shown) for name, text in written.items()},
    }


def _made(source: str, page: str, then: str) -> str:
    """A page under a comment that says what it is made from."""
    return f"<!-- Made by scripts/generate.py from {source}. {then} -->\n\n{page}"


def _filled(root: CorpusFolder, facts: Facts, name: str, **more: str) -> tuple[str, str]:
    """Sources and text of a page from its template, with the numbers of the data filled in."""
    path = f"templates/{name}.md"
    text = card.fill(disk.read_text(root.path / path), {**card.values(facts), **more}, path)
    guidelines = ", docs/guidelines.md" if more else ""
    return f"{path}{guidelines} and the data", text


def _with_status(root: CorpusFolder, facts: Facts, name: str) -> str:
    """A hand-written page with the generated sentence on who made the annotations."""
    made = "So far, all annotations were made by models, and no human has reviewed them."
    said = card.values(facts)["humans"] if facts.tally.human else made
    text = disk.read_text(root.path / name)
    mark = r"(?s)(<!-- made by make pages -->(\*{0,2})).*?(\*{0,2}<!-- end -->)"
    return re.sub(mark, lambda match: f"{match[1]}{said}{match[3]}", text)


def _with_records(root: CorpusFolder) -> str:
    """The page on the design, with counts from the last complete runs of the long tests."""
    text = disk.read_text(root.path / "docs" / "design.md")
    for folder, texts in TEXTS["records"].items():
        files = sorted((root.path / "tests" / "support" / folder).glob("*.json"))
        found = {f"`{path.stem}`": json.loads(disk.read_text(path)) for path in files}
        counts = [(name, one["counts"], f"`{one['commit'][:10]}`") for name, one in found.items()]
        total = sum((Counter(own) for _, own, _ in counts), Counter[str]())
        heads, cells = texts["heads"], []
        for name, own, commit in (*counts, ("together", total, "")):
            cells.append((name, *(f"{own.get(key, 0):,}" for key in heads), commit))
        made = table(" | ".join([texts["name"], *heads.values(), "commit"]), cells)
        mark = rf"(<!-- made from tests/support/{folder} -->\n\n)(?:\|.*\n)*"
        text = re.sub(mark, rf"\g<1>{made}\n", text)
    return text


def _with_benchmark(root: CorpusFolder) -> str:
    """The page on speed, with the figures of the last recorded run."""
    text, mark = disk.read_text(root.path / "docs" / "scale.md"), "<!-- made from scripts/benchmark"
    return text[: text.index("\n", text.index(mark)) + 1] + measured(root.path)


def _with_effort(root: CorpusFolder) -> str:
    """The page on contributing, with the figures of the last recorded replay."""
    text = disk.read_text(root.path / "docs" / "contributing.md")
    mark = r"(?s)(<!-- made from scripts/effort\.json -->\n).*?(?=<!-- end -->)"
    return re.sub(mark, lambda match: match[1] + effort(root.path), text)


def _steps(root: CorpusFolder) -> str:
    """CONTRIBUTING.md as a page of the site, with links that fit there."""
    text = disk.read_text(root.path / "CONTRIBUTING.md")
    text = re.sub(r"\[(SECURITY\.md)\]\(\1\)", r"`\1`", text).replace("](docs/", "](")
    text = text.replace("# Contributing", "# Step by step", 1)
    return _made("CONTRIBUTING.md", text, _CODE)


def _issue_form(words: Vocabulary) -> str:
    head = "# Made by scripts/generate.py from schema/. Edit that, then run: make generate\n"
    template = form.template(words)
    yaml = require("yaml", "docs")
    return head + str(yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=140))


def _site_head(facts: Facts) -> str:
    """What search engines read on the first page; no character of it can end the script."""
    text = json.dumps(metadata.schema_org(facts), ensure_ascii=True, indent=2)
    data = text.replace("<", "\\u003c").replace("%", "\\u0025")
    return str(TEXTS["site_head"]).replace("$data", data)
