"""The MCP server as hosts start it: a process that answers, many calls at once too, and ends when it should."""

import asyncio
import base64
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("mcp", reason="the mcp package is not installed")

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

QUESTION = {"question": "What is red?"}
SLOW = """
import sys, threading, time
from cropvlm_tools.mcp import build_server, serve
from cropvlm_tools.policy import Prediction

class Slow:
    name, running = "slow", 0
    lock = threading.Lock()

    def predict(self, image, question):
        with self.lock:
            self.running += 1
            most = self.running
        time.sleep(float(sys.argv[2]))
        print("most", most, file=sys.stderr, flush=True)
        with self.lock:
            self.running -= 1
        return Prediction.abstained("Slow.")

print("begins", file=sys.stderr, flush=True)
serve(build_server([sys.argv[1]], policy=Slow()))
"""


class Server:
    """One of whose policy takes so many seconds."""

    def __init__(self, root: Path, seconds: float) -> None:
        command = [sys.executable, "-c", SLOW, str(root), str(seconds)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
        self.send(id=0, method="initialize", params=client)
        self.receive()
        self.send(method="notifications/initialized")

    def send(self, **message: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        message: dict[str, Any] = json.loads(self.process.stdout.readline())
        return message

    def call(self, number: int, **params: Any) -> None:
        arguments = {"image": "red.png", **QUESTION}
        self.send(id=number, method="tools/call", params={"name": "zoom_image", "arguments": arguments, **params})


def test_a_real_server_on_standard_input_and_output(root: Path) -> None:
    async def run() -> tuple[Any, Any, Any]:
        arguments = ["-m", "cropvlm_tools.cli", "mcp", "--root", str(root), "--policy", "centre", "--budget", "640"]
        server = StdioServerParameters(command=sys.executable, args=arguments)
        with Path(os.devnull).open("w") as quiet:
            async with stdio_client(server, errlog=quiet) as (reads, writes), ClientSession(reads, writes) as session:
                await session.initialize()
                tools = await session.list_tools()
                shown = await session.call_tool("zoom_image", {"image": "red.png", **QUESTION})
                refused = await session.call_tool("zoom_image", {"image": "escape.png", **QUESTION})
                return tools, shown, refused

    tools, *results = asyncio.run(run())
    assert [tool.name for tool in tools.tools] == ["zoom_image"]
    shown, refused = (result.model_dump(by_alias=True, mode="json", exclude_none=True) for result in results)
    text, image = shown["content"]
    assert text["text"] == '"red.png" (800x600), zoomed to [200, 150, 600, 450]; shown at 640x480'
    with Image.open(io.BytesIO(base64.b64decode(image["data"]))) as crop:
        assert crop.size == (640, 480)
    assert '"red.png", "scans/page.jpg"' in refused["content"][0]["text"]


def test_200_calls_at_once_are_all_answered_one_at_a_time(root: Path) -> None:
    server = Server(root, 0.001)
    for number in range(1, 201):
        server.call(number)
    answers = [server.receive() for _ in range(200)]
    assert {answer["id"] for answer in answers} == set(range(1, 201))
    assert not any(answer["result"].get("isError") for answer in answers)
    _, log = server.process.communicate(timeout=30)
    assert {line for line in log.decode().splitlines() if line.startswith("most")} == {"most 1"}
    assert server.process.returncode == 0


def test_a_slow_call_says_that_it_goes_on(root: Path) -> None:
    server = Server(root, 5)  # twice the time between two words
    server.call(1, _meta={"progressToken": "slow"})
    *words, answer = _until_answered(server)
    assert {word["method"] for word in words} == {"notifications/progress"}
    assert [word["params"]["progressToken"] for word in words] == ["slow"] * len(words)
    assert [word["params"]["progress"] for word in words[:2]] == [2, 4]
    assert "Slow." in answer["result"]["content"][0]["text"]
    server.process.communicate(timeout=30)


def _until_answered(server: Server) -> list[dict[str, Any]]:
    received = [server.receive()]
    while "result" not in received[-1]:
        received.append(server.receive())
    return received


@pytest.mark.parametrize("calls", [0, 3])
@pytest.mark.parametrize(("how", "code"), [("its input ends", 0), ("interrupted", 130)])
def test_it_ends_whether_or_not_a_call_is_being_answered(how: str, code: int, calls: int, root: Path) -> None:
    server = Server(root, 3600)
    for number in range(1, calls + 1):
        server.call(number)
    server.send(id=9, method="ping")
    assert server.receive()["id"] == 9
    if how == "interrupted":
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=30)
    server.process.communicate(timeout=30)  # closes its input; seconds on a machine that does nothing else: 1
    assert server.process.returncode == code
