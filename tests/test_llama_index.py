"""The zoom inside LlamaIndex: what reaches the model, in the provider's own shape, and what must not."""

import asyncio
import base64
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Union, get_origin

import pytest

pytest.importorskip("llama_index.core", reason="needs llama-index-core: pip install 'cropvlm-tools[llama-index]'")

from llama_index.core.agent.workflow import FunctionAgent, ReActAgent
from llama_index.core.base.llms.types import ChatResponse, ToolCallBlock
from llama_index.core.chat_engine.multi_modal_context import MultiModalContextChatEngine
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM, MockLLMWithChatMemoryOfLastCall
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.retrievers import BaseRetriever
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
from llama_index.core.tools import ToolOutput
from llama_index.core.workflow import Context, JsonSerializer, StartEvent, StopEvent, Workflow, step
from PIL import Image

from cropvlm_tools import llama_index, zoom
from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.llama_index import ZoomPostprocessor, ZoomTool, zoom_chat_message
from cropvlm_tools.policy import Policy, Prediction

pytestmark = [
    # workflows looks at every attribute of a workflow, pydantic's deprecated ones among them
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The `__fields_set__` attribute:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:is_running called from within a step:DeprecationWarning"),
    # its contexts never hold the memory when they are saved
    pytest.mark.filterwarnings("ignore:Skipping serialization of known unserializable key"),
]


def png(size: tuple[int, int] = (400, 200)) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").resize(size).save(file, "PNG")
    return file.getvalue()


PAGE = png()
B64 = base64.b64encode(PAGE).decode()
URL = f"data:image/png;base64,{B64}"
CLOSED_URL = "http://127.0.0.1:9/page.png"
QUESTION = "What is printed in the middle?"
CROP = zoom(PAGE, QUESTION, policy="centre").view.data
CAPTION = "image_1 (400x200), zoomed to [100, 50, 300, 150]; shown at 1024x512"


class Recorder(Policy):
    """Always the middle, and remembers what it was asked."""

    name = "recorder"

    def __init__(self, legible_edge: int | None = None) -> None:
        self.legible_edge = legible_edge
        self.questions: list[str] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.questions.append(question)
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 1.0, "", self.legible_edge)


def user_message(*images: ImageBlock, text: str = QUESTION) -> ChatMessage:
    return ChatMessage(
        role="user", blocks=[*(images or [ImageBlock(image=PAGE, image_mimetype="image/png")]), TextBlock(text=text)]
    )


def tool_call(number: int = 1, **arguments: Any) -> ToolCallBlock:
    return ToolCallBlock(
        tool_call_id=f"call_{number}", tool_name="zoom_image", tool_kwargs={"question": QUESTION, **arguments}
    )


class Scripted:
    """A model that calls the zoom until it has a tool's result, and keeps what it was sent."""

    def __init__(self, *calls: ToolCallBlock) -> None:
        self.calls = list(calls)
        self.sent: list[list[ChatMessage]] = []

    @property
    def llm(self) -> MockFunctionCallingLLM:
        return MockFunctionCallingLLM(response_generator=self, is_chat_model=True)

    def __call__(self, messages: list[ChatMessage], **_: Any) -> ChatMessage:
        self.sent.append([message.model_copy(deep=True) for message in messages])
        if messages[-1].role == "tool":
            return ChatMessage(role="assistant", content="done")
        return ChatMessage(role="assistant", blocks=list(self.calls))

    @property
    def results(self) -> list[ChatMessage]:
        return [message for message in self.sent[-1] if message.role == "tool"]


def image_bytes(message: ChatMessage) -> list[bytes]:
    return [block.resolve_image().read() for block in message.blocks if isinstance(block, ImageBlock)]


@pytest.fixture
def no_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a URL was resolved")

    monkeypatch.setattr("requests.get", refuse)


