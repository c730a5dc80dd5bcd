"""What a run comes to: figures by task, resolution and policy, as tables, page, plot and README have them.

summary = summarise(rows, "lexical")  # training.evaluation.figures
summary.section("receipts", "448")["default"].targets["rapidocr"].score
Summary.from_json(summary.to_json()) == summary
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from cropvlm_tools.errors import CropVLMError
from training.evaluation.statistics import Interval
from training.targets.shown import Edge

EVERYTHING = "all"  # heading of the section over all tasks, each question counted once


class SummaryError(CropVLMError):
    """A file holds no figures of an evaluation."""


@dataclass(frozen=True)
class Part:
    """Of the questions of one size or field."""

    questions: int
    score: Interval | None
    minus_reference: Interval | None


@dataclass
class Difference:
    """Of a target's score with this policy, and with the reference."""

    score: Interval | None = None
    p: float | None = None
    """Of a paired test over images."""

    p_holm: float | None = None
    """Corrected for all differences of the run; known only when all of them are."""


@dataclass(frozen=True)
class Abstention:
    """How well a policy knows when not to zoom: the score of the whole alone where it abstains, and where it zooms."""

    whole_where_abstained: Interval | None = None
    whole_where_zoomed: Interval | None = None


@dataclass(frozen=True)
class TargetFigures:
    """What one target made of what one policy showed it, over the questions that it could be asked."""

    asked: int
    score: Interval | None = None
    helped: float | None = None
    """Share of the questions, as ``unchanged`` and the like (``training.evaluation.rows.Row.effect``)."""

    hurt: float | None = None
    tokens: float | None = None
    """Visual tokens a question."""

    unchanged: float | None = None
    abstained: float | None = None
    transcript: bool = False
    whole: Interval | None = None
    """The score of the whole alone."""

    likeness: float | None = None
    """Mean score of a transcript before it is asked whether it holds the answer."""

    minus_reference: Difference = field(default_factory=Difference)
    abstention: Abstention = field(default_factory=Abstention)
    refused: int = 0
    truncated: int = 0
    tokens_whole: float | None = None
    by_size: dict[str, Part] = field(default_factory=dict)
    """The marked place's, ``training.evaluation.figures.SIZES``."""

    by_field: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """Of one policy at one resolution: what no target but the first has a part in, and those of each target.

    An Interval is 95 %, clustered by image. What could not be counted is None; the first target decides about recall
    where there is no crop.
    """

    questions: int
    images: int
    recall: Interval | None
    area: Interval | None
    abstained: float
    """Share of the questions."""

    targets: dict[str, TargetFigures]
    failed: int = 0
    """Questions that the policy failed at; the whole is shown there."""

    with_box: int = 0
    counting: int = 0
    recall_minus_reference: Interval | None = None


Section = dict[str, Figures]
"""Policy -> its figures."""


@dataclass(frozen=True)
class Summary:
    """All figures of a run."""

    tasks: dict[str, dict[str, Section]]
    """Task (and ``"all"``, where there are several) -> resolution -> policy -> figures."""

    def section(self, task: str, edge: str) -> Section:
        return self.tasks[task][edge]

    def sections(self) -> Iterator[tuple[str, str, Section]]:
        """(task, resolution, policies) in the order of the run."""
        return ((task, edge, section) for task, edges in self.tasks.items() for edge, section in edges.items())

    @property
    def overall(self) -> dict[str, Section]:
        """Resolution -> policies, over all tasks."""
        return self.tasks.get(EVERYTHING) or next(iter(self.tasks.values()))

    @property
    def policies(self) -> list[str]:
        return list(next(iter(self.overall.values())))

    @property
    def targets(self) -> list[str]:
        """Those that were asked, the first of which decides about abstentions."""
        return list(next(iter(next(iter(self.overall.values())).values())).targets)

    def to_json(self) -> str:
        """A line for each policy, so that two runs can be compared line by line; what was not counted is left out."""
        return _lines(_plain(self.tasks), 3) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Summary:
        """What ``to_json`` wrote, or an earlier version, or a part of it that was published.

        Raises:
            SummaryError: it is none of that.
        """
        try:
            read = cls(_revive(dict[str, dict[str, Section]], json.loads(text)))
            if all(section for _, _, section in read.sections()) and read.tasks:
                return read
        except (ValueError, TypeError, AttributeError) as error:
            raise SummaryError(f"No figures of an evaluation ({error!s:.80}); run it again.") from error
        raise SummaryError("No figures of an evaluation, but an empty one; run it again.")


def _plain(value: object) -> object:
    """As JSON has it: a field that is at its default is left out."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if not is_dataclass(value):
        return value
    kept = {}
    for each in fields(value):
        default = each.default if each.default_factory is MISSING else each.default_factory()
        if (content := getattr(value, each.name)) != default:
            kept[each.name] = _plain(content)
    return kept


def _lines(value: object, depth: int) -> str:
    """JSON with a line for each entry down to that depth."""
    if not depth or not isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"))
    entries = (f"{json.dumps(name)}: {_lines(each, depth - 1)}" for name, each in value.items())
    return "{\n" + ",\n".join(entries) + "\n}"


def _revive(hint: Any, value: Any) -> Any:
    """What ``_plain`` was given: a value of that type."""
    if isinstance(hint, types.UnionType):
        return None if value is None else _revive(get_args(hint)[0], value)
    if get_origin(hint) is dict:
        return {name: _revive(get_args(hint)[1], each) for name, each in value.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{name: _revive(hints.get(name), each) for name, each in value.items()})
    return value


def edge_name(edge: Edge) -> str:
    """``"448"``, ``"native"``"""
    return "native" if edge is None else str(edge)
