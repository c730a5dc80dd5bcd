"""Stage 1, SFT: teaches a VLM to answer a question with a box, from boxes a machine made.

``python -m training.vlm.sft --config training/recipes/paper-sft.yaml --data data/sft.jsonl --out runs/sft``. Started
again with the same command after a kill, it goes on from the last whole checkpoint.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from cropvlm_tools.boxes import GRAMMARS
from cropvlm_tools.policies.vlm.policy import policy_prompt
from cropvlm_tools.policies.vlm.prompting import Prompter
from training.recipe import RecipeError, check_fields, recipe_errors, run_stage
from training.tasks.task import Example
from training.vlm.recipe import Course, read_data
from training.vlm.seeds import image_rows


@dataclass(frozen=True, kw_only=True)
class SftRecipe(Course):
    """SFT of a vision-language policy. The defaults are CropVLM's."""

    accumulate: int = field(default=8, metadata={"help": "batches to a step, on all devices together"})

    def __post_init__(self) -> None:
        super().__post_init__()
        check_fields(self, {}, ("accumulate",))


def train_sft(recipe: SftRecipe) -> Path:
    """Train, and return the folder of the finished policy.

    Raises:
        RecipeError: recipe or data cannot be used; nothing was written then.
        PolicyError: the model cannot be loaded.
    """
    seeds = read_data(recipe.data, boxes=True, images=recipe.out / "images")
    transformers, trl = import_module("transformers"), import_module("trl")
    from training.vlm.callbacks import CsvLog, Progress
    from training.vlm.trainers import adapter, config, last_checkpoint, load_trainable, save_final

    processes = int(os.environ.get("WORLD_SIZE", "1"))
    if recipe.accumulate % processes:
        raise RecipeError(
            f"A step is {recipe.batch * recipe.accumulate} examples (batch x accumulate), which do not fall to "
            f"{processes} processes of {recipe.batch}: let {processes} divide accumulate."
        )
    resume = last_checkpoint(recipe.out)
    transformers.set_seed(recipe.seed)
    model, processor = load_trainable(recipe)
    bar = Progress(recipe.progress, "loss")
    with recipe_errors():
        arguments = config(
            trl.SFTConfig,
            recipe,
            per_device_train_batch_size=recipe.batch,
            gradient_accumulation_steps=recipe.accumulate // processes,
            max_length=None,
        )
        trainer = trl.SFTTrainer(
            model=model,
            args=arguments,
            train_dataset=sft_rows(seeds, recipe.grammar, Prompter(processor)),
            processing_class=processor,
            peft_config=adapter(recipe),
            callbacks=[CsvLog(recipe.out / "log.csv"), bar],
        )
    with closing(bar):
        trainer.train(resume_from_checkpoint=resume)
    return save_final(trainer, processor, recipe.out, recipe.grammar)


def sft_rows(seeds: Sequence[Example], grammar: str, prompter: Prompter) -> object:
    """A ``datasets.Dataset`` of prompts and completions; images are read when they are needed.

    Both are the text that a policy reads and writes in use, up to the token that ends an answer: what a chat template
    writes around a whole conversation differs from that in some (LLaVA-OneVision), and ends nothing in others (LLaVA).
    """
    # The pixel grammar counts pixels of the processed view, which only a processor knows; shares need no size.
    if GRAMMARS[grammar].scale is None:
        raise RecipeError("SFT cannot write the pixel grammar: its numbers depend on the processor. Take permille.")
    rows = [
        {
            "image": str(seed.image),
            "prompt": prompter.text(1, policy_prompt(seed.question)),
            "completion": prompter.completion(GRAMMARS[grammar].format(seed.box)),
        }
        for seed in seeds
    ]
    return image_rows(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(SftRecipe, train_sft, arguments)


if __name__ == "__main__":
    sys.exit(main())
