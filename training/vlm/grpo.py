"""Stage 2, GRPO: the policy learns where to look from how well a frozen target answers, without any box.

    python -m training.vlm.grpo --config training/recipes/paper-grpo.yaml --model runs/sft/final \
        --data data/grpo.jsonl --out runs/grpo

Started again with the same command after a kill, it goes on from the last whole checkpoint.

The policy samples freely: a completion that names no region gets the floor. Constrained decoding is for use, so that
what is sampled and what is scored stay one distribution.

A target too large for this process sits behind an OpenAI-compatible server: ``--target NAME --target-url URL``, with
``--reward accuracy`` unless that is vLLM's, which says how likely an answer is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from PIL import Image

from cropvlm_tools.boxes import GRAMMARS
from cropvlm_tools.policies.vlm.policy import policy_prompt
from cropvlm_tools.policies.vlm.prompting import Prompter
from training.recipe import RecipeError, check_fields, recipe_errors, run_stage
from training.targets.target import AnsweringTarget, LikelihoodTarget
from training.tasks.task import VAL, Example
from training.vlm.recipe import Course, read_data
from training.vlm.rewards import FLOOR, AnswerStyle, ValidBox, ViewReward, answer_accuracy, answer_likelihood
from training.vlm.seeds import image_rows

if TYPE_CHECKING:
    from training.targets.vlm import VlmTarget

RewardName = Literal["likelihood", "mean-likelihood", "accuracy"]
REWARDS: tuple[RewardName, ...] = get_args(RewardName)


@dataclass(frozen=True, kw_only=True)
class GrpoRecipe(Course):
    """GRPO of a vision-language policy against a frozen target. The defaults are CropVLM's."""

    target: str = field(metadata={"help": "the reader: a folder, a hub id, or a name on --target-url"})
    target_edge: int | None = field(default=512, metadata={"help": "px that it sees of a view, at most"})
    target_batch: int = field(default=8, metadata={"help": "questions that it reads at once"})
    target_url: str | None = field(default=None, metadata={"help": "its OpenAI-compatible server"})
    reward: RewardName = field(default="likelihood", metadata={"help": "how its reading is scored"})
    zoom_cost: float = field(default=0.0, metadata={"help": "what a zoom must bring, in units of the reward"})
    floor: float = field(
        default=FLOOR, metadata={"help": "so much less than the whole what names no region is worth, in likelihoods"}
    )
    answer_style: AnswerStyle = field(
        default="raw", metadata={"help": "of the answer whose likelihood counts; sentence: Capital and full stop."}
    )
    valid_weight: float = field(default=1.0, metadata={"help": "of the reward for being a box at all"})
    group: int = field(default=6, metadata={"help": "completions of a question"})
    prompts: int = field(default=16, metadata={"help": "questions in a step"})
    batch: int = field(default=6, metadata={"help": "completions on a device at once"})
    temperature: float = field(default=0.8, metadata={"help": "of the sampling"})
    max_completion: int = field(default=32, metadata={"help": "tokens of a completion, at most"})
    loss: Literal["dr_grpo", "grpo", "bnpo", "dapo", "cispo", "sapo"] = field(
        default="dr_grpo", metadata={"help": "by its name in TRL"}
    )
    scale_rewards: Literal["none", "group", "batch"] = field(
        default="none", metadata={"help": "over what advantages are divided by their spread"}
    )
    kl: float = field(default=0.01, metadata={"help": "weight of the distance to the policy it began as"})
    max_grad_norm: float = field(default=0.1, metadata={"help": "gradients longer than that are shortened; 0: none"})
    learning_rate: float = field(default=5e-6, metadata={"help": "at its highest"})
    log_every: int = field(default=1, metadata={"help": "steps between lines of the log"})
    panel_every: int = field(default=100, metadata={"help": "steps between pictures of a group"})
    eval_data: tuple[str, ...] = field(default=(), metadata={"help": "questions held out, as --data, watched greedily"})
    eval_every: int = field(default=50, metadata={"help": "steps between looks at them"})
    eval_limit: int | None = field(default=500, metadata={"help": "at most so many of them, spread over all"})

    def __post_init__(self) -> None:
        super().__post_init__()
        if GRAMMARS[self.grammar].scale is None:
            raise RecipeError(f"grammar is {self.grammar!r}; give percent, permille or unit.")
        counts = (
            "target_edge",
            "target_batch",
            "prompts",
            "temperature",
            "max_completion",
            "panel_every",
            "eval_every",
            "eval_limit",
        )
        if self.floor < 0:
            raise RecipeError(f"floor is {self.floor}; it counts down from what the whole is worth: give e.g. {FLOOR}.")
        check_fields(self, {}, counts, ("zoom_cost", "floor", "valid_weight", "kl", "max_grad_norm"))
        if self.group < 2:
            raise RecipeError(f"group is {self.group}; a completion is compared with others, so give at least 2.")
        if self.completions % self.batch:
            raise RecipeError(f"batch is {self.batch}; it must divide prompts x group, {self.completions}.")

    def together(self, processes: int) -> int:
        """In how many batches on a device what is generated at once is learned from: as few as hold whole groups.

        Groups are apart from each other in these losses, so that no more completions need be generated at once, and
        no more pictures be in memory, than that; others are scaled by all of a step.
        """
        whole = self.completions // (self.batch * processes)
        if self.loss not in ("dr_grpo", "grpo", "bnpo") or self.scale_rewards == "batch":
            return whole
        return next(
            count
            for count in range(1, whole + 1)
            if whole % count == 0 and self.batch * count * processes % self.group == 0
        )

    @property
    def completions(self) -> int:
        """In a step."""
        return self.prompts * self.group


