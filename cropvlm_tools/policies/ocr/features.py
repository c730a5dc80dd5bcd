"""How likely each line is the one that answers the question: words, neighbours in reading direction, kinds of value.

Nothing here is trained: the weights were set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from cropvlm_tools.policies.ocr.lines import Line
from cropvlm_tools.policies.ocr.question import Query, normalise
from cropvlm_tools.policies.ocr.wording import COMPANY_FORMS, STREET_WORDS

Array = NDArray[np.float64]

_MONTH = r"(?:jan|feb|mar|m[aä]r|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|déc|ene|abr|ago|dic|f[eé]v|avr|juin|juil)[a-zéû]*"
_DATE = re.compile(
    rf"\d{{1,4}}\s?[./-]\s?(?:\d{{1,2}}|{_MONTH}|[ivx]+)\s?[./-]\s?\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?\.?\s?(?:de\s)?{_MONTH}\.?,?\s?(?:de\s)?\d{{2,4}}"
    rf"|{_MONTH}\.?\s?\d{{1,2}}(?:st|nd|rd|th)?,?\s?\d{{4}}|\d{{1,2}}\s[ivx]+\s\d{{4}}",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[., ]?\d{3})*\s?[.,]\s?\d{2}(?!\d)")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{6,}\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PATTERNS: dict[str, re.Pattern[str]] = {
    "time": re.compile(r"\b\d{1,2}:\d{2}"),
    "phone": _PHONE,
    "email": re.compile(r"\S@\S"),
    "url": re.compile(r"www\.|https?:|\.(?:com|org|net|de|fr|es|eu|gov)\b", re.IGNORECASE),
    "percent": re.compile(r"\d\s?%"),
    "measure": re.compile(r"\d\s?(?:m|ft|feet|km|cm|mm|kg|g|lb|ml|l|°|meters?|metres?|msm)\b|\d\s?[\"']", re.IGNORECASE),
}


def value_fit(text: str, kind: str | None) -> float:
    """How well a line holds a value of this kind, in [0, 1]; 0 for no kind."""
    if kind is None:
        return 0.0
    if kind in _PATTERNS:
        return float(bool(_PATTERNS[kind].search(text)))
    if kind == "date":
        return float(bool(_DATE.search(text)))
    if kind == "period":
        return min(len(_DATE.findall(text)) / 2, 1.0) ** 0.5
    if kind == "amount":
        return float(bool(_AMOUNT.search(_DATE.sub(" ", text))))
    digits = sum(char.isdigit() for char in text)
    if kind == "number":
        return float(digits > 0)
    if kind == "code":
        longest = max((sum(c.isdigit() for c in token) for token in re.findall(r"[\w/#-]+", _DATE.sub(" ", text))), default=0)
        return 0.0 if longest < 2 or _AMOUNT.search(text) else min(longest / 4, 1.0)
    words = normalise(text).split()
    if kind == "address":
        signs = sum(word in STREET_WORDS for word in words) + ("," in text) + bool(re.search(r"\b\d{5}\b", text))
        return min(signs / 3, 1.0) if _WORD.search(text) else 0.0
    letters = sum(char.isalpha() for char in text)
    if kind == "issuer":
        return 1.0 if any(form in f" {' '.join(words)} " for form in _FORMS) else 0.3 * (letters > digits)
    if kind in ("name", "heading"):
        named = [word for word in _WORD.findall(text) if word[0].isupper()]
        return min(len(named) / 2, 1.0) * float(letters > 2 * digits) * (1.0 if len(words) <= 7 else 0.5)
    return 0.0


_SHARPNESS = 1.4
_CONTEXT = 0.3  # of an answer's probability, given to each line that explains it
_SENTENCE = 4  # words of meaning from which a question is a sentence and not a field's name
_FORMS = tuple(f" {form} " for form in COMPANY_FORMS)
_TYPED = frozenset({"date", "period", "amount", "time", "phone", "email", "url", "percent", "address", "measure", "code", "issuer"})
"""Kinds whose values can be told by their look alone."""


class Layout:
    """Where the lines stand to each other. Lengths are shares of the image's long edge."""

    def __init__(self, lines: Sequence[Line], aspect: float) -> None:
        """``aspect``: width / height of the image in pixels."""
        across, down = (1.0, 1 / aspect) if aspect >= 1 else (aspect, 1.0)
        boxes = np.array([line.box.xyxy for line in lines], dtype=np.float64).reshape(-1, 4)
        self.x1, self.y1, self.x2, self.y2 = (boxes * [across, down, across, down]).T
        self.height = np.array([line.height for line in lines])
        self.across, self.down = across, down

    def towards(self, direction: str) -> Array:
        """(n, n) in [0, 1]: how much line j is what one reads ``direction`` (right, left, below, above) of line i."""
        if direction in ("left", "above"):
            return self.towards({"left": "right", "above": "below"}[direction]).T
        return self._right() if direction == "right" else self._below()

    def _right(self) -> Array:
        same_row = self._overlap(self.y1, self.y2)
        gap = self.x1[None, :] - self.x2[:, None]
        tall = np.minimum(self.height[:, None], self.height[None, :])
        after = (gap > -1.5 * tall) & ((self.x1 + self.x2)[None, :] > (self.x1 + self.x2)[:, None])
        near = np.exp(-np.maximum(gap, 0) / (0.6 * self.across))
        return _nearest_first(np.where(after & (same_row > 0.4), same_row * near, 0.0), np.where(after, gap, np.inf))

    def _below(self) -> Array:
        same_column = self._overlap(self.x1, self.x2)
        gap = self.y1[None, :] - self.y2[:, None]
        tall = np.minimum(self.height[:, None], self.height[None, :])
        under = (gap > -0.6 * tall) & ((self.y1 + self.y2)[None, :] > (self.y1 + self.y2)[:, None])
        near = np.exp(-np.maximum(gap, 0) / (3 * np.maximum(self.height[:, None], 1e-6)))
        return _nearest_first(np.where(under & (same_column > 0.2), same_column**0.5 * near, 0.0), np.where(under, gap, np.inf))

    @staticmethod
    def _overlap(start: Array, end: Array) -> Array:
        """(n, n) common extent of two intervals over the shorter one."""
        common = np.minimum(end[:, None], end[None, :]) - np.maximum(start[:, None], start[None, :])
        shorter = np.minimum((end - start)[:, None], (end - start)[None, :])
        return np.clip(common / np.maximum(shorter, 1e-9), 0, 1)


