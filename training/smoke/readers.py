"""Readers, the frozen targets of the smoke run: taught to read numbers from the whole alone, or with a crop beside it.

A plain loop: a target is trained once, before anything that a recipe describes. Stopped, it goes on where it was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.policies.vlm.policy import policy_prompt
from training.pages.printing import fonts
from training.smoke import lessons, models, pictures
from training.smoke.lessons import Inputs, Lesson
from training.smoke.models import Processor
from training.smoke.pictures import EDGE, Mark, Picture
from training.targets.target import PROMPT

FACES = {
    "reader-1": (fonts.BUILT_IN, fonts.BUILT_IN, "DejaVuSans"),
    "reader-2": (fonts.BUILT_IN, fonts.BUILT_IN, "LiberationSans-Regular"),
}
WHERE = "Where is the {name}?"
_SEEDS = {"reader-1": 11, "reader-2": 22}
_ANSWER = 4  # tokens: a space, two digits, the end
_NARROW, _WIDE = 1.2, 14.0  # edge of a crop in lengths of the number, at first and at most
_LEARNED = 0.4  # loss, in nats a token, below which crops are widened (chance is 1.15)


def texts() -> list[str]:
    """All that is ever asked, and answers, for a tokenizer."""
    where = [WHERE.format(name=name) for name in pictures.NAMES]
    questions = [pictures.QUESTION.format(name=name) for name in pictures.NAMES]
    said = ["User: Assistant:", "[12, 30, 55, 61]."]
    return [
        *(PROMPT.format(question=question) for question in questions),
        *map(policy_prompt, questions),
        *where,
        *said,
    ]


def teach(name: str, folder: Path, lesson: Lesson) -> Path:
    """Train ``"reader-1"`` or ``"reader-2"`` and return its folder, as ``VlmTarget.from_pretrained`` takes it."""
    faces = tuple(face for face in FACES[name] if face == fonts.BUILT_IN or fonts.known(face))
    shape, seed = models.READERS[name], _SEEDS[name]
    model, processor = models.build(shape, texts(), seed)

    def batch(step: int, level: float) -> tuple[Inputs, torch.Tensor]:
        return _batch(processor, shape.edge, faces, (seed, step), level, lesson.batch)

    return lessons.teach(
        folder, model, processor, lesson, batch, _LEARNED, partial(_progress, model, processor, shape.edge)
    )


def _batch(
    processor: Processor, edge: int, faces: Sequence[str], seed: tuple[int, int], level: float, count: int
) -> tuple[Inputs, torch.Tensor]:
    """Inputs (count, L) and the answers' tokens (count, 4); ``level`` in [0, 1] is how hard they are."""
    random = np.random.default_rng(seed)
    views: list[list[Image.Image]] = []
    marks: list[Mark] = []
    single = random.random() < (1.0 if level < 0.5 else 0.4)
    widest = _NARROW * (_WIDE / _NARROW) ** level
    while len(views) < count:
        picture = pictures.invent(seed[0], int(random.integers(1 << 40)), faces)
        image = picture.draw()
        for mark in picture.marks[:3]:
            crop = image.crop(_window(mark, widest, level, random))
            if single:
                alone = min(2 * level, 1) if picture.legible else 0.2 * level
                views.append([image if random.random() < alone else crop])
            elif random.random() < 0.1:
                views.append(halves(image))
            else:
                views.append([image, crop])
            marks.append(mark)
    return inputs_of(processor, edge, views[:count], marks[:count])


def halves(image: Image.Image) -> list[Image.Image]:
    """Left and right half: the whole at twice the tokens, as many as whole and crop have."""
    middle = image.width // 2
    return [image.crop((0, 0, middle, image.height)), image.crop((middle, 0, image.width, image.height))]


