"""Old import paths keep working for one release: each gives the very module it moved to, with a DeprecationWarning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import ExecutionLoader, InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import CodeType, ModuleType


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
        found: object = getattr(import_module(table[name]), name)
        return found

    return find


def _warn(old: str, new: str, stacklevel: int) -> None:
    message = f"{old} has moved to {new}; the old name works for one release."
    warnings.warn(message, DeprecationWarning, stacklevel=stacklevel + 1)


class _Finder(MetaPathFinder):
    def __init__(self, table: Mapping[str, str]) -> None:
        self.table = dict(table)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        name = self._new_name(fullname)
        there = None if name is None else find_spec(name)
        if name is None or there is None:
            return None
        spec = ModuleSpec(fullname, _Loader(name), origin=there.origin)
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


class _Loader(ExecutionLoader):
    """Loads nothing itself; ``runpy`` (``python -m``) asks it for the code and file of the new module."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual empty module, for ``exec_module`` to put the real one in its place."""

    def exec_module(self, module: ModuleType) -> None:
        old = module.__name__
        _warn(old, self.name, stacklevel=2)
        sys.modules[old] = import_module(self.name)  # the import system takes what stands here in the end

    def get_code(self, fullname: str) -> CodeType | None:
        _warn(fullname, self.name, stacklevel=2)
        return self._inner().get_code(self.name)

    def get_source(self, fullname: str) -> str | None:
        return self._inner().get_source(self.name)

    def get_filename(self, fullname: str) -> str:
        spec = find_spec(self.name)
        if spec is None or spec.origin is None:
            raise ImportError(f"{self.name} is no file.", name=fullname)
        return spec.origin

    def is_package(self, fullname: str) -> bool:
        return self._inner().is_package(self.name)

    def _inner(self) -> InspectLoader:
        spec = find_spec(self.name)
        if spec is None or not isinstance(spec.loader, InspectLoader):
            raise ImportError(f"{self.name} has no code to be run.", name=self.name)
        return spec.loader
