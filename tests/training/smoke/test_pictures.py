"""The smoke run's pictures: the same for a seed, the box right, small print small; machine boxes coarse."""

from pathlib import Path

import numpy as np
import pytest

from training.smoke import pictures
from training.vlm.seeds import read_seeds

PICTURES = [pictures.invent(7, number) for number in range(60)]


def test_a_picture_follows_from_its_seed_and_number() -> None:
    again = pictures.invent(7, 3)
    assert again == PICTURES[3]
    assert again.draw().tobytes() == PICTURES[3].draw().tobytes()
    assert pictures.invent(8, 3) != again


def test_the_true_box_holds_the_print_and_nothing_else_is_printed_there() -> None:
    for picture in PICTURES:
        mark = picture.asked
        image = picture.draw()
        assert min(image.size) >= 512
        ink = np.asarray(image.convert("L")) < 60
        left, top, right, bottom = (round(edge) for edge in mark.print)
        assert ink[top:bottom, left:right].sum() > 8
        x1, y1, x2, y2 = mark.box.to_pixels(image.size)
        assert x1 <= left < right <= x2
        assert y1 <= top < bottom <= y2
        around = ink[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1].sum()
        assert around == ink[top:bottom, left:right].sum()  # not a pixel of it sticks out


def test_marks_have_names_of_their_own_and_lie_apart() -> None:
    for picture in PICTURES:
        assert len({mark.name.split()[0] for mark in picture.marks}) == len(picture.marks)
        assert 1 <= len(picture.marks) <= (1 if picture.legible else 2)
        for mark in picture.marks:
            others = [other for other in picture.marks if other is not mark]
            assert all(mark.box.intersection(other.box) == 0 for other in others)


def test_a_share_is_legible_as_a_whole() -> None:
    heights = {True: [], False: []}  # type: dict[bool, list[float]]
    for picture in PICTURES:
        heights[picture.legible].append((picture.asked.print[3] - picture.asked.print[1]) * 96 / pictures.EDGE)
    assert 0.1 < len(heights[True]) / len(PICTURES) < 0.4
    assert min(heights[True]) > 11  # px of a reader's view
    assert max(heights[False]) < 4


def test_the_machine_is_coarse_and_sometimes_gives_up() -> None:
    random = np.random.default_rng(0)
    boxes = [pictures.machine_box(picture, random) for picture in PICTURES]
    found = [(picture.asked.box, box) for picture, box in zip(PICTURES, boxes, strict=True) if box is not None]
    assert 0 < len(PICTURES) - len(found) < 20
    assert all(box.coverage(true) > 0.999 for true, box in found)
    assert np.median([true.iou(box) for true, box in found]) < 0.1


def test_seeds_are_what_the_stages_read(tmp_path: Path) -> None:
    path = pictures.write_seeds(tmp_path, 1, 5)
    seeds = read_seeds(path, boxes=True)
    assert [seed.answers for seed in seeds] == [(pictures.invent(1, number).asked.text,) for number in range(5)]
    before = path.stat().st_mtime_ns
    assert pictures.write_seeds(tmp_path, 1, 5) == path
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("picture", PICTURES[:5])
def test_the_oracle_sees_mark_and_number(picture: pictures.Picture) -> None:
    box = pictures.oracle_box(picture.asked)
    assert box.coverage(picture.asked.box) > 0.999
