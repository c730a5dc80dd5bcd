"""Recipes: YAML first, the command line over it, and one line for what is wrong."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training.recipe import RecipeError, read_recipe
from training.vlm.grpo import GrpoRecipe
from training.vlm.seeds import read_seeds
from training.vlm.sft import SftRecipe

RECIPES = Path(__file__).parents[2] / "training" / "recipes"


@dataclass(frozen=True)
class Cake:
    """A cake."""

    flour: str
    eggs: int = 3
    sugar: float = 0.5
    iced: bool = False
    layers: int | None = 2


def test_the_command_line_is_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "cake.yaml"
    file.write_text("flour: rye\neggs: 4\nsugar: 1e-1\nlayers: null\n", encoding="utf-8")
    assert read_recipe(Cake, ["--config", str(file), "--eggs", "5", "--iced", "true"]) == Cake(
        "rye", 5, 0.1, True, None
    )
    assert read_recipe(Cake, ["--flour", "oat", "--layers", "none"]) == Cake("oat", layers=None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eggs: 2", "flour"),
        ("flour: rye\nsalt: 1", "salt"),
        ("flour: rye\neggs: many", "eggs"),
        ("flour: rye\neggs: 2.5", "eggs"),
        ("flour: rye\niced: perhaps", "iced"),
        ("flour: [rye]", "flour"),
        ("- flour", "cake.yaml"),
        ("flour: 'rye", "cake.yaml"),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "cake.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=said) as error:
        read_recipe(Cake, ["--config", str(file)])
    assert "\n" not in str(error.value)


def test_the_recipes_that_ship_are_the_papers(tmp_path: Path) -> None:
    more = ["--data", "d", "--output", "o"]
    sft = read_recipe(SftRecipe, ["--config", str(RECIPES / "paper-sft.yaml"), *more])
    assert (sft.learning_rate, sft.lora_rank, sft.lora_alpha, sft.batch * sft.accumulate) == (5e-5, 128, 256, 16)
    grpo = read_recipe(GrpoRecipe, ["--config", str(RECIPES / "paper-grpo.yaml"), "--model", "m", *more])
    assert (grpo.learning_rate, grpo.group, grpo.prompts, grpo.temperature, grpo.kl) == (5e-6, 6, 16, 0.8, 0.01)
    assert (grpo.loss, grpo.scale_rewards) == ("dr_grpo", "none")  # the loss type alone leaves the scaling on


def test_seeds_are_read_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    Image.new("RGB", (40, 20)).save(tmp_path / "a.png")
    row = {"image": "a.png", "question": " What? ", "answers": ["x"], "box": [0, 0, 20, 20]}
    file = tmp_path / "data.jsonl"
    file.write_text(json.dumps(row) + "\n\n" + json.dumps({**row, "box": None}), encoding="utf-8")
    first, second = read_seeds(file, boxes=True)
    assert (first.question, first.box, second.box) == ("What?", Box(0, 0, 0.5, 1), None)
    wrong = [{**row, "image": "b.png"}, {**row, "answers": []}, {**row, "box": [20, 0, 0, 20]}, {"image": "a.png"}, []]
    for bad in wrong:
        file.write_text(json.dumps(row) + "\n" + json.dumps(bad), encoding="utf-8")
        with pytest.raises(RecipeError, match="line 2"):
            read_seeds(file, boxes=True)
    lines = [{**row, "id": split, "split": split} for split in ("train", "val")]
    lines.append({**row, "id": "thanks", "split": "train", "answers": [], "box": None, "no_place": True})
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert [seed.id for seed in read_seeds(file, boxes=True)] == ["train", "thanks"]  # the whole is what it learns
    assert [seed.id for seed in read_seeds(file, boxes=False)] == ["train"]  # nothing to reward
    assert [seed.id for seed in read_seeds(file, boxes=False, split="val")] == ["val"]
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="no question"):
        read_seeds(file, boxes=True)
    with pytest.raises(RecipeError, match="nothing"):
        read_seeds(tmp_path / "nothing", boxes=True)
