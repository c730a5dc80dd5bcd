"""A cell is asked for by its row and by as many heads as tell its column from the others."""

from random import Random

import pytest

from training.pages.draft import Draft
from training.pages.parts.spanning import Plan, Row, ask_table, print_table

PLAN = Plan(
    heads=(("1999", "Men"), ("1999", "Women"), ("2000", "Men"), ("2000", "Women")),
    rows=(
        Row("Bakers", "North", ("11", "12", "13", "14")),
        Row("Bakers", "South", ("21", "", "23", "24")),
        Row("Masons of the old town and of the new one", "South", ("31", "32", "33", "34")),
    ),
    title="Wages",
)


def printed(seed: int) -> tuple[Draft, list[list[int]], list[int]]:
    draft = Draft(Random(seed), "statistics", "en")
    draft.start(0.7, 0.015)
    _, placed, lowest = print_table(draft, 40, 40, draft.width - 80, draft.height, PLAN)
    return draft, placed, lowest


@pytest.mark.parametrize("seed", range(20))
def test_cells_stand_under_their_heads_and_beside_their_names(seed: int) -> None:
    draft, placed, lowest = printed(seed)
    assert [draft.inks[index].text for index in lowest] == ["Men", "Women", "Men", "Women"]
    assert placed[1][2] == -1
    for row, indices in zip(PLAN.rows, placed):
        name = draft.inks[indices[0]]
        assert row.name.startswith(name.text)
        cells = [draft.inks[index] for index in indices[1:] if index >= 0]
        assert [cell.text for cell in cells] == [text for text in row.cells if text]
        assert [cell.x for cell in cells] == sorted(cell.x for cell in cells)
        assert all(cell.top >= name.top for cell in cells)
    spans = [ink for ink in draft.inks if ink.text in ("1999", "2000")]
    assert len(spans) == 2
    for ink, (first, last) in zip(spans, ((0, 1), (2, 3))):
        middle = ink.x + ink.width / 2
        assert draft.inks[lowest[first]].x < middle < draft.inks[lowest[last]].x + draft.inks[lowest[last]].width


def test_a_question_tells_its_cell_from_all_others() -> None:
    backwards = ("Bakers", "Men", "Women", "Masons")
    for seed in range(20):
        draft, placed, lowest = printed(seed)
        ask_table(draft, PLAN, placed, lowest, 11)
        cells = [fact for fact in draft.facts if not fact.answer.startswith(backwards)]
        assert len(cells) == 11
        for fact in cells:
            ((index,),) = fact.places
            assert draft.inks[index].text == fact.answer
            number = next(number for number, indices in enumerate(placed) if index in indices)
            row, (year, sex) = PLAN.rows[number], PLAN.heads[placed[number].index(index) - 1]
            for question in fact.questions:
                assert row.name in question
                assert year in question
                assert sex in question
                assert row.group in question or row.name != "Bakers"


def test_alike_tables_are_told_apart_by_their_titles() -> None:
    for seed in range(5):
        draft, placed, lowest = printed(seed)
        ask_table(draft, PLAN, placed, lowest, 11, titled=True)
        assert len(draft.facts) >= 11
        cells = [fact for fact in draft.facts if fact.kind == "cell"]
        assert all("Wages" in question for fact in cells for question in fact.questions)
