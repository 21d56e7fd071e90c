"""CoNLL-U: tokens and texts read back with `conllu`, mentions with `udapi`."""

import logging
import re
from pathlib import Path
from typing import Any

from istanbul_talks import load
from istanbul_talks.formats import conllu as format_
from support.tokenized import part_with

UNESCAPED = {r"\s": " ", r"\n": "\n", r"\t": "\t", r"\r": "\r"}


def space_after(misc: dict[str, str] | None) -> str:
    """The white space after a token."""
    if misc and misc.get("SpaceAfter") == "No":
        return ""
    escaped = (misc or {}).get("SpacesAfter", r"\s")
    assert re.fullmatch(r"(\\[snrt]|\\u[0-9a-f]{4})+", escaped)
    pieces = re.findall(r"\\u[0-9a-f]{4}|\\.", escaped)
    return "".join(UNESCAPED.get(one) or chr(int(one[2:], 16)) for one in pieces)


def parsed(part: Any) -> list[Any]:
    import conllu

    return list(conllu.parse(b"".join(format_.export(part)).decode()))


def words(sentence: Any) -> str:
    return "".join(f"{token['form']}{space_after(token['misc'])}" for token in sentence)


def test_conllu_reads_every_text_and_sentence(harbour_release: Path) -> None:
    corpus = load(harbour_release)
    texts, id, paragraphs = dict[str, str](), "", 0
    for sentence in parsed(corpus):
        id = sentence.metadata.get("newdoc id", id)
        paragraphs += "newpar" in sentence.metadata
        assert sentence.metadata["text"] == words(sentence).rstrip()
        assert [token["id"] for token in sentence] == list(range(1, len(sentence) + 1))
        assert sentence.metadata["sent_id"].startswith(f"{id}-")
        texts[id] = texts.get(id, "") + words(sentence)
    assert " \n" not in b"".join(format_.export(corpus)).decode()
    assert texts == {article.id: article.text for article in corpus.values()}
    assert paragraphs == sum(article.text.count("\n\n") + 1 for article in corpus.values())


def test_odd_white_space_comes_back_and_a_mention_is_in_one_sentence(harbour_release: Path) -> None:
    text = "Ada  Vey.\nKesh left:\t“No | \\,”\u00a0she said.\u2028\nGo!"
    first, last = parsed(part_with(harbour_release, text, ("PERSON", 5, 14)))
    assert first.metadata["text"] == "Ada Vey. Kesh left: “No | \\,” she said."
    assert [token["misc"] for token in first[:4]] == [
        {"SpacesAfter": r"\s\s"},
        {"Entity": "(some_one-PERSON", "SpaceAfter": "No"},
        {"SpacesAfter": r"\n"},
        {"Entity": "some_one)"},
    ]
    assert words(first) + words(last) == text


def test_udapi_reads_every_mention(harbour_release: Path) -> None:
    corpus = load(harbour_release)
    from udapi.core.document import Document

    document = Document()
    logging.disable()  # it says of each token that it is in no tree
    try:
        document.from_conllu_string(b"".join(format_.export(corpus)).decode())
    finally:
        logging.disable(logging.NOTSET)
    nodes: dict[str, list[Any]] = {}
    for tree in document.trees:
        nodes.setdefault(tree.sent_id.rpartition("-")[0], []).extend(tree.descendants)
    found = {
        (mention.words[0], mention.words[-1], entity.eid.replace("_", "-"), entity.etype)
        for entity in document.coref_entities
        for mention in entity.mentions
    }
    expected = set()
    for row in corpus.to_bio():
        starts = {start: at for at, (start, _) in enumerate(row["offsets"])}
        ends = {end: at for at, (_, end) in enumerate(row["offsets"])}
        own = nodes[row["id"]]
        for m in corpus[row["id"]].mentions:
            expected.add((own[starts[m.start]], own[ends[m.end]], m.entity, m.type))
    assert len(expected) == sum(len(article.mentions) for article in corpus.values())
    assert found == expected
