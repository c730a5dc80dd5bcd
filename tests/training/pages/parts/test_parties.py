"""Parties of a form."""

from itertools import pairwise
from random import Random

from training.pages import words
from training.pages.draft import Draft
from training.pages.page import Ink
from training.pages.parts.parties import parties


def test_parties_keep_to_their_room_and_have_each_key_once() -> None:
    for seed in range(60):
        draft = Draft(Random(seed), "form", "en")
        draft.start(1.4, 0.014)
        parties(draft, draft.margin, draft.margin, draft.width * 0.75, draft.height)
        rows: dict[float, list[Ink]] = {}
        for ink in draft.inks:
            rows.setdefault(round(ink.top, 3), []).append(ink)
        for row in rows.values():
            row.sort(key=lambda ink: ink.x)
            assert all(left.x + left.width <= right.x for left, right in pairwise(row))
        others = [ink.text for ink in draft.inks if ink.text.split()[0] in words.ROLE["en"] and " " in ink.text]
        assert len(others) == len(set(others))
