"""One zoom into an image of a conversation that nobody asked for, and what is warned of."""

import logging
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.chat.content import Unreadable
from cropvlm_tools.chat.look import look_unasked, needed, warn_once
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomOptions
from tests.conftest import Legible

PAGE = Image.new("RGB", (800, 600), "white")


def test_the_options_of_a_zoom_that_nobody_asks_for() -> None:
    assert needed({}) == ZoomOptions(when="needed")
    assert needed({"when": "always", "steps": 2}) == ZoomOptions(when="always", steps=2)


@pytest.mark.parametrize(
    ("when", "edge", "refs"),
    [("needed", 800, ["image_2"]), ("needed", 500, ["image_1", "image_2"]), ("always", 800, ["image_1", "image_2"])],
)
def test_only_what_gains_from_it(when: Any, edge: int, refs: list[str]) -> None:
    images = ImageRegistry([PAGE, Image.new("RGB", (400, 300))])
    options = ZoomOptions(policy=Legible(), budget=Budget(max_edge=edge, max_tokens=None), when=when)
    looks = [look_unasked(images, ref, "Where?", options) for ref in images.refs]
    zooms = [zoom for zoom in looks if not isinstance(zoom, str)]
    assert all("Legible" in why for why in looks if isinstance(why, str))
    assert [zoom.ref for zoom in zooms] == refs
    assert all(zoom.box is not None for zoom in zooms)


def test_nothing_is_raised_and_each_cause_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    images = ImageRegistry([PAGE, Unreadable("given as a file id")])

    def look(ref: str, question: str = "Where?", policy: str = "centre") -> object:
        return look_unasked(images, ref, question, ZoomOptions(policy=policy))

    for _ in range(2):
        assert not isinstance(look("image_1"), str)
        for why in (look("image_2"), look("image_1", policy="nowhere"), look("image_1", question=" ")):
            assert isinstance(why, str)
        assert isinstance(look("image_1", policy="whole"), str)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3
    assert "image_2" in caplog.messages[0]
    assert "nowhere" in caplog.messages[1]
    assert "question is empty" in caplog.messages[2]


def test_a_warning_comes_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for message in ("one", "two", "one"):
            warn_once(message)
    assert caplog.messages == ["one", "two"]
