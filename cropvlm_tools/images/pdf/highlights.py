"""Places highlighted in a PDF, by PDFium."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from cropvlm_tools.images.pdf.layout import Rectangle
from cropvlm_tools.images.pdf.text import View

_YELLOW = (255, 220, 0, 110)  # RGB and opacity


def highlight(page: Any, view: View, place: Rectangle, note: str) -> None:
    """A highlight annotation on a page of pypdfium2.

    Args:
        view: how the page is displayed.
        place: xyxy in points as displayed.
        note: what is shown when it is clicked.
    """
    left, bottom, right, top = view.own(place)
    mark = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
    if not mark:
        return
    corners = pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
    pdfium.FPDFAnnot_SetRect(mark, pdfium.FS_RECTF(left, top, right, bottom))
    pdfium.FPDFAnnot_AppendAttachmentPoints(mark, corners)
    pdfium.FPDFAnnot_SetColor(mark, pdfium.FPDFANNOT_COLORTYPE_Color, *_YELLOW)
    text = (note.encode("utf-16-le", "replace") + b"\0\0").ljust(4, b"\0")
    wide = ctypes.cast(ctypes.create_string_buffer(text), ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFAnnot_SetStringValue(mark, b"Contents", wide)
    pdfium.FPDFPage_CloseAnnot(mark)
