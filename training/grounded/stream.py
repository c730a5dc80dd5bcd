"""The pages that the line networks learn from, one after another: invented ones, each once, and real ones in between.

No page comes twice that need not: networks that saw 2,400 pages several times knew these better each time and pages of
other kinds no better. Invented pages are made in a process beside the one that learns.
"""

from __future__ import annotations

import itertools
import pickle
import random
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cropvlm_tools.policies.grounded.question.words import WordVectors
from training import pages
from training.grounded.batches import by_page
from training.grounded.cases import Case, invented
from training.workers import processes

_REAL = 0.3  # of the pages shown, where there are real ones
_MOST_TURNS = 2  # of a real page, in the mean: where they came seventeen times, the answers were learnt by heart
_TURNS = 16  # times that a real page is shown where no page is invented
_AHEAD = 48  # pages asked for before they are needed


@dataclass(frozen=True)
class _Invented:
    kind: str
    seed: int


class Stream:
    """Groups of cases, each of one page; the same in every run.

    Args:
        count: of invented pages.
        real: cases of real pages; of a family with four times the pages twice as many are shown.
        words: file of word vectors.
        seed: of the order.
        most: questions about one page.
    """

    def __init__(self, count: int, real: Sequence[Case], words: Path, seed: int, most: int) -> None:
        draw = random.Random(f"{seed}:order")
        dealt = [_Invented(kind, number) for kind, number in pages.deal(count)]
        draw.shuffle(dealt)
        families: dict[str, list[list[Case]]] = {}
        for group in by_page(real, len(real)):
            families.setdefault(group[0].family, []).append(group)
        known = sum(map(len, families.values()))
        visits = min(round(count * _REAL / (1 - _REAL)), _MOST_TURNS * known) if count else _TURNS * known
        weights = [len(groups) ** 0.5 for groups in families.values()]
        turns = {family: _shuffled(groups, draw) for family, groups in families.items()}
        drawn = draw.choices(list(families), weights, k=visits) if families else []
        self._order: list[_Invented | list[Case]] = [*dealt, *(next(turns[family]) for family in drawn)]
        draw.shuffle(self._order)
        self._words, self._seed, self._most = words, seed, most

    def __len__(self) -> int:
        return len(self._order)

    def groups(self, first: int = 0) -> Iterator[list[Case]]:
        """One for each place from ``first`` on; empty where a page had nothing to read."""
        # by files: what comes through a pool's own pipe is read piece by piece beside the thread that learns
        with TemporaryDirectory() as folder, processes(1, method="fork") as executor:
            waiting: deque[list[Case] | Future[Path]] = deque()
            places = iter(self._order[first:])
            for place in itertools.count(first):
                for entry in itertools.islice(places, _AHEAD - len(waiting)):
                    if isinstance(entry, _Invented):
                        kept = Path(folder, f"{entry.kind}-{entry.seed}")
                        waiting.append(executor.submit(_invented, self._words, entry.kind, entry.seed, kept))
                    else:
                        waiting.append(entry)
                if not waiting:
                    return
                come = waiting.popleft()
                group = _taken(come.result()) if isinstance(come, Future) else come
                draw = random.Random(f"{self._seed}:{place}")
                yield draw.sample(group, min(len(group), self._most))


def _shuffled(groups: list[list[Case]], draw: random.Random) -> Iterator[list[Case]]:
    """All of them, again and again, each time in another order."""
    while True:
        yield from draw.sample(groups, len(groups))


@cache
def _vectors(path: Path) -> WordVectors:
    return WordVectors.load(path)


def _invented(words: Path, kind: str, seed: int, kept: Path) -> Path:
    kept.write_bytes(pickle.dumps(invented(seed, _vectors(words), kind), protocol=5))
    return kept


def _taken(kept: Path) -> list[Case]:
    group: list[Case] = pickle.loads(kept.read_bytes())  # of our own process
    kept.unlink()
    return group
