"""Mentions as BIO tags and as labels of sub-words, against `datasets` and `transformers`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import ArgumentError, Corpus, CorpusError, UnknownNameError, load
from istanbul_talks.model.records import Article, Mention
from istanbul_talks.reading.tokens import TaggedTokens, align

TYPES = ("PERSON", "GPE")
TAGS = ("O", "B-PERSON", "I-PERSON", "B-GPE", "I-GPE")


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


@pytest.fixture
def article(corpus: Corpus) -> Article:
    """One with other words: “Ada Vey’s cat saw Kesh.”"""
    mentions = (mention("PERSON", 0, 7), mention("GPE", 18, 22))
    return replace(corpus["quay-reopens"], text="Ada Vey’s cat saw Kesh.", mentions=mentions)


def mention(type: str, start: int, end: int) -> Mention:
    return Mention(f"{start}", "someone", type, start, end, "")


def spans(tags: list[str], offsets: list[list[int]]) -> Iterator[tuple[int, int, str]]:
    """The spans that IOB2 tags describe; a tag that continues nothing is an error."""
    found: list[tuple[int, int, str]] = []
    before = "O"
    for tag, (start, end) in zip(tags, offsets, strict=True):
        if tag.startswith("B-"):
            found.append((start, end, tag[2:]))
        elif tag != "O":
            assert before[2:] == tag[2:], tags
            found[-1] = (found[-1][0], end, tag[2:])
        before = tag
    return iter(found)


def expected(article: Article) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.type) for m in article.mentions]


def words(text: str) -> list[tuple[int, int]]:
    """A naive tokenizer, for which “Vey’s” is one token."""
    return [found.span() for found in re.finditer(r"\w+(?:’\w+)*|[^\w\s]", text)]


@pytest.mark.parametrize("step", [1, -1])
def test_tags_of_words(article: Article, step: int) -> None:
    """Whatever the order of the mentions."""
    ordered = replace(article, mentions=article.mentions[::step])
    assert list(TaggedTokens({"a": ordered}, TYPES)) == [
        {
            "id": "quay-reopens",
            "tokens": ["Ada", "Vey", "’", "s", "cat", "saw", "Kesh", "."],
            "tags": ["B-PERSON", "I-PERSON", "O", "O", "O", "O", "B-GPE", "O"],
            "offsets": [[0, 3], [4, 7], [7, 8], [8, 9], [10, 13], [14, 17], [18, 22], [22, 23]],
        }
    ]


def test_the_tags_of_a_release_give_back_every_mention(corpus: Corpus) -> None:
    tagged = corpus.to_bio()
    rows = list(tagged)
    assert [row["id"] for row in rows] == list(corpus)
    assert len(tagged) == 3
    for row in rows:
        article = corpus[row["id"]]
        assert list(spans(row["tags"], row["offsets"])) == expected(article)
        assert row["tokens"] == [article.text[start:end] for start, end in row["offsets"]]
        assert "".join(row["tokens"]) == re.sub(r"\s", "", article.text)
    assert list(tagged.unaligned()) == []
    assert tagged.labels[:3] == ("O", "B-PERSON", "I-PERSON")


def test_a_part_of_a_release_has_tags_too(corpus: Corpus) -> None:
    part = corpus.where(genre="opinion")
    assert [row["id"] for row in part.to_bio()] == ["council-walks-out"]


def test_a_dataset_for_token_classification(corpus: Corpus) -> None:
    import datasets

    data = corpus.to_bio().to_datasets()
    assert list(data.features) == ["id", "tokens", "ner_tags", "offsets"]
    label = data.features["ner_tags"].feature
    assert isinstance(label, datasets.ClassLabel)
    assert tuple(label.names) == corpus.to_bio().labels
    for row in data:
        tags = [label.int2str(number) for number in row["ner_tags"]]
        assert list(spans(tags, row["offsets"])) == expected(corpus[row["id"]])


def test_mentions_inside_tokens_are_an_error_with_their_places(article: Article) -> None:
    tagged = TaggedTokens({"a": article}, TYPES, words)
    with pytest.raises(ArgumentError) as error:
        list(tagged)
    assert str(error.value) == (
        "quay-reopens: 1 of 2 mentions do not begin and end where a token does: “Ada Vey” at 0–7 "
        '(in “Ada”, “Vey’s”). Use tokenizer="words", or unaligned="extend" to tag every token that '
        "a mention touches"
    )
    assert list(tagged.unaligned()) == [("quay-reopens", article.mentions[0])]
    spaces = replace(article, mentions=(mention("PERSON", 3, 7), mention("GPE", 18, 22)))
    found = TaggedTokens({"a": spaces}, TYPES)
    assert list(found.unaligned()) == [("quay-reopens", spaces.mentions[0])]
    with pytest.raises(ArgumentError, match="1 of 2 mentions"):
        list(found)


def test_a_mention_without_a_token_is_an_error_even_with_extend(article: Article) -> None:
    tagged = TaggedTokens({"a": article}, TYPES, lambda _: [(0, 7)], "extend")
    with pytest.raises(ArgumentError, match=r"1 of 2 mentions .* “Kesh” at 18–22 \(without a tok"):
        list(tagged)


def test_only_the_first_places_are_listed(article: Article) -> None:
    many = replace(article, mentions=tuple(mention("GPE", n, n + 1) for n in range(1, 8)))
    with pytest.raises(ArgumentError, match=r"6 of 7 .*“V” at 4–5 .*“e” at 5–6 .* and 1 more\. "):
        list(TaggedTokens({"a": many}, TYPES))


def test_extend_tags_every_token_that_a_mention_touches(article: Article) -> None:
    (row,) = TaggedTokens({"a": article}, TYPES, words, "extend")
    assert row["tokens"] == ["Ada", "Vey’s", "cat", "saw", "Kesh", "."]
    assert row["tags"] == ["B-PERSON", "I-PERSON", "O", "O", "B-GPE", "O"]


def test_two_mentions_in_one_token_are_an_error(article: Article) -> None:
    twice = replace(article, mentions=(mention("PERSON", 0, 3), mention("GPE", 1, 7)))
    with pytest.raises(CorpusError, match=r"“Ada” at 0–3 and “da Vey” at 1–7 share one"):
        list(TaggedTokens({"a": twice}, TYPES, unaligned="extend"))


@pytest.mark.parametrize("places", [[(4, 7), (0, 3)], [(0, 3), (2, 7)], [(0, 99)], [(3, 3)]])
def test_impossible_tokens_are_refused(article: Article, places: list[tuple[int, int]]) -> None:
    with pytest.raises(ArgumentError, match="tokens of quay-reopens overlap, are empty, or"):
        list(TaggedTokens({"a": article}, TYPES, lambda _: places))


@pytest.mark.parametrize("wrong", ["Ada", 3, None, (0, 3, 4), (0.0, 3.0), ("0", "3")])
def test_tokens_that_are_no_pairs_are_refused(article: Article, wrong: Any) -> None:
    """A usual slip is a tokenizer that gives words, such as `str.split`."""
    said = f"tokenizer: for quay-reopens it gave {wrong!r}. Give pairs (start, end) of whole"
    with pytest.raises(ArgumentError, match=f"^{re.escape(said)}"):
        list(TaggedTokens({"a": article}, TYPES, lambda _: [wrong]))
    if wrong in (3, None):
        with pytest.raises(ArgumentError, match=f"^{re.escape(said)}"):
            list(TaggedTokens({"a": article}, TYPES, lambda _: wrong))


def test_unknown_names_are_refused(corpus: Corpus) -> None:
    with pytest.raises(UnknownNameError, match="tokenizer: “word” is unknown; did you mean “words"):
        corpus.to_bio("word")
    with pytest.raises(TypeError, match="tokenizer: give a name, or a function"):
        corpus.to_bio(7)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match='\'drop\' is neither "raise" nor "extend"'):
        corpus.to_bio(unaligned="drop")


def test_a_text_free_edition_names_restore(harbour_text_free: Path) -> None:
    corpus = load(harbour_text_free)
    for use in (
        lambda: list(corpus.to_bio()),
        lambda: list(corpus.to_bio().unaligned()),
        lambda: list(corpus.align(fast(["a"]))),
    ):
        with pytest.raises(CorpusError, match="^council-walks-out: this needs .* restore --texts"):
            use()


SPECIAL = ["[UNK]", "[PAD]", "[CLS]", "[SEP]"]


def fast(texts: list[str], *, bytes_: bool = False, size: int = 120) -> Any:
    """A fast tokenizer of `transformers`, trained here: WordPiece, or byte-level BPE.

    If `size` is less than the number of letters, each letter is a sub-word.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    if bytes_:
        made = Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer: Any = trainers.BpeTrainer(
            vocab_size=320, initial_alphabet=alphabet, special_tokens=SPECIAL, show_progress=False
        )
    else:
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(
            vocab_size=size, special_tokens=SPECIAL, show_progress=False
        )
    made.train_from_iterator(texts, trainer)
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    made.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    names = dict(zip(("unk_token", "pad_token", "cls_token", "sep_token"), SPECIAL, strict=True))
    return PreTrainedTokenizerFast(tokenizer_object=made, **names)


