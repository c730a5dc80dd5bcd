"""A further question about the same picture: what is of the picture, and not of the question, is not made again."""

from collections import Counter
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy
from cropvlm_tools.images.load import load_page
from cropvlm_tools.images.turning import turned
from cropvlm_tools.perception.symbols import finding
from cropvlm_tools.perception.text import reading
from cropvlm_tools.policies.grounded.choosing import features, inputs, shortlist
from cropvlm_tools.policies.grounded.page.layout import Layout
from cropvlm_tools.zooming.options import ZoomOptions
from cropvlm_tools.zooming.zoom import zoom_with
from tests.policies.grounded.pages import page

QUESTIONS = ("What is the invoice number?", "How much is the total?", 'Where is "Harbour Foods"?')
Made = Counter[tuple[str, tuple[int, int] | None]]
"""How often something was made, and of images of which size."""

MADE: tuple[tuple[object, str], ...] = (
    (Image.Image, "tobytes"),
    (Image.Image, "resize"),
    (Image.Image, "transpose"),
    (reading, "read_anew"),
    (finding, "find_symbols"),
    (inputs, "pair_features"),
    (features, "repeated"),
    (Layout, "overlap"),
)


def invoice(size: tuple[int, int] = (800, 500), turn: int = 0) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    for row, text in enumerate(("Invoice number 20874", "Seller Harbour Foods", "Total 1,048.68")):
        ImageDraw.Draw(picture).text((80, 60 + 110 * row), text, "black", ImageFont.load_default(36))
    return turned(picture, turn)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Of each of ``MADE``."""
    counts: Made = Counter()

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            counts[name, given[0].size if isinstance(given[0], Image.Image) else None] += 1
            return real(*given, **named)

        return call

    for place, name in MADE:
        call = counted(name, getattr(place, name))
        monkeypatch.setattr(place, name, staticmethod(call) if place is Layout else call)
    return counts


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("policy", ["default", "lexical"])
def test_only_a_small_look_is_taken_at_the_picture(policy: str, turn: int, made: Made) -> None:
    chosen = load_policy(policy, eyes=["symbols"], closer=False)
    picture = invoice(turn=turn)
    reading.forget_lines()
    first = chosen.predict(picture, QUESTIONS[0])
    assert made["read_anew", picture.size] == 1
    assert made["tobytes", picture.size] >= 1
    made.clear()
    found = [chosen.predict(picture, question) for question in QUESTIONS[1:]]
    small = tuple(-(-edge // 8) for edge in picture.size)
    assert made == {("tobytes", small): len(found)}
    assert len({first.box, *(each.box for each in found)}) > 1


def test_so_it_is_for_a_picture_that_was_loaded_once(made: Made) -> None:
    loaded, options = load_page(invoice()), ZoomOptions(policy=load_policy("default", closer=False))
    zooms = [zoom_with(loaded, QUESTIONS[0], options)]
    made.clear()
    zooms += [zoom_with(loaded, question, options) for question in QUESTIONS[1:]]
    assert made == {("tobytes", (100, 63)): 2}
    zooms[0].image.paste("black", (0, 0, 800, 500))  # whose pixels are its own
    assert zoom_with(loaded, QUESTIONS[1], options).box == zooms[1].box
    assert made["tobytes", (800, 500)] == 0


def test_what_is_drawn_on_between_two_questions_is_read_anew() -> None:
    picture = invoice()
    pen, policy = ImageDraw.Draw(picture), load_policy("default")
    before = policy.predict(picture, QUESTIONS[1])
    pen.rectangle((0, 270, 800, 500), fill="white")
    pen.text((400, 400), "Total 77.10", "black", ImageFont.load_default(36))
    after = policy.predict(picture, QUESTIONS[1])
    assert "1,048.68" in before.texts[0].text
    assert "77.10" in after.texts[0].text


def test_the_pieces_of_a_crowded_page_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: Counter[int] = Counter()
    real = shortlist.Pieces

    def pieces(texts: tuple[str, ...]) -> shortlist.Pieces:
        counts[len(texts)] += 1
        return real(texts)

    monkeypatch.setattr(shortlist, "Pieces", pieces)
    lines = page({number / 600: {0.1: f"cell {number}"} for number in range(shortlist.MOST_LINES + 20)}, height=0.001)
    for question in QUESTIONS:
        assert len(shortlist.shortlist(lines, question, (1000, 1000))) == shortlist.MOST_LINES
    assert counts == {len(lines): 1}
