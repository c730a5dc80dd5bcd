"""What providers' models see of an image: data with their sources, and the lookup of a model's name. No geometry.

As of September 2026:

- OpenAI, "Images and vision", https://developers.openai.com/api/docs/guides/images-vision: tiles, patches, details.
  The multipliers of gpt-5-mini and gpt-5-nano are those of the calculator on https://openai.com/api/pricing, which
  users find on their bills; older copies of the guide give 1.62 and 2.46.
- Anthropic, "Vision" and "Coordinates and bounding boxes", https://platform.claude.com/docs/en/build-with-claude/vision
  and .../vision-coordinates: 28-px patches, the two resolution tiers and the rule of resizing.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cropvlm_tools.errors import BudgetError

Detail = Literal["auto", "low", "high", "original"]
"""OpenAI's ``detail`` of an image; Claude models have "auto" only."""


@dataclass(frozen=True)
class Preset:
    """What a model sees of an image sent with one detail; ``cropvlm_tools.views.Budget`` says what the numbers mean."""

    max_edge: int
    """px"""

    max_tokens: int | None
    max_short_edge: int | None = None
    """px"""

    patch: int = 28
    """px"""

    per_patch: Fraction = Fraction(1)
    """Tokens."""

    base: int = 0
    """Tokens."""

    snaps: bool = False


def find_preset(name: str, detail: Detail = "auto") -> Preset:
    """The preset of a model, dated or not, with or without a provider in front.

    Raises:
        BudgetError: the model is not known, or does not offer that detail.
    """
    if not isinstance(name, str):
        raise BudgetError("A model name is a string.")
    known = max((preset for preset in PRESETS if _mentions(name, preset)), key=len, default=None)
    if known is None:
        raise BudgetError(
            f"No budget is known for {name!r:.80}. Known: {', '.join(PRESETS)}. "
            "For any other target use Budget(max_edge=..., max_tokens=...)."
        )
    details = PRESETS[known]
    if detail not in details:
        raise BudgetError(f"{known} has no detail {detail!r:.20}. It has: {', '.join(details)}.")
    return details[detail]


def _mentions(name: str, preset: str) -> bool:
    """Whether a model name is ``preset`` with at most a provider before and a date or variant behind."""
    pattern = re.escape(preset).replace(r"\-", "[-.]")  # claude-opus-4.7 on some gateways
    return re.search(rf"(?:^|[/:.]){pattern}(?=$|[-@:])", name.strip().lower()) is not None


def _tiles(base: int, tile: int) -> dict[Detail, Preset]:
    """512-px tiles of an image within 2048 px whose shorter edge is at most 768 px; low is one look at 512 px."""
    high = Preset(2048, None, 768, 512, Fraction(tile), base)
    return {"auto": high, "low": Preset(512, None, None, 512, Fraction(0), base), "high": high}


def _patches(
    multiplier: str,
    high: tuple[int, int] = (1536, 2048),
    original: tuple[int, int] | None = None,
    auto: Detail = "high",
) -> dict[Detail, Preset]:
    """32-px patches; each detail is (most patches, longest edge in px)."""
    tokens = Fraction(multiplier)
    limits: dict[Detail, tuple[int, int]] = {"low": (256, 512), "high": high}
    if original is not None:
        limits["original"] = original
    details: dict[Detail, Preset] = {
        detail: Preset(edge, math.ceil(patches * tokens), None, 32, tokens, snaps=True)
        for detail, (patches, edge) in limits.items()
    }
    return {"auto": details[auto], **details}


_GPT_5_6 = _patches("1.2", high=(2500, 2048), original=(30_000, 65_535), auto="original")
_CLAUDE: dict[Detail, Preset] = {"auto": Preset(1568, 1568)}
_CLAUDE_HIGH_RESOLUTION: dict[Detail, Preset] = {"auto": Preset(2576, 4784)}

PRESETS: dict[str, dict[Detail, Preset]] = {
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
