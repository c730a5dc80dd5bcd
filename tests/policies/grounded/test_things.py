"""Eyes beside the text: what they see is shown where the question names it and the text does not tell the place."""

from collections.abc import Iterable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy, zoom
from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.things import Thing, around
from cropvlm_tools.policies.grounded.things import named, shows_symbol, with_things
from cropvlm_tools.policy import Prediction

SIZE = (800, 600)
SQUARE = (600, 400, 680, 450)
HERE, THERE = Box(0.1, 0.1, 0.2, 0.2), Box(0.5, 0.5, 0.6, 0.6)
LINES = ("Umbrella 12.50", "Raincoat 48.00", "Total 60.50", "Thank you, come again")


def sees_red(image: Image.Image, question: str) -> list[Thing]:
    places = np.argwhere((np.asarray(image) == (255, 0, 0)).all(axis=2))  # (n, 2), y before x
    box = Box.from_pixels((*places.min(axis=0)[::-1], *places.max(axis=0)[::-1] + 1), image.size)
    return [Thing("red car", box, 0.8)]


def photograph(*lines: str) -> Image.Image:
    picture = Image.new("RGB", SIZE, "white")
    picture.paste("red", SQUARE)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((60, 60 + 50 * row), line, "black", ImageFont.load_default(26))
    return picture


def read(image: Image.Image) -> list[Line]:
    """In place of OCR, what ``photograph`` writes."""
    return [Line(line, Box(0.07, 0.1 + row / 12, 0.45, 0.15 + row / 12), 0.04, 0.99) for row, line in enumerate(LINES)]


@pytest.mark.parametrize("name", ["default", "lexical"])
def test_a_thing_is_found_where_there_is_no_text(name: str) -> None:
    question = "Where is the red car?"
    found = zoom(photograph(), question, policy=load_policy(name, eyes=["symbols", sees_red]))
    assert found.box == around(Box.from_pixels(SQUARE, SIZE), SIZE)
    assert found.confidence == 0.8
    assert zoom(photograph(), question, policy=name).confidence == 0


@pytest.mark.parametrize("name", ["default", "lexical"])
def test_text_does_not_hide_what_it_says_nothing_of(name: str) -> None:
    policy = load_policy(name, reader=read, eyes=[sees_red])
    assert zoom(photograph(*LINES), "What colour is the car?", policy=policy).confidence == pytest.approx(0.4)


@pytest.mark.parametrize("name", ["default", "lexical"])
@pytest.mark.parametrize(
    "question", ["What is the total?", "How much is the umbrella?", "What does the raincoat cost?", "Thanks!", "Where?"]
)
def test_questions_about_the_text_stay_as_they_are(name: str, question: str) -> None:
    picture = photograph(*LINES)
    alone, beside = (load_policy(name, reader=read, eyes=eyes) for eyes in ([], [sees_red]))
    assert beside.predict(picture, question) == alone.predict(picture, question)


def test_text_that_tells_the_place_of_what_has_a_thing_s_name_stays() -> None:
    lines = [Line("Car wash 9.00", Box(0.07, 0.1, 0.45, 0.15), 0.04, 0.99)]
    policy = load_policy("lexical", reader=lambda image: lines, eyes=[sees_red])
    found = policy.predict(photograph(), "What does the car wash cost?")
    assert found.box is not None
    assert found.box.coverage(lines[0].box) == pytest.approx(1)
    assert found.box.coverage(Box.from_pixels(SQUARE, SIZE)) == 0


def test_eyes_are_not_asked_where_the_text_tells_the_place_or_is_given() -> None:
    asked: list[str] = []

    def eyes(image: Image.Image, question: str) -> list[Thing]:
        asked.append(question)
        return []

    policy = load_policy("lexical", reader=read, eyes=[eyes])
    picture = photograph(*LINES)
    zoom(picture, "What is the total?", policy=policy)
    zoom(picture, "Where is the red car?", policy=policy, lines=read(picture))
    assert asked == []
    zoom(picture, "Where is the red car?", policy=policy)
    assert asked == ["Where is the red car?"]


def broken(image: Image.Image, question: str) -> list[Thing]:
    raise RuntimeError("out of memory")


def wrong(image: Image.Image, question: str) -> list[object]:
    return [Thing("red car", HERE, 0.9), "a car"]


def endless(image: Image.Image, question: str) -> Iterable[Thing]:
    while True:
        yield Thing("dog", HERE, 0.9)


