"""The commands that pages, recipes and the script show are understood by their stages, and so are the old ones."""

import dataclasses
import json
import os
import re
import runpy
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from training import MOVED
from training.recipe import read_recipe

pytest.importorskip("torch")
pytest.importorskip("transformers")

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "training" / "recipes"
PAGES = [ROOT / "README.md", ROOT / "training" / "README.md", ROOT / "training" / "DATA.md"]


def commands_of_page(text: str) -> Iterator[str]:
    """Lines of code blocks, and code within a sentence, which may go over the end of a line."""
    text = text.replace("\\\n", " ")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.M | re.S)
    sentences = re.sub(r"^```\w*\n(.*?)^```", "", text, flags=re.M | re.S)
    spans = [span.replace("\n", " ") for span in re.findall(r"`([^`]+)`", sentences)]
    for line in [*(line for block in blocks for line in block.splitlines()), *spans]:
        yield from re.findall(r"python -m (training\S* .*)", line.partition(" #")[0])


def commands_of_recipe(text: str) -> Iterator[str]:
    """In the comments at its top; what stands behind many spaces is about the command."""
    lines = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    for command in re.findall(r"python -m (training\S* .*)", "\n".join(lines).replace("\\\n", " ")):
        yield re.split(r"\s{4,}\(", command)[0]


COMMANDS = {
    f"{path.relative_to(ROOT)}: {command}": command
    for path in (*PAGES, *sorted(RECIPES.glob("*.yaml")))
    for command in (commands_of_page if path.suffix == ".md" else commands_of_recipe)(path.read_text(encoding="utf-8"))
    if not command.endswith("--help")
}


def understood(module: str, words: list[str]) -> None:
    """By the stage's recipe; of a stage that has none, every option is in its help."""
    stage = import_module(module)
    if hasattr(stage, "__path__"):
        stage = import_module(f"{module}.__main__")
    kinds = [kind for name, kind in vars(stage).items() if name.endswith("Recipe") and dataclasses.is_dataclass(kind)]
    kinds = [kind for kind in kinds if isinstance(kind, type) and kind.__module__ == stage.__name__]
    if kinds:
        (kind,) = kinds
        assert read_recipe(kind, words)
        return
    shown = subprocess.run([sys.executable, "-m", module, "--help"], check=True, capture_output=True, text=True).stdout
    assert {word for word in words if word.startswith("--")} <= set(re.findall(r"--[\w-]+", shown))


def test_there_are_commands_to_be_checked() -> None:
    modules = {command.split()[0] for command in COMMANDS.values()}
    assert modules >= {"training.vlm.label", "training.vlm.sft", "training.vlm.grpo", "training.vlm.export"}
    assert modules >= {"training.evaluation.run", "training.smoke", "training.smoke.task", "training.bench.layers"}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_is_shown_is_understood(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    module, *words = shlex.split(command)
    understood(module, words)
    assert "is now" not in capsys.readouterr().err


def test_the_script_gives_each_stage_what_it_understands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "python"
    fake.write_text(
        f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[2:]))\n",
        encoding="utf-8",
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "facts.yaml").write_text("", encoding="utf-8")
    given = {"OUT": str(tmp_path / "out"), "FACTS": str(tmp_path / "facts.yaml"), "LIMIT": "9"}
    environment = {**os.environ, **given, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run([RECIPES / "run.sh"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    commands = [json.loads(line) for line in done.stdout.splitlines()]
    assert [module for module, *_ in commands] == [
        *["training.vlm.label"] * 2,
        "training.vlm.sft",
        "training.vlm.grpo",
        "training.vlm.export",
    ]
    for module, *words in commands:
        understood(module, words)


@pytest.mark.parametrize("old", MOVED)
def test_an_old_command_runs_the_stage_it_has_become(
    old: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [old, "--help"])
    with pytest.warns(DeprecationWarning, match="has moved to"), pytest.raises(SystemExit) as end:
        runpy.run_module(old, run_name="__main__", alter_sys=True)
    assert end.value.code == 0
    assert f"usage: python -m {MOVED[old]} " in capsys.readouterr().out


def test_an_old_command_says_so_on_standard_error() -> None:
    done = subprocess.run([sys.executable, "-m", "training.grpo", "--help"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "training.grpo has moved to training.vlm.grpo" in line
