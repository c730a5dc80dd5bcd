"""One way in for images: anything a caller may hold becomes an upright RGB picture, or an ImageError.

Images are untrusted. Every limit is checked on the header, before pixels are decoded, and none of Pillow's
process-wide settings is changed: its plugins are called directly, so its size warning does not apply.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
import re
import stat
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import ImageError

ImageSource = str | Path | bytes | bytearray | memoryview | Image.Image

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000

_ACCEPTED = (
    "PNG, JPEG, WEBP, GIF, BMP and TIFF are accepted, told by content and not by name; convert it to one of them."
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two characters or more: "C:" is a Windows drive
_BYTES_PER_PIXEL = 17  # of max_pixels: 850 MB by default, which leaves the interpreter its share of 1 GB
_MAX_BLOCKS = 20_000  # metadata blocks of a JPEG or PNG; Pillow keeps an object or more for each
_MAX_TAG_VALUES = 300_000  # numbers in TIFF tags; Pillow keeps up to 500 bytes for each
_MAX_SCANS = 100  # of max_pixels: each scan of a progressive JPEG is a pass over all its pixels
_ORIENTATION = 0x0112
_lazy_images = Lock()


def load_image(
    source: ImageSource,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    fetch: Callable[[str], bytes] | None = None,
) -> Image.Image:
    """The picture in ``source``: mode RGB, upright, fully decoded, of its own memory and without metadata.

    The first frame of an animation; EXIF orientation applied; transparency flattened on white; 16-bit, 32-bit and
    float grey scaled to 8 bits; CMYK, YCbCr and LAB converted. A PIL image is taken as it stands (its current
    frame) and never changed, except that one opened lazily is loaded.

    Args:
        source: a path, the encoded bytes, a base64 ``data:`` URL, a PIL image, or, with ``fetch``, an http(s) URL.
        max_bytes: largest encoded size, in bytes.
        max_pixels: largest width x height. Memory is bounded by the same number: an image whose format or depth
            needs more than 17 bytes for each of ``max_pixels`` while it is decoded is refused. Above 178,956,970
            pixels Pillow refuses some formats itself unless the program raises ``PIL.Image.MAX_IMAGE_PIXELS``.
        fetch: reads an http(s) URL, e.g. ``cropvlm_tools.fetch.fetch_url``. Without it URLs are refused.

    Raises:
        ImageError: the source was refused or is not a readable image; the text names the limit or the format.

    Pillow reports odd TIFF tags and broken APNG chunks as warnings. They are left to the program's own filters,
    because ``warnings.catch_warnings`` is not safe with threads: by default Python prints each once; where a
    program turns warnings into errors, such an image is refused with an ImageError. Corrupt EXIF never warns.
    """
    if isinstance(source, Image.Image):
        return _from_pil(source, max_pixels)
    if isinstance(source, str) and (scheme := _SCHEME.match(source)):
        source = _from_url(source, scheme[1].lower(), max_bytes, fetch)
    if isinstance(source, (str, Path)):
        data = _read(source, max_bytes)
    elif isinstance(source, (bytes, bytearray, memoryview)):
        _check_bytes(memoryview(source).nbytes, max_bytes)
        data = bytes(source)
    else:
        raise ImageError(f"An image is a path, bytes, a data URL or a PIL image, not {type(source).__name__}.")
    if not data:
        raise ImageError("The image is empty: 0 bytes.")
    return _decode(data, max_pixels)


def _read(path: str | Path, max_bytes: int) -> bytes:
    # O_NONBLOCK: a FIFO opens without waiting for a writer; O_NOCTTY: a terminal is not adopted.
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ImageError("The image path is not a regular file (a directory, FIFO or device). Give a file.")
            _check_bytes(status.st_size, max_bytes)
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, ImageError):
            raise
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise ImageError(f"The image file cannot be read: {reason}.") from None
    _check_bytes(len(data), max_bytes)
    return data


def _from_url(url: str, scheme: str, max_bytes: int, fetch: Callable[[str], bytes] | None) -> bytes:
    if scheme == "data":
        return _from_data_url(url, max_bytes)
    if scheme not in ("http", "https"):
        raise ImageError(
            f"{scheme[:20]!r} URLs are not accepted. Give a path, bytes, a base64 data URL or a PIL image; "
            "a file name with a colon can be given as a pathlib.Path."
        )
    if fetch is None:
        raise ImageError(
            "http(s) URLs are not fetched by default. Pass fetch=cropvlm_tools.fetch.fetch_url to allow it."
        )
    try:
        data = fetch(url)
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(f"The image could not be fetched ({type(error).__name__}).") from error
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise ImageError(f"fetch must return bytes, not {type(data).__name__}.")
    return bytes(data)


def _from_data_url(url: str, max_bytes: int) -> bytes:
    header, comma, payload = url.partition(",")
    if not comma or not header.lower().endswith(";base64"):
        raise ImageError("Not a base64 data URL: it must start with data:image/png;base64, (or another type).")
    _check_bytes(len(payload) * 3 // 4 - payload[-2:].count("="), max_bytes)
    try:
        return base64.b64decode(re.sub(r"\s+", "", payload).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ImageError(
            "The data URL does not hold valid base64. Encode the whole file with base64.b64encode."
        ) from None


def _check_bytes(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise ImageError(
            f"The image has {size:,} bytes or more; the limit is {max_bytes:,}. Raise max_bytes to allow it."
        )


def _from_pil(source: Image.Image, max_pixels: int) -> Image.Image:
    _check_pixels(source.size, max_pixels)
    try:
        with _lazy_images:
            source.load()
        exif = source.info.get("exif")
        orientation = _orientation(exif) if isinstance(exif, bytes) else source.getexif().get(_ORIENTATION, 1)
        # A copy: Pillow's conversions write transparency into the palette of the image they are asked to convert.
        return _upright(_to_rgb(source.copy()), orientation)
    except Exception as error:
        raise _damaged("PIL", error) from error


def _decode(data: bytes, max_pixels: int) -> Image.Image:
    kind = _sniff(data)
    try:
        if kind in _CHECKS:
            _CHECKS[kind](data, max_pixels)
        pixels, orientation, bits = _pixels(kind, data, max_pixels)
        return _upright(_to_rgb(pixels, bits), orientation)
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(
            "The image is larger than Pillow's own limit; the program must raise PIL.Image.MAX_IMAGE_PIXELS as well."
        ) from error
    except Exception as error:
        raise _damaged(kind, error) from error


def _pixels(kind: str, data: bytes, max_pixels: int) -> tuple[Image.Image, int, int]:
    """The first frame in Pillow's mode for it, the EXIF orientation still to be applied, and the bits of mode I;16."""
    with _PLUGINS[kind](io.BytesIO(data)) as image:
        _check_pixels(image.size, max_pixels)
        image.load()
        if isinstance(image, TiffImageFile):
            # Pillow turns a TIFF upright itself while it loads.
            return image.copy(), 1, image.tag_v2.get(258, (16,))[0]
        exif = image.info.get("exif")
        # A copy: the plugin's buffers (8 bytes a pixel for WEBP) go when this function returns.
        return image.copy(), _orientation(exif) if isinstance(exif, bytes) else 1, 16


