"""A whole corpus: items to worker processes, part by part, and on from where it stopped."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from cropvlm_tools.corpus.rows import Item, Row, failed_row, rows_of
from cropvlm_tools.corpus.sinks import Sink, sink_of
from cropvlm_tools.corpus.sources import Corpus
from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.version import __version__
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomOptions

IN_A_PART = 16
"""Items: a killed run does at most so many again for each worker."""

_AHEAD = 2  # parts handed to each worker, so that none waits and memory stays bounded
_SAID_EVERY = 2.0  # s, of the progress
_SLOWEST = 3600  # s of the time that is said to remain, from which it is said in hours


@dataclass(frozen=True)
class Batch:
    """What is run.

    Raises:
        CropVLMError: ``shard`` or ``workers`` cannot be.
    """

    corpus: Corpus
    out: Path
    """``....parquet``, or a folder."""

    options: ZoomOptions = field(default_factory=ZoomOptions)
    """The policy by its name or folder, which each worker loads for itself."""

    workers: int = 1
    crops: bool = False
    """Keep the encoded crops."""

    best_page: bool = False
    """Of a PDF only the page that most likely answers, not all."""

    password: str | None = field(default=None, repr=False)
    """Of PDFs that have one."""

    shard: tuple[int, int] = (1, 1)
    """(i, n): every n-th part, from the i-th (from 1); n runs, on as many machines, do all of it."""

    def __post_init__(self) -> None:
        number, of = self.shard
        if not 1 <= number <= of:
            raise CropVLMError(f"There is no shard {number} of {of}: give 1/{max(of, 1)} to {of}/{max(of, 1)}.")
        if self.workers < 1:
            raise CropVLMError(f"There must be a worker, not {self.workers}.")

    @cached_property
    def run(self) -> str:
        """Tells this run from others, and from the same one before its input changed."""
        options = {each.name: _told(getattr(self.options, each.name)) for each in fields(ZoomOptions)}
        told = [
            self.corpus.inputs,
            self.corpus.state(),
            self.corpus.questions,
            options,
            self.crops,
            self.best_page,
            self.shard,
            IN_A_PART,
            __version__,
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _told(option: object) -> str:
    """The same in every process: where an object stands in memory is not said."""
    if isinstance(option, (str, Path, int, Budget, Limits)) or option is None:
        return repr(option)
    kind = option if callable(option) and hasattr(option, "__qualname__") else type(option)
    return f"{kind.__module__}.{getattr(kind, '__qualname__', '')} {getattr(option, 'name', '')}"


@dataclass
class Progress:
    """How far a run is."""

    items: int | None
    """How many there are; None where that is not known before the end."""

    say: Callable[[str], object]
    done: int = 0
    kept: int = 0
    """Of them done by an earlier run."""

    rows: int = 0
    errors: int = 0
    began: float = field(default_factory=time.monotonic)
    said: float = 0.0

    def add(self, items: int, rows: int, errors: int) -> None:
        self.done, self.rows, self.errors = self.done + items, self.rows + rows, self.errors + errors
        if time.monotonic() - self.said >= _SAID_EVERY:
            self.said = time.monotonic()
            self.say(str(self))

    def __str__(self) -> str:
        seconds = max(time.monotonic() - self.began, 1e-9)
        rate = self.rows / seconds
        of = "" if self.items is None else f" of {self.items:,}"
        text = f"{self.kept + self.done:,}{of} images, {self.rows:,} rows, {rate:.1f} rows/s, {self.errors:,} errors"
        if self.items is None or not self.done:
            return text
        left = (self.items - self.kept - self.done) * seconds / self.done
        return f"{text}, {left / 3600:.1f} h left" if left > _SLOWEST else f"{text}, {left / 60:.1f} min left"


def run_batch(batch: Batch, say: Callable[[str], object] = lambda text: None) -> Progress:
    """Do what is not done yet, and put the output together.

    Killed at any moment, the same call goes on: parts that are finished stay, and no row is written twice. What fails
    is a row with an error, also where an image ends the process that reads it.

    Args:
        say: told of progress every two seconds.

    Raises:
        CropVLMError: there is nothing to read, the output is another run's, or the policy cannot be loaded.
    """
    sink = sink_of(batch.out, batch.shard)
    counted = batch.corpus.count()
    progress = Progress(None if counted is None else counted // batch.shard[1], say)
    if not sink.begin(batch.run):
        say(f"{sink.out.name} is finished already.")
        return progress
    if isinstance(batch.options.policy, (str, Path)):
        load_policy(batch.options.policy)  # what cannot be loaded is told at once, and by no worker
    _run(batch, sink, progress)
    sink.finish(batch.run)
    say(str(progress))
    return progress


def _parts(batch: Batch, sink: Sink, progress: Progress) -> Iterator[tuple[int, list[Item]]]:
    """Those of this shard that are not there yet."""
    items = iter(batch.corpus)
    number = 0
    while part := list(islice(items, IN_A_PART)):
        if number % batch.shard[1] == batch.shard[0] - 1:
            if sink.path(number).exists():
                progress.kept += len(part)
            else:
                yield number, part
        number += 1


def _run(batch: Batch, sink: Sink, progress: Progress) -> None:
    parts = _parts(batch, sink, progress)
    while True:
        running: dict[Future[tuple[int, int]], tuple[int, list[Item]]] = {}
        with _pool(batch, batch.workers) as pool:
            try:
                for number, part in parts:
                    running[pool.submit(_do, sink, number, part)] = number, part
                    while len(running) >= _AHEAD * batch.workers:
                        _collect(running, progress)
                while running:
                    _collect(running, progress)
                return
            except BrokenProcessPool:
                pass  # some process died: its parts are done again, one by one
        for number, part in sorted(running.values()):
            if not sink.path(number).exists():
                _do_alone(batch, sink, number, part, progress)


def _collect(running: dict[Future[tuple[int, int]], tuple[int, list[Item]]], progress: Progress) -> None:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        rows, errors = future.result()
        progress.add(len(running[future][1]), rows, errors)
        del running[future]


def _do_alone(batch: Batch, sink: Sink, number: int, part: list[Item], progress: Progress) -> None:
    """A part item by item, each in a process that may die of it."""
    rows = []
    pool = _pool(batch, 1)
    for item in part:
        try:
            rows += pool.submit(_rows, item).result()
        except BrokenProcessPool:
            pool.shutdown()
            pool = _pool(batch, 1)
            died = ImageError("The process that read it ended: it may take too much memory.")
            rows += [failed_row(asked, item, died) for asked in item.asked]
    pool.shutdown()
    sink.put(number, rows)
    progress.add(len(part), len(rows), sum(row["outcome"] == "error" for row in rows))


def _pool(batch: Batch, workers: int) -> ProcessPoolExecutor:
    # Started anew, not forked: OCR has threads, and a fork of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    threads = max((os.cpu_count() or 1) // workers, 1)
    given = (batch.options, batch.crops, batch.password, batch.best_page, threads if workers > 1 else -1)
    return ProcessPoolExecutor(workers, context, _begin, given)


_worker: tuple[ZoomOptions, bool, str | None, bool] = (ZoomOptions(), False, None, False)


def _begin(options: ZoomOptions, crops: bool, password: str | None, best_page: bool, threads: int) -> None:
    """In a worker: load the policy, once, with its share of the processors."""
    global _worker
    policy = options.policy
    if isinstance(policy, (str, Path)):
        try:
            policy = load_policy(policy, threads=threads)
        except CropVLMError:  # one that does not take threads
            policy = load_policy(policy)
    _worker = replace(options, policy=policy), crops, password, best_page


def _rows(item: Item) -> list[Row]:
    return rows_of(item, *_worker)


def _do(sink: Sink, number: int, part: list[Item]) -> tuple[int, int]:
    """In a worker: rows and errors of a part that is written."""
    rows = [row for item in part for row in _rows(item)]
    sink.put(number, rows)
    return len(rows), sum(row["outcome"] == "error" for row in rows)


def say_on_terminal(text: str) -> None:
    """On standard error: over the last line on a terminal."""
    end = "\r" if sys.stderr.isatty() else "\n"
    print(f"{text:<100}", end=end, file=sys.stderr, flush=True)
