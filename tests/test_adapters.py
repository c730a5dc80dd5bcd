"""Every option of a zoom reaches it from every adapter, and a new one needs no line in any of them."""

import ast
import asyncio
import base64
import importlib
import inspect
import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from cropvlm_tools.chat import look
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.policies.fixed import CentrePolicy
from cropvlm_tools.tool import OptionFields
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.zoom import zoom
from tests.conftest import Pair

Adapter = Callable[[str, dict[str, Any]], object]
QUESTION = "What is red?"
ARGUMENTS = {"question": QUESTION, "image": "image_1"}


CENTRE = CentrePolicy()
VALUES: dict[str, list[Any]] = {
    "policy": [CENTRE],
    "budget": [Budget(max_edge=301)],
    "when": ["always", "needed"],
    "steps": [2],
    "context": [True],
    "regions": [1],
    "fetch": [lambda url: b""],
    "limits": [Limits(pixels=480_001)],
    "history": [["What is the date?"]],
}


def chat(url: str) -> list[dict[str, Any]]:
    part = {"type": "image_url", "image_url": {"url": url}}
    return [{"role": "user", "content": [part, {"type": "text", "text": QUESTION}]}]


def openai_insert(url: str, options: dict[str, Any]) -> object:
    return importlib.import_module("cropvlm_tools.openai").insert_zooms(chat(url), **options)


def openai_tool(url: str, options: dict[str, Any]) -> object:
    call = {"type": "function_call", "call_id": "c", "name": "zoom_image", "arguments": ARGUMENTS}
    return importlib.import_module("cropvlm_tools.openai").run_tool_calls({"output": [call]}, chat(url), **options)


def anthropic_insert(url: str, options: dict[str, Any]) -> object:
    return importlib.import_module("cropvlm_tools.anthropic").insert_zooms(chat(url), **options)


def anthropic_tool(url: str, options: dict[str, Any]) -> object:
    use = {"type": "tool_use", "id": "t", "name": "zoom_image", "input": ARGUMENTS}
    return importlib.import_module("cropvlm_tools.anthropic").run_tool_uses([use], chat(url), **options)


def anthropic_runnable(url: str, options: dict[str, Any]) -> object:
    pytest.importorskip("anthropic")
    runnable = importlib.import_module("cropvlm_tools.anthropic").runnable_zoom_tool(chat(url), **options)
    return runnable.call(ARGUMENTS)


def gemini(url: str) -> list[dict[str, Any]]:
    image = {"inline_data": {"mime_type": "image/png", "data": url.partition(",")[2]}}
    return [{"role": "user", "parts": [image, {"text": QUESTION}]}]


def google_insert(url: str, options: dict[str, Any]) -> object:
    return importlib.import_module("cropvlm_tools.google").insert_zooms(gemini(url), plan=False, **options)


def google_tool(url: str, options: dict[str, Any]) -> object:
    call = {"parts": [{"function_call": {"name": "zoom_image", "args": ARGUMENTS}}]}
    return importlib.import_module("cropvlm_tools.google").run_function_calls(call, gemini(url), **options)


def langchain_messages(url: str, options: dict[str, Any]) -> object:
    pytest.importorskip("langchain_core")
    return importlib.import_module("cropvlm_tools.langchain").zoom_messages(**options).invoke(chat(url))


def langchain_tool(url: str, options: dict[str, Any]) -> object:
    pytest.importorskip("langchain_core")
    return importlib.import_module("cropvlm_tools.langchain").ZoomTool(images=[url], **options).invoke(ARGUMENTS)


def middleware(mode: str, url: str, options: dict[str, Any]) -> Any:
    """The middleware, and what it makes of the messages."""
    pytest.importorskip("langchain.agents")
    from langchain.agents.middleware import ModelRequest
    from langchain_core.messages import HumanMessage

    made = importlib.import_module("cropvlm_tools.langchain").ZoomMiddleware(mode, relocate=False, **options)
    message = HumanMessage(chat(url)[0]["content"])
    request = ModelRequest(model=None, messages=[message], state={})
    return made, made.wrap_model_call(request, lambda sent: sent.messages)


def langchain_append(url: str, options: dict[str, Any]) -> object:
    return middleware("append", url, options)[1]


def langchain_agent_tool(url: str, options: dict[str, Any]) -> object:
    (tool,) = middleware("tool", url, options)[0].tools
    return tool.model_copy(update={"images": [url]}).invoke(ARGUMENTS)


def llama_index_tool(url: str, options: dict[str, Any]) -> object:
    pytest.importorskip("llama_index.core")
    return asyncio.run(importlib.import_module("cropvlm_tools.llama_index").ZoomTool([url], **options).acall(QUESTION))


