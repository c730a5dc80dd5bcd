"""What providers' models see of an image: data with their sources. Names are looked up in ``model_names``.

Every ``Preset`` names the page it was read from and the month, and says where it could not be verified. Vendors' pages
were read in stored copies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cropvlm_tools.token_rules import DEFAULT_RULE, TokenRule

Detail = Literal["auto", "low", "medium", "high", "ultra", "original"]
"""OpenAI's ``detail`` of an image, or Gemini's ``media_resolution`` of a part; "auto" is what unsaid means."""


@dataclass(frozen=True)
class Preset:
    """What a model sees of an image sent with one detail; ``cropvlm_tools.views.Budget`` says what the numbers mean."""

    max_edge: int
    """px"""

    max_tokens: int | None
    max_short_edge: int | None = None
    """px"""

    rule: TokenRule = DEFAULT_RULE
    source: str = ""
    """The page and the month in which it was read."""

    verified: bool = True
    """Whether the numbers are the provider's, or those of its code; False: as users measured or report them."""

    note: str = ""
    """What is not known, or differs."""


_ANY = 65_535  # px: where no edge is named, the largest that a JPEG can have
_OPENAI = "https://developers.openai.com/api/docs/guides/images-vision, September 2026"
_OPENAI_MINI = "calculator of https://openai.com/api/pricing, September 2026; copies of the guide say 1.62 and 2.46"
_ANTHROPIC = "https://platform.claude.com/docs/en/build-with-claude/vision and .../vision-coordinates, September 2026"
_GEMINI_2 = "https://ai.google.dev/gemini-api/docs/tokens, November 2026"
_GEMINI_3 = "https://ai.google.dev/gemini-api/docs/media-resolution, November 2026"
_QWEN = "transformers 5.24, qwen2_vl.image_processing_qwen2_vl.smart_resize; preprocessor_config.json, November 2026"
_PIXTRAL = "transformers 5.24, pixtral.processing_pixtral; processor_config.json of the checkpoints, November 2026"
_LLAMA = "transformers 5.24, llama4.image_processing_llama4 and .processing_llama4, November 2026"
_NOVA = "https://docs.aws.amazon.com/nova/latest/userguide/modalities-image.html, November 2026"
_NOVA_2 = "https://docs.aws.amazon.com/nova/latest/nova2-userguide/using-multimodal-models.html, November 2026"
_GROK = "https://docs.x.ai/docs/guides/image-understanding, a copy of 2025"
_LLAMA_CPP = "https://github.com/ggml-org/llama.cpp/pull/17020, November 2026"


def _tiles(base: int, tile: int) -> dict[Detail, Preset]:
    """512-px tiles of an image within 2048 px whose shorter edge is at most 768 px; low is one look at 512 px."""
    high = Preset(2048, None, 768, TokenRule(512, Fraction(tile), base), _OPENAI)
    return {"auto": high, "low": Preset(512, None, None, TokenRule(512, Fraction(0), base), _OPENAI), "high": high}


def _patches(
    multiplier: str,
    high: tuple[int, int] = (1536, 2048),
    original: tuple[int, int] | None = None,
    auto: Detail = "high",
    source: str = _OPENAI,
    note: str = "",
) -> dict[Detail, Preset]:
    """32-px patches; each detail is (most patches, longest edge in px)."""
    tokens = Fraction(multiplier)
    rule = TokenRule(32, tokens, snaps=True)
    limits: dict[Detail, tuple[int, int]] = {"low": (256, 512), "high": high}
    if original is not None:
        limits["original"] = original
    details: dict[Detail, Preset] = {
        detail: Preset(edge, math.ceil(patches * tokens), None, rule, source, note=note)
        for detail, (patches, edge) in limits.items()
    }
    return {"auto": details[auto], **details}


def _media_resolutions(verified: bool = True) -> dict[Detail, Preset]:
    """A flat cost for each part, whatever its size.

    What is seen for it is not published. Gemma 4, which offers the same numbers of tokens, shows a cell of 48 px for
    each (transformers, gemma4.image_processing_gemma4); 1,089 tokens were measured for squares, its 33 x 33 cells of
    1,120 (https://github.com/AlaskanTuna/Rokabot/issues/121).
    """
    note = "What is seen is taken from Gemma 4, not published. Needs media_resolution on each part."
    tokens: dict[Detail, int] = {"low": 280, "medium": 560, "high": 1120, "ultra": 2240}
    details: dict[Detail, Preset] = {
        detail: Preset(_ANY, most, None, TokenRule(48, flat=most), _GEMINI_3, verified, note)
        for detail, most in tokens.items()
    }
    return {"auto": details["high"], **details}


def _cells(cell: int, min_cells: int, max_cells: int) -> dict[Detail, Preset]:
    """Cells of 2x2 patches, one token each; the checkpoint's own limits."""
    rule = TokenRule(cell, nearest=True, min_pixels=min_cells * cell**2)
    note = "Of the checkpoint; hosts and local servers often allow less: Budget.local(tokens=...)."
    return {"auto": Preset(_ANY, max_cells, None, rule, _QWEN, note=note)}


