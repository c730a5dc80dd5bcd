"""What type checkers say of a user's program: the code of README and docs, and code with the SDKs' own types."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.blocks import PAGES, README, ROOT, python_in

BLOCKS = [*python_in(README), *("".join(python_in(blocks)) for blocks in PAGES.values() if python_in(blocks))]
TYPED = """
import asyncio
from typing import Any

from anthropic import Anthropic, AsyncAnthropic
from anthropic.types import MessageParam, ToolParam
from anthropic.types.beta import BetaMessageParam
from google import genai
from google.genai import types
from openai import OpenAI
from openai.types.chat import ChatCompletionFunctionToolParam, ChatCompletionMessageParam
from openai.types.responses import FunctionToolParam, ResponseInputItemParam

from cropvlm_tools import anthropic, google, openai

chat: list[ChatCompletionMessageParam] = [{"role": "user", "content": "What is the total?"}]
items: list[ResponseInputItemParam] = [{"role": "user", "content": "What is the total?"}]
talk: list[MessageParam] = [{"role": "user", "content": "What is the total?"}]
beta: list[BetaMessageParam] = [{"role": "user", "content": "What is the total?"}]

nested: ChatCompletionFunctionToolParam = openai.zoom_tool_schema("chat")
flat: FunctionToolParam = openai.zoom_tool_schema()
tool: ToolParam = anthropic.zoom_tool_schema()

completion = OpenAI().chat.completions.create(model="gpt-4o", messages=openai.insert_zooms(chat), tools=[nested])
chat += openai.run_tool_calls(completion, chat)
response = OpenAI().responses.create(model="gpt-4o", input=openai.insert_zooms(items), tools=[flat])
items += openai.run_tool_calls(response, items, images=openai.ImageStore().images(response))
message = Anthropic().messages.create(
    model="claude-opus-4-7", max_tokens=9, messages=anthropic.insert_zooms(talk), tools=[tool]
)
talk += anthropic.run_tool_uses(message, talk)
added: int = anthropic.insert_zooms(talk, max_crops=1, when="always").tokens_added
runner = Anthropic().beta.messages.tool_runner(
    model="claude-opus-4-7", max_tokens=9, messages=beta, tools=[anthropic.runnable_zoom_tool(beta)]
)
contents: list[Any] = [types.UserContent("What is the total?")]
generated = genai.Client().models.generate_content(
    model="m", contents=google.insert_zooms(contents), config={"tools": [google.zoom_tool()]}
)
contents += google.run_function_calls(generated, contents)


async def run() -> None:
    tools = [anthropic.runnable_zoom_tool(lambda: beta, True)]
    client = AsyncAnthropic()
    await client.beta.messages.tool_runner(model="m", max_tokens=9, messages=beta, tools=tools).until_done()


asyncio.run(run())
"""
WRONG = """
from cropvlm_tools.openai import insert_zooms, zoom_tool_schema

insert_zooms([], max_crop=1)
zoom_tool_schema("messages")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for package in ("openai", "anthropic", "google.genai", "langchain", "llama_index.core", "llama_index.llms.openai"):
        pytest.importorskip(package, reason=f"{package} is not installed")
    for number, block in enumerate([*BLOCKS, TYPED]):
        (tmp_path / f"block_{number}.py").write_text(block, encoding="utf-8")
    return tmp_path


def check(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), **variables}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=600)


@pytest.mark.slow
def test_a_users_program_passes_mypy_as_strict_as_it_gets(program: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent"]
    command += ["--scripts-are-modules", "--cache-dir", str(program / "cache"), "."]
    command += ["--disable-error-code=import-untyped"]  # datasets has no types of its own
    done = check(command, program, MYPYPATH=str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr
    (program / "block_0.py").write_text(WRONG, encoding="utf-8")
    done = check(command, program, MYPYPATH=str(ROOT))
    assert "max_crop" in done.stdout
    assert "zoom_tool_schema" in done.stdout


@pytest.mark.slow
def test_a_users_program_passes_pyright(program: Path) -> None:
    pyright = shutil.which("pyright", path=str(Path(sys.executable).parent))
    if pyright is None:
        pytest.skip("pyright is not installed: it would be downloaded at its first call")
    config = {"extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (program / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    done = check([pyright, "--pythonpath", sys.executable], program)
    assert done.returncode == 0, done.stdout + done.stderr
