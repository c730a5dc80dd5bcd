"""Machine-made boxes are enlarged by how small they are among all of them (CropVLM, arXiv 2511.19820, section 3).

Below the 20th percentile of the share of the image the area grows by 45, then by 10, 4, 2, and above the 80th by 1:
about the box's own centre and in its own shape, shifted back into the image and clamped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

EXPANSION = (45.0, 10.0, 4.0, 2.0, 1.0)
"""Factors of the area for the fifths of all boxes, smallest first."""


def area_limits(shares: Sequence[float], factors: Sequence[float] = EXPANSION) -> tuple[float, ...]:
    """The percentiles between which each factor holds (the 20th, 40th, 60th and 80th of five) of shares in (0, 1]."""
    between = np.linspace(0, 100, len(factors) + 1)[1:-1]
    return tuple(np.percentile(shares, between).tolist()) if len(shares) else (0.0,) * len(between)


def area_share(box: Floats, extent: tuple[float, float]) -> float:
    """Of an image of ``extent`` (width, height) in the units of a (4,) xyxy box."""
    return float((box[2:] - box[:2]).prod() / (extent[0] * extent[1]))


def enlarged(
    box: Floats, extent: tuple[float, float], limits: Sequence[float], factors: Sequence[float] = EXPANSION
) -> Floats:
    """(4,) xyxy of the same centre and shape, its factor as large in area, inside an image of ``extent``."""
    factor = factors[int(np.searchsorted(limits, area_share(box, extent), side="right"))] ** 0.5
    size = np.minimum((box[2:] - box[:2]) * factor, extent)
    low = np.clip((box[:2] + box[2:]) / 2 - size / 2, 0, np.array(extent) - size)
    return np.concatenate([low, low + size]).astype(np.float32)
