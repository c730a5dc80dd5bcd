"""What a trained policy is bound to besides its files: the tables that shape what its networks are shown, and the code.

A network trained with one table and run with another is another model, which nobody has tested. So ``policy.json``
keeps a digest of each, and a checkpoint that does not match is refused (``checkpoint``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, is_dataclass
from types import ModuleType
from typing import TypeVar

from cropvlm_tools.policies.grounded.choosing import candidates, decode, features, inputs, matching, reading, shortlist
from cropvlm_tools.policies.grounded.page import geometry, keys, positions, values
from cropvlm_tools.policies.grounded.question import countries, parsing, tokens, wording, words

INPUT_VERSION = 3
"""Of the code that makes inputs of lines and a question (``question``, ``page``, ``choosing``): to be raised by every
change after which the same lines give other numbers. ``tests/policies/grounded/test_tables.py`` notices one."""

_MODULES: tuple[ModuleType, ...] = (
    *(wording, countries, tokens, words, parsing),
    *(keys, values, positions, geometry),
    *(reading, decode, matching, features, inputs, candidates, shortlist),
)
"""Where a table is made before where it is imported."""


def input_digests() -> dict[str, str]:
    """Table (``module.NAME``) -> sha256 of its content, of all in capitals; numbers are together in ``module.numbers``.

    Content is that of canonical JSON, so that neither comments nor the order of a set count.
    """
    tables: dict[str, object] = {}
    numbers: dict[str, dict[str, object]] = {}
    public: set[str] = set()  # a module has what it imports, too
    for module in _MODULES:
        place = module.__name__.rpartition(".")[2]
        for name, value in sorted(vars(module).items()):
            if not name.isupper() or isinstance(value, TypeVar) or name in public:
                continue
            if not name.startswith("_"):
                public.add(name)
            if isinstance(value, (int, float, str)):
                numbers.setdefault(f"{place}.numbers", {})[name] = value
            else:
                tables[f"{place}.{name}"] = value
    return {name: _digest(table) for name, table in sorted({**tables, **numbers}.items())}


def _digest(table: object) -> str:
    text = json.dumps(_plain(table), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(table: object) -> object:
    """As JSON has it: sets sorted, since they have no order; mappings as pairs, whose order counts."""
    if isinstance(table, re.Pattern):
        return [table.pattern, table.flags]
    if is_dataclass(table) and not isinstance(table, type):
        return _plain(astuple(table))
    if isinstance(table, (set, frozenset)):
        return sorted(map(str, table))
    if isinstance(table, Mapping):
        return [[str(key), _plain(value)] for key, value in table.items()]
    if isinstance(table, Iterable) and not isinstance(table, str):
        return [_plain(value) for value in table]
    return table
