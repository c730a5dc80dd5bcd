"""Typefaces have the measures that they say."""

import pytest

from training.pages.printing.fonts import face, load, pairs


def test_typefaces_have_measures() -> None:
    for role in ("sans", "serif", "mono", "display"):
        for name in {name for pair in pairs(role) for name in pair}:
            shape = face(name)
            assert 0.5 < shape.ascent < 1
            assert 0 < shape.descent < 0.5
            assert shape.width("Total 12.30", 40) == pytest.approx(load(name, 40).getlength("Total 12.30"), rel=0.08)
