"""What things cost, as ratios from one run. A bench prints what it measures, and with ``--out`` writes it there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from training.storage import write_atomic


def report(lines: Iterable[str], out: Path | None, name: str) -> Path | None:
    """Print lines as they come; all of them are then in ``OUT/NAME``, which is returned."""
    printed = []
    for line in lines:
        print(line, flush=True)
        printed.append(f"{line}\n")
    if out is None:
        return None
    write_atomic(out / name, "".join(printed))
    return out / name
