"""zoom_chat_message: which image blocks get a crop, and which stay as they are."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.core.llms.mock import MockLLMWithChatMemoryOfLastCall
from llama_index.core.schema import ImageNode, NodeWithScore
from llama_index.core.workflow import StartEvent, StopEvent, Workflow, step

from cropvlm_tools.boxes import Box
from cropvlm_tools.llama_index import ZoomPostprocessor, ZoomTool, zoom_chat_message
from cropvlm_tools.policy import Prediction
from tests.llama_index.talk import (
    B64,
    CAPTION,
    CLOSED_URL,
    CROP,
    PAGE,
    QUESTION,
    URL,
    Recorder,
    Scripted,
    image_bytes,
    run_agent,
    tool_call,
    user_message,
)

BLOCKS = {
    "bytes": lambda _: ImageBlock(image=PAGE),
    "base64": lambda _: ImageBlock(image=B64.encode()),
    "data URL": lambda _: ImageBlock(url=URL),
    "path": lambda folder: ImageBlock(path=folder / "page.png"),
}
UNREAD = {
    "URL": lambda _: ImageBlock(url=CLOSED_URL),
    "file URL": lambda folder: ImageBlock(url=(folder / "page.png").as_uri()),
    "stream": lambda _: ImageBlock(image=io.BytesIO(PAGE)),
    "no image": lambda _: ImageBlock(image=b"\x89PNG nonsense", image_mimetype="image/png"),
    "nothing": lambda _: ImageBlock(),
}


@pytest.mark.parametrize("make", BLOCKS.values(), ids=BLOCKS.keys())
def test_every_kind_of_image_block_is_zoomed(make: Any, tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(PAGE)
    message = user_message(make(tmp_path))
    before = message.model_dump()
    zoomed = zoom_chat_message(message, policy="centre")
    original, text, caption, crop = zoomed.blocks
    assert original is message.blocks[0]
    assert caption == TextBlock(text=CAPTION)
    assert crop.resolve_image().read() == CROP
    assert crop.image_mimetype == "image/png"
    assert text.text == QUESTION
    assert message.model_dump() == before


@pytest.mark.usefixtures("no_requests")
@pytest.mark.parametrize("make", UNREAD.values(), ids=UNREAD.keys())
def test_what_cannot_be_read_stays_as_it_is_and_no_url_is_resolved(make: Any, tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(PAGE)
    message = user_message(make(tmp_path))
    assert zoom_chat_message(message, policy="centre").blocks == message.blocks

    model = Scripted(tool_call())
    run_agent(FunctionAgent(tools=[ZoomTool(policy="centre")], llm=model.llm), message)
    text = model.results[0].content or ""
    assert text.startswith("image_1 cannot be zoomed into")
    assert str(tmp_path) not in text
    assert CLOSED_URL not in text


def test_a_fetcher_reads_urls() -> None:
    message = user_message(ImageBlock(url=CLOSED_URL))
    zoomed = zoom_chat_message(message, policy="centre", fetch={CLOSED_URL: PAGE}.__getitem__)
    assert image_bytes(ChatMessage(blocks=zoomed.blocks[3:])) == [CROP]


def test_the_question_of_a_message_is_its_text_unless_one_is_given() -> None:
    policy = Recorder()
    zoom_chat_message(user_message(), policy=policy)
    zoom_chat_message(user_message(), "And below?", policy=policy)
    zoom_chat_message(user_message(text=" "), policy=policy)
    assert policy.questions == [QUESTION, "And below?"]


def test_only_what_is_not_legible_is_zoomed_unasked() -> None:
    assert len(zoom_chat_message(user_message(), policy=Recorder(legible_edge=400)).blocks) == 2
    assert len(zoom_chat_message(user_message(), policy=Recorder(legible_edge=401)).blocks) == 4
    assert len(zoom_chat_message(user_message(), policy=Recorder(legible_edge=400), when="always").blocks) == 4
    assert len(zoom_chat_message(user_message(), policy="whole").blocks) == 2


class Closer(Recorder):
    """Surer of the middle in its own crop."""

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 0.5 if image.width == 400 else 0.9)


def test_surroundings_stand_before_the_crop_and_a_second_step_looks_closer() -> None:
    options: dict[str, Any] = {"policy": Closer(), "steps": 2, "context": True}
    captions = ["image_1 (400x200), zoomed to [100, 50, 300, 150]", "image_1 (400x200), zoomed to [150, 75, 250, 125]"]
    message = zoom_chat_message(user_message(), **options)
    assert [type(block) for block in message.blocks] == [ImageBlock, TextBlock, *[TextBlock, ImageBlock] * 2]
    texts = [block.text for block in message.blocks if isinstance(block, TextBlock)]
    assert [text.partition(";")[0] for text in texts] == [QUESTION, *captions]
    answer = ZoomTool([PAGE], **options).call(QUESTION)
    assert answer.blocks == message.blocks[2:]
    assert answer.raw_output["box_pixels"] == [150, 75, 250, 125]
    node = NodeWithScore(node=ImageNode(image=B64), score=0.7)
    nodes = ZoomPostprocessor(**options).postprocess_nodes([node], query_str=QUESTION)
    assert nodes[0] is node
    assert [each.node.metadata["zoom"].partition(";")[0] for each in nodes[1:]] == captions
    facts = [each.node.metadata["zoom_facts"]["box_pixels"] for each in nodes[1:]]
    assert facts == [[100, 50, 300, 150], [150, 75, 250, 125]]
    assert ZoomPostprocessor(**options).postprocess_nodes(nodes[1:], query_str=QUESTION) == nodes[1:]  # crops already


def test_less_than_one_step_is_refused() -> None:
    for make in (ZoomTool, ZoomPostprocessor):
        with pytest.raises(ValueError, match="steps"):
            make(steps=0)
    with pytest.raises(ValueError, match="steps"):
        zoom_chat_message(user_message(), steps=0)


def test_a_step_of_a_workflow() -> None:
    llm = MockLLMWithChatMemoryOfLastCall(is_chat_model=True)

    class Ask(Workflow):
        @step
        async def ask(self, event: StartEvent) -> StopEvent:
            message = await asyncio.to_thread(zoom_chat_message, event.message, policy="centre")
            return StopEvent(result=await llm.achat([message]))

    async def run() -> None:
        await Ask().run(message=user_message())

    asyncio.run(run())
    (sent,) = llm.last_chat_messages
    assert image_bytes(sent) == [PAGE, CROP]
