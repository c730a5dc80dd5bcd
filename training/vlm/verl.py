"""The GRPO stage for verl: the same questions and reward, for policies of 3B to 7B with vLLM's or SGLang's rollouts.

    python -m training.vlm.verl --config training/recipes/paper-grpo.yaml --model runs/sft/final \
        --data data/grpo.jsonl --eval-data data/held-out.jsonl --out runs/verl
    bash runs/verl/run.sh   # in verl's environment, with cropvlm-tools[train] installed beside it

Writes OUT/train.parquet and val.parquet (rows as verl's ``RLHFDataset`` takes them), OUT/reward.py (what verl calls
with a batch of completions) and OUT/run.sh. verl is of an environment of its own; nothing here imports it.
"""

from __future__ import annotations

import dataclasses
import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Any

from PIL import ExifTags, Image

from cropvlm_tools.boxes import GRAMMARS
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.policy import policy_prompt
from training.recipe import run_stage
from training.storage import read_json, write_atomic
from training.tasks.task import VAL, Example
from training.vlm.grpo import GrpoRecipe, target_and_reward
from training.vlm.recipe import read_data
from training.vlm.rewards import ValidBox, ViewReward

_REWARD = """\
\"\"\"What verl calls; the settings lie beside it.\"\"\"
from functools import partial
from pathlib import Path

from training.vlm.verl import score_batch

compute_score = partial(score_batch, Path(__file__).with_name("recipe.json"))
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class VerlRecipe(GrpoRecipe):
    """GRPO of a vision-language policy by verl: data, reward and command. The defaults are CropVLM's."""


def export_verl(recipe: GrpoRecipe) -> Path:
    """Write data, reward and command, and return the folder.

    Raises:
        RecipeError: recipe or data cannot be used.
    """
    train = read_data(recipe.data, boxes=False, images=recipe.out / "images")
    held_out = read_data(recipe.eval_data, boxes=False, images=recipe.out / "images", split=VAL)
    for name, seeds in (("train", train), ("val", held_out or train[: recipe.prompts])):
        datasets: Any = import_module("datasets")
        rows = datasets.Dataset.from_list([verl_row(seed, recipe.out / "upright") for seed in seeds])
        rows.to_parquet(recipe.out / f"{name}.parquet")
    fields = {name: str(value) if isinstance(value, Path) else value for name, value in vars(recipe).items()}
    write_atomic(recipe.out / "recipe.json", json.dumps(fields, indent=1) + "\n")
    write_atomic(recipe.out / "reward.py", _REWARD)
    write_atomic(recipe.out / "run.sh", command(recipe))
    return recipe.out


def verl_row(seed: Example, upright: Path) -> dict[str, object]:
    """A question as verl takes it; a picture that lies on its side, which verl would not turn, is written anew."""
    return {
        "data_source": "cropvlm",
        "prompt": [{"role": "user", "content": f"<image>{policy_prompt(seed.question)}"}],
        "images": [{"image": str(_upright(seed.image, upright))}],
        "ability": "zoom",
        "reward_model": {"style": "rule", "ground_truth": json.dumps(seed.answers)},
        "extra_info": {"index": seed.id, "question": seed.question, "image": str(seed.image.resolve())},
    }


def _upright(path: Path, folder: Path) -> Path:
    with Image.open(path) as picture:
        if picture.getexif().get(ExifTags.Base.Orientation, 1) == 1:
            return path.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    turned = folder / f"{path.stem}.png"
    load_image(path).save(turned)
    return turned.resolve()


def score_batch(
    recipe: Path,
    data_sources: Sequence[str],
    solution_strs: Sequence[str],
    ground_truths: Sequence[str],
    extra_infos: Sequence[Mapping[str, Any]],
    **more: object,
) -> list[float]:
    """The reward of each completion of a batch, as GRPO's stage here has it: verl's batch reward manager.

    A completion without a reward (its picture or its target failed) gets what the others about its question have, on
    average, so that it neither wins nor loses; 0 where none has one.

    Args:
        recipe: the ``recipe.json`` that ``export_verl`` wrote.
        data_sources: not read.
        solution_strs: B completions, without special tokens.
        ground_truths: accepted answers, as JSON.
        extra_infos: with the picture's path and the question.
        more: whatever else verl hands over.
    """
    reward, valid, weight = _rewards(recipe)
    paths = [str(info["image"]) for info in extra_infos]
    pictures = {path: _opened(path) for path in dict.fromkeys(paths)}
    columns: dict[str, Any] = {
        "completions": list(solution_strs),
        "image": [pictures[path] for path in paths],
        "question": [str(info["question"]) for info in extra_infos],
        "answers": [json.loads(accepted) for accepted in ground_truths],
    }
    scores, boxes = reward(**columns), valid(**columns)
    groups: dict[tuple[str, str], list[float]] = {}
    keys = list(zip(paths, columns["question"], strict=True))
    for key, score in zip(keys, scores, strict=True):
        groups.setdefault(key, []).extend([] if score is None else [score])
    filled = [
        (fmean(groups[key]) if groups[key] else 0.0) if score is None else score
        for key, score in zip(keys, scores, strict=True)
    ]
    return [score + weight * (box or 0.0) for score, box in zip(filled, boxes, strict=True)]


