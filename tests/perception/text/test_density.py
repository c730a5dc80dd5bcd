"""How many lines a page seems to hold before anything is read."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.perception.text.density import likely_lines


def page(rows: int, columns: int, paper: int = 255, ink: int = 0, ruled: bool = False) -> Image.Image:
    picture = Image.new("RGB", (1700, 2200), (paper,) * 3)
    draw = ImageDraw.Draw(picture)
    for row in range(rows):
        for column in range(columns):
            place = (100 + 380 * column, 100 + 2000 * row // rows)
            draw.text(place, f"Spot {row} {column}", (ink,) * 3, ImageFont.load_default(28))
            if ruled:
                draw.rectangle(
                    (place[0] - 20, place[1] - 6, place[0] + 360, place[1] + 40), outline=(ink,) * 3, width=2
                )
    return picture


@pytest.mark.parametrize(("rows", "columns"), [(40, 4), (20, 4), (10, 1)])
@pytest.mark.parametrize("ruled", [False, True])
def test_cells_are_counted_in_tables_with_and_without_rules(rows: int, columns: int, ruled: bool) -> None:
    assert likely_lines(page(rows, columns, ruled=ruled)) == pytest.approx(rows * columns, rel=0.15, abs=2)


@pytest.mark.parametrize(
    "picture",
    [Image.new("RGB", (1700, 2200), "white"), page(40, 4, paper=20, ink=240), page(40, 4).resize((850, 1099))],
)
def test_nothing_is_foreseen_on_empty_dark_and_small_pictures(picture: Image.Image) -> None:
    assert likely_lines(picture) == 0


@pytest.mark.parametrize("size", [(1100, 1), (1, 20000), (20000, 20)])
def test_strips_of_any_shape(size: tuple[int, int]) -> None:
    assert likely_lines(Image.new("RGB", size, "white")) == 0
