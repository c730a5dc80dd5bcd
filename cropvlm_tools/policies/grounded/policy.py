"""OcrPolicy, the default: reads the image and chooses among boxes around its lines as it was trained to."""

from __future__ import annotations

import hashlib
import json
import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.reading import SMALLEST_EDGE
from cropvlm_tools.policies.grounded.choosing.candidates import candidates
from cropvlm_tools.policies.grounded.choosing.decode import LEGIBLE_HEIGHT, REFERENCE_EDGE
from cropvlm_tools.policies.grounded.choosing.inputs import (
    LINE_FEATURES,
    QUESTION_FEATURES,
    RELATIONS,
    STRENGTH,
    Floats,
    Inputs,
    Page,
)
from cropvlm_tools.policies.grounded.closer import lines_for
from cropvlm_tools.policies.grounded.question.parsing import parse_question
from cropvlm_tools.policies.grounded.question.words import WordVectors
from cropvlm_tools.policy import Policy, Prediction

SHIPPED = Path(__file__).parents[2] / "weights"
FILES = ("lines.onnx", "boxes.onnx", "words.npz")
CLUES = ("log-odds of the evidence in the box", "logit of absence", "probability of the box", "strongest clue")
"""What the confidence is made of, in this order (``Calibration.weights``)."""

_LARGEST_ZOOM = 0.9  # share of the image; more is no zoom
_REMEMBERED_PAGES = 8
_LIKELY = 0.3  # of the likeliest line's probability, from which a line must be legible too


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from what the networks say to the probability that the evidence lies in the box."""

    bias: float = 0.0
    weights: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)

    def __call__(self, clues: Sequence[float]) -> float:
        total = self.bias + sum(weight * clue for weight, clue in zip(self.weights, clues, strict=True))
        return 1 / (1 + math.exp(-min(max(total, -30.0), 30.0)))


@dataclass(frozen=True)
class Decision:
    """What came of one question, before it becomes a prediction."""

    box: tuple[float, float, float, float] | None
    """xyxy as shares of the image's long edge; None for none."""

    clues: tuple[float, ...]
    """``CLUES``"""

    legible_height: float
    """Of the smallest likely line, as a share of the image's long edge."""


class OcrPolicy(Policy):
    """OCR lines and the question go through two small networks: which lines are evidence, and which box to show.

    Args:
        weights: folder with a ``policy.json``, whose checksums the files must have; None is the one in the wheel,
            where there is one.
        threads: of the OCR engine; -1 is one for each core.
        edge: long edge (px) of the views that targets see, give or take half: boxes were trained for views of 224 to
            1024 px around 448. A larger one keeps more of the surroundings.
        closer: where the first look finds no word of the question, look again for small print (in pictures above 4.2
            megapixels) and for lone words (where it found few lines): some 3 s for 12 megapixels on 2 cores.

    Raises:
        PolicyError: a file is missing, or is not the one that ``policy.json`` describes, or the networks take other
            inputs than this version of the package makes.
    """

    name = "ocr"

    def __init__(
        self,
        weights: str | Path | None = None,
        threads: int = -1,
        edge: int = REFERENCE_EDGE,
        closer: bool = True,
    ) -> None:
        if weights is None and not SHIPPED.is_dir():
            raise PolicyError(
                "This version carries no trained weights. Give weights=FOLDER, or take the policy 'lexical'."
            )
        folder = SHIPPED if weights is None else Path(weights)
        if edge < 1:
            raise PolicyError(f"edge is {edge!r}; it must be the long edge of a view in px, such as 448.")
        self.threads, self.edge, self.closer = threads, edge, closer
        self.calibration = _checked(folder)
        self.words = WordVectors.load(folder / "words.npz")
        self._lines, self._boxes = (_session(folder / name) for name in ("lines.onnx", "boxes.onnx"))
        shapes = {node.name: node.shape for node in self._lines.get_inputs()}
        wanted = {"lines": (1, LINE_FEATURES), "question": (0, QUESTION_FEATURES), "relations": (0, len(RELATIONS))}
        if any(shapes.get(name, ())[axis : axis + 1] != [size] for name, (axis, size) in wanted.items()):
            raise PolicyError(
                f"The weights in {folder.name!r} were trained for another version of cropvlm-tools. Train them again "
                "with this one (python -m training.grounded), or take the default, which ships with it."
            )
        self._pages: OrderedDict[tuple[Sequence[Line], Size], Page] = OrderedDict()
        self._lock = Lock()

    def predict(self, image: Image.Image, question: str) -> Prediction:
        if not question.strip():
            return Prediction(None, 0.0, "The question is empty.")
        if min(image.size) < SMALLEST_EDGE:
            return Prediction(None, 0.0, f"The image is too small to hold text ({image.width}x{image.height}).")
        return self.predict_from(lines_for(image, question, self.threads, self.closer), question, image.size)

    def predict_from(self, lines: Sequence[Line], question: str, size: Size) -> Prediction:
        """The prediction from lines already read, top to bottom, of an image of (width, height) pixels."""
        if not lines:
            return Prediction(None, 0.0, "There is no text in the image.")
        decision = self.decide(lines, question, size)
        confidence = self.calibration(decision.clues)
        legible_edge = math.ceil(LEGIBLE_HEIGHT / decision.legible_height)
        if decision.box is None:
            return Prediction(None, confidence, "No text in the image is worth a closer look.", legible_edge)
        units = np.tile(np.array(size) / max(size), 2)
        box = Box.clipped(*(np.array(decision.box) / units).tolist())
        if box.area > _LARGEST_ZOOM:
            reason = "What bears on the question is spread over the whole image."
            return Prediction(None, confidence, reason, legible_edge)
        return Prediction(box, confidence, "", legible_edge)

    def decide(self, lines: Sequence[Line], question: str, size: Size) -> Decision:
        """The best of the distribution over boxes; arguments as for ``predict_from``, with at least one line."""
        query = parse_question(question)
        extent = (size[0] / max(size), size[1] / max(size))
        return self.decide_from(self._page(lines, size).ask(question, query), extent, query.direction)

    def decide_from(self, inputs: Inputs, extent: tuple[float, float], direction: str | None) -> Decision:
        """The same from inputs made ready, width and height of the image (the longer is 1), and the side asked for."""
        answer, evidence, absent = _run(self._lines, _for_lines(inputs))
        scale = self.edge / REFERENCE_EDGE
        offered = candidates(inputs, evidence, extent, direction, scale)
        judged = {"candidates": offered, "boxes": inputs.boxes, "heights": inputs.heights * np.float32(scale)}
        judged |= {"answer": answer, "evidence": evidence, "absent": absent, "question": inputs.question}
        (logits,) = _run(self._boxes, judged)
        best = int(logits.argmax())
        likely = evidence >= _LIKELY * evidence.max()
        box = None if best == 0 else tuple(offered[best].tolist())
        found = clues(offered, logits, float(absent[0]), evidence, inputs)
        return Decision(box, found, float(inputs.heights[likely].min()))

    def _page(self, lines: Sequence[Line], size: Size) -> Page:
        key = (tuple(lines), size)
        with self._lock:
            if key not in self._pages:
                self._pages[key] = Page(lines, size, self.words)
            self._pages.move_to_end(key)
            while len(self._pages) > _REMEMBERED_PAGES:
                self._pages.popitem(last=False)
            return self._pages[key]


