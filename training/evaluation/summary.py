"""From rows to figures: means with intervals, differences with corrected tests, and where they come from."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from training.evaluation.rows import Row
from training.evaluation.statistics import Interval, bootstrap, holm, sign_flip_test
from training.targets.reading import REFUSED, TRUNCATED
from training.targets.shown import Edge

EVERYTHING = "all"  # heading of the section over all tasks, each question counted once
SIZES = {"small": (0.0, 0.005), "medium": (0.005, 0.05), "large": (0.05, 1.01)}
"""Marked place of the answer as a share of the image, from and below; bins of arXiv 2502.17422 for TextVQA."""

Figures = dict[str, Any]
Summary = dict[str, dict[str, dict[str, Figures]]]
"""task (and ``"all"``) -> resolution -> policy -> figures."""


def edge_name(edge: Edge) -> str:
    """``"448"``, ``"native"``"""
    return "native" if edge is None else str(edge)


def summarise(rows: Sequence[Row], reference: str, seed: int = 0) -> Summary:
    """Everything that can be said of the rows without a clock, in their order.

    An Interval is 95 %, clustered by image. Differences are to the reference policy on the same questions; ``p`` is of
    a paired test over images, ``p_holm`` the same corrected for all differences of the run (task x resolution x target
    x policy; the section over all tasks is a family of its own). What could not be counted is None.
    """
    tasks: dict[str, list[Row]] = {}
    for row in rows:
        tasks.setdefault(row.task, []).append(row)
    if len(tasks) > 1:
        tasks[EVERYTHING] = list(rows)
    summary: Summary = {}
    for task, own in tasks.items():
        edges: dict[Edge, list[Row]] = {}
        for row in own:
            edges.setdefault(row.edge, []).append(row)
        summary[task] = {edge_name(edge): _section(some, reference, seed) for edge, some in edges.items()}
    for family in ({EVERYTHING}, set(summary) - {EVERYTHING}):
        tested = [each for each in _differences(summary, family) if each["p"] is not None]
        for each, corrected in zip(tested, holm([each["p"] for each in tested]), strict=True):
            each["p_holm"] = corrected
    return summary


def _differences(summary: Summary, tasks: Iterable[str]) -> Iterator[Figures]:
    for task in sorted(tasks & summary.keys()):
        for section in summary[task].values():
            for figures in section.values():
                yield from (target["minus_reference"] for target in figures["targets"].values())


def _section(rows: Sequence[Row], reference: str, seed: int) -> dict[str, Figures]:
    by_cell: dict[tuple[str, str], dict[tuple[str, str], Row]] = {}
    for row in rows:
        by_cell.setdefault((row.policy, row.target), {})[row.task, row.id] = row
    policies = list(dict.fromkeys(policy for policy, _ in by_cell))
    targets = list(dict.fromkeys(target for _, target in by_cell))
    section: dict[str, Figures] = {}
    for policy in policies:
        pairs = {
            target: [
                (row, by_cell[reference, target][question]) for question, row in sorted(by_cell[policy, target].items())
            ]
            for target in targets
        }
        section[policy] = _figures(pairs[targets[0]], seed)
        section[policy]["targets"] = {target: _target(pairs[target], seed) for target in targets if target}
    return section


def _figures(pairs: Sequence[tuple[Row, Row]], seed: int) -> Figures:
    """What does not depend on the target, except that the first decides about abstentions."""
    rows = [row for row, _ in pairs]
    recall = [(row, float(row.recall), float(other.recall or 0)) for row, other in pairs if row.recall is not None]
    return {
        "questions": len(rows),
        "images": len({_cluster(row) for row in rows}),
        "with_box": len(recall),
        "counting": sum(row.counting for row in rows),
        "recall": _mean(recall, seed),
        "recall_minus_reference": _mean(recall, seed, paired=True),
        "area": _mean([(row, row.area, other.area) for row, other in pairs], seed),
        "abstained": statistics.fmean(row.abstained for row in rows),
    }


def _target(pairs: Sequence[tuple[Row, Row]], seed: int) -> Figures:
    asked = [(row, row.value, other.value) for row, other in pairs if row.value is not None and other.value is not None]
    rows = [row for row, *_ in asked]
    clusters = [_cluster(row) for row in rows]
    return {
        "asked": len(asked),
        "transcript": any(row.transcript for row in rows),
        "score": _mean(asked, seed),
        "whole": _mean([(row, row.value_before or 0.0, 0.0) for row in rows], seed),
        "likeness": statistics.fmean(row.after or 0.0 for row in rows) if rows else None,
        "minus_reference": {
            "score": _mean(asked, seed, paired=True),
            "p": sign_flip_test([own - other for _, own, other in asked], clusters, seed) if asked else None,
        },
        **{
            outcome: statistics.fmean(row.outcome == outcome for row in rows) if rows else None
            for outcome in ("helped", "hurt", "unchanged", "abstained")
        },
        "abstention": _abstention(rows, seed),
        "refused": sum(row.status == REFUSED for row in rows),
        "truncated": sum(row.status == TRUNCATED for row in rows),
        "tokens": statistics.fmean(row.tokens for row in rows) if rows else None,
        "tokens_whole": statistics.fmean(row.tokens_before for row in rows) if rows else None,
        "by_size": _breakdown(asked, _size_name, seed),
        "by_field": _breakdown(asked, lambda row: f"{row.task}: {row.field}" if row.field else None, seed),
    }


def _abstention(rows: Sequence[Row], seed: int) -> Figures:
    """How well a policy knows when not to zoom: what the whole alone is worth where it abstains, and where it zooms."""
    kept = [(row, row.value_before or 0.0, 0.0) for row in rows if row.abstained]
    zoomed = [(row, row.value_before or 0.0, 0.0) for row in rows if not row.abstained]
    return {"whole_where_abstained": _mean(kept, seed), "whole_where_zoomed": _mean(zoomed, seed)}


def _breakdown(
    asked: Sequence[tuple[Row, float, float]], kind: Callable[[Row], str | None], seed: int
) -> dict[str, Figures]:
    groups: dict[str, list[tuple[Row, float, float]]] = {}
    for each in asked:
        name = kind(each[0])
        if name is not None:
            groups.setdefault(name, []).append(each)
    return {
        name: {
            "questions": len(group),
            "score": _mean(group, seed),
            "minus_reference": _mean(group, seed, paired=True),
        }
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


def clock(rows: Sequence[Row]) -> dict[str, Figures]:
    """What no two runs agree on: median seconds, of policies on images not looked at before, and of fresh answers.

    Policy, and ``policy, target at resolution`` -> ``seconds`` and how many were ``counted``.
    """
    taken: dict[str, dict[object, float]] = {}
    for row in rows:
        if row.cold:
            taken.setdefault(row.policy, {})[row.task, row.id] = row.seconds
        if row.target_seconds is not None:
            name = f"{row.policy}, {row.target} at {edge_name(row.edge)}"
            taken.setdefault(name, {})[row.task, row.id] = row.target_seconds
    return {
        name: {"seconds": statistics.median(own.values()), "counted": len(own)} for name, own in sorted(taken.items())
    }
