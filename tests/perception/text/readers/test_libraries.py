"""Parsers of what libraries return, and Tesseract itself."""

import shutil
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy, zoom
from cropvlm_tools.errors import ReaderError
from cropvlm_tools.perception.text.readers.doctr import doctr_lines
from cropvlm_tools.perception.text.readers.easyocr import easyocr_lines
from cropvlm_tools.perception.text.readers.paddleocr import paddleocr_lines
from cropvlm_tools.perception.text.readers.tesseract import Tesseract, tesseract_lines
from tests.perception.text.readers.test_services import rounded

SIZE = (1000, 500)
CORNERS = [[100, 50], [300, 50], [300, 90], [100, 90]]
EXPECTED = [("Total 12.50", 0.1, 0.1, 0.3, 0.18, 0.04, 0.9)]
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed (apt-get install tesseract-ocr)"
)


@pytest.mark.parametrize(
    "geometry",
    [((0.1, 0.1), (0.3, 0.18)), [[0.1, 0.1], [0.3, 0.1], [0.3, 0.18], [0.1, 0.18]], np.array(CORNERS) / SIZE],
)
def test_doctr(geometry: Any) -> None:
    words = [
        {"value": value, "confidence": sure, "geometry": geometry, "objectness_score": 0.9}
        for value, sure in (("Total", 0.95), ("12.50", 0.85))
    ]
    line = {"geometry": geometry, "objectness_score": 0.9, "words": words}
    page = {"page_idx": 0, "dimensions": (500, 1000), "blocks": [{"geometry": geometry, "lines": [line]}]}
    assert rounded(doctr_lines({"pages": [page]})) == EXPECTED


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ([(CORNERS, "Total 12.50", 0.9)], EXPECTED),
        ([(np.array(CORNERS, np.int32), "Total 12.50", np.float64(0.9))], EXPECTED),
        ([[CORNERS, "Total 12.50"]], [(*EXPECTED[0][:-1], 1.0)]),  # paragraph=True
        ([(CORNERS, " ", 0.9)], []),
        ([], []),
    ],
)
def test_easyocr(result: Any, expected: list[Any]) -> None:
    assert rounded(easyocr_lines(result, SIZE)) == expected


COLUMNS = {
    "input_path": None,
    "dt_polys": [np.array(CORNERS, np.int16)],
    "rec_polys": [np.array(CORNERS, np.int16)],
    "rec_texts": ["Total 12.50"],
    "rec_scores": [0.9],
    "rec_boxes": np.array([[100, 50, 300, 90]]),
}
ROW = [CORNERS, ("Total 12.50", 0.9)]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ([[ROW]], EXPECTED),  # 2.x, of one image
        ([[ROW, ROW]], EXPECTED * 2),
        ([ROW], EXPECTED),
        ([ROW, ROW], EXPECTED * 2),
        ([None], []),
        (None, []),
        ([COLUMNS], EXPECTED),  # 3.x
        (COLUMNS, EXPECTED),
        ({"res": COLUMNS}, EXPECTED),
        ({**COLUMNS, "rec_polys": [], "rec_texts": [], "rec_scores": []}, []),
    ],
)
def test_paddleocr_of_both_versions(result: Any, expected: list[Any]) -> None:
    assert rounded(paddleocr_lines(result, SIZE)) == expected


@pytest.mark.parametrize("turn", [0, 20, 90])
def test_height_is_measured_across_the_line(turn: int) -> None:
    radians = np.deg2rad(turn)
    across = np.array([[np.cos(radians), np.sin(radians)], [-np.sin(radians), np.cos(radians)]])
    corners = np.array([[-100, -20], [100, -20], [100, 20], [-100, 20]]) @ across + (500, 250)
    (line,) = easyocr_lines([(corners.tolist(), "Total", 0.9)], SIZE)
    assert line.height * 1000 == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize(
    ("parse", "wrong", "fix"),
    [
        (doctr_lines, {"blocks": []}, "result.export"),
        (doctr_lines, [], "result.export"),
        (lambda result: easyocr_lines(result, SIZE), ["Total 12.50"], "detail=1"),
        (lambda result: easyocr_lines(result, SIZE), [("Total", CORNERS, 0.9)], "detail=1"),
        (lambda result: easyocr_lines(result, (0, 0)), [(CORNERS, "Total", 0.9)], "image.size"),
        (lambda result: paddleocr_lines(result, SIZE), [[ROW], [ROW]], "ocr.predict"),
        (lambda result: paddleocr_lines(result, SIZE), {"text": []}, "ocr.predict"),
        (lambda result: tesseract_lines(result, SIZE), {"text": ["Total"]}, "Output.DICT"),
    ],
)
def test_what_is_no_result_is_an_error_that_says_what_to_pass(parse: Any, wrong: Any, fix: str) -> None:
    with pytest.raises(ReaderError) as caught:
        parse(wrong)
    assert fix in caught.value.fix


def test_words_of_tesseract_become_lines() -> None:
    columns = ("page_num", "block_num", "par_num", "line_num", "left", "top", "width", "height", "conf", "text")
    rows = [
        (1, 1, 1, 1, 100, 50, 200, 40, -1, ""),
        (1, 1, 1, 1, 100, 52, 90, 30, 95.0, "Total"),
        (1, 1, 1, 1, 200, 50, 100, 40, "85", "12.50"),
        (1, 1, 1, 2, 100, 150, 80, 40, 40, "Paid"),
    ]
    data = dict(zip(columns, zip(*rows)))
    assert rounded(tesseract_lines(data, SIZE)) == [*EXPECTED, ("Paid", 0.1, 0.3, 0.18, 0.38, 0.04, 0.4)]


def receipt() -> Image.Image:
    picture = Image.new("RGB", (700, 900), "white")
    for row, text in enumerate(("CORNER SHOP", "Milk 1.20", "Bread 2.35", "Total 3.55", "Cash 5.00")):
        ImageDraw.Draw(picture).text((60, 60 + 150 * row), text, "black", ImageFont.load_default(40))
    return picture


@needs_tesseract
@pytest.mark.parametrize("name", ["default", "lexical"])
def test_tesseract_reads_in_place_of_the_engine(name: str) -> None:
    lines = Tesseract()(receipt())
    assert [line.text for line in lines if "Total" in line.text] == ["Total 3.55"]
    z = zoom(receipt(), "What is the total?", policy=load_policy(name, reader="tesseract"))
    assert z.box is not None
    assert z.box.y1 * 900 < 520 < 540 < z.box.y2 * 900


@needs_tesseract
def test_tesseract_without_a_language_says_what_to_install() -> None:
    with pytest.raises(ReaderError, match="tesseract-ocr-xyz"):
        Tesseract("eng+xyz")
    assert "eng 3" in Tesseract().identity


def test_without_the_program_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "no-such-program")
    with pytest.raises(ReaderError, match="apt-get install tesseract-ocr"):
        load_policy("default", reader="tesseract")
