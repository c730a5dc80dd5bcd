"""Rows, what an evaluation leaves behind: one for each question and policy, kept as they come so that a run resumes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

Key = tuple[str, str, str]
"""(task, id of the question, policy)"""


@dataclass(frozen=True)
class Row:
    """What came of one question with one policy. Scores lie in [0, 1] and are 1.0 exactly where the answer is right."""

    task: str
    id: str
    image: str
    """Relative to the task's folder."""

    split: str
    field: str
    counting: bool
    policy: str
    box: tuple[float, float, float, float] | None
    """Relative xyxy of the crop; None where the policy abstained."""

    area: float
    """Of the crop, as a share of the image; 1.0 after an abstention, since then the whole is all that is shown."""

    recall: bool | None
    """An accepted box at least 90 % inside the crop. After an abstention: the first reader finds the answer in the
    whole at this resolution. None where no place of the evidence is known, and for counting questions."""

    confidence: float
    reason: str
    seconds: float
    """The policy took."""

    cold: bool
    """Nothing about this image was remembered from another question or policy."""

    whole: dict[str, float]
    """Reader -> score of what it reads in the whole alone; empty where no answer is written in the image."""

    crop: dict[str, float]
    """Reader -> score of what it reads in the crop alone; empty after an abstention too."""

    @property
    def key(self) -> Key:
        return self.task, self.id, self.policy

    def score(self, reader: str) -> float:
        """Of what is shown: the whole, and the crop where there is one; the better of the two."""
        return max(self.whole[reader], self.crop.get(reader, 0.0))

    def outcome(self, reader: str) -> str:
        """``"abstained"``, or what the crop alone did against the whole alone: helped, hurt, unchanged."""
        if self.box is None:
            return "abstained"
        if reader not in self.whole:
            return "not read"
        before, after = self.whole[reader] == 1.0, self.crop[reader] == 1.0
        return "unchanged" if before == after else "helped" if after else "hurt"


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
