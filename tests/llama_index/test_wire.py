"""The crop's bytes on the wire of three APIs, through LlamaIndex's real clients."""

import asyncio
import base64
import json
from typing import Any, Union, get_origin

import pytest

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.workflow import JsonSerializer

from cropvlm_tools.llama_index import ZoomPostprocessor, ZoomTool, zoom_chat_message
from tests.conftest import Wire
from tests.llama_index.talk import CAPTION, CROP, PAGE, QUESTION, Recorder, Shelf, run_agent, user_message


def responses_answer(*output: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": "gpt-4o",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }


RESPONSES_CALL = responses_answer(
    {
        "type": "function_call",
        "id": "fc_1",
        "call_id": "call_1",
        "name": "zoom_image",
        "arguments": json.dumps({"question": QUESTION, "image": None}),
        "status": "completed",
    }
)
RESPONSES_TEXT = responses_answer(
    {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "a ring", "annotations": []}],
    }
)


def chat_answer(**message: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl_1",
        "object": "chat.completion",
        "created": 0,
        "model": "gpt-4o",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **message}}
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


CHAT_CALL = chat_answer(
    tool_calls=[
        {
            "id": "call_1",
            "type": "function",
            "function": {"name": "zoom_image", "arguments": json.dumps({"question": QUESTION, "image": "image_1"})},
        }
    ]
)
CHAT_TEXT = chat_answer(content="a ring")


def test_the_crop_reaches_openai_responses_as_an_input_image(wire: Wire) -> None:
    openai = pytest.importorskip("llama_index.llms.openai", reason="needs llama-index-llms-openai")
    wire.replies += [RESPONSES_CALL, RESPONSES_TEXT]
    llm = openai.OpenAIResponses(model="gpt-4o", api_key="x", api_base=f"{wire.url}/v1", strict=True)
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=llm, streaming=False)

    answer, context = run_agent(agent, user_message())

    assert answer == "a ring"
    (schema,) = wire.requests[0]["tools"]
    assert schema["strict"]
    assert schema["parameters"]["required"] == list(schema["parameters"]["properties"]) == ["question", "image"]
    assert "default" not in json.dumps(schema)
    result = wire.requests[1]["input"][-1]
    assert (result["type"], result["call_id"]) == ("function_call_output", "call_1")
    text, image = result["output"]
    assert text == {"type": "input_text", "text": CAPTION}
    assert image["type"] == "input_image"
    assert image["image_url"] == f"data:image/png;base64,{base64.b64encode(CROP).decode()}"
    state = json.dumps(context.to_dict(serializer=JsonSerializer()))
    assert "PIL" not in state


def test_the_crop_reaches_anthropic_inside_the_tool_result(wire: Wire) -> None:
    anthropic = pytest.importorskip("llama_index.llms.anthropic", reason="needs llama-index-llms-anthropic")
    if get_origin(pytest.importorskip("anthropic").types.MessageParam) is Union:
        pytest.skip(
            "llama-index-llms-anthropic instantiates MessageParam, a union in this anthropic: it cannot call it"
        )
    answer = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5"}
    usage = {"usage": {"input_tokens": 1, "output_tokens": 1}, "stop_sequence": None}
    call = {"type": "tool_use", "id": "toolu_1", "name": "zoom_image", "input": {"question": QUESTION, "image": "1"}}
    wire.replies += [
        {**answer, **usage, "stop_reason": "tool_use", "content": [call]},
        {**answer, **usage, "stop_reason": "end_turn", "content": [{"type": "text", "text": "a ring"}]},
    ]
    llm = anthropic.Anthropic(model="claude-sonnet-4-5", api_key="x", base_url=wire.url)
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=llm, streaming=False)

    assert run_agent(agent, user_message())[0] == "a ring"
    (result,) = wire.requests[1]["messages"][-1]["content"]
    assert (result["type"], result["tool_use_id"]) == ("tool_result", "toolu_1")
    text, image = result["content"]
    assert (text["type"], text["text"]) == ("text", CAPTION)
    assert image["source"]["media_type"] == "image/png"
    assert base64.b64decode(image["source"]["data"]) == CROP


def test_chat_completions_drops_a_tools_image_and_takes_a_zoomed_message(wire: Wire) -> None:
    openai = pytest.importorskip("llama_index.llms.openai", reason="needs llama-index-llms-openai")
    wire.replies += [CHAT_CALL, CHAT_TEXT, CHAT_TEXT]
    llm = openai.OpenAI(model="gpt-4o", api_key="x", api_base=f"{wire.url}/v1")
    run_agent(FunctionAgent(tools=[ZoomTool(policy="centre")], llm=llm, streaming=False), user_message())
    assert wire.requests[1]["messages"][-1]["content"] == CAPTION

    llm.chat([zoom_chat_message(user_message(), policy="centre")])

    parts = wire.requests[2]["messages"][-1]["content"]
    assert [part["type"] for part in parts] == ["image_url", "text", "text", "image_url"]
    assert base64.b64decode(parts[3]["image_url"]["url"].partition(",")[2]) == CROP


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_crop_reaches_the_model_of_a_query_engine(wire: Wire, asynchronous: bool) -> None:
    openai = pytest.importorskip("llama_index.llms.openai", reason="needs llama-index-llms-openai")
    wire.replies += [CHAT_TEXT] * 2
    policy = Recorder()
    engine = RetrieverQueryEngine.from_args(
        Shelf(),
        llm=openai.OpenAI(model="gpt-4o", api_key="x", api_base=f"{wire.url}/v1"),
        multimodal=True,
        node_postprocessors=[ZoomPostprocessor(policy=policy)],
    )

    response = asyncio.run(engine.aquery(QUESTION)) if asynchronous else engine.query(QUESTION)

    assert str(response) == "a ring"
    assert policy.questions == [QUESTION]
    # 0.14.23 asks once for each node and lets the model refine its answer, 0.14.25 shows all at once
    messages = [message for body in wire.requests for message in body["messages"]]
    parts = [part for message in messages for part in message["content"] if isinstance(part, dict)]
    images = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    assert [base64.b64decode(image.partition(",")[2]) for image in images] == [PAGE, CROP]
    assert all(image.startswith("data:image/png;base64,") for image in images)
    text = "\n".join(part["text"] for part in parts if part["type"] == "text")
    assert CAPTION in text
    assert "box" not in text
