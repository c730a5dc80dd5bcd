"""Eyes for things beside the text: what they see is shown where the words of the question are not on the picture.

Things are decided outside of the networks. These were trained on lines of text and symbols; a thing is no line of
text, its box would be a heading half a picture high, and each one handed to them would move what they make of all other
lines and make their confidence worth nothing. So the text decides first, and things only stand in for it:

- Where words of the question were read and tell a place ("Umbrella 12.50": "the price of the umbrella"), or a symbol
  of that name is shown, that stays, and no eyes are asked.
- A thing counts where the question names it: the last word of its name stands there ("traffic light": "the light").
- What was read inside such a thing stays too where the question asks for a value ("What number is on the bus?").
- Everything else, an abstention, a failure or text that has nothing of the question's words, makes way for the things.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from itertools import islice

from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.things import MOST_REGIONS, Eyes, Thing, around, legible_edge, regions_of
from cropvlm_tools.policies.grounded.question.parsing import parse_question
from cropvlm_tools.policies.grounded.question.tokens import tokens
from cropvlm_tools.policies.grounded.question.wording import STOPWORDS
from cropvlm_tools.policy import Prediction

_log = logging.getLogger(__name__)

_MOST_THINGS = 1000  # looked at, of one pair of eyes
_LONGEST_QUESTION = 2000  # characters read, as of ``parse_question``
_INSIDE = 0.8  # of what was read, inside a thing
_SHOWN = 0.5  # of a symbol, inside a region


def look(eyes: Iterable[Eyes], image: Image.Image, question: str) -> list[Thing]:
    """What several eyes see on an upright RGB image; those that fail see nothing, which is logged."""
    seen: list[Thing] = []
    for each in eyes:
        try:
            found = list(islice(each(image, question), _MOST_THINGS))
            wrong = sorted({type(thing).__name__ for thing in found if not isinstance(thing, Thing)})
            if wrong:
                raise TypeError(f"Eyes gave {', '.join(wrong)}, and no Thing.")
        except MemoryError:
            raise
        except Exception as error:  # of anybody's model
            _log.warning("%s could not look: %r", type(each).__name__, error)
            continue
        seen += found
    return seen


def named(things: Sequence[Thing], question: str) -> list[tuple[Thing, float]]:
    """Things that a question names, each with the share of its name's words that stand there, in the question's order.

    Of several that the same words name, the one with most words and then the highest score; at most ``MOST_REGIONS``.
    """
    asked = _words(question[:_LONGEST_QUESTION])
    rated: list[tuple[int, float, Thing, set[str]]] = []
    for thing in things:
        name = _words(thing.name)
        told = set(name) & set(asked)
        if name and name[-1] in told:
            rated.append((len(told), thing.score, thing, told))
    chosen: list[tuple[int, Thing, float]] = []
    explained: set[str] = set()
    for count, _, thing, told in sorted(rated, key=lambda one: one[:2], reverse=True):
        if not told & explained:
            chosen.append((min(map(asked.index, told)), thing, count / len(set(_words(thing.name)))))
            explained |= told
    chosen.sort(key=lambda one: one[0])
    return [(thing, share) for _, thing, share in chosen[:MOST_REGIONS]]


def shows_symbol(regions: Sequence[Box], lines: Sequence[Line], question: str) -> bool:
    """Whether a symbol lies in one of the regions whose name shares a word with the question."""
    asked = set(_words(question[:_LONGEST_QUESTION]))
    return any(
        line.origin == "symbol"
        and not asked.isdisjoint(_words(line.text))
        and any(region.coverage(line.box) >= _SHOWN for region in regions)
        for line in lines
    )


def with_things(text: Prediction, things: Sequence[Thing], question: str, size: Size) -> Prediction:
    """The prediction from text and symbols, or what shows the things that the question names.

    Its ``confidence`` is the score that the eyes gave, of several things the least, times the share of the name's words
    that the question holds: as calibrated as the eyes are.

    Args:
        text: of which no word of the question tells the place.
        things: seen on the image.
        question: what is asked.
        size: (width, height) of the image in pixels.
    """
    meant = named(things, question)
    shown = [thing for thing, _ in meant]
    regions = regions_of(shown, size)
    if not regions or (text.regions and _is_value(question) and _holds(shown, text, size)):
        return text
    sure = min(thing.score * share for thing, share in meant)
    reason = f"Seen: {', '.join(thing.name for thing in shown)}."
    return Prediction(regions[0], sure, reason, legible_edge(shown, size), regions)


def _is_value(question: str) -> bool:
    query = parse_question(question)
    return query.kind is not None or bool(query.quoted or query.labels)


def _holds(things: Sequence[Thing], text: Prediction, size: Size) -> bool:
    """Whether all that was read lies in one of the things."""
    rooms = [around(thing.box, size) for thing in things]
    return all(any(room.coverage(region) >= _INSIDE for room in rooms) for region in text.regions)


def _words(text: str) -> list[str]:
    """Those that bear meaning, in whichever number they stand: "cars", "buses", "horses"."""
    return [_stem(word) for word in tokens(text) if word not in STOPWORDS]


def _stem(word: str) -> str:
    if len(word) <= 2:
        return word
    return (word if word.endswith(("ss", "us")) else word.removesuffix("s")).removesuffix("e")