_HIGH_AND_ORIGINAL = _patches("1.2", high=(2500, 2048), original=(10_000, 6000))
_ORIGINAL = _patches("1.2", high=(2500, 2048), original=(10_000, 6000), auto="original")
_GPT_5_6 = _patches(
    "1.2",
    high=(2500, 2048),
    original=(30_000, 65_535),
    auto="original",
    note="More than 30,000 patches are refused, not shrunk.",
)
_CLAUDE: dict[Detail, Preset] = {"auto": Preset(1568, 1568, source=_ANTHROPIC)}
_CLAUDE_HIGH_RESOLUTION: dict[Detail, Preset] = {"auto": Preset(2576, 4784, source=_ANTHROPIC)}
# 3072 px: what Google's vision guide for Gemini 1.5 and 2 scales larger images down to
_GEMINI_TILES: dict[Detail, Preset] = {
    "auto": Preset(
        3072,
        None,
        None,
        TokenRule(768, 258),
        _GEMINI_2,
        verified=False,
        note="258 tokens a tile are published, where the tiles are cut is not; media_resolution is of the request.",
    )
}
_GEMINI = _media_resolutions()
_QWEN_28, _QWEN_32 = _cells(28, 4, 16_384), _cells(32, 64, 16_384)
_PIXTRAL_16: dict[Detail, Preset] = {"auto": Preset(1024, None, None, TokenRule(16, per_row=1), _PIXTRAL)}
_MISTRAL_28: dict[Detail, Preset] = {
    "auto": Preset(
        1540,
        None,
        None,
        TokenRule(28, per_row=1),
        _PIXTRAL,
        verified=False,
        note="The edge is that of copies of the open checkpoints; the hosted models' is not published.",
    )
}
_LLAMA_4: dict[Detail, Preset] = {  # 144 tokens and a separator for each tile, at most 16 of them
    "auto": Preset(16 * 336, 2 + 145 * 17, None, TokenRule(336, 145, 2, overview_tile=True), _LLAMA)
}
_NOVA_1: dict[Detail, Preset] = {
    "auto": Preset(
        8000,
        None,
        None,
        TokenRule(28, 1, 230, min_edge=896),
        _NOVA,
        verified=False,
        note="Fitted to the five sizes that are published, within 8 %; no largest number of tokens is.",
    )
}
_NOVA_FLAT: dict[Detail, Preset] = {
    "auto": Preset(
        8000, None, None, TokenRule(28, flat=230), _NOVA_2, note="Billed flat; what is seen for it is not published."
    )
}
_GROK_TILES: dict[Detail, Preset] = {
    "auto": Preset(
        6 * 448,
        256 * 7,
        None,
        TokenRule(448, 256, 256),
        _GROK,
        verified=False,
        note="The page of 2026 names no numbers, nor those of detail low.",
    )
}

RUNTIMES: dict[str, Preset] = {
    "llama.cpp": Preset(_ANY, 4096, source=_LLAMA_CPP),
    "ollama": Preset(_ANY, 4096, source=_LLAMA_CPP, verified=False, note="Taken to be llama.cpp's."),
    "lm-studio": Preset(_ANY, 1024, source="users' reports, 2026", verified=False, note="Apps allow 512 to 1,024."),
    "vllm": Preset(_ANY, 16_384, source=_QWEN, verified=False, note="No limit of its own: mm_processor_kwargs."),
}
"""Local servers: the most tokens of one image, whatever the model; the rule is the model's."""

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
    "gpt-5-mini": _patches("1.2", source=_OPENAI_MINI),
    "gpt-5-nano": _patches("1.5", source=_OPENAI_MINI),
    "gpt-5.1": _tiles(70, 140),
    "gpt-5.2": _patches("1.2"),
    "gpt-5.3": _patches("1.2"),
    "gpt-5.4": _HIGH_AND_ORIGINAL,
    "gpt-5.4-mini": _patches("1.2"),
    "gpt-5.4-nano": _patches("1.2"),
    "gpt-5.5": _ORIGINAL,
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
    "gemini-2.0": _GEMINI_TILES,
    "gemini-2.5": _GEMINI_TILES,
    "gemini-3": _GEMINI,
    "gemini-3.1": _GEMINI,
    "gemini-3.5": _GEMINI,
    "gemini-3.8": _GEMINI,
    "gemini-4": _media_resolutions(verified=False),
    "qwen2-vl": _QWEN_28,
    "qwen2.5-vl": _QWEN_28,
    "qwen3-vl": _QWEN_32,
    "qwen3.5": _QWEN_32,
    "pixtral": _PIXTRAL_16,
    "mistral-small": _MISTRAL_28,
    "mistral-medium": _MISTRAL_28,
    "llama-4": _LLAMA_4,
    "nova-lite": _NOVA_1,
    "nova-pro": _NOVA_1,
    "nova-premier": _NOVA_1,
    "nova-2": _NOVA_FLAT,
    "grok-4": _GROK_TILES,
    "grok-4-1": _GROK_TILES,
    "grok-4.20": _GROK_TILES,
}
