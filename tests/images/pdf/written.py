"""Small PDFs, written by hand: text in Helvetica, pictures, crop boxes, rotation, form fields."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Sheet:
    """One page."""

    content: str
    """Of its content stream; ``print_at`` and ``place`` write parts of one."""

    keys: str = ""
    """Further entries of its dictionary, e.g. ``/Rotate 90``."""

    picture: Image.Image | None = None
    """Drawn by ``place``."""

    size: tuple[float, float] = (400, 300)
    field: tuple[str, str] | None = None
    """Rectangle and value of a text field."""


def print_at(x: float, y: float, text: str, size: float = 12, before: str = "") -> str:
    """Text with its base line's left end so many points from the page's lower left corner."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q BT {before} /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET Q\n"


def turned_at(x: float, y: float, text: str, size: float = 12) -> str:
    """Text that runs upwards."""
    return f"BT /F1 {size} Tf 0 1 -1 0 {x} {y} Tm ({text}) Tj ET\n"


def place(x: float, y: float, width: float, height: float) -> str:
    """The picture in that rectangle, from its lower left corner."""
    return f"q {width} 0 0 {height} {x} {y} cm /I1 Do Q\n"


def pdf(*sheets: Sheet, font: str = "/BaseFont /Helvetica /Encoding /WinAnsiEncoding") -> bytes:
    """The encoded file."""
    objects: list[bytes] = [b"", b"", f"<< /Type /Font /Subtype /Type1 {font} >>".encode()]
    pages, fields = [], []
    for sheet in sheets:
        content = add(objects, stream(sheet.content.encode("latin-1")))
        things = ""
        if sheet.picture is not None:
            things = f"/XObject << /I1 {add(objects, picture(sheet.picture))} 0 R >>"
        keys = sheet.keys
        if sheet.field is not None:
            rectangle, value = sheet.field
            field = (
                f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f{len(fields)}) /V ({value}) /Rect [{rectangle}] /F 4 "
            )
            fields.append(add(objects, f"{field}/DA (/F1 12 Tf 0 g) >>".encode()))
            keys += f" /Annots [{fields[-1]} 0 R]"
        resources = f"<< /Font << /F1 3 0 R >> {things} >>"
        box = "" if "/MediaBox" in keys else f"/MediaBox [0 0 {sheet.size[0]} {sheet.size[1]}]"
        page = f"<< /Type /Page /Parent 2 0 R {box} {keys} /Contents {content} 0 R /Resources {resources} >>"
        pages.append(add(objects, page.encode()))
    form = ""
    if fields:
        listed = " ".join(f"{number} 0 R" for number in fields)
        form = f"/AcroForm << /Fields [{listed}] /NeedAppearances true /DR << /Font << /F1 3 0 R >> >> >>"
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {form} >>".encode()
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    return assembled(objects)


def add(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def stream(data: bytes, keys: str = "") -> bytes:
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {keys} >>\nstream\n".encode() + packed + b"\nendstream"


def picture(image: Image.Image) -> bytes:
    keys = f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} /ColorSpace /DeviceRGB"
    return stream(image.convert("RGB").tobytes(), f"{keys} /BitsPerComponent 8")


def assembled(objects: Sequence[bytes]) -> bytes:
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
