"""VlmTarget against an unbatched, unpadded loop over tokens."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from tests.policies import tiny_vlms  # noqa: E402
from training.vlm_target import PROMPT, VlmTarget  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def picture(seed: int, width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8))


WHOLE, CROP, OTHER = picture(0, 60, 40), picture(1, 20, 33), picture(2, 48, 48)
VIEWS = [[WHOLE], [WHOLE, CROP], [OTHER], [OTHER, CROP]]
QUESTIONS = ["What is due?", "Which way does it point?", "?", "Time: now or later?"]
ANSWERS = ["12.50 EUR", "left", "7", "at 12:30: now"]  # a colon in an answer is no place to cut it


@cache
def target(name: str) -> VlmTarget:
    return VlmTarget(*tiny_vlms.build(name, spread=10.0), batch_size=4)


def one_by_one(subject: VlmTarget, views: list[Image.Image], question: str, answer: str) -> list[float]:
    """log p of each token, each from a pass of its own over all before it."""
    prompter = subject._prompter
    inputs = prompter.inputs([(views, PROMPT.replace("{question}", question))])
    words = subject.processor.tokenizer
    begun = words(prompter.context, add_special_tokens=False)["input_ids"]
    ids = words(prompter.context + prompter.lead + answer, add_special_tokens=False)["input_ids"]
    if ids[: len(begun)] == begun:
        ids = ids[len(begun) :]
    else:  # the LLaVA here would write ":▁" as one token
        ids = words(prompter.lead + answer, add_special_tokens=False)["input_ids"]
    scores = []
    for token in [*ids, subject._end]:
        logits = subject.model(**inputs).logits[0, -1]
        scores.append(float(logits.log_softmax(-1)[token]))
        inputs["input_ids"] = torch.cat([inputs["input_ids"], torch.tensor([[token]])], 1)
        inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        for key in inputs:
            if key.endswith("token_type_ids"):
                inputs[key] = torch.nn.functional.pad(inputs[key], (0, 1), value=prompter.answer_type)
    return scores


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_the_likelihood_is_that_of_a_loop_over_tokens(name: str) -> None:
    subject = target(name)
    with torch.no_grad():
        expected = [one_by_one(subject, *row) for row in zip(VIEWS, QUESTIONS, ANSWERS, strict=True)]
    sums = subject.answer_log_likelihood(VIEWS, QUESTIONS, ANSWERS)
    assert sums == pytest.approx([sum(scores) for scores in expected], abs=1e-4)
    means = subject.answer_log_likelihood(VIEWS, QUESTIONS, ANSWERS, mean=True)
    assert means == pytest.approx([sum(scores) / len(scores) for scores in expected], abs=1e-4)
    assert len({round(value, 3) for value in sums}) == len(sums)


@pytest.mark.parametrize("name", ["idefics3", "qwen2_vl", "llava", "paligemma"])
def test_answers_of_a_batch_are_those_of_each_alone(name: str) -> None:
    subject = target(name)
    alone = [subject.answer([views], [question])[0] for views, question in zip(VIEWS, QUESTIONS, strict=True)]
    assert subject.answer(VIEWS, QUESTIONS) == alone


def test_views_are_shrunk_to_the_resolution_under_study_and_never_enlarged() -> None:
    model, processor = tiny_vlms.build("qwen2_vl")
    subject = VlmTarget(model, processor, edge=30)
    assert [subject._shrunk(view).size for view in (WHOLE, CROP, picture(0, 400, 2))] == [(30, 20), (18, 30), (30, 1)]
    assert VlmTarget(model, processor)._shrunk(WHOLE) is WHOLE


def test_the_target_is_frozen() -> None:
    subject = target("idefics3")
    assert not any(weight.requires_grad for weight in subject.model.parameters())
    assert not subject.model.training


def test_nothing_to_read_is_nothing_said() -> None:
    subject: Any = target("idefics3")
    assert subject.answer([], []) == subject.answer_log_likelihood([], [], []) == []
