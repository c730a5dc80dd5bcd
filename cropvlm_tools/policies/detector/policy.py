"""DetectorPolicy: shows where a zero-shot object detector of transformers sees the things that a question names."""

from __future__ import annotations

import inspect
import logging
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import islice
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import BoxError, PolicyError
from cropvlm_tools.forks import Lock
from cropvlm_tools.perception.things import MOST_REGIONS, Thing, legible_edge, regions_of
from cropvlm_tools.policies.detector.phrases import head, phrases
from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
from cropvlm_tools.policies.vlm.pixels import shrunk
from cropvlm_tools.policies.vlm.processors import Pixels
from cropvlm_tools.policy import Policy, Prediction

if TYPE_CHECKING:
    import torch
    from torch import Tensor

LARGEST_EDGE = 2048
"""px of the view that a processor is given: none keeps more than 1333 (Grounding DINO), and OWLv2's pads what it is
given to a square of 64-bit numbers first."""

TILE_EDGE = 1024
"""px; with ``high_resolution`` what is not found is looked for in tiles about as large."""

_OVERLAP = 0.25  # of a tile with the next, so that what one cuts stands whole in another
_MOST_TILES = 5  # across and down
_AUTO_CLASS = "AutoModelForZeroShotObjectDetection"
_WORD = re.compile(r"[^\W_]+")
_log = logging.getLogger(__name__)


class Detector(Protocol):
    """A zero-shot object detector of transformers."""

    config: Any

    @property
    def device(self) -> torch.device: ...

    @property
    def dtype(self) -> torch.dtype: ...

    def __call__(self, **inputs: Tensor) -> Any: ...


class DetectorProcessor(Protocol):
    """Its processor."""

    def __call__(
        self, *, images: list[Image.Image], text: list[list[str]], return_tensors: str, **options: object
    ) -> Mapping[str, Tensor]: ...

    def post_process_grounded_object_detection(
        self, outputs: Any, *, target_sizes: list[Size], text_labels: list[list[str]], **options: float
    ) -> list[Mapping[str, Any]]: ...


