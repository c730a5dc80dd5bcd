"""What is asked of models, processors and tokenizers of transformers, whose own classes differ from model to model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Tokenizer(Protocol):
    """Splits text into tokens."""

    padding_side: str

    @property
    def all_special_tokens(self) -> Sequence[str]: ...

    def __call__(self, text: list[str], *, add_special_tokens: bool) -> Mapping[str, list[list[int]]]: ...

    def decode(self, token_ids: Sequence[int]) -> str: ...

    @property
    def eos_token_id(self) -> int: ...

    def get_added_vocab(self) -> Mapping[str, int]: ...


class ImageProcessor(Protocol):
    """Of a processor; Qwen's has both, in px and in patches."""

    patch_size: int
    merge_size: int


class Processor(Protocol):
    """Makes a model's inputs of pictures and text."""

    tokenizer: Tokenizer
    image_processor: ImageProcessor
    image_token: str
    image_token_id: int

    def __call__(
        self, *, text: list[str], images: list[list[object]], padding: bool, return_tensors: str, **options: object
    ) -> Mapping[str, Tensor]: ...

    def apply_chat_template(
        self, conversation: Sequence[Mapping[str, object]], *, tokenize: bool, **options: object
    ) -> str: ...

    def save_pretrained(self, folder: Path) -> object: ...


class Config(Protocol):
    """Of a model, or of the language model in it."""

    model_type: str
    pad_token_id: int | None
    vocab_size: int
    _attn_implementation: str

    def get_text_config(self) -> Config: ...


class Cache(Protocol):
    """Keys and values of what a model has read."""

    is_sliding: Sequence[bool]

    def batch_repeat_interleave(self, repeats: int) -> None: ...


class Output(Protocol):
    """Of one call: logits (B, L, vocabulary)."""

    logits: Tensor


class Generated(Protocol):
    """Of ``generate``: logits (B, vocabulary) of each token written."""

    logits: Sequence[Tensor]


class Hook(Protocol):
    """Of a module, until it is removed."""

    def remove(self) -> None: ...


class Layer(Protocol):
    """A part of a model that can be listened to."""

    def register_forward_hook(self, hook: Callable[..., object]) -> Hook: ...


class Decoder(Protocol):
    """The language model in a model."""

    layers: Sequence[Layer]


class Model(Protocol):
    """An image-text-to-text model."""

    config: Config
    generation_config: object

    @property
    def device(self) -> torch.device: ...

    @property
    def dtype(self) -> torch.dtype: ...

    def __call__(self, **inputs: object) -> Output: ...

    def generate(self, **inputs: object) -> Generated: ...

    def parameters(self) -> Iterator[Tensor]: ...

    def save_pretrained(self, folder: Path) -> None: ...

    def get_decoder(self) -> Decoder: ...

    def set_attn_implementation(self, attn_implementation: Mapping[str, str]) -> None: ...

    def register_forward_pre_hook(self, hook: Callable[..., None], *, with_kwargs: bool) -> Hook: ...
