"""What a value of a kind looks like: dates, amounts, numbers, names, addresses."""

from __future__ import annotations

import re
from functools import lru_cache

from cropvlm_tools.policies.grounded.page.keys import is_key_word, key_share
from cropvlm_tools.policies.grounded.question.countries import names_country
from cropvlm_tools.policies.grounded.question.parsing import normalise
from cropvlm_tools.policies.grounded.question.wording import COMPANY_FORMS, STREET_WORDS

_MONTH = (
    r"(?:jan|feb|mar|m[aä]r|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|déc|ene|abr|ago|dic|f[eé]v|avr|juin|juil)"
    r"[a-zéû]*"
)
_DATE = re.compile(
    "|".join(
        (
            rf"\d{{1,4}}\s?[./-]\s?(?:\d{{1,2}}|{_MONTH}|[ivx]+)\s?[./-]\s?\d{{2,4}}",  # 02.03.2020, 5-Jan-2017
            rf"\d{{1,2}}(?:st|nd|rd|th)?\.?\s?(?:de\s)?{_MONTH}\.?,?\s?(?:de\s)?\d{{2,4}}",  # 3rd March 2031
            rf"{_MONTH}\.?\s?\d{{1,2}}(?:st|nd|rd|th)?,?\s?\d{{4}}",  # Oct. 30, 1965
            r"\d{1,2}\s[ivx]+\s\d{4}",  # 12 VII 1999
        )
    ),
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[., ]?\d{3})*\s?[.,]\s?\d{2}(?!\d)")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{6,}\d")
_MOSTLY = 2 / 3  # share of key words from which a line is a key and no name: "Date / Revision", not "Essex County"
_WORD = re.compile(r"[^\W\d_]{2,}")
_PATTERNS: dict[str, re.Pattern[str]] = {
    "time": re.compile(r"\b\d{1,2}:\d{2}"),
    "phone": _PHONE,
    "email": re.compile(r"\S@\S"),
    "url": re.compile(r"www\.|https?:|\.(?:com|org|net|de|fr|es|eu|gov)\b", re.IGNORECASE),
    "percent": re.compile(r"\d\s?%"),
    "measure": re.compile(
        r"\d\s?(?:m|ft|feet|km|cm|mm|kg|g|lb|ml|l|°|meters?|metres?|msm)\b|\d\s?[\"']", re.IGNORECASE
    ),
}


TYPED = frozenset(
    {
        "date",
        "period",
        "amount",
        "time",
        "phone",
        "email",
        "url",
        "percent",
        "address",
        "measure",
        "code",
        "issuer",
        "country",
    }
)
"""Kinds whose values can be told by their look alone."""


@lru_cache(maxsize=50_000)
def value_fit(text: str, kind: str | None) -> float:
    """How well a line holds a value of this kind, in [0, 1]; 0 for no kind."""
    if kind is None:
        return 0.0
    if kind in _PATTERNS:
        return float(bool(_PATTERNS[kind].search(text)))
    if kind == "date":
        return float(bool(_DATE.search(text)))
    if kind == "period":
        return (0.0, 0.7, 1.0)[min(len(_DATE.findall(text)), 2)]
    if kind == "amount":
        return float(bool(_AMOUNT.search(_DATE.sub(" ", text))))
    digits = sum(char.isdigit() for char in text)
    if kind == "number":
        return float(digits > 0)
    if kind == "code":
        longest = max(
            (sum(c.isdigit() for c in token) for token in re.findall(r"[\w/#-]+", _DATE.sub(" ", text))), default=0
        )
        return 0.0 if longest < 2 or _AMOUNT.search(text) else min(longest / 4, 1.0)
    words = normalise(text).split()
    if kind == "address":
        signs = sum(word in STREET_WORDS for word in words) + ("," in text) + bool(re.search(r"\b\d{5}\b", text))
        return min(signs / 3, 1.0) if _WORD.search(text) else 0.0
    if kind == "country":
        return float(names_country(words))
    letters = sum(char.isalpha() for char in text)
    if kind == "issuer":
        return 1.0 if any(f" {form} " in f" {' '.join(words)} " for form in COMPANY_FORMS) else 0.3 * (letters > digits)
    if kind in ("name", "heading"):
        named = [word for word in _WORD.findall(text) if word[0].isupper()]
        if kind == "name" and key_share(" ".join(words)) >= _MOSTLY:
            named = [word for word in named if not is_key_word(normalise(word))]
        return min(len(named) / 2, 1.0) * float(letters > 2 * digits) * (1.0 if len(words) <= 7 else 0.5)
    return 0.0
