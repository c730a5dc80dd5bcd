"""Vision-language models of transformers, from a folder or the hub, with LoRA adapters merged."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

from cropvlm_tools.errors import MissingDependencyError, PolicyError
from cropvlm_tools.policies.folder import MOST_BYTES, check_files, read_json, without_paths
from cropvlm_tools.policies.vlm.pixels import set_edge
from cropvlm_tools.policies.vlm.processors import Pixels, load_processor
from cropvlm_tools.policy import HUB_ID

_FEATURE = "A model of transformers"
_ADAPTER = "adapter_model.safetensors"
_MOST_LAYERS = 1000  # Llama 3.1 405B has 126


def require(package: str) -> Any:
    """An optional package.

    Raises:
        MissingDependencyError: it is not installed.
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        raise MissingDependencyError(_FEATURE, package, "train" if package == "peft" else "vlm") from error


def load_checkpoint(
    source: str | Path,
    device: str | None = None,
    dtype: str | None = None,
    attention: str | None = None,
    base: str | Path | None = None,
    edge: int | None = None,
    pixels: Pixels = "pil",
    auto_class: str = "AutoModelForImageTextToText",
) -> tuple[Any, Any]:
    """(model, processor) of a checkpoint in safetensors, frozen.

    Args:
        source: a folder, from which nothing leads to the network; or a hub id ``"org/name"``, which is downloaded.
        device: ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; by default the best there is.
        dtype: ``"float32"``, ``"bfloat16"``, ``"float16"``; by default the checkpoint's own, but float32 on a CPU.
        attention: ``"sdpa"``, ``"eager"``, ``"flash_attention_2"``; by default what transformers takes, which is sdpa
            wherever a model has it, and never flash attention.
        base: for a LoRA adapter whose base model is not where the adapter says.
        edge: px at which it sees pictures (``set_edge``); by default as the checkpoint says.
        pixels: what resizes pictures, ``"pil"`` or ``"torchvision"``.
        auto_class: of transformers, which knows what kind of model it is.

    Raises:
        MissingDependencyError: torch, transformers, or for an adapter peft is not installed.
        PolicyError: there is no such checkpoint, or it cannot be loaded.
    """
    torch, transformers = require("torch"), require("transformers")
    device = device or _best_device(torch)
    kind = getattr(torch, dtype, None) if dtype else (torch.float32 if device == "cpu" else "auto")
    if kind != "auto" and not isinstance(kind, torch.dtype):
        raise PolicyError(f"dtype is {dtype!r}; give 'float32', 'bfloat16' or 'float16'.")
    folder = Path(source)
    local = _is_folder(folder)
    if not local and not HUB_ID.fullmatch(str(source)):
        raise PolicyError(f"No folder {folder.name!r:.80}. Give a checkpoint's folder, or a hub id 'org/name'.")
    options = {"local_files_only": local, "trust_remote_code": False}
    weights = {**options, "dtype": kind, "use_safetensors": True}
    if attention:
        weights["attn_implementation"] = attention
    if local:
        check_files(folder)
        _check_depth(folder)
    adapted = local and (folder / "adapter_config.json").is_file()
    # without it peft would take a pickle, or look for it on the hub
    if adapted and not (folder / _ADAPTER).is_file():
        raise PolicyError(f"The adapter {folder.name!r:.80} has no {_ADAPTER}.")
    root = _base(folder, base) if adapted else str(source)
    if adapted and _is_folder(Path(root)):
        check_files(Path(root))
        _check_depth(Path(root))
    read_from = root if adapted and not _has_processor(folder) else str(source)
    try:
        processor = load_processor(read_from, pixels, **options)
        weights["local_files_only"] = adapted or local
        model = getattr(transformers, auto_class).from_pretrained(root, **weights)
        if adapted:
            model = require("peft").PeftModel.from_pretrained(model, str(folder)).merge_and_unload()
        model = model.to(device).eval().requires_grad_(False)
        if edge is not None:
            set_edge(model, processor, edge)
    except MissingDependencyError:
        raise
    except Exception as error:  # of safetensors, tokenizers, torch and each model's own code
        raise PolicyError(_why(folder, root, error)) from error
    return model, processor


def weights_sha256(folder: Path) -> dict[str, str]:
    """Name -> sha256, in hexadecimal, of each file of weights in a folder."""
    digests = {}
    for file in sorted(folder.glob("*.safetensors")):
        with file.open("rb") as stream:
            digests[file.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests


def check_weights(folder: Path, files: dict[str, str]) -> None:
    """Compare a folder's weights with what its ``policy.json`` says of them.

    Raises:
        PolicyError: a file of weights is missing, is another one, or is not described.
    """
    if not isinstance(files, dict):
        raise PolicyError(f'"files" in the policy.json of {folder.name!r} is no list of names and checksums.')
    check_files(folder)
    there = weights_sha256(folder)
    wrong = sorted(name for name in {*there, *files} if there.get(name) != files.get(name))
    if wrong:
        raise PolicyError(f"{wrong[0]} in {folder.name!r} is not the file its policy.json describes.")


def _base(folder: Path, base: str | Path | None) -> str:
    if base is None:
        base = read_json(folder, "adapter_config.json").get("base_model_name_or_path")
    if not isinstance(base, (str, Path)) or not str(base):
        raise PolicyError(f"The adapter {folder.name!r} names no base model. Give base=FOLDER.")
    beside = folder / base
    return str(beside if _is_folder(beside) else base)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError, RuntimeError):  # a name too long, a loop of links
        return False


def _check_depth(folder: Path) -> None:
    """Refuse a config that would be built for hours before its weights are found not to fit.

    Raises:
        PolicyError: it asks for more layers than any model has, or is no JSON.
    """
    if not (folder / "config.json").is_file():
        return
    left: list[object] = [read_json(folder, "config.json", MOST_BYTES)]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += value.values()
            for name, number in value.items():
                counts = any(word in name for word in ("layers", "depth", "blocks"))
                if counts and isinstance(number, (int, float)) and number > _MOST_LAYERS:
                    raise PolicyError(f"config.json in {folder.name!r:.80} asks for {number!r:.40} {name:.40}.")


def _has_processor(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("processor_config.json", "preprocessor_config.json"))


def _best_device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _why(folder: Path, root: str, error: Exception) -> str:
    reason = without_paths(str(error), folder, root)
    if "torchvision" in str(error).lower():
        reason = "its processor needs torchvision, in the build that fits the installed torch: pip install torchvision."
    elif isinstance(error, OSError):
        reason = "no such folder, no complete checkpoint in safetensors in it, or no such model on the hub."
    return f"Checkpoint {folder.name!r:.80} cannot be loaded: {reason or type(error).__name__:.300}"
