"""The OCR engine itself, on pictures drawn here."""

from collections import Counter
from threading import Thread

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.images.turning import turned
from cropvlm_tools.perception.text import reading as ocr
from cropvlm_tools.perception.text.reading import read_lines

TEXTS = ("Invoice 20874", "Total 1,048.68", "Thank you")


def drawn(size: tuple[int, int] = (800, 500), px: int = 40, turn: int = 0) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    for row, text in enumerate(TEXTS):
        place = (size[0] // 10, size[1] // 10 + 3 * px * row)
        ImageDraw.Draw(picture).text(place, text, "black", ImageFont.load_default(px))
    return picture.rotate(turn, expand=True)


def flat(texts: object) -> list[str]:
    return [str(text).replace(" ", "") for text in texts]  # type: ignore[attr-defined]


EXPECTED = [text.replace(" ", "") for text in TEXTS]


@pytest.mark.parametrize(
    ("size", "px"), [((800, 500), 40), ((400, 250), 16), ((3200, 2000), 40), ((6000, 1200), 80), ((300, 4000), 20)]
)
def test_lines_are_read_from_top_to_bottom_whatever_the_size(size: tuple[int, int], px: int) -> None:
    lines = read_lines(drawn(size, px))
    assert flat(line.text for line in lines) == EXPECTED
    for row, line in enumerate(lines):
        assert line.score > 0.8
        assert 0.5 * px < line.height * max(size) < 2 * px
        middle = size[1] // 10 + 3 * px * row + px / 2
        assert line.box.y1 * size[1] < middle < line.box.y2 * size[1]


@pytest.mark.parametrize("size", [(1, 1), (15, 4000), (16, 16), (20000, 20), (64, 64)])
def test_pictures_without_text_hold_no_lines(size: tuple[int, int]) -> None:
    assert read_lines(Image.new("RGB", size, "teal")) == ()


def test_an_image_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.forget_lines()
    reads: list[int] = []
    real = ocr.read_anew
    monkeypatch.setattr(ocr, "read_anew", lambda *given: reads.append(1) or real(*given))
    picture = drawn()
    assert read_lines(picture) == read_lines(picture.copy())
    assert len(reads) == 1
    picture.putpixel((0, 0), (0, 0, 0))
    read_lines(picture)
    assert len(reads) == 2


def test_only_so_many_images_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "CACHED_IMAGES", 3)
    ocr.forget_lines()
    reads: list[int] = []
    real = ocr.read_anew
    monkeypatch.setattr(ocr, "read_anew", lambda *given: reads.append(1) or real(*given))
    for shade in (0, 1, 2, 3, 4, 2, 3, 4, 1):  # the first two are forgotten
        read_lines(Image.new("RGB", (20, 20), (shade, 0, 0)))
    assert len(reads) == 6


def test_threads_read_the_same_lines() -> None:
    ocr.forget_lines()
    found: list[list[str]] = []
    pictures = [drawn(px=px) for px in (30, 40, 50)]

    def read() -> None:
        found.append([line.text for picture in pictures for line in read_lines(picture)])

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(texts == found[0] for texts in found)


class Rows:
    """An engine that finds so many rows of text in whatever it is shown."""

    def __init__(self, count: int) -> None:
        self.count, self.strips = count, 0

    def quads(self, pixels: np.ndarray) -> np.ndarray:
        tops = np.linspace(0, pixels.shape[0] - 9, self.count)
        return np.array([[[30, y], [130, y], [130, y + 8], [30, y + 8]] for y in tops], np.float32)

    def texts(self, strips: list[np.ndarray]) -> list[tuple[str, float]]:
        self.strips += len(strips)
        return [(str(number), 0.9) for number in range(len(strips))]


@pytest.mark.parametrize(("found", "read", "unread"), [(20, 20, 0), (450, 450, 0), (5000, 5000, 0), (5300, 5000, 300)])
def test_what_is_left_unread_is_counted(found: int, read: int, unread: int) -> None:
    engine = Rows(found)
    reading = ocr.read_anew(Image.effect_noise((1200, 1200), 90).convert("RGB"), engine, upright=True)  # type: ignore[arg-type]
    assert (len(reading.lines), engine.strips, reading.unread) == (read, read, unread)


def printed(size: tuple[int, int], px: int, rows: int, columns: int) -> tuple[Image.Image, list[str]]:
    """Words and numbers in rows and columns, and which."""
    page = Image.new("RGB", size, "white")
    font, words = (
        ImageFont.load_default(px),
        ["Harbour", "Lantern", "Quarry", "Meadow", "Saffron", "Timber", "Velvet", "Willow"],
    )
    texts = []
    for row in range(rows):
        for column in range(columns):
            number = 1000 + 37 * row + 911 * column
            texts.append(
                f"{words[(row + 3 * column) % 6]} {number}" if column % 2 == 0 else f"{number}.{row % 90 + 10}"
            )
            place = (size[0] * (column + 0.1) / columns, size[1] * (row + 0.4) / rows)
            ImageDraw.Draw(page).text(place, texts[-1], "black", font)
    return page, texts


@pytest.mark.parametrize(
    ("size", "px", "rows", "columns"),
    [
        ((2480, 3508), 25, 14, 4),  # 6 pt at 300 dpi
        ((600, 12000), 22, 40, 1),  # a conversation in one screenshot
        ((5120, 1440), 16, 10, 6),  # a wide desktop
    ],
)
def test_everything_on_a_full_page_is_read(size: tuple[int, int], px: int, rows: int, columns: int) -> None:
    page, texts = printed(size, px, rows, columns)
    wanted, lines = Counter(flat(texts)), Counter(flat(line.text for line in read_lines(page)))
    assert (wanted - lines).total() <= 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_upright_whichever_way_it_lies(turn: int) -> None:
    lying = turned(drawn(), -turn)
    reading = ocr.read(lying)
    assert reading.turn == turn
    assert flat(line.text for line in reading.lines) == EXPECTED
    assert [line.box for line in reading.lines] == [line.box for line in ocr.read(drawn()).lines]


def test_few_lines_that_stand_on_an_upright_page_turn_nothing() -> None:
    page = drawn()
    side = Image.new("RGB", (200, 40), "white")
    ImageDraw.Draw(side).text((4, 2), "Copy 2 of 3", "black", ImageFont.load_default(30))
    page.paste(side.rotate(90, expand=True), (700, 100))
    reading = ocr.read(page)
    assert reading.turn == 0
    assert set(EXPECTED) < set(flat(line.text for line in reading.lines))


def test_unsure_lines_are_left_out() -> None:
    picture = drawn()
    assert read_lines(picture, min_score=1.01) == ()
    assert len(read_lines(picture, min_score=0.0)) >= 3