def _damaged(kind: str, error: Exception) -> ImageError:
    if isinstance(error, MemoryError):
        return ImageError(f"There is not enough memory to decode the {kind} image. Make it smaller.")
    return ImageError(
        f"The {kind} image is damaged or of an unsupported variety ({type(error).__name__}). Save it anew."
    )


def _check_pixels(size: Size, max_pixels: int) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise ImageError("The image has no pixels.")
    if width * height > max_pixels:
        raise ImageError(
            f"The image is {width} x {height} = {width * height:,} pixels; the limit is {max_pixels:,}. "
            "Raise max_pixels to allow it, or make the image smaller."
        )


def _check_memory(needed: int, max_pixels: int) -> None:
    limit = _BYTES_PER_PIXEL * max_pixels
    if needed > limit:
        raise ImageError(
            f"Decoding the image takes about {needed / 1e6:,.0f} MB; the limit is {limit / 1e6:,.0f} MB "
            f"({_BYTES_PER_PIXEL} bytes for each of max_pixels). Raise max_pixels, or make the image smaller."
        )


def _sniff(data: bytes) -> str:
    for kind, magics in _MAGICS.items():
        if data.startswith(magics):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise ImageError(f"Not an accepted image format. {_ACCEPTED}")


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
    _check_pixels(size, max_pixels)
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
    _check_pixels(size, max_pixels)


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


