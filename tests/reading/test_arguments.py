"""Every public function with values of every kind: a result, or an error that says what to give."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import istanbul_talks
from istanbul_talks import Corpus, CorpusError, Subset, load

VALUES: list[Any] = [
    None, True, 0, -1, 1.5, float("nan"), "", "x", "x\0y", "\ud800", "é" * 5_000, b"x", [], ["x"],
    [[]], {}, {"x": 1}, {1: 2}, set(), (), object(), Path("x"), len,
]  # fmt: skip
RECORDS = {
    "Act", "Addition", "Agreement", "Article", "CaptureSpan", "Claim", "ClaimInGroup", "Decision",
    "Entity", "External", "FieldDecision", "Finding", "Link", "Mention", "Measure", "PassItem",
    "Proposed", "Remark", "Scores", "Severity", "Span", "Stance", "Waiver",
}  # fmt: skip # plain records: they hold what they are given


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def methods(owner: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods of an object, without the names that only warn."""
    for name, kind in inspect.getmembers_static(type(owner)):
        if not name.startswith("_") and inspect.isfunction(kind):
            yield name, getattr(owner, name)


def where_column(corpus: Corpus, column: str, value: object) -> Subset:
    return corpus.where(**{column: value})


def calls(corpus: Corpus) -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """Name, function and usable arguments of everything public."""
    article = corpus[next(iter(corpus))]
    part = corpus.where(genre=article.genre)
    known = {
        "link": article.id, "article": article, "id": article.id, "path": "schema/labels.json",
        "digest": corpus.digest, "config": "claims", "key": article.id, "number": 0,
    }  # fmt: skip
    for owner in (corpus, part, article, corpus.claims):
        for name, function in methods(owner):
            parameters = inspect.signature(function).parameters
            given = {p: known[p] for p in parameters if p in known}
            if name == "resolve":
                given = {"link": corpus.link(article)}
            if name == "soft_labels":
                given = {"layer": "stances", "column": "label"}
            yield f"{type(owner).__name__}.{name}", function, given
        if isinstance(owner, Corpus | Subset):
            get = type(owner).__getitem__
            yield f"{type(owner).__name__}[]", partial(get, owner), {"id": article.id}
    for column in ("genre", "publisher", "claims", "nothing"):
        yield f"where {column}", partial(where_column, corpus, column), {"value": None}
    yield "Corpus", Corpus, {"folder": corpus.folder, "source": None}
    yield "Subset", Subset, {"corpus": corpus, "ids": [article.id]}
    yield "load", load, {
        "path": corpus.folder, "version": None, "digest": None, "cache": None,
        "storage_options": None,
    }  # fmt: skip


def test_everything_public_is_called(corpus: Corpus) -> None:
    called = {name.partition(".")[0] for name, _, _ in calls(corpus)}
    errors = {name for name in istanbul_talks.__all__ if name.endswith("Error")}
    # In tests of their own.
    elsewhere = {"agreement", "evaluate", "export", "validate", "TaggedTokens", "Validator"}
    assert set(istanbul_talks.__all__) <= called | errors | elsewhere | RECORDS


