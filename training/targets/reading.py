"""What a target said, and how its answer ended."""

from __future__ import annotations

from dataclasses import dataclass

ANSWERED, TRUNCATED, REFUSED = "answered", "truncated", "refused"
"""How an answer ended: as it should, at the limit of tokens, not at all."""


@dataclass(frozen=True)
class Reading:
    """What a target made of what it was shown."""

    texts: tuple[str, ...]
    """One answer; of a reader of transcripts one for each view."""

    status: str = ANSWERED
    """``ANSWERED``, ``TRUNCATED`` or ``REFUSED``."""

    seconds: float | None = None
    """It took; None where it was known already."""
