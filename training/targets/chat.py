"""ChatTarget: a chat model behind an API that is asked about an image, the crop put in by the project's own adapters.

OpenAI (Responses and Chat Completions) and Anthropic through their SDKs, and any server that imitates them, by URL.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from typing import Any

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BudgetError, MissingDependencyError
from cropvlm_tools.policies.fixed import WindowPolicy
from cropvlm_tools.views import Budget
from training.targets.client import PROMPT
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
from training.targets.shown import Edge, Picture, Shown
from training.targets.spending import FREE, Account, Price, Purse
from training.targets.target import CHAT_APIS, TargetError

_SPEC = re.compile(rf"({'|'.join(CHAT_APIS)}):([^@]+)(?:@(https?://.+))?")


@dataclass(frozen=True)
class ChatSource:
    """``openai:MODEL``, ``openai-chat:MODEL`` or ``anthropic:MODEL``, each with ``@http://host:port/v1`` or without."""

    api: str
    model: str
    url: str | None

    @property
    def name(self) -> str:
        return f"{self.api}:{self.model}"

    @property
    def vendor(self) -> str:
        """Whose SDK asks."""
        return self.api.partition("-")[0]


def load_chat_target(text: str, purse: Purse | None = None) -> ChatTarget:
    """The target of that name, paid from the purse.

    Raises:
        TargetError: it is none; or an API that costs money (no ``@URL``) has no price or no limit.
    """
    match = _SPEC.fullmatch(text)
    if match is None:
        raise TargetError(f"{text!r} is no chat model. Give openai:MODEL, openai-chat:MODEL@http://host:8000/v1, ...")
    source = ChatSource(match[1], match[2], match[3])
    price = None if purse is None else purse.prices.get(source.model)
    if source.url is None and (purse is None or purse.limit is None or price is None):
        raise TargetError(
            f"{source.name} costs money: say how much at most, --spend USD, and what a million tokens cost, "
            f"--price {source.model}=READ/WRITTEN (a server of your own is free: {source.name}@http://host:8000/v1)."
        )
    return ChatTarget(source, price or FREE, None if purse is None else Account(purse))


