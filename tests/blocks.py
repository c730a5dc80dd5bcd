"""Code of README and of the pages of docs/, and a process in which it runs as it stands there."""

import re
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

from cropvlm_tools.demo import draw_page

ROOT = Path(__file__).parents[1]
NEEDS = ("langchain", "llama_index", "openai", "anthropic", "google", "datasets")
MARKDOWN = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RST = re.compile(r"^\.\. code-block:: (\w+)\n\n((?:(?: {3}.*)?\n)+)", re.MULTILINE)


def blocks_of(path: Path) -> list[tuple[str, str]]:
    """(language, code) of each block, in order."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return MARKDOWN.findall(text)
    return [(language, textwrap.dedent(code).strip() + "\n") for language, code in RST.findall(text)]


README = blocks_of(ROOT / "README.md")
PAGES = {path.relative_to(ROOT / "docs").as_posix(): blocks_of(path) for path in sorted((ROOT / "docs").rglob("*.rst"))}
"""Page -> its blocks."""


def python_in(blocks: Sequence[tuple[str, str]]) -> list[str]:
    return [code for language, code in blocks if language == "python"]


def commands_in(blocks: Sequence[tuple[str, str]]) -> list[str]:
    """Lines of a shell, those that go on with a backslash in one."""
    return [line for language, code in blocks if language == "bash" for line in code.replace("\\\n", " ").splitlines()]


def run_python(blocks: Sequence[str], folder: Path) -> None:
    """Run blocks one after the other, in one process and against the offline server.

    What they leave as ``response`` or ``message`` must hold the total that is printed on the page.
    """
    code = "\n".join(blocks)
    for package in NEEDS:
        if re.search(rf"^from {package}\b", code, re.MULTILINE):
            pytest.importorskip(
                "google.genai" if package == "google" else package, reason=f"{package} is not installed"
            )
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'examples')!r})\n"
        "from offline_server import OfflineServer\n"
        "import os\n"
        "server = OfflineServer().start()\n"
        "os.environ.update(OPENAI_BASE_URL=server.url + '/v1', OPENAI_API_BASE=server.url + '/v1',\n"
        "                  OPENAI_API_KEY='none', ANTHROPIC_BASE_URL=server.url, ANTHROPIC_API_KEY='none',\n"
        "                  GOOGLE_GEMINI_BASE_URL=server.url, GEMINI_API_KEY='none', NO_PROXY='127.0.0.1')\n"
        f"{code}\n"
        "for reply in ('response', 'message'):\n"
        "    if reply in globals():\n"
        "        print(globals()[reply])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    if re.search(r"^(response|message) =", code, re.MULTILINE):
        assert draw_page()[1]["What is the total amount due?"] in done.stdout
