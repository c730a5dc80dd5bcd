"""A closer look, tile by tile: which strips are looked at, what is new in them, and what the seams between them cut."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.perception.text import detection, tiles

PHOTO = (4032, 3024)


class Everywhere:
    """Finds the lines of a picture that lie in the tile it is shown."""

    def __init__(self, *lines: tuple[float, float, float, float]) -> None:
        self.lines = np.array(lines)

    def look(self, size: tuple[int, int], known: list[detection.Rectangle]) -> list[list[float]]:
        shown, self.scale = tiles.tiles_of(size)
        self.tiles = iter(shown)
        return [list(detection.bounds(quad)) for quad in tiles.find_closer(Image.new("RGB", size), self, known)]

    def quads(self, pixels: np.ndarray) -> np.ndarray:
        tile = np.array(next(self.tiles), float)
        seen = np.concatenate(
            [np.maximum(self.lines[:, :2], tile[:2]), np.minimum(self.lines[:, 2:], tile[2:])], axis=1
        )
        seen = seen[(seen[:, :2] < seen[:, 2:]).all(axis=1)] - np.tile(tile[:2], 2)
        return (seen[:, [[0, 1], [2, 1], [2, 3], [0, 3]]] * self.scale).astype(np.float32)


@pytest.mark.parametrize(
    ("size", "lines", "hidden"),
    [
        (PHOTO, 99, True),
        ((3024, 4032), 99, True),
        ((1700, 2200), 99, False),
        ((1700, 2200), 3, True),
        ((4000, 500), 99, False),
        ((1920, 1080), 0, True),
    ],
)
def test_large_pictures_and_empty_ones_may_hide_text(size: tuple[int, int], lines: int, hidden: bool) -> None:
    assert detection.may_hide_text(size, lines) == hidden


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (PHOTO, 1.0),  # as it is
        ((3024, 4032), 1.0),
        ((12000, 9000), 0.366),  # smaller, lest there are too many tiles
        ((900, 40000), 0.254),
        ((20000, 300), 1.0),
        ((2100, 2100), 1.03),  # half as large again as at the first look
        ((640, 480), 2.0),  # at most doubled
        ((16, 16), 2.0),
    ],
)
def test_tiles_cover_the_picture_and_overlap(size: tuple[int, int], expected: float) -> None:
    boxes, scale = tiles.tiles_of(size)
    assert len(boxes) <= tiles.MOST_TILES
    assert scale == pytest.approx(expected, abs=0.001)
    for axis in (0, 1):
        spans = sorted({(tile[axis], tile[axis + 2]) for tile in boxes})
        assert spans[0][0] == 0
        assert spans[-1][1] == size[axis]
        assert all((end - start) * scale <= tiles.TILE[axis] + 4 for start, end in spans)
        assert all((end - start) * scale >= tiles.OVERLAP[axis] for (_, end), (start, _) in pairwise(spans))


def test_what_two_tiles_show_is_found_once_and_what_is_known_not_again() -> None:
    (_, _, right, bottom), *_ = tiles.tiles_of(PHOTO)[0]
    lines = [(100.0, 50.0, 300.0, 66.0), (100.0, bottom - 40.0, 300.0, bottom - 24.0), (600.0, 50.0, 800.0, 66.0)]
    lines.append((right - 90.0, 150.0, right + 5.0, 170.0))
    found = Everywhere(*lines).look(PHOTO, [(98.0, 49.0, 302.0, 68.0)])
    assert sorted(found) == [pytest.approx(list(line), abs=0.1) for line in sorted(lines[1:])]


def test_a_line_cut_by_a_seam_is_taken_whole_from_the_tile_that_has_it() -> None:
    (_, _, _, bottom), *_ = tiles.tiles_of(PHOTO)[0]
    line = (100.0, bottom - 6.0, 300.0, bottom + 10.0)
    assert Everywhere(line).look(PHOTO, []) == [pytest.approx(list(line), abs=0.1)]


@pytest.mark.parametrize("beyond", [20, 100, 150, 200, 1500])
def test_a_line_over_two_tiles_is_one_again(beyond: int) -> None:
    (_, _, right, _), *_ = tiles.tiles_of(PHOTO)[0]
    line = (100.0, 50.0, float(right + beyond), 66.0)
    assert Everywhere(line).look(PHOTO, []) == [pytest.approx(list(line), abs=0.1)]


def test_what_seams_leave_of_a_known_headline_is_no_line() -> None:
    (_, _, right, bottom), *_ = tiles.tiles_of(PHOTO)[0]
    headline = (right - 900.0, bottom - 20.0, right + 900.0, bottom + 150.0)
    assert Everywhere(headline).look(PHOTO, [headline]) == []


def test_slanted_neighbours_do_not_hide_each_other() -> None:
    lines = [np.array([[0, 0], [500, 70], [500, 90], [0, 20]]), np.array([[100, 40], [180, 51], [180, 71], [100, 60]])]

    class Slanted:
        def quads(self, pixels: np.ndarray) -> np.ndarray:
            return np.array(lines, np.float32)

    assert len(tiles.find_closer(Image.new("RGB", (1000, 200)), Slanted(), [])) == 2


def test_lines_are_compared_with_those_they_touch() -> None:
    compared: list[int] = []

    class Full:
        def quads(self, pixels: np.ndarray) -> np.ndarray:
            height, width = pixels.shape[:2]
            rows = [(x, y) for y in range(2, height - 12, 30) for x in range(2, width - 90, 200)]
            return np.array([[[x, y], [x + 80, y], [x + 80, y + 9], [x, y + 9]] for x, y in rows], np.float32)

    real = tiles.shown_by
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "shown_by", lambda piece, other: compared.append(1) or real(piece, other))
        found = tiles.find_closer(Image.new("RGB", PHOTO), Full(), [])
    assert len(found) > 2000
    assert len(compared) < 2 * len(found)


def test_the_smallest_lines_come_first() -> None:
    small = [(100.0 * n, 50.0, 100.0 * n + 40, 60.0) for n in range(8)]
    large = [(100.0 * n, 100.0, 100.0 * n + 80, 130.0) for n in range(8)]
    bottoms = [box[3] for box in Everywhere(*large, *small).look(PHOTO, [])]
    assert bottoms == pytest.approx([60.0] * 8 + [130.0] * 8, abs=0.1)


def test_lines_smudged_into_one_are_found_apart() -> None:
    lines = ((100.0, 50.0, 300.0, 66.0), (100.0, 70.0, 300.0, 86.0))
    assert len(Everywhere(*lines).look(PHOTO, [(98.0, 49.0, 302.0, 88.0)])) == 2
