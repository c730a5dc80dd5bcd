"""A conversation is never rewritten: what is sent in a turn begins with what was sent in the one before."""

import base64
import copy
import importlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from cropvlm_tools.chat.kept import KEPT
from cropvlm_tools.views import Budget
from tests.chat.test_smalltalk import TALK
from tests.turns import (
    ByChance,
    Json,
    Said,
    as_anthropic,
    as_chat,
    as_google,
    as_responses,
    conversation,
    png,
    requests,
    url,
)

POLICY = ByChance()
Sends = Callable[[list[Said]], list[Any]]
"""From what was said so far to what is sent, in plain JSON, so that bytes are compared."""


def openai(shape: Callable[[list[Said]], list[Json]], **options: Any) -> Sends:
    insert = importlib.import_module("cropvlm_tools.openai").insert_zooms
    return lambda said: list(insert(shape(said), policy=POLICY, **options))


def anthropic(**options: Any) -> Sends:
    insert = importlib.import_module("cropvlm_tools.anthropic").insert_zooms
    return lambda said: list(insert(as_anthropic(said), policy=POLICY, **options))


def google(**options: Any) -> Sends:
    insert = importlib.import_module("cropvlm_tools.google").insert_zooms
    return lambda said: list(insert(as_google(said), policy=POLICY, **options))


def langchain_messages(said: list[Said]) -> list[Any]:
    core = pytest.importorskip("langchain_core.messages")
    messages: list[Any] = []
    for each in said:
        parts: list[Any] = [
            {"type": "image", "base64": base64.b64encode(data).decode(), "mime_type": "image/png"}
            for data in each.images
        ]
        parts += [each.text] if each.text else []
        content = parts if each.images else each.text
        if each.role == "tool":
            messages += [core.AIMessage("", tool_calls=[{"name": "screen", "args": {}, "id": "c"}])]
            messages += [core.ToolMessage(content, tool_call_id="c", name="screen")]
        else:
            messages.append((core.HumanMessage if each.role == "user" else core.AIMessage)(content))
    return messages


def plain(messages: list[Any]) -> list[Any]:
    return [[message.type, message.content] for message in messages]


def chain(mode: str, **options: Any) -> Sends:
    pytest.importorskip("langchain_core")
    step = importlib.import_module("cropvlm_tools.langchain").zoom_messages(mode, policy=POLICY, **options)
    return lambda said: plain(step.invoke(langchain_messages(said)))


def middleware(mode: str, relocate: bool) -> Sends:
    pytest.importorskip("langchain.agents")
    from langchain.agents.middleware import ModelRequest

    made = importlib.import_module("cropvlm_tools.langchain").ZoomMiddleware(mode, relocate=relocate, policy=POLICY)

    def sends(said: list[Said]) -> list[Any]:
        messages = langchain_messages(said)
        request = ModelRequest(model=None, messages=messages, state={"messages": messages})
        return plain(made.wrap_model_call(request, lambda request: request.messages))

    return sends


def llama_index(said: list[Said], **options: Any) -> list[Any]:
    pytest.importorskip("llama_index.core")
    from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock

    def message(each: Said) -> Any:
        images = [ImageBlock(image=data, image_mimetype="image/png") for data in each.images]
        return ChatMessage(role=each.role, blocks=[*images, *([TextBlock(text=each.text)] if each.text else [])])

    zoom_chat_messages = importlib.import_module("cropvlm_tools.llama_index").zoom_chat_messages
    sent = zoom_chat_messages([message(each) for each in said], policy=POLICY, **options)
    return [message.model_dump(mode="json") for message in sent]


