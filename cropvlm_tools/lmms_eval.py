"""Any policy of ours in front of any chat model of lmms-eval.

    lmms-eval --model cropvlm --model_args inner=qwen2_5_vl,policy=default,pretrained=Qwen/Qwen2.5-VL-7B-Instruct ...

lmms-eval finds it through the entry point group ``lmms_eval.models``; where it is not installed this costs nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NoReturn, Protocol, cast

from cropvlm_tools.chat.content import Block
from cropvlm_tools.chat.conversation import Original, Place, find_question, last_turn
from cropvlm_tools.chat.insert import MAX_CROPS, Dialect, checked_crops, insert, unharmed
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.errors import MissingDependencyError
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When, ZoomOptions

try:
    from lmms_eval.api.model import lmms
    from lmms_eval.models.registry_v2 import ModelManifest
except ModuleNotFoundError as error:
    if error.name not in ("lmms_eval", "lmms_eval.api", "lmms_eval.models"):
        raise
    raise MissingDependencyError("cropvlm_tools.lmms_eval", "lmms-eval", "lmms-eval") from error

Messages = list[Block]
"""As lmms-eval's tasks write them: ``{"role", "content": [{"type": "text" | "image" | ..., "text" | "url": ...}]}``."""


ToMessages = Callable[..., Messages]
"""Of a task: makes the messages of a question."""


class Request(Protocol):
    """One question of lmms-eval (``Instance``)."""

    arguments: tuple[object, ...]

    @property
    def args(self) -> tuple[object, ...]: ...


def manifest() -> ModelManifest:
    """What lmms-eval reads from the entry point."""
    return ModelManifest(model_id="cropvlm", chat_class_path="cropvlm_tools.lmms_eval.CropVLM")


class CropVLM(lmms):  # type: ignore[misc, unused-ignore]
    """Puts crops beside the images of each question and hands it to the inner model, which knows nothing of it.

    Args:
        inner: a chat model of lmms-eval, e.g. ``qwen2_5_vl``, ``internvl_hf``, ``openai``.
        policy: anything ``cropvlm_tools.load_policy`` takes.
        when: ``"needed"`` or ``"always"``, as in ``cropvlm_tools.zoom``.
        max_edge: the budget as a number; what ``budget=448`` says too.
        steps, context, regions: as in ``cropvlm_tools.zoom``.
        budget: what the inner model sees of an image, a model's name or the longest edge in px, as for
            ``cropvlm zoom --budget``; by default 1568 px and 1568 tokens.
        limit_pixels: the largest image that is zoomed into, width x height; ``max_pixels`` is an inner model's own.
        max_crops: most regions shown for one question, of the image that it names or else the last.
        inner_options: arguments of the inner model.

    Raises:
        ValueError: the inner model is no chat model, or an option cannot be.
    """

    is_simple = False

    def __init__(
        self,
        inner: str,
        policy: str = "default",
        when: When = "needed",
        max_edge: int | None = None,
        steps: int = 1,
        context: bool = False,
        regions: int = 3,
        budget: str | int | None = None,
        limit_pixels: int = DEFAULT_LIMITS.pixels,
        max_crops: int = MAX_CROPS,
        **inner_options: Any,
    ) -> None:
        super().__init__()
        if budget is not None and max_edge is not None:
            raise ValueError("budget and max_edge say the same twice. Give budget=MODEL or budget=PX alone.")
        budget = max_edge if budget is None else budget
        seen = None if budget is None else Budget.parse(str(budget))
        self.options = ZoomOptions(policy, seen, when, steps, context, regions, limits=Limits(limit_pixels))
        self.max_crops = checked_crops(max_crops)
        from lmms_eval.models import get_model

        kind = get_model(inner)
        if getattr(kind, "is_simple", True):
            raise ValueError(f"{inner} is no chat model of lmms-eval: it takes no second image beside the first.")
        self.inner = kind(**inner_options)
        self.task_dict = self.inner.task_dict = {}

    def __getattr__(self, name: str) -> Any:
        """What else the evaluator asks for (accelerator, device, batch size) is the inner model's."""
        if name == "inner":  # not there yet
            raise AttributeError(name)
        return getattr(self.inner, name)

    @property
    def rank(self) -> int:
        return int(self.inner.rank)

    @property
    def world_size(self) -> int:
        return int(self.inner.world_size)

    def generate_until(self, requests: list[Request]) -> list[object]:
        """The inner model's answers to the same requests with crops in their messages, in their order."""
        return list(self.inner.generate_until([self._zoomed(request) for request in requests]))

    def loglikelihood(self, requests: list[Request]) -> NoReturn:
        raise NotImplementedError("cropvlm answers questions (generate_until) and ranks no continuations.")

    def generate_until_multi_round(self, requests: list[Request]) -> NoReturn:
        raise NotImplementedError("cropvlm answers questions of one round.")

    def _zoomed(self, request: Request) -> Request:
        text, to_messages, *rest = request.args
        changed = copy.copy(request)
        changed.arguments = (text, self._wrap(cast(ToMessages, to_messages)), *rest)
        return changed

    def _wrap(self, to_messages: ToMessages) -> ToMessages:
        def with_crops(*arguments: object, **options: object) -> Messages:
            return self.insert(to_messages(*arguments, **options))

        return with_crops

    def insert(self, messages: Messages) -> Messages:
        """A copy in which the last user's message, where it gains from it, ends with caption and crop. Earlier ones are
        examples and stay as they are.
        """
        return unharmed(lambda: self._insert(messages), messages)

    def _insert(self, messages: Messages) -> Messages:
        last = max((index for index, message in enumerate(messages) if message["role"] == "user"), default=None)
        content = None if last is None else messages[last]["content"]
        if last is None or not isinstance(content, list):
            return messages
        images = ((place, part) for place, part in enumerate(content) if part["type"] == "image")
        originals: dict[Place, Original[Block]] = {(last, place): Original(part["url"], part) for place, part in images}
        registry = ImageRegistry([each.source for each in originals.values()], limits=self.options.limits)
        names = dict(zip(originals, registry.refs, strict=True))
        turns = [turn for turn in last_turn(messages, find_question(messages)) if turn.index == last]
        inserted = insert({last: content}, originals, names, registry, turns, _Dialect(), self.options, self.max_crops)
        changed = {**messages[last], "content": inserted.contents.get(last, content)}
        return [*messages[:last], changed, *messages[last + 1 :]]


class _Dialect(Dialect[Block]):
    """Of lmms-eval's messages, whose images are those of PIL."""

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        return [{"type": "text", "text": caption}, {"type": "image", "url": view.image}]
