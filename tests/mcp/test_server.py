"""The MCP server: in process, and as hosts start it; with mcp 1.x and 2.x."""

import asyncio
import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("mcp", reason="the mcp package is not installed")

from cropvlm_tools.boxes import Box
from cropvlm_tools.cli import main
from cropvlm_tools.errors import CropVLMError, ImageError, PolicyError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.mcp import MAX_BYTES, build_server
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget
from tests.conftest import Surer
from tests.zooming.doubles import Says

# mcp 1.22 with the newest pydantic-settings: about a field that has nothing to do with tools.
pytestmark = pytest.mark.filterwarnings("ignore:Field 'lifespan' has an incomplete definition")

QUESTION = {"question": "What is red?"}


def call(server: Any, **arguments: Any) -> dict[str, Any]:
    """The result of one call as it stands on the wire, through the library's own client in process."""

    async def run() -> Any:
        try:
            from mcp import Client
        except ImportError:  # mcp 1.x
            from mcp.shared.memory import create_connected_server_and_client_session as connect

            async with connect(server._mcp_server) as session:
                return await session.call_tool("zoom_image", arguments)
        async with Client(server) as client:
            return await client.call_tool("zoom_image", arguments)

    result: dict[str, Any] = asyncio.run(run()).model_dump(by_alias=True, mode="json", exclude_none=True)
    return result


def said(result: dict[str, Any]) -> str:
    """The one text of an error."""
    assert result["isError"] is True
    (block,) = result["content"]
    return str(block["text"])


def opened(block: dict[str, Any]) -> Image.Image:
    with Image.open(io.BytesIO(base64.b64decode(block["data"]))) as image:
        assert block["mimeType"] == f"image/{str(image.format).lower()}"
        return image.convert("RGB")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("red.png", "red.png"),
        ("scans/page.jpg", "scans/page.jpg"),
        ("./scans//page.jpg", "scans/page.jpg"),
        ("inside.png", "inside.png"),
        ("new\nline.png", r"new\nline.png"),
    ],
)
def test_a_call_shows_text_then_the_crop(name: str, shown: str, root: Path) -> None:
    result = call(build_server([root], policy="centre"), image=name, **QUESTION)
    assert not result.get("isError")
    assert "structuredContent" not in result
    text, image = result["content"]
    assert text["text"] == f'"{shown}" (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768'
    assert image["type"] == "image"
    assert [colour for _, colour in opened(image).getcolors() or []] == [(255, 0, 0)]


def test_a_data_url_is_shown_without_being_repeated(root: Path, picture: bytes) -> None:
    url = "data:image/png;base64," + base64.b64encode(picture).decode()
    text, image = call(build_server([root], policy="centre"), image=url, **QUESTION)["content"]
    assert text["text"].startswith("The image (800x600), zoomed to [200, 150, 600, 450]")
    assert opened(image).size == (1024, 768)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"image": "../secret.png", **QUESTION}, r'Images: "new\nline.png", "red.png", "scans/page.jpg"'),
        ({"image": "red.png", "question": " "}, "The question is empty."),
        ({"image": "notes.txt", **QUESTION}, "PNG, JPEG, WEBP"),
        ({"image": "data:image/png;base64,AAAA", **QUESTION}, "PNG, JPEG, WEBP"),
        ({"image": "red.png"}, "question"),
        (QUESTION, "image"),
    ],
)
def test_expected_failures_are_errors_the_model_can_act_on(arguments: Any, text: str, root: Path) -> None:
    answer = said(call(build_server([root], policy="centre"), **arguments))
    assert text in answer
    assert str(root.parent) not in answer


class Broken(Policy):
    name = "broken"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        raise RuntimeError("secret detail")


def test_no_other_text_leaks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("cropvlm_tools.mcp.server.zoom_with", fail)
    answer = said(call(build_server([root]), image="red.png", **QUESTION))
    assert "secret" not in answer
    assert "The zoom failed" in answer


def test_what_is_legible_without_zooming_is_left_whole_where_that_is_wanted(root: Path) -> None:
    policy = Says(Prediction(Box(0, 0, 0.5, 0.5), 0.5, legible_edge=100))
    for when, words in (("needed", "whole, not zoomed: Legible without zooming"), ("always", "zoomed to [0, 0, 400")):
        server = build_server([root], policy=policy, when=when)
        text, _ = call(server, image="red.png", **QUESTION)["content"]
        assert text["text"].startswith(f'"red.png" (800x600), {words}')


def test_several_regions_are_several_images(root: Path) -> None:
    boxes = (Box(0.25, 0.25, 0.5, 0.5), Box(0, 0, 0.1, 0.1))
    server = build_server([root], policy=Says(Prediction(None, 0.5, regions=boxes)))
    first, red, second, white = call(server, image="red.png", **QUESTION)["content"]
    assert "zoomed to [200, 150, 400, 300] (1 of 2)" in first["text"]
    assert "zoomed to [0, 0, 80, 60] (2 of 2)" in second["text"]
    assert opened(red).getpixel((9, 9)) == (255, 0, 0)
    assert opened(white).getpixel((9, 9)) == (255, 255, 255)


