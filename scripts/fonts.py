"""Make the fonts of the site in docs/assets/fonts from their packages, cut to what the site needs.

    npm pack @fontsource-variable/source-serif-4 @fontsource-variable/source-sans-3 \\
        @fontsource-variable/jetbrains-mono
    pip install -c constraints.txt 'fonttools[woff]'
    python scripts/fonts.py *.tgz

The fonts are under the SIL Open Font License 1.1. Each licence is written beside them.
"""

import argparse
import io
import re
import tarfile
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from istanbul_talks.files import atomic

FONTS = Path(__file__).resolve().parent.parent / "docs" / "assets" / "fonts"
_LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ıŒœ–—‘’‚“”„†•…‰′″‹›€−™"),
)
_EXTENDED = (
    *(c for c in range(0x100, 0x180) if c not in _LATIN),
    *map(ord, "ǎǐǒǔǧǫȘșȚțȳẀẁẂẃẄẅỲỳẼẽ"),
)
_CYRILLIC = (*range(0x401, 0x460), 0x490, 0x491)  # Russian, Ukrainian, Belarusian, Serbian
_FEATURES = ["kern", "liga", "tnum", "lnum", "ccmp", "locl", "mark", "mkmk"]


class Cut(NamedTuple):
    """A file of the site: a part of a file of a package. `weights`: from and to, or one."""

    package: str
    part: str
    style: str
    weights: tuple[int, int] | int
    letters: tuple[int, ...]


CUTS = (
    Cut("source-serif-4", "latin", "normal", (400, 700), _LATIN),
    Cut("source-serif-4", "latin-ext", "normal", 400, _EXTENDED),
    Cut("source-serif-4", "cyrillic", "normal", 400, _CYRILLIC),
    Cut("source-sans-3", "latin", "normal", (400, 700), _LATIN),
    Cut("source-sans-3", "latin", "italic", 400, _LATIN),
    Cut("source-sans-3", "latin-ext", "normal", 400, _EXTENDED),
    Cut("source-sans-3", "cyrillic", "normal", 400, _CYRILLIC),
    Cut("jetbrains-mono", "latin", "normal", 400, _LATIN),
)


def made(cut: Cut, package: bytes) -> dict[str, bytes]:
    """The font of a cut and the licence of its package, by name of file."""
    source = f"package/files/{cut.package}-{cut.part}-wght-{cut.style}.woff2"
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        font, licence = (archive.extractfile(n) for n in (source, "package/LICENSE"))
        assert font is not None and licence is not None
        read = TTFont(io.BytesIO(font.read()), recalcTimestamp=False)
        text = licence.read()
    options = Options(layout_features=_FEATURES, hinting=False, notdef_outline=True)
    options.drop_tables += ["DSIG"]
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, names, licence
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=cut.letters)
    subsetter.subset(read)
    read = instantiateVariableFont(read, {"wght": cut.weights})
    read.flavor = "woff2"
    target = io.BytesIO()
    read.save(target)
    name = f"{cut.package}-{cut.part}-{cut.style}.woff2"
    return {name: target.getvalue(), f"{cut.package}-OFL.txt": text}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("packages", nargs="+", type=Path, help="what npm pack wrote")
    given = options.parse_args().packages
    for cut in CUTS:
        package = next(path for path in given if re.search(rf"\b{cut.package}-\d", path.name))
        for name, data in made(cut, package.read_bytes()).items():
            atomic.write(FONTS / name, data)
            print(f"{len(data):>7,}  {name}")


if __name__ == "__main__":
    main()
