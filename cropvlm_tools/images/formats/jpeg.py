"""JPEG (ITU T.81): the segments that decoding needs, and how many scans go over the pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import ample, check_blocks, check_pixels

_MAX_SCANS = 25  # of max_pixels. An empty scan costs 0.3 ns a pixel; encoders write 10 to 20 progressive ones
_MAX_QUANTIZATION = 16_384  # bytes of tables in front of the scans: four are 268 to 516, Pillow unpacks each in Python

# Not those with which entropy-coded data is stuffed (FF00), fill bytes and restarts (B.1.1.2, B.1.1.5).
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_RUN = b"\xff" * 64
_FILL = re.compile(rb"\xff{64,}")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _END_OF_IMAGE, _QUANTIZATION, _EXIF = 0xDA, 0xD9, 0xDB, 0xE1
_TABLES = frozenset({0xC4, 0xCC, _QUANTIZATION, 0xDC, 0xDD})
_COLOUR = frozenset({0xE0, 0xEE})  # JFIF and Adobe say which colour space the components are in
_WITH_LENGTH = _FRAMES | _TABLES | {_START_OF_SCAN, 0xFE, *range(0xE0, 0xF0)}


def screen_jpeg(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file with the frame, the tables, the colour space and the first EXIF block in front of its scans, no more.

    Fill bytes, comments, profiles, other pictures and all that stands between segments is left out: Pillow would read
    them in Python, some a byte at a time.
    """
    kept, frames, quantization, exif = [data[:2]], 0, 0, False
    width = height = 0
    for marker, start, end in _segments(data, 2):
        if marker == _START_OF_SCAN:
            kept.append(_without_runs(data[start:]))
            if frames:
                check_pixels((width, height), max_pixels)
            _check_scans(data, start, width * height, max_pixels)
            break
        body = data[start + 4 : start + 10]
        if marker in _FRAMES:
            height, width = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
            frames += 1
            if frames > 1 or end - start != 10 + 3 * body[5]:
                raise SyntaxError("a frame header that no decoder reads")
        quantization += (end - start) * (marker == _QUANTIZATION)
        first_exif = marker == _EXIF and body == b"Exif\0\0" and not exif
        exif |= first_exif
        if marker in _FRAMES or marker in _TABLES or marker in _COLOUR or first_exif:
            kept.append(data[start:end])
    if quantization > _MAX_QUANTIZATION:
        raise ImageError("The JPEG has too many quantization tables. Save it anew.")
    return b"".join(kept)


def _check_scans(data: bytes, first: int, pixels: int, max_pixels: int) -> None:
    most = _MAX_SCANS * ample(max_pixels) // max(pixels, 1)
    # Entropy-coded data never holds the marker, so this count is never too low; only if it is too high are segments
    # told from scans, and what stands behind the picture (a video, say) from the picture.
    if data.count(b"\xff\xda", first) <= most:
        return
    scans = 0
    for marker, _, _ in _segments(data, first):
        scans += marker == _START_OF_SCAN
        if scans > most:
            raise ImageError("The JPEG has too many scans for its size. Save it as a baseline JPEG.")
        if marker == _END_OF_IMAGE:
            return


def _without_runs(pixels: bytes) -> bytes:
    """Without runs of fill bytes: libjpeg goes over one anew for each part of the file that it is given."""
    return _FILL.sub(b"\xff", pixels) if _RUN in pixels else pixels


def _segments(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment, in front of the scans and between them, as libjpeg finds them."""
    for count in range(len(data)):
        found = _MARKER.search(data, at)
        if found is None:
            return
        check_blocks(count)
        start = found.start()
        marker = data[start + 1]
        at = start + 2
        if marker in _WITH_LENGTH:
            at += max(int.from_bytes(data[at : at + 2]), 2)
        yield marker, start, at
