"""Anthropic's conversations of several turns: the runner's tool, images of other tools, files; through its real SDK."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

anthropic = pytest.importorskip("anthropic", reason="the anthropic package is not installed")

from cropvlm_tools.anthropic import insert_zooms, run_tool_uses, runnable_zoom_tool  # noqa: E402
from tests.conftest import Wire  # noqa: E402
from tests.test_anthropic import CAPTION, MODEL, asked, image_block, reply, send  # noqa: E402

ASK = {"question": "What is red?"}


def small(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 80), "white").save(file, "PNG")
    return file.getvalue()


def run(wire: Wire, messages: Any, tool: Any, way: str) -> None:
    """The SDK's runner to its end."""
    where = {"base_url": wire.url, "api_key": "key", "max_retries": 0}
    request: dict[str, Any] = {"model": MODEL, "max_tokens": 99, "messages": messages, "tools": [tool]}

    async def run_async() -> None:
        async with anthropic.AsyncAnthropic(**where) as client:
            runner = client.beta.messages.tool_runner(**request, stream="streamed" in way)
            async for answer in runner:
                if "streamed" in way:
                    await answer.get_final_message()

    if "async" in way:
        asyncio.run(run_async())
        return
    with anthropic.Anthropic(**where) as client:
        for answer in client.beta.messages.tool_runner(**request, stream="streamed" in way):
            if "streamed" in way:
                answer.get_final_message()


def result(wire: Wire) -> str:
    (block,) = wire.requests[-1]["messages"][-1]["content"]
    return block["content"][0]["text"]


@pytest.mark.parametrize("way", ["", "async", "streamed", "async streamed"])
@pytest.mark.parametrize("given", [lambda messages: messages, lambda messages: lambda: messages])
def test_the_runners_tool_sees_what_was_added_since_it_was_made(
    way: str, given: Any, wire: Wire, picture: bytes
) -> None:
    messages: list[Any] = []
    tool = runnable_zoom_tool(given(messages), "async" in way, model=MODEL, policy="centre")
    for turn, width in enumerate((300, 301, 302), start=1):
        messages.append({"role": "user", "content": [image_block(small(width)), {"type": "text", "text": "What?"}]})
        wire.replies += [reply((f"t{turn}", "zoom_image", ASK)), reply()]
        run(wire, messages, tool, way)
        assert result(wire).startswith(f"image_{turn} ({width}x80), zoomed to")
        messages.append({"role": "assistant", "content": "So."})


def test_the_runners_tool_sees_images_that_were_added_to_its_list(wire: Wire, picture: bytes) -> None:
    images = [small(300)]
    tool = runnable_zoom_tool(images, model=MODEL, policy="centre")
    images.append(picture)
    wire.replies += [reply(("t1", "zoom_image", ASK)), reply()]
    run(wire, [{"role": "user", "content": "What is red?"}], tool, "")
    assert result(wire) == CAPTION.replace("image_1", "image_2")


@pytest.mark.parametrize("kind", ["tool_result", "mcp_tool_result", "web_fetch_tool_result"])
def test_what_other_tools_returned_can_be_zoomed_into_and_our_crops_cannot(
    kind: str, wire: Wire, picture: bytes
) -> None:
    messages: list[Any] = asked(picture)
    wire.replies += [
        reply(("s1", "screenshot", {})),
        reply(("t1", "zoom_image", ASK)),
        reply(("t2", "zoom_image", ASK)),
    ]
    first = send(wire, messages)
    seen = {"type": kind, "tool_use_id": "s1", "content": [{"type": "text", "text": "Seen."}, image_block(small(300))]}
    messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [seen]}]
    for _ in range(2):
        response = send(wire, messages)
        answers = run_tool_uses(response, messages, policy="centre", model=MODEL)
        (block,) = answers[0]["content"]
        assert block["content"][0]["text"].startswith("image_2 (300x80), zoomed to")
        messages += [{"role": "assistant", "content": response.content}, *answers]
    messages += [{"role": "assistant", "content": "So."}, {"role": "user", "content": "And now, what is red?"}]
    *_, sent = insert_zooms(messages, policy="centre", model=MODEL)
    assert sent["content"][1]["text"].startswith("image_2 (300x80), zoomed to")


def test_files_that_the_server_has_are_given_as_images(
    wire: Wire, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = {"type": "image", "source": {"type": "file", "file_id": "file_1"}}
    messages = [{"role": "user", "content": [file, {"type": "text", "text": "What is red?"}]}]
    for _ in range(2):
        assert insert_zooms(messages, policy="centre") == messages
        (answer,) = run_tool_uses(reply(("t1", "zoom_image", ASK)), messages, policy="centre")
        assert "given as a file id" in answer["content"][0]["content"][0]["text"]
    assert caplog.text.count("Pass images=...") == 2  # once for each of the two calls
    caplog.clear()
    (sent,) = insert_zooms(messages, images=[picture], policy="centre", model=MODEL)
    assert (sent["content"][:2], sent["content"][2]["text"]) == (messages[0]["content"], CAPTION)
    (answer,) = run_tool_uses(
        reply(("t1", "zoom_image", ASK)), messages, images=[picture], policy="centre", model=MODEL
    )
    assert answer["content"][0]["content"][0]["text"] == CAPTION
    assert not caplog.records
