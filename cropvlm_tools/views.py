"""Budget, what one target can see of one image, and View, an image encoded to fit it.

Sizes are (width, height) in pixels. Sources of the rules, as of September 2026:

- OpenAI, "Images and vision", https://developers.openai.com/api/docs/guides/images-vision: tiles, patches, details.
  The multipliers of gpt-5-mini and gpt-5-nano are those of the calculator on https://openai.com/api/pricing, which
  users find on their bills; older copies of the guide give 1.62 and 2.46.
- Anthropic, "Vision" and "Coordinates and bounding boxes", https://platform.claude.com/docs/en/build-with-claude/vision
  and .../vision-coordinates: 28-px patches, the two resolution tiers and the rule of resizing.
"""

from __future__ import annotations

import base64
import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import Any, Literal

from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import BudgetError

Detail = Literal["auto", "low", "high", "original"]
"""OpenAI's ``detail`` of an image; Claude models have "auto" only."""

_JPEG_EDGE = 65_500  # px: the most libjpeg writes
_JPEG_QUALITIES = (92, 85, 75, 60)
_LOSSLESS_SHARE = 1.5  # PNG bytes / JPEG bytes: charts and screens 0.4-1.7, scans 1.3-3, photos 3-6
_SMALLEST_FILE = 1024  # bytes: room for a JPEG of one pixel
_ENLARGED_EDGE = 1024  # px: pixels made up beyond this cost tokens and show nothing more


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _check_size(size: Size) -> None:
    if not (isinstance(size, tuple) and len(size) == 2 and all(_whole(edge, 1) for edge in size)):
        raise BudgetError(f"A size is (width, height), two whole numbers of px above 0, not {size!r:.80}.")


@dataclass(frozen=True)
class View:
    """One encoded image, as a target will see it. The data carry no EXIF, profile or other metadata."""

    data: bytes = field(repr=False)
    """PNG or JPEG."""

    mime_type: str
    """``"image/png"`` or ``"image/jpeg"``."""

    size: Size
    """(width, height) in pixels."""

    tokens: int
    """Visual tokens the provider charges for it."""

    @property
    def image(self) -> Image.Image:
        """The decoded RGB pixels."""
        with Image.open(BytesIO(self.data)) as image:
            return image.convert("RGB")

    @property
    def data_url(self) -> str:
        """``data:image/...;base64,...``"""
        return f"data:{self.mime_type};base64,{base64.b64encode(self.data).decode('ascii')}"


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

    def __post_init__(self) -> None:
        if not (_whole(self.patch, 1) and _whole(self.base, 0) and isinstance(self.per_patch, (int, Fraction))):
            raise BudgetError("A token rule needs patch >= 1 px, base >= 0 and per_patch as int or Fraction.")
        if self.per_patch < 0 or self.patches_in((1, 1)) * self.per_patch + self.base <= 0:
            raise BudgetError("A token rule must charge something: per_patch or base above 0, neither below.")

    def patches_in(self, size: Size) -> int:
        return math.ceil(size[0] / self.patch) * math.ceil(size[1] / self.patch)

    def tokens(self, size: Size) -> int:
        """Tokens of an image that is seen at exactly this size."""
        return self.base + math.ceil(self.patches_in(size) * self.per_patch)


