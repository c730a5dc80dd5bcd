"""How the lines of a table stand to each other."""

import numpy as np

from cropvlm_tools.policies.grounded.page.geometry import PAIR_FEATURES, pair_features
from cropvlm_tools.policies.grounded.page.layout import Layout
from tests.policies.grounded.pages import page

# three rows of three cells, numbered row by row
TABLE = page({0.1 * row: {0.1 + 0.3 * column: f"{row}{column}" for column in range(3)} for row in range(1, 4)})
PAIRS = pair_features(Layout(TABLE, 1.0))
ROW, COLUMN, RIGHT, LEFT, BELOW, ABOVE = range(6)
NEXT_RIGHT, NEXT_LEFT, NEXT_BELOW, NEXT_ABOVE, FIRST_OF_ROW, HEAD = range(11, 17)


def those(feature: int, line: int) -> list[int]:
    return np.flatnonzero(PAIRS[line, :, feature] > 0).tolist()


def test_rows_and_columns_of_the_middle_cell() -> None:
    assert PAIRS.shape == (9, 9, PAIR_FEATURES)
    assert PAIRS.dtype == np.float32
    assert np.isfinite(PAIRS).all()
    assert (those(ROW, 4), those(COLUMN, 4)) == ([3, 5], [1, 7])
    assert [those(side, 4) for side in (RIGHT, LEFT, BELOW, ABOVE)] == [[5], [3], [7], [1]]


def test_the_corner_knows_its_row_and_its_head_from_afar() -> None:
    assert (those(FIRST_OF_ROW, 8), those(HEAD, 8)) == ([6], [2])
    assert (those(NEXT_LEFT, 8), those(NEXT_ABOVE, 8)) == ([7], [5])
    assert (those(NEXT_RIGHT, 8), those(NEXT_BELOW, 8)) == ([], [])


def test_one_line_stands_to_none() -> None:
    alone = pair_features(Layout(TABLE[:1], 1.0))
    assert alone.shape == (1, 1, PAIR_FEATURES)
    assert not alone[0, 0, :8].any()
