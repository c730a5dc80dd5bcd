"""Old import paths keep working for one release: each gives the very module it moved to, with a DeprecationWarning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType, ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import ExecutionLoader as _Base
    from importlib.abc import InspectLoader
else:
    _Base = object  # importlib.abc would be half of what importing the package takes


def forward_modules(table: Mapping[str, str]) -> None:
    """Let old module names lead to new ones, in ``import``, ``python -m`` and unpickling.

    Args:
        table: old dotted name -> new one, whose package need not be imported yet. What is below an old name leads to
            the same below the new one, unless the table says otherwise.
    """
    sys.meta_path.insert(0, _Finder(table))  # first: others would load a second copy from a moved package's folder


def moved_names(module: str, table: Mapping[str, str]) -> Callable[[str], object]:
    """The ``__getattr__`` of a module some of whose names have moved.

    Args:
        module: ``__name__`` of that module.
        table: name -> the module it is in now.
    """

    def find(name: str) -> object:
        if name not in table:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        _warn(f"{module}.{name}", f"{table[name]}.{name}", stacklevel=2)
        value: object = getattr(import_module(table[name]), name)
        return value

    return find


def _warn(old: str, new: str, stacklevel: int) -> None:
    message = f"{old} has moved to {new}; the old name works for one release."
    warnings.warn(message, DeprecationWarning, stacklevel=stacklevel + 1)


class _Finder:
    def __init__(self, table: Mapping[str, str]) -> None:
        self.table = dict(table)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        name = self._new_name(fullname)
        there = None if name is None else _locate(name)
        if name is None or there is None:
            return None
        spec = ModuleSpec(fullname, _Loader(fullname, name), origin=there.origin)
        spec.submodule_search_locations = there.submodule_search_locations
        spec.has_location = there.has_location
        return spec

    def _new_name(self, name: str) -> str | None:
        above, below = name, ""
        while above not in self.table:
            above, dot, last = above.rpartition(".")
            if not dot:
                return None
            below = f".{last}{below}"
        return self.table[above] + below


def _locate(name: str) -> ModuleSpec | None:
    """Where a module of an imported package is; None where it is nowhere.

    Not ``importlib.util.find_spec``: that imports the packages above, and finders are asked while the import lock is
    held, so that another thread that imports one of them would wait for this one, and this one for it.
    """
    root, *below = name.split(".")
    path: Sequence[str] | None = getattr(sys.modules.get(root), "__path__", None)
    spec = None
    for number in range(1, len(below) + 1):
        spec = None if path is None else PathFinder.find_spec(".".join((root, *below[:number])), path)
        path = None if spec is None else spec.submodule_search_locations
    return spec


class _Loader(_Base):
    """Loads nothing itself; ``runpy`` (``python -m``) asks it for the code and file of the new module."""

    def __init__(self, old: str, name: str) -> None:
        self.old, self.name = old, name

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module itself, and no empty one to be replaced later: that is what threads that wait would be given."""
        module = import_module(self.name)
        self._own = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._own  # the import system has put that of the old name there
        _warn(self.old, self.name, stacklevel=2)

    def get_code(self, fullname: str) -> CodeType | None:
        _warn(fullname, self.name, stacklevel=2)
        return self._inner().get_code(self.name)

    def get_source(self, fullname: str) -> str | None:
        return self._inner().get_source(self.name)

    def get_filename(self, fullname: str) -> str:
        spec = _locate(self.name)
        if spec is None or spec.origin is None:
            raise ImportError(f"{self.name} is no file.", name=fullname)
        return spec.origin

    def is_package(self, fullname: str) -> bool:
        return self._inner().is_package(self.name)

    def _inner(self) -> InspectLoader:
        from importlib.abc import InspectLoader

        spec = _locate(self.name)
        if spec is None or not isinstance(spec.loader, InspectLoader):
            raise ImportError(f"{self.name} has no code to be run.", name=self.name)
        return spec.loader
