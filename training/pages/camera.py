"""How a sheet becomes a picture: where it lies in it, and what scanning or photographing does to the pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.boxes import Size

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Camera:
    corners: tuple[Point, Point, Point, Point]
    """Of the sheet in px of the picture, clockwise from the upper left."""

    size: Size
    backdrop: tuple[int, int, int]
    blur: float
    """Radius in px."""

    grain: float
    """Standard deviation of the noise, in grey levels."""

    fade: float
    """Contrast lost, in [0, 1)."""

    light: tuple[float, float]
    """Change of brightness from left to right and from top to bottom, as shares."""

    jpeg: int
    """Quality; 0 is none."""

    seed: int

    @property
    def flat(self) -> bool:
        """The sheet is the picture."""
        w, h = self.size
        return self.corners == ((0, 0), (w, 0), (w, h), (0, h))

    def matrix(self, sheet: Size) -> NDArray[np.float64]:
        """(3, 3) homography from px of the sheet to px of the picture."""
        w, h = sheet
        return homography(((0, 0), (w, 0), (w, h), (0, h)), self.corners)


def homography(start: tuple[Point, ...], end: tuple[Point, ...]) -> NDArray[np.float64]:
    """The (3, 3) matrix that takes four points to four others."""
    rows, sides = [], []
    for (x, y), (u, v) in zip(start, end, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        sides += [u, v]
    solved = np.linalg.solve(np.array(rows, float), np.array(sides, float))
    return np.append(solved, 1.0).reshape(3, 3)


def place(rng: Random, sheet: Size, manner: str) -> Camera:
    """A camera for that sheet.

    Args:
        rng: draws everything.
        sheet: px.
        manner: ``"scan"``, ``"photo"``, ``"screen"`` or ``"corner"`` (a slip of paper on a larger scan).
    """
    w, h = sheet
    size, backdrop = sheet, (255, 255, 255)
    corners = [(0.0, 0.0), (float(w), 0.0), (float(w), float(h)), (0.0, float(h))]
    if manner == "corner":
        size = (round(w * rng.uniform(1.3, 2.4)), round(h * rng.uniform(1.05, 1.6)))
        left, top = rng.uniform(0, size[0] - w), rng.uniform(0, (size[1] - h) * 0.6)
        corners = [(x + left, y + top) for x, y in corners]
        backdrop = rng.choice(((255, 255, 255), (250, 250, 248), (238, 238, 238)))
    elif manner == "photo":
        edge = rng.uniform(0.0, 0.1)
        size = (round(w * (1 + 2 * edge)), round(h * (1 + 2 * edge)))
        shake = 0.03 * min(w, h) * rng.random()
        corners = [
            (x + edge * w + rng.uniform(-shake, shake), y + edge * h + rng.uniform(-shake, shake)) for x, y in corners
        ]
        backdrop = rng.choice(((90, 70, 50), (60, 60, 64), (150, 140, 125), (190, 190, 185), (40, 50, 70)))
    if manner in ("photo", "scan", "corner") and rng.random() < (0.35 if manner == "scan" else 0.7):
        corners = _turned(corners, rng.gauss(0, 0.8 if manner == "scan" else 1.3), size)
    rough = {"screen": 0.1, "scan": 0.6, "corner": 0.6, "photo": 1.0}[manner]
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return Camera(
        corners=(first, second, third, fourth),
        size=size,
        backdrop=backdrop,
        blur=rough * rng.choice((0.0, 0.0, rng.uniform(0.2, 1.3), rng.uniform(0.5, 1.8))),
        grain=rough * rng.choice((0.0, rng.uniform(0, 8), rng.uniform(0, 24))),
        fade=rough * rng.choice((0.0, 0.0, rng.uniform(0, 0.7))),
        light=(rough * rng.uniform(-0.3, 0.3), rough * rng.uniform(-0.3, 0.3)) if manner == "photo" else (0.0, 0.0),
        jpeg=rng.choice((0, 0, rng.randint(20, 90))) if rough > 0.2 else rng.choice((0, 0, 0, 85)),
        seed=rng.randrange(2**31),
    )


def _turned(corners: list[Point], degrees: float, size: Size) -> list[Point]:
    angle = math.radians(max(-3.0, min(3.0, degrees)))
    cos, sin = math.cos(angle), math.sin(angle)
    mx, my = size[0] / 2, size[1] / 2
    return [(mx + (x - mx) * cos - (y - my) * sin, my + (x - mx) * sin + (y - my) * cos) for x, y in corners]
