"""The text layer of a page, read by PDFium."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import defaultdict
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from cropvlm_tools.images.pdf.layout import Letter, Rectangle, TextLine, lines_of, rotated

MOST_LETTERS = 200_000
"""Of a page that are looked at, some 4 µs each; a dense page of a newspaper has 20,000."""

_SLANT = 0.35  # radians: what is more askew (watermarks) is on no line
_HIDDEN = (3, 7)  # text render modes without ink: invisible, clipping path only (ISO 32000-1, table 106)
_HYPHEN = 2  # what PDFium gives for a hyphen at the end of a line
_PRIVATE = ("Co", "Cn", "Cs", "Cc")  # Unicode categories that no print has


class View(NamedTuple):
    """How a page is displayed: crop box and rotation applied, origin upper left."""

    width: float
    """Points."""

    height: float
    matrix: tuple[float, float, float, float, float, float]
    """x' = a x + b y + c, y' = d x + e y + f, from the page's own points."""

    def shown(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """A rectangle of the page's own, as displayed."""
        a, b, c, d, e, f = self.matrix
        x1, x2 = a * left + b * bottom + c, a * right + b * top + c
        y1, y2 = d * left + e * bottom + f, d * right + e * top + f
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def own(self, place: Rectangle) -> Rectangle:
        """(left, bottom, right, top) in the page's own points of what is displayed there."""
        a, b, c, d, e, f = self.matrix
        area = a * e - b * d
        corners = [
            ((e * (x - c) - b * (y - f)) / area, (a * (y - f) - d * (x - c)) / area) for x, y in (place[:2], place[2:])
        ]
        (x1, y1), (x2, y2) = corners
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def quarter(self, angle: float) -> int | None:
        """Quarters clockwise by which text is turned; None where it is askew.

        Args:
            angle: radians clockwise, of the page's own, as PDFium gives it.
        """
        a, b, _, d, e, _ = self.matrix
        x, y = math.cos(angle), -math.sin(angle)
        turned = math.atan2(d * x + e * y, a * x + b * y) / (math.pi / 2)
        return None if abs(turned - round(turned)) * math.pi / 2 > _SLANT else round(turned) % 4


class Layer(NamedTuple):
    """What a page's text layer holds."""

    turn: int
    """Degrees, clockwise, by which the page must be turned for most of its text to stand upright."""

    lines: list[TextLine]
    """Boxes are of the page turned upright."""

    hidden: int
    """Letters without ink, or outside of the page: left out."""


def read_layer(page: Any, view: View) -> Layer:
    """The text layer of a page of pypdfium2 that is displayed so."""
    letters, hidden = _letters(page, view)
    most = max(letters, key=lambda quarter: len(letters[quarter]), default=0)
    turn = -90 * most % 360
    lines = []
    for quarter, group in letters.items():
        own = -90 * quarter % 360
        size = (view.width, view.height) if own in (0, 180) else (view.height, view.width)
        for line in lines_of(group):
            lying = rotated(line.box, -own % 360, *size)
            lines.append(line._replace(box=rotated(lying, turn, view.width, view.height)))
    return Layer(turn, sorted(lines, key=lambda line: (line.box[1], line.box[0])), hidden)


def _letters(page: Any, view: View) -> tuple[dict[int, list[Letter]], int]:
    """Letters by the quarters they are turned, as they stand once upright, in the order of the file; and how many are
    hidden."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return {}, 0
    found: dict[int, list[Letter]] = defaultdict(list)
    hidden, spaced, known = 0, False, 0
    quarter: int | None = 0
    visible = True
    rectangle = pdfium.FS_RECTF()
    high = 0  # the first half of a surrogate pair
    try:
        for i in range(min(pdfium.FPDFText_CountChars(text), MOST_LETTERS)):
            code = pdfium.FPDFText_GetUnicode(text, i)
            if code in (9, 10, 13, 32, 160):
                spaced = spaced or not pdfium.FPDFText_IsGenerated(text, i)
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if high and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            owner = pdfium.FPDFText_GetTextObject(text, i)
            place = ctypes.cast(owner, ctypes.c_void_p).value or 0
            if place != known or not place:
                known = place
                visible = not place or _has_ink(owner)
                quarter = view.quarter(pdfium.FPDFText_GetCharAngle(text, i))
            if not pdfium.FPDFText_GetLooseCharBox(text, i, rectangle) or quarter is None:
                continue
            box = view.shown(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
            middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            if not (visible and 0 < middle[0] < view.width and 0 < middle[1] < view.height):
                hidden += 1
                continue
            letter = "-" if code == _HYPHEN else chr(code)
            sound = _is_sound(letter) and not pdfium.FPDFText_HasUnicodeMapError(text, i)
            if quarter:
                box = rotated(box, -90 * quarter % 360, view.width, view.height)
            found[quarter].append(Letter(letter, box, spaced, sound))
            spaced = False
    finally:
        pdfium.FPDFText_ClosePage(text)
    return found, hidden


def _has_ink(owner: Any) -> bool:
    if pdfium.FPDFTextObj_GetTextRenderMode(owner) in _HIDDEN:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return not pdfium.FPDFPageObj_GetFillColor(owner, red, green, blue, alpha) or alpha.value > 0


def _is_sound(letter: str) -> bool:
    return letter.isascii() or (letter != "\ufffd" and unicodedata.category(letter) not in _PRIVATE)
