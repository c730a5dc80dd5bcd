"""VlmTarget against an unbatched, unpadded loop over tokens."""

from contextlib import nullcontext
from functools import cache
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools.policies.vlm.prompting import Prompter  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402
from training.targets.target import PROMPT  # noqa: E402
from training.targets.vlm import VlmTarget  # noqa: E402

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
    prompter = Prompter(subject.processor)
    ends = subject.model.generation_config.eos_token_id or subject.processor.tokenizer.eos_token_id
    inputs = prompter.inputs([(views, PROMPT.replace("{question}", question))])
    words = subject.processor.tokenizer
    begun = words(prompter.context, add_special_tokens=False)["input_ids"]
    ids = words(prompter.context + prompter.lead + answer, add_special_tokens=False)["input_ids"]
    if ids[: len(begun)] == begun:
        ids = ids[len(begun) :]
    else:  # the LLaVA here would write ":▁" as one token
        ids = words(prompter.lead + answer, add_special_tokens=False)["input_ids"]
    scores = []
    for token in [*ids, ends[0] if isinstance(ends, list) else ends]:
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
    sums = subject.log_likelihood(VIEWS, QUESTIONS, ANSWERS)
    assert sums == pytest.approx([sum(scores) for scores in expected], abs=1e-4)
    means = subject.log_likelihood(VIEWS, QUESTIONS, ANSWERS, mean=True)
    assert means == pytest.approx([sum(scores) / len(scores) for scores in expected], abs=1e-4)
    assert len({round(value, 3) for value in sums}) == len(sums)


@pytest.mark.parametrize("name", ["idefics3", "qwen2_vl", "llava", "paligemma"])
def test_answers_of_a_batch_are_those_of_each_alone(name: str) -> None:
    subject = target(name)
    alone = [subject.answer([views], [question])[0] for views, question in zip(VIEWS, QUESTIONS, strict=True)]
    assert subject.answer(VIEWS, QUESTIONS) == alone


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_a_group_s_whole_is_encoded_once_and_nothing_changes(name: str) -> None:
    """Six completions about one picture, two about another; two of the crops are the same."""
    subject = VlmTarget(*tiny_vlms.build(name, spread=10.0), batch_size=8)
    crops = [picture(10 + number, 20, 33) for number in range(4)]
    views = [[WHOLE, crops[0]], [WHOLE, crops[1]], [WHOLE], [WHOLE, crops[2]], [WHOLE, crops[1]], [WHOLE, crops[3]]]
    views += [[OTHER], [OTHER, crops[0]]]
    questions = ["What is due?"] * 6 + ["?"] * 2
    answers = [f"{number}0 EUR" for number in range(8)]
    encoded: list[int] = []
    tower = subject.model.get_encoder("image")
    forward = tower.forward

    def counted(*args: Any, **given: Any) -> Any:
        pixels = given["grid_thw"] if "grid_thw" in given else args[0] if args else given["pixel_values"]
        encoded.append(len(pixels))
        return forward(*args, **given)

    def asked(shared: bool) -> tuple[list[float], list[str], list[int]]:
        encoded.clear()
        with pytest.MonkeyPatch.context() as patch:
            if not shared:
                patch.setattr("training.targets.vlm.shared_images", lambda model: nullcontext())
            patch.setattr(tower, "forward", counted)
            said = subject.log_likelihood(views, questions, answers), subject.answer(views, questions)
        return *said, list(encoded)

    likelihoods, said, few = asked(True)
    expected, expected_said, many = asked(False)
    assert likelihoods == pytest.approx(expected, abs=1e-4)
    assert said == expected_said
    assert all(fewer <= 0.5 * more for fewer, more in zip(few, many, strict=True))
    if name != "internvl":  # which cuts a view into tiles
        assert (few, many) == ([6, 6], [14, 14])


def test_a_group_is_not_torn_apart_by_a_batch() -> None:
    subject = VlmTarget(*tiny_vlms.build("idefics3"), batch_size=4)
    rows = [([whole], name) for whole, names in ((WHOLE, "abc"), (OTHER, "defghi"), (CROP, "jk")) for name in names]
    views, questions = zip(*rows, strict=True)
    batches: list[int] = []
    generate = subject.model.generate

    def counted(**given: Any) -> Any:
        batches.append(len(given["input_ids"]))
        return generate(**given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subject.model, "generate", counted)
        subject.answer(views, questions)
    assert batches == [3, 4, 4]  # abc, defg, hijk: only what is more than a batch is torn apart


def test_views_are_shrunk_to_the_resolution_under_study_and_never_enlarged() -> None:
    model, processor = tiny_vlms.build("qwen2_vl")

    def seen(view: Image.Image, edge: int | None) -> tuple[int, int]:
        sizes: list[tuple[int, int]] = []
        subject = VlmTarget(model, processor, edge)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Prompter, "inputs", look(sizes))
            with pytest.raises(LookupError, match="enough"):
                subject.answer([[view]], ["?"])
        return sizes[0]

    def look(sizes: list[tuple[int, int]]) -> Any:
        def inputs(self: Prompter, prompts: Any) -> Any:
            sizes.extend(view.size for views, _ in prompts for view in views)
            raise LookupError("enough was seen")

        return inputs

    assert [seen(view, 30) for view in (WHOLE, CROP, picture(0, 400, 2))] == [(30, 20), (18, 30), (30, 1)]
    assert seen(WHOLE, None) == WHOLE.size


def test_the_target_is_frozen() -> None:
    subject = target("idefics3")
    assert not any(weight.requires_grad for weight in subject.model.parameters())
    assert not subject.model.training


def test_nothing_to_read_is_nothing_said() -> None:
    subject: Any = target("idefics3")
    assert subject.answer([], []) == subject.log_likelihood([], [], []) == []
