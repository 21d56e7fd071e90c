"""The difference of two versions: every edit comes back, exactly, whatever the versions lie in."""

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import corpora
from corpora import committed, enriched, harbour
from corpora import river as make_corpus
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history import report
from istanbul_talks.history.changes import Change, Step, is_enough, next_version, step
from istanbul_talks.history.compare import compare
from istanbul_talks.history.differences import Part, differences
from istanbul_talks.history.versions import Folder, Release, open_version
from istanbul_talks.reading.corpus import load

Listed = tuple[str, str, str, str, str, str]


def listed(changes: list[Change]) -> list[Listed]:
    """Changes that follow from no other, in a form that can be sorted."""
    return sorted(
        (c.layer, c.id, c.kind, c.field, json.dumps(c.before), json.dumps(c.after))
        for c in changes
        if c.kind != "follows"
    )


def one(layer: str, id: str, kind: str, field: str, before: Any, after: Any) -> Listed:
    return layer, id, kind, field, json.dumps(before), json.dumps(after)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The rows of every article of harbour that has some in each config."""
    root = enriched(tmp_path_factory.mktemp("rows") / "harbour")
    version = Folder(CorpusFolder(root), "here")
    made = {
        id: {config: list(found) for config, found in version.rows(id).items()}
        for id, _ in version.fingerprints()
    }
    return {id: found for id, found in made.items() if all(found.values())}


# Random edits: each takes a random source and the rows, edits these, and returns what is expected.
_VALUES = ["new-value", "another value", None, "Ünïcode 🎉", "x" * 300]


def other(rng: random.Random, old: Any) -> Any:
    if isinstance(old, bool):
        return not old
    return rng.choice([value for value in _VALUES if value != old])


def fresh_span(rng: random.Random, text: str, used: set[tuple[int, int]]) -> tuple[int, int]:
    while True:
        start = rng.randrange(len(text) - 60)
        span = start, start + rng.randrange(20, 60)
        if span not in used and text.count(text[slice(*span)]) == 1:
            used.add(span)
            return span


def edit_column(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    article = rows["articles"][0]
    layers = {
        "source": ["title", "publisher", "author", "section", "genre", "rights_note"],
        "date": ["published", "date_note", "event"],
        "provenance": ["status"],
    }
    layer = rng.choice(list(layers))
    field = rng.choice(layers[layer])
    if field in used:
        return []
    used.add(field)
    before, article[field] = article[field], other(rng, article[field])
    return [one(layer, article["id"], "changed", field, before, article[field])]


def edit_field(
    layer: str, column: str, fields: list[str], id_of: Callable[[Any], str]
) -> Callable[..., list[Listed]]:
    def edit(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
        records = rows[column] if column in rows else rows["articles"][0][column]
        free = [record for record in records if (layer, id(record)) not in used]
        if not free:
            return []
        record = rng.choice(free)
        used.add((layer, id(record)))
        field = rng.choice(fields)
        before, record[field] = record[field], other(rng, record[field])
        return [one(layer, id_of(record), "changed", field, before, record[field])]

    return edit


def edit_removed(
    layer: str, column: str, id_of: Callable[[Any], str]
) -> Callable[..., list[Listed]]:
    def edit(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
        records = rows[column] if column in rows else rows["articles"][0][column]
        free = [record for record in records if (layer, id(record)) not in used]
        if not free:
            return []
        record = rng.choice(free)
        records.remove(record)
        used.add((layer, id(record)))
        used.add(id(record))
        return [one(layer, id_of(record), "removed", "", record, None)]

    return edit


def edit_claim_added(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    article = rows["articles"][0]
    start, end = fresh_span(rng, article["text"], used)
    added = {
        **article["claims"][0],
        "id": f"new-{start}",
        "start": start,
        "end": end,
        "quote": article["text"][start:end],
        "claimer": "article",
    }
    article["claims"].insert(rng.randrange(len(article["claims"]) + 1), added)
    used.add(("claim", id(added)))
    return [one("claim", added["id"], "added", "", None, added)]


def edit_claim_renamed(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    claim = rng.choice(rows["articles"][0]["claims"])
    if ("claim", id(claim)) in used:
        return []
    used.add(("claim", id(claim)))
    before, claim["id"] = claim["id"], claim["id"] + "-renamed"
    return [one("claim", claim["id"], "renamed", "id", before, claim["id"])]


def edit_claim_words(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    article = rows["articles"][0]
    claim = rng.choice(article["claims"])
    if ("claim", id(claim)) in used:
        return []
    used.add(("claim", id(claim)))
    before = claim["quote"]
    used.add((claim["start"], claim["end"]))
    claim["start"], claim["end"] = fresh_span(rng, article["text"], used)
    claim["quote"] = article["text"][claim["start"] : claim["end"]]
    return [one("claim", claim["id"], "changed", "quote", before, claim["quote"])]


def edit_mention_added(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    article = rows["articles"][0]
    start, end = fresh_span(rng, article["text"], used)
    added = {
        "id": f"new-{start}",
        "entity": "nobody",
        "type": "PERSON",
        "start": start,
        "end": end,
        "text": article["text"][start:end],
    }
    article["mentions"].append(added)
    used.add(("mention", id(added)))
    return [one("mention", added["id"], "added", "", None, added)]


def edit_evidence(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    article = rows["articles"][0]
    free = [stance for stance in article["stance"] if ("stance", id(stance)) not in used]
    if not free:
        return []
    stance = rng.choice(free)
    used.add(("stance", id(stance)))
    start, end = fresh_span(rng, article["text"], used)
    before = copy.deepcopy(stance["evidence"])
    stance["evidence"].append({"start": start, "end": end, "text": article["text"][start:end]})
    return [one("stance", stance["id"], "changed", "evidence", before, stance["evidence"])]


def edit_act_added(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    acts = rows["articles"][0]["provenance"]
    added = {
        "by": f"reader-{rng.randrange(10**9)}",
        "kind": "human",
        "did": "review",
        "date": "2026-12-01",
        "guidelines": "1.1",
        "note": None,
    }
    acts.append(added)
    return [one("provenance", f"{added['by']} review 2026-12-01", "added", "", None, added)]


def edit_order(rng: random.Random, rows: Any, used: set[Any]) -> list[Listed]:
    entities = rows["articles"][0]["entities"]
    if (
        "order" in used
        or len(entities) < 2
        or any(layer == "entity" for layer, *_ in (u for u in used if isinstance(u, tuple)))
    ):
        return []
    used.update({"order", *(("entity", id(entity)) for entity in entities)})
    before = [entity["id"] for entity in entities]
    entities[0], entities[1] = entities[1], entities[0]
    return [one("entity", "", "changed", "order", before, [entity["id"] for entity in entities])]


def by_id(record: Any) -> str:
    return str(record["id"])


def pass_id(record: Any) -> str:
    return f"{record['annotator']}/{record['layer']}/{record['id']}"


CLAIM_FIELDS = ["claimer", "attribution", "type", "epistemic", "checkworthy", "note"]
CLAIM_FIELDS += ["standalone", "propositions", "links"]
STANCE_FIELDS = ["label", "expression", "certainty", "note", "claims", "without_claim"]
ADDED_FIELDS = ["standalone", "propositions", "links", "claims", "without_claim", "kind"]
PASS_FIELDS = ["entity", "name", "note", "genre", "checkworthy", "kind"]
EDITS = [
    edit_column,
    edit_field("entity", "entities", ["type", "wikidata", "role", "note"], by_id),
    edit_field("claim", "claims", CLAIM_FIELDS, by_id),
    edit_field("stance", "stance", STANCE_FIELDS, by_id),
    edit_field("addition", "additions", ADDED_FIELDS, pass_id),
    edit_field("mention", "mentions", ["entity", "type"], by_id),
    edit_field("pass", "passes", PASS_FIELDS, pass_id),
    edit_field("decision", "decisions", ["decided", "why", "by", "date"], by_id),
    edit_removed("entity", "entities", by_id),
    edit_removed("claim", "claims", by_id),
    edit_removed("stance", "stance", by_id),
    edit_removed("mention", "mentions", by_id),
    edit_removed("decision", "decisions", by_id),
    edit_removed("external", "external", lambda record: str(record["field"])),
    edit_removed("note", "notes", lambda record: str(record["quote"])),
    edit_removed("waiver", "waived", lambda record: str(record["rule"])),
    edit_field("waiver", "waived", ["reason"], lambda record: str(record["rule"])),
    edit_claim_added,
    edit_claim_renamed,
    edit_claim_words,
    edit_mention_added,
    edit_evidence,
    edit_act_added,
    edit_order,
]


@pytest.mark.parametrize("seed", range(40))
def test_every_random_edit_comes_back_and_nothing_else(rows: dict[str, Any], seed: int) -> None:
    """Five edits of different records at a time: each comes back, with both values."""
    rng = random.Random(seed)
    for _ in range(10):
        id = rng.choice(sorted(rows))
        before, after = rows[id], copy.deepcopy(rows[id])
        used: set[Any] = set()
        expected: list[Listed] = []
        for edit in rng.sample(EDITS, 5):
            expected += edit(rng, after, used)
        assert listed(compare(id, before, after)) == sorted(expected)
        assert bool(expected) == (before != after)


def test_changes_of_what_is_added_are_seen(tmp_path: Path) -> None:
    """Each field that is added to claims and stances, and a proposition's wording."""
    plain, more = harbour(tmp_path / "plain"), enriched(tmp_path / "more")
    path = "annotations/quay-reopens.json"
    (plain / "schema/propositions.jsonl").write_bytes(
        (more / "schema/propositions.jsonl").read_bytes()
    )
    corpora.edit(
        more / "schema/propositions.jsonl", lambda lines: lines[0].update(proposition="Another.")
    )
    sides = open_version(str(plain), None), open_version(str(more), None)
    found = [change for part in differences(*sides) for change in part.changes]
    seen = {(c.layer, c.id, c.field): c.after for c in found if c.kind == "changed"}
    assert seen["claim", "boats-laid-up", "standalone"] == (
        "While Gull Quay was closed, 38 boats stayed in port."
    )
    assert seen["claim", "moved-an-inch", "quoted"][0]["text"] == "moved an inch"
    assert seen["claim", "plans-a-trap", "links"] == [
        {"to": "no-ferry-company", "relation": "supports"}
    ]
    assert ("claim", "agreed-to-reopen", "propositions") in seen
    assert seen["stance", "quill/talks-succeed", "claims"] == ["settlement-in-spring"]
    assert ("stance", "other-the-ostrel-side/talks-succeed", "without_claim") in seen
    assert seen["vocabulary", "propositions/ferry-shared", "proposition"] == "Another."
    added = [c.id for c in found if (c.layer, c.kind) == ("addition", "added")]
    assert len(added) == 56 and "model-a/claim/first-ferry" in added
    assert json.loads((more / path).read_bytes())["provenance"][-1]["did"] == "enrich"