@pytest.fixture
def provider() -> Iterator[Callable[..., tuple[str, list[dict[str, Any]]]]]:
    """Starts a loopback API that gives the answers in turn, the last again and again: (URL, bodies it was sent)."""
    servers = []

    def start(*answers: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
        waiting, bodies = list(answers), []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                data = json.dumps(waiting.pop(0) if len(waiting) > 1 else waiting[0]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}", bodies

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def responses_answer(*output: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": "gpt-4o",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }


RESPONSES_CALL = responses_answer(
    {
        "type": "function_call",
        "id": "fc_1",
        "call_id": "call_1",
        "name": "zoom_image",
        "arguments": json.dumps({"question": QUESTION, "image": None}),
        "status": "completed",
    }
)
RESPONSES_TEXT = responses_answer(
    {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "a ring", "annotations": []}],
    }
)


def chat_answer(**message: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl_1",
        "object": "chat.completion",
        "created": 0,
        "model": "gpt-4o",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **message}}
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


CHAT_CALL = chat_answer(
    tool_calls=[
        {
            "id": "call_1",
            "type": "function",
            "function": {"name": "zoom_image", "arguments": json.dumps({"question": QUESTION, "image": "image_1"})},
        }
    ]
)
CHAT_TEXT = chat_answer(content="a ring")


def run_agent(
    agent: FunctionAgent | ReActAgent, message: ChatMessage, memory: ChatMemoryBuffer | None = None
) -> tuple[str, Context]:
    async def run() -> tuple[str, Context]:
        context = Context(agent)
        return str(await agent.run(message, ctx=context, memory=memory)), context

    return asyncio.run(run())


def test_the_crop_reaches_openai_responses_as_an_input_image(provider: Any) -> None:
    openai = pytest.importorskip("llama_index.llms.openai", reason="needs llama-index-llms-openai")
    url, bodies = provider(RESPONSES_CALL, RESPONSES_TEXT)
    llm = openai.OpenAIResponses(model="gpt-4o", api_key="x", api_base=f"{url}/v1", strict=True)
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=llm, streaming=False)

    answer, context = run_agent(agent, user_message())

    assert answer == "a ring"
    (schema,) = bodies[0]["tools"]
    assert schema["strict"]
    assert schema["parameters"]["required"] == list(schema["parameters"]["properties"]) == ["question", "image"]
    assert "default" not in json.dumps(schema)
    result = bodies[1]["input"][-1]
    assert (result["type"], result["call_id"]) == ("function_call_output", "call_1")
    text, image = result["output"]
    assert text == {"type": "input_text", "text": CAPTION}
    assert image["type"] == "input_image"
    assert image["image_url"] == f"data:image/png;base64,{base64.b64encode(CROP).decode()}"
    state = json.dumps(context.to_dict(serializer=JsonSerializer()))
    assert "PIL" not in state


def test_the_crop_reaches_anthropic_inside_the_tool_result(provider: Any) -> None:
    anthropic = pytest.importorskip("llama_index.llms.anthropic", reason="needs llama-index-llms-anthropic")
    if get_origin(pytest.importorskip("anthropic").types.MessageParam) is Union:
        pytest.skip(
            "llama-index-llms-anthropic instantiates MessageParam, a union in this anthropic: it cannot call it"
        )
    answer = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5"}
    usage = {"usage": {"input_tokens": 1, "output_tokens": 1}, "stop_sequence": None}
    call = {"type": "tool_use", "id": "toolu_1", "name": "zoom_image", "input": {"question": QUESTION, "image": "1"}}
    url, bodies = provider(
        {**answer, **usage, "stop_reason": "tool_use", "content": [call]},
        {**answer, **usage, "stop_reason": "end_turn", "content": [{"type": "text", "text": "a ring"}]},
    )
    llm = anthropic.Anthropic(model="claude-sonnet-4-5", api_key="x", base_url=url)
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=llm, streaming=False)

    assert run_agent(agent, user_message())[0] == "a ring"
    (result,) = bodies[1]["messages"][-1]["content"]
    assert (result["type"], result["tool_use_id"]) == ("tool_result", "toolu_1")
    text, image = result["content"]
    assert (text["type"], text["text"]) == ("text", CAPTION)
    assert image["source"]["media_type"] == "image/png"
    assert base64.b64decode(image["source"]["data"]) == CROP


