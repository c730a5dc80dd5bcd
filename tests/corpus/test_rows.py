"""One item in, its rows out."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools import Budget, ZoomOptions
from cropvlm_tools.corpus.rows import Asked, Item, Row, rows_of
from cropvlm_tools.images.load import load_image
from tests.corpus.pages import QUESTIONS, invoice
from tests.images.pdf.written import Sheet, pdf, print_at
from tests.images.pictures import encoded, marked

CENTRE = ZoomOptions(policy="centre", budget=Budget(448, None))
ASKED = tuple(Asked(f"a#{number}", question) for number, question in enumerate(QUESTIONS, start=1))


def test_every_question_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(encoded(marked(400, 300), "PNG"))
    first, second = rows_of(Item(str(tmp_path / "a.png"), ASKED), CENTRE)
    assert first.keys() == Row.__annotations__.keys()
    assert (first["id"], second["id"], second["question"]) == ("a#1", "a#2", QUESTIONS[1])
    assert (first["source"], first["outcome"], first["box_pixels"]) == ("a.png", "zoomed", [100, 75, 300, 225])
    assert first["sha256"] == second["sha256"]
    assert (first["tokens"] > 0, first["crop"], first["error"]) == (True, None, "")
    assert json.loads(first["regions"])[0]["box"] == first["box"]


def test_crops_are_kept_as_they_are_sent() -> None:
    (row,) = rows_of(Item(encoded(marked(400, 300), "PNG"), ASKED[:1], "b.png"), CENTRE, crops=True)
    assert (row["source"], row["crop_type"]) == ("b.png", "image/png")
    view = Image.open(io.BytesIO(row["crop"] or b""))
    assert view.size == (448, 336)
    assert row["tokens"] == CENTRE.budget.tokens(view.size)


def test_a_pdf_is_read_page_by_page() -> None:
    pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
    data = invoice(7, pages=3)
    rows = rows_of(Item(data, ASKED), ZoomOptions())
    assert [row["id"] for row in rows] == ["a#1/1", "a#2/1", "a#1/2", "a#2/2", "a#1/3", "a#2/3"]
    assert {row["pages"] for row in rows} == {3}
    assert "Total 7.50 EUR" in rows[0]["text"]
    assert "4007" in rows[1]["text"]
    assert [row["id"] for row in rows_of(Item(data, ASKED, page=2), ZoomOptions())] == ["a#1", "a#2"]
    assert len(load_image(data).getbands()) == 3


def test_of_a_pdf_only_the_page_that_answers() -> None:
    pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
    data = pdf(Sheet(print_at(40, 200, "Contents")), Sheet(print_at(40, 200, "Total 12.50")), Sheet(""))
    (row,) = rows_of(Item(data, ASKED[:1]), ZoomOptions(), best_page=True)
    assert (row["id"], row["page"], row["pages"], row["text"]) == ("a#1", 2, 3, "Total 12.50")


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (Item("nowhere.png", ASKED), "cannot be read"),
        (Item(b"no image", ASKED), "Not an accepted image format"),
        (Item(b"", ASKED, error="The row has no image."), "The row has no image."),
        (Item(encoded(marked(), "PNG"), ASKED, page=4), "There is no page 4"),
    ],
)
def test_what_cannot_be_read_is_a_row_with_an_error(item: Item, says: str) -> None:
    rows = rows_of(item, CENTRE)
    assert [row["id"] for row in rows] == ["a#1", "a#2"]
    assert all(row["outcome"] == "error" and says in row["error"] for row in rows)
    assert rows[0].keys() == Row.__annotations__.keys()
