"""Pages, messages, models that give their answers in turn: what tests of LangChain share."""

import base64
import io
import re
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.langchain import ZoomTool
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.tool import run_zoom
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomOptions

BUDGET = Budget(max_edge=64)
ZOOM: dict[str, Any] = {"policy": "centre", "budget": BUDGET}
CENTRE = Box(0.25, 0.25, 0.75, 0.75)
QUESTION = "What is the total?"


def page(seed: int) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").rotate(90 * seed).resize((400 + seed, 300)).convert("RGB").save(file, "PNG")
    return file.getvalue()


PAGES = [page(1), page(2), page(3)]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def data_url(data: bytes) -> str:
    return f"data:image/png;base64,{encoded(data)}"


def image(data: bytes) -> dict[str, Any]:
    return {"type": "image", "base64": encoded(data), "mime_type": "image/png"}


def text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def user(*pages: bytes, question: str = QUESTION) -> HumanMessage:
    return HumanMessage([*map(image, pages), text(question)])


def crop(data: bytes) -> bytes:
    """What a zoom into that page shows."""
    return run_zoom(ImageRegistry([data]), QUESTION, ZoomOptions(**ZOOM)).view.data


def call(id: str, **args: Any) -> dict[str, Any]:
    return {"name": "zoom_image", "args": {"question": QUESTION, **args}, "id": id, "type": "tool_call"}


def calls(*wanted: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[*wanted])


class Scripted(BaseChatModel):
    """Gives its answers in turn and keeps what it was sent."""

    answers: list[Any]
    seen: list[list[Any]]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> ChatResult:
        self.seen.append(messages)
        return ChatResult(generations=[ChatGeneration(message=self.answers[len(self.seen) - 1])])


def scripted(*answers: Any) -> Scripted:
    return Scripted(answers=[*answers, AIMessage("done")], seen=[])


class Counting(Policy):
    name = "counting"

    def __init__(self, box: Box | None = CENTRE) -> None:
        self.box, self.questions = box, list[str]()

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.questions.append(question)
        return Prediction(self.box, 0.5, "Nothing to see.")


def images_of(content: Any) -> list[bytes]:
    """Every image in any part of a message or request, in order, whatever its shape."""
    if isinstance(content, dict) and isinstance(content.get("text"), str):
        return []
    if isinstance(content, str):
        match = re.fullmatch(r"(?:data:image/\w+;base64,)?([A-Za-z0-9+/]{40,}=*)", content)
        return [base64.b64decode(match[1])] if match else []
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else []
    return [found for part in parts for found in images_of(part)]


def texts_of(message: Any) -> list[str]:
    blocks = [message.content] if isinstance(message.content, str) else message.content
    return [block if isinstance(block, str) else block["text"] for block in blocks if "text" in block]


def zoomed(tool: ZoomTool, *messages: Any, **args: Any) -> ToolMessage:
    """One tool call in an agent, and what came of it."""
    agent = create_agent(scripted(calls(call("1", **args))), [tool])
    return agent.invoke({"messages": [*messages]})["messages"][-2]


def openai_chat(url: str) -> BaseChatModel:
    return pytest.importorskip("langchain_openai").ChatOpenAI(model="gpt-4o", base_url=url, api_key="none")


def openai_responses(url: str) -> BaseChatModel:
    kind = pytest.importorskip("langchain_openai").ChatOpenAI
    return kind(model="gpt-4o", base_url=url, api_key="none", use_responses_api=True)


def anthropic(url: str) -> BaseChatModel:
    kind = pytest.importorskip("langchain_anthropic").ChatAnthropic
    return kind(model="claude-none", base_url=url, api_key="none", max_tokens=100)
