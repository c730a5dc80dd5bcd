"""Pixels in: limits before anything is decoded, upright RGB out."""

from cropvlm_tools.images.load import ImageSource, load_image

__all__ = ["ImageSource", "load_image"]
