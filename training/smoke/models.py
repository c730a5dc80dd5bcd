"""Tiny models of the SmolVLM/Idefics3 architecture, built from nothing: one policy and two readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import torch
from tokenizers import Tokenizer, decoders, pre_tokenizers, trainers
from tokenizers.models import BPE
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil

from training.vlm.engine import Saved

# As SmolVLM's: an image stands in the user's turn, an answer begins with a space behind "Assistant:".
TEMPLATE = (
    "<|im_start|>{% for m in messages %}{{ m.role | capitalize }}:{% if m.content[0].type != 'image' %} {% endif %}"
    "{% for c in m.content %}{% if c.type == 'image' %}<image>{% else %}{{ c.text }}{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)
_BEGIN, _PAD, _END, _IMAGE = "<|im_start|>", "<|im_end|>", "<end_of_utterance>", "<image>"
_SPECIAL = [_BEGIN, _PAD, _END, _IMAGE, "<fake_token_around_image>", "<global-img>"]


class Words(Protocol):
    """A tokenizer of transformers."""

    pad_token_id: int
    bos_token_id: int
    eos_token_id: int

    def __len__(self) -> int: ...

    def __call__(self, text: str | list[str], add_special_tokens: bool = True) -> Mapping[str, list[int]]: ...

    def convert_tokens_to_ids(self, tokens: str) -> int: ...


class Processor(Saved, Protocol):
    """A processor of transformers, for text and pictures."""

    tokenizer: Words

    def __hash__(self) -> int: ...

    def __call__(self, text: list[str], images: object) -> Mapping[str, list[list[int]]]: ...

    def apply_chat_template(self, messages: object, /, add_generation_prompt: bool = False) -> str: ...


@dataclass(frozen=True)
class Shape:
    """How large a model is."""

    edge: int
    """px of every view, which is made square."""

    patch: int
    merge: int
    """merge x merge patches become one token of the language model."""

    width: int
    vision_layers: int
    text_layers: int
    heads: int = 4


POLICY = Shape(edge=128, patch=8, merge=4, width=96, vision_layers=2, text_layers=2)
READERS = {
    "reader-1": Shape(edge=96, patch=8, merge=2, width=96, vision_layers=3, text_layers=2),
    "reader-2": Shape(edge=96, patch=8, merge=2, width=112, vision_layers=2, text_layers=2),
}


def build(shape: Shape, texts: Sequence[str], seed: int) -> tuple[torch.nn.Module, Processor]:
    """(model, processor), the weights drawn from ``seed``, words of ``texts`` single tokens, digits always apart."""
    transformers = import_module("transformers")
    words = _tokenizer(texts)
    pixels = Idefics3ImageProcessorPil(
        size={"longest_edge": shape.edge}, max_image_size={"longest_edge": shape.edge}, do_image_splitting=False
    )
    tokens = (shape.edge // shape.patch // shape.merge) ** 2
    processor = transformers.Idefics3Processor(pixels, words, image_seq_len=tokens, chat_template=TEMPLATE)
    ends = {
        "pad_token_id": words.pad_token_id,
        "bos_token_id": words.bos_token_id,
        "eos_token_id": words.eos_token_id,
    }
    layers = {
        "hidden_size": shape.width,
        "intermediate_size": 3 * shape.width,
        "num_attention_heads": shape.heads,
        "initializer_range": 0.08,  # the usual 0.02 is meant for ten times the width, and learns late here
    }
    config = transformers.Idefics3Config(
        text_config={
            "model_type": "llama",
            "vocab_size": len(words),
            "num_hidden_layers": shape.text_layers,
            "num_key_value_heads": shape.heads,
            "max_position_embeddings": 1024,
            **layers,
            **ends,
        },
        vision_config={
            "image_size": shape.edge,
            "patch_size": shape.patch,
            "num_hidden_layers": shape.vision_layers,
            **layers,
        },
        scale_factor=shape.merge,
        image_token_id=words.convert_tokens_to_ids(_IMAGE),
        tie_word_embeddings=False,
        pad_token_id=words.pad_token_id,
    )
    torch.manual_seed(seed)
    model = transformers.Idefics3ForConditionalGeneration(config)
    for name, value in ends.items():
        setattr(model.generation_config, name, value)
    return model, cast(Processor, processor)


def _tokenizer(texts: Sequence[str]) -> Words:
    made = Tokenizer(BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=640, special_tokens=_SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator([*texts], trainer)
    ends = {"bos_token": _BEGIN, "pad_token": _PAD, "eos_token": _END}
    kind = import_module("transformers").PreTrainedTokenizerFast
    return cast(Words, kind(tokenizer_object=made, padding_side="left", **ends))
