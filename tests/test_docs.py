"""Every block of code in docs/ runs as it stands there, page by page, and what its sentences name is there."""

import importlib
import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.cli import main
from cropvlm_tools.demo import draw_page
from tests.blocks import PAGES, ROOT, commands_in, python_in, run_python

COMMANDS = [(page, line) for page, blocks in PAGES.items() for line in commands_in(blocks)]
OURS = list(dict.fromkeys(line for _, line in COMMANDS if line.startswith("cropvlm ")))
MODULES = sorted({line.split()[2] for _, line in COMMANDS if line.startswith("python -m training")})
ELSEWHERE = ("python3 -m venv", "source ", "lmms-eval ")
"""Installing, and a program that is not among those of the tests: its options are looked at below."""


@pytest.mark.parametrize("page", [page for page, blocks in PAGES.items() if python_in(blocks)])
def test_python(page: str, desk: Path) -> None:
    run_python(python_in(PAGES[page]), desk)


def test_every_command_is_run_or_named() -> None:
    known = ("cropvlm ", "python -m training", *ELSEWHERE)
    assert [line for _, line in COMMANDS if not line.startswith(known)] == []


@pytest.mark.parametrize("line", [line for line in OURS if not line.startswith(("cropvlm demo", "cropvlm doctor"))])
def test_commands(line: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    if "contract.pdf" in line or " batch " in line:
        pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
    if " batch " in line:
        pytest.importorskip("pyarrow", reason="the extra corpus is not installed")
    picture, _ = draw_page()
    (desk / "scans").mkdir()
    picture.save(desk / "scans" / "note.png")
    picture.save(desk / "contract.pdf")
    (desk / "questions.txt").write_text("What is the total amount due?\n", encoding="utf-8")
    monkeypatch.chdir(desk)
    before = set(desk.rglob("*"))
    assert main(shlex.split(line)[1:]) == 0
    assert set(desk.rglob("*")) - before or capsys.readouterr().out


@pytest.mark.parametrize("module", MODULES)
def test_modules_named_exist(module: str) -> None:
    named = [line for _, line in COMMANDS if module in line]
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    for option in re.findall(r"(--[\w-]+)", " ".join(named)):
        assert option in done.stdout


def test_what_lmms_eval_is_given_is_known() -> None:
    (line,) = [line for _, line in COMMANDS if line.startswith("lmms-eval")]
    given = dict(part.split("=", 1) for part in re.search(r"--model_args (\S+)", line)[1].split(","))  # type: ignore[index]
    text = (ROOT / "cropvlm_tools" / "lmms_eval.py").read_text(encoding="utf-8")
    taken = text[text.index("def __init__") : text.index("super().__init__")]
    assert [name for name in given if not re.search(rf"\b{name}:", taken)] == ["pretrained"]  # the inner model's own


def test_every_public_call_is_in_the_reference() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.rst"))
    shown = set(re.findall(r"^\.\. auto(?:function|class):: (?:[\w.]+\.)?(\w+)$", pages, re.MULTILINE))
    missing = set(importlib.import_module("cropvlm_tools").__all__) - shown
    assert missing == {"CropVLMError"}  # with all errors, by their module
    assert "automodule:: cropvlm_tools.errors" in pages


def test_no_number_is_copied_from_results() -> None:
    """Shares and percentages stand in files that a command writes; pages include those."""
    for path in sorted((ROOT / "docs").rglob("*.rst")):
        text = re.sub(
            r"^\.\. code-block:: .*?(?=^\S)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
        )
        assert re.findall(r"(?<![\w.])(?:0?\.\d\d|\d+(?:\.\d+)? %)", text) == [], path.name


TEXT = """# Results

By a command.

<!-- table -->
| a |
| - |
<!-- /table -->

## Small print

Held.

### Of photographs

```
# no heading
```

## Next
"""


@pytest.mark.parametrize(
    ("part", "begins", "ends"),
    [
        ({}, "# Results", "## Next"),
        ({"head": True}, "# Results", "<!-- /table -->"),
        ({"marked": "table"}, "| a |", "| - |"),
        ({"section": "Small print"}, "Held.", "```"),
        ({"section": "Of photographs"}, "```", "```"),
    ],
)
def test_a_part_of_a_file_stands_on_a_page(part: dict[str, Any], begins: str, ends: str) -> None:
    taken = pages_extension().cut(TEXT, **part).strip().splitlines()
    assert (taken[0], taken[-1]) == (begins, ends)


@pytest.mark.parametrize("part", [{"section": "no heading"}, {"section": "Print"}, {"marked": "chart"}])
def test_a_part_that_is_gone_is_an_error(part: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(next(iter(part.values()))))):
        pages_extension().cut(TEXT, **part)


def pages_extension() -> Any:
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    spec = importlib.util.spec_from_file_location("docs_markdown", ROOT / "docs" / "markdown.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
