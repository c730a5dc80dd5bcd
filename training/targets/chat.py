"""ChatTarget: a chat model that is asked about an image, the crop put in by the project's own adapters."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import cached_property

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget
from training.targets.client import Block, ChatClient, Message, without_pixels
from training.targets.reading import Reading
from training.targets.shown import Edge, Picture, Shown
from training.targets.target import PROMPT, Views

_UNKNOWN = 4000  # visual tokens of an image to a model whose rule is not known


class _Regions(Policy):
    """What another policy chose."""

    name = "regions"

    def __init__(self, regions: tuple[Box, ...]) -> None:
        self.prediction = Prediction(None, 0.0, "Chosen before.", regions=regions)

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.prediction


class ChatTarget:
    """A frozen chat model (``training.targets.target.Target``, and ``AnsweringTarget``).

    Args:
        client: asks it.
        concurrency: requests on their way at once.
        edge: long edge (px) to which the views of ``answer`` are shrunk first; None is 1568 px.
    """

    transcript = False

    def __init__(self, client: ChatClient, concurrency: int = 4, edge: int | None = None) -> None:
        self.client, self.name, self.concurrency = client, client.source.name, concurrency
        self.view_budget = Budget(max_edge=edge or Budget().max_edge, max_tokens=None)
        self.budget, self._model = Budget(), ""
        source = client.source
        with contextlib.suppress(BudgetError):
            self.budget = Budget.for_model(source.model, "auto" if source.api == "anthropic" else "high")
            self._model = source.model

    @cached_property
    def version(self) -> str:
        """Of the model and of all that is sent but the pixels, told by a request about a blank picture."""
        blank = Shown(Picture(Image.new("RGB", (64, 48))), "", Box(0.25, 0.25, 0.5, 0.5), None, None)
        request = json.dumps(without_pixels(self.client.request(self.messages(blank))), sort_keys=True)
        return f"{self.name} {self.client.source.url or ''} {hashlib.sha256(request.encode()).hexdigest()[:16]}"

    def tokens(self, shown: Shown) -> int:
        """As the provider charges; of a model whose rule is not known, as ``Budget()`` counts."""
        return shown.tokens(self._seen(shown.whole_edge), self._seen(shown.edge), self.budget.tokens)

    def messages(self, shown: Shown) -> list[Message]:
        """What the model is sent: the image, where there is a crop what ``insert_zooms`` makes of it, the question."""
        whole = self._seen(shown.whole_edge)
        original = shown.picture.image.size
        question = self.client.text(PROMPT.replace("{question}", shown.question.strip()))
        if shown.strips > 1:
            cut = shown.picture.image
            strips = [cut.crop(part.to_pixels(original)) for part in shown.whole if part is not None]
            return _user([*(self.client.image(whole.render(strip).data_url) for strip in strips), question])
        if shown.box is None:
            fits = whole.fit(original) == original
            url = shown.picture.url if fits else whole.render(shown.picture.image, 1.0).data_url
            return _user([self.client.image(url), question])
        if self.client.source.api == "anthropic":
            from cropvlm_tools.anthropic import insert_zooms
        else:
            from cropvlm_tools.openai import insert_zooms
        return insert_zooms(
            _user([self.client.image(shown.picture.url), question]),
            model=self._model or None,
            policy=_Regions(shown.regions),
            budget=self._seen(shown.edge),
            when="always",
            question=shown.question.strip() or "?",
            overview_edge=max(whole.fit(original)),
            context=shown.context,
            max_crops=max(len(shown.regions), 1),
        )

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """The answers as they come. Where one fails for good, those on their way are waited for before it is raised.

        Raises:
            SpendingError: the limit might be passed.
            TargetError: the API refuses the request, or does not answer after all attempts.
        """

        def ask(place: int) -> Reading:
            return self.client.send(self.messages(shown[place]), self.tokens(shown[place]))

        return self._at_once(ask, len(shown))

    def answer(self, views: Sequence[Views], questions: Sequence[str]) -> list[str]:
        """The answer to each question from its own views. Errors: as for ``respond``."""

        def ask(place: int) -> Reading:
            rendered = [self.view_budget.render(view, 1.0) for view in views[place]]
            text = self.client.text(PROMPT.replace("{question}", questions[place].strip()))
            messages = _user([*(self.client.image(view.data_url) for view in rendered), text])
            return self.client.send(messages, sum(view.tokens for view in rendered))

        answers = dict(self._at_once(ask, len(questions)))
        return [answers[place].texts[0] for place in range(len(questions))]

    def ask(self, messages: list[Message]) -> str:
        """The text of the answer to messages in the form of Chat Completions (``PromptedPolicy``).

        Errors: as for ``respond``.
        """
        translated = [self.client.translated(message) for message in messages]
        return self.client.send(translated, self.budget.max_tokens or _UNKNOWN).texts[0]

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    def _at_once(self, ask: Callable[[int], Reading], count: int) -> Iterator[tuple[int, Reading]]:
        """(place, what was said there), as they come."""
        with ThreadPoolExecutor(self.concurrency) as threads:
            places: dict[Future[Reading], int] = {threads.submit(ask, place): place for place in range(count)}
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

    def _seen(self, edge: Edge) -> Budget:
        return self.budget if edge is None else replace(self.budget, max_edge=min(edge, self.budget.max_edge))


def _user(content: Sequence[Block]) -> list[Message]:
    return [{"role": "user", "content": list(content)}]
