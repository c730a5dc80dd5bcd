"""Vision-language models of every class a policy may have: random, of some ten thousand weights, built from configs.

Processors that want a video processor (Qwen, InternVL) get none: the classes of transformers need torchvision for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, trainers  # noqa: E402
from tokenizers.models import BPE  # noqa: E402

torch.set_num_threads(1)  # models this small spend their time waiting for a second one

EDGE = 32  # px, of what the models see
PATCH = 8
WIDTH = 32

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% for c in m.content %}{% if c.type == 'image' %}IMAGE"
    "{% else %}{{ c.text }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SMOL = (
    "<|im_start|>{% for m in messages %}{{ m.role | capitalize }}:{% if m.content[0].type != 'image' %} {% endif %}"
    "{% for c in m.content %}{% if c.type == 'image' %}<image>{% else %}{{ c.text }}{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)
VICUNA = (
    "{% for m in messages %}{{ m.role | upper }}: {% for c in m.content %}{% if c.type == 'image' %}<image>\n"
    "{% else %}{{ c.text }}{% endif %}{% endfor %} {% endfor %}{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)

_TEXTS = [
    "What is the total amount due? Outline the region in the image that would help answer this question.",
    "User: Assistant: USER: ASSISTANT: user assistant Give a very brief answer.",
    *(f"[{n}, {(n * 7) % 101}, {(n * 13) % 101}, {(n * 29) % 101}]. 0.{n:03d} {n * 9}" for n in range(101)),
]


def tokenizer(kind: str, special: list[str], **options: Any) -> Any:
    """A tokenizer trained on a few lines.

    Args:
        kind: ``"digits"`` splits numbers into digits (SmolLM, Qwen), ``"numbers"`` merges them (GPT-2), ``"metaspace"``
            writes spaces as a mark and puts one before the text (Llama), ``"gemma"`` the same without one.
        special: tokens that are never split.
        options: of PreTrainedTokenizerFast.
    """
    made = Tokenizer(BPE(unk_token="<unk>" if "<unk>" in special else None))
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    if kind == "digits":
        parts = [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        made.pre_tokenizer = pre_tokenizers.Sequence(parts)
        made.decoder = decoders.ByteLevel()
    elif kind == "numbers":
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = decoders.ByteLevel()
    else:
        scheme = "always" if kind == "metaspace" else "never"
        made.normalizer = normalizers.NFKC()
        parts = [
            pre_tokenizers.Metaspace(prepend_scheme=scheme, split=False),
            pre_tokenizers.Digits(individual_digits=True),
        ]
        made.pre_tokenizer = pre_tokenizers.Sequence(parts)
        made.decoder = decoders.Metaspace(prepend_scheme=scheme)
        alphabet = [chr(code) for code in range(32, 127)] + ["▁", "\n"]
    trainer = trainers.BpeTrainer(
        vocab_size=700 if kind == "numbers" else 400,
        special_tokens=special,
        initial_alphabet=alphabet,
        show_progress=False,
    )
    made.train_from_iterator(_TEXTS, trainer)
    return transformers.PreTrainedTokenizerFast(tokenizer_object=made, padding_side="left", **options)


def text_config(words: Any, **more: Any) -> dict[str, Any]:
    return {
        "vocab_size": len(words),
        "hidden_size": WIDTH,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "max_position_embeddings": 1024,
        "pad_token_id": words.pad_token_id,
        "bos_token_id": words.bos_token_id,
        "eos_token_id": words.eos_token_id,
        **more,
    }


_VISION = {
    "hidden_size": WIDTH,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": EDGE,
    "patch_size": PATCH,
}


def _idefics3(kind: str = "digits", model_class: str = "Idefics3") -> tuple[Any, Any]:
    words = tokenizer(
        kind,
        ["<|im_start|>", "<|im_end|>", "<end_of_utterance>", "<image>", "<fake_token_around_image>", "<global-img>"],
        bos_token="<|im_start|>",
        pad_token="<|im_end|>",
        eos_token="<end_of_utterance>",
    )
    from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil

    pixels = Idefics3ImageProcessorPil(
        size={"longest_edge": EDGE}, max_image_size={"longest_edge": EDGE}, do_image_splitting=False
    )
    processor = transformers.Idefics3Processor(pixels, words, image_seq_len=4, chat_template=SMOL)
    config = getattr(transformers, f"{model_class}Config")(
        text_config={"model_type": "llama", **text_config(words)},
        vision_config=dict(_VISION),
        scale_factor=2,
        image_token_id=words.convert_tokens_to_ids("<image>"),
        pad_token_id=words.pad_token_id,
        tie_word_embeddings=False,
    )
    return getattr(transformers, f"{model_class}ForConditionalGeneration")(config), processor


def _smolvlm() -> tuple[Any, Any]:
    """SmolVLM's own processor needs torchvision and num2words; Idefics3's makes the same inputs."""
    return _idefics3(model_class="SmolVLM")


def _qwen(name: str) -> tuple[Any, Any]:
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>"]
    special += ["<|image_pad|>", "<|video_pad|>"]
    words = tokenizer("digits", special, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    pixels = Qwen2VLImageProcessorPil(patch_size=PATCH, min_pixels=16**2 * 2, max_pixels=16**2 * 16)
    template = CHATML.replace("IMAGE", "<|vision_start|><|image_pad|><|vision_end|>")
    processor_class = {"Qwen2VL": "Qwen2VL", "Qwen2_5_VL": "Qwen2_5_VL", "Qwen3VL": "Qwen3VL"}[name]
    processor = getattr(transformers, f"{processor_class}Processor")(pixels, words, None, chat_template=template)
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 3, 3]}
    text = text_config(words, rope_parameters=rope, **({"head_dim": 16} if name == "Qwen3VL" else {}))
    vision = {
        "Qwen2VL": {"depth": 2, "embed_dim": 32, "hidden_size": WIDTH, "num_heads": 2, "mlp_ratio": 2},
        "Qwen2_5_VL": {
            "depth": 2,
            "hidden_size": 32,
            "out_hidden_size": WIDTH,
            "num_heads": 2,
            "intermediate_size": 48,
            "fullatt_block_indexes": [1],
            "window_size": 32,
        },
        "Qwen3VL": {
            "depth": 2,
            "hidden_size": 32,
            "out_hidden_size": WIDTH,
            "num_heads": 2,
            "intermediate_size": 48,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0],
        },
    }[name]
    tokens = {
        f"{part}_token_id": words.convert_tokens_to_ids(f"<|{part}{suffix}|>")
        for part, suffix in (("image", "_pad"), ("video", "_pad"), ("vision_start", ""), ("vision_end", ""))
    }
    config = getattr(transformers, f"{name}Config")(
        text_config=text,
        vision_config={"patch_size": PATCH, "spatial_merge_size": 2, "temporal_patch_size": 2, **vision},
        tie_word_embeddings=False,
        **tokens,
    )
    return getattr(transformers, f"{name}ForConditionalGeneration")(config), processor


def _llava() -> tuple[Any, Any]:
    words = tokenizer(
        "metaspace",
        ["<unk>", "<s>", "</s>", "<pad>", "<image>"],
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
    )
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    pixels = CLIPImageProcessorPil(size={"shortest_edge": EDGE}, crop_size={"height": EDGE, "width": EDGE})
    processor = transformers.LlavaProcessor(
        pixels,
        words,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=VICUNA,
    )
    config = transformers.LlavaConfig(
        text_config={"model_type": "llama", **text_config(words)},
        vision_config={"model_type": "clip_vision_model", "projection_dim": WIDTH, **_VISION},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        image_seq_length=16,
        vision_feature_layer=-1,
    )
    return transformers.LlavaForConditionalGeneration(config), processor


def _internvl() -> tuple[Any, Any]:
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>", "<video>"]
    names = {
        "start_image_token": "<img>",
        "end_image_token": "</img>",
        "context_image_token": "<IMG_CONTEXT>",
        "video_token": "<video>",
    }
    words = tokenizer("digits", special, eos_token="<|im_end|>", pad_token="<|endoftext|>", extra_special_tokens=names)
    from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil

    processor = transformers.InternVLProcessor(
        GotOcr2ImageProcessorPil(size={"height": EDGE, "width": EDGE}, max_patches=2),
        words,
        None,
        image_seq_length=4,
        chat_template=CHATML.replace("IMAGE", "<IMG_CONTEXT>\n"),
    )
    vision = {key: value for key, value in _VISION.items() if key not in ("image_size", "patch_size")}
    config = transformers.InternVLConfig(
        text_config={"model_type": "qwen2", **text_config(words)},
        vision_config={"image_size": [EDGE, EDGE], "patch_size": [PATCH, PATCH], **vision},
        image_token_id=words.convert_tokens_to_ids("<IMG_CONTEXT>"),
        image_seq_length=4,
        tie_word_embeddings=False,
    )
    return transformers.InternVLForConditionalGeneration(config), processor


def _paligemma() -> tuple[Any, Any]:
    words = tokenizer(
        "gemma",
        ["<pad>", "<eos>", "<bos>", "<unk>"],
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
    )
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

    pixels = SiglipImageProcessorPil(size={"height": EDGE, "width": EDGE})
    pixels.image_seq_length = 16
    processor = transformers.PaliGemmaProcessor(pixels, words)
    config = transformers.PaliGemmaConfig(
        text_config={"model_type": "gemma", "head_dim": 16, **text_config(words)},
        vision_config={"model_type": "siglip_vision_model", "projection_dim": WIDTH, **_VISION},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        projection_dim=WIDTH,
        pad_token_id=words.pad_token_id,
    )
    return transformers.PaliGemmaForConditionalGeneration(config), processor


_BUILDERS: dict[str, Callable[[], tuple[Any, Any]]] = {
    "idefics3": _idefics3,
    "smolvlm": _smolvlm,
    "qwen2_vl": lambda: _qwen("Qwen2VL"),
    "qwen2_5_vl": lambda: _qwen("Qwen2_5_VL"),
    "qwen3_vl": lambda: _qwen("Qwen3VL"),
    "llava": _llava,
    "internvl": _internvl,
    "paligemma": _paligemma,
}
CLASSES = tuple(_BUILDERS)
SAVEABLE = ("idefics3", "llava", "paligemma")
"""Those whose processor can be read back from a folder without torchvision."""


def build(name: str, seed: int = 0, spread: float = 1.0) -> tuple[Any, Any]:
    """(model, processor) of a class.

    Args:
        name: one of ``CLASSES``.
        seed: of the weights.
        spread: the language head's weights are multiplied by this: a freshly drawn model is almost indifferent.
    """
    from transformers.processing_utils import ProcessorMixin

    checked = ProcessorMixin.check_argument_for_proper_class
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            ProcessorMixin,
            "check_argument_for_proper_class",
            lambda self, kind, part: None if kind == "video_processor" and part is None else checked(self, kind, part),
        )
        torch.manual_seed(seed)
        model, processor = _BUILDERS[name]()
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(spread)
    return model.eval().requires_grad_(False), processor
