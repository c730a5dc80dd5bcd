"""An image and its crop for fewer tokens than the image alone: what each adapter sends, and what is counted."""

import base64
import importlib
import io
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget

PAGE = (2480, 3508)


def png(size: tuple[int, int] = PAGE) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "PNG")
    return file.getvalue()


class Legible(Policy):
    """A tenth of the page; legible in the whole from so many px on."""

    name = "legible"

    def __init__(self, edge: int | None = None) -> None:
        self.edge = edge

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(Box(0.3, 0.3, 0.62, 0.62), 0.9, "", self.edge)


def url(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def chat(data: bytes, **image: Any) -> list[dict[str, Any]]:
    parts = [{"type": "image_url", "image_url": {"url": url(data), **image}}, {"type": "text", "text": "What is it?"}]
    return [{"role": "user", "content": parts}]


def anthropic(data: bytes) -> list[dict[str, Any]]:
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(data).decode()}
    return [{"role": "user", "content": [{"type": "image", "source": source}, {"type": "text", "text": "What is it?"}]}]


def openai_insert(messages: Any, **options: Any) -> Any:
    return importlib.import_module("cropvlm_tools.openai").insert_zooms(messages, plan=True, **options)


def anthropic_insert(messages: Any, **options: Any) -> Any:
    return importlib.import_module("cropvlm_tools.anthropic").insert_zooms(messages, plan=True, **options)


def shown(parts: list[Any]) -> list[tuple[str, tuple[int, int]]]:
    """Detail and size of each image."""
    found = []
    for part in parts:
        if "image_url" in part:
            data, detail = part["image_url"]["url"].partition(",")[2], part["image_url"].get("detail", "")
        elif "source" in part:
            data, detail = part["source"]["data"], ""
        else:
            continue
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            found.append((detail, image.size))
    return found


@pytest.mark.parametrize(
    ("model", "details", "whole", "share"),
    [
        ("gpt-5.6", ["low", "high"], 10_296, 0.15),
        ("gpt-5.4", ["low", "high"], 2974, 0.5),
        ("gpt-4o", ["low", "low"], 1105, 0.2),
    ],
)
def test_overview_and_crop_at_the_details_that_cost_least(
    model: str, details: list[str], whole: int, share: float
) -> None:
    sent = openai_insert(chat(png()), model=model, policy=Legible())
    assert [detail for detail, _ in shown(sent[0]["content"])] == details
    (facts,) = sent.zooms
    assert facts["whole_tokens"] == whole
    assert sent.savings == whole - sum(
        Budget.for_model(model, detail).tokens(size) for detail, size in shown(sent[0]["content"])
    )
    assert sent.savings >= (1 - share) * whole
    assert facts["view_size"] == list(shown(sent[0]["content"])[1][1])
    assert sent[0]["content"][2]["text"].endswith("shown at {}x{}".format(*facts["view_size"]))


def test_claude_is_sent_an_overview_of_few_pixels() -> None:
    sent = anthropic_insert(anthropic(png()), model="claude-opus-4-7", policy=Legible())
    (_, overview), (_, crop) = shown(sent[0]["content"])
    assert max(overview) < 500
    tokens = Budget.for_model("claude-opus-4-7").tokens
    assert sent.savings == 4756 - tokens(overview) - tokens(crop) > 0.7 * 4756


def test_no_crop_of_claude_is_larger_than_a_request_with_many_images_takes() -> None:
    sent = anthropic_insert(anthropic(png((8000, 8000))), model="claude-opus-4-7", policy=Legible(8000))
    assert all(max(size) <= 2000 for _, size in shown(sent[0]["content"]))


def test_large_print_is_sent_as_a_small_whole_and_no_crop() -> None:
    sent = openai_insert(chat(png(), detail="original"), model="gpt-5.6", policy=Legible(400))
    ((detail, size),) = shown(sent[0]["content"])
    assert (detail, 400 <= max(size) <= 512) == ("low", True)
    assert (sent.zooms, sent.skipped, sent.tokens_added) == ([], [], 0)
    assert sent.savings > 10_000


