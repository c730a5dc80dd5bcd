"""VlmTarget in an evaluation (``training.targets.answers.Answering``): known by its weights, counted in its tokens."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.prompting import Prompter
from training.targets.reading import Reading
from training.targets.shown import Shown
from training.targets.vlm import PROMPT, VlmTarget

_LONGEST_BOX = 128  # tokens: JSON around four numbers


class VlmAnswers:
    """A frozen vision-language model that is asked about what is shown.

    Args:
        name: in the rows.
        target: without an ``edge``; what is shown has the resolution under study already.
    """

    def __init__(self, name: str, target: VlmTarget) -> None:
        self.name, self.target = name, target
        self._prompter = Prompter(target.processor)
        self._counted: dict[Size, int] = {}

    @classmethod
    def from_pretrained(cls, source: str, **options: Any) -> VlmAnswers:
        """The model in a folder, under the folder's name, or on the hub."""
        folder = Path(source)
        return cls(folder.name if folder.is_dir() else source, VlmTarget.from_pretrained(source, **options))

    @cached_property
    def version(self) -> str:
        """Of all weights, the processor, the prompt and the longest answer."""
        target, processor = self.target, self.target.processor
        digest = hashlib.sha256(f"{PROMPT}|{target.max_new_tokens}|{processor.chat_template}".encode())
        digest.update(processor.image_processor.to_json_string().encode())
        digest.update(repr(sorted(processor.tokenizer.get_vocab().items())).encode())
        for name, weights in sorted(target.model.state_dict().items()):
            digest.update(f"{name} {weights.dtype} {tuple(weights.shape)}".encode())
            digest.update(weights.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
        return f"{type(target.model).__name__} {digest.hexdigest()[:16]}"

    def tokens(self, shown: Shown) -> int:
        """What the processor writes for the images."""
        return sum(map(self._count, shown.sizes))

    def answer_each(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """The answers, a batch at a time."""
        size = self.target.batch_size
        for begin in range(0, len(shown), size):
            batch = shown[begin : begin + size]
            started = time.perf_counter()
            texts = self.target.answer([each.views for each in batch], [each.question for each in batch])
            seconds = (time.perf_counter() - started) / len(batch)
            for place, text in enumerate(texts, start=begin):
                yield place, Reading((text,), seconds=seconds)

    def ask(self, messages: list[dict[str, Any]]) -> str:
        """What the model says to one message with an image as a data URL and a text (``PromptedPolicy``)."""
        (message,) = messages
        images = [load_image(part["image_url"]["url"]) for part in message["content"] if part["type"] == "image_url"]
        text = "\n".join(part["text"] for part in message["content"] if part["type"] == "text")
        model = self.target.model
        inputs = self._prompter.to_device(self._prompter.inputs([(images, text)]), model)
        with torch.no_grad():
            written = model.generate(**inputs, max_new_tokens=_LONGEST_BOX, do_sample=False)
        tokens = written[0, inputs["input_ids"].shape[1] :]
        return str(self.target.processor.tokenizer.decode(tokens, skip_special_tokens=True)).strip()

    def _count(self, size: Size) -> int:
        if size not in self._counted:
            ids = self._prompter.inputs([([Image.new("RGB", size)], "")])["input_ids"]
            self._counted[size] = int((ids == self.target.processor.image_token_id).sum())
        return self._counted[size]
