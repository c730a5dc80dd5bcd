"""What an evaluation compares, by name: policies, their variants and the baselines that know the answers.

    lexical                 anything ``cropvlm_tools.load_policy`` takes, a folder or a hub id among them
    attention:FOLDER        where the open model kept there looks (ViCrop), in the layer choose_layer wrote there
    detector:MODEL          where that zero-shot detector, a folder or a hub id, sees what the question names
    eyes:MODEL              the default with that detector as eyes
    prompted:MODEL          what a chat model says when asked for the box; prompted[pixels]:MODEL in its own grammar
    lexical+steps           it looks into its own crop once more;  +context shows the crop's surroundings too
    equal-tokens            the whole, as large as costs what the first policy that looks shows, or in strips where a
                            larger view would cost no more; equal-tokens:NAME
    fixed  oracle  all-text the best window for these very questions; the marked place, or all that must be seen
                            together; the box around all text

A policy answers for itself: what it cannot do it abstains from, and that is counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.policies.fixed import WholePolicy, WindowPolicy
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policy import Policy, Prediction
from training.storage import read_json, reading
from training.targets.answers import RememberedAsk
from training.targets.loading import load_ask
from training.targets.spending import Purse
from training.tasks.task import Example, Task

ORACLE_MARGIN = 0.02  # of the image on each side, so that a reader has some context
INSTANT = ("whole", "centre", "random", "fixed", "oracle")  # they never look, so they remember nothing either
BASELINES = (*INSTANT, "all-text")
_EQUAL = "equal-tokens"
_ATTENTION = "attention:"
_DETECTOR, _EYES = "detector:", "eyes:"
_BY_MODEL = re.compile(r"(attention:|detector:|eyes:|prompted(?:\[\w+\])?:)(.+)")
_PROMPTED = re.compile(r"prompted(?:\[(\w+)\])?:(.+)")
_VARIANTS = ("steps", "context")


class EvaluationError(CropVLMError):
    """The run cannot be made as asked; the message says what to change."""


class AllTextPolicy(Policy):
    """The box around all lines of text, whatever the question."""

    name = "all-text"
    threads = -1

    def predict(self, image: Image.Image, question: str) -> Prediction:
        from cropvlm_tools.perception.text.reading import read_lines

        lines = read_lines(image, self.threads)
        if not lines:
            return Prediction.abstained("There is no text in the image.")
        box = lines[0].box
        for line in lines[1:]:
            box = box.union(line.box)
        return Prediction(box, 0.0, "All text.")


class OraclePolicy(Policy):
    """The smallest marked place of one question, or all places that must be seen together, with a margin.

    Args:
        example: the question.
    """

    name = "oracle"

    def __init__(self, example: Example) -> None:
        smallest = sorted(example.boxes, key=lambda box: box.area)[:1]
        places = example.all_boxes or smallest
        self.regions = tuple(place.padded(ORACLE_MARGIN, ORACLE_MARGIN) for place in places)

    def predict(self, image: Image.Image, question: str) -> Prediction:
        if not self.regions:
            return Prediction.abstained("No place is marked.")
        return Prediction(None, 1.0, "The marked place.", regions=self.regions)


@dataclass(frozen=True)
class Choice:
    """One column of the comparison."""

    name: str
    source: str
    """What ``load_policy`` takes, or a baseline of this module."""

    steps: int = 1
    context: bool = False
    rival: str = ""
    """Shows the whole at as many visual tokens as this choice shows; empty where it is a policy itself."""

    @property
    def looks(self) -> bool:
        """It reads the image, so that its first look at one shows its true cost."""
        return self.source not in (*INSTANT, _EQUAL)


def parse_choices(sources: Sequence[str]) -> dict[str, Choice]:
    """The choices by name, in order.

    Raises:
        EvaluationError: two have the same name, a variant is unknown, or there is no rival at equal tokens.
    """
    choices: dict[str, Choice] = {}
    for source in sources:
        choice = _parse(source)
        if choice.name in choices:
            raise EvaluationError(f"Two --policies are called {choice.name!r}; rename a folder.")
        choices[choice.name] = choice
    for name, choice in choices.items():
        if choice.source == _EQUAL:
            rival = choice.rival or next((other.name for other in choices.values() if other.looks), "")
            if rival not in choices or choices[rival].source == _EQUAL:
                raise EvaluationError(f"{name} needs a policy to equal among the --policies, e.g. {_EQUAL}:centre.")
            choices[name] = Choice(name, _EQUAL, rival=rival)
    return choices


def _parse(source: str) -> Choice:
    if source.split(":")[0] == _EQUAL:
        return Choice(source, _EQUAL, rival=source.partition(":")[2] or "")
    base, *variants = source.split("+")
    if Path(source).is_dir():
        base, variants = source, []
    for variant in variants:
        if variant not in _VARIANTS:
            raise EvaluationError(f"{source!r} names a variant {variant!r}; there are +{' and +'.join(_VARIANTS)}.")
    match = _BY_MODEL.fullmatch(base)
    kind, model = ("", base) if match is None else match.groups()
    name = kind + (Path(model).name if Path(model).is_dir() else model.partition("@")[0])  # not where a server is
    return Choice("+".join([name, *variants]), base, 2 if "steps" in variants else 1, "context" in variants)


class Policies:
    """The policies behind the choices, loaded once for each source.

    Args:
        windows: task -> its best fixed window.
        threads: of a policy's OCR engine; -1 is one for each core.
        cache: folder for what chat models said.
        purse: what they are paid from.
        batch: images that a model is asked about at once.
    """

    def __init__(
        self,
        choices: Sequence[Choice],
        windows: dict[str, Box | None],
        threads: int,
        cache: Path | None = None,
        purse: Purse | None = None,
        batch: int = 1,
    ) -> None:
        self._windows, self._cache, self._purse = windows, cache, purse
        self._loaded: dict[str, Policy] = {}
        self._models: dict[str, RememberedAsk] = {}
        for source in {choice.source for choice in choices} - {"fixed", "oracle", _EQUAL}:
            policy = self._load(source)
            if hasattr(policy, "threads"):
                policy.threads = threads
            if hasattr(policy, "batch_size"):
                policy.batch_size = max(policy.batch_size, batch)
            self._loaded[source] = policy

    def find(self, source: str, task: Task, example: Example) -> Policy:
        """The policy for one question."""
        if source == "oracle":
            return OraclePolicy(example)
        if source == "fixed":
            window = self._windows[task.name]
            return WholePolicy() if window is None else WindowPolicy(window.xyxy)
        return self._loaded[source]

    def batching(self, source: str) -> Policy | None:
        """The policy, if it is a model that takes several images in one call."""
        policy = self._loaded.get(source)
        return policy if hasattr(policy, "batch_size") else None

    def check(self, source: str) -> None:
        """Raise what kept a chat model from being asked: an abstention would hide that the run must stop."""
        model = self._models.get(source)
        if model is not None and model.error is not None:
            raise model.error

    def _load(self, source: str) -> Policy:
        if source == "all-text":
            return AllTextPolicy()
        if source.startswith(_ATTENTION):
            return _attention(source.removeprefix(_ATTENTION))
        if source.startswith(_DETECTOR):
            return load_policy("detector", model=source.removeprefix(_DETECTOR))
        if source.startswith(_EYES):
            detector = load_policy("detector", model=source.removeprefix(_EYES))
            return load_policy("default", eyes=("symbols", detector))
        match = _PROMPTED.fullmatch(source)
        if match is None:
            return load_policy(source)
        self._models[source], budget = load_ask(match[2], self._cache, self._purse)
        return load_policy(
            "prompted", ask=self._models[source], grammar=match[1] or "permille", budget=budget, name=source
        )


def _attention(model: str) -> Policy:
    """As ``training.bench.layers --write`` has left it beside the model, where it has."""
    config = Path(model) / "policy.json"
    if config.is_file():
        way_out = "Delete it, and write it again: python -m training.bench.layers --write."
        settings = read_json(config, way_out)
        with reading(config, way_out):
            chosen = settings.get("policy") == "attention"
        if chosen:
            return load_policy(model)
    return load_policy("attention", model=model)
