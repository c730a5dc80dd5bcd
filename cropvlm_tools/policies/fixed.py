"""Policies that never look: the baselines every other policy must beat. Their confidence is 0: they do not know."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.policy import Policy, Prediction


class WholePolicy(Policy):
    """Always abstains: the target gets the whole image only."""

    name = "whole"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction.abstained("The whole-image baseline never zooms.")


class WindowPolicy(Policy):
    """Always the same window.

    Args:
        box: relative xyxy.
    """

    name = "window"

    def __init__(self, box: Sequence[float]) -> None:
        try:
            self.box = Box(*box)
        except TypeError as error:
            raise BoxError("A window is four numbers: x1, y1, x2, y2, relative to the image.") from error

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(self.box, 0.0, "A fixed window.")


class CentrePolicy(WindowPolicy):
    """The middle of the image.

    Args:
        share: edge of the window as a share of the image's, in (0, 1].
    """

    name = "centre"

    def __init__(self, share: float = 0.5) -> None:
        margin = (1 - share) / 2
        super().__init__((margin, margin, 1 - margin, 1 - margin))


class RandomPolicy(Policy):
    """A window of fixed size at a place drawn anew for each (image size, question), the same one every time.

    Args:
        share: edge of the window as a share of the image's, in (0, 1].
        seed: another seed, other places.
    """

    name = "random"

    def __init__(self, share: float = 0.5, seed: int = 0) -> None:
        if not 0 < share <= 1:
            raise BoxError(f"share is {share}; it must lie in (0, 1].")
        self.share, self.seed = share, seed

    def predict(self, image: Image.Image, question: str) -> Prediction:
        key = f"{self.seed}|{image.size}|{question}".encode("utf-8", "surrogatepass")
        draw = random.Random(hashlib.sha256(key).digest())
        x1, y1 = draw.uniform(0, 1 - self.share), draw.uniform(0, 1 - self.share)
        return Prediction(Box.clipped(x1, y1, x1 + self.share, y1 + self.share), 0.0, "A random window.")
