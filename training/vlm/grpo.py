"""Stage 2, GRPO: the policy learns where to look from how well a frozen target answers, without any box.

``python -m training.vlm.grpo --config training/recipes/paper-grpo.yaml --model runs/sft/final --output runs/grpo``.
Started again with the same command after a kill, it goes on from the last whole checkpoint.

The policy samples freely: a completion that names no region gets the floor. Constrained decoding is for use, so that
what is sampled and what is scored stay one distribution.

A target too large for this process sits behind an OpenAI-compatible server: ``--target NAME --target-url URL --reward
accuracy``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cropvlm_tools.boxes import GRAMMARS
from training.recipe import RecipeError, check_fields, recipe_errors, run_stage
from training.tasks.task import VAL, Example
from training.vlm.seeds import image_rows, read_seeds
from training.vlm.sft import PRECISIONS

REWARDS = ("likelihood", "mean-likelihood", "accuracy")
LOSSES = ("dr_grpo", "grpo", "bnpo", "dapo", "cispo", "sapo")
SCALES = ("none", "group", "batch")


@dataclass(frozen=True)
class GrpoRecipe:
    """GRPO of a vision-language policy against a frozen target. The defaults are CropVLM's."""

    model: str
    target: str
    data: Path
    output: Path
    target_edge: int | None = 512
    target_batch: int = 8
    target_url: str | None = None
    reward: str = "likelihood"
    zoom_cost: float = 0.0
    floor: float = -30.0
    valid_weight: float = 1.0
    grammar: str = "percent"
    group: int = 6
    prompts: int = 16
    batch: int = 6
    temperature: float = 0.8
    max_completion: int = 32
    loss: str = "dr_grpo"
    scale_rewards: str = "none"
    kl: float = 0.01
    max_grad_norm: float = 0.1
    lora_rank: int = 128
    lora_alpha: int = 256
    lora_dropout: float = 0.05
    lora_targets: str = "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj,fc1,fc2,proj"
    learning_rate: float = 5e-6
    schedule: str = "cosine"
    warmup: float = 0.03
    epochs: float = 1.0
    steps: int | None = None
    precision: str = "auto"
    seed: int = 0
    save_every: int = 100
    log_every: int = 1
    log_to: str = "none"
    panel_every: int = 100
    eval_data: Path | None = None
    eval_every: int = 50

    def __post_init__(self) -> None:
        if self.grammar not in GRAMMARS or GRAMMARS[self.grammar].scale is None:
            raise RecipeError(f"grammar is {self.grammar!r}; give percent, permille or unit.")
        choices = {"reward": REWARDS, "loss": LOSSES, "scale_rewards": SCALES, "precision": PRECISIONS}
        steps = ("epochs", "steps", "save_every", "log_every", "panel_every", "eval_every")
        counts = ("target_edge", "target_batch", "prompts", "batch", "temperature", "max_completion", *steps)
        shares = ("zoom_cost", "valid_weight", "kl", "max_grad_norm", "lora_rank", "lora_dropout", "learning_rate")
        check_fields(self, choices, counts, (*shares, "warmup"))
        if self.target_url and self.reward != "accuracy":
            raise RecipeError(f"A served target says no likelihoods, and reward is {self.reward!r}; give accuracy.")
        if self.group < 2:
            raise RecipeError(f"group is {self.group}; a completion is compared with others, so give at least 2.")
        if (self.prompts * self.group) % self.batch:
            raise RecipeError(f"batch is {self.batch}; it must divide prompts x group, {self.prompts * self.group}.")


