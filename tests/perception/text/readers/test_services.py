"""Parsers of what services answer, on responses of their public shapes."""

from typing import Any

import pytest

from cropvlm_tools.errors import ReaderError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.azure import azure_lines
from cropvlm_tools.perception.text.readers.google import google_lines
from cropvlm_tools.perception.text.readers.textract import textract_lines


def rounded(lines: tuple[Line, ...]) -> list[tuple[object, ...]]:
    """Text, box, height and score of each."""
    return [(line.text, *(round(number, 3) for number in (*line.box.xyxy, line.height, line.score))) for line in lines]


def azure(unit: str, scale: float) -> dict[str, Any]:
    """Two lines on a page of 850 x 1100 hundredths of an inch."""
    words = [("Total", 0, 0.99), ("12.50", 6, 0.89), ("Paid", 12, 0.7)]
    lines = [
        ("Total 12.50", [100, 200, 300, 200, 300, 222, 100, 222], 0, 11),
        ("Paid", [100, 300, 180, 300, 180, 322, 100, 322], 12, 4),
    ]
    page = {
        "pageNumber": 1,
        "angle": 0.1,
        "width": 850 * scale,
        "height": 1100 * scale,
        "unit": unit,
        "words": [
            {"content": word, "polygon": [0] * 8, "confidence": sure, "span": {"offset": at, "length": len(word)}}
            for word, at, sure in words
        ],
        "lines": [
            {
                "content": text,
                "polygon": [number * scale for number in polygon],
                "spans": [{"offset": at, "length": length}],
            }
            for text, polygon, at, length in lines
        ],
    }
    result = {"apiVersion": "2024-11-30", "modelId": "prebuilt-read", "content": "Total 12.50\nPaid", "pages": [page]}
    return {"status": "succeeded", "createdDateTime": "2025-03-14T10:00:00Z", "analyzeResult": result}


@pytest.mark.parametrize(("unit", "scale"), [("pixel", 2.0), ("inch", 0.01)])
def test_azure_in_either_unit(unit: str, scale: float) -> None:
    response = azure(unit, scale)
    expected = [
        ("Total 12.50", 0.118, 0.182, 0.353, 0.202, 0.02, 0.94),
        ("Paid", 0.118, 0.273, 0.212, 0.293, 0.02, 0.7),
    ]
    assert rounded(azure_lines(response)) == expected
    assert azure_lines(response["analyzeResult"]) == azure_lines(response)
    points = [{"x": 1, "y": 2}, {"x": 3, "y": 2}, {"x": 3, "y": 2.22}, {"x": 1, "y": 2.22}]
    if unit == "inch":  # as azure-ai-formrecognizer writes polygons
        response["analyzeResult"]["pages"][0]["lines"][0]["polygon"] = points
        assert rounded(azure_lines(response)) == expected


def symbol(text: str, kind: object = None, left: int = 0, top: int = 0, spelling: str = "camel") -> dict[str, Any]:
    """20 px wide, 40 px high; a coordinate of 0 is left out, as in the JSON."""
    corners = [(left, top), (left + 20, top), (left + 20, top + 40), (left, top + 40)]
    vertices = [{name: value for name, value in zip("xy", corner) if value} for corner in corners]
    box, broken = ("boundingBox", "detectedBreak") if spelling == "camel" else ("bounding_box", "detected_break")
    told = {box: {"vertices": vertices}, "text": text, "confidence": 0.9}
    return told if kind is None else {**told, "property": {broken: {"type" if spelling == "camel" else "type_": kind}}}


def google(words: list[list[dict[str, Any]]], confidences: list[float]) -> dict[str, Any]:
    paragraph = {"words": [{"symbols": word, "confidence": sure} for word, sure in zip(words, confidences)]}
    page = {"width": 1000, "height": 500, "blocks": [{"blockType": "TEXT", "paragraphs": [paragraph]}]}
    return {"pages": [page], "text": "..."}


WORDS = [
    [symbol("N", left=0), symbol("o", "SPACE", left=20)],
    [symbol("4", "EOL_SURE_SPACE", left=80)],
    [symbol("O", left=0, top=100), symbol("k", "HYPHEN", left=20, top=100), symbol("a", left=0, top=200)],
    [symbol("y", "LINE_BREAK", left=20, top=200)],
]
LINES = [
    ("No 4", 0.0, 0.0, 0.1, 0.08, 0.04, 0.867),
    ("Ok-", 0.0, 0.2, 0.04, 0.28, 0.04, 0.8),
    ("ay", 0.0, 0.4, 0.04, 0.48, 0.04, 0.7),
]