def _nearest_first(affinity: Array, gap: Array) -> Array:
    """Each further neighbour in the same direction counts 0.6 of the one before it."""
    order = np.argsort(np.where(affinity > 0, gap, np.inf), axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(order.shape[1])[None, :].repeat(order.shape[0], 0), axis=1)
    return affinity * 0.6**rank


def _best_phrase(texts: Sequence[str], phrases: Sequence[str]) -> Array:
    """(n,) in [0, 1]: how well each normalised line holds the phrase it holds best."""
    scores = [[_phrase_match(phrase, text) for phrase in phrases] for text in texts]
    return np.array(scores, dtype=np.float64).reshape(len(texts), -1).max(axis=1, initial=0.0)


def _phrase_match(phrase: str, text: str) -> float:
    """1 where the line is the phrase, less where it only begins with it or holds it."""
    if not text or len(text) < 0.6 * len(phrase):
        return 0.0
    if len(phrase) <= 4:
        place = f" {text} ".find(f" {phrase} ")
        likeness = 1.0 if place >= 0 else 0.0
    else:
        alignment = fuzz.partial_ratio_alignment(phrase, text, score_cutoff=80)
        if alignment is None:
            return 0.0
        place, likeness = alignment.dest_start, (alignment.score / 100 - 0.75) * 4
    share = len(phrase) / len(text)
    return likeness * (0.55 + 0.25 * (place == 0) + 0.2 * min(share * 2, 1.0))


def _word_coverage(texts: Sequence[str], words: Sequence[str], near: Array) -> Array:
    """(n,) share of the question's words a line holds, rare words on this page counting more."""
    if not words:
        return np.zeros(len(texts))
    found = np.zeros((len(texts), len(words)))
    for row, text in enumerate(texts):
        tokens = text.split()
        for column, word in enumerate(words):
            cutoff = 100 if len(word) <= 3 else 80
            best = max((fuzz.ratio(word, token, score_cutoff=cutoff) for token in tokens), default=0.0)
            stem = len(word) >= 5 and any(len(token) >= 5 and token[:5] == word[:5] for token in tokens)
            found[row, column] = max(best / 100, 0.8 if stem else 0.0)
    if len(words) >= _SENTENCE:  # asked in a sentence: the words that answer it may have wrapped
        found = np.maximum(found, 0.6 * (near[:, :, None] * found[None]).max(axis=1))
    seen = found.max(axis=0, initial=0) > 0
    rarity = np.log1p(len(texts) / (1 + (found > 0).sum(axis=0)))
    rarity = np.where(seen, rarity, 0.5 * rarity.mean())
    matched = np.minimum(found, 1) @ np.array([len(word) for word in words], dtype=np.float64)
    share = matched / np.array([max(len(text), 1) for text in texts])
    return np.asarray(found @ rarity / max(rarity.sum(), 1e-9) * (0.4 + 0.6 * np.minimum(2 * share, 1.0)))


