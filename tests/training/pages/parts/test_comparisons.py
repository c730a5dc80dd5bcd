"""Questions that only comparing sizes or colours answers: the answers are right, the words are there."""

import re
from random import Random

import pytest

from training.pages import KINDS, invent
from training.pages.draft import Draft
from training.pages.fields import LANGUAGES
from training.pages.layouts.tables import number_in
from training.pages.parts import comparisons


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((3.0, 9.0, 1.0), {"most": "Beta", "least": "Gamma"}),
        ((9.0, 9.0, 1.0), {"least": "Gamma"}),
        ((2.0, 2.0, 2.0), {}),
    ],
)
def test_the_ends_are_asked_for_where_one_label_has_them(sizes: tuple[float, ...], expected: dict[str, str]) -> None:
    draft = Draft(Random(0), "chart", "en")
    comparisons.ask_ends(draft, "", ["Rainfall"], ["Alpha", "Beta", "Gamma"], sizes, [4, 5, 6])
    answers = {"most": "largest Rainfall", "least": "smallest Rainfall"}
    found = {end: fact for fact in draft.facts for end, said in answers.items() if said in " ".join(fact.questions)}
    assert {end: fact.answer for end, fact in found.items()} == expected
    assert all(fact.places == ((4 + ["Alpha", "Beta", "Gamma"].index(fact.answer),),) for fact in found.values())


@pytest.mark.parametrize(
    ("text", "comma", "expected"),
    [
        ("1,234", False, 1234.0),
        ("1.234", True, 1234.0),
        ("1 234,5", True, 1234.5),
        ("12.50 %", False, 12.5),
        ("7", True, 7),
    ],
)
def test_cells_are_compared_by_their_numbers(text: str, comma: bool, expected: float) -> None:
    assert number_in(text, comma) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tint", [name for _, name in comparisons.TINTS])
def test_every_colour_has_a_name_in_every_language(language: str, tint: str) -> None:
    draft = Draft(Random(1), "chart", language)
    comparisons.ask_tint(draft, "country", tint, "Peru", 3)
    assert draft.facts[0].answer == "Peru"
    assert all("{" not in question for question in draft.facts[0].questions)


def test_charts_stand_on_report_pages_and_slides_too() -> None:
    assert {"chart", "report", "slide", "table"} <= set(KINDS)
    for kind in ("chart", "report", "slide", "table"):
        asked = [each for seed in range(60) for each in invent(seed, kind).asked if each.places]
        compared = [each for each in asked if re.search("highest|lowest|largest|smallest", each.question)]
        assert len(compared) >= 3, kind
