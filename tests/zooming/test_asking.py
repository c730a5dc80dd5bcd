"""Whatever a policy does or answers, the zoom goes on and its image is whole."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cropvlm_tools import Box, zoom
from cropvlm_tools.policy import Policy, Prediction
from tests.zooming.doubles import QUARTER, Says, picture


class Does(Policy):
    """Does something with its image, then shows a quarter."""

    name = "does"

    def __init__(self, what: Callable[[Image.Image], object]) -> None:
        self.what = what

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.what(image)
        return Prediction(QUARTER, 0.5)


def write_by_hand(image: Image.Image) -> None:
    pixels = image.load()
    assert pixels is not None
    pixels[0, 0] = (1, 2, 3)


SPOILS: dict[str, Callable[[Image.Image], object]] = {
    "closes": lambda image: image.close(),
    "leaves a with": lambda image: image.__exit__(None, None, None),
    "resizes": lambda image: image.thumbnail((4, 4)),
    "draws": lambda image: ImageDraw.Draw(image).rectangle((0, 0, 99, 99), "red"),
    "pastes": lambda image: image.paste("red", (0, 0, 99, 99)),
    "puts a pixel": lambda image: image.putpixel((0, 0), (1, 2, 3)),
    "puts all pixels": lambda image: image.putdata([(1, 2, 3)] * (image.width * image.height)),
    "puts alpha": lambda image: image.putalpha(0),
    "notes": lambda image: image.info.update(exif=b"no"),
}


@pytest.mark.parametrize("what", SPOILS.values(), ids=SPOILS.keys())
def test_what_a_policy_does_with_its_image_is_seen_by_nobody(what: Callable[[Image.Image], object]) -> None:
    page = picture((80, 60))
    before = page.tobytes()
    result = zoom(page, "What?", Does(what), steps=2, context=True)
    assert (result.outcome, result.box) == ("zoomed", QUARTER)
    assert (result.image.mode, result.image.info, result.image.tobytes()) == ("RGB", {}, before)
    assert result.crop is not None
    assert (result.crop.size, result.overlay().size, len(result.views)) == ((40, 30), (80, 60), 2)


def test_an_image_that_is_written_by_hand_is_a_failure_and_stays() -> None:
    page = picture((80, 60))
    result = zoom(page, "What?", Does(write_by_hand))
    assert result.outcome == "failed"
    assert result.image.tobytes() == page.tobytes()


LARGE = """
import resource
from PIL import Image
from cropvlm_tools import zoom
from cropvlm_tools.policy import Prediction

class Looks:
    name = "looks"
    def predict(self, image, question):
        assert image.getpixel((9_999, 4_999)) == (255, 255, 255)
        return Prediction(None, 0.0)

page = Image.new("RGB", (10_000, 5_000), "white")
zoom(page, "What?", "whole")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(3):
    zoom(page, "What?", Looks())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_image_is_lent_without_a_copy() -> None:
    """Of 200 MB in memory: a zoom needs no more of it for somebody else's policy than for one of ours."""
    pytest.importorskip("resource")
    grown = subprocess.run([sys.executable, "-c", LARGE], check=True, capture_output=True, text=True).stdout
    assert int(grown) * (1 if sys.platform == "darwin" else 1024) < 50_000_000  # bytes; Linux counts in KiB


def forged(**fields: object) -> Prediction:
    """A prediction that was valid once."""
    prediction = Prediction(QUARTER, 0.5)
    for name, value in fields.items():
        object.__setattr__(prediction, name, value)
    return prediction


def turned(*xyxy: object) -> Box:
    box = Box(0, 0, 1, 1)
    for name, value in zip(("x1", "y1", "x2", "y2"), xyxy, strict=True):
        object.__setattr__(box, name, value)
    return box


