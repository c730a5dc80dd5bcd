"""Letters to lines, without a PDF."""

import pytest

from cropvlm_tools.images.pdf.layout import Letter, lines_of, rotated


def letters(text: str, x: float = 0.0, y: float = 0.0, size: float = 10.0) -> list[Letter]:
    """Of half their height's width; a space is one, an underscore is a gap that the file has no space for."""
    written, spaced = [], False
    for character in text:
        if character not in " _":
            written.append(Letter(character, (x, y, x + size / 2, y + size), spaced, character != "?"))
        spaced = character == " "
        x += size / 2
    return written


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ([], []),
        (letters("Total 12.50"), ["Total 12.50"]),
        (letters("Total_12.50"), ["Total 12.50"]),
        (letters("Price___Sum"), ["Price", "Sum"]),  # cells of a table
        (letters("1.   Introduction"), ["1.", "Introduction"]),
        (letters("above") + letters("below", y=12), ["above", "below"]),
        (letters("5", x=30) + letters("Pages:"), ["Pages:5"]),
        (letters("m") + letters("2", x=5, y=-1, size=5), ["m2"]),  # raised
        ([*letters("of"), *letters("f", x=5), *letters("er", x=10)], ["offer"]),  # a ligature
        (letters("whole") + letters("a", x=200), ["whole", "a"]),
    ],
)
def test_lines(given: list[Letter], lines: list[str]) -> None:
    assert [line.text for line in lines_of(given)] == lines


def test_a_line_has_a_place_a_height_and_a_share_of_letters_that_are_some() -> None:
    (line,) = lines_of(letters("ab??", x=3, y=7))
    assert (line.box, line.height, line.sound) == ((3, 7, 23, 17), 10, 0.5)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turn_and_the_turn_back(degrees: int) -> None:
    box = (1.0, 2.0, 5.0, 4.0)
    size = (30.0, 20.0) if degrees in (0, 180) else (20.0, 30.0)
    assert rotated(rotated(box, degrees, 30, 20), -degrees % 360, *size) == box
    assert rotated(box, 90, 30, 20) == (16, 1, 18, 5)
