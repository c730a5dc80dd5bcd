"""VlmPolicy: asks a vision-language model where to look; it answers ``[x1, y1, x2, y2].`` (CropVLM, arXiv 2511.19820).

Any image-text-to-text checkpoint of transformers will do. Decoding is constrained: whatever the model, its answer is
a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Box, Grammar, Size
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.forks import Lock
from cropvlm_tools.policies.vlm.checkpoint import check_weights, load_checkpoint
from cropvlm_tools.policies.vlm.constraint import BoxTokens, Draft, confidence
from cropvlm_tools.policies.vlm.decoding import write_boxes
from cropvlm_tools.policies.vlm.interface import Model, Processor
from cropvlm_tools.policies.vlm.processors import Pixels
from cropvlm_tools.policies.vlm.prompting import Prompter
from cropvlm_tools.policy import Policy, Prediction

if TYPE_CHECKING:
    from torch import Tensor

PROMPT = "{question}\nOutline the region in the image that would help answer this question."
"""What the model is asked; the question stands in it as it is."""

MAX_QUESTION = 4000
"""Characters of a question that are read: a longer one would cost memory without bound."""


def policy_prompt(question: str) -> str:
    """What a policy is asked, in training and in use."""
    return PROMPT.replace("{question}", question.strip()[:MAX_QUESTION])


class VlmPolicy(Policy):
    """A vision-language model as a policy. Thread-safe: one call at a time.

    Args:
        model: an image-text-to-text model of transformers.
        processor: its processor; its tokenizer is set to pad on the left.
        grammar: how the model writes boxes: a name in ``cropvlm_tools.boxes.GRAMMARS``, or a Grammar.
        batch_size: pictures in one call of the model.

    Raises:
        PolicyError: the grammar is unknown, or the tokenizer cannot write it.
    """

    name = "vlm"

    def __init__(
        self, model: Model, processor: Processor, grammar: str | Grammar = "percent", batch_size: int = 8
    ) -> None:
        if isinstance(grammar, str) and grammar not in GRAMMARS:
            raise PolicyError(f"No grammar {grammar!r:.80}. Give one of {', '.join(GRAMMARS)}.")
        if not isinstance(batch_size, int) or batch_size < 1:
            raise PolicyError(f"batch_size is {batch_size!r:.40}; it must be a whole number, at least 1.")
        self.model, self.processor, self.batch_size = model, processor, batch_size
        self.grammar = GRAMMARS[grammar] if isinstance(grammar, str) else grammar
        self._prompter = Prompter(processor)
        self._writer = BoxTokens(processor.tokenizer, self.grammar, self._prompter.context, self._prompter.lead)
        self._lock = Lock()

    @classmethod
    def from_pretrained(
        cls,
        source: str | Path,
        device: str | None = None,
        dtype: str | None = None,
        grammar: str | Grammar = "percent",
        attention: str | None = None,
        base: str | Path | None = None,
        batch_size: int = 8,
        files: dict[str, str] | None = None,
        edge: int | None = None,
        pixels: Pixels = "pil",
    ) -> VlmPolicy:
        """The policy kept in a folder (full weights or a LoRA adapter), or on the hub as ``"org/name"``.

        Args and errors: as for ``cropvlm_tools.policies.vlm.checkpoint.load_checkpoint`` and for the class; ``files``
        are the sha256 that the folder's weights must have, which ``load_policy`` takes from its ``policy.json``.
        """
        if files is not None:
            check_weights(Path(source), files)
        model, processor = load_checkpoint(source, device, dtype, attention, base, edge, pixels)
        return cls(model, processor, grammar, batch_size)

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The most likely region, number by number.

        Its confidence is the model's own estimate, not calibrated: the geometric mean of the probabilities of the four
        numbers.
        """
        return self.predict_batch([image], [question])[0]

    def predict_batch(self, images: Sequence[Image.Image], questions: Sequence[str]) -> list[Prediction]:
        """``predict`` for each pair, ``batch_size`` at a time. A picture that cannot be prepared is a failure."""
        pairs = list(zip(images, questions, strict=True))
        predictions: list[Prediction] = []
        for begin in range(0, len(pairs), self.batch_size):
            predictions += self._predict(pairs[begin : begin + self.batch_size])
        return predictions

    def sample(
        self, image: Image.Image, question: str, n: int, temperature: float = 1.0, seed: int | None = None
    ) -> list[tuple[Box | None, float]]:
        """``n`` draws: (region or None for the whole, log-probability under the constrained, tempered distribution).

        Args:
            image: upright RGB.
            question: what the target will be asked.
            n: how many, at least 1; they are written side by side, the picture is read once.
            temperature: above 0; below 1 the likely ones are drawn more often.
            seed: the same one, the same draws; None takes torch's global state.

        Raises:
            ValueError: ``n`` or ``temperature`` is too small, or the processor refuses the picture.
        """
        if n < 1 or not temperature > 0:
            raise ValueError(f"n is {n} and temperature {temperature}; give at least 1, and more than 0.")
        random = None if seed is None else import_module("torch").Generator().manual_seed(seed)
        with self._lock:
            inputs, sizes = self._prepare([(image, question)])
            drafts = [Draft(self._writer, sizes[0]) for _ in range(n)]
            write_boxes(self.model, inputs, drafts, temperature, random)
        return [(draft.box, draft.log_probability) for draft in drafts]

    def _predict(self, pairs: Sequence[tuple[Image.Image, str]]) -> list[Prediction]:
        with self._lock:
            try:
                inputs, sizes = self._prepare(pairs)
            except ValueError as error:
                unprepared = error
            else:
                drafts = [Draft(self._writer, size) for size in sizes]
                write_boxes(self.model, inputs, drafts)
                return [_prediction(draft) for draft in drafts]
        if len(pairs) == 1:
            return [Prediction.failed(f"The image cannot be shown to the policy ({type(unprepared).__name__}).")]
        return [prediction for pair in pairs for prediction in self._predict([pair])]

    def _prepare(self, pairs: Sequence[tuple[Image.Image, str]]) -> tuple[dict[str, Tensor], list[Size]]:
        """Inputs of the model, and of each picture (width, height) in pixels as the model sees it."""
        inputs = self._prompter.inputs([([image], policy_prompt(question)) for image, question in pairs])
        sizes = [_seen(inputs, self.processor, row) for row in range(len(pairs))]
        return self._prompter.to_device(inputs, self.model), sizes


def _prediction(draft: Draft) -> Prediction:
    box, sure = draft.box, confidence(draft)
    return (
        Prediction.abstained("The policy sees nothing to gain by zooming.", sure)
        if box is None
        else Prediction(box, sure)
    )


def _seen(inputs: Mapping[str, Tensor], processor: Processor, row: int) -> Size:
    if "image_grid_thw" in inputs:  # Qwen: (images, 3), in patches
        _, high, wide = inputs["image_grid_thw"][row].tolist()
        patch = processor.image_processor.patch_size
        return int(wide * patch), int(high * patch)
    height, width = inputs["pixel_values"].shape[-2:]
    return int(width), int(height)