@dataclass(frozen=True)
class Budget:
    """What one target can see of one image. The default is Anthropic's standard tier.

    Args:
        max_edge: longest edge in px.
        max_tokens: most visual tokens, as the provider charges them; None where only edges limit.
        max_bytes: largest file. The default makes 5 MB of base64, the tightest limit (Bedrock and Vertex AI).
        max_short_edge: longest shorter edge in px; None where only ``max_edge`` limits.
        rule: how tokens are counted.

    Raises:
        BudgetError: a limit too small for one pixel, or none at all.
    """

    max_edge: int = 1568
    max_tokens: int | None = 1568
    max_bytes: int = 3_750_000
    max_short_edge: int | None = None
    rule: TokenRule = TokenRule()

    def __post_init__(self) -> None:
        if not _whole(self.max_edge, 1) or self.max_edge > _JPEG_EDGE:
            raise BudgetError(f"max_edge is {self.max_edge!r}; it must be a whole number of px, 1 to {_JPEG_EDGE}.")
        if not (self.max_short_edge is None or _whole(self.max_short_edge, 1)):
            raise BudgetError(f"max_short_edge is {self.max_short_edge!r}; it must be a whole number of px, or None.")
        least = self.rule.tokens((1, 1))
        if not (self.max_tokens is None or _whole(self.max_tokens, least)):
            raise BudgetError(f"max_tokens is {self.max_tokens!r}; it must be None or a whole number >= {least}.")
        if not _whole(self.max_bytes, _SMALLEST_FILE):
            raise BudgetError(f"max_bytes is {self.max_bytes!r}; it must be a whole number >= {_SMALLEST_FILE}.")

    @classmethod
    def for_model(cls, name: str, detail: Detail = "auto") -> Budget:
        """The budget of an OpenAI or Anthropic model.

        Args:
            name: the model, dated or not, with or without a provider in front: ``"gpt-4o-2024-11-20"``,
                ``"anthropic/claude-opus-4.7"``, ``"us.anthropic.claude-sonnet-4-5-20250929-v1:0"``.
            detail: the ``detail`` the image will be sent with.

        Raises:
            BudgetError: the model is not known, or does not offer that detail.
        """
        known = max((preset for preset in _PRESETS if _mentions(name, preset)), key=len, default=None)
        if known is None:
            raise BudgetError(
                f"No budget is known for {name!r:.80}. Known: {', '.join(_PRESETS)}. "
                "For any other target use Budget(max_edge=..., max_tokens=...)."
            )
        details = _PRESETS[known]
        if detail not in details:
            raise BudgetError(f"{known} has no detail {detail!r:.20}. It has: {', '.join(details)}.")
        return details[detail]

    def fit(self, size: Size, max_enlarge: float = 1.0) -> Size:
        """The largest size in the proportions of ``size`` that the target sees as it is sent, with no shrinking after.

        Proportions hold to within a pixel and no edge is below 1 px. An image is enlarged at most ``max_enlarge``
        times and not beyond 1024 px.

        Raises:
            BudgetError: ``size`` is not two whole numbers above 0, or ``max_enlarge`` is below 1.
        """
        _check_size(size)
        if not (isinstance(max_enlarge, (int, float)) and 1 <= max_enlarge < math.inf):
            raise BudgetError(f"max_enlarge is {max_enlarge!r}; it must be a number >= 1.")
        edge = max(size)
        high = min(max(edge, min(int(edge * max_enlarge), _ENLARGED_EDGE)), self.max_edge)
        low = 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._holds(_scaled(size, middle)):
                low = middle
            else:
                high = middle - 1
        return _scaled(size, low)

    def tokens(self, size: Size) -> int:
        """What the provider charges for an image sent at this size, after its own shrinking where it is too large.

        Raises:
            BudgetError: ``size`` is not two whole numbers above 0.
        """
        _check_size(size)
        if self.rule.snaps and not self._holds(size):
            size = self._snapped(size)
        return self.rule.tokens(size if self._holds(size) else self.fit(size))

    def render(self, image: Image.Image, max_enlarge: float = 8.0) -> View:
        """``image`` at the size of ``fit``, encoded. The whole is best shown with ``max_enlarge=1``.

        PNG where that is at most 1.5 times as large as JPEG of quality 92 without chroma subsampling; else that
        JPEG. What exceeds ``max_bytes`` loses quality down to 60, then size, a quarter of each edge at a time.
        """
        size = self.fit(image.size, max_enlarge)
        original = image.convert("RGB")
        while True:
            shown = original.resize(size, Image.Resampling.LANCZOS)
            shown.info.clear()  # Pillow would write a comment or a colour profile found here
            encoded = _encode(shown, self.max_bytes)
            if encoded is not None:
                data, mime_type = encoded
                return View(data, mime_type, size, self.tokens(size))
            size = _scaled(image.size, max(max(size) * 3 // 4, 1))

    def _holds(self, size: Size) -> bool:
        return (
            max(size) <= self.max_edge
            and (self.max_short_edge is None or min(size) <= self.max_short_edge)
            and (self.max_tokens is None or self.rule.tokens(size) <= self.max_tokens)
        )

    def _snapped(self, size: Size) -> Size:
        """OpenAI's shrinking for patches: to the edge, to the patches' area, then to whole patches on one axis."""
        scale = min(1.0, self.max_edge / max(size))
        width, height = size[0] * scale, size[1] * scale
        if self.max_tokens is not None and self.rule.tokens((math.ceil(width), math.ceil(height))) > self.max_tokens:
            patch = self.rule.patch
            patches = int((self.max_tokens - self.rule.base) / self.rule.per_patch)
            shrink = math.sqrt(patches * patch**2 / (width * height))
            columns, rows = width * shrink / patch, height * shrink / patch
            shrink *= min(max(math.floor(columns), 1) / columns, max(math.floor(rows), 1) / rows)
            width, height = width * shrink, height * shrink
        return max(round(width), 1), max(round(height), 1)


def _scaled(size: Size, long_edge: int) -> Size:
    """``size`` with its longer edge at ``long_edge``, the other rounded, at least 1."""
    width, height = size
    longest = max(size)
    return (
        max((2 * width * long_edge + longest) // (2 * longest), 1),
        max((2 * height * long_edge + longest) // (2 * longest), 1),
    )


def _encode(image: Image.Image, max_bytes: int) -> tuple[bytes, str] | None:
    """Data and MIME type of an RGB image, or None where nothing fits."""
    jpeg = _saved(image, format="JPEG", quality=_JPEG_QUALITIES[0], subsampling="4:4:4")
    png = _saved(image, format="PNG", compress_level=3)
    if len(png) <= min(max_bytes, _LOSSLESS_SHARE * len(jpeg)):
        return png, "image/png"
    for quality in _JPEG_QUALITIES[1:]:
        if len(jpeg) <= max_bytes:
            break
        jpeg = _saved(image, format="JPEG", quality=quality, subsampling="4:4:4")
    return (jpeg, "image/jpeg") if len(jpeg) <= max_bytes else None


def _saved(image: Image.Image, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, **options)
    return file.getvalue()


def _mentions(name: str, preset: str) -> bool:
    """Whether a model name is ``preset`` with at most a provider before and a date or variant behind."""
    if not isinstance(name, str):
        raise BudgetError("A model name is a string.")
    pattern = re.escape(preset).replace(r"\-", "[-.]")  # claude-opus-4.7 on some gateways
    return re.search(rf"(?:^|[/:.]){pattern}(?=$|[-@:])", name.strip().lower()) is not None


def _tiles(base: int, tile: int) -> dict[Detail, Budget]:
    """512-px tiles of an image within 2048 px whose shorter edge is at most 768 px; low is one look at 512 px."""
    high = Budget(2048, None, max_short_edge=768, rule=TokenRule(512, tile, base))
    return {"auto": high, "low": Budget(512, None, rule=TokenRule(512, 0, base)), "high": high}


def _patches(
    multiplier: str,
    high: tuple[int, int] = (1536, 2048),
    original: tuple[int, int] | None = None,
    auto: Detail = "high",
) -> dict[Detail, Budget]:
    """32-px patches; each detail is (most patches, longest edge in px)."""
    rule = TokenRule(32, Fraction(multiplier), snaps=True)
    limits: dict[Detail, tuple[int, int]] = {"low": (256, 512), "high": high}
    if original is not None:
        limits["original"] = original
    details: dict[Detail, Budget] = {
        detail: Budget(edge, math.ceil(patches * rule.per_patch), rule=rule)
        for detail, (patches, edge) in limits.items()
    }
    return {"auto": details[auto], **details}


_GPT_5_6 = _patches("1.2", high=(2500, 2048), original=(30_000, _JPEG_EDGE), auto="original")  # sides: 65,535 px
_CLAUDE: dict[Detail, Budget] = {"auto": Budget(1568, 1568)}
_CLAUDE_HIGH_RESOLUTION: dict[Detail, Budget] = {"auto": Budget(2576, 4784)}

_PRESETS: dict[str, dict[Detail, Budget]] = {
    "gpt-4-turbo": _tiles(85, 170),
    "gpt-4o": _tiles(85, 170),
    "chatgpt-4o": _tiles(85, 170),
    "gpt-4o-mini": _tiles(2833, 5667),
    "gpt-4.1": _tiles(85, 170),
    "gpt-4.1-mini": _patches("1.62"),
    "gpt-4.1-nano": _patches("2.46"),
    "gpt-4.5": _tiles(85, 170),
    "o1": _tiles(75, 150),
    "o3": _tiles(75, 150),
    "o4-mini": _patches("1.72"),
    "computer-use-preview": _tiles(65, 129),
    "gpt-5": _tiles(70, 140),
    "gpt-5-mini": _patches("1.2"),
    "gpt-5-nano": _patches("1.5"),
    "gpt-5.1": _tiles(70, 140),
    "gpt-5.2": _patches("1.2"),
    "gpt-5.3": _patches("1.2"),
    "gpt-5.4": _patches("1.2", high=(2500, 2048), original=(10_000, 6000)),
    "gpt-5.4-mini": _patches("1.2"),
    "gpt-5.4-nano": _patches("1.2"),
    "gpt-5.5": _patches("1.2", high=(2500, 2048), original=(10_000, 6000), auto="original"),
    "gpt-5.6": _GPT_5_6,
    "gpt-6": _GPT_5_6,
    "claude-3": _CLAUDE,
    "claude-3-5": _CLAUDE,
    "claude-3-7": _CLAUDE,
    "claude-haiku-4-5": _CLAUDE,
    "claude-sonnet-4": _CLAUDE,
    "claude-sonnet-4-5": _CLAUDE,
    "claude-sonnet-4-6": _CLAUDE,
    "claude-opus-4": _CLAUDE,
    "claude-opus-4-1": _CLAUDE,
    "claude-opus-4-5": _CLAUDE,
    "claude-opus-4-6": _CLAUDE,
    "claude-opus-4-7": _CLAUDE_HIGH_RESOLUTION,
    "claude-opus-4-8": _CLAUDE_HIGH_RESOLUTION,
    "claude-opus-5": _CLAUDE_HIGH_RESOLUTION,
    "claude-opus-5-5": _CLAUDE_HIGH_RESOLUTION,
    "claude-sonnet-5": _CLAUDE_HIGH_RESOLUTION,
    "claude-sonnet-5-5": _CLAUDE_HIGH_RESOLUTION,
    "claude-fable-5": _CLAUDE_HIGH_RESOLUTION,
}
