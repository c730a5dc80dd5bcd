"""Plots are drawn from figures, and the same every time."""

from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from tests.training.evaluation.test_figures import UNASKED, row
from training.evaluation.figures import summarise
from training.evaluation.plot import Point, accuracy, png, score_by_tokens, svg

SVG = "{http://www.w3.org/2000/svg}"
CURVES = {"<a> & $b$": [Point(100, 0.5, 0.4, 0.6), Point(900, 0.7, 0.6, 0.8)], "_c": [Point(300, 0.2)]}


def texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def marks(drawn: str) -> int:
    """Points drawn within plots, without those of the legend."""
    groups = [group for group in ElementTree.fromstring(drawn).iter(f"{SVG}g") if "clip-path" in group.attrib]
    return sum(len(group.findall(f"{SVG}use")) for group in groups)


def test_a_curve_has_a_point_for_each_resolution() -> None:
    rows = [row(number=n, policy=policy, edge=edge, tokens=edge, after=(1.0, 0.0)[n % 2]) for n in range(4)
            for policy in ("b", "a") for edge in (448, 336)]  # fmt: skip
    rows += [row(number=n, policy="c", edge=edge, **UNASKED) for n in range(4) for edge in (448, 336)]
    curves = score_by_tokens(summarise(rows, "b").overall, "eye")
    assert curves == {name: [Point(336, 0.5, 0.5, 0.5), Point(448, 0.5, 0.5, 0.5)] for name in ("b", "a")}


def test_accuracy_has_a_panel_for_each_target_that_was_asked() -> None:
    rows = [row(number=n, target=target, **changes) for n in range(4)
            for target, changes in (("eye", {}), ("ear", {}), ("nose", UNASKED))]  # fmt: skip
    drawn = accuracy(summarise(rows, "ours"))
    assert drawn == accuracy(summarise(rows, "ours"))
    assert [text for text in texts(drawn) if text in ("eye", "ear", "nose", "ours")] == ["eye", "ours", "ear", "ours"]


def test_names_stand_as_they_are_and_numbers_on_the_axes() -> None:
    drawn = svg({"score": CURVES}, "tokens", logarithmic=True)
    assert {"score", "tokens", *CURVES, "100", "500", "0.5"} <= set(texts(drawn))
    assert marks(drawn) == 3


@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_picture_is_the_same_whatever_the_user_has_set_up(logarithmic: bool) -> None:
    before = svg({"score": CURVES}, "tokens", logarithmic), png({"score": CURVES}, "tokens", logarithmic)
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "lines.linewidth": 9, "figure.dpi": 30}):
        assert (svg({"score": CURVES}, "tokens", logarithmic), png({"score": CURVES}, "tokens", logarithmic)) == before
    assert "date" not in before[0].lower()


def test_a_png_shows_every_curve_in_its_own_colour() -> None:
    pixels = np.asarray(Image.open(BytesIO(png({"score": CURVES}, "tokens"))).convert("HSV"))
    coloured = pixels[pixels[..., 1] > 120][:, 0]
    assert len(coloured) > 500
    assert np.ptp(coloured) > 60


def test_an_interval_that_does_not_hold_its_mean_is_drawn() -> None:
    assert marks(svg({"score": {"a": [Point(10, 0.5, 0.6, 0.7), Point(20, 0.5, 0.2, 0.4)]}}, "tokens")) == 2


def test_nothing_is_an_empty_picture() -> None:
    assert texts(svg({}, "tokens")) == []
