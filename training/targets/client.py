"""ChatClient: the one way to a chat model behind an API; every attempt is paid for and booked.

OpenAI (Responses and Chat Completions) and Anthropic through their SDKs, and any server that imitates them, by URL.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.nap import sleep as wait_for

from cropvlm_tools.errors import MissingDependencyError
from training.targets.reading import REFUSED, Reading
from training.targets.replies import (
    Answer,
    is_refusal,
    may_be_charged,
    may_be_sent_again,
    pause_before,
    read_completion,
    read_message,
    read_response,
    reason_of,
)
from training.targets.spending import FREE, Account, Price
from training.targets.target import TargetError

CHAT_APIS = ("openai", "openai-chat", "anthropic")
"""Responses, Chat Completions, Messages."""

_SPEC = re.compile(rf"({'|'.join(CHAT_APIS)}):([^@]+)(?:@(https?://.+))?")

Message = dict[str, Any]
"""As the API takes it: its SDK says what may be inside."""

Block = dict[str, object]
"""A part of a message."""


@dataclass(frozen=True)
class ChatSource:
    """``openai:MODEL``, ``openai-chat:MODEL`` or ``anthropic:MODEL``, each with ``@http://host:port/v1`` or without."""

    api: str
    model: str
    url: str | None = None

    @classmethod
    def parse(cls, text: str) -> ChatSource:
        """Raises TargetError where it is none."""
        match = _SPEC.fullmatch(text)
        if match is None:
            raise TargetError(
                f"{text!r} is no chat model. Give openai:MODEL, openai-chat:MODEL@http://host:8000/v1, ..."
            )
        return cls(match[1], match[2], match[3])

    @property
    def name(self) -> str:
        return f"{self.api}:{self.model}"

    @property
    def vendor(self) -> str:
        """Whose SDK asks."""
        return self.api.partition("-")[0]


