"""The draw of an audit, its results, and the command."""

import json
from pathlib import Path

import pytest

from istanbul_talks.cli.main import main
from istanbul_talks.model.items import Item
from istanbul_talks.quality.audit import Sample, lines, results

AUDITOR = {"id": "model-z", "kind": "model"}


def items(count: int, layer: str = "mention") -> list[Item]:
    labels = {"entity": "e", "name": "E", "entity_type": "GPE"}
    spans = [{"start": 0, "end": 1, "text": "x"}]
    return [{"layer": layer, "id": f"m-{i}", "spans": spans, **labels} for i in range(count)]


def drawn(seed: int, size: int, order: list[str]) -> list[tuple[str, str]]:
    sample = Sample(seed, size)
    for article in order:
        sample.add(article, items(20), "")
    sheet = sample.sheet(AUDITOR, "2024-03-07", "1.0", "2.3.4")
    assert sheet["population"] == {"mention": 20 * len(order)}
    return [(item["article"], item["item"]) for item in sheet["items"]]


def test_the_draw_depends_on_the_seed_and_on_nothing_else() -> None:
    once = drawn(1, 7, ["a", "b", "c"])
    assert once == drawn(1, 7, ["c", "a", "b"])
    assert len(set(once)) == 7
    assert once != drawn(2, 7, ["a", "b", "c"])
    assert len(drawn(1, 100, ["a"])) == 20


def test_every_item_has_the_same_chance() -> None:
    """Of 60 items, 6 are drawn 400 times: each some 40 times, within 4.5 standard deviations."""
    count: dict[tuple[str, str], int] = {}
    for seed in range(400):
        for key in drawn(seed, 6, ["a", "b", "c"]):
            count[key] = count.get(key, 0) + 1
    assert len(count) == 60
    assert all(abs(times - 40) < 4.5 * 6 for times in count.values())


def test_paragraphs_are_drawn_for_what_is_missing() -> None:
    sample = Sample(1, 9)
    sample.add("a", [], "One short paragraph.\n\n" + " ".join(f"w{i}" for i in range(30)))
    sheet = sample.sheet(AUDITOR, "2024-03-07", "1.0", "2.3.4")
    assert [(i["layer"], i["item"], i["words"]) for i in sheet["items"]] == [
        ("passage", "paragraph-1", ["One short paragraph."]),
        ("passage", "paragraph-2", ["w0 w1 w2 w3 w4 w5 w6 w7", "w22 w23 w24 w25 w26 w27 w28 w29"]),
    ]


def audit(*verdicts: tuple[str, str | None]) -> dict[str, object]:
    return {"items": [{"layer": layer, "verdict": verdict} for layer, verdict in verdicts]}


def test_results_by_hand() -> None:
    found = results(
        [
            audit(
                ("claim", "right"), ("claim", "wrong"), ("claim", "unsure"), ("mention", "right")
            ),
            audit(("claim", "right"), ("stance", None)),
        ]
    )
    claim, mention = {r.layer: r for r in found}["claim"], {r.layer: r for r in found}["mention"]
    assert (claim.judged, claim.wrong, claim.unsure, claim.rate) == (4, 1, 1, 0.25)
    assert (mention.judged, mention.wrong, mention.rate, mention.low) == (1, 0, 0, 0)
    assert [r.layer for r in found] == ["mention", "claim"]
    assert list(lines([audit(("stance", None))]))[-1] == "1 item has no verdict yet"


def test_the_command_draws_and_prints(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["audit", "--root", str(river)]
    assert main([*call, "--seed", "3", "--sample", "2", "--by", "reader-1"]) == 0
    assert "9 items written to annotations/audits/seed-3.json" in capsys.readouterr().out
    path = river / "annotations" / "audits" / "seed-3.json"
    sheet = json.loads(path.read_bytes())
    assert {item["verdict"] for item in sheet["items"]} == {None}
    assert sheet["population"] == {
        "article": 1,
        "mention": 12,
        "claim": 4,
        "stance": 2,
        "passage": 3,
    }
    assert main(call) == 0
    assert "9 items have no verdict yet" in capsys.readouterr().out
    assert main(["validate", "--strict", "--root", str(river)]) == 1
    for item in sheet["items"]:
        item["verdict"] = "right"
    path.write_text(json.dumps(sheet), encoding="utf-8")
    assert main(["fmt", "--root", str(river)]) == 0
    assert main(["validate", "--strict", "--root", str(river)]) == 0
    capsys.readouterr()
    assert main([*call, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["seed"] == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seed", "1"], "--by is missing. Give the id of the auditor"),
        (
            ["--seed", "1", "--by", "zz"],
            "--by zz is not in schema/annotators.json. Use an id from there, or add: "
            '{"id":"zz","kind":"human","note":"…"}',
        ),
        (["--seed", "1", "--by", "reader1"], "did you mean “reader-1”?"),
        (["--seed", "1", "--by", "model-x"], "model-x worked on river-talks"),
        (["--seed", "-1", "--by", "reader-1"], "--seed takes a number from 0"),
        (["--seed", "1", "--sample", "0", "--by", "reader-1"], "--sample one from 1"),
        ([], "there is no audit yet"),
    ],
)
def test_the_command_refuses(
    river: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["audit", *options, "--root", str(river)]) == 2
    assert message in capsys.readouterr().err
    assert not (river / "annotations" / "audits").exists()


def test_an_audit_is_not_drawn_from_a_part(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = river / "annotations" / "river-talks.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            '"target": "pause-works"', '"target": "pause-work"', 1
        ),
        encoding="utf-8",
    )
    assert main(["audit", "--seed", "1", "--by", "reader-1", "--root", str(river)]) == 2
    err = capsys.readouterr().err
    assert "river-talks cannot be read: annotations/river-talks.json:" in err
    assert "pause-work" in err


def test_a_broken_audit_is_not_passed_over(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (river / "annotations" / "audits").mkdir()
    (river / "annotations" / "audits" / "seed-1.json").write_text("{}", encoding="utf-8")
    assert main(["audit", "--root", str(river)]) == 2
    assert "annotations/audits/seed-1.json cannot be read" in capsys.readouterr().err


def test_an_audit_is_not_drawn_twice(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["audit", "--seed", "1", "--by", "reader-1", "--root", str(river)]
    assert (main(call), main(call)) == (0, 2)
    assert "seed-1.json already exists. Use another seed" in capsys.readouterr().err
