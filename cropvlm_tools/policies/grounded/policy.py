"""GroundedPolicy, the default: reads the image and chooses among boxes around its lines as it was trained to."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.forks import Lock
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.reader import Reader
from cropvlm_tools.perception.things import Eyes
from cropvlm_tools.policies.grounded.checkpoint import TRAIN_AGAIN, read_checkpoint
from cropvlm_tools.policies.grounded.choosing.blanks import asks_to_write, with_blank
from cropvlm_tools.policies.grounded.choosing.candidates import candidates
from cropvlm_tools.policies.grounded.choosing.inputs import (
    LINE_FEATURES,
    QUESTION_FEATURES,
    STRENGTH,
    Floats,
    Inputs,
    Page,
)
from cropvlm_tools.policies.grounded.choosing.labels import with_label
from cropvlm_tools.policies.grounded.choosing.reading import (
    LARGEST_ZOOM,
    LINES,
    REFERENCE_EDGE,
    held,
    smallest_likely,
)
from cropvlm_tools.policies.grounded.choosing.shortlist import shortlist
from cropvlm_tools.policies.grounded.closer import LinePolicy
from cropvlm_tools.policies.grounded.page.geometry import PAIR_FEATURES
from cropvlm_tools.policies.grounded.question.parsing import parse_question
from cropvlm_tools.policy import Prediction

SHIPPED = Path(__file__).parents[2] / "weights"
_REMEMBERED_PAGES = 8


SECOND = 0.0
"""Logit from which a question is taken to ask for a second place."""


@dataclass(frozen=True)
class Choice:
    """One region, or none, and what speaks for it."""

    box: tuple[float, float, float, float] | None
    """xyxy as shares of the image's long edge; None for none."""

    clues: tuple[float, ...]
    """``checkpoint.CLUES``"""


@dataclass(frozen=True)
class Decision:
    """What came of one question, before it becomes a prediction."""

    choices: tuple[Choice, ...]
    """One for each thing asked for, at least one."""

    nowhere: bool
    """The question asks for no place, or for nothing that is here."""

    legible_height: float
    """Of the smallest likely line, as a share of the image's long edge."""


