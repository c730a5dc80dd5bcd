"""Typefaces found on the machine, with their widths, so that a page is laid out without drawing it.

Looked for in the system's font folders by file name; on Debian they come with fonts-dejavu-core, fonts-liberation,
fonts-freefont-ttf, fonts-crosextra-carlito, fonts-crosextra-caladea, fonts-courier-prime, fonts-open-sans,
fonts-inconsolata, fonts-lato, fonts-bebas-neue, fonts-comic-neue, fonts-quattrocento, fonts-oldstandard and
fonts-gnutypewriter. Where none is found, Pillow's own typeface serves for all.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
# family: regular, bold (file names without ending); the second column says for what it is used
_FAMILIES = {
    "sans": (
        ("DejaVuSans", "DejaVuSans-Bold"),
        ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold"),
        ("LiberationSans-Regular", "LiberationSans-Bold"),
        ("LiberationSansNarrow-Regular", "LiberationSansNarrow-Bold"),
        ("OpenSans-Regular", "OpenSans-Bold"),
        ("OpenSans-Light", "OpenSans-Semibold"),
        ("Lato-Regular", "Lato-Bold"),
        ("Lato-Light", "Lato-Black"),
        ("Carlito-Regular", "Carlito-Bold"),
        ("FreeSans", "FreeSansBold"),
    ),
    "serif": (
        ("LiberationSerif-Regular", "LiberationSerif-Bold"),
        ("DejaVuSerif", "DejaVuSerif-Bold"),
        ("Caladea-Regular", "Caladea-Bold"),
        ("FreeSerif", "FreeSerifBold"),
        ("Quattrocento-Regular", "FreeSerifBold"),
        ("OldStandard-Regular", "OldStandard-Bold"),
        ("LiberationSerif-Italic", "LiberationSerif-BoldItalic"),
    ),
    "mono": (
        ("DejaVuSansMono", "DejaVuSansMono-Bold"),
        ("LiberationMono-Regular", "LiberationMono-Bold"),
        ("FreeMonoBold", "FreeMonoBold"),
        ("Inconsolata", "Inconsolata"),
        ("Courier Prime", "Courier Prime Bold"),
        ("GNUTypewriter", "GNUTypewriter"),
    ),
    "display": (
        ("BebasNeue-Bold", "BebasNeue-Bold"),
        ("ComicNeue-Bold", "ComicNeue-Bold"),
        ("Lato-Black", "Lato-Black"),
        ("OpenSans-ExtraBold", "OpenSans-ExtraBold"),
        ("OldStandard-Italic", "OldStandard-Bold"),
    ),
}
BUILT_IN = "Pillow"
_LATIN = "\u024f"  # the last letter of the Latin blocks that the families here have
_OTHER_SCRIPTS = ("DejaVuSans", "NotoSans", "NotoNaskh", "wqy", "DroidSansFallback", "FreeSans", "Unifont", "unifont")
_CHARACTERS = "".join(chr(code) for code in (*range(32, 127), *range(160, 384))) + "–—‘’“”„•…€™←→≤≥♂♀−"


@dataclass(frozen=True)
class Face:
    """Widths and heights as shares of the size."""

    name: str
    advances: dict[str, float]
    ascent: float
    """Of b, d, h, k above the baseline."""

    descent: float
    """Of g, p, q, y below it."""

    xheight: float

    def width(self, text: str, size: float) -> float:
        advances = self.advances
        return size * sum([advances.get(character) or spare_width(character) for character in text])

    def measured(self, text: str) -> bool:
        """Whether the widths are the typeface's own."""
        return self.advances.keys() >= set(text)


@cache
def spare_width(character: str) -> float:
    """Of a letter that no typeface was measured for: East Asian ones are square, marks stand over others."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.55


@cache
def _files() -> dict[str, str]:
    files: dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[ot]t[fc]")):
            files.setdefault(path.stem, str(path))
    return files


def known(name: str) -> bool:
    """Whether a typeface of that file name is on the machine."""
    return name in _files()


@cache
def pairs(role: str) -> tuple[tuple[str, str], ...]:
    """(regular, bold) names of the typefaces at hand for a role: sans, serif, mono, display."""
    files = _files()
    at_hand = tuple(pair for pair in _FAMILIES[role] if pair[0] in files and pair[1] in files)
    return at_hand or ((BUILT_IN, BUILT_IN),)


@cache
def load(name: str, size: int) -> ImageFont.FreeTypeFont:
    if name == BUILT_IN:
        built_in = ImageFont.load_default(size)
        assert isinstance(built_in, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
        return built_in
    return ImageFont.truetype(_files()[name], size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _draws(name: str, character: str) -> bool:
    """Whether the typeface has the letter: it looks other than one that no typeface has."""
    font = load(name, 24)
    return bytes(font.getmask(character)) != bytes(font.getmask("\U000fffff"))


@cache
def _others() -> tuple[str, ...]:
    """Typefaces for letters that a page's own lacks."""
    return tuple(name for start in _OTHER_SCRIPTS for name in sorted(_files()) if name.startswith(start))


def drawing(name: str, text: str) -> str:
    """The typeface that draws this text: the named one, or the first other that has all its letters.

    Raises:
        MissingTypeface: none at hand has.
    """
    letters = [letter for letter in sorted(set(text)) if letter > _LATIN and unicodedata.category(letter)[0] in "LN"]
    for each in (name, *_others()):
        if all(_draws(each, letter) for letter in letters):
            return each
    lacking = next((letter for letter in letters if not any(_draws(each, letter) for each in _others())), letters[0])
    raise MissingTypeface(
        f"No typeface on this machine draws {lacking!r} ({unicodedata.name(lacking, 'unnamed')}), which stands in "
        f"{text!r}. Install one of that script (Debian: fonts-noto-core, fonts-noto-cjk)."
    )


class MissingTypeface(ValueError):
    """A page is in a script that cannot be drawn here."""


@cache
def face(name: str) -> Face:
    """The measures of a typeface, taken at 200 px."""
    font = load(name, 200)
    base = font.getmetrics()[0]
    return Face(
        name=name,
        advances={character: font.getlength(character) / 200 for character in _CHARACTERS},
        ascent=(base - font.getbbox("bdhk")[1]) / 200,
        descent=(font.getbbox("gpqy")[3] - base) / 200,
        xheight=(base - font.getbbox("xz")[1]) / 200,
    )
