"""A run as one HTML page that opens offline: tables, score against visual tokens, and examples one by one."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.images.load import load_image
from cropvlm_tools.views import Budget
from training.evaluation.plot import accuracy
from training.evaluation.rows import Corners, Row
from training.evaluation.summary import Summary, edge_name
from training.evaluation.tables import cell
from training.targets.reading import ANSWERED
from training.targets.shown import Edge
from training.tasks.task import Example, Task

_PAGE_SIZE = 4_600_000  # bytes of cards; the page stays below 5 MB
_TEXT_SIZE = 2500  # bytes of a card that are no pictures, about
# (px, quality), tried until a picture fits its share of the page; WebP of a page of text at 448 px has about 15 kB
_STEPS = ((560, 70), (448, 60), (448, 40), (360, 40), (300, 35), (240, 30), (160, 25))
_MARKED = 4  # places of the evidence outlined, at most
_ANSWERS = 5  # of a question that are listed, at most
_VERDICTS = {None: "no marked place", True: "evidence inside", False: "evidence missed"}


def page(
    tasks: Sequence[Task],
    rows: Sequence[Row],
    summary: Summary,
    shown: Sequence[str],
    edge: Edge,
    examples: int,
    seed: int = 0,
) -> str:
    """One self-contained HTML page.

    Args:
        tasks, rows, summary: of the run.
        shown: policies whose boxes, crops and answers are among the examples.
        edge: the resolution of the examples, one of the run's.
        examples: how many questions, in turn one of each task, and within a task one of each effect of the first
            policy shown.
    """
    here = [row for row in rows if row.edge == edge and row.policy in shown]
    drawn = _sample(tasks, examples, seed, [row for row in here if row.policy == shown[0]])
    by_question: dict[tuple[str, str], list[Row]] = {}
    for row in here:
        by_question.setdefault((row.task, row.id), []).append(row)
    share = _PAGE_SIZE // max(len(drawn), 1)
    in_order = sorted(drawn, key=lambda entry: tasks.index(entry[0]))
    return _PAGE.render(
        plot=base64.b64encode(accuracy(summary).encode()).decode("ascii"),
        summary=summary,
        failing=_failing(summary),
        cards=[_card(*asked, by_question[asked[0].name, asked[1].id], shown, edge, share) for asked in in_order],
        tasks=[task.name for task in tasks],
        policies=shown,
        targets=list(dict.fromkeys(row.target for row in here)),
        edge=edge_name(edge),
        width=400 if edge is None else min(max(edge, 240), 560),  # px of a crop on the page
    )


def _failing(summary: Summary) -> list[str]:
    """Policies that have failed at any question."""
    failed = [name for *_, section in summary.sections() for name, figures in section.items() if figures.failed]
    return [name for name in summary.policies if name in failed]


def _sample(tasks: Sequence[Task], count: int, seed: int, rows: Sequence[Row]) -> list[tuple[Task, Example]]:
    """In turn one of each task and effect, so that small tasks and rare effects are seen too."""
    effects = {(row.task, row.id): row.effect for row in reversed(rows)}
    drawn = []
    for task in tasks:
        examples = [example for example in task.examples if (task.name, example.id) in effects]
        random.Random(f"{seed} {task.name}").shuffle(examples)
        turns: dict[str, int] = {}
        for example in examples:
            effect = effects[task.name, example.id]
            turns[effect] = turns.get(effect, 0) + 1
            drawn.append((turns[effect], effect, task, example))
    drawn.sort(key=lambda entry: entry[:2])
    return [(task, example) for *_, task, example in drawn[:count]]


@dataclass(frozen=True)
class _Picture:
    alt: str
    width: int
    height: int
    data: str
    """WebP in base64."""


@dataclass(frozen=True)
class _Outline:
    kind: str
    """Which colour it has: the class in the style sheet."""

    title: str
    box: Box


@dataclass(frozen=True)
class _Said:
    """What one target said about what one policy showed it."""

    target: str
    effect: str
    answers: list[tuple[str, str, float]]
    """(without or with the crop, what was said, score)"""

    status: str
    """Empty where it answered as it should."""


@dataclass(frozen=True)
class _Look:
    """What one policy made of a question."""

    policy: str
    kind: str
    effects: str
    """``target:effect`` of each target, a stroke between them; what the page filters by."""

    crops: list[_Picture]
    verdict: str
    row: Row
    said: list[_Said]


@dataclass(frozen=True)
class _Card:
    """One question."""

    task: str
    example: Example
    answers: str
    whole: _Picture
    outlines: list[_Outline]
    looks: list[_Look]


def _card(task: Task, example: Example, rows: Sequence[Row], shown: Sequence[str], edge: Edge, share: int) -> _Card:
    image = load_image(example.image)
    regions = sorted({region for row in rows for region in row.regions})
    room = (share - _TEXT_SIZE) * 3 // 4 // (len(regions) + 1)  # bytes of a picture before base64
    crops = {
        region: _picture("the crop", image.crop(Box(*region).to_pixels(image.size)), edge, room, 8.0)
        for region in regions
    }
    outlines = [_Outline("place", "marked place", box) for box in example.boxes[:_MARKED]]
    looks = []
    for number, policy in enumerate(shown):
        look = _look(policy, f"policy{number % 4}", [row for row in rows if row.policy == policy], crops)
        outlines += [_Outline(look.kind, policy, Box(*region)) for region in look.row.regions]
        looks.append(look)
    whole = _picture("the whole image", image, _STEPS[0][0], room, 1.0)
    return _Card(task.name, example, " | ".join(example.answers[:_ANSWERS]), whole, outlines, looks)


def _look(policy: str, kind: str, rows: Sequence[Row], crops: dict[Corners, _Picture]) -> _Look:
    """Of the rows of all targets, which differ in what was said only."""
    first = rows[0]
    verdict = _VERDICTS[first.recall] if first.regions else "not zoomed"
    said = [
        _Said(row.target, row.effect, list(_answers(row)), "" if row.status == ANSWERED else row.status)
        for row in rows
        if row.target
    ]
    effects = "|".join(f"{row.target}:{row.effect}" for row in rows)
    return _Look(policy, kind, effects, [crops[region] for region in first.regions], verdict, first, said)


def _answers(row: Row) -> Iterator[tuple[str, str, float]]:
    for name, said, score in (("without", row.said_before, row.before), ("with", row.said, row.after)):
        if score is not None:
            yield name, said[:80], score


def _picture(alt: str, image: Image.Image, edge: Edge, room: int, max_enlarge: float) -> _Picture:
    """As WebP of at most so many bytes where that can be, first as large as the target sees it."""

    def fit(most: int) -> tuple[int, int]:
        return Budget(max_edge=min(edge or most, most), max_tokens=None).fit(image.size, max_enlarge)

    data, step = b"", -1
    while step < 0 or (len(data) > room and step < len(_STEPS) - 1):
        step = min(step + 1 + (len(data) > 2 * room) + (len(data) > 4 * room), len(_STEPS) - 1)
        most, quality = _STEPS[step]
        file = BytesIO()
        image.resize(fit(most), Image.Resampling.LANCZOS).save(file, format="WEBP", quality=quality, method=0)
        data = file.getvalue()
    return _Picture(alt, *fit(_STEPS[0][0]), base64.b64encode(data).decode("ascii"))


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["cell"] = cell
_PAGE = _TEMPLATES.get_template("page.html")
