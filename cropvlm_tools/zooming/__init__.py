"""One zoom: an image and a question in, the regions and what to send of them out."""

from cropvlm_tools.zooming.options import When, ZoomOptions
from cropvlm_tools.zooming.result import Region, Zoom

# after this the name is the function, as it always was; the module is reached by ``from ... import``
from cropvlm_tools.zooming.zoom import if_needed, zoom, zoom_with

__all__ = ["Region", "When", "Zoom", "ZoomOptions", "if_needed", "zoom", "zoom_with"]
