"""What the recipes of SFT and GRPO share: a model that is trained, on which questions, how, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cropvlm_tools.boxes import GRAMMARS
from cropvlm_tools.policies.vlm.processors import Pixels
from training.recipe import RecipeError, check_fields
from training.tasks.hub import TASKS, load_task
from training.tasks.jsonl import find_jsonl
from training.tasks.task import TRAIN, Example
from training.vlm.seeds import read_seeds


@dataclass(frozen=True, kw_only=True)
class Course:
    """Fields of both stages; the defaults are CropVLM's."""

    model: str = field(metadata={"help": "the policy to begin with: a folder or hub id"})
    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
    out: Path = field(metadata={"help": "folder for checkpoints, the log and, in final/, the policy"})
    policy_edge: int | None = field(
        default=None,
        metadata={"help": "px at which the policy sees pictures, kept with it; else as its checkpoint says"},
    )
    grammar: str = field(default="percent", metadata={"help": f"how it writes boxes: {', '.join(GRAMMARS)}"})
    batch: int = field(default=2, metadata={"help": "examples on a device at once"})
    epochs: float = field(default=1.0, metadata={"help": "passes over the data"})
    steps: int | None = field(default=None, metadata={"help": "steps of the optimiser instead of epochs"})
    learning_rate: float = field(default=5e-5, metadata={"help": "at its highest"})
    schedule: str = field(default="cosine", metadata={"help": "of the learning rate, by its name in transformers"})
    warmup: float = field(default=0.03, metadata={"help": "steps, or below 1 their share, in which the rate rises"})
    lora_rank: int = field(default=128, metadata={"help": "of the adapters; 0 trains all weights"})
    lora_alpha: int = field(default=256, metadata={"help": "the adapters' scale times their rank"})
    lora_dropout: float = field(default=0.05, metadata={"help": "share of an adapter's inputs left out"})
    lora_targets: str = field(
        default="q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj,fc1,fc2,proj",
        metadata={"help": "layers with adapters, commas between, or all-linear"},
    )
    precision: Literal["auto", "float32"] = field(
        default="auto", metadata={"help": "auto: computes in bfloat16 where a GPU has it"}
    )
    weights: Literal["float32", "bfloat16"] = field(
        default="float32",
        metadata={"help": "what they are kept in; bfloat16 halves them, for adapters on large models"},
    )
    attention: str | None = field(
        default=None, metadata={"help": "sdpa, eager or flash_attention_2; else what transformers takes"}
    )
    checkpointing: bool = field(
        default=False, metadata={"help": "computes activations twice instead of keeping them: less memory, more time"}
    )
    workers: int | None = field(
        default=None,
        metadata={"help": "processes that open and prepare pictures ahead of time; else 4 on a GPU, 0 on CPUs"},
    )
    pixels: Pixels = field(
        default="pil", metadata={"help": "what prepares pictures; torchvision is several times as fast"}
    )
    trl: tuple[str, ...] = field(
        default=(), metadata={"help": "NAME=VALUE of TRL's config, over what follows from the fields here"}
    )
    progress: bool = field(default=True, metadata={"help": "a bar with the time left and the numbers that matter"})
    seed: int = field(default=0, metadata={"help": "of all that is drawn"})
    save_every: int = field(default=100, metadata={"help": "steps between checkpoints"})
    log_every: int = field(default=10, metadata={"help": "steps between lines of the log"})
    log_to: str = field(default="none", metadata={"help": "a tracker that transformers knows, beside log.csv"})

    def __post_init__(self) -> None:
        counts = ("policy_edge", "batch", "epochs", "steps", "save_every", "log_every")
        shares = ("lora_rank", "lora_dropout", "learning_rate", "warmup", "workers")
        check_fields(self, {"grammar": GRAMMARS}, counts, shares)


def read_data(sources: Sequence[str], boxes: bool, images: Path, split: str = TRAIN) -> list[Example]:
    """The questions of ``--data`` that a stage learns from, or is judged by; all where a file names no splits.

    Args:
        sources: .jsonl files or their folders, or names of tasks (``training.tasks.hub``), ``textvqa:train``.
        boxes: whether every question must say where to look.
        images: folder for the pictures of tasks by name.
        split: of each.

    Raises:
        RecipeError: a file is empty, or a line lacks something; the message has its number.
        TaskError: there is no such file or task, or it cannot be read.
    """
    seeds: list[Example] = []
    for source in sources:
        if source.partition(":")[0] not in TASKS:
            seeds += read_seeds(find_jsonl(Path(source)), boxes, split)
        elif boxes:
            raise RecipeError(f"{source} has no boxes. Have them made first: python -m training.vlm.label.")
        else:
            seeds += load_task(source, split, images).examples
    return seeds
