"""Checking one long article: calls grow with its length, mentions and items, not with a square."""

import copy
import hashlib
import sys
from pathlib import Path
from typing import Any

import orjson

from corpora import TODAY, harbour
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.source_article import SourceArticle
from istanbul_talks.model import vocabulary
from istanbul_talks.validation.article_check import check_article

ID = "council-walks-out"


def article(folder: CorpusFolder, size: int) -> SourceArticle:
    """An article with `size` more paragraphs, each with four mentions and a claim."""
    source = folder.read_article(ID)
    annotation, text = copy.deepcopy(source.annotation.value), source.capture.text or ""
    claim = annotation["claims"][0]
    end = text.index("She hopes to see")
    added = []
    for i in range(size):
        quote = f"Velmoor said “no” to offer {i}x"
        added.append(f"{quote}, and Ostrel heard “yes”. Velmoor left; Ostrel stayed – again.\n\n")
        annotation["claims"].append({**claim, "id": f"more-{i}", "quote": quote})
    data = f"{text[:end]}{''.join(added)}{text[end:]}".encode()
    annotation["text_sha256"] = hashlib.sha256(data).hexdigest()
    dumped = orjson.dumps(annotation, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    files = {source.capture.path: data, source.annotation.path: dumped}
    return SourceArticle(ID, lambda path, most: files.get(path))


def calls(folder: CorpusFolder, size: int) -> int:
    """Calls of Python and C functions that checking the article takes."""
    known, source, count = vocabulary.load(folder), article(folder, size), 0

    def counted(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        result = check_article(source, known, TODAY)
    finally:
        sys.setprofile(before)
    assert result.article is not None
    assert len(result.article.resolution.mentions) > 4 * size
    return count


def test_calls_grow_with_the_article_and_not_with_its_square(tmp_path: Path) -> None:
    folder = CorpusFolder(harbour(tmp_path / "corpus"))
    calls(folder, 10)  # fills what is kept between articles
    some, more, most = (calls(folder, size) for size in (50, 100, 200))
    assert 0 < most - more < 2.2 * (more - some)
