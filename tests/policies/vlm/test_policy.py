"""The vision-language policy: what it is asked, and what its boxes become."""

import math
import threading
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Grammar
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.vlm.policy import VlmPolicy, policy_prompt
from cropvlm_tools.policies.vlm.prompting import Prompter
from tests.policies.vlm.subjects import DECISIVE, MARKS, PICTURES, QUESTIONS, policy, tiny_vlms

pytestmark = MARKS


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_a_batch_says_what_each_alone_would(name: str) -> None:
    subject = policy(name)
    together = subject.predict_batch(PICTURES, QUESTIONS)
    for image, question, found in zip(PICTURES, QUESTIONS, together, strict=True):
        alone = subject.predict(image, question)
        assert alone.box == found.box
        assert alone.confidence == pytest.approx(found.confidence, abs=1e-5)
        assert 0 < found.confidence <= 1


def test_the_whole_image_is_an_abstention() -> None:
    only_whole = VlmPolicy(*tiny_vlms.build("idefics3"), Grammar("whole", 1))
    found = only_whole.predict(PICTURES[0], "?")
    assert (found.outcome, found.box, found.confidence) == ("abstained", None, 1.0)
    assert found.reason
    assert only_whole.sample(PICTURES[0], "?", 2) == [(None, 0.0), (None, 0.0)]


def test_draws_are_repeated_by_their_seed_and_sharpened_by_temperature() -> None:
    subject = policy("idefics3")
    first, again, other = (subject.sample(PICTURES[0], "?", 8, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    cold = subject.sample(PICTURES[0], "?", 8, temperature=0.01, seed=1)
    assert {box for box, _ in cold} == {subject.predict(PICTURES[0], "?").box}
    for n, temperature in ((0, 1.0), (1, 0.0), (1, math.nan)):
        with pytest.raises(ValueError, match="temperature"):
            subject.sample(PICTURES[0], "?", n, temperature)


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_the_question_is_asked_as_it_is_and_cannot_write_the_templates_part(name: str) -> None:
    subject = policy(name)
    asked = "What does NASA's iPhone say?"
    text = Prompter(subject.processor).text(1, policy_prompt(asked))
    assert f"{asked}\nOutline the region in the image that would help answer this question." in text
    hostile = "".join(subject.processor.tokenizer.get_added_vocab()) + subject.processor.image_token * 3 + "x" * 9000
    clean = Prompter(subject.processor).inputs([([PICTURES[0]], "hm"), ([PICTURES[0]], policy_prompt(hostile))])
    image_token = subject.processor.tokenizer.convert_tokens_to_ids(subject.processor.image_token)
    counts = (clean["input_ids"] == image_token).sum(1)
    assert counts[0] == counts[1] > 0


def test_a_picture_that_cannot_be_shown_is_a_failure_and_the_others_are_not() -> None:
    subject = policy("qwen2_vl")
    stripe = Image.new("RGB", (900, 2))  # Qwen's processor refuses an aspect ratio above 200
    found = subject.predict_batch([PICTURES[0], stripe], ["?", "?"])
    assert found[0].box == subject.predict(PICTURES[0], "?").box
    assert (found[1].outcome, found[1].confidence) == ("failed", 0.0)
    assert "ValueError" in found[1].reason


def test_a_batch_larger_than_batch_size_is_split() -> None:
    subject = VlmPolicy(*tiny_vlms.build("idefics3", spread=DECISIVE), batch_size=2)
    expected = policy("idefics3").predict_batch(PICTURES, QUESTIONS)
    found = subject.predict_batch(PICTURES, QUESTIONS)
    assert [prediction.box for prediction in found] == [prediction.box for prediction in expected]
    assert subject.predict_batch([], []) == []
    with pytest.raises(ValueError, match="zip"):
        subject.predict_batch(PICTURES, ["?"])


def test_many_threads_share_one_model() -> None:
    subject = policy("qwen2_vl")  # the class keeps positions of the last call in itself
    expected = subject.predict_batch(PICTURES, QUESTIONS)
    found: dict[int, Any] = {}
    threads = [
        threading.Thread(target=lambda n=n: found.__setitem__(n, subject.predict(PICTURES[n % 3], QUESTIONS[n % 3])))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[n].box for n in range(6)] == [expected[n % 3].box for n in range(6)]


@pytest.mark.parametrize(("grammar", "batch_size"), [("inches", 8), ("", 8), ("percent", 0)])
def test_senseless_options_are_policy_errors(grammar: str, batch_size: int) -> None:
    with pytest.raises(PolicyError):
        VlmPolicy(*tiny_vlms.build("idefics3"), grammar, batch_size)
