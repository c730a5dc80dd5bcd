"""What the default policy is trained on: questions about invented pages and about real images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.inputs import Inputs, Page
from cropvlm_tools.policies.grounded.choosing.shortlist import MOST_LINES
from cropvlm_tools.policies.grounded.question.parsing import normalise, parse_question
from cropvlm_tools.policies.grounded.question.words import WordVectors
from training import pages
from training.grounded.reward.readers import Floats, LadderReader, PrintedReader, Reader
from training.grounded.reward.readings import RUNGS, Readings
from training.tasks.grading import transcript_score
from training.tasks.task import Example, Task

_PART = 4  # characters from which a line that stands in an answer is a part of it
_ALIKE = 0.9  # edit similarity from which a line holds an answer
_OF_ANY = frozenset(
    {"button", "icon", "symbol", "sign", "box", "menu", "arrow", "the", "of", "a"}
)  # tell no symbol from others
_RULED_OUT = 0.05  # of the likeliest place's probability, the least that another one has


@dataclass(frozen=True)
class Case:
    """One question about one image."""

    id: str
    family: str
    """Kind of page, or name of the task: what is left out together."""

    inputs: Inputs
    extent: tuple[float, float]
    """Width and height of the image; the longer one is 1."""

    direction: str | None
    places: tuple[tuple[int, ...], ...]
    """Lines on which an answer stands, each place all of its lines; weak labels on real images."""

    parts: tuple[tuple[tuple[int, ...], ...], ...]
    """The places of each of two things asked for; empty where it is one."""

    absent: bool | None
    """Whether the answer is known to stand nowhere in the image; None where that is not known."""

    reader: Reader


def extent(size: Size) -> tuple[float, float]:
    return size[0] / max(size), size[1] / max(size)


def invented(seed: int, words: WordVectors, kind: str | None = None) -> list[Case]:
    """All questions about one invented page, as an OCR engine would have read it."""
    page = pages.invent(seed, kind)
    lines, sources = pages.misread(page, seed)
    if not lines or len(lines) > MOST_LINES:
        return []
    known = Page(lines, page.size, words)
    printed = np.array([line.box.xyxy for line in page.printed], np.float32)
    printed *= np.tile(extent(page.size), 2).astype(np.float32)
    heights = np.array([line.height for line in page.printed], np.float32)
    cases = []
    for number, question in enumerate(page.asked):
        used = sorted({line for place in question.places for line in place})
        index = {line: position for position, line in enumerate(used)}
        reader = PrintedReader(
            lines=printed[used],
            heights=heights[used],
            places=tuple(tuple(index[line] for line in place) for place in question.places),
            long_edge=max(page.size),
        )
        places = _read(sources, question.places)
        parts = tuple(_read(sources, part) for part in question.parts)
        if not all(parts):
            continue
        query = parse_question(question.question)
        cases.append(
            Case(
                id=f"{page.kind}-{seed}-{number}",
                family=page.kind,
                inputs=known.ask(question.question, query),
                extent=extent(page.size),
                direction=query.direction,
                places=places,
                parts=parts,
                absent=not question.places,
                reader=reader,
            )
        )
    return cases


def _read(sources: Sequence[int], places: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """The lines read of each place, those of which any was."""
    read = (tuple(line for line, source in enumerate(sources) if source in place) for place in places)
    return tuple(place for place in read if place)


@dataclass(frozen=True)
class Fields:
    """What the fields of real questions ask for, where that is not text."""

    seen: frozenset[str] = frozenset()
    """Things, colours: to a reader of text and symbols they have no place."""

    symbols: frozenset[str] = frozenset()
    """Symbols, which the answers name."""


def real(task: Task, readings: Readings, words: WordVectors, fields: Fields = Fields()) -> Iterator[Case]:
    """The questions of a task whose answers are written in the image, or stand nowhere; its boxes are not looked at.

    Lines are those of a first look, with the picture's symbols: the few that a closer one is for do not teach it.
    """
    by_image: dict[object, list[Example]] = {}
    for example in task.examples:
        if teaches(example, fields):
            by_image.setdefault(example.image, []).append(example)
    for examples in by_image.values():
        path = examples[0].image
        size, lines = readings.size_and_seen(path)
        if not lines or len(lines) > MOST_LINES:
            continue
        known = Page(lines, size, words)
        units = np.tile(extent(size), 2).astype(np.float32)
        rungs = {}
        for edge in RUNGS:
            lines_there = readings.rung(path, edge)
            boxes = np.array([line.box.xyxy for line in lines_there], np.float32).reshape(-1, 4) * units
            rungs[edge] = ([line.text for line in lines_there], boxes)
        texts = [line.text if line.origin != "symbol" else "" for line in lines]
        for example in examples:
            query = parse_question(example.question)
            inputs = known.ask(example.question, query)
            nowhere = example.no_place or example.field in fields.seen
            named = example.field in fields.symbols
            if named:
                places = symbol_places(lines, example.answers)
            else:
                places = answer_places(texts, () if nowhere else example.written)
            yield Case(
                id=f"{task.name}-{example.id}",
                family=task.name,
                inputs=inputs,
                extent=extent(size),
                direction=query.direction,
                places=places,
                parts=(),
                absent=True if nowhere else None,
                reader=_drawn(inputs, places, size)
                if named
                else LadderReader(rungs, example.written, _boxes(inputs, places)),
            )


def teaches(example: Example, fields: Fields = Fields()) -> bool:
    """Whether a question about a real image may train, and says where to look or that nowhere is."""
    if not example.may_train or example.all_boxes:
        return False
    return example.no_place or example.field in fields.seen or bool(example.written)


def answer_places(texts: Sequence[str], answers: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Weak labels: each line that holds an answer whole, else the lines that each hold a part of one."""
    whole = [(line,) for line, text in enumerate(texts) if transcript_score(text, answers) == 1.0]
    if whole:
        return tuple(whole)
    near = [(line,) for line, text in enumerate(texts) if _like(text, answers)]
    if near:
        return tuple(near)
    places = []
    for answer in answers:
        parts = tuple(line for line, text in enumerate(texts) if _part(text, answer))
        said = sum(len(normalise(texts[line]).replace(" ", "")) for line in parts)
        if parts and said >= 0.5 * len(normalise(answer).replace(" ", "")):
            places.append(parts)
    return tuple(dict.fromkeys(places))


