"""Languages besides the four of ``training.pages.fields``: a module each, with all that a page in it needs.

``CONCEPTS`` holds a line for each concept that it can name: key of ``CONCEPTS`` below, labels, questions, and values
where the concept's own are words (``one:…``)::

    total | Totale; Importo totale | Quanto si è pagato in tutto?

A second line of a concept, purpose or list goes on with the first.

``WORDINGS`` holds the questions by the purposes of ``training.pages.wordings``, and the frames ``label``, ``beside``,
``whereabouts``, ``wrap`` and ``both`` of ``training.pages.questions``. ``NO_PLACE`` holds templates of questions that
ask for no place, one a line, with the lines ``{topic}``, ``{tongue}`` and ``{manner}`` for their slots. ``WORDS`` holds
lists and patterns for values (``training.pages.values`` reads them), and after ``=`` what the fixed English words of
layouts are called.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from training.pages.tongues.concepts import CONCEPTS

MODULES = {
    "it": "italian", "pt": "portuguese", "nl": "dutch", "pl": "polish", "sv": "swedish", "cs": "czech",
    "tr": "turkish", "vi": "vietnamese", "id": "indonesian", "ru": "russian", "el": "greek", "zh": "chinese",
    "ja": "japanese", "ko": "korean", "ar": "arabic", "fa": "persian", "hi": "hindi", "th": "thai",
}  # fmt: skip
UNSPACED = ("zh", "ja", "th")
"""Written without spaces between words."""

LEFTWARD = ("ar", "fa")
"""Written from right to left."""


@dataclass(frozen=True)
class Said:
    """What a concept is called in one language."""

    labels: tuple[str, ...]
    questions: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Tongue:
    """One language."""

    concepts: dict[str, Said]
    """By ``domain.name``."""

    wordings: dict[str, tuple[str, ...]]
    no_place: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]
    """Of ``no_place``."""

    words: dict[str, tuple[str, ...]]
    glossary: dict[str, str]
    """From the English words of layouts, in small letters."""


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@cache
def tongue(language: str) -> Tongue:
    """All that is known of a language of ``MODULES``.

    Raises:
        ValueError: a line of its tables is not of the form above.
    """
    module = import_module(f"{__name__}.{MODULES[language]}")
    concepts: dict[str, Said] = {}
    for line in module.CONCEPTS.strip().splitlines():
        key, *columns = (column.strip() for column in line.split("|"))
        if key not in CONCEPTS or len(columns) not in (2, 3):
            raise ValueError(f"{module.__name__} has a line that names no concept: {line!r}")
        for name in CONCEPTS[key].split():
            before = concepts.get(name, Said((), (), columns[2] if len(columns) == 3 else ""))
            labels, questions = before.labels + _parts(columns[0]), before.questions + _parts(columns[1])
            concepts[name] = Said(labels, questions, before.value)
    wordings: dict[str, tuple[str, ...]] = {}
    for line in module.WORDINGS.strip().splitlines():
        purpose, _, rest = line.partition(" ")
        wordings[purpose] = wordings.get(purpose, ()) + _parts(rest)
    templates, slots = read_no_place(module.NO_PLACE)
    lists: dict[str, tuple[str, ...]] = {}
    glossary: dict[str, str] = {}
    for line in module.WORDS.strip().splitlines():
        name, _, rest = line.partition(" ")
        if name == "=":
            for pair in _parts(rest):
                english, _, own = pair.partition("=")
                glossary[english.strip().lower()] = own.strip()
        else:
            lists[name] = lists.get(name, ()) + _parts(rest)
    return Tongue(concepts, wordings, templates, slots, lists, glossary)


def read_no_place(table: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Templates, and what may fill each of their slots."""
    templates: list[str] = []
    slots: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        if line.startswith("="):
            name, _, rest = line[1:].strip().partition(" ")
            slots[name] = slots.get(name, ()) + _parts(rest)
        else:
            templates += _parts(line)
    return tuple(templates), slots