def test_google_joins_symbols_to_lines() -> None:
    answer = {"textAnnotations": [], "fullTextAnnotation": google(WORDS, [0.9, 0.8, 0.8, 0.6])}
    assert rounded(google_lines({"responses": [answer]})) == LINES
    assert google_lines(answer) == google_lines({"responses": [answer]})


def test_google_in_the_spelling_of_its_python_library() -> None:
    words = [[symbol("N", 1, 0, 0, "snake")], [symbol("4", 5, 40, 0, "snake")]]
    lines = google_lines({"full_text_annotation": google(words, [0.0, 0.0]), "error": {"code": 0, "message": ""}})
    assert rounded(lines) == [("N 4", 0.0, 0.0, 0.06, 0.08, 0.04, 1.0)]


def test_google_of_a_file_is_normalized_and_marks_words_only() -> None:
    corners = [{"x": 0.1, "y": 0.2}, {"x": 0.3, "y": 0.2}, {"x": 0.3, "y": 0.25}, {"x": 0.1, "y": 0.25}]
    word = {
        "boundingBox": {"normalizedVertices": corners},
        "confidence": 0.9,
        "symbols": [{"text": "H"}, {"text": "i", "property": {"detectedBreak": {"type": "LINE_BREAK"}}}],
    }
    page = {"width": 600, "height": 800, "blocks": [{"paragraphs": [{"words": [word]}]}]}
    assert rounded(google_lines({"fullTextAnnotation": {"pages": [page]}})) == [("Hi", 0.1, 0.2, 0.3, 0.25, 0.05, 0.9)]


@pytest.mark.parametrize("nothing", [{}, {"responses": [{}]}, {"labelAnnotations": []}, {"full_text_annotation": {}}])
def test_google_without_text(nothing: dict[str, Any]) -> None:
    assert google_lines(nothing) == ()


def test_google_says_what_failed() -> None:
    with pytest.raises(ReaderError, match="Quota exceeded"):
        google_lines({"responses": [{"error": {"code": 8, "message": "Quota exceeded"}}]})


BOX = {"Width": 0.4, "Height": 0.02, "Left": 0.1, "Top": 0.3}
CORNERS = [(0.1, 0.3), (0.5, 0.3), (0.5, 0.32), (0.1, 0.32)]
POLYGON = [{"X": x, "Y": y} for x, y in CORNERS]


@pytest.mark.parametrize("geometry", [{"BoundingBox": BOX, "Polygon": POLYGON}, {"BoundingBox": BOX}])
def test_textract(geometry: dict[str, Any]) -> None:
    line = {"BlockType": "LINE", "Id": "b", "Confidence": 99.5, "Text": "Total 12.50", "Geometry": geometry}
    response = {
        "DocumentMetadata": {"Pages": 2},
        "Blocks": [
            {"BlockType": "PAGE", "Id": "a", "Geometry": {"BoundingBox": {}, "Polygon": []}},
            line,
            {**line, "BlockType": "WORD", "Text": "Total"},
            {**line, "Text": "Next page", "Page": 2},
        ],
    }
    assert rounded(textract_lines(response, (800, 1000))) == [("Total 12.50", 0.1, 0.3, 0.5, 0.32, 0.02, 0.995)]
    assert [line.text for line in textract_lines(response, (800, 1000), page=2)] == ["Next page"]


def test_pages_are_counted_from_one() -> None:
    assert azure_lines(azure("inch", 0.01), page=1)
    for page in (0, 2):
        with pytest.raises(ReaderError, match=f"1 pages, not page {page}"):
            azure_lines(azure("inch", 0.01), page=page)


@pytest.mark.parametrize("wrong", [{}, {"pages": [{}]}, {"Blocks": [{}]}, {"fullTextAnnotation": {}, "x": 1}, [], None])
@pytest.mark.parametrize(
    "parse",
    [azure_lines, lambda result: google_lines({"other": result}), lambda result: textract_lines(result, (9, 9))],
)
def test_what_is_no_result_is_an_error_that_says_what_to_pass(parse: Any, wrong: Any) -> None:
    with pytest.raises(ReaderError, match="Pass the") as caught:
        parse(wrong)
    assert caught.value.fix.startswith("Pass the")
