"""Rows, what an evaluation leaves behind: one for each question, policy, target and resolution, kept as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from training.targets.shown import Edge

Key = tuple[str, str, str, str, Edge]
"""(task, id of the question, policy, target, resolution)"""


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

    box: tuple[float, float, float, float] | None
    """Relative xyxy of the crop; None where there is none."""

    abstained: bool
    """Only the whole was shown, no larger than without a policy."""

    area: float
    """Of the crop, as a share of the image; 1.0 where there is none, since then the whole is all that is shown."""

    recall: bool | None
    """An accepted box at least 90 % inside the crop. Where there is none: the first target is right at this
    resolution. None where no place of the evidence is known, and for counting questions."""

    confidence: float
    reason: str
    before: float | None
    """Score of the whole alone; None where the target cannot be asked this."""

    after: float | None
    """Score of all that is shown."""

    alone: float | None
    """Score of the crop alone, where the target looks at one view at a time and there is a crop."""

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
    def outcome(self) -> str:
        """``abstained``, or what was gained over the whole alone: ``helped``, ``hurt``, ``unchanged``.

        Of a transcript that is what the crop alone does against the whole alone, since one view takes nothing from
        another. ``not asked`` where there is no score.
        """
        if self.abstained:
            return "abstained"
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
        """The rows that are whole; a last line cut short by a kill is removed from the file."""
        if not self.path.exists():
            return []
        data = self.path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        rows = []
        for line in filter(None, whole.decode("utf-8").split("\n")):
            values = json.loads(line)
            rows.append(Row(**{**values, "box": values["box"] and tuple(values["box"])}))
        return rows

    def append(self, rows: Iterable[Row]) -> None:
        lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        with self.path.open("ab") as file:
            file.write(lines.encode("utf-8"))
