"""What others read of a release: a program of its own reads each format, and all say the same."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpora import ROOT, TODAY, edit, harbour, larger
from istanbul_talks import load
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.documents.card import fill, values
from istanbul_talks.dataset.documents.data_package import datapackage
from istanbul_talks.dataset.documents.metadata import (
    citation_cff,
    datacite,
    rocrate,
    schema_org,
    zenodo,
)
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.site import pages

TITLE = "Harbour Talks: a made-up corpus for tests"
LICENCE = "https://spdx.org/licenses/CC-BY-4.0.html"


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("facts")
    root = CorpusFolder(harbour(folder / "corpus"))
    built = build(root, folder / "release", today=TODAY)
    assert built.facts is not None
    return built.facts


def document(release: Path, name: str) -> Any:
    return json.loads((release / name).read_text(encoding="utf-8"))


def root_of(crate: dict[str, Any]) -> dict[str, Any]:
    return next(entity for entity in crate["@graph"] if entity["@id"] == "./")


def names(entries: Iterable[dict[str, Any]]) -> list[str]:
    return [entry["name"] for entry in entries]


# frictionless reads only below the folder that it runs in: it gets a process of its own
CHECK = """
import json, frictionless
found = frictionless.Package("datapackage.json").validate()
rows = {task.name: task.stats.get("rows") for task in found.tasks}
errors = [error.message for task in found.tasks for error in task.errors]
print(json.dumps([found.valid, rows, " ".join(errors)]))
"""


def check_data_package(folder: Path) -> tuple[bool, dict[str, int], str]:
    command = [sys.executable, "-W", "ignore", "-c", CHECK]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    valid, rows, errors = json.loads(done.stdout.splitlines()[-1])
    return valid, rows, errors


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["full", "text-free"])
def test_frictionless_reads_every_row_of_the_data_package(
    harbour_release: Path, harbour_text_free: Path, edition: str
) -> None:
    release = harbour_release if edition == "full" else harbour_text_free
    valid, rows, errors = check_data_package(release)
    assert (valid, errors) == (True, "")
    configs = load(release).manifest["configs"]
    twins = [folder.name for folder in (release / "jsonl").iterdir()]
    assert rows == {config: configs[config]["rows"] for config in twins}


@pytest.mark.slow
def test_frictionless_sees_a_damaged_file_and_an_unknown_label(
    harbour_release: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(harbour_release, tmp_path / "copy"))
    package = document(copy, "datapackage.json")
    passes = next(resource for resource in package["resources"] if resource["name"] == "passes")
    data = (copy / passes["path"]).read_bytes()
    (copy / passes["path"]).write_bytes(data.replace(b'"FAVOR"', b'"FAVOUR"', 1))
    valid, _, errors = check_data_package(copy)
    assert not valid
    assert "hash" in errors or "bytes" in errors
    del passes["hash"], passes["bytes"]
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    valid, _, errors = check_data_package(copy)
    assert not valid
    assert "enum" in errors


def test_datacite_accepts_its_record(harbour_release: Path) -> None:
    from datacite import schema45

    record = document(harbour_release, "datacite.json")
    assert schema45.validate(record)
    assert f"<title>{TITLE}</title>" in schema45.tostring(record)
    assert not schema45.validate({key: v for key, v in record.items() if key != "types"})


def test_without_a_day_of_release_there_is_no_datacite_record(facts: Facts, tmp_path: Path) -> None:
    root = harbour(tmp_path / "corpus")
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "9.0"\n', "utf-8")
    assert build(CorpusFolder(root), tmp_path / "out", today=TODAY).facts
    assert not (tmp_path / "out" / "datacite.json").exists()
    assert "publicationYear" not in datacite(replace(facts, released=None))


def test_the_crate_lists_every_file(harbour_release: Path) -> None:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(harbour_release)
    files = {
        entity.id: (entity["sha256"], int(entity["contentSize"])) for entity in crate.data_entities
    }
    known = load(harbour_release).manifest["files"]
    assert files == {
        path: (file["sha256"], file["bytes"])
        for path, file in known.items()
        if path != "ro-crate-metadata.json"
    }
    assert names(crate.root_dataset["author"]) == ["Nobody"]
    assert crate.root_dataset["license"].id == LICENCE


def test_all_say_the_same(harbour_release: Path, facts: Facts) -> None:
    """Each fact has one source: a change of one document alone would show here."""
    cff = yaml.safe_load((harbour_release / "CITATION.cff").read_text(encoding="utf-8"))
    card = yaml.safe_load((harbour_release / "README.md").read_text("utf-8").split("---\n")[1])
    croissant, package, record = (
        document(harbour_release, f"{name}.json")
        for name in ("croissant", "datapackage", "datacite")
    )
    crate = root_of(document(harbour_release, "ro-crate-metadata.json"))
    zenodo_record, site = zenodo(facts), schema_org(facts)

    titles = {cff["title"], croissant["alternateName"], package["title"], crate["name"]}
    assert titles | {record["titles"][0]["title"], zenodo_record["title"], site["name"]} == {TITLE}
    dated = (cff, croissant, package, record, crate, site, zenodo_record)
    assert {one["version"] for one in dated} == {"1.2.3"}
    assert {config["version"] for config in card["configs"]} == {"1.2.3"}
    days = [cff["date-released"], package["created"][:10], record["dates"][0]["date"]]
    days += [one["datePublished"] for one in (croissant, crate, site)]
    assert {*days, zenodo_record["publication_date"]} == {"2024-05-28"}
    assert {
        cff["license"][0],
        package["licenses"][0]["name"],
        record["rightsList"][0]["rightsIdentifier"],
        zenodo_record["license"].upper(),
    } == {"CC-BY-4.0"}
    assert {
        croissant["license"],
        package["licenses"][0]["path"],
        crate["license"]["@id"],
        site["license"],
    } == {LICENCE}
    creators = [cff["authors"], zenodo_record["creators"]]
    creators += [croissant["creator"], record["creators"], site["creator"]]
    assert [names(authors) for authors in creators] == [["Nobody"]] * 5
    words = [one["keywords"] for one in (cff, croissant, package, zenodo_record, site)]
    words += [[s["subject"] for s in record["subjects"]], crate["keywords"].split(", ")]
    assert words == [["test", "herring"]] * 7
    digests = [croissant["citeAs"], package["id"], site["identifier"][-1], crate["identifier"][-1]]
    digests.append(record["alternateIdentifiers"][0]["alternateIdentifier"])
    assert all(f"sha256:{facts.digest}" in text for text in digests)
    texts = [one["description"] for one in (croissant, package, crate, site)]
    texts += [cff["abstract"], record["descriptions"][0]["description"]]
    assert texts == [facts.dataset["description"]] * 6


def test_the_text_free_edition_says_what_it_is(harbour_text_free: Path) -> None:
    crate = root_of(document(harbour_text_free, "ro-crate-metadata.json"))
    cff = yaml.safe_load((harbour_text_free / "CITATION.cff").read_text(encoding="utf-8"))
    documents = ("croissant.json", "datapackage.json", "datacite.json")
    croissant, package, record = (document(harbour_text_free, name) for name in documents)
    texts = [croissant["description"], package["description"], crate["description"]]
    texts += [cff["abstract"], record["descriptions"][0]["description"]]
    assert all("This is the text-free edition" in text for text in texts)
    card = (harbour_text_free / "README.md").read_text(encoding="utf-8")
    assert "This is the text-free edition" in card
    assert "config `raw`" not in card
    assert "reads every span back" not in card


def test_the_languages_are_those_of_the_articles(tmp_path: Path) -> None:
    """An article each in English, Turkish and Ukrainian, and one more in Ukrainian.

    Every format names all three, the commonest one first.
    """
    root = larger(tmp_path / "corpus", 4, passes=False)
    for path, tag in zip(
        sorted((root / "annotations").glob("*.json")), ("uk", "en", "tr", "uk-UA"), strict=True
    ):
        edit(path, source__language=tag)
    built = build(CorpusFolder(root), tmp_path / "release", today=TODAY)
    assert built.facts is not None
    text = (tmp_path / "release" / "README.md").read_text(encoding="utf-8")
    card = yaml.safe_load(text.split("---")[1])
    tags = ["uk", "en", "tr"]
    assert card["language"] == tags
    assert card["multilinguality"] == ["multilingual"]
    words = "Ukrainian (2), English (1), Turkish (1)"
    assert f"- **Language:** {words}\n" in text
    assert schema_org(built.facts)["inLanguage"] == tags
    assert root_of(rocrate(built.facts))["inLanguage"] == tags
    assert document(tmp_path / "release", "croissant.json")["inLanguage"] == tags
    assert document(tmp_path / "release", "datapackage.json")["languages"] == tags
    assert zenodo(built.facts)["language"] == "ukr"  # these two have room for one
    assert datacite(built.facts)["language"] == "uk"
    for name in ("datasheet", "data-statement"):
        template = (ROOT / "templates" / f"{name}.md").read_text(encoding="utf-8")
        (line,) = [line for line in template.splitlines() if "$languages" in line]
        assert words in fill(line, values(built.facts), name)


def test_every_record_has_the_doi(facts: Facts) -> None:
    known = replace(facts, doi="10.5072/x.1", version="9.0.0", released="2027-01-02")
    assert datacite(known)["doi"] == "10.5072/x.1"
    assert "https://doi.org/10.5072/x.1" in schema_org(known)["identifier"]
    assert zenodo(known)["version"] == "9.0.0"
    identifiers = ["https://doi.org/10.5072/x.1", f"sha256:{known.digest}"]
    assert root_of(rocrate(known))["identifier"] == identifiers
    assert "doi: 10.5072/x.1" in citation_cff(known)


def test_other_data_never_have_the_version_of_a_release(facts: Facts) -> None:
    releases = {"1.2.3": {"version": "1.2.3", "released": "2024-05-28", "digest": "0" * 64}}
    vocabulary = replace(facts.vocabulary, releases=releases)
    known = replace(facts, vocabulary=vocabulary, doi="10.5072/x.1").with_own_version()
    assert known.version == f"1.2.3+{facts.digest[:8]}"
    assert (known.released, known.doi, zenodo(known)["version"]) == (None, None, "1.2.3")
    releases["1.2.3"]["digest"] = facts.digest
    assert replace(facts, vocabulary=vocabulary).with_own_version().version == "1.2.3"


def test_a_package_of_several_shards_lists_them(facts: Facts) -> None:
    passes = replace(facts.configs["passes"], shards=2)
    paths = [f"jsonl/passes/train-0000{n}-of-00002.jsonl" for n in (0, 1)]
    several = replace(
        facts,
        configs={**facts.configs, "passes": passes},
        files={**facts.files, **dict.fromkeys(paths, ("0" * 64, 1))},
    )
    resource = next(r for r in datapackage(several)["resources"] if r["name"] == "passes")
    assert resource["path"] == paths
    assert "hash" not in resource


def test_nothing_in_the_data_can_end_the_script_on_the_site(facts: Facts) -> None:
    text = "</script><script>alert(1)</script>{% endraw %}{{ x }}"
    vocabulary = replace(facts.vocabulary, dataset={**facts.dataset, "description": text})
    head = pages._site_head(replace(facts, vocabulary=vocabulary))
    assert head.count("</script>") == 1
    assert head.count("{% endraw %}") == 1
    assert (
        json.loads(re.findall(r"{% raw %}(.*){% endraw %}", head, re.DOTALL)[0])["description"]
        == text
    )
