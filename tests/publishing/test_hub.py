"""Publishing to a stand-in of the Hub, with faults.

The stand-in follows the libraries that talk to the real host, and has never met it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from istanbul_talks import Corpus, CorpusError
from istanbul_talks.publishing.hub import Hub
from support import hub as hub_stand_in
from support.forged import as_version

pytestmark = pytest.mark.filterwarnings(
    "ignore:Use 'content=<...>' to upload raw bytes:DeprecationWarning"
)  # of huggingface_hub itself


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[hub_stand_in.Hub]:
    from huggingface_hub import constants
    from huggingface_hub.utils import disable_progress_bars

    server = hub_stand_in.Hub()
    monkeypatch.setattr(constants, "ENDPOINT", server.address)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True, raising=False)
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_TOKEN", hub_stand_in.TOKEN)
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    disable_progress_bars()
    yield server
    server.close()


def to_hub(corpus: Corpus, *, create: bool = True) -> Hub:
    return Hub(corpus, "org/talks", create=create, private=False)


LOAD = (
    "import sys, istanbul_talks\n"
    "address, version, cache = sys.argv[1:]\n"
    "corpus = istanbul_talks.load(address, version=version or None, cache=cache)\n"
    "corpus.verify()\n"
    "print(corpus.version, corpus.digest)\n"
)


def loading(hub: hub_stand_in.Hub, address: str, version: str, folder: Path) -> str:
    """What a process prints that loads and verifies a release from the Hub; or its error.

    In a process of its own: huggingface_hub reads its address when it is first imported.
    """
    environment = {
        "HF_ENDPOINT": hub.address, "HF_TOKEN": hub_stand_in.TOKEN, "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "0", "HF_HOME": str(folder / "hf"),
    }  # fmt: skip
    command = [sys.executable, "-c", LOAD, address, version, str(folder / "cache")]
    env = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=60)
    return done.stdout.strip() or done.stderr.strip().rpartition("\n")[2]


@pytest.mark.slow
def test_a_release_on_the_hub(
    corpus: Corpus, free: Path, hub: hub_stand_in.Hub, tmp_path: Path
) -> None:
    with pytest.raises(CorpusError, match="there is no dataset org/talks that your token can see"):
        to_hub(corpus, create=False).plan()
    plan = to_hub(corpus).plan()
    assert (plan[0], plan[-1]) == ("create the dataset org/talks", "tag v1.0.0")
    assert hub.repositories == {}
    number = len(corpus.manifest["files"]) + 2
    place = "hf://datasets/org/talks@v1.0.0"
    assert to_hub(corpus).publish()[-1] == f"verified {number} files by hash at {place}"
    repository = hub.repositories["org/talks"]
    assert len(repository.commits) == 2  # that of its making, and one for the release
    assert set(repository.commits[-1][1]) == {
        *corpus.manifest["files"],
        "MANIFEST.json",
        "SHA256SUMS",
        ".gitattributes",
    }
    address = "hf://datasets/org/talks"
    assert loading(hub, address, "1.0.0", tmp_path) == f"1.0.0 {corpus.digest}"
    missing = loading(hub, address, "1.0.1", tmp_path)
    assert missing.endswith(f"{address}: there is no version 1.0.1; its tags: v1.0.0")
    assert to_hub(corpus).plan() == []
    to_hub(corpus).publish()
    assert len(repository.commits) == 2
    later = as_version(free, tmp_path / "later", "1.1.0", b"more")
    assert to_hub(later, create=False).plan() == [
        "add LICENSE",
        "add MANIFEST.json",
        "add SHA256SUMS",
        "tag v1.1.0",
    ]
    uploads = len(hub.uploaded)
    to_hub(later).publish()
    assert len(hub.uploaded) == uploads  # the tables are there already
    assert loading(hub, f"{address}@v1.0.0", "", tmp_path) == f"1.0.0 {corpus.digest}"
    other = as_version(free, tmp_path / "other", "1.0.0", b"other")
    with pytest.raises(
        CorpusError,
        match=r"has v1.0.0 with different content \(LICENSE differs\). A version",
    ):
        to_hub(other).publish()


def test_what_is_no_part_of_the_release_leaves_the_hub(
    corpus: Corpus, hub: hub_stand_in.Hub
) -> None:
    repository = hub.repositories["org/talks"] = hub_stand_in.Repository()
    repository.commit({".gitattributes": b"x", "old.csv": b"1", "README.md": b"old"})
    assert "delete old.csv" in to_hub(corpus).plan()
    to_hub(corpus).publish()
    assert "old.csv" not in repository.commits[-1][1]
    assert repository.commits[-1][1][".gitattributes"] == b"x"


@pytest.mark.slow
@pytest.mark.parametrize(
    "faults",
    [
        {"POST /api/datasets/org/talks/commit": ["503", "500"]},
        {"POST /api/datasets/org/talks/commit": ["lost"]},
        {"POST /api/datasets/org/talks/commit": ["drop"]},
        {"POST /api/datasets/org/talks/tag": ["lost"]},
        {"POST /api/datasets/org/talks/tag": ["502", "drop"]},
        {"GET /api/datasets/org/talks": ["503", "drop", "500"]},
        {"PUT /lfs": ["500", "503"]},
        {"POST /api/datasets/org/talks/preupload": ["503"]},
        {"POST /api/repos/create": ["lost"]},
    ],
    ids=str,
)
def test_faults_on_the_way_to_the_hub(
    corpus: Corpus, hub: hub_stand_in.Hub, faults: dict[str, list[str]]
) -> None:
    hub.faults = {key: list(values) for key, values in faults.items()}
    to_hub(corpus).publish()
    repository = hub.repositories["org/talks"]
    assert len(repository.commits) == 2
    assert repository.tags == {"v1.0.0": repository.commits[-1][0]}
    assert all(not left for left in hub.faults.values())


def test_publishing_on_the_hub_goes_on_where_it_was_interrupted(
    corpus: Corpus, hub: hub_stand_in.Hub
) -> None:
    hub.faults = {"POST /api/datasets/org/talks/tag": 9 * ["403"]}
    with pytest.raises(CorpusError, match="access denied. Log in with: hf auth login"):
        to_hub(corpus).publish()
    hub.faults = {}
    assert to_hub(corpus).plan() == ["tag v1.0.0"]
    to_hub(corpus).publish()
    assert len(hub.repositories["org/talks"].commits) == 2


def test_somebody_else_commits_to_the_hub_at_the_same_time(
    corpus: Corpus, hub: hub_stand_in.Hub
) -> None:
    to_hub(corpus)._new()
    hub.before_commit = lambda repository: repository.commit(
        {**repository.commits[-1][1], "theirs.txt": b"x"}
    )
    with pytest.raises(
        CorpusError,
        match="somebody else committed in the meantime. Check that commit, then run this again",
    ):
        to_hub(corpus).publish()
    repository = hub.repositories["org/talks"]
    assert "theirs.txt" in repository.commits[-1][1]
    assert repository.tags == {}


def test_a_token_that_is_refused_is_not_shown(
    corpus: Corpus, hub: hub_stand_in.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_wrongsecret")
    with pytest.raises(CorpusError) as caught:
        to_hub(corpus).plan()
    assert "wrongsecret" not in str(caught.value)
    assert "hf auth login" in str(caught.value) or "that your token can see" in str(caught.value)


def test_main_does_not_go_back_on_the_hub(
    corpus: Corpus, free: Path, hub: hub_stand_in.Hub, tmp_path: Path
) -> None:
    later = as_version(free, tmp_path / "later", "1.10.0", b"more")
    to_hub(later).publish()
    repository = hub.repositories["org/talks"]
    head = repository.commits[-1][0]
    with pytest.raises(
        CorpusError, match=r"org/talks has v1\.10\.0, and version 1\.0\.0 would replace it on main"
    ):
        to_hub(corpus).plan()
    with pytest.raises(CorpusError, match="would replace it"):
        to_hub(corpus).publish()
    assert repository.commits[-1][0] == head


def test_a_version_whose_tag_was_never_made_gets_it_later(
    corpus: Corpus, free: Path, hub: hub_stand_in.Hub, tmp_path: Path
) -> None:
    hub.faults = {"POST /api/datasets/org/talks/tag": 9 * ["500"]}
    with pytest.raises(CorpusError):
        to_hub(corpus).publish()
    hub.faults = {}
    to_hub(as_version(free, tmp_path / "later", "1.1.0", b"more")).publish()
    repository = hub.repositories["org/talks"]
    commits = [id for id, _ in repository.commits]
    assert to_hub(corpus).plan() == ["tag v1.0.0"]
    to_hub(corpus).publish()
    assert [id for id, _ in repository.commits] == commits
    assert repository.tags == {"v1.0.0": commits[1], "v1.1.0": commits[2]}


@pytest.mark.parametrize("name", ["", "org", "org/", "a/b/c", "../x", "org/na me"])
def test_names_that_the_hub_cannot_have(corpus: Corpus, name: str) -> None:
    with pytest.raises(CorpusError, match="write hub:ORG/NAME"):
        Hub(corpus, name, create=False, private=False)


@pytest.mark.parametrize("place", ["/refs", "/commit/", "/tag/", "/tree/"])
def test_what_a_token_may_not_do(
    corpus: Corpus, hub: hub_stand_in.Hub, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if the client takes it for a missing repository, as with the Hub's own address."""
    import huggingface_hub.utils._http as http

    monkeypatch.setattr(
        http,
        "REPO_API_REGEX",
        re.compile(http.REPO_API_REGEX.pattern.replace("https://", "https?://"), re.VERBOSE),
    )
    hub.faults = {place: 9 * ["401"]}
    with pytest.raises(CorpusError, match="access denied. Log in with: hf auth login") as caught:
        to_hub(corpus).publish()
    assert hub_stand_in.TOKEN not in str(caught.value)
