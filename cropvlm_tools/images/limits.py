"""Limits: the largest image that is read, and what its format may make a decoder do."""

from __future__ import annotations

from dataclasses import dataclass

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import ImageError

HIGHER_PIXELS = "Raise limits=Limits(pixels=...) to allow it."
HIGHER_BYTES = "Raise limits=Limits(bytes=...) to allow it."


@dataclass(frozen=True)
class Limits:
    """What an image may cost. ``pixels`` and ``bytes`` are checked before anything is decoded.

    The defaults admit a page of A3 that was scanned at 600 dpi (9921 x 7016 pixels). At the defaults decoding takes
    1.2 GB at most, and no file of 20 MB more than 2 s of processor time (measured: ``python -m tests.fuzz``).

    >>> Limits(pixels=200_000_000).bytes
    25000000
    >>> Limits(pixels=0)
    Traceback (most recent call last):
    ValueError: pixels is 0; it must be at least 1.

    Raises:
        ValueError: a limit is below 1, or ``seconds`` no time.
    """

    pixels: int = 70_000_000
    """Largest width x height; memory is bounded by the same number (``load_image``)."""

    bytes: int = 25_000_000
    """Largest encoded size."""

    isolated: bool = False
    """Decode in a worker process with limits of its own on processor time and memory (``images.isolated``); PDFs always
    are."""

    seconds: float = 1.0
    """Of processor time for drawing one page of a PDF; reading it may take 0.7 of that."""

    def __post_init__(self) -> None:
        for name in ("pixels", "bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be at least 1.")
        if not 0 < self.seconds <= 3600:
            raise ValueError(f"seconds is {self.seconds!r}; it must be above 0, and at most 3600.")


DEFAULT_LIMITS = Limits()

BYTES_PER_PIXEL = 15  # of max_pixels: 1.05 GB by default, which leaves file and interpreter their share of 1.2 GB
MAX_SIDE = 1_000_000  # px: Pillow keeps 24 bytes a row, and a column of 70 megapixels would take 1.6 GB
MAX_BLOCKS = 20_000  # chunks, segments and tags: the readers in Python take some 10 µs for each
MAX_SUB_BLOCKS = 200_000  # of a GIF, which hold 255 bytes: 25 MB are 98,000. 2 µs for each
MAX_FRAMES = 8  # of max_pixels: each frame before the one that is asked for is composed, at 4 ns a pixel


def check_pixels(size: Size, max_pixels: int) -> None:
    """Raises ImageError for more than ``max_pixels`` (width x height), none, or a side of more than a million."""
    width, height = size
    if width < 1 or height < 1:
        raise ImageError("The image has no pixels.")
    if max(size) > MAX_SIDE and width * height <= max_pixels:
        raise ImageError(f"The image is {width} x {height}; a side may have {MAX_SIDE:,} pixels. Cut it into parts.")
    if width * height > max_pixels:
        raise ImageError(
            f"The image is {width} x {height} = {width * height:,} pixels; the limit is {max_pixels:,}. "
            "Make it smaller.",
            fix=HIGHER_PIXELS,
            option="pixels",
        )


def ample(max_pixels: int) -> int:
    """What time is bounded by: ``max_pixels`` or the default, whichever is more.

    So that a low limit admits every plain picture of so many pixels, since that costs no more than the default allows.
    """
    return max(max_pixels, DEFAULT_LIMITS.pixels)


def check_memory(needed: int, max_pixels: int) -> None:
    """Raises ImageError where decoding takes more than 15 bytes for each of ``max_pixels``."""
    limit = BYTES_PER_PIXEL * max_pixels
    if needed > limit:
        raise ImageError(
            f"Decoding the image takes about {needed / 1e6:,.0f} MB; the limit is {limit / 1e6:,.0f} MB "
            f"({BYTES_PER_PIXEL} bytes for each of {max_pixels:,} pixels). Make it smaller.",
            fix=HIGHER_PIXELS,
            option="pixels",
        )


def check_blocks(count: int, most: int = MAX_BLOCKS) -> None:
    """Raises ImageError for more blocks (chunks, segments, tags) than an image needs."""
    if count > most:
        raise ImageError(f"The image has more than {most:,} blocks of metadata. Save it anew, without metadata.")


def check_frames(size: Size, page: int, max_pixels: int) -> None:
    """Raises ImageError where too many pixels are composed before frame ``page`` (from 1) of an animation is."""
    if page > 1 and page * size[0] * size[1] > MAX_FRAMES * ample(max_pixels):
        raise ImageError(
            f"Page {page} of the animation is too far behind its first frame. Ask for an earlier page.",
            fix=HIGHER_PIXELS,
            option="pixels",
        )
