"""A line out of the corners that an engine gives, whichever way its text runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError, ReaderError
from cropvlm_tools.perception.element import Line

Json = Mapping[str, Any]
"""An object of JSON, or what a library makes of one."""

UNSAID = 1.0
"""The score of a line whose engine gives none."""


@contextmanager
def parsing(engine: str, shape: str) -> Iterator[None]:
    """Within, a recorded result is read: whatever it lacks is a ``ReaderError`` that says what is to be passed.

    Args:
        engine: whose result it is.
        shape: what to pass, e.g. ``"Pass result.export()."``.
    """
    try:
        yield
    except ReaderError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ReaderError(f"This is no result of {engine}, or none of a known form.", fix=shape) from error


def line_of(text: str, corners: object, size: tuple[float, float], score: float = UNSAID) -> Line | None:
    """None where there is no text, or nothing of it lies in the image.

    Args:
        text: of the line.
        corners: (n, 2) points around it, n >= 3, or the (2, 2) upper left and lower right, in the unit of ``size``.
        size: (width, height) of the image.
        score: in [0, 1].

    Raises:
        TypeError or ValueError: the text is none, the corners are no such points, or the size is none.
    """
    import cv2

    if not isinstance(text, str):
        raise TypeError("no text")
    width, height = size
    points = np.asarray(corners, np.float32)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2 or not np.isfinite(points).all():
        raise ValueError("no corners")
    if len(points) == 2:
        (x1, y1), (x2, y2) = points.tolist()
        points = np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], np.float32)
    _, sides, _ = cv2.minAreaRect(points)
    left, top = points.min(axis=0).tolist()
    right, bottom = points.max(axis=0).tolist()
    try:
        box = Box.clipped(left / width, top / height, right / width, bottom / height)
    except BoxError:
        return None
    across = min(min(sides) / max(size), 1.0)
    text = " ".join(text.split())
    return Line(text, box, across, min(max(float(score), 0.0), 1.0)) if text and across > 0 else None


def present(lines: Sequence[Line | None]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line is not None)


def mean(scores: Sequence[float]) -> float:
    """Of the words of a line."""
    return sum(scores) / len(scores) if scores else UNSAID


def page_of(pages: Sequence[Any], page: int) -> Any:
    """That page, counted from 1.

    Raises:
        ReaderError: the result has no such page.
    """
    if not 1 <= page <= len(pages):
        raise ReaderError(f"The result has {len(pages)} pages, not page {page}.", fix="Pass page= one of them.")
    return pages[page - 1]
