"""Zero-shot object detectors as they lie on the hub: the classes, files and settings of each, tiny random weights."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: E402

EDGE, WIDTH = 64, 32  # px, features
WORDS = ("red", "blue", "car", "bus", "woman", "umbrella", "sign", "dog", "handle", "mug", "traffic", "light")
_LAYERS = {"hidden_size": WIDTH, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
_SWIN = {
    "image_size": EDGE,
    "embed_dim": 16,
    "depths": [1, 1, 1, 1],
    "num_heads": [1, 1, 2, 2],
    "window_size": 2,
    "out_indices": [2, 3, 4],
}
_MEAN = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}

Parts = tuple[Any, Any]
"""Model and processor."""


def _bert() -> Any:
    """A tokenizer of whole words and letters, which writes [CLS] and [SEP] around a text, as BERT's."""
    letters = [chr(code) for code in range(33, 127)]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{each}" for each in letters), *WORDS]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    ends = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    return transformers.BertTokenizer(tokenizer_object=made, vocab=vocabulary, model_max_length=512, **special)


def _clip(longest: int) -> Any:
    """A tokenizer of letters that writes a token before and behind a text, as CLIP's."""
    letters = [*map(chr, range(33, 127)), *(chr(code) + "</w>" for code in range(33, 127))]
    pieces = [*letters, "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    return transformers.CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=longest)


def _pixels(name: str, **settings: Any) -> Any:
    """The image processor of that class that needs no torchvision."""
    module, kind = {
        "grounding_dino": ("grounding_dino", "GroundingDinoImageProcessor"),
        "owlvit": ("owlvit", "OwlViTImageProcessor"),
        "owlv2": ("owlv2", "Owlv2ImageProcessor"),
        "detr": ("detr", "DetrImageProcessor"),
    }[name]
    found = import_module(f"transformers.models.{module}.image_processing_pil_{module}")
    return getattr(found, f"{kind}Pil")(**_MEAN, **settings)


def _grounding_dino(family: str) -> Parts:
    words = _bert()
    config = getattr(transformers, f"{family}Config")(
        text_config={"model_type": "bert", "vocab_size": len(words), "max_position_embeddings": 512, **_LAYERS},
        backbone_config={"model_type": "swin", **_SWIN},
        d_model=WIDTH,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=48,
        decoder_ffn_dim=48,
        num_queries=20,
    )
    pixels = _pixels("grounding_dino", size={"shortest_edge": EDGE, "longest_edge": 2 * EDGE})
    model = getattr(transformers, f"{family}ForObjectDetection")(config)
    return model, transformers.GroundingDinoProcessor(pixels, words)


def _owl(family: str) -> Parts:
    words = _clip(16)
    end = words.eos_token_id
    config = getattr(transformers, f"{family}Config")(
        text_config={
            **_LAYERS,
            "vocab_size": len(words),
            "max_position_embeddings": 16,
            "pad_token_id": end,
            "bos_token_id": words.bos_token_id,
            "eos_token_id": end,
        },
        vision_config={**_LAYERS, "image_size": EDGE, "patch_size": 16},
        projection_dim=WIDTH,
    )
    size = {"height": EDGE, "width": EDGE}
    pixels = _pixels(family.lower(), size=size)
    model = getattr(transformers, f"{family}ForObjectDetection")(config)
    return model, getattr(transformers, f"{family}Processor")(pixels, words)


def _omdet() -> Parts:
    words = _clip(77)
    config = transformers.OmDetTurboConfig(
        text_config={
            "model_type": "clip_text_model",
            **_LAYERS,
            "hidden_size": 2 * WIDTH,  # not the decoder's, as on the hub
            "vocab_size": len(words),
            "max_position_embeddings": 77,
            "projection_dim": 2 * WIDTH,
            "pad_token_id": words.eos_token_id,
            "bos_token_id": words.bos_token_id,
            "eos_token_id": words.eos_token_id,
        },
        backbone_config={"model_type": "swin", **_SWIN},
        image_size=EDGE,
        apply_layernorm_after_vision_backbone=False,  # of timm's Swin, which puts features last
        text_projection_in_dim=2 * WIDTH,
        text_projection_out_dim=2 * WIDTH,
        task_encoder_hidden_dim=WIDTH,
        class_embed_dim=2 * WIDTH,
        encoder_hidden_dim=WIDTH,
        vision_features_channels=[WIDTH] * 3,
        encoder_in_channels=[32, 64, 128],
        encoder_dim_feedforward=48,
        encoder_attention_heads=2,
        decoder_hidden_dim=WIDTH,
        decoder_num_heads=2,
        decoder_num_layers=2,
        decoder_dim_feedforward=48,
        num_queries=20,
    )
    pixels = _pixels("detr", size={"height": EDGE, "width": EDGE}, do_pad=False)
    return transformers.OmDetTurboForObjectDetection(config), transformers.OmDetTurboProcessor(pixels, words)


_BUILDERS: dict[str, Callable[[], Parts]] = {
    "grounding-dino": lambda: _grounding_dino("GroundingDino"),
    "mm-grounding-dino": lambda: _grounding_dino("MMGroundingDino"),
    "owlvit": lambda: _owl("OwlViT"),
    "owlv2": lambda: _owl("Owlv2"),
    "omdet-turbo": _omdet,
}
CLASSES = tuple(_BUILDERS)


def build(name: str, seed: int = 0) -> Parts:
    """(model, processor) of a class; skips a test where that needs torchvision or scipy and there is none."""
    for package in {"omdet-turbo": ("torchvision",), "owlv2": ("scipy",)}.get(name, ()):
        pytest.importorskip(package, reason=f"the processor of {name} needs {package}")
    torch.manual_seed(seed)
    model, processor = _BUILDERS[name]()
    return model.eval().requires_grad_(False), processor


def write(name: str, folder: Path, seed: int = 0) -> Path:
    """A checkpoint of a class in a folder, which is returned."""
    for part in build(name, seed):
        part.save_pretrained(folder)
    return folder