class GroundedPolicy(LinePolicy):
    """OCR lines and the question go through two small networks: which lines are evidence, and which box to show.

    ``confidence`` is the calibrated probability that the evidence lies in the box; where it abstains after reading,
    that it would lie in what the networks preferred; 0 where there was nothing to judge.

    Args:
        weights: folder with a ``policy.json``, whose checksums the files must have; None is the one in the wheel,
            where there is one.
        threads: of the OCR engine; -1 is one for each core.
        edge: long edge (px) of the views that targets see, give or take half: boxes were trained for views of 224 to
            1024 px around 448. A larger one keeps more of the surroundings.
        closer, reader, cache, eyes: as for ``LinePolicy``.

    Raises:
        ReaderError or MissingDependencyError: as for ``LinePolicy``.
        PolicyError: a file is missing, damaged or not the one that ``policy.json`` describes, or the networks were
            trained with other tables or for other inputs than those of this version of the package.
    """

    name = "grounded"

    def __init__(
        self,
        weights: str | Path | None = None,
        threads: int = -1,
        edge: int = REFERENCE_EDGE,
        closer: bool = True,
        reader: Reader | str | None = None,
        cache: str | Path | None = None,
        eyes: Sequence[str | Eyes] = ("symbols",),
    ) -> None:
        super().__init__(threads, edge, closer, reader, cache, eyes)
        if weights is None and not SHIPPED.is_dir():
            raise PolicyError(
                "This version carries no trained weights. Give weights=FOLDER, or take the policy 'lexical'."
            )
        folder = SHIPPED if weights is None else Path(weights)
        read = read_checkpoint(folder)
        self.calibration, self.words = read.calibration, read.words
        self._lines, self._boxes = read.lines, read.boxes
        shapes = {node.name: node.shape for node in self._lines.session.get_inputs()}
        wanted = {"lines": (1, LINE_FEATURES), "question": (0, QUESTION_FEATURES), "pairs": (2, PAIR_FEATURES)}
        if any(shapes.get(name, ())[axis : axis + 1] != [size] for name, (axis, size) in wanted.items()):
            raise PolicyError(
                f"The weights in {folder.name!r} were trained for another version of cropvlm-tools. {TRAIN_AGAIN}"
            )
        self._pages: OrderedDict[tuple[Sequence[Line], Size], Page] = OrderedDict()
        self._lock = Lock()
        self._try(folder.name)

    def predict_from(self, lines: Sequence[Line], question: str, size: Size) -> Prediction:
        if not lines:
            return Prediction.abstained("There is no text in the image.")
        decision = self.decide(lines, question, size)
        confidence = min(self.calibration(choice.clues) for choice in decision.choices)
        legible_edge = math.ceil(LINES.height / decision.legible_height)
        if decision.nowhere:
            return Prediction.abstained("The question asks for nothing that stands in the image.", 0.0, legible_edge)
        units = np.tile(np.array(size) / max(size), 2)
        shown = [Box.clipped(*(np.array(one.box) / units).tolist()) for one in decision.choices if one.box is not None]
        if not shown:
            reason = "No text in the image is worth a closer look."
            return Prediction.abstained(reason, confidence, legible_edge)
        if max(box.area for box in shown) > LARGEST_ZOOM:
            reason = "What bears on the question is spread over the whole image."
            return Prediction.abstained(reason, confidence, legible_edge)
        return Prediction(shown[0], confidence, "", legible_edge, regions=tuple(shown))

    def decide(self, lines: Sequence[Line], question: str, size: Size) -> Decision:
        """The best of the distribution over boxes; arguments as for ``predict_from``, with at least one line."""
        lines = shortlist(lines, question, size)
        query = parse_question(question)
        extent = (size[0] / max(size), size[1] / max(size))
        return self.decide_from(self._page(lines, size).ask(question, query), extent, query.direction, question)

    def decide_from(
        self, inputs: Inputs, extent: tuple[float, float], direction: str | None, question: str = ""
    ) -> Decision:
        """The same from inputs made ready, width and height of the image (the longer is 1), and the side asked for."""
        answers, evidences, whole = self._lines.run(_for_lines(inputs))
        choices = [self._choose(inputs, answers[0], evidences[0], whole[:1], extent, direction, question)]
        if whole[1] > SECOND:
            second = self._choose(inputs, answers[1], evidences[1], whole[:1], extent, direction, question)
            if second.box is not None and choices[0].box is not None and not _shows(choices[0].box, second.box):
                choices.append(second)
        return Decision(
            tuple(choices), bool(whole[0] > self.calibration.nowhere), smallest_likely(inputs.heights, evidences[0])
        )

    def _choose(
        self,
        inputs: Inputs,
        answer: Floats,
        evidence: Floats,
        absent: Floats,
        extent: tuple[float, float],
        direction: str | None,
        question: str,
    ) -> Choice:
        scale = self.edge / REFERENCE_EDGE
        offered = candidates(inputs, evidence, extent, direction, scale)
        judged = {"candidates": offered, "boxes": inputs.boxes, "heights": inputs.heights * np.float32(scale)}
        judged |= {"answer": answer, "evidence": evidence, "absent": absent, "question": inputs.question}
        (logits,) = self._boxes.run(judged)
        best = int(logits.argmax())
        told = clues(offered, logits, float(absent[0]), answer, evidence, inputs)
        if best == 0:
            return Choice(None, told)
        shown = with_label(offered[best], inputs, answer, scale)
        if asks_to_write(question):
            shown = with_blank(shown, question, inputs, answer, extent)
        return Choice(tuple(shown.tolist()), told)

    def _try(self, name: str) -> None:
        """Decide once, on two lines, so that networks of other shapes are refused now.

        Raises:
            PolicyError: they cannot be run, or give no numbers.
        """
        lines = [
            Line("Total 12.50", Box(0.1, 0.1, 0.6, 0.2), 0.05, 0.9),
            Line("Date", Box(0.1, 0.4, 0.3, 0.5), 0.05, 0.9),
        ]
        try:
            decision = self.decide(lines, "What is the total?", (400, 300))
            if not 0 < decision.legible_height < math.inf:
                raise ValueError("their answer is no height")
        except Exception as error:  # of onnxruntime and numpy
            raise PolicyError(f"The networks in {name!r:.80} cannot be run ({type(error).__name__}).") from error
        self._pages.clear()

    def _page(self, lines: Sequence[Line], size: Size) -> Page:
        key = (tuple(lines), size)
        with self._lock:
            if key not in self._pages:
                self._pages[key] = Page(lines, size, self.words)
            self._pages.move_to_end(key)
            while len(self._pages) > _REMEMBERED_PAGES:
                self._pages.popitem(last=False)
            return self._pages[key]


def _shows(outer: Sequence[float], box: Sequence[float]) -> bool:
    """Whether the other box lies mostly inside."""
    wide = min(outer[2], box[2]) - max(outer[0], box[0])
    high = min(outer[3], box[3]) - max(outer[1], box[1])
    return wide > 0 and high > 0 and wide * high > 0.8 * (box[2] - box[0]) * (box[3] - box[1])


def clues(
    offered: Floats, logits: Floats, absent: float, answer: Floats, evidence: Floats, inputs: Inputs
) -> tuple[float, ...]:
    """``checkpoint.CLUES`` of the likeliest box.

    Args:
        offered: (m, 4) boxes.
        logits: (m,) of the boxes.
        absent: logit of the answer standing nowhere.
        answer: (n,) probabilities of the lines being the answer.
        evidence: (n,) probabilities of the lines.
        inputs: of n lines.
    """
    best = int(logits.argmax())
    inside = held(offered[best][None], inputs.boxes)[0]
    shown = min(float(evidence[inside].sum()), 1.0)
    probability = 1 / float(np.exp(logits - logits.max()).sum())
    alike = inputs.matches.best.max(axis=2)  # (T, n)
    found = [float(alike[:, lines].max(axis=1, initial=0.0).mean()) for lines in (np.ones_like(inside), inside)]
    strength = float(inputs.question[STRENGTH])
    return _log_odds(shown), absent, probability, strength, _log_odds(float(answer.max())), *found


def _log_odds(probability: float) -> float:
    return math.log((probability + 1e-4) / (1 - probability + 1e-4))


def _for_lines(inputs: Inputs) -> dict[str, Floats]:
    matches = inputs.matches
    pieces = {
        "asked_letters": matches.tokens,
        "asked_meanings": matches.meanings,
        "told": matches.told,
        "best": matches.best,
    }
    names = ("letters", "meanings", "pairs", "lines", "prior", "question", "worth")
    return {**{name: getattr(inputs, name) for name in names}, **pieces}


OcrPolicy = GroundedPolicy  # the name it had before, for one release
