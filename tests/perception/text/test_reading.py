"""The OCR engine itself, on pictures drawn here."""

from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.perception.text import detection
from cropvlm_tools.perception.text import reading as ocr
from cropvlm_tools.perception.text.detection import NEVER
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
    found = read_lines(drawn(size, px))
    assert flat(line.text for line in found) == EXPECTED
    for row, line in enumerate(found):
        assert line.score > 0.8
        assert 0.5 * px < line.height * max(size) < 2 * px
        middle = size[1] // 10 + 3 * px * row + px / 2
        assert line.box.y1 * size[1] < middle < line.box.y2 * size[1]


def test_a_picture_on_its_side_is_read_as_vertical_lines() -> None:
    found = read_lines(drawn(turn=90))
    assert all(line.box.height * 800 > line.box.width * 500 for line in found)
    assert all(line.height * 800 < 80 for line in found)


@pytest.mark.parametrize("size", [(1, 1), (15, 4000), (16, 16), (20000, 20), (64, 64)])
def test_pictures_without_text_hold_no_lines(size: tuple[int, int]) -> None:
    assert read_lines(Image.new("RGB", size, "teal")) == ()


def test_an_image_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.forget_lines()
    reads: list[int] = []
    real = ocr.read_page
    monkeypatch.setattr(ocr, "read_page", lambda *given: reads.append(1) or real(*given))
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
    real = ocr.read_page
    monkeypatch.setattr(ocr, "read_page", lambda *given: reads.append(1) or real(*given))
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


def test_a_dense_page_is_read_faster_and_the_same() -> None:
    picture = drawn()
    faster, full = read_lines(picture, dense=3), read_lines(picture, dense=4)
    assert flat(line.text for line in faster) == EXPECTED
    assert [(line.box, line.height) for line in faster] == [(line.box, line.height) for line in full]
    assert [line.score for line in faster] != [line.score for line in full]


@pytest.mark.parametrize(("dense", "ways"), [(20, ["texts"]), (21, 20 * ["text"])])
def test_only_from_so_many_lines_on(dense: int, ways: list[str]) -> None:
    asked: list[str] = []

    class Double:
        def quads(self, pixels: np.ndarray) -> np.ndarray:
            return np.array([[[0, y], [90, y], [90, y + 20], [0, y + 20]] for y in range(0, 600, 30)], np.float32)

        def text(self, strip: np.ndarray) -> tuple[str, float]:
            asked.append("text")
            return "one", 0.9

        def texts(self, strips: list[np.ndarray]) -> list[tuple[str, float]]:
            asked.append("texts")
            return [(str(number), 0.8) for number in range(len(strips))]

    lines = ocr.read_page(Image.new("RGB", (960, 960)), Double(), dense)  # type: ignore[arg-type]
    assert asked == ways
    assert [line.text for line in lines] == ([str(row) for row in range(20)] if dense == 20 else 20 * ["one"])


class Found:
    """An engine that finds ``few`` lines on fewer pixels and 25 on all."""

    def __init__(self, few: int) -> None:
        self.few, self.shown = few, []  # type: int, list[int]

    def quads(self, pixels: np.ndarray) -> np.ndarray:
        width = pixels.shape[1]
        self.shown.append(width)
        count, unit = (25, 1.0) if width == 1200 else (self.few, width / 1200)
        rows = [[[30, y], [130, y], [130, y + 20], [30, y + 20]] for y in range(0, 30 * count, 30)]
        return np.array(rows, np.float32) * np.float32(unit)

    def text(self, strip: np.ndarray) -> tuple[str, float]:
        return "careful", 0.9

    def texts(self, strips: list[np.ndarray]) -> list[tuple[str, float]]:
        return [("fast", 0.8)] * len(strips)


@pytest.mark.parametrize(
    ("likely", "few", "dense", "shown"),
    [
        (20, 21, 20, [849]),
        (20, 20, 20, [849, 1200]),  # not surely dense
        (19, 21, 20, [1200]),
        (99, 30, NEVER, [1200]),
    ],
)
def test_a_dense_page_is_looked_at_on_fewer_pixels(
    monkeypatch: pytest.MonkeyPatch, likely: int, few: int, dense: int, shown: list[int]
) -> None:
    monkeypatch.setattr(detection, "likely_lines", lambda image: likely)
    engine = Found(few)
    lines = ocr.read_page(Image.new("RGB", (1200, 1200)), engine, dense)  # type: ignore[arg-type]
    assert engine.shown == shown
    fewer = shown == [849]
    assert len(lines) == (few if fewer else 25)
    slack = detection._LOOSER * 2**0.5 if fewer else 0.0
    assert lines[1].height * 1200 == pytest.approx(20 - 2 * slack, abs=0.05)
    expected = (30 + slack, 30 + slack, 130 - slack, 50 - slack)
    assert lines[1].box.to_pixels((1200, 1200)) == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("broken", ["likely_lines", "texts"])
def test_what_fails_on_the_fast_way_is_read_with_care(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*given: object) -> None:
        raise RuntimeError("no")

    engine = Found(25)
    monkeypatch.setattr(detection if broken == "likely_lines" else engine, broken, fail)
    lines = ocr.read_page(Image.new("RGB", (1200, 1200)), engine, 20)  # type: ignore[arg-type]
    assert [line.text for line in lines] == 25 * ["careful"]


def test_what_fails_in_a_closer_look_is_read_with_care_too(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Found(25)
    monkeypatch.setattr(engine, "texts", lambda strips: 1 / 0)
    rows = [np.array([[30, y], [130, y], [130, y + 20], [30, y + 20]], np.float32) for y in range(0, 750, 30)]
    monkeypatch.setattr(ocr, "find_closer", lambda *given: rows)
    lines = ocr.read_closer(Image.new("RGB", (1200, 1200)), engine, (), 20)  # type: ignore[arg-type]
    assert [line.text for line in lines] == 25 * ["careful"]


def test_a_tightened_quad_turns_with_its_line() -> None:
    quad = np.array([[0, 0], [30, 40], [22, 46], [-8, 6]], np.float32)  # 50 by 10, its lower side to the left
    tight = detection.tightened(quad, 1.0, 50.0, 10.0)
    assert np.linalg.norm(tight[1] - tight[0]) == pytest.approx(48, abs=1e-4)
    assert np.linalg.norm(tight[3] - tight[0]) == pytest.approx(8, abs=1e-4)
    assert tight.mean(axis=0) == pytest.approx(quad.mean(axis=0), abs=1e-4)


def test_repeated_cells_are_recognised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = ocr.engines_of(1)
    widths: list[int] = []

    class Recogniser:
        def recognize_txt(self, strips: list[np.ndarray]) -> SimpleNamespace:
            widths.extend(strip.shape[1] for strip in strips)
            return SimpleNamespace(txts=tuple(f" {width}" for width in widths), scores=(0.5,) * len(strips))

    monkeypatch.setattr(engines, "faster", Recogniser())
    long, short = np.asarray(drawn())[40:100], np.asarray(drawn())[40:100, :90]
    assert engines.texts([long, short, long]) == [("560", 0.5), ("80", 0.5), ("560", 0.5)]
    assert widths == [560, 80]  # 0.7 of 800, and not below 64 at a height of 48


def test_unsure_lines_are_left_out() -> None:
    picture = drawn()
    assert read_lines(picture, min_score=1.01) == ()
    assert len(read_lines(picture, min_score=0.0)) >= 3
