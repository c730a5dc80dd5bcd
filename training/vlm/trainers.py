"""What SFT and GRPO share: LoRA, precision, the last whole checkpoint, the finished model. Imports torch and TRL."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch

from cropvlm_tools.boxes import GRAMMARS
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
from cropvlm_tools.policies.vlm.interface import Processor
from training.recipe import RecipeError
from training.storage import check_file, damaged, read_json, write_atomic
from training.vlm.engine import Saved, Trainer
from training.vlm.recipe import Course

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def adapter(recipe: Course) -> object:
    """LoRA as a recipe has it, for peft; None for rank 0, which trains all weights."""
    if recipe.lora_rank == 0:
        return None
    targets = "all-linear" if recipe.lora_targets == "all-linear" else recipe.lora_targets.split(",")
    made: object = import_module("peft").LoraConfig(
        r=recipe.lora_rank, lora_alpha=recipe.lora_alpha, lora_dropout=recipe.lora_dropout, target_modules=targets
    )
    return made


def course(recipe: Course) -> dict[str, object]:
    """Arguments of a TRL config that follow from the fields both stages' recipes have."""
    return {
        "output_dir": str(recipe.out),
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": recipe.schedule,
        "warmup_steps": recipe.warmup,
        "num_train_epochs": recipe.epochs,
        "max_steps": recipe.steps or -1,
        "seed": recipe.seed,
        "save_steps": recipe.save_every,
        "save_total_limit": 2,
        "logging_steps": recipe.log_every,
        "report_to": recipe.log_to,
        "disable_tqdm": True,  # callbacks.Progress draws the bar
        **_hardware(recipe.precision),
        **_ahead(recipe.workers),
    }


def config(kind: Callable[..., Any], recipe: Course, **given: object) -> Any:
    """A config of TRL from a recipe, and over it what the recipe hands on as it is.

    Raises:
        RecipeError: it has no such field; or weights would be cut in pieces over processes.
    """
    known = {each.name for each in dataclasses.fields(cast("type[DataclassInstance]", kind))}
    more: dict[str, object] = {}
    for text in recipe.trl:
        name, found, value = text.partition("=")
        if not found or name not in known:
            raise RecipeError(f"trl is {text!r:.80}; give NAME=VALUE with a field of {kind.__name__}.")
        more[name] = import_module("yaml").safe_load(value)
    keeping = "activation_checkpointing"  # since transformers 5.24
    keeping = keeping if keeping in known else "gradient_checkpointing"
    made = kind(**{**course(recipe), keeping: recipe.checkpointing, **given, **more})
    stage = getattr(getattr(made, "deepspeed_plugin", None), "zero_stage", 0)
    sharded = "FSDP" if made.fsdp or os.environ.get("ACCELERATE_USE_FSDP", "").lower() == "true" else ""
    sharded = sharded or ("ZeRO-3" if stage == 3 else "")
    if sharded:
        raise RecipeError(
            f"{sharded} cuts the weights in pieces, of which sampling and the last save would see one each. Policies "
            "of up to 7B fit whole beside LoRA (--weights bfloat16 --checkpointing): launch with --multi_gpu, or with "
            "DeepSpeed's stage 1 or 2. For larger ones take verl: python -m training.vlm.verl."
        )
    return made


def _ahead(workers: int | None) -> dict[str, object]:
    """Arguments of a TRL config: processes that read rows, two batches ahead each."""
    count = (4 if torch.cuda.is_available() else 0) if workers is None else workers
    return {
        "dataloader_num_workers": count,
        "dataloader_prefetch_factor": 2 if count else None,
        "dataloader_persistent_workers": count > 0,
    }


def _hardware(precision: str) -> dict[str, object]:
    """Arguments of a TRL config: bfloat16 where a GPU has it, unless ``precision`` says ``"float32"``."""
    cpu = not torch.cuda.is_available() and not torch.backends.mps.is_available()
    bfloat16 = precision != "float32" and not cpu and torch.cuda.is_available() and torch.cuda.is_bf16_supported()
    arguments = {"use_cpu": cpu, "bf16": bfloat16, "dataloader_pin_memory": not cpu}
    several = int(os.environ.get("WORLD_SIZE", "1")) > 1  # named for one process, a backend is waited for
    return {**arguments, "ddp_backend": "gloo"} if cpu and several else arguments