def clues(offered: Floats, logits: Floats, absent: float, evidence: Floats, inputs: Inputs) -> tuple[float, ...]:
    """``CLUES`` of the likeliest box.

    Args:
        offered: (m, 4) boxes.
        logits: (m,) of the boxes.
        absent: logit of the answer standing nowhere.
        evidence: (n,) probabilities of the lines.
        inputs: of n lines.
    """
    best = int(logits.argmax())
    held = _evidence_in(offered[best], inputs, evidence)
    probability = 1 / float(np.exp(logits - logits.max()).sum())
    return math.log((held + 1e-4) / (1 - held + 1e-4)), absent, probability, float(inputs.question[STRENGTH])


def _for_lines(inputs: Inputs) -> dict[str, Floats]:
    names = ("lines", "meanings", "question", "asked", "relations", "prior", "worth")
    return {name: getattr(inputs, name) for name in names}


def _evidence_in(box: Floats, inputs: Inputs, evidence: Floats) -> float:
    lines = inputs.boxes
    inside = (lines[:, :2] >= box[:2] - 1e-3).all(axis=1) & (lines[:, 2:] <= box[2:] + 1e-3).all(axis=1)
    return min(float(evidence[inside].sum()), 1.0)


def _run(session: Any, inputs: Mapping[str, Floats]) -> list[Floats]:
    found: list[Floats] = session.run(None, {name: np.ascontiguousarray(value) for name, value in inputs.items()})
    return found


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # small graphs: threads cost more than they bring
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _checked(folder: Path) -> Calibration:
    """How confident to be, of a folder whose files are what its ``policy.json`` says."""
    try:
        config = json.loads((folder / "policy.json").read_text(encoding="utf-8"))
        sums = dict(config["files"])
        for name in FILES:
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sums[name]:
                raise PolicyError(f"{name} in {folder.name!r} is not the file its policy.json describes.")
        values = config.get("calibration")
        if values is None:
            return Calibration()
        weights = tuple(float(weight) for weight in values["weights"])
        if len(weights) != len(CLUES):
            raise ValueError(f"calibration has {len(weights)} weights, not {len(CLUES)}")
        return Calibration(float(values["bias"]), weights)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PolicyError(
            f"Folder {folder.name!r} does not hold the weights of an OcrPolicy: {error!r:.120}"
        ) from error
