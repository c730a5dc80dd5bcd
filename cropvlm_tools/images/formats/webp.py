"""WebP (RFC 9649): the canvas, and what Pillow's decoder holds of it at once."""

from __future__ import annotations

from cropvlm_tools.images.limits import ample, check_blocks, check_frames, check_memory, check_pixels

# Two canvases, the frame that is decoded, its copy and the image, 4 bytes each, the file, and as it is read. By
# default that is 43 megapixels, of which lossy ones take 40 ns each.
_BYTES_PER_PIXEL = 24
_MAX_BLOCKS = 200_000  # chunks are read in C


def screen_webp(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is: the decoder allocates its canvas as soon as it is opened."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        size = int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    elif chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        size = int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    check_pixels(size, max_pixels)
    check_memory(_BYTES_PER_PIXEL * size[0] * size[1], ample(max_pixels))
    check_frames(size, page, max_pixels)
    at = 12
    for count in range(len(data)):
        if at + 8 > len(data):
            break
        check_blocks(count, _MAX_BLOCKS)
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + (length & 1)
    return data
