"""What tests of several adapters share: a provider that only records, and a picture whose crop can be told."""

import io
import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.kept import KEPT
from cropvlm_tools.chat.look import warn_once
from cropvlm_tools.demo import draw_page
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.zooming.asking import report_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: a last one of minutes would keep all processes but one waiting."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


class Wire:
    """An HTTP server on the loopback: keeps the JSON of each request, answers with the next of ``replies``.

    Where a stream is asked for, an answer of Anthropic's goes out as its events.
    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        wire = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                wire.requests.append(request)
                reply, streams = wire.replies.pop(0), bool(request.get("stream"))
                body = events(reply) if streams else json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream" if streams else "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


def events(message: dict[str, Any]) -> bytes:
    """A message of Anthropic's as the events of a stream."""
    sent: list[dict[str, Any]] = [{"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}]
    for index, block in enumerate(message["content"]):
        empty = {**block, "input": {}} if block["type"] == "tool_use" else {**block, "text": ""}
        delta = {"type": "text_delta", "text": block.get("text", "")}
        if block["type"] == "tool_use":
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        sent += [
            {"type": "content_block_start", "index": index, "content_block": empty},
            {"type": "content_block_delta", "index": index, "delta": delta},
            {"type": "content_block_stop", "index": index},
        ]
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    sent += [{"type": "message_delta", "delta": end, "usage": message["usage"]}, {"type": "message_stop"}]
    return "".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in sent).encode()


class Surer(Policy):
    """The middle half, and at each look with more confidence, so that a second look goes closer."""

    name, looks = "surer", 0

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.looks += 1
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), min(self.looks / 10, 1.0))


class Legible(Policy):
    """The middle; the whole is legible at 600 px."""

    name = "legible"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 1.0, legible_edge=600)


class Pair(Policy):
    """Two regions, the most telling first."""

    name = "pair"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(None, 0.9, regions=(Box(0.5, 0.5, 0.75, 0.75), Box(0, 0, 0.25, 0.25)))


@pytest.fixture(autouse=True)
def forget_warnings() -> None:
    """What was warned of or kept in one test is warned of and made again in the next."""
    KEPT.forget()
    warn_once.cache_clear()
    report_once.cache_clear()


@pytest.fixture
def wire() -> Iterator[Wire]:
    recorder = Wire()
    thread = threading.Thread(target=recorder.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield recorder
    recorder.server.shutdown()
    recorder.server.server_close()
    thread.join()


class Install(Protocol):
    def __call__(self, package: str, policies: Mapping[str, str], **modules: str) -> None: ...


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a package as pip leaves it on ``sys.path``: its modules, and a dist-info folder with its entry points."""
    before = set(sys.modules)

    def install(package: str, policies: Mapping[str, str], **modules: str) -> None:
        site = tmp_path / package
        info = site / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        lines = ["[cropvlm_tools.policies]", *(f"{name} = {entry}" for name, entry in policies.items())]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        for name, text in modules.items():
            (site / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(site)

    yield install
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A white PNG, 800x600 px, whose middle half (what policy "centre" chooses) is red."""
    image = Image.new("RGB", (800, 600), "white")
    image.paste("red", (200, 150, 600, 450))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the photograph that README and docs speak of, and what a service has read in it."""
    page, _ = draw_page()
    page.save(tmp_path / "receipt.jpg", quality=90)
    box = {"Left": 0.1, "Top": 0.2, "Width": 0.3, "Height": 0.02}
    read = {"BlockType": "LINE", "Text": "Total amount due 12.50", "Confidence": 99.0, "Geometry": {"BoundingBox": box}}
    (tmp_path / "receipt.textract.json").write_text(json.dumps({"Blocks": [read]}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def root(tmp_path: Path, picture: bytes) -> Path:
    """A folder with pictures and traps, beside a file that must not be read."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("FIFOs, and links that anybody may make, are POSIX's")
    folder = tmp_path / "root"
    (folder / "scans").mkdir(parents=True)
    (folder / "red.png").write_bytes(picture)
    (folder / "scans" / "page.jpg").write_bytes(picture)
    (folder / "notes.txt").write_text("no image")
    (folder / ".hidden.png").write_bytes(picture)
    (tmp_path / "secret.png").write_bytes(picture)
    (folder / "escape.png").symlink_to(tmp_path / "secret.png")
    (folder / "nowhere.png").symlink_to(tmp_path / "missing.png")
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop.png").symlink_to(folder / "loop.png")
    (folder / "inside.png").symlink_to(folder / "red.png")
    (folder / "new\nline.png").write_bytes(picture)
    os.mkfifo(folder / "pipe.png")
    return folder
