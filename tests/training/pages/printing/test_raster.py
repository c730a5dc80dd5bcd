"""Pixels stand where the lines are said to stand, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.pages.made import pages
from training.pages import KINDS, render
from training.pages.misreading.noise import FAINT, contrast
from training.pages.printing.raster import drawable


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_stand_where_lines_are_printed_and_nowhere_else(kind: str) -> None:
    for page in [page for page in pages(kind) if max(page.size) < 2000 and drawable(page)][:2]:
        picture, bare = render(page), render(replace(page, inks=()))
        assert picture.size == bare.size == page.size
        assert picture.mode == "RGB"
        assert picture.tobytes() == render(page).tobytes()
        ink = np.abs(np.asarray(picture.convert("L"), float) - np.asarray(bare.convert("L"), float))
        for index, printed in enumerate(page.printed):
            left, top, right, bottom = printed.box.to_pixels(page.size)
            if contrast(page, index) >= FAINT:  # blur and fading take up to two thirds
                assert ink[top:bottom, left:right].max() > 0.3 * 255 * contrast(page, index), printed
        for printed in page.printed:
            left, top, right, bottom = printed.box.to_pixels(page.size)
            slack = max(round(0.6 * (bottom - top)), 12)  # px; letters are hinted, and JPEG rings
            ink[max(top - slack, 0) : bottom + slack, max(left - slack, 0) : right + slack] = 0
        assert (ink > 20).mean() < 1e-4
