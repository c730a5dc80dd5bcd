"""LlamaIndex over several turns: images of other tools, and crops that stand in the turn that asked."""

import asyncio
from typing import Any

import pytest

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent
from llama_index.core.base.llms.types import ToolCallBlock
from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.schema import ImageNode, NodeWithScore
from llama_index.core.tools import FunctionTool

from cropvlm_tools.llama_index import ZoomPostprocessor, ZoomTool, zoom_chat_message, zoom_chat_messages
from tests.llama_index.talk import B64, CAPTION, QUESTION, Recorder, Scripted, png, run_agent, tool_call, user_message


def screenshot() -> Any:
    """Takes a screenshot."""
    return [TextBlock(text="The screen."), ImageBlock(image=png((300, 100)), image_mimetype="image/png")]


class InTurn(Scripted):
    """A model that makes one call after the other."""

    def __call__(self, messages: list[ChatMessage], **how: Any) -> ChatMessage:
        self.sent.append([message.model_copy(deep=True) for message in messages])
        blocks = [self.calls.pop(0)] if self.calls else [TextBlock(text="done")]
        return ChatMessage(role="assistant", blocks=blocks)


def test_what_another_tool_returned_can_be_zoomed_into_in_this_run_and_the_next() -> None:
    shoot = ToolCallBlock(tool_call_id="call_0", tool_name="screenshot", tool_kwargs={})
    model = InTurn(shoot, tool_call(1), tool_call(2, image="first"))
    tools = [FunctionTool.from_defaults(screenshot), ZoomTool(policy="centre")]
    memory = ChatMemoryBuffer.from_defaults(token_limit=100_000)
    run_agent(FunctionAgent(tools=tools, llm=model.llm), user_message(), memory)
    assert [(result.content or "").split(",")[0] for result in model.results[1:]] == [
        "image_2 (300x100)",
        "image_1 (400x200)",
    ]
    model.calls = [tool_call(3)]
    run_agent(FunctionAgent(tools=tools, llm=model.llm), ChatMessage(role="user", content="And now?"), memory)
    assert (model.results[-1].content or "").startswith("image_2 (300x100), zoomed to")


def test_each_turn_keeps_its_crops() -> None:
    policy = Recorder()
    talk = [user_message(), ChatMessage(role="assistant", content="A ring."), user_message(text="And there?")]
    first, whole = zoom_chat_messages(talk[:1], policy=policy), zoom_chat_messages(talk, policy=policy)
    assert whole[:1] == first
    assert [len(message.blocks) for message in whole] == [4, 1, 4]
    assert policy.questions == [QUESTION, "And there?"]
    assert whole[2].blocks[2].text == CAPTION.replace("image_1", "image_2")
    assert [len(message.blocks) for message in talk] == [2, 1, 2]


def test_a_message_that_has_its_crop_is_not_changed() -> None:
    once = zoom_chat_message(user_message(), policy="centre")
    assert zoom_chat_message(once, policy="centre") == once
    assert zoom_chat_message(once, "And below?", policy="centre") == once
    assert zoom_chat_messages([once], policy="centre") == [once]
    assert len(zoom_chat_message(user_message(text="Thanks!"), policy="centre").blocks) == 2


def test_of_what_was_retrieved_the_first_get_crops() -> None:
    nodes = [NodeWithScore(node=ImageNode(image=B64)) for _ in range(4)]
    policy = Recorder()
    shown = ZoomPostprocessor(policy=policy).postprocess_nodes(nodes, query_str=QUESTION)
    assert [each in nodes for each in shown] == [True, False, True, False, True, True]
    assert [each.node.metadata["zoom"].split(" ")[0] for each in shown if each not in nodes] == ["image_1", "image_2"]
    assert ZoomPostprocessor(policy=policy).postprocess_nodes(shown[:4], query_str=QUESTION) == shown[:4]
    more = ZoomPostprocessor(policy=policy, max_crops=3).postprocess_nodes(nodes, query_str=QUESTION)
    assert len(more) == 7
    assert ZoomPostprocessor(policy=policy).postprocess_nodes(nodes, query_str="Thanks!") == nodes
    with pytest.raises(ValueError, match="max_crops"):
        ZoomPostprocessor(max_crops=0)


def test_an_agent_that_another_one_hands_over_to_sees_the_conversations_images() -> None:
    class Desk(InTurn):
        """The first agent hands over, the second one zooms."""

    hand_over = ToolCallBlock(
        tool_call_id="call_0", tool_name="handoff", tool_kwargs={"to_agent": "reader", "reason": "It can read."}
    )
    model = Desk(hand_over, tool_call(1))
    reader = FunctionAgent(
        name="reader", description="Reads images.", tools=[ZoomTool(policy="centre")], llm=model.llm, streaming=False
    )
    desk = FunctionAgent(
        name="desk", description="Takes questions.", tools=[], llm=model.llm, can_handoff_to=["reader"], streaming=False
    )
    workflow = AgentWorkflow(agents=[desk, reader], root_agent="desk")

    async def run() -> str:
        return str(await workflow.run(user_message()))

    assert asyncio.run(run()) == "done"
    assert (model.results[-1].content or "") == CAPTION
