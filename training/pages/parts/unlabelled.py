"""What stands without a label: asked by the questions of its concept alone."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.fields import Field


def tell_plain(draft: Draft, field: Field, value: str, place: list[int]) -> None:
    """Note what has no label by the questions of its concept."""
    draft.ask_in({language: each.questions for language, each in field.wordings.items()}, value, place)
