"""Images that no user gave: of other tools, in artifacts, under other keys, in an agent that is another one's tool."""

from types import SimpleNamespace
from typing import Annotated, Any, TypedDict

import pytest
from PIL import Image

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.prebuilt import ToolNode

from cropvlm_tools.langchain import ZoomMiddleware, ZoomTool, relocate_tool_images, zoom_messages
from cropvlm_tools.langchain.messages import images_in
from tests.langchain.talk import (
    BUDGET,
    PAGES,
    ZOOM,
    call,
    calls,
    encoded,
    image,
    images_of,
    scripted,
    text,
    texts_of,
    user,
    zoomed,
)


class Mcp:
    """As MCP's objects are: they dump themselves."""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields

    def model_dump(self, **how: Any) -> dict[str, Any]:
        return self.fields


PIXELS = Image.new("RGB", (403, 300))
ARTIFACTS: dict[str, Any] = {
    "a block": image(PAGES[2]),
    "blocks": [image(PAGES[2])],
    "MCP's image": [Mcp(type="image", data=encoded(PAGES[2]), mimeType="image/png")],
    "MCP's resource": [
        Mcp(type="resource", resource={"uri": "file:///a", "blob": encoded(PAGES[2]), "mimeType": "image/png"})
    ],
    "a picture": PIXELS,
    "in a dict": {"screenshot": PIXELS, "url": "https://example.org"},
    "a list in a dict": {"images": [PIXELS], "count": 1},
}
NONE: list[Any] = [None, "text", 7, {"box": [1, 2]}, [{"type": "text", "text": "?"}], [[[[PIXELS]]]], object()]


@pytest.mark.parametrize("artifact", ARTIFACTS.values(), ids=ARTIFACTS.keys())
def test_the_image_in_an_artifact_is_found(artifact: Any) -> None:
    shot = ToolMessage("Taken.", tool_call_id="0", name="screenshot", artifact=artifact)
    messages = [user(PAGES[0]), calls({"name": "screenshot", "args": {}, "id": "0"}), shot]
    state = SimpleNamespace(state={"messages": messages})
    result = ZoomTool(**ZOOM).invoke(call("1", runtime=state))
    assert (result.artifact["ref"], result.artifact["source_size"]) == ("image_2", [403, 300])
    asked = zoom_messages(**ZOOM, when="always").invoke([*messages, AIMessage("So."), HumanMessage("What is it?")])
    assert texts_of(asked[-1])[1].startswith("image_2 (403x300), zoomed to")


@pytest.mark.parametrize("artifact", NONE)
def test_what_is_no_image_is_none(artifact: Any) -> None:
    assert images_in(artifact) == []


def test_content_comes_before_the_artifact() -> None:
    both = ToolMessage([image(PAGES[1])], tool_call_id="0", artifact={"image": PIXELS})
    runtime = SimpleNamespace(state={"messages": [both]})
    result = ZoomTool(**ZOOM).invoke(call("1", runtime=runtime))
    assert (result.artifact["ref"], result.artifact["source_size"]) == ("image_1", [402, 300])


def test_a_screenshot_of_another_tool_is_labelled_and_zoomed_into() -> None:
    @tool
    def screenshot() -> list[dict[str, Any]]:
        """Takes a screenshot."""
        return [text("The screen."), image(PAGES[2])]

    shoot = {"name": "screenshot", "args": {}, "id": "0", "type": "tool_call"}
    model = scripted(calls(shoot), calls(call("1")), calls(call("2", image="first")))
    agent = create_agent(model, [screenshot], middleware=[ZoomMiddleware(relocate=True, **ZOOM)])
    answers = [each for each in agent.invoke({"messages": [user(PAGES[0])]})["messages"] if each.type == "tool"]
    assert [answer.artifact["ref"] for answer in answers[1:]] == ["image_2", "image_1"]
    relocated = model.seen[-1][3]
    assert texts_of(relocated) == ["Image returned by tool call 0 (screenshot):", "image_2:"]
    assert images_of(relocated.content) == [PAGES[2]]
    assert [sent[:2] for sent in model.seen[1:]] == [model.seen[0] + model.seen[1][1:2]] * 3


def test_crops_that_were_relocated_are_no_originals() -> None:
    result = zoomed(ZoomTool(**ZOOM), user(PAGES[0]))
    sent = relocate_tool_images([user(PAGES[0]), calls(call("1")), result])
    assert len(images_of(sent[-1].content)) == 1
    again = ZoomTool(**ZOOM).invoke(call("2", runtime=SimpleNamespace(state={"messages": sent})))
    assert again.artifact["ref"] == "image_1"
    assert again.artifact["source_size"] == [401, 300]


@pytest.mark.parametrize("key", ["messages", "research"])
def test_a_graph_may_keep_its_messages_under_another_key(key: str) -> None:
    class State(TypedDict):
        messages: Annotated[list[AnyMessage], add_messages]
        research: Annotated[list[AnyMessage], add_messages]

    graph = StateGraph(State)
    graph.add_node("tools", ToolNode([ZoomTool(**ZOOM)], messages_key=key))
    graph.add_edge(START, "tools")
    graph.add_edge("tools", END)
    other = "research" if key == "messages" else "messages"
    state = {key: [user(PAGES[0]), calls(call("1"))], other: [user(PAGES[1]), user(PAGES[2])]}
    answer = graph.compile().invoke(state)[key][-1]
    assert answer.artifact["source_size"] == [401, 300]


def test_an_agent_that_is_called_as_a_tool_is_told_what_to_do_or_given_the_images() -> None:
    inner = create_agent(scripted(calls(call("1"))), [ZoomTool(**ZOOM)])
    lost = inner.invoke({"messages": [HumanMessage("What is the total?")]})["messages"][-2]
    assert lost.status == "error"
    assert "Another agent's images must be handed over by it" in lost.content
    inner = create_agent(scripted(calls(call("1"))), [ZoomTool(images=[PAGES[0]], budget=BUDGET, policy="centre")])
    found = inner.invoke({"messages": [HumanMessage("What is the total?")]})["messages"][-2]
    assert found.artifact["ref"] == "image_1"