def test_a_policy_that_fails_still_shows_the_whole(root: Path) -> None:
    result = call(build_server([root], policy=Broken()), image="red.png", **QUESTION)
    text, image = result["content"]
    assert text["text"] == '"red.png" (800x600), whole, not zoomed: The policy failed (RuntimeError). Shown at 800x600'
    assert opened(image).size == (800, 600)


def test_images_stay_below_what_hosts_take(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    for budget, context in ((None, False), (Budget(1000, None, max_bytes=5_000_000), True)):
        server = build_server([tmp_path], policy="whole", budget=budget, context=context)
        _, image = call(server, image="noise.png", **QUESTION)["content"]
        assert (100_000 if budget is None else MAX_BYTES // 2) < len(base64.b64decode(image["data"])) <= MAX_BYTES


def test_surroundings_stand_before_the_crop_of_the_last_look(root: Path) -> None:
    server = build_server([root], policy=Surer(), steps=2, context=True)
    first, wider, second, crop = call(server, image="red.png", **QUESTION)["content"]
    assert first["text"].startswith('"red.png" (800x600), zoomed to [200, 150, 600, 450]')
    assert second["text"].startswith('"red.png" (800x600), zoomed to [300, 225, 500, 375]')
    assert opened(wider).size == opened(crop).size
    alone = call(build_server([root], policy="centre", context=True), image="red.png", **QUESTION)["content"]
    assert len(alone) == 2  # what surrounds a box of half the picture is the whole
    with pytest.raises(ValueError, match="steps is 0"):
        build_server([root], steps=0)


def test_two_images_together_stay_below_what_hosts_take(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (2000, 2000, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    wide = Budget(1000, None, max_bytes=5_000_000)
    server = build_server([tmp_path], policy=Surer(), budget=wide, steps=2, context=True)
    blocks = [block for block in call(server, image="noise.png", **QUESTION)["content"] if "data" in block]
    sizes = [len(base64.b64decode(block["data"])) for block in blocks]
    assert len(sizes) == 2
    assert 100_000 < sum(sizes) <= MAX_BYTES


def test_the_tool_says_what_it_needs(root: Path) -> None:
    (tool,) = asyncio.run(build_server([root]).list_tools())
    facts = tool.model_dump(by_alias=True, mode="json", exclude_none=True)
    assert facts["name"] == "zoom_image"
    assert facts["inputSchema"]["required"] == ["image", "question"]
    assert "outputSchema" not in facts
    hints = {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False, "title": "Zoom image"}
    assert facts["annotations"] == hints


@pytest.mark.parametrize("roots", [["missing"], ["file.txt"]])
def test_a_root_is_a_folder(roots: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file.txt").touch()
    paths = [str(tmp_path / name) for name in roots]
    with pytest.raises(CropVLMError, match="existing folder"):
        build_server(paths)
    assert main(["mcp", "--root", *paths]) == 2
    assert "existing folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ImageError("Too large.", fix="Pass limits=Limits(pixels=...).", option="pixels"), "raise --max-pixels."),
        (ImageError("Too heavy.", fix="Pass limits=Limits(bytes=...).", option="bytes"), "raise --max-bytes."),
        (ImageError("No URL.", fix="Pass fetch=...", option="fetch"), "No URL."),
    ],
)
def test_a_model_is_told_what_the_operator_can_do_and_no_call_of_a_function(
    error: ImageError, told: str, root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise error

    monkeypatch.setattr("cropvlm_tools.mcp.server.zoom_with", refuse)
    server = build_server([root])
    for _ in range(2):
        answer = said(call(server, image="red.png", **QUESTION))
        assert error.message in answer
        assert answer.endswith(told)
        assert error.fix not in answer
    assert [record.getMessage() for record in caplog.records].count(error.fix) == 1


@pytest.mark.parametrize(("limits", "isolated"), [({}, True), ({"limits": Limits(9)}, False)])
def test_images_are_decoded_in_isolation_unless_limits_say_otherwise(
    limits: Any, isolated: bool, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def note(image: Any, question: str, options: Any, ref: str, page: int) -> None:
        seen.append(options.limits.isolated)

    monkeypatch.setattr("cropvlm_tools.mcp.server.zoom_with", note)
    call(build_server([root], **limits), image="red.png", **QUESTION)
    assert seen == [isolated]


def test_a_page_may_be_named(root: Path) -> None:
    pages = [Image.new("L", (400, 300 + number)) for number in range(3)]
    pages[0].save(root / "fax.tif", save_all=True, append_images=pages[1:])
    server = build_server([root], policy="centre")
    for page, named in (({}, "(400x300, page 1 of 3), zoomed"), ({"page": 3}, "(400x302, page 3 of 3), zoomed")):
        assert named in call(server, image="fax.tif", **QUESTION, **page)["content"][0]["text"]
    assert "There is no page 4: the image has 3 pages." in str(call(server, image="fax.tif", **QUESTION, page=4))


def test_a_policy_is_loaded_before_serving(root: Path) -> None:
    with pytest.raises(PolicyError):
        build_server([root], policy="nowhere")
