"""Targets by name.

    rapidocr  tesseract                             readers of text
    FOLDER  ORGANISATION/NAME                       a checkpoint of transformers, on disk or on the hub
    openai:MODEL  openai-chat:MODEL  anthropic:MODEL    a chat model, each with @URL for a server of one's own

What a target is made of is imported when it is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cropvlm_tools.policy import HUB_ID
from cropvlm_tools.views import Budget
from training.targets.answers import Answers, RememberedAsk, Remembering
from training.targets.client import CHAT_APIS, ChatClient, ChatSource
from training.targets.spending import FREE, Account, Purse
from training.targets.target import Target, TargetError

if TYPE_CHECKING:
    from training.targets.chat import ChatTarget


def load_target(name: str, cache: Path | None, purse: Purse | None = None, batch: int = 1) -> Target:
    """The target of that name, its answers kept in that folder.

    Args:
        name: see above.
        cache: None keeps nothing.
        purse: what a paid API is paid from.
        batch: questions that a checkpoint reads in one call, if that is more than it does by itself.

    Raises:
        TargetError: there is none of that name, or it cannot be had here.
        MissingDependencyError: what it needs is not installed.
    """
    from training.targets.ocr import ENGINES, OcrTarget

    if name in ENGINES:
        return OcrTarget(name, cache)
    answers = None if cache is None else Answers(cache)
    if name.partition(":")[0] in CHAT_APIS:
        return Remembering(open_chat(ChatSource.parse(name), purse), answers)
    if not is_checkpoint(name):
        known = f"{', '.join(ENGINES)}, {':MODEL, '.join(CHAT_APIS)}:MODEL, a checkpoint's folder or hub id"
        raise TargetError(f"No target {name!r}. Give one of {known}.")
    from training.targets.vlm import VlmTarget

    target = VlmTarget.from_pretrained(name)
    target.batch_size = max(target.batch_size, batch)
    return Remembering(target, answers)


def load_ask(name: str, cache: Path | None, purse: Purse | None = None) -> tuple[RememberedAsk, Budget]:
    """Who is asked for a box (``PromptedPolicy``), and what it sees of an image: a checkpoint or a chat model.

    Args, Raises: as for ``load_target``.
    """
    answers = None if cache is None else Answers(cache)
    if is_checkpoint(name):
        from training.targets.vlm import VlmTarget

        model = VlmTarget.from_pretrained(name)
        return RememberedAsk(model.ask, model.version, answers), Budget()
    chat = open_chat(ChatSource.parse(name), purse)
    return RememberedAsk(chat.ask, chat.version, answers), chat.budget


def open_chat(
    source: ChatSource,
    purse: Purse | None = None,
    max_tokens: int = 256,
    concurrency: int = 4,
    edge: int | None = None,
) -> ChatTarget:
    """A chat model, paid from the purse. For the other arguments see ``ChatClient`` and ``ChatTarget``.

    Raises:
        TargetError: an API that costs money (no URL) has no price or no limit; or there is no key.
        MissingDependencyError: the SDK is not installed.
    """
    from training.targets.chat import ChatTarget

    price = None if purse is None else purse.prices.get(source.model)
    if source.url is None and (purse is None or purse.limit is None or price is None):
        raise TargetError(
            f"{source.name} costs money: say how much at most, --spend USD, and what a million tokens cost, "
            f"--price {source.model}=READ/WRITTEN (a server of your own is free: {source.name}@http://host:8000/v1)."
        )
    account = None if purse is None else Account(purse)
    return ChatTarget(ChatClient(source, price or FREE, account, max_tokens), concurrency, edge)


def is_checkpoint(name: str) -> bool:
    """Whether a name is a checkpoint's: a folder, or a hub id."""
    return Path(name).is_dir() or HUB_ID.fullmatch(name) is not None
