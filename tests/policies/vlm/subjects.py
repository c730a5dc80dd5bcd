"""What tests of the vision-language policy share: tiny random models that are sure of something, and pictures."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Grammar

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from cropvlm_tools.policies.vlm.constraint import BoxTokens, Draft  # noqa: E402  after what may skip these tests
from cropvlm_tools.policies.vlm.policy import VlmPolicy, policy_prompt  # noqa: E402
from cropvlm_tools.policies.vlm.prompting import Prompter  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402

MARKS = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # PaliGemma's processor
    pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"),  # peft
]


DECISIVE = 30.0


def picture(seed: int, size: tuple[int, int] = (60, 40)) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (size[1] // 4, size[0] // 4, 3), np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.NEAREST)


PICTURES = [picture(0), picture(1, (40, 72)), picture(2, (48, 48))]


QUESTIONS = ["What is due?", "Which way does the arrow on the right point, and why?", "?"]


@cache
def policy(name: str, grammar: Grammar = GRAMMARS["percent"]) -> VlmPolicy:
    return VlmPolicy(*tiny_vlms.build(name, spread=DECISIVE), grammar)


def inputs(subject: VlmPolicy, pairs: Sequence[tuple[Image.Image, str]]) -> dict[str, Any]:
    """What its model is given for pictures and questions."""
    return Prompter(subject.processor).inputs([([image], policy_prompt(question)) for image, question in pairs])


def draft(subject: VlmPolicy, size: tuple[int, int] = (32, 32)) -> Draft:
    """A region not yet begun, of a picture that the model sees in ``size`` px; shares need no size."""
    prompter = Prompter(subject.processor)
    return Draft(BoxTokens(subject.processor.tokenizer, subject.grammar, prompter.context, prompter.lead), size)