@pytest.mark.parametrize("eyes", [broken, wrong, endless, lambda *_: None, lambda *_: [None], lambda: []])
def test_eyes_that_fail_see_nothing_and_others_go_on(eyes: object) -> None:
    picture, question = photograph(*LINES), "Where is the red car?"
    alone, failing, both = (
        load_policy("lexical", reader=read, eyes=each).predict(picture, question)
        for each in ([], [eyes], [eyes, sees_red])
    )
    assert failing == alone
    assert both.confidence == 0.8


def test_things_are_found_where_the_text_cannot_be_read() -> None:
    policy = load_policy("lexical", reader=broken_reader, eyes=[sees_red])
    assert policy.predict(photograph(), "Where is the red car?").confidence == 0.8
    assert policy.predict(photograph(), "Where is the dog?").outcome == "failed"


def broken_reader(image: Image.Image) -> list[Line]:
    raise RuntimeError("of the engine")


@pytest.mark.parametrize("eyes", [[3], ["symbols", None], [["symbols"]], ["things"]])
def test_what_are_no_eyes_is_refused(eyes: object) -> None:
    with pytest.raises(PolicyError, match="functions"):
        load_policy("lexical", eyes=eyes)


@pytest.mark.parametrize(
    ("question", "things", "meant"),
    [
        ("Where is the car?", ["dog"], []),
        ("Where is the car?", ["car"], [("car", 1)]),
        ("Where are the cars?", ["car"], [("car", 1)]),
        ("Which horses stand by the buses?", ["bus", "horse"], [("horse", 1), ("bus", 1)]),
        ("What colour is the light?", ["traffic light"], [("traffic light", 0.5)]),
        ("Where is the traffic?", ["traffic light"], []),
        ("Where is the red car?", ["car", "red car", "blue car"], [("red car", 1)]),
        ("Where is the blue car?", ["red car"], [("red car", 0.5)]),
        ("Is the woman's umbrella hers?", ["woman", "woman's umbrella"], [("woman's umbrella", 1)]),
        (
            "Is the dog left of the cat, the bus or the car?",
            ["car", "bus", "cat", "dog"],
            [("dog", 1), ("cat", 1), ("bus", 1)],
        ),
        ("汽车在哪里", ["汽车"], [("汽车", 1)]),
        ("What is it?", ["it", "?"], []),
    ],
)
def test_a_thing_counts_where_the_question_names_it(
    question: str, things: list[str], meant: list[tuple[str, float]]
) -> None:
    seen = [Thing(name, HERE, 0.5) for name in things]
    assert [(thing.name, share) for thing, share in named(seen, question)] == meant


def test_of_things_alike_the_surest_counts() -> None:
    seen = [Thing("car", HERE, 0.5), Thing("car", THERE, 0.75), Thing("car", HERE, 0.25)]
    assert named(seen, "Where is the car?") == [(seen[1], 1)]


@pytest.mark.parametrize(
    ("text", "question", "stays"),
    [
        (Prediction(Box(0.12, 0.12, 0.18, 0.18), 0.9), "What number is on the bus?", True),  # read on the bus itself
        (Prediction(Box(0.12, 0.12, 0.18, 0.18), 0.9), "What colour is the bus?", False),
        (Prediction(THERE, 0.9), "What number is on the bus?", False),  # read somewhere else
        (Prediction(THERE, 0.9), "What number is on the car?", True),  # no such thing is seen
        (Prediction.abstained("No text."), "What number is on the bus?", False),
        (Prediction.failed("Not read."), "What number is on the bus?", False),
        (Prediction.failed("Not read."), "What number is on the car?", True),
    ],
)
def test_things_stand_in_for_text(text: Prediction, question: str, stays: bool) -> None:
    found = with_things(text, [Thing("bus", HERE, 0.5)], question, SIZE)
    if stays:
        assert found is text
    else:
        assert (found.regions, found.confidence) == ((around(HERE, SIZE),), 0.5)
        assert "bus" in found.reason


@pytest.mark.parametrize(
    ("question", "origin", "region", "shown"),
    [
        ("Where is the magnifier icon?", "symbol", HERE, True),
        ("Where is the magnifier icon?", "symbol", THERE, False),
        ("Where is the magnifier icon?", "ocr", HERE, False),
        ("Where is the bell?", "symbol", HERE, False),
    ],
)
def test_a_symbol_of_that_name_stays(question: str, origin: str, region: Box, shown: bool) -> None:
    line = Line("search magnifier", HERE, 0.05, 0.9, origin)  # type: ignore[arg-type]  # one of its words
    assert shows_symbol([region], [line], question) == shown
