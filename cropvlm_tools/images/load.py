"""One way in for images: anything a caller may hold becomes an upright RGB picture, or an ImageError.

Images are untrusted. Every limit is checked on the header, before pixels are decoded, and none of Pillow's
process-wide settings is changed: its plugins are called directly, so its size warning does not apply.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from cropvlm_tools.errors import ImageError
from cropvlm_tools.forks import Lock
from cropvlm_tools.images.arrays import from_array, is_array
from cropvlm_tools.images.flatten import flatten
from cropvlm_tools.images.formats.directory import ORIENTATION, orientation
from cropvlm_tools.images.headers import kind_of, screen, sniff
from cropvlm_tools.images.isolated import decode_isolated
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits, check_frames, check_pixels
from cropvlm_tools.images.pages import Page, find_page, from_page
from cropvlm_tools.images.pdf.document import Document, PdfPage, is_pdf
from cropvlm_tools.images.sources import ImageSource as ImageSource
from cropvlm_tools.images.sources import Source, name_of, read_source

MAX_BYTES, MAX_PIXELS = DEFAULT_LIMITS.bytes, DEFAULT_LIMITS.pixels

_KEYWORDS = {"pixels": "max_pixels", "bytes": "max_bytes"}  # of load_image, in place of those of Limits
_lazy_images = Lock()


@dataclass(frozen=True, eq=False)
class Loaded:
    """An upright RGB picture, which page of its file it is, and which file that is."""

    image: Image.Image
    page: Page
    pdf: PdfPage | None = None
    """What ``image`` is a drawing of, where it is a page of a PDF."""

    source: Source = field(default_factory=Source)


def load_image(
    source: ImageSource,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    fetch: Callable[[str], bytes] | None = None,
    limits: Limits | None = None,
    page: int = 1,
    password: str | None = None,
) -> Image.Image:
    """The picture in ``source``: mode RGB, upright, fully decoded, of its own memory and without metadata.

    EXIF orientation applied; transparency flattened on white, or on dark grey where pale print would vanish
    (``images.flatten``); 16-bit, 32-bit and float grey scaled to 8 bits; CMYK, YCbCr and LAB converted. A PIL image is
    taken as it stands (its current frame) and never changed, except that one opened lazily is loaded.

    >>> image = load_image("receipt.jpg")
    >>> image.mode, image.size  # (width, height) in px
    ('RGB', (1700, 2300))
    >>> import numpy as np
    >>> load_image(np.zeros((300, 400, 3), np.uint8)).size
    (400, 300)
    >>> load_image("receipt.jpg", max_bytes=1000)
    Traceback (most recent call last):
    cropvlm_tools.errors.ImageError: The image has ... bytes or more; the limit is 1,000. ...

    Args:
        source: a path (``~`` is the home folder); the encoded bytes, or a binary file object with them, which is read
            from its start and whose position is put back where it can be sought; a base64 ``data:`` URL, or the base64
            alone; a numpy array (``images.arrays.from_array``: H x W, or H x W x 1, 3 or 4 in the order RGB; uint8,
            uint16, bool, or floats from 0 to 1); a PIL image; or, with ``fetch``, an http(s) URL. PNG, JPEG, WEBP, GIF,
            BMP, TIFF, AVIF and, with the extras ``heif`` and ``pdf``, HEIC and PDF are read, told by content.
        max_bytes: largest encoded size, in bytes.
        max_pixels: largest width x height. Memory is bounded by the same number: an image whose format or depth
            needs more than 15 bytes for each of ``max_pixels`` while it is decoded is refused, as is one whose
            scans, tiles, runs or blocks take more time than so many pixels of a plain file. Above 178,956,970
            pixels Pillow refuses some formats itself unless the program raises ``PIL.Image.MAX_IMAGE_PIXELS``.
        fetch: reads an http(s) URL, e.g. ``cropvlm_tools.images.fetch.fetch_url``. Without it URLs are refused.
        limits: both of these limits in one, in their place, and whether to decode in a worker process.
        page: which page of a PDF or TIFF, or frame of a GIF, WEBP, PNG or AVIF, from 1. Of a HEIC it is the main
            picture. A page of a PDF is drawn at 200 dpi, or as finely as the scan that fills it.
        password: of a PDF that has one.

    Raises:
        ImageError: the source was refused or is not a readable image; the text names the limit or the format.
        ValueError: ``page`` is no whole number from 1.

    Pillow reports odd TIFF tags as warnings. They are left to the program's own filters,
    because ``warnings.catch_warnings`` is not safe with threads: by default Python prints each once; where a
    program turns warnings into errors, such an image is refused with an ImageError. Corrupt EXIF never warns.
    """
    try:
        chosen = Limits(max_pixels, max_bytes) if limits is None else limits
        loaded = load_page(source, chosen, fetch, page, password)
        return loaded.image if loaded.pdf is None else loaded.pdf.draw()
    except ImageError as error:
        if limits is not None or error.option not in _KEYWORDS:
            raise
        fix = f"Raise {_KEYWORDS[error.option]} to allow it."
        raise ImageError(error.message, fix=fix, option=error.option) from error.__cause__


def load_page(
    source: ImageSource,
    limits: Limits = DEFAULT_LIMITS,
    fetch: Callable[[str], bytes] | None = None,
    page: int = 1,
    password: str | None = None,
) -> Loaded:
    """``load_image`` with its limits in one piece, and which page of how many it is. Raises as ``load_image`` does.

    A page of a PDF is drawn when its pixels are first looked at.
    """
    check_page(page)
    if is_array(source):
        source = from_array(source, limits.pixels)
    if isinstance(source, Image.Image):
        if page > 1:
            raise ImageError(f"There is no page {page}: pixels have no pages.", fix="Give the file or its bytes.")
        return Loaded(_from_pil(source, limits.pixels), Page())
    data = read_source(source, limits.bytes, fetch)
    origin = Source(name_of(source), data)
    if kind_of(data) is None and is_pdf(data):
        pdf = Document(data, limits, password).page(page)
        return Loaded(pdf.image, Page(page, pdf.of), pdf, origin)
    place = find_page(sniff(data), data, page)
    if limits.isolated:
        return Loaded(decode_isolated(data, limits.pixels, page, decode), place, source=origin)
    picture = decode(data, limits.pixels, page)
    # Memory of its own: a plugin's image keeps the plugin's state.
    return Loaded(picture.copy() if isinstance(picture, ImageFile) else picture, place, source=origin)


def check_page(page: object) -> None:
    """Raises ValueError for what is no number of a page."""
    if not isinstance(page, int) or page < 1:
        raise ValueError(f"page is {page!r:.40}; it must be a whole number, and the first page is 1.")


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
        if kind == "TIFF":
            data, page = from_page(data, page), 1
        pixels, turn, bits = _pixels(kind, screen(kind, data, max_pixels, page), max_pixels, page)
        return _upright(_to_rgb(pixels, bits), turn)
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(
            "The image is larger than Pillow's own limit.",
            fix="The program must raise PIL.Image.MAX_IMAGE_PIXELS as well.",
        ) from error
    except Exception as error:
        raise _damaged(kind, error) from error


def _pixels(kind: str, data: bytes, max_pixels: int, page: int) -> tuple[Image.Image, int, int]:
    """The page in Pillow's mode for it, the EXIF orientation still to be applied, and the bits of mode I;16."""
    with _PLUGINS[kind](io.BytesIO(data)) as image:
        check_pixels(image.size, max_pixels)
        if page > 1:
            check_frames(image.size, page, max_pixels)
            image.seek(page - 1)
            check_pixels(image.size, max_pixels)
        image.load()
        if isinstance(image, TiffImageFile):
            # Pillow turns a TIFF upright itself while it loads.
            return image, 1, _depth(image)
        exif = image.info.get("exif")
        # A copy of those whose plugin holds buffers, 8 bytes a pixel, which go when this function returns.
        pixels = image.copy() if kind in _BUFFERED else image
        return pixels, orientation(exif) if isinstance(exif, bytes) else 1, 16


def _depth(image: TiffImageFile) -> int:
    """Bits of a grey value: those stored, or as many as the largest value needs where the file says that it is 4095."""
    bits, most = (image.tag_v2.get(number, (default,)) for number, default in ((258, 16), (281, 0)))
    if isinstance(most, tuple) and most and isinstance(most[0], int) and bits[0] == 16:
        depth = most[0].bit_length()
        if 8 < depth < 16 and most[0] == 2**depth - 1:
            return depth
    return int(bits[0])


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
        return flatten(image)
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


def _heic(file: io.BytesIO) -> ImageFile:
    """pillow-heif's own class, called directly: it registers nothing with Pillow."""
    try:
        from pillow_heif import HeifImageFile
    except ImportError:
        raise ImageError(
            "This is a HEIC image, which is not read here: convert it to JPEG or PNG first.",
            fix="Or install what reads it: pip install 'cropvlm-tools[heif]'",
        ) from None
    image: ImageFile = HeifImageFile(file)
    return image


_PLUGINS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": _QuietJpeg,
    "WEBP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
    "TIFF": TiffImageFile,
    "AVIF": AvifImageFile,
    "HEIC": _heic,
}
_BUFFERED = ("WEBP", "AVIF", "HEIC")