class DetectorPolicy(Policy):
    """A zero-shot object detector as a policy. Thread-safe: one call at a time.

        load_policy("detector", model="IDEA-Research/grounding-dino-tiny")
        load_policy("default", eyes=["symbols", load_policy("detector", model="google/owlv2-base-patch16-ensemble")])

    For Grounding DINO, MM Grounding DINO, OWL-ViT, OWLv2 (whose processor needs scipy) and OmDet-Turbo (whose needs
    torchvision), and whatever else has a processor with ``post_process_grounded_object_detection``.

    It looks for what a question names ("What colour is the woman's umbrella?": "woman's umbrella") and shows the best
    hit, or where a question names several things up to three, in their order. Which of several hits is meant, and
    relations ("left of", "next to", "the largest"), it does not understand: where these tell which, it may show another
    one. Of a text that is asked for it shows what the text stands on ("What does the sign say?": "sign"). It abstains
    where a question names nothing, where nothing is found, and where what is found fills the picture. The picture is
    seen once, as small as the processor makes it (1333 px and less), so what is tiny in a large one may be missed;
    ``high_resolution`` looks again.

    ``confidence`` is the detector's score, of several things the least, times the share of them that was found. It is
    not calibrated, and compares within one model only.

    Args:
        model: a zero-shot object detector of transformers.
        processor: its processor.
        threshold: score from which a hit counts; None is the processor's own (.25 of Grounding DINO, .1 of OWL-ViT and
            OWLv2, .3 of OmDet-Turbo).
        high_resolution: look for what was not found in tiles of some 1024 px, one by one: up to 25 more calls of the
            model, for every question about something that is not there too.
        named: question -> what to look for, at most three phrases that are used; by default its nouns, in English
            (``cropvlm_tools.policies.detector.phrases``). For other languages, or where a language model tells better.

    Raises:
        PolicyError: the processor belongs to another kind of model, ``threshold`` is no score, or ``named`` cannot be
            called.
    """

    name = "detector"

    def __init__(
        self,
        model: Detector,
        processor: DetectorProcessor,
        threshold: float | None = None,
        high_resolution: bool = False,
        named: Callable[[str], Sequence[str]] = phrases,
    ) -> None:
        if not callable(getattr(processor, "post_process_grounded_object_detection", None)):
            raise PolicyError(f"{type(processor).__name__} belongs to no zero-shot object detector.")
        if threshold is not None and not (isinstance(threshold, Real) and 0 <= threshold < 1):
            raise PolicyError(f"threshold is {threshold!r:.40}; it must be a score in [0, 1), such as 0.3.")
        if not callable(named):
            raise PolicyError(f"named is {type(named).__name__}; give a function from a question to a list of phrases.")
        self.model, self.processor, self.threshold, self.named = model, processor, threshold, named
        self.high_resolution = high_resolution
        self._lock = Lock()

    @classmethod
    def from_pretrained(
        cls,
        model: str | Path,
        device: str | None = None,
        dtype: str | None = None,
        pixels: Pixels = "pil",
        **options: Any,
    ) -> DetectorPolicy:
        """The detector in a folder or on the hub (``load_checkpoint``); ``options`` go to the class.

        Raises:
            PolicyError: as ``load_checkpoint``, or a package is missing that its processor needs.
        """
        loaded = cls(*load_checkpoint(model, device, dtype, pixels=pixels, auto_class=_AUTO_CLASS), **options)
        try:
            loaded._prepared(Image.new("RGB", (8, 8)), ["thing"])
        except ImportError as error:  # OWLv2's wants scipy, once it is shown a picture
            needs = re.search(r"requires the (\w+) library", str(error))
            package = needs[1] if needs else error.name
            raise PolicyError(f"Its processor needs {package}: pip install {package}.") from error
        return loaded

    def __call__(self, image: Image.Image, question: str) -> list[Thing]:
        """What it sees of the things that a question names, the best hit of each: as ``eyes`` of another policy.

        Raises:
            Exception: of the model.
        """
        return self.find(image, self._asked(question))

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The things that the question names."""
        try:
            asked = self._asked(question)
            things = self.find(image, asked)
        except MemoryError:
            raise
        except Exception as error:  # of torch, each model's own code, and ``named``
            _log.warning("The detector failed: %r", error)
            return Prediction.failed(f"The detector failed ({type(error).__name__}).")
        if not asked:
            return Prediction.abstained("The question names nothing that can be looked for.")
        if not things:
            return Prediction.abstained(f"Nothing was found of: {', '.join(asked)}.")
        sure = min(thing.score for thing in things) * len(things) / len(asked)
        edge = legible_edge(things, image.size)
        regions = regions_of(things, image.size)
        if not regions:
            return Prediction.abstained("What the question names fills the picture.", sure, edge)
        reason = f"Looked for {', '.join(asked)}."
        return Prediction(regions[0], sure, reason, edge, regions)

    def follow_up(self, question: str, history: Sequence[str]) -> str:
        """A question that names nothing ("And what colour is it?") behind the last that does; any other as it is."""
        if self._asked(question):
            return question
        earlier = next((each for each in reversed(history) if self._asked(each)), "")
        return f"{earlier}\n{question}".strip()

    def find(self, image: Image.Image, asked: Sequence[str]) -> list[Thing]:
        """The best hit of each phrase that has one, in their order.

        Args:
            image: upright RGB.
            asked: phrases, of which each class reads as many letters as it can.

        Raises:
            Exception: of the model.
        """
        found = {thing.name: thing for thing in self._look(image, asked)}
        missing = [phrase for phrase in asked if phrase not in found]
        if self.high_resolution and missing:
            closer: list[Thing] = []
            for tile in _tiles(image.size):
                pixels = tile.to_pixels(image.size)
                place = Box.from_pixels(pixels, image.size)
                seen = self._look(image.crop(pixels), missing)
                closer += (replace(thing, box=thing.box.inside(place)) for thing in seen)
            found |= {thing.name: thing for thing in sorted(closer, key=lambda thing: thing.score)}  # the best is last
        return [found[phrase] for phrase in dict.fromkeys(asked) if phrase in found]

    def _look(self, image: Image.Image, asked: Sequence[str]) -> list[Thing]:
        """The best hit of each phrase, in one call of the model."""
        if not asked:
            return []
        torch = import_module("torch")
        view = shrunk(image.convert("RGB"), LARGEST_EDGE)
        with self._lock, torch.inference_mode():
            inputs = self._prepared(view, asked)
            outputs = self.model(**{name: self._placed(value) for name, value in inputs.items()})
            (found,) = self.processor.post_process_grounded_object_detection(
                outputs, target_sizes=[(view.height, view.width)], text_labels=[list(asked)], **self._thresholds()
            )
        labels = found.get("text_labels")
        if labels is None:
            labels = [asked[int(number)] for number in found["labels"]]
        hits = zip(labels, found["boxes"].float().tolist(), found["scores"].float().tolist(), strict=True)
        return _best(asked, hits, view.size)

    def _asked(self, question: str) -> list[str]:
        """Phrases without full stops, which would be ends of phrases for Grounding DINO."""
        named = self.named(question)
        listed = [named] if isinstance(named, str) else named
        tidy = (" ".join(str(phrase).replace(".", " ").split()) for phrase in listed)
        return list(islice(filter(None, tidy), MOST_REGIONS))

    def _prepared(self, view: Image.Image, asked: Sequence[str]) -> Mapping[str, Tensor]:
        most = self._most_tokens()
        text = [list(asked)]
        return self.processor(images=[view], text=text, return_tensors="pt", truncation=True, max_length=most)

    def _placed(self, value: Tensor) -> Tensor:
        """Where the model is; pixels in its number format."""
        return value.to(self.model.device, self.model.dtype if value.is_floating_point() else None)

    def _most_tokens(self) -> int:
        """That the model can read: OWL-ViT 16, Grounding DINO 256."""
        config = self.model.config
        places = getattr(getattr(config, "text_config", config), "max_position_embeddings", 512)
        return int(min(places, getattr(config, "max_text_len", places)))

    def _thresholds(self) -> dict[str, float]:
        """As the processor takes them; Grounding DINO's has another for the words of a hit."""
        if self.threshold is None:
            return {}
        known = inspect.signature(self.processor.post_process_grounded_object_detection).parameters
        return {name: self.threshold for name in ("threshold", "text_threshold") if name in known}


