"""Pages of a PDF: their pictures and their text layers."""

import base64
import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.load import load_image, load_page
from cropvlm_tools.images.pdf import document
from cropvlm_tools.images.pdf.document import Document, PageImage
from cropvlm_tools.images.pdf.layout import rotated
from tests.images.pdf.written import Sheet, pdf, place, print_at, turned_at
from tests.images.pictures import encoded, marked, near

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")

RED_BOX = "1 0 0 rg 0 200 100 100 re f 0 g\n"  # the upper left of a page of 400 x 300 points
TOTAL = print_at(50, 100, "Total 12.50")
PLAIN = Sheet(RED_BOX + TOTAL)


def test_the_forms_a_pdf_may_come_in(tmp_path: Path) -> None:
    data = pdf(PLAIN)
    (tmp_path / "a.pdf").write_bytes(data)
    text = base64.b64encode(data).decode()
    for source in (
        data,
        str(tmp_path / "a.pdf"),
        tmp_path / "a.pdf",
        io.BytesIO(data),
        f"data:application/pdf;base64,{text}",
        text,
    ):
        image = load_image(source)
        assert (type(image), image.mode, image.size) == (Image.Image, "RGB", (1111, 833))  # 200 dpi
        assert near(image, (100, 100), (255, 0, 0))
        assert near(image, (900, 100), (255, 255, 255))


@pytest.mark.parametrize(
    ("keys", "points", "red", "total"),
    [
        ("", (400, 300), (10, 10), (50, 188, 115, 203)),
        ("/Rotate 90", (300, 400), (290, 10), (97, 50, 112, 115)),
        ("/Rotate 180", (400, 300), (390, 290), (285, 97, 350, 112)),
        ("/Rotate 270", (300, 400), (10, 390), (188, 285, 203, 350)),
        ("/CropBox [0 120 200 300]", (200, 180), (10, 10), None),
        ("/CropBox [40 80 400 300]", (360, 220), (10, 10), (10, 188, 75, 203)),
        ("/MediaBox [-100 -50 300 250]", (400, 300), (110, 10), (150, 138, 215, 153)),
    ],
)
def test_a_page_is_as_it_is_displayed(
    keys: str, points: tuple[int, int], red: tuple[int, int], total: tuple[int, ...] | None
) -> None:
    page = Document(pdf(replace(PLAIN, keys=keys))).page(1)
    assert page.points == points
    picture = page.draw()
    assert picture.size == page.size
    assert near(picture, tuple(round(at * page.scale) for at in red), (255, 0, 0))  # type: ignore[arg-type]
    if total is None:
        assert page.lines == ()
        return
    (line,) = page.lines
    width, height = (points[1], points[0]) if page.turn in (90, 270) else points
    lying = rotated(line.box, -page.turn % 360, width, height)
    assert lying == pytest.approx(total, abs=5)
    assert page.turn == {"/Rotate 90": 270, "/Rotate 180": 180, "/Rotate 270": 90}.get(keys, 0)


def test_pages_are_counted_and_asked_for() -> None:
    data = pdf(*(Sheet(print_at(50, 100, f"Page {number}")) for number in range(1, 24)))
    pages = list(Document(data).read())
    assert [page.lines[0].text for page in pages] == [f"Page {number}" for number in range(1, 24)]
    assert [page.number for page in Document(data).read([3, 4, 9])] == [3, 4, 9]
    assert {page.of for page in pages} == {23}
    assert tuple(load_page(data, page=7).page) == (7, 23)
    with pytest.raises(ImageError, match="There is no page 24: the PDF has 23 pages"):
        load_page(data, page=24)


def test_more_pages_than_are_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_PAGES", 2)
    whole = Document(pdf(PLAIN, PLAIN, PLAIN))
    with pytest.raises(ImageError, match="has 3 pages; 2 are looked through") as refused:
        list(whole.read())
    assert refused.value.option == "pages"
    assert [page.number for page in whole.read([2, 3])] == [2, 3]


def test_a_page_is_drawn_when_it_is_looked_at() -> None:
    image = Document(pdf(PLAIN)).page(1).image
    assert isinstance(image, PageImage)
    copy = image.copy()
    assert not image.is_drawn
    assert near(image, (9, 9), (255, 0, 0))
    assert image.is_drawn
    assert not copy.is_drawn
    copy.paste("blue", (0, 0, 50, 50))
    assert near(copy, (9, 9), (0, 0, 255))
    assert near(image, (9, 9), (255, 0, 0))
    assert image.resize((40, 30)).size == (40, 30)


def test_a_part_is_drawn_finer() -> None:
    page = Document(pdf(PLAIN)).page(1)
    part = document.Box(0.1, 0.6, 0.3, 0.7)
    assert page.draw(part).width == pytest.approx(0.2 * page.size[0], abs=2)
    fine = page.draw(part, 1000)
    assert max(fine.size) == 1000
    coarse = page.draw(part).resize(fine.size, Image.Resampling.BICUBIC)
    edges = [
        sum(1 for value in image.convert("L").get_flattened_data() if 64 < value < 192) for image in (coarse, fine)
    ]
    assert edges[1] < edges[0] / 2  # print has sharp edges where it is drawn, and blurred ones where it is enlarged


