"""Messages of any shape go on as they were, and a tool answers whatever fails: no agent's run ends by a zoom."""

import asyncio
import base64
import io
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cropvlm_tools import anthropic, openai
from cropvlm_tools.errors import CropVLMError
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
    output = asyncio.run(tool.acall(question="total?"))
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


def holds_itself() -> dict[str, Any]:
    block: dict[str, Any] = {"type": "image"}
    block["source"] = block["content"] = block
    return {"role": "user", "content": [block, {"type": "non_standard", "value": block}]}


class Odd:
    """A message of an unknown class, whose fields cannot all be read."""

    role = "user"

    def __init__(self, content: object) -> None:
        self.content = content

    @property
    def type(self) -> str:
        raise RuntimeError

    def model_dump(self) -> None:
        """Of another signature."""


IMAGE = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{DATA}"}}
QUESTION = {"type": "text", "text": "What is the total?"}


def in_lists(depth: int) -> object:
    nested: object = IMAGE
    for _ in range(depth):
        nested = {"type": "non_standard", "value": nested, "content": [nested]}
    return {"role": "user", "content": [nested]}


ODD: list[object] = [
    holds_itself(),
    in_lists(5000),
    Odd([IMAGE, QUESTION]),
    Odd(5),
    SimpleNamespace(role="user", content=[IMAGE]),
    {"role": ["user"], "content": [IMAGE]},
    {"role": "user", "content": {"type": "image"}},
    {"role": "user", "content": [float("nan"), {1: 2}, {"type": {}}, Odd(None), None, b"bytes"]},
    7,
    None,
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
@pytest.mark.parametrize("message", ODD, ids=range(len(ODD)))
def test_an_odd_message_stays_and_hinders_no_other(module: Any, message: object) -> None:
    asked = {"role": "user", "content": [IMAGE, QUESTION]}
    sent = module.insert_zooms([message, asked], policy="centre", when="always")
    assert sent[0] is message
    assert len(sent[1]["content"]) == 4  # image, question, caption, crop
    call: dict[str, Any] = {"type": "function_call", "name": "zoom_image", "arguments": {"question": "total?"}}
    answer = openai.run_tool_calls({"output": [call]}, [message, asked], policy="centre")
    assert "zoomed to" in str(answer[0]["output"])


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_an_iterator_is_not_used_up(module: Any) -> None:
    message = {"role": "user", "content": iter([IMAGE])}
    assert module.insert_zooms([message], question="What?", policy="centre")[0] is message
    assert list(message["content"]) == [IMAGE]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_parts_beside_an_image_are_the_same_objects(module: Any) -> None:
    beside: list[Any] = [Odd(None), 5, "words", None, {}]
    (sent,) = module.insert_zooms(
        [{"role": "user", "content": [IMAGE, *beside, QUESTION]}], policy="centre", when="always"
    )
    assert [any(part is each for part in sent["content"]) for each in beside if each != {}] == [True] * 4
    assert len(sent["content"]) == 4 + len(beside)


@pytest.mark.parametrize(
    "response",
    [
        {"role": "assistant", "tool_calls": 5},
        {"role": "assistant", "tool_calls": [5, None, {"function": 7}]},
        {"output": [5, None, {"type": "function_call"}]},
    ],
)
def test_a_response_without_calls_has_no_answers(response: dict[str, Any]) -> None:
    assert openai.run_tool_calls(response, policy="centre") == []


@pytest.mark.parametrize("choices", [5, {"0": 1}, [], [5], None])
def test_what_is_no_response_is_refused(choices: object) -> None:
    response = {"choices": choices}
    with pytest.raises(CropVLMError, match="Not a response"):
        openai.run_tool_calls(response, policy="centre")


@pytest.mark.parametrize("call_id", [None, 5, 10**5000, ["c"], "two\nlines", "x" * 1000], ids=range(6))
def test_ids_of_any_type_are_answered_and_their_crops_known_again(call_id: object) -> None:
    call = {"id": call_id, "function": {"name": "zoom_image", "arguments": '{"question": "total?"}'}}
    asked = [{"role": "user", "content": [IMAGE, QUESTION]}]
    answers = openai.run_tool_calls({"role": "assistant", "tool_calls": [call]}, asked, policy="centre")
    assert answers[0]["tool_call_id"] is call_id
    assert [each["ref"] for each in openai.insert_zooms([*asked, *answers], policy="centre").zooms] == ["image_1"]


BLOCKS = st.lists(st.sampled_from(FOREIGN) | st.dictionaries(st.sampled_from(["type", "text", "image"]), JSON))
TALK = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "tool"]), "content": BLOCKS})


