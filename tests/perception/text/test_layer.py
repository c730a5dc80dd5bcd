"""What of a PDF's text layer is believed, and when its page is read besides."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.boxes import Box
from cropvlm_tools.images.pdf.document import Document
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.perception.text.layer import completed, reading_of, reading_within, text_inside
from tests.images.pdf.written import Sheet, pdf, place, print_at

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")

TEXT = "".join(print_at(30, 250 - 20 * row, f"Line {row} of a page of print") for row in range(5))
SCAN = Image.new("RGB", (800, 600), "white")
ImageDraw.Draw(SCAN).text((60, 60), "Scanned 4711", "black", ImageFont.load_default(40))
GREY = Image.new("RGB", (80, 60), "grey")


def reading(content: str, picture: Image.Image | None = None) -> Reading:
    return reading_of(Document(pdf(Sheet(content, picture=picture))).page(1))


@pytest.mark.parametrize(
    ("content", "picture", "lines", "partial"),
    [
        (TEXT, None, 5, False),
        (TEXT + place(300, 220, 60, 60), GREY, 5, False),  # a logo
        (place(0, 0, 400, 300) + TEXT, GREY, 5, True),  # on a picture that fills the page
        (place(0, 0, 400, 300), SCAN, 0, True),
        (place(0, 0, 400, 300) + print_at(30, 10, "Page 3 of 9"), SCAN, 1, True),  # stamped on a scan
        (print_at(30, 100, "Invisible", before="3 Tr") + TEXT, None, 5, False),
        (TEXT.replace("BT ", "BT 3 Tr "), None, 0, True),  # somebody's OCR of a scan
        (
            print_at(30, 100, "F\u00c3\u00bcr M\u00c3\u00bcller") + print_at(30, 80, "gr\u00c3\u00b6\u00c3\u009fer"),
            None,
            0,
            True,
        ),
        ("", None, 0, True),
    ],
)
def test_what_is_believed(content: str, picture: Image.Image | None, lines: int, partial: bool) -> None:
    found = reading(content, picture)
    assert (len(found.lines), found.partial) == (lines, partial)
    assert {line.origin for line in found.lines} <= {"text layer"}


def test_letters_of_no_script_are_not_believed() -> None:
    names = "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [65 /uniE001 /uniE002] >>"
    private = f"/BaseFont /Foo /Encoding {names}"
    content = print_at(30, 100, "ABABAB") + print_at(30, 60, "good")
    found = reading_of(Document(pdf(Sheet(content), font=private)).page(1))
    assert ([line.text for line in found.lines], found.partial) == (["good"], True)


def line(text: str, y: float, origin: str = "ocr") -> Line:
    return Line(text, Box(0.1, y, 0.5, y + 0.05), 0.04, 0.9, origin)  # type: ignore[arg-type]


def test_what_ocr_found_besides_is_added() -> None:
    layer = Reading((line("printed", 0.2, "text layer"),), 90, partial=True)
    whole = completed(layer, Reading((line("prlnted", 0.21), line("stamped", 0.6)), illegible=(line("", 0.9),)))
    assert [(each.text, each.origin) for each in whole.lines] == [("printed", "text layer"), ("stamped", "ocr")]
    assert (whole.turn, whole.partial, len(whole.illegible)) == (90, False, 1)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ("", "")),
        ([line("a", 0.2)], ("a", "ocr")),
        ([line("a", 0.2, "text layer"), line("b", 0.3, "text layer"), line("c", 0.9)], ("a\nb", "text layer")),
        ([line("a", 0.2, "text layer"), line("b", 0.3)], ("a\nb", "mixed")),
    ],
)
def test_text_inside_a_region(lines: list[Line], said: tuple[str, str]) -> None:
    assert text_inside(lines, Box(0, 0.1, 0.6, 0.5)) == said


def test_the_reading_of_a_crop() -> None:
    whole = Reading((line("in", 0.6), line("out", 0.1)))
    (inside,) = reading_within(whole, Box(0, 0.5, 1, 1), (400, 300)).lines
    assert (inside.text, inside.height) == ("in", 0.04)
    assert inside.box.xyxy == pytest.approx((0.1, 0.2, 0.5, 0.3))
    (larger,) = reading_within(whole, Box(0, 0.5, 0.5, 1), (400, 300)).lines
    assert larger.height == pytest.approx(0.08)