def test_chat_completions_drops_a_tools_image_and_takes_a_zoomed_message(provider: Any) -> None:
    openai = pytest.importorskip("llama_index.llms.openai", reason="needs llama-index-llms-openai")
    url, bodies = provider(CHAT_CALL, CHAT_TEXT, CHAT_TEXT)
    llm = openai.OpenAI(model="gpt-4o", api_key="x", api_base=f"{url}/v1")
    run_agent(FunctionAgent(tools=[ZoomTool(policy="centre")], llm=llm, streaming=False), user_message())
    assert bodies[1]["messages"][-1]["content"] == CAPTION

    llm.chat([zoom_chat_message(user_message(), policy="centre")])

    parts = bodies[2]["messages"][-1]["content"]
    assert [part["type"] for part in parts] == ["image_url", "text", "image_url", "text"]
    assert base64.b64decode(parts[2]["image_url"]["url"].partition(",")[2]) == CROP


@pytest.mark.parametrize("streaming", [True, False])
def test_an_agent_with_parallel_calls_gets_each_result_and_each_error(streaming: bool) -> None:
    model = Scripted(tool_call(1), tool_call(2, image="image_7"), tool_call(3, question=" "), tool_call(4, image=None))
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=model.llm, streaming=streaming)

    run_agent(agent, user_message())

    results = {message.additional_kwargs["tool_call_id"]: message for message in model.results}
    assert results["call_1"].content == results["call_4"].content == CAPTION
    assert image_bytes(results["call_1"]) == image_bytes(results["call_4"]) == [CROP]
    assert results["call_2"].content == "There is no image 'image_7'. Images: image_1, or 'latest' for the last."
    assert "question is empty" in (results["call_3"].content or "")
    assert image_bytes(results["call_2"]) == image_bytes(results["call_3"]) == []


def test_crops_in_the_memory_are_not_numbered() -> None:
    model = Scripted(tool_call(1), tool_call(2, image="image_2"))
    agent = FunctionAgent(tools=[ZoomTool(policy="centre")], llm=model.llm)
    memory = ChatMemoryBuffer.from_defaults(token_limit=100_000)
    run_agent(agent, user_message(), memory)

    other = ImageBlock(image=png((600, 300)), image_mimetype="image/png")
    run_agent(agent, user_message(other), memory)

    sent = model.sent[-1]
    assert sorted(len(image_bytes(message)) for message in sent if message.role == "tool") == [0, 1, 1, 1]
    assert {message.content for message in model.results[-2:]} == {
        "image_2 (600x300), zoomed to [150, 75, 450, 225]; shown at 1024x512"
    }


class Thinker(MockLLMWithChatMemoryOfLastCall):
    """Speaks ReAct: one zoom, then the answer."""

    turn: int = 0

    async def astream_chat(self, messages: Any, **_: Any) -> Any:
        self.last_chat_messages = list(messages)
        self.turn += 1
        text = "Thought: I can answer without using any more tools.\nAnswer: a ring"
        if self.turn == 1:
            text = f'Thought: closer.\nAction: zoom_image\nAction Input: {{"question": "{QUESTION}"}}'

        async def stream() -> Any:
            yield ChatResponse(message=ChatMessage(role="assistant", content=text), delta=text)

        return stream()


def test_a_react_agent_sees_the_caption_alone() -> None:
    llm = Thinker(is_chat_model=True)
    answer, _ = run_agent(ReActAgent(tools=[ZoomTool(policy="centre")], llm=llm), user_message())
    assert answer == "a ring"
    observation = llm.last_chat_messages[-1]
    assert CAPTION in observation.content
    assert image_bytes(observation) == []


def test_the_context_is_found_and_hidden_from_the_model() -> None:
    tool = ZoomTool()
    assert (tool.requires_context, tool.ctx_param_name) == (True, "ctx")
    assert "ctx" not in tool.metadata.get_parameters_dict()["properties"]
    assert len(tool.metadata.description) <= 1024
    assert "from __future__" not in Path(llama_index.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "image", [PAGE, bytearray(PAGE), URL, Image.open(io.BytesIO(PAGE))], ids=lambda i: type(i).__name__
)
def test_a_tool_with_images_of_its_own_needs_no_agent(image: Any) -> None:
    output = ZoomTool(images=[image], policy="centre")(question=QUESTION)
    assert not output.is_error
    assert ZoomTool(images=image, policy="centre")(question=QUESTION).content == output.content
    assert output.content == CAPTION
    assert output.blocks[1].image_mimetype == "image/png"
    assert output.blocks[1].resolve_image().read() == CROP
    assert json.loads(json.dumps(output.raw_output))["box_pixels"] == [100, 50, 300, 150]


