"""One zoom: an image and a question in, the regions and what to send of them out."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cropvlm_tools.zooming.options import When as When
    from cropvlm_tools.zooming.options import ZoomOptions as ZoomOptions
    from cropvlm_tools.zooming.result import Region as Region
    from cropvlm_tools.zooming.result import Zoom as Zoom
    from cropvlm_tools.zooming.zoom import if_needed as if_needed
    from cropvlm_tools.zooming.zoom import zoom as zoom
    from cropvlm_tools.zooming.zoom import zoom_with as zoom_with

__all__ = ["Region", "When", "Zoom", "ZoomOptions", "if_needed", "zoom", "zoom_with"]

_HOMES = {"When": "options", "ZoomOptions": "options", "Region": "result", "Zoom": "result"}


def __getattr__(name: str) -> object:
    """Not imported above: threads that import two modules of this package at once would wait for one another."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'zoom')}"), name)


class _Package(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        """``zoom`` stays the function: an import of the module of that name would put the module there."""
        super().__setattr__(name, value.zoom if name == "zoom" and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Package
