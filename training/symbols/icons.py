"""Icons with names, from fonts and folders: any ligature or glyph-named icon font, any folder of SVG or PNG files.

Packages whose icons were used or may be (licences in ``cropvlm_tools/perception/symbols/NOTICE.md``):

    fonts-font-awesome (Debian), r-cran-fontawesome (Debian), @fortawesome/fontawesome-free (npm)   Font Awesome Free
    streamlit (PyPI), material-symbols (npm)                                      Material Symbols
    playwright (PyPI), @vscode/codicons (npm)                                     Codicons
    libreoffice-style-colibre (Debian)                                            LibreOffice Colibre
    @tabler/icons, lucide-static, bootstrap-icons, remixicon (npm)                folders of SVG files
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.svgLib import SVGPath
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.recipe import RecipeError

EDGE = 96  # px of the longer side that icons are kept at, half more than the largest drawn
_CURVE = 8  # straight pieces for each curve of an SVG file
_FONTS = (".ttf", ".otf", ".woff", ".woff2")
_SIZES = re.compile(r"^(lc_|sc_|ic_)|(_24dp|_24px|_48px)$")  # of LibreOffice's and of Google's file names


@dataclass(frozen=True)
class Icon:
    """One drawing."""

    names: tuple[str, ...]
    """As its set calls it, words joined by ``_``, after the prefix of its source: ``brand:github``."""

    ink: NDArray[np.uint8]
    """(h, w) how much is covered, or (h, w, 4) RGBA where it has colours of its own; tight around it."""


def read_icons(source: str) -> list[Icon]:
    """Those of one source.

    Args:
        source: a font or a folder of SVG or PNG files; ``brand:PATH`` puts ``brand:`` in front of their names.

    Raises:
        RecipeError: there is nothing of the kind.
    """
    prefix, path = "", Path(source)
    if not path.exists() and ":" in source:
        prefix, path = f"{source.split(':', 1)[0]}:", Path(source.split(":", 1)[1])
    if not path.exists():
        raise RecipeError(f"{source} is neither a font nor a folder of icons.")
    drawn = _of_folder(path) if path.is_dir() else _of_font(path)
    icons = [
        Icon(tuple(prefix + _plain(name) for name in names), tight)
        for names, ink in drawn
        if (tight := _tight(ink)) is not None
    ]
    if not icons:
        raise RecipeError(
            f"{source} holds no icons. Give a font ({', '.join(_FONTS)}) or a folder of SVG or PNG files."
        )
    return icons


def _plain(name: str) -> str:
    return _SIZES.sub("", name.lower().replace("-", "_")).removeprefix("uni")


def _of_font(path: Path) -> Iterator[tuple[list[str], NDArray[np.uint8]]]:
    if path.suffix.lower() not in _FONTS:
        raise RecipeError(f"{path.name} is no font: give {', '.join(_FONTS)}, or a folder.")
    font = TTFont(path)
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    glyphs = {glyph: code for code, glyph in font.getBestCmap().items() if code > 0xFF}
    names = {glyph: [glyph] for glyph in glyphs} | _ligatures(font)
    pen_font = ImageFont.truetype(io.BytesIO(plain.getvalue()), 2 * EDGE)
    for glyph, called in names.items():
        if glyph in glyphs:
            picture = Image.new("L", (4 * EDGE, 4 * EDGE))
            ImageDraw.Draw(picture).text((EDGE, EDGE), chr(glyphs[glyph]), fill=255, font=pen_font)
            yield called, np.asarray(picture)


def _ligatures(font: TTFont) -> dict[str, list[str]]:
    """Glyph -> the words whose letters become it."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if code <= 0xFF}
    names: dict[str, list[str]] = {}
    lookups = font["GSUB"].table.LookupList.Lookup if "GSUB" in font else []
    for lookup in lookups:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for ligature in ligatures:
                    word = "".join(letters.get(glyph, "\0") for glyph in (first, *ligature.Component))
                    if "\0" not in word and len(word) > 2:
                        names.setdefault(ligature.LigGlyph, []).append(word)
    return names


def _of_folder(folder: Path) -> Iterator[tuple[list[str], NDArray[np.uint8]]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".svg":
            if (ink := draw_svg(path.read_text(encoding="utf-8"))) is not None:
                yield [path.stem], ink
        elif path.suffix.lower() == ".png":
            picture = Image.open(path)
            if "A" in picture.convert("RGBA").getbands() and max(picture.size) <= 2 * EDGE:
                yield [path.stem], np.asarray(picture.convert("RGBA"))


class _Polygons(BasePen):  # type: ignore[misc]  # fontTools' pens have no types
    """Paths as lists of points."""

    def __init__(self) -> None:
        super().__init__(None)
        self.paths: list[list[tuple[float, float]]] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self.paths.append([pt])

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self.paths[-1].append(pt)

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:
        start = np.array(self.paths[-1][-1])
        for t in np.linspace(0, 1, _CURVE + 1)[1:]:
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x, y = sum(weight * np.array(point) for weight, point in zip(weights, (start, pt1, pt2, pt3), strict=True))
            self.paths[-1].append((float(x), float(y)))

    def _closePath(self) -> None:
        self.paths[-1].append(self.paths[-1][0])


def draw_svg(text: str) -> NDArray[np.uint8] | None:
    """(h, w) of the fills, or of the strokes where the file says ``fill="none"`` and has strokes; None of no path."""
    pen = _Polygons()
    try:
        SVGPath.fromstring(text.encode()).draw(pen)
    except (ValueError, KeyError, NotImplementedError, SyntaxError, AttributeError):
        return None  # of fontTools, for what it does not know: such a file is left out
    paths = [np.array(path) for path in pen.paths if len(path) > 1]
    if not paths:
        return None
    corners = np.concatenate(paths)
    scale = 2 * EDGE / max(float(np.ptp(corners, axis=0).max()), 1e-6)
    points = [np.round((path - corners.min(axis=0)) * scale + EDGE).astype(np.int32) for path in paths]
    ink = np.zeros((4 * EDGE, 4 * EDGE), np.uint8)
    width = re.search(r'stroke-width="([\d.]+)"', text)
    if 'fill="none"' in text and "stroke=" in text:
        cv2.polylines(
            ink, points, False, 255, max(round(float(width.group(1) if width else 1) * scale), 1), cv2.LINE_AA
        )
    else:
        cv2.fillPoly(ink, points, 255, cv2.LINE_AA)
    return ink


def _tight(ink: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Cut to what is drawn and shrunk to ``EDGE``; None of nothing, or of next to nothing."""
    cover = ink if ink.ndim == 2 else ink[:, :, 3]
    rows, columns = np.flatnonzero(cover.max(axis=1) > 60), np.flatnonzero(cover.max(axis=0) > 60)
    if len(rows) < 4 or len(columns) < 4:
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = EDGE / max(cut.shape[:2])
    if scale >= 1:
        return np.ascontiguousarray(cut)
    size = (max(round(cut.shape[1] * scale), 1), max(round(cut.shape[0] * scale), 1))
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)
