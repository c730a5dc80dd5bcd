"""Where an answer came from: records, a schema, annotations."""

import io
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from cropvlm_tools import Zoom, zoom, zoom_pages
from cropvlm_tools.cli import main
from cropvlm_tools.errors import ImageError
from cropvlm_tools.zooming.provenance import highlighted, provenance_of, web_annotations
from tests.images.pdf.written import Sheet, pdf, print_at
from tests.zooming.doubles import zoomed

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "zoom.schema.json").read_text(encoding="utf-8"))
QUESTION = "What is the total?"
pdfium = pytest.mark.skipif(find_spec("pypdfium2") is None, reason="the extra pdf is not installed")


def invoice(keys: str = "") -> bytes:
    rows = ["Invoice 2291", "Date 12.03.2024", "Total 148.50 EUR", "Payable in 14 days"]
    content = "".join(print_at(60, 620 - 60 * row, text, 9) for row, text in enumerate(rows))
    return pdf(Sheet(""), Sheet(content, keys, size=(595, 842)))


def zooms() -> list[Zoom]:
    found = [zoomed(), zoomed(None)]
    if find_spec("pypdfium2") is not None:
        found += [zoom(invoice(), QUESTION, page=2), *zoom_pages(invoice(), QUESTION)]
    return found


def test_facts_are_those_of_the_schema() -> None:
    validator = pytest.importorskip("jsonschema", reason="jsonschema is not installed").Draft202012Validator(SCHEMA)
    for result in zooms():
        validator.validate(json.loads(json.dumps(result.to_dict())))
    assert not validator.is_valid({**zoomed().to_dict(), "page": 0})


@pdfium
def test_a_record_says_where(tmp_path: Path) -> None:
    (tmp_path / "invoice.pdf").write_bytes(invoice())
    (record,) = provenance_of(zoom(tmp_path / "invoice.pdf", QUESTION, page=2))
    assert (record["source"], record["page"], record["pages"]) == ("invoice.pdf", 2, 2)
    assert "148.50" in record["text"]
    x1, y1, x2, y2 = record["box"]
    assert record["box_points"] == pytest.approx([595 * x1, 842 * y1, 595 * x2, 842 * y2], abs=0.01)
    assert (record["text_origin"], record["policy"]) == ("text layer", "grounded")
    assert provenance_of(zoomed(None)) == []


def test_a_web_annotation_of_an_image() -> None:
    (annotation,) = web_annotations(zoomed(), "What?")
    assert annotation["target"] == {
        "source": "urn:image_1",
        "selector": {
            "type": "FragmentSelector",
            "conformsTo": "http://www.w3.org/TR/media-frags/",
            "value": "xywh=pixel:2000,1500,2000,1500",
        },
    }
    assert annotation["body"]["value"] == "What?"
    assert web_annotations(zoomed(None), "What?") == []


@pdfium
def test_a_web_annotation_of_a_page(tmp_path: Path) -> None:
    path, out = tmp_path / "an invoice.pdf", tmp_path / "out.json"
    path.write_bytes(invoice())
    assert main(["zoom", str(path), QUESTION, "--page", "2", "--annotate", str(out)]) == 0
    (annotation,) = json.loads(out.read_text(encoding="utf-8"))
    target = annotation["target"]
    assert target["source"] == "an%20invoice.pdf"
    assert target["selector"]["value"].startswith("page=2&viewrect=")
    assert "148.50" in target["selector"]["refinedBy"]["exact"]


def drawn(path: Path) -> Image.Image:
    """The second page with its annotations, as viewers show it."""
    from pypdfium2 import PdfDocument

    picture: Image.Image = PdfDocument(path.read_bytes())[1].render(scale=200 / 72).to_pil()
    return picture


@pdfium
@pytest.mark.parametrize(
    "keys", ["", "/Rotate 90", "/CropBox [20 100 580 800]", "/Rotate 270 /CropBox [20 100 580 800]"]
)
def test_the_region_is_highlighted_in_the_pdf(keys: str, tmp_path: Path) -> None:
    path, out = tmp_path / "invoice.pdf", tmp_path / "marked.pdf"
    path.write_bytes(invoice(keys))
    assert main(["zoom", str(path), QUESTION, "--pages", "all", "--annotate", str(out)]) == 0
    result = zoom(invoice(keys), QUESTION, page=2)
    assert result.box is not None
    before, after = (drawn(file).getchannel("B") for file in (path, out))
    yellow = ImageChops.subtract(before, after).point(lambda value: 255 * (value > 50)).getbbox()
    assert yellow == pytest.approx(result.box.to_pixels(result.source_size), abs=3)


@pdfium
def test_a_highlight_holds_the_question() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf, which reads annotations, is not installed")
    marked = highlighted([zoom(invoice(), QUESTION, page=2)], "Was kostet's? ¿€?")
    (mark,) = pypdf.PdfReader(io.BytesIO(marked)).pages[1]["/Annots"]
    mark = mark.get_object()
    assert (mark["/Subtype"], mark["/Contents"]) == ("/Highlight", "Was kostet's? ¿€?")


def test_an_image_is_not_highlighted() -> None:
    with pytest.raises(ImageError, match="into one PDF"):
        highlighted([zoomed()], QUESTION)
