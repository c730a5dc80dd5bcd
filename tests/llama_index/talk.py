"""A page, messages, a model that calls the zoom: what tests of LlamaIndex share."""

import asyncio
import base64
import io
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.agent.workflow import FunctionAgent, ReActAgent
from llama_index.core.base.llms.types import ToolCallBlock
from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import ImageNode, NodeWithScore, QueryBundle
from llama_index.core.workflow import Context

from cropvlm_tools import zoom
from cropvlm_tools.boxes import Box
from cropvlm_tools.policy import Policy, Prediction


def png(size: tuple[int, int] = (400, 200)) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").resize(size).save(file, "PNG")
    return file.getvalue()


PAGE = png()
B64 = base64.b64encode(PAGE).decode()
URL = f"data:image/png;base64,{B64}"
CLOSED_URL = "http://127.0.0.1:9/page.png"
QUESTION = "What is printed in the middle?"
CROP = zoom(PAGE, QUESTION, policy="centre").view.data
CAPTION = "image_1 (400x200), zoomed to [100, 50, 300, 150]; shown at 1024x512"


class Recorder(Policy):
    """Always the middle, and remembers what it was asked."""

    name = "recorder"

    def __init__(self, legible_edge: int | None = None) -> None:
        self.legible_edge = legible_edge
        self.questions: list[str] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.questions.append(question)
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 1.0, "", self.legible_edge)


def user_message(*images: ImageBlock, text: str = QUESTION) -> ChatMessage:
    return ChatMessage(
        role="user", blocks=[*(images or [ImageBlock(image=PAGE, image_mimetype="image/png")]), TextBlock(text=text)]
    )


def tool_call(number: int = 1, **arguments: Any) -> ToolCallBlock:
    return ToolCallBlock(
        tool_call_id=f"call_{number}", tool_name="zoom_image", tool_kwargs={"question": QUESTION, **arguments}
    )


class Scripted:
    """A model that calls the zoom until it has a tool's result, and keeps what it was sent."""

    def __init__(self, *calls: ToolCallBlock) -> None:
        self.calls = list(calls)
        self.sent: list[list[ChatMessage]] = []

    @property
    def llm(self) -> MockFunctionCallingLLM:
        return MockFunctionCallingLLM(response_generator=self, is_chat_model=True)

    def __call__(self, messages: list[ChatMessage], **_: Any) -> ChatMessage:
        self.sent.append([message.model_copy(deep=True) for message in messages])
        if messages[-1].role == "tool":
            return ChatMessage(role="assistant", content="done")
        return ChatMessage(role="assistant", blocks=list(self.calls))

    @property
    def results(self) -> list[ChatMessage]:
        return [message for message in self.sent[-1] if message.role == "tool"]


def image_bytes(message: ChatMessage) -> list[bytes]:
    return [block.resolve_image().read() for block in message.blocks if isinstance(block, ImageBlock)]


def run_agent(
    agent: FunctionAgent | ReActAgent, message: ChatMessage, memory: ChatMemoryBuffer | None = None
) -> tuple[str, Context]:
    async def run() -> tuple[str, Context]:
        context = Context(agent)
        return str(await agent.run(message, ctx=context, memory=memory)), context

    return asyncio.run(run())


class Shelf(BaseRetriever):
    """Finds one page, whatever is asked."""

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=ImageNode(image=B64, image_mimetype="image/png"))]
