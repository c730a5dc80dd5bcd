"""Kinds of questions: two facts at once, what is absent, what asks for no place."""

from collections import Counter

import pytest

from cropvlm_tools.boxes import Box
from tests.training.pages.made import plain
from training.pages import Asked, Page, invent
from training.pages.questions import NEAR


@pytest.fixture(scope="module")
def asked() -> list[tuple[Page, Asked]]:
    return [(page, each) for page in map(invent, range(250)) for each in page.asked]


def covered(page: Page, place: tuple[int, ...]) -> Box:
    box = page.printed[place[0]].box
    for index in place[1:]:
        box = box.union(page.printed[index].box)
    return box


def test_two_parts_have_places_of_their_own_and_together(asked: list[tuple[Page, Asked]]) -> None:
    double = [(page, each) for page, each in asked if each.parts]
    assert len(double) > 150
    for page, each in double:
        assert each.kind == "two_part"
        assert len(each.parts) == len(each.answers) == 2
        assert each.answers[0] != each.answers[1]
        for answer, places in zip(each.answers, each.parts):
            for place in places:
                text = "".join(page.printed[index].text for index in place)
                assert plain(answer) in plain(text)
        for place in each.places:
            assert all(any(set(part) <= set(place) for part in places) for places in each.parts)
        areas = [covered(page, place).width * covered(page, place).height for place in each.places]
        assert all(area <= NEAR for area in areas) or len(areas) == 1
    assert all(not each.parts for _, each in asked if each.kind != "two_part")


def test_what_has_no_place_says_so(asked: list[tuple[Page, Asked]]) -> None:
    for _, each in asked:
        assert (each.kind in ("no_place", "absent", "sight")) == (not each.places)
    kinds = Counter(each.kind for _, each in asked)
    assert kinds.keys() >= {"value", "cell", "heading", "beside", "comparison", "where", "two_part"}


def test_absent_things_are_not_told_by_the_page(asked: list[tuple[Page, Asked]]) -> None:
    told = {
        (page.kind, page.seed): {each.question.lower() for own, each in asked if own is page and each.places}
        for page, _ in asked
    }
    for page, each in asked:
        if each.kind == "absent":
            assert each.question.lower() not in told[page.kind, page.seed]
