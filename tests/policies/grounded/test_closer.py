"""Small print in large pictures: when a closer look is worth its time, and what it finds."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy
from cropvlm_tools.images.turning import turned
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.reading import Reading, read_lines
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
    looks = {True: Reading(MORE), False: Reading(first)}
    monkeypatch.setattr(closer, "read", lambda image, threads, closer=False, kept=None: looks[closer])
    assert closer.reading_for(Image.new("RGB", size), question, closer=near).lines == (MORE if more else first)


def receipt() -> Image.Image:
    picture = Image.new("RGB", (700, 1000), "white")
    for row, text in enumerate(("CORNER SHOP", "Milk 1.20", "Bread 2.35", "Total 3.55", "Cash 5.00", "Thank you")):
        ImageDraw.Draw(picture).text((60, 60 + 150 * row), text, "black", ImageFont.load_default(40))
    return picture


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_is_answered_from_as_if_it_stood(turn: int) -> None:
    policy = load_policy("lexical")
    upright = policy.predict(receipt(), "What is the total?")
    lying = policy.predict(turned(receipt(), -turn), "What is the total?")
    assert (upright.turn, lying.turn) == (0, turn)
    assert lying.confidence == upright.confidence
    assert lying.box.turned(turn).xyxy == pytest.approx(upright.box.xyxy)


def test_what_was_left_unread_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closer, "read", lambda *given, **more: Reading(FULL, unread=1200))
    reason = load_policy("lexical").predict(Image.new("RGB", (1700, 2200)), "What is the total?").reason
    assert reason.endswith("1,200 more lines were left unread.")
