"""Quotes fixed, and annotations carried over to a changed capture: certain, or marked."""

import copy
import hashlib
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from corpora import RIVER, TODAY, enriched, harbour
from istanbul_talks.cli.main import main
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history.reanchor import MARK, reanchor, reanchor_additions
from istanbul_talks.model.quotes import at, fix_quotes, quote_for
from istanbul_talks.model.resolve import resolve
from istanbul_talks.text.anchoring import Anchor, Miss, Place, Searchable
from istanbul_talks.validation.validator import Validator
from support.random_edits import Edited

TEXT = (RIVER / "river-talks.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harbour(tmp_path_factory.mktemp("reanchor") / "harbour")


def annotation_of(river: Path) -> Any:
    return json.loads((river / "annotations" / "river-talks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(0, 7), "a river"),
        (Place(8, 13), {"quote": "of it", "prefix": "river "}),
        (Place(18, 23), {"quote": "of it", "prefix": "end "}),
    ],
)
def test_what_to_write_for_a_place(place: Place, expected: Any) -> None:
    assert quote_for(Searchable("a river of it end of it"), place) == expected


def test_a_number_where_no_prefix_tells_apart() -> None:
    assert quote_for(Searchable("of it of it"), Place(0, 5)) == {"quote": "of it", "occurrence": 1}


CLAIM, STANCE = ("claims", 1, "quote"), ("stance", 0, "evidence", 0)
DEMAND = "Boria demands a “full and lasting pause”"


def fixed(annotation: Any, pointer: tuple[Any, ...], value: Any) -> Any:
    annotation = copy.deepcopy(annotation)
    at(annotation, pointer[:-1])[pointer[-1]] = value
    result, done = fix_quotes(annotation, resolve(annotation, TEXT))
    return at(result, pointer), [item.rule for item in done]


@pytest.mark.parametrize(
    ("pointer", "value", "expected", "rules"),
    [
        (CLAIM, 'a "full and lasting pause"', "a “full and lasting pause”", ["quote-folded"]),
        (CLAIM, "of the works – a demand", "of the works — a demand", ["quote-folded"]),
        (STANCE, f"{DEMAND} of the works — ", f"{DEMAND} of the works", ["ragged-span"]),
        (
            STANCE,
            {"quote": "Cedon", "occurrence": 2},
            {"quote": "Cedon", "prefix": "Lenz in "},
            ["occurrence-fragile"],
        ),
        (STANCE, {"quote": "Cedon.", "occurrence": 1}, "Cedon.", ["occurrence-fragile"]),
        (("entities", 4, "mentions", 0), "Café owners", "Café owners", []),
        (CLAIM, "nowhere in it", "nowhere in it", []),
        (
            CLAIM,
            "Café owners 👩\u200d🚒 hope for a quiet week.",
            "Café owners 👩\u200d🚒 hope for a quiet week",
            ["full-stop-in-quote"],
        ),
        (("body", 0, "to"), "hope for a  quiet week.", "hope for a quiet week.", ["quote-folded"]),
    ],
)
def test_fixes_by_hand(
    river: Path, pointer: Any, value: Any, expected: Any, rules: list[str]
) -> None:
    assert fixed(annotation_of(river), pointer, value) == (expected, rules)


def test_a_fix_changes_no_place_and_leaves_nothing_to_fix(corpus: Path) -> None:
    """Every quote is typed as on a plain keyboard."""
    plain = str.maketrans("“”‘’–—", "\"\"''--")
    for id in CorpusFolder(corpus).ids():
        text = (corpus / "corpus" / f"{id}.txt").read_text(encoding="utf-8")
        annotation = json.loads((corpus / "annotations" / f"{id}.json").read_bytes())
        typed = copy.deepcopy(annotation)
        for claim in typed["claims"]:
            if isinstance(claim["quote"], str):
                claim["quote"] = claim["quote"].translate(plain)
        before = resolve(typed, text)
        result, done = fix_quotes(typed, before)
        after = resolve(result, text)
        assert after.mentions == before.mentions
        assert {p: (a.start, a.end) for p, a in after.anchors.items() if isinstance(a, Anchor)} == {
            p: (a.start, a.end) for p, a in before.anchors.items() if isinstance(a, Anchor)
        }
        assert all(item.rule == "quote-folded" for item in done)
        assert fix_quotes(result, after)[1] == []
        assert result["claims"] == annotation["claims"]


def test_fix_shows_asks_and_writes(
    river: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = river / "annotations" / "river-talks.json"
    right = path.read_bytes()
    wrong = right.replace(
        "“full and lasting pause”".encode(), b'\\"full and lasting pause\\"'
    ).replace(b'  "status"', b'    "status"')
    assert wrong != right
    path.write_bytes(wrong)
    assert main(["fix", "--root", str(river)]) == 1
    out = capsys.readouterr().out
    assert (
        '-      "quote": "a \\"full and lasting pause\\"",' in out.replace("Boria demands ", "")
        or "+" in out
    )
    assert "Not written: 1 file" in out
    assert path.read_bytes() == wrong
    monkeypatch.setattr("istanbul_talks.cli.propose._asked", lambda: True)
    assert main(["fix", "--root", str(river), "river-talks"]) == 0
    assert path.read_bytes() == right
    assert main(["fix", "--root", str(river)]) == 0
    assert capsys.readouterr().out.endswith("Nothing to fix\n")


def test_fix_leaves_what_it_cannot_read(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = river / "annotations" / "river-talks.json"
    path.write_text('{"a": 1, "a": 2}', encoding="utf-8")
    assert main(["fix", "--root", str(river), "--yes"]) == 2
    line, end = capsys.readouterr().out.splitlines()
    assert line.startswith("annotations/river-talks.json:1:10: error duplicate-key: the key “a”")
    assert end == "Nothing was fixed"
    assert path.read_text(encoding="utf-8") == '{"a": 1, "a": 2}'


def test_the_diff_escapes_what_a_terminal_would_obey(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = river / "annotations" / "river-talks.json"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace('"status"', '  "status"')
        .replace('"Oto Lenz"', '"Oto \u202eLenz"'),
        encoding="utf-8",
    )
    main(["fix", "--root", str(river)])
    assert "\u202e" not in capsys.readouterr().out


EDITED = TEXT.replace("met in Cedon on Monday", "met on Monday").replace("65 views", "66 views")


def test_an_edit_by_hand(river: Path) -> None:
    """A town is gone from the first sentence: only the claim that names it is marked."""
    annotation = annotation_of(river)
    done = reanchor(annotation, TEXT, EDITED)
    after = resolve(done.annotation, EDITED)
    lost = {missing.pointer for missing in done.missing}
    before = resolve(annotation, TEXT)
    for pointer, found in before.anchors.items():
        if pointer not in lost:
            now = after.anchors[pointer]
            assert isinstance(found, Anchor)
            assert isinstance(now, Anchor)
    for pointer in lost:
        assert isinstance(after.anchors[pointer], Miss)
        assert at(done.annotation, pointer)["prefix"] == MARK
    assert done.annotation["text_sha256"] == hashlib.sha256(EDITED.encode()).hexdigest()
    assert done.forms == {"Cedon": (2, 1)}
    assert any("Aria and Boria met" in missing.words for missing in done.missing)


def test_the_ends_of_the_body_follow_an_edit_inside_their_quotes(river: Path) -> None:
    new = TEXT.replace("hope for a quiet week.", "hope for a calm and quiet week.")
    done = reanchor(annotation_of(river), TEXT, new)
    body = resolve(done.annotation, new).body
    assert body is not None
    assert body.text.endswith("hope for a calm and quiet week.")
    assert body.text.startswith("Aria and Boria met")


def test_a_lost_end_of_the_body_marks_every_quote(river: Path) -> None:
    new = TEXT.replace(
        "Café owners 👩‍🚒 hope for a quiet week.", "Something else altogether was written there"
    )
    done = reanchor(annotation_of(river), TEXT, new)
    assert {missing.why for missing in done.missing if missing.pointer[0] == "claims"} == {
        "the body could not be carried over"
    }
    assert any("quote it again, then run this again" in missing.why for missing in done.missing)


def carried(corpus: Path, seeds: range) -> tuple[int, int, list[str]]:
    """After random edits: how many quotes were carried over, how many are lost, which are wrong."""
    root = CorpusFolder(corpus)
    kept = lost = 0
    wrong = []
    for seed in seeds:
        rng = random.Random(seed)
        id = rng.choice(root.ids())
        text = (corpus / "corpus" / f"{id}.txt").read_text(encoding="utf-8")
        annotation = json.loads((corpus / "annotations" / f"{id}.json").read_bytes())
        edited = Edited(text, rng, rng.randint(1, 4))
        done = reanchor(annotation, text, edited.new)
        before, after = resolve(annotation, text), resolve(done.annotation, edited.new)
        missing = {item.pointer for item in done.missing}
        lost += len(missing)
        for pointer, found in before.anchors.items():
            if pointer in missing:
                assert isinstance(after.anchors.get(pointer), Miss | None)
            elif pointer[0] != "body" and not (
                pointer[0] == "entities" and pointer[2] == "mentions"
            ):
                now = after.anchors[pointer]
                assert isinstance(found, Anchor)
                assert isinstance(now, Anchor), (seed, pointer)
                kept += 1
                shift = (lambda n: n) if pointer[0] in ("date", "notes") else before.in_capture
                there = (lambda n: n) if pointer[0] in ("date", "notes") else after.in_capture
                place = there(now.start), there(now.end - 1) + 1
                if not edited.is_right(shift(found.start), shift(found.end - 1) + 1, place):
                    wrong.append(f"{seed} {edited.edits} {pointer}")
    return kept, lost, wrong


def test_no_quote_is_moved_wrongly(corpus: Path) -> None:
    kept, lost, wrong = carried(corpus, range(30))
    assert wrong == []
    assert kept > 5 * lost


@pytest.mark.slow
def test_no_quote_is_moved_wrongly_in_thousands_of_edits(corpus: Path) -> None:
    kept, lost, wrong = carried(corpus, range(10_000, 11_500))
    assert wrong == []
    assert kept > 5 * lost


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_on_the_command_line(
    river: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old text comes from the history by hash, a revision or a file; any other is refused."""
    capture, annotation = (
        river / "corpus" / "river-talks.txt",
        river / "annotations" / "river-talks.json",
    )
    (river / "schema" / "ledger.jsonl").write_bytes(b"")  # it was never released
    assert main(["reanchor", "river-talks", "--root", str(river)]) == 0
    capture.write_text(EDITED, encoding="utf-8")
    assert main(["reanchor", "river-talks", "--root", str(river)]) == 2
    assert "Name a file that has it: --from" in capsys.readouterr().err
    capture.write_text(TEXT, encoding="utf-8")
    git(river, "init", "-q")
    git(river, "add", ".")
    git(river, "commit", "-qm", "one")
    capture.write_text(EDITED, encoding="utf-8")
    git(river, "commit", "-qam", "two")
    before = annotation.read_bytes()
    old = tmp_path / "old.txt"
    old.write_text(TEXT, encoding="utf-8")
    outputs = []
    for source in ([], ["--from", "HEAD~1"], ["--from", str(old)]):
        assert main(["reanchor", "river-talks", "--root", str(river), *source]) == 1
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1] == outputs[2]
    assert "“Cedon” now occurs 1 time, not 2: check the mentions" in outputs[0]
    assert annotation.read_bytes() == before
    old.write_text(TEXT + "x", encoding="utf-8")
    assert main(["reanchor", "river-talks", "--root", str(river), "--from", str(old)]) == 2
    assert "this is not the text the annotation was made for" in capsys.readouterr().err
    assert main(["reanchor", "river-talks", "--root", str(river), "--yes"]) == 1
    assert "marked with the prefix “⟨lost⟩”" in capsys.readouterr().out
    rules = {f.rule for f in Validator(river, today=TODAY).article("river-talks")}
    assert "quote-not-found" in rules
    assert "text-changed" not in rules
    assert main(["reanchor", "river-talk", "--root", str(river)]) == 2
    assert "did you mean “river-talks”?" in capsys.readouterr().err


def test_passes_are_carried_over_too(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (river / "schema" / "ledger.jsonl").write_bytes(b"")  # it was never released
    made = {**annotation_of(river), "$schema": "../../../schema/annotation.schema.json"}
    path = river / "annotations" / "passes" / "model-y" / "river-talks.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (river / "old.txt").write_text(TEXT, encoding="utf-8")
    new = TEXT.replace("65 views", "66 views of it")
    (river / "corpus" / "river-talks.txt").write_text(new, encoding="utf-8")
    assert (
        main(
            [
                "reanchor",
                "river-talks",
                "--root",
                str(river),
                "--from",
                str(river / "old.txt"),
                "--yes",
            ]
        )
        == 0
    )
    for file in (path, river / "annotations" / "river-talks.json"):
        assert (
            json.loads(file.read_text(encoding="utf-8"))["text_sha256"]
            == hashlib.sha256(new.encode()).hexdigest()
        )
    assert "0 lost" in capsys.readouterr().out


def test_quoted_words_of_additions_are_carried_over(tmp_path: Path) -> None:
    root = CorpusFolder(enriched(tmp_path / "harbour"))
    article = root.read_article("quay-reopens")
    old = article.capture.text or ""
    new = old.replace("Velmoorers in the gallery", "moved an inch. Velmoorers in the gallery")
    new = new.replace("boats must sail", "ships must sail")
    made = article.additions["reader-1"].value
    done = reanchor_additions(made, article.annotation.value, old, new)
    assert done.annotation["text_sha256"] == hashlib.sha256(new.encode()).hexdigest()
    claims = done.annotation["claims"]
    (inch,) = claims["moved-an-inch"]["quoted"]  # it occurs twice now
    assert (inch["quote"], "prefix" in inch) == ("moved an inch", True)
    assert claims["moved-an-inch"]["standalone"] == made["claims"]["moved-an-inch"]["standalone"]
    (lost,) = done.missing
    assert lost.pointer == ("claims", "boats-must-sail", "quoted", 0)
    assert claims["boats-must-sail"]["quoted"][0]["prefix"] == MARK
