"""Roots: folders whose images a stranger may name, and nothing outside them, whoever changes links meanwhile."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.images.names import caseless, shown, shown_whole, spaced, spellings

_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".pdf")
_LISTED = 20  # files named in an error
_CHARACTERS = 1500  # of their names together
_VISITED = 2000  # entries of folders looked at for that
_COMPARED = 20_000  # entries compared with a name that no file has exactly: 0.1 s
_SECONDS = 1.0  # for either, on a slow disk
_LINKS = 40  # followed for one file, as in Linux
_DEEPEST = 200  # descriptors of a walk; a process may hold 1024

_BY_STEPS = os.open in os.supports_dir_fd and os.readlink in os.supports_dir_fd and os.scandir in os.supports_fd
_FOLDER = os.O_RDONLY
_FILE = os.O_RDONLY
for _name in ("O_CLOEXEC", "O_NOFOLLOW", "O_DIRECTORY"):
    _FOLDER |= getattr(os, _name, 0)
# O_NONBLOCK: a FIFO opens without waiting for a writer; O_NOCTTY: a terminal is not adopted.
for _name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
    _FILE |= getattr(os, _name, 0)
_PASSED = _FOLDER | getattr(os, "O_PATH", 0)  # a folder on the way need not be readable

Parts = tuple[str, ...]
"""A path below a root."""


@dataclass(frozen=True)
class _Root:
    folder: Path
    """Absolute and free of links."""

    given: Path
    """As its owner wrote it, absolute."""


class Roots:
    """Folders, looked through in order.

    A file is opened step by step from the root folder, each step without following links; what links say is read and
    walked in the same way, so that one that stays in its root works and none leads out of it. What has been opened is
    what is checked and read. Where a system knows no such steps (Windows) the path is resolved, checked and opened,
    and what was opened must be what was checked.

    Raises:
        CropVLMError: one is not a folder, or there is none.
    """

    def __init__(self, folders: Sequence[str | Path]) -> None:
        self._roots = [_Root(Path(folder).resolve(), Path(folder).absolute()) for folder in folders]
        if not self._roots or not all(root.folder.is_dir() for root in self._roots):
            raise CropVLMError("Every root must be an existing folder, and there must be at least one.")

    def read(self, name: str, most: int) -> tuple[str, bytes]:
        """(path below its root, content) of a regular file; of a larger one the first ``most`` + 1 bytes.

        A file of exactly this name comes first; else one whose name looks alike (``names.spaced``, then
        ``names.caseless``), where a root has exactly one.

        Args:
            name: relative, or absolute and inside a root, or a ``file://`` URL (``names.spellings``).
            most: bytes.

        Raises:
            ImageError: there is no such file; whatever lies outside, the answer is the same.
        """
        for root in self._roots:
            for parts in spellings(name, root.folder, root.given):
                if (data := _content(root.folder, parts, most)) is not None:
                    return "/".join(parts), data
        visits = _Visits(_COMPARED)
        for alike in (spaced, caseless):
            for root in self._roots:
                found = {
                    match
                    for parts in spellings(name, root.folder, root.given)
                    for match in _matches(root.folder, parts, alike, visits)
                }
                if visits.over or len(found) > 1:
                    break
                for parts in found:
                    if (data := _content(root.folder, parts, most)) is not None:
                        return "/".join(parts), data
        raise ImageError(f"There is no such image file in the server's folder. {self.listing()}")

    def listing(self) -> str:
        """A sentence with the names of some images, without what is hidden or behind a link; at most 1,600
        characters."""
        names, is_all = self.names()
        listed: list[str] = []
        for name in names[:_LISTED]:
            quoted = shown(name)
            if sum(map(len, listed)) + len(quoted) > _CHARACTERS:
                break
            listed.append(quoted)
        if not names:
            return "It holds no images." if is_all else "Its images are too many, or too deep in it, to be listed."
        return f"Images: {', '.join(listed)}{'' if is_all and len(listed) == len(names) else ', ...'}"

    def names(self) -> tuple[list[str], bool]:
        """Paths of images below the roots, the nearest first, without what is hidden or behind a link, and whether
        these are all: it takes a second at most."""
        visits = _Visits(_VISITED)
        names = [name for root in self._roots for name in _image_names(root.folder, visits)]
        return names, not visits.over


class _Visits:
    """How many entries of folders may still be looked at, and until when; ``over`` once something was left out."""

    def __init__(self, most: int) -> None:
        self.left, self.over = most, False
        self._end = time.monotonic() + _SECONDS

    def entries(self, root: Path, parts: Parts) -> Iterator[os.DirEntry[str]]:
        with suppress(OSError, ValueError), _scanned(root, parts) as entries:
            for entry in entries:
                if not self.left or time.monotonic() > self._end:
                    self.left, self.over = 0, True
                    return
                self.left -= 1
                yield entry


def _image_names(root: Path, visits: _Visits) -> list[str]:
    """Paths of image files, the nearest first, as far as they can be shown whole."""
    found: list[Parts] = []
    folders: deque[Parts] = deque([()])
    while folders and visits.left > 0:
        folder = folders.popleft()
        below = []
        for entry in visits.entries(root, folder):
            parts = (*folder, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            is_image = entry.name.lower().endswith(_SUFFIXES) and entry.is_file(follow_symlinks=False)
            if entry.name.startswith(".") or not (is_folder or is_image):
                continue
            if not shown_whole("/".join(parts)):
                visits.over = True
            elif is_folder:
                below.append(parts)
            else:
                found.append(parts)
        folders.extend(sorted(below))
    return ["/".join(parts) for parts in sorted(found, key=lambda parts: (len(parts), parts))]


def _matches(root: Path, parts: Parts, alike: Callable[[str], str], visits: _Visits) -> list[Parts]:
    """Paths that exist and whose parts are alike to these, or are shown as these."""
    found: list[Parts] = [()]
    for part in parts:
        key, quoted = alike(part), f'"{part}"'
        found = [
            (*folder, entry.name)
            for folder in found
            for entry in visits.entries(root, folder)
            if alike(entry.name) == key or ("\\" in part and shown(entry.name) == quoted)
        ]
    return found


def _content(root: Path, parts: Parts, most: int) -> bytes | None:
    try:
        with os.fdopen(_opened(root, parts), "rb") as file:
            return file.read(most + 1) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except (OSError, RuntimeError, ValueError):  # a name too long, a loop of links, no Unicode
        return None


@contextmanager
def _scanned(root: Path, parts: Parts) -> Iterator[Iterator[os.DirEntry[str]]]:
    if not _BY_STEPS:
        with os.scandir(_resolved(root, parts)) as entries:
            yield entries
        return
    descriptor = _walked(root, parts, _FOLDER)
    try:
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)


def _opened(root: Path, parts: Parts) -> int:
    if _BY_STEPS:
        return _walked(root, parts, _FILE)
    descriptor = os.open(_resolved(root, parts), _FILE)
    try:
        if os.path.samestat(os.fstat(descriptor), _resolved(root, parts).stat()):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    raise FileNotFoundError(errno.ENOENT, "another file was opened than was checked")


def _resolved(root: Path, parts: Parts) -> Path:
    path = root.joinpath(*parts).resolve(strict=True)
    if not path.is_relative_to(root):
        raise FileNotFoundError(errno.ENOENT, "outside")
    return path


def _walked(root: Path, parts: Parts, flags: int) -> int:
    """The descriptor of what these parts name below the root, opened with the flags.

    Raises:
        OSError, ValueError: there is nothing, or it lies outside.
    """
    held = [_root_descriptor(root)]  # the root, and the folders from there to where the walk is
    ahead, links = list(reversed(parts)) or ["."], 0
    try:
        while ahead:
            part = ahead.pop()
            if part == "..":  # a link said so
                os.close(held.pop())
                if not held:
                    break
                continue
            try:
                descriptor = os.open(part, _PASSED if ahead else flags, dir_fd=held[-1])
            except OSError:
                links += 1
                if links > _LINKS or len(ahead) + len(held) > _DEEPEST:
                    raise
                target = Path(os.readlink(part, dir_fd=held[-1]))  # an OSError where it is no link
                if target.anchor:
                    target = target.relative_to(root)  # ValueError: outside
                    while len(held) > 1:
                        os.close(held.pop())
                ahead.extend(reversed(target.parts))
                continue
            if not ahead:
                return descriptor
            held.append(descriptor)
        raise FileNotFoundError(errno.ENOENT, "no file, or outside")
    finally:
        for descriptor in held:
            os.close(descriptor)


def _root_descriptor(root: Path) -> int:
    """Of the folder itself: no part of its path has become a link."""
    descriptor = os.open(root.anchor, _PASSED)
    for part in root.parts[1:]:
        outer = descriptor
        try:
            descriptor = os.open(part, _PASSED, dir_fd=outer)
        finally:
            os.close(outer)
    return descriptor
