"""What a file says of itself before anything is decoded: its format, and what decoding it would cost."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import ImageError

_ACCEPTED = (
    "PNG, JPEG, WEBP, GIF, BMP and TIFF are accepted, told by content and not by name; convert it to one of them."
)
HIGHER_PIXELS = "Raise max_pixels (of a zoom: limits=Limits(pixels=...))"
HIGHER_BYTES = "Raise max_bytes (of a zoom: limits=Limits(bytes=...))"

_BYTES_PER_PIXEL = 17  # of max_pixels: 850 MB by default, which leaves the interpreter its share of 1 GB
_MAX_BLOCKS = 20_000  # metadata blocks of a JPEG or PNG; Pillow keeps an object or more for each
_MAX_TAG_VALUES = 300_000  # numbers in TIFF tags; Pillow keeps up to 500 bytes for each
_MAX_SCANS = 100  # of max_pixels: each scan of a progressive JPEG is a pass over all its pixels
ORIENTATION = 0x0112
_MAGICS: dict[str, tuple[bytes, ...]] = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "BMP": (b"BM",),
    "TIFF": (b"II*\0", b"MM\0*"),
}


def sniff(data: bytes) -> str:
    """The format, told by content.

    Raises:
        ImageError: none of those accepted.
    """
    for kind, magics in _MAGICS.items():
        if data.startswith(magics):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise ImageError(f"Not an accepted image format. {_ACCEPTED}")


def check_header(kind: str, data: bytes, max_pixels: int) -> None:
    """Refuse what the format's own header gives away as too large or built to exhaust memory.

    Raises:
        ImageError: naming the limit.
    """
    if kind in _CHECKS:
        _CHECKS[kind](data, max_pixels)


def check_pixels(size: Size, max_pixels: int) -> None:
    """Raises ImageError for more than ``max_pixels`` (width x height), or none."""
    width, height = size
    if width < 1 or height < 1:
        raise ImageError("The image has no pixels.")
    if width * height > max_pixels:
        raise ImageError(
            f"The image is {width} x {height} = {width * height:,} pixels; the limit is {max_pixels:,}. "
            f"{HIGHER_PIXELS}, or make the image smaller."
        )


def _check_memory(needed: int, max_pixels: int) -> None:
    limit = _BYTES_PER_PIXEL * max_pixels
    if needed > limit:
        raise ImageError(
            f"Decoding the image takes about {needed / 1e6:,.0f} MB; the limit is {limit / 1e6:,.0f} MB "
            f"({_BYTES_PER_PIXEL} bytes for each of max_pixels). {HIGHER_PIXELS}, or make the image smaller."
        )


def _check_jpeg(data: bytes, max_pixels: int) -> None:
    """Segments up to the first scan (ITU T.81, B.1.1.4), and passes over the pixels of a progressive image."""
    at, blocks, size, progressive = 2, 0, (0, 0), False
    while (at := data.find(b"\xff", at)) != -1 and at + 9 < len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker in (0x00, 0xFF) or 0xD0 <= marker <= 0xD9:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == 0xDA:
            break
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
            progressive = marker & 0x03 == 0x02
        at += 2 + length
        blocks += 1
        _check_blocks(blocks)
    if not progressive:
        return
    check_pixels(size, max_pixels)
    # Entropy-coded data never holds the marker: only metadata may add to the count.
    if data.count(b"\xff\xda") * size[0] * size[1] > _MAX_SCANS * max_pixels:
        raise ImageError("The progressive JPEG has too many scans. Save it as a baseline JPEG.")


def _check_png(data: bytes, max_pixels: int) -> None:
    """Chunks other than pixel data (PNG specification, 5.3)."""
    at, blocks = 8, 0
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        blocks += name != b"IDAT"
        _check_blocks(blocks)
        at += 12 + length


def _check_blocks(count: int) -> None:
    if count > _MAX_BLOCKS:
        raise ImageError(f"The image has more than {_MAX_BLOCKS:,} metadata blocks. Save it without metadata.")


def _check_webp(data: bytes, max_pixels: int) -> None:
    """Canvas size (RFC 9649): Pillow's decoder allocates the canvas as soon as it is opened."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        size = int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    elif chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        size = int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    check_pixels(size, max_pixels)


