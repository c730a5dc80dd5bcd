"""What chat APIs answer: the text, how it ended and what it cost; and of an error, whether to try again."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from training.targets.reading import ANSWERED, REFUSED, TRUNCATED

if TYPE_CHECKING:
    from anthropic.types import Message
    from openai.types.chat import ChatCompletion
    from openai.types.responses import Response

Answer = tuple[str, str, tuple[int, int] | None]
"""(text, status, (tokens read, tokens written) where the server says so)"""

_DECLINED = re.compile(
    r"(i['’]?m|i am) (sorry|unable|not able|afraid)|sorry, |(i )?(can['’]?t|cannot|could not|couldn['’]?t) "
    r"(assist|help|determine|see|read|provide|identify|answer|make out)|unable to",
    re.IGNORECASE,
)
_POLICY = re.compile(r"content.?(policy|filter)|safety system|moderation", re.IGNORECASE)
_BUSY = (408, 409, 425, 429)  # and everything from 500
_LONGEST_PAUSE = 60.0  # seconds between two attempts


def declines(text: str) -> bool:
    """Whether a model says that it will not or cannot answer."""
    return _DECLINED.match(text) is not None


def is_refusal(error: BaseException) -> bool:
    """A request that the provider's moderators turned down: an answer of a kind, and free."""
    return getattr(error, "status_code", None) == 400 and _POLICY.search(str(error)) is not None


def read_response(response: Response) -> Answer:
    parts = [part for item in response.output for part in getattr(item, "content", None) or ()]
    refusals = [part.refusal for part in parts if part.type == "refusal"]
    reason = getattr(response.incomplete_details, "reason", None)
    status = TRUNCATED if reason == "max_output_tokens" else REFUSED if refusals or reason else ANSWERED
    usage = None if response.usage is None else (response.usage.input_tokens, response.usage.output_tokens)
    return _answer(response.output_text or " ".join(refusals), status, usage)


def read_completion(completion: ChatCompletion) -> Answer:
    choice = completion.choices[0]
    refusal = getattr(choice.message, "refusal", None)
    refused = refusal or choice.finish_reason == "content_filter"
    status = REFUSED if refused else TRUNCATED if choice.finish_reason == "length" else ANSWERED
    usage = None
    if completion.usage is not None:
        usage = completion.usage.prompt_tokens, completion.usage.completion_tokens
    return _answer(choice.message.content or refusal or "", status, usage)


def read_message(message: Message) -> Answer:
    text = "".join(block.text for block in message.content if block.type == "text")
    status = {"max_tokens": TRUNCATED, "refusal": REFUSED}.get(message.stop_reason or "", ANSWERED)
    return _answer(text, status, (message.usage.input_tokens, message.usage.output_tokens))


def may_be_charged(error: BaseException) -> bool:
    """Whether the model may have answered though nobody heard it: not where the server said what is wrong."""
    if getattr(error, "status_code", None) is not None:
        return False
    return type(error.__cause__).__name__ not in ("ConnectError", "ConnectTimeout")


def may_be_sent_again(error: BaseException) -> bool:
    status = getattr(error, "status_code", None)
    if status is None:
        return True  # the connection, or a body that breaks off
    return (status in _BUSY or status >= 500) and "insufficient_quota" not in str(error)


def pause_before(error: BaseException, attempt: int) -> float:
    """Seconds: what the server asks for, else half a second that doubles."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        seconds = float(headers["retry-after"])
    except (KeyError, ValueError):
        seconds = 0.5 * 2**attempt * random.uniform(0.75, 1.0)
    return min(max(seconds, 0.0), _LONGEST_PAUSE)


def reason_of(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split()):.300}"


def _answer(text: str, status: str, usage: tuple[int, int] | None) -> Answer:
    refused = status == ANSWERED and declines(text.strip())
    return text.strip(), REFUSED if refused else status, usage
