"""Recipes: YAML first, the command line over it, and one line for what is wrong."""

import errno
import json
import sqlite3
from dataclasses import dataclass, field, fields
from importlib import import_module
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training.recipe import RecipeError, read_recipe, run_stage
from training.storage import StorageError
from training.vlm.grpo import GrpoRecipe
from training.vlm.seeds import read_seeds
from training.vlm.sft import SftRecipe


def sqlite_full() -> StorageError:
    error = StorageError("cache/readings.sqlite cannot be written")
    error.__cause__ = sqlite3.OperationalError("database or disk is full")
    return error


SHAPES = Literal["round", "square"]
RECIPES = Path(__file__).parents[2] / "training" / "recipes"


@dataclass(frozen=True)
class Cake:
    """A cake."""

    flour: str
    eggs: int = 3
    sugar: float = 0.5
    iced: bool = False
    layers: int | None = 2


@dataclass(frozen=True, kw_only=True)
class Bread:
    """A bread.

    And more.
    """

    data: tuple[str, ...] = field(metadata={"help": "grains, 100 % of them"})
    out: Path = field(default=Path("oven"), metadata={"help": "where it is baked"})
    minutes: tuple[int, ...] = (20, 30)
    shape: SHAPES = field(default="round", metadata={"help": "of the loaf"})
    tins: tuple[Path, ...] | None = None
    salted: bool = True


def test_several_values_are_a_list_in_a_file_and_stand_side_by_side_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "bread.yaml"
    file.write_text("data: [rye, oat]\nminutes: 40\ntins: [a, b]\n", encoding="utf-8")
    read = read_recipe(Bread, ["--config", str(file), "--minutes", "10,15", "20"])
    assert read == Bread(data=("rye", "oat"), minutes=(10, 15, 20), tins=(Path("a"), Path("b")))
    read = read_recipe(Bread, ["--data", "a,b", "c", "--tins", "none", "--minutes"])
    assert read == Bread(data=("a,b", "c"), minutes=(), tins=None)


@pytest.mark.parametrize(
    ("words", "salted"),
    [([], True), (["--no-salted"], False), (["--salted", "false"], False), (["--no-salted", "--salted"], True)],
)
def test_a_field_that_is_true_or_false_is_a_flag(words: list[str], salted: bool) -> None:
    assert read_recipe(Bread, ["--data", "rye", *words]).salted == salted


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--data"], "lacks data"),
        (["--data", "rye", "--shape", "flat"], "shape is 'flat'; give one of round, square"),
        (["--data", "rye", "--minutes", "ten"], "minutes is 'ten'; it must be int"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_named(words: list[str], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        read_recipe(Bread, words)


def test_help_says_what_each_field_means_and_is_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_recipe(Bread, ["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "A bread." in shown
    assert "--data [NAME ...] grains, 100 % of them (needed)" in shown
    assert "--shape {round,square} of the loaf (round)" in shown
    assert "--out PATH where it is baked (oven)" in shown
    assert "--minutes [N ...] (20 30)" in shown
    assert "--task" not in shown


def test_old_names_are_understood_and_told_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bread.yaml"
    file.write_text("output: here\n", encoding="utf-8")
    read = read_recipe(Bread, ["--config", str(file), "--task", "rye,oat"])
    assert read == Bread(data=("rye", "oat"), out=Path("here"))
    assert capsys.readouterr().err.splitlines() == [
        "--output is now --out; the old name goes with the next release.",
        "--task is now --data; the old name goes with the next release.",
    ]


def test_every_field_of_every_stage_says_what_it_means() -> None:
    pytest.importorskip("transformers")
    root = Path(__file__).parents[2]
    kinds = []
    for room in ("vlm", "bench", "smoke"):
        for path in sorted((root / "training" / room).glob("*.py")):
            if "Recipe:" in (text := path.read_text(encoding="utf-8")) or "Recipe(Course):" in text:
                module = import_module(f"training.{room}.{path.stem}")
                kinds += [kind for name, kind in vars(module).items() if name.endswith("Recipe")]
    assert {SftRecipe, GrpoRecipe} < set(kinds)
    assert len(set(kinds)) == 16
    assert [
        f"{kind.__name__}.{each.name}" for kind in kinds for each in fields(kind) if "help" not in each.metadata
    ] == []


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
    more = ["--data", "d", "--out", "o"]
    sft = read_recipe(SftRecipe, ["--config", str(RECIPES / "paper-sft.yaml"), *more])
    assert (sft.learning_rate, sft.lora_rank, sft.lora_alpha, sft.batch * sft.accumulate) == (5e-5, 128, 256, 16)
    grpo = read_recipe(GrpoRecipe, ["--config", str(RECIPES / "paper-grpo.yaml"), "--model", "m", *more])
    assert (grpo.learning_rate, grpo.group, grpo.prompts, grpo.temperature, grpo.kl) == (5e-6, 6, 16, 0.8, 0.01)
    assert (grpo.loss, grpo.scale_rewards) == ("dr_grpo", "none")  # the loss type alone leaves the scaling on


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileExistsError(errno.EEXIST, "File exists", "/a/out"), "/a/out is a file, or lies in one, where a folder"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/a/out"), "/a/out is a file, or lies in one"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/a/out"), "/a/out is a folder where a file is needed."),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/a/b"), "There is no /a/b. Give the path"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/out"), "/a/out may not be read or written (Permission"),
        (OSError(errno.EROFS, "Read-only file system", "/a/out"), "Give another path, or change its permissions."),
        (OSError(errno.EIO, "Input/output error", "/a/out"), "/a/out: Input/output error"),
        (OSError(errno.ENOSPC, "No space left on device", "/a/out"), "the disk is full. Nothing that was complete is"),
        (sqlite_full(), "the disk is full."),
        (ConnectionError("the host\nis gone"), "the host is gone"),
        (RecipeError("The flour\nis wet."), "The flour is wet."),
    ],
)
def test_what_the_system_will_not_do_is_one_line(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def stage(cake: Cake) -> None:
        raise error

    assert run_stage(Cake, stage, ["--flour", "rye"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{__name__}: ")
    assert said in line


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
