"""A text grammar of boxes as a tree of tokens: what a tokenizer may write next, so that every completion is a box.

Nothing is assumed of the tokenizer: how it splits ``, 30`` is read from it, number by number.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from copy import copy

from cropvlm_tools.boxes import Box, Grammar, Size
from cropvlm_tools.errors import BoxError, PolicyError
from cropvlm_tools.policies.vlm.interface import Tokenizer

_NUMBERS = 4  # x1, y1, x2, y2
_TAIL = 16  # characters before a text that may change how its first ones are split


class _Node:
    """A place in a tree of numbers: the tokens so far spell a number, or the beginning of one."""

    __slots__ = ("children", "value", "values")

    def __init__(self) -> None:
        self.children: dict[int, _Node] = {}
        self.value: int | None = None
        self.values: list[int] = []
        """All numbers spelled here and below, ascending."""

    def reaches(self, low: int, high: int) -> bool:
        """Whether a number in [low, high] is spelled here or below."""
        place = bisect_left(self.values, low)
        return place < len(self.values) and self.values[place] <= high


def tokens_behind(tokenizer: Tokenizer, before: str, texts: Sequence[str]) -> list[list[int]]:
    """Each text's tokens as they stand behind ``before``; its own, where the two would melt together."""
    base = tokenizer([before], add_special_tokens=False)["input_ids"][0] if before else []
    behind = tokenizer([before + text for text in texts], add_special_tokens=False)["input_ids"]
    melted = [ids[: len(base)] != base for ids in behind]
    alone = tokenizer(list(texts), add_special_tokens=False)["input_ids"] if any(melted) else behind
    return [list(own) if melts else ids[len(base) :] for ids, own, melts in zip(behind, alone, melted, strict=True)]


