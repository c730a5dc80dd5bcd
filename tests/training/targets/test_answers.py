"""Answers are kept as they come."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training.targets.answers import Answers, Remembering
from training.targets.reading import Reading
from training.targets.shown import Picture, Shown
from training.targets.target import TargetError, read_all


class Echo:
    """Says the question, and fails at "fail"."""

    name = "echo"
    transcript = False

    def __init__(self, version: str = "echo 1") -> None:
        self.version = version
        self.asked: list[str] = []

    def tokens(self, shown: Shown) -> int:
        return len(shown.sizes)

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        for place, each in reversed(list(enumerate(shown))):
            if each.question == "fail":
                raise ConnectionError
            self.asked.append(each.question)
            yield place, Reading((each.question,), "truncated" if each.question == "long" else "answered", 0.5)


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    return Picture(tmp_path / "a.png")


def whole(picture: Picture, question: str) -> Shown:
    return Shown(picture, question, None, 32, 32)


def test_what_was_answered_is_not_asked_again(tmp_path: Path, picture: Picture) -> None:
    echo = Echo()
    asked = [whole(picture, question) for question in ("one", "long", "one")]
    first = read_all(Remembering(echo, Answers(tmp_path)), asked)
    assert echo.asked == ["long", "one"]
    assert [(each.texts, each.status) for each in first] == [
        (("one",), "answered"), (("long",), "truncated"), (("one",), "answered"),
    ]  # fmt: skip
    again = read_all(Remembering(echo, Answers(tmp_path)), asked)
    assert echo.asked == ["long", "one"]
    assert [(each.texts, each.status, each.seconds) for each in again] == [
        (each.texts, each.status, None) for each in first
    ]
    assert read_all(Remembering(Echo("echo 2"), Answers(tmp_path)), asked)[0].seconds == 0.5


def test_answers_before_a_failure_are_kept(tmp_path: Path, picture: Picture) -> None:
    echo = Echo()
    target = Remembering(echo, Answers(tmp_path))
    with pytest.raises(ConnectionError):
        read_all(target, [whole(picture, question) for question in ("one", "fail", "two")])
    assert read_all(target, [whole(picture, "two")])[0].seconds is None
    assert echo.asked == ["two"]


def test_whatever_is_shown_otherwise_is_asked_anew(tmp_path: Path, picture: Picture) -> None:
    echo = Echo()
    box = Box(0.1, 0.1, 0.4, 0.4)
    different = [
        Shown(picture, "?", None, 32, 32),
        Shown(picture, "?", None, 32, 40),
        Shown(picture, "?", None, None, None),
        Shown(picture, "?", box, 32, 32),
        Shown(picture, "?", box, 24, 32),
        Shown(picture, "?", box, 32, 32, context=True),
        Shown(picture, "?", Box(0.1, 0.1, 0.4, 0.5), 32, 32),
        Shown(picture, "!", None, 32, 32),
        Shown(picture, "?", None, 32, 32, strips=2),
        Shown(picture, "?", None, 32, 32, strips=3),
    ]
    target = Remembering(echo, Answers(tmp_path))
    assert all(reading.seconds is not None for reading in read_all(target, different))
    assert len(echo.asked) == len(different)
    assert len({each.key for each in different}) == len(different)


def test_the_views_are_those_of_a_zoom(picture: Picture) -> None:
    shown = Shown(picture, "?", Box(0.1, 0.1, 0.4, 0.4), 32, 40, context=True)
    assert [view.size for view in shown.views] == shown.sizes == [(40, 30), (32, 24), (32, 24)]
    zoomed = picture.zoom(shown.box, 32, context=True)
    assert [view.size for view in zoomed.views] == [(32, 24), (32, 24), (32, 24)]
    for ours, theirs in zip(shown.views[1:], zoomed.views[1:], strict=True):
        assert ours.tobytes() == theirs.image.tobytes()


def test_strips_are_the_whole_in_parts_along_its_longer_edge(picture: Picture) -> None:
    shown = Shown(picture, "?", None, None, 40, strips=2)
    assert shown.whole == [Box(0, 0, 0.5, 1), Box(0.5, 0, 1, 1)]
    assert [view.size for view in shown.views] == shown.sizes == [(27, 40), (27, 40)]
    upright = Shown(Picture(Image.new("RGB", (60, 80))), "?", None, None, 40, strips=2)
    assert upright.whole == [Box(0, 0, 1, 0.5), Box(0, 0.5, 1, 1)]


def test_a_vision_language_model_is_a_target(tmp_path: Path, picture: Picture) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from tests.policies import tiny_vlms
    from training.evaluation.measure import as_costly
    from training.targets.loading import load_target
    from training.targets.vlm import VlmTarget

    model, processor = tiny_vlms.build("llava", spread=10.0)
    model.save_pretrained(tmp_path / "reader")
    processor.save_pretrained(tmp_path / "reader")
    target = load_target(str(tmp_path / "reader"), tmp_path / "cache")
    shown = [whole(picture, "What is due?"), Shown(picture, "What is due?", Box(0, 0, 0.5, 0.5), 32, 32)]
    views = [each.views for each in shown]
    direct = VlmTarget(model, processor).answer(views, ["What is due?"] * 2)
    assert [each.texts[0] for each in read_all(target, shown)] == direct
    assert (target.name, target.transcript) == ("reader", False)
    assert [target.tokens(each) for each in shown] == [16, 32]  # of the model's own: 4x4 patches a view
    equal = as_costly(Shown(picture, "?", None, 32, 32), target, 32)
    assert (equal.strips, target.tokens(equal)) == (2, 32)  # a larger view would cost it no more
    other = VlmTarget(*tiny_vlms.build("llava", seed=1))
    assert target.version == VlmTarget(model, processor, name="same").version != other.version
    with pytest.raises(TargetError, match="rapidocr, tesseract"):
        load_target("nobody here", None)
