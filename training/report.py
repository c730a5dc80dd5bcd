"""From rows to what people read: figures with intervals, a Markdown table, one HTML page of overlays."""

from __future__ import annotations

import base64
import random
import statistics
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from string import Template
from typing import Any

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.images import load_image
from cropvlm_tools.views import Budget
from training.metrics import Interval, bootstrap
from training.rows import Row
from training.tasks import Example, Task

EVERYTHING = "all"  # heading of the section over all tasks, each question counted once
_PICTURE_EDGE = 560  # px, of the whole image on the page
_PAGE_SIZE = 15_000_000  # bytes

Figures = dict[str, Any]


def summarise(rows: Sequence[Row], reference: str, seed: int = 0) -> dict[str, dict[str, Figures]]:
    """task (and ``"all"``) -> policy -> figures, in the order of ``rows``.

    An Interval is 95 %, clustered by image. ``minus_reference`` has the paired differences to the reference policy on
    the same questions. What could not be counted for any question is None.
    """
    sections: dict[str, list[Row]] = {}
    for row in rows:
        sections.setdefault(row.task, []).append(row)
    if len(sections) > 1:
        sections[EVERYTHING] = list(rows)
    return {name: _section(section, reference, seed) for name, section in sections.items()}


def _section(rows: Sequence[Row], reference: str, seed: int) -> dict[str, Figures]:
    by_policy: dict[str, dict[tuple[str, str], Row]] = {}
    for row in rows:
        by_policy.setdefault(row.policy, {})[row.task, row.id] = row
    pairs = {
        policy: [(row, by_policy[reference][question]) for question, row in sorted(own.items())]
        for policy, own in by_policy.items()
    }
    return {policy: _figures(rows, seed) for policy, rows in pairs.items()}


def _figures(pairs: Sequence[tuple[Row, Row]], seed: int) -> Figures:
    rows = [row for row, _ in pairs]
    read = [row for row in rows if row.whole]
    readers = list(read[0].whole) if read else []
    cold = [row.seconds for row in rows if row.cold]
    recall = [(row, float(row.recall), float(other.recall or 0)) for row, other in pairs if row.recall is not None]
    readable = {
        reader: [
            (row, float(row.score(reader) == 1), float(other.score(reader) == 1)) for row, other in pairs if row.whole
        ]
        for reader in readers
    }
    return {
        "questions": len(rows),
        "with_box": len(recall),
        "with_text": len(read),
        "counting": sum(row.counting for row in rows),
        "images": len({_cluster(row) for row in rows}),
        "recall": _mean(recall, seed),
        "area": _mean([(row, row.area, other.area) for row, other in pairs], seed),
        "abstained": statistics.fmean(row.box is None for row in rows),
        "seconds_p50": statistics.median(cold) if cold else None,
        "seconds_counted": len(cold),
        "readers": {
            reader: {
                "readable": _mean(readable[reader], seed),
                "score": statistics.fmean(row.score(reader) for row in read),
                **{
                    outcome: statistics.fmean(row.outcome(reader) == outcome for row in read)
                    for outcome in ("helped", "hurt", "unchanged", "abstained")
                },
            }
            for reader in readers
        },
        "minus_reference": {
            "recall": _mean(recall, seed, paired=True),
            **{reader: _mean(readable[reader], seed, paired=True) for reader in readers},
        },
    }


def _cluster(row: Row) -> str:
    return f"{row.task}/{row.image}"


def _mean(counted: Sequence[tuple[Row, float, float]], seed: int, paired: bool = False) -> Interval | None:
    """Of (row, its value, the reference's value)."""
    if not counted:
        return None
    values = [own - (other if paired else 0.0) for _, own, other in counted]
    return bootstrap(values, [_cluster(row) for row, _, _ in counted], seed=seed)


def table(summary: dict[str, dict[str, Figures]], reference: str, edge: int, readers: Sequence[str]) -> str:
    """The summary as Markdown: a table for each task and one over all, differences to the reference behind it."""
    lines = []
    for name, figures in summary.items():
        first = next(iter(figures.values()))
        lines += [
            f"## {name}",
            "",
            f"{first['questions']} questions about {first['images']} images; {first['with_box']} have a marked place, "
            f"{first['with_text']} an answer that can be read, {first['counting']} are counting questions.",
            "",
            *_markdown(
                ["policy", "recall", "area", *(f"readable {r}" for r in readers), "abstains", "s per zoom (p50)"],
                [
                    [
                        policy,
                        _cell(own["recall"]),
                        _cell(own["area"]),
                        *(_cell(own["readers"].get(reader, {}).get("readable")) for reader in readers),
                        f"{own['abstained']:.2f}",
                        "–" if own["seconds_p50"] is None else f"{own['seconds_p50']:.2f}",
                    ]
                    for policy, own in figures.items()
                ],
            ),
            "",
            *_markdown(
                [f"minus {reference}", "recall", *(f"readable {reader}" for reader in readers)],
                [
                    [policy, *(_cell(own["minus_reference"].get(key), "+.2f") for key in ("recall", *readers))]
                    for policy, own in figures.items()
                    if policy != reference
                ],
            ),
            "",
        ]
    return "\n".join([*lines, _LEGEND.format(edge=edge, first=readers[0] if readers else "no reader"), ""])


