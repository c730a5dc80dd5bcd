"""TokenRule, how a provider counts the visual tokens of an image. Sizes are (width, height) in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import BudgetError


def is_whole(value: object, least: int) -> bool:
    """Whether it is a whole number, at least ``least``."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


@dataclass(frozen=True)
class TokenRule:
    """How a provider counts: ``base + ceil(per_patch * n)`` for the n squares of ``patch`` px that cover the image.

    The default is Anthropic's, one token for each 28-px patch, and stands in for targets whose rule is unknown.

    Raises:
        BudgetError: a number that cannot be.
    """

    patch: int = 28
    """Edge of a patch (or tile) in px."""

    per_patch: Fraction | int = 1
    base: int = 0
    snaps: bool = False
    """The server shrinks an image that is over its limits until one edge is a whole number of patches (OpenAI)."""

    per_row: int = 0
    """Tokens more for each row of patches (Pixtral ends every row with one)."""

    overview_tile: bool = False
    """An image of more than one tile is shown as a whole, too, in one tile more (Llama 4)."""

    nearest: bool = False
    """An edge is made the nearest whole number of patches, and a whole number below where it must shrink (Qwen)."""

    min_pixels: int = 0
    """Width times height to which the server enlarges a smaller image."""

    min_edge: int = 0
    """Longer edge in px to which the server enlarges a smaller image."""

    flat: int = 0
    """Tokens charged for any image; its patches then only limit what is seen. 0: the patches are charged."""

    def __post_init__(self) -> None:
        if not (is_whole(self.patch, 1) and is_whole(self.base, 0) and isinstance(self.per_patch, (int, Fraction))):
            raise BudgetError("A token rule needs patch >= 1 px, base >= 0 and per_patch as int or Fraction.")
        if not all(is_whole(value, 0) for value in (self.per_row, self.min_pixels, self.min_edge, self.flat)):
            raise BudgetError("A token rule needs per_row, min_pixels, min_edge and flat as whole numbers >= 0.")
        if self.per_patch < 0 or self.patches_in((1, 1)) * self.per_patch + self.base <= 0:
            raise BudgetError("A token rule must charge something: per_patch or base above 0, neither below.")

    def patches_in(self, size: Size) -> int:
        columns, rows = self._grid(size)
        return columns * rows

    def tokens(self, size: Size) -> int:
        """Tokens charged for an image that is seen at exactly this size."""
        return self.flat or self.counted(size)

    def counted(self, size: Size) -> int:
        """Tokens by the patches alone, which is what limits an image's size where ``flat`` is charged."""
        columns, rows = self._grid(size)
        tiles = columns * rows
        tiles += self.overview_tile and tiles > 1
        return self.base + self.per_row * rows + math.ceil(tiles * self.per_patch)

    def _grid(self, size: Size) -> Size:
        """Columns and rows of patches."""
        scale = max(1.0, self.min_edge / max(size))
        width, height = size[0] * scale, size[1] * scale
        if self.nearest:
            columns, rows = max(round(width / self.patch), 1), max(round(height / self.patch), 1)
        else:
            columns, rows = math.ceil(width / self.patch), math.ceil(height / self.patch)
        if columns * rows * self.patch**2 < self.min_pixels:
            enlarged = math.sqrt(self.min_pixels / (width * height)) / self.patch
            columns, rows = math.ceil(width * enlarged), math.ceil(height * enlarged)
        return columns, rows


DEFAULT_RULE = TokenRule()
