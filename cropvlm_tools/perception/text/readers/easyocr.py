"""EasyOCR's results: corners, text and confidence of each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import line_of, parsing, present


def easyocr_lines(result: Iterable[Sequence[Any]], size: Size) -> tuple[Line, ...]:
    """The lines of ``easyocr.Reader(...).readtext(image)``.

    Args:
        result: of each line four corners in pixels, the text and the confidence, which ``paragraph=True`` leaves out.
        size: (width, height) of the image in pixels.

    Raises:
        ReaderError: it is no such result.
    """
    with parsing("EasyOCR", "Pass readtext(image), with detail=1 and output_format='standard', and image.size."):
        return present([line_of(text, corners, size, *map(float, score)) for corners, text, *score in result])