def test_a_scan_is_as_fine_as_its_picture() -> None:
    scan = Sheet(place(0, 0, 400, 300), picture=marked(800, 600))
    page = Document(pdf(scan)).page(1)
    assert page.size == (800, 600)
    assert page.lines == ()
    assert page.pictures == ((0, 0, 400, 300),)
    assert near(page.draw(), (4, 4), (255, 0, 0))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (print_at(50, 100, "Total", before="3 Tr"), "invisible"),
        (print_at(500, 100, "Total"), "beside the page"),
        (print_at(50, 100, "Total") + "1 1 1 rg 0 0 400 300 re f\n", "covered"),
        ("1 1 1 rg\n" + print_at(50, 100, "Total"), "white on white"),
    ],
)
def test_what_does_not_show_is_in_no_line(content: str, why: str) -> None:
    page = Document(pdf(Sheet(content))).page(1)
    assert (page.lines, page.hidden) == ((), 5), why


def test_what_stands_in_form_fields_is_read_and_drawn() -> None:
    page = Document(pdf(Sheet(TOTAL, field=("50 200 200 220", "Erika Mustermann")))).page(1)
    assert [line.text for line in page.lines] == ["Erika Mustermann", "Total 12.50"]
    drawn = page.draw(document.Box(0.125, 0.27, 0.5, 0.33))
    assert drawn.convert("L").getextrema()[0] < 64


def test_most_text_says_which_way_up_a_page_stands() -> None:
    page = Document(pdf(Sheet(turned_at(100, 50, "Most of the text runs upwards") + print_at(200, 20, "5")))).page(1)
    assert page.turn == 90
    upright = {line.text: line.box for line in page.lines}
    x1, y1, x2, y2 = upright["Most of the text runs upwards"]
    assert x2 - x1 > 100 > 20 > y2 - y1
    assert (x1, y2) == pytest.approx((50, 103), abs=4)


def test_a_page_of_more_lines_than_are_read() -> None:
    cells = "".join(print_at(3 + 12 * (n % 98), 4 + 8 * (n // 98), "8", 5) for n in range(98 * 60))
    page = Document(pdf(Sheet(cells, size=(1200, 500)))).page(1)
    assert (len(page.lines), page.unread) == (5000, 880)


def test_a_closed_image_says_so() -> None:
    image = Document(pdf(PLAIN)).page(1).image
    image.load()
    image.close()
    with pytest.raises(ValueError, match="closed image"):
        image.getpixel((0, 0))


def test_passwords() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf, which writes a PDF with a password, is not installed")
    writer = pypdf.PdfWriter(io.BytesIO(pdf(PLAIN)))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    assert load_image(file, password="secret").size == (1111, 833)
    for password, says in ((None, "protected by a password"), ("wrong", "is another one")):
        with pytest.raises(ImageError, match=says) as refused:
            load_image(file, password=password)
        assert refused.value.option == "password"


@pytest.mark.parametrize(
    ("keys", "limits", "says"),
    [
        ("/MediaBox [0 0 1 200000000]", Limits(), "no size, or one that cannot be|side may have"),
        ("/MediaBox [0 0 0 0]", Limits(), ""),
        ("", Limits(bytes=10), "The image has"),
    ],
)
def test_limits(keys: str, limits: Limits, says: str) -> None:
    data = pdf(replace(PLAIN, keys=keys))
    if not says:
        assert load_image(data, limits=limits).size[0] > 0  # PDFium takes a page of letter size
        return
    with pytest.raises(ImageError, match=says):
        load_image(data, limits=limits)


def test_a_large_page_is_drawn_as_finely_as_the_limits_allow() -> None:
    page = Document(pdf(replace(PLAIN, keys="/MediaBox [0 0 14400 14400]"))).page(1)
    assert 3900 < page.size[0] <= 4000
    small = Document(pdf(PLAIN), Limits(pixels=10_000)).page(1)
    assert small.size[0] * small.size[1] <= 10_000


def test_a_page_that_takes_too_long_is_refused() -> None:
    forever = "q 400 0 0 300 0 0 cm /I1 Do Q\n" * 20_000
    with pytest.raises(ImageError, match="processor time") as refused:
        load_image(pdf(Sheet(forever, picture=marked(2000, 1500))))
    assert refused.value.option == "seconds"
    assert load_image(pdf(PLAIN)).size == (1111, 833)


@pytest.mark.parametrize("cut", [9, 200, 600])
def test_damage_is_an_error_of_ours_or_mended(cut: int) -> None:
    with suppress(ImageError):
        assert load_image(pdf(PLAIN)[:cut]).mode == "RGB"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "find_spec", lambda name: None)
    with pytest.raises(ImageError, match="render the page that is meant") as refused:
        load_image(pdf(PLAIN))
    assert "cropvlm-tools[pdf]" in refused.value.fix


def test_a_picture_that_mentions_a_pdf_is_a_picture() -> None:
    assert load_image(encoded(marked(), "GIF", comment=b"%PDF-1.7")).size == (32, 24)
