"""What a crop shows: a small network trained on the icons of free sets (NOTICE.md), on onnxruntime."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.forks import Renewed, leave_behind
from cropvlm_tools.perception.symbols.crops import prepared

FOLDER = Path(__file__).parent
_AT_ONCE = 64  # crops of one run: 1.6 MB of input, and the network's own arrays stay in the processor's cache


class Recogniser(Renewed):
    """The network, and the words of its classes.

    Args:
        folder: with ``symbols.onnx`` and the ``symbols.json`` that has its checksum.

    Raises:
        CropVLMError: a file is missing or damaged.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__()
        try:
            described = json.loads((folder / "symbols.json").read_text(encoding="utf-8"))
            self._graph = (folder / "symbols.onnx").read_bytes()
            self.classes: tuple[str, ...] = tuple(map(str, described["classes"]))
            expected = described["sha256"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise CropVLMError(_BROKEN, fix="Install cropvlm-tools again.") from error
        self.digest = hashlib.sha256(self._graph).hexdigest()
        if self.digest != expected:
            raise CropVLMError(_BROKEN, fix="Install cropvlm-tools again.")
        self._session: Any = None

    def renew(self) -> None:
        leave_behind(self._session)
        self._session = None

    def __call__(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, classes + 2) probabilities of (n, EDGE, EDGE, 3) crops: the classes, another symbol, and no symbol."""
        if self._session is None:
            self._session = _session(self._graph)
        starts = range(0, len(crops), _AT_ONCE)
        answers = [self._session.run(None, {"crops": prepared(crops[at : at + _AT_ONCE])})[0] for at in starts]
        return np.concatenate([np.zeros((0, len(self.classes) + 2), np.float32), *answers])


_BROKEN = "The recogniser of symbols is missing or damaged."


def _session(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # crops of 40 px: threads cost more than they bring
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


recogniser = lru_cache(maxsize=1)(Recogniser)
"""The one in the wheel, made once."""
