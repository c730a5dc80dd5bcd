"""Stage 1, SFT: teaches a VLM to answer a question with a box, from boxes a machine made.

``python -m training.vlm.sft --config training/recipes/paper-sft.yaml --output runs/sft``. Started again with the same
command after a kill, it goes on from the last whole checkpoint.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cropvlm_tools.boxes import GRAMMARS
from training.recipe import RecipeError, check_fields, recipe_errors, run_stage
from training.tasks.task import Example
from training.vlm.seeds import image_rows, read_seeds

PRECISIONS = ("auto", "float32")


@dataclass(frozen=True)
class SftRecipe:
    """SFT of a vision-language policy. The defaults are CropVLM's."""

    model: str
    data: Path
    output: Path
    grammar: str = "percent"
    lora_rank: int = 128
    lora_alpha: int = 256
    lora_dropout: float = 0.05
    lora_targets: str = "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj,fc1,fc2,proj"
    learning_rate: float = 5e-5
    schedule: str = "cosine"
    warmup: float = 0.03
    batch: int = 2
    accumulate: int = 8
    epochs: float = 1.0
    steps: int | None = None
    precision: str = "auto"
    seed: int = 0
    save_every: int = 100
    log_every: int = 10
    log_to: str = "none"

    def __post_init__(self) -> None:
        counts = ("batch", "accumulate", "epochs", "steps", "save_every", "log_every")
        shares = ("lora_rank", "lora_dropout", "learning_rate", "warmup")
        check_fields(self, {"grammar": tuple(GRAMMARS), "precision": PRECISIONS}, counts, shares)


def train_sft(recipe: SftRecipe) -> Path:
    """Train, and return the folder of the finished policy.

    Raises:
        RecipeError: recipe or data cannot be used; nothing was written then.
        PolicyError: the model cannot be loaded.
    """
    seeds = read_seeds(recipe.data, boxes=True)
    trl: Any = import_module("trl")
    transformers: Any = import_module("transformers")

    from training.vlm.callbacks import CsvLog
    from training.vlm.trainers import adapter, course, last_checkpoint, load_trainable, save_final

    resume = last_checkpoint(recipe.output)
    transformers.set_seed(recipe.seed)
    model, processor = load_trainable(recipe.model)
    with recipe_errors():
        arguments = trl.SFTConfig(
            per_device_train_batch_size=recipe.batch,
            gradient_accumulation_steps=recipe.accumulate,
            max_length=None,
            **course(recipe),
        )
        trainer = trl.SFTTrainer(
            model=model,
            args=arguments,
            train_dataset=sft_rows(seeds, recipe.grammar),
            processing_class=processor,
            peft_config=adapter(recipe),
            callbacks=[CsvLog(recipe.output / "log.csv")],
        )
    trainer.train(resume_from_checkpoint=resume)
    return save_final(trainer, processor, recipe.output, recipe.grammar)


def sft_rows(seeds: Sequence[Example], grammar: str) -> Any:
    """A data set of prompts and completions; images are read when they are needed."""
    from cropvlm_tools.policies.vlm.policy import policy_prompt

    # The pixel grammar counts pixels of the processed view, which only a processor knows; shares need no size.
    if GRAMMARS[grammar].scale is None:
        raise RecipeError("SFT cannot write the pixel grammar: its numbers depend on the processor. Take permille.")
    rows = [
        {
            "image": str(seed.image),
            "prompt": [{"role": "user", "content": policy_prompt(seed.question)}],
            "completion": [{"role": "assistant", "content": GRAMMARS[grammar].format(seed.box)}],
        }
        for seed in seeds
    ]
    return image_rows(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(SftRecipe, train_sft, arguments)


if __name__ == "__main__":
    sys.exit(main())
