"""GRPO by torchrun on CPUs: two processes take the step that one takes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("peft")

from safetensors.torch import load_file  # noqa: E402

from tests.training.vlm.material import write_models, write_questions  # noqa: E402
from training.vlm import sft  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # torch, TRL and peft deprecate each other
]
ROOT = Path(__file__).parents[3]
GROUP = 4


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    write_models(folder)
    lines = [
        {"question": f"What is {number}?", "answers": ["EUR"], "box": [3 * number, 8, 3 * number + 15, 28]}
        for number in range(12)
    ]
    write_questions(folder / "data.jsonl", lines)
    return folder


@pytest.fixture(scope="module")
def taught(place: Path) -> Path:
    """A policy that writes boxes, mostly."""
    options = ["--model", str(place / "policy"), "--data", str(place / "data.jsonl"), "--out", str(place / "sft")]
    options += ["--lora-rank", "0", "--steps", "90", "--batch", "8", "--accumulate", "1", "--learning-rate", "0.01"]
    assert sft.main([*options, "--precision", "float32", "--save-every", "500"]) == 0
    return place / "sft" / "final"


def run(place: Path, out: Path, processes: int, given: Path | None, **more: object) -> None:
    out.mkdir()
    options = {
        "model": place / "policy",
        "target": place / "target",
        "data": place / "data.jsonl",
        "out": out / "run",
    }
    options |= {
        "lora_rank": 0,
        "precision": "float32",
        "group": GROUP,
        "kl": 0.1,
        "max_grad_norm": 0,
        "floor": 60,
        **more,
    }
    words = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    done = subprocess.run(
        [sys.executable, *launcher, "tests/training/vlm/grpo_worker.py", str(out), str(given or "-"), *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_same_completions_give_the_same_gradient(place: Path, tmp_path: Path) -> None:
    """Three groups of four over two processes: the one in the middle is torn apart."""
    texts = [
        " [1, 2, 30, 40].",
        " [0, 0, 100, 100].",
        " no box",
        " [5, 50, 60, 90].",
        " [7, 7, 8, 9].",
        " [1, 1, 99, 99].",
    ]
    texts += [
        " [20, 20, 40, 80].",
        " [0, 50, 100, 100].",
        " [3, 3, 30, 30]",
        "]",
        " [9, 9, 90, 90].",
        " [10, 0, 20, 100].",
    ]
    given = tmp_path / "completions.json"
    given.write_text(json.dumps(texts), encoding="utf-8")
    for processes in (1, 2):
        batch = len(texts) // processes
        more = {"eval_data": place / "data.jsonl", "eval_every": 1, "eval_limit": 5}
        run(place, tmp_path / str(processes), processes, given, prompts=3, batch=batch, steps=1, **more)
    watched = []
    for processes in (1, 2):  # each asks about its share of the pictures
        with (tmp_path / str(processes) / "run" / "log.csv").open(encoding="utf-8") as file:
            rows = [line.strip().split(",") for line in file if line.startswith("0,eval/")]
        watched.append({name: float(value) for _, name, value in rows})
    assert watched[0].keys() == {"eval/accuracy", "eval/abstains", "eval/area"}
    assert watched[0] == pytest.approx(watched[1], abs=1e-5)
    asked = [json.loads(path.read_text()) for path in sorted((tmp_path / "2").glob("prompts-*.json"))]
    assert [*asked[0], *asked[1]] == json.loads((tmp_path / "1" / "prompts-0.json").read_text())
    assert len(set(asked[0])) == 2
    one, two = (load_file(tmp_path / str(processes) / "gradient.safetensors") for processes in (1, 2))
    assert one.keys() == two.keys()
    assert max(float(gradient.abs().max()) for gradient in one.values()) > 1e-2
    for name, gradient in one.items():
        torch.testing.assert_close(two[name], gradient, rtol=0, atol=1e-5)


def test_sampled_runs_agree(place: Path, taught: Path, tmp_path: Path) -> None:
    """The mean reward of 192 completions of the same policy, within what their spread allows."""
    means, errors = [], []
    for processes in (1, 2):
        out = tmp_path / str(processes)
        more = {"model": taught, "temperature": 1.2, "learning_rate": 0, "seed": processes}
        run(place, out, processes, None, prompts=12, batch=48 // processes, steps=4, **more)
        with (out / "run" / "log.csv").open(encoding="utf-8") as file:
            rows = [line.strip().split(",") for line in file]
        rewards = [float(value) for _, name, value in rows if name == "rewards/answer_likelihood/mean"]
        spread = [float(value) for _, name, value in rows if name == "rewards/answer_likelihood/std"]
        assert len(rewards) == 4
        means.append(np.mean(rewards))
        errors.append(np.sqrt(np.mean(np.square(spread)) / 192))
    assert min(errors) > 0.05
    assert abs(means[0] - means[1]) <= 3 * np.hypot(*errors)
