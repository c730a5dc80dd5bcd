"""Arrays of numpy as images."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeGuard

from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import check_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BANDS = (1, 3, 4)


def is_array(value: object) -> TypeGuard[NDArray[Any]]:
    """Whether a value is an array of numpy, which is not imported for it."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def from_array(array: NDArray[Any], max_pixels: int) -> Image.Image:
    """The image in an array: (H, W) or (H, W, 1) grey, (H, W, 3) RGB, (H, W, 4) RGBA; the first row is the upper.

    Args:
        array: uint8 or uint16 of full scale, bool (True is white), or floats from 0 to 1. Channels are in the order
            RGB: those of OpenCV are turned with ``array[..., ::-1]``.
        max_pixels: largest width x height.

    Raises:
        ImageError: another shape, type or range, or too many pixels.
    """
    import numpy as np

    shape = " x ".join(map(str, array.shape)) or "one number"
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in _BANDS):
        first = array.ndim == 3 and array.shape[0] in _BANDS
        fix = "Give array.transpose(1, 2, 0): channels come last." if first else "Give one image of that shape."
        raise ImageError(f"An array of {shape} is no image: it is H x W, or H x W x 1, 3 or 4.", fix=fix)
    height, width = array.shape[:2]
    check_pixels((width, height), max_pixels)
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    grey = array.ndim == 2 or array.shape[2] == 1
    if array.ndim == 3 and grey:
        array = array[..., 0]
    if array.dtype == np.uint16 and grey:
        return Image.fromarray(np.ascontiguousarray(array, np.uint16))
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * np.uint8(255)
    elif array.dtype == np.uint16:
        array = (array >> 8).astype(np.uint8)  # as Pillow reads 16-bit colour
    elif np.issubdtype(array.dtype, np.floating):
        if not (array.min() >= 0 and array.max() <= 1):  # NaN neither
            raise ImageError("Floats in an array go from 0 to 1.", fix="Divide by their full scale, e.g. array / 255.")
        array = (np.multiply(array, 255, dtype=np.float32) + np.float32(0.5)).astype(np.uint8)
    elif array.dtype != np.uint8:
        raise ImageError(
            f"Numbers of an array are uint8, uint16, bool or floats from 0 to 1, not {array.dtype}.",
            fix="Convert them, e.g. array.clip(0, 255).astype(np.uint8).",
        )
    return Image.fromarray(np.ascontiguousarray(array))
