"""Crops that are kept: those of earlier turns cost nothing, and are the same to the byte."""

from __future__ import annotations

import hashlib
import os
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields

from cropvlm_tools.chat.look import Captioned, Facts
from cropvlm_tools.forks import Lock
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import ZoomOptions

_MOST_BYTES = 64_000_000  # of all crops that are kept: a screen's crop has some 300 KB


@dataclass(frozen=True)
class Crop:
    """What is put in for one image: none of the source's pixels, so that it may be kept."""

    details: Captioned
    facts: Facts
    smaller: View | None = None
    """The whole, to be sent anew."""

    saved: int = 0
    """Visual tokens that the whole then costs less."""

    seen: Budget | None = None
    """What is seen of ``smaller``, where that was planned."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(view.data) for _, view in self.details) + (0 if self.smaller is None else len(self.smaller.data))


class Kept:
    """Crops made before, by image, question and options, for several threads; why there is none is kept too."""

    def __init__(self, most: int = 256) -> None:
        """``most``: crops, of 64 MB together."""
        self._most, self._bytes = most, 0
        self._crops: OrderedDict[bytes, tuple[Crop | str, tuple[object, ...]]] = OrderedDict()
        self._lock = Lock()

    def crop(
        self, source: object, key: tuple[Hashable, ...], options: ZoomOptions, make: Callable[[], Crop | str]
    ) -> Crop | str:
        """The crop of that image, or why there is none; made once where the source is text or bytes.

        Args:
            key: what else the crop depends on; its ``repr`` tells one from another.
        """
        held = _held(options)
        if held is None or not isinstance(source, (str, bytes, bytearray, memoryview)):
            return make()
        plain = [repr(getattr(options, name)) for name in _PLAIN]
        digest = _digest(source, (key, plain, id(options.policy), id(options.fetch)))
        with self._lock:
            known = self._crops.get(digest)
            if known is not None and _same(known[1], held):
                self._crops.move_to_end(digest)
                return known[0]
        crop = make()
        with self._lock:
            self._forget(digest)
            self._crops[digest] = crop, held
            self._bytes += crop.size if isinstance(crop, Crop) else 0
            while len(self._crops) > self._most or self._bytes > _MOST_BYTES:
                self._forget(next(iter(self._crops)))
        return crop

    def forget(self) -> None:
        """Keep nothing of what was kept."""
        with self._lock:
            self._crops.clear()
            self._bytes = 0

    def _forget(self, digest: bytes) -> None:
        crop, _ = self._crops.pop(digest, ("", ()))
        self._bytes -= crop.size if isinstance(crop, Crop) else 0


KEPT = Kept()
"""Of all calls in this process."""

_OBJECTS = ("policy", "fetch")
_PLAIN = tuple(option.name for option in fields(ZoomOptions) if option.name not in _OBJECTS)


def _held(options: ZoomOptions) -> tuple[object, ...] | None:
    """Policy and fetcher, by which crops are told apart, objects referred to weakly: a model is not kept in memory for
    its crops. None where one cannot be referred to so.
    """
    try:
        return tuple(
            str(value) if value is None or isinstance(value, (str, os.PathLike)) else weakref.ref(value)
            for value in (options.policy, options.fetch)
        )
    except TypeError:
        return None


def _same(known: tuple[object, ...], held: tuple[object, ...]) -> bool:
    return all(
        one() is other() is not None
        if isinstance(one, weakref.ref) and isinstance(other, weakref.ref)
        else one == other
        for one, other in zip(known, held, strict=True)
    )


def _digest(source: str | bytes | bytearray | memoryview, rest: object) -> bytes:
    digest = hashlib.sha256(f"{rest!r}\n".encode(errors="surrogatepass"))
    digest.update(source.encode(errors="surrogatepass") if isinstance(source, str) else source)
    return digest.digest()
