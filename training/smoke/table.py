"""How much both readers read of held-out pictures, by what they are shown: a row for each policy, paired intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from cropvlm_tools.boxes import Box
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from training.evaluation.statistics import Interval, bootstrap
from training.smoke import pictures, readers
from training.smoke.pictures import Picture
from training.storage import JsonLines
from training.targets.vlm import VlmTarget

HELD_OUT = 500  # seed of the pictures that only the table sees
CENTRE = Box(0.25, 0.25, 0.75, 0.75)
_BATCH = 50


@dataclass(frozen=True)
class Outcome:
    """What came of one picture under one policy."""

    policy: str
    number: int
    legible: bool
    box: tuple[float, float, float, float] | None
    right: dict[str, bool]
    """Reader -> whether its answer is the number, both digits."""


def measure(folders: dict[str, Path], judges: dict[str, Path], count: int, kept: Path) -> list[Outcome]:
    """Outcomes of the policies in ``folders`` and of the baselines on ``count`` pictures; those in ``kept`` stand.

    Args:
        folders: name -> folder of a trained policy.
        judges: name -> folder of a reader.
        count: held-out pictures.
        kept: a JSONL file, one line for each picture and policy.
    """
    file = JsonLines(kept)
    outcomes = file.read_as(lambda row: Outcome(**row))
    targets = {name: VlmTarget.from_pretrained(folder, "cpu", batch_size=_BATCH, max_new_tokens=6)
               for name, folder in judges.items()}  # fmt: skip
    drawn = [pictures.invent(HELD_OUT, number) for number in range(count)]
    images = [picture.draw() for picture in drawn]
    names = ["whole", "equal-token whole", "centre", *folders, "oracle"]
    for name in tqdm(names, desc="table"):
        done = {outcome.number for outcome in outcomes if outcome.policy == name}
        policy = VlmPolicy.from_pretrained(folders[name], "cpu", batch_size=_BATCH) if name in folders else None
        for begin in range(0, count, _BATCH):
            rows = [row for row in range(begin, min(begin + _BATCH, count)) if row not in done]
            if not rows:
                continue
            boxes = _boxes(name, policy, [drawn[row] for row in rows], [images[row] for row in rows])
            views = [_views(name, images[row], box) for row, box in zip(rows, boxes, strict=True)]
            marks = [drawn[row].asked for row in rows]
            questions = [mark.question for mark in marks]
            replies = {reader: target.answer(views, questions) for reader, target in targets.items()}
            fresh = [
                Outcome(
                    policy=name,
                    number=row,
                    legible=drawn[row].legible,
                    box=None if box is None else box.xyxy,
                    right={reader: answers[place] == marks[place].text for reader, answers in replies.items()},
                )
                for place, (row, box) in enumerate(zip(rows, boxes, strict=True))
            ]
            file.append(vars(outcome) for outcome in fresh)
            outcomes += fresh
    return outcomes


def _boxes(
    name: str, policy: VlmPolicy | None, drawn: Sequence[Picture], images: Sequence[Image.Image]
) -> list[Box | None]:
    if policy is not None:
        predictions = policy.predict_batch(images, [picture.asked.question for picture in drawn])
        return [prediction.box for prediction in predictions]
    if name == "oracle":
        return [pictures.oracle_box(picture.asked) for picture in drawn]
    return [CENTRE if name == "centre" else None] * len(drawn)


def _views(name: str, image: Image.Image, box: Box | None) -> list[Image.Image]:
    if name == "equal-token whole":  # as many tokens as whole and crop: both halves, each a view of its own
        return readers.halves(image)
    return [image] if box is None else [image, image.crop(box.to_pixels(image.size))]


def interval(outcomes: Sequence[Outcome], reader: str, policy: str, minus: str | None = None) -> Interval:
    """Accuracy of a policy, or what it has over another on the same pictures, with its 95 % interval."""
    right = {outcome.number: float(outcome.right[reader]) for outcome in outcomes if outcome.policy == policy}
    if minus is not None:
        other = {outcome.number: float(outcome.right[reader]) for outcome in outcomes if outcome.policy == minus}
        right = {number: value - other[number] for number, value in right.items()}
    return bootstrap(list(right.values()), [str(number) for number in right])


def render(outcomes: Sequence[Outcome], readers: Sequence[str]) -> str:
    """Two tables in Markdown: of each policy, and of each pair that training is judged by."""
    names = list(dict.fromkeys(outcome.policy for outcome in outcomes))
    head = [*readers, *(f"{reader}, small" for reader in readers), "area", "abstains, legible", "abstains, small"]
    lines = [f"| shown | {' | '.join(head)} |", "|---" * (1 + len(head)) + "|"]
    for name in names:
        rows = [outcome for outcome in outcomes if outcome.policy == name]
        small = [outcome for outcome in rows if not outcome.legible]
        cells = [_shown(interval(rows, reader, name)) for reader in readers]
        cells += [_shown(interval(small, reader, name)) for reader in readers]
        cells.append(f"{np.mean([1.0 if row.box is None else Box(*row.box).area for row in rows]):.2f}")
        cells += [_share([row for row in rows if row.legible]), _share(small)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", f"| difference | {' | '.join(readers)} |", "|---" * (1 + len(readers)) + "|"]
    trained = [name for name in names if name.startswith("GRPO")]
    pairs = [(name, "SFT") for name in trained] + [(name, "equal-token whole") for name in trained]
    pairs += [(name, "oracle") for name in trained]
    for name, other in pairs:
        cells = [_shown(interval(outcomes, reader, name, other), sign="+") for reader in readers]
        lines.append(f"| {name} - {other} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _shown(value: Interval, sign: str = "") -> str:
    return f"{value.mean:{sign}.3f} [{value.low:{sign}.3f}, {value.high:{sign}.3f}]"


def _share(rows: Sequence[Outcome]) -> str:
    return f"{np.mean([row.box is None for row in rows]):.2f}" if rows else "-"
