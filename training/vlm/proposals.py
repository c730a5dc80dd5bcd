"""What a policy has proposed so far, on disk: a run that was cut off goes on, and shards come together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from glob import escape
from pathlib import Path
from typing import Any

from cropvlm_tools.boxes import Box
from training.recipe import RecipeError
from training.storage import JsonLines


@dataclass(frozen=True)
class Proposal:
    """What came of one question."""

    id: str
    box: tuple[float, float, float, float] | None
    """Relative xyxy, not enlarged."""

    abstained: bool
    reason: str
    """Of an abstention or a failure."""

    @property
    def failed(self) -> bool:
        return self.box is None and not self.abstained


class ProposalFile:
    """What was proposed, line by line as it comes; the first line says by what, so that two runs never mix.

    A later line about the same question counts.

    Args:
        seeds: their file, beside which this one lies.
        settings: what proposals depend on.
        shard: whose file this is, ``"1/8"``.
    """

    def __init__(self, seeds: Path, settings: Mapping[str, object], shard: str = "") -> None:
        self._seeds, self.settings, self._begun = seeds, dict(settings), False
        part = f"-{shard.replace('/', '-of-')}" if shard else ""
        self.lines = JsonLines(seeds.with_name(f"{seeds.name}.proposals{part}.jsonl"))

    def read(self) -> dict[str, Proposal]:
        """By id, from this file and those of shards beside it.

        Raises:
            RecipeError: the file is of another run.
            StorageError: a line is damaged.
        """
        known: dict[str, Proposal] = {}
        for path in sorted(self._seeds.parent.glob(f"{escape(self._seeds.name)}.proposals*.jsonl")):
            known |= self._read(JsonLines(path))
        return known

    def _read(self, lines: JsonLines) -> dict[str, Proposal]:
        kept = lines.read_as(_kept)
        self._begun = self._begun or (bool(kept) and lines.path == self.lines.path)
        settings, *proposals = kept or [self.settings]
        if settings != self.settings:
            before = settings if isinstance(settings, dict) else {}
            changed = [name for name in self.settings if before.get(name) != self.settings[name]]
            changed = ["data" if name == "task" else name for name in changed]
            raise RecipeError(
                f"{lines.path.name} is of a run with other {', '.join(changed)}. Give another --out, or remove it."
            )
        return {proposal.id: proposal for proposal in proposals if isinstance(proposal, Proposal)}

    def append(self, proposal: Proposal) -> None:
        self.lines.append([asdict(proposal)] if self._begun else [self.settings, asdict(proposal)])
        self._begun = True


def _kept(line: dict[str, Any]) -> Proposal | dict[str, Any]:
    """A proposal, or the settings that stand in the first line."""
    if "policy" in line:
        return line
    box = None if line["box"] is None else Box(*line["box"]).xyxy
    return Proposal(str(line["id"]), box, bool(line["abstained"]), str(line["reason"]))
