"""Was the evidence in the crop, was the answer read, and how far can the difference be trusted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cropvlm_tools.boxes import Box
from training.tasks.evalai import normalise_answer

EVIDENCE_SHARE = 0.9  # of an accepted box's area that must lie inside the crop
SHORT_ANSWER = 5  # characters; up to here an answer must be a word of its own, or "2" would be found in any number
ANLS_THRESHOLD = 0.5  # https://arxiv.org/abs/1907.00490, at least so similar or 0
_ANNOTATORS = 10
_RELAXED = 0.05  # of the right number, https://arxiv.org/abs/2203.10244, 5.1

# "B", "(B)", "B. red"; then anywhere: "(B)", "the answer is B"
_LETTERS = (
    re.compile(r"^\W*([A-Ha-h])(?:\W*$|[).:])"),
    re.compile(r"(?:\(|(?i:answer|option|choice)(?: is)?:? )([A-H]\b|[a-h](?=\W*$))"),
)
_SPACED_DECIMALS = re.compile(r"\d+[.,]\s+\d\d\b")  # how OCR breaks an amount: "39, 90"


def evidence_inside(crop: Box, accepted: Iterable[Box]) -> bool:
    """Whether at least 90 % of the area of an accepted box lies inside the crop."""
    return any(crop.coverage(box) >= EVIDENCE_SHARE - 1e-9 for box in accepted)


def best_window(questions: Iterable[Sequence[Box]], share: float = 0.5, steps: int = 101) -> Box | None:
    """The one window that holds the evidence of most questions: an upper bound for any window fixed beforehand.

    Args:
        questions: the accepted boxes of each; those without any do not count.
        share: edge of the window as a share of the image's; 0.5 is a quarter of its area.
        steps: places tried along each edge.

    Returns:
        None where no question has a box.
    """
    starts = np.linspace(0, 1 - share, steps)
    held = np.zeros((steps, steps), int)  # (y, x): questions whose evidence is inside
    counted = 0
    for boxes in questions:
        inside = np.zeros((steps, steps), bool)
        for box in boxes:
            wide = np.clip(np.minimum(starts + share, box.x2) - np.maximum(starts, box.x1), 0, None)
            high = np.clip(np.minimum(starts + share, box.y2) - np.maximum(starts, box.y1), 0, None)
            inside |= np.outer(high, wide) >= (EVIDENCE_SHARE - 1e-9) * box.area
        held += inside
        counted += bool(boxes)
    if not counted:
        return None
    y, x = np.unravel_index(held.argmax(), held.shape)
    left, top = float(starts[x]), float(starts[y])
    return Box.clipped(left, top, left + share, top + share)


def normalise(text: str) -> str:
    """Letters and digits only, NFKC, case folded: case, spacing and punctuation do not count."""
    return "".join(_words(text))


def transcript_score(transcript: str, answers: Iterable[str]) -> float:
    """How much of the best answer stands in a transcript, in [0, 1]; 1.0 exactly where one stands there whole.

    Both sides are normalised. An answer of more than five characters may stand anywhere, also inside a longer word
    and across spaces; below 1.0 its score is the best edit similarity to any part of the transcript. A shorter one
    must be a word of its own, where a change between letters and digits ends a word too ("8.20" is found in
    "RM 8.20", "RM8.20" and "RM 8, 20", "2" neither in "12" nor in "2.50"); letters may be spaced out ("U. S. A.").
    """
    keys = {key for key in map(normalise, answers) if key}
    joined = normalise(transcript)
    words = set(_short_words(transcript)) if any(len(key) <= SHORT_ANSWER for key in keys) else set()
    best = 0.0
    for key in keys:
        if len(key) <= SHORT_ANSWER:
            score = max((fuzz.ratio(key, word) for word in words), default=0.0)
        elif key in joined:
            score = 100.0
        elif len(joined) >= len(key):
            score = fuzz.partial_ratio(key, joined)
        else:
            score = fuzz.ratio(key, joined)
        best = max(best, score)
    return best / 100


def best_line(transcript: str, answers: Iterable[str]) -> str:
    """The line of a transcript that is most like an answer, the first of those; empty where there is none."""
    keys = [key for key in map(normalise, answers) if key]
    best, found = -1.0, ""
    for line in filter(normalise, transcript.split("\n")):
        plain = normalise(line)
        alike = [(fuzz.partial_ratio if len(plain) >= len(key) else fuzz.ratio)(key, plain) for key in keys]
        if max(alike, default=0.0) > best:
            best, found = max(alike, default=0.0), line
    return found


def anls(answer: str, accepted: Sequence[str]) -> float:
    """The best of 1 - edit distance / length over the accepted answers, 0 below one half (arXiv 1907.00490).

    Case and spacing are free; the length is that of the longer text as it stands, as in the official scripts.
    """
    said = _spaced(answer)
    best = 0.0
    for right in accepted:
        longest = max(len(right), len(answer))
        best = max(best, 1 - Levenshtein.distance(said, _spaced(right)) / longest if longest else 1.0)
    return best if best >= ANLS_THRESHOLD else 0.0


def vqa_accuracy(answer: str, accepted: Sequence[str]) -> float:
    """min(1, agreeing annotators / 3), averaged over leaving each annotator out (https://visualqa.org/evaluation.html).

    Both sides are normalised as the official server does it (``training.tasks.evalai``).
    """
    said = normalise_answer(answer)
    agree = [normalise_answer(right) == said for right in accepted]
    if not agree:
        return 0.0
    total = sum(agree)
    return sum(min(1.0, (total - one) / 3) for one in agree) / len(agree)


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1.0 where an accepted answer was given; case, spacing and a final full stop are free."""
    said = _plain(answer).rstrip(".")
    return float(any(_plain(right).rstrip(".") == said for right in accepted))


def relaxed_accuracy(answer: str, accepted: Sequence[str]) -> float:
    """1.0 where a number is within 5 % of an accepted one, or a text equal but for case (ChartQA, arXiv 2203.10244)."""
    return float(any(_relaxed(answer, right) for right in accepted))


def _relaxed(answer: str, right: str) -> bool:
    said, number = _number(answer), _number(right)
    if said is not None and number:
        return abs(said - number) / abs(number) <= _RELAXED
    return answer.lower() == right.lower()


def _number(text: str) -> float | None:
    try:
        return float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def grade_answer(answer: str, accepted: Sequence[str]) -> float:
    """VQA accuracy where ten people answered (TextVQA), ANLS otherwise."""
    return (vqa_accuracy if len(accepted) == _ANNOTATORS else anls)(answer, accepted)


def choice_accuracy(answer: str, options: Sequence[str], right: int) -> float:
    """1.0 where what was said names the right option and no other: by its text, by its letter, or by both.

    Args:
        answer: ``"B"``, ``"(B)"``, ``"B. red"``, ``"The answer is B."``, ``"red"``, ``"It is red."``.
        options: A first.
        right: index of the right one.
    """
    texts = [normalise(option) for option in options]
    said = normalise(answer)
    if said in texts:
        return float(texts.index(said) == right)
    letters = [letter for pattern in _LETTERS for letter in pattern.findall(answer)]
    if letters:
        named = {ord(letter.upper()) - ord("A") for letter in letters}
    else:
        named = {place for place, text in enumerate(texts) if text and text in said}
        inside = {place for place in named if any(texts[place] in texts[other] for other in named - {place})}
        named -= inside  # "red" is said by whoever says "dark red"
    return float(named == {right})


def main_answer(accepted: Sequence[str]) -> str:
    """The answer given most often, the first of those; what a likelihood is taken of."""
    counts: dict[str, int] = {}
    for answer in accepted:
        counts[_plain(answer)] = counts.get(_plain(answer), 0) + 1
    return max(accepted, key=lambda answer: counts[_plain(answer)])


def _spaced(text: str) -> str:
    return " ".join(text.strip().lower().split())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Interval:
    """A mean and where it lies with the stated confidence; no bounds where there was only one cluster."""

    mean: float
    low: float | None
    high: float | None


def bootstrap(
    values: Sequence[float],
    clusters: Sequence[str],
    resamples: int = 2000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Interval:
    """Percentile bootstrap of a mean over whole clusters (Davison & Hinkley 1997, 2.4 and 3.8).

    Questions of one image share its difficulty, so images are drawn, not questions. Paired: give the differences of
    two policies on the same questions.

    Args:
        values: one for each question.
        clusters: the image of each question.

    Raises:
        ValueError: no values, or not one cluster for each.
    """
    if not len(values) or len(values) != len(clusters):
        raise ValueError(f"{len(values)} values and {len(clusters)} clusters: at least one is needed, as many of each.")
    data = np.asarray(values, float)
    _, member = np.unique(np.asarray(clusters), return_inverse=True)
    sums, counts = np.bincount(member, data), np.bincount(member)  # (clusters,)
    if len(sums) < 2:
        return Interval(float(data.mean()), None, None)
    drawn = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), resamples)
    means = (drawn @ sums) / (drawn @ counts)  # (resamples,)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(data.mean()), float(low), float(high))


def _words(text: str) -> Iterator[str]:
    for word in unicodedata.normalize("NFKC", text).casefold().split():
        if kept := "".join(filter(str.isalnum, word)):
            yield kept


def _short_words(text: str) -> Iterator[str]:
    words = list(_words(text))
    amounts = [normalise(amount) for amount in _SPACED_DECIMALS.findall(text)]
    for word in (*words, *amounts):
        yield from _runs(re.findall(r"\d+|\D+", word))
    yield from (run for run in _runs(words) if run.isalpha())


def _runs(pieces: Sequence[str]) -> Iterator[str]:
    """Neighbouring pieces put together, up to one character more than a short answer."""
    for start in range(len(pieces)):
        run = ""
        for piece in pieces[start:]:
            run += piece
            if len(run) > SHORT_ANSWER + 1:
                break
            yield run