def test_no_difference(rows: dict[str, Any]) -> None:
    for id, found in rows.items():
        assert compare(id, found, copy.deepcopy(found)) == []


def test_false_is_not_0(rows: dict[str, Any]) -> None:
    """Python calls them equal; a reader of the data does not."""
    before = rows["quay-reopens"]
    after = copy.deepcopy(before)
    claim = next(claim for claim in after["articles"][0]["claims"] if not claim["checkworthy"])
    claim["checkworthy"] = 0
    assert listed(compare("quay-reopens", before, after)) == [
        one("claim", claim["id"], "changed", "checkworthy", False, 0)
    ]


def test_what_only_follows_is_a_change_where_there_is_nothing_to_follow(
    rows: dict[str, Any],
) -> None:
    """A column derived from others cannot change by itself: if it does, that is a change."""
    for column in ("text_sha256", "published_earliest"):
        after = copy.deepcopy(rows["quay-reopens"])
        before = after["articles"][0][column]
        after["articles"][0][column] = "2020-01-01"
        layer = "date" if column.startswith("published") else "article"
        assert listed(compare("quay-reopens", rows["quay-reopens"], after)) == [
            one(layer, "quay-reopens", "changed", column, before, "2020-01-01")
        ]
    after = copy.deepcopy(rows["quay-reopens"])
    first = after["articles"][0]["mentions"][0]["id"]
    after["articles"][0]["mentions"][0]["id"] = "harbour-99"
    assert listed(compare("quay-reopens", rows["quay-reopens"], after)) == [
        one("mention", "harbour-99", "changed", "id", first, "harbour-99")
    ]