def symbol_places(lines: Sequence[Line], answers: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Weak labels: the symbols whose words are said most in an answer ("search button": "search magnifier")."""
    said = [set(normalise(answer).split()) - _OF_ANY for answer in answers]
    shared = [
        max((len(said_by & set(line.text.split())) for said_by in said), default=0) if line.origin == "symbol" else 0
        for line in lines
    ]
    most = max(shared, default=0)
    return tuple((place,) for place, count in enumerate(shared) if count == most > 0)


def _drawn(inputs: Inputs, places: tuple[tuple[int, ...], ...], size: Size) -> PrintedReader:
    """A symbol is made out as well as letters of its height are."""
    used = sorted({line for place in places for line in place})
    index = {line: position for position, line in enumerate(used)}
    return PrintedReader(
        lines=inputs.boxes[used],
        heights=inputs.heights[used],
        places=tuple(tuple(index[line] for line in place) for place in places),
        long_edge=max(size),
    )


def _like(text: str, answers: Sequence[str]) -> bool:
    long = [answer for answer in answers if len(normalise(answer)) > 2 * _PART]
    return len(normalise(text)) > 2 * _PART and transcript_score(text, long) >= _ALIKE


def _part(text: str, answer: str) -> bool:
    return len(normalise(text).replace(" ", "")) >= _PART and transcript_score(answer, [text]) >= _ALIKE


def _boxes(inputs: Inputs, places: Sequence[Sequence[int]]) -> Floats:
    """(k, 4) around each place."""
    around = [
        [*inputs.boxes[list(place), :2].min(axis=0), *inputs.boxes[list(place), 2:].max(axis=0)] for place in places
    ]
    return np.array(around, np.float32).reshape(-1, 4)


def meant(answer: Floats, places: Sequence[Sequence[int]]) -> Floats:
    """(k,) how likely each of several places where an answer stands is the one that is meant; none is ruled out.

    Args:
        answer: (n,) probabilities of the lines, of a network that has not seen the family.
        places: lines of each place; weak labels name every line that holds the answer's text.
    """
    weights = np.array([answer[list(place)].max() for place in places], np.float32)
    weights = np.maximum(weights, _RULED_OUT * weights.max(initial=0.0)) + 1e-9
    return np.asarray(weights / weights.sum(), np.float32)
