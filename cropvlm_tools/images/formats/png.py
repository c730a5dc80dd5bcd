"""PNG (third edition): the chunks that decoding needs."""

from __future__ import annotations

import struct

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import HIGHER_PIXELS, ample, check_blocks, check_frames, check_pixels

_BYTES = 3.5  # of max_pixels, unpacked: 61 megapixels of 8-bit RGBA by default. Filters take up to 6 ns a byte
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type

# eXIf holds the orientation. No profile and no text is unpacked; the first page of an animation is its default image.
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"})
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})


def screen_png(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file up to its end (IEND), of its chunks only those that make the picture."""
    kept, at, count, name = [data[:8]], 8, 0, b""
    needed = _NEEDED | _ANIMATION if page > 1 else _NEEDED
    while at + 8 <= len(data) and name != b"IEND":
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        count += 1
        check_blocks(count)
        if name == b"IHDR":
            _check_size(data[at + 8 : end], max_pixels, page)
        if name in needed and (length or name == b"IEND"):
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _check_size(header: bytes, max_pixels: int, page: int) -> None:
    if len(header) < 10:
        raise SyntaxError("a header that is too short")
    width, height, depth, colour = struct.unpack_from(">IIBB", header)
    check_pixels((width, height), max_pixels)
    check_frames((width, height), page, max_pixels)
    bits = depth * _SAMPLES.get(colour, 1)
    limit = _BYTES * ample(max_pixels)
    if width * height * bits > 8 * limit:
        raise ImageError(
            f"The PNG has {width} x {height} pixels of {bits} bits; the limit is {limit:,.0f} bytes. "
            "Save it with 8 bits a channel.",
            fix=HIGHER_PIXELS,
            option="pixels",
        )
