"""A box that a model names itself: each vendor's way to write it, and what every adapter makes of it."""

import asyncio
import base64
import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.chat.given_boxes import GivenBoxes, convention_of
from cropvlm_tools.errors import ImageError
from cropvlm_tools.tool import parameters_schema
from cropvlm_tools.views import Budget

SIZE = (2000, 1000)
SEES = Budget(1000, None)
QUARTER = (0.25, 0.5, 0.75, 1.0)


@pytest.mark.parametrize(
    ("convention", "value"),
    [
        ("thousandths", [250, 500, 750, 1000]),
        ("thousandths", (250.0, 500, 750, 1000)),
        ("thousandths", [750, 1000, 250, 500]),  # corners the other way round
        ("thousandths", [0.25, 0.5, 0.75, 1]),  # shares
        ("thousandths", [500, 500, 1500, 1000]),  # pixels of the source
        ("thousandths-yx", [500, 250, 1000, 750]),
        ("thousandths-yx", [0.5, 0.25, 1.0, 0.75]),
        ("pixels", [250, 250, 750, 500]),  # as it is seen, 1000x500
        ("pixels", [500, 500, 1500, 1000]),  # of the source, as captions have it
        ("pixels", [0.25, 0.5, 0.75, 1.0]),
    ],
)
def test_a_box_is_read_in_its_convention_and_padded(convention: Any, value: Any) -> None:
    box = GivenBoxes(convention, SEES).read(value, SIZE)
    left, top, right, bottom = QUARTER
    assert box.xyxy == pytest.approx((left - 0.025, top - 0.025, right + 0.025, 1.0))
    assert bottom == 1


def test_a_tiny_box_grows_to_what_shows_something() -> None:
    box = GivenBoxes("thousandths", SEES).read([500, 500, 501, 501], SIZE)
    assert box.to_pixels(SIZE) == (985, 484, 1017, 517)


NUMBERS = ([], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, "4"], [1, 2, 3, True], [1, 2, 3, float("nan")], [1, 2, 3, 10**400])


@pytest.mark.parametrize("value", ["250,500", None, 7, {"x1": 1}, *NUMBERS, [-9, -9, -5, -5], [5000, 5000, 6000, 6000]])
def test_what_is_no_box_is_told_with_what_one_is(value: Any) -> None:
    with pytest.raises(ImageError, match=r"The box .* Give \[x1, y1, x2, y2\] from 0 to 1000"):
        GivenBoxes("thousandths", SEES).read(value, SIZE)


@pytest.mark.parametrize(
    ("boxes", "model", "convention"),
    [
        (False, "claude-opus-4-7", None),
        (True, "claude-opus-4-7", "pixels"),
        (True, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "pixels"),
        (True, "gemini-3-pro", "thousandths-yx"),
        (True, "vertex_ai/gemini-2.5-flash", "thousandths-yx"),
        (True, "Qwen/Qwen2.5-VL-7B-Instruct", "pixels"),
        (True, "qwen3-vl-8b", "thousandths"),
        (True, "gpt-5.6", "thousandths"),
        (True, None, "thousandths"),
        ("pixels", "gemini-3-pro", "pixels"),
    ],
)
def test_the_convention_is_that_of_the_vendor(boxes: Any, model: str | None, convention: str | None) -> None:
    assert convention_of(boxes, model) == convention


def test_a_convention_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="thousandths-yx"):
        convention_of("inches")  # type: ignore[arg-type]


def test_the_schema_has_a_box_only_where_one_is_taken() -> None:
    assert "box" not in parameters_schema()["properties"]
    assert "box" not in parameters_schema(strict=True)["properties"]
    loose, strict = (parameters_schema(strict, "thousandths-yx") for strict in (False, True))
    assert "[ymin, xmin, ymax, xmax]" in loose["properties"]["box"]["description"]
    assert (loose["required"], loose["properties"]["box"]["type"]) == (["question"], "array")
    assert (strict["required"], strict["properties"]["box"]["type"]) == (
        ["question", "image", "box"],
        ["array", "null"],
    )


RED = "zoomed to [180, 135, 620, 465]"  # the middle half, padded
ASK = {"question": "What is red?", "image": "latest"}
Adapter = Callable[[bytes, Any, Any], str]
"""From the picture, the box and whether boxes are taken, to all that the model is told."""


