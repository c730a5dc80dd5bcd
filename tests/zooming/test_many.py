"""Zooms of many pairs, without waiting, and in a notebook."""

import asyncio
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools import Box, Prediction, azoom, zoom_many
from cropvlm_tools.errors import ImageError
from cropvlm_tools.policy import Policy
from cropvlm_tools.zooming import many


class Quarter(Policy):
    """The quarter that the question names."""

    name = "quarter"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        left = 0.5 if "right" in question else 0.0
        return Prediction(Box(left, 0.0, left + 0.5, 0.5), 0.9)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.effect_noise((80, 60), 90).convert("RGB").save(path)
    return path


def test_each_pair_in_its_order(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.asarray(Image.open(picture))
    zooms = zoom_many([(picture, "left"), (picture, "right"), (pixels, "right")], progress=True, policy=Quarter())
    assert [zoom.box for zoom in zooms] == [Box(0, 0, 0.5, 0.5), Box(0.5, 0, 1, 0.5), Box(0.5, 0, 1, 0.5)]
    assert "3/3" in capsys.readouterr().err


def test_what_comes_again_is_loaded_once(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load, loads = many.load_page, []

    def counted(image: object, *rest: object) -> object:
        loads.append(image)
        return load(image, *rest)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(many, "load_page", counted)
    zoom_many([(picture, "left"), (str(picture), "left"), (picture, "right"), (picture, "left")], policy=Quarter())
    assert loads == [picture, str(picture), picture]


def test_a_pair_that_fails_is_named(picture: Path, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"^Pair 2: "):
        zoom_many([(picture, "left"), (tmp_path / "none.png", "left")], policy=Quarter())


def test_an_event_loop_goes_on(picture: Path) -> None:
    async def both() -> list[Box | None]:
        zooms = await asyncio.gather(*(azoom(picture, side, policy=Quarter()) for side in ("left", "right")))
        return [zoom.box for zoom in zooms]

    assert asyncio.run(both()) == [Box(0, 0, 0.5, 0.5), Box(0.5, 0, 1, 0.5)]


def test_a_notebook_shows_the_overlay(picture: Path) -> None:
    (zoom,) = zoom_many([(picture, "left")], policy=Quarter())
    assert Image.open(BytesIO(zoom._repr_png_())).size == (80, 60)
