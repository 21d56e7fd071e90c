"""`istanbul-talks studio` as a user calls it."""

import webbrowser
from pathlib import Path

import pytest

from corpora import harbour
from istanbul_talks.cli import studio
from istanbul_talks.studio.server import listen
from support.command import run


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser is told to open. No request is answered."""
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open_new_tab", addresses.append)
    monkeypatch.setattr(studio, "serve", lambda space, token, listening: listening.close())
    return addresses


def test_the_address_leads_to_what_is_named(
    tmp_path: Path, opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = harbour(tmp_path / "harbour")
    reading = corpus / "annotations" / "passes" / "reader-1" / "quay-reopens.json"
    for name in ((), ("quay-reopens",), (reading,)):
        code, out, _ = run(capsys, "studio", *name, "--root", corpus)
        assert code == 0
        assert opened[-1] in out
    paths = ["/", "/edit/annotations/quay-reopens.json"]
    paths.append("/edit/annotations/passes/reader-1/quay-reopens.json")
    assert [address.partition("?")[0].split("/", 3)[3] for address in opened] == [
        path.removeprefix("/") for path in paths
    ]
    assert len({address.partition("token=")[2] for address in opened}) == 3
    assert run(capsys, "studio", "--no-open", "--root", corpus)[0] == 0
    assert len(opened) == 3


def test_what_the_studio_cannot_open(
    tmp_path: Path, opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = harbour(tmp_path / "harbour")
    with listen(0) as taken:
        port = taken.getsockname()[1]
        for wrong, said in (
            (("quay-reopen",), "did you mean “quay-reopens”?"),
            ((corpus / "schema" / "labels.json",), "is not a capture"),
            ((corpus / "annotations" / "passes" / "reader-1",), "names 2 passes"),
            (("--port", 65536), "0 to 65,535"),
            (("--port", port), f"port {port}: "),
        ):
            code, _, err = run(capsys, "studio", *wrong, "--root", corpus)
            assert (code, said in err) == (2, True), err
    assert opened == []
