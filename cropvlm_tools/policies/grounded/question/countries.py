"""Names of countries in English, German, French and Spanish (Unicode CLDR), some of the past among them."""

from __future__ import annotations

import json
from pathlib import Path

COUNTRIES: frozenset[str] = frozenset(
    json.loads(Path(__file__).with_name("countries.json").read_text(encoding="utf-8"))["names"]
)
"""Normalised (``question.normalise``); made by ``python -m training.grounded.countries``."""

_MOST_WORDS = max(len(name.split()) for name in COUNTRIES)
_STATES = ("new mexico", "new england")
"""They hold the name of a country and are none."""


def names_country(words: list[str]) -> bool:
    """Whether the words of a normalised line hold the name of a country; "island" is one (German) when alone."""
    if words == ["island"]:
        return True
    text = " ".join(words)
    for state in _STATES:
        text = text.replace(state, " | ")
    words = text.split()
    return any(
        " ".join(words[start : start + count]) in COUNTRIES
        for start in range(len(words))
        for count in range(1, _MOST_WORDS + 1)
    )
