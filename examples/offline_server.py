"""A stand-in for OpenAI, Anthropic and Gemini on loopback: no key, no network.

    python examples/offline_server.py --port 8000 --sees 448

It refuses what the providers refuse (offline_openai.py, offline_anthropic.py, offline_google.py), asks for a zoom
where a zoom tool is offered that has not been used, and then answers by *reading* the images it was sent, each shrunk
to the longest edge it sees. It knows nothing else: what it cannot read, it cannot answer. It keeps conversations that
it is asked to keep, and a prompt cache, which says how much of each request it had seen. On demand it has the
troubles that real servers have (``TROUBLES``).
"""

import argparse
import contextlib
import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from offline_anthropic import Messages
from offline_api import Api, Json, Refused, Talk
from offline_cache import PromptCache
from offline_google import GenerateContent
from offline_openai import ChatCompletions, Responses
from PIL import Image
from rapidfuzz import fuzz

from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.reading import read_lines

SMALL_WORDS = {"a", "an", "and", "are", "at", "for", "in", "is", "it", "of", "on", "the", "this", "to", "what", "which"}
ALIKE = 85  # of 100: words that OCR reads a little wrong still count
TROUBLES = ("busy", "error", "stall", "broken", "refusal", "length")
"""429; 500; nothing for ``stall`` seconds; an answer that breaks off on the way; a refusal; an answer cut short."""


class OfflineServer(ThreadingHTTPServer):
    """Serves the APIs on loopback, in a thread of its own after ``start()``.

    Args:
        sees: longest edge in px at which it looks at an image.
        port: 0 is a free one; ``url`` tells which.
        troubles: of ``TROUBLES``, one for each of the first requests; "" is none.
        stall: seconds.
        counts: whether answers say what they cost, and how much of it was in the cache; else each costs one token.
    """

    daemon_threads = True
    kinds: ClassVar[list[type[Api]]] = [Responses, ChatCompletions, Messages, GenerateContent]

    def __init__(
        self, sees: int = 448, port: int = 0, troubles: Iterable[str] = (), stall: float = 5.0, counts: bool = False
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.sees, self.troubles, self.stall, self.counts = sees, deque(troubles), stall, counts
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.apis = {api.path: api for api in (kind() for kind in self.kinds)}
        self.talks: list[Talk] = []
        self.cache = PromptCache()

    def start(self) -> "OfflineServer":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def respond(self, api: Api, body: Json, ended: str = "") -> Json:
        """The answer to a request; ``ended`` as in ``Api.say``.

        Raises:
            Refused: it breaks a rule of the provider.
        """
        if body.get("stream"):
            raise Refused("The offline server does not stream.", "stream", "unsupported_value")
        talk = api.read(body)
        head = {name: body.get(name) for name in ("model", "tools", "system", "instructions")}
        seen = self.cache.look(head, api.history(body))
        answer = self.answered(api, body, talk, ended)
        if self.counts:
            api.count(answer, seen.tokens, seen.cached)
        return answer

    def answered(self, api: Api, body: Json, talk: Talk, ended: str) -> Json:
        """The answer to a request that has been read. Raises as ``respond`` does."""
        if len(talk.images) > api.max_images:
            raise Refused(f"Too many images: {len(talk.images)} > {api.max_images}")
        self.talks.append(talk)
        if ended:
            return api.say(body, "I cannot help with that." if ended == "refusal" else "The", ended)
        question = question_in(talk.texts)
        for name, schema in talk.tools.items():
            if "zoom" in name and name not in talk.called:
                return api.call(body, name, zoom_arguments(schema, question, talk.texts))
        return api.say(body, self.answer(talk))

    def answer(self, talk: Talk) -> str:
        """What it makes of the images."""
        return answer(talk.images, question_in(talk.texts), self.sees)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: OfflineServer

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        named = re.fullmatch(r"(/v1(?:alpha|beta)/models)/([\w.-]+)(:\w+)", self.path.partition("?")[0])
        path = named[1].replace("alpha", "beta") + named[3] if named else self.path.partition("?")[0]
        api = self.server.apis.get(path)
        if api is None:
            self.reply(404, {"error": {"message": f"Unknown path {self.path}", "type": "not_found_error"}})
            return
        try:
            api.check_headers(self.headers)
            if len(data) > api.max_request:
                raise Refused("Request exceeds the maximum size", status=413)
            trouble = self.server.troubles.popleft() if self.server.troubles else ""
            if trouble in ("busy", "error"):
                raise Refused("Try again later.", status=429 if trouble == "busy" else 500)
            request = json.loads(data) | ({"model": named[2]} if named else {})
            body = self.server.respond(api, request, trouble if trouble in ("refusal", "length") else "")
            if trouble == "stall":
                time.sleep(self.server.stall)
            self.reply(200, body, cut=trouble == "broken")
        except Refused as refused:
            self.reply(refused.status, api.error(refused))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.reply(400, api.error(Refused(f"The body could not be understood: {error!r}")))

    def reply(self, status: int, body: Json, cut: bool = False) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", "0.01")
        self.end_headers()
        with contextlib.suppress(OSError):  # a client that waited no longer
            self.wfile.write(data[: len(data) // 2] if cut else data)
        self.close_connection = self.close_connection or cut

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def question_in(texts: Sequence[str]) -> str:
    """The last question that users asked."""
    found = [match for text in texts for match in re.findall(r"[^\n?:.]+\?", text)]
    return found[-1].strip() if found else ""


def zoom_arguments(schema: Json, question: str, texts: Sequence[str]) -> Json:
    """The image is the file that users named, if any: that is how an MCP server is asked."""
    files = re.findall(r"[\w./-]+\.(?:png|jpe?g|webp)\b", " ".join(texts))
    known = {"question": question, "image": files[-1] if files else "latest"}
    return {name: known[name] for name in schema["properties"] if name in known}


def answer(images: Sequence[Image.Image], question: str, sees: int) -> str:
    """The row of text that shares most words with the question, from its first such word on."""
    words = [word for word in re.findall(r"\w+", question.lower()) if word not in SMALL_WORDS]
    best, found = max(len(words) / 2, 1), ""
    for image in images:
        view = image.copy()
        view.thumbnail((sees, sees), Image.Resampling.LANCZOS)
        for row in rows(read_lines(view)):
            score = shared(" ".join(line.text for line in row), words)
            if score >= best:
                first = next((index for index, line in enumerate(row) if shared(line.text, words)), 0)
                best, found = score, " ".join(line.text for line in row[first:])
    return found or f"I cannot read that: I see images at {sees} px."


def shared(text: str, words: Sequence[str]) -> int:
    """How many of the words stand in the text."""
    known = re.findall(r"\w+", text.lower())
    return sum(any(fuzz.ratio(word, other) >= ALIKE for other in known) for word in words)


def rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that stand side by side, from left to right."""
    left = sorted(lines, key=lambda line: line.box.y1 + line.box.y2)
    while left:
        middle = (left[0].box.y1 + left[0].box.y2) / 2
        row = [line for line in left if line.box.y1 <= middle <= line.box.y2]
        left = [line for line in left if line not in row]
        yield sorted(row, key=lambda line: line.box.x1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sees", type=int, default=448, metavar="PX", help="longest edge at which it sees an image")
    options = parser.parse_args()
    server = OfflineServer(options.sees, options.port)
    print(f"OPENAI_BASE_URL={server.url}/v1, and any key")
    print(f"ANTHROPIC_BASE_URL={server.url} GOOGLE_GEMINI_BASE_URL={server.url}")
    server.serve_forever()


if __name__ == "__main__":
    main()
