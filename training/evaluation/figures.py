"""From rows to figures: means with intervals, differences with corrected tests, and where they come from."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.evaluation.rows import Effect, Row
from training.evaluation.statistics import Interval, bootstrap, holm, sign_flip_test
from training.evaluation.summary import (
    EVERYTHING,
    Abstention,
    Difference,
    Figures,
    Part,
    Section,
    Summary,
    TargetFigures,
    edge_name,
)
from training.targets.reading import REFUSED, TRUNCATED
from training.targets.shown import Edge

SIZES = {"small": (0.0, 0.005), "medium": (0.005, 0.05), "large": (0.05, 1.01)}
"""Marked place of the answer as a share of the image, from and below; bins of arXiv 2502.17422 for TextVQA."""


def summarise(rows: Sequence[Row], reference: str, seed: int = 0) -> Summary:
    """Everything that can be said of the rows without a clock, in their order.

    Differences are to the reference policy on the same questions; they are corrected (Holm) for all of the run: task x
    resolution x target x policy; the section over all tasks is a family of its own.
    """
    tasks: dict[str, list[Row]] = {}
    for row in rows:
        tasks.setdefault(row.task, []).append(row)
    if len(tasks) > 1:
        tasks[EVERYTHING] = list(rows)
    summary = Summary({})
    for task, own in tasks.items():
        edges: dict[Edge, list[Row]] = {}
        for row in own:
            edges.setdefault(row.edge, []).append(row)
        summary.tasks[task] = {edge_name(edge): _section(some, reference, seed) for edge, some in edges.items()}
    for over_all in (True, False):
        differences = [
            (own.minus_reference, own.minus_reference.p)
            for task, _, section in summary.sections()
            for figures in section.values()
            for own in figures.targets.values()
            if (task == EVERYTHING) == over_all and own.minus_reference.p is not None
        ]
        for (difference, _), corrected in zip(differences, holm([p for _, p in differences]), strict=True):
            difference.p_holm = corrected
    return summary


def _section(rows: Sequence[Row], reference: str, seed: int) -> Section:
    by_cell: dict[tuple[str, str], dict[tuple[str, str], Row]] = {}
    for row in rows:
        by_cell.setdefault((row.policy, row.target), {})[row.task, row.id] = row
    policies = list(dict.fromkeys(policy for policy, _ in by_cell))
    targets = list(dict.fromkeys(target for _, target in by_cell))
    section: Section = {}
    for policy in policies:
        pairs = {
            target: [
                (row, by_cell[reference, target][question]) for question, row in sorted(by_cell[policy, target].items())
            ]
            for target in targets
        }
        by_target = {target: _target(pairs[target], seed) for target in targets if target}
        section[policy] = _figures(pairs[targets[0]], by_target, seed)
    return section


def _figures(pairs: Sequence[tuple[Row, Row]], targets: dict[str, TargetFigures], seed: int) -> Figures:
    """Of rows of the first target and the reference's."""
    rows = [row for row, _ in pairs]
    recall = [(row, float(row.recall), float(other.recall or 0)) for row, other in pairs if row.recall is not None]
    return Figures(
        questions=len(rows),
        images=len({_cluster(row) for row in rows}),
        recall=_mean(recall, seed),
        area=_mean([(row, row.area, other.area) for row, other in pairs], seed),
        abstained=statistics.fmean(row.outcome == "abstained" for row in rows),
        targets=targets,
        failed=sum(row.outcome == "failed" for row in rows),
        with_box=len(recall),
        counting=sum(row.counting for row in rows),
        recall_minus_reference=_mean(recall, seed, paired=True),
    )


def _target(pairs: Sequence[tuple[Row, Row]], seed: int) -> TargetFigures:
    scored = [
        (row, row.value, other.value) for row, other in pairs if row.value is not None and other.value is not None
    ]
    rows = [row for row, *_ in scored]
    if not rows:
        return TargetFigures(0)

    def share(effect: Effect) -> float:
        return statistics.fmean(row.effect == effect for row in rows)

    def of_whole(chosen: Sequence[Row]) -> Interval | None:
        return _mean([(row, row.value_before or 0.0, 0.0) for row in chosen], seed)

    p = sign_flip_test([own - other for _, own, other in scored], [_cluster(row) for row in rows], seed)
    return TargetFigures(
        asked=len(scored),
        score=_mean(scored, seed),
        helped=share("helped"),
        hurt=share("hurt"),
        tokens=statistics.fmean(row.tokens for row in rows),
        unchanged=share("unchanged"),
        abstained=share("abstained"),
        transcript=any(row.transcript for row in rows),
        whole=of_whole(rows),
        likeness=statistics.fmean(row.after or 0.0 for row in rows),
        minus_reference=Difference(_mean(scored, seed, paired=True), p),
        abstention=Abstention(
            of_whole([row for row in rows if row.outcome == "abstained"]),
            of_whole([row for row in rows if row.outcome == "zoomed"]),
        ),
        refused=sum(row.status == REFUSED for row in rows),
        truncated=sum(row.status == TRUNCATED for row in rows),
        tokens_whole=statistics.fmean(row.tokens_before for row in rows),
        by_size=_breakdown(scored, _size_name, seed),
        by_field=_breakdown(scored, lambda row: f"{row.task}: {row.field}" if row.field else None, seed),
    )


def _breakdown(
    scored: Sequence[tuple[Row, float, float]], kind: Callable[[Row], str | None], seed: int
) -> dict[str, Part]:
    groups: dict[str, list[tuple[Row, float, float]]] = {}
    for each in scored:
        name = kind(each[0])
        if name is not None:
            groups.setdefault(name, []).append(each)
    return {
        name: Part(len(group), _mean(group, seed), _mean(group, seed, paired=True))
        for name, group in sorted(groups.items())
    }


def _size_name(row: Row) -> str | None:
    if row.size is None:
        return None
    return next(name for name, (low, high) in SIZES.items() if low <= row.size < high)


def _cluster(row: Row) -> str:
    return f"{row.task}/{row.image}"


def _mean(counted: Sequence[tuple[Row, float, float]], seed: int, paired: bool = False) -> Interval | None:
    """Of (row, its value, the reference's value)."""
    if not counted:
        return None
    values = [own - (other if paired else 0.0) for _, own, other in counted]
    return bootstrap(values, [_cluster(row) for row, _, _ in counted], seed=seed)


@dataclass(frozen=True)
class Taken:
    """Median seconds."""

    seconds: float
    counted: int


def clock(rows: Sequence[Row]) -> dict[str, Taken]:
    """What no two runs agree on: the time of policies on images not looked at before, and of fresh answers.

    By policy, and by ``policy, target at resolution``.
    """
    taken: dict[str, dict[tuple[str, str], float]] = {}
    for row in rows:
        if row.cold:
            taken.setdefault(row.policy, {})[row.task, row.id] = row.seconds
        if row.target_seconds is not None:
            name = f"{row.policy}, {row.target} at {edge_name(row.edge)}"
            taken.setdefault(name, {})[row.task, row.id] = row.target_seconds
    return {name: Taken(statistics.median(own.values()), len(own)) for name, own in sorted(taken.items())}
