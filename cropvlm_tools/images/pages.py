"""Pages of a file: those of a TIFF, and the frames of GIF, WebP, PNG and AVIF, counted without decoding them."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.formats.directory import byte_order, directories, directory
from cropvlm_tools.images.formats.gif import gif_images
from cropvlm_tools.images.limits import MAX_BLOCKS

MOST_PAGES = 1000
"""Where counting ends: of a file with so many pages it is only known that there are no fewer."""

# Subfile type (TIFF 6.0, tag 254): a smaller copy of another page, a mask of one.
_SUBFILE_TYPE, _REDUCED, _MASK = 254, 1, 4
_SAMPLES = re.compile(rb"stsz\0{4}.{4}(.{4})", re.DOTALL)  # ISO/IEC 14496-12, 8.7.3: sizes of a track's frames


class Page(NamedTuple):
    """Which page of a file is shown."""

    number: int = 1
    """From 1."""

    of: int = 1
    """How many there are, counted up to ``MOST_PAGES``."""

    def __str__(self) -> str:
        """``page 1 of 3``"""
        return f"page {self.number} of {self.of}{' or more' if self.of >= MOST_PAGES else ''}"


def find_page(kind: str, data: bytes, number: int) -> Page:
    """Page ``number`` (from 1) of a file of that format.

    Raises:
        ImageError: there is no such page; the text says how many there are.
    """
    pages = max(_COUNTS[kind](data), 1) if kind in _COUNTS else 1
    if number > pages:
        last = f"{pages} {'page' if pages == 1 else 'pages'}"
        told = f"pages are counted up to {MOST_PAGES:,}" if pages == MOST_PAGES else f"the image has {last}"
        raise ImageError(f"There is no page {number}: {told}.", option="page")
    return Page(number, pages)


def full_pages(data: bytes) -> list[int]:
    """Of a TIFF the positions of its pages' directories: without thumbnails, unless it has nothing else."""
    places = directories(data, MOST_PAGES)
    full = [place for place in places if not _subfile_type(data, place) & (_REDUCED | _MASK)]
    return full or places


def from_page(data: bytes, number: int) -> bytes:
    """A TIFF that begins with its page ``number`` (from 1): positions in it are those of the whole file."""
    places = full_pages(data)
    if number > len(places) or places[number - 1] == struct.unpack_from(f"{byte_order(data)}I", data, 4)[0]:
        return data
    return data[:4] + struct.pack(f"{byte_order(data)}I", places[number - 1]) + data[8:]


def _subfile_type(data: bytes, place: int) -> int:
    # Tags are in ascending order, and only NewSubfileType comes before the sizes.
    tags = zip(directory(data, place), range(2))
    return next((tag.value for tag, _ in tags if tag.number == _SUBFILE_TYPE), 0)


def _count_gif(data: bytes) -> int:
    return sum(1 for _, _ in zip(gif_images(data), range(MOST_PAGES)))


def _count_png(data: bytes) -> int:
    """Frames of an APNG (PNG, third edition, 4.9): a default image that is none of them is the first page."""
    animated, frames, default = False, 0, 0
    for name in _png_chunks(data):
        animated |= name == b"acTL"
        default |= name == b"IDAT" and not frames
        frames += name == b"fcTL"
        if name == b"IDAT" and not animated:
            return 1
        if frames == MOST_PAGES:
            break
    return min(frames + default, MOST_PAGES)


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    for _ in range(MAX_BLOCKS):
        if at + 8 > len(data):
            return
        yield data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4])


def _count_webp(data: bytes) -> int:
    at, frames = 12, 0
    for _ in range(MAX_BLOCKS):
        if at + 8 > len(data) or frames == MOST_PAGES:
            break
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        frames += data[at : at + 4] == b"ANMF"
        at += 8 + length + (length & 1)
    return frames


def _count_avif(data: bytes) -> int:
    found = _SAMPLES.search(data) if data[8:12] == b"avis" else None
    return 1 if found is None else min(int.from_bytes(found[1]), MOST_PAGES)


_COUNTS: dict[str, Callable[[bytes], int]] = {
    "TIFF": lambda data: len(full_pages(data)),
    "GIF": _count_gif,
    "PNG": _count_png,
    "WEBP": _count_webp,
    "AVIF": _count_avif,
}
