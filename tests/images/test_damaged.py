"""Damaged files are pictures or ImageErrors, and nothing else."""

import random
import struct
import zlib

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.images.pictures import RAMP, encoded, marked, transparent

ORIGINALS = {
    "PNG": encoded(marked(), "PNG"),
    "PNG transparent": encoded(transparent("P"), "PNG"),
    "PNG animated": encoded(marked(), "PNG", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "PNG 16 bit": encoded(Image.fromarray(RAMP[:, ::16]), "PNG"),
    "JPEG": encoded(marked(), "JPEG", quality=30, exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"),
    "JPEG progressive": encoded(marked().convert("CMYK"), "JPEG", quality=30, progressive=True),
    "WEBP": encoded(marked(), "WEBP", quality=10),
    "WEBP lossless": encoded(transparent("RGBA"), "WEBP", lossless=True),
    "WEBP animated": encoded(marked(), "WEBP", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "AVIF": encoded(marked(), "AVIF", quality=20),
    "AVIF animated": encoded(marked(), "AVIF", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "GIF": encoded(marked(), "GIF"),
    "GIF animated": encoded(marked(), "GIF", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "BMP": encoded(marked(8, 8), "BMP"),
    "BMP 1 bit": encoded(Image.new("1", (9, 9)), "BMP"),
    "TIFF": encoded(marked(), "TIFF"),
    "TIFF deflate": encoded(marked(), "TIFF", compression="tiff_adobe_deflate"),
    "TIFF jpeg": encoded(marked(), "TIFF", compression="jpeg"),
    "TIFF group 4": encoded(Image.new("1", (40, 40)), "TIFF", compression="group4"),
    "TIFF float": encoded(Image.new("F", (8, 8), 0.5), "TIFF", compression="tiff_lzw"),
}


INTEGERS = (0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1)


def checksummed(data: bytes) -> bytes:
    """A PNG with the right checksum in every chunk, so that its damage reaches the decoder."""
    out, at = data[:8], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        out += data[at : at + 8 + length] + struct.pack(">I", zlib.crc32(data[at + 4 : at + 8 + length]))
        at += 12 + length
    return out


def mutated(data: bytes, draw: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 5, 20))):
        # Two times of three near the front, where the headers are.
        at = draw.randrange(min(len(out), draw.choice((64, 200, len(out)))) or 1)
        kind = draw.choice(("flip", "flip", "integer", "integer", "cut", "swap", "repeat", "fill"))
        if kind == "flip":
            out[at : at + 1] = bytes([out[at] ^ 1 << draw.randrange(8)]) if out else b""
        elif kind == "integer":
            value = struct.pack(draw.choice("<>") + "I", draw.choice(INTEGERS))
            width = draw.choice((1, 2, 4))
            out[at : at + width] = draw.choice((value[:width], value[-width:]))
        elif kind == "cut":
            del out[draw.randrange(len(out)) if out else 0 :]
        elif kind == "swap":
            other, length = draw.randrange(len(out) or 1), draw.randrange(1, 40)
            out[at : at + length], out[other : other + length] = out[other : other + length], out[at : at + length]
        elif kind == "repeat":
            out[at:at] = out[at : at + draw.randrange(1, 40)] * draw.choice((1, 2, 50))
        else:
            out[at : at + draw.randrange(1, 40)] = bytes([draw.choice((0, 255))]) * draw.randrange(40)
    return checksummed(bytes(out)) if draw.random() < 0.8 and out.startswith(b"\x89PNG") else bytes(out)


@pytest.mark.parametrize("name", ORIGINALS)
def test_mutated_images_are_images_or_refused(name: str) -> None:
    """600 of each of 20 originals: 12,000 in all."""
    loaded, count = 0, 600
    for seed in range(count):
        try:
            image = load_image(mutated(ORIGINALS[name], random.Random(seed)))
        except ImageError:
            continue
        loaded += 1
        assert (image.mode, image.info) == ("RGB", {})
        assert len(image.tobytes()) == 3 * image.width * image.height <= 3 * 50_000_000
    assert 0.02 < loaded / count < 0.98


@pytest.mark.parametrize("name", ORIGINALS)
def test_truncated_anywhere(name: str) -> None:
    data = ORIGINALS[name]
    load_image(data)
    refused = 0
    for length in range(0, len(data), max(len(data) // 200, 1)):
        try:
            load_image(data[:length])
        except ImageError:
            refused += 1
    assert refused > 10
