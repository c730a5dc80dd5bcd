"""Which preset a model's name stands for, however a provider, a gateway or a deployment writes it."""

from __future__ import annotations

import logging
import re
from difflib import get_close_matches
from functools import cache

from cropvlm_tools.errors import BudgetError
from cropvlm_tools.providers import PRESETS, RUNTIMES, Detail, Preset

_OWN_WORD = 3  # characters: so short a name (o1) counts only where nothing stands before it ("llava-o1")
_RUNTIMES = {"ollama": "ollama", "ollama_chat": "ollama", "lm_studio": "lm-studio", "llamafile": "llama.cpp"}
"""LiteLLM's prefixes of local servers."""

_log = logging.getLogger(__name__)


def find_preset(name: str, detail: Detail = "auto") -> Preset:
    """The preset of a model, dated or not, with or without a provider, gateway or deployment's words around it.

    Raises:
        BudgetError: the model is not known, or does not offer that detail.
    """
    details = details_of(name)
    if detail not in details:
        raise BudgetError(f"{_resolved(name)} has no detail {detail!r:.20}. It has: {', '.join(details)}.")
    return details[detail]


def details_of(name: str) -> dict[Detail, Preset]:
    """The presets of a model by the detail that an image is sent with.

    Raises:
        BudgetError: the model is not known.
    """
    if not isinstance(name, str):
        raise BudgetError("A model name is a string.")
    known = _resolved(name)
    if known is None:
        raise BudgetError(
            f"No budget is known for {name!r:.80}.{_nearest(name)}",
            fix=f"Known: {', '.join(PRESETS)}. For any other target use Budget(max_edge=..., max_tokens=...).",
        )
    return PRESETS[known]


def most_tokens(name: str) -> int | None:
    """The most tokens that the local server named in front of a model allows (``ollama/qwen3-vl``); None: no server."""
    runtime = _RUNTIMES.get(name.strip().lower().partition("/")[0])
    return None if runtime is None else RUNTIMES[runtime].max_tokens


def known_or_warned(name: str | None) -> str | None:
    """The name where its budget is known; else None, with one warning in the process for each name."""
    if name is not None and _resolved(name) is None:
        _warn(name)
        return None
    return name


@cache
def _warn(name: str) -> None:
    _log.warning(
        "No budget is known for the model %.80r.%s Its images are taken to be seen at 1568 px and 1568 tokens; "
        "pass budget=Budget(...) to say otherwise.",
        name,
        _nearest(name),
    )


def _nearest(name: str) -> str:
    words = re.split(r"[/:]", name.strip().lower()[:200])
    close = next((found for word in reversed(words) if (found := get_close_matches(word, PRESETS, 3, 0.6))), None)
    return f" Nearest: {', '.join(close)}." if close else ""


def _resolved(name: str) -> str | None:
    text = name.strip().lower()
    return max((preset for preset in PRESETS if _pattern(preset).search(text)), key=len, default=None)


@cache
def _pattern(preset: str) -> re.Pattern[str]:
    """``preset`` with no letter or digit around it: words before, a date, variant or size behind.

    Its own hyphens and dots may be any of ``-._`` or left out: claude-opus-4.7, gpt4o, qwen2.5vl.
    """
    before = r"(?:^|[/:.])" if len(preset) < _OWN_WORD else r"(?:^|[^a-z0-9])"
    return re.compile(before + re.sub(r"[-.]", "[-._]?", preset) + r"(?=$|[-@:_/])")
