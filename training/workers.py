"""Processes that work for a stage, and end with it however it ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Literal

from cropvlm_tools.errors import CropVLMError


class WorkerError(CropVLMError):
    """A process of a stage has died."""


@contextmanager
def processes(
    count: int, start: Callable[[], None] | None = None, method: Literal["spawn", "fork"] = "spawn"
) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes; after an error what has not begun is not begun any more.

    Args:
        count: of the processes.
        start: runs first in each of them.
        method: ``"fork"`` where they need what is in memory.

    Raises:
        WorkerError: one has died.
    """
    with ProcessPoolExecutor(count, get_context(method), _start, (start,)) as executor:
        try:
            yield executor
        except BrokenProcessPool as error:
            raise WorkerError("A worker died, perhaps for want of memory. The same command resumes.") from error
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _start(start: Callable[[], None] | None) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    if start is not None:
        start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for its next job for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
