"""Prompts as a checkpoint's own processor writes them: its chat template, its image tokens, its padding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PIL import Image

from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.vlm.interface import Model, Processor

if TYPE_CHECKING:
    from torch import Tensor

_MARK = "["  # stands for an answer, to find what a template writes before it


class Prompter:
    """Makes inputs of (images, text) for one processor, padded on the left.

    Where there is no chat template (PaliGemma), the images' tokens stand before the text, as its processor expects.
    """

    def __init__(self, processor: Processor) -> None:
        self.processor = processor
        processor.tokenizer.padding_side = "left"
        self._chat = getattr(processor, "chat_template", None) is not None
        if not self._chat and getattr(processor, "image_token", None) is None:
            raise PolicyError("The checkpoint has neither a chat template nor an image token: it is no chat VLM.")
        tokens = {*processor.tokenizer.all_special_tokens, *processor.tokenizer.get_added_vocab()}
        self._reserved = sorted((token for token in tokens if len(token.strip()) > 2 and not token.isalnum()), key=len)[
            ::-1
        ]
        alone = processor.tokenizer([""], add_special_tokens=True)["input_ids"][0]
        self._begin = processor.tokenizer.decode(alone) if self._chat and len(alone) == 1 else ""
        prompt = self.text(1, "question")
        if self._chat and prompt == self.text(0, "question"):
            raise PolicyError("The checkpoint's chat template leaves images out: it is no chat VLM.")
        self.context = prompt if self._chat else prompt + "\n"
        self.lead, behind = self._around_answer(prompt) if self._chat else ("", "")
        self.end = self._find_end(behind)
        """The token that ends an answer, which its template writes behind one."""
        # PaliGemma shows all that is of type 0 to all; elsewhere 0 is text
        self.answer_type = int(type(processor).__name__ == "PaliGemmaProcessor")

    def text(self, images: int, text: str) -> str:
        """The prompt for so many images and this text, up to where the answer begins.

        What the checkpoint reserves (``<image>``, ``<|im_end|>``) is taken out of the text: nobody may write the
        template's part.
        """
        if self._chat:
            return self._render([self._user(images, self.clean(text))], add_generation_prompt=True)
        return str(self.processor.image_token) * images + self.clean(text)

    def completion(self, text: str) -> str:
        """An answer as it stands behind its prompt, with the token that ends it."""
        return self.lead + text + self.processor.tokenizer.decode([self.end])

    def clean(self, text: str) -> str:
        """The text without what the checkpoint reserves."""
        for token in self._reserved:
            text = text.replace(token, " ")
        return text

    def inputs(self, prompts: Sequence[tuple[Sequence[Image.Image], str]], **options: object) -> dict[str, Tensor]:
        """Tensors for B prompts of (images, text), on the CPU; input_ids and attention_mask are (B, L).

        Raises:
            ValueError: the processor refuses an image.
        """
        texts = [self.text(len(images), text) for images, text in prompts]
        pictures: list[list[object]] = [list(images) for images, _ in prompts]
        if self._chat:  # what a tokenizer writes before every text, the prompt has
            options["add_special_tokens"] = False
        made = self.processor(text=texts, images=pictures, padding=True, return_tensors="pt", **options)
        return {name: value for name, value in made.items() if name != "labels"}

    def to_device(self, inputs: Mapping[str, Tensor], model: Model) -> dict[str, Tensor]:
        """Where the model is; pixels in its number format."""
        return {
            key: value.to(model.device, model.dtype) if value.is_floating_point() else value.to(model.device)
            for key, value in inputs.items()
        }

    def _around_answer(self, prompt: str) -> tuple[str, str]:
        """What a template writes between a prompt and its answer, if that is white space, and behind the answer."""
        answer: dict[str, object] = {"role": "assistant", "content": [{"type": "text", "text": _MARK}]}
        try:
            whole = self._render([self._user(1, "question"), answer])
        except Exception:  # a template may refuse it in any way
            return "", ""
        lead, mark, behind = whole[len(prompt) :].partition(_MARK)
        return (lead, behind) if mark and whole.startswith(prompt) and not lead.strip() else ("", "")

    def _find_end(self, behind: str) -> int:
        """The first token reserved by the checkpoint that stands behind an answer; else the tokenizer's own end."""
        words = self.processor.tokenizer
        reserved = {words.get_added_vocab().get(token) for token in self._reserved}
        written = words([behind], add_special_tokens=False)["input_ids"][0] if behind else []
        return next((token for token in written if token in reserved), words.eos_token_id)

    def _user(self, images: int, text: str) -> dict[str, object]:
        return {
            "role": "user",
            "content": [*({"type": "image"} for _ in range(images)), {"type": "text", "text": text}],
        }

    def _render(self, messages: list[dict[str, object]], **options: object) -> str:
        text = str(self.processor.apply_chat_template(messages, tokenize=False, **options))
        return text if text.startswith(self._begin) else self._begin + text


def end_tokens(model: Model, prompter: Prompter) -> list[int]:
    """All tokens that end an answer: first what the template writes, then what the checkpoint declares."""
    declared = getattr(model.generation_config, "eos_token_id", None)
    more = declared if isinstance(declared, list) else [declared]
    ends = [prompter.end, *more, prompter.processor.tokenizer.eos_token_id]
    return list(dict.fromkeys(int(token) for token in ends if token is not None))
