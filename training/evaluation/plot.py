"""Accuracy against visual tokens as SVG: a picture within a page, or several in a file."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from training.evaluation.statistics import Interval
from training.evaluation.summary import Figures

_COLOURS = (
    "#d32626",
    "#1f5fd0",
    "#0a8a2a",
    "#b35c00",
    "#7a2bbf",
    "#00838f",
    "#c2185b",
    "#5d4037",
    "#616161",
    "#9e9d24",
)
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 420, 60, 290, 20, 50  # px; the legend stands on the right
_NAME = 30  # px above a plot for its name

Scale = Callable[[float], float]
"""What is measured -> px."""


@dataclass(frozen=True)
class Point:
    """One policy at one resolution."""

    tokens: float
    score: Interval
    label: str


def curves(sections: dict[str, dict[str, Figures]], target: str) -> dict[str, list[Point]]:
    """Policy -> its points from few tokens to many, of one task (``training.evaluation.summary.Summary``)."""
    found: dict[str, list[Point]] = {}
    for edge, section in sections.items():
        for policy, figures in section.items():
            own = figures["targets"][target]
            if own["asked"]:
                found.setdefault(policy, []).append(Point(own["tokens"], own["score"], edge))
    return {policy: sorted(points, key=lambda point: point.tokens) for policy, points in found.items()}


def svg(found: dict[str, list[Point]], title: str) -> str:
    """One line for each policy, its points the resolutions; bars are 95 % intervals. Tokens on a logarithmic axis."""
    points = [point for own in found.values() for point in own]
    if not points:
        return ""
    low, high = min(point.tokens for point in points) / 1.15, max(point.tokens for point in points) * 1.15
    scores = [score for point in points for score in _ends(point.score)]
    bottom, top = math.floor(min(scores) * 10) / 10, max(math.ceil(max(scores) * 10) / 10, 0.1)
    top += 0.1 * (top <= bottom)

    def x(tokens: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * math.log(tokens / low) / math.log(high / low)

    def y(score: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (score - bottom) / (top - bottom)

    parts = [_axis_y(y, bottom, top), _axis_x(x, low, high)]
    for number, (policy, own) in enumerate(found.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        dashes = ' stroke-dasharray="6 4"' if number >= len(_COLOURS) else ""
        way = " ".join(f"{x(point.tokens):.1f},{y(point.score.mean):.1f}" for point in own)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        for point in own:
            (least, most), across, up = _ends(point.score), x(point.tokens), y(point.score.mean)
            parts.append(
                f'<line x1="{across:.1f}" x2="{across:.1f}" y1="{y(least):.1f}" y2="{y(most):.1f}" stroke="{colour}"/>'
                f'<circle cx="{across:.1f}" cy="{up:.1f}" r="4" fill="{colour}"><title>{escape(policy)} at '
                f"{escape(point.label)}: {point.score.mean:.3f} with {point.tokens:.0f} tokens</title></circle>"
            )
        line = _TOP + 20 * number + 6
        parts.append(
            f'<rect x="{_WIDTH - _RIGHT + 16}" y="{line - 5}" width="18" height="4" fill="{colour}"/>'
            f'<text x="{_WIDTH - _RIGHT + 42}" y="{line}">{escape(policy)}</text>'
        )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_height(found)}" role="img" font-family="system-ui, sans-serif" font-size="13" '
        f'style="max-width:{_WIDTH}px;width:100%"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def figure(panels: dict[str, dict[str, list[Point]]]) -> str:
    """One plot below the other, each under its name, as a file of its own on white."""
    parts, top = [], 0
    for name, found in panels.items():
        height = _height(found)
        parts.append(
            f'<text x="{_LEFT}" y="{top + 22}" font-weight="bold">{escape(name)}</text>'
            f'<svg y="{top + _NAME}" width="{_WIDTH}" height="{height}">{svg(found, name)}</svg>'
        )
        top += _NAME + height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" width="{_WIDTH}" height="{top}" '
        f'font-family="system-ui, sans-serif" font-size="15"><rect width="100%" height="100%" fill="white"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _height(found: dict[str, list[Point]]) -> int:
    """px; the legend may need more than the plot."""
    return max(_HEIGHT, _TOP + 20 * len(found) + 10)


def _ends(score: Interval) -> tuple[float, float]:
    return (
        score.mean if score.low is None else score.low,
        score.mean if score.high is None else score.high,
    )


def _axis_y(y: Scale, bottom: float, top: float) -> str:
    count = round((top - bottom) * 10)
    return "".join(
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(score):.1f}" y2="{y(score):.1f}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 8}" y="{y(score) + 4:.1f}" text-anchor="end">{score:.1f}</text>'
        for score in (bottom + step / 10 for step in range(count + 1))
    )


def _axis_x(x: Scale, low: float, high: float) -> str:
    ticks = _ticks(low, high)
    marks = "".join(
        f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}" stroke="#eee"/>'
        f'<text x="{x(tick):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{tick:g}</text>'
        for tick in ticks
    )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    return f'{marks}<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">visual tokens a question</text>'


def _ticks(low: float, high: float) -> Sequence[float]:
    steps = [base * 10**power for power in range(7) for base in (1, 2, 5)]
    return [step for step in steps if low <= step <= high]
