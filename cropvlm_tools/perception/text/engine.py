"""PP-OCR by rapidocr on onnxruntime: finds lines, reads strips; models in its wheel, nothing downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.forks import Lock, Renewed, leave_behind
from cropvlm_tools.perception.text.detection import LONGEST_EDGE
from cropvlm_tools.perception.text.repeats import first_alike
from cropvlm_tools.perception.text.weights import without_denormals

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Strip = NDArray[np.uint8]
"""(height, width, 3) pixels in BGR, one line of text."""

REPEATS = 150
"""Lines from which a page is likely a table, whose repeated cells are read once; comparing them costs .03 s."""

MOST_QUADS = 10_000  # contours of one view that the detector measures; a page of 6 pt print has some 2,000


# runs after which a session gives its memory back. The detector over pictures of 24 sizes: peak .84 GB, .93 s of a
# processor each; after every run .50 GB and 1.00 s; never .80 s and more memory with every size
_SHRINK = 4


class _Texts(Protocol):
    """What rapidocr's recogniser gives: a text and a score for each strip."""

    txts: tuple[str, ...]
    scores: tuple[float, ...]


class Engine(Renewed):
    """One detector and one recogniser, for one thread at a time (``lock``).

    The detector spreads one picture over ``threads`` processors. Strips are small, and onnxruntime gains little by
    spreading one: as many strips as there are threads are read at once instead, each by one processor.

    Args:
        threads: processors to use; -1 is all of this process.
    """

    def __init__(self, threads: int) -> None:
        from omegaconf import flag_override
        from rapidocr import RapidOCR

        super().__init__()
        self.lock = Lock()
        self.threads = threads if threads > 0 else _processors()
        settings: dict[str, object] = {
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.use_cls": False,
            "Global.use_rec": False,
            "Global.text_score": 0.0,
            "Det.limit_side_len": LONGEST_EDGE,
            "Det.limit_type": "max",
            "Det.max_candidates": MOST_QUADS,
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, 96],  # the floor of a line's width; padding short words to 320 costs a third
        }
        self._engine = RapidOCR(params=settings)
        with flag_override(self._engine.cfg, "allow_objects", True):
            self._engine.cfg.Det.session = _session("det", self.threads)
            self._engine.cfg.Rec.session = _session("rec", 1)

    def renew(self) -> None:
        """In a forked child: its threads are not there, and another one may have been reading with it."""
        leave_behind(self)
        engine_of.cache_clear()

    def quads(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 4, 2) corner points in pixels of BGR pixels, clockwise from the upper left."""
        quads: NDArray[np.float32] | None = self._engine(pixels).boxes  # type: ignore[union-attr]
        return np.zeros((0, 4, 2), np.float32) if quads is None else np.asarray(quads, np.float32)

    def texts(self, strips: Sequence[Strip]) -> list[tuple[str, float]]:
        """The text of each strip and how sure the recogniser is of it, in [0, 1]."""
        alike = first_alike(strips) if len(strips) >= REPEATS else list(range(len(strips)))
        firsts = sorted(set(alike))
        if len(firsts) < 2 or self.threads == 1:
            read = dict(zip(firsts, map(self._text, (strips[i] for i in firsts)), strict=True))
        else:
            self._text(strips[firsts[0]])  # loads the model
            with ThreadPoolExecutor(self.threads) as pool:
                read = dict(zip(firsts, pool.map(self._text, (strips[i] for i in firsts)), strict=True))
        return [read[i] for i in alike]

    def _text(self, strip: Strip) -> tuple[str, float]:
        read = cast(_Texts, self._engine.recognize_txt([strip]))
        return read.txts[0].strip(), float(read.scores[0])


engine_of = lru_cache(maxsize=2)(Engine)
"""The engine that uses so many processors, made once."""


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _session(kind: str, threads: int) -> InferenceSession | None:
    """A session with rapidocr's model of that kind; None where its wheel has another set of models: its own way."""
    import onnxruntime
    import rapidocr

    class Session(onnxruntime.InferenceSession):  # type: ignore[misc]  # onnxruntime has no types
        """Gives the memory of its arena back now and then: each size of picture adds to it, without end."""

        runs = 0

        def run(self, outputs: Any, inputs: Any, options: Any = None) -> Any:
            self.runs += 1
            return super().run(
                outputs, inputs, options or (shrinking if kind == "det" and self.runs % _SHRINK == 0 else None)
            )

    models = list((Path(rapidocr.__file__).parent / "models").glob(f"*_{kind}_*.onnx"))
    if len(models) != 1:
        return None
    settings, shrinking = onnxruntime.SessionOptions(), onnxruntime.RunOptions()
    shrinking.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    settings.log_severity_level = 4
    settings.intra_op_num_threads = threads
    return Session(without_denormals(models[0].read_bytes()), settings, providers=["CPUExecutionProvider"])
