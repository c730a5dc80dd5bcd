"""VlmTarget: a frozen vision-language model that answers from views, and says how likely an answer is from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import torch
from PIL import Image

from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
from cropvlm_tools.policies.vlm.constraint import tokens_behind
from cropvlm_tools.policies.vlm.prompting import Prompter
from training.targets.shared_images import shared_images

PROMPT = "{question}\nGive a very brief answer."

Views = Sequence[Image.Image]
"""Of one question: the whole image, then the crop if there is one."""


Row = TypeVar("Row", bound=tuple[Any, ...])
"""(views, question, ...)"""


class VlmTarget:
    """Reads views and answers; takes no gradient. Views that are the same in a batch are encoded once.

    Args:
        model: an image-text-to-text model of transformers.
        processor: its processor.
        edge: long edge (px) to which every view is shrunk first, the resolution under study; None leaves them alone.
        batch_size: questions in one call of the model.
        max_new_tokens: of an answer.
    """

    def __init__(
        self, model: Any, processor: Any, edge: int | None = None, batch_size: int = 8, max_new_tokens: int = 32
    ) -> None:
        self.model, self.processor = model.eval().requires_grad_(False), processor
        self.edge, self.batch_size, self.max_new_tokens = edge, batch_size, max_new_tokens
        self._prompter = Prompter(processor)
        ends = getattr(model.generation_config, "eos_token_id", None)
        ends = processor.tokenizer.eos_token_id if ends is None else ends
        self._end = int(ends[0] if isinstance(ends, list) else ends)
        pad = processor.tokenizer.pad_token_id
        self._pad = self._end if pad is None else int(pad)

    @classmethod
    def from_pretrained(
        cls, source: str | Path, device: str | None = None, dtype: str | None = None, **options: Any
    ) -> VlmTarget:
        """The model in a folder or on the hub (``load_checkpoint``); ``options`` go to the class."""
        return cls(*load_checkpoint(source, device, dtype), **options)

    def answer(self, views: Sequence[Views], questions: Sequence[str]) -> list[str]:
        """The most likely answer to each question, token by token, of its own views."""
        rows = list(zip(views, questions, strict=True))
        answers: list[str] = []
        for batch in self._batches(rows):
            inputs = self._inputs(batch)
            with shared_images(self.model):
                written = self.model.generate(
                    **inputs,
                    max_new_tokens=self.max_new_tokens,
                    do_sample=False,
                    pad_token_id=self._pad,
                    eos_token_id=self._end,
                )[:, inputs["input_ids"].shape[1] :]
            answers += self.processor.tokenizer.batch_decode(written, skip_special_tokens=True)
        return [answer.strip() for answer in answers]

    def answer_log_likelihood(
        self, views: Sequence[Views], questions: Sequence[str], answers: Sequence[str], mean: bool = False
    ) -> list[float]:
        """sum over t of log p(a_t | views, question, a_<t), natural logarithm, of each answer.

        All tokens of the answer count, and the one that ends it: without that, "1" would be as good as "12".

        Args:
            views: of each question; numbers of views may differ.
            questions: B of them.
            answers: B of them.
            mean: divide by the number of tokens.
        """
        rows = list(zip(views, questions, answers, strict=True))
        found: list[float] = []
        for batch in self._batches(rows):
            found += self._likelihoods(batch, mean)
        return found

    @torch.no_grad()
    def _likelihoods(self, rows: Sequence[tuple[Views, str, str]], mean: bool) -> list[float]:
        inputs = self._inputs([row[:2] for row in rows])
        prompter = self._prompter
        texts = [prompter.lead + prompter.clean(answer.strip()) for *_, answer in rows]
        answers = [[*ids, self._end] for ids in tokens_behind(self.processor.tokenizer, prompter.context, texts)]
        longest = max(map(len, answers))
        device = inputs["input_ids"].device
        ids = torch.tensor([row + [self._pad] * (longest - len(row)) for row in answers], device=device)
        real = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in answers], device=device)
        inputs["input_ids"] = torch.cat([inputs["input_ids"], ids], 1)
        inputs["attention_mask"] = torch.cat([inputs["attention_mask"], real], 1)
        for key in inputs:
            if key.endswith("token_type_ids"):
                inputs[key] = torch.nn.functional.pad(inputs[key], (0, longest), value=prompter.answer_type)
        with shared_images(self.model):
            logits = self.model(**inputs, logits_to_keep=longest + 1, use_cache=False).logits[:, -longest - 1 : -1]
        scores = logits.float().log_softmax(-1).gather(-1, ids[..., None])[..., 0]
        sums = (scores * real).sum(1)
        return [float(value) for value in (sums / real.sum(1) if mean else sums)]

    def _batches(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        """Rows in order, at most ``batch_size`` at once; neighbours with the same whole stay together if they can."""
        batch: list[Row] = []
        for _, group in groupby(rows, key=lambda row: id(row[0][0]) if row[0] else 0):
            wanted = list(group)
            if len(batch) + len(wanted) > self.batch_size and batch:
                yield batch
                batch = []
            batch += wanted
            while len(batch) > self.batch_size:
                yield batch[: self.batch_size]
                batch = batch[self.batch_size :]
        if batch:
            yield batch

    def _inputs(self, rows: Sequence[tuple[Views, str]]) -> dict[str, Any]:
        prompts = [([self._shrunk(v) for v in views], PROMPT.replace("{question}", q.strip())) for views, q in rows]
        return self._prompter.to_device(self._prompter.inputs(prompts), self.model)

    def _shrunk(self, view: Image.Image) -> Image.Image:
        if self.edge is None or max(view.size) <= self.edge:
            return view
        scale = self.edge / max(view.size)
        size = (max(round(view.width * scale), 1), max(round(view.height * scale), 1))
        return view.resize(size, Image.Resampling.LANCZOS)
