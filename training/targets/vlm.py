"""VlmTarget: a frozen vision-language model that answers, and says how likely an answer is."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import torch
from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
from cropvlm_tools.policies.vlm.constraint import tokens_behind
from cropvlm_tools.policies.vlm.pixels import image_token, prepare_alone, show_as_it_is, shrunk
from cropvlm_tools.policies.vlm.processors import Pixels
from cropvlm_tools.policies.vlm.prompting import Prompter, end_tokens
from training.targets.reading import Reading
from training.targets.shared_images import shared_images
from training.targets.shown import Shown
from training.targets.target import PROMPT, Views

_LONGEST_BOX = 128  # tokens: JSON around four numbers

Row = TypeVar("Row", bound=tuple[Any, ...])
"""(views, question, ...)"""


class VlmTarget:
    """Reads views and answers; takes no gradient. Views that are the same in a batch are encoded once.

    Args:
        model: an image-text-to-text model of transformers.
        processor: its processor.
        edge: long edge (px) to which every view is shrunk first, the resolution under study; None leaves them alone,
            as in an evaluation, where what is shown has that resolution already. Either way the processor enlarges no
            view to more tiles than it fills.
        batch_size: questions in one call of the model.
        max_new_tokens: of an answer.
        name: in the rows of an evaluation.
    """

    transcript = False

    def __init__(
        self,
        model: Any,
        processor: Any,
        edge: int | None = None,
        batch_size: int = 8,
        max_new_tokens: int = 32,
        name: str = "vlm",
    ) -> None:
        self.model, self.processor = model.eval().requires_grad_(False), processor
        self.edge, self.batch_size, self.max_new_tokens, self.name = edge, batch_size, max_new_tokens, name
        self._counted: dict[Size, int] = {}
        prepare_alone(processor)
        self._prompter = Prompter(processor)
        show_as_it_is(processor)
        self._ends = end_tokens(model, self._prompter)
        pad = processor.tokenizer.pad_token_id
        self._pad = self._ends[0] if pad is None else int(pad)

    @classmethod
    def from_pretrained(
        cls,
        source: str | Path,
        device: str | None = None,
        dtype: str | None = None,
        edge: int | None = None,
        batch_size: int = 8,
        max_new_tokens: int = 32,
        pixels: Pixels = "pil",
    ) -> VlmTarget:
        """The model in a folder, under the folder's name, or on the hub (``load_checkpoint``)."""
        name = Path(source).name if Path(source).is_dir() else str(source)
        return cls(*load_checkpoint(source, device, dtype, pixels=pixels), edge, batch_size, max_new_tokens, name)

    @cached_property
    def version(self) -> str:
        """Of all weights, the processor, the prompt, the longest answer, and how pictures are shown."""
        processor = self.processor
        said = f"{PROMPT}|{self.max_new_tokens}|{processor.chat_template}|{self._ends}|each picture by itself, as it is"
        digest = hashlib.sha256(said.encode())
        digest.update(processor.image_processor.to_json_string().encode())
        digest.update(repr(sorted(processor.tokenizer.get_vocab().items())).encode())
        for name, weights in sorted(self.model.state_dict().items()):
            digest.update(f"{name} {weights.dtype} {tuple(weights.shape)}".encode())
            digest.update(weights.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
        return f"{type(self.model).__name__} {digest.hexdigest()[:16]}"

    def tokens(self, shown: Shown) -> int:
        """What the processor writes for the images."""
        return sum(map(self._count, shown.sizes))

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """The answers, a batch at a time."""
        for begin in range(0, len(shown), self.batch_size):
            batch = shown[begin : begin + self.batch_size]
            started = time.perf_counter()
            texts = self.answer([each.views for each in batch], [each.question for each in batch])
            seconds = (time.perf_counter() - started) / len(batch)
            for place, text in enumerate(texts, start=begin):
                yield place, Reading((text,), seconds=seconds)

    def ask(self, messages: list[dict[str, Any]]) -> str:
        """What the model says to one message with an image as a data URL and a text (``PromptedPolicy``)."""
        (message,) = messages
        images = [load_image(part["image_url"]["url"]) for part in message["content"] if part["type"] == "image_url"]
        text = "\n".join(part["text"] for part in message["content"] if part["type"] == "text")
        inputs = self._prompter.to_device(self._prompter.inputs([(images, text)]), self.model)
        with torch.no_grad():
            written = self.model.generate(
                **inputs, max_new_tokens=_LONGEST_BOX, do_sample=False, pad_token_id=self._pad, eos_token_id=self._ends
            )
        tokens = written[0, inputs["input_ids"].shape[1] :]
        return str(self.processor.tokenizer.decode(tokens, skip_special_tokens=True)).strip()

    def prepare(self, picture: Image.Image) -> None:
        """Make of a picture what will be asked for when it is shown, and keep that with it (``keep_prepared``)."""
        self._prompter.inputs([([self._shrunk(picture)], "")])

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
                    eos_token_id=self._ends,
                )[:, inputs["input_ids"].shape[1] :]
            answers += self.processor.tokenizer.batch_decode(written, skip_special_tokens=True)
        return [answer.strip() for answer in answers]

    def log_likelihood(
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
        sums: list[float] = []
        for batch in self._batches(rows):
            sums += self._likelihoods(batch, mean)
        return sums

    @torch.no_grad()
    def _likelihoods(self, rows: Sequence[tuple[Views, str, str]], mean: bool) -> list[float]:
        inputs = self._inputs([row[:2] for row in rows])
        prompter = self._prompter
        texts = [prompter.lead + prompter.clean(answer.strip()) for *_, answer in rows]
        answers = [[*ids, prompter.end] for ids in tokens_behind(self.processor.tokenizer, prompter.context, texts)]
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
        seen = {id(view): self._shrunk(view) for views, _ in rows for view in views}
        prompts = [([seen[id(view)] for view in views], PROMPT.replace("{question}", q.strip())) for views, q in rows]
        return self._prompter.to_device(self._prompter.inputs(prompts), self.model)

    def _shrunk(self, view: Image.Image) -> Image.Image:
        return view if self.edge is None else shrunk(view, self.edge)

    def _count(self, size: Size) -> int:
        if size not in self._counted:
            ids = self._prompter.inputs([([Image.new("RGB", size)], "")])["input_ids"]
            self._counted[size] = int((ids == image_token(self.model, self.processor)).sum())
        return self._counted[size]
