"""Figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from training.evaluation.figures import SIZES, Taken
from training.evaluation.statistics import Interval
from training.evaluation.summary import Figures, Part, Section, Summary, TargetFigures


def table(summary: Summary, reference: str) -> str:
    """A table for each task and resolution, the differences to the reference behind it."""
    lines: list[str] = []
    for task, edge, section in summary.sections():
        lines += _section(task, edge, section, reference)
    return "\n".join(lines) + "\n" + _NOTES.format(first=next(iter(summary.targets), "the first target"))


def _section(task: str, edge: str, section: Section, reference: str) -> list[str]:
    first = next(iter(section.values()))
    counts = ", ".join(f"{own.asked} can be asked of {name}" for name, own in first.targets.items())
    header = ["policy", "recall", "area"]
    for name, own in first.targets.items():
        header += [f"{'readable' if own.transcript else 'score'} {name}", "helped / hurt", "tokens"]
    fails = any(figures.failed for figures in section.values())
    header += ["abstains", "fails"] if fails else ["abstains"]
    return [
        f"## {task}, {edge}{'' if edge == 'native' else ' px'}",
        "",
        f"{first.questions} questions about {first.images} images; {first.with_box} have a marked place, "
        f"{first.counting} are counting questions{'; ' if counts else ''}{counts}.",
        "",
        *_markdown(header, (_row(policy, figures, fails) for policy, figures in section.items())),
        "",
        *_markdown(
            [f"minus {reference}", "recall", *(f"{name}, p (Holm)" for name in first.targets)],
            (_difference(policy, figures) for policy, figures in section.items() if policy != reference),
        ),
        "",
        *_refusals(section),
    ]


def _row(policy: str, figures: Figures, fails: bool) -> list[str]:
    cells = [policy, cell(figures.recall), cell(figures.area)]
    for own in figures.targets.values():
        if own.asked:
            cells += [cell(own.score), f"{own.helped:.2f} / {own.hurt:.2f}", f"{own.tokens:.0f}"]
        else:
            cells += ["–", "–", "–"]
    return [*cells, f"{figures.abstained:.2f}", *([str(figures.failed)] if fails else [])]


def _difference(policy: str, figures: Figures) -> list[str]:
    cells = [policy, cell(figures.recall_minus_reference, "+.2f")]
    for own in figures.targets.values():
        p = own.minus_reference.p_holm
        corrected = "" if p is None else ", <0.001" if p < 0.001 else f", {p:.3f}"
        cells.append(cell(own.minus_reference.score, "+.2f") + corrected)
    return cells


def _refusals(section: Section) -> list[str]:
    lines = [
        f"{policy}, {name}: {own.refused} refused, {own.truncated} cut short."
        for policy, figures in section.items()
        for name, own in figures.targets.items()
        if own.refused or own.truncated
    ]
    return [*lines, ""] if lines else []


def breakdown(summary: Summary, reference: str) -> str:
    """Where the figures come from: by size of the answer, by field or category, and what abstentions are worth."""
    lines: list[str] = []
    for task, edge, section in summary.sections():
        for name in summary.targets:
            by_policy = {policy: figures.targets[name] for policy, figures in section.items()}
            lines += [
                f"## {task}, {name} at {edge}",
                "",
                *_by_size(by_policy),
                "",
                *_by_field(by_policy),
                "",
                *_abstentions(by_policy),
                "",
            ]
    return "\n".join(lines) + f"\nIn brackets: 95 % intervals; behind the stroke, minus {reference}.\n"


def _by_size(by_policy: Mapping[str, TargetFigures]) -> list[str]:
    names = [name for name in SIZES if any(name in own.by_size for own in by_policy.values())]
    rows = ([policy, *(_part(own.by_size.get(name)) for name in names)] for policy, own in by_policy.items())
    return _markdown(["answer's size", *(_counted(by_policy, "by_size", name) for name in names)], rows)


def _by_field(by_policy: Mapping[str, TargetFigures]) -> list[str]:
    names = sorted({name for own in by_policy.values() for name in own.by_field})
    rows = (
        [_counted(by_policy, "by_field", name), *(_part(own.by_field.get(name)) for own in by_policy.values())]
        for name in names
    )
    return _markdown(["field", *by_policy], rows) if names else []


def _counted(by_policy: Mapping[str, TargetFigures], kind: Literal["by_size", "by_field"], name: str) -> str:
    """``date (12)``"""
    parts: list[dict[str, Part]] = [getattr(own, kind) for own in by_policy.values()]
    return f"{name} ({max(part[name].questions for part in parts if name in part)})"


def _part(part: Part | None) -> str:
    if part is None or part.minus_reference is None:
        return "–"
    return f"{cell(part.score)} / {part.minus_reference.mean:+.2f}"


def _abstentions(by_policy: Mapping[str, TargetFigures]) -> list[str]:
    rows = []
    for policy, own in by_policy.items():
        worth = own.abstention
        if own.abstained and worth.whole_where_zoomed is not None:
            cells = (cell(worth.whole_where_abstained), cell(worth.whole_where_zoomed))
            rows.append([policy, f"{own.abstained:.2f}", *cells])
    return _markdown(["abstains", "share", "whole alone, where it abstains", "where it zooms"], rows) if rows else []


def clock_table(taken: Mapping[str, Taken]) -> str:
    """Seconds: they are no two times the same, so they stand apart from what is."""
    rows = ([name, f"{own.seconds:.3f}", str(own.counted)] for name, own in taken.items())
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
corrected for all differences of this run (Holm). **recall**: a marked place of the answer, or each of several that it
takes, lies at least 90 % inside a crop; where there is none, {first} is right. Questions without a marked place and
counting questions do not count. **area**: of all crops, as a share of the image; 1 where there is none, for the whole
is what is shown then. **readable**: a frozen reader finds an answer in the whole or in a crop; questions that can only
be counted do not count. **score**: of the target's answer, by the task's metric. **helped / hurt**: against the whole
alone; of a reader, the crop alone against the whole alone. **tokens**: visual tokens a question, as the target counts
them. **fails**, where there is that column: questions that the policy could not say anything about; the whole is shown.
`fixed` is the best single window of a quarter of the area *for these very questions*: an upper bound for fixed windows.
`oracle` is the smallest marked place, or all that it takes, each with a margin of 2 % of the image on every side; it
abstains where none is marked.
It is an upper bound for recall, not for readable: a value cut out alone and much enlarged is harder for the readers.
`equal-tokens` is the whole, as large as costs what the policy's views cost (in strips, where a view costs the same at
any size); `all-text` is the box around all text lines.
"""
_CLOCK = """\
A policy's seconds count only where nothing about the image was remembered from another question, on one thread, beside
other processes that measure; a target's only where its answer was not known already.
"""
