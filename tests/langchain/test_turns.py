"""Agents over several turns: what each request begins with, whatever keeps the conversation and runs the agent."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, messages_from_dict, messages_to_dict
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import BaseModel

from cropvlm_tools.chat.kept import KEPT
from cropvlm_tools.langchain import ZoomMiddleware, ZoomTool, zoom_messages
from tests.conftest import Wire
from tests.langchain.talk import (
    PAGES,
    ZOOM,
    anthropic,
    call,
    calls,
    crop,
    images_of,
    openai_chat,
    openai_responses,
    scripted,
    user,
)
from tests.turns import ByChance

TURNS = ("What is the total?", "And the tax?", "Thanks!", "Who signed it?", "Are you sure?", "And the date?")
POLICY: dict[str, Any] = {"policy": ByChance(), "when": "always"}


def reply_of(api: str, number: int, zooms: bool) -> dict[str, Any]:
    """The server's answer: a text, or a call of the tool."""
    arguments = {"question": "Where?"}
    if api == "anthropic":
        use = {"type": "tool_use", "id": f"t{number}", "name": "zoom_image", "input": arguments}
        block = use if zooms else {"type": "text", "text": f"Answer {number}."}
        head = {"id": f"m{number}", "type": "message", "role": "assistant", "model": "m", "stop_sequence": None}
        usage = {"input_tokens": 1, "output_tokens": 1}
        return {**head, "stop_reason": "tool_use" if zooms else "end_turn", "usage": usage, "content": [block]}
    if api == "responses":
        function = {"type": "function_call", "id": f"f{number}", "call_id": f"c{number}", "name": "zoom_image"}
        text = {"type": "output_text", "text": f"Answer {number}.", "annotations": []}
        said = {"type": "message", "id": f"s{number}", "role": "assistant", "status": "completed", "content": [text]}
        head = {"id": f"r{number}", "object": "response", "created_at": 0, "model": "m", "status": "completed"}
        output = [{**function, "arguments": json.dumps(arguments)} if zooms else said]
        return {**head, "output": output, "tools": [], "tool_choice": "auto", "parallel_tool_calls": True}
    function = {"name": "zoom_image", "arguments": json.dumps(arguments)}
    message: dict[str, Any] = {"role": "assistant", "content": None if zooms else f"Answer {number}."}
    message |= {"tool_calls": [{"id": f"c{number}", "type": "function", "function": function}]} if zooms else {}
    choice = {"index": 0, "finish_reason": "tool_calls" if zooms else "stop", "message": message}
    return {"id": "c", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}


MODELS = {"anthropic": anthropic, "responses": openai_responses, "chat": openai_chat}


@pytest.mark.parametrize("mode", ["tool", "append", "replace"])
@pytest.mark.parametrize("api", MODELS)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_each_request_begins_with_the_one_before(api: str, mode: Any, asynchronous: bool, wire: Wire) -> None:
    middleware = ZoomMiddleware(mode, **(ZOOM if mode == "tool" else POLICY))
    agent = create_agent(MODELS[api](wire.url), middleware=[middleware], checkpointer=InMemorySaver())
    thread: Any = {"configurable": {"thread_id": "1"}}
    for number, question in enumerate(TURNS):
        zooms = mode == "tool" and number % 2 == 0
        wire.replies += [reply_of(api, 2 * number, True)] if zooms else []
        wire.replies += [reply_of(api, 2 * number + 1, False)]
        message = user(PAGES[0], question=question) if number == 0 else HumanMessage(question)
        given = {"messages": [message]}
        if asynchronous:
            asyncio.run(agent.ainvoke(given, thread))
        else:
            agent.invoke(given, thread)
        KEPT.forget()  # as in another process
    sent = [request["input" if api == "responses" else "messages"] for request in wire.requests]
    assert len(sent) == len(TURNS) + (3 if mode == "tool" else 0)
    for earlier, later in pairwise(sent):
        assert later[: len(earlier)] == earlier
    assert json.dumps(sent[-1]).count("zoomed to [") >= 2


