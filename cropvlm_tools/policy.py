"""What a policy is, what it answers, and how one is found by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol, cast, get_args

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError, PolicyError

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
"""``org/name``: nothing else is ever looked for on a hub."""


Outcome = Literal["zoomed", "abstained", "failed"]
"""``zoomed``: there is a region; ``abstained``: the whole is best, says the policy; ``failed``: it does not know."""


_UNSAID = cast(Outcome, "")


@dataclass(frozen=True)
class Prediction:
    """Where to look, that there is nothing to gain by looking closer, or that the policy failed.

        Prediction(Box(0.1, 0.2, 0.5, 0.6), 0.8)
        Prediction(None, 0.0, regions=(first, second))      # box is then the first
        Prediction.abstained("There is no text in the image.")
        Prediction.failed("The answer held no box.")

    Raises:
        BoxError: ``box`` is not the first of ``regions``, or ``outcome`` says otherwise than they do.
    """

    box: Box | None
    """The first region, relative xyxy of the upright image; None: do not zoom."""

    confidence: float
    """In [0, 1]: the probability that the evidence lies inside what is shown; 0 where the policy failed or does not
    know."""

    reason: str = ""
    """Why the policy abstained or failed, or what it followed; one short sentence, safe to show to a model."""

    legible_edge: int | None = None
    """Long edge (px) at which the *whole* image would already show the evidence legibly; None where unknown."""

    regions: tuple[Box, ...] = ()
    """All regions to show, the most telling first; empty where there is none."""

    outcome: Outcome = _UNSAID
    """What came of it; worked out from the regions where it is not given."""

    def __post_init__(self) -> None:
        regions = tuple(self.regions) or (() if self.box is None else (self.box,))
        if self.box not in (None, *regions[:1]):
            raise BoxError("The box of a prediction is the first of its regions.")
        outcome = self.outcome or ("zoomed" if regions else "abstained")
        if outcome not in get_args(Outcome) or (outcome == "zoomed") != bool(regions):
            raise BoxError(f"A prediction of {len(regions)} regions is not {outcome!r:.40}.")
        object.__setattr__(self, "regions", regions)
        object.__setattr__(self, "box", regions[0] if regions else None)
        object.__setattr__(self, "outcome", outcome)

    @classmethod
    def abstained(cls, reason: str, confidence: float = 0.0, legible_edge: int | None = None) -> Prediction:
        """The whole is best."""
        return cls(None, confidence, reason, legible_edge)

    @classmethod
    def failed(cls, reason: str) -> Prediction:
        """The policy does not know where to look."""
        return cls(None, 0.0, reason, outcome="failed")


class Policy(Protocol):
    """Chooses the one region of an image worth seeing at full detail.

    Subclass it, or pass any object with a ``name`` and these methods. Images are upright RGB
    (``cropvlm_tools.images.load_image``). An ordinary picture on which a policy finds nothing is an
    abstention (``box=None``), not an exception. Policies know nothing of budgets.
    """

    name: str

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The region of ``image`` that helps to answer ``question``."""
        ...

    def predict_batch(self, images: Sequence[Image.Image], questions: Sequence[str]) -> list[Prediction]:
        """``predict`` for each pair, in order."""
        return [self.predict(image, question) for image, question in zip(images, questions, strict=True)]