def _opened(path: str) -> Image.Image | None:
    try:
        return load_image(Path(path))
    except (OSError, ValueError):
        return None  # the reward says so, once


@cache
def _rewards(path: Path) -> tuple[ViewReward, ValidBox, float]:
    """Made once a process: the target is loaded with them."""
    fields = read_json(path)
    kinds = {each.name: each.type for each in dataclasses.fields(GrpoRecipe)}
    values: dict[str, Any] = {name: value for name, value in fields.items() if name in kinds}
    values["out"] = Path(values["out"])
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    recipe = GrpoRecipe(**values)
    _, reward = target_and_reward(recipe)
    return reward, ValidBox(GRAMMARS[recipe.grammar]), recipe.valid_weight


def command(recipe: GrpoRecipe) -> str:
    """A shell script that starts verl with the recipe's settings; GPUS is how many there are."""
    words = {
        "algorithm.adv_estimator": "grpo",
        "algorithm.norm_adv_by_std_in_grpo": recipe.scale_rewards == "group",
        "algorithm.use_kl_in_reward": False,
        "data.train_files": "$HERE/train.parquet",
        "data.val_files": "$HERE/val.parquet",
        "data.image_key": "images",
        "data.train_batch_size": recipe.prompts,
        "data.max_prompt_length": 4096,
        "data.max_response_length": recipe.max_completion,
        "data.seed": recipe.seed,
        "actor_rollout_ref.model.path": str(
            Path(recipe.model).resolve() if Path(recipe.model).is_dir() else recipe.model
        ),
        "actor_rollout_ref.model.lora_rank": recipe.lora_rank,
        "actor_rollout_ref.model.lora_alpha": recipe.lora_alpha,
        "actor_rollout_ref.model.enable_gradient_checkpointing": recipe.checkpointing,
        "actor_rollout_ref.actor.optim.lr": recipe.learning_rate,
        "actor_rollout_ref.actor.ppo_mini_batch_size": recipe.prompts,
        "actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu": recipe.batch,
        "actor_rollout_ref.actor.use_kl_loss": recipe.kl > 0,
        "actor_rollout_ref.actor.kl_loss_coef": recipe.kl,
        "actor_rollout_ref.actor.kl_loss_type": "low_var_kl",
        "actor_rollout_ref.actor.loss_agg_mode": "seq-mean-token-sum-norm",
        "actor_rollout_ref.actor.grad_clip": recipe.max_grad_norm or 1e9,
        "actor_rollout_ref.rollout.name": "vllm",
        "actor_rollout_ref.rollout.n": recipe.group,
        "actor_rollout_ref.rollout.temperature": recipe.temperature,
        "actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu": recipe.batch,
        "actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu": recipe.batch,
        "reward_model.reward_manager": "batch",
        "custom_reward_function.path": "$HERE/reward.py",
        "custom_reward_function.name": "compute_score",
        "trainer.n_gpus_per_node": "${GPUS:-8}",
        "trainer.total_epochs": max(round(recipe.epochs), 1),
        "trainer.save_freq": recipe.save_every,
        "trainer.default_local_dir": "$HERE/checkpoints",
        "trainer.project_name": "cropvlm",
        "trainer.experiment_name": recipe.out.name,
        "trainer.logger": "['console']",
    }
    lines = [f"    {name}={_word(value)}" for name, value in words.items()]
    head = '#!/usr/bin/env bash\nset -euo pipefail\nHERE=$(cd "$(dirname "$0")" && pwd)\n'
    return head + "python -m verl.trainer.main_ppo \\\n" + " \\\n".join(lines) + ' "$@"\n'


def _word(value: object) -> str:
    text = str(value)
    return f'"{text}"' if text.startswith("$") else shlex.quote(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folder; 2 after an error, which is one line on standard error."""
    return run_stage(VerlRecipe, export_verl, arguments)


if __name__ == "__main__":
    sys.exit(main())
