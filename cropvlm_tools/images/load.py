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
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from cropvlm_tools.errors import ImageError
from cropvlm_tools.forks import Lock
from cropvlm_tools.images.formats.directory import ORIENTATION, orientation
from cropvlm_tools.images.headers import screen, sniff
from cropvlm_tools.images.isolated import decode_isolated
from cropvlm_tools.images.limits import DEFAULT_LIMITS, HIGHER_BYTES, check_pixels

ImageSource = str | Path | bytes | bytearray | memoryview | Image.Image

MAX_BYTES, MAX_PIXELS = DEFAULT_LIMITS.bytes, DEFAULT_LIMITS.pixels

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two characters or more: "C:" is a Windows drive
_lazy_images = Lock()


def load_image(
    source: ImageSource,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    fetch: Callable[[str], bytes] | None = None,
    isolated: bool = False,
) -> Image.Image:
    """The picture in ``source``: mode RGB, upright, fully decoded, of its own memory and without metadata.

    The first frame of an animation; EXIF orientation applied; transparency flattened on white; 16-bit, 32-bit and
    float grey scaled to 8 bits; CMYK, YCbCr and LAB converted. A PIL image is taken as it stands (its current
    frame) and never changed, except that one opened lazily is loaded.

    Args:
        source: a path, the encoded bytes, a base64 ``data:`` URL, a PIL image, or, with ``fetch``, an http(s) URL.
        max_bytes: largest encoded size, in bytes.
        max_pixels: largest width x height. Memory is bounded by the same number: an image whose format or depth
            needs more than 15 bytes for each of ``max_pixels`` while it is decoded is refused, as is one whose
            scans, tiles, runs or blocks take more time than so many pixels of a plain file. Above 178,956,970
            pixels Pillow refuses some formats itself unless the program raises ``PIL.Image.MAX_IMAGE_PIXELS``.
        fetch: reads an http(s) URL, e.g. ``cropvlm_tools.images.fetch.fetch_url``. Without it URLs are refused.
        isolated: decode in a worker process with limits on processor time and memory (``images.isolated``).

    Raises:
        ImageError: the source was refused or is not a readable image; the text names the limit or the format.

    Pillow reports odd TIFF tags as warnings. They are left to the program's own filters,
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
    if isolated:
        return decode_isolated(data, max_pixels, 1, decode)
    picture = decode(data, max_pixels)
    # Memory of its own: a plugin's image keeps the plugin's state.
    return picture.copy() if isinstance(picture, ImageFile) else picture


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
            "http(s) URLs are not fetched by default. Pass fetch=cropvlm_tools.images.fetch.fetch_url to allow it."
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
            f"The image has {size:,} bytes or more; the limit is {max_bytes:,}. Make the file smaller.",
            fix=HIGHER_BYTES,
            option="bytes",
        )


def _from_pil(source: Image.Image, max_pixels: int) -> Image.Image:
    check_pixels(source.size, max_pixels)
    try:
        with _lazy_images:
            source.load()
        exif = source.info.get("exif")
        turn = orientation(exif) if isinstance(exif, bytes) else source.getexif().get(ORIENTATION, 1)
        # A copy: Pillow's conversions write transparency into the palette of the image they are asked to convert.
        return _upright(_to_rgb(source.copy()), turn)
    except Exception as error:
        raise _damaged("PIL", error) from error


def decode(data: bytes, max_pixels: int, page: int = 1) -> Image.Image:
    """The picture in an encoded file as ``load_image`` gives it, but that it may be a plugin's image."""
    kind = sniff(data)
    try:
        pixels, turn, bits = _pixels(kind, screen(kind, data, max_pixels, page), max_pixels)
        return _upright(_to_rgb(pixels, bits), turn)
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
        check_pixels(image.size, max_pixels)
        image.load()
        if isinstance(image, TiffImageFile):
            # Pillow turns a TIFF upright itself while it loads.
            return image, 1, image.tag_v2.get(258, (16,))[0]
        exif = image.info.get("exif")
        # A copy of WEBP: the plugin's buffers, 8 bytes a pixel, go when this function returns.
        pixels = image.copy() if kind == "WEBP" else image
        return pixels, orientation(exif) if isinstance(exif, bytes) else 1, 16


def _damaged(kind: str, error: Exception) -> ImageError:
    if isinstance(error, MemoryError):
        return ImageError(f"There is not enough memory to decode the {kind} image. Make it smaller.")
    return ImageError(
        f"The {kind} image is damaged or of an unsupported variety ({type(error).__name__}). Save it anew."
    )


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


def _upright(rgb: Image.Image, turn: int) -> Image.Image:
    method = _TRANSPOSITIONS.get(turn)
    rgb = rgb if method is None else rgb.transpose(method)
    rgb.info = {}
    return rgb


class _QuietJpeg(JpegImageFile):
    def _read_dpi_from_exif(self) -> None:
        """Nothing: Pillow's EXIF reader warns of damaged blocks, and only the orientation matters here."""


_PLUGINS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": _QuietJpeg,
    "WEBP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
    "TIFF": TiffImageFile,
}
