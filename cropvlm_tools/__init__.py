"""Zoom for vision-language models: the region of an image that answers the question, at full resolution.

Nothing heavy is imported until it is used: no model, no framework, no torch. Telemetry of the libraries below is off.
"""

import os
from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING

from cropvlm_tools.forks import Lock
from cropvlm_tools.moved import forward_modules
from cropvlm_tools.version import __version__ as __version__

if TYPE_CHECKING:
    from cropvlm_tools.boxes import Box as Box
    from cropvlm_tools.errors import CropVLMError as CropVLMError
    from cropvlm_tools.images.limits import Limits as Limits
    from cropvlm_tools.policies.loading import load_policy as load_policy
    from cropvlm_tools.policy import Prediction as Prediction
    from cropvlm_tools.views import Budget as Budget
    from cropvlm_tools.zooming.many import azoom as azoom
    from cropvlm_tools.zooming.many import zoom_many as zoom_many
    from cropvlm_tools.zooming.options import ZoomOptions as ZoomOptions
    from cropvlm_tools.zooming.pages import zoom_pages as zoom_pages
    from cropvlm_tools.zooming.planning import plan as plan
    from cropvlm_tools.zooming.result import Region as Region
    from cropvlm_tools.zooming.result import Zoom as Zoom
    from cropvlm_tools.zooming.zoom import zoom as zoom

# Both are read when the library is imported, which nothing here does before this. What the user has set stays.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime 1.29 and newer, on Linux too
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # huggingface_hub: in the headers of what it downloads

_HOMES = {
    "zoom": "cropvlm_tools.zooming.zoom",
    "zoom_many": "cropvlm_tools.zooming.many",
    "azoom": "cropvlm_tools.zooming.many",
    "zoom_pages": "cropvlm_tools.zooming.pages",
    "plan": "cropvlm_tools.zooming.planning",
    "Zoom": "cropvlm_tools.zooming.result",
    "Region": "cropvlm_tools.zooming.result",
    "ZoomOptions": "cropvlm_tools.zooming.options",
    "Limits": "cropvlm_tools.images.limits",
    "Box": "cropvlm_tools.boxes",
    "Budget": "cropvlm_tools.views",
    "Prediction": "cropvlm_tools.policy",
    "load_policy": "cropvlm_tools.policies.loading",
    "CropVLMError": "cropvlm_tools.errors",
}
__all__ = [
    "Box",
    "Budget",
    "CropVLMError",
    "Limits",
    "Prediction",
    "Region",
    "Zoom",
    "ZoomOptions",
    "azoom",
    "load_policy",
    "plan",
    "zoom",
    "zoom_many",
    "zoom_pages",
]

_GROUNDED = "cropvlm_tools.policies.grounded"
forward_modules(
    {
        "cropvlm_tools.fetch": "cropvlm_tools.images.fetch",
        "cropvlm_tools.headers": "cropvlm_tools.images.headers",
        "cropvlm_tools.langchain.writer": "cropvlm_tools.langchain.insertion",
        "cropvlm_tools.messages": "cropvlm_tools.chat.insert",
        "cropvlm_tools.registry": "cropvlm_tools.chat.conversation",
        "cropvlm_tools.policies.ocr": _GROUNDED,
        "cropvlm_tools.policies.ocr.candidates": f"{_GROUNDED}.choosing.candidates",
        "cropvlm_tools.policies.ocr.countries": f"{_GROUNDED}.question.countries",
        "cropvlm_tools.policies.ocr.decode": f"{_GROUNDED}.choosing.decode",
        "cropvlm_tools.policies.ocr.detection": "cropvlm_tools.perception.text.detection",
        "cropvlm_tools.policies.ocr.features": f"{_GROUNDED}.choosing.features",
        "cropvlm_tools.policies.ocr.inputs": f"{_GROUNDED}.choosing.inputs",
        "cropvlm_tools.policies.ocr.keys": f"{_GROUNDED}.page.keys",
        "cropvlm_tools.policies.ocr.layout": f"{_GROUNDED}.page.layout",
        "cropvlm_tools.policies.ocr.lines": "cropvlm_tools.perception.text.reading",
        "cropvlm_tools.policies.ocr.positions": f"{_GROUNDED}.page.positions",
        "cropvlm_tools.policies.ocr.question": f"{_GROUNDED}.question",
        "cropvlm_tools.policies.ocr.repeats": "cropvlm_tools.perception.text.repeats",
        "cropvlm_tools.policies.ocr.tiles": "cropvlm_tools.perception.text.tiles",
        "cropvlm_tools.policies.ocr.values": f"{_GROUNDED}.page.values",
        "cropvlm_tools.policies.ocr.wording": f"{_GROUNDED}.question.wording",
        "cropvlm_tools.policies.ocr.words": f"{_GROUNDED}.question.words",
    }
)


_importing = Lock(
    RLock
)  # threads that import modules of one package at once lock them in different orders: one would fail


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with _importing:
        value: object = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
