"""Pixels in: limits before anything is decoded, upright RGB out."""

from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.load import MAX_BYTES, MAX_PIXELS, ImageSource, load_image

__all__ = ["MAX_BYTES", "MAX_PIXELS", "ImageSource", "Limits", "load_image"]
