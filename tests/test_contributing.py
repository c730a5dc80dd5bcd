"""The recipes of CONTRIBUTING.md, followed as they stand there, in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", GUIDE, re.DOTALL | re.MULTILINE))
STEP = re.compile(r"^```python\n# ([\w/]+\.py)(?:, (in|before|at the) (\w+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
"""A file, where in it, a name there, and what to write."""


def follow(section: str, root: Path) -> list[str]:
    """Do what a recipe says; the files touched."""
    for path, where, name, text in STEP.findall(section):
        file = root / path
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if where else []
        place = len(lines)
        if where in ("in", "before"):
            (place,) = (number for number, line in enumerate(lines) if re.match(rf"{name}\b.*[\[{{]$", line))
        before, behind = "\n\n" * (where == "at the"), "\n\n" * (where == "before")
        lines.insert(place + (where == "in"), before + text + behind)
        file.write_text("".join(lines), encoding="utf-8")
    return sorted({path for path, *_ in STEP.findall(section)})


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for part in ("cropvlm_tools", "training", "tests"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__", "results"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def test_every_block_of_python_is_a_step() -> None:
    assert len(STEP.findall(GUIDE)) == len(re.findall("^```python$", GUIDE, re.MULTILINE))
    assert list(SECTIONS) == ["A policy", "An adapter", "A dataset", "A provider's model", "A page layout"]


@pytest.mark.slow
def test_each_recipe_takes_at_most_four_files_and_the_tests_pass(tree: Path) -> None:
    touched = [follow(section, tree) for section in SECTIONS.values()]
    assert all(2 <= len(files) <= 4 for files in touched)
    tests = sorted({path for files in touched for path in files if path.startswith("tests/")})
    new = "tests/training/pages/test_invention.py::test_answers_stand_at_their_places[bells]"
    others = [
        "tests/test_package.py::test_imports_point_one_way",
        "tests/test_leakage.py",
        "tests/training/pages/test_layout.py",
        new,
    ]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, *others]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout
