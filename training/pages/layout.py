"""Kinds of pages by name, and the random numbers that each page is made of.

A layout is a function that fills a draft; its file in ``training.pages.layouts`` puts it on the list::

    @layout("postcard", share=0.5, nouns=("postcard", "card"))
    def postcard(draft: Draft) -> None: ...

Page number ``n`` of a kind depends on that kind and on ``n`` alone: another kind leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import log
from random import Random

from training.pages.draft import Draft
from training.pages.fields import LANGUAGES

Fill = Callable[[Draft], None]


@dataclass(frozen=True)
class Layout:
    """One kind of page."""

    fill: Fill
    share: float
    """How often it is drawn where no kind is asked for, to the other kinds."""

    nouns: tuple[str, ...]
    """What people call such a page, in English."""

    languages: tuple[str, ...]
    """In which it comes."""


LAYOUTS: dict[str, Layout] = {}


def layout(
    name: str,
    *,
    share: float = 1.0,
    nouns: tuple[str, ...] = ("page", "picture"),
    languages: tuple[str, ...] = LANGUAGES,
) -> Callable[[Fill], Fill]:
    """Put a layout on the list.

    Raises:
        ValueError: there is one of that name, or the share is not above 0.
    """
    if name in LAYOUTS:
        raise ValueError(f"There is a layout {name!r} already. Give this one another name.")
    if share <= 0:
        raise ValueError(f"The share of {name!r} is {share}. It must be above 0.")

    def register(fill: Fill) -> Fill:
        LAYOUTS[name] = Layout(fill, share, nouns, languages)
        return fill

    return register


def stream(seed: int, kind: str, part: str) -> Random:
    """Random numbers of one part of one page; of a string, ``Random`` takes the sha512, the same everywhere."""
    return Random(f"{seed}:{kind}:{part}")


def drawn_kind(seed: int) -> str:
    """A kind by the shares: the one whose own draw from the seed is the largest.

    Another kind takes over some seeds; all others keep theirs.
    """
    draws = {name: log(1.0 - stream(seed, name, "share").random()) / kind.share for name, kind in LAYOUTS.items()}
    return max(sorted(draws), key=draws.__getitem__)


def deal(count: int) -> Iterator[tuple[str, int]]:
    """``count`` pages as (kind, seed): of each kind in turn, with seeds from 0 upwards."""
    names = sorted(LAYOUTS)
    return islice(((name, seed) for seed in range(count) for name in names), count)
