"""Steps of chains: crops beside the images of a prompt, tool images where the model sees them; what is missing."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage, convert_to_messages
from langchain_core.prompts import ChatPromptTemplate

from cropvlm_tools.langchain import relocate_tool_images, zoom_messages
from tests.langchain.talk import (
    BUDGET,
    PAGES,
    QUESTION,
    ZOOM,
    Counting,
    call,
    calls,
    crop,
    data_url,
    image,
    images_of,
    scripted,
    text,
    texts_of,
    user,
)


def test_relocated_images_follow_each_run_of_tool_results() -> None:
    result = {"tool_call_id": "1", "name": "shot"}
    messages = [
        user(PAGES[0]),
        calls(call("1"), call("2")),
        ToolMessage([text("seen"), image(PAGES[0])], **result),
        ToolMessage([image(PAGES[1])], tool_call_id="2"),
        AIMessage("So."),
        ToolMessage("text only", **result),
        ToolMessage([{"type": "image_url", "image_url": data_url(PAGES[2])}], **result),
    ]
    before = [message.model_copy(deep=True) for message in messages]
    sent = relocate_tool_images(messages)
    assert messages == before
    assert [message.type for message in sent] == ["human", "ai", "tool", "tool", "human", "ai", "tool", "tool", "human"]
    assert [images_of(message.content) for message in sent if message.type == "tool"] == [[], [], [], []]
    assert all(message.content for message in sent if message.type == "tool")
    assert texts_of(sent[4]) == ["Image returned by tool call 1 (shot):", "Image returned by tool call 2:"]
    assert images_of(sent[4].content) == PAGES[:2]
    assert images_of(sent[-1].content) == PAGES[2:]
    assert relocate_tool_images(sent) == sent
    assert relocate_tool_images([]) == []


PROMPTS = {
    "messages": [user(PAGES[0])],
    "one message": user(PAGES[0]),
    "bare text": [HumanMessage([image(PAGES[0]), QUESTION])],
    "dicts": [{"role": "user", "content": [image(PAGES[0]), text(QUESTION)]}],
    "pairs": [("system", "Be brief."), ("user", [image(PAGES[0]), text(QUESTION)])],
    "prompt value": ChatPromptTemplate.from_messages([user(PAGES[0])]).invoke({}),
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
def test_a_chain_step_takes_what_a_model_takes(prompt: Any) -> None:
    before = json.dumps(prompt, default=lambda value: value.model_dump())
    model = scripted(AIMessage("done"), AIMessage("done"))
    chain = zoom_messages(**ZOOM) | model
    assert chain.invoke(prompt).text == asyncio.run(chain.ainvoke(prompt)).text == "done"
    for sent in model.seen:
        assert images_of(sent[-1].content) == [PAGES[0], crop(PAGES[0])]
    assert json.dumps(prompt, default=lambda value: value.model_dump()) == before


def test_a_chain_step_leaves_a_text_alone() -> None:
    assert zoom_messages(**ZOOM).invoke(QUESTION) == convert_to_messages([QUESTION])


def test_a_crop_is_not_put_in_twice() -> None:
    once = zoom_messages(**ZOOM).invoke([user(PAGES[0])])
    assert zoom_messages(**ZOOM).invoke(once) == once


def test_a_batch_shares_one_step_between_threads() -> None:
    policy = Counting()
    sent = zoom_messages(policy=policy, budget=BUDGET).batch([[user(data)] for data in PAGES])
    assert [images_of(messages[0].content)[1] for messages in sent] == [crop(data) for data in PAGES]
    assert policy.questions == [QUESTION] * 3


BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name == {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
try:
    {statement}
except ImportError as error:
    print(type(error).__name__, error)
else:
    print("imported", *(name for name in ("langchain", "langgraph") if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("blocked", "statement", "says"),
    [
        (
            "langchain_core",
            "import cropvlm_tools.langchain",
            "MissingDependencyError.*'langchain-core'.*tools.langchain]",
        ),
        ("pydantic_core", "import cropvlm_tools.langchain", "(ModuleNotFound|Import)Error.*pydantic_core"),
        ("langchain", "import cropvlm_tools.langchain", "imported$"),
        ("langchain", "from cropvlm_tools.langchain import ZoomMiddleware", "MissingDependencyError.*'langchain'"),
        ("langgraph.types", "from cropvlm_tools.langchain import ZoomMiddleware", "ModuleNotFoundError.*langgraph"),
        ("torch", "from cropvlm_tools.langchain import ZoomTool", "imported$"),
    ],
)
def test_what_is_missing_is_named(blocked: str, statement: str, says: str) -> None:
    code = BLOCKED.format(blocked=blocked, statement=statement)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.home())
    assert re.match(says, run.stdout.strip()), run.stdout
