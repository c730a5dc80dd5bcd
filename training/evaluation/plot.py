"""Curves as SVG or PNG, the same bytes every time: score against visual tokens, or any value by step of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from cycler import cycler
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from training.evaluation.summary import Section, Summary

_WIDTH, _PANEL = 9.6, 4.2  # inches
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.65, 2.8, 0.4, 0.55  # inches around a plot; its legend stands on the right
_LEGEND_LINE = 0.22  # inches
_DPI = 100
_TICKS = [base * 10**power for power in range(7) for base in (1, 1.5, 2, 3, 4, 5, 7)]
_MARKED = 24  # points; of a curve with more none is marked
_COLOURS = style.library["petroff10"]["axes.prop_cycle"]  # which the colour-blind tell apart too: arXiv 2107.02270
_STYLE: dict[str, object] = {
    "axes.prop_cycle": (cycler(linestyle=["-", "--", ":"]) + cycler(marker=["o", "s", "^"])) * _COLOURS,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid": True,
    "axes.titlelocation": "left",
    "grid.color": "#dddddd",
    "legend.frameon": False,
    "text.parse_math": False,  # names may hold any character
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "cropvlm",
}
_NO_DATE = {"Date": None, "Creator": None}


@dataclass(frozen=True)
class Point:
    """Of a curve."""

    across: float
    value: float
    low: float | None = None
    high: float | None = None
    """With ``low`` the ends of its bar, where it has one."""


Curves = Mapping[str, Sequence[Point]]
"""Name -> its points from left to right."""


def accuracy(summary: Summary) -> str:
    """Score against visual tokens over all tasks as SVG: a panel for each target, a curve for each policy.

    Its points are the resolutions; bars are 95 % intervals.
    """
    panels = {name: score_by_tokens(summary.overall, name) for name in summary.targets}
    return svg(
        {name: curves for name, curves in panels.items() if curves}, "visual tokens a question", logarithmic=True
    )


def score_by_tokens(sections: Mapping[str, Section], target: str) -> dict[str, list[Point]]:
    """The curve of each policy, of one task's resolutions; without those that could not be asked anything."""
    curves: dict[str, list[Point]] = {}
    for section in sections.values():
        for policy, figures in section.items():
            own = figures.targets[target]
            if own.score is not None and own.tokens is not None:
                curves.setdefault(policy, []).append(Point(own.tokens, own.score.mean, own.score.low, own.score.high))
    return {policy: sorted(points, key=lambda point: point.across) for policy, points in curves.items()}


def svg(panels: Mapping[str, Curves], across: str, logarithmic: bool = False) -> str:
    """One plot below the other, each under its name.

    Args:
        panels: heading of each plot and what it shows.
        across: what the horizontal axes count.
        logarithmic: whether they do so in powers.
    """
    return _drawn(panels, across, logarithmic, "svg").decode("utf-8")


def png(panels: Mapping[str, Curves], across: str, logarithmic: bool = False) -> bytes:
    """The same as PNG."""
    return _drawn(panels, across, logarithmic, "png")


def _drawn(panels: Mapping[str, Curves], across: str, logarithmic: bool, kind: str) -> bytes:
    file = BytesIO()
    with style.context(_STYLE, after_reset=True):  # whatever the user has set up
        metadata = _NO_DATE if kind == "svg" else {"Software": None}
        _figure(panels, across, logarithmic).savefig(file, format=kind, dpi=_DPI, metadata=metadata)
    return file.getvalue()


def _figure(panels: Mapping[str, Curves], across: str, logarithmic: bool) -> Figure:
    heights = [max(_PANEL, _TOP + _LEGEND_LINE * (len(curves) + 1)) for curves in panels.values()]
    whole = max(sum(heights), 1.0)
    figure = Figure(figsize=(_WIDTH, whole))
    bottom = whole
    for (name, curves), height in zip(panels.items(), heights, strict=True):
        bottom -= height
        inner = _WIDTH - _LEFT - _RIGHT, height - _TOP - _BOTTOM
        plot = figure.add_axes(
            (_LEFT / _WIDTH, (bottom + _BOTTOM) / whole, inner[0] / _WIDTH, inner[1] / whole)  # shares of the figure
        )
        plot.set_title(name)
        plot.set_xlabel(across)
        drawn = [_curve(plot, points) for points in curves.values()]
        if logarithmic:
            plot.set_xscale("log")
            plot.xaxis.set_major_locator(FixedLocator(_TICKS))
            plot.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
            plot.xaxis.set_minor_locator(NullLocator())
        plot.legend(drawn, list(curves), loc="upper left", bbox_to_anchor=(1.02, 1), borderaxespad=0)
    return figure


def _curve(plot: Axes, points: Sequence[Point]) -> ErrorbarContainer:
    # a percentile interval need not hold its mean
    below = [0.0 if point.low is None else max(point.value - point.low, 0.0) for point in points]
    above = [0.0 if point.high is None else max(point.high - point.value, 0.0) for point in points]
    return plot.errorbar(
        [point.across for point in points],
        [point.value for point in points],
        yerr=(below, above) if any(below) or any(above) else None,
        markersize=5 if len(points) <= _MARKED else 0,
        elinewidth=1,
    )
