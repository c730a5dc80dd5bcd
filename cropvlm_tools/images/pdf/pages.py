"""What is done to a PDF, in a process of its own: PDFium is C++, not safe with threads, and files are untrusted."""

from __future__ import annotations

import base64
import ctypes
import io
import logging
import math
from collections.abc import Callable
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageStat

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.pdf.highlights import highlight
from cropvlm_tools.images.pdf.layout import Rectangle, TextLine, rotated
from cropvlm_tools.images.pdf.text import Layer, View, read_layer

MOST_OBJECTS = 300_000
"""Paths, images and runs of text on one page; a dense map has 100,000."""

MOST_LINES = 5000
"""Of one page, from its top, as many as OCR reads."""

DPI = 200
"""At which pages are drawn: A4 is 1654 x 2339 px."""

_LARGEST = 16_000_000  # px of a page that is drawn at DPI: A2
_SCALE = 1 << 24  # units of a page's edge in which PDFium's whole numbers give its matrix
_MOST_THINGS, _DEEPEST = 50_000, 3  # objects among which pictures are looked for, and forms within forms
_PICTURE = 0.5  # share of a page from which a picture says how finely it is drawn
_INK = 24  # of 255, by which a place with print differs from itself
logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it tells of forms of a kind that PDFium draws without
_PROOF_DPI = 72  # of the small drawing on which that is looked at

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


def work(data: bytes, command: str, password: str | None, *arguments: Any) -> Image.Image | dict[str, Any]:
    """What ``document.Document`` asks for: ``read`` (first page, last, pixels), ``draw`` (page, scale, xyxy in px) or
    ``highlight`` (pages, xyxy in points as displayed, and notes).

    Raises:
        ImageError: the PDF cannot be opened, or what is asked for is too large or damaged.
    """
    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError:
        raise _unopened(pdfium.FPDF_GetLastError(), password) from None
    try:
        doing: dict[str, Callable[..., Image.Image | dict[str, Any]]] = {
            "read": _read,
            "draw": _draw,
            "highlight": _highlight,
        }
        return doing[command](document, *arguments)
    except ImageError:
        raise
    except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
        raise ImageError(f"The page of the PDF is damaged ({type(error).__name__}). Save the PDF anew.") from error


def _read(document: Any, first: int, last: int, max_pixels: int) -> dict[str, Any]:
    pages = len(document)
    numbers = range(first, min(last, pages) + 1)
    return {"pages": pages, "read": [_read_page(document, number, max_pixels) for number in numbers]}


def _unopened(code: int, password: str | None) -> ImageError:
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        if password is None:
            return ImageError("The PDF is protected by a password.", fix="Pass password=...", option="password")
        return ImageError("The password of the PDF is another one.", fix="Pass password=...", option="password")
    return ImageError("The PDF is damaged: it cannot be opened. Save it anew.")


def _page(document: Any, number: int) -> Any:
    """The page with its form fields and notes as part of it."""
    if pdfium.FPDFPage_GetAnnotCount(page := _opened(document, number)) < 1:
        return page
    page.close()
    if document.formenv is None:
        document.init_forms()  # it draws the fields that have no appearance yet
    page = _opened(document, number)
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return _opened(document, number)


def _opened(document: Any, number: int) -> Any:
    page = document[number - 1]
    objects = pdfium.FPDFPage_CountObjects(page)
    if objects > MOST_OBJECTS:
        raise ImageError(
            f"Page {number} of the PDF has {objects:,} objects; the limit is {MOST_OBJECTS:,}. Flatten it."
        )
    return page


def _view(page: Any) -> View:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise ImageError("The page of the PDF has no size, or one that cannot be. Save the PDF anew.")
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(left: float, top: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, left, top, x, y)
        return x.value * width / _SCALE, y.value * height / _SCALE

    step = max(width, height)
    (c, f), (right, right_y), (up, up_y) = device(0, 0), device(step, 0), device(0, step)
    return View(width, height, ((right - c) / step, (up - c) / step, c, (right_y - f) / step, (up_y - f) / step, f))


def _read_page(document: Any, number: int, max_pixels: int) -> dict[str, Any]:
    """As ``document.PdfPage`` has it."""
    page = _page(document, number)
    view = _view(page)
    pictures = _pictures(page, view)
    layer = read_layer(page, view)
    lines, hidden = _with_ink(page, layer, view) if layer.lines else ([], [])
    scale = _scale(view, pictures, max_pixels)
    page.close()
    return {
        "number": number,
        "points": [view.width, view.height],
        "scale": scale,
        "turn": layer.turn,
        "lines": lines[:MOST_LINES],
        "unread": len(lines[MOST_LINES:]),
        "hidden": layer.hidden + sum(len(line.text) for line in hidden),
        "pictures": [box for box, _ in pictures],
    }