def load_policy(source: str | Path | Policy = "default", **options: Any) -> Policy:
    """The policy of that name, or the one kept in that folder. Loaded once per process for each name.

    Args:
        source: ``"default"`` (OCR lines and two trained networks, in the wheel); ``"lexical"`` (the same lines, word
            match, untrained); the baselines ``"whole"``,
            ``"centre"``, ``"random"``, ``"window"``; a folder with a ``policy.json``
            (``{"policy": NAME, option: value, ...}``), or with a vision-language model of transformers or a LoRA
            adapter of one; a model's hub id ``"org/name"``, which is downloaded; ``"attention"`` (where an open
            model looks) with ``model=`` such a folder or id; ``"prompted"`` with ``ask=`` a function that asks a
            chat model; or a Policy, returned as it is.
        options: passed to the policy, e.g. ``load_policy("window", box=(0, 0, 0.5, 0.5))``.

    Raises:
        PolicyError: the name is unknown, the folder holds no policy, or it could not be loaded.
        MissingDependencyError: the policy needs a package that is not installed.
    """
    if not isinstance(source, (str, Path)):
        if not callable(getattr(source, "predict", None)):
            raise PolicyError(f"Not a policy: {type(source).__name__} has no predict(image, question).")
        return source
    if isinstance(source, str) and source in _LOADERS:
        if options:
            return _build(source, options)
        with _lock:
            if source not in _loaded:
                _loaded[source] = _build(source, {})
            return _loaded[source]
    folder = Path(source)
    try:
        is_folder = folder.is_dir()
    except OSError:  # a name too long for a file
        is_folder = False
    if is_folder:
        return _from_folder(folder, options)
    if isinstance(source, str) and HUB_ID.fullmatch(source):
        return _build("vlm", {"source": source, **options})
    raise PolicyError(f"No policy {folder.name!r:.80}. Give one of {', '.join(_LOADERS)}, or a policy's folder.")


def _from_folder(folder: Path, options: dict[str, Any]) -> Policy:
    if not (folder / "policy.json").exists() and any((folder / name).is_file() for name in _MODELS):
        return _build("vlm", {"source": folder, **options})
    try:
        config = json.loads((folder / "policy.json").read_text(encoding="utf-8"))
        name = config.pop("policy")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise PolicyError(f'Folder {folder.name!r} holds no policy.json with a "policy" name.') from error
    if not isinstance(name, str) or name not in _LOADERS:
        raise PolicyError(f"policy.json names {name!r}. Known policies: {', '.join(_LOADERS)}.")
    if name == "attention":
        config["model"] = folder
    if name == "vlm":
        config["source"] = folder
    if name in ("grounded", "ocr"):
        config = {"weights": folder}
    return _build(name, {**config, **options})


def _build(name: str, options: dict[str, Any]) -> Policy:
    try:
        return _LOADERS[name](**options)
    except (TypeError, BoxError) as error:
        raise PolicyError(f"Policy {name!r} cannot be built with {sorted(options)}: {error}") from error


def _lexical(**options: Any) -> Policy:
    from cropvlm_tools.policies.grounded.lexical import LexicalPolicy

    return LexicalPolicy(**options)


def _vlm(**options: Any) -> Policy:
    from cropvlm_tools.policies.vlm.policy import VlmPolicy

    return VlmPolicy.from_pretrained(**options)


def _attention(model: str | Path, **options: Any) -> Policy:
    from cropvlm_tools.policies.attention import AttentionPolicy

    return AttentionPolicy.from_pretrained(model, **options)


def _prompted(**options: Any) -> Policy:
    from cropvlm_tools.policies.prompted import PromptedPolicy

    return PromptedPolicy(**options)


def _grounded(**options: Any) -> Policy:
    from cropvlm_tools.policies.grounded.policy import GroundedPolicy

    return GroundedPolicy(**options)


def _fixed(kind: str) -> Callable[..., Policy]:
    def build(**options: Any) -> Policy:
        from cropvlm_tools.policies import fixed

        policy: Policy = getattr(fixed, kind)(**options)
        return policy

    return build


_LOADERS: dict[str, Callable[..., Policy]] = {
    "default": _grounded,
    "grounded": _grounded,
    "ocr": _grounded,  # its name before
    "lexical": _lexical,
    "whole": _fixed("WholePolicy"),
    "centre": _fixed("CentrePolicy"),
    "random": _fixed("RandomPolicy"),
    "window": _fixed("WindowPolicy"),
    "vlm": _vlm,
    "attention": _attention,
    "prompted": _prompted,
}
_MODELS = ("config.json", "adapter_config.json")  # what a model of transformers, or an adapter of one, is told by
_loaded: dict[str, Policy] = {}
_lock = Lock()
