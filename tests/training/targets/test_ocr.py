"""Frozen readers and the readings they keep."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from training.targets.ocr import ENGINES, OcrTarget
from training.targets.target import TargetError

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed (apt-get install tesseract-ocr)"
)


class Counting:
    """Reads the colour of the first pixel, and counts."""

    version = "counting 1"
    calls = 0

    def __call__(self, view: Image.Image) -> str:
        type(self).calls += 1
        return str(view.getpixel((0, 0)))


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> type[Counting]:
    monkeypatch.setitem(ENGINES, "counting", Counting)
    monkeypatch.setattr(Counting, "calls", 0)
    return Counting


def test_a_view_is_read_once(tmp_path: Path, counting: type[Counting], monkeypatch: pytest.MonkeyPatch) -> None:
    red, blue, wide = Image.new("RGB", (8, 4), "red"), Image.new("RGB", (8, 4), "blue"), Image.new("RGB", (4, 8), "red")
    first, second = OcrTarget("counting", tmp_path), OcrTarget("counting", tmp_path)
    assert [target.read(view) for target in (first, second) for view in (red, blue, red.copy())] == [
        "(255, 0, 0)", "(0, 0, 255)", "(255, 0, 0)",
    ] * 2  # fmt: skip
    assert counting.calls == 2
    second.read(wide)  # the same bytes in another shape are another view
    assert counting.calls == 3
    monkeypatch.setattr(Counting, "version", "counting 2")
    OcrTarget("counting", tmp_path).read(red)
    assert counting.calls == 4


def test_nothing_is_kept_without_a_folder(counting: type[Counting]) -> None:
    target = OcrTarget("counting")
    assert target.read(Image.new("RGB", (2, 2))) == target.read(Image.new("RGB", (2, 2)))
    assert counting.calls == 2


def test_several_readers_may_share_a_folder(tmp_path: Path, counting: type[Counting]) -> None:
    def read(number: int) -> list[str]:
        target = OcrTarget("counting", tmp_path)
        return [target.read(Image.new("RGB", (2, 2), (shade, 0, 0))) for shade in range(40)]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(read, range(4)))
    assert results == [[f"({shade}, 0, 0)" for shade in range(40)]] * 4
    assert 40 <= counting.calls <= 160


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(TargetError, match="rapidocr, tesseract"):
        OcrTarget("abacus")


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("pytesseract", reason="pytesseract is not installed")
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(TargetError, match="apt-get install tesseract-ocr"):
        OcrTarget("tesseract")


@pytest.fixture(scope="module")
def readers() -> dict[str, OcrTarget]:
    names = ["rapidocr"] + (["tesseract"] if shutil.which("tesseract") else [])
    return {name: OcrTarget(name) for name in names}


@pytest.mark.parametrize("name", ["rapidocr", pytest.param("tesseract", marks=needs_tesseract)])
@pytest.mark.parametrize(
    ("size", "text", "expected"),
    [
        ((448, 120), "Total 24.23", "24.23"),
        ((448, 300), "", ""),
        ((1, 1), "", ""),
        ((8, 448), "", ""),
        ((448, 3), "", ""),
    ],
)
def test_real_readers(
    readers: dict[str, OcrTarget], name: str, size: tuple[int, int], text: str, expected: str
) -> None:
    view = Image.new("RGB", size, "white")
    ImageDraw.Draw(view).text((20, 30), text, fill="black", font=ImageFont.load_default(36))
    read = readers[name].read(view)
    assert expected in read if expected else read == ""
