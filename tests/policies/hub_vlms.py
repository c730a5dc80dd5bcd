"""Checkpoints as they lie on the hub: the files, names and settings of each class, tiny random weights.

Edges are those of the hub divided by 16: SmolVLM's tiles of 512 px and longest edge of 2048 are 32 and 128 here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tokenizers.processors import TemplateProcessing  # noqa: E402

from tests.policies.tiny_vlms import CHATML, SMOL, WIDTH, text_config, tokenizer  # noqa: E402

TILE, PATCH = 32, 8  # px
LLAVA = (
    "{% for m in messages %}{{ m.role | upper }}: {% for c in m.content %}{% if c.type == 'image' %}<image>\n"
    "{% else %}{{ c.text }} {% endif %}{% endfor %}{% endfor %}{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)
MISTRAL = (
    "{% for m in messages %}{% if m.role == 'user' %}[INST] {% for c in m.content %}"
    "{% if c.type == 'image' %}<image>\n{% else %}{{ c.text }}{% endif %}{% endfor %} [/INST]"
    "{% else %} {{ m.content[0].text }}</s> {% endif %}{% endfor %}"
)
ONEVISION = (
    "{% for m in messages %}<|im_start|>{{ m.role }} {% for c in m.content %}{% if c.type == 'image' %}<image>"
    "{% endif %}{% endfor %}{% for c in m.content %}{% if c.type == 'text' %}{{ '\n' + c.text }}{% endif %}{% endfor %}"
    "<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
GEMMA = (
    "<bos>{% for m in messages %}<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{% for c in m.content %}{% if c.type == 'image' %}<start_of_image>{% else %}{{ c.text }}{% endif %}{% endfor %}"
    "<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
_CLIP = {"image_mean": [0.48, 0.46, 0.41], "image_std": [0.27, 0.26, 0.28], "do_convert_rgb": True}
_HALF = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
_VISION = {"hidden_size": WIDTH, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
_SIGHT = {**_VISION, "image_size": TILE, "patch_size": PATCH}
_GRID = [[32, 64], [64, 32], [64, 64], [96, 32], [32, 96]]

Parts = tuple[Any, Any, dict[str, Any]]
"""Model, tokenizer, and by name what else lies in the folder."""


def _words(kind: str, special: list[str], begin: str | None = None, **options: Any) -> Any:
    """A tokenizer; Llama's and Gemma's write a token before every text."""
    words = tokenizer(kind, special, **options)
    if begin is not None:
        rule = TemplateProcessing(single=f"{begin} $A", special_tokens=[(begin, words.convert_tokens_to_ids(begin))])
        words.backend_tokenizer.post_processor = rule
    return words


def _idefics3(model_class: str) -> Parts:
    special = ["<|im_start|>", "<|im_end|>", "<end_of_utterance>", "<image>", "<fake_token_around_image>"]
    special += ["<global-img>", *(f"<row_{row}_col_{column}>" for row in range(1, 5) for column in range(1, 5))]
    ends = {"bos_token": "<|im_start|>", "pad_token": "<|im_end|>", "eos_token": "<end_of_utterance>"}
    words = _words("digits", special, **ends)
    config = getattr(transformers, f"{model_class}Config")(
        text_config={"model_type": "llama", **text_config(words)},
        vision_config=dict(_SIGHT),
        scale_factor=2,
        image_token_id=words.convert_tokens_to_ids("<image>"),
        pad_token_id=words.pad_token_id,
        tie_word_embeddings=False,
    )
    pictures = {
        **_HALF,
        "image_processor_type": f"{model_class}ImageProcessor",
        "processor_class": f"{model_class}Processor",
        "size": {"longest_edge": 4 * TILE},
        "max_image_size": {"longest_edge": TILE},
        "do_image_splitting": True,
        "do_pad": True,
    }
    if model_class == "SmolVLM":
        pictures["video_sampling"] = {"fps": 1, "max_frames": 64, "video_size": {"longest_edge": TILE}}
    more = {"processor_class": f"{model_class}Processor", "image_seq_len": 4}
    files = {"preprocessor_config": pictures, "processor_config": more, "chat_template": {"chat_template": SMOL}}
    return getattr(transformers, f"{model_class}ForConditionalGeneration")(config), words, files


def _qwen(name: str) -> Parts:
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>"]
    words = _words(
        "digits", [*special, "<|image_pad|>", "<|video_pad|>"], eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 3, 3]}
    own = {
        "Qwen2VL": {"embed_dim": 32, "hidden_size": WIDTH, "mlp_ratio": 2},
        "Qwen2_5_VL": {
            "hidden_size": 32,
            "out_hidden_size": WIDTH,
            "intermediate_size": 48,
            "fullatt_block_indexes": [1],
            "window_size": 32,
        },
        "Qwen3VL": {
            "hidden_size": 32,
            "out_hidden_size": WIDTH,
            "intermediate_size": 48,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0],
        },
    }[name]
    shape = {"depth": 2, "num_heads": 2, "patch_size": PATCH, "spatial_merge_size": 2, "temporal_patch_size": 2}
    config = getattr(transformers, f"{name}Config")(
        text_config=text_config(words, rope_parameters=rope, **({"head_dim": 16} if name == "Qwen3VL" else {})),
        vision_config={**shape, **own},
        tie_word_embeddings=False,
        **{
            f"{part}_token_id": words.convert_tokens_to_ids(f"<|{part}{suffix}|>")
            for part, suffix in (("image", "_pad"), ("video", "_pad"), ("vision_start", ""), ("vision_end", ""))
        },
    )
    shared = {
        **_CLIP,
        "patch_size": PATCH,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "processor_class": f"{name}Processor",
    }
    files: dict[str, Any] = {}
    if name == "Qwen3VL":
        area = {"longest_edge": 96 * 96, "shortest_edge": 4 * 16**2}
        files["preprocessor_config"] = {**shared, "size": area, "image_processor_type": "Qwen2VLImageProcessorFast"}
        files["video_preprocessor_config"] = {**shared, "size": area, "video_processor_type": "Qwen3VLVideoProcessor"}
    else:
        area = {"min_pixels": 4 * 16**2, "max_pixels": 96 * 96}
        files["preprocessor_config"] = {**shared, **area, "image_processor_type": "Qwen2VLImageProcessor"}
    template = CHATML.replace("IMAGE", "<|vision_start|><|image_pad|><|vision_end|>")
    files["chat_template"] = {"chat_template": template}
    model = getattr(transformers, f"{name}ForConditionalGeneration")(config)
    model.generation_config.eos_token_id = [words.eos_token_id, words.pad_token_id]
    return model, words, files


def _internvl() -> Parts:
    names = {
        "start_image_token": "<img>",
        "end_image_token": "</img>",
        "context_image_token": "<IMG_CONTEXT>",
        "video_token": "<video>",
    }
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *names.values()]
    ends = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    words = _words("digits", special, extra_special_tokens=names, **ends)
    config = transformers.InternVLConfig(
        text_config={"model_type": "qwen2", **text_config(words)},
        vision_config={"image_size": [TILE, TILE], "patch_size": [PATCH, PATCH], **_VISION},
        image_token_id=words.convert_tokens_to_ids("<IMG_CONTEXT>"),
        image_seq_length=4,
        tie_word_embeddings=False,
    )
    pictures = {
        **_CLIP,
        "image_processor_type": "GotOcr2ImageProcessorFast",
        "processor_class": "InternVLProcessor",
        "size": {"height": TILE, "width": TILE},
        "crop_to_patches": False,
        "min_patches": 1,
        "max_patches": 12,
    }
    videos = {**_CLIP, "video_processor_type": "InternVLVideoProcessor", "size": {"height": TILE, "width": TILE}}
    files = {
        "preprocessor_config": pictures,
        "video_preprocessor_config": videos,
        "processor_config": {"processor_class": "InternVLProcessor", "image_seq_length": 4},
        "chat_template.jinja": CHATML.replace("IMAGE", "<IMG_CONTEXT>\n"),
    }
    return transformers.InternVLForConditionalGeneration(config), words, files


def _llava(kind: str) -> Parts:
    ends = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    words = _words("metaspace", ["<unk>", "<s>", "</s>", "<pad>", "<image>"], "<s>", **ends)
    family = {"llava": "Llava", "llava_next": "LlavaNext"}[kind]
    grid = {"image_grid_pinpoints": _GRID} if kind == "llava_next" else {}
    config = getattr(transformers, f"{family}Config")(
        text_config={"model_type": "llama", **text_config(words)},
        vision_config={"model_type": "clip_vision_model", "projection_dim": WIDTH, **_SIGHT},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        image_seq_length=16,
        vision_feature_layer=-2,
        **grid,
    )
    pictures = {
        **_CLIP,
        **grid,
        "image_processor_type": {"llava": "CLIPImageProcessor", "llava_next": "LlavaNextImageProcessor"}[kind],
        "processor_class": f"{family}Processor",
        "size": {"shortest_edge": TILE},
        "crop_size": {"height": TILE, "width": TILE},
        "do_center_crop": True,
    }
    more = {"patch_size": PATCH, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    files = {
        "preprocessor_config": pictures,
        "processor_config": {**more, "processor_class": f"{family}Processor"},
        "chat_template": {"chat_template": LLAVA if kind == "llava" else MISTRAL},
    }
    return getattr(transformers, f"{family}ForConditionalGeneration")(config), words, files


def _onevision() -> Parts:
    ends = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    words = _words("digits", ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<video>"], **ends)
    grid = [[TILE, TILE], *_GRID]
    config = transformers.LlavaOnevisionConfig(
        text_config={"model_type": "qwen2", **text_config(words)},
        vision_config={"model_type": "siglip_vision_model", "vision_use_head": False, **_SIGHT},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        video_token_index=words.convert_tokens_to_ids("<video>"),
        image_grid_pinpoints=grid,
        vision_feature_layer=-1,
        vision_feature_select_strategy="full",
        tie_word_embeddings=False,
    )
    size = {"height": TILE, "width": TILE}
    pictures = {**_HALF, "image_processor_type": "LlavaOnevisionImageProcessor", "size": size}
    more = {"num_image_tokens": 16, "vision_feature_select_strategy": "full"}
    files = {
        "preprocessor_config": pictures | {"image_grid_pinpoints": grid, "processor_class": "LlavaOnevisionProcessor"},
        "video_preprocessor_config": {**_HALF, "video_processor_type": "LlavaOnevisionVideoProcessor", "size": size},
        "processor_config": {**more, "processor_class": "LlavaOnevisionProcessor"},
        "chat_template": {"chat_template": ONEVISION},
    }
    return transformers.LlavaOnevisionForConditionalGeneration(config), words, files


def _paligemma() -> Parts:
    ends = {"pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>"}
    words = _words("gemma", ["<pad>", "<eos>", "<bos>", "<unk>", "<image>"], **ends)
    places = 1024 + 128  # <loc0000> and <seg000>, which the processor adds to the words
    config = transformers.PaliGemmaConfig(
        text_config={
            "model_type": "gemma",
            "head_dim": 16,
            **text_config(words),
            "vocab_size": len(words) + places + 1,
        },
        vision_config={"model_type": "siglip_vision_model", "projection_dim": WIDTH, **_SIGHT},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        projection_dim=WIDTH,
        pad_token_id=words.pad_token_id,
    )
    pictures = {
        **_HALF,
        "image_processor_type": "SiglipImageProcessor",
        "processor_class": "PaliGemmaProcessor",
        "size": {"height": TILE, "width": TILE},
        "image_seq_length": 16,
    }
    return transformers.PaliGemmaForConditionalGeneration(config), words, {"preprocessor_config": pictures}


def _gemma3() -> Parts:
    names = {"image_token": "<image_soft_token>", "boi_token": "<start_of_image>", "eoi_token": "<end_of_image>"}
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>", *names.values()]
    ends = {"pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>"}
    words = _words("gemma", special, "<bos>", extra_special_tokens=names, **ends)
    ids = words.convert_tokens_to_ids
    config = transformers.Gemma3Config(
        text_config={"model_type": "gemma3_text", **text_config(words), "head_dim": 16, "sliding_window": 64},
        vision_config={"model_type": "siglip_vision_model", "vision_use_head": False, **_SIGHT},
        mm_tokens_per_image=4,
        image_token_index=ids("<image_soft_token>"),
        boi_token_index=ids("<start_of_image>"),
        eoi_token_index=ids("<end_of_image>"),
    )
    pictures = {
        **_HALF,
        "image_processor_type": "Gemma3ImageProcessor",
        "processor_class": "Gemma3Processor",
        "size": {"height": TILE, "width": TILE},
        "image_seq_length": 4,
    }
    files = {
        "preprocessor_config": pictures,
        "processor_config": {"processor_class": "Gemma3Processor", "image_seq_length": 4},
        "chat_template": {"chat_template": GEMMA},
    }
    model = transformers.Gemma3ForConditionalGeneration(config)
    model.generation_config.eos_token_id = [ids("<eos>"), ids("<end_of_turn>")]
    return model, words, files


_BUILDERS: dict[str, Callable[[], Parts]] = {
    "smolvlm": lambda: _idefics3("Idefics3"),
    "smolvlm2": lambda: _idefics3("SmolVLM"),
    "qwen2_vl": lambda: _qwen("Qwen2VL"),
    "qwen2_5_vl": lambda: _qwen("Qwen2_5_VL"),
    "qwen3_vl": lambda: _qwen("Qwen3VL"),
    "internvl": _internvl,
    "llava": lambda: _llava("llava"),
    "llava_next": lambda: _llava("llava_next"),
    "llava_onevision": _onevision,
    "paligemma": _paligemma,
    "gemma3": _gemma3,
}
CLASSES = tuple(_BUILDERS)


def write(name: str, folder: Path, seed: int = 0, spread: float = 1.0) -> Path:
    """A checkpoint of a class in a folder, which is returned.

    Args:
        name: one of ``CLASSES``.
        folder: made.
        seed: of the weights.
        spread: the language head's weights are multiplied by this.
    """
    torch.manual_seed(seed)
    model, words, files = _BUILDERS[name]()
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(spread)
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    for file, content in files.items():
        path = folder / (file if "." in file else f"{file}.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


if __name__ == "__main__":
    import sys

    for each in CLASSES:
        write(each, Path(sys.argv[1]) / each, spread=10.0)
