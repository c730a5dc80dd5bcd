"""What the policy begins as: a small VLM that can say where a named mark is, as a base model of real size can.

It has never seen a question about numbers, nor a reader: what to show to one is for SFT and GRPO to teach.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Box
from cropvlm_tools.policies.vlm.policy import policy_prompt
from training.smoke import lessons, models, pictures, readers
from training.smoke.lessons import Inputs, Lesson
from training.smoke.models import Processor
from training.smoke.pictures import EDGE, Mark, Picture

_SEED = 33
_LEARNED = 0.45  # loss, in nats a token, below which more marks are shown; chance is about 0.9


def teach(folder: Path, lesson: Lesson) -> Path:
    """Train the base model and return its folder."""
    shape = models.POLICY
    model, processor = models.build(shape, readers.texts(), _SEED)

    def batch(step: int, level: float) -> tuple[Inputs, torch.Tensor]:
        random = np.random.default_rng((_SEED, step))
        drawn: list[Picture] = []
        for _ in range(lesson.batch):
            picture = pictures.invent(_SEED, int(random.integers(1 << 40)))
            count = 1 + int(random.integers(0, 1 + round(level * (len(picture.marks) - 1))))
            drawn.append(Picture(picture.marks[:count], picture.ground, picture.legible))
        return _inputs(processor, shape.edge, drawn)

    return lessons.teach(folder, model, processor, lesson, batch, _LEARNED, partial(_progress, model, processor))


def mark_box(mark: Mark) -> Box:
    """Of the shape alone."""
    return Box.clipped(*(edge / EDGE for edge in mark.shape))


def _inputs(processor: Processor, edge: int, drawn: list[Picture]) -> tuple[Inputs, torch.Tensor]:
    words = processor.tokenizer
    prompts = [_prompt(processor, policy_prompt(readers.WHERE.format(name=picture.asked.name))) for picture in drawn]
    boxes = [f" {GRAMMARS['percent'].format(mark_box(picture.asked))}" for picture in drawn]
    answers = [[*words(box, add_special_tokens=False)["input_ids"], words.eos_token_id] for box in boxes]
    front, back = max(map(len, prompts)), max(map(len, answers))
    ids, mask, wanted = [], [], []
    for prompt, answer in zip(prompts, answers, strict=True):
        before, after = front - len(prompt), back - len(answer)
        ids.append([words.pad_token_id] * before + prompt + answer + [words.pad_token_id] * after)
        mask.append([0] * before + [1] * (len(prompt) + len(answer)) + [0] * after)
        wanted.append(answer + [-100] * after)
    pixels = np.stack([[readers.pixels(picture.draw(), edge)] for picture in drawn])
    tensors = {"input_ids": ids, "attention_mask": mask, "pixel_values": pixels}
    inputs = {name: torch.tensor(values) for name, values in tensors.items()}
    return inputs, torch.tensor(wanted)


@cache
def _prompt(processor: Processor, question: str) -> list[int]:
    content = [{"type": "image"}, {"type": "text", "text": question}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    return list(processor(text=[text], images=[[Image.new("RGB", (8, 8))]])["input_ids"][0])


@torch.no_grad()
def _progress(model: torch.nn.Module, processor: Processor) -> dict[str, float]:
    """Share of boxes whose tokens are all but right, on pictures nobody is taught: each of their marks shown."""
    drawn = [pictures.invent(901, number) for number in range(96)]
    inputs, wanted = _inputs(processor, models.POLICY.edge, drawn)
    model.eval()
    losses = lessons.token_losses(model, inputs, wanted)
    model.train()
    return {"held out": round(float(losses.sum() / (wanted >= 0).sum()), 4)}
