"""AVIF (AV1 Image File Format 1.1) and HEIC: the sizes that items announce, and those in the coded pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.formats.av1 import sequence_sizes
from cropvlm_tools.images.limits import ample, check_blocks, check_frames, check_pixels

# ImageSpatialExtentsProperty (ISO/IEC 23008-12, 6.5.3): version and flags, width, height.
_EXTENTS = re.compile(rb"ispe\0{4}(.{4})(.{4})", re.DOTALL)
# Where items and the chunks of tracks lie (ISO/IEC 14496-12, 8.11.3, 8.7.5, 8.11.11); with the sizes of the boxes.
_PLACES = re.compile(rb"(.{4})(iloc[\0-\2]|stco\0|co64\0|idat)", re.DOTALL)
_PIXELS = 5 / 7  # of max_pixels: a pixel takes 27 ns and more, four times that of other formats


def screen_heic(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is."""
    for count, found in enumerate(_EXTENTS.finditer(data)):
        check_blocks(count)
        _check((int.from_bytes(found[1]), int.from_bytes(found[2])), max_pixels, page)
    return data


def screen_avif(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is. Its decoder takes the size of the pixels from their own headers, and scales them then."""
    screen_heic(data, max_pixels, page)
    seen: set[int] = set()
    for count, (start, end) in enumerate(_stretches(data)):
        check_blocks(count)
        for size in sequence_sizes(data, start, min(end, len(data)), seen):
            _check(size, max_pixels, page)
    return data


def _check(size: Size, max_pixels: int, page: int) -> None:
    check_pixels(size, min(max_pixels, int(_PIXELS * ample(max_pixels))))
    check_frames(size, page, max_pixels)


def _stretches(data: bytes) -> Iterator[tuple[int, int]]:
    """Where coded pictures begin and end; of chunks of a track, whose end stands elsewhere, the end of the file."""
    for found in _PLACES.finditer(data):
        start, end = found.end(), found.start() + int.from_bytes(found[1])
        if end > len(data):
            continue
        if found[2] == b"idat":
            yield start, end
        elif found[2].startswith(b"iloc"):
            yield from _items(data[start - 1 : end])
        else:
            width = 8 if found[2] == b"co64\0" else 4
            table = data[start + 7 : end]
            for at in range(0, len(table) - width + 1, width):
                yield int.from_bytes(table[at : at + width]), len(data)


def _items(box: bytes) -> Iterator[tuple[int, int]]:
    """Those of an ItemLocationBox, from its version on."""
    version, at = box[0], 6
    sizes = [half for byte in box[4:6] for half in (byte >> 4, byte & 15)]
    offset, length, base, index = sizes if len(sizes) == 4 else [0] * 4
    index = index if version else 0

    def number(width: int) -> int:
        nonlocal at
        at += width
        return int.from_bytes(box[at - width : at])

    for count in range(number(4 if version == 2 else 2)):
        check_blocks(count)
        if at >= len(box):
            return
        number((4 if version == 2 else 2) + (2 if version else 0) + 2)
        begin, extents = number(base), number(2)
        if extents > 1:
            raise ImageError("The AVIF's pictures are cut into pieces. Save it anew.")
        if extents:
            number(index)
            begin += number(offset)
            size = number(length)
            yield begin, begin + size if size else 2**63
