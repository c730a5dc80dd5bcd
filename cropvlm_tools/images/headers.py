"""What a file says of itself before anything is decoded: its format, and what decoding it would cost."""

from __future__ import annotations

from collections.abc import Callable

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.foreign import foreign, is_camera_raw
from cropvlm_tools.images.formats.avif import screen_avif, screen_heic
from cropvlm_tools.images.formats.bmp import screen_bmp
from cropvlm_tools.images.formats.gif import screen_gif
from cropvlm_tools.images.formats.jpeg import screen_jpeg
from cropvlm_tools.images.formats.png import screen_png
from cropvlm_tools.images.formats.tiff import screen_tiff
from cropvlm_tools.images.formats.webp import screen_webp

_ACCEPTED = (
    "PNG, JPEG, WEBP, GIF, BMP, TIFF and AVIF are accepted (HEIC with an extra), told by content and not by name"
)
_MAGICS: dict[str, tuple[bytes, ...]] = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "BMP": (b"BM",),
    "TIFF": (b"II*\0", b"MM\0*"),
}
_AVIF_BRANDS = {b"avif", b"avis"}
# ISO/IEC 23008-12, annexes B to D; mif1 and msf1 say nothing of the coding: what else is named decides.
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_SCREENS: dict[str, Callable[[bytes, int, int], bytes]] = {
    "PNG": screen_png,
    "JPEG": screen_jpeg,
    "WEBP": screen_webp,
    "GIF": screen_gif,
    "BMP": screen_bmp,
    "TIFF": screen_tiff,
    "AVIF": screen_avif,
    "HEIC": screen_heic,
}


def sniff(data: bytes) -> str:
    """The format, told by content.

    Raises:
        ImageError: none of those accepted; the text says what it is, where that is known, and the way out.
    """
    kind = kind_of(data)
    if kind is not None and not (kind == "TIFF" and is_camera_raw(data)):
        return kind
    known = foreign(data)
    if known is None:
        raise ImageError(f"Not an accepted image format. {_ACCEPTED}; convert it to one of them.")
    raise ImageError(f"This is {known[0]}, which is not read here: {known[1]}. {_ACCEPTED}.")


def kind_of(data: bytes) -> str | None:
    """The accepted format that a file, or its first 64 bytes, has the signature of."""
    for kind, magics in _MAGICS.items():
        if data.startswith(magics):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        most = min(int.from_bytes(data[:4]), len(data), 64)
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, most, 4))}
        if brands & _AVIF_BRANDS:
            return "AVIF"
        if brands & _HEIF_BRANDS:
            return "HEIC"
    return None


def screen(kind: str, data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The bytes to decode: the file, of PNG and JPEG without the metadata that decoding does not need.

    Args:
        kind: the format, from ``sniff``.
        data: the whole file.
        max_pixels: as in ``load_image``; the other limits are multiples of it.
        page: which page of a TIFF or frame of a GIF or WebP will be decoded, from 1.

    Raises:
        ImageError: the file's structure gives it away as too large, or built to exhaust memory or processor time.
        SyntaxError: no decoder reads it.
    """
    return _SCREENS[kind](data, max_pixels, page) if kind in _SCREENS else data
