"""The MCP server on HTTP, as another program starts it: nothing without the token, many calls, one at a time."""

import asyncio
import base64
import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the mcp package is not installed")
streamable = pytest.importorskip("mcp.client.streamable_http", reason="needs a client for HTTP")

from mcp import ClientSession  # noqa: E402

from cropvlm_tools.cli import main  # noqa: E402

QUESTION = {"question": "What is red?"}
TOKEN = "secret-of-the-test"


class Process:
    """``cropvlm mcp --http`` on a free port of the loopback."""

    def __init__(self, root: Path, token: str | None = TOKEN, command: list[str] | None = None) -> None:
        usual = [sys.executable, "-m", "cropvlm_tools.cli", "mcp", "--root", str(root), "--policy", "centre"]
        usual += ["--http", "127.0.0.1:0"]
        environment = {name: value for name, value in os.environ.items() if name != "CROPVLM_MCP_TOKEN"}
        environment |= {"CROPVLM_MCP_TOKEN": token} if token else {}
        self.process = subprocess.Popen(command or usual, stderr=subprocess.PIPE, text=True, env=environment)
        assert self.process.stderr
        self.said = self.process.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:(\d+)/mcp", self.said)
        assert match, self.said
        self.port = int(match[1])

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def server(root: Path) -> Iterator[Process]:
    process = Process(root)
    yield process
    process.end()


@contextlib.asynccontextmanager
async def connected(port: int, token: str = TOKEN) -> Any:
    """A session of the SDK's client, of mcp 1.x or 2.x."""
    url, headers = f"http://127.0.0.1:{port}/mcp", {"Authorization": f"Bearer {token}"}
    async with contextlib.AsyncExitStack() as stack:
        if hasattr(streamable, "create_mcp_http_client"):
            client = await stack.enter_async_context(streamable.create_mcp_http_client(headers))
            streams = await stack.enter_async_context(streamable.streamable_http_client(url, http_client=client))
        else:
            streams = await stack.enter_async_context(streamable.streamablehttp_client(url, headers=headers))
        session = await stack.enter_async_context(ClientSession(streams[0], streams[1]))
        await session.initialize()
        yield session


def plain(result: Any) -> Any:
    return result.model_dump(by_alias=True, mode="json", exclude_none=True)


def test_list_good_and_bad(server: Process) -> None:
    async def run() -> tuple[Any, ...]:
        async with connected(server.port) as session:
            tools = await session.list_tools()
            good = await session.call_tool("zoom_image", {"image": "red.png", **QUESTION})
            bad = await session.call_tool("zoom_image", {"image": "escape.png", **QUESTION})
            return plain(tools), plain(good), plain(bad)

    tools, good, bad = asyncio.run(run())
    assert [tool["name"] for tool in tools["tools"]] == ["zoom_image"]
    text, image = good["content"]
    assert text["text"] == '"red.png" (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768'
    assert base64.b64decode(image["data"])
    assert bad["isError"] is True
    assert '"red.png"' in bad["content"][0]["text"]


def test_20_calls_at_once_are_all_answered(server: Process) -> None:
    async def run() -> list[Any]:
        async with connected(server.port) as session:
            calls = [session.call_tool("zoom_image", {"image": "red.png", **QUESTION}) for _ in range(20)]
            return [plain(result) for result in await asyncio.gather(*calls)]

    answers = asyncio.run(run())
    assert len(answers) == 20
    assert {answer["content"][0]["text"].partition(",")[0] for answer in answers} == {'"red.png" (800x600)'}


SLOW = """
import sys, time
from cropvlm_tools.mcp import build_server, serve_http
from cropvlm_tools.policy import Prediction

class Slow:
    name = "slow"

    def predict(self, image, question):
        time.sleep(5)
        return Prediction.abstained("Slow.")

serve_http(build_server([sys.argv[1]], policy=Slow()), port=0)
"""


def test_a_slow_call_says_that_it_goes_on(root: Path) -> None:
    server, heard = Process(root, command=[sys.executable, "-c", SLOW, str(root)]), list[float]()

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(progress)

    async def run() -> Any:
        async with connected(server.port) as session:
            arguments = {"image": "red.png", **QUESTION}
            return await session.call_tool("zoom_image", arguments, progress_callback=hear)

    assert "Slow." in plain(asyncio.run(run()))["content"][0]["text"]
    assert heard[:2] == [2, 4]
    server.end()


def posted(port: int, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    given = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", "/mcp", body, {**given, **headers})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("authorization", [None, "", TOKEN, "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer ß"])
def test_nothing_is_answered_without_the_token(authorization: str | None, server: Process) -> None:
    assert posted(server.port, **({} if authorization is None else {"Authorization": authorization})) == 401


def test_a_page_in_a_browser_cannot_reach_it_under_another_name(server: Process) -> None:
    """A name that was made to point at the loopback."""
    assert posted(server.port, Authorization=f"Bearer {TOKEN}", Host="evil.example") in (400, 403, 421)


def test_a_token_is_made_and_told_where_none_is_given(root: Path) -> None:
    made = Process(root, token=None)
    match = re.search(r"with the token (\S+)$", made.said)
    assert match
    assert len(match[1]) > 30
    assert posted(made.port, Authorization=f"Bearer {match[1]}") != 401
    assert made.end() in (0, 130)


def test_a_token_of_the_environment_is_not_told(server: Process) -> None:
    assert TOKEN not in server.said
    assert "CROPVLM_MCP_TOKEN" in server.said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--http"], "--http needs --root DIR"),
        (["--root", ".", "--http", "8000"], "an address and a port"),
        (["--root", ".", "--http", "127.0.0.1:http"], "an address and a port"),
        (["--root", ".", "--http", "127.0.0.1:99999"], "an address and a port"),
    ],
)
def test_what_cannot_be_served_is_one_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", *arguments]) == 2
    assert told in capsys.readouterr().err
