"""Small print in large pictures: when a closer look is worth its time, and what it finds."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.reading import read_lines
from cropvlm_tools.policies.grounded import closer
from tests.policies.grounded.pages import page

PHOTO = (4032, 3024)


def test_small_print_of_a_photo_is_read() -> None:
    picture = Image.new("RGB", PHOTO, "white")
    draw = ImageDraw.Draw(picture)
    draw.text((3000, 2200), "Serial 20874", "black", ImageFont.load_default(18))
    draw.text((300, 200), "WORKSHOP", "black", ImageFont.load_default(90))
    first, again = (["".join(line.text.split()) for line in read_lines(picture, closer=near)] for near in (False, True))
    assert "WORKSHOP" in first
    assert "Serial20874" not in first
    assert again.index("WORKSHOP") < again.index("Serial20874")
    box = load_policy("lexical").predict(picture, "What is the serial number?").box
    assert box is not None
    assert box.x1 * 4032 < 3000 < 3090 < box.x2 * 4032
    assert box.area < 0.01
    far = load_policy("lexical", closer=False).predict(picture, "What is the serial number?")
    assert far.reason.startswith("No text in the image bears on the question")
    assert far.confidence == 0.0
    assert far.box is not None
    assert far.box.x2 * 4032 < 3000  # where it can read at all: WORKSHOP


def test_lone_words_on_an_empty_ground_are_read() -> None:
    slide = Image.new("RGB", (1920, 1080), "white")
    ImageDraw.Draw(slide).text((1200, 700), "Serial 20874", "black", ImageFont.load_default(20))
    assert not read_lines(slide)
    box = load_policy("lexical").predict(slide, "What is the serial number?").box
    assert box is not None
    assert box.area < 0.02


FIRST, MORE = page({0.1: {0.1: "Total", 0.3: "12.50"}}), page({0.1: {0.1: "Total", 0.3: "12.50", 0.6: "03.05.2031"}})
FULL = page({0.1: {0.1: "Total", 0.3: "12.50"}, **{0.2 + row / 20: {0.1: "Oak tread"} for row in range(12)}})


@pytest.mark.parametrize(
    ("size", "question", "near", "first", "more"),
    [
        (PHOTO, "What is the total?", True, FULL, False),  # its words are there
        (PHOTO, "What is the serial number?", True, FULL, True),
        (PHOTO, "What is the serial number?", False, FULL, False),  # not wanted
        ((1700, 2200), "What is the serial number?", True, FULL, False),  # nothing more to be seen
        ((1700, 2200), "What is the serial number?", True, FIRST, True),  # nearly empty
        ((1700, 2200), "What is the total?", True, FIRST, False),
        ((1700, 2200), "What is the total?", True, (), True),
    ],
)
def test_when_it_looks_closer(
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    question: str,
    near: bool,
    first: tuple[Line, ...],
    more: bool,
) -> None:
    monkeypatch.setattr(closer, "read_lines", lambda image, threads, closer=False: MORE if closer else first)
    assert closer.lines_for(Image.new("RGB", size), question, closer=near) == (MORE if more else first)