def _tiles(size: Size) -> list[Box]:
    """Row by row; none where the whole is no larger than a tile."""
    across, down = map(_spans, size)
    whole = len(across) == len(down) == 1
    return [] if whole else [Box.clipped(left, top, right, bottom) for top, bottom in down for left, right in across]


def _spans(edge: int) -> list[tuple[float, float]]:
    """Begin and end of the tiles along an edge of so many px, as shares of it."""
    count = min(math.ceil(edge / TILE_EDGE), _MOST_TILES)
    length = 1 / (count - (count - 1) * _OVERLAP)
    begins = [number * length * (1 - _OVERLAP) for number in range(count)]
    return [(begin, begin + length) for begin in begins]


def _best(asked: Sequence[str], hits: Any, size: Size) -> list[Thing]:
    """Of each phrase the best of its hits, which are (label, xyxy in pixels of an image of that size, score)."""
    best: dict[str, tuple[bool, Thing]] = {}
    for label, xyxy, score in hits:
        phrase = _meant(label, asked)
        try:
            box = Box.from_pixels(xyxy, size)
        except BoxError:  # empty, or beside the picture
            continue
        if phrase is None:
            continue
        hit = (_names(label, phrase), Thing(phrase, box, min(score, 1.0)))
        if phrase not in best or (hit[0], hit[1].score) > (best[phrase][0], best[phrase][1].score):
            best[phrase] = hit
    return [best[phrase][1] for phrase in dict.fromkeys(asked) if phrase in best]


def _meant(label: str, asked: Sequence[str]) -> str | None:
    """The phrase that a hit belongs to. Grounding DINO labels it with those words of all phrases that it may be."""
    if label in asked:
        return label
    words = set(_WORD.findall(label.lower()))
    shared = [(_names(label, phrase), len(words & set(_WORD.findall(phrase.lower())))) for phrase in asked]
    most = max(shared)
    return asked[shared.index(most)] if most > (False, 0) or len(asked) == 1 else None


def _names(label: str, phrase: str) -> bool:
    """Whether a label holds the word that says what it is: of "woman's umbrella", a hit of "woman" does not."""
    return label == phrase or head(phrase) in _WORD.findall(label.lower())