_LEGEND = """\
In brackets: 95 % bootstrap intervals, clustered by image, paired for differences.
**recall**: a marked place of the answer lies at least 90 % inside the crop; after an abstention, {first} reads the
answer in the whole. Questions without a marked place and counting questions do not count.
**area**: of the crop, as a share of the image; an abstention counts as 1, for the whole is what is shown then.
**readable**: a frozen reader finds an answer in the whole at {edge} px or in the crop at {edge} px; questions that can
only be counted do not count. **s per zoom**: only where nothing about the image was remembered from another question;
on one thread, beside other processes that measure.
`fixed` is the best single window of a quarter of the area *for these very questions*: an upper bound for fixed windows.
`oracle` is the smallest marked place with a margin of 2 % of the image on each side; it abstains where none is marked.
It is an upper bound for recall, not for readable: a value cut out alone and much enlarged is harder for the readers.
`all-text` is the box around all text lines. `{first}` decides about abstentions and is listed first."""


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows)]


def _cell(interval: Interval | None, style: str = ".2f") -> str:
    if interval is None:
        return "–"
    if interval.low is None or interval.high is None:
        return f"{interval.mean:{style}}"
    return f"{interval.mean:{style}} [{interval.low:{style}}, {interval.high:{style}}]"


def page(
    tasks: Sequence[Task],
    rows: Sequence[Row],
    shown: Sequence[str],
    readers: Sequence[str],
    edge: int,
    examples: int,
    seed: int = 0,
) -> str:
    """One self-contained HTML page: a sample of questions with the whole, the places, and each policy's crop.

    Args:
        shown: policies whose boxes and crops are on the page.
        edge: px at which crops are shown, as the target saw them.
        examples: how many questions, the same number from each task where it has so many; fewer where the page
            would grow beyond 15 MB.
    """
    by_key = {row.key: row for row in rows}
    cards: list[tuple[int, str]] = []
    size = 0
    for task, example in _sample(tasks, examples, seed, {(row.task, row.id) for row in rows}):
        card = _card(task, example, [by_key[task.name, example.id, policy] for policy in shown], readers, edge)
        size += len(card)
        if size > _PAGE_SIZE:
            break
        cards.append((tasks.index(task), card))
    return _PAGE.substitute(
        cards="\n".join(card for _, card in sorted(cards, key=lambda entry: entry[0])),
        tasks=_options(task.name for task in tasks),
        policies=_options(shown),
        readers=_options(readers),
        edge=edge,
    )


def _sample(tasks: Sequence[Task], count: int, seed: int, known: set[tuple[str, str]]) -> list[tuple[Task, Example]]:
    """In turn one of each task, so that small tasks are seen as well as large ones."""
    drawn = []
    for task in tasks:
        examples = [example for example in task.examples if (task.name, example.id) in known]
        random.Random(f"{seed} {task.name}").shuffle(examples)
        drawn += [(turn, task, example) for turn, example in enumerate(examples)]
    drawn.sort(key=lambda entry: entry[0])
    return [(task, example) for _, task, example in drawn[:count]]


