"""Which lines of a crowded page are judged."""

import pytest

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.shortlist import MOST_LINES, shortlist

COLUMNS, ROWS = 12, 250


def sheet() -> list[Line]:
    """Heads, names of rows, and cells."""
    lines = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            text = f"{(row * 37 + column * 911) % 10000}.5"
            text = f"Head {chr(97 + column) * 5}" if row == 0 else f"Name {row * 7919}" if column == 0 else text
            x, y = column / COLUMNS, row / ROWS
            lines.append(Line(text, Box(x, y, x + 0.06, y + 0.003), 0.003, 0.9))
    return lines


@pytest.mark.parametrize(("row", "column"), [(3, 2), (120, 11), (249, 6)])
def test_the_cell_asked_for_stays_with_its_row_and_its_head(row: int, column: int) -> None:
    lines = sheet()
    name, head, cell = lines[row * COLUMNS], lines[column], lines[row * COLUMNS + column]
    kept = shortlist(lines, f'What is "{head.text}" of {name.text}?', (2000, 3000))
    assert len(kept) == MOST_LINES
    assert name in kept
    assert head in kept
    assert cell in kept
    assert [line.box.y1 for line in kept] == sorted(line.box.y1 for line in kept)


def test_ordinary_pages_are_judged_whole() -> None:
    lines = sheet()[:MOST_LINES]
    assert shortlist(lines, "What is the total?", (2000, 3000)) is lines


def test_a_question_that_matches_nothing_keeps_as_many() -> None:
    assert len(shortlist(sheet(), "¿?", (2000, 3000))) == MOST_LINES