def test_wrong_arguments_are_named(corpus: Corpus, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE", str(tmp_path / "cache"))
    wrong, count = [], 0
    for name, function, given in calls(corpus):
        for parameter in inspect.signature(function).parameters:
            if parameter in ("columns", "options"):
                continue  # as “where genre” and the others; options go to a tokenizer
            for value in VALUES if parameter != "test" else VALUES[:-1]:
                count += 1
                try:
                    found = function(**(given | {parameter: value}))
                    if isinstance(found, Iterator):
                        list(found)
                except (CorpusError, UserWarning):
                    pass
                except (TypeError, ValueError, KeyError, OSError) as error:
                    if parameter not in str(error):
                        wrong.append((name, parameter, value, error))
                except Exception as error:  # noqa: BLE001 - that is what the test is about
                    wrong.append((name, parameter, value, error))
    assert not wrong
    assert count > 500


@pytest.mark.parametrize(
    "call",
    [
        lambda corpus: corpus.rows("zz"),
        lambda corpus: corpus.json_lines("zz"),
        lambda corpus: corpus.where(genre="opinion").rows("zz"),
        lambda corpus: corpus.to_arrow("zz"),
        lambda corpus: corpus.to_pandas("zz"),
        lambda corpus: corpus.to_datasets("zz"),
    ],
)
def test_an_unknown_config_fails_at_the_call(
    corpus: Corpus, call: Callable[[Corpus], object]
) -> None:
    with pytest.raises(KeyError, match="there is no config “zz”. Choose one of: articles, ment"):
        call(corpus)


def test_labels_are_checked_and_open_columns_are_not(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="did you mean “reportage”.* The labels are: reportage, "):
        corpus.where(genre="reportge")
    with pytest.raises(ValueError, match="genre: 'gossip' is not a label"):
        corpus.where(genre={"reportage", "gossip"})
    with pytest.raises(KeyError, match="did you mean “genre”"):
        corpus.where(genres="reportage")
    assert [*corpus.where(genre={"reportage", "opinion"})] == ["council-walks-out", "quay-reopens"]
    said = "publisher: nothing in this release has “Nobody’s Gazette” there"
    with pytest.warns(UserWarning, match=said):
        assert not corpus.where(publisher="Nobody’s Gazette")


@pytest.mark.parametrize("given", [{"version": ""}, {"digest": ""}, {"cache": ""}, {"path": ""}])
def test_empty_arguments_are_not_absent_ones(corpus: Corpus, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=f"^{next(iter(given))}: "):
        load(**({"path": corpus.folder} | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "version", ["x", "", "v", "1.0", "1.0.0.0", "01.0.0", "1.0.0\n", "../1.0.0"]
)
@pytest.mark.parametrize("path", [None, "folder", "https://example.invalid/x"])
def test_what_is_not_a_version_number(corpus: Corpus, path: str | None, version: str) -> None:
    given = corpus.folder if path == "folder" else path
    with pytest.raises(ValueError, match=r"^version: “.*” is not a version number \(MAJOR\.MINOR"):
        load(given, version=version)


def test_the_version_of_an_unreleased_build_is_a_version_number(corpus: Corpus) -> None:
    with pytest.raises(
        istanbul_talks.VerificationError, match=r"should be 9\.0\.0\+8a78d101 but is"
    ):
        load(corpus.folder, version="9.0.0+8a78d101")


def test_a_version_that_is_not_there_names_those_that_are(corpus: Corpus, tmp_path: Path) -> None:
    for number in ("1.0.0", "1.1.0"):
        (tmp_path / number).symlink_to(corpus.folder)
    (tmp_path / "latest.json").write_text('{"version": "1.1.0"}', encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"no version 2.0.0. Its versions: 1.0.0, 1.1.0"):
        load(tmp_path, version="2.0.0")
    with pytest.raises(istanbul_talks.VerificationError, match=f"2.0.0 but is {corpus.version}"):
        load(corpus.folder, version="2.0.0")


OLD = {
    "hold": ("require_digest", lambda old, corpus: old(corpus.digest) is None),
    "shown": ("location", lambda old, corpus: old == str(corpus.folder)),
    "document": ("read_json", lambda old, corpus: "genre" in old("schema/labels.json")),
    "text": ("read_text", lambda old, corpus: "cff-version: 1.2.0" in old("CITATION.cff")),
    "lines_of": ("read_lines", lambda old, corpus: b"{" in list(old("schema/labels.json"))),
    "lines": ("json_lines", lambda old, corpus: {id for id, _ in old("claims")} <= set(corpus)),
}


@pytest.mark.parametrize("name", OLD)
def test_names_of_the_last_release_still_work_and_warn(corpus: Corpus, name: str) -> None:
    new, works = OLD[name]
    with pytest.warns(DeprecationWarning, match=f"Corpus.{name} is now called Corpus.{new}"):
        old = getattr(corpus, name)
    assert works(old, corpus)


def test_the_old_name_of_the_corpus_of_a_subset(corpus: Corpus) -> None:
    with pytest.warns(DeprecationWarning, match="Subset.whole is now called Subset.corpus"):
        assert corpus.where().whole is corpus