def own_device() -> str | None:
    """The GPU of this process, where a launcher started several; else None, the best there is."""
    rank = os.environ.get("LOCAL_RANK")
    return f"cuda:{rank}" if rank is not None and torch.cuda.is_available() else None


def load_trainable(recipe: Course) -> tuple[torch.nn.Module, Processor]:
    """(model, processor) that a recipe starts from, on the CPU.

    Raises:
        PolicyError: there is no such checkpoint, or it cannot be trained.
    """
    loaded, processor = load_checkpoint(
        recipe.model, "cpu", recipe.weights, recipe.attention, edge=recipe.policy_edge, pixels=recipe.pixels
    )
    if processor.chat_template is None:
        raise PolicyError(
            f"{Path(recipe.model).name} has no chat template, by which TRL asks what it trains: a "
            f"{type(processor).__name__} can be used as it is, and as a target, but not be trained here."
        )
    return loaded.requires_grad_(True).train(), processor


class _Dropout(torch.nn.Dropout):
    """Drops nothing where no gradient is taken: what is sampled is the policy, not one of its thinned copies."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return super().forward(input) if torch.is_grad_enabled() else input


def drop_only_in_training(model: torch.nn.Module) -> None:
    """Switch a model's dropout off while it samples and while probabilities are only looked up; TRL leaves it on."""
    for module in model.modules():
        if type(module) is torch.nn.Dropout:
            module.__class__ = _Dropout


def last_checkpoint(out: Path) -> str | None:
    """The newest whole checkpoint in a run's folder; one cut off while it was written is passed over.

    Raises:
        RecipeError: the folder holds a finished model.
        StorageError: a checkpoint that was written whole is damaged.
    """
    if (out / "final" / "policy.json").is_file():
        raise RecipeError(f"{out.name} holds a finished run. Give another --out, or remove it.")
    checkpoints = [path for path in out.glob("checkpoint-*") if re.fullmatch(r"checkpoint-\d+", path.name)]
    for folder in sorted(checkpoints, key=lambda path: int(path.name.rpartition("-")[2]), reverse=True):
        try:
            json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))  # the last file of a checkpoint
        except (OSError, ValueError):
            continue
        way_out = f"Delete the folder {folder.name} and run the same command again: it goes on from the one before."
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            check_file(path, way_out)
        if not any(path.suffix in (".safetensors", ".bin") for path in files):
            raise damaged(folder, "there are no weights", way_out)
        if os.environ.get("RANK", "0") == "0":
            print(f"{out.name} goes on from {folder.name}.", file=sys.stderr)
        return str(folder)
    return None


_NOTE = 'Write it again: {"policy": "vlm", "grammar": NAME}, with the grammar that the policy was taught.'


def taught_grammar(policy: Path) -> str | None:
    """In which grammar a policy in a folder writes boxes, as its last stage has noted it (``save_final``).

    Returns:
        None for a checkpoint or a hub id, where nothing is noted.

    Raises:
        RecipeError: it names one that does not exist.
        StorageError: the note is damaged.
    """
    note = policy / "policy.json"
    settings = read_json(note, _NOTE) if note.is_file() else {}
    if not isinstance(settings, dict):
        raise damaged(note, "it is no object", _NOTE)
    grammar = settings.get("grammar")
    if grammar is None:
        return None
    if not isinstance(grammar, str) or grammar not in GRAMMARS:
        raise RecipeError(
            f"The policy.json of {policy.name!r} names the grammar {grammar!r:.80}; correct it to what the policy was "
            f"taught: {', '.join(GRAMMARS)}."
        )
    return grammar


def save_final(trainer: Trainer, processor: Saved, out: Path, grammar: str) -> Path:
    """The trained policy, adapters merged, as ``load_policy`` takes it; returns its folder. Processes part here."""
    model = trainer.accelerator.unwrap_model(trainer.model)
    if hasattr(model, "merge_and_unload"):
        model = model.merge_and_unload()
    folder = out / "final"
    if trainer.accelerator.is_main_process:
        model.save_pretrained(folder)
        processor.save_pretrained(folder)
        write_atomic(folder / "policy.json", json.dumps({"policy": "vlm", "grammar": grammar}) + "\n")
    trainer.accelerator.wait_for_everyone()
    trainer.accelerator.end_training()  # a process group left to the interpreter's exit may abort the process
    return folder
