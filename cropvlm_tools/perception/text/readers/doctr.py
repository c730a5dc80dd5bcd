"""docTR's results: pages of blocks of lines of words, geometry relative to the page."""

from __future__ import annotations

from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import Json, line_of, mean, page_of, parsing, present


def doctr_lines(result: Json, page: int = 1) -> tuple[Line, ...]:
    """The lines of one page of ``ocr_predictor(...)(pages).export()``, straight boxes and polygons alike.

    Args:
        result: the exported dict; its pages have ``dimensions`` (height, width) in pixels.
        page: from 1.

    Raises:
        ReaderError: it is no such result, or has no such page.
    """
    with parsing("docTR", "Pass result.export()."):
        chosen = page_of(result["pages"], page)
        height, width = chosen["dimensions"]
        lines = []
        for line in (line for block in chosen["blocks"] for line in block["lines"]):
            text = " ".join(word["value"] for word in line["words"])
            corners = [(x * width, y * height) for x, y in line["geometry"]]
            score = mean([float(word["confidence"]) for word in line["words"]])
            lines.append(line_of(text, corners, (width, height), score))
        return present(lines)