class ChatClient:
    """Sends messages to one model and reads what it answers; safe with several threads.

    A request that the server is too busy for, that times out or breaks off is sent again, after a pause that doubles
    or that the server asks for, as long as the account allows another. A refusal and an answer cut short are answers
    too: they are paid for, and marked.

    Args:
        source: which model, at which API.
        price: of its tokens.
        account: where requests are paid from; None keeps no account.
        max_tokens: of an answer; reasoning counts.
        attempts: for one answer.
        timeout: seconds for one attempt.
        pause: what waits so many seconds.

    Raises:
        MissingDependencyError: the SDK is not installed.
        TargetError: there is no key, and no URL of a server that needs none.
    """

    def __init__(
        self,
        source: ChatSource,
        price: Price = FREE,
        account: Account | None = None,
        max_tokens: int = 256,
        attempts: int = 8,
        timeout: float = 120.0,
        pause: Callable[[float], None] = wait_for,
    ) -> None:
        self.source, self.price, self.account, self.max_tokens = source, price, account, max_tokens
        self._sdk: Any = _sdk(source)
        self._api: Any = _connection(self._sdk, source, timeout)
        self._temperature = None if source.api == "anthropic" else 0.0  # its SDK no longer knows one
        self._retrying = Retrying(
            stop=stop_after_attempt(attempts),
            wait=_pause,
            retry=retry_if_exception(lambda error: self._is_from_api(error) and may_be_sent_again(error)),
            sleep=pause,
            reraise=True,
        )

    def send(self, messages: Sequence[Message], visual_tokens: int) -> Reading:
        """What the model answers to messages as its API takes them.

        Args:
            messages: the whole conversation.
            visual_tokens: of its images, as the provider charges them at most.

        Raises:
            SpendingError: the limit might be passed.
            TargetError: the API refuses the request, or does not answer after all attempts.
        """
        request = self.request(messages)
        letters = len(json.dumps(without_pixels(request)))  # no text has more tokens than that
        most = self.price.cost(visual_tokens + letters, self.max_tokens)
        try:
            return self._retrying(self._attempt, request, most)
        except Exception as error:
            if not self._is_from_api(error):
                raise
            raise TargetError(f"{self.source.name}: {reason_of(error)} The same command goes on.") from error

    def read_prompt(self, messages: Sequence[Message]) -> list[tuple[str, float]]:
        """Each token of a conversation but the first, with log p of it after those before (vLLM's ``prompt_logprobs``).

        Args:
            messages: of which the last one is an assistant's.

        Raises:
            TargetError: the server says no such thing, refuses the request, or does not answer after all attempts.
        """
        more = {"prompt_logprobs": 0, "add_generation_prompt": False}
        request = {**self.request(messages), "max_tokens": 1, "extra_body": more}
        try:
            said = self._retrying(self._api.chat.completions.create, **request)
        except Exception as error:
            if not self._is_from_api(error):
                raise
            raise TargetError(f"{self.source.name}: {reason_of(error)} The same command goes on.") from error
        read = getattr(said, "prompt_logprobs", None)
        if not read:
            raise TargetError(
                f"{self.source.name} does not say how likely its prompt is, as vLLM does (prompt_logprobs): take "
                "--reward accuracy."
            )
        tokens = [next(iter(place.values())) for place in read if place]  # the token that is there comes first
        return [(str(token["decoded_token"]), float(token["logprob"])) for token in tokens]

    def request(self, messages: Sequence[Message]) -> dict[str, object]:
        """All that is sent."""
        request: dict[str, object] = {"model": self.source.model}
        if self._temperature is not None:
            request["temperature"] = self._temperature
        if self.source.api == "openai":
            return {**request, "input": messages, "max_output_tokens": self.max_tokens, "store": False}
        limit = "max_completion_tokens" if self.source.api == "openai-chat" and not self.source.url else "max_tokens"
        return {**request, "messages": messages, limit: self.max_tokens}

    def image(self, url: str) -> Block:
        """An image, by its data URL, as a part of a message."""
        if self.source.api == "openai":
            return {"type": "input_image", "image_url": url, "detail": "high"}
        if self.source.api == "openai-chat":
            return {"type": "image_url", "image_url": {"url": url, "detail": "high"}}
        head, _, data = url.partition(",")
        source = {"type": "base64", "media_type": head[len("data:") : -len(";base64")], "data": data}
        return {"type": "image", "source": source}

    def text(self, text: str) -> Block:
        """A text as a part of a message."""
        return {"type": "input_text" if self.source.api == "openai" else "text", "text": text}

    def translated(self, message: Message) -> Message:
        """A message as Chat Completions take it, for this API."""
        content = [
            self.image(part["image_url"]["url"]) if part["type"] == "image_url" else self.text(part["text"])
            for part in message["content"]
        ]
        return {**message, "content": content}

    def close(self) -> None:
        """Let go of the connections."""
        self._api.close()

    def _attempt(self, request: dict[str, object], most: float) -> Reading:
        number = None if self.account is None else self.account.reserve(self.source.model, most)
        started = time.perf_counter()
        try:
            text, status, usage = self._call(request)
        except Exception as error:
            if not self._is_from_api(error):
                raise
            if not may_be_charged(error):
                self._settle(number, 0.0)
            if is_refusal(error):
                return Reading(("",), REFUSED, time.perf_counter() - started)
            if self._drop_temperature(error, request):
                return self._attempt(request, most)
            raise
        if usage is not None:
            self._settle(number, self.price.cost(*usage))
        return Reading((text,), status, time.perf_counter() - started)

    def _settle(self, number: int | None, cost: float) -> None:
        if self.account is not None and number is not None:
            self.account.settle(number, cost)

    def _is_from_api(self, error: BaseException) -> bool:
        """A ValueError is a body that is no JSON."""
        return isinstance(error, (self._sdk.APIError, ValueError))

    def _drop_temperature(self, error: Exception, request: dict[str, object]) -> bool:
        """Some models take no temperature; from now on it is left out."""
        refused = getattr(error, "status_code", None) == 400 and "temperature" in str(error)
        if refused and "temperature" in request:
            self._temperature = None
            del request["temperature"]
            return True
        return False

    def _call(self, request: dict[str, object]) -> Answer:
        if self.source.api == "openai":
            return read_response(self._api.responses.create(**request))
        if self.source.api == "openai-chat":
            return read_completion(self._api.chat.completions.create(**request))
        return read_message(self._api.messages.create(**request))


def without_pixels(value: object) -> object:
    """A request without the images' data."""
    if isinstance(value, dict):
        return {name: "" if name == "data" else without_pixels(part) for name, part in value.items()}
    if isinstance(value, list):
        return [without_pixels(part) for part in value]
    return "" if isinstance(value, str) and value.startswith("data:image/") else value


def _pause(state: RetryCallState) -> float:
    error = None if state.outcome is None else state.outcome.exception()
    return 0.0 if error is None else pause_before(error, state.attempt_number - 1)


def _sdk(source: ChatSource) -> object:
    try:
        return import_module(source.vendor)
    except ModuleNotFoundError as error:
        raise MissingDependencyError(f"The target {source.name}", source.vendor, source.vendor) from error


def _connection(sdk: Any, source: ChatSource, timeout: float) -> object:
    variable = f"{source.vendor.upper()}_API_KEY"
    key = os.environ.get(variable) or ("none" if source.url else None)
    if key is None:
        raise TargetError(f"There is no {variable}. Set it, or add @URL for a server that needs none.")
    kind = sdk.Anthropic if source.api == "anthropic" else sdk.OpenAI
    connection: object = kind(api_key=key, base_url=source.url, timeout=timeout, max_retries=0)  # each attempt is paid
    return connection
