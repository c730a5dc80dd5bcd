"""The recipes that ship are read by their stages, and the script that runs all stages runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from training.recipe import read_recipe
from training.smoke.__main__ import SmokeRecipe
from training.vlm.grpo import GrpoRecipe
from training.vlm.sft import SftRecipe

ROOT = Path(__file__).parents[3]
RECIPES = ROOT / "training" / "recipes"
STAGES: dict[str, Any] = {
    "paper-sft": SftRecipe,
    "paper-grpo": GrpoRecipe,
    "small-gpu": GrpoRecipe,
    "multi-gpu": GrpoRecipe,
    "smoke": SmokeRecipe,
}


@pytest.mark.parametrize("name", STAGES)
def test_every_recipe_is_read_by_its_stage(name: str) -> None:
    needed = {"model": "m", "data": "d", "out": "o"} if STAGES[name] is not SmokeRecipe else {}
    words = [part for field, value in needed.items() for part in (f"--{field}", value)]
    assert read_recipe(STAGES[name], ["--config", str(RECIPES / f"{name}.yaml"), *words])


def test_eight_gpus_take_the_step_of_the_paper() -> None:
    more = ["--model", "m", "--data", "d", "--out", "o"]
    paper, multi = (
        read_recipe(GrpoRecipe, ["--config", str(RECIPES / name), *more])
        for name in ("paper-grpo.yaml", "multi-gpu.yaml")
    )
    assert multi.prompts * multi.group == 8 * multi.batch
    differing = {name for name, value in vars(multi).items() if value != vars(paper)[name]}
    assert differing == {"batch", "target_batch"}


@pytest.mark.slow
def test_the_script_runs_all_stages_and_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    pytest.importorskip("trl")
    pytest.importorskip("peft")
    from tests.policies import tiny_vlms

    for name, seed in (("policy", 0), ("target", 1)):
        model, processor = tiny_vlms.build("idefics3", seed)
        model.save_pretrained(tmp_path / name)
        processor.save_pretrained(tmp_path / name)
    rows = []
    for number in range(8):
        Image.effect_noise((60, 40), 10 * number + 1).save(tmp_path / f"{number}.png")
        rows.append({"id": str(number), "image": f"{number}.png", "question": "What is due?", "answers": [str(number)]})
    for name, part in (("mine", rows[:4]), ("yours", rows[4:])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, part)), encoding="utf-8")
    common = "lora_rank: 0\nprecision: float32\nsteps: 1\n"
    (tmp_path / "sft.yaml").write_text(f"{common}batch: 2\naccumulate: 1\n", encoding="utf-8")
    target = f"target: {tmp_path / 'target'}\ngroup: 2\nprompts: 2\nbatch: 4\nmax_completion: 4\n"
    (tmp_path / "grpo.yaml").write_text(f"{common}{target}", encoding="utf-8")
    from training.vlm.export import FACTS

    (tmp_path / "facts.yaml").write_text("\n".join(f"{name}: some" for name in FACTS), encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    paths = {"OUT": "out", "MODEL": "policy", "SFT": "sft.yaml", "GRPO": "grpo.yaml"}
    given = {name: str(tmp_path / path) for name, path in paths.items()}
    given["TASKS"] = f"{tmp_path / 'mine.jsonl'} {tmp_path / 'yours.jsonl'}"
    given |= {"TEACHER": "centre", "GRAMMAR": "", "FACTS": str(tmp_path / "facts.yaml"), "OMP_NUM_THREADS": "1"}
    given |= {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}

    def run() -> str:
        done = subprocess.run([RECIPES / "run.sh"], env={**os.environ, **given}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    run()
    from cropvlm_tools import load_policy

    assert load_policy(tmp_path / "out" / "policy").predict(Image.new("RGB", (60, 40)), "?").confidence > 0
    seeds = [(tmp_path / "out" / "data" / name).read_text().count("\n") for name in ("sft.jsonl", "grpo.jsonl")]
    assert seeds == [4, 4]
    given["FACTS"] = ""
    assert "final" not in run()