def _scale(view: View, pictures: list[tuple[Rectangle, float]], max_pixels: int) -> float:
    """px for each point: ``DPI``, or as many as a picture has that fills the page; fewer where that is too many."""
    area = view.width * view.height
    filling = [density for (x1, y1, x2, y2), density in pictures if (x2 - x1) * (y2 - y1) >= _PICTURE * area]
    wanted = max(filling, default=DPI / 72)
    most = max_pixels if filling else min(_LARGEST, max_pixels)
    rounded = (view.width + view.height) / 2  # either edge may be rounded up by half a pixel
    return min(wanted, (math.sqrt(rounded**2 + 4 * area * (most - 0.25)) - rounded) / (2 * area))


def _with_ink(page: Any, layer: Layer, view: View) -> tuple[list[TextLine], list[TextLine]]:
    """The lines that show on the page, and those that are covered or as pale as their ground."""
    drawn = page.render(scale=min(_PROOF_DPI / 72, 2000 / max(view.width, view.height)), grayscale=True).to_pil()
    across, down = drawn.width / view.width, drawn.height / view.height
    size = (view.width, view.height) if layer.turn in (0, 180) else (view.height, view.width)
    shown: list[TextLine] = []
    hidden: list[TextLine] = []
    for line in layer.lines:
        x1, y1, x2, y2 = rotated(line.box, -layer.turn % 360, *size)
        place = (int(x1 * across), int(y1 * down), math.ceil(x2 * across), math.ceil(y2 * down))
        low, high = ImageStat.Stat(drawn.crop(place)).extrema[0]
        (shown if high - low >= _INK else hidden).append(line)
    return shown, hidden


def _pictures(page: Any, view: View) -> list[tuple[Rectangle, float]]:
    """(xyxy as displayed, px for each point) of the pictures on a page."""
    found = []
    things = [
        (pdfium.FPDFPage_GetObject(page, i), _UNMOVED, 0)
        for i in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_THINGS))
    ]
    seen = len(things)
    own, across, down = pdfium.FS_MATRIX(), ctypes.c_uint(), ctypes.c_uint()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    while things:
        thing, moved, depth = things.pop()
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST and pdfium.FPDFPageObj_GetMatrix(thing, own):
            within = _product((own.a, own.b, own.c, own.d, own.e, own.f), moved)
            count = min(max(pdfium.FPDFFormObj_CountObjects(thing), 0), _MOST_THINGS - seen)
            things += [(pdfium.FPDFFormObj_GetObject(thing, i), within, depth + 1) for i in range(count)]
            seen += count
        if kind != pdfium.FPDF_PAGEOBJ_IMAGE or not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            continue
        a, b, c, d, e, f = moved
        corners = [
            (a * x + c * y + e, b * x + d * y + f) for x in (left.value, right.value) for y in (bottom.value, top.value)
        ]
        horizontal, vertical = [x for x, _ in corners], [y for _, y in corners]
        x1, y1, x2, y2 = view.shown(min(horizontal), min(vertical), max(horizontal), max(vertical))
        longest = max(x2 - x1, y2 - y1)
        x1, y1, x2, y2 = max(x1, 0.0), max(y1, 0.0), min(x2, view.width), min(y2, view.height)
        if x2 - x1 > 1 and y2 - y1 > 1 and pdfium.FPDFImageObj_GetImagePixelSize(thing, across, down):
            found.append(((x1, y1, x2, y2), max(across.value, down.value) / longest))
    return found


def _product(first: Matrix, second: Matrix) -> Matrix:
    """What moves a point by the first and then by the second (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _draw(document: Any, number: int, scale: float, box: tuple[int, int, int, int]) -> Image.Image:
    """A part of the page, xyxy in px of the whole at so many px for each point."""
    page = _page(document, number)
    width, height = round(page.get_width() * scale), round(page.get_height() * scale)
    left, top, right, bottom = box
    bitmap = pypdfium2.PdfBitmap.new_native(right - left, bottom - top, pdfium.FPDFBitmap_BGRx, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, right - left, bottom - top)
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
    pdfium.FPDF_RenderPageBitmap(bitmap, page, -left, -top, width, height, 0, flags)
    picture: Image.Image = bitmap.to_pil()
    page.close()
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _highlight(document: Any, marks: list[tuple[int, Rectangle, str]]) -> dict[str, Any]:
    for number, place, note in marks:
        page = _opened(document, number)
        highlight(page, _view(page), place, note)
        page.close()
    file = io.BytesIO()
    document.save(file)
    return {"pdf": base64.b64encode(file.getvalue()).decode()}
