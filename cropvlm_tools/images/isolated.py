"""Decoding in a worker process: what a file does to the decoder, it does to a process that is let go.

``Limits(isolated=True)`` asks for it, and PDFs are never opened elsewhere. A worker is started with the first image,
decodes one image at a time, and is replaced after ``_IMAGES`` of them or when it died. As many threads as there are
workers (``_MOST``) decode at once.

A worker has a limit on processor time for each image and one on memory (``resource.setrlimit``), and is killed when an
image takes longer than ``_PATIENCE`` times that by the clock. Windows has no ``setrlimit``, so the clock is the only
limit there; macOS does not hold the one on memory.
On a photograph of 12 megapixels it costs 3 % (``python -m tests.fuzz.isolation``).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer
from typing import IO, Any, NamedTuple

from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import DEFAULT_LIMITS

Decode = Callable[[bytes, int, int], Image.Image]
"""Bytes, max_pixels and page -> upright RGB."""

Work = Callable[..., Image.Image | dict[str, Any]]
"""Bytes and plain arguments -> an RGB image, or facts that JSON can hold."""

_MOST = min(os.cpu_count() or 1, 4)
_IMAGES = 500  # by a worker: what a decoder leaks is returned with it
SECONDS = 10  # of processor time for an image at the default limits: five times what the checks let in
_PATIENCE = 6  # times that by the clock, for machines that are busy
# New pages of memory cost a fifth of what decoding a photograph does. An idle worker keeps those of 16 megapixels: once
# to hand over, and twice in Pillow's own blocks of 16 MB.
_KEPT, _BLOCKS = 64 << 20, "8"

_START = (
    "import sys; sys.path[:] = {path!r}; "
    "from cropvlm_tools.images.isolated import serve; from {module} import {name}; serve({name})"
)


class _Request(NamedTuple):
    size: int
    max_pixels: int
    seconds: float
    arguments: list[Any]


def decode_isolated(data: bytes, max_pixels: int, page: int, decode: Decode, seconds: int = SECONDS) -> Image.Image:
    """What ``decode`` (a function at the top of its module) makes of the image, in another process.

    ``seconds`` of processor time are for the default limits; more pixels get more.

    Raises:
        ImageError: as ``decode`` does; or the worker ran into its limits or died, an error of this image alone.
    """
    image = run_isolated(decode, data, [max_pixels, page], max_pixels, _share(seconds, max_pixels))
    assert isinstance(image, Image.Image)
    return image


def run_isolated(
    work: Work, data: bytes, arguments: list[Any], max_pixels: int, seconds: float
) -> Image.Image | dict[str, Any]:
    """What ``work(data, *arguments)``, a function at the top of its module, comes to in another process.

    Args:
        arguments: plain JSON data.
        max_pixels: memory is limited to 20 bytes for each, beside half a gigabyte.
        seconds: of processor time.

    Raises:
        ImageError: as ``work`` does; or the worker ran into its limits or died, an error of this file alone.
    """
    with _pool.slots:
        worker = _pool.take(work)
        try:
            return worker.work(data, _Request(len(data), max_pixels, seconds, arguments))
        except ImageError:
            raise
        except BaseException:
            worker.end()
            raise
        finally:
            _pool.give(worker)


class _Worker:
    """One process and the file in memory that it shares with this one: the image goes in, its pixels come out."""

    def __init__(self, work: Work) -> None:
        self.images = 0
        self.task = work
        self._file, name = _shared_file()
        self._named = None if os.name == "posix" else Path(name)
        self._pixels: mmap | None = None  # stays mapped, as on the worker's side
        start = _START.format(path=sys.path, module=work.__module__, name=work.__qualname__)
        posix: dict[str, Any] = (
            {"pass_fds": [self._file.fileno()], "start_new_session": True} if os.name == "posix" else {}
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", start, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, "PILLOW_BLOCKS_MAX": _BLOCKS},
            **posix,
        )

    @property
    def usable(self) -> bool:
        return self.images < _IMAGES and self.process.poll() is None

    def work(self, data: bytes, request: _Request) -> Image.Image | dict[str, Any]:
        self.images += 1
        timer = Timer(_PATIENCE * request.seconds, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            self._file.seek(0)
            self._file.write(data)
            answer = self._ask(request)
        finally:
            timer.cancel()
        if answer is None:
            self.end()
            raise ImageError(
                "Decoding the image took more than its share of time or memory, or ended the decoder. Save it anew.",
                option="seconds",
            )
        if "message" in answer:
            raise ImageError(answer["message"], fix=answer["fix"], option=answer["option"])
        if "facts" in answer:
            facts: dict[str, Any] = answer["facts"]
            return facts
        return self._picture(answer["width"], answer["height"])

    def _ask(self, request: _Request) -> dict[str, Any] | None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        except (OSError, ValueError):
            return None
        return answer

    def _picture(self, width: int, height: int) -> Image.Image:
        size = 4 * width * height
        if self._pixels is None or len(self._pixels) < size:
            self._pixels = mmap(self._file.fileno(), size, access=ACCESS_READ)
        # One copy, into memory of the picture's own.
        pixels: Any = self._pixels  # Pillow reads every buffer, and names but some in its types
        picture = Image.frombytes("RGB", (width, height), pixels, "raw", "RGBX")
        if size > _KEPT:
            self._pixels = None
            with contextlib.suppress(PermissionError):  # Windows cuts no file that is mapped: it stays large
                self._file.truncate(0)
        return picture

    def end(self) -> None:
        """Kill and forget the process."""
        self.process.kill()
        self.process.wait()
        self.forget()
        if self._named is not None:
            self._pixels = None  # Windows deletes no file that is mapped
            with contextlib.suppress(OSError):
                self._named.unlink()

    def forget(self) -> None:
        """Close this process's ends: the worker reads the end of its input, and exits."""
        for pipe in (self.process.stdin, self.process.stdout, self._file):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class _Pool:
    def __init__(self) -> None:
        self.slots = BoundedSemaphore(_MOST)
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._all: list[_Worker] = []

    def take(self, work: Work) -> _Worker:
        with self._lock:
            for worker in [each for each in self._idle if not each.usable]:
                self._drop(worker)
            for worker in reversed(self._idle):
                if worker.task is work:
                    self._idle.remove(worker)
                    return worker
            if len(self._all) >= _MOST:  # one that waits for other work makes room
                self._drop(self._idle[0])
            worker = _Worker(work)
            self._all.append(worker)
            return worker

    def _drop(self, worker: _Worker) -> None:
        self._idle.remove(worker)
        self._all.remove(worker)
        worker.end()

    def give(self, worker: _Worker) -> None:
        with self._lock:
            if worker.usable:
                self._idle.append(worker)
            elif worker in self._all:
                self._all.remove(worker)
                worker.end()

    def end(self) -> None:
        for worker in self._all:
            worker.end()
        self._all.clear()
        self._idle.clear()

    def after_fork(self) -> None:
        """In a child: the workers are the parent's, and so are locks that other threads of it may hold."""
        for worker in self._all:
            worker.forget()
            worker.process.returncode = 0  # no child of this process, which else warns that it still runs
        self.__init__()  # type: ignore[misc]  # a pool as new


