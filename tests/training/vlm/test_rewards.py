"""Rewards: what abstaining, zooming and nonsense are worth; and that nothing in a batch makes them raise."""

import io
import math
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Box
from cropvlm_tools.errors import BoxError
from training.vlm.rewards import AnswerStyle, ValidBox, answer_accuracy, answer_likelihood, find_box

PERCENT = GRAMMARS["percent"]


class Reader:
    """Likes small last views: log-likelihood is minus the last view's width in pixels; reads its own question."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def answer(self, views: Sequence[Sequence[Image.Image]], questions: Sequence[str]) -> list[str]:
        self.asked += views
        return ["yes" if len(each) == 2 else "no" for each in views]

    def log_likelihood(
        self,
        views: Sequence[Sequence[Image.Image]],
        questions: Sequence[str],
        answers: Sequence[str],
        mean: bool = False,
    ) -> list[float]:
        self.asked += zip(views, questions, answers, strict=True)
        if any(question == "broken" for question in questions):
            raise RuntimeError("out of memory")
        return [math.nan if answer == "nan" else -each[-1].width / 10 for each, answer in zip(views, answers)]


def batch(*completions: Any, **columns: Any) -> dict[str, Any]:
    image = Image.new("RGB", (100, 80))
    count = len(completions)
    given = {"image": [image] * count, "question": ["?"] * count, "answers": [["yes"]] * count}
    said = [[{"role": "assistant", "content": text}] if isinstance(text, str) else text for text in completions]
    return {"completions": said, "prompts": [""] * count, "completion_ids": [[]] * count, **given, **columns}


def test_zooming_abstaining_and_nonsense() -> None:
    reward = answer_likelihood(Reader(), PERCENT, cost=0.5, floor=3)
    said = batch(" [0, 0, 20, 50].", " [0, 0, 100, 100].", "Not needed.", " [50, 50, 20, 60].", " [0, 0, 20, 50]")
    assert reward(**said) == [-2.5, -10.0, -13, -13, -2.5]
    assert ValidBox(PERCENT)(**said) == [1, 1, 0, 0, 1]
    assert answer_accuracy(Reader(), PERCENT, cost=0.1)(**said) == [0.9, 0.0, -1, -1, 0.9]


def test_no_valid_box_is_worth_less_than_none() -> None:
    reward = answer_likelihood(Reader(), PERCENT, cost=0.5, floor=0.2)
    assert reward(**batch("[0, 0, 99, 99].", "?")) == [-10.2, -10.2]


def test_the_target_sees_the_whole_first_and_the_crop_of_the_original_pixels() -> None:
    reader = Reader()
    answer_likelihood(reader, PERCENT)(**batch("[10, 0, 30, 50].", "[0, 0, 100, 100]."))
    sizes = [[view.size for view in views] for views, *_ in reader.asked]
    assert sizes == [[(100, 80)], [(100, 80), (20, 40)]]


def test_what_leads_to_the_same_views_is_read_once() -> None:
    """Also where a data set has decoded the picture anew for each completion."""
    reader = Reader()
    said = batch(*["[0, 0, 50, 50]."] * 6, "[0, 0, 20, 50].")
    said["image"] = [image.copy() for image in said["image"]]
    assert answer_likelihood(reader, PERCENT)(**said) == [-5.0] * 6 + [-2.0]
    assert len(reader.asked) == 3  # the whole is read for every question
    assert reader.asked[0][0][0] is reader.asked[1][0][0]  # a target can tell that it is the same whole


def test_a_failing_picture_or_target_costs_only_its_own_rows(tmp_path: Any) -> None:
    path = tmp_path / "cut.png"
    Image.effect_noise((64, 64), 90).save(path)
    path.write_bytes(path.read_bytes()[:-900])
    box = "[0, 0, 50, 50]."
    said = batch(box, box, box, box, box)
    cut = Image.open(io.BytesIO(path.read_bytes()))
    said["image"] = [said["image"][0], cut, None, said["image"][0], said["image"][0]]
    said["question"] = ["?", "?", "?", "broken", "?"]
    said["answers"] = [["yes"], ["yes"], ["yes"], ["yes"], ["nan"]]
    assert answer_likelihood(Reader(), PERCENT)(**said) == [-5.0, None, None, None, None]


def test_views_that_the_target_refuses_are_worth_what_their_group_is() -> None:
    """TRL adds nothing for None: next to likelihoods that would be the best one could do."""

    class Refuses(Reader):
        def log_likelihood(self, views: Any, questions: Any, answers: Any, mean: bool = False) -> list[float]:
            if any(each[-1].width == 1 for each in views):
                raise ValueError("absolute aspect ratio must be smaller than 200")
            return super().log_likelihood(views, questions, answers, mean)

    reward = answer_likelihood(Refuses(), PERCENT, floor=30)
    thin = "[0, 0, 1, 100]."
    assert reward(**batch(thin, "[0, 0, 20, 50].", thin, "[0, 0, 40, 50].", "?")) == [-3, -2, -3, -4, -40]
    assert reward(**batch(thin, "?")) == [None, -40]
    other = {**batch(thin, "[0, 0, 20, 50]."), "question": ["?", "another"]}
    assert reward(**other) == [None, -2]


def test_the_floor_follows_the_question_and_the_gain_is_told() -> None:
    """One worth -30 among likelihoods around -5 was most of what a group had to say."""
    said = batch("?", "[0, 0, 20, 50].", "?", "[0, 0, 40, 50].")
    said["image"] = [*[Image.new("RGB", (100, 80))] * 2, *[Image.new("RGB", (60, 80), "red")] * 2]
    told: list[tuple[str, float]] = []
    reward = answer_likelihood(Reader(), PERCENT)
    assert reward(**said, log_metric=lambda name, value: told.append((name, value))) == pytest.approx(
        [-12, -2, -8, -2.4]
    )
    assert told == [("gain", pytest.approx((8 + 3.6) / 2))]
    unread = {**batch("?", "[0, 0, 20, 50]."), "question": ["broken"] * 2}
    assert reward(**unread) == [None, None]


@pytest.mark.parametrize(("style", "read"), [("raw", ["12.50 EUR", "left!"]), ("sentence", ["12.50 EUR.", "Left!"])])
def test_the_answer_is_read_in_the_style_asked_for(style: AnswerStyle, read: list[str]) -> None:
    reader = Reader()
    said = batch("[0, 0, 100, 100].", "[0, 0, 100, 100].", question=["a", "b"], answers=[["12.50 EUR"], ["left!"]])
    answer_likelihood(reader, PERCENT, style=style)(**said)
    assert [answer for *_, answer in reader.asked] == read


@pytest.mark.parametrize("completion", ["", "[", None, [], [{}], 3, "[1e9, 0, 1, 1]", "[9" + "9" * 5000 + ", 0, 1, 1]"])
def test_any_completion_has_a_reward(completion: Any) -> None:
    assert answer_likelihood(Reader(), PERCENT)(**batch(completion)) == [-12.0]
    assert ValidBox(PERCENT)(**batch(completion)) == [0.0]


def test_a_batch_without_columns_does_not_raise() -> None:
    assert answer_likelihood(Reader(), PERCENT)(completions=["[0, 0, 50, 50]."]) == [None]


def test_blocks_and_strings_are_read_alike() -> None:
    for completion in ("[1, 2, 3, 4].", [{"content": [{"type": "text", "text": "[1, 2, 3, 4]"}]}]):
        assert find_box(completion, PERCENT) == Box(0.01, 0.02, 0.03, 0.04)
    with pytest.raises(BoxError):
        find_box("[61, 2, 3, 4].", PERCENT)