@given(st.lists(TALK | JSON, max_size=3))
@settings(max_examples=60, deadline=None)
def test_prompts_of_any_shape_pass_through_a_chain(messages: list[object]) -> None:
    pytest.importorskip("langchain_core")
    from langchain_core.messages import convert_to_messages

    from cropvlm_tools.langchain import relocate_tool_images, zoom_messages

    sent = zoom_messages(policy="whole").invoke(messages)  # type: ignore[arg-type]
    try:
        expected: Any = convert_to_messages(messages)  # type: ignore[arg-type]
    except Exception:
        assert sent is messages
    else:
        assert [message.content for message in sent] == [message.content for message in expected]
        relocate_tool_images(sent)


@pytest.mark.parametrize("state", [None, 5, {"messages": 5}, {"messages": [Odd(5), None]}])
def test_a_request_of_any_shape_passes_the_middleware(state: Any) -> None:
    pytest.importorskip("langchain.agents")
    from langchain.agents.middleware import ModelRequest

    from cropvlm_tools.langchain import ZoomMiddleware

    for mode in ("tool", "append", "replace"):
        for messages in ([Odd([IMAGE, QUESTION])], [Odd(5), None], 5):
            request: Any = ModelRequest(model=None, messages=messages, state=state)  # type: ignore[arg-type]
            sent: Any = ZoomMiddleware(mode, policy="centre").wrap_model_call(request, lambda sent: sent.messages)  # type: ignore[arg-type]
            assert sent == messages
            assert messages == 5 or all(new is old for new, old in zip(sent, messages, strict=True))


def test_what_the_model_call_raises_is_the_models() -> None:
    pytest.importorskip("langchain.agents")
    from langchain.agents.middleware import ModelRequest

    from cropvlm_tools.langchain import ZoomMiddleware

    def fail(request: Any) -> Any:
        raise OverflowError

    with pytest.raises(OverflowError):
        ZoomMiddleware("append").wrap_model_call(ModelRequest(model=None, messages=[], state={}), fail)  # type: ignore[arg-type]


def test_nodes_and_messages_of_any_shape_pass_llama_index() -> None:
    pytest.importorskip("llama_index.core")
    from llama_index.core.base.llms.types import ChatMessage, ImageBlock, TextBlock
    from llama_index.core.schema import ImageNode, NodeWithScore

    from cropvlm_tools.llama_index import ZoomPostprocessor, zoom_chat_message

    nodes: list[Any] = [
        *(NodeWithScore(node=ImageNode(image=given)) for given in ("", "no base64", DATA[:30])),
        NodeWithScore.model_construct(node=Odd(None)),
        None,
        5,
    ]
    for question in (None, "What?"):
        sent = ZoomPostprocessor(policy="whole").postprocess_nodes(nodes, query_str=question)
        assert all(new is old for new, old in zip(sent, nodes, strict=True))
    for blocks in ([5, None], 5, [ImageBlock(image=b"no"), TextBlock(text="What?")], [Odd(None)]):
        message = ChatMessage.model_construct(role="user", blocks=blocks)
        assert zoom_chat_message(message, "What?", policy="centre").blocks == blocks