_pool = _Pool()
atexit.register(_pool.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.after_fork)


def _share(seconds: int, max_pixels: int) -> int:
    return -(-seconds * max(max_pixels, DEFAULT_LIMITS.pixels) // DEFAULT_LIMITS.pixels)


def _shared_file() -> tuple[IO[bytes], str]:
    """A file without a name on disk where the system has such, and the path under which a child opens it."""
    if os.name != "posix":  # a temporary file that Windows deletes by itself cannot be opened by another process
        descriptor, name = tempfile.mkstemp(prefix="cropvlm-")
        return os.fdopen(descriptor, "r+b", buffering=0), name
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("cropvlm"), "r+b", buffering=0)
    else:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # lives as long as the worker
    return file, f"/dev/fd/{file.fileno()}"


def serve(work: Work) -> None:
    """Be a worker: do what standard input asks for, until it ends."""
    with Path(sys.argv[1]).open("r+b", buffering=0) as file:
        shared = _Shared(file)
        for line in sys.stdin.buffer:
            request = _Request(*json.loads(line))
            _limit(request)
            try:
                done = work(shared.read(request.size), *request.arguments)
                if isinstance(done, Image.Image):
                    shared.write(done)
                    answer: dict[str, Any] = {"width": done.width, "height": done.height}
                else:
                    answer = {"facts": done}
                del done
            except ImageError as error:
                answer = {"message": error.message, "fix": error.fix, "option": error.option}
            except MemoryError:
                answer = {"message": "There is not enough memory to decode the image.", "fix": "", "option": ""}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


class _Shared:
    """The worker's side of the shared file: stays mapped, so that its pages are made once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._pixels: mmap | None = None

    def read(self, size: int) -> bytes:
        if self._pixels is not None and os.fstat(self._file.fileno()).st_size < len(self._pixels):
            self._pixels = None  # cut after a large picture
        self._file.seek(0)
        return self._file.read(size)

    def write(self, picture: Image.Image) -> None:
        """The pixels as RGBX, the layout in which Pillow holds them."""
        size = 4 * picture.width * picture.height
        if self._pixels is None or len(self._pixels) < size:
            if os.fstat(self._file.fileno()).st_size < size:
                self._file.truncate(size)
            self._pixels = mmap(self._file.fileno(), size)
        target = Image.new("RGB", (1, 1))
        # The one way to have Pillow write into memory that is given: no bytes of all pixels are made on the way.
        target.im = Image.core.map_buffer(  # type: ignore[attr-defined]  # Pillow names no types for it
            self._pixels, picture.size, "raw", 0, ("RGB", 0, 1)
        )
        target.im.paste(picture.im, (0, 0, *picture.size))


def _limit(request: _Request) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    signal.setitimer(signal.ITIMER_PROF, request.seconds)  # to the millisecond, where the next counts whole seconds
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    # Libraries and their threads take up to half a gigabyte of addresses; the file, the pixels and what decodes them
    # take 20 bytes for each of max_pixels.
    for kind, limit in (
        (resource.RLIMIT_CPU, math.ceil(used + request.seconds) + 1),
        (resource.RLIMIT_AS, (512 << 20) + 20 * request.max_pixels + (32 << 20)),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))
