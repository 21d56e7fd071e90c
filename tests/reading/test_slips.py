"""Twenty slips that users make: each gets the right word, or the answer that was meant."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import Corpus, Stance, VerificationError, evaluate, load
from istanbul_talks.cli.main import main


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def prediction(**values: Any) -> list[dict[str, Any]]:
    row = {"article": "quay-reopens", "holder": "tarn", "target": "shared-ferry"}
    return [{**row, "label": "AGAINST", **values}]


SLIPS: list[tuple[Callable[[Corpus], object], str]] = [
    (lambda c: c["quay-reopen"], "did you mean “quay-reopens”"),
    (
        lambda c: evaluate(prediction(target="shared-fery"), config="stance", articles=c),
        "did you mean “shared-ferry”",
    ),
    (
        lambda c: evaluate(prediction(label="against"), config="stance", articles=c),
        "did you mean “AGAINST”",
    ),
    (lambda c: c.to_pandas("claim"), "no config “claim”; did you mean “claims”"),
    (lambda c: c.to_pandas("article"), "no config “article”; did you mean “articles”"),
    (lambda c: c["quay-reopens"].stances, "Article has no attribute .*; did you mean “stance”"),
    (
        lambda c: c["quay-reopens"].claims[0].speaker,
        "Claim has no attribute “speaker”; did you mean “claimer”",
    ),
    (lambda c: c.stance, "Corpus has no attribute “stance”; did you mean “stances”"),
    (lambda c: c.rows("entitees"), "no config “entitees”; did you mean “entities”"),
    (lambda c: c.where(genre="reportag"), "did you mean “reportage”"),
    (lambda c: c.where(publisher="harbor lantern"), "did you mean “Harbour Lantern”"),
    (lambda c: c.where(event="lyth-2024"), "is not an event; did you mean “lyth-2024-0"),
    (lambda c: c.where(holder="tarn"), "“holder”; it is a column of corpus.stances"),
    (lambda c: c.stances.where(target="shared-fery"), "a target; did you mean “shared-ferry”"),
    (lambda c: c.stances.where(holder="trn"), "holder: nothing .* “trn” .*; did you mean “tarn”"),
    (lambda c: c.stances.where(undisputed="yes"), "undisputed: give True or False, not 'yes'"),
    (lambda c: c.stances.where(outlets="x"), "no column “outlets”; did you mean “publisher”"),
    (lambda c: c.claims.where(speaker="x", claimer="y"), "claimer was given under two names"),
    (lambda c: load(c.folder, edition="text-free"), "istanbul-talks-text-free.*restore"),
    (lambda c: load(c.folder, edition="textfree"), "did you mean “text-free”"),
]


@pytest.mark.parametrize("number", range(len(SLIPS)))
def test_a_slip_names_the_right_word(corpus: Corpus, number: int) -> None:
    """Warnings are errors here; users see them and go on."""
    slip, said = SLIPS[number]
    with pytest.raises((AttributeError, KeyError, UserWarning, ValueError), match=said):
        slip(corpus)


def test_a_warning_is_about_the_line_of_the_user(corpus: Corpus) -> None:
    for call in (
        lambda: corpus.where(outlet="harbour lantern"),
        lambda: corpus.where().where(outlet="harbour lantern"),
        lambda: corpus.stances.where(outlet="harbour lantern"),
    ):
        with pytest.warns(UserWarning, match="publisher: .*did you mean “Harbour") as caught:
            assert not call()
        assert caught[0].filename == __file__


def test_what_was_meant_is_understood(corpus: Corpus) -> None:
    assert corpus.cite("APA") == corpus.cite("apa")
    assert len(corpus.to_pandas("stances")) == len(list(corpus.rows("stances"))) == 27
    assert [*corpus.where(outlet="Harbour Lantern")] == ["quay-reopens"]
    assert len(corpus.rows("entities").__next__()) == 10
    assert isinstance(next(iter(corpus.stances)), Stance)
    assert load(corpus.folder, edition="full").digest == corpus.digest


def test_hints_are_for_people_not_for_tools(corpus: Corpus) -> None:
    article = corpus["quay-reopens"]
    assert not hasattr(article, "_repr_html_")
    assert not hasattr(corpus, "__array__")
    with pytest.raises(AttributeError, match="Mention has no attribute “quote”; did you mean “t"):
        article.mentions[0].quote  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(AttributeError, match="Stance has no attribute “speaker”; did you mean “h"):
        article.stance[0].speaker  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(AttributeError, match=r"“label”: it is a column. Write: \[one.label for"):
        corpus.stances.label  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(
        AttributeError, match="View has no attribute “filter”; did you mean “where”"
    ):
        corpus.stances.filter  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(
        AttributeError, match="View has no attribute “to_panda”; did you mean “to_p"
    ):
        corpus.stances.to_panda  # type: ignore[attr-defined] # noqa: B018


def test_another_version_is_named_before_its_place(corpus: Corpus) -> None:
    said = "^the version of harbour-talks should be 0.2.0 but is 1.2.3"
    with pytest.raises(VerificationError, match=said) as e:
        load(corpus.folder, version="0.2.0")
    assert str(e.value).endswith(f"This one is at {corpus.folder}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sho"], "there is no command “sho”; did you mean “show”"),
        (["agreement", "--articel", "x"], "did you mean “--article”"),
        (["cite", "--where", "publisher=harbour lantern"], "did you mean “Harbour Lantern”"),
        (["cite", "--where", "outlet=Harbour Lanter"], "did you mean “Harbour Lantern”"),
    ],
)
def test_slips_on_the_command_line(
    harbour_release: Path,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", harbour_release)
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    assert said in capsys.readouterr().err


def test_a_style_in_capitals(
    harbour_release: Path, corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cite", str(harbour_release), "--style", "APA"]) == 0
    assert capsys.readouterr().out == f"{corpus.cite('apa')}\n"


def test_the_repr_of_a_record_is_short(corpus: Corpus) -> None:
    article = corpus["quay-reopens"]
    assert repr(article) == "<Article quay-reopens: 18 claims, 10 stances, 17 mentions>"
    nested = [getattr(article, name) for name in ("entities", "mentions", "claims", "stance")]
    for record in [*(one for own in nested for one in own), *corpus.stances, *corpus.decisions]:
        assert len(repr(record)) <= 200
        assert record.id in repr(record)


def test_several_slips_are_named_in_order(corpus: Corpus) -> None:
    slips = ["xa", "xb", "xc", "xd", "xe", "xf"]
    with pytest.warns(UserWarning) as found:
        corpus.claims.where(claimer=slips)
    assert [str(one.message).partition("“")[2][:2] for one in found] == slips
