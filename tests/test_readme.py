"""Every block of the README runs as it stands there: the Python against the offline server, the commands as typed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cropvlm_tools.demo import draw_page

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PYTHON = [block for language, block in BLOCKS if language == "python"]
SHELL = [line for language, block in BLOCKS if language == "bash" for line in block.splitlines()]
NEEDS = ("langchain", "llama_index", "openai", "anthropic", "google")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the photograph the README speaks of, and what a service has read in it."""
    page, _ = draw_page()
    page.save(tmp_path / "receipt.jpg", quality=90)
    box = {"Left": 0.1, "Top": 0.2, "Width": 0.3, "Height": 0.02}
    read = {"BlockType": "LINE", "Text": "Total amount due 12.50", "Confidence": 99.0, "Geometry": {"BoundingBox": box}}
    (tmp_path / "receipt.textract.json").write_text(json.dumps({"Blocks": [read]}))
    return tmp_path


def name(block: str) -> str:
    return next((line.split()[1] for line in block.splitlines() if "cropvlm_tools" in line), "block")


@pytest.mark.parametrize("block", PYTHON, ids=name)
def test_python(block: str, desk: Path) -> None:
    for package in NEEDS:
        if re.search(rf"^from {package}\b", block, re.MULTILINE):
            pytest.importorskip(
                "google.genai" if package == "google" else package, reason=f"{package} is not installed"
            )
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'examples')!r})\n"
        "from offline_server import OfflineServer\n"
        "import os\n"
        "server = OfflineServer().start()\n"
        "os.environ.update(OPENAI_BASE_URL=server.url + '/v1', OPENAI_API_KEY='none',\n"
        "                  ANTHROPIC_BASE_URL=server.url, ANTHROPIC_API_KEY='none',\n"
        "                  GOOGLE_GEMINI_BASE_URL=server.url, GEMINI_API_KEY='none')\n"
        f"{block}\n"
        "for reply in ('response', 'message'):\n"
        "    if reply in globals():\n"
        "        print(globals()[reply])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=desk, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    if re.search(r"^(response|message) =", block, re.MULTILINE):
        assert draw_page()[1]["What is the total amount due?"] in done.stdout


@pytest.mark.parametrize("line", [line for line in SHELL if "cropvlm zoom" in line or "cropvlm demo" in line])
def test_commands(line: str, desk: Path) -> None:
    command = line.split("&&")[-1].strip().replace(".venv/bin/cropvlm", f"{sys.executable} -m cropvlm_tools.cli")
    done = subprocess.run(command, shell=True, cwd=desk, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert list(desk.rglob("*.png"))


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (training(?:\.\w+)+)", README))))
def test_modules_named_exist(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_paths_named_exist() -> None:
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / path).exists(), path


def test_the_second_command_installs_and_runs_the_tests() -> None:
    assert any("pip install" in line and ".[test]" in line for line in SHELL)
    assert (ROOT / "constraints.txt").exists()
