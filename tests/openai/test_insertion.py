"""Crops in what is sent to OpenAI, through its real SDK, against a server that only records."""

import base64
import copy
import io
import logging
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("openai", reason="the openai package is not installed")

from cropvlm_tools.errors import BudgetError
from cropvlm_tools.openai import insert_zooms, run_tool_calls
from cropvlm_tools.policies.fixed import WindowPolicy
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from tests.conftest import Legible, Wire
from tests.openai.exchange import CAPTION, ITEM, MODEL, asked, crop_of, reply, send, sent, url
from tests.sdk_types import valid


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("api", ["responses", "chat"])
def test_an_inserted_crop_arrives_behind_the_question(api: str, asynchronous: bool, wire: Wire, picture: bytes) -> None:
    messages = asked(api, picture)
    before = copy.deepcopy(messages)
    zoomed = insert_zooms(messages, model=MODEL, policy="centre")
    assert messages == before
    wire.replies.append(reply(api, []))
    send(wire, api, zoomed, asynchronous)
    (message,) = sent(wire, api)
    original, question, caption, crop = message["content"]
    assert [question["text"], caption["text"]] == ["What is red?", CAPTION]
    assert original == messages[0]["content"][0]
    if api == "responses":
        assert caption["type"] == "input_text"
        assert (crop["type"], crop["detail"]) == ("input_image", "high")
        assert crop_of(crop["image_url"]) == (255, 0, 0)
    else:
        assert caption["type"] == "text"
        assert (crop["type"], crop["image_url"]["detail"]) == ("image_url", "high")
        assert crop_of(crop["image_url"]["url"]) == (255, 0, 0)
    valid(ITEM[api], list(zoomed))
    assert (zoomed.tokens_added, zoomed.tokens_saved) == (85 + 4 * 170, 0)
    assert zoomed.zooms[0]["box_pixels"] == [200, 150, 600, 450]


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize(("model", "saved"), [("gpt-4o", 4 * 170), ("gpt-5.4", 570 - 231), ("gpt-5.6", 570 - 231)])
def test_the_overview_at_low_detail_saves_tokens(api: str, model: str, saved: int, picture: bytes) -> None:
    zoomed = insert_zooms(asked(api, picture), model=model, policy="centre", overview_detail="low")
    overview, _, _, crop = zoomed[0]["content"]
    at = (lambda part: part) if api == "responses" else (lambda part: part["image_url"])
    assert (at(overview)["detail"], at(crop)["detail"]) == ("low", "high")
    whole, low = Budget.for_model(model), Budget.for_model(model, "low")
    assert zoomed.tokens_saved == whole.tokens((800, 600)) - low.tokens((800, 600)) == saved
    assert zoomed.tokens_added == zoomed.zooms[0]["tokens"]


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize("model", [MODEL, None])
def test_the_overview_is_shrunk_before_it_is_sent(api: str, model: str | None, picture: bytes) -> None:
    budget = Budget(max_edge=400, max_tokens=None)
    zoomed = insert_zooms(asked(api, picture), model=model, policy="centre", budget=budget, overview_edge=400)
    overview, _, _, crop = zoomed[0]["content"]
    url = overview["image_url"] if api == "responses" else overview["image_url"]["url"]
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        assert image.size == (400, 300)
    assert crop_of(crop["image_url"] if api == "responses" else crop["image_url"]["url"]) == (255, 0, 0)
    large = insert_zooms(asked(api, picture), model=model, policy="centre", overview_edge=800)
    assert large[0]["content"][0] == asked(api, picture)[0]["content"][0]


@pytest.mark.parametrize("api", ["responses", "chat"])
def test_surroundings_stand_before_the_crop(api: str, picture: bytes) -> None:
    corner = WindowPolicy((0.25, 0.25, 0.5, 0.5))
    zoomed = insert_zooms(asked(api, picture), model=MODEL, policy=corner, when="always", context=True)
    texts = [part["text"] for part in zoomed[0]["content"] if "text" in part]
    assert [text.partition(";")[0] for text in texts[1:3]] == [
        "image_1 (800x600), zoomed to [100, 75, 500, 375]",
        "image_1 (800x600), zoomed to [200, 150, 400, 300]",
    ]
    assert len(zoomed.zooms) == 1
    assert zoomed.tokens_added == 2 * (85 + 4 * 170)  # both enlarged to 1024 px
    assert insert_zooms(zoomed, model=MODEL, policy=corner, when="always", context=True) == zoomed


@pytest.mark.parametrize(
    ("image", "options", "crops"),
    [
        ({}, {}, 0),  # 768 px and more: legible
        ({"detail": "low"}, {}, 1),
        ({}, {"overview_detail": "low"}, 1),
        ({}, {"when": "always"}, 1),
        ({"detail": "original"}, {}, 0),  # not a detail of this model: as auto
    ],
)
@pytest.mark.parametrize("api", ["responses", "chat"])
def test_needed_is_judged_by_what_the_overview_will_show(
    api: str, image: dict[str, Any], options: dict[str, Any], crops: int, picture: bytes
) -> None:
    messages = asked(api, picture, **image)
    zoomed = insert_zooms(messages, model=MODEL, policy=Legible(), **options)
    assert len(zoomed.zooms) == crops
    assert (zoomed == messages) is (crops == 0)


