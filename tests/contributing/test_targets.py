"""Targets found by their words and by a claim's sentence."""

from istanbul_talks.contributing.targets import ranked_targets

TARGETS = {
    id: {"id": id, "proposition": proposition, "favor": favor}
    for id, proposition, favor in (
        ("pause-works", "The works on the river should pause.", "Demands that the digging stop."),
        ("common-ferry", "Both towns should own a ferry.", "Offers money, or boats."),
        ("quota-first", "A quota on herring should come before all else.", "Asks for a quota."),
        ("open-quay", "The quay should be open to boats of both towns.", "Opens it."),
    )
}


def ranked(query: str, sentence: str = "") -> list[str]:
    return [found.target["id"] for found in ranked_targets(TARGETS, query, sentence)]


def test_words_of_a_query_in_any_form() -> None:
    assert ranked("FERRIES") == ["common-ferry"]
    assert ranked("quotas") == ["quota-first"]
    assert ranked("quo") == ["quota-first"], "the beginning of a word"
    assert ranked("herrnig") == ["quota-first"], "a misspelt word"
    assert ranked("digging") == ["pause-works"], "a word of a definition"
    assert ranked("open boats") == ["open-quay", "common-ferry"]
    assert ranked("zebra") == []


def test_the_sentence_ranks_without_a_query_and_beside_it() -> None:
    assert ranked("", "They want to pause the work.")[0] == "pause-works"
    assert ranked("", "zebra") == list(TARGETS), "all of them, in their order"
    assert ranked("towns", "Who owns this ferry?") == ["common-ferry", "open-quay"]
    assert ranked("towns", "Open the quay!") == ["open-quay", "common-ferry"]


def test_scores_are_shares() -> None:
    first, *rest = ranked_targets(TARGETS, "quota herring", "A quota on herring, a quota first.")
    assert first.score == 1.0
    assert all(0 <= found.score < 1 for found in rest)
    assert ranked_targets({}, "quota", "quota") == []
    assert ranked_targets({"x": {"id": "the"}}, "", "quota")[0].score == 0.0
