"""Which strips show the same text."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.perception.text.repeats import first_alike


def strip(text: str, left: int = 6, ink: int = 0, paper: int = 255) -> np.ndarray:
    picture = Image.new("RGB", (220, 34), (paper,) * 3)
    ImageDraw.Draw(picture).text((left, 3), text, (ink,) * 3, ImageFont.load_default(24))
    return np.asarray(picture)


def test_the_same_cell_is_found_wherever_it_stands() -> None:
    strips = [strip("05/16/20"), strip("$300.00"), strip("05/16/20", left=11), strip("$300.00", ink=60, paper=230)]
    assert first_alike(strips) == [0, 1, 0, 1]


@pytest.mark.parametrize("other", ["05/18/20", "05/15/20", "06/16/20", "05/16/21", "5/16/20", "05/16/20-", "05716/20"])
def test_one_character_is_a_difference(other: str) -> None:
    assert first_alike([strip("05/16/20"), strip(other)]) == [0, 1]


def test_strips_without_ink_stand_alone() -> None:
    assert first_alike([strip(""), strip(""), strip("", paper=9)]) == [0, 1, 2]
    assert first_alike([]) == []
