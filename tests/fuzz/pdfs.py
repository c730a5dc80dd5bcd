"""PDFs for the fuzzer: crafted ones that would cost hours or gigabytes, and mutations of small ones."""

import random
import re
import zlib
from collections.abc import Callable

from PIL import Image

from tests.images.pdf.written import Sheet, add, assembled, pdf, picture, place, print_at, stream, turned_at
from tests.images.pictures import marked
from tests.images.test_damaged import mutated

PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 400 300]"
TEXT = "".join(print_at(30, 280 - 12 * row, f"Row {row}: 12.50 and (brackets)") for row in range(20))


def one_page(page: str, *others: bytes) -> bytes:
    """``others`` are objects 4 and on."""
    root = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    return assembled([*root, f"<< {PAGE} {page} >>".encode(), *others])


def forms(depth: int, times: int) -> bytes:
    """A form that draws the next so often, and so on."""
    bodies = []
    for level in range(depth):
        drawn = "/X Do " * times if level < depth - 1 else "0 0 9 9 re f"
        within = f"/Resources << /XObject << /X {level + 6} 0 R >> >>" if level < depth - 1 else ""
        bodies.append(stream(drawn.encode(), f"/Type /XObject /Subtype /Form /BBox [0 0 400 300] {within}"))
    return one_page("/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>", stream(b"/X Do"), *bodies)


def bomb(width: int, height: int) -> bytes:
    """A picture of zeros, which pack a thousandfold."""
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(bytes(1 << 24)) for _ in range(width * height >> 24)) + packed.flush()
    keys = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    body = f"<< {keys} /Length {len(data)} /Filter /FlateDecode >>\nstream\n".encode() + data + b"\nendstream"
    return one_page(
        "/Contents 4 0 R /Resources << /XObject << /I1 5 0 R >> >>", stream(place(0, 0, 400, 300).encode()), body
    )


def tiles() -> bytes:
    """A pattern whose tiles are a hundredth of a point."""
    keys = (
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .01 /YStep .01 /Resources <<>>"
    )
    resources = "/Resources << /Pattern << /P 5 0 R >> >>"
    drawn = b"/Pattern cs /P scn 0 0 400 300 re f"
    return one_page(f"/Contents 4 0 R {resources}", stream(drawn), stream(b"1 0 0 rg 0 0 .5 .5 re f", keys))


def many(objects: int, each: bytes) -> bytes:
    return one_page("/Contents 4 0 R /Resources << >>", stream(each * objects))


PDFS: dict[str, Callable[[], bytes]] = {
    "pdf forms in forms": lambda: forms(12, 10),
    "pdf form in itself": lambda: forms(3, 3).replace(b"/X 7 0 R", b"/X 5 0 R"),
    "pdf picture of zeros": lambda: bomb(1 << 15, 1 << 15),
    "pdf content of zeros": lambda: many(1, bytes(1 << 29)),
    "pdf tiny tiles": tiles,
    "pdf million paths": lambda: many(1_000_000, b"0 0 m 9 9 l S\n"),
    "pdf wide lines with dashes": lambda: many(1, b"[.0001] 0 d 9 w 0 0 m 400 300 l S\n"),
    "pdf million letters": lambda: pdf(Sheet(print_at(10, 10, "x" * 1_000_000, 1))),
    "pdf huge letters": lambda: pdf(Sheet(print_at(10, 10, "x" * 1000, 100_000))),
    "pdf million pages": lambda: pdf(Sheet(TEXT)).replace(b"/Count 1 ", b"/Count 99999999 "),
    "pdf pages in a loop": lambda: pdf(Sheet(TEXT)).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
    "pdf wide page": lambda: pdf(Sheet(TEXT, keys="/MediaBox [0 0 99999999 1]")),
    "pdf endless page": lambda: pdf(Sheet(TEXT, keys="/MediaBox [0 0 1e30 1e30]")),
    "pdf arrays in arrays": lambda: one_page(f"/Contents 4 0 R /A {'[' * 100_000}", stream(b"")),
    "pdf saved states": lambda: many(1_000_000, b"q "),
    "pdf picture drawn often": lambda: pdf(Sheet(place(0, 0, 400, 300) * 20_000, picture=marked(2000, 1500))),
}


def _seeds() -> dict[str, bytes]:
    bare = Sheet(TEXT)
    unpacked = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    unpacked.append(f"<< {PAGE} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".encode())
    unpacked.append(f"<< /Length {len(TEXT)} >>\nstream\n{TEXT}\nendstream".encode())
    unpacked.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    scanned = list(unpacked)
    add(scanned, picture(Image.new("RGB", (60, 40), "red")))
    return {
        "pdf of text": pdf(bare),
        "pdf unpacked": assembled(unpacked),
        "pdf with a loose picture": assembled(scanned),
        "pdf of a scan": pdf(Sheet(place(0, 0, 400, 300) + TEXT, picture=marked(80, 60))),
        "pdf turned": pdf(Sheet(TEXT + turned_at(300, 20, "sideways"), keys="/Rotate 90 /CropBox [10 10 390 290]")),
        "pdf form": pdf(Sheet(TEXT, field=("50 200 200 220", "filled in"))),
        "pdf of pages": pdf(bare, Sheet(""), bare),
    }


SEEDS = _seeds()
_NUMBER, _NAME = re.compile(rb"\d+"), re.compile(rb"/[A-Z]\w+")


def pdf_mutation(seed: int, number: int) -> tuple[str, bytes]:
    """The name of its original and the bytes of one input; the same for the same two numbers."""
    draw = random.Random(f"pdf {seed} {number}")
    name = draw.choice(list(SEEDS))
    data = SEEDS[name]
    for _ in range(draw.randrange(3)):  # numbers and names, which flips of bits hardly ever change to others
        pattern = draw.choice((_NUMBER, _NAME))
        places = list(pattern.finditer(data))
        if not places:
            continue
        at = draw.choice(places)
        values = [b"0", b"-1", b"1", b"3", b"65536", b"2147483647", b"99999999999", b"1e30"]
        other = draw.choice(values) if pattern is _NUMBER else draw.choice(places)[0]
        data = data[: at.start()] + other + data[at.end() :]
    return name, mutated(data, draw) if draw.random() < 0.7 else data
