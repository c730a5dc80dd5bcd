"""What hosts make of the server: who it is, resources, a prompt, folders they name, words of a call that goes on."""

import asyncio
import base64
import io
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

mcp = pytest.importorskip("mcp", reason="the mcp package is not installed")
if not hasattr(mcp, "Client"):
    pytest.skip("mcp 1.x has no client in process that tells all of this", allow_module_level=True)

from cropvlm_tools.mcp import build_server  # noqa: E402
from cropvlm_tools.policy import Policy, Prediction  # noqa: E402
from cropvlm_tools.version import __version__  # noqa: E402
from cropvlm_tools.views import Budget  # noqa: E402

ASK = {"image": "red.png", "question": "What is red?"}


def talk(server: Any, *what: Any, **client: Any) -> list[Any]:
    """Each of ``what``, a function of the client, awaited in turn."""

    async def run() -> list[Any]:
        async with mcp.Client(server, **client) as connected:
            return [await each(connected) for each in what]

    return asyncio.run(run())


def plain(result: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = result.model_dump(by_alias=True, mode="json", exclude_none=True)
    return dumped


def call(server: Any, arguments: Any = ASK, **client: Any) -> dict[str, Any]:
    return plain(talk(server, lambda session: session.call_tool("zoom_image", arguments), **client)[0])


def test_it_says_who_it_is_and_when_to_call(root: Path) -> None:
    async def told(client: Any) -> tuple[Any, str]:
        return client.server_info, client.instructions

    ((info, instructions),) = talk(build_server([root], policy="centre"), told)
    assert (info.name, info.title, info.version) == ("cropvlm", "CropVLM zoom", __version__)
    assert "zoom_image" in instructions


@pytest.mark.parametrize("structured", [False, True])
def test_what_a_program_is_told_stands_beside_the_image(structured: bool, root: Path) -> None:
    answer = call(build_server([root], policy="centre", structured=structured))
    facts = answer["_meta"]["cropvlm"]
    assert (facts["box"], facts["boxes"], facts["page"], facts["pages"]) == (
        [200, 150, 600, 450],
        [[200, 150, 600, 450]],
        1,
        1,
    )
    assert facts["captions"] == [answer["content"][0]["text"]]
    assert answer.get("structuredContent") == (facts if structured else None)
    assert base64.b64encode(b"\x89PNG").decode()[:4] not in json.dumps(facts)
    (left,) = (call(build_server([root], policy="whole", structured=structured))["_meta"]["cropvlm"],)
    assert (left["outcome"], left["box"], left["boxes"]) == ("abstained", None, [])


def test_images_are_resources(root: Path) -> None:
    server = build_server([root], policy="centre", budget=Budget(320, None))
    (root / "with space.png").write_bytes((root / "red.png").read_bytes())
    listed, templates, red, spaced, page = talk(
        server,
        lambda client: client.list_resources(),
        lambda client: client.list_resource_templates(),
        lambda client: client.read_resource("image:///red.png"),
        lambda client: client.read_resource("image:///with%20space.png"),
        lambda client: client.read_resource("image:///scans/page.jpg"),
    )
    assert "image:///red.png" in [resource["uri"] for resource in plain(listed)["resources"]]
    assert [template["uriTemplate"] for template in plain(templates)["resourceTemplates"]] == ["image:///{+name}"]
    for result in (red, spaced, page):
        (content,) = plain(result)["contents"]
        assert content["mimeType"] == "image/jpeg"
        with Image.open(io.BytesIO(base64.b64decode(content["blob"]))) as image:
            assert (image.format, image.size) == ("JPEG", (320, 240))


@pytest.mark.parametrize("name", ["secret.png", "../secret.png", "%2e%2e/secret.png", "escape.png", "up/secret.png"])
def test_no_resource_lies_outside(name: str, root: Path) -> None:
    async def read(client: Any) -> str:
        with pytest.raises(mcp.MCPError) as refused:
            await client.read_resource(f"image:///{name}")
        return str(refused.value)

    (told,) = talk(build_server([root], policy="centre"), read)
    assert str(root.parent) not in told


def test_a_large_image_is_a_resource_that_hosts_take(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    server = build_server([tmp_path], policy="centre")
    result, shown = talk(
        server,
        lambda client: client.read_resource("image:///noise.png"),
        lambda client: client.call_tool("zoom_image", {"image": "noise.png", "question": "What?"}),
    )
    for each in (result, shown):  # hosts cut at 1 MB
        assert 200_000 < len(each.model_dump_json(by_alias=True)) < 1_000_000


def test_a_prompt_names_the_tool(root: Path) -> None:
    (prompt,) = talk(
        build_server([root], policy="centre"),
        lambda client: client.get_prompt("zoom", {"image": "red.png", "question": "What is red?"}),
    )
    (message,) = plain(prompt)["messages"]
    assert {"red.png", "zoom_image"} <= set(message["content"]["text"].replace(".\n", " ").replace(". ", " ").split())
    assert "What is red?" in message["content"]["text"]


def naming(*folders: Path) -> Any:
    async def roots(context: Any) -> Any:
        named = [{"uri": folder.as_uri()} for folder in folders]
        return mcp.types.ListRootsResult.model_validate({"roots": [*named, {"uri": "file:///no/such/folder"}]})

    return roots


def test_the_folders_that_the_host_names_are_read_where_none_is_given(root: Path, tmp_path: Path) -> None:
    server = build_server(policy="centre")
    answer = call(server, list_roots_callback=naming(root), mode="legacy")
    assert answer["content"][0]["text"].startswith('"red.png" (800x600), zoomed to')
    refused = call(server, {**ASK, "image": "../secret.png"}, list_roots_callback=naming(root), mode="legacy")
    assert "There is no such image file" in refused["content"][0]["text"]
    assert str(tmp_path) not in json.dumps(refused)


def test_folders_of_the_command_line_are_not_widened_by_the_host(root: Path, tmp_path: Path) -> None:
    server = build_server([root / "scans"], policy="centre")
    refused = call(server, list_roots_callback=naming(root), mode="legacy")
    assert refused["isError"] is True
    assert "red.png" not in refused["content"][0]["text"]


def test_without_any_folder_an_image_may_still_be_given(picture: bytes) -> None:
    url = "data:image/png;base64," + base64.b64encode(picture).decode()
    server = build_server(policy="centre")
    for mode in ("legacy", "auto"):
        refused = call(server, mode=mode)
        assert "The server has no folder to read images from." in refused["content"][0]["text"]
        assert "zoomed to" in call(server, {**ASK, "image": url}, mode=mode)["content"][0]["text"]


def test_a_slow_call_says_that_it_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Policy):
        name = "slow"

        def predict(self, image: Image.Image, question: str) -> Prediction:
            time.sleep(0.5)
            return Prediction.abstained("Slow.")

    monkeypatch.setattr("cropvlm_tools.mcp.server.PROGRESS_SECONDS", 0.1)
    heard: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, message))

    (answer,) = talk(
        build_server([root], policy=Slow()),
        lambda client: client.call_tool("zoom_image", ASK, progress_callback=hear),
    )
    assert "Slow." in plain(answer)["content"][0]["text"]
    assert len(heard) >= 2
    assert [progress for progress, _ in heard] == sorted({progress for progress, _ in heard})
    assert heard[0][1] is not None
