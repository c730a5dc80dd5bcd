"""PNG (third edition): the chunks that decoding needs."""

from __future__ import annotations

from cropvlm_tools.images.limits import check_blocks

# eXIf holds the orientation. No profile and no text is unpacked; an animation is its default image.
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"})


def screen_png(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file up to its end (IEND), of its chunks only those that make the picture."""
    kept, at, count, name = [data[:8]], 8, 0, b""
    while at + 8 <= len(data) and name != b"IEND":
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        count += 1
        check_blocks(count)
        if name in _NEEDED and (length or name == b"IEND"):
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
