"""Invented invoices for invoices.py: PDFs with a text layer, and one that is a scan."""

import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont


@dataclass(frozen=True)
class Field:
    """What is wanted of every invoice."""

    question: str
    pattern: str
    """What it looks like: for the reader that is no model."""


FIELDS = {
    "number": Field("What is the invoice number?", r"Invoice number:? ?(\S+)"),
    "date": Field("What is the invoice date?", r"Invoice date:? ?([\d.]+)"),
    "customer": Field("Who is the customer?", r"Customer:? ?([^\n]+)"),
    "total": Field("What is the total amount?", r"Total amount:? ?([\d.]+ EUR)"),
    "iban": Field("What is the IBAN?", r"IBAN:? ?([A-Z]{2}[\d ]+)"),
}


def write_invoices(folder: Path, count: int = 3) -> Path:
    """Two pages each, the fields on the first or the second; the last one is a scan."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        pages = [["Dear Sir or Madam,", "thank you for your order. What we charge for it is enclosed."], _lines(number)]
        pages = pages if number % 2 else pages[::-1]
        path = folder / f"invoice_{number}.pdf"
        if number == count:
            scans = [_scan(lines) for lines in pages]
            scans[0].save(path, save_all=True, append_images=scans[1:], resolution=150)
        else:
            path.write_bytes(_pdf(pages))
    return folder


def answers(number: int) -> dict[str, str]:
    """What is printed on an invoice."""
    draw = random.Random(number)
    return {
        "number": f"R-{draw.randrange(1000, 9999)}",
        "date": f"{draw.randrange(10, 28)}.03.2031",
        "customer": draw.choice(["Fenwick Stair Works", "Larch & Sons", "Quarry Wharf Joiners"]),
        "total": f"{draw.randrange(100, 999)}.{draw.randrange(10, 99)} EUR",
        "iban": f"DE{draw.randrange(10, 99)} 5001 0517 5407 3249 31",
    }


def _lines(number: int) -> list[str]:
    told = answers(number)
    items = [f"{amount} x oak hinge, {amount * 4}.00 EUR" for amount in range(2, 8)]
    head = [f"Invoice number {told['number']}", f"Invoice date {told['date']}", f"Customer {told['customer']}"]
    return [*head, *items, f"Total amount {told['total']}", f"IBAN {told['iban']}"]


def _scan(lines: list[str]) -> Image.Image:
    page = Image.new("RGB", (1240, 1754), "white")
    for row, text in enumerate(lines):
        ImageDraw.Draw(page).text((120, 160 + 90 * row), text, "black", ImageFont.load_default(26))
    return page


def _pdf(pages: list[list[str]]) -> bytes:
    """A file of so many pages of A4 in Helvetica (ISO 32000-1, annex H)."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for lines in pages:
        text = "".join(f"BT /F1 12 Tf 60 {770 - 44 * row} Td ({line}) Tj ET\n" for row, line in enumerate(lines))
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} >>")
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}endstream")
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(f"{len(written):010} 00000 n \n")
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return (written + table + end).encode("latin-1")