def train_grpo(recipe: GrpoRecipe) -> Path:
    """Train, and return the folder of the finished policy.

    Raises:
        RecipeError: recipe or data cannot be used; nothing was written then.
        PolicyError: policy or target cannot be loaded.
    """
    seeds = read_data(recipe.data, boxes=False, images=recipe.out / "images")
    if len(seeds) < recipe.prompts:
        names = ", ".join(Path(source).name for source in recipe.data)
        raise RecipeError(f"{names} holds {len(seeds)} questions, and a step takes {recipe.prompts} (prompts).")
    held_out = read_data(recipe.eval_data, boxes=False, images=recipe.out / "images", split=VAL)
    transformers, trl = import_module("transformers"), import_module("trl")
    from training.vlm.callbacks import CsvLog, GreedyEvaluation, Progress, SameOrder
    from training.vlm.panels import Panels
    from training.vlm.trainers import (
        adapter,
        config,
        drop_only_in_training,
        last_checkpoint,
        load_trainable,
        save_final,
    )

    _check_grammar(recipe)
    resume = last_checkpoint(recipe.out)
    grammar = GRAMMARS[recipe.grammar]
    target, reward = target_and_reward(recipe)
    transformers.set_seed(recipe.seed)
    model, processor = load_trainable(recipe)
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    if recipe.completions % (recipe.batch * processes):
        raise RecipeError(
            f"{recipe.completions} completions a step do not fall to {processes} processes of {recipe.batch}."
        )
    prompter = Prompter(processor)

    def ahead(picture: Image.Image) -> None:
        prompter.inputs([([picture], "")])
        if not recipe.target_url:
            cast("VlmTarget", target).prepare(picture)

    bar = Progress(recipe.progress, "reward", "rewards/valid_box/mean", "gain", "kl")
    panels = Panels(reward, recipe.out / "panels", recipe.panel_every, grammar)
    with recipe_errors():
        arguments = config(
            trl.GRPOConfig,
            recipe,
            per_device_train_batch_size=recipe.batch,
            gradient_accumulation_steps=recipe.completions // (recipe.batch * processes),
            steps_per_generation=recipe.together(processes),
            num_generations=recipe.group,
            temperature=recipe.temperature,
            max_completion_length=recipe.max_completion,
            loss_type=recipe.loss,
            scale_rewards=recipe.scale_rewards,
            beta=recipe.kl,
            reward_weights=[1.0, recipe.valid_weight],
            max_grad_norm=recipe.max_grad_norm,
        )
        trainer = trl.GRPOTrainer(
            model=model,
            reward_funcs=[panels, ValidBox(grammar)],
            args=arguments,
            train_dataset=grpo_rows(seeds, prompter, ahead if arguments.dataloader_num_workers else None),
            processing_class=processor,
            peft_config=adapter(recipe),
            callbacks=[CsvLog(recipe.out / "log.csv"), SameOrder(), bar],
        )
    drop_only_in_training(trainer.model)
    if held_out:
        count = min(len(held_out), recipe.eval_limit or len(held_out))
        watched = [held_out[place * len(held_out) // count] for place in range(count)]
        trainer.add_callback(GreedyEvaluation(trainer, target, watched, grammar, recipe.eval_every))
    with closing(bar):
        trainer.train(resume_from_checkpoint=resume)
    return save_final(trainer, processor, recipe.out, recipe.grammar)


def _check_grammar(recipe: GrpoRecipe) -> None:
    from training.vlm.trainers import taught_grammar

    taught = taught_grammar(Path(recipe.model)) or recipe.grammar
    if taught != recipe.grammar:
        mend = f"Give grammar {taught}" if GRAMMARS[taught].scale is not None else "Teach it another one by SFT first"
        raise RecipeError(
            f"grammar is {recipe.grammar!r}, but {Path(recipe.model).name} was taught to write {taught!r}, so hardly a "
            f"completion would be a box. {mend}."
        )


def target_and_reward(recipe: GrpoRecipe) -> tuple[AnsweringTarget, ViewReward]:
    """The target that a recipe names, and the reward by what it reads."""
    grammar, edge, at_once = GRAMMARS[recipe.grammar], recipe.target_edge, recipe.target_batch
    target: LikelihoodTarget
    if recipe.target_url:
        from training.targets.client import ChatClient, ChatSource
        from training.targets.served import ServedTarget

        source = ChatSource("openai-chat", recipe.target, recipe.target_url)
        target = ServedTarget(ChatClient(source, max_tokens=128), at_once, edge)
        if recipe.reward != "accuracy":
            target.check()
    else:
        from training.targets.vlm import VlmTarget
        from training.vlm.trainers import own_device

        target = VlmTarget.from_pretrained(
            recipe.target, own_device(), edge=edge, batch_size=at_once, pixels=recipe.pixels
        )
    if recipe.reward == "accuracy":
        return target, answer_accuracy(target, grammar, recipe.zoom_cost)
    mean = recipe.reward == "mean-likelihood"
    return target, answer_likelihood(target, grammar, recipe.zoom_cost, recipe.floor, mean, recipe.answer_style)


def grpo_rows(
    seeds: Sequence[Example], prompter: Prompter, prepare: Callable[[Image.Image], object] | None = None
) -> object:
    """A ``datasets.Dataset`` of prompts with what the rewards need; ``Pictures`` opens and prepares their images."""
    rows = [
        {
            "image": str(seed.image),
            "prompt": [{"role": "user", "content": prompter.clean(policy_prompt(seed.question))}],
            "question": seed.question,
            "answers": list(seed.answers),
        }
        for seed in seeds
    ]
    return image_rows(rows, prepare)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(GrpoRecipe, train_grpo, arguments)


if __name__ == "__main__":
    sys.exit(main())
