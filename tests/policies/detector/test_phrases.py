"""What questions name, as detectors are asked for it."""

import pytest

from cropvlm_tools.policies.detector.phrases import MOST_PHRASES, head, phrases


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("", ()),
        ("?", ()),
        ("Thanks!", ()),
        ("Summarise this document.", ()),
        ("What is the total?", ()),
        ("What colour is the woman's umbrella?", ("woman's umbrella",)),
        ("What color is the woman’s umbrella", ("woman’s umbrella",)),
        ("What is the color of the glove?", ("glove",)),
        ("Where is the RED car?", ("red car",)),
        ("Is the woman's umbrella red or blue?", ("woman's umbrella",)),
        ("Is the door open?", ("door",)),
        ("Is the light on?", ("light",)),
        ("Is the dog on the left or right side of the bench?", ("dog", "bench")),
        ("What's written on the sign?", ("sign",)),
        ("How old is the man in the photo?", ("man",)),
        ("How many people are sitting on the sofa?", ("people", "sofa")),
        ("What is the material of the handle of the mug?", ("handle of mug",)),
        ("What is in front of the bus?", ("bus",)),
        ("What number is on the player's T-shirt?", ("player's t-shirt",)),
        ("Is there a dog? And a cat?", ("dog", "cat")),
        ("Is the dog beside another dog?", ("dog",)),
        ("What is the color of the dog?\n(A) red\n(B) white", ("dog",)),  # options are not read
        ("Find the 2 mugs", ("mugs",)),
        ("Where is the red and white mast?", ("red and white mast",)),
        ("Is the mast red and white?", ("mast",)),
        ("What is the tugboat's name?", ("tugboat",)),
        ("What colour is the drink in the tall glass?", ("drink", "tall glass")),
        ("红色的汽车在哪里", ("红色的汽车在哪里",)),  # another language goes through as it is
    ],
)
def test_a_question_names_things(question: str, named: tuple[str, ...]) -> None:
    assert phrases(question) == named


def test_phrases_are_few_and_short() -> None:
    many = phrases("a cup, a dog, a cat, a bus and a car")
    assert many == ("cup", "dog", "cat")
    assert len(many) == MOST_PHRASES
    (long,) = phrases("an old rusty painted iron garden gate hinge screw")
    assert long == "old rusty painted iron garden gate"
    assert [len(phrase) for phrase in phrases("汽" * 5000)] == [60]


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("car", "car"),
        ("woman's umbrella", "umbrella"),
        ("handle of mug", "handle"),
        ("blue T-shirt", "shirt"),
        ("?", "?"),
    ],
)
def test_the_head_says_what_it_is(phrase: str, word: str) -> None:
    assert head(phrase) == word
