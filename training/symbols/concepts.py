"""What symbols stand for: ``concepts.txt``, one a line, with the names that icon sets give them and words of people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
_CODE = re.compile(r".*[0-9a-f][0-9]$|f[0-9a-f]{3}$")  # of a glyph without a name, or of a number in a sign
_VARIANTS = ("_alt", "_outline", "_outlined", "_o", "_simple", "_filled", "_rounded", "_fill")


@dataclass(frozen=True)
class Concept:
    """One thing that icons stand for."""

    words: str
    """What the recogniser says: its main English words."""

    glyphs: tuple[str, ...]
    """Names of its icons in their sets; ``brand:`` and ``lo:`` are sources of their own."""

    names: dict[str, tuple[str, ...]]
    """Language -> what people call it, without an article."""


@cache
def concepts() -> tuple[Concept, ...]:
    """All of them, in the order of the recogniser's classes."""
    rows = (Path(__file__).parent / "concepts.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_concept(row) for row in rows if row and not row.startswith("#"))


def _concept(row: str) -> Concept:
    words, glyphs, *names = row.split("|")
    told = {
        language: tuple(name.strip() for name in cell.split(","))
        for language, cell in zip(LANGUAGES, names, strict=True)
    }
    return Concept(words, tuple(glyphs.split()), told)


def concept_of(names: Iterable[str]) -> int | None:
    """Number of the concept that an icon of these names stands for; -1 for none, None where that is not sure.

    Variants that are not named (``home_work``, ``search_off``) share a word with a concept and may show it.
    """
    known = _by_glyph()
    for name in names:
        bare = name
        for ending in _VARIANTS:
            bare = bare.removesuffix(ending)
        if name in known or bare in known:
            return known.get(name, known.get(bare))
    if all(":" not in name and len(name) > 3 and not _CODE.match(name) for name in names):
        return None if any(_heads() & set(name.split("_")) for name in names) else -1
    return None


@cache
def _by_glyph() -> dict[str, int]:
    known: dict[str, int] = {}
    for number, concept in enumerate(concepts()):
        for glyph in concept.glyphs:
            known.setdefault(glyph, number)
    return known


@cache
def _heads() -> frozenset[str]:
    return frozenset(part for glyph in _by_glyph() for part in glyph.split(":")[-1].split("_") if len(part) > 3)


@cache
def purposes() -> dict[str, dict[str, tuple[str, ...]]]:
    """Words of a concept -> language -> what its control is for, as it goes on behind "to", "um", "pour", "para"."""
    told: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in (Path(__file__).parent / "purposes.txt").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            words, *cells = row.split("|")
            told[words] = {
                language: tuple(each.strip() for each in cell.split(", "))
                for language, cell in zip(LANGUAGES, cells, strict=True)
            }
    return told
