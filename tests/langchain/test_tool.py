"""ZoomTool: what it is told and shows, in an agent and without one."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool

from cropvlm_tools.langchain import ZoomTool, zoom_messages
from cropvlm_tools.tool import parameters_schema
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
    encoded,
    image,
    images_of,
    scripted,
    user,
    zoomed,
)


def test_the_model_is_shown_the_contract_and_not_what_is_injected() -> None:
    schema = convert_to_openai_tool(ZoomTool())["function"]
    contract = parameters_schema()
    assert schema["name"] == "zoom_image"
    assert schema["parameters"]["required"] == contract["required"]
    for name, expected in contract["properties"].items():
        assert schema["parameters"]["properties"].pop(name).items() >= expected.items()
    assert schema["parameters"]["properties"] == {}
    strict = convert_to_openai_tool(ZoomTool(), strict=True)["function"]
    assert strict["parameters"]["required"] == ["question", "image"]


@pytest.mark.parametrize("images", [PAGES[0], [PAGES[0]], (Image.open(io.BytesIO(PAGES[0])),)])
def test_given_images_need_no_agent(images: Any) -> None:
    tool = ZoomTool(images=images, **ZOOM)
    content = tool.invoke({"question": QUESTION})
    assert [block["type"] for block in content] == ["text", "image"]
    assert content[0]["text"] == "image_1 (401x300), zoomed to [100, 75, 301, 225]; shown at 64x48"
    result = tool.invoke(call("1"))
    assert result.content == content
    assert result.artifact["box_pixels"] == [100, 75, 301, 225]
    assert json.loads(json.dumps(result.artifact)) == result.artifact


@pytest.mark.parametrize(
    ("wanted", "ref"),
    [({}, "image_2"), ({"image": "image_1"}, "image_1"), ({"image": 1}, "image_1"), ({"image": None}, "image_2")],
)
def test_the_reference_is_optional_and_forgiving(wanted: dict[str, Any], ref: str) -> None:
    assert zoomed(ZoomTool(**ZOOM), user(*PAGES[:2]), **wanted).artifact["ref"] == ref


def test_images_are_found_in_every_shape_and_the_unreadable_keep_their_numbers() -> None:
    messages = [
        SystemMessage("Be brief."),
        HumanMessage(
            [
                {"type": "image_url", "image_url": {"url": data_url(PAGES[0])}},
                {"type": "image", "source_type": "base64", "data": encoded(PAGES[1]), "mime_type": "image/png"},
                {"type": "image", "file_id": "file_1"},
                {"type": "image", "source": {"type": "url", "url": "https://example.org/page.png"}},
                "a bare text",
            ]
        ),
        AIMessage("And?"),
        user(PAGES[2]),
    ]
    tool = ZoomTool(**ZOOM)
    for ref, data in (("image_1", PAGES[0]), ("image_2", PAGES[1]), ("image_5", PAGES[2]), ("latest", PAGES[2])):
        assert images_of(zoomed(tool, *messages, image=ref).content) == [crop(data)]
    for ref, why in (("image_3", "file id"), ("image_4", "URLs are not read here")):
        refused = zoomed(tool, *messages, image=ref)
        assert refused.status == "error"
        assert why in refused.content
    fetching = ZoomTool(fetch=lambda url: PAGES[0], **ZOOM)
    assert images_of(zoomed(fetching, *messages, image="image_4").content) == [crop(PAGES[0])]


FAILURES = {
    "no image": ([HumanMessage("Hello")], {}, "no image to zoom into"),
    "no such image": ([user(PAGES[0])], {"image": "image_7"}, "Images: image_1, or 'latest'"),
    "no question": ([user(PAGES[0])], {"question": "  "}, "question is empty"),
    "damaged": ([user(PAGES[0][:200])], {}, "image_1 cannot be zoomed into"),
    "a local file": ([HumanMessage([{"type": "image", "url": __file__}])], {}, "not read"),
}


@pytest.mark.parametrize(("messages", "args", "says"), FAILURES.values(), ids=FAILURES.keys())
def test_an_expected_failure_is_told_to_the_model_and_ends_nothing(
    messages: list[Any], args: dict[str, Any], says: str
) -> None:
    result = zoomed(ZoomTool(**ZOOM), *messages, **args)
    assert result.status == "error"
    assert says in result.content
    assert result.artifact is None
    assert __file__ not in result.content


def test_a_policy_that_cannot_be_loaded_ends_nothing_either(caplog: pytest.LogCaptureFixture) -> None:
    result = zoomed(ZoomTool(policy="/nowhere/unheard-of"), user(PAGES[0]))
    assert result.status == "error"
    assert "/nowhere" not in result.content
    assert "unheard-of" in caplog.text


def test_an_abstaining_policy_shows_the_whole_image() -> None:
    result = zoomed(ZoomTool(policy=Counting(box=None), budget=BUDGET), user(PAGES[0]))
    assert result.artifact["box"] is None
    assert "whole, not zoomed: Nothing to see." in result.content[0]["text"]


def test_arguments_that_cannot_be_read_are_an_error_without_the_conversation() -> None:
    result = zoomed(ZoomTool(**ZOOM), user(PAGES[0]), question={"no": "text"})
    assert result.status == "error"
    assert encoded(PAGES[0])[:30] not in result.content


@pytest.mark.parametrize("forged", ["evil", {"state": {"messages": [user(PAGES[0])]}}, 7])
def test_a_forged_runtime_finds_nothing(forged: Any) -> None:
    assert "no image" in ZoomTool(**ZOOM).invoke(call("1", runtime=forged)).content
    assert zoomed(ZoomTool(**ZOOM), user(PAGES[1]), runtime=forged).artifact["ref"] == "image_1"


def test_images_of_other_tools_are_counted_and_crops_are_not() -> None:
    @tool
    def screenshot() -> list[dict[str, Any]]:
        """Takes a screenshot."""
        return [image(PAGES[2])]

    shoot = {"name": "screenshot", "args": {}, "id": "0", "type": "tool_call"}
    model = scripted(calls(call("1")), calls(shoot), calls(call("2")))
    agent = create_agent(model, [ZoomTool(**ZOOM), screenshot])
    first, second = [
        message
        for message in agent.invoke({"messages": [user(PAGES[0])]})["messages"]
        if isinstance(message, ToolMessage) and message.name == "zoom_image"
    ]
    assert (first.artifact["ref"], second.artifact["ref"]) == ("image_1", "image_2")
    assert second.artifact["source_size"] == [403, 300]

    [inserted] = [zoom_messages(**ZOOM, when="always").invoke([user(PAGES[0])])]
    assert len(images_of(inserted[0].content)) == 2
    assert zoomed(ZoomTool(**ZOOM), *inserted).artifact["ref"] == "image_1"


def test_a_state_that_is_a_list_or_an_object_serves_too() -> None:
    messages = [user(PAGES[0])]
    for state in (messages, {"messages": messages}, SimpleNamespace(messages=messages)):
        runtime = SimpleNamespace(state=state)
        assert ZoomTool(**ZOOM).invoke(call("1", runtime=runtime)).artifact["ref"] == "image_1"
