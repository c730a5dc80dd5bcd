"""Transparent pictures: pale print stays visible, and everything else stands on white."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cropvlm_tools import Box, Prediction, zoom
from cropvlm_tools.images.flatten import DARK, WHITE
from cropvlm_tools.images.load import load_image
from tests.images.pictures import encoded
from tests.zooming.doubles import Says


def page(*texts: tuple[str, str], box: str = "", size: tuple[int, int] = (300, 120)) -> Image.Image:
    """Lines of print (text, colour) on a transparent ground, on a box of a colour if there is one."""
    image = Image.new("RGBA", size)
    draw = ImageDraw.Draw(image)
    if box:
        draw.rectangle((5, 5, size[0] - 80, size[1] - 5), fill=box)
    for number, (text, colour) in enumerate(texts):
        draw.text((20, 10 + 25 * number), text, fill=colour, font_size=20)
    return image


GROUNDS = {
    "white print": (page(("Signed: R. Okafor", "white"), ("Total 45.10", "white")), DARK),
    "pale print": (page(("Total 45.10", "#e0e0c8")), DARK),
    "faint white print": (page(("Total 45.10", "#ffffff90")), DARK),
    "black print": (page(("Total 45.10", "black")), WHITE),
    "grey print": (page(("Total 45.10", "#808080")), WHITE),
    "white and black print": (page(("Total 45.10", "white"), ("Total 45.10", "black")), WHITE),
    "black print on a white box": (page(("Total 45.10", "black"), box="white"), DARK),
    "white labels and coloured lines of a dark chart": (page(("0 10 20", "white"), ("____", "#1f77b4")), DARK),
    "white box with black print beside it": (
        page(("Total 45.10 and a line to its right", "black"), box="white"),
        WHITE,
    ),
    "nothing": (Image.new("RGBA", (300, 120)), WHITE),
    "fainter than is seen": (Image.new("RGBA", (300, 120), (255, 255, 255, 20)), WHITE),
}


@pytest.mark.parametrize("name", GROUNDS)
def test_ground(name: str) -> None:
    image, ground = GROUNDS[name]
    assert all(abs(a - b) <= 20 for a, b in zip(load_image(image).getpixel((299, 119)), ground))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_white_print_is_seen_in_every_format(kind: str) -> None:
    grey = np.asarray(load_image(encoded(page(("Total 45.10", "white")), kind)).convert("L")).astype(int)
    assert grey.max() - grey.min() > 150


def test_large_pictures_are_judged_by_some_of_their_rows() -> None:
    large = page(("Total 45.10", "white")).resize((6000, 2400))
    assert load_image(large).getpixel((5999, 2399)) == DARK


def test_the_crop_and_the_views_show_the_same_ground() -> None:
    data = encoded(page(("Signed: R. Okafor", "white")), "PNG")
    result = zoom(io.BytesIO(data), "Who?", Says(Prediction(Box(0, 0, 0.5, 0.5), 0.9)))
    assert result.image.getpixel((299, 119)) == result.crop.getpixel((149, 59)) == DARK
    assert [view.image.getpixel((1, 1)) for view in result.views] == [DARK, DARK]