class ChatTarget:
    """A frozen chat model (``training.targets.answers.Answering``).

    A request that the server is too busy for, that times out or breaks off is sent again, after a pause that doubles
    or that the server asks for. A refusal and an answer cut short are answers too: they are paid for, kept, and marked.

    Args:
        source: which model, at which API.
        price: of its tokens.
        account: where requests are paid from; None keeps no account.
        max_tokens: of an answer; reasoning counts.
        concurrency: requests on their way at once.
        attempts: for one answer.
        timeout: seconds for one attempt.
        pause: what waits; of tests.

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
        concurrency: int = 4,
        attempts: int = 8,
        timeout: float = 120.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.source, self.name = source, source.name
        self.price, self.account, self.max_tokens = price, account, max_tokens
        self.concurrency, self.attempts, self.pause = concurrency, attempts, pause
        self._sdk = _sdk(source)
        self._client = _client(self._sdk, source, timeout)
        self._temperature = None if source.api == "anthropic" else 0.0  # its SDK no longer knows one
        self.budget, self._model = Budget(), ""
        with contextlib.suppress(BudgetError):
            self.budget, self._model = _budget(source), source.model

    @cached_property
    def version(self) -> str:
        """Of the model and of all that is sent but the pixels, told by a request about a blank picture."""
        blank = Shown(Picture(Image.new("RGB", (64, 48))), "", Box(0.25, 0.25, 0.5, 0.5), None, None)
        request = json.dumps(_without_pixels(self._request(self.messages(blank))), sort_keys=True)
        return f"{self.name} {self.source.url or ''} {hashlib.sha256(request.encode()).hexdigest()[:16]}"

    def tokens(self, shown: Shown) -> int:
        """As the provider charges; of a model whose rule is not known, as ``Budget()`` counts."""
        return shown.tokens(self._seen(shown.whole_edge), self._seen(shown.edge), self.budget.tokens)

    def messages(self, shown: Shown) -> list[Any]:
        """What the model is sent: the image, where there is a crop what ``insert_zooms`` makes of it, the question."""
        whole = self._seen(shown.whole_edge)
        original = shown.picture.image.size
        text = PROMPT.replace("{question}", shown.question.strip())
        if shown.strips > 1:
            cut = shown.picture.image
            strips = [cut.crop(part.to_pixels(original)) for part in shown.whole if part is not None]
            parts = [self._image(whole.render(strip).data_url) for strip in strips]
            return [{"role": "user", "content": [*parts, self._text(text)]}]
        if shown.box is None:
            fits = whole.fit(original) == original
            part = self._image(shown.picture.url if fits else whole.render(shown.picture.image, 1.0).data_url)
            return [{"role": "user", "content": [part, self._text(text)]}]
        messages = [{"role": "user", "content": [self._image(shown.picture.url), self._text(text)]}]
        options: dict[str, Any] = {
            "model": self._model or None,
            "policy": WindowPolicy(shown.box.xyxy),
            "budget": self._seen(shown.edge),
            "when": "always",
            "question": shown.question.strip() or "?",
            "overview_edge": max(whole.fit(original)),
            "context": shown.context,
        }
        if self.source.api == "anthropic":
            from cropvlm_tools.anthropic import insert_zooms as insert_for_anthropic

            return insert_for_anthropic(messages, **options)
        from cropvlm_tools.openai import insert_zooms

        return insert_zooms(messages, **options)

    def answer_each(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """The answers as they come. Where one fails for good, those on their way are waited for before it is raised.

        Raises:
            SpendingError: the limit might be passed.
            TargetError: the API refuses the request, or does not answer after all attempts.
        """
        with ThreadPoolExecutor(self.concurrency) as threads:
            places = {threads.submit(self._answer, each): place for place, each in enumerate(shown)}
            failed: BaseException | None = None
            for future in as_completed(places):
                if future.cancelled():
                    continue
                error = future.exception()
                if error is None:
                    yield places[future], future.result()
                elif failed is None:
                    failed = error
                    for other in places:
                        other.cancel()
        if failed is not None:
            raise failed

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def ask(self, messages: list[dict[str, Any]]) -> str:
        """The text of the answer to messages in the form of Chat Completions (``PromptedPolicy``).

        Errors: as for ``answer_each``.
        """
        return self._send([_translated(message, self) for message in messages], self.budget.max_tokens or 4000).texts[0]

    def _answer(self, shown: Shown) -> Reading:
        return self._send(self.messages(shown), self.tokens(shown))

    def _send(self, messages: list[Any], visual_tokens: int) -> Reading:
        request = self._request(messages)
        letters = len(json.dumps(_without_pixels(request)))  # no text has more tokens than that
        most = self.price.cost(visual_tokens + letters, self.max_tokens)
        for attempt in range(self.attempts):
            number = None if self.account is None else self.account.reserve(self.source.model, most)
            started = time.perf_counter()
            try:
                text, status, usage = self._call(request)
            except (self._sdk.APIError, ValueError) as error:  # ValueError: a body that is no JSON
                if number is not None and not may_be_charged(error):
                    self.account.settle(number, 0.0)  # type: ignore[union-attr]
                if is_refusal(error):
                    return Reading(("",), REFUSED, time.perf_counter() - started)
                if self._drop_temperature(error, request):
                    continue
                if not may_be_sent_again(error) or attempt == self.attempts - 1:
                    raise TargetError(f"{self.name}: {reason_of(error)} The same command goes on.") from error
                self.pause(pause_before(error, attempt))
            else:
                if number is not None and usage is not None:
                    self.account.settle(number, self.price.cost(*usage))  # type: ignore[union-attr]
                return Reading((text,), status, time.perf_counter() - started)
        raise TargetError(f"{self.name} did not answer after {self.attempts} attempts.")

    def _drop_temperature(self, error: Exception, request: dict[str, Any]) -> bool:
        """Some models take no temperature; from now on it is left out."""
        refused = getattr(error, "status_code", None) == 400 and "temperature" in str(error)
        if refused and "temperature" in request:
            self._temperature = None
            del request["temperature"]
            return True
        return False

    def _request(self, messages: list[Any]) -> dict[str, Any]:
        request: dict[str, Any] = {"model": self.source.model}
        if self._temperature is not None:
            request["temperature"] = self._temperature
        if self.source.api == "openai":
            return {**request, "input": messages, "max_output_tokens": self.max_tokens, "store": False}
        limit = "max_completion_tokens" if self.source.api == "openai-chat" and not self.source.url else "max_tokens"
        return {**request, "messages": messages, limit: self.max_tokens}

    def _call(self, request: dict[str, Any]) -> Answer:
        api = self.source.api
        if api == "openai":
            return read_response(self._client.responses.create(**request))
        if api == "openai-chat":
            return read_completion(self._client.chat.completions.create(**request))
        return read_message(self._client.messages.create(**request))

    def _seen(self, edge: Edge) -> Budget:
        return self.budget if edge is None else replace(self.budget, max_edge=min(edge, self.budget.max_edge))

    def _image(self, url: str) -> dict[str, Any]:
        if self.source.api == "openai":
            return {"type": "input_image", "image_url": url, "detail": "high"}
        if self.source.api == "openai-chat":
            return {"type": "image_url", "image_url": {"url": url, "detail": "high"}}
        head, _, data = url.partition(",")
        source = {"type": "base64", "media_type": head[len("data:") : -len(";base64")], "data": data}
        return {"type": "image", "source": source}

    def _text(self, text: str) -> dict[str, Any]:
        return {"type": "input_text" if self.source.api == "openai" else "text", "text": text}


def _sdk(source: ChatSource) -> Any:
    name = source.vendor
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingDependencyError(f"The target {source.name}", name, name) from error


def _client(sdk: Any, source: ChatSource, timeout: float) -> Any:
    variable = f"{source.vendor.upper()}_API_KEY"
    key = os.environ.get(variable) or ("none" if source.url else None)
    if key is None:
        raise TargetError(f"There is no {variable}. Set it, or add @URL for a server that needs none.")
    kind = sdk.Anthropic if source.api == "anthropic" else sdk.OpenAI
    return kind(api_key=key, base_url=source.url, timeout=timeout, max_retries=0)  # each attempt is on the account


def _budget(source: ChatSource) -> Budget:
    return Budget.for_model(source.model, "auto" if source.api == "anthropic" else "high")


def _translated(message: dict[str, Any], target: ChatTarget) -> dict[str, Any]:
    parts = [
        target._image(part["image_url"]["url"]) if part["type"] == "image_url" else target._text(part["text"])
        for part in message["content"]
    ]
    return {**message, "content": parts}


def _without_pixels(value: Any) -> Any:
    """A request without the images' data."""
    if isinstance(value, dict):
        return {name: "" if name == "data" else _without_pixels(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_pixels(part) for part in value]
    return "" if isinstance(value, str) and value.startswith("data:image/") else value
