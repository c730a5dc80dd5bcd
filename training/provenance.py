"""How a run came about: its settings, and for each time it was started the command, the commit and the versions."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import cropvlm_tools
from cropvlm_tools.errors import CropVLMError
from training.storage import read_json, reading, write_atomic

_PACKAGES = ("numpy", "onnxruntime", "pillow", "rapidfuzz", "rapidocr", "torch", "transformers", "openai", "anthropic")
_CHANGED = "+changes"


class ProvenanceError(CropVLMError):
    """A folder holds another run; the message says what differs."""


def record(path: Path, module: str, settings: Mapping[str, Any]) -> None:
    """Write a run's JSON file, or add to the one an interrupted run of the same settings has left.

    Raises:
        ProvenanceError: the folder holds a run with other settings.
        StorageError: the file is damaged.
    """
    settings = json.loads(json.dumps(settings))
    earlier: dict[str, Any] = read_json(path) if path.exists() else {"settings": settings, "runs": []}
    with reading(path):
        before, runs = dict(earlier["settings"]), list(earlier["runs"])
        commits = {run["commit"] for run in runs}
    if before != settings:
        differing = sorted(name for name in {*settings, *before} if before.get(name) != settings.get(name))
        raise ProvenanceError(f"--out holds rows of a run with other {', '.join(differing)}. Give another folder.")
    commit = find_commit()
    now = {
        "command": shlex.join(["python", "-m", module, *sys.argv[1:]]),
        "commit": commit,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"python": sys.version.split()[0], "cropvlm-tools": cropvlm_tools.__version__} | _versions(),
    }
    unknown = commit is None or commit.endswith(_CHANGED)
    if runs and (unknown or commits != {commit}):
        print(
            f"{module}: rows of another state of the code are kept; for a clean table give a new --out.",
            file=sys.stderr,
        )
    write_atomic(path, json.dumps({"settings": settings, "runs": [*runs, now]}, indent=1))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for one run at a time, until the process ends, however it does; not on Windows.

    Raises:
        ProvenanceError: another process holds it.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system that has no locks
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ProvenanceError(f"Another process works in {folder.name}. Wait for it, or stop it.") from error
        yield
    finally:
        os.close(handle)


def find_commit() -> str | None:
    """Of this checkout, with a mark where files have changed since; None outside of one."""
    root = Path(__file__).parent

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + (_CHANGED if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _versions() -> dict[str, str]:
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
