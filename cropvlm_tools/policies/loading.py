"""A policy by its name, its folder or its hub id; other packages add names by entry points.

A package of yours makes ``load_policy("mine")`` and ``cropvlm zoom --policy mine`` work by these lines in its
``pyproject.toml``; what they name is called with the options and returns a Policy::

    [project.entry-points."cropvlm_tools.policies"]
    mine = "my_package.policy:MyPolicy"
"""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from threading import RLock
from typing import Any

from cropvlm_tools.errors import CropVLMError, MissingDependencyError, PolicyError
from cropvlm_tools.forks import Lock
from cropvlm_tools.policies.folder import read_json, without_paths
from cropvlm_tools.policy import HUB_ID, Policy

GROUP = "cropvlm_tools.policies"
"""The entry points of other packages that are policies."""

NAMES = {
    "grounded": "cropvlm_tools.policies.grounded.policy:GroundedPolicy",
    "lexical": "cropvlm_tools.policies.grounded.lexical:LexicalPolicy",
    "whole": "cropvlm_tools.policies.fixed:WholePolicy",
    "centre": "cropvlm_tools.policies.fixed:CentrePolicy",
    "random": "cropvlm_tools.policies.fixed:RandomPolicy",
    "window": "cropvlm_tools.policies.fixed:WindowPolicy",
    "vlm": "cropvlm_tools.policies.vlm.policy:VlmPolicy.from_pretrained",
    "attention": "cropvlm_tools.policies.attention:AttentionPolicy.from_pretrained",
    "detector": "cropvlm_tools.policies.detector.policy:DetectorPolicy.from_pretrained",
    "prompted": "cropvlm_tools.policies.prompted:PromptedPolicy",
}
"""Of the policies that ship: what makes them."""

OTHER_NAMES = {"default": "grounded", "ocr": "grounded"}
"""``ocr`` stands in the ``policy.json`` of earlier weights."""

_IN_FOLDER = {
    "grounded": "weights",
    "vlm": "source",
    "attention": "model",
    "detector": "model",
}  # the option that is the folder itself
_MODELS = ("config.json", "adapter_config.json")  # what a model of transformers, or an adapter of one, is told by
_TOLD = (TypeError, CropVLMError, ModuleNotFoundError)  # errors whose text says what to mend, and no local path
_loaded: dict[str, Policy] = {}
_lock = Lock(RLock)  # a policy may load another one, around which it is built


def load_policy(source: str | Path | Policy = "default", **options: Any) -> Policy:
    """The policy of that name, or the one kept in that folder. Loaded once per process for each name.

    Args:
        source: ``"default"``, which is ``"grounded"`` (OCR lines and two trained networks, in the wheel);
            ``"lexical"`` (the same lines, word match, untrained); the baselines ``"whole"``, ``"centre"``,
            ``"random"``, ``"window"``; a name that another installed package gives its policy (an entry point of the
            group ``cropvlm_tools.policies``); a folder with a ``policy.json``
            (``{"policy": NAME, option: value, ...}``), or with a vision-language model of transformers or a LoRA
            adapter of one; a model's hub id ``"org/name"``, which is downloaded; ``"attention"`` (where an open
            model looks) with ``model=`` such a folder or id; ``"detector"`` (where a zero-shot object detector sees
            what the question names) with ``model=`` one of these; ``"prompted"`` with ``ask=`` a function that asks a
            chat model; or a Policy, returned as it is.
        options: passed to the policy, e.g. ``load_policy("window", box=(0, 0, 0.5, 0.5))``.

    >>> from PIL import Image
    >>> load_policy("window", box=(0, 0, 0.5, 0.5)).predict(Image.new("RGB", (800, 600)), "What is here?").box
    Box(x1=0, y1=0, x2=0.5, y2=0.5)
    >>> load_policy("default") is load_policy("default")
    True
    >>> load_policy("beast")
    Traceback (most recent call last):
    cropvlm_tools.errors.PolicyError: No policy 'beast'. Give one of default, ...

    Raises:
        PolicyError: the name is unknown, the folder holds no policy, or it could not be loaded, whatever is wrong with
            it. The text names no local path.
        MissingDependencyError: the policy needs a package that is not installed.
    """
    if not isinstance(source, (str, Path)):
        if not callable(getattr(source, "predict", None)):
            raise PolicyError(f"Not a policy: {type(source).__name__} has no predict(image, question).")
        return source
    maker = _maker(source) if isinstance(source, str) else None
    if maker is not None:
        if options:
            return _build(maker, options)
        with _lock:
            if maker.name not in _loaded:
                _loaded[maker.name] = _build(maker, {})
            return _loaded[maker.name]
    folder = Path(source)
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError, RuntimeError):  # a name too long for a file, a loop of links
        is_folder = False
    if is_folder:
        return _from_folder(folder, options)
    if isinstance(source, str) and HUB_ID.fullmatch(source):
        return _build(_own("vlm"), {"source": source, **options})
    raise PolicyError(f"No policy {folder.name!r:.80}. Give one of {_known()}, or a policy's folder.")