def line_probabilities(lines: Sequence[Line], query: Query, aspect: float) -> tuple[Array, float]:
    """(n,) probabilities that each line is evidence, summing to 1, and the strength in [0, 1] of the best clue.

    Args:
        lines: at least one.
        query: what is asked.
        aspect: width / height of the image in pixels.
    """
    texts = [normalise(line.text) for line in lines]
    layout = Layout(lines, aspect)
    right, below = layout.towards("right"), layout.towards("below")
    quoted = _best_phrase(texts, query.quoted)
    words = _word_coverage(texts, query.words, np.maximum(below, below.T))
    named = 0.8 * _best_phrase(texts, query.labels)
    for phrase in query.phrases:  # a phrase of two says much in a question of four words, little in one of twelve
        told = min((len(phrase.split()) + 1) / len(query.words), 1.0)
        named = np.maximum(named, told * _best_phrase(texts, [phrase]))
    key = np.maximum(quoted, np.maximum(named, words) * (0.5 if query.quoted else 1.0))
    typed = query.kind in _TYPED
    # a line that is asked for by its own text is not the value, whatever it looks like
    fit = np.array([value_fit(line.text, query.kind) for line in lines]) * (quoted < 0.8)
    if query.direction:
        # what stands there may be too blurred to be read, so the words that point at it are evidence too
        links = key[:, None] * layout.towards(query.direction)
        clue = np.maximum(links.max(axis=0), 0.6 * key)
    else:
        wanted = 0.3 + 0.7 * fit if query.kind else np.ones(len(lines))
        beside = np.maximum(np.maximum(right, 0.75 * below), 0.3 * np.maximum(right, below).T)
        links = key[:, None] * beside * wanted[None, :]
        clue = np.maximum(links.max(axis=0), key * (fit if typed else _has_more(texts, query)))
    logit = 7.0 * clue + (2.0 if typed else 0.7) * fit + 1.5 * key + _place_prior(layout, query.kind)
    weight = np.exp(_SHARPNESS * (logit - logit.max()))
    answer = weight / weight.sum()
    seen = fit.max() * {"number": 0.0, "code": 0.2}.get(query.kind or "", 0.4)
    return _with_context(answer, links, layout), float(max(clue.max(), seen))


def _with_context(answer: Array, links: Array, layout: Layout) -> Array:
    """Evidence is more than the answer: the words that point at it, and what stands next to it in its row."""
    context = np.zeros(len(answer))
    np.add.at(context, links.argmax(axis=0), answer * (links.max(axis=0) > 0.2))
    row = layout.towards("right")
    for line, mass in enumerate(answer):
        if mass > 0.02:
            context += 0.5 * mass * (row[line] >= 0.6) + 0.25 * mass * (row[:, line] >= 0.6)
    evidence = answer + _CONTEXT * context
    return np.asarray(evidence / evidence.sum())


def _has_more(texts: Sequence[str], query: Query) -> Array:
    """(n,) in [0, 1]: whether a line that names the field also holds something else: its value."""
    known = {word[:5] for phrase in (*query.quoted, *query.labels, *query.words) for word in phrase.split()}
    more = []
    for text in texts:
        tokens = text.split()
        named = [place for place, token in enumerate(tokens) if token[:5] in known]
        last = named[-1] if named else -1
        after = sum(map(len, tokens[last + 1 :]))
        before = sum(len(token) for token in tokens[: last + 1] if token[:5] not in known)
        more.append(min((after + 0.3 * before) / 6, 1.0))
    return np.array(more)


def _place_prior(layout: Layout, kind: str | None) -> Array:
    """(n,) in logits: issuers, their addresses and headings stand at the top, in large print."""
    top = (layout.y1 - layout.y1.min()) / max(np.ptp(layout.y1), 1e-9)
    large = layout.height / max(float(np.median(layout.height)), 1e-9)
    if kind == "issuer":
        return 3.0 * np.exp(-6 * top) + 0.5 * np.clip(large - 1, 0, 2)
    if kind == "heading":
        return 2.0 * np.exp(-4 * top) + 1.0 * np.clip(large - 1, 0, 2)
    if kind == "address":
        return 1.5 * np.exp(-4 * top)
    return np.zeros(len(top))
