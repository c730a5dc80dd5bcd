"""ZoomPostprocessor: which retrieved nodes get a crop, and what a query engine's model is shown."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.chat_engine.multi_modal_context import MultiModalContextChatEngine
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.llms.mock import MockLLMWithChatMemoryOfLastCall
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.schema import (
    BaseNode,
    ImageDocument,
    ImageNode,
    MediaResource,
    MetadataMode,
    Node,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    TextNode,
    TransformComponent,
)

from cropvlm_tools import zoom
from cropvlm_tools.llama_index import ZoomPostprocessor
from tests.llama_index.talk import (
    B64,
    CAPTION,
    CLOSED_URL,
    CROP,
    PAGE,
    QUESTION,
    URL,
    Recorder,
    Shelf,
    image_bytes,
    png,
)

NODES = {
    "ImageNode": lambda _: ImageNode(image=B64),
    "ImageNode, wrapped base64": lambda _: ImageNode(image=base64.encodebytes(PAGE).decode()),
    "ImageNode, data URL": lambda _: ImageNode(image_url=URL),
    "ImageNode, path": lambda folder: ImageNode(image_path=str(folder / "page.png")),
    "ImageDocument": lambda _: ImageDocument(image=PAGE),
    "ImageDocument, path": lambda folder: ImageDocument(image_path=str(folder / "page.png")),
    "Node": lambda _: Node(image_resource=MediaResource(data=PAGE), text_resource=MediaResource(text="page 3")),
    "Node, path": lambda folder: Node(image_resource=MediaResource(path=folder / "page.png")),
    "Node, data URL": lambda _: Node(image_resource=MediaResource(url=URL)),
}


@pytest.mark.parametrize("make", NODES.values(), ids=NODES.keys())
def test_every_kind_of_image_node_is_zoomed_for_the_query(make: Any, tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(PAGE)
    node = NodeWithScore(node=make(tmp_path), score=0.5)
    policy = Recorder()

    original, crop = ZoomPostprocessor(policy=policy).postprocess_nodes([node], query_str=QUESTION)

    assert original is node
    assert crop.score == 0.5
    assert policy.questions == [QUESTION]
    caption, image = crop.node.get_content_blocks(MetadataMode.LLM)
    assert caption.text == f"zoom: {CAPTION}"
    assert image.image_mimetype == "image/png"
    assert image.resolve_image().read() == CROP
    assert crop.node.relationships[NodeRelationship.SOURCE].node_id == node.node_id


def test_facts_about_the_crop_stay_out_of_the_prompt() -> None:
    node = NodeWithScore(node=ImageNode(image=B64, metadata={"file": "page.png"}))
    _, crop = ZoomPostprocessor(policy="centre").postprocess_nodes([node], query_str=QUESTION)
    assert crop.metadata["zoom_facts"]["box_pixels"] == [100, 50, 300, 150]
    for mode in (MetadataMode.LLM, MetadataMode.EMBED):
        assert "box" not in crop.node.get_metadata_str(mode)
    assert "page.png" not in crop.node.get_content(MetadataMode.LLM)
    assert json.loads(crop.model_dump_json())["node"]["image"]


UNREAD_NODES = {
    "URL": ImageNode(image_url=CLOSED_URL),
    "local path as URL": ImageNode(image_url="page.png"),
    "Node, URL": Node(image_resource=MediaResource(url=CLOSED_URL)),
    "not base64": ImageNode(image="no image"),
    "no file": ImageNode(image_path="gone.png"),
    "empty": ImageNode(),
    "text": TextNode(text="a line"),
    "Node without image": Node(text_resource=MediaResource(text="a line")),
}


@pytest.mark.usefixtures("no_requests")
@pytest.mark.parametrize("node", UNREAD_NODES.values(), ids=UNREAD_NODES.keys())
def test_other_nodes_pass_through_untouched(node: BaseNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.png").write_bytes(PAGE)
    monkeypatch.chdir(tmp_path)
    readable = NodeWithScore(node=ImageNode(image=B64))
    nodes = [NodeWithScore(node=node), readable]
    shown = ZoomPostprocessor(policy="centre").postprocess_nodes(nodes, query_str=QUESTION)
    assert shown[:2] == nodes
    assert len(shown) == 3


@pytest.mark.parametrize("query", [None, QueryBundle(""), QueryBundle("  ")])
def test_without_a_query_nothing_is_zoomed(query: QueryBundle | None) -> None:
    nodes = [NodeWithScore(node=ImageNode(image=B64))]
    assert ZoomPostprocessor(policy="centre").postprocess_nodes(nodes, query_bundle=query) == nodes


def test_a_crop_is_not_zoomed_again() -> None:
    postprocessor = ZoomPostprocessor(policy="centre")
    nodes = postprocessor.postprocess_nodes([NodeWithScore(node=ImageNode(image=B64))], query_str=QUESTION)
    again = postprocessor.postprocess_nodes(nodes[1:], query_str=QUESTION)
    assert again == nodes[1:]


def test_the_crop_reaches_the_model_of_a_multimodal_chat_engine() -> None:
    llm = MockLLMWithChatMemoryOfLastCall(is_chat_model=True)
    engine = MultiModalContextChatEngine.from_defaults(
        retriever=Shelf(),
        multi_modal_llm=llm,
        memory=ChatMemoryBuffer.from_defaults(token_limit=100_000),  # the default one leaves a database open
        node_postprocessors=[ZoomPostprocessor(policy="centre")],
    )
    engine.chat(QUESTION)
    assert image_bytes(llm.last_chat_messages[-1]) == [PAGE, CROP]


def test_why_there_is_no_ingestion_transform() -> None:
    class KeepMiddle(TransformComponent):
        def __call__(self, nodes: Any, **_: Any) -> Any:
            crops = [zoom(node.resolve_image().read(), QUESTION, policy="centre").view.data for node in nodes]
            return [ImageNode(image=base64.b64encode(crop).decode()) for crop in crops]

    pipeline = IngestionPipeline(transformations=[KeepMiddle()])
    first, second = (
        pipeline.run(nodes=[ImageNode(image=base64.b64encode(data).decode())]) for data in (PAGE, png((600, 100)))
    )
    assert first[0].image == second[0].image
