"""A prompt cache as the providers keep one: what begins like an earlier request is not paid for again."""

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from offline_api import Json
from PIL import Image

from cropvlm_tools import Budget

LETTERS_PER_TOKEN = 4


@dataclass(frozen=True)
class Seen:
    """What the cache made of one request, in tokens."""

    tokens: int
    cached: int
    """Of its beginning, that had been sent before."""


class PromptCache:
    """Knows every prefix that was sent, block by block. ``report`` says for each request how much of it that was."""

    def __init__(self) -> None:
        self.report: list[Seen] = []
        self.prefixes: set[bytes] = set()

    def look(self, head: Json, messages: list[Json]) -> Seen:
        """Count a request's tokens, and those of the longest beginning that was sent before; then remember it.

        Args:
            head: what stands before the messages: model, tools, instructions.
            messages: or items.
        """
        digest, total, cached, hit = hashlib.sha256(), 0, 0, True
        for piece in [json.dumps(head, sort_keys=True), *pieces(messages)]:
            digest.update(piece.encode() + b"\0")
            total += tokens_of(piece)
            hit = hit and digest.digest() in self.prefixes
            cached = total if hit else cached
            self.prefixes.add(digest.digest())
        self.report.append(Seen(total, cached))
        return self.report[-1]

    def hit(self) -> float:
        """The share of all tokens of earlier requests that the next ones began with."""
        before = self.report[:-1]
        cached = sum(min(now.cached, then.tokens) for then, now in zip(before, self.report[1:], strict=True))
        return cached / max(sum(each.tokens for each in before), 1)


def pieces(messages: list[Json]) -> Iterator[str]:
    """The blocks of messages, each with what it stands in; a text alone is a block."""
    for message in messages:
        name = next((key for key in ("content", "output", "parts") if message.get(key)), "")
        blocks = message.get(name) or [None]
        rest = {key: value for key, value in message.items() if key != name}
        for block in [blocks] if isinstance(blocks, str) else blocks:
            block = {"text": block} if isinstance(block, str) else block
            # a marker of the cache is no part of what is cached
            block = {key: value for key, value in block.items() if key != "cache_control"} if block else block
            yield json.dumps([rest, block], sort_keys=True)


def tokens_of(piece: str) -> int:
    """Visual tokens of the images in a piece of JSON, and a token for every few letters of the rest."""
    tokens, rest = 0, []
    for text in piece.split('"'):
        size = size_of(text)
        tokens += Budget().tokens(size) if size else 0
        rest += [] if size else [text]
    return tokens + max(len('"'.join(rest)) // LETTERS_PER_TOKEN, 1)


def size_of(text: str) -> tuple[int, int] | None:
    """Of the image that a text is in base64."""
    if len(text) < 60 or " " in text:
        return None
    try:
        with Image.open(io.BytesIO(base64.b64decode(text.rpartition(",")[2], validate=True))) as image:
            return image.size
    except (ValueError, OSError):
        return None
