"""Every block of the README runs as it stands there: the Python against the offline server, the commands as typed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.blocks import PAGES, README, ROOT, commands_in, python_in, run_python

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = commands_in(README)
RUN_IN_DOCS = {code for blocks in PAGES.values() for code in python_in(blocks)}
"""These stand on a page of docs/ too, and run there (tests/test_docs.py)."""


def name(block: str) -> str:
    return next((line.split()[1] for line in block.splitlines() if "cropvlm_tools" in line), "block")


@pytest.mark.parametrize("block", [code for code in python_in(README) if code not in RUN_IN_DOCS], ids=name)
def test_python(block: str, desk: Path) -> None:
    run_python([block], desk)


@pytest.mark.parametrize("line", [line for line in SHELL if "cropvlm zoom" in line or "cropvlm demo" in line])
def test_commands(line: str, desk: Path) -> None:
    command = line.split("&&")[-1].strip().replace(".venv/bin/cropvlm", f"{sys.executable} -m cropvlm_tools.cli")
    done = subprocess.run(command, shell=True, cwd=desk, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert list(desk.rglob("*.png"))


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (training(?:\.\w+)+)", TEXT))))
def test_modules_named_exist(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_paths_named_exist() -> None:
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT):
        assert (ROOT / path).exists(), path


def test_the_second_command_installs_and_runs_the_tests() -> None:
    assert any("pip install" in line and ".[test]" in line for line in SHELL)
    assert (ROOT / "constraints.txt").exists()
