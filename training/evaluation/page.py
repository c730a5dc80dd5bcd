"""A run as one HTML page that opens offline: tables, accuracy against visual tokens, and examples one by one."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.images.load import load_image
from cropvlm_tools.views import Budget
from training.evaluation.plot import curves, svg
from training.evaluation.rows import Row
from training.evaluation.summary import EVERYTHING, Summary, edge_name
from training.evaluation.tables import cell
from training.targets.shown import Edge
from training.tasks.task import Example, Task

_PAGE_SIZE = 4_600_000  # bytes of cards; the page stays below 5 MB
_TEXT_SIZE = 2500  # bytes of a card that are no pictures, about
# (px, quality), tried until a picture fits its share of the page; WebP of a page of text at 448 px has about 15 kB
_STEPS = ((560, 70), (448, 60), (448, 40), (360, 40), (300, 35), (240, 30), (160, 25))


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
        examples: how many questions, in turn one of each task, and within a task one of each outcome of the first
            policy shown.
    """
    here = [row for row in rows if row.edge == edge and row.policy in shown]
    drawn = _sample(tasks, examples, seed, [row for row in here if row.policy == shown[0]])
    by_question: dict[tuple[str, str], list[Row]] = {}
    for row in here:
        by_question.setdefault((row.task, row.id), []).append(row)
    share = _PAGE_SIZE // max(len(drawn), 1)
    cards = [
        (tasks.index(task), _card(task, example, by_question[task.name, example.id], shown, edge, share))
        for task, example in drawn
    ]
    section = summary.get(EVERYTHING) or next(iter(summary.values()))
    targets = list(next(iter(next(iter(section.values())).values()))["targets"])
    return _PAGE.substitute(
        plots="".join(f"<h3>{escape(name)}</h3>{svg(curves(section, name), name)}" for name in targets),
        tables="".join(_table(summary, name) for name in targets),
        cards="\n".join(card for _, card in sorted(cards, key=lambda entry: entry[0])),
        count=len(cards),
        tasks=_options(task.name for task in tasks),
        policies=_options(shown),
        targets=_options(dict.fromkeys(row.target for row in here)),
        edge=escape(edge_name(edge)),
        shown=400 if edge is None else min(max(edge, 240), 560),
    )


def _table(summary: Summary, target: str) -> str:
    """Score and interval by task and resolution (down) and policy (across)."""
    policies = list(next(iter(next(iter(summary.values())).values())))
    lines = []
    for task, sections in summary.items():
        for edge, section in sections.items():
            cells = (f"<td>{cell(section[policy]['targets'][target]['score'])}</td>" for policy in policies)
            asked = section[policies[0]]["targets"][target]["asked"]
            lines.append(
                f"<tr><th scope=row>{escape(task)}</th><td>{escape(edge)}</td><td>{asked}</td>{''.join(cells)}"
            )
    header = "".join(f"<th scope=col>{escape(name)}</th>" for name in ("task", "px", "questions", *policies))
    scrolled = f'<div class="wide" tabindex="0" role="region" aria-label="scores of {escape(target)}">'
    return f"<h3>{escape(target)}</h3>{scrolled}<table><tr>{header}{''.join(lines)}</table></div>"


def _sample(tasks: Sequence[Task], count: int, seed: int, rows: Sequence[Row]) -> list[tuple[Task, Example]]:
    """In turn one of each task and outcome, so that small tasks and rare outcomes are seen too."""
    outcomes = {(row.task, row.id): row.outcome for row in reversed(rows)}
    drawn = []
    for task in tasks:
        examples = [example for example in task.examples if (task.name, example.id) in outcomes]
        random.Random(f"{seed} {task.name}").shuffle(examples)
        turns: dict[str, int] = {}
        for example in examples:
            outcome = outcomes[task.name, example.id]
            turns[outcome] = turns.get(outcome, 0) + 1
            drawn.append((turns[outcome], outcome, task, example))
    drawn.sort(key=lambda entry: entry[:2])
    return [(task, example) for *_, task, example in drawn[:count]]


