"""AWS Textract: a flat list of blocks, of which those of type LINE are lines; geometry relative to the page."""

from __future__ import annotations

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import Json, line_of, parsing, present


def textract_lines(result: Json, size: Size, page: int = 1) -> tuple[Line, ...]:
    """The lines of one page of ``DetectDocumentText`` or ``AnalyzeDocument``.

    Args:
        result: the response, as boto3 gives it.
        size: (width, height) of the page in any unit: the response does not say.
        page: from 1.

    Raises:
        ReaderError: it is no such result.
    """
    with parsing("AWS Textract", "Pass the whole response, which has Blocks, and image.size."):
        lines = []
        for block in result["Blocks"]:
            if block["BlockType"] == "LINE" and block.get("Page", 1) == page:
                corners = [(x * size[0], y * size[1]) for x, y in _corners(block["Geometry"])]
                lines.append(line_of(block["Text"], corners, size, block["Confidence"] / 100))
        return present(lines)


def _corners(geometry: Json) -> list[tuple[float, float]]:
    """Relative to the page: of the polygon, or of the box where there is none."""
    if geometry.get("Polygon"):
        return [(point["X"], point["Y"]) for point in geometry["Polygon"]]
    box = geometry["BoundingBox"]
    return [(box["Left"], box["Top"]), (box["Left"] + box["Width"], box["Top"] + box["Height"])]