def test_a_conversation_that_another_process_goes_on_with(tmp_path: Path) -> None:
    sqlite = pytest.importorskip("langgraph.checkpoint.sqlite", reason="langgraph-checkpoint-sqlite is not installed")
    with sqlite3.connect(tmp_path / "talk.db") as connection:
        model = scripted()
        agent = create_agent(
            model, middleware=[ZoomMiddleware("append", **ZOOM)], checkpointer=sqlite.SqliteSaver(connection)
        )
        agent.invoke({"messages": [user(PAGES[0])]}, {"configurable": {"thread_id": "1"}})
    code = (
        "import sqlite3\n"
        "from langgraph.checkpoint.sqlite import SqliteSaver\n"
        "from tests.langchain.test_turns import *\n"
        f"with sqlite3.connect({str(tmp_path / 'talk.db')!r}) as connection:\n"
        "    model, saver = scripted(), SqliteSaver(connection)\n"
        "    agent = create_agent(model, middleware=[ZoomMiddleware('append', **ZOOM)], checkpointer=saver)\n"
        "    agent.invoke({'messages': [HumanMessage('And the tax?')]}, {'configurable': {'thread_id': '1'}})\n"
        "    print(json.dumps(model.seen[0][0].content))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == json.loads(json.dumps(model.seen[0][0].content))


def test_a_state_that_was_written_down_is_sent_the_same_by_another_process() -> None:
    model = scripted(AIMessage("5"), AIMessage("6"))
    agent = create_agent(model, middleware=[ZoomMiddleware("append", **ZOOM)])
    state = agent.invoke({"messages": [user(PAGES[0])]})
    written = json.dumps(messages_to_dict(state["messages"]))
    code = (
        "from tests.langchain.test_turns import *\n"
        "model = scripted()\n"
        "agent = create_agent(model, middleware=[ZoomMiddleware('append', **ZOOM)])\n"
        "messages = messages_from_dict(json.loads(sys.stdin.read()))\n"
        "agent.invoke({'messages': [*messages, HumanMessage('And the tax?')]})\n"
        "print(json.dumps([message.content for message in model.seen[0]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], input=written, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    agent.invoke({"messages": [*messages_from_dict(json.loads(written)), HumanMessage("And the tax?")]})
    here = [[message.content for message in seen] for seen in model.seen]
    there = json.loads(done.stdout.splitlines()[-1])
    assert there == json.loads(json.dumps(here[1]))
    assert here[1][: len(here[0])] == here[0]


def test_a_supervisor_hands_its_conversation_over() -> None:
    worker_model = scripted(calls(call("w1")))
    worker = create_agent(worker_model, middleware=[ZoomMiddleware(**ZOOM)])
    talk: list[Any] = []

    @tool
    def ask_the_reader(question: str) -> str:
        """Asks the agent that reads images."""
        images = [message for message in talk if message.type == "human"]
        answer = worker.invoke({"messages": [*images, HumanMessage(question)]})
        return str([message.artifact["ref"] for message in answer["messages"] if message.type == "tool"])

    talk.append(user(PAGES[0]))
    delegate = {"name": "ask_the_reader", "args": {"question": "What is the total?"}, "id": "s1", "type": "tool_call"}
    state = create_agent(scripted(calls(delegate)), [ask_the_reader]).invoke({"messages": talk})
    assert state["messages"][-2].content == "['image_1']"
    assert images_of(worker_model.seen[-1][-1].content) == [crop(PAGES[0])]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_parallel_calls_are_answered_each(asynchronous: bool) -> None:
    model = scripted(calls(*(call(str(number), image=f"image_{number}") for number in (1, 2, 3))))
    agent = create_agent(model, middleware=[ZoomMiddleware(**ZOOM)])
    given = {"messages": [user(*PAGES)]}
    state = asyncio.run(agent.ainvoke(given)) if asynchronous else agent.invoke(given)
    answers = [message for message in state["messages"] if message.type == "tool"]
    assert [answer.artifact["ref"] for answer in answers] == ["image_1", "image_2", "image_3"]
    assert model.seen[1][:2] == [*model.seen[0], state["messages"][1]]


def test_structured_output_comes_with_the_zoom() -> None:
    class Total(BaseModel):
        """The total."""

        amount: float

    answer = {"name": "Total", "args": {"amount": 5.0}, "id": "9", "type": "tool_call"}
    model = scripted(calls(call("1")), calls(answer))
    agent = create_agent(model, middleware=[ZoomMiddleware(**ZOOM)], response_format=Total)
    state = agent.invoke({"messages": [user(PAGES[0])]})
    assert state["structured_response"] == Total(amount=5.0)
    assert images_of(model.seen[1][-1].content) == [crop(PAGES[0])]


@pytest.mark.parametrize("mode", ["append", "replace"])
def test_batches_and_streams_are_sent_the_same(mode: Any) -> None:
    talks = [[user(page), AIMessage("So."), HumanMessage("And the tax?")] for page in PAGES]
    step = zoom_messages(mode, **ZOOM)
    one_by_one = [step.invoke(talk) for talk in talks]
    assert step.batch(talks) == one_by_one
    assert asyncio.run(step.abatch(talks)) == one_by_one

    def streams() -> Iterator[Any]:
        for talk in talks:
            (sent,) = step.stream(talk)
            yield sent

    assert list(streams()) == one_by_one


@pytest.mark.parametrize("mode", ["values", "updates", "messages"])
def test_an_agent_that_streams_sends_the_same(mode: Any) -> None:
    model = scripted(calls(call("1")))
    agent = create_agent(model, [ZoomTool(**ZOOM)], middleware=[ZoomMiddleware("append", **ZOOM)])
    assert list(agent.stream({"messages": [user(PAGES[0])]}, stream_mode=mode))
    assert images_of(model.seen[0][0].content) == [PAGES[0], crop(PAGES[0])]
    assert model.seen[1][:1] == model.seen[0]
