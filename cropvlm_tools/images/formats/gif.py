"""GIF (89a): blocks of all kinds, counted up to the trailer."""

from __future__ import annotations

import re

from cropvlm_tools.images.limits import MAX_SUB_BLOCKS, check_blocks, check_frames

_INTRODUCER = re.compile(rb"[!,;]")  # extension, image, trailer (section 12)
_EXTENSION, _IMAGE = 0x21, 0x2C


def screen_gif(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is: Pillow reads its blocks in Python, and bytes between them one at a time."""
    check_frames((int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")), page, max_pixels)
    at = 13 + _colours(data, 10)
    count = 0
    while found := _INTRODUCER.search(data, at):
        count += 1 + found.start() - at
        at = found.end()
        if data[found.start()] == _EXTENSION:
            at += 1
        elif data[found.start()] == _IMAGE:
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
    else:
        check_blocks(count + max(len(data) - at, 0), MAX_SUB_BLOCKS)
    return data


def _colours(data: bytes, at: int) -> int:
    """Bytes of the colour table that the flags at ``at`` announce."""
    flags = data[at] if at < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
