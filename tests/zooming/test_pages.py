"""One question to many pages and images."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools import Box, Prediction, load_policy, zoom_pages
from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.demo import draw_page
from cropvlm_tools.errors import ImageError
from cropvlm_tools.policy import Policy
from cropvlm_tools.tool import run_zoom
from cropvlm_tools.zooming.options import ZoomOptions
from cropvlm_tools.zooming.pages import parse_pages
from tests.images.pdf.written import Sheet, pdf, print_at

pdfium = pytest.mark.skipif(find_spec("pypdfium2") is None, reason="the extra pdf is not installed")

TEXTS = [
    ["Contents", "Delivery 2", "Payment 3", "Termination 4"],
    ["Delivery", "Goods are delivered to the depot within ten days.", "The carrier bears the risk."],
    ["Payment", "Invoices are payable within 30 days.", "Interest on arrears is 5 percent."],
    ["Termination", "Either party may give three months of notice.", "Notice must be given in writing."],
]


def sheet(lines: Iterable[str]) -> Sheet:
    return Sheet("".join(print_at(60, 700 - 40 * row, text, 11) for row, text in enumerate(lines)), size=(595, 842))


CONTRACT = pdf(*map(sheet, TEXTS))


class Reddest(Policy):
    """Reads nothing: as confident as the picture is red."""

    name = "reddest"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(Box(0, 0, 0.5, 0.5), image.resize((1, 1)).getpixel((0, 0))[0] / 255)


@pdfium
@pytest.mark.parametrize(
    ("question", "page", "text"),
    [
        ("When are invoices payable?", 3, "30 days"),
        ("How many months of notice are there?", 4, "three months"),
        ("Who bears the risk?", 2, "carrier"),
        ("What is the interest on arrears?", 3, "5 percent"),
    ],
)
def test_the_page_that_answers_comes_first(question: str, page: int, text: str) -> None:
    found = zoom_pages(CONTRACT, question, top=2)
    assert [found[0].page, found[0].pages] == [page, 4]
    assert text in found[0].regions[0].text
    assert 1 >= found[0].score > found[1].score >= 0
    assert f"page {page} of 4" in found[0].caption


@pdfium
@pytest.mark.parametrize(("pages", "page"), [("1-2", 1), ("4, 2-2", 2), ([3], 3), (range(3, 5), 3)])
def test_only_pages_that_are_asked_for(pages: str | Iterable[int], page: int) -> None:
    found = zoom_pages(CONTRACT, "Where is the payment?", top=9, pages=pages)
    assert {zoom.page for zoom in found} == set(parse_pages(pages) or ())
    assert sum(zoom.score or 0 for zoom in found) == pytest.approx(1)
    assert page in {zoom.page for zoom in found}


@pdfium
def test_images_and_documents_together(tmp_path: Path) -> None:
    page, _ = draw_page()
    (tmp_path / "contract.pdf").write_bytes(CONTRACT)
    given = [page, tmp_path / "contract.pdf", Image.new("RGB", (400, 300), "white")]
    first = zoom_pages(given, "What is the phone number of the depot?")[0]
    assert (first.ref, first.page) == ("image_1", 1)
    second = zoom_pages(given, "How much notice must be given?")[0]
    assert (second.ref, second.page, second.source.name) == ("image_2", 4, "contract.pdf")


def test_frames_and_a_policy_that_does_not_read(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (90, 60), (red, 0, 0)) for red in (10, 200, 90)]
    frames[0].save(tmp_path / "fax.tif", save_all=True, append_images=frames[1:])
    found = zoom_pages(tmp_path / "fax.tif", "Which?", top=2, policy=Reddest())
    assert [zoom.page for zoom in found] == [2, 3]
    assert found[0].score == found[0].confidence


@pytest.mark.parametrize(
    ("pages", "numbers"),
    [(None, None), ("3", [3]), ("3-5,1", [1, 3, 4, 5]), (" 2 - 3 , 9", [2, 3, 9]), ([2, 2, 1], [1, 2])],
)
def test_pages_are_parsed(pages: str | Iterable[int] | None, numbers: list[int] | None) -> None:
    assert parse_pages(pages) == numbers


@pytest.mark.parametrize("pages", ["", "a", "1-", "3-1", "0", [0], [], [1.5], "1;2"])
def test_pages_that_cannot_be(pages: str | Iterable[int]) -> None:
    with pytest.raises(ValueError, match="pages is"):
        parse_pages(pages)


@pytest.mark.parametrize(
    ("images", "top", "error", "says"),
    [
        ([], 1, ImageError, "no image to look through"),
        (["nowhere.png"], 1, ImageError, "cannot be read"),
        ([Image.new("RGB", (40, 40))], 0, ValueError, "top is 0"),
    ],
)
def test_what_cannot_be_looked_through(images: list[object], top: int, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        zoom_pages(images, "What?", top)  # type: ignore[arg-type]


@pdfium
def test_a_model_may_ask_for_any_image() -> None:
    page, answers = draw_page()
    images = ImageRegistry([CONTRACT, page])
    options = ZoomOptions(policy=load_policy("default"))
    found = run_zoom(images, "How much notice must be given?", options, "any")
    assert "image_1 (1653x2339, page 4 of 4)" in found.text
    found = run_zoom(images, "What is the phone number of the depot?", options, "Any")
    assert found.text.startswith("image_2 (")
    assert answers["What is the phone number of the depot?"] in found.zoom.regions[0].text
    for ref in ("image_1, page 3", "Image 1 page 3", "1, page 3"):
        assert "page 3 of 4" in run_zoom(images, "When is it payable?", options, ref).text
    for ref, says in (
        ("image_1, page 9", "no page 9"),
        ("image_2, page 1", "is no PDF"),
        ("image_7, page 1", "no image"),
    ):
        with pytest.raises(ImageError, match=says):
            run_zoom(images, "When?", options, ref)
    with pytest.raises(ImageError, match="There is no image to zoom into"):
        run_zoom(ImageRegistry(), "What?", options, "any")
