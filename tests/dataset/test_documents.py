"""What others read of a release: each format is read by a program of its own, and all of them say the same."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, TODAY
from istanbul_talks import load
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.documents import datacite
from istanbul_talks.dataset.documents.citation_cff import citation_cff
from istanbul_talks.dataset.documents.data_package import datapackage
from istanbul_talks.dataset.documents.ro_crate import rocrate
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.files.corpus_folder import CorpusFolder


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    built = build(CorpusFolder(ROOT), tmp_path_factory.mktemp("facts") / "x", today=TODAY)
    assert built.facts is not None
    return built.facts


def document(release: Path, name: str) -> Any:
    return json.loads((release / name).read_text(encoding="utf-8"))


def data_package_is_valid(folder: Path) -> tuple[bool, dict[str, int], str]:
    """What frictionless says, in a process of its own: it reads files only below the folder it runs in."""
    code = (
        "import json, frictionless\n"
        "found = frictionless.Package('datapackage.json').validate()\n"
        "rows = {task.name: task.stats.get('rows') for task in found.tasks}\n"
        "print(json.dumps([found.valid, rows, ' '.join(error.message for task in found.tasks for error in task.errors)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    valid, rows, errors = json.loads(done.stdout.splitlines()[-1])
    return valid, rows, errors


def test_frictionless_reads_every_row_of_the_data_package(release: Path, tmp_path: Path) -> None:
    valid, rows, errors = data_package_is_valid(release)
    assert (valid, errors) == (True, "")
    assert rows == {
        config: facts["rows"] for config, facts in load(release).manifest["configs"].items()
    }
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    path = copy / document(release, "datapackage.json")["resources"][3]["path"]
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"FAVOR"', b'"FAVOUR"', 1))
    valid, _, errors = data_package_is_valid(copy)
    assert not valid
    assert "hash" in errors or "bytes" in errors
    package = document(copy, "datapackage.json")
    for key in ("hash", "bytes"):
        del package["resources"][3][key]
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    valid, _, errors = data_package_is_valid(copy)
    assert not valid
    assert "enum" in errors


def test_datacite_accepts_its_record(release: Path) -> None:
    from datacite import schema45

    if load(release).manifest["released"] is None:
        assert not (release / "datacite.json").exists()
        return
    record = document(release, "datacite.json")
    assert schema45.validate(record)
    assert "<title>Istanbul Talks: an annotated corpus" in schema45.tostring(record)
    assert not schema45.validate({**record, "titles": []}) or not schema45.validate(
        {k: v for k, v in record.items() if k != "types"}
    )


def test_the_crate_names_every_file(release: Path) -> None:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(release)
    files = {entity.id: entity for entity in crate.data_entities}
    known = load(release).manifest["files"]
    assert set(files) == set(known) - {"ro-crate-metadata.json"}
    assert {id: entity["sha256"] for id, entity in files.items()} == {
        id: known[id]["sha256"] for id in files
    }
    assert {id: int(entity["contentSize"]) for id, entity in files.items()} == {
        id: known[id]["bytes"] for id in files
    }
    assert [author["name"] for author in crate.root_dataset["author"]] == [
        "The Istanbul Talks authors"
    ]
    assert crate.root_dataset["license"].id == "https://spdx.org/licenses/CC-BY-4.0.html"


def card(release: Path) -> Any:
    return yaml.safe_load((release / "README.md").read_text(encoding="utf-8").split("---\n")[1])


def test_all_say_the_same(release: Path, facts: Facts) -> None:
    """Title, version, day, licence, authors and keywords have one source. A change of one of them alone would show here."""
    corpus = load(release)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    dataset = document(release, "schema/dataset.json")
    cff = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    own = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    croissant, package = (
        document(release, f"{name}.json") for name in ("croissant", "datapackage")
    )
    record = (
        document(release, "datacite.json")
        if corpus.manifest["released"]
        else datacite.record(facts)
    )
    crate = next(
        entity
        for entity in document(release, "ro-crate-metadata.json")["@graph"]
        if entity["@id"] == "./"
    )
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    site = json.loads(
        re.search(
            r"{% raw %}(.*){% endraw %}",
            (ROOT / "docs" / "overrides" / "main.html").read_text(encoding="utf-8"),
            re.DOTALL,
        )[1]
    )  # type: ignore[index]

    titles = [
        cff["title"],
        own["title"],
        croissant["alternateName"],
        package["title"],
        record["titles"][0]["title"],
        crate["name"],
        zenodo["title"],
        site["name"],
    ]
    assert set(titles) == {dataset["title"], corpus.manifest["dataset"]["title"]}
    versions = [
        cff["version"],
        croissant["version"],
        package["version"],
        record["version"],
        crate["version"],
        site["version"],
    ]
    assert set(versions) == {corpus.version}
    released = corpus.version.partition("+")[0]
    assert (
        {
            own["version"],
            zenodo["version"],
            *(config["version"] for config in card(release)["configs"]),
        }
        == {released}
        == {project["project"]["version"]}
    )
    assert {own["date-released"], zenodo["publication_date"]} == {
        project["tool"]["istanbul-talks"]["released"]
    }
    days = [
        cff.get("date-released"),
        croissant.get("datePublished"),
        crate.get("datePublished"),
        site.get("datePublished"),
    ]
    days += [
        package["created"][:10] if "created" in package else None,
        record["dates"][0]["date"] if "dates" in record else None,
    ]
    assert set(days) == {corpus.manifest["released"]}
    assert {
        cff["license"][0],
        package["licenses"][0]["name"],
        record["rightsList"][0]["rightsIdentifier"],
        zenodo["license"].upper(),
    } == {"CC-BY-4.0"}
    assert {
        croissant["license"],
        package["licenses"][0]["path"],
        crate["license"]["@id"],
        site["license"],
    } == {"https://spdx.org/licenses/CC-BY-4.0.html"}
    names = [
        cff["authors"],
        croissant["creator"],
        record["creators"],
        zenodo["creators"],
        site["creator"],
    ]
    assert all(
        [author["name"] for author in authors] == ["The Istanbul Talks authors"]
        for authors in names
    )
    words = [
        cff["keywords"],
        croissant["keywords"],
        package["keywords"],
        [s["subject"] for s in record["subjects"]],
        zenodo["keywords"],
        site["keywords"],
    ]
    assert all(found == dataset["keywords"] for found in words)
    told = [
        croissant["citeAs"],
        package["id"],
        site["identifier"][-1],
        crate["identifier"][-1],
        record["alternateIdentifiers"][0]["alternateIdentifier"],
    ]
    assert all(corpus.digest in text for text in told)
    assert [dataset["description"]] * 6 == [
        cff["abstract"],
        croissant["description"],
        package["description"],
        record["descriptions"][0]["description"],
        crate["description"],
        site["description"],
    ]


def test_the_text_free_edition_says_what_it_is(tmp_path: Path) -> None:
    assert build(CorpusFolder(ROOT), tmp_path / "free", today=TODAY, free=True).facts is not None
    valid, rows, errors = data_package_is_valid(tmp_path / "free")
    assert (valid, errors) == (True, "")
    assert rows == {
        config: facts["rows"]
        for config, facts in load(tmp_path / "free").manifest["configs"].items()
    }
    crate = next(
        entity
        for entity in document(tmp_path / "free", "ro-crate-metadata.json")["@graph"]
        if entity["@id"] == "./"
    )
    cff = yaml.safe_load((tmp_path / "free" / "CITATION.cff").read_text(encoding="utf-8"))
    said = [
        document(tmp_path / "free", name)["description"]
        for name in ("croissant.json", "datapackage.json")
    ]
    assert all(
        "This is the text-free edition" in text
        for text in [*said, crate["description"], cff["abstract"]]
    )
    own = (tmp_path / "free" / "README.md").read_text(encoding="utf-8")
    assert "config `raw`" not in own
    assert "reads every span back" not in own


def test_a_doi_stands_in_every_record(facts: Facts) -> None:
    known = replace(facts, doi="10.5072/x.1", version="9.0.0", released="2027-01-02")
    assert datacite.datacite(known)["doi"] == "10.5072/x.1"
    assert "https://doi.org/10.5072/x.1" in datacite.schema_org(known)["identifier"]
    assert datacite.zenodo(known)["version"] == "9.0.0"
    crate = next(entity for entity in rocrate(known)["@graph"] if entity["@id"] == "./")
    assert crate["identifier"] == ["https://doi.org/10.5072/x.1", f"sha256:{known.digest}"]
    assert "doi: 10.5072/x.1" in citation_cff(known)


def test_a_package_of_several_shards_lists_them(facts: Facts) -> None:
    claims = replace(facts.configs["claims"], shards=2)
    paths = [f"jsonl/claims/train-0000{n}-of-00002.jsonl" for n in (0, 1)]
    several = replace(
        facts,
        configs={**facts.configs, "claims": claims},
        files={**facts.files, **dict.fromkeys(paths, ("0" * 64, 1))},
    )
    resource = next(r for r in datapackage(several)["resources"] if r["name"] == "claims")
    assert resource["path"] == paths
    assert "hash" not in resource


def test_nothing_in_the_data_can_end_the_script_on_the_site(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import generate

    dataset = {
        **facts.dataset,
        "description": "</script><script>alert(1)</script>{% endraw %}{{ x }}",
    }
    head = generate.site_head(replace(facts, vocabulary=replace(facts.vocabulary, dataset=dataset)))
    assert head.count("</script>") == 1
    assert head.count("{% endraw %}") == 1
