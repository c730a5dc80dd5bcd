"""Things: what they may be, and how much of the picture shows them."""

import pytest

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.perception.things import LEAST_EDGE, MOST_REGIONS, Thing, around, legible_edge, regions_of

SIZE = (1000, 500)


def thing(*xyxy: float) -> Thing:
    return Thing("car", Box.from_pixels(xyxy, SIZE), 0.5)


@pytest.mark.parametrize(
    ("name", "box", "score", "error"),
    [
        ("", Box(0, 0, 1, 1), 0.5, ValueError),
        (3, Box(0, 0, 1, 1), 0.5, ValueError),
        ("car", (0, 0, 1, 1), 0.5, BoxError),
        ("car", Box(0, 0, 1, 1), 50, ValueError),
        ("car", Box(0, 0, 1, 1), float("nan"), ValueError),
        ("car", Box(0, 0, 1, 1), "high", ValueError),
    ],
)
def test_what_cannot_be_is_refused(name: object, box: object, score: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="thing"):
        Thing(name, box, score)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("box", "shown"),
    [
        ((400, 200, 600, 300), (350, 150, 650, 350)),  # a quarter of the longer side on each
        ((500, 100, 520, 200), (475, 75, 545, 225)),
        (
            (500, 200, 508, 208),
            (504 - LEAST_EDGE / 2, 204 - LEAST_EDGE / 2, 504 + LEAST_EDGE / 2, 204 + LEAST_EDGE / 2),
        ),
        ((0, 0, 200, 100), (0, 0, 250, 150)),  # no further than the picture
    ],
)
def test_a_thing_is_shown_with_some_room(box: tuple[float, ...], shown: tuple[float, ...]) -> None:
    assert around(Box.from_pixels(box, SIZE), SIZE).xyxy == pytest.approx(Box.from_pixels(shown, SIZE).xyxy)


@pytest.mark.parametrize(
    ("boxes", "shown"),
    [
        ([], []),
        ([(400, 200, 500, 300)], [0]),
        ([(400, 200, 500, 300), (0, 0, 100, 100)], [0, 1]),
        ([(400, 200, 500, 300), (420, 220, 440, 240)], [0]),  # the second lies in the first
        ([(420, 220, 440, 240), (400, 200, 500, 300)], [0]),
        ([(10, 10, 990, 490), (400, 200, 500, 300)], [1]),  # the first fills the picture
        ([(x, 0, x + 40, 40) for x in range(0, 900, 150)], range(MOST_REGIONS)),
    ],
)
def test_regions_are_few_and_none_is_shown_twice(boxes: list[tuple[float, ...]], shown: list[int]) -> None:
    things = [thing(*box) for box in boxes]
    assert regions_of(things, SIZE) == tuple(around(things[index].box, SIZE) for index in shown)


@pytest.mark.parametrize(("width", "edge"), [(224, 1000), (112, 2000), (448, 500)])
def test_a_thing_is_seen_well_at_224_px(width: int, edge: int) -> None:
    assert legible_edge([thing(0, 0, width, 50), thing(0, 0, 900, 450)], SIZE) == edge