def test_columns_the_code_does_not_know_are_compared_too(rows: dict[str, Any]) -> None:
    after = copy.deepcopy(rows["quay-reopens"])
    after["articles"][0]["mood"] = "wry"
    after["articles"][0]["claims"][0]["mood"] = "wry"
    id = after["articles"][0]["claims"][0]["id"]
    assert listed(compare("quay-reopens", rows["quay-reopens"], after)) == [
        one("article", "quay-reopens", "changed", "mood", None, "wry"),
        one("claim", id, "changed", "mood", None, "wry"),
    ]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """The base corpus twice: edit the second."""
    yield make_corpus(tmp_path / "old"), make_corpus(tmp_path / "new")


def edit(
    folder: Path, *changes: tuple[str, str], file: str = "annotations/river-talks.json"
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def between(old: Path, new: Path) -> list[Change]:
    parts = list(differences(open_version(str(old), None), open_version(str(new), None)))
    assert [part.unreadable for part in parts if part.unreadable] == []
    return [change for part in parts for change in part.changes]


def test_an_edited_annotation(two: tuple[Path, Path]) -> None:
    edit(two[1], ('"label": "FAVOR"', '"label": "AGAINST"'), ('"role": "venue"', '"role": "other"'))
    assert listed(between(*two)) == [
        one("entity", "cedon", "changed", "role", "venue", "other"),
        one("stance", "boria/pause-works", "changed", "label", "FAVOR", "AGAINST"),
    ]


def test_spans_that_a_change_of_the_text_carries_along(two: tuple[Path, Path]) -> None:
    """A sentence is inserted at the front: what comes after keeps its words and does not change."""
    edit(
        two[1],
        ("Aria and Boria met in Cedon", "The river is wide. Aria and Boria met in Cedon"),
        file="corpus/river-talks.txt",
    )
    edit(two[1], ('"from": "Aria and', '"from": "The river is wide. Aria and'))
    changes = between(*two)
    assert {(c.layer, c.kind, c.field) for c in changes if c.kind != "follows"} == {
        ("text", "changed", "text"),
        ("capture", "changed", "capture"),
    }
    followed = {(c.layer, c.field) for c in changes if c.kind == "follows"}
    assert {
        ("claim", "start"),
        ("claim", "end"),
        ("stance", "evidence"),
        ("mention", "start"),
        ("article", "text_sha256"),
    } <= followed


def test_a_span_that_moves_to_the_same_words_elsewhere(two: tuple[Path, Path]) -> None:
    """“Cedon” occurs three times; a cue that points to another one is moved, not changed."""
    for folder, prefix in zip(two, ("met in ", "Lenz in "), strict=True):
        edit(
            folder,
            (
                '"quote": "“the bridge must open”"',
                f'"quote": {{"quote": "Cedon", "prefix": "{prefix}"}}',
            ),
        )
    changes = between(*two)
    assert {(c.layer, c.kind, c.field) for c in changes} == {
        ("claim", "moved", "start"),
        ("claim", "moved", "end"),
    }


def test_a_renamed_entity_is_one_change(two: tuple[Path, Path]) -> None:
    edit(two[1], ('"vey"', '"ana-vey"'))
    assert listed(between(*two)) == [one("entity", "ana-vey", "renamed", "id", "vey", "ana-vey")]


def test_articles_that_are_added_removed_and_renamed(two: tuple[Path, Path]) -> None:
    old, new = two
    for ending, folder in (("txt", "corpus"), ("json", "annotations")):
        (new / folder / f"river-talks.{ending}").rename(new / folder / f"talks.{ending}")
    edit(
        new,
        ('"article": "river-talks"', '"article": "talks"'),
        ('"role": "venue"', '"role": "other"'),
        file="annotations/talks.json",
    )
    assert listed(between(old, new)) == [
        one("article", "talks", "renamed", "id", "river-talks", "talks"),
        one("entity", "cedon", "changed", "role", "venue", "other"),
    ]
    (new / "annotations" / "talks.json").unlink()
    (removed,) = between(old, new)
    assert (removed.layer, removed.kind, removed.id, removed.before["claims"]) == (
        "article",
        "removed",
        "river-talks",
        4,
    )
    (added,) = between(new, old)
    assert (added.kind, added.after["title"]) == ("added", "Aria and Boria meet in Cedon")
    assert [entry.after for entry in report.entries([added])] == [
        "“Aria and Boria meet in Cedon”: entities 7, mentions 12, claims 4, stance 2"
    ]


def test_definitions(two: tuple[Path, Path]) -> None:
    targets = json.loads((two[1] / "schema" / "targets.json").read_text(encoding="utf-8"))
    first = targets["targets"][0]
    before, first["proposition"] = first["proposition"], "Something else."
    targets["targets"].append({**first, "id": "new-target"})
    registry = two[1] / "schema" / "entities.jsonl"
    line = json.loads(registry.read_text(encoding="utf-8").splitlines()[0])
    registry.write_text(
        registry.read_text(encoding="utf-8") + json.dumps({**line, "id": "zz"}) + "\n",
        encoding="utf-8",
    )
    (two[1] / "schema" / "targets.json").write_text(json.dumps(targets), encoding="utf-8")
    changes = between(*two)
    assert listed(changes) == sorted(
        [
            one(
                "vocabulary",
                f"targets/{first['id']}",
                "changed",
                "proposition",
                before,
                "Something else.",
            ),
            one("vocabulary", "targets/new-target", "added", "", None, targets["targets"][-1]),
            one("vocabulary", "entities/zz", "added", "", None, {**line, "id": "zz"}),
        ]
    )
    assert max(map(step, changes)) is Step.MAJOR


# Layer, kind and field of a change.
STEPS = {
    Step.MAJOR: "article removed, article renamed id, text changed text, claim renamed id, "
    "entity renamed id, vocabulary removed, vocabulary changed definition, column removed",
    Step.MINOR: "article added, claim added, claim removed, stance renamed id, vocabulary added, "
    "column added, pass added",
    Step.PATCH: "claim changed type, claim moved start, source changed title, provenance added, "
    "capture changed capture, vocabulary changed example, decision changed why",
    Step.NONE: "claim follows start",
}


@pytest.mark.parametrize(
    ("expected", "change"), [(s, c) for s, changes in STEPS.items() for c in changes.split(", ")]
)
def test_steps(expected: Step, change: str) -> None:
    layer, kind, *field = change.split()
    made = Change("a", layer, "x", cast("Any", kind), "".join(field), None, None)
    assert step(made) is expected


def test_the_ledger_asks_for_no_step() -> None:
    """It records what other changes did. A stance of a holder called “ledger” counts."""
    assert step(Change("", "vocabulary", "ledger/x", "added", "", None, {})) is Step.NONE
    assert step(Change("a", "stance", "ledger/x", "added", "", None, {})) is Step.MINOR


@pytest.mark.parametrize(
    ("old", "wanted", "least"),
    [
        ("1.2.3", Step.MAJOR, "2.0.0"),
        ("1.2.3", Step.MINOR, "1.3.0"),
        ("1.2.3", Step.PATCH, "1.2.4"),
        ("1.2.3", Step.NONE, "1.2.3"),
        ("0.2.0", Step.MAJOR, "0.3.0"),
        ("0.2.9", Step.MINOR, "0.3.0"),
        ("0.2.9", Step.PATCH, "0.2.10"),
    ],
)
def test_least_versions(old: str, wanted: Step, least: str) -> None:
    assert next_version(old, wanted) == least
    assert is_enough(old, least, wanted)
    assert is_enough(old, "3.0.0", wanted)
    if wanted:
        assert not is_enough(old, old, wanted)
    assert not is_enough("0.9.0", "0.9.1", Step.MINOR)
    assert not is_enough("1.0.0", "1.1", Step.PATCH)


def test_revisions_folders_and_releases_are_compared_with_each_other(
    river: Path,
    harbour_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    committed(river)
    before = shutil.copytree(river, tmp_path / "before")
    edit(river, ('"epistemic": "true-certain"', '"epistemic": "unknown"'))
    monkeypatch.chdir(river / "corpus")
    assert main(["diff", "HEAD"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("HEAD (2.3.4) → current files (2.3.4)\n\nriver-talks\n  ~ claim ")
    assert "Smallest version after 2.3.4: 2.3.5 (PATCH: claim " in out
    assert "The version number changes with the next release, not with a contribution" in out
    assert main(["diff", str(before)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == out.splitlines()[1:]
    assert main(["diff", "HEAD", str(before)]) == 0
    assert capsys.readouterr().out.endswith("No difference\n")
    assert main(["diff", str(harbour_release), str(harbour(tmp_path / "harbour"))]) == 0
    assert capsys.readouterr().out.endswith("No difference\n")


def test_a_release_from_before_a_vocabulary_was_there(
    harbour_release: Path, tmp_path: Path
) -> None:
    """Version 0.1.0 knew no outlets: what it lacks was added."""
    copy = Path(shutil.copytree(harbour_release, tmp_path / "copy"))
    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    del manifest["files"]["schema/publishers.json"]
    (copy / "schema" / "publishers.json").unlink()
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = [
        change
        for part in differences(Release(load(copy)), Release(load(harbour_release)))
        for change in part.changes
    ]
    assert {(c.layer, c.kind, c.id.partition("/")[0]) for c in found} == {
        ("vocabulary", "added", "publishers")
    }


def test_registries_are_compared_by_their_entries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until 0.3, lists in JSON had another layout."""
    old, new = harbour(tmp_path / "old"), harbour(tmp_path / "new")
    for name in ("annotators", "publishers"):
        path = old / "schema" / f"{name}.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()), indent=2), encoding="utf-8")
    assert main(["diff", str(old), str(new)]) == 0
    assert capsys.readouterr().out.endswith("No difference\n")
    path = new / "schema" / "publishers.json"
    text = path.read_text(encoding="utf-8").replace('"Harbour Lantern"', '"The Lantern"')
    path.write_text(text, encoding="utf-8")
    assert main(["diff", str(old), str(new)]) == 0
    assert "vocabulary publishers/harbour-lantern changed)" in capsys.readouterr().out


def test_a_release_against_another(enriched_release: Path, rows: dict[str, Any]) -> None:
    """Read in order, article by article, a release gives the rows that its checkout gives."""
    version = Release(load(enriched_release))
    assert {id: version.rows(id) for id, _ in version.fingerprints() if id in rows} == rows


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-revision"], "git has no revision “no-such-revision” here"),
        (["--", "--upload-pack=x"], "git has no revision “--upload-pack=x” here"),
        (["HEAD", "docs"], "docs is neither a release (it has no MANIFEST.json) nor a corpus"),
    ],
)
def test_what_is_no_version(
    river: Path,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (committed(river) / "docs").mkdir()
    monkeypatch.chdir(river)
    assert main(["diff", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_outside_a_corpus(
    river: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["diff", str(river)]) == 2
    assert "Name a second version" in capsys.readouterr().err
    assert main(["diff", "HEAD", str(river)]) == 2
    assert "no corpus here that could have it as a revision" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (
            lambda f: edit(f, ('"status": "draft"', '"status": "done"')),
            "does not fit schema/annotation.schema.json",
        ),
        (
            lambda f: edit(f, ('"status": "draft"', '"status": "draft",')),
            "annotations/river-talks.json:",
        ),
        (
            lambda f: edit(f, ("the bridge must open", "the bridge must fall")),
            "the quote at /claims/0/quote is not in the text",
        ),
        (
            lambda f: (f / "corpus" / "river-talks.txt").write_bytes(b"\xff"),
            "corpus/river-talks.txt: not UTF-8",
        ),
        (
            lambda f: (f / "corpus" / "river-talks.txt").unlink(),
            "corpus/river-talks.txt: No such file",
        ),
    ],
)
def test_what_cannot_be_compared_is_named(
    two: tuple[Path, Path],
    break_it: Callable[[Path], object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    break_it(two[1])
    for order in (two, two[::-1]):
        for form in ("text", "markdown", "json"):
            assert main(["diff", *map(str, order), "--format", form]) == 1
            out = capsys.readouterr().out
            assert said in out.replace("\\", "")
            if form == "json":
                assert list(json.loads(out)["unreadable"]) == ["river-talks"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a: a["date"].update(published=5), "cannot read its format (AttributeError"),
        (lambda a: a.update(provenance=[]), "cannot read its format (IndexError"),
        (lambda a: a["provenance"][0].update(by=[]), "provenance"),
    ],
)
def test_a_version_without_a_schema_may_hold_anything(
    tmp_path: Path,
    change: Callable[[Any], object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    two = [harbour(tmp_path / name) for name in ("old", "new")]
    (two[1] / "schema" / "annotation.schema.json").unlink()
    path = two[1] / "annotations" / "quay-reopens.json"
    annotation = json.loads(path.read_bytes())
    change(annotation)
    path.write_text(json.dumps(annotation), encoding="utf-8")
    assert main(["diff", *map(str, two)]) in (0, 1)
    assert said in capsys.readouterr().out


def test_json_has_every_change(two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    edit(two[1], ('"role": "venue"', '"role": "other"'))
    assert main(["diff", *map(str, two), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["changes"] == [
        {
            "article": "river-talks",
            "layer": "entity",
            "id": "cedon",
            "kind": "changed",
            "field": "role",
            "before": "venue",
            "after": "other",
            "step": "PATCH",
        }
    ]
    assert (found["format"], found["step"], found["least_version"], found["enough"]) == (
        1,
        "PATCH",
        "2.3.5",
        False,
    )
    assert found["old"] == {"name": str(two[0]), "version": "2.3.4"}


def test_markdown_takes_no_orders_from_the_data(
    two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Markup, names that would call people, links and ends of code spans stay words."""
    hostile = "` **x** @everyone <img src=x> [a](http://b) ``` \\u202e #1 "
    edit(two[1], ('"name": "Ana Vey"', f'"name": "{hostile}"'))
    assert main(["diff", *map(str, two), "--format", "markdown"]) == 0
    out = capsys.readouterr().out
    assert "→ ```` “` **x** @everyone <img src=x> [a](http://b) ``` \\u202e #1 ” ````" in out
    assert "\u202e" not in out
    assert out.count("@everyone") == 1


def test_markdown_fits_a_comment(tmp_path: Path) -> None:
    old = Folder(CorpusFolder(harbour(tmp_path / "harbour")), "old")
    before, after = old.rows("quay-reopens"), old.rows("nets-and-tides")
    after = {**after, "articles": [{**after["articles"][0], "id": "quay-reopens"}]}
    changes = compare("quay-reopens", before, after)
    parts = [Part(f"article-{i}", changes) for i in range(50)]
    out = report.markdown(parts, report.Summary(old, old))
    assert len(out) < 65_536
    assert "more articles not shown here. To see them all, run: `istanbul-talks diff`" in out
    assert out.startswith("## Changes of the data, `old (")
