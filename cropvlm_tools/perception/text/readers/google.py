"""Google Cloud Vision: symbols in words in paragraphs in blocks; a line ends where a symbol says that one breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cropvlm_tools.errors import ReaderError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import UNSAID, Json, line_of, mean, page_of, parsing, present

_ENDS = {"EOL_SURE_SPACE": "", "LINE_BREAK": "", "HYPHEN": "-", 3: "", 5: "", 4: "-"}
"""What a break that ends a line adds to its text. Numbers are those of the enum, which ``to_dict`` leaves."""

_SPACES = ("SPACE", "SURE_SPACE", 1, 2)


class _Pieces:
    """Of one line: text so far, corners around it, for each symbol the confidence of its word."""

    def __init__(self) -> None:
        self.text = ""
        self.corners: list[tuple[float, float]] = []
        self.scores: list[float] = []


def google_lines(result: Json, page: int = 1) -> tuple[Line, ...]:
    """The lines of one page of ``TEXT_DETECTION`` or ``DOCUMENT_TEXT_DETECTION``.

    Args:
        result: the response of the REST API (``{"responses": [...]}``), one of its responses, or what
            ``AnnotateImageResponse.to_dict`` makes of one: names in either spelling, corners in pixels or normalized.
        page: from 1.

    Raises:
        ReaderError: it is no such result, says that the service failed, or has no such page.
    """
    with parsing("Google Vision", "Pass the JSON of the response, which has fullTextAnnotation."):
        if "responses" in result:
            result = result["responses"][0]
        annotation = _get(result, "fullTextAnnotation")
        if not annotation or not annotation["pages"]:
            _explain(result)
            return ()
        chosen = page_of(annotation["pages"], page)
        size = float(chosen["width"]), float(chosen["height"])
        paragraphs = [part for block in chosen.get("blocks", ()) for part in block.get("paragraphs", ())]
        pieces = [each for paragraph in paragraphs for each in _pieces(paragraph, size)]
        return present([line_of(each.text, each.corners, size, mean(each.scores)) for each in pieces])


def _explain(result: Json) -> None:
    """Why there is no text: the service leaves out what it did not find.

    Raises:
        ReaderError: because it answered with an error.
        LookupError: because this is no answer of it.
    """
    error = result.get("error") or {}
    if error.get("code"):
        raise ReaderError(f"Google Vision answered with an error: {error.get('message')!s:.200}")
    if result and not any(re.search("Annotations?$", key, re.IGNORECASE) for key in result):
        raise LookupError("fullTextAnnotation")


def _pieces(paragraph: Json, size: tuple[float, float]) -> Iterator[_Pieces]:
    line = _Pieces()
    for word in paragraph["words"]:
        score = float(word.get("confidence") or UNSAID)
        for symbol in word["symbols"]:
            kind, before = _break(symbol)
            space = " " if kind in _SPACES else ""
            line.text += space + symbol["text"] if before else symbol["text"] + space
            line.corners += _corners(_get(symbol, "boundingBox") or _get(word, "boundingBox"), size)
            line.scores.append(score)
            if kind in _ENDS and not before:
                line.text += _ENDS[kind]
                yield line
                line = _Pieces()
    if line.text:
        yield line


def _break(symbol: Json) -> tuple[Any, bool]:
    """Kind of the break at a symbol, and whether it stands before it."""
    found = _get(symbol.get("property") or {}, "detectedBreak") or {}
    return found.get("type", found.get("type_")), bool(_get(found, "isPrefix"))


def _corners(polygon: Json, size: tuple[float, float]) -> list[tuple[float, float]]:
    """In pixels; a coordinate of 0 is left out of the JSON."""
    pixels = polygon.get("vertices")
    width, height = (1.0, 1.0) if pixels else size
    points = pixels or _get(polygon, "normalizedVertices")
    return [(float(point.get("x", 0)) * width, float(point.get("y", 0)) * height) for point in points]


def _get(mapping: Json, name: str) -> Any:
    """The value of a name in camelCase, or in snake_case as protobuf's own dicts have it; None where there is none."""
    snake = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
    return mapping.get(name, mapping.get(snake))
