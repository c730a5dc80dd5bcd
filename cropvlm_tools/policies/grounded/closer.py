"""How close to look: small print and lone words are looked for only where nothing else bears on the question."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.detection import may_hide_text
from cropvlm_tools.perception.text.reading import read_lines
from cropvlm_tools.policies.grounded.choosing.features import find_clues
from cropvlm_tools.policies.grounded.question.parsing import parse_question

_WEAK = 0.45  # strength of a clue up to which none of the question's words was found, at most a value of its kind


def lines_for(image: Image.Image, question: str, threads: int = -1, closer: bool = True) -> tuple[Line, ...]:
    """The lines of an upright RGB image, top to bottom; those of a closer look too where a first one leaves the
    question open.

    Args:
        image: RGB.
        question: what is asked.
        threads: of onnxruntime; -1 is one for each core.
        closer: False is the first look only.
    """
    lines = read_lines(image, threads)
    if closer and leaves_open(lines, question, image.size):
        return read_lines(image, threads, closer=True)
    return lines


def leaves_open(lines: Sequence[Line], question: str, size: Size) -> bool:
    """Whether a closer look is worth its time: no line of the first one bears on the question, and there may be more.

    Args:
        lines: of the first look.
        question: what is asked.
        size: (width, height) of the image in pixels.
    """
    if not may_hide_text(size, len(lines)):
        return False
    return not lines or find_clues(lines, parse_question(question), size[0] / size[1]).strength < _WEAK
