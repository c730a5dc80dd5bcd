"""Which end of the picture, or of an axis, a question asks for, and which line stands there."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.page.layout import Layout
from cropvlm_tools.policies.grounded.page.positions import POSITION_FEATURES, position_features
from cropvlm_tools.policies.grounded.question.parsing import Position, normalise, parse_question
from tests.policies.grounded.pages import page

CHART = page(
    {
        0.05: {0.1: "Rainfall in three towns, 2031"},
        0.20: {0.05: "75", 0.90: "Ulm"},
        0.40: {0.05: "50", 0.90: "Bonn"},
        0.60: {0.05: "25"},
        0.80: {0.05: "0"},
        0.85: {0.1: "1990", 0.3: "2000", 0.5: "2010", 0.7: "2020"},
        0.95: {0.1: "Source: 12 stations"},
    }
)
TEXTS = [normalise(line.text) for line in CHART]
NEITHER, OF_VERTICAL, OF_HORIZONTAL = 2, 0, 1


@pytest.mark.parametrize(
    ("question", "side", "axis"),
    [
        ("What is the uppermost number on the vertical axis?", "top", "vertical"),
        ("What is the largest value on the y-axis?", "top", "vertical"),
        ("Which number is at the bottom of the vertical axis?", "bottom", "vertical"),
        ("Which year stands leftmost on the horizontal axis?", "left", "horizontal"),
        ("Wie lautet die letzte Beschriftung der x-Achse?", "right", "horizontal"),
        ("Quelle graduation est tout en haut de l'axe vertical ?", "top", "vertical"),
        ("¿Qué pone más a la izquierda en el eje horizontal?", "left", "horizontal"),
        ("What is written on the far right?", "right", None),
        ("What does the y axis show?", None, "vertical"),
        ("Which country has the highest value?", None, None),
        ("", None, None),
    ],
)
def test_parse(question: str, side: str | None, axis: str | None) -> None:
    assert parse_question(question).position == Position(side, axis)


def features(side: str | None = None, axis: str | None = None) -> np.ndarray:
    return position_features(Layout(CHART, 1.0), TEXTS, Position(side, axis))


def test_labels_of_axes_are_numbers_in_a_column_or_a_row() -> None:
    found = features()
    assert found.shape == (len(CHART), POSITION_FEATURES)
    assert [TEXTS[line] for line in np.flatnonzero(found[:, 0])] == ["75", "50", "25", "0"]
    assert [TEXTS[line] for line in np.flatnonzero(found[:, 1])] == ["1990", "2000", "2010", "2020"]
    assert not found[:, 2:].any()


def test_names_in_a_column_or_a_row_are_those_of_a_legend() -> None:
    rows = {0.1: {0.1: "Oil used by each of the four largest countries since"}, 0.2: {0.1: "1990", 0.5: "Peru"}}
    rows |= {0.3: {0.5: "Chile"}, 0.4: {0.5: "Ghana"}, 0.9: {0.1: "Oil", 0.3: "Gas", 0.6: "Coal"}}
    lines = page(rows)
    texts = [normalise(line.text) for line in lines]
    found = position_features(Layout(lines, 1.0), texts, Position())
    assert [texts[line] for line in np.flatnonzero(found[:, 5])] == ["peru", "chile", "ghana"]
    assert [texts[line] for line in np.flatnonzero(found[:, 6])] == ["oil", "gas", "coal"]


@pytest.mark.parametrize(
    ("side", "axis", "text"),
    [
        ("top", "vertical", "75"),
        ("bottom", "vertical", "0"),
        ("left", "horizontal", "1990"),
        ("right", "horizontal", "2020"),
    ],
)
def test_the_end_of_an_axis(side: str, axis: str, text: str) -> None:
    found = features(side, axis)
    assert TEXTS[int(found[:, 3].argmax())] == text
    assert found[:, 3].max() == 1.0
    assert found[:, 4].sum() == 4


def test_without_an_axis_the_outermost_of_all() -> None:
    found = features("bottom")
    assert TEXTS[int(found[:, 2].argmax())] == "source 12 stations"
    assert not found[:, 3:].any()


def test_an_axis_that_is_not_there() -> None:
    lines = page({0.1: {0.1: "EXIT"}})
    assert not position_features(Layout(lines, 1.0), ["exit"], Position("top", "vertical"))[:, 3:].any()
