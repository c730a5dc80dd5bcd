"""What a forked child makes anew: locks that other threads may hold, engines whose threads it has not got."""

from __future__ import annotations

import ctypes
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from weakref import WeakSet


class Renewed(ABC):
    """An object whose ``renew`` is called in each process that is forked from this one; ``__init__`` must be run."""

    def __init__(self) -> None:
        _renewed.add(self)

    @abstractmethod
    def renew(self) -> None:
        """Make anew what cannot be used in the child, quickly: it may never be used there."""


_renewed: WeakSet[Renewed] = WeakSet()


def _renew_all() -> None:
    for each in list(_renewed):
        each.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)


class Lock(Renewed):
    """A lock that is open in a child, whichever thread of the parent held it.

    Args:
        kind: ``threading.Lock`` or ``threading.RLock``.
    """

    def __init__(self, kind: Callable[[], AbstractContextManager[object]] = threading.Lock) -> None:
        super().__init__()
        self._kind = kind
        self.renew()

    def renew(self) -> None:
        self._lock = self._kind()

    def __enter__(self) -> None:
        self._lock.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.__exit__(kind, error, trace)


def leave_behind(thing: object) -> None:
    """Never destroy this, not even when the process ends: an engine would wait for threads that only the parent has."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
