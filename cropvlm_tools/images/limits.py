"""Limits: the largest image that is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What an image may cost. Both are checked before anything is decoded."""

    pixels: int = 50_000_000
    """Largest width x height; memory is bounded by the same number (``load_image``)."""

    bytes: int = 20_000_000
    """Largest encoded size."""


DEFAULT_LIMITS = Limits()