def train_grpo(recipe: GrpoRecipe) -> Path:
    """Train, and return the folder of the finished policy.

    Raises:
        RecipeError: recipe or data cannot be used; nothing was written then.
        PolicyError: policy or target cannot be loaded.
    """
    seeds = read_seeds(recipe.data, boxes=False)
    if len(seeds) < recipe.prompts:
        raise RecipeError(
            f"{recipe.data.name} holds {len(seeds)} questions, and a step takes {recipe.prompts} (prompts)."
        )
    held_out = None if recipe.eval_data is None else read_seeds(recipe.eval_data, boxes=False, split=VAL)
    trl: Any = import_module("trl")
    transformers: Any = import_module("transformers")

    from training.targets.client import ChatSource
    from training.targets.loading import open_chat
    from training.targets.target import AnsweringTarget
    from training.targets.vlm import VlmTarget
    from training.vlm.callbacks import CsvLog, GreedyEvaluation, SameOrder
    from training.vlm.panels import Panels
    from training.vlm.rewards import ValidBox, answer_accuracy, answer_likelihood
    from training.vlm.trainers import (
        adapter,
        course,
        last_checkpoint,
        load_trainable,
        own_device,
        save_final,
        taught_grammar,
    )

    taught = taught_grammar(Path(recipe.model)) or recipe.grammar
    if taught != recipe.grammar:
        mend = f"Give grammar {taught}" if GRAMMARS[taught].scale is not None else "Teach it another one by SFT first"
        raise RecipeError(
            f"grammar is {recipe.grammar!r}, but {Path(recipe.model).name} was taught to write {taught!r}, so hardly a "
            f"completion would be a box. {mend}."
        )
    resume = last_checkpoint(recipe.output)
    grammar = GRAMMARS[recipe.grammar]
    edge, at_once = recipe.target_edge, recipe.target_batch
    target: AnsweringTarget
    if recipe.target_url:
        served = ChatSource("openai-chat", recipe.target, recipe.target_url)
        target = open_chat(served, max_tokens=128, concurrency=at_once, edge=edge)
        reward = answer_accuracy(target, grammar, recipe.zoom_cost)
    else:
        target = own = VlmTarget.from_pretrained(recipe.target, own_device(), edge=edge, batch_size=at_once)
        if recipe.reward == "accuracy":
            reward = answer_accuracy(own, grammar, recipe.zoom_cost)
        else:
            mean = recipe.reward == "mean-likelihood"
            reward = answer_likelihood(own, grammar, recipe.zoom_cost, recipe.floor, mean)
    transformers.set_seed(recipe.seed)
    model, processor = load_trainable(recipe.model)
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    completions = recipe.prompts * recipe.group
    if completions % (recipe.batch * processes):
        raise RecipeError(f"{completions} completions a step do not fall to {processes} processes of {recipe.batch}.")
    panels = Panels(reward, recipe.output / "panels", recipe.panel_every, grammar)
    with recipe_errors():
        arguments = trl.GRPOConfig(
            per_device_train_batch_size=recipe.batch,
            gradient_accumulation_steps=completions // (recipe.batch * processes),
            num_generations=recipe.group,
            temperature=recipe.temperature,
            max_completion_length=recipe.max_completion,
            loss_type=recipe.loss,
            scale_rewards=recipe.scale_rewards,
            beta=recipe.kl,
            reward_weights=[1.0, recipe.valid_weight],
            max_grad_norm=recipe.max_grad_norm,
            **course(recipe),
        )
        trainer = trl.GRPOTrainer(
            model=model,
            reward_funcs=[panels, ValidBox(grammar)],
            args=arguments,
            train_dataset=grpo_rows(seeds),
            processing_class=processor,
            peft_config=adapter(recipe),
            callbacks=[CsvLog(recipe.output / "log.csv"), SameOrder()],
        )
    if held_out is not None:
        trainer.add_callback(GreedyEvaluation(trainer, target, held_out, grammar, recipe.eval_every))
    trainer.train(resume_from_checkpoint=resume)
    return save_final(trainer, processor, recipe.output, recipe.grammar)


def grpo_rows(seeds: Sequence[Example]) -> Any:
    """A data set of prompts with what the rewards need; images are read when they are needed."""
    from cropvlm_tools.policies.vlm.policy import policy_prompt

    rows = [
        {
            "image": str(seed.image),
            "prompt": [{"role": "user", "content": policy_prompt(seed.question)}],
            "question": seed.question,
            "answers": list(seed.answers),
        }
        for seed in seeds
    ]
    return image_rows(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(GrpoRecipe, train_grpo, arguments)


if __name__ == "__main__":
    sys.exit(main())
