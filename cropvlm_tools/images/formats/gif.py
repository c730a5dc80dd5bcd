"""GIF (89a): blocks of all kinds, counted up to the trailer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cropvlm_tools.boxes import Size
from cropvlm_tools.images.limits import MAX_SUB_BLOCKS, check_blocks, check_frames, check_pixels

_INTRODUCER = re.compile(rb"[!,;]")  # extension, image, trailer (section 12)
_EXTENSION, _IMAGE = 0x21, 0x2C


def screen_gif(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is: Pillow reads its blocks in Python, and bytes between them one at a time."""
    width, height = (int.from_bytes(data[at : at + 2], "little") for at in (6, 8))
    for number, (right, lower) in enumerate(gif_images(data), start=1):
        if 1 < number <= page:  # Pillow's picture grows with frames that stand out from it
            width, height = max(width, right), max(height, lower)
            check_pixels((width, height), max_pixels)
    check_frames((width, height), page, max_pixels)
    return data


def gif_images(data: bytes) -> Iterator[Size]:
    """Right and lower edge of each image, in order.

    Raises:
        ImageError: there are more blocks than an image needs.
    """
    at = 13 + _colours(data, 10)
    count = 0
    while found := _INTRODUCER.search(data, at):
        count += 1 + found.start() - at
        at = found.end()
        edges = None
        if data[found.start()] == _EXTENSION:
            at += 1
        elif data[found.start()] == _IMAGE:
            left, top, width, height = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (0, 2, 4, 6))
            edges = left + width, top + height
            at += 10 + _colours(data, at + 8)
        else:
            break
        while at < len(data) and (length := data[at]):
            at += 1 + length
            count += 1
            if count > MAX_SUB_BLOCKS:
                break
        at += 1
        check_blocks(count, MAX_SUB_BLOCKS)
        if edges is not None:
            yield edges
    else:
        check_blocks(count + max(len(data) - at, 0), MAX_SUB_BLOCKS)


def _colours(data: bytes, at: int) -> int:
    """Bytes of the colour table that the flags at ``at`` announce."""
    flags = data[at] if at < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
