"""Zoom for vision-language models: the region of an image that answers the question, at full resolution.

Nothing heavy is imported until it is used: no model, no framework, no torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cropvlm_tools.boxes import Box as Box
    from cropvlm_tools.errors import CropVLMError as CropVLMError
    from cropvlm_tools.policy import Prediction as Prediction
    from cropvlm_tools.policy import load_policy as load_policy
    from cropvlm_tools.views import Budget as Budget
    from cropvlm_tools.zooming.zoom import Zoom as Zoom
    from cropvlm_tools.zooming.zoom import zoom as zoom

__version__ = "0.1.0"

_HOMES = {
    "zoom": "cropvlm_tools.zooming.zoom",
    "Zoom": "cropvlm_tools.zooming.zoom",
    "Box": "cropvlm_tools.boxes",
    "Budget": "cropvlm_tools.views",
    "Prediction": "cropvlm_tools.policy",
    "load_policy": "cropvlm_tools.policy",
    "CropVLMError": "cropvlm_tools.errors",
}
__all__ = ["Box", "Budget", "CropVLMError", "Prediction", "Zoom", "load_policy", "zoom"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
