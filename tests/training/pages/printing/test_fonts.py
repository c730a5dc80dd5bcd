"""Typefaces have the measures that they say."""

import pytest

from training.pages.printing.fonts import MissingTypeface, drawing, face, load, pairs


def test_typefaces_have_measures() -> None:
    for role in ("sans", "serif", "mono", "display"):
        for name in {name for pair in pairs(role) for name in pair}:
            shape = face(name)
            assert 0.5 < shape.ascent < 1
            assert 0 < shape.descent < 0.5
            assert shape.width("Total 12.30", 40) == pytest.approx(load(name, 40).getlength("Total 12.30"), rel=0.08)


def test_letters_that_no_typeface_was_measured_for_have_a_width() -> None:
    own = face(pairs("sans")[0][0])
    assert own.width("漢字", 10) == pytest.approx(20)
    assert own.width("กี", 10) == pytest.approx(5.5)  # the mark stands over the letter
    assert own.measured("abc")
    assert not own.measured("漢")


def test_a_script_that_cannot_be_drawn_says_what_to_install() -> None:
    name = pairs("sans")[0][0]
    assert drawing(name, "plain") == name
    with pytest.raises(MissingTypeface, match=r"No typeface .* draws .*HIEROGLYPH.* Install .*fonts-noto"):
        drawing(name, "\U00013000")