def _card(task: Task, example: Example, rows: Sequence[Row], readers: Sequence[str], edge: int) -> str:
    image = load_image(example.image)
    whole = _picture(image, _PICTURE_EDGE, 1.0, "the whole image")
    boxes = [_outline(box, "place", "marked place") for box in example.boxes]
    parts = []
    for number, row in enumerate(rows):
        colour = f"policy{number % 4}"
        outcomes = " ".join(f"{reader}:{row.outcome(reader).replace(' ', '-')}" for reader in readers)
        read = "; ".join(_reading(row, reader) for reader in row.whole)
        crop = ""
        if row.box is not None:
            box = Box(*row.box)
            boxes.append(_outline(box, colour, row.policy))
            cut = image.crop(box.to_pixels(image.size))
            crop = _picture(cut, edge, 8.0, f"what {row.policy} shows")
        verdict = {None: "no marked place", True: "evidence inside", False: "evidence missed"}[row.recall]
        parts.append(
            f'<figure data-policy="{escape(row.policy)}" data-outcomes="{escape(outcomes)}">{crop}'
            f'<figcaption><b class="{colour}">{escape(row.policy)}</b> {escape(verdict)}, area {row.area:.2f}, '
            f"confidence {row.confidence:.2f}. {escape(row.reason)}<br>{escape(read)}</figcaption></figure>"
        )
    return (
        f'<article data-task="{escape(task.name)}"><h2>{escape(example.question)}</h2>'
        f"<p>{escape(' | '.join(example.answers))} <small>{escape(task.name)}, {escape(example.id)}</small></p>"
        f'<div class="row"><div class="whole">{whole}{"".join(boxes)}</div>'
        f"{''.join(parts)}</div></article>"
    )


def _reading(row: Row, reader: str) -> str:
    scores = [f"whole {row.whole[reader]:.2f}"]
    if reader in row.crop:
        scores.append(f"crop {row.crop[reader]:.2f}")
    return f"{reader}: {row.outcome(reader)} ({', '.join(scores)})"


def _outline(box: Box, kind: str, title: str) -> str:
    return (
        f'<i class="{kind}" title="{escape(title)}" style="left:{box.x1:.2%};top:{box.y1:.2%};'
        f'width:{box.width:.2%};height:{box.height:.2%}"></i>'
    )


def _picture(image: Image.Image, edge: int, max_enlarge: float, text: str) -> str:
    size = Budget(max_edge=edge, max_tokens=None).fit(image.size, max_enlarge)
    file = BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(file, format="JPEG", quality=72)
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return f'<img alt="{escape(text)}" width="{size[0]}" height="{size[1]}" src="data:image/jpeg;base64,{data}">'


def _options(names: Iterable[str]) -> str:
    return "".join(f"<option>{escape(name)}</option>" for name in names)


_PAGE = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Zooms, one by one</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 0; color: #1a1a1a; background: #fff; }
header { position: sticky; top: 0; z-index: 2; padding: .6em 1.5em; background: #f3f3f3; }
header label { margin-right: 1.2em; }
article { padding: 1em 1.5em; border-bottom: 1px solid #ddd; }
article[hidden], figure[hidden] { display: none; }
h2 { font-size: 1.05em; margin: 0; }
p { margin: .2em 0 .8em; }
small, figcaption { color: #555; font-size: .85em; }
.row { display: flex; flex-wrap: wrap; gap: 1.2em; align-items: flex-start; }
.whole { position: relative; outline: 1px solid #ccc; }
.whole i { position: absolute; box-sizing: border-box; outline: 2px solid; }
figure { margin: 0; max-width: ${edge}px; }
figure img { outline: 1px solid #ccc; }
img { display: block; }
.place { color: #0a8a2a; } i.place { outline-style: dashed; background: #0a8a2a22; }
.policy0 { color: #d32626; } .policy1 { color: #1f5fd0; } .policy2 { color: #b35c00; } .policy3 { color: #7a2bbf; }
</style>
<header>
<label>task <select id="task"><option value="">all</option>$tasks</select></label>
<label>policy <select id="policy"><option value="">all</option>$policies</select></label>
<label>crop alone <select id="outcome"><option value="">any outcome</option>
<option>helped</option><option>hurt</option><option>unchanged</option><option>abstained</option></select></label>
<label>as read by <select id="reader">$readers</select></label>
<output id="count"></output> <span class="place">dashed: marked place</span>
</header>
<main>
$cards
</main>
<script>
const chosen = id => document.getElementById(id).value;
function filter() {
  let count = 0;
  for (const card of document.querySelectorAll("article")) {
    let any = false;
    for (const figure of card.querySelectorAll("figure")) {
      const wanted = !chosen("outcome")
        || figure.dataset.outcomes.split(" ").includes(chosen("reader") + ":" + chosen("outcome"));
      figure.hidden = !wanted || (chosen("policy") && chosen("policy") !== figure.dataset.policy);
      any = any || !figure.hidden;
    }
    card.hidden = !any || (chosen("task") && chosen("task") !== card.dataset.task);
    count += !card.hidden;
  }
  document.getElementById("count").textContent = count + " questions";
}
document.querySelectorAll("select").forEach(select => select.addEventListener("change", filter));
filter();
</script>
""")
