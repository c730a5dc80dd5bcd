"""The engine itself."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.perception.text import engine as module
from cropvlm_tools.perception.text.engine import Engine


def strip(text: str) -> np.ndarray:
    line = Image.new("RGB", (16 * len(text), 40), "white")
    ImageDraw.Draw(line).text((4, 4), text, "black", ImageFont.load_default(26))
    return np.asarray(line)


STRIPS = [strip(text) for text in ("Oak 120", "Ash 347", "Oak 120", "Birch 5")]


@pytest.mark.parametrize("threads", [1, 3])
def test_strips_are_read_in_order_by_any_number_of_threads(threads: int) -> None:
    texts = Engine(threads).texts(STRIPS)
    assert [text.replace(" ", "") for text, _ in texts] == ["Oak120", "Ash347", "Oak120", "Birch5"]
    assert all(0.8 < score <= 1 for _, score in texts)
    assert Engine(threads).texts([]) == []


@pytest.mark.parametrize(("repeats", "compared"), [(4, 1), (5, 0)])
def test_only_a_page_of_many_lines_is_looked_through_for_repeats(
    monkeypatch: pytest.MonkeyPatch, repeats: int, compared: int
) -> None:
    calls: list[int] = []
    real = module.first_alike
    monkeypatch.setattr(module, "REPEATS", repeats)
    monkeypatch.setattr(module, "first_alike", lambda strips: calls.append(1) or real(strips))
    assert [text.replace(" ", "") for text, _ in Engine(1).texts(STRIPS)][2] == "Oak120"
    assert len(calls) == compared
