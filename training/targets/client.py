"""A chat model behind an OpenAI-compatible server (vLLM, Ollama, llama.cpp, OpenAI itself), asked about images."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from PIL import Image

from cropvlm_tools.errors import MissingDependencyError
from cropvlm_tools.policies.prompted import Ask
from cropvlm_tools.views import Budget
from training.targets.target import TargetError

PROMPT = "{question}\nGive a very brief answer."


def connect(model: str, url: str | None = None, max_tokens: int = 128) -> Ask:
    """A model by its name on the server at ``url`` (``http://host:8000/v1``), asked at temperature 0.

    The key is read from OPENAI_API_KEY; a server of one's own needs none. The client tries again by itself where a
    connection breaks or the server is busy.

    Raises:
        MissingDependencyError: the OpenAI SDK is not installed.
        TargetError: there is no key, and no URL of a server that needs none.
    """
    try:
        openai: Any = import_module("openai")
    except ModuleNotFoundError as error:
        raise MissingDependencyError("A chat model", "openai", "openai") from error
    import os

    key = os.environ.get("OPENAI_API_KEY") or ("none" if url else None)
    if key is None:
        raise TargetError("There is no OPENAI_API_KEY. Set one, or give the URL of a server of your own.")
    client = openai.OpenAI(base_url=url, api_key=key, max_retries=4)

    def ask(messages: list[dict[str, Any]]) -> str:
        reply = client.chat.completions.create(model=model, messages=messages, max_tokens=max_tokens, temperature=0)
        return str(reply.choices[0].message.content or "")

    return ask


class ServedTarget:
    """A frozen target behind a server: answers from views, several at a time (``training.vlm.rewards.Reader``).

    Args:
        ask: see ``connect``.
        edge: long edge (px) to which every view is shrunk first; None is the largest the server is sent, 1568 px.
        batch_size: questions that are on their way at once.
    """

    def __init__(self, ask: Ask, edge: int | None = None, batch_size: int = 8) -> None:
        self.ask, self.batch_size = ask, batch_size
        self.budget = Budget(max_edge=edge or Budget().max_edge, max_tokens=None)

    def answer(self, views: Sequence[Sequence[Image.Image]], questions: Sequence[str]) -> list[str]:
        """The answer to each question from its own views.

        Raises:
            openai.OpenAIError: the server cannot be reached or refuses, after the client's own attempts.
        """
        with ThreadPoolExecutor(self.batch_size) as threads:
            said = threads.map(self.ask, [self._messages(*row) for row in zip(views, questions, strict=True)])
            return [answer.strip() for answer in said]

    def answer_log_likelihood(
        self,
        views: Sequence[Sequence[Image.Image]],
        questions: Sequence[str],
        answers: Sequence[str],
        mean: bool = False,
    ) -> list[float]:
        """Not to be had: a chat server does not say how likely a given answer is.

        Raises:
            TargetError: always.
        """
        raise TargetError("A served target gives answers only. Take reward: accuracy, or a target in this process.")

    def _messages(self, views: Sequence[Image.Image], question: str) -> list[dict[str, Any]]:
        shown = [{"type": "image_url", "image_url": {"url": self.budget.render(view, 1.0).data_url}} for view in views]
        text = PROMPT.replace("{question}", question.strip())
        return [{"role": "user", "content": [*shown, {"type": "text", "text": text}]}]
