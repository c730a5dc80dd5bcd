"""Warnings for the developer, each once."""

from __future__ import annotations

import logging
from functools import cache

_log = logging.getLogger(__name__)


@cache
def warn_once(message: str) -> None:
    """Log a warning the first time this message comes up in the process, or since ``warn_once.cache_clear()``."""
    _log.warning(message)
