"""The page on the Python API, from a small made-up package and from the real one."""

import subprocess
import sys
from pathlib import Path

import istanbul_talks
from corpora import ROOT
from istanbul_talks.site.api import api_page

PACKAGE = {
    "model/columns.toml": """
[Ship]
name = "Name on the bow."
length = { doc = "Length in metres.", unit = "metres" }
""",
    "__init__.py": """
if TYPE_CHECKING:
    from .errors import TideError
    from .tables import Ship, Port, sail
""",
    "errors.py": '''
class TideError(ValueError):
    """The tide is out."""
''',
    "tables.py": '''
class Ship:
    """A ship, as <small> as it is."""

    name: str | None
    length: int
    _hidden: int

class Port(Mapping):
    """Where ships lie."""

    @property
    def ships(self) -> tuple[Ship, ...]:
        """Those in port."""

    def undocumented(self) -> None: ...

    def _secret(self) -> None:
        """Not shown."""

def sail(ship: Ship, *stops: str, speed: int = 3, weather_at_noon_today: str | None = None) -> Port:
    """Sail to a port."""
''',
}


def test_a_page_from_source(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    for name, text in PACKAGE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = api_page(tmp_path)
    assert [line for line in page.splitlines() if line.startswith("##")] == [
        "## Functions", "### sail",
        "## Classes", "### Port", "#### Port.ships",
        "## Records", "### Ship",
        "## Errors", "### TideError",
    ]  # fmt: skip
    assert (
        "sail(\n    ship: Ship,\n    *stops: str,\n    speed: int = 3,\n"
        "    weather_at_noon_today: str | None = None,\n) -> Port\n"
    ) in page
    assert "```text\nships -> tuple[Ship, ...]\n```\n\nThose in port.\n" in page
    assert "| `name` | <code>str &#124; None</code> | Name on the bow. |" in page
    assert "| `length` | <code>int</code> | Length in metres. |" in page
    assert "A ship, as &lt;small&gt; as it is." in page
    assert "Is also `ValueError`.\n\nThe tide is out." in page
    assert "hidden" not in page
    assert "Not shown" not in page


def test_every_public_name_is_on_the_page() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    headings = [line[4:] for line in page.splitlines() if line.startswith("### ")]
    assert sorted(headings) == sorted(istanbul_talks.__all__)


def test_the_page_is_the_same_without_docstrings() -> None:
    """`python -OO` drops docstrings; the page is made from the source."""
    code = (
        "from pathlib import Path; from istanbul_talks.site.api import api_page;"
        f"print(api_page(Path({str(ROOT)!r}) / 'src' / 'istanbul_talks'), end='')"
    )
    made = [
        subprocess.run(
            [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for options in ([], ["-OO"])
    ]
    assert made[0] == made[1]
    assert "### load\n" in made[0]