def _from_folder(folder: Path, options: dict[str, Any]) -> Policy:
    if not os.path.lexists(folder / "policy.json") and any((folder / name).is_file() for name in _MODELS):
        return _build(_own("vlm"), {"source": folder, **options})
    config = read_json(folder)
    name = config.pop("policy", None)
    if name is None:
        raise PolicyError(f'policy.json in {folder.name!r:.80} has no "policy" name.')
    maker = _maker(name) if isinstance(name, str) else None
    if maker is None:
        raise PolicyError(f"policy.json names {name!r:.80}. Known policies: {_known()}.")
    if maker.dist is None and maker.name == "grounded":
        config = {}  # the rest describes the weights, and the policy reads it itself
    if maker.dist is None and maker.name in _IN_FOLDER:
        config[_IN_FOLDER[maker.name]] = folder
    return _build(maker, {**config, **options})


def _own(name: str) -> EntryPoint:
    return EntryPoint(name, NAMES[name], GROUP)


def _maker(name: str) -> EntryPoint | None:
    """What makes the policy of that name; ours first. It is imported when it is used.

    Raises:
        PolicyError: two packages give that name to their policies.
    """
    own = OTHER_NAMES.get(name, name)
    if own in NAMES:
        return _own(own)
    if not name or "/" in name:  # a hub id or a path, whatever a package may call its policy
        return None
    others = tuple(entry_points(group=GROUP, name=name))
    if len(others) > 1:
        raise PolicyError(f"{' and '.join(sorted(map(_package, others)))} both name a policy {name!r}: keep one.")
    return others[0] if others else None


def _known() -> str:
    others = {each.name for each in entry_points(group=GROUP)} - NAMES.keys() - OTHER_NAMES.keys()
    return ", ".join(["default", *NAMES, *sorted(others)])


def _package(maker: EntryPoint) -> str:
    return "cropvlm-tools" if maker.dist is None else maker.dist.name


def _build(maker: EntryPoint, options: dict[str, Any]) -> Policy:
    try:
        policy: Policy = maker.load()(**options)
    except MissingDependencyError:
        raise
    except (Exception, SystemExit) as error:  # a package must not end the program either
        if maker.dist is None and isinstance(error, PolicyError):
            raise
        whose = "" if maker.dist is None else f" of the package {_package(maker)}"
        why = f": {without_paths(str(error))}" if isinstance(error, _TOLD) else "."
        raise PolicyError(
            f"Policy {maker.name!r}{whose} cannot be loaded with {sorted(map(str, options))!s:.300} "
            f"({type(error).__name__}){why:.300}"
        ) from error
    if maker.dist is None:
        return policy
    if not callable(getattr(policy, "predict", None)):
        kind = type(policy).__name__
        raise PolicyError(f"{maker.name!r} of the package {_package(maker)} is no policy: {kind} has no predict.")
    return policy