WAYS: dict[str, Callable[[], Sends]] = {
    "openai responses": lambda: openai(as_responses, model="gpt-5.4"),
    "openai responses, low overview": lambda: openai(as_responses, model="gpt-5.4", overview_detail="low"),
    "openai chat": lambda: openai(as_chat, model="gpt-4o"),
    "openai chat, small overview": lambda: openai(as_chat, overview_edge=150, context=True),
    "anthropic": lambda: anthropic(model="claude-opus-4-7"),
    "anthropic, small overview": lambda: anthropic(overview_edge=150, max_crops=1),
    "openai responses, planned": lambda: openai(as_responses, model="gpt-5.6", plan=True),
    "openai chat, planned": lambda: openai(as_chat, model="gpt-4o", plan=True),
    "anthropic, planned": lambda: anthropic(model="claude-opus-4-7", plan=True),
    "google": lambda: google(model="gemini-3-pro"),
    "google, small": lambda: google(model="gemini-3-pro", budget=Budget(120, None)),
    "google, whole as it is": lambda: google(model="gemini-2.5-flash", plan=False),
    "langchain append": lambda: chain("append"),
    "langchain append, planned": lambda: chain("append", plan=True, model="gpt-5.6"),
    "langchain replace": lambda: chain("replace"),
    "middleware tool": lambda: middleware("tool", False),
    "middleware tool, relocated": lambda: middleware("tool", True),
    "middleware append": lambda: middleware("append", True),
    "middleware replace": lambda: middleware("replace", False),
    "llama index": lambda: llama_index,
    "llama index, planned": lambda: partial(llama_index, plan=True, model="claude-opus-4-7"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_sent_begins_with_what_was_sent_before(way: str) -> None:
    sends, crops = WAYS[way](), 0
    for seed in range(12):
        before: list[Any] = []
        for said in requests(conversation(seed)):
            sent = json.loads(json.dumps(sends(said)))
            assert sent[: len(before)] == before, (seed, len(said))
            before = sent
            if seed % 3 == 0:
                KEPT.forget()  # as in another process
        crops += json.dumps(before).count("zoomed to [")
    assert (crops > 0) == ("tool" not in way)


def test_what_is_to_be_cached_is_sent_as_it_was_given() -> None:
    send = anthropic(when="always")
    for seed in range(12):
        for said in requests(conversation(seed)):
            given, sent = as_anthropic(said)[0]["content"], send(said)[0]["content"]
            end = next(at for at, part in enumerate(given) if "cache_control" in part) + 1
            assert sent[: len(given)] == given
            assert end <= len(given)
            assert [part for part in sent if "cache_control" in part] == [given[end - 1]]


def test_an_earlier_turn_costs_nothing() -> None:
    class Counting(ByChance):
        asked = 0

        def predict(self, image: Any, question: str) -> Any:
            self.asked += 1
            return super().predict(image, question)

    policy = Counting()
    insert = importlib.import_module("cropvlm_tools.openai").insert_zooms
    said = [Said("user", "What is the total?", (png(1),)), Said("assistant", "5"), Said("user", "And the tax?")]
    for _ in range(3):
        insert(as_chat(said[:1]), policy=policy)
        insert(as_chat(said), policy=policy)
    assert policy.asked == 2


def test_eight_images_and_a_question_about_one_cost_one_reading() -> None:
    class Listening(ByChance):
        seen: list[int]

        def predict(self, image: Any, question: str) -> Any:
            self.seen.append(image.width)
            return super().predict(image, question)

    insert = importlib.import_module("cropvlm_tools.anthropic").insert_zooms
    eight = tuple(png(number) for number in range(8))
    for question, width in (("What is the total on the last?", 307), ("In the second image?", 301), ("Total?", 307)):
        policy = Listening()
        policy.seen = []
        insert(as_anthropic([Said("user", question, eight)]), policy=policy)
        assert policy.seen == [width]


def test_small_talk_gets_no_crop_and_no_look() -> None:
    class Never(ByChance):
        def predict(self, image: Any, question: str) -> Any:
            raise AssertionError(question)

    insert = importlib.import_module("cropvlm_tools.openai").insert_zooms
    for phrase in filter(None, TALK.splitlines()):
        messages = as_responses([Said("user", phrase, (png(1),))])
        sent = insert(messages, policy=Never(), when="always")
        assert (sent, sent.zooms, sent.tokens_added) == (messages, [], 0)
        assert sent.skipped == [{"message": 0, "ref": None, "reason": "The text asks for no place in an image."}]


def test_a_question_of_the_program_is_asked_once_and_the_list_is_kept() -> None:
    insert = importlib.import_module("cropvlm_tools.openai").insert_zooms
    messages: list[Any] = as_chat([Said("user", "Look.", (png(3),))])
    small_talk = insert(messages, question="Thanks", policy="centre", when="always")
    assert len(small_talk[0]["content"]) == 4  # the program knows what it asks
    for number in range(6):
        before = copy.deepcopy(messages)
        messages = insert(messages, question=f"Where is row {number}?", policy=POLICY, when="always")
        assert messages[: len(before) - 1] == before[:-1]
        messages += [{"role": "assistant", "content": "There."}, {"role": "user", "content": "Go on."}]
    assert json.dumps(messages).count("zoomed to [") > 2


def test_an_image_without_a_text_is_asked_what_was_asked_before() -> None:
    insert = importlib.import_module("cropvlm_tools.openai").insert_zooms
    image = {"type": "image_url", "image_url": {"url": url(png(5))}}
    messages = [{"role": "user", "content": "What is the total on my receipt?"}, {"role": "user", "content": [image]}]
    sent = insert(messages, policy="centre", when="always")
    assert sent[0] == messages[0]
    assert [part["type"] for part in sent[1]["content"]] == ["image_url", "text", "image_url"]
