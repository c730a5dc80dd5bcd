"""The crop's bytes on the wire of three APIs, through LangChain's real clients."""

import asyncio
import json
from typing import Any

import pytest

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langgraph.checkpoint.memory import InMemorySaver

from cropvlm_tools.langchain import ZoomMiddleware
from tests.conftest import Wire
from tests.langchain.talk import (
    PAGES,
    QUESTION,
    ZOOM,
    anthropic,
    crop,
    images_of,
    openai_chat,
    openai_responses,
    text,
    user,
)

ARGUMENTS = [json.dumps({"question": QUESTION, "image": f"image_{number}"}) for number in (1, 2)]


def chat_reply(**message: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **message}}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o",
        "choices": [choice],
        "usage": usage,
    }


CHAT = [
    chat_reply(
        tool_calls=[
            {"id": f"call_{at}", "type": "function", "function": {"name": "zoom_image", "arguments": arguments}}
            for at, arguments in enumerate(ARGUMENTS)
        ]
    ),
    chat_reply(content="done"),
]


def responses_reply(id: str, *output: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "object": "response",
        "created_at": 1,
        "model": "gpt-4o",
        "status": "completed",
        "output": [*output],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }


RESPONSES = [
    responses_reply(
        "resp_1",
        *(
            {
                "type": "function_call",
                "id": f"fc_{at}",
                "call_id": f"call_{at}",
                "name": "zoom_image",
                "arguments": arguments,
                "status": "completed",
            }
            for at, arguments in enumerate(ARGUMENTS)
        ),
    ),
    responses_reply(
        "resp_2",
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "done", "annotations": []}],
        },
    ),
]


def anthropic_reply(stop: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-none",
        "content": [*content],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


ANTHROPIC = [
    anthropic_reply(
        "tool_use",
        *(
            {"type": "tool_use", "id": f"call_{at}", "name": "zoom_image", "input": json.loads(arguments)}
            for at, arguments in enumerate(ARGUMENTS)
        ),
    ),
    anthropic_reply("end_turn", text("done")),
]


def shown_in_chat(request: dict[str, Any]) -> list[bytes]:
    """Tool messages take text only; the images follow in one user message, after the last of them."""
    roles = [message["role"] for message in request["messages"]]
    assert roles == ["user", "assistant", "tool", "tool", "user"]
    assert [message["tool_call_id"] for message in request["messages"][2:4]] == ["call_0", "call_1"]
    for message in request["messages"][2:4]:
        assert [set(part) for part in message["content"]] == [{"type", "text"}]
    parts = request["messages"][4]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"] * 2
    assert all(set(part) == {"type", "text"} for part in parts[::2])
    assert [part["text"] for part in parts[::2]] == [
        f"Image returned by tool call call_{at} (zoom_image):" for at in (0, 1)
    ]
    return [found for part in parts for found in images_of(part)]


def shown_in_responses(request: dict[str, Any]) -> list[bytes]:
    """The image stays an image: a list that is not of blocks only would have become one JSON text."""
    outputs = [item for item in request["input"] if item.get("type") == "function_call_output"]
    assert [item["call_id"] for item in outputs] == ["call_0", "call_1"]
    assert all([part["type"] for part in item["output"]] == ["input_text", "input_image"] for item in outputs)
    return [found for item in outputs for found in images_of(item["output"])]


def shown_in_anthropic(request: dict[str, Any]) -> list[bytes]:
    """One user turn that begins with as many results as there were calls, and holds nothing else."""
    results = request["messages"][-1]["content"]
    assert [(part["type"], part["tool_use_id"]) for part in results] == [
        ("tool_result", "call_0"),
        ("tool_result", "call_1"),
    ]
    images = [part["content"][1] for part in results]
    assert all(part["source"]["media_type"] == "image/png" for part in images)
    return [found for part in images for found in images_of(part["source"])]


APIS = {
    "chat completions": (openai_chat, CHAT, shown_in_chat),
    "responses": (openai_responses, RESPONSES, shown_in_responses),
    "anthropic": (anthropic, ANTHROPIC, shown_in_anthropic),
}


@pytest.mark.parametrize("asynchronous", [True, False], ids=["ainvoke", "invoke"])
@pytest.mark.parametrize(("model", "replies", "shown"), APIS.values(), ids=APIS.keys())
def test_the_crops_reach_the_model_and_the_state_stays_plain(
    wire: Wire, model: Any, replies: Any, shown: Any, asynchronous: bool
) -> None:
    wire.replies += replies
    saver = InMemorySaver()
    agent = create_agent(model(wire.url), middleware=[ZoomMiddleware(**ZOOM)], checkpointer=saver)
    config: Any = {"configurable": {"thread_id": "1"}}
    question = {"messages": [user(*PAGES[:2])]}
    if asynchronous:
        asyncio.run(agent.ainvoke(question, config))
    else:
        agent.invoke(question, config)

    first, second = wire.requests
    labels = [part["text"] for part in (first.get("messages") or first["input"])[0]["content"] if "text" in part]
    assert labels == ["image_1:", "image_2:", QUESTION]
    assert shown(second) == [crop(PAGES[0]), crop(PAGES[1])]

    state = agent.get_state(config).values["messages"]
    assert [message.type for message in state] == ["human", "ai", "tool", "tool", "ai"]
    assert state[0].content == user(*PAGES[:2]).content
    assert [images_of(message.content) for message in state[2:4]] == [[crop(PAGES[0])], [crop(PAGES[1])]]
    assert [message.artifact["ref"] for message in state[2:4]] == ["image_1", "image_2"]
    json.dumps([message.model_dump() for message in state])  # a PIL image or a dataclass would raise
