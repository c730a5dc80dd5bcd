"""PaddleOCR's results: nested lists in 2.x, a dict of columns in 3.x."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import Json, line_of, parsing, present


def paddleocr_lines(result: Json | Sequence[Any] | None, size: Size) -> tuple[Line, ...]:
    """The lines of one image by ``ocr.ocr(image)`` (2.x) or ``ocr.predict(image)`` (3.x).

    In 3.x make it with ``use_doc_unwarping=False`` and ``use_doc_orientation_classify=False``: corners are else those
    of a picture that was bent straight or turned.

    Args:
        result: what was returned, its only element, or (3.x) what ``save_to_json`` wrote; None or [None] where it
            found no text.
        size: (width, height) of the image in pixels.

    Raises:
        ReaderError: it is no such result.
    """
    with parsing("PaddleOCR", "Pass ocr.ocr(image) of 2.x or ocr.predict(image) of 3.x, and image.size."):
        if not isinstance(result, Mapping) and result and len(result) == 1 and not _is_line(result[0]):
            result = result[0]
        return present([line_of(text, corners, size, float(score)) for corners, text, score in _rows(result)])


def _rows(result: Json | Sequence[Any] | None) -> list[tuple[Any, Any, Any]]:
    """Corners, text and score of each line."""
    if isinstance(result, Mapping):
        columns = result.get("res", result)
        return list(zip(columns["rec_polys"], columns["rec_texts"], columns["rec_scores"], strict=True))
    return [(corners, text, score) for corners, (text, score) in result or ()]


def _is_line(row: Any) -> bool:
    """Whether it is (corners, (text, score))."""
    return isinstance(row, (list, tuple)) and len(row) == 2 and isinstance(row[1][0], str)
