"""Seven turns through each SDK against the offline server, which says how much of each request it had seen before."""

import importlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.demo import draw_page
from cropvlm_tools.views import Budget
from tests.turns import Said, as_anthropic, as_chat, as_responses, png

EXAMPLES = Path(__file__).parents[2] / "examples"
TURNS = (
    "What is the total due?",
    "And the tax?",
    "Thanks!",
    "What is the invoice number?",
    "Are you sure?",
    "Summarise the document.",
    "What is the total due?",
)
ZOOM: dict[str, Any] = {"policy": "centre", "when": "always"}


def openai(server: Any) -> Any:
    kind = pytest.importorskip("openai").OpenAI
    return kind(base_url=f"{server.url}/v1", api_key="key", max_retries=0)


def anthropic(server: Any) -> Any:
    return pytest.importorskip("anthropic").Anthropic(base_url=server.url, api_key="key", max_retries=0)


def responses_append(server: Any, said: list[Said]) -> tuple[str, int]:
    insert_zooms = importlib.import_module("cropvlm_tools.openai").insert_zooms
    sent = insert_zooms(as_responses(said), model="gpt-5.4", **ZOOM)
    with openai(server) as client:
        answer = client.responses.create(model="gpt-5.4", input=sent)
    return answer.output_text, answer.usage.input_tokens_details.cached_tokens


def chat_append(server: Any, said: list[Said]) -> tuple[str, int]:
    insert_zooms = importlib.import_module("cropvlm_tools.openai").insert_zooms
    with openai(server) as client:
        answer = client.chat.completions.create(model="gpt-4o", messages=insert_zooms(as_chat(said), **ZOOM))
    return answer.choices[0].message.content, answer.usage.prompt_tokens_details.cached_tokens


def anthropic_append(server: Any, said: list[Said]) -> tuple[str, int]:
    insert_zooms = importlib.import_module("cropvlm_tools.anthropic").insert_zooms
    with anthropic(server) as client:
        answer = client.messages.create(model="m", max_tokens=9, messages=insert_zooms(as_anthropic(said), **ZOOM))
    return answer.content[0].text, answer.usage.cache_read_input_tokens


@pytest.mark.parametrize("ask", [responses_append, chat_append, anthropic_append])
def test_what_was_sent_before_is_found_in_the_cache(ask: Callable[..., tuple[str, int]], server: Any) -> None:
    said: list[Said] = []
    for turn, question in enumerate(TURNS):
        said.append(Said("user", question, (png(1),) if turn == 0 else ()))
        text, cached = ask(server, said)
        said.append(Said("assistant", text))
        seen = server.cache.report[-1]
        assert cached == seen.cached
    assert server.cache.hit() == 1
    assert said[-1].text == "2 images."  # all crops show the same: it stands there once
    assert len(server.cache.report) == len(TURNS)


def test_what_changes_in_front_is_told() -> None:
    sys.path.insert(0, str(EXAMPLES))
    try:
        cache = importlib.import_module("offline_cache").PromptCache()
    finally:
        sys.path.remove(str(EXAMPLES))
    said = [Said("user", "What is it?", (png(1),)), Said("assistant", "This."), Said("user", "And that?")]
    cache.look({"model": "m"}, as_chat(said[:1]))
    cache.look({"model": "m"}, as_chat(said))
    assert (cache.report[1].cached, cache.hit()) == (cache.report[0].tokens, 1)
    labelled = as_chat(said)
    labelled[0]["content"].insert(0, {"type": "text", "text": "image_1:"})
    cache.look({"model": "m"}, labelled)
    assert 0 < cache.report[2].cached < 10  # what stands before the messages
    assert 0 < cache.hit() < 1
    cache.look({"model": "other"}, labelled)
    assert cache.report[3].cached == 0


def test_the_tool_over_seven_turns(server: Any) -> None:
    adapter = importlib.import_module("cropvlm_tools.openai")
    messages: list[Any] = []
    tools = [adapter.zoom_tool_schema()]
    with openai(server) as client:
        for turn, question in enumerate(TURNS):
            messages += as_responses([Said("user", question, (png(1),) if turn == 0 else ())])
            while True:
                response = client.responses.create(model="gpt-5.4", input=messages, tools=tools)
                answers = adapter.run_tool_calls(response, messages, policy="centre")
                messages += [*response.output, *answers]
                if not answers:
                    break
    assert server.cache.hit() == 1
    assert len(server.cache.report) == len(TURNS) + sum("?" in question for question in TURNS)


@pytest.mark.parametrize("held", ["previous_response_id", "conversation"])
def test_a_conversation_that_the_server_keeps(held: str, server: Any) -> None:
    adapter = importlib.import_module("cropvlm_tools.openai")
    store, tools = adapter.ImageStore(), [adapter.zoom_tool_schema()]
    where: dict[str, Any] = {"conversation": "conv_1"} if held == "conversation" else {}
    shown: list[str] = []
    with openai(server) as client:
        for turn, question in enumerate(TURNS):
            sent: list[Any] = as_responses([Said("user", question, (png(turn),) if turn < 2 else ())])
            while sent:
                response = client.responses.create(model="gpt-5.4", input=sent, tools=tools, **where)
                store.keep(response, sent)
                sent = adapter.run_tool_calls(response, images=store.images(response), policy="centre")
                shown += [answer["output"][0]["text"].split(",")[0] for answer in sent]
                where = where if held == "conversation" else {held: response.id}
    assert shown == ["image_1 (300x200)", *["image_2 (301x200)"] * 4]
    assert server.cache.hit() == 1


def test_a_page_of_the_demo_is_answered_over_turns() -> None:
    sys.path.insert(0, str(EXAMPLES))
    try:
        server = importlib.import_module("offline_server").OfflineServer().start()
    finally:
        sys.path.remove(str(EXAMPLES))
    page, answers = draw_page()
    file = io.BytesIO()
    page.save(file, "PNG")
    said: list[Said] = []
    sees = Budget(server.sees, None)
    insert_zooms = importlib.import_module("cropvlm_tools.anthropic").insert_zooms
    with anthropic(server) as client:
        for turn, (question, wanted) in enumerate(list(answers.items())[:2]):
            said.append(Said("user", question, (file.getvalue(),) if turn == 0 else ()))
            sent = insert_zooms(as_anthropic(said), budget=sees)
            answer = client.messages.create(model="m", max_tokens=9, messages=sent)
            said.append(Said("assistant", answer.content[0].text))
            assert wanted in said[-1].text
    assert server.cache.hit() == 1
    server.shutdown()
    server.server_close()