def _window(mark: Mark, widest: float, level: float, random: np.random.Generator) -> tuple[int, int, int, int]:
    """px of a crop around a mark's number; at the end one in twelve holds nothing of use."""
    if random.random() < level / 12:
        wide, high = random.uniform(40, EDGE, 2)
        left, top = random.uniform(0, EDGE - wide), random.uniform(0, EDGE - high)
    else:
        long = (mark.print[2] - mark.print[0]) * math.exp(random.uniform(math.log(_NARROW), math.log(widest)))
        aspect = math.exp(random.uniform(-0.1, 0.4))
        wide, high = min(long * aspect**0.5, EDGE), min(long / aspect**0.5, EDGE)
        # All of the number is inside, and where there is room the mark.
        room = wide > mark.print[2] - mark.shape[0] + 4
        left = _between(random, mark.print[2] + 1 - wide, mark.shape[0] - 2 if room else mark.print[0] - 1)
        room = high > mark.shape[3] - mark.shape[1] + 4
        top = _between(
            random,
            *(mark.shape[3] + 1 - high, mark.shape[1] - 1) if room else (mark.print[3] + 1 - high, mark.print[1] - 1),
        )
        left, top = min(max(left, 0), EDGE - wide), min(max(top, 0), EDGE - high)
    return int(left), int(top), math.ceil(left + wide), math.ceil(top + high)


def _between(random: np.random.Generator, low: float, high: float) -> float:
    return float(random.uniform(min(low, high), high))


def inputs_of(
    processor: Processor, edge: int, views: Sequence[Sequence[Image.Image]], marks: Sequence[Mark]
) -> tuple[Inputs, torch.Tensor]:
    """(inputs, answers (B, 4)) of each question about a mark, shown the views of it."""
    rows = [_prompt(processor, mark.question, len(images)) for mark, images in zip(marks, views, strict=True)]
    longest = max(map(len, rows))
    pad = processor.tokenizer.pad_token_id
    answers = torch.tensor([_answer(processor, mark.text) for mark in marks])
    ids = torch.tensor([[pad] * (longest - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * (len(row) + _ANSWER) for row in rows])
    seen = np.stack([[pixels(view, edge) for view in images] for images in views])
    inputs = {"input_ids": torch.cat([ids, answers], 1), "attention_mask": mask, "pixel_values": torch.tensor(seen)}
    return inputs, answers


@cache
def _prompt(processor: Processor, question: str, images: int) -> list[int]:
    content = [*({"type": "image"} for _ in range(images)), {"type": "text", "text": PROMPT.format(question=question)}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    blank = Image.new("RGB", (8, 8))
    return list(processor(text=[text], images=[[blank] * images])["input_ids"][0])


@cache
def _answer(processor: Processor, text: str) -> list[int]:
    words = processor.tokenizer
    return [*words(f" {text}", add_special_tokens=False)["input_ids"], words.eos_token_id]


def pixels(view: Image.Image, edge: int) -> NDArray[np.float32]:
    """As the image processor makes them, (3, edge, edge), many times faster."""
    wide, high = view.size
    if wide >= high:
        size = edge, int(edge / (wide / high))
        size = edge, size[1] + size[1] % 2
    else:
        size = int(edge * (wide / high)), edge
        size = size[0] + size[0] % 2, edge
    small = view.resize(size, Image.Resampling.LANCZOS).resize((edge, edge), Image.Resampling.LANCZOS)
    return (np.asarray(small, np.float32) / 127.5 - 1).transpose(2, 0, 1)


@torch.no_grad()
def _progress(model: torch.nn.Module, processor: Processor, edge: int, count: int = 96) -> dict[str, float]:
    """Share of numbers read on pictures nobody is taught: in the oracle's crop, in a wide one, in the whole."""
    cases: dict[str, tuple[list[list[Image.Image]], list[Mark]]] = {}

    def show(name: str, mark: Mark, *views: Image.Image) -> None:
        images, marks = cases.setdefault(name, ([], []))
        images.append(list(views))
        marks.append(mark)

    for number in range(count):
        picture: Picture = pictures.invent(900, number)
        image, mark = picture.draw(), picture.asked
        tight = image.crop(pictures.oracle_box(mark).to_pixels(image.size))
        wide = image.crop(pictures.oracle_box(mark, 0.7).to_pixels(image.size))
        show("legible" if picture.legible else "whole", mark, image)
        show("crop alone", mark, tight)
        show("with crop", mark, image, tight)
        show("with wide crop", mark, image, wide)
    model.eval()
    shares = {}
    for name, (views, marks) in cases.items():
        inputs, answers = inputs_of(processor, edge, views, marks)
        logits = model(**inputs, logits_to_keep=_ANSWER + 1, use_cache=False).logits[:, :-1]
        shares[name] = round(float((logits.argmax(-1) == answers).all(1).float().mean()), 3)
    model.train()
    return shares
