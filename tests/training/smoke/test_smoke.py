"""GRPO from the committed SFT policy against the committed reader: it learns to zoom, and survives a kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("datasets")

from cropvlm_tools import load_policy  # noqa: E402
from cropvlm_tools.policies.vlm.policy import VlmPolicy  # noqa: E402
from training.evaluation.statistics import bootstrap  # noqa: E402
from training.smoke import pictures  # noqa: E402
from training.smoke.keep import CHECKPOINTS  # noqa: E402
from training.targets.vlm import VlmTarget  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch and TRL deprecate each other


def reads(policy: Path, count: int) -> list[float]:
    """Whether reader-1 answers right, shown what a policy chooses, of pictures nobody was taught."""
    subject = load_policy(policy)
    assert isinstance(subject, VlmPolicy)
    subject.batch_size = 50
    target = VlmTarget.from_pretrained(CHECKPOINTS / "reader-1", "cpu", batch_size=50, max_new_tokens=6)
    drawn = [pictures.invent(77, number) for number in range(count)]
    images = [picture.draw() for picture in drawn]
    questions = [picture.asked.question for picture in drawn]
    boxes = [each.box for each in subject.predict_batch(images, questions)]
    views = [
        [image] if box is None else [image, image.crop(box.to_pixels(image.size))]
        for image, box in zip(images, boxes, strict=True)
    ]
    said = target.answer(views, questions)
    return [float(answer == picture.asked.text) for answer, picture in zip(said, drawn, strict=True)]


def grpo(data: Path, output: Path, steps: int) -> list[str]:
    """The command of a run."""
    options = {
        "model": CHECKPOINTS / "sft",
        "target": CHECKPOINTS / "reader-1",
        "target-edge": "none",
        "target-batch": 64,
        "data": data,
        "out": output,
        "zoom-cost": 0.7,
        "floor": 1.0,
        "group": 8,
        "prompts": 8,
        "batch": 64,
        "temperature": 1,
        "max-completion": 24,
        "kl": 0,
        "max-grad-norm": 1,
        "lora-rank": 0,
        "learning-rate": 1.5e-4,
        "schedule": "constant_with_warmup",
        "warmup": 5,
        "precision": "float32",
        "steps": steps,
        "save-every": 3,
        "panel-every": 1000,
    }
    parts = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "training.vlm.grpo", *parts]


def test_the_checkpoints_are_small_and_load() -> None:
    files = [path for path in CHECKPOINTS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 8e6
    policies = [path.parent for path in files if path.name == "policy.json"]
    assert CHECKPOINTS / "sft" in policies
    for folder in policies:
        prediction = load_policy(folder).predict(pictures.invent(77, 0).draw(), "What number is beside it?")
        assert 0 < prediction.confidence <= 1


def test_the_reader_reads_zoomed_and_not_the_whole() -> None:
    target = VlmTarget.from_pretrained(CHECKPOINTS / "reader-1", "cpu", batch_size=50, max_new_tokens=6)
    drawn = [picture for picture in (pictures.invent(78, n) for n in range(80)) if not picture.legible]
    images = [picture.draw() for picture in drawn]
    crops = [im.crop(pictures.oracle_box(p.asked).to_pixels(im.size)) for im, p in zip(images, drawn, strict=True)]
    questions = [picture.asked.question for picture in drawn]
    whole = target.answer([[image] for image in images], questions)
    zoomed = target.answer([list(pair) for pair in zip(images, crops, strict=True)], questions)
    right = [[answer == p.asked.text for answer, p in zip(said, drawn, strict=True)] for said in (whole, zoomed)]
    assert np.mean(right[0]) < 0.3
    assert np.mean(right[1]) > 0.8


@pytest.mark.slow
def test_grpo_raises_what_is_read_of_held_out_pictures(tmp_path: Path) -> None:
    data = pictures.write_seeds(tmp_path / "data", 2, 400)
    subprocess.run(grpo(data, tmp_path / "run", steps=90), check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    before, after = reads(CHECKPOINTS / "sft", 500), reads(tmp_path / "run" / "final", 500)
    gain = bootstrap([b - a for a, b in zip(before, after, strict=True)], [str(n) for n in range(500)])
    assert gain.low is not None
    assert gain.low > 0, gain


@pytest.mark.slow
def test_a_run_killed_in_the_middle_ends_where_it_would_have(tmp_path: Path) -> None:
    data = pictures.write_seeds(tmp_path / "data", 3, 60)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run(grpo(data, tmp_path / "whole", steps=8), check=True, env=environment)
    command = grpo(data, tmp_path / "cut", steps=8)
    process = subprocess.Popen(command, env=environment)
    log = tmp_path / "cut" / "log.csv"
    while not (log.is_file() and "\n5,reward," in log.read_text(encoding="utf-8")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "cut" / "final").exists()
    subprocess.run(command, check=True, env=environment)
    whole, cut = (
        [line for line in (tmp_path / run / "log.csv").read_text(encoding="utf-8").splitlines() if ",reward," in line]
        for run in ("whole", "cut")
    )
    assert [float(line.split(",")[2]) for line in cut] == pytest.approx(
        [float(w.split(",")[2]) for w in whole], abs=1e-4
    )
    weights = [load_policy(tmp_path / run / "final").model.state_dict() for run in ("whole", "cut")]  # type: ignore[attr-defined]
    for name, weight in weights[0].items():
        torch.testing.assert_close(weights[1][name], weight, rtol=0, atol=1e-5)