class _Tag(NamedTuple):
    number: int
    kind: int
    length: int
    value: int
    """The value of a single number, the position of several."""


# Bytes of one value by TIFF type (TIFF 6.0, section 2; 13 is IFD).
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


def _ifd(data: bytes, at: int | None = None) -> Iterator[_Tag]:
    """Tags of one directory of a TIFF or EXIF block: the first, or the one at ``at``. Stops where data ends."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return
    try:
        at = struct.unpack_from(order + "I", data, 4)[0] if at is None else at
        for index in range(struct.unpack_from(order + "H", data, at)[0]):
            number, kind, count = struct.unpack_from(order + "HHI", data, at + 2 + 12 * index)
            layout = {1: "B", 3: "H"}.get(kind, "I") if count == 1 else "I"
            yield _Tag(number, kind, count, struct.unpack_from(order + layout, data, at + 10 + 12 * index)[0])
    except struct.error:
        return


def orientation(exif: bytes) -> int:
    """Orientation in an EXIF block (CIPA DC-008, tag 0x0112), 1 where there is none."""
    values = (tag.value for tag in _ifd(exif.removeprefix(b"Exif\0\0")) if tag.number == ORIENTATION)
    return next(values, 1)


_SUB_IFDS = (0x8769, 0x8825, 0xA005)  # EXIF, GPS, interoperability: Pillow reads them after the pixels
_TIFF_SIZES = {256: 0, 257: 0, 259: 1, 277: 1, 278: 2**32 - 1, 322: 0, 323: 0}
"""Defaults of ImageWidth, ImageLength, Compression, SamplesPerPixel, RowsPerStrip, TileWidth, TileLength."""
_TIFF_COMPRESSIONS = (1, 2, 3, 4, 5, 7, 8, 32773, 32946)  # none, CCITT, LZW, JPEG, Deflate, PackBits


def _check_tiff(data: bytes, max_pixels: int) -> None:
    """What the tags make Pillow and libtiff allocate (TIFF 6.0), without reading them through either."""
    sizes = dict(_TIFF_SIZES)
    directories: list[int | None] = [None]
    total_bytes = total_values = 0
    for at in directories:
        for tag in _ifd(data, at):
            total_bytes += tag.length * _TYPE_BYTES.get(tag.kind, 8)
            total_values += 0 if tag.kind in (1, 2, 7) else tag.length
            if tag.number in _SUB_IFDS and tag.value not in directories:
                directories.append(tag.value)
            if at is None and tag.number in sizes:
                if tag.kind not in (3, 4) or tag.length != 1:
                    raise ImageError("The TIFF's tags are damaged. Save it anew.")
                # A tag given twice: readers differ in which one they take.
                sizes[tag.number] = tag.value if sizes[tag.number] == _TIFF_SIZES[tag.number] else 2**32 - 1
        if total_bytes > len(data) or total_values > _MAX_TAG_VALUES or len(directories) > 8:
            raise ImageError("The TIFF's tags are larger than an image needs. Save it without metadata.")
    width, height, compression, samples, rows, tile_width, tile_height = sizes.values()
    if compression not in _TIFF_COMPRESSIONS:
        raise ImageError("The TIFF's compression is not accepted. Save it with LZW, Deflate or no compression.")
    check_pixels((width, height), max_pixels)
    # libtiff holds one strip or tile at 2 bytes a sample (4 for a single one), and once more as RGBA for YCbCr.
    area = tile_width * tile_height or width * min(rows, height)
    _check_memory(4 * width * height + area * (max(2 * samples, 4) + 4), max_pixels)


_CHECKS = {"PNG": _check_png, "JPEG": _check_jpeg, "WEBP": _check_webp, "TIFF": _check_tiff}
