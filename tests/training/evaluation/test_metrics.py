"""Evidence in the crop."""

import pytest

from cropvlm_tools.boxes import WHOLE, Box
from training.evaluation.metrics import best_line, best_window, evidence_inside, evidence_shown


@pytest.mark.parametrize(
    ("crop", "inside"),
    [
        (Box(0.1, 0.1, 0.5, 0.5), True),
        (Box(0.2, 0.2, 0.4, 0.4), True),
        (Box(0.2, 0.2, 0.38, 0.4), True),
        (Box(0.2, 0.2, 0.379, 0.4), False),
        (Box(0.7, 0.7, 0.9, 0.9), True),
        (Box(0.5, 0.5, 0.6, 0.6), False),
    ],
)
def test_evidence_is_inside_from_ninety_percent(crop: Box, inside: bool) -> None:
    assert evidence_inside(crop, [Box(0.2, 0.2, 0.4, 0.4), Box(0.75, 0.75, 0.8, 0.8)]) is inside


def test_nothing_holds_evidence_nobody_marked() -> None:
    assert not evidence_inside(WHOLE, [])


def test_the_best_window_is_where_most_of_the_evidence_lies() -> None:
    often = [[Box(0.62, 0.1, 0.95, 0.2), Box(0.0, 0.9, 0.1, 1.0)], [Box(0.6, 0.4, 0.7, 0.5)], []]
    window = best_window([*often, [Box(0.1, 0.8, 0.2, 0.9)], [Box(0.0, 0.0, 1.0, 1.0)]])
    assert window is not None
    assert window.area == pytest.approx(0.25)
    assert [evidence_inside(window, boxes) for boxes in often] == [True, True, False]
    assert best_window([[], []]) is None


def test_the_line_most_like_an_answer_is_shown() -> None:
    transcript = "RECEIPT\nTOTAL 24,28 EUR\nTOTAL 24,29 EUR\nThank you"
    assert best_line(transcript, ["24,28 EUR", "?"]) == "TOTAL 24,28 EUR"
    assert best_line("...\n--", ["24"]) == ""


LEFT, RIGHT = Box(0.1, 0.1, 0.2, 0.2), Box(0.7, 0.7, 0.8, 0.8)
AROUND_LEFT, AROUND_RIGHT = Box(0.05, 0.05, 0.3, 0.3), Box(0.6, 0.6, 0.9, 0.9)


@pytest.mark.parametrize(
    ("regions", "any_of", "all_of"),
    [
        ([], False, False),
        ([AROUND_LEFT], True, False),
        ([AROUND_RIGHT, AROUND_LEFT], True, True),
        ([Box(0.0, 0.0, 0.9, 0.9)], True, True),
        ([Box(0.3, 0.3, 0.6, 0.6), AROUND_LEFT], True, False),
    ],
)
def test_evidence_is_shown_by_any_region_and_several_places_by_all_together(
    regions: list[Box], any_of: bool, all_of: bool
) -> None:
    assert evidence_shown(regions, [LEFT, RIGHT]) is any_of
    assert evidence_shown(regions, [LEFT, RIGHT], [LEFT, RIGHT]) is all_of
