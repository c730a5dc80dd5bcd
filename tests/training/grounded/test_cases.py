"""What real questions teach: weak labels of symbols, things that no line says, and pictures with their symbols."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.question.words import WordVectors
from training.grounded.cases import Fields, real, symbol_places, teaches
from training.grounded.reward.readings import Readings
from training.tasks.task import Example, Task


def symbol(words: str, x: float = 0.1) -> Line:
    return Line(words, Box(x, 0.1, x + 0.05, 0.15), 0.05, 0.9, "symbol")


SEEN = [
    Line("search", Box(0.5, 0.1, 0.6, 0.15), 0.05, 0.9),
    symbol("search magnifier"),
    symbol("shopping cart", 0.2),
    symbol("shopping bag", 0.3),
    symbol("search magnifier", 0.4),
]


@pytest.mark.parametrize(
    ("answers", "places"),
    [
        (["shopping cart"], ((2,),)),
        (["search button"], ((1,), (4,))),
        (["magnifying glass", "Magnifier"], ((1,), (4,))),
        (["funnel"], ()),
        (["shopping symbol", "share button"], ((2,), (3,))),
        (["share button icon"], ()),
        ([], ()),
    ],
)
def test_symbols_are_known_by_the_words_of_an_answer(answers: list[str], places: tuple[tuple[int, ...], ...]) -> None:
    assert symbol_places(SEEN, answers) == places


def test_what_asks_for_things_stands_nowhere_and_what_asks_for_symbols_where_one_is(tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(picture).rectangle((40, 40, 200, 60), fill="black")
    picture.save(tmp_path / "screen.png")

    class Kept(Readings):
        def size_and_seen(self, image: Path, closer: bool = False) -> tuple[tuple[int, int], tuple[Line, ...]]:
            return (400, 300), tuple(SEEN)

        def rung(self, image: Path, edge: int) -> tuple[Line, ...]:
            return ()

    def example(name: str, field: str, answer: str) -> Example:
        return Example(name, tmp_path / "screen.png", f"Where is the {answer}?", (answer,), (answer,), field=field)

    asked = (example("1", "object", "dog"), example("2", "icon", "shopping cart"), example("3", "value", "search"))
    fields = Fields(seen=frozenset({"object"}), symbols=frozenset({"icon"}))
    words = WordVectors(["cart"], np.array([[100, 0]], np.int8))
    task = Task("screens", tmp_path, asked, lambda answer, example: 0.0)
    dog, cart, text = real(task, Kept(tmp_path / "readings"), words, fields)
    assert (dog.absent, dog.places) == (True, ())
    assert (cart.absent, cart.places) == (None, ((2,),))
    one = np.ones(1, np.float32)
    boxes = np.concatenate([[[0.0, 0.0, 1.0, 0.75]], cart.inputs.boxes[2:4] + np.array([-0.01, -0.01, 0.01, 0.01])])
    _, held, missed = cart.reader.read(boxes.astype(np.float32), 224, one)
    assert held > 0.9
    assert missed == 0.0
    assert text.places == ((0,),)  # the line of text, not the symbol whose words are the same


def test_a_question_of_a_seen_field_teaches_without_a_written_answer() -> None:
    colour = Example("1", Path("x.png"), "What colour is it?", ("red",), (), field="colour")
    assert not teaches(colour)
    assert teaches(colour, Fields(seen=frozenset({"colour"})))


def test_readings_with_symbols_are_kept_as_such(tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 60, 78, 78), outline="black", width=3)  # a magnifier
    draw.line((76, 76, 88, 88), fill="black", width=4)
    picture.save(tmp_path / "screen.png")
    readings = Readings(tmp_path / "readings")
    size, lines = readings.size_and_seen(tmp_path / "screen.png")
    assert size == (400, 300)
    assert {line.origin for line in lines} == {"symbol"}
    assert any("magnifier" in line.text for line in lines)
    again = Readings(tmp_path / "readings").size_and_seen(tmp_path / "screen.png")
    assert again == (size, lines)
    assert {line.origin for line in readings.size_and_lines(tmp_path / "screen.png")[1]} <= {"ocr"}
