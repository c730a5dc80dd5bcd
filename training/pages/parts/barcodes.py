"""Bars with a number under them, as on goods, tickets and everything that is kept in a collection."""

from __future__ import annotations

from training.pages.draft import Draft

_NUMBERS = (
    "# ###### ######",
    "#############",
    "########",
    "########",
    "@@-####-####",
    "@#######",
    "*@@######*",
    "@@-########",
)


def barcode(draft: Draft, x: float, y: float, width: float, owner: str = "") -> float:
    """Bars, their number, and at times whose they are; the y under them. The number may be asked for.

    Args:
        x: px, left edge.
        y: px, top.
        width: px.
        owner: printed over the bars; nothing where empty.
    """
    rng = draft.rng
    if owner:
        draft.put(x + width / 2, y, owner.upper(), 0.75, align="centre", room=width)
        y += draft.em * 1.1
    high, at = draft.em * rng.uniform(1.5, 3.5), x
    while at < x + width:
        wide = rng.uniform(0.1, 0.35) * draft.em
        draft.shape("fill", at, y, min(at + wide, x + width), y + high)
        at += wide * 2
    y += high + draft.em * 0.2
    number = draft.values.pattern(rng.choice(_NUMBERS))
    scale = rng.uniform(0.75, 1.1)
    index = draft.put(x + width / 2, y, number, scale, align="centre", room=width)
    draft.ask("barcode", number, [index])
    return y + draft.em * scale * 1.3
