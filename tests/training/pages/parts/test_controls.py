"""Controls are found by their name or by what they are for."""

from random import Random

import pytest

from training.pages.draft import Draft
from training.pages.parts.actions import CONTROLS
from training.pages.parts.controls import ask_control, bar, column, controls


@pytest.mark.parametrize(
    ("language", "least"), [("en", 60), ("de", 60), ("fr", 60), ("es", 60), ("it", 5), ("ja", 5), ("ru", 5)]
)
def test_a_control_is_asked_for_where_it_stands(language: str, least: int) -> None:
    named = meant = 0
    for seed in range(30):
        draft = Draft(Random(seed), "dialog", language)
        draft.start(0.6, 0.015, "sans")
        made = controls(draft, 6)
        assert len({label.lower() for _, label in made}) == 6
        bar(draft, 20, 20, draft.width - 40, made[:3])
        column(draft, 20, 200, draft.width / 4, made[3:])
        for fact in draft.facts:
            ((index,),) = fact.places
            assert draft.inks[index].text == fact.answer
            assert fact.kind == "control"
            by_name = all(fact.answer.rstrip(".?") in question for question in fact.questions)
            named, meant = named + by_name, meant + (not by_name)
    assert named > 40
    assert meant > least  # by what it is for, which few languages have words for


def test_a_bar_holds_what_there_is_room_for() -> None:
    draft = Draft(Random(3), "dialog", "en")
    draft.start(0.6, 0.02, "sans")
    bar(draft, 10, 10, draft.width / 3, controls(draft, 20))
    assert 1 <= len(draft.inks) < 20
    assert all(ink.x + ink.width <= 10 + draft.width / 3 + 1 for ink in draft.inks)


def test_what_has_no_purpose_is_asked_for_by_name() -> None:
    draft = Draft(Random(3), "website", "en")
    ask_control(draft, None, "Careers", draft.put(10, 10, "Careers"))
    assert all("Careers" in question for question in draft.facts[0].questions)


def test_controls_that_are_asked_for_by_name_come_alone() -> None:
    draft = Draft(Random(0), "dialog", "en")
    assert {field.name for field, _ in controls(draft, 9, "save", "cancel")} == {"save", "cancel"}
    assert not controls(draft, 9, "save", "cancel")  # they are on the page
    assert len({field.name for field in CONTROLS}) == len(CONTROLS) >= 40
