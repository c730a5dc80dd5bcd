"""Symbols on drawn screens: found where they stand, named, and never where text or nothing stands."""

import time

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy, zoom
from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.symbols.finding import LINES_OF_A_DOCUMENT, MOST_SYMBOLS, find_symbols, with_symbols

LIGHT, DARK = ("white", "black"), ((30, 30, 34), (235, 235, 235))


def menu(pen: ImageDraw.ImageDraw, x: int, y: int, ink: object) -> None:
    for row in range(3):
        pen.rectangle((x, y + 9 * row, x + 27, y + 9 * row + 3), fill=ink)


def plus(pen: ImageDraw.ImageDraw, x: int, y: int, ink: object) -> None:
    pen.rectangle((x, y + 11, x + 26, y + 15), fill=ink)
    pen.rectangle((x + 11, y, x + 15, y + 26), fill=ink)


def cross(pen: ImageDraw.ImageDraw, x: int, y: int, ink: object) -> None:
    pen.line((x, y, x + 24, y + 24), fill=ink, width=4)
    pen.line((x + 24, y, x, y + 24), fill=ink, width=4)


def magnifier(pen: ImageDraw.ImageDraw, x: int, y: int, ink: object) -> None:
    pen.ellipse((x, y, x + 19, y + 19), outline=ink, width=3)
    pen.line((x + 17, y + 17, x + 27, y + 27), fill=ink, width=4)


def dots(pen: ImageDraw.ImageDraw, x: int, y: int, ink: object) -> None:
    for row in range(3):
        pen.ellipse((x + 10, y + 10 * row, x + 15, y + 10 * row + 5), fill=ink)


def screen(draw: object, colours: tuple[object, object] = LIGHT, size: tuple[int, int] = (900, 600)) -> Image.Image:
    ground, ink = colours
    picture = Image.new("RGB", size, ground)  # type: ignore[arg-type]  # Pillow takes names and tuples
    draw(ImageDraw.Draw(picture), 400, 300, ink)  # type: ignore[operator]  # one of the functions above
    return picture


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("draw", "words"),
    [(menu, "menu"), (plus, "plus"), (cross, "close"), (magnifier, "search"), (dots, "three dots vertical")],
)
def test_a_symbol_is_found_in_any_theme(draw: object, words: str, colours: tuple[object, object]) -> None:
    (found,) = find_symbols(screen(draw, colours))
    assert words in found.text
    assert found.origin == "symbol"
    assert 0.5 <= found.score <= 1
    x, y = (found.box.x1 + found.box.x2) / 2, (found.box.y1 + found.box.y2) / 2
    assert abs(x * 900 - 413) < 6
    assert abs(y * 600 - 313) < 6
    assert found.height == pytest.approx(found.box.height * 600 / 900)


def test_nothing_is_found_on_plain_ground_and_on_text() -> None:
    page = Image.new("RGB", (900, 600), "white")
    assert find_symbols(page) == ()
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(20)
    lines = []
    for row in range(18):
        text = f"Invoice number {row * 7919} of the 4th of May, total 1{row}.50"
        pen.text((60, 30 + 30 * row), text, "black", font)
        right = 60 + pen.textlength(text, font)
        lines.append(Line(text, Box.from_pixels((58, 30 + 30 * row, right + 2, 55 + 30 * row), page.size), 0.025, 0.98))
    assert find_symbols(page, lines) == ()


def test_a_lone_symbol_on_a_page_of_text_must_be_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(0.1, 0.05, 0.3, 0.07)
    lines = [Line("A line of text", box, 0.02, 0.99)] * (LINES_OF_A_DOCUMENT + 1)
    (found,) = find_symbols(screen(magnifier), lines)
    monkeypatch.setattr("cropvlm_tools.perception.symbols.finding.SURE", found.score + 0.001)
    assert find_symbols(screen(magnifier), lines[1:]) == (found,)
    assert find_symbols(screen(magnifier, size=(901, 600)), lines) == ()


def test_what_was_read_of_a_symbol_makes_way_for_it() -> None:
    picture = screen(magnifier)
    box = Box.from_pixels((398, 298, 430, 330), picture.size)
    doubtful, sure = (Line("Q", box, 0.035, score) for score in (0.6, 0.99))
    assert [line.origin for line in with_symbols(picture, [doubtful])] == ["symbol"]
    assert sorted(line.origin for line in with_symbols(picture, [sure])) == ["ocr", "symbol"]


def test_a_crowd_of_symbols_is_bounded() -> None:
    picture = Image.new("RGB", (1600, 1300), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(26 * 20):
        plus(pen, 20 + 60 * (number % 26), 20 + 60 * (number // 26), "black")
    before = time.process_time()
    assert 0 < len(find_symbols(picture)) <= MOST_SYMBOLS
    assert time.process_time() - before < 5


def test_symbols_decide_where_they_are_asked_to_and_are_no_text() -> None:
    picture = screen(magnifier)
    ImageDraw.Draw(picture).text((60, 60), "Departures from Basel", "black", ImageFont.load_default(24))
    found = zoom(picture, "Where is the search magnifier?", policy=load_policy("lexical", eyes=["symbols"]))
    assert found.box is not None
    assert found.box.coverage(Box.from_pixels((402, 302, 424, 324), picture.size)) > 0.9
    assert "magnifier" not in "".join(region.text for region in found.regions)
    blind = zoom(picture, "Where is the search magnifier?", policy="lexical")
    assert blind.confidence == 0


@pytest.mark.parametrize("eyes", ["symbols", ["things"], ("symbols", "x")])
def test_eyes_that_there_are_not_are_refused(eyes: object) -> None:
    with pytest.raises(PolicyError, match="symbols"):
        load_policy("lexical", eyes=eyes)


def test_what_was_read_decides_what_is_found_again() -> None:
    picture = screen(magnifier)
    found = find_symbols(picture)
    place = found[0].box
    as_text, as_junk = (Line(text, place, 0.05, score) for text, score in (("Search", 0.99), ("Q", 0.1)))
    assert find_symbols(picture, [as_text]) == ()
    assert find_symbols(picture, [as_junk]) == found


def test_symbols_that_cannot_be_looked_for_leave_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(image: Image.Image, lines: object, turn: int) -> None:
        raise RuntimeError("of the engine")

    monkeypatch.setattr("cropvlm_tools.policies.grounded.closer.with_symbols", broken)
    picture = screen(magnifier)
    ImageDraw.Draw(picture).text((60, 60), "Departures from Basel", "black", ImageFont.load_default(24))
    found = zoom(picture, "Where are the departures?", policy=load_policy("lexical", eyes=["symbols"]))
    assert found.box is not None