NAN, INF = float("nan"), float("inf")
NONSENSE: list[object] = [
    *(None, (0, 0, 1, 1), QUARTER, [Prediction(QUARTER, 0.5)], "[0, 0, 50, 50]", Prediction),
    *(forged(confidence=value) for value in (NAN, INF, -0.1, 1.1, "1", None, 10**400, 1j, Decimal("0.5"))),
    *(forged(legible_edge=value) for value in (NAN, INF, 0, -1, "448", 3.5, True, [448])),
    *(forged(reason=value) for value in (None, 3, b"why", ["why"])),
    *(forged(outcome=value) for value in ("failed", "abstained", "?", 3, ["zoomed"])),
    *(forged(regions=value) for value in (None, 3, (None,), ((0, 0, 1, 1),), {QUARTER: 1}, "box")),
    forged(box=None, regions=()),
    *(
        forged(box=box, regions=(box,))
        for box in (
            turned(NAN, 0, 1, 1),
            turned(0, 0, INF, 1),
            turned(0, 0, 2, 2),
            turned(1, 1, 0, 0),
            turned("0", 0, 1, "1"),
            turned(None, None, None, None),
            turned(0, 0, 10**400, 1),
        )
    ),
]


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_a_failed_outcome(answer: Any, steps: int) -> None:
    result = zoom(picture((80, 60)), "What?", Says(answer), when="needed", steps=steps)
    assert (result.outcome, result.box, result.confidence, len(result.views)) == ("failed", None, 0.0, 1)
    json.dumps(result.to_dict(), allow_nan=False)


NUMBERS = st.one_of(
    st.floats(0, 1), st.floats(0, 1, width=32).map(np.float32), st.fractions(0, 1), st.integers(0, 1), st.floats()
)


@given(xyxy=st.tuples(*[NUMBERS] * 4), confidence=NUMBERS, edge=st.one_of(st.none(), st.integers()))
def test_any_numbers_are_a_zoom_that_can_be_shown(xyxy: tuple[Any, ...], confidence: Any, edge: int | None) -> None:
    answer = forged(box=turned(*xyxy), regions=(turned(*xyxy),), confidence=confidence, legible_edge=edge)
    result = zoom(Image.new("RGB", (8, 6)), "What?", Says(answer), steps=2, context=True)
    facts = json.dumps(result.to_dict(), allow_nan=False)
    assert ('"zoomed"' in facts) is bool(result.details)


@pytest.mark.parametrize(
    "number", [np.float32(0.5), np.float64(0.5), Fraction(1, 2), 0.5], ids=lambda each: type(each).__name__
)
def test_numbers_of_every_kind_become_plain(number: Any) -> None:
    result = zoom(picture((80, 60)), "What?", Says(Prediction(Box(0, 0, number, 1), number)))
    assert json.loads(json.dumps(result.to_dict()))["box_relative"] == [0, 0, 0.5, 1]


@pytest.mark.parametrize(
    ("reason", "said"),
    [("It\nis\r\nso.", "It is so."), ("\ud800", "?"), ("x" * 10_000, "x" * 297 + "...")],
    ids=["lines", "surrogate", "long"],
)
def test_a_reason_is_one_short_line(reason: str, said: str) -> None:
    result = zoom(picture((80, 60)), "What?", Says(Prediction.abstained(reason)))
    assert result.reason == said
    result.caption.encode()


def test_a_name_that_cannot_be_read_is_that_of_the_class() -> None:
    class Nameless(Says):
        @property
        def name(self) -> str:  # type: ignore[override]
            raise RuntimeError

    assert zoom(picture((8, 6)), "What?", Nameless(Prediction(None, 0.0))).policy == "Nameless"


def raising(error: BaseException) -> Policy:
    def fail(image: Image.Image) -> None:
        raise error

    return Does(fail)


@pytest.mark.parametrize(
    "error", [MemoryError(), RecursionError(), SystemExit(1), StopIteration(), ExceptionGroup("", [OSError()])]
)
def test_whatever_a_policy_raises_is_a_failure(error: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="cropvlm_tools"):
        results = [zoom(picture((80, 60)), "What?", raising(error)) for _ in range(2)]
    assert {result.outcome for result in results} == {"failed"}
    assert results[0].reason == f"The policy failed ({type(error).__name__})."
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.parametrize("error", [KeyboardInterrupt, asyncio.CancelledError, GeneratorExit])
def test_what_ends_the_program_or_a_task_passes(error: type[BaseException]) -> None:
    with pytest.raises(error):
        zoom(picture((80, 60)), "What?", raising(error()))