def _orientation(exif: bytes) -> int:
    """Orientation in an EXIF block (CIPA DC-008, tag 0x0112), 1 where there is none."""
    values = (tag.value for tag in _ifd(exif.removeprefix(b"Exif\0\0")) if tag.number == _ORIENTATION)
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
    _check_pixels((width, height), max_pixels)
    # libtiff holds one strip or tile at 2 bytes a sample (4 for a single one), and once more as RGBA for YCbCr.
    area = tile_width * tile_height or width * min(rows, height)
    _check_memory(4 * width * height + area * (max(2 * samples, 4) + 4), max_pixels)


def _to_rgb(image: Image.Image, bits: int = 16) -> Image.Image:
    """RGB by Pillow's conversions, where they neither clip nor lose transparency."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = _to_8_bits(image, bits)
    if image.mode in ("La", "RGBa"):
        image = image.convert(image.mode.upper())
    key = image.info.get("transparency")
    if isinstance(key, tuple) and max(key) > 255:
        key = None  # of a 16-bit PNG: Pillow keeps 8 bits of each band, where the key would match its neighbours too
    if image.mode in ("LA", "PA", "RGBA") or (key is not None and image.mode in ("1", "L", "P", "RGB")):
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        rgb = Image.new("RGB", image.size, "white")
        rgb.paste(image, mask=image.getchannel("A"))
        return rgb
    image.info = {}
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_8_bits(image: Image.Image, bits: int) -> Image.Image:
    """Grey of more than 8 bits as mode L, or LA where one value is transparent.

    Unsigned 16 bits: by the full scale of ``bits``. Mode I and F name no scale: the first of [0, 1] (F only),
    [0, 255] and [0, 65535] that holds all finite values, else their own range. NaN is black.
    """
    import numpy as np

    values = np.array(image).astype(np.float32)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if image.mode.startswith("I;16"):
        scales = [2.0**bits - 1]
    else:
        scales = [1.0, 255.0, 65535.0] if image.mode == "F" else [255.0, 65535.0]
    scale = next((scale for scale in scales if low >= 0 and high <= scale), None)
    if scale is not None:
        low, high = 0.0, scale
    del finite
    key = image.info.get("transparency")
    opaque = None if key is None else Image.fromarray(values != key).convert("L")
    values -= np.float32(low)
    values *= np.float32(255 / ((high - low) or 1.0))
    values += np.float32(0.5)
    np.nan_to_num(values, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    grey = Image.fromarray(values.clip(0, 255, out=values).astype(np.uint8))
    return grey if opaque is None else Image.merge("LA", (grey, opaque))


_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(rgb: Image.Image, orientation: int) -> Image.Image:
    method = _TRANSPOSITIONS.get(orientation)
    rgb = rgb if method is None else rgb.transpose(method)
    rgb.info = {}
    return rgb


class _QuietJpeg(JpegImageFile):
    def _read_dpi_from_exif(self) -> None:
        """Nothing: Pillow's EXIF reader warns of damaged blocks, and only the orientation matters here."""


_MAGICS: dict[str, tuple[bytes, ...]] = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "BMP": (b"BM",),
    "TIFF": (b"II*\0", b"MM\0*"),
}
_PLUGINS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": _QuietJpeg,
    "WEBP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
    "TIFF": TiffImageFile,
}
_CHECKS = {"PNG": _check_png, "JPEG": _check_jpeg, "WEBP": _check_webp, "TIFF": _check_tiff}