def test_images_of_its_own_come_before_those_of_the_conversation() -> None:
    model = Scripted(tool_call())
    tool = ZoomTool(images=[png((600, 300))], policy="centre")
    run_agent(FunctionAgent(tools=[tool], llm=model.llm), user_message())
    assert (model.results[0].content or "").startswith("image_1 (600x300)")


@pytest.mark.parametrize("context", [None, "forged", object()])
def test_a_call_without_an_agent_is_an_error_output(context: Any) -> None:
    output = ZoomTool(policy="centre").call(question=QUESTION, ctx=context)
    assert output.is_error
    assert output.content == "There is no image to zoom into."


def test_a_call_inside_a_running_loop() -> None:
    async def run() -> ToolOutput:
        return ZoomTool(images=[PAGE], policy="centre").call(QUESTION)

    assert asyncio.run(run()).content == CAPTION


def test_a_policy_that_cannot_be_loaded_is_no_tool_error() -> None:
    with pytest.raises(PolicyError, match="No policy 'nothing'"):
        ZoomTool(images=[PAGE], policy="nothing")(question=QUESTION)


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
    original, caption, crop, text = zoomed.blocks
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
    assert image_bytes(ChatMessage(blocks=zoomed.blocks[2:3])) == [CROP]


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
    assert [type(block) for block in message.blocks] == [ImageBlock, *[TextBlock, ImageBlock] * 2, TextBlock]
    texts = [block.text for block in message.blocks if isinstance(block, TextBlock)]
    assert [text.partition(";")[0] for text in texts] == [*captions, QUESTION]
    answer = ZoomTool([PAGE], **options).call(QUESTION)
    assert answer.blocks == message.blocks[1:5]
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


class Shelf(BaseRetriever):
    """Finds one page, whatever is asked."""

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=ImageNode(image=B64, image_mimetype="image/png"))]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_crop_reaches_the_model_of_a_query_engine(provider: Any, asynchronous: bool) -> None:
    openai = pytest.importorskip("llama_index.llms.openai", reason="needs llama-index-llms-openai")
    url, bodies = provider(CHAT_TEXT)
    policy = Recorder()
    engine = RetrieverQueryEngine.from_args(
        Shelf(),
        llm=openai.OpenAI(model="gpt-4o", api_key="x", api_base=f"{url}/v1"),
        multimodal=True,
        node_postprocessors=[ZoomPostprocessor(policy=policy)],
    )

    response = asyncio.run(engine.aquery(QUESTION)) if asynchronous else engine.query(QUESTION)

    assert str(response) == "a ring"
    assert policy.questions == [QUESTION]
    # 0.14.23 asks once for each node and lets the model refine its answer, 0.14.25 shows all at once
    messages = [message for body in bodies for message in body["messages"]]
    parts = [part for message in messages for part in message["content"] if isinstance(part, dict)]
    images = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    assert [base64.b64decode(image.partition(",")[2]) for image in images] == [PAGE, CROP]
    assert all(image.startswith("data:image/png;base64,") for image in images)
    text = "\n".join(part["text"] for part in parts if part["type"] == "text")
    assert CAPTION in text
    assert "box" not in text


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


MISSING = """
import sys
sys.modules[{module!r}] = None
try:
    import cropvlm_tools.llama_index
except ImportError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("llama_index", "MissingDependencyError cropvlm_tools.llama_index needs the 'llama-index-core' package."),
        ("llama_index.core.tools", "ModuleNotFoundError import of llama_index.core.tools halted"),
    ],
)
def test_a_missing_package_is_named_and_a_broken_one_is_not_hidden(module: str, expected: str) -> None:
    code = MISSING.format(module=module)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.startswith(expected)
