"""Panels: what a policy samples in training, as pictures: each crop of a group with its reward. To see it learn."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.boxes import Box, Grammar
from cropvlm_tools.errors import BoxError
from training.storage import draft
from training.vlm.rewards import find_box

_CELL, _LINE = 160, 18  # px
_COLUMNS = 8


class Panels:
    """A reward that also draws, every so many steps, the first group it was given: FOLDER/STEP.png.

    Args:
        reward: of completions.
        folder: for the pictures.
        every: steps.
        grammar: of the completions.
    """

    def __init__(self, reward: Callable[..., list[float | None]], folder: Path, every: int, grammar: Grammar) -> None:
        self.__name__ = getattr(reward, "__name__", "reward")
        self.reward, self.folder, self.every, self.grammar = reward, folder, every, grammar

    def __call__(self, completions: Sequence[object], **columns: object) -> list[float | None]:
        rewards = self.reward(completions, **columns)
        step = getattr(columns.get("trainer_state"), "global_step", 0)
        file = self.folder / f"{step:06}.png"
        if step % self.every == 0 and os.environ.get("RANK", "0") == "0" and not file.exists():
            try:
                self._save(file, completions, rewards, columns)
            except Exception as error:  # a picture for people never stops a run
                print(f"No panel for step {step} ({type(error).__name__}).")
        return rewards

    def _save(
        self, file: Path, completions: Sequence[object], rewards: Sequence[float | None], columns: dict[str, object]
    ) -> None:
        images = cast(Sequence[Image.Image], columns["image"])
        questions = cast(Sequence[str], columns["question"])
        answers = cast(Sequence[Sequence[str]], columns["answers"])
        group = [row for row, text in enumerate(questions) if text == questions[0] and images[row] == images[0]]
        group = group[: 2 * _COLUMNS - 1]
        whole = images[0].convert("RGB")
        boxes = [self._box(completions[row], whole.size) for row in group]
        panel = draw_panel(whole, f"{questions[0]} ({answers[0][0]})", boxes, [rewards[row] for row in group])
        with draft(file) as part:
            panel.save(part, "PNG")

    def _box(self, completion: object, size: tuple[int, int]) -> Box | str:
        try:
            return find_box(completion, self.grammar, size) or "whole"
        except BoxError:
            return "no box"


def draw_panel(
    image: Image.Image, title: str, boxes: Sequence[Box | str], rewards: Sequence[float | None]
) -> Image.Image:
    """The picture with all boxes, then each crop (or a word for what is none) under its reward."""
    rows = -(-(len(boxes) + 1) // _COLUMNS)
    sheet = Image.new("RGB", (min(_COLUMNS, len(boxes) + 1) * _CELL, rows * (_CELL + _LINE) + _LINE), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    pen.text((4, 2), title, "black", font)
    whole = image.copy()
    outline = ImageDraw.Draw(whole)
    for region in boxes:
        if isinstance(region, Box):
            outline.rectangle(region.to_pixels(image.size), outline=(220, 0, 200), width=max(image.width // 200, 1))
    cells: list[Box | str | None] = [None, *boxes]
    for place, box in enumerate(cells):
        left, top = place % _COLUMNS * _CELL, _LINE + place // _COLUMNS * (_CELL + _LINE)
        if isinstance(box, str):
            pen.text((left + 4, top + _LINE + 4), box, "#888888", font)
        else:
            view = whole if box is None else image.crop(box.to_pixels(image.size))
            view = view.resize((_CELL - 4, _CELL - 4), Image.Resampling.BICUBIC)
            sheet.paste(view, (left + 2, top + _LINE))
        if place:
            reward = rewards[place - 1]
            pen.text((left + 4, top + 2), "none" if reward is None else f"{reward:.2f}", "black", font)
    return sheet
