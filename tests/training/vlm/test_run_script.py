"""The script of all stages on stand-ins with the processors of the hub: teacher, policy, both targets."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("trl")
pytest.importorskip("peft")

from tests.policies import hub_vlms
from tests.training.vlm.material import write_questions
from training.vlm.export import FACTS

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_all_stages_run_on_the_classes_of_the_paper(tmp_path: Path) -> None:
    models = {name: hub_vlms.write(name, tmp_path / name, spread=10.0) for name in ("qwen2_5_vl", "smolvlm", "llava")}
    lines = [{"id": str(number), "question": "What is due?", "answers": [str(number)]} for number in range(8)]
    mine = write_questions(tmp_path / "mine" / "mine.jsonl", lines)
    common = "lora_rank: 4\nlora_targets: all-linear\nprecision: float32\nsteps: 1\npolicy_edge: 64\n"
    grpo = f"target: {models['smolvlm']}\ntarget_edge: 32\ngroup: 2\nprompts: 2\nbatch: 4\nmax_completion: 4\n"
    policies = f"policies: [whole, {tmp_path / 'out' / 'policy'}]\n"
    targets = f"targets: [{models['llava']}, {models['qwen2_5_vl']}]\n"
    recipes = {
        "sft": f"{common}batch: 2\naccumulate: 1\n",
        "grpo": common + grpo,
        "facts": "\n".join(f"{name}: some" for name in FACTS),
        "eval": f"data: [{mine}]\n{policies}{targets}resolutions: [32, native]\nworkers: 1\nlimit: 2\n",
    }
    for name, text in recipes.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    given = {name.upper(): str(tmp_path / f"{name}.yaml") for name in recipes}
    given |= {"OUT": str(tmp_path / "out"), "TASKS": str(mine), "MODEL": str(models["smolvlm"]), "GRAMMAR": "pixels"}
    given |= {"TEACHER": str(models["qwen2_5_vl"]), "OMP_NUM_THREADS": "1"}
    given |= {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    script = ROOT / "training" / "recipes" / "run.sh"
    done = subprocess.run([script], env={**os.environ, **given}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]

    from cropvlm_tools import load_policy

    policy = load_policy(tmp_path / "out" / "policy")
    assert policy.predict(Image.new("RGB", (600, 400)), "What is due?").confidence > 0
    assert policy.processor.image_processor.size["longest_edge"] == 64  # type: ignore[attr-defined]  # of this policy
    seeds = (tmp_path / "out" / "data" / "sft.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(seeds) == 4
    summary = json.loads((tmp_path / "out" / "eval" / "summary.json").read_text(encoding="utf-8"))
    for edge in ("32", "native"):
        assert set(summary["mine"][edge]["policy"]["targets"]) == {"llava", "qwen2_5_vl"}
        assert summary["mine"][edge]["whole"]["targets"]["llava"]["tokens"] == 16  # 32 px, whatever it is shown
    assert summary["mine"]["32"]["whole"]["targets"]["qwen2_5_vl"]["tokens"] == 6  # 32 x 21 px, at least four units
