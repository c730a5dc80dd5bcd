"""Budget, what one target can see of one image, and View, an image encoded to fit it.

Sizes are (width, height) in pixels. What the models of providers see stands in ``cropvlm_tools.providers``.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from io import BytesIO
from typing import TypedDict, Unpack

from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.model_names import details_of, find_preset, most_tokens
from cropvlm_tools.providers import RUNTIMES, Preset
from cropvlm_tools.providers import Detail as Detail
from cropvlm_tools.token_rules import DEFAULT_RULE, is_whole
from cropvlm_tools.token_rules import TokenRule as TokenRule

_JPEG_EDGE = 65_500  # px: the most libjpeg writes
_JPEG_QUALITIES = (92, 85, 75, 60)
_LOSSLESS_SHARE = 1.5  # PNG bytes / JPEG bytes: charts and screens 0.4-1.7, scans 1.3-3, photos 3-6
_SMALLEST_FILE = 1024  # bytes: room for a JPEG of one pixel
_ENLARGED_EDGE = 1024  # px: pixels made up beyond this cost tokens and show nothing more


def _check_size(size: Size) -> None:
    if not (isinstance(size, tuple) and len(size) == 2 and all(is_whole(edge, 1) for edge in size)):
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

    detail: Detail = "auto"
    """To send it with, where ``cropvlm_tools.zooming.planning`` chose one."""

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
class Budget:
    """What one target can see of one image. The default is Anthropic's standard tier.

    Args:
        max_edge: longest edge in px.
        max_tokens: most visual tokens, as the provider charges them; None where only edges limit.
        max_bytes: largest file. The default makes 5 MB of base64, the tightest limit (Bedrock and Vertex AI).
        max_short_edge: longest shorter edge in px; None where only ``max_edge`` limits.
        rule: how tokens are counted.

    >>> budget = Budget.for_model("claude-sonnet-4-6")
    >>> budget.seen((4032, 3024)), budget.tokens((4032, 3024))  # px, visual tokens, of a photograph sent as it is
    ((1269, 952), 1564)
    >>> budget.fit((600, 150), max_enlarge=8)  # a crop: enlarged, but not beyond 1024 px
    (1024, 256)
    >>> Budget(max_edge=448, max_tokens=None).fit((1700, 2300))  # any target that sees 448 px
    (331, 448)
    >>> Budget.for_model("no-such-model")
    Traceback (most recent call last):
    cropvlm_tools.errors.BudgetError: ...

    Raises:
        BudgetError: a limit too small for one pixel, or none at all.
    """

    max_edge: int = 1568
    max_tokens: int | None = 1568
    max_bytes: int = 3_750_000
    max_short_edge: int | None = None
    rule: TokenRule = DEFAULT_RULE

    def __post_init__(self) -> None:
        if not is_whole(self.max_edge, 1) or self.max_edge > _JPEG_EDGE:
            raise BudgetError(f"max_edge is {self.max_edge!r}; it must be a whole number of px, 1 to {_JPEG_EDGE}.")
        if not (self.max_short_edge is None or is_whole(self.max_short_edge, 1)):
            raise BudgetError(f"max_short_edge is {self.max_short_edge!r}; it must be a whole number of px, or None.")
        least = self.rule.counted((1, 1))
        if not (self.max_tokens is None or is_whole(self.max_tokens, least)):
            raise BudgetError(f"max_tokens is {self.max_tokens!r}; it must be None or a whole number >= {least}.")
        if not is_whole(self.max_bytes, _SMALLEST_FILE):
            raise BudgetError(f"max_bytes is {self.max_bytes!r}; it must be a whole number >= {_SMALLEST_FILE}.")

    @classmethod
    def for_model(cls, name: str, detail: Detail = "auto") -> Budget:
        """The budget of a provider's model (``cropvlm_tools.providers``).

        Args:
            name: the model, dated or not, with or without a provider or a deployment's words around it:
                ``"gpt-4o-2024-11-20"``, ``"anthropic/claude-opus-4.7"``, ``"azure/prod-gpt-4o"``,
                ``"us.anthropic.claude-sonnet-4-5-20250929-v1:0"``. A local server in front of it
                (``"ollama/qwen3-vl"``) lowers its most tokens.
            detail: the ``detail``, or ``media_resolution``, the image will be sent with.

        Raises:
            BudgetError: the model is not known, or does not offer that detail.
        """
        return cls._of(find_preset(name, detail), most_tokens(name))

    @classmethod
    def by_detail(cls, name: str) -> dict[Detail, Budget]:
        """The budgets of a model by the detail an image can be sent with; "auto" is what unsaid means.

        Raises:
            BudgetError: the model is not known.
        """
        most = most_tokens(name) if isinstance(name, str) else None
        return {detail: cls._of(preset, most) for detail, preset in details_of(name).items()}

    @classmethod
    def local(cls, tokens: int | None = None, *, runtime: str = "llama.cpp", patch: int = 28) -> Budget:
        """The budget of a model of Qwen's kind on a local server.

        Args:
            tokens: the most visual tokens of one image, as the server was told (``--image-max-tokens``); by default
                what ``runtime`` allows.
            runtime: ``"llama.cpp"``, ``"ollama"``, ``"lm-studio"`` or ``"vllm"``.
            patch: px of one token's edge: 28 for Qwen2-VL and Qwen2.5-VL, 32 for Qwen3-VL.

        Raises:
            BudgetError: the server is not known, or ``tokens`` or ``patch`` cannot be.
        """
        if runtime not in RUNTIMES:
            raise BudgetError(f"No server {runtime!r:.40} is known. Known: {', '.join(RUNTIMES)}; or give tokens=....")
        preset = RUNTIMES[runtime]
        edge = min(preset.max_edge, _JPEG_EDGE)
        return cls(edge, preset.max_tokens if tokens is None else tokens, rule=TokenRule(patch, nearest=True))

    @classmethod
    def _of(cls, preset: Preset, most: int | None) -> Budget:
        tokens = min((limit for limit in (preset.max_tokens, most) if limit is not None), default=None)
        edge = min(preset.max_edge, _JPEG_EDGE)
        return cls(edge, tokens, max_short_edge=preset.max_short_edge, rule=preset.rule)

    @classmethod
    def parse(cls, text: str) -> Budget:
        """As it is written on a command line: a model's name as for ``for_model``, the longest edge in px, or
        ``local:1024`` for a local server that shows at most so many tokens.

        Raises:
            BudgetError: the model is not known, or the edge is out of range.
        """
        if text.startswith("local:") and text[6:].isdecimal() and len(text) < 16:
            return cls.local(int(text[6:]))
        is_edge = text.isdecimal() and len(text) < 10  # Python reads no number of thousands of digits
        return cls(max_edge=int(text), max_tokens=None) if is_edge else cls.for_model(text)

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
        return self.rule.tokens(self.seen(size))

    def seen(self, size: Size) -> Size:
        """The size at which the target sees an image sent at this size, after its own shrinking.

        Raises:
            BudgetError: ``size`` is not two whole numbers above 0.
        """
        _check_size(size)
        if self._holds(size):
            return size
        shrunk = self._in_cells(size) if self.rule.nearest else self._snapped(size) if self.rule.snaps else size
        return shrunk if self._holds(shrunk) else self.fit(shrunk)

    def render(self, image: Image.Image, max_enlarge: float = 8.0) -> View:
        """``image`` at the size of ``fit``, encoded. The whole is best shown with ``max_enlarge=1``.

        PNG where that is at most 1.5 times as large as JPEG of quality 92 without chroma subsampling; else that
        JPEG. What exceeds ``max_bytes`` loses quality down to 60, then size, a quarter of each edge at a time.
        """
        size = self.fit(image.size, max_enlarge)
        original = image.convert("RGB")
        while True:
            resized = original.resize(size, Image.Resampling.LANCZOS)
            resized.info.clear()  # Pillow would write a comment or a colour profile found here
            encoded = _encode(resized, self.max_bytes)
            if encoded is not None:
                data, mime_type = encoded
                return View(data, mime_type, size, self.tokens(size))
            size = _scaled(image.size, max(max(size) * 3 // 4, 1))

    def _holds(self, size: Size) -> bool:
        return (
            max(size) <= self.max_edge
            and (self.max_short_edge is None or min(size) <= self.max_short_edge)
            and (self.max_tokens is None or self.rule.counted(size) <= self.max_tokens)
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

    def _in_cells(self, size: Size) -> Size:
        """Qwen's shrinking: to the cells' area, then down to whole cells on both axes."""
        patch = self.rule.patch
        scale = min(self.max_edge / max(size), math.sqrt((self.max_tokens or math.inf) * patch**2 / math.prod(size)))
        width, height = (max(math.floor(edge * min(scale, 1.0) / patch), 1) * patch for edge in size)
        return width, height


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


class _Encoding(TypedDict, total=False):
    format: str
    quality: int
    subsampling: str
    compress_level: int


def _saved(image: Image.Image, **options: Unpack[_Encoding]) -> bytes:
    file = BytesIO()
    image.save(file, **options)
    return file.getvalue()
