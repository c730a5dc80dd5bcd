"""How a short answer is graded, in [0, 1]: ANLS, VQA accuracy, and which of the two a set of answers calls for."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

ANLS_THRESHOLD = 0.5  # https://arxiv.org/abs/1907.00490, at least so similar or 0
_ANNOTATORS = 10


def anls(answer: str, accepted: Sequence[str]) -> float:
    """The best of 1 - edit distance / length over the accepted answers, 0 below one half; case and spacing are free."""
    said = _plain(answer)
    scores = [Levenshtein.normalized_similarity(said, _plain(right)) for right in accepted]
    best = max(scores, default=0.0)
    return best if best >= ANLS_THRESHOLD else 0.0


def vqa_accuracy(answer: str, accepted: Sequence[str]) -> float:
    """min(1, agreeing annotators / 3), averaged over leaving each annotator out (https://visualqa.org/evaluation.html).

    Case, spacing and a final full stop are free; the official lists of contractions and articles are not applied.
    """
    said = _plain(answer).rstrip(".")
    agree = [_plain(right).rstrip(".") == said for right in accepted]
    if not agree:
        return 0.0
    total = sum(agree)
    return sum(min(1.0, (total - one) / 3) for one in agree) / len(agree)


def grade_answer(answer: str, accepted: Sequence[str]) -> float:
    """VQA accuracy where ten people answered (TextVQA), ANLS otherwise."""
    return (vqa_accuracy if len(accepted) == _ANNOTATORS else anls)(answer, accepted)


def main_answer(accepted: Sequence[str]) -> str:
    """The answer given most often, the first of those; what a likelihood is taken of."""
    counts: dict[str, int] = {}
    for answer in accepted:
        counts[_plain(answer)] = counts.get(_plain(answer), 0) + 1
    return max(accepted, key=lambda answer: counts[_plain(answer)])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