def llama_index_message(url: str, options: dict[str, Any]) -> object:
    pytest.importorskip("llama_index.core")
    from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock

    message = ChatMessage(role="user", blocks=[ImageBlock(url=url), TextBlock(text=QUESTION)])
    return importlib.import_module("cropvlm_tools.llama_index").zoom_chat_message(message, **options)


def llama_index_nodes(url: str, options: dict[str, Any]) -> object:
    pytest.importorskip("llama_index.core")
    from llama_index.core.schema import ImageNode, NodeWithScore

    made = importlib.import_module("cropvlm_tools.llama_index").ZoomPostprocessor(**options)
    return made.postprocess_nodes([NodeWithScore(node=ImageNode(image_url=url))], query_str=QUESTION)


ADAPTERS: list[tuple[Adapter, str]] = [
    (openai_insert, "needed"),
    (openai_tool, "always"),
    (anthropic_insert, "needed"),
    (anthropic_tool, "always"),
    (anthropic_runnable, "always"),
    (google_insert, "needed"),
    (google_tool, "always"),
    (langchain_messages, "needed"),
    (langchain_tool, "always"),
    (langchain_append, "needed"),
    (langchain_agent_tool, "always"),
    (llama_index_tool, "always"),
    (llama_index_message, "needed"),
    (llama_index_nodes, "needed"),
]
"""Each with what ``when`` is where it is not said."""


def test_keywords_and_options_are_the_same() -> None:
    assert list(ZoomKeywords.__annotations__) == [option.name for option in fields(ZoomOptions)] == list(VALUES)


def test_type_checkers_are_told_of_every_option() -> None:
    declared = [
        node for node in ast.walk(ast.parse(inspect.getsource(OptionFields))) if isinstance(node, ast.AnnAssign)
    ]
    assert {ast.unparse(node.target): ast.unparse(node.annotation) for node in declared} == {
        option.name: option.type for option in fields(ZoomOptions)
    }


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[ZoomOptions]:
    """The options of each zoom, in order."""
    options: list[ZoomOptions] = []
    zoom_with = look.zoom_with

    def note(image: Any, question: str, given: ZoomOptions, ref: str) -> Any:
        options.append(given)
        return zoom_with(image, question, given, ref)

    monkeypatch.setattr(look, "zoom_with", note)
    return options


@pytest.fixture
def page(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


@pytest.mark.parametrize("name", ZoomKeywords.__annotations__)
@pytest.mark.parametrize(("adapter", "when"), ADAPTERS, ids=lambda each: getattr(each, "__name__", None))
def test_every_option_reaches_the_zoom(
    adapter: Adapter, when: str, name: str, page: str, reached: list[ZoomOptions]
) -> None:
    for value in VALUES[name]:
        reached.clear()
        adapter(page, {"policy": CENTRE, name: value})
        assert [getattr(options, name) for options in reached] == [value]
    if name != "when":
        assert reached[0].when == when


@pytest.mark.parametrize("adapter", [adapter for adapter, _ in ADAPTERS])
def test_every_region_is_shown_by_every_adapter(adapter: Adapter, page: str) -> None:
    shown = adapter(page, {"policy": Pair(), "when": "always"})
    captions = re.findall(r"zoomed to (\[[\d, ]+\])", repr(shown))
    assert captions == ["[400, 300, 600, 450]", "[0, 0, 200, 150]"]


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(pixels=479_999), "800 x 600 = 480,000 pixels; the limit is 479,999. Make it smaller."),
        (Limits(bytes=100), "the limit is 100. Make the file smaller."),
    ],
)
@pytest.mark.parametrize(("adapter", "when"), ADAPTERS, ids=lambda each: getattr(each, "__name__", None))
def test_what_is_too_large_is_told_to_the_model_and_the_option_that_allows_it_is_logged(
    adapter: Adapter, when: str, limits: Limits, says: str, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    look.warn_once.cache_clear()
    try:
        answer = repr(adapter(page, {"policy": CENTRE, "limits": limits}))
    except Exception as error:  # of the SDK's tool runner
        answer = str(error)
    assert says in (answer if when == "always" else caplog.text)
    option = "pixels" if limits.pixels == 479_999 else "bytes"
    assert caplog.text.count(f"Raise limits=Limits({option}=...) to allow it.") == 1
    assert "zoomed to [" not in answer
    assert "limits=" not in answer


@pytest.mark.parametrize(
    "adapter", [openai_insert, openai_tool, anthropic_insert, anthropic_tool, google_insert, google_tool]
)
def test_the_tokens_of_every_region_are_counted(adapter: Adapter, page: str) -> None:
    answer: Any = adapter(page, {"policy": Pair(), "when": "always"})
    views = zoom(page, QUESTION, policy=Pair()).details
    assert answer.tokens_added == sum(view.tokens for _, view in views)
    assert [each["regions"] for each in answer.zooms] == [[[400, 300, 600, 450], [0, 0, 200, 150]]]
