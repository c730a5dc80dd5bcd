"""The zoom in LangChain: each trap of the framework, and the crop's bytes on the wire of three APIs."""

import asyncio
import base64
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage, convert_to_messages
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.checkpoint.memory import InMemorySaver

from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.langchain import ZoomMiddleware, ZoomTool, relocate_tool_images, zoom_messages
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.tool import parameters_schema, run_zoom
from cropvlm_tools.views import Budget

BUDGET = Budget(max_edge=64)
ZOOM: dict[str, Any] = {"policy": "centre", "budget": BUDGET}
CENTRE = Box(0.25, 0.25, 0.75, 0.75)
QUESTION = "What is the total?"


def page(seed: int) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").rotate(90 * seed).resize((400 + seed, 300)).convert("RGB").save(file, "PNG")
    return file.getvalue()


PAGES = [page(1), page(2), page(3)]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def data_url(data: bytes) -> str:
    return f"data:image/png;base64,{encoded(data)}"


def image(data: bytes) -> dict[str, Any]:
    return {"type": "image", "base64": encoded(data), "mime_type": "image/png"}


def text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def user(*pages: bytes, question: str = QUESTION) -> HumanMessage:
    return HumanMessage([*map(image, pages), text(question)])


def crop(data: bytes) -> bytes:
    """What a zoom into that page shows."""
    return run_zoom(ImageRegistry([data]), QUESTION, **ZOOM).view.data


def call(id: str, **args: Any) -> dict[str, Any]:
    return {"name": "zoom_image", "args": {"question": QUESTION, **args}, "id": id, "type": "tool_call"}


def calls(*wanted: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[*wanted])


class Scripted(BaseChatModel):
    """Gives its answers in turn and keeps what it was sent."""

    answers: list[Any]
    seen: list[list[Any]]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> ChatResult:
        self.seen.append(messages)
        return ChatResult(generations=[ChatGeneration(message=self.answers[len(self.seen) - 1])])


def scripted(*answers: Any) -> Scripted:
    return Scripted(answers=[*answers, AIMessage("done")], seen=[])


class Counting(Policy):
    name = "counting"

    def __init__(self, box: Box | None = CENTRE) -> None:
        self.box, self.questions = box, list[str]()

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.questions.append(question)
        return Prediction(self.box, 0.5, "Nothing to see.")


def images_of(content: Any) -> list[bytes]:
    """Every image in any part of a message or request, in order, whatever its shape."""
    if isinstance(content, dict) and isinstance(content.get("text"), str):
        return []
    if isinstance(content, str):
        match = re.fullmatch(r"(?:data:image/\w+;base64,)?([A-Za-z0-9+/]{40,}=*)", content)
        return [base64.b64decode(match[1])] if match else []
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else []
    return [found for part in parts for found in images_of(part)]


def texts_of(message: Any) -> list[str]:
    blocks = [message.content] if isinstance(message.content, str) else message.content
    return [block if isinstance(block, str) else block["text"] for block in blocks if "text" in block]


# The wire: real clients against a server on the loopback interface


class Server(ThreadingHTTPServer):
    def __init__(self, replies: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies, self.requests = replies, list[dict[str, Any]]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body = json.dumps(self.server.replies[len(self.server.requests) - 1]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[[list[dict[str, Any]]], Server]]:
    servers: list[Server] = []

    def start(replies: list[dict[str, Any]]) -> Server:
        servers.append(Server(replies))
        threading.Thread(target=servers[-1].serve_forever, args=(0.01,), daemon=True).start()
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


ARGUMENTS = [json.dumps({"question": QUESTION, "image": f"image_{number}"}) for number in (1, 2)]


def chat_reply(**message: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **message}}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o",
        "choices": [choice],
        "usage": usage,
    }


CHAT = [
    chat_reply(
        tool_calls=[
            {"id": f"call_{at}", "type": "function", "function": {"name": "zoom_image", "arguments": arguments}}
            for at, arguments in enumerate(ARGUMENTS)
        ]
    ),
    chat_reply(content="done"),
]


