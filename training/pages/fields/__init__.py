"""What documents say of things: concepts, each with the labels it is printed under and the ways it is asked for.

The tables are text, one concept a block::

    = name~group value            a value specification of training.pages.values; two concepts of one group
                                  never stand on one page (they could be mistaken for each other)
    en label; label | question; question | values
    de label | question

The last column replaces the value in that language; a second line of a language goes on with the first. Every
concept has English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

LANGUAGES = ("en", "de", "fr", "es")
"""Of the tables here and of the fixed words of layouts; ``training.pages.tongues`` has the others."""


@dataclass(frozen=True)
class Wording:
    labels: tuple[str, ...]
    questions: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Field:
    name: str
    group: str
    domain: str
    wordings: dict[str, Wording]

    def wording(self, language: str) -> Wording:
        """In that language, or in English."""
        return self.wordings.get(language) or self.wordings["en"]


def parse(domain: str, table: str) -> tuple[Field, ...]:
    """The concepts of one table.

    Raises:
        ValueError: a line is not of the form above.
    """
    fields: list[Field] = []
    value = ""
    for number, line in enumerate(table.strip().splitlines(), start=1):
        if not line.strip():
            continue
        head, _, rest = line.strip().partition(" ")
        if head == "=":
            name, _, value = rest.partition(" ")
            name, _, group = name.partition("~")
            fields.append(Field(name, group or f"{domain}.{name}", domain, {}))
        elif head in LANGUAGES and fields:
            columns = [column.strip() for column in rest.split("|")]
            labels = tuple(part.strip() for part in columns[0].split(";") if part.strip())
            questions = tuple(part.strip() for part in columns[1].split(";")) if len(columns) > 1 and columns[1] else ()
            said = fields[-1].wordings.get(head) or Wording((), (), columns[2] if len(columns) > 2 else value)
            fields[-1].wordings[head] = Wording(said.labels + labels, said.questions + questions, said.value)
        else:
            raise ValueError(f"{domain}, line {number} is neither a concept nor a wording: {line!r}")
    return tuple(fields)


@cache
def domains() -> dict[str, tuple[Field, ...]]:
    """All concepts by domain."""
    from training.pages.fields import agreements, business, journeys, nature, people, things

    tables: dict[str, str] = {}
    for module in (agreements, business, journeys, nature, people, things):
        tables |= module.TABLES
    parsed = {domain: parse(domain, table) for domain, table in tables.items()}
    _extend({f"{domain}.{field.name}": field for domain, read in parsed.items() for field in read})
    return parsed


def _extend(fields: dict[str, Field]) -> None:
    """Put the other languages' words, and more ways to ask in English, into the concepts by ``domain.name``."""
    from training.pages.fields.paraphrases import paraphrases
    from training.pages.tongues import MODULES, tongue

    for name, more in paraphrases().items():
        english = fields[name].wordings["en"]
        fields[name].wordings["en"] = Wording(english.labels, english.questions + more, english.value)
    for language in MODULES:
        for name, said in tongue(language).concepts.items():
            value = said.value or fields[name].wordings["en"].value
            fields[name].wordings[language] = Wording(said.labels, said.questions, value)


def fields_of(domain: str, language: str) -> tuple[Field, ...]:
    """The concepts of a domain that have labels in that language."""
    return _of(domain, language)


@cache
def _of(domain: str, language: str) -> tuple[Field, ...]:
    return tuple(field for field in domains()[domain] if language in field.wordings)
