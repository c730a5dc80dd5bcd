"""What a wheel and a source distribution hold that were built from a checkout, and what a wheel does outside of one."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

import cropvlm_tools

ROOT = Path(__file__).parents[1]
STRAY = (
    "cropvlm_tools/__pycache__/zoom.cpython-311.pyc",
    "out/rows.jsonl",
    ".venv/lib.py",
    "notes.txt",
    "docs/made/a.jpg",
)
"""What lies about in a checkout in use."""


def tracked(folder: str = ".") -> set[str]:
    """Files that git knows, which have not been deleted since."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    done = subprocess.run(["git", "ls-files", "-z", folder], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what is tracked, among things that are not."""
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    copy = tmp_path_factory.mktemp("checkout")
    for name in (*tracked("cropvlm_tools"), *tracked("docs"), *(each for each in tracked() if "/" not in each)):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    for name in STRAY:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(b"stray")
    subprocess.run([sys.executable, "-m", "hatchling", "build"], cwd=copy, check=True, capture_output=True)
    return copy / "dist"


def test_the_wheel_holds_the_package_and_nothing_else(dist: Path) -> None:
    (path,) = dist.glob("*.whl")
    assert path.name == f"cropvlm_tools-{cropvlm_tools.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        info = f"cropvlm_tools-{cropvlm_tools.__version__}.dist-info"
        told = message_from_string(wheel.read(f"{info}/METADATA").decode())
        entries = wheel.read(f"{info}/entry_points.txt").decode()
    about = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert names == tracked("cropvlm_tools") | about
    assert {"cropvlm_tools/py.typed", "cropvlm_tools/weights/README.md", "cropvlm_tools/weights/lines.onnx"} <= names
    assert "cropvlm = cropvlm_tools.cli:main" in entries
    assert told["Description-Content-Type"] == "text/markdown"
    assert told["License-Expression"] == "Apache-2.0"
    assert path.stat().st_size < 15_000_000  # bytes


def test_the_source_distribution_holds_what_the_wheel_is_built_from(dist: Path) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    beside = {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert names == tracked("cropvlm_tools") | beside


def test_the_changelog_begins_with_the_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    day = r"(unreleased|\d{1,2} [A-Z][a-z]+ \d{4})"
    assert re.fullmatch(rf"{re.escape(cropvlm_tools.__version__)} \({day}\)", headings[0])


def test_workflows_and_issue_forms_can_be_read() -> None:
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    read = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / ".github").rglob("*.yml")}
    assert set(read) == {"ci.yml", "release.yml", "bug.yml", "wrong_region.yml", "proposal.yml", "config.yml"}
    for name in ("ci.yml", "release.yml"):
        assert read[name]["permissions"] == {"contents": "read"}
        for job in read[name]["jobs"].values():
            assert {"runs-on", "steps"} <= set(job)
    named = [step["run"] for step in read["ci.yml"]["jobs"]["base"]["steps"] if "pytest -q" in step.get("run", "")]
    tests = [word for word in named[0].split() if word.startswith("tests/")]
    assert [path for path in tests if not (ROOT / path).exists()] == []


def test_the_wheel_works_outside_the_checkout(dist: Path, tmp_path: Path) -> None:
    (path,) = dist.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert str(tmp_path) in python("-c", "import cropvlm_tools; print(cropvlm_tools.__file__)")
    assert python("-m", "cropvlm_tools.cli", "demo").count(": readable after the zoom") == 3
    question = ("page.png", "What is the total amount due?")
    assert '"outcome": "zoomed"' in python(
        "-m", "cropvlm_tools.cli", "zoom", f"cropvlm-demo/{question[0]}", question[1], "--json"
    )
