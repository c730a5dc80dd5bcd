"""Messages of any shape go on as they were, and a tool answers whatever fails: no agent's run ends by a zoom."""

import base64
import io
import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cropvlm_tools import anthropic, openai
from cropvlm_tools.zooming.asking import report_once


def data() -> str:
    file = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


MODULES = [openai, anthropic]
DATA = data()
FOREIGN = [
    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": DATA}},
    {"type": "image_url"},
    {"type": "image_url", "image_url": 5},
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{DATA}", "detail": ["low"]}},
    {"type": "input_image", "image_url": f"data:image/png;base64,{DATA}", "detail": 7},
    {"type": "file", "mime_type": "image/png", "file_id": "x"},
    {"type": "image", "source": {"type": "url", "url": None}},
    {"type": "image", "source": 3},
    {"image": {"format": "png", "source": {"bytes": b"no"}}},
    {"inline_data": {"mime_type": "image/png", "data": DATA}},
    {"type": 5, "text": b"\xff"},
]


def gone(policy: Path) -> dict[str, Any]:
    return {"policy": policy / "nothing"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
@pytest.mark.parametrize("part", FOREIGN, ids=lambda part: str(part)[:40])
def test_blocks_of_other_apis_pass(module: Any, part: object) -> None:
    messages = [{"role": "user", "content": [part, {"type": "text", "text": "What is the total?"}]}]
    sent = module.insert_zooms(messages, policy="whole")
    assert list(sent) == messages
    module.insert_zooms(messages, policy="centre", when="always")  # whatever it makes of them


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_policy_that_cannot_be_loaded_leaves_messages_alone(module: Any, tmp_path: Path) -> None:
    messages = [{"role": "user", "content": [FOREIGN[0], {"type": "text", "text": "total?"}]}]
    assert list(module.insert_zooms(messages, **gone(tmp_path))) == messages


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "source", "image_url", "url", "data", "content", "role", "image", "file_id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.lists(st.fixed_dictionaries({"role": st.sampled_from(["user", "tool", 3]), "content": JSON}) | JSON, max_size=3)
)
@settings(max_examples=60, deadline=None)
def test_messages_of_any_shape_pass(messages: list[object]) -> None:
    for module in MODULES:
        sent = module.insert_zooms(messages, question="What is the total?", policy="whole")
        assert len(sent) == len(messages)
        assert all(new is old for new, old in zip(sent, messages, strict=True))


def test_what_fails_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    report_once.cache_clear()
    messages = [{"role": "user", "content": [FOREIGN[1], FOREIGN[2]]}, {"role": "user", "content": 5}]
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            openai.insert_zooms(messages, question="What?", policy="centre")
    assert len({record.message for record in caplog.records}) == len(caplog.records)


def call_openai(options: dict[str, Any]) -> str:
    call = {"type": "function_call", "name": "zoom_image", "call_id": "1", "arguments": '{"question": "total?"}'}
    answers = openai.run_tool_calls({"output": [call]}, images=[base64.b64decode(DATA)], **options)
    return str(answers[0]["output"])


def call_anthropic(options: dict[str, Any]) -> str:
    use = {"type": "tool_use", "name": "zoom_image", "id": "1", "input": {"question": "total?"}}
    answers = anthropic.run_tool_uses([use], images=[base64.b64decode(DATA)], **options)
    return str(answers[0]["content"][0]["content"][0]["text"])


def call_langchain(options: dict[str, Any]) -> str:
    tool = pytest.importorskip("cropvlm_tools.langchain").ZoomTool(images=base64.b64decode(DATA), **options)
    return str(tool.invoke({"type": "tool_call", "name": tool.name, "id": "1", "args": {"question": "total?"}}).content)


def call_llama_index(options: dict[str, Any]) -> str:
    tool = pytest.importorskip("cropvlm_tools.llama_index").ZoomTool(images=base64.b64decode(DATA), **options)
    output = tool.call(question="total?")
    assert output.is_error
    return str(output.content)


@pytest.mark.parametrize("call", [call_openai, call_anthropic, call_langchain, call_llama_index])
def test_a_tool_answers_where_its_policy_cannot_be_loaded(
    call: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    report_once.cache_clear()
    with caplog.at_level(logging.ERROR):
        answer = call(gone(tmp_path))
    assert answer.endswith("The zoom does not work in this program. Answer from what you see.")
    assert [record.exc_info is not None for record in caplog.records if "zoom_image failed" in record.message] == [True]