class BoxTokens:
    """The tokens in which a tokenizer writes a grammar's boxes.

    Args:
        tokenizer: of transformers.
        grammar: how a box is written.
        context: what stands before a completion, at least its last few characters.
        lead: white space between the two (``" "`` where a template goes on behind ``Assistant:``).

    Raises:
        PolicyError: the tokenizer cannot write such a text.
    """

    def __init__(self, tokenizer: Tokenizer, grammar: Grammar, context: str = "", lead: str = "") -> None:
        self.grammar, self._tokenizer, self._context, self._lead = grammar, tokenizer, context[-_TAIL:], lead
        self._trees: dict[int, tuple[_Node, _Node]] = {}
        first, second = self._number(1), self._number(2)
        written = f"{lead}[{first}, {first}, {second}, {second}"
        self.closing = tuple(self._split(written, ["]."])[0])
        self._check()

    def limits(self, size: Size) -> tuple[int, int]:
        """The largest numbers, across and down, in units of the last digit, for a view of ``size`` pixels."""
        units = 10**self.grammar.decimals
        across, down = size if self.grammar.scale is None else (self.grammar.scale, self.grammar.scale)
        return round(across * units), round(down * units)

    def text(self, numbers: Sequence[int]) -> str:
        """``[x1, y1, x2, y2].``"""
        return "[" + ", ".join(map(self._number, numbers)) + "]."

    def tree(self, limit: int, first: bool) -> _Node:
        """Numbers from 0 to at least ``limit``, with what stands before them: a bracket, or a comma and a space."""
        top = limit if self.grammar.scale is not None else 1 << max(limit - 1, 1).bit_length()
        if top not in self._trees:
            numbers = [self._number(value) for value in range(top + 1)]
            begin = self._split("", [f"{self._lead}[{number}" for number in numbers])
            go_on = self._split(f"{self._lead}[{self._number(1)}", [f", {number}" for number in numbers])
            self._trees[top] = _tree(begin), _tree(go_on)
        return self._trees[top][0 if first else 1]

    def _number(self, value: int) -> str:
        decimals = self.grammar.decimals
        return f"{value / 10**decimals:.{decimals}f}"

    def _split(self, before: str, texts: Sequence[str]) -> list[list[int]]:
        return tokens_behind(self._tokenizer, self._context + before, texts)

    def _check(self) -> None:
        size = (1000, 1000)
        width, height = self.limits(size)
        for numbers in ((0, 0, width, height), (0, height // 3, width // 2, height), (1, 2, width - 1, height - 1)):
            draft = Draft(self, size)
            draft.write(numbers)
            try:
                read = self.grammar.parse(self._tokenizer.decode(draft.tokens), size)
            except BoxError:
                read = Box(0, 0, 1e-9, 1e-9)
            if read != draft.box:
                raise PolicyError(
                    f"The tokenizer cannot write {self.text(numbers)!r}. Give another grammar, or a tokenizer "
                    "with digits, brackets, comma and full stop."
                )


def _tree(spelled: Sequence[Sequence[int]]) -> _Node:
    root = _Node()
    for value, tokens in enumerate(spelled):
        node = root
        node.values.append(value)
        for token in tokens:
            node = node.children.setdefault(token, _Node())
            node.values.append(value)
        if node.value is not None:
            raise PolicyError(f"The tokenizer writes {node.value} and {value} alike: it knows no digits.")
        node.value = value
    return root


class Draft:
    """A box being written: ``options`` to choose from, ``take`` to choose; what leaves no choice writes itself.

    Always ends with ``x1 < x2`` and ``y1 < y2``.
    """

    def __init__(self, writer: BoxTokens, size: Size) -> None:
        self._writer, self.size, self._limits = writer, size, writer.limits(size)
        self._node = writer.tree(self._limits[0], first=True)
        self.numbers: list[int] = []
        self.tokens: list[int] = []
        self.choices = 0
        self.log_probability = 0.0
        """Of the choices made, natural logarithm."""

        self._options = self._find_options()
        self._write_forced()

    @property
    def done(self) -> bool:
        return len(self.numbers) == _NUMBERS

    @property
    def options(self) -> list[int]:
        """Tokens that may come next; two or more, none when done."""
        return list(self._options)

    @property
    def text(self) -> str:
        return self._writer.text(self.numbers)

    @property
    def box(self) -> Box | None:
        """None for the whole image. Of a finished draft only."""
        return self._writer.grammar.parse(self.text, self.size)

    def copy(self) -> Draft:
        """Another draft that has come as far."""
        other = copy(self)
        other.numbers, other.tokens = self.numbers.copy(), self.tokens.copy()
        return other

    def take(self, token: int, log_probability: float = 0.0) -> None:
        """Go on with one of the options, and with all that then leaves no choice."""
        self.choices += 1
        self.log_probability += log_probability
        self._move(token)
        self._write_forced()

    def write(self, numbers: Sequence[int]) -> None:
        """Take the choices that lead to these four numbers."""
        while not self.done:
            place = len(self.numbers)
            wanted = [
                token
                for token, (node, ends) in self._options.items()
                if (numbers[place] == self._node.value if ends else numbers[place] in node.values)
            ]
            self.take(wanted[0])

    def _range(self, place: int, numbers: Sequence[int]) -> tuple[int, int]:
        limit = self._limits[place % 2]
        return (0, limit - 1) if place < 2 else (numbers[place - 2] + 1, limit)

    def _find_options(self) -> dict[int, tuple[_Node, bool]]:
        """Token -> (node it leads to, whether it ends the number before it)."""
        if self.done:
            return {}
        place = len(self.numbers)
        low, high = self._range(place, self.numbers)
        options = {token: (node, False) for token, node in self._node.children.items() if node.reaches(low, high)}
        value = self._node.value
        if value is not None and low <= value <= high:
            if place == _NUMBERS - 1:
                options[self._writer.closing[0]] = (_Node(), True)
            else:
                tree = self._writer.tree(self._limits[(place + 1) % 2], first=False)
                bounds = self._range(place + 1, [*self.numbers, value])
                options |= {token: (node, True) for token, node in tree.children.items() if node.reaches(*bounds)}
        return options

    def _move(self, token: int) -> None:
        node, ends = self._options[token]
        if ends:
            assert self._node.value is not None
            self.numbers.append(self._node.value)
        self._node = node
        self.tokens += self._writer.closing if self.done else [token]
        self._options = self._find_options()

    def _write_forced(self) -> None:
        while len(self._options) == 1:
            self._move(next(iter(self._options)))


def confidence(draft: Draft) -> float:
    """The geometric mean of the probabilities of a finished draft's four numbers, in [0, 1]."""
    return min(math.exp(draft.log_probability / _NUMBERS), 1.0)
