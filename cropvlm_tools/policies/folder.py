"""What is read of a policy's folder, which may be damaged or somebody else's: regular files, of bounded size."""

from __future__ import annotations

import json
import math
import os
import re
import stat
from pathlib import Path
from typing import Any

from cropvlm_tools.errors import PolicyError

MOST_BYTES = 200_000_000
"""Of a file read as a whole: what ships has 1.4 MB, the largest tokenizer known 33 MB (Gemma 3)."""

MOST_JSON = 1_000_000
"""Of a ``policy.json``: the one that ships has 5 KB."""

_READ_WHOLE = (".json", ".jinja", ".txt", ".model")  # by transformers; weights are mapped into memory
_PATH = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:)?[/\\][^\s'\",;()\[\]]+")


def read_file(folder: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        PolicyError: it is no regular file (there is none, or a FIFO, a device, a directory, a loop of links), or larger
            than ``most``.
    """
    flags = os.O_RDONLY
    for flag in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):  # a FIFO opens without waiting for a writer
        flags |= getattr(os, flag, 0)
    try:
        with os.fdopen(os.open(folder / name, flags), "rb") as file:
            status = os.fstat(file.fileno())
            regular = stat.S_ISREG(status.st_mode)
            data = file.read(most + 1) if regular and status.st_size <= most else b""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise PolicyError(f"{name} in {folder.name!r:.80} cannot be read: {reason}.") from None
    if not regular:
        raise PolicyError(f"{name} in {folder.name!r:.80} is no regular file.")
    if max(status.st_size, len(data)) > most:
        raise PolicyError(f"{name} in {folder.name!r:.80} is larger than {most:,} bytes.")
    return data


def read_json(folder: Path, name: str = "policy.json", most: int = MOST_JSON) -> dict[str, Any]:
    """The JSON object in a file; its numbers are finite.

    Raises:
        PolicyError: it cannot be read, or holds none.
    """
    data = read_file(folder, name, most)
    try:
        found = json.loads(data.decode("utf-8"), parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{name} in {folder.name!r:.80} holds no JSON ({type(error).__name__}).") from None
    if not isinstance(found, dict):
        raise PolicyError(f"{name} in {folder.name!r:.80} holds no JSON object.")
    return found


def check_files(folder: Path) -> None:
    """Refuse a folder that a library which opens its files by name would wait for, or read without bound.

    Raises:
        PolicyError: a file is a FIFO, a socket or a device, or too large to be read as a whole.
    """
    for path in (*folder.glob("*"), *folder.glob("*/*")):
        try:
            status = path.stat()
        except (OSError, ValueError):  # a link to nothing, which is no file for anybody
            continue
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise PolicyError(f"{path.name!r:.80} in {folder.name!r:.80} is no regular file.")
        if path.suffix in _READ_WHOLE and stat.S_ISREG(status.st_mode) and status.st_size > MOST_BYTES:
            raise PolicyError(f"{path.name!r:.80} in {folder.name!r:.80} is larger than {MOST_BYTES:,} bytes.")


def without_paths(text: str, *folders: str | Path) -> str:
    """The first line of a library's message, without the places of files: of these folders, or absolute ones."""
    line = (text.strip().splitlines() or [""])[0]
    for folder in folders:
        if len(str(folder)) > 1:
            line = line.replace(str(folder), Path(folder).name)
    return _PATH.sub("...", line)


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    return value
