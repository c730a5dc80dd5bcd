"""What the stages use of TRL and transformers, whose own classes come with an extra."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cropvlm_tools.policies.vlm.interface import Model, Processor

if TYPE_CHECKING:
    import torch


class Saved(Protocol):
    """A processor."""

    def save_pretrained(self, folder: Path, /) -> object: ...


class Trainable(Model, Protocol):
    """A model that is trained and asked in turns."""

    training: bool

    def train(self, mode: bool = True) -> object: ...

    def eval(self) -> object: ...


class Accelerator(Protocol):
    """Of one process among several."""

    is_main_process: bool
    process_index: int
    num_processes: int
    device: torch.device

    def gather(self, tensor: torch.Tensor, /) -> torch.Tensor: ...

    def unwrap_model(self, model: object, /) -> Trainable: ...

    def wait_for_everyone(self) -> None: ...

    def end_training(self) -> None: ...


class Trainer(Protocol):
    """Of TRL."""

    model: object
    processing_class: Processor
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
