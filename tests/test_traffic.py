"""Nothing is sent and nothing is left behind: the commands of the README in a network that only records."""

import json
import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = shlex.quote(sys.executable)
ENTER = ["unshare", "--map-root-user", "--net"]
STAYS = """
import sys, time
from cropvlm_tools import zoom
zoom(sys.argv[1], "What is the phone number of the depot?")
time.sleep(12)  # onnxruntime sends some eight seconds after its first session
"""
ASKS = """
import asyncio, os, sys
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

async def ask():
    arguments = ["-m", "cropvlm_tools.cli", "mcp", "--root", sys.argv[1]]
    server = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))
    async with stdio_client(server) as (reads, writes), ClientSession(reads, writes) as session:
        await session.initialize()
        question = {"image": "page.png", "question": "What is the total amount due?"}
        assert len((await session.call_tool("zoom_image", question)).content) == 2

asyncio.run(ask())
"""


def can_enter() -> bool:
    try:
        return subprocess.run([*ENTER, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def traffic(commands: list[str], home: Path) -> dict[str, object]:
    """What was sent, and the files below a home folder that was empty before."""
    home.mkdir()
    unset = ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    kept |= {"HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    command = [*ENTER, sys.executable, "-m", "tests.traffic", *commands]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=kept, cwd=ROOT)
    files = [str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir()]
    return {**json.loads(done.stdout), "files": files}


needs_network = pytest.mark.skipif(not can_enter(), reason="no network of its own can be made (unshare -rn)")


@needs_network
@pytest.mark.slow
def test_nothing_is_sent_and_nothing_is_left_in_the_home_folder(tmp_path: Path) -> None:
    pages = shlex.quote(str(tmp_path / "demo"))
    commands = [
        f"{PYTHON} -m cropvlm_tools.cli demo -o {pages}",
        f'{PYTHON} -m cropvlm_tools.cli zoom {pages}/page.png "What is the total amount due?" -o {pages}/crop.png',
        f"{PYTHON} -c {shlex.quote(STAYS)} {pages}/page.png",
    ]
    if find_spec("mcp"):
        commands.append(f"{PYTHON} -c {shlex.quote(ASKS)} {pages}")
    sent = traffic(commands, tmp_path / "home")
    assert sent == {"asked": [], "sent": {}, "files": []}
    assert (tmp_path / "demo" / "crop.png").exists()


@needs_network
@pytest.mark.parametrize("module", ["langchain", "llama_index", "openai", "anthropic", "mcp", "policies.vlm.policy"])
def test_importing_sends_nothing(module: str, tmp_path: Path) -> None:
    tried = f"{PYTHON} -c 'import cropvlm_tools.{module}' 2>/dev/null || true"
    assert traffic([tried], tmp_path / "home") == {"asked": [], "sent": {}, "files": []}


@needs_network
@pytest.mark.parametrize(
    ("tried", "asked", "sent"),
    [
        ("socket.getaddrinfo('example.org', 80)", ["example.org"], {"Udp.OutDatagrams"}),
        ("socket.socket().connect_ex(('127.0.0.1', 9))", [], {"Tcp.ActiveOpens"}),
        ("socket.socket().connect_ex(('192.0.2.1', 9))", [], {"Ip.OutNoRoutes"}),
    ],
)
def test_what_is_sent_would_be_seen(tried: str, asked: list[str], sent: set[str], tmp_path: Path) -> None:
    seen = traffic([f'{PYTHON} -c "import socket; {tried}"; touch "$HOME/left"'], tmp_path / "home")
    assert (seen["asked"], seen["files"]) == (asked, ["left"])
    assert sent <= dict(seen["sent"]).keys()  # type: ignore[call-overload]  # JSON


def test_a_choice_of_the_user_stays() -> None:
    names = "ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY"
    code = f"import os, cropvlm_tools; print(*map(os.environ.get, {names}))"
    kept = {name: value for name, value in os.environ.items() if name not in names}
    for given, said in (({}, "1 1"), ({"ORT_DISABLE_TELEMETRY": "0"}, "0 1")):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**kept, **given})
        assert done.stdout.strip() == said