def _card(task: Task, example: Example, rows: Sequence[Row], shown: Sequence[str], edge: Edge, share: int) -> str:
    image = load_image(example.image)
    boxes = {row.box for row in rows if row.box is not None}
    room = (share - _TEXT_SIZE) * 3 // 4 // (len(boxes) + 1)  # bytes of a picture before base64
    crops = {box: _picture(image.crop(Box(*box).to_pixels(image.size)), edge, room, 8.0) for box in sorted(boxes)}
    outlines = [_outline(box, "place", "marked place") for box in example.boxes[:4]]
    parts = []
    for number, policy in enumerate(shown):
        own = [row for row in rows if row.policy == policy]
        if own[0].box is not None:
            outlines.append(_outline(Box(*own[0].box), f"policy{number % 4}", policy))
        parts.append(_figure(policy, number, own, crops))
    return (
        f'<article tabindex="-1" data-task="{escape(task.name)}"><h3>{escape(example.question)}</h3>'
        f"<p>{escape(' | '.join(example.answers[:5]))} <small>{escape(task.name)}, {escape(example.id)}</small></p>"
        f'<div class="row"><div class="whole">{_picture(image, _STEPS[0][0], room, 1.0)}{"".join(outlines)}</div>'
        f"{''.join(parts)}</div></article>"
    )


def _figure(policy: str, number: int, rows: Sequence[Row], crops: dict[tuple[float, float, float, float], str]) -> str:
    first = rows[0]
    outcomes = "|".join(f"{row.target}:{row.outcome}" for row in rows)
    crop = "" if first.box is None else crops[first.box]
    verdict = {None: "no marked place", True: "evidence inside", False: "evidence missed"}[first.recall]
    if first.box is None:
        verdict = "not zoomed"
    said = "".join(f"<dt>{escape(row.target)}: {escape(row.outcome)}</dt>{_said(row)}" for row in rows if row.target)
    return (
        f'<figure data-policy="{escape(policy)}" data-outcomes="{escape(outcomes)}">{crop}'
        f'<figcaption><b class="policy{number % 4}">{escape(policy)}</b> {escape(verdict)}, area {first.area:.2f}, '
        f"confidence {first.confidence:.2f}. {escape(first.reason)}<dl>{said}</dl></figcaption></figure>"
    )


def _said(row: Row) -> str:
    def line(name: str, said: str, score: float | None) -> str:
        return "" if score is None else f"<dd>{name} <q>{escape(said[:80])}</q> {score:.2f}</dd>"

    status = "" if row.status == "answered" else f"<dd>{escape(row.status)}</dd>"
    return line("without", row.said_before, row.before) + line("with", row.said, row.after) + status


def _outline(box: Box, kind: str, title: str) -> str:
    return (
        f'<i class="{kind}" title="{escape(title)}" style="left:{box.x1:.2%};top:{box.y1:.2%};'
        f'width:{box.width:.2%};height:{box.height:.2%}"></i>'
    )


def _picture(image: Image.Image, edge: Edge, room: int, max_enlarge: float) -> str:
    """As WebP of at most so many bytes where that can be, first as large as the target sees it."""
    data, step = b"", -1
    while step < 0 or (len(data) > room and step < len(_STEPS) - 1):
        step = min(step + 1 + (len(data) > 2 * room) + (len(data) > 4 * room), len(_STEPS) - 1)
        most, quality = _STEPS[step]
        size = Budget(max_edge=min(edge or most, most), max_tokens=None).fit(image.size, max_enlarge)
        file = BytesIO()
        image.resize(size, Image.Resampling.LANCZOS).save(file, format="WEBP", quality=quality, method=0)
        data = file.getvalue()
    most = _STEPS[0][0]
    width, height = Budget(max_edge=min(edge or most, most), max_tokens=None).fit(image.size, max_enlarge)
    text = "the whole image" if max_enlarge == 1.0 else "the crop"
    source = base64.b64encode(data).decode("ascii")
    return f'<img alt="{text}" width="{width}" height="{height}" src="data:image/webp;base64,{source}">'


def _options(names: Iterable[str]) -> str:
    return "".join(f"<option>{escape(name)}</option>" for name in names)


_PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
