"""Figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from training.evaluation.statistics import Interval
from training.evaluation.summary import SIZES, Figures, Summary


def table(summary: Summary, reference: str) -> str:
    """A table for each task and resolution, the differences to the reference behind it."""
    lines: list[str] = []
    for task, sections in summary.items():
        for edge, figures in sections.items():
            lines += _section(task, edge, figures, reference)
    return "\n".join(lines) + "\n" + _NOTES.format(first=next(iter(_targets(summary)), "the first target"))


def _targets(summary: Summary) -> dict[str, Figures]:
    first = next(iter(next(iter(summary.values())).values()))
    targets: dict[str, Figures] = next(iter(first.values()))["targets"]
    return targets


def _section(task: str, edge: str, section: dict[str, Figures], reference: str) -> list[str]:
    first = next(iter(section.values()))
    targets: dict[str, Figures] = first["targets"]
    asked = ", ".join(f"{figures['asked']} can be asked of {name}" for name, figures in targets.items())
    header = ["policy", "recall", "area"]
    for name, figures in targets.items():
        header += [f"{'readable' if figures['transcript'] else 'score'} {name}", "helped / hurt", "tokens"]
    return [
        f"## {task}, {edge}{'' if edge == 'native' else ' px'}",
        "",
        f"{first['questions']} questions about {first['images']} images; {first['with_box']} have a marked place, "
        f"{first['counting']} are counting questions{'; ' if asked else ''}{asked}.",
        "",
        *_markdown([*header, "abstains"], (_row(policy, figures) for policy, figures in section.items())),
        "",
        *_markdown(
            [f"minus {reference}", "recall", *(f"{name}, p (Holm)" for name in targets)],
            (_difference(policy, figures) for policy, figures in section.items() if policy != reference),
        ),
        "",
        *_refusals(section),
    ]


def _row(policy: str, figures: Figures) -> list[str]:
    cells = [policy, cell(figures["recall"]), cell(figures["area"])]
    for own in figures["targets"].values():
        if own["asked"]:
            cells += [cell(own["score"]), f"{own['helped']:.2f} / {own['hurt']:.2f}", f"{own['tokens']:.0f}"]
        else:
            cells += ["–", "–", "–"]
    return [*cells, f"{figures['abstained']:.2f}"]


def _difference(policy: str, figures: Figures) -> list[str]:
    cells = [policy, cell(figures["recall_minus_reference"], "+.2f")]
    for own in figures["targets"].values():
        minus = own["minus_reference"]
        p = (
            ""
            if minus.get("p_holm") is None
            else f", {'<0.001' if minus['p_holm'] < 0.001 else format(minus['p_holm'], '.3f')}"
        )
        cells.append(cell(minus["score"], "+.2f") + p)
    return cells


def _refusals(section: dict[str, Figures]) -> list[str]:
    lines = [
        f"{policy}, {name}: {own['refused']} refused, {own['truncated']} cut short."
        for policy, figures in section.items()
        for name, own in figures["targets"].items()
        if own["refused"] or own["truncated"]
    ]
    return [*lines, ""] if lines else []


def breakdown(summary: Summary, reference: str) -> str:
    """Where the figures come from: by size of the answer, by field or category, and what abstentions are worth."""
    lines: list[str] = []
    for task, sections in summary.items():
        for edge, section in sections.items():
            for name in next(iter(section.values()))["targets"]:
                own = {policy: figures["targets"][name] for policy, figures in section.items()}
                lines += [
                    f"## {task}, {name} at {edge}",
                    "",
                    *_by_size(own),
                    "",
                    *_by_field(own),
                    "",
                    *_abstentions(own),
                    "",
                ]
    return "\n".join(lines) + f"\nIn brackets: 95 % intervals; behind the stroke, minus {reference}.\n"


def _by_size(own: dict[str, Figures]) -> list[str]:
    names = [name for name in SIZES if any(name in figures["by_size"] for figures in own.values())]
    rows = ([policy, *(_part(figures["by_size"].get(name)) for name in names)] for policy, figures in own.items())
    return _markdown(["answer's size", *(f"{name} ({_count(own, 'by_size', name)})" for name in names)], rows)


def _by_field(own: dict[str, Figures]) -> list[str]:
    fields = sorted({name for figures in own.values() for name in figures["by_field"]})
    if not fields:
        return []
    rows = (
        [
            f"{name} ({_count(own, 'by_field', name)})",
            *(_part(figures["by_field"].get(name)) for figures in own.values()),
        ]
        for name in fields
    )
    return _markdown(["field", *own], rows)


def _count(own: dict[str, Figures], kind: str, name: str) -> int:
    return max(int(figures[kind].get(name, {}).get("questions", 0)) for figures in own.values())


def _part(figures: Figures | None) -> str:
    if figures is None:
        return "–"
    return f"{cell(figures['score'])} / {figures['minus_reference'].mean:+.2f}"


def _abstentions(own: dict[str, Figures]) -> list[str]:
    rows = []
    for policy, figures in own.items():
        worth = figures["abstention"]
        if figures["abstained"] and worth["whole_where_zoomed"] is not None:
            cells = (cell(worth["whole_where_abstained"]), cell(worth["whole_where_zoomed"]))
            rows.append([policy, f"{figures['abstained']:.2f}", *cells])
    return _markdown(["abstains", "share", "whole alone, where it abstains", "where it zooms"], rows) if rows else []


def clock_table(taken: dict[str, Figures]) -> str:
    """Seconds: they are no two times the same, so they stand apart from what is."""
    rows = ([name, f"{own['seconds']:.3f}", str(own["counted"])] for name, own in taken.items())
    return "\n".join([*_markdown(["policy, or target behind it", "s (median)", "counted"], rows), "", _CLOCK])


def cell(interval: Interval | None, style: str = ".2f") -> str:
    """``0.84 [0.82, 0.86]``"""
    if interval is None:
        return "–"
    if interval.low is None or interval.high is None:
        return f"{interval.mean:{style}}"
    return f"{interval.mean:{style}} [{interval.low:{style}}, {interval.high:{style}}]"


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows)]


_NOTES = """\
In brackets: 95 % bootstrap intervals, clustered by image, paired for differences. **p**: sign-flip test over images,
corrected for all differences of this run (Holm). **recall**: a marked place of the answer lies at least 90 % inside the
crop; where there is none, {first} is right. Questions without a marked place and counting questions do not count.
**area**: of the crop, as a share of the image; 1 where there is none, for the whole is what is shown then.
**readable**: a frozen reader finds an answer in the whole or in the crop; questions that can only be counted do not
count. **score**: of the target's answer, by the task's metric. **helped / hurt**: against the whole alone; of a reader,
the crop alone against the whole alone. **tokens**: visual tokens a question, as the target counts them.
`fixed` is the best single window of a quarter of the area *for these very questions*: an upper bound for fixed windows.
`oracle` is the smallest marked place with a margin of 2 % of the image on each side; it abstains where none is marked.
It is an upper bound for recall, not for readable: a value cut out alone and much enlarged is harder for the readers.
`equal-tokens` is the whole, as large as costs what the policy's views cost (in strips, where a view costs the same at
any size); `all-text` is the box around all text lines.
"""
_CLOCK = """\
A policy's seconds count only where nothing about the image was remembered from another question, on one thread, beside
other processes that measure; a target's only where its answer was not known already.
"""
