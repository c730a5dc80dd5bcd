"""Pixels in: limits before anything is decoded, upright RGB out."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cropvlm_tools.images.limits import Limits as Limits
    from cropvlm_tools.images.load import MAX_BYTES as MAX_BYTES
    from cropvlm_tools.images.load import MAX_PIXELS as MAX_PIXELS
    from cropvlm_tools.images.load import ImageSource as ImageSource
    from cropvlm_tools.images.load import load_image as load_image

__all__ = ["MAX_BYTES", "MAX_PIXELS", "ImageSource", "Limits", "load_image"]


def __getattr__(name: str) -> object:
    """Not imported above: threads that import two modules of this package at once would wait for one another."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{'limits' if name == 'Limits' else 'load'}"), name)
