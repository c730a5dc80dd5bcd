"""BMP: run-length encoding, which Pillow decodes in Python."""

from __future__ import annotations

import struct

from cropvlm_tools.errors import ImageError

# A pixel or a byte takes up to 0.25 µs: half a second and a second. Encoders choose runs for icons and screens.
_MAX_PIXELS, _MAX_BYTES = 2_000_000, 4_000_000
_RUNS = (1, 2)  # BI_RLE8, BI_RLE4


def screen_bmp(data: bytes, max_pixels: int, page: int = 1) -> bytes:
    """The file as it is."""
    if len(data) >= 34 and struct.unpack_from("<I", data, 14)[0] > 12:
        width, height, compression = struct.unpack_from("<iixxxxI", data, 18)
        if compression in _RUNS and (abs(width * height) > _MAX_PIXELS or len(data) > _MAX_BYTES):
            raise ImageError(
                f"A BMP with run-length encoding may have {_MAX_PIXELS:,} pixels and {_MAX_BYTES:,} bytes. "
                "Save it as a PNG."
            )
    return data