def test_labels_of_sub_words(article: Article) -> None:
    tokenizer = fast(["Ada Vey’s cat saw Kesh."], size=9)
    (row,) = align([replace(article, mentions=article.mentions[::-1])], TAGS, tokenizer, {})
    pieces = tokenizer.convert_ids_to_tokens(row["input_ids"])
    tags = [label if label < 0 else TAGS[label] for label in row["labels"]]
    person = ["A", "##d", "##a", "V", "##e", "##y"]
    assert pieces[:8] == ["[CLS]", *person, "’"]
    assert tags[:8] == [-100, "B-PERSON", *["I-PERSON"] * 5, "O"]
    assert pieces[-6:] == ["K", "##e", "##s", "##h", ".", "[SEP]"]
    assert tags[-6:] == ["B-GPE", "I-GPE", "I-GPE", "I-GPE", "O", -100]
    assert set(tags[8:-6]) == {"O"}


@pytest.mark.parametrize("bytes_", [False, True])
def test_labels_give_back_every_mention_of_a_release(corpus: Corpus, *, bytes_: bool) -> None:
    """Byte-level sub-words have the space before them, and an emoji is several of them."""
    tokenizer = fast([article.text for article in corpus.values()], bytes_=bytes_)
    labels = corpus.to_bio().labels
    for row in corpus.align(tokenizer):
        article = corpus[row["id"]]
        encoded = tokenizer(article.text, return_offsets_mapping=True)
        assert row["input_ids"] == encoded["input_ids"]
        assert row["attention_mask"] == [1] * len(row["labels"])
        within = [
            (labels[label], offsets)
            for label, offsets in zip(row["labels"], encoded["offset_mapping"], strict=True)
            if label != -100
        ]
        assert len(within) == len(row["labels"]) - 2
        found = spans([tag for tag, _ in within], [list(offsets) for _, offsets in within])
        trimmed = [
            (end - len(article.text[start:end].lstrip()), end, type) for start, end, type in found
        ]
        assert trimmed == expected(article)


