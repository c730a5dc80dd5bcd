"""ZoomTool in LlamaIndex's agents, and without one."""

import asyncio
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.agent.workflow import FunctionAgent, ReActAgent
from llama_index.core.base.llms.types import ChatResponse
from llama_index.core.llms import ChatMessage, ImageBlock
from llama_index.core.llms.mock import MockLLMWithChatMemoryOfLastCall
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.tools import ToolOutput

from cropvlm_tools import llama_index
from cropvlm_tools.llama_index import ZoomTool
from tests.llama_index.talk import (
    CAPTION,
    CROP,
    PAGE,
    QUESTION,
    URL,
    Scripted,
    image_bytes,
    png,
    run_agent,
    tool_call,
    user_message,
)


@pytest.mark.parametrize("streaming", [True, False])
def test_an_agent_with_parallel_calls_gets_each_result_and_each_error(streaming: bool) -> None:
    model = Scripted(tool_call(1), tool_call(2, image="image_7"), tool_call(3, question=" "), tool_call(4, image=None))
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=model.llm, streaming=streaming)

    run_agent(agent, user_message())

    results = {message.additional_kwargs["tool_call_id"]: message for message in model.results}
    assert results["call_1"].content == results["call_4"].content == CAPTION
    assert image_bytes(results["call_1"]) == image_bytes(results["call_4"]) == [CROP]
    assert results["call_2"].content == "There is no image 'image_7'. Images: image_1, or 'latest' for the last."
    assert "question is empty" in (results["call_3"].content or "")
    assert image_bytes(results["call_2"]) == image_bytes(results["call_3"]) == []


def test_crops_in_the_memory_are_not_numbered() -> None:
    model = Scripted(tool_call(1), tool_call(2, image="image_2"))
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=model.llm)
    memory = ChatMemoryBuffer.from_defaults(token_limit=100_000)
    run_agent(agent, user_message(), memory)

    other = ImageBlock(image=png((600, 300)), image_mimetype="image/png")
    run_agent(agent, user_message(other), memory)

    sent = model.sent[-1]
    assert sorted(len(image_bytes(message)) for message in sent if message.role == "tool") == [0, 1, 1, 1]
    assert {message.content for message in model.results[-2:]} == {
        "image_2 (600x300), zoomed to [150, 75, 450, 225]; shown at 1024x512"
    }


class Thinker(MockLLMWithChatMemoryOfLastCall):
    """Speaks ReAct: one zoom, then the answer."""

    turn: int = 0

    async def astream_chat(self, messages: Any, **_: Any) -> Any:
        self.last_chat_messages = list(messages)
        self.turn += 1
        text = "Thought: I can answer without using any more tools.\nAnswer: a ring"
        if self.turn == 1:
            text = f'Thought: closer.\nAction: zoom_image\nAction Input: {{"question": "{QUESTION}"}}'

        async def stream() -> Any:
            yield ChatResponse(message=ChatMessage(role="assistant", content=text), delta=text)

        return stream()


def test_a_react_agent_sees_the_caption_alone() -> None:
    llm = Thinker(is_chat_model=True)
    answer, _ = run_agent(ReActAgent(tools=[ZoomTool(policy="centre")], llm=llm), user_message())
    assert answer == "a ring"
    observation = llm.last_chat_messages[-1]
    assert CAPTION in observation.content
    assert image_bytes(observation) == []


def test_the_context_is_found_and_hidden_from_the_model() -> None:
    tool = ZoomTool()
    assert (tool.requires_context, tool.ctx_param_name) == (True, "ctx")
    assert "ctx" not in tool.metadata.get_parameters_dict()["properties"]
    assert len(tool.metadata.description) <= 1024
    assert "from __future__" not in Path(llama_index.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "image", [PAGE, bytearray(PAGE), URL, Image.open(io.BytesIO(PAGE))], ids=lambda i: type(i).__name__
)
def test_a_tool_with_images_of_its_own_needs_no_agent(image: Any) -> None:
    output = ZoomTool(images=[image], policy="centre")(question=QUESTION)
    assert not output.is_error
    assert ZoomTool(images=image, policy="centre")(question=QUESTION).content == output.content
    assert output.content == CAPTION
    assert output.blocks[1].image_mimetype == "image/png"
    assert output.blocks[1].resolve_image().read() == CROP
    assert json.loads(json.dumps(output.raw_output))["box_pixels"] == [100, 50, 300, 150]


def test_images_of_its_own_come_before_those_of_the_conversation() -> None:
    model = Scripted(tool_call())
    tool = ZoomTool(images=[png((600, 300))], policy="centre")
    run_agent(FunctionAgent(tools=[tool], llm=model.llm), user_message())
    assert (model.results[0].content or "").startswith("image_1 (600x300)")


@pytest.mark.parametrize("context", [None, "forged", object()])
def test_a_call_without_an_agent_is_an_error_output(context: Any) -> None:
    output = ZoomTool(policy="centre").call(question=QUESTION, ctx=context)
    assert output.is_error
    assert output.content.startswith("There is no image to zoom into: it must be attached to the conversation.")


def test_a_call_inside_a_running_loop() -> None:
    async def run() -> ToolOutput:
        return ZoomTool(images=[PAGE], policy="centre").call(QUESTION)

    assert asyncio.run(run()).content == CAPTION


MISSING = """
import sys
sys.modules[{module!r}] = None
try:
    import cropvlm_tools.llama_index
except ImportError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("llama_index", "MissingDependencyError cropvlm_tools.llama_index needs the 'llama-index-core' package."),
        ("llama_index.core.tools", "ModuleNotFoundError import of llama_index.core.tools halted"),
    ],
)
def test_a_missing_package_is_named_and_a_broken_one_is_not_hidden(module: str, expected: str) -> None:
    code = MISSING.format(module=module)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.startswith(expected)
