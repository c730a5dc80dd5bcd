"""An evaluation of drawn pages, killed without warning, ends in the tables of one that was not."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from training.evaluation import run as evaluation
from training.evaluation.rows import RowFile
from training.pages.__main__ import main as draw_pages

ROOT = Path(evaluation.__file__).parents[2]
OUTPUTS = ("table.md", "breakdown.md", "summary.json", "page.html")


@pytest.mark.slow
def test_a_run_killed_three_times_ends_as_one_that_was_not(tmp_path: Path) -> None:
    """Policies that look and that do not, two processes, each run with readings of its own."""
    assert draw_pages(["--count", "6", "--out", str(tmp_path / "pages"), "--jsonl"]) == 0
    command = [sys.executable, "-m", "training.evaluation.run", "--data", str(tmp_path / "pages"), "--limit", "12",
               "--policies", "whole", "centre", "lexical", "--targets", "rapidocr"]  # fmt: skip
    draw, killed = random.Random(5), tmp_path / "killed"
    rows = RowFile(killed / "rows.jsonl")
    measured = [0]
    for _ in range(3):
        process = subprocess.Popen(
            [*command, "--out", str(killed)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and len(rows.read()) == measured[-1]:
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.3))
        process.kill()
        assert process.wait() < 0, "killed too late"
        measured.append(len(rows.read()))
    for out in (killed, tmp_path / "straight"):
        done = subprocess.run([*command, "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert 0 < measured[1] < measured[2] < measured[3] < len(rows.read())
    for name in OUTPUTS:
        assert (killed / name).read_bytes() == (tmp_path / "straight" / name).read_bytes(), name