def url(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def openai(picture: bytes, box: Any, boxes: Any) -> str:
    adapter = importlib.import_module("cropvlm_tools.openai")
    call = {"type": "function_call", "call_id": "c", "name": "zoom_image", "arguments": json.dumps({**ASK, "box": box})}
    schema = adapter.zoom_tool_schema(boxes=boxes)
    assert ("box" in schema["parameters"]["properties"]) is bool(boxes)
    return repr(adapter.run_tool_calls({"output": [call]}, images=[picture], policy="whole", boxes=boxes))


def anthropic(picture: bytes, box: Any, boxes: Any) -> str:
    adapter = importlib.import_module("cropvlm_tools.anthropic")
    use = {"type": "tool_use", "id": "t", "name": "zoom_image", "input": {**ASK, "box": box}}
    assert ("box" in adapter.zoom_tool_schema(boxes=boxes)["input_schema"]["properties"]) is bool(boxes)
    return repr(adapter.run_tool_uses([use], images=[picture], policy="whole", boxes=boxes))


def anthropic_runner(picture: bytes, box: Any, boxes: Any) -> str:
    pytest.importorskip("anthropic")
    adapter = importlib.import_module("cropvlm_tools.anthropic")
    try:
        return repr(adapter.runnable_zoom_tool([picture], policy="whole", boxes=boxes).call({**ASK, "box": box}))
    except Exception as error:
        return str(error)


def google(picture: bytes, box: Any, boxes: Any) -> str:
    adapter = importlib.import_module("cropvlm_tools.google")
    call = {"parts": [{"function_call": {"name": "zoom_image", "args": {**ASK, "box": box}}}]}
    (declared,) = adapter.zoom_tool(boxes=boxes)["function_declarations"]
    assert ("box" in declared["parameters_json_schema"]["properties"]) is bool(boxes)
    return repr(adapter.run_function_calls(call, images=[picture], policy="whole", boxes=boxes))


def langchain(picture: bytes, box: Any, boxes: Any) -> str:
    pytest.importorskip("langchain_core")
    tool = importlib.import_module("cropvlm_tools.langchain").ZoomTool(images=[picture], policy="whole", boxes=boxes)
    assert ("box" in tool.tool_call_schema.model_json_schema()["properties"]) is bool(boxes)
    return repr(tool.invoke({**ASK, "box": box}))


def llama_index(picture: bytes, box: Any, boxes: Any) -> str:
    pytest.importorskip("llama_index.core")
    tool = importlib.import_module("cropvlm_tools.llama_index").ZoomTool([picture], policy="whole", boxes=boxes)
    assert ("box" in tool.metadata.get_parameters_dict()["properties"]) is bool(boxes)
    return repr(asyncio.run(tool.acall(**ASK, box=box)))


ADAPTERS: list[tuple[Adapter, Any]] = [
    (openai, [250, 250, 750, 750]),
    (anthropic, [200, 150, 600, 450]),
    (anthropic_runner, [200, 150, 600, 450]),
    (google, [250, 250, 750, 750]),
    (langchain, [250, 250, 750, 750]),
    (llama_index, [250, 250, 750, 750]),
]


@pytest.mark.parametrize(("adapter", "box"), ADAPTERS, ids=lambda each: getattr(each, "__name__", None))
def test_every_adapter_cuts_the_box_where_boxes_are_taken(adapter: Adapter, box: Any, picture: bytes) -> None:
    assert RED in adapter(picture, box, True)
    assert "whole, not zoomed" in adapter(picture, None, True)
    assert "whole, not zoomed" in adapter(picture, box, False)
    assert "holds nothing of the image" in adapter(picture, [9000, 9000, 9999, 9999], True)


def test_the_server_cuts_the_box_too(picture: bytes, root: Path) -> None:
    mcp = pytest.importorskip("mcp")
    if not hasattr(mcp, "Client"):
        pytest.skip("mcp 1.x has another client in process")
    build_server = importlib.import_module("cropvlm_tools.mcp").build_server

    async def run(boxes: Any, *calls: Any) -> list[Any]:
        async with mcp.Client(build_server([root], policy="whole", boxes=boxes)) as client:
            (tool,) = (await client.list_tools()).tools
            assert ("box" in tool.model_dump(by_alias=True)["inputSchema"]["properties"]) is bool(boxes)
            given = {"question": "What?", "image": "red.png"}
            return [(await client.call_tool("zoom_image", {**given, **call})).content[0].text for call in calls]

    box = {"box": [250, 250, 750, 750]}
    named, none, wrong = asyncio.run(run(True, box, {}, {"box": [1, 2, 3]}))
    assert re.search(re.escape(RED), named)
    assert "whole, not zoomed" in none
    assert "not four numbers" in wrong
    assert "whole, not zoomed" in asyncio.run(run(False, box))[0]