def responses_reply(id: str, *output: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "object": "response",
        "created_at": 1,
        "model": "gpt-4o",
        "status": "completed",
        "output": [*output],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }


RESPONSES = [
    responses_reply(
        "resp_1",
        *(
            {
                "type": "function_call",
                "id": f"fc_{at}",
                "call_id": f"call_{at}",
                "name": "zoom_image",
                "arguments": arguments,
                "status": "completed",
            }
            for at, arguments in enumerate(ARGUMENTS)
        ),
    ),
    responses_reply(
        "resp_2",
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "done", "annotations": []}],
        },
    ),
]


def anthropic_reply(stop: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-none",
        "content": [*content],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


ANTHROPIC = [
    anthropic_reply(
        "tool_use",
        *(
            {"type": "tool_use", "id": f"call_{at}", "name": "zoom_image", "input": json.loads(arguments)}
            for at, arguments in enumerate(ARGUMENTS)
        ),
    ),
    anthropic_reply("end_turn", text("done")),
]


def openai_chat(url: str) -> BaseChatModel:
    return pytest.importorskip("langchain_openai").ChatOpenAI(model="gpt-4o", base_url=url, api_key="none")


def openai_responses(url: str) -> BaseChatModel:
    kind = pytest.importorskip("langchain_openai").ChatOpenAI
    return kind(model="gpt-4o", base_url=url, api_key="none", use_responses_api=True)


def anthropic(url: str) -> BaseChatModel:
    kind = pytest.importorskip("langchain_anthropic").ChatAnthropic
    return kind(model="claude-none", base_url=url, api_key="none", max_tokens=100)


def shown_in_chat(request: dict[str, Any]) -> list[bytes]:
    """Tool messages take text only; the images follow in one user message, after the last of them."""
    roles = [message["role"] for message in request["messages"]]
    assert roles == ["user", "assistant", "tool", "tool", "user"]
    assert [message["tool_call_id"] for message in request["messages"][2:4]] == ["call_0", "call_1"]
    for message in request["messages"][2:4]:
        assert [set(part) for part in message["content"]] == [{"type", "text"}]
    parts = request["messages"][4]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"] * 2
    assert all(set(part) == {"type", "text"} for part in parts[::2])
    assert [part["text"] for part in parts[::2]] == [
        f"Image returned by tool call call_{at} (zoom_image):" for at in (0, 1)
    ]
    return [found for part in parts for found in images_of(part)]


def shown_in_responses(request: dict[str, Any]) -> list[bytes]:
    """The image stays an image: a list that is not of blocks only would have become one JSON text."""
    outputs = [item for item in request["input"] if item.get("type") == "function_call_output"]
    assert [item["call_id"] for item in outputs] == ["call_0", "call_1"]
    assert all([part["type"] for part in item["output"]] == ["input_text", "input_image"] for item in outputs)
    return [found for item in outputs for found in images_of(item["output"])]


def shown_in_anthropic(request: dict[str, Any]) -> list[bytes]:
    """One user turn that begins with as many results as there were calls, and holds nothing else."""
    results = request["messages"][-1]["content"]
    assert [(part["type"], part["tool_use_id"]) for part in results] == [
        ("tool_result", "call_0"),
        ("tool_result", "call_1"),
    ]
    images = [part["content"][1] for part in results]
    assert all(part["source"]["media_type"] == "image/png" for part in images)
    return [found for part in images for found in images_of(part["source"])]


APIS = {
    "chat completions": (openai_chat, CHAT, shown_in_chat),
    "responses": (openai_responses, RESPONSES, shown_in_responses),
    "anthropic": (anthropic, ANTHROPIC, shown_in_anthropic),
}


@pytest.mark.parametrize("asynchronous", [True, False], ids=["ainvoke", "invoke"])
@pytest.mark.parametrize(("model", "replies", "shown"), APIS.values(), ids=APIS.keys())
def test_the_crops_reach_the_model_and_the_state_stays_plain(
    serve: Callable[[list[dict[str, Any]]], Server], model: Any, replies: Any, shown: Any, asynchronous: bool
) -> None:
    server = serve(replies)
    saver = InMemorySaver()
    agent = create_agent(model(server.url), middleware=[ZoomMiddleware(**ZOOM)], checkpointer=saver)
    config: Any = {"configurable": {"thread_id": "1"}}
    question = {"messages": [user(*PAGES[:2])]}
    if asynchronous:
        asyncio.run(agent.ainvoke(question, config))
    else:
        agent.invoke(question, config)

    first, second = server.requests
    labels = [part["text"] for part in (first.get("messages") or first["input"])[0]["content"] if "text" in part]
    assert labels == ["image_1:", "image_2:", QUESTION]
    assert shown(second) == [crop(PAGES[0]), crop(PAGES[1])]

    state = agent.get_state(config).values["messages"]
    assert [message.type for message in state] == ["human", "ai", "tool", "tool", "ai"]
    assert state[0].content == user(*PAGES[:2]).content
    assert [images_of(message.content) for message in state[2:4]] == [[crop(PAGES[0])], [crop(PAGES[1])]]
    assert [message.artifact["ref"] for message in state[2:4]] == ["image_1", "image_2"]
    json.dumps([message.model_dump() for message in state])  # a PIL image or a dataclass would raise


# The tool


def zoomed(tool: ZoomTool, *messages: Any, **args: Any) -> ToolMessage:
    """One tool call in an agent, and what came of it."""
    agent = create_agent(scripted(calls(call("1", **args))), [tool])
    return agent.invoke({"messages": [*messages]})["messages"][-2]


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
    for ref, why in (("image_3", "file id"), ("image_4", "not fetched by default")):
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


def test_crops_and_images_of_tools_are_not_counted() -> None:
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
    assert first.artifact["ref"] == second.artifact["ref"] == "image_1"
    assert first.content == second.content

    [inserted] = [zoom_messages(**ZOOM, when="always").invoke([user(PAGES[0])])]
    assert len(images_of(inserted[0].content)) == 2
    assert zoomed(ZoomTool(**ZOOM), *inserted).artifact["ref"] == "image_1"


def test_a_state_that_is_a_list_or_an_object_serves_too() -> None:
    messages = [user(PAGES[0])]
    for state in (messages, {"messages": messages}, SimpleNamespace(messages=messages)):
        runtime = SimpleNamespace(state=state)
        assert ZoomTool(**ZOOM).invoke(call("1", runtime=runtime)).artifact["ref"] == "image_1"


# The middleware


@pytest.mark.parametrize("asynchronous", [True, False], ids=["ainvoke", "invoke"])
def test_append_puts_the_crop_before_each_call_makes_it_once_and_keeps_nothing(asynchronous: bool) -> None:
    @tool
    def clock() -> str:
        """Tells the time."""
        return "noon"

    policy = Counting()
    model = scripted(calls({"name": "clock", "args": {}, "id": "1", "type": "tool_call"}))
    middleware = ZoomMiddleware("append", policy=policy, budget=BUDGET)
    agent = create_agent(model, [clock], middleware=[middleware])
    # OpenAI's shape: LangChain gives such a block another id each time it is read
    given = HumanMessage([{"type": "image_url", "image_url": {"url": data_url(PAGES[0])}}, text(QUESTION)])
    question = {"messages": [given]}
    state = asyncio.run(agent.ainvoke(question)) if asynchronous else agent.invoke(question)

    caption = "image_1 (401x300), zoomed to [100, 75, 301, 225]; shown at 64x48"
    assert middleware.tools == []
    assert len(model.seen) == 2
    for sent in model.seen:
        assert texts_of(sent[0]) == ["image_1:", caption, QUESTION]
        assert images_of(sent[0].content) == [PAGES[0], crop(PAGES[0])]
    assert policy.questions == [QUESTION]
    assert state["messages"][0].content == given.content


def test_each_question_and_each_image_has_its_own_crop() -> None:
    policy = Counting()
    agent = create_agent(scripted(AIMessage("1"), AIMessage("2")), middleware=[ZoomMiddleware("append", policy=policy)])
    state = agent.invoke({"messages": [user(PAGES[0], PAGES[1], question="First?")]})
    agent.invoke({"messages": [*state["messages"], HumanMessage("Second?")]})
    assert policy.questions == ["First?", "First?", "Second?", "Second?"]


def test_replace_shows_the_crop_only() -> None:
    model = scripted()
    create_agent(model, middleware=[ZoomMiddleware("replace", **ZOOM)]).invoke({"messages": [user(*PAGES[:2])]})
    assert images_of(model.seen[0][0].content) == [crop(PAGES[0]), crop(PAGES[1])]
    assert [line.split(" ")[0] for line in texts_of(model.seen[0][0])[:2]] == ["image_1", "image_2"]


@pytest.mark.parametrize(
    "message",
    [
        HumanMessage(QUESTION),
        HumanMessage([image(PAGES[0])]),
        HumanMessage([{"type": "image", "file_id": "file_1"}, text(QUESTION)]),
        user(PAGES[0][:200]),
    ],
    ids=["no image", "no question", "file id", "damaged"],
)
def test_where_nothing_can_be_put_in_the_messages_stay_as_they_are(message: HumanMessage) -> None:
    model = scripted()
    create_agent(model, middleware=[ZoomMiddleware("append", **ZOOM)]).invoke({"messages": [message]})
    assert model.seen[0][0].content == message.content


def test_unasked_crops_are_only_put_in_where_they_are_needed() -> None:
    class Legible(Counting):
        def predict(self, image: Image.Image, question: str) -> Prediction:
            return Prediction(self.box, 0.5, "", legible_edge=300)

    for when, shown in ((None, 1), ("needed", 1), ("always", 2)):
        model = scripted()
        middleware = ZoomMiddleware("append", policy=Legible(), budget=Budget(max_edge=400), when=when)
        create_agent(model, middleware=[middleware]).invoke({"messages": [user(PAGES[0])]})
        assert len(images_of(model.seen[0][0].content)) == shown


def test_the_tool_is_asked_and_zooms_always_unless_told_otherwise() -> None:
    assert [(tool.name, tool.when) for tool in ZoomMiddleware().tools] == [("zoom_image", "always")]
    assert ZoomMiddleware(when="needed").tools[0].when == "needed"


def test_the_numbers_the_model_sees_are_those_the_tool_counts() -> None:
    class Forgetting(AgentMiddleware):
        def wrap_model_call(self, request: Any, handler: Any) -> Any:
            changed = [message.model_copy(update={"name": "seen"}) for message in request.messages[1:]]
            return handler(request.override(messages=[user(PAGES[2], question="Not in the state"), *changed]))

    model = scripted(calls(call("1", image="image_2")))
    agent = create_agent(model, middleware=[Forgetting(), ZoomMiddleware(**ZOOM)])
    state = agent.invoke({"messages": [user(PAGES[0]), user(PAGES[1])]})
    assert [texts_of(message)[:1] for message in model.seen[0]] == [["Not in the state"], ["image_2:"]]
    assert images_of(state["messages"][-2].content) == [crop(PAGES[1])]


def test_the_detail_of_the_image_is_kept_and_a_low_one_is_high_for_the_crop() -> None:
    for given, expected in (("low", "high"), ("original", "original")):
        block = {"type": "image_url", "image_url": {"url": data_url(PAGES[0]), "detail": given}}
        [sent] = zoom_messages(**ZOOM).invoke([HumanMessage([block, text(QUESTION)])])
        shown = [part["image_url"]["detail"] for part in sent.content if part["type"] == "image_url"]
        assert shown == [given, expected]


MODELS = {
    "chat completions": (lambda: openai_chat("http://none"), False),
    "responses": (lambda: openai_responses("http://none"), True),
    "only in responses": (lambda: with_model("gpt-5.2-pro"), True),
    "anthropic": (lambda: anthropic("http://none"), True),
    "bound": (lambda: anthropic("http://none").bind(stop=["."]), True),
    "unknown": (scripted, False),
}


def with_model(name: str) -> BaseChatModel:
    kind = pytest.importorskip("langchain_openai").ChatOpenAI
    return kind(model=name, api_key="none")


@pytest.mark.parametrize(("model", "shows"), MODELS.values(), ids=MODELS.keys())
@pytest.mark.parametrize("relocate", [None, True, False])
def test_tool_images_are_moved_where_the_api_would_lose_them(model: Any, shows: bool, relocate: bool | None) -> None:
    messages = [user(PAGES[0]), calls(call("1")), ToolMessage([image(PAGES[1])], tool_call_id="1", name="zoom_image")]
    request = ModelRequest(model=model(), messages=messages, state={"messages": messages}, tools=[ZoomTool()])
    sent = ZoomMiddleware(relocate=relocate).wrap_model_call(request, lambda request: request.messages)
    moved = not shows if relocate is None else relocate
    assert [message.type for message in sent] == ["human", "ai", "tool", *(["human"] if moved else [])]
    assert images_of(sent[-1].content) == [PAGES[1]]
    assert request.messages == messages


@pytest.mark.parametrize(
    ("tools", "settings", "moved"),
    [([], {}, True), ([{"type": "web_search"}], {}, False), ([], {"reasoning": {"effort": "low"}}, False)],
)
def test_the_api_may_depend_on_the_request(tools: list[Any], settings: dict[str, Any], moved: bool) -> None:
    messages = [ToolMessage([image(PAGES[1])], tool_call_id="1")]
    request = ModelRequest(model=with_model("gpt-4o"), messages=messages, tools=tools, model_settings=settings)
    sent = ZoomMiddleware().wrap_model_call(request, lambda request: request.messages)
    assert len(sent) == 1 + moved


class Closer(Counting):
    """The middle of whatever it is shown, and surer of it in its own crop."""

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(self.box, 0.5 if image.height == 300 else 0.9)


@pytest.mark.parametrize("mode", ["append", "replace"])
def test_surroundings_stand_before_the_crop_and_a_second_step_looks_closer(mode: Any) -> None:
    options: dict[str, Any] = {"policy": Closer(), "budget": BUDGET, "steps": 2, "context": True}
    again, around = (
        "image_1 (401x300), zoomed to [150, 112, 251, 188]",
        "image_1 (401x300), zoomed to [100, 75, 301, 225]",
    )
    step = zoom_messages(mode, **options)
    (written,) = step.invoke([user(PAGES[0])])
    assert [each.partition(";")[0] for each in texts_of(written)][-3:-1] == [around, again]
    assert len(images_of(written.content)) == (3 if mode == "append" else 2)
    assert step.invoke([written]) == [written]
    model = scripted()
    create_agent(model, middleware=[ZoomMiddleware(mode, **options)]).invoke({"messages": [user(PAGES[0])]})
    assert model.seen[0][0].content == written.content
    answer = zoomed(ZoomTool(**options), user(PAGES[0]))
    assert [each.partition(";")[0] for each in texts_of(answer)] == [around, again]
    assert images_of(answer.content) == images_of(written.content)[-2:]
    assert answer.artifact["box_pixels"] == [150, 112, 251, 188]
    (tool,) = ZoomMiddleware(**options).tools
    assert zoomed(tool, user(PAGES[0])).content == answer.content  # type: ignore[arg-type]


def test_less_than_one_step_is_refused() -> None:
    for make in (ZoomMiddleware, ZoomTool, zoom_messages):
        with pytest.raises(ValueError, match="steps"):
            make(steps=0)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="'append', 'replace'"):
        ZoomMiddleware("insert")
    with pytest.raises(ValueError, match="'append' or 'replace'"):
        zoom_messages("tool")


# Chains


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


# Dependencies

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
