"""Small pictures, and the bytes of them in every format."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

RED, WHITE = (255, 0, 0), (255, 255, 255)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def marked(width: int = 32, height: int = 24) -> Image.Image:
    """Blue, with a red upper left and a green upper right corner."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, 8, 8))
    image.paste("lime", (width - 8, 0, width, 8))
    return image


def near(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int], within: int = 3) -> bool:
    return max(abs(a - b) for a, b in zip(image.getpixel(place), colour)) <= within


def transparent(mode: str) -> Image.Image:
    """Red, its right half transparent (half transparent in the last pixel column)."""
    image = Image.new("RGBA", (4, 2), RED)
    image.paste((0, 0, 0, 0), (2, 0, 4, 2))
    if mode == "P":
        image = Image.new("P", (4, 2), 1)
        image.putpalette([9, 9, 9, *RED])
        image.paste(0, (2, 0, 4, 2))
        image.info["transparency"] = 0
        return image
    if mode == "PA":
        palette = transparent("P")
        palette.info.clear()
        image = palette.convert("PA")
        image.putalpha(transparent("RGBA").getchannel("A"))
        return image
    return image.convert("LA").convert(mode) if mode == "La" else image.convert(mode)


RAMP = np.linspace(0, 65535, 512).astype(np.uint16).reshape(2, 256)


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp(name: bytes, data: bytes) -> bytes:
    """A WebP file of one chunk."""
    body = name + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def tiff_tags(tags: dict[int, list[int]], data: bytes = b"") -> bytes:
    """A TIFF of one directory, all its tags 32 bits; places of strips and tiles are counted from ``data``."""
    where = 8 + 2 + 12 * len(tags) + 4
    start = where + sum(4 * len(values) for values in tags.values() if len(values) > 1)
    entries = outside = b""
    for number, values in sorted(tags.items()):
        numbers = [value + start * (number in (273, 324)) for value in values]
        packed = struct.pack(f"<{len(values)}I", *numbers)
        place = packed if len(values) == 1 else struct.pack("<I", where + len(outside))
        entries += struct.pack("<HHI", number, 4, len(values)) + place
        outside += packed if len(values) > 1 else b""
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + outside + data
