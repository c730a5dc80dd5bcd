"""What an OCR engine would make of a page, without drawing it: lines lost, merged, split, garbled, boxes jittered."""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from random import Random
from unicodedata import bidirectional, category

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.perception.element import Line
from training.pages.misreading.mistaken import mistaken
from training.pages.misreading.noise import FAINT, GAPS, Noise, contrast, default_noise, height_class, neighbours
from training.pages.page import Page

SPREAD = 0.9
"""Of the legibility of pages: standard deviation of its logarithm. Real pictures differ more than drawn ones."""

_LATIN = "\u024f"  # the last letter of the Latin blocks
_MARKS = ("Mn", "Mc", "Me", "Cf")  # go with the letter before them
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789.,:-"
_LOOKALIKE = dict(zip("O0l1IS5B8,.äöüéèñßíóZ€", "0O1ll5S8B.,aoueenBio2E"))


@dataclass
class _Run:
    """Part of a line, lines or a merger of lines on its way to being read."""

    text: str
    box: Box
    height: float
    source: int
    worst: int


def misread(page: Page, seed: int, noise: Noise | None = None) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """The lines read, from top to bottom, and for each the index of the printed line it comes from.

    Args:
        page: from ``invent``.
        seed: another seed is another reading of the page.
        noise: the rates; the fitted ones where None.

    Returns:
        Lines and, for each, an index into ``page.printed``: the leftmost one where lines were merged, and
        ``mistaken.NOTHING`` for a symbol seen where there is none.
    """
    noise = noise or default_noise()
    rng = Random(f"{page.seed}/{page.kind}/{seed}")
    legibility = math.exp(rng.gauss(-SPREAD * SPREAD / 2, SPREAD))  # the mean is 1
    runs: dict[int, _Run] = {}
    for index, printed in enumerate(page.printed):
        if printed.symbol:
            continue
        tall = height_class(page, printed)
        lost = noise.faint if contrast(page, index) < FAINT else noise.lost[tall]
        if rng.random() >= min(lost * legibility, 0.95):
            runs[index] = _Run(printed.text, printed.box, printed.height, index, tall)
    _merge(page, runs, noise, rng)
    read: list[tuple[Line, int]] = []
    for run in runs.values():
        for part in _split(run, noise, rng):
            rate = noise.errors[part.worst] * legibility * rng.expovariate(1.0)
            text = _garbled(part.text, min(rate, 0.6), noise, rng).strip()
            grown = [mean + rng.gauss(0, sd) for mean, sd in zip(noise.grown, noise.jitter)]
            box = _grown(part, page, grown)
            if text and box is not None:
                tall_as = part.height * max(1 + grown[1] + grown[3], 0.3)
                tall_as = max(tall_as * (noise.height + rng.gauss(0, noise.height_spread)), 1e-4)
                score = min(max(1.0 - rate - abs(rng.gauss(0, 0.03)), 0.5), 1.0)
                read.append((Line(text, box, tall_as, score), part.source))
    read += mistaken(page, Random(f"{page.seed}/{page.kind}/{seed}/symbols"))
    read.sort(key=lambda each: (each[0].box.y1, each[0].box.x1))
    return tuple(line for line, _ in read), tuple(source for _, source in read)


def _merge(page: Page, runs: dict[int, _Run], noise: Noise, rng: Random) -> None:
    """Join neighbours in ``runs`` in place; a merger stays under its leftmost line."""
    joined: dict[int, int] = {}
    for left, right, gap in neighbours(page):
        if rng.random() >= noise.merged[bisect(GAPS, gap)]:
            continue
        first = left
        while first in joined:
            first = joined[first]
        if first in runs and right in runs and first != right and right not in joined:
            a, b = runs[first], runs.pop(right)
            joined[right] = first
            glue = "" if rng.random() < noise.space_lost else " "
            texts = (b.text, a.text) if _leftward(a.text + b.text) else (a.text, b.text)
            runs[first] = _Run(
                glue.join(texts), a.box.union(b.box), max(a.height, b.height), a.source, min(a.worst, b.worst)
            )


def _split(run: _Run, noise: Noise, rng: Random) -> list[_Run]:
    words = run.text.split(" ")
    if len(words) < 2 or rng.random() >= noise.split * (len(words) - 1):
        return [run]
    cut = rng.randrange(1, len(words))
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    if not first.strip() or not second.strip():
        return [run]
    if _leftward(run.text):  # what is read first stands on the right
        first, second = second, first
    share, box = (len(first) + 0.5) / len(run.text), run.box
    middle, gap = box.x1 + share * box.width, 0.25 * box.width / len(run.text)
    return [
        _Run(first, Box(box.x1, box.y1, middle - gap, box.y2), run.height, run.source, run.worst),
        _Run(second, Box(middle + gap, box.y1, box.x2, box.y2), run.height, run.source, run.worst),
    ]


def _leftward(text: str) -> bool:
    return any(bidirectional(letter) in ("R", "AL") for letter in text)


def _garbled(text: str, rate: float, noise: Noise, rng: Random) -> str:
    """Each character is read wrong at ``rate``; spaces are lost and added at their own rates."""
    if " " in text and noise.space_lost:
        words = text.split(" ")
        text = words[0] + "".join(("" if rng.random() < noise.space_lost else " ") + word for word in words[1:])
    letters = list(text)
    own = [letter for letter in letters if letter > _LATIN and category(letter) not in _MARKS]
    for spot in _spots(len(letters), rate, rng):
        letter = letters[spot]
        if letter == " " or category(letter) in _MARKS:
            continue
        manner = rng.random()
        if manner < noise.deleted:
            letters[spot] = ""
        elif manner < noise.deleted + noise.inserted:
            letters[spot] = letter + rng.choice((letter, *(own if letter > _LATIN else _ALPHABET)))
        else:
            letters[spot] = _confused(letter, own, noise, rng)
    for spot in _spots(len(letters), noise.space_added, rng):
        letters[spot] += " "
    return "".join(letters)


def _spots(length: int, rate: float, rng: Random) -> list[int]:
    """Positions that are hit when each is at ``rate``."""
    if rate <= 0:
        return []
    spots: list[int] = []
    scale, spot = math.log(max(1 - rate, 1e-9)), -1
    while True:
        spot += 1 + int(math.log(1 - rng.random()) / scale)
        if spot >= length:
            return spots
        spots.append(spot)


def _confused(letter: str, own: list[str], noise: Noise, rng: Random) -> str:
    """Another letter, in other scripts than Latin one of the same line (``own``)."""
    known = noise.confused.get(letter)
    if known and rng.random() < 0.9:
        return rng.choices(list(known), list(known.values()))[0]
    return _LOOKALIKE.get(letter) or rng.choice(own if letter > _LATIN and own else _ALPHABET)


def _grown(run: _Run, page: Page, grown: list[float]) -> Box | None:
    """The run's box, larger by these heights to the left, top, right and bottom."""
    tall = run.height * max(page.size)
    across, down = tall / page.size[0], tall / page.size[1]
    left, top, right, bottom = grown
    box = run.box
    try:
        return Box.clipped(box.x1 - left * across, box.y1 - top * down, box.x2 + right * across, box.y2 + bottom * down)
    except BoxError:
        return None