def test_windows_of_long_texts_begin_with_b(article: Article) -> None:
    """The second window begins inside “Ada Vey”."""
    options = {"truncation": True, "max_length": 5, "return_overflowing_tokens": True}
    tokenizer = fast(["Ada Vey’s cat saw Kesh."], size=9)
    rows = list(align([article], TAGS, tokenizer, options))
    assert len(rows) > 2
    assert {row["id"] for row in rows} == {"quay-reopens"}
    for row in rows:
        assert len(row["labels"]) == len(row["input_ids"]) <= 5
        tags = ["O" if label < 0 else TAGS[label] for label in row["labels"]]
        list(spans(tags, [[n, n + 1] for n in range(len(tags))]))
    assert sum(1 in row["labels"] for row in rows) == 2


def test_a_sub_word_of_two_mentions_is_an_error(article: Article) -> None:
    twice = replace(article, mentions=(mention("PERSON", 0, 1), mention("GPE", 1, 3)))
    tokenizer = fast(["Ada Vey’s cat saw Kesh."] * 9)
    with pytest.raises(
        CorpusError, match="quay-reopens: a sub-word can have one tag, and “Ada” has"
    ):
        list(align([twice], TAGS, tokenizer, {}))


@pytest.mark.parametrize("option", ["return_offsets_mapping", "return_tensors"])
def test_options_that_would_change_the_rows_are_refused(corpus: Corpus, option: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{option}: leave it out"):
        list(corpus.align(fast(["a"]), **{option: True}))


def test_a_tokenizer_without_offsets_is_refused(corpus: Corpus) -> None:
    with pytest.raises(ArgumentError, match="tokenizer: Pattern has no offsets. Give one of the"):
        corpus.align(re.compile("x"))
