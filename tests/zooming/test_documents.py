"""Zooms whose text is known: of a page of a PDF, or by the caller."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import Box, Budget, plan, zoom
from cropvlm_tools.errors import PolicyError, ReaderError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text import reading
from tests.images.pdf.written import Sheet, pdf, place, print_at
from tests.zooming.doubles import Says, zoomed

QUESTION = "What is the total?"
ROWS = ("Invoice 2291", "Date 12.03.2024", "Customer Erika Mustermann", "Total 148.50 EUR", "Payable in 14 days")
PAGE = Sheet("".join(print_at(40, 700 - 90 * row, text, 9) for row, text in enumerate(ROWS)), size=(595, 842))
LINES = [Line(text, Box(0.1, 0.1 + 0.1 * row, 0.4, 0.12 + 0.1 * row), 0.02, 1.0) for row, text in enumerate(ROWS)]


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*given: object) -> None:
        raise AssertionError("read by OCR")

    monkeypatch.setattr(reading, "engine_of", read)


pdfium = pytest.mark.skipif(find_spec("pypdfium2") is None, reason="the extra pdf is not installed")


@pdfium
@pytest.mark.usefixtures("no_ocr")
@pytest.mark.parametrize("steps", [1, 2])
def test_a_text_layer_is_not_read_by_ocr(steps: int, tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(pdf(Sheet(""), PAGE))
    result = zoom(path, QUESTION, page=2, steps=steps)
    (region,) = result.regions
    assert "Total 148.50 EUR" in region.text
    assert (region.text_origin, region.page, region.source.name) == ("text layer", 2, "invoice.pdf")
    assert region.points == pytest.approx([595 * region.box.x1, 842 * region.box.y1, *region.points[2:]], abs=0.1)
    facts = json.loads(json.dumps(result.to_dict()))
    assert (facts["page"], facts["pages"], facts["points"]) == (2, 2, [595, 842])
    assert len(facts["source"]["sha256"]) == 64
    assert "page 2 of 2" in result.caption


@pdfium
def test_the_crop_is_drawn_as_finely_as_its_view_shows_it() -> None:
    result = zoom(pdf(PAGE), QUESTION)
    assert result.box is not None
    pixels = result.box.to_pixels(result.source_size)
    assert result.crop.width >= result.view.size[0] > pixels[2] - pixels[0]
    enlarged = result.budget.render(result.image.crop(pixels)).image.convert("L")
    drawn = result.view.image.convert("L")
    assert drawn.size == enlarged.size
    assert sum(drawn.histogram()[64:192]) < sum(enlarged.histogram()[64:192]) / 2  # greys at the edges of letters
    for part, view in zip((parts := plan(result, "gpt-5.6")).parts, parts.render(result), strict=True):
        assert view.size == part.size


@pdfium
def test_a_scan_is_read_by_ocr() -> None:
    scan = Image.new("RGB", (1240, 1754), "white")
    for row, text in enumerate(ROWS):
        ImageDraw.Draw(scan).text((90, 200 + 190 * row), text, "black", ImageFont.load_default(26))
    result = zoom(pdf(Sheet(place(0, 0, 595, 842), picture=scan, size=(595, 842))), QUESTION)
    assert result.regions[0].text_origin == "ocr"
    assert "148.50" in result.regions[0].text
    stamped = place(0, 0, 595, 842) + print_at(200, 462, "Bank 4711", 9)
    result = zoom(pdf(Sheet(stamped, picture=scan, size=(595, 842))), QUESTION)
    assert (result.regions[0].text_origin, "148.50" in result.regions[0].text) == ("mixed", True)


@pytest.mark.usefixtures("no_ocr")
@pytest.mark.parametrize("policy", ["default", "lexical"])
@pytest.mark.parametrize("steps", [1, 2])
def test_lines_of_the_caller(policy: str, steps: int) -> None:
    result = zoom(Image.new("RGB", (800, 1000), "white"), QUESTION, policy, lines=LINES, steps=steps)
    assert "Total 148.50 EUR" in result.regions[0].text
    assert result.regions[0].text_origin == "given"
    assert result.regions[0].box.coverage(LINES[3].box) > 0.9


@pytest.mark.parametrize(
    ("policy", "lines", "error", "says"),
    [
        ("centre", LINES, PolicyError, "Leave lines=... out"),
        (Says(zoomed().prediction), LINES, PolicyError, "'says' does not decide from lines"),
        ("default", ["Total"], ReaderError, "Line 1: it is a str"),
        ("default", 5, ReaderError, "Not lines: int"),
    ],
)
def test_lines_that_cannot_be_taken(policy: object, lines: object, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        zoom(Image.new("RGB", (800, 1000)), QUESTION, policy, lines=lines)  # type: ignore[arg-type]


@pdfium
@pytest.mark.parametrize("policy", ["centre", "whole"])
def test_a_policy_that_does_not_read_sees_the_page(policy: str) -> None:
    result = zoom(pdf(PAGE), QUESTION, policy, budget=Budget(448, None))
    assert result.source_size == (1653, 2339)
    assert all(region.text == "" for region in result.regions)
