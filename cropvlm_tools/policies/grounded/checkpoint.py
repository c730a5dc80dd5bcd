"""The folder that a trained policy lies in: networks and word vectors, and the ``policy.json`` that says what they are.

{"policy": "grounded", "files": {NAME: sha256}, "inputs": {"version": 1, "tables": {TABLE: sha256}}, ...}
"""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypedDict

import numpy as np

from cropvlm_tools.errors import PolicyError
from cropvlm_tools.forks import Renewed, leave_behind
from cropvlm_tools.policies.folder import MOST_BYTES, read_file, read_json, without_paths
from cropvlm_tools.policies.grounded.choosing.inputs import Floats
from cropvlm_tools.policies.grounded.question.words import WordVectors
from cropvlm_tools.policies.grounded.tables import INPUT_VERSION, input_digests

FILES = ("lines.onnx", "boxes.onnx", "words.npz")
CLUES = (
    "log-odds of the evidence in the box",
    "logit of absence",
    "probability of the box",
    "strongest clue",
    "log-odds of the likeliest line",
    "how well the question's pieces are found on the page",
    "how well they are found in the box",
)
"""What the confidence is made of, in this order (``Calibration.weights``)."""

_STEEPEST = 1e6  # of the calibration's numbers: with clues of 32 bits no sum of them overflows
_ELSEWHERE = b"\x0a\x08location"  # onnx.proto, TensorProto.external_data: the key, as protobuf writes it

TRAIN_AGAIN = "Train them again with this one (python -m training.grounded), or take the default, which ships with it."


class _Node(Protocol):
    name: str
    shape: list[int | str]


class Session(Protocol):
    """As much of ``onnxruntime.InferenceSession`` as is used."""

    def get_inputs(self) -> list[_Node]: ...

    def run(self, outputs: None, inputs: dict[str, Floats]) -> list[Floats]: ...


class Network(Renewed):
    """A graph of onnxruntime. A forked child opens it again: another thread of its parent may have been in it.

    Raises:
        Exception: it is damaged; of onnxruntime, whose text may hold a path.
    """

    def __init__(self, graph: bytes) -> None:
        super().__init__()
        self._graph = graph
        self._session: Session | None = _session(graph)

    def renew(self) -> None:
        leave_behind(self._session)
        self._session = None

    @property
    def session(self) -> Session:
        if self._session is None:
            self._session = _session(self._graph)
        return self._session

    def run(self, inputs: Mapping[str, Floats]) -> list[Floats]:
        """The answers to named arrays.

        Raises:
            ValueError: one of them is not finite, as of damaged weights; nobody who chooses by it would come to an end.
        """
        answers = self.session.run(None, {name: np.ascontiguousarray(value) for name, value in inputs.items()})
        if not all(np.isfinite(answer).all() for answer in answers):
            raise ValueError("a network's answer is no number")
        return answers


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from what the networks say to the probability that the evidence lies in the box."""

    bias: float = 0.0
    weights: tuple[float, ...] = (1.0, *[0.0] * (len(CLUES) - 1))
    """One for each of ``CLUES``."""

    nowhere: float = 1.0
    """Logit from which a question is taken to ask for no place that is here."""

    def __call__(self, clues: Sequence[float]) -> float:
        total = self.bias + sum(weight * clue for weight, clue in zip(self.weights, clues, strict=True))
        return 1 / (1 + math.exp(-min(max(total, -30.0), 30.0)))


class BoundInputs(TypedDict):
    """What ``policy.json`` keeps under ``inputs``."""

    version: int
    tables: dict[str, str]


def bound_inputs() -> BoundInputs:
    """Of networks that are trained now."""
    return {"version": INPUT_VERSION, "tables": input_digests()}


@dataclass(frozen=True)
class Checkpoint:
    """The files of a folder, which are those that its ``policy.json`` describes."""

    calibration: Calibration
    lines: Network
    boxes: Network
    words: WordVectors


def read_checkpoint(folder: Path) -> Checkpoint:
    """What lies in a folder whose networks were trained with the tables and the feature code of this package. Each file
    is read once, so that what was checked is what is used.

    Raises:
        PolicyError: a file is missing, damaged or another one, or a table is.
    """
    config = read_json(folder)
    try:
        sums = dict(config["files"])
        files = {name: read_file(folder, name) for name in FILES}
        for name, data in files.items():
            if hashlib.sha256(data).hexdigest() != sums[name]:
                raise PolicyError(f"{name} in {folder.name!r} is not the file its policy.json describes.")
        _check_inputs(folder.name, config.get("inputs") or BoundInputs(version=0, tables={}))
        calibration = _calibration(config.get("calibration"))
        words = WordVectors.load(io.BytesIO(_unpacked(files["words.npz"])))
        return Checkpoint(calibration, Network(files["lines.onnx"]), Network(files["boxes.onnx"]), words)
    except PolicyError:
        raise
    except Exception as error:  # of json, zipfile, zlib, numpy, onnxruntime, whose text may hold a path
        raise PolicyError(
            f"Folder {folder.name!r:.80} does not hold the weights of a GroundedPolicy: {_why(error)}"
        ) from error


def _why(error: Exception) -> str:
    told = isinstance(error, (KeyError, TypeError, ValueError)) and not isinstance(error, UnicodeError)
    return f"{type(error).__name__}: {without_paths(str(error)):.120}" if told else f"{type(error).__name__}."


def _calibration(values: Any) -> Calibration:
    if values is None:
        return Calibration()
    numbers = [values["bias"], values["nowhere"], *values["weights"]]
    if len(numbers) != 2 + len(CLUES):
        raise ValueError(f"calibration has {len(numbers) - 2} weights, not {len(CLUES)}")
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not abs(number) <= _STEEPEST:
            raise ValueError(f"calibration holds {number!r:.40}")
    bias, nowhere, *weights = map(float, numbers)
    return Calibration(bias, tuple(weights), nowhere)


def _unpacked(archive: bytes) -> bytes:
    """The same, if what is packed in it is of bounded size."""
    with zipfile.ZipFile(io.BytesIO(archive)) as names:
        if sum(entry.file_size for entry in names.infolist()) > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES:,} bytes are packed in it")
    return archive


def _session(network: bytes) -> Session:
    import onnxruntime

    if _ELSEWHERE in network:
        raise ValueError("a network's numbers lie outside of its file")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # small graphs: threads cost more than they bring
    options.log_severity_level = 4  # what goes wrong is an exception
    session: Session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return session


def _check_inputs(name: str, trained: BoundInputs) -> None:
    own = bound_inputs()
    if trained["version"] != own["version"]:
        raise PolicyError(
            f"The weights in {name!r} were trained for another version of cropvlm-tools (inputs {trained['version']}, "
            f"here {own['version']}). {TRAIN_AGAIN}"
        )
    theirs, ours = dict(trained["tables"]), own["tables"]
    changed = sorted(table for table in theirs.keys() | ours.keys() if theirs.get(table) != ours.get(table))
    if changed:
        raise PolicyError(
            f"The weights in {name!r} were trained with another content of {', '.join(changed):.300}: with this "
            f"package's they are a model that nobody has tested. {TRAIN_AGAIN}"
        )
