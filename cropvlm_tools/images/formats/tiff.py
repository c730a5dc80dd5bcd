"""TIFF (6.0): what the tags make Pillow and libtiff allocate and decode, without reading them through either."""

from __future__ import annotations

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.formats.directory import TYPE_BYTES, Tag, directories, directory, numbers
from cropvlm_tools.images.limits import MAX_BLOCKS, ample, check_blocks, check_memory, check_pixels

_MAX_TAG_VALUES = 300_000  # numbers in tags; Pillow keeps up to 500 bytes for each
_MAX_PARTS = 100_000  # strips or tiles: Pillow takes 5 µs for each that is not compressed
_MAX_SCANS = 25  # of max_pixels, as in a JPEG file
_BYTES = 6  # of max_pixels, decoded: 16-bit RGB. LZW takes 3 ns a byte
_SUB_IFDS = (0x8769, 0x8825, 0xA005)  # EXIF, GPS, interoperability: Pillow reads them after the pixels
_BITS, _COMPRESSION, _PLANAR = 258, 259, 284
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_DEFAULTS = {256: 0, 257: 0, _COMPRESSION: 1, 277: 1, 278: 2**32 - 1, 322: 0, 323: 0, _PLANAR: 1}
"""ImageWidth, ImageLength, Compression, SamplesPerPixel, RowsPerStrip, TileWidth, TileLength, PlanarConfiguration."""
_COMPRESSIONS = (1, 2, 3, 4, 5, 7, 8, 32773, 32946)  # none, CCITT, LZW, JPEG, Deflate, PackBits
_JPEG = 7
_DAMAGED = "The TIFF's tags are damaged. Save it anew."


def screen_tiff(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is. Of all its pages the tags are counted, of ``page`` the pixels."""
    pages = directories(data, MAX_BLOCKS + 1)
    _check_tags(data, pages)
    if page <= len(pages):
        _check_pixel_data(data, max_pixels, {tag.number: tag for tag in _unique(data, pages[page - 1])})
    else:
        check_pixels((0, 0), max_pixels)
    return data


def _check_tags(data: bytes, pages: list[int]) -> None:
    places = list(pages)
    total_bytes = total_values = blocks = 0
    for place in places:
        for tag in directory(data, place):
            total_bytes += tag.length * TYPE_BYTES.get(tag.kind, 8)
            total_values += 0 if tag.kind in (1, 2, 7) else tag.length
            blocks += 1
            if tag.number in _SUB_IFDS and tag.value not in places:
                places.append(tag.value)
        check_blocks(max(blocks, len(places)))
        if total_bytes > len(data) or total_values > _MAX_TAG_VALUES:
            raise ImageError("The TIFF's tags are larger than an image needs. Save it without metadata.")


def _unique(data: bytes, place: int) -> list[Tag]:
    """The tags of a directory; none that is checked may be there twice: readers differ in which one they take."""
    tags = list(directory(data, place))
    read = [tag.number for tag in tags if tag.number in _DEFAULTS or tag.number in (_BITS, _STRIPS, _TILES)]
    if len(read) != len(set(read)):
        raise ImageError(_DAMAGED)
    return tags


def _check_pixel_data(data: bytes, max_pixels: int, tags: dict[int, Tag]) -> None:
    sizes = dict(_DEFAULTS)
    for number in sizes.keys() & tags.keys():
        if tags[number].kind not in (3, 4) or tags[number].length != 1:
            raise ImageError(_DAMAGED)
        sizes[number] = tags[number].value
    width, height, compression, samples, rows, tile_width, tile_height, planar = sizes.values()
    if compression not in _COMPRESSIONS:
        raise ImageError("The TIFF's compression is not accepted. Save it with LZW, Deflate or no compression.")
    check_pixels((width, height), max_pixels)
    tiled = bool(tile_width or tile_height)
    part = (tile_width, tile_height) if tiled else (width, min(rows, height))
    if not part[0] * part[1] or (_STRIPS in tags and _TILES in tags):
        raise ImageError(_DAMAGED)
    # libtiff holds one strip or tile at 2 bytes a sample (4 for a single one), and once more as RGBA for YCbCr.
    area = part[0] * part[1]
    check_memory(4 * width * height + area * (max(2 * samples, 4) + 4), max_pixels)

    count = -(-width // part[0]) * -(-height // part[1])
    planes = samples if planar == 2 else 1
    offsets = tags.get(_TILES, tags.get(_STRIPS))
    listed = offsets.length if offsets else 0
    if max(count * planes, listed) > _MAX_PARTS or listed > count * max(samples, 1):
        raise ImageError("The TIFF has more strips or tiles than an image needs. Save it anew.")
    bits = max(numbers(data, tags[_BITS]), default=1) if _BITS in tags else 1
    pixels = count * area if tiled else width * height
    if pixels > max(ample(max_pixels), 1.5 * width * height) or pixels * samples * bits > 8 * _BYTES * ample(
        max_pixels
    ):
        raise ImageError(
            f"The TIFF's strips or tiles hold {pixels:,} pixels of {samples * bits} bits, too many for an image "
            f"of {width} x {height}. Save it anew, with 8 bits a sample and in strips."
        )
    sizes_of_parts = tags.get(_TILE_BYTES if tiled else _STRIP_BYTES)
    starts = numbers(data, offsets) if offsets else ()
    lengths = numbers(data, sizes_of_parts) if sizes_of_parts else ()
    if len(lengths) < len(starts):
        lengths = (len(data),) * len(starts) if len(starts) == 1 else ()
    inside = [max(min(length, len(data) - start), 0) for start, length in zip(starts, lengths)]
    if compression != 1 and sum(inside) > max(len(data), 1):
        raise ImageError("The TIFF's strips or tiles share their data. Save it anew.")
    if compression == _JPEG:
        # Entropy-coded data never holds the marker. libtiff itself ends at 100 scans of a strip or tile.
        scans = sum(data.count(b"\xff\xda", start, start + length) for start, length in zip(starts, inside))
        if not inside:
            scans = min(data.count(b"\xff\xda"), 100) * count
        if scans * area > _MAX_SCANS * ample(max_pixels):
            raise ImageError("The TIFF's photographs have too many scans. Save it with LZW or Deflate.")