def test_what_nothing_shows_for_less_stays_as_it_is() -> None:
    messages = anthropic(png((56, 56)))
    sent = anthropic_insert(messages, model="claude-opus-4-7", policy=Legible(56))
    assert (sent, sent.savings) == (messages, 0)
    assert sent.skipped[0]["reason"].startswith("The whole shows it legibly")


def test_later_turns_are_judged_by_what_was_sent() -> None:
    """At 448 px what is legible from 300 px on needs no crop, and what needs 2000 px does."""
    asked = [*chat(png()), {"role": "assistant", "content": "A page."}, {"role": "user", "content": "And this one?"}]

    class Elsewhere(Legible):
        def predict(self, image: Image.Image, question: str) -> Prediction:
            box = Box(0.1, 0.1, 0.3, 0.3) if "this" in question else Box(0.3, 0.3, 0.62, 0.62)
            return Prediction(box, 0.9, "", self.edge if "this" in question else 1500)

    for edge, crops in ((300, 0), (2000, 1)):
        policy = Elsewhere(edge)
        sent = openai_insert(asked, model="gpt-5.6", policy=policy)
        assert sent[0] == openai_insert(asked[:1], model="gpt-5.6", policy=policy)[0]
        assert len(shown(sent[0]["content"])) == 2
        told = sent[2]["content"]
        assert (0 if isinstance(told, str) else len(shown(told))) == crops


def test_the_budget_is_the_longest_edge_that_is_seen() -> None:
    sent = openai_insert(chat(png()), model="gpt-5.6", policy=Legible(), budget=Budget(700, None))
    assert all(max(size) <= 700 for _, size in shown(sent[0]["content"]))
    assert sent.savings > 0


@pytest.mark.parametrize("option", [{"overview_detail": "low"}, {"overview_edge": 400}])
def test_a_plan_and_what_it_decides_are_not_both_given(option: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="plan=True decides"):
        openai_insert(chat(png((20, 20))), **option)
    if "overview_edge" in option:
        with pytest.raises(ValueError, match="plan=True decides"):
            anthropic_insert(anthropic(png((20, 20))), **option)


@pytest.mark.parametrize(("model", "details"), [("gpt-5.6", ["low", "high"]), ("claude-opus-4-7", ["", ""])])
def test_langchain_sends_what_is_planned(model: str, details: list[str]) -> None:
    core = pytest.importorskip("langchain_core.messages")
    adapter = importlib.import_module("cropvlm_tools.langchain")
    block = {"type": "image", "base64": base64.b64encode(png()).decode(), "mime_type": "image/png"}
    block["cache_control"] = {"type": "ephemeral"}
    step = adapter.zoom_messages(plan=True, model=model, policy=Legible())
    (message,) = step.invoke([core.HumanMessage([block, {"type": "text", "text": "What is it?"}])])
    whole, _, _, crop = message.content
    assert [part.get("image_url", {}).get("detail", "") for part in (whole, crop)] == details
    assert whole["cache_control"] == {"type": "ephemeral"}
    with pytest.raises(ValueError, match="mode 'append'"):
        adapter.zoom_messages("replace", plan=True)


def test_the_middleware_plans_for_the_agents_model() -> None:
    pytest.importorskip("langchain.agents")
    from langchain.agents.middleware import ModelRequest
    from langchain_core.messages import HumanMessage

    class Model:
        model_name = "gpt-5.6"

    made = importlib.import_module("cropvlm_tools.langchain").ZoomMiddleware("append", plan=True, policy=Legible())
    message = HumanMessage(chat(png())[0]["content"])
    request = ModelRequest(model=Model(), messages=[message], state={})  # type: ignore[arg-type]
    (sent,) = made.wrap_model_call(request, lambda request: request.messages)
    assert [detail for detail, _ in shown(sent.content)] == ["low", "high"]


def test_llama_index_sends_what_is_planned() -> None:
    pytest.importorskip("llama_index.core")
    from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock

    zoom_chat_messages = importlib.import_module("cropvlm_tools.llama_index").zoom_chat_messages
    message = ChatMessage(blocks=[ImageBlock(image=png(), image_mimetype="image/png"), TextBlock(text="What is it?")])
    (sent,) = zoom_chat_messages([message], plan=True, model="gpt-5.6", policy=Legible())
    whole, _, _, crop = sent.blocks
    assert [block.detail for block in (whole, crop)] == ["low", "high"]
