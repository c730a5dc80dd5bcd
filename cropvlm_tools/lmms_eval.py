"""Any policy of ours in front of any chat model of lmms-eval.

    lmms-eval --model cropvlm --model_args inner=qwen2_5_vl,policy=default,pretrained=Qwen/Qwen2.5-VL-7B-Instruct ...

lmms-eval finds it through the entry point group ``lmms_eval.models``; where it is not installed this costs nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from cropvlm_tools.chat.content import Block
from cropvlm_tools.chat.conversation import ImageRegistry, find_question
from cropvlm_tools.chat.insert import Dialect, insert
from cropvlm_tools.errors import MissingDependencyError
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


def manifest() -> Any:
    """What lmms-eval reads from the entry point."""
    return ModelManifest(model_id="cropvlm", chat_class_path="cropvlm_tools.lmms_eval.CropVLM")


class CropVLM(lmms):  # type: ignore[misc, unused-ignore]
    """Puts crops beside the images of each question and hands it to the inner model, which knows nothing of it.

    Args:
        inner: a chat model of lmms-eval, e.g. ``qwen2_5_vl``, ``internvl_hf``, ``openai``.
        policy: anything ``cropvlm_tools.load_policy`` takes.
        when: ``"needed"`` or ``"always"``, as in ``cropvlm_tools.zoom``.
        max_edge: longest edge in px of what the inner model sees of an image; by default 1568.
        steps, context: as in ``cropvlm_tools.zoom``.
        inner_options: arguments of the inner model.

    Raises:
        ValueError: the inner model is no chat model.
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
        **inner_options: Any,
    ) -> None:
        super().__init__()
        from lmms_eval.models import get_model

        kind = get_model(inner)
        if getattr(kind, "is_simple", True):
            raise ValueError(f"{inner} is no chat model of lmms-eval: it takes no second image beside the first.")
        self.inner = kind(**inner_options)
        self.task_dict = self.inner.task_dict = {}
        budget = None if max_edge is None else Budget(max_edge=max_edge, max_tokens=None)
        self.options = ZoomOptions(policy, budget, when, steps, context)

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

    def generate_until(self, requests: list[Any]) -> list[Any]:
        """The inner model's answers to the same requests with crops in their messages, in their order."""
        return list(self.inner.generate_until([self._zoomed(request) for request in requests]))

    def loglikelihood(self, requests: list[Any]) -> Any:
        raise NotImplementedError("cropvlm answers questions (generate_until) and ranks no continuations.")

    def generate_until_multi_round(self, requests: list[Any]) -> Any:
        raise NotImplementedError("cropvlm answers questions of one round.")

    def _zoomed(self, request: Any) -> Any:
        text, to_messages, *rest = request.args
        changed = copy.copy(request)
        changed.arguments = (text, self._wrap(to_messages), *rest)
        return changed

    def _wrap(self, to_messages: Callable[..., Messages]) -> Callable[..., Messages]:
        def with_crops(*arguments: Any, **options: Any) -> Messages:
            return self.insert(to_messages(*arguments, **options))

        return with_crops

    def insert(self, messages: Messages) -> Messages:
        """A copy in which each image of the last user's message that gains from it is followed by caption and crop."""
        last = max((index for index, message in enumerate(messages) if message["role"] == "user"), default=None)
        content = None if last is None else messages[last]["content"]
        if last is None or not isinstance(content, list):
            return messages
        sources = {(last, place): part["url"] for place, part in enumerate(content) if part["type"] == "image"}
        images = ImageRegistry(sources.values())
        names = dict(zip(sources, images.refs, strict=True))
        inserted = insert({last: content}, images, names, find_question(messages), _Dialect(), self.options).contents
        changed = {**messages[last], "content": inserted.get(last, content)}
        return [*messages[:last], changed, *messages[last + 1 :]]


class _Dialect(Dialect[Block]):
    """Of lmms-eval's messages, whose images are those of PIL."""

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        return [{"type": "text", "text": caption}, {"type": "image", "url": view.image}]
