"""A reader of the caller's own in place of the engine in the wheel."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools import load_policy, zoom
from cropvlm_tools.errors import ReaderError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text import reading as ocr
from tests.policies.grounded.pages import page

LINES = page({0.1: {0.1: "Total", 0.3: "12.50"}, 0.3: {0.1: "Date", 0.3: "03.05.2031"}, 0.8: {0.1: "Thank you"}})
BLANK = Image.new("RGB", (1000, 1200), "white")


@dataclass
class Own:
    """Reads the same lines whatever it is shown; no two are equal, and it has no hash."""

    lines: object = LINES
    calls: list[Image.Image] = field(default_factory=list)
    identity: str = "own 1"

    def __call__(self, image: Image.Image) -> Iterable[Line]:
        self.calls.append(image)
        return self.lines  # type: ignore[return-value] # some tests give what is none


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    ocr.forget_lines()


@pytest.mark.parametrize("name", ["default", "lexical"])
def test_its_lines_are_taken_as_they_are_and_read_once(name: str) -> None:
    reader = Own(tuple(reversed(LINES)))
    policy = load_policy(name, reader=reader)
    boxes = [policy.predict(BLANK.copy(), question).box for question in ("What is the total?", "What is the date?")]
    assert boxes[0].y1 < 0.1 < boxes[0].y2 < boxes[1].y2
    assert len(reader.calls) == 1
    again = load_policy(name, reader=Own(line for line in LINES))  # type: ignore[arg-type] # any iterable
    assert again.predict(BLANK, "What is the total?").box == boxes[0]


def test_every_reader_has_lines_of_its_own() -> None:
    readers = [Own(), Own(())]
    outcomes = [load_policy("lexical", reader=reader).predict(BLANK, "The total?").outcome for reader in readers]
    assert outcomes == ["zoomed", "abstained"]


def test_only_so_many_images_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "CACHED_IMAGES", 2)
    reader = Own()
    policy = load_policy("lexical", reader=reader)
    for shade in (1, 2, 3, 2, 1):
        policy.predict(Image.new("RGB", (400, 400), (shade, 0, 0)), "What is the total?")
    assert len(reader.calls) == 4


GOOD = LINES[0]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (None, "NoneType"),
        ("Total 12.50", "str"),
        (["Total"], "Line 1: it is a str"),
        ([GOOD, (GOOD.text, GOOD.box)], "Line 2: it is a tuple"),
        ([replace(GOOD, text=7)], "text is a int"),
        ([replace(GOOD, box=(0, 0, 1, 1))], "Box.from_pixels"),
        ([replace(GOOD, height=32)], "share of the image's long edge"),
        ([replace(GOOD, height=0)], "share of the image's long edge"),
        ([replace(GOOD, score=97.0)], "Divide percentages by 100"),
        ([replace(GOOD, score=float("nan"))], "lies in"),
        ([replace(GOOD, score=None)], "lies in"),
    ],
)
def test_what_is_no_line_is_an_error_that_names_the_fix(lines: object, message: str) -> None:
    policy = load_policy("lexical", reader=Own(lines))
    with pytest.raises(ReaderError, match=message) as caught:
        policy.predict(BLANK, "What is the total?")
    assert "Line(text, Box(x1, y1, x2, y2), height, score)" in caught.value.fix
    assert zoom(BLANK, "What is the total?", policy=policy).outcome == "failed"


def test_empty_texts_are_left_out() -> None:
    reader = Own([replace(GOOD, text=" "), replace(GOOD, text=" Total \n 12.50")])
    assert [line.text for line in ocr.read_with(reader, BLANK).lines] == ["Total 12.50"]


@pytest.mark.parametrize("error", [RuntimeError("down"), OSError("gone"), ReaderError("no"), ImportError("no")])
def test_a_reader_that_raises_is_a_failed_outcome(error: Exception) -> None:
    def broken(image: Image.Image) -> Iterable[Line]:
        raise error

    assert zoom(BLANK, "What is the total?", policy=load_policy("default", reader=broken)).outcome == "failed"


@pytest.mark.parametrize(("reader", "fix"), [("tesserakt", "tesseract"), (7, "Line(text"), (LINES, "Line(text")])
def test_what_is_no_reader_is_refused_at_once(reader: object, fix: str) -> None:
    with pytest.raises(ReaderError) as caught:
        load_policy("lexical", reader=reader)
    assert fix in caught.value.fix


def test_its_readings_are_kept_on_disk_by_its_identity(tmp_path: Path) -> None:
    first, same, newer = Own(), Own(), Own(identity="own 2")
    for reader in (first, same, newer):
        load_policy("lexical", reader=reader, cache=tmp_path).predict(BLANK, "What is the total?")
    assert [len(reader.calls) for reader in (first, same, newer)] == [1, 0, 1]
    with pytest.raises(ReaderError, match=r"reader\.identity = "):
        load_policy("lexical", reader=lambda image: LINES, cache=tmp_path)


def test_the_engine_in_the_wheel_is_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Image.new("RGB", (64, 64), "teal")
    expected = load_policy("default", cache=str(tmp_path)).predict(picture, "What is the total?")
    ocr.forget_lines()
    monkeypatch.setattr(ocr, "engine_of", lambda threads: pytest.fail("read again"))
    assert load_policy("default", cache=tmp_path).predict(picture, "What is the total?") == expected
