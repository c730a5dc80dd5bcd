"""Rows, what an evaluation leaves behind: one for each question, policy, target and resolution, kept as they come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cropvlm_tools.policy import Outcome
from training.storage import JsonLines
from training.targets.shown import Edge

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Corners = tuple[float, float, float, float]
"""Relative xyxy of the upright image."""

Key = tuple[str, str, str, str, Edge]
"""(task, id of the question, policy, target, resolution)"""

Effect = Literal["helped", "hurt", "unchanged", "abstained", "failed", "not asked"]
"""What a policy did for an answer."""


@dataclass(frozen=True)
class Row:
    """What came of one question. Scores lie in [0, 1] and are 1.0 exactly where the answer is right."""

    task: str
    id: str
    image: str
    """Relative to the task's folder."""

    split: str
    field: str
    counting: bool
    size: float | None
    """Of the smallest marked place of the answer, as a share of the image; None where none is marked."""

    policy: str
    target: str
    """"" where nobody was asked."""

    edge: Edge
    transcript: bool
    """The target returns all text it can read, one view at a time: right is what holds the answer whole."""

    outcome: Outcome
    """``zoomed``: more is shown than the whole as it is without a policy; ``abstained``: no more is; ``failed``: no
    more is, because the policy did not know."""

    regions: tuple[Corners, ...]
    """What is shown in crops, the most telling first; none where only the whole is shown, however large."""

    area: float
    """Of all crops, as a share of the image; 1.0 where there is none, since then the whole is all that is shown."""

    recall: bool | None
    """The evidence lies at least 90 % inside a crop (``training.evaluation.metrics.evidence_shown``). Where there is
    none: the first target is right at this resolution. None where no place of the evidence is known, and for counting
    questions."""

    confidence: float
    reason: str
    before: float | None
    """Score of the whole alone; None where the target cannot be asked this."""

    after: float | None
    """Score of all that is shown."""

    alone: float | None
    """Score of the crops alone, where the target looks at one view at a time and there is a crop."""

    said_before: str
    said: str
    status: str
    """``answered``, ``truncated`` or ``refused``."""

    tokens_before: int
    tokens: int
    """Visual tokens of all that is shown."""

    seconds: float
    """The policy took."""

    cold: bool
    """Nothing about this image was remembered from another question or policy."""

    target_seconds: float | None
    """The target took; None where its answer was known already."""

    @property
    def key(self) -> Key:
        return self.task, self.id, self.policy, self.target, self.edge

    @property
    def value(self) -> float | None:
        """What is averaged of all that is shown: the score, of a transcript whether it holds the answer."""
        return self._counted(self.after)

    @property
    def value_before(self) -> float | None:
        """The same of the whole alone."""
        return self._counted(self.before)

    @property
    def box(self) -> Corners | None:
        """The first region; None where there is none."""
        return self.regions[0] if self.regions else None

    @property
    def effect(self) -> Effect:
        """``abstained`` or ``failed`` as the policy did, or what was gained over the whole alone: ``helped``, ``hurt``,
        ``unchanged``.

        Of a transcript that is what the crop alone does against the whole alone, since one view takes nothing from
        another. ``not asked`` where there is no score.
        """
        if self.outcome != "zoomed":
            return self.outcome
        before, after = self.value_before, self.value if self.alone is None else self._counted(self.alone)
        if before is None or after is None:
            return "not asked"
        return "unchanged" if before == after else "helped" if after > before else "hurt"

    def _counted(self, score: float | None) -> float | None:
        return score if score is None or not self.transcript else float(score == 1.0)


class RowFile:
    """Rows in a JSONL file that survives being killed at any moment."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Row]:
        """The rows that are whole; a last line cut short by a kill is none.

        Raises:
            StorageError: a line is no row.
        """
        return JsonLines(self.path).read_as(_row)

    def append(self, rows: Iterable[Row]) -> None:
        JsonLines(self.path).append(map(asdict, rows))


def _row(values: dict[str, Any]) -> Row:
    """Of what a line says, also of one written before rows had an ``outcome`` and ``regions``."""
    values = dict(values)
    abstained, box = values.pop("abstained", False), values.pop("box", None)
    values.setdefault("outcome", "abstained" if abstained else "zoomed")
    values.setdefault("regions", [box] if box else [])
    if values.keys() != {field.name for field in fields(Row)}:
        raise ValueError("no row of this version; where all are, give a new --out")
    return _reader().validate_python(values)


@cache
def _reader() -> TypeAdapter[Row]:
    from pydantic import TypeAdapter  # here, lest --help waits for it

    return TypeAdapter(Row)
