"""What a question asks for: the words that name the place, the kind of value, and on which side of them it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cropvlm_tools.policies.grounded.question.wording import (
    ALONG,
    AXES,
    COMPARED,
    DIRECTIONS,
    FIELDS,
    OUTERMOST,
    SETTING,
    STOPWORDS,
    VALUE_CUES,
)

_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{1,120})[\"”“»]|(?<!\w)['‘]([^'’]{2,120})['’](?!\w)")
_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST_QUESTION = 2000  # characters read
_MOST_WORDS = 40

SIDES = tuple(OUTERMOST)


@dataclass(frozen=True)
class Position:
    """What a question says about where the answer stands."""

    side: str | None = None
    """Of ``SIDES``: the outermost line on that side is asked for."""

    axis: str | None = None
    """``"vertical"`` or ``"horizontal"``: one of the labels along that axis is asked for."""

    @property
    def features(self) -> list[float]:
        """Six numbers: which side, which axis."""
        return [*(float(self.side == side) for side in SIDES), *(float(self.axis == axis) for axis in AXES)]


@dataclass(frozen=True)
class Query:
    """A question, taken apart. All text is normalised (``normalise``)."""

    quoted: tuple[str, ...]
    """Phrases in quotation marks: the text to look for, to the letter."""

    labels: tuple[str, ...]
    """What documents call the fields that the question names."""

    phrases: tuple[str, ...]
    """Two to four words of meaning that stand together in the question ("gross amount")."""

    words: tuple[str, ...]
    """The other words that bear meaning, those about the picture itself left out."""

    kind: str | None
    """Kind of value asked for: a name of ``wording.VALUE_CUES``, or None."""

    direction: str | None
    """Side of the named text on which the answer stands, or None."""

    position: Position
    """Where in the picture."""

    compared: bool
    """Which of several labels it is, only comparing sizes or colours tells."""


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """Lower case without accents; every run of anything but letters and digits becomes one space."""
    # twice: folding may leave what can be decomposed, and decomposing what can be folded (Unicode 3.13, D146)
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_WORD.sub(" ", "".join(char for char in text if not unicodedata.combining(char))).strip()


@lru_cache(maxsize=4096)
def parse_question(question: str) -> Query:
    """Take a question in English, German, French or Spanish apart; an empty or senseless one asks for nothing."""
    question = question[:_LONGEST_QUESTION]
    phrases = [normalise(double or single) for double, single in _QUOTED.findall(question)]
    quoted = tuple(phrase for phrase in phrases if phrase)
    text = normalise(_QUOTED.sub(" ", question))
    direction = _direction(text) if quoted else None
    asked, position = _fields(text), _position(text)
    tokens = [word if _bears_meaning(word) else "" for word in text.split()][:_MOST_WORDS]
    return Query(
        quoted=quoted,
        labels=tuple(dict.fromkeys(label for field in asked for label in FIELDS[field][1])),
        phrases=() if direction else _phrases(tokens),
        words=() if direction else tuple(dict.fromkeys(filter(None, tokens))),
        kind=None if direction else _kind(text),
        direction=direction,
        position=position,
        compared=position == Position() and any(_holds(text, cue) for cue in COMPARED),
    )


def _bears_meaning(word: str) -> bool:
    return word not in STOPWORDS and word not in SETTING and (len(word) > 1 or word.isdigit())


def _phrases(tokens: list[str]) -> tuple[str, ...]:
    """Runs of two to four tokens without an empty one among them."""
    runs = (tokens[start : start + length] for length in (2, 3, 4) for start in range(len(tokens) - length + 1))
    return tuple(dict.fromkeys(" ".join(run) for run in runs if all(run)))


def _fields(text: str) -> list[str]:
    """Fields the question names; a name inside a longer one that stands there too ("date" in "due date") is not one."""
    named = [(field, normalise(name)) for field, (names, _) in FIELDS.items() for name in names]
    named = [(field, name) for field, name in named if _holds(text, name)]
    return list(
        dict.fromkeys(
            field
            for field, name in named
            if not any(name != other and _holds(other, name) for other_field, other in named if other_field != field)
        )
    )


def _direction(text: str) -> str | None:
    named = [
        (len(phrase), direction)
        for direction, phrases in DIRECTIONS.items()
        for phrase in phrases
        if _holds(text, normalise(phrase))
    ]
    return max(named)[1] if named else None


def _position(text: str) -> Position:
    """Along an axis "the highest" is a place and not a value."""
    axis = _named(text, AXES)
    side = _named(text, OUTERMOST)
    return Position(_named(text, ALONG[axis]) if side is None and axis is not None else side, axis)


def _named(text: str, phrases: Mapping[str, Sequence[str]]) -> str | None:
    """The first key one of whose phrases the text holds."""
    return next((name for name, cues in phrases.items() if any(_holds(text, cue) for cue in cues)), None)


def _kind(text: str) -> str | None:
    for kind, cues in VALUE_CUES:
        if any(_holds(text, normalise(cue)) for cue in cues):
            return kind
    return None


def _holds(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "
