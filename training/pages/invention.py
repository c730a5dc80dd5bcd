"""From a seed to a page: a kind, a language, a draft, a camera, questions."""

from __future__ import annotations

from random import Random

import numpy as np

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from training.pages import camera, questions
from training.pages.draft import Draft
from training.pages.fields import LANGUAGES
from training.pages.layout import drawn_kind, stream
from training.pages.layouts import LAYOUTS
from training.pages.page import Ink, Page, Printed
from training.pages.printing.fonts import face
from training.pages.tongues import MODULES

KINDS: tuple[str, ...] = tuple(sorted(LAYOUTS))
_SHARES = {"en": 0.39, "de": 0.07, "fr": 0.06, "es": 0.06}
_MANY = ("it", "pt", "zh", "ja")  # of the eight largest; the others share what is left
LANGUAGE_SHARES = _SHARES | {language: 0.03 if language in _MANY else 0.0179 for language in MODULES}
FEWEST_FACTS, ATTEMPTS = 3, 8
_TALL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") - frozenset("acegmnopqrsuvwxyz")
_DEEP = frozenset("gjpqyQ,;()[]{}|_ß/")


def invent(seed: int, kind: str | None = None) -> Page:
    """A page without pixels, the same for the same seed and typefaces.

    Args:
        seed: any integer.
        kind: one of ``KINDS``; drawn by the shares where None.

    Raises:
        KeyError: there is no such kind.
    """
    kind = drawn_kind(seed) if kind is None else kind
    if kind not in LAYOUTS:
        raise KeyError(f"There is no kind of page {kind!r}; there are {', '.join(sorted(LAYOUTS))}.")
    layout = LAYOUTS[kind]
    laying, photographing, asking = (stream(seed, kind, part) for part in ("sheet", "camera", "questions"))
    for _ in range(ATTEMPTS):
        language = laying.choices(tuple(LANGUAGE_SHARES), tuple(LANGUAGE_SHARES.values()))[0]
        everywhere = set(layout.languages) >= set(LANGUAGES)
        draft = Draft(laying, kind, language if everywhere or language in layout.languages else "en")
        layout.fill(draft)
        if draft.mirrored:
            draft.mirror()
        page = _photographed(seed, draft, photographing, asking)
        if sum(bool(asked.places) for asked in page.asked) >= FEWEST_FACTS:
            return page
    return page


def _photographed(seed: int, draft: Draft, photographing: Random, asking: Random) -> Page:
    """The page as the camera sees it; lines that reach out of the picture are gone, and what was asked of them too."""
    lens = camera.place(photographing, draft.size, draft.manner)
    seen = _seen(draft.inks, lens, draft.size)
    kept = [index for index, printed in enumerate(seen) if printed is not None]
    renumbered = {old: new for new, old in enumerate(kept)}
    for fact in draft.facts:
        if fact.kind == "symbol":  # each that stands for the same is as right
            fact.places += tuple((at,) for at, ink in enumerate(draft.inks) if ink.symbol and ink.text == fact.answer)
            fact.places = tuple(dict.fromkeys(fact.places))
        fact.places = tuple(
            tuple(renumbered[index] for index in place)
            for place in fact.places
            if all(index in renumbered for index in place)
        )
    draft.facts = [fact for fact in draft.facts if fact.places and fact.answer.strip()]
    lines = tuple(printed for printed in seen if printed is not None)
    return Page(
        seed=seed,
        kind=draft.kind,
        size=lens.size,
        printed=lines,
        asked=questions.ask_all(draft, asking, LAYOUTS[draft.kind].nouns, lines),
        language=draft.tongue,
        sheet=draft.size,
        paper=draft.paper,
        camera=lens,
        inks=tuple(draft.inks[index] for index in kept),
        shapes=tuple(draft.shapes),
    )


def extent(ink: Ink) -> tuple[float, float, float, float]:
    """Upright xyxy of a line's letters in px of the sheet: as high and deep as the letters that it has."""
    if ink.symbol:
        return ink.x, ink.top, ink.x + ink.width, ink.top + ink.size
    shape, letters = face(ink.face), set(ink.text)
    base = ink.top + shape.ascent * ink.size
    tall = bool(letters & _TALL) or any(ord(letter) > 191 for letter in letters)
    top = ink.top if tall else base - shape.xheight * ink.size
    bottom = base + (shape.descent * ink.size if letters & _DEEP else 0.02 * ink.size)
    return ink.x, top, ink.x + ink.width, bottom


def _seen(inks: list[Ink], lens: camera.Camera, sheet: tuple[int, int]) -> list[Printed | None]:
    if not inks:
        return []
    extents = np.array([extent(ink) for ink in inks])
    across, down = extents[:, [0, 2, 2, 0]], extents[:, [1, 1, 3, 3]]  # (n, 4) corners, clockwise
    if not lens.flat:
        m = lens.matrix(sheet)
        depth = m[2, 0] * across + m[2, 1] * down + m[2, 2]
        across, down = (
            (m[0, 0] * across + m[0, 1] * down + m[0, 2]) / depth,
            (m[1, 0] * across + m[1, 1] * down + m[1, 2]) / depth,
        )
    width, height = lens.size
    sides = np.hypot(across[:, [3, 2]] - across[:, [0, 1]], down[:, [3, 2]] - down[:, [0, 1]]).mean(axis=1)
    lines: list[Printed | None] = []
    boxes = zip(across.min(1).tolist(), down.min(1).tolist(), across.max(1).tolist(), down.max(1).tolist())
    for ink, (x1, y1, x2, y2), side in zip(inks, boxes, sides.tolist()):
        slack = 0.3 * side
        outside = x1 < -slack or y1 < -slack or x2 > width + slack or y2 > height + slack
        if outside or not ink.text.strip():
            lines.append(None)
            continue
        try:
            box = Box.clipped(x1 / width, y1 / height, x2 / width, y2 / height)
        except BoxError:
            lines.append(None)
            continue
        lines.append(Printed(ink.text, box, side / max(width, height), ink.symbol))
    return lines
