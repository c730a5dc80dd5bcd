"""Limits: the largest image that is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What an image may cost. Both are checked before anything is decoded.

    Raises:
        ValueError: a limit is below 1.
    """

    pixels: int = 50_000_000
    """Largest width x height; memory is bounded by the same number (``load_image``)."""

    bytes: int = 20_000_000
    """Largest encoded size."""

    isolated: bool = False
    """Decode in a worker process with limits of its own on processor time and memory."""

    def __post_init__(self) -> None:
        for name in ("pixels", "bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be at least 1.")


DEFAULT_LIMITS = Limits()
