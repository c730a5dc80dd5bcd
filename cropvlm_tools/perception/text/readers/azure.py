"""Azure Document Intelligence (Form Recognizer before): pages of lines and words with polygons, in pixels or inches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import Json, line_of, mean, page_of, parsing, present


def azure_lines(result: Json, page: int = 1) -> tuple[Line, ...]:
    """The lines of one page of an analysis, such as that of the model ``prebuilt-read``.

    A line's score is the mean confidence of the words in its spans.

    Args:
        result: the response of the REST API (``{"status": ..., "analyzeResult": {...}}``), or the analyzeResult alone,
            which is also what ``poller.result().as_dict()`` gives.
        page: from 1.

    Raises:
        ReaderError: it is no such result, or has no such page.
    """
    with parsing("Azure Document Intelligence", "Pass the JSON of the response, or poller.result().as_dict()."):
        chosen = page_of(result.get("analyzeResult", result)["pages"], page)
        size = float(chosen["width"]), float(chosen["height"])
        words = [(_start(word["span"]), float(word["confidence"])) for word in chosen.get("words") or ()]
        lines = []
        for line in chosen.get("lines") or ():
            spans = [(_start(span), _start(span) + int(span["length"])) for span in line["spans"]]
            scores = [score for at, score in words if any(start <= at < end for start, end in spans)]
            lines.append(line_of(line["content"], _points(line["polygon"]), size, mean(scores)))
        return present(lines)


def _start(span: Json) -> int:
    return int(span.get("offset", 0))


def _points(polygon: Sequence[Any]) -> list[tuple[float, float]]:
    """From x1, y1, x2, y2, ... or, of earlier libraries, a list of {"x", "y"}."""
    if polygon and isinstance(polygon[0], Mapping):
        return [(float(point["x"]), float(point["y"])) for point in polygon]
    return list(zip(polygon[::2], polygon[1::2], strict=True))
