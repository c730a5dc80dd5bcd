"""What a target is shown for one question: the whole image, and what a policy adds to it.

Every view is as ``cropvlm_tools.zoom`` makes it, at the resolution under study.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.zoom import Zoom

Edge = int | None
"""px, the longest edge of a view; None is native: as large as it is, or as the target lets in."""

_LARGEST = 65_500  # px: what JPEG can hold
_TAKEN = ("image/jpeg", "image/png", "image/webp")
_MAX_ENLARGE = 8.0  # of a crop, as Budget.render


def budget_of(edge: Edge) -> Budget:
    """What a target sees that is limited by nothing but this edge.

    Raises:
        BudgetError: ``edge`` is no size.
    """
    return Budget(max_edge=edge, max_tokens=None) if edge is not None else Budget(_LARGEST, None, max_bytes=1 << 40)


class Picture:
    """One image of a task, opened once; what is shown of it is rendered once.

    Raises:
        ImageError: the image was refused.
    """

    def __init__(self, source: Path | Image.Image) -> None:
        self.source, self.image = source, load_image(source)
        self._views: dict[tuple[Box | None, Edge], Image.Image] = {}

    @cached_property
    def digest(self) -> str:
        """Of size and pixels, upright."""
        return digest_of(self.image)

    @cached_property
    def url(self) -> str:
        """The image as it is kept, as a data URL; of one that no API takes so, or that lies on its side, as PNG."""
        if isinstance(self.source, Path):
            with Image.open(self.source) as kept:
                kind = Image.MIME.get(kept.format or "")
                upright = kept.size == self.image.size and kept.getexif().get(ExifTags.Base.Orientation, 1) == 1
            if kind in _TAKEN and upright:
                return f"data:{kind};base64,{base64.b64encode(self.source.read_bytes()).decode('ascii')}"
        file = BytesIO()
        self.image.save(file, "PNG", compress_level=3)
        return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"

    def zoom(self, box: Box | None, edge: Edge, context: bool = False) -> Zoom:
        """The zoom into that region at that resolution."""
        return Zoom(self.image, Prediction(box, 0.0), budget_of(edge), "shown", 0.0, context=context)

    def view(self, box: Box | None, edge: Edge) -> Image.Image:
        """The pixels a target sees of that region, or of the whole."""
        if (box, edge) not in self._views:
            self._views[box, edge] = self.zoom(box, edge).view.image
        return self._views[box, edge]


@dataclass(frozen=True, eq=False)
class Shown:
    """The whole at one resolution, and crops of it with or without their surroundings at another."""

    picture: Picture
    question: str
    box: Box | None
    edge: Edge
    """Of the crop and its surroundings."""

    whole_edge: Edge
    context: bool = False
    strips: int = 1
    """In how many strips side by side the whole is shown, each a view: for models to which one view costs the same
    however large it is."""

    more: tuple[Box, ...] = ()
    """Further regions, shown behind ``box`` as that is."""

    @property
    def regions(self) -> tuple[Box, ...]:
        """``box`` and ``more``."""
        return () if self.box is None else (self.box, *self.more)

    @property
    def boxes(self) -> list[Box]:
        """Of what is shown besides the whole: of each region its surroundings, where they are wanted, and its crop."""
        around = [self.picture.zoom(region, self.edge, self.context).surroundings for region in self.regions]
        return [box for pair in zip(around, self.regions, strict=True) for box in pair if box is not None]

    @property
    def whole(self) -> list[Box | None]:
        """The strips of the whole along its longer edge; None is all of it."""
        if self.strips == 1:
            return [None]
        width, height = self.picture.image.size
        ends = [(place / self.strips, (place + 1) / self.strips) for place in range(self.strips)]
        return [Box(low, 0, high, 1) if width >= height else Box(0, low, 1, high) for low, high in ends]

    @property
    def views(self) -> list[Image.Image]:
        """As the target sees them: the whole first, the crop last."""
        details = [self.picture.view(box, self.edge) for box in self.boxes]
        return [*(self.picture.view(part, self.whole_edge) for part in self.whole), *details]

    @property
    def sizes(self) -> list[Size]:
        """(width, height) in px of each of ``views``, without rendering any."""
        return [
            *(self._fit(budget_of(self.whole_edge), part) for part in self.whole),
            *(self._fit(budget_of(self.edge), box) for box in self.boxes),
        ]

    def tokens(self, whole: Budget, crop: Budget, rule: Callable[[Size], int]) -> int:
        """Visual tokens of all views, where a target sees the whole and a crop within these budgets and counts so."""
        parts = [self._fit(whole, part) for part in self.whole]
        return sum(map(rule, [*parts, *(self._fit(crop, box) for box in self.boxes)]))

    def _fit(self, budget: Budget, box: Box | None) -> Size:
        size = self.picture.image.size
        if box is None:
            return budget.fit(size)
        left, top, right, bottom = box.to_pixels(size)
        return budget.fit((right - left, bottom - top), _MAX_ENLARGE)

    @property
    def key(self) -> tuple[str, str, tuple[Box, ...], Edge, Edge, bool, int]:
        """Equal where the target would see and be asked the same."""
        edge, context = (None, False) if self.box is None else (self.edge, self.context)
        return self.picture.digest, self.question, self.regions, edge, self.whole_edge, context, self.strips


def digest_of(*parts: Image.Image | str) -> str:
    """One digest of pictures, by size and pixels, and texts."""
    sha256 = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            sha256.update(b"text %d " % len(part.encode()) + part.encode())
        else:
            sha256.update(repr((part.size, part.mode)).encode() + part.tobytes())
    return sha256.hexdigest()
