"""AVIF: the sizes that its decoder obeys are those of the coded pictures, wherever in the file these lie."""

import struct
import time

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.formats.av1 import sequence_sizes
from cropvlm_tools.images.load import load_image
from tests.images.pictures import encoded, transparent

PICTURES = {
    "still": {},
    "4:4:4": {"subsampling": "4:4:4"},
    "animated": {"save_all": True, "append_images": [Image.new("RGB", (900, 800), "red")]},
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_smaller_size_written_over_does_not_hide_the_coded_one(name: str) -> None:
    data = encoded(Image.new("RGB", (900, 800)), "AVIF", **PICTURES[name])
    assert load_image(data, max_pixels=720_000).size == (900, 800)
    hidden = data.replace(struct.pack(">II", 900, 800), struct.pack(">II", 9, 8))  # ispe
    hidden = hidden.replace(struct.pack(">II", 900 << 16, 800 << 16), struct.pack(">II", 9 << 16, 8 << 16))  # tkhd
    assert hidden != data
    with pytest.raises(ImageError, match="900 x 800 = 720,000 pixels; the limit is 719,999"):
        load_image(hidden, max_pixels=719_999)


def test_transparency() -> None:
    picture = transparent("RGBA").resize((64, 32), Image.Resampling.NEAREST)
    shown = load_image(encoded(picture, "AVIF", quality=100))
    assert [shown.getpixel((x, 10))[1] > 200 for x in (4, 60)] == [False, True]


def bits(*fields: tuple[int, int]) -> bytes:
    """(value, bits) one behind the other, zeros to the next byte."""
    text = "".join(format(value, f"0{width}b") for value, width in fields if width)
    return int(text.ljust(-(-len(text) // 8) * 8, "0"), 2).to_bytes(-(-len(text) // 8))


SIZE = [(10, 4), (9, 4), (1919, 11), (1023, 10)]
HEADERS = {
    "reduced": bits((0, 3), (1, 1), (1, 1), (8, 5), *SIZE),
    "plain": bits((0, 3), (0, 1), (0, 1), (0, 1), (0, 1), (0, 5), (0, 12), (8, 5), (0, 1), *SIZE),
    "timed, two points": bits(
        (0, 5), (1, 1), (1, 32), (30, 32), (1, 1), (1, 3), (1, 2), (1, 1), (9, 5), (1, 32), (9, 5), (9, 5), (1, 1),
        (1, 5), (0, 12), (4, 5), (1, 1), (7, 21), (1, 1), (9, 4), (0, 12), (9, 5), (1, 1), (0, 1), (0, 1), *SIZE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_sequence_headers(name: str) -> None:
    header = HEADERS[name]
    unit = b"\x12\0" + bytes([0x0A, len(header)]) + header + b"\x32\x01\0"
    assert list(sequence_sizes(unit, 0, len(unit), set())) == [(1920, 1024)]
    assert list(sequence_sizes(b"\x08" + header, 0, 1 + len(header), set())) == [(1920, 1024)]  # up to the end
    for cut in range(len(unit)):
        list(sequence_sizes(unit[:cut], 0, cut, set()))


@pytest.mark.parametrize(
    "body",
    [
        b"stco\0\0\0\0" + struct.pack(">I", 250_000) + struct.pack(">I", 40) * 250_000 + b"\x12\0" * 5_000_000,
        b"iloc\2\0\0\0\x44\0" + struct.pack(">I", 10**6) + bytes(16 * 10**6),
        b"ispe" + bytes(12),
    ],
)
def test_boxes_that_cost_much_are_refused(body: bytes) -> None:
    data = b"\0\0\0\x10ftypavif\0\0\0\0" + struct.pack(">I", 4 + len(body)) + body
    started = time.process_time()
    with pytest.raises(ImageError):
        load_image(data)
    assert time.process_time() - started < 2  # measured: 0.2
