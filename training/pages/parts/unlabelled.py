"""What stands without a label: asked by the questions of its concept alone."""

from __future__ import annotations

from collections.abc import Mapping

from training.pages.draft import Draft
from training.pages.fields import Field, domains, parse


def concepts(name: str, table: str, others: Mapping[str, str]) -> dict[str, Field]:
    """Concepts by name, in the form of ``training.pages.fields``.

    Args:
        name: of their domain.
        table: the concepts.
        others: for some of them the concept ("travel.from") that has their words in more languages.
    """
    fields = {field.name: field for field in parse(name, table)}
    for own, key in others.items():
        domain, _, other = key.partition(".")
        borrowed = next(field for field in domains()[domain] if field.name == other)
        for language, wording in borrowed.wordings.items():
            fields[own].wordings.setdefault(language, wording)
    return fields


def tell_plain(draft: Draft, field: Field, value: str, place: list[int]) -> None:
    """Note what has no label by the questions of its concept."""
    draft.ask_in({language: each.questions for language, each in field.wordings.items()}, value, place)
