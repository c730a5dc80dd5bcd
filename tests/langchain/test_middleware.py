"""ZoomMiddleware: what a model is sent, whatever its API, and what an agent keeps."""

import asyncio
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
pytest.importorskip("langchain.agents", reason="the extra langchain is not installed")

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool

from cropvlm_tools.langchain import ZoomMiddleware, ZoomTool, zoom_messages
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from tests.langchain.talk import (
    BUDGET,
    PAGES,
    QUESTION,
    ZOOM,
    Counting,
    anthropic,
    call,
    calls,
    crop,
    data_url,
    image,
    images_of,
    openai_chat,
    openai_responses,
    scripted,
    text,
    texts_of,
    user,
    zoomed,
)


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
        assert texts_of(sent[0]) == [QUESTION, caption]
        assert images_of(sent[0].content) == [PAGES[0], crop(PAGES[0])]
    assert policy.questions == [QUESTION]
    assert state["messages"][0].content == given.content


def test_each_turn_has_the_crop_of_its_own_question_and_of_one_image() -> None:
    policy = Counting()
    model = scripted(AIMessage("1"), AIMessage("2"), AIMessage("3"))
    agent = create_agent(model, middleware=[ZoomMiddleware("append", policy=policy, budget=BUDGET)])
    state = agent.invoke({"messages": [user(PAGES[0], PAGES[1], question="What?")]})
    state = agent.invoke({"messages": [*state["messages"], HumanMessage("And in the first image?")]})
    agent.invoke({"messages": [*state["messages"], HumanMessage("Thanks!")]})
    assert policy.questions == ["What?", "And in the first image?"]
    assert images_of(model.seen[2][0].content) == [*PAGES[:2], crop(PAGES[1])]
    assert images_of(model.seen[2][2].content) == [crop(PAGES[0])]
    assert model.seen[2][:4] == [*model.seen[1], state["messages"][3]]


def test_replace_shows_the_crop_only() -> None:
    model = scripted()
    create_agent(model, middleware=[ZoomMiddleware("replace", **ZOOM)]).invoke({"messages": [user(*PAGES[:2])]})
    assert images_of(model.seen[0][0].content) == [PAGES[0], crop(PAGES[1])]
    assert [line.split(" ")[0] for line in texts_of(model.seen[0][0])] == ["image_2", QUESTION.split(" ")[0]]


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
    captions = [each.partition(";")[0] for each in texts_of(written) if each != QUESTION]
    assert captions == [around, again]
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
