"""The step by part: what was measured, and the arithmetic."""

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.bench.step import Costs, StepRecipe, main, now, was

COSTS = Costs(decode=0.01, policy=0.5, target=0.05)


def test_the_arithmetic() -> None:
    """A step was 1536 pictures opened and 96 prepared twice for each model; it is sixteen, ahead of time."""
    assert was(COSTS, 96, 16, 1) == pytest.approx((1536, 15.36, 96, 96, 25, 15.36 + 96 + 96 + 25))
    assert was(COSTS, 96, 16, 8) == pytest.approx((12, 0.12, 12, 12, 3, 27.12))
    assert now(COSTS, StepRecipe(), 1) == pytest.approx((16, 0.04, 2, 1.2, 25, 26.2))
    assert now(COSTS, StepRecipe(), 8) == pytest.approx((2, 0.005, 0.25, 0.15, 3, 3.15))
    slow = Costs(decode=0.0, policy=40.0, target=0.0)
    assert now(slow, StepRecipe(), 1)[-1] == 160  # then the pictures are waited for


def test_the_tables_are_printed(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path), "--repeats", "1"]) == 0
    text = (tmp_path / "step.md").read_text(encoding="utf-8").splitlines()
    rows = {line.split("|")[1].strip(): line for line in text if line.startswith("|")}
    assert {"page", "photograph", "decode", "policy preparing", "target preparing", "GPU", "a step"} <= rows.keys()
    opened = [int(cell) for cell in rows["pictures opened, each process"].split("|")[2:-1]]
    assert opened == [1536, 12, 16, 2]
    seconds = [float(cell.split()[0]) for cell in rows["policy preparing"].split("|")[2:-1]]
    assert seconds[0] > 4 * seconds[2] > 0