def test_without_a_model_the_budgets_own_rule_counts(picture: bytes) -> None:
    zoomed = insert_zooms(
        asked("chat", picture), policy="centre", budget=Budget(max_edge=700), overview_detail="low", detail="auto"
    )
    assert max(zoomed.zooms[0]["view_size"]) == 700
    assert zoomed.tokens_added == 25 * 19
    assert zoomed.tokens_saved == 25 * 19 - 19 * 14
    assert zoomed.savings == -19 * 14
    assert zoomed[0]["content"][3]["image_url"]["detail"] == "auto"


def test_a_detail_that_the_model_lacks(picture: bytes) -> None:
    with pytest.raises(BudgetError):
        insert_zooms(asked("chat", picture), model=MODEL, detail="original")
    with pytest.raises(BudgetError):
        run_tool_calls({"output": []}, model=MODEL, detail="original")


@pytest.mark.parametrize("budget", [None, Budget(max_edge=700)])
def test_a_model_that_is_not_known_is_as_good_as_none(
    budget: Budget | None, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    named, unnamed = (
        insert_zooms(asked("chat", picture), model=model, policy="centre", budget=budget) for model in ("gpt-99", None)
    )
    assert named == unnamed
    assert named.tokens_added == unnamed.tokens_added > 0
    assert run_tool_calls({"output": []}, model="gpt-99") == []
    assert sum("gpt-99" in record.getMessage() for record in caplog.records) <= 1


@pytest.mark.parametrize(
    "parts",
    [
        [{"type": "input_image", "file_id": "file_1", "detail": "auto"}],
        [{"type": "input_image", "image_url": "https://example.org/red.png", "detail": "auto"}],
        [{"type": "input_image", "image_url": "/etc/hostname", "detail": "auto"}],
        [{"type": "input_image", "image_url": "data:image/svg+xml;base64,AAAA", "detail": "auto"}],
        [{"type": "image_url", "image_url": {"url": "https://example.org/red.png"}}],
        [{"type": "image_url", "image_url": {"url": "file:///etc/hostname"}}],
    ],
)
def test_what_cannot_be_read_passes_through_with_one_warning(
    parts: list[Any], picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    api = "responses" if parts[0]["type"] == "input_image" else "chat"
    messages = asked(api, picture)
    messages[0]["content"] = parts + messages[0]["content"]
    assert insert_zooms(messages, policy="centre").zooms[0]["ref"] == "image_2"
    with caplog.at_level(logging.WARNING):
        zoomed = insert_zooms(messages, policy="centre", question="What is in the first image?")
        insert_zooms(messages, policy="centre", question="What is in the first image?")
    assert zoomed == messages
    (skipped,) = zoomed.skipped
    assert (skipped["message"], skipped["ref"]) == (0, "image_1")
    assert "cannot be zoomed into" in skipped["reason"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "image_1 cannot be zoomed into" in caplog.text
    assert "hostname" not in caplog.text


def test_a_url_is_read_by_the_fetcher(picture: bytes) -> None:
    part = {"type": "image_url", "image_url": {"url": "https://example.org/red.png"}}
    messages = [{"role": "user", "content": [part, {"type": "text", "text": "What is red?"}]}]
    zoomed = insert_zooms(messages, policy="centre", fetch=lambda url: picture)
    assert zoomed[0]["content"][0] == part
    assert crop_of(zoomed[0]["content"][3]["image_url"]["url"]) == (255, 0, 0)


@pytest.mark.parametrize("api", ["responses", "chat"])
def test_inserting_twice_changes_nothing(api: str, picture: bytes) -> None:
    once = insert_zooms(asked(api, picture), policy="centre", model=MODEL, overview_detail="low")
    twice = insert_zooms(once, policy="centre", model=MODEL, overview_detail="low")
    assert twice == once
    assert (twice.zooms, twice.tokens_added, twice.tokens_saved) == ([], 0, 0)


def test_each_turn_asks_its_own_question_of_images_of_earlier_turns(picture: bytes) -> None:
    seen: list[str] = []

    class Listening(Legible):
        def predict(self, image: Image.Image, question: str) -> Prediction:
            seen.append(question)
            return super().predict(image, question)

    messages = [*asked("chat", picture), {"role": "assistant", "content": "The middle."}]
    messages += [{"role": "user", "content": "And what is white?"}]
    zoomed = insert_zooms(messages, policy=Listening(), when="always")
    assert seen == ["What is red?", "And what is white?"]
    assert (len(zoomed[0]["content"]), zoomed[1:]) == (4, messages[1:])
    assert [skipped["reason"] for skipped in zoomed.skipped] == ["The same crop stands in an earlier turn."]
    third = insert_zooms(messages, policy=Listening(), when="always", question="What is blue?")
    assert (seen[2:], len(third[2]["content"]), third[:2]) == (["What is blue?"], 3, messages[:2])


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "user", "content": "No image."}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}],
        [{"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image", "image_url": "data:,"}]}],
    ],
)
def test_a_conversation_without_images_or_question_stays(messages: list[Any]) -> None:
    assert insert_zooms(messages, policy="centre") == messages


def test_a_text_becomes_a_message() -> None:
    assert insert_zooms("What is red?") == [{"role": "user", "content": "What is red?"}]


def test_an_image_url_that_is_a_string(picture: bytes) -> None:
    part = {"type": "image_url", "image_url": url(picture)}
    messages = [{"role": "user", "content": [part, {"type": "text", "text": "What?"}]}]
    zoomed = insert_zooms(messages, policy="centre", model=MODEL, overview_detail="low")
    assert zoomed[0]["content"][0] == {"type": "image_url", "image_url": {"url": url(picture), "detail": "low"}}
