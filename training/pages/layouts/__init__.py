"""Kinds of pages: every module of this folder puts its own on the list of ``training.pages.layout``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from training.pages.layout import LAYOUTS

__all__ = ["LAYOUTS"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
