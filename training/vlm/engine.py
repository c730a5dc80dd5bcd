"""What the stages use of TRL and transformers, whose own classes come with an extra."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol


class Saved(Protocol):
    """A processor."""

    def save_pretrained(self, folder: Path, /) -> object: ...


class Model(Saved, Protocol):
    """A model of transformers."""

    training: bool

    def train(self, mode: bool = True) -> object: ...

    def eval(self) -> object: ...


class Accelerator(Protocol):
    """Of one process among several."""

    is_main_process: bool

    def unwrap_model(self, model: object, /) -> Model: ...

    def wait_for_everyone(self) -> None: ...

    def end_training(self) -> None: ...


class Trainer(Protocol):
    """Of TRL."""

    model: object
    processing_class: Saved
    accelerator: Accelerator

    def log(self, logs: dict[str, float], /) -> None: ...


class State(Protocol):
    """How far a run is."""

    is_world_process_zero: bool
    global_step: int
    max_steps: int


class Control(Protocol):
    """What a trainer does next."""

    should_log: bool


class Batches(Protocol):
    """In which order rows come."""

    sampler: Iterable[object]


class Loader(Protocol):
    """Of a trainer's batches."""

    batch_sampler: Batches

    def __len__(self) -> int: ...


Logs = Mapping[str, object]
