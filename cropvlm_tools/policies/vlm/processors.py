"""Processors as they lie on the hub, made ready for pictures: without their video part, each picture by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from threading import get_ident
from typing import Any, Literal

from cropvlm_tools.errors import PolicyError
from cropvlm_tools.forks import Lock
from cropvlm_tools.policies.vlm.pixels import prepare_alone

Pixels = Literal["pil", "torchvision"]
"""What resizes pictures: Pillow, the same on every machine, or torchvision, several times as fast."""

_patching = Lock()


def load_processor(source: str, pixels: Pixels = "pil", **options: Any) -> Any:
    """The processor of a checkpoint, from a folder or the hub, in whichever of the layouts of the last years.

    Nothing here sees videos, so what prepares them is not loaded: it would want torchvision, and num2words. Its
    settings are kept and saved again with the processor.

    Args:
        source: a folder or hub id.
        pixels: what prepares pictures; ``"torchvision"`` where that is installed and the class has it.
        options: of ``from_pretrained``.

    Raises:
        PolicyError: it prepares no pictures.
        Exception: of transformers, where a part is missing or damaged.
    """
    transformers = import_module("transformers")
    with _patching, _no_video(transformers):
        processor = transformers.AutoProcessor.from_pretrained(source, **options)
    if getattr(processor, "image_processor", None) is None or getattr(processor, "tokenizer", None) is None:
        raise PolicyError(f"its processor, a {type(processor).__name__}, prepares no pictures with text.")
    processor.image_processor = transformers.AutoImageProcessor.from_pretrained(source, backend=pixels, **options)
    prepare_alone(processor)
    return processor


@contextmanager
def _no_video(transformers: Any) -> Iterator[None]:
    """Within, and in this thread, an AutoProcessor loads settings of a video processor instead of the processor."""
    videos: Any = import_module("transformers.models.auto.video_processing_auto")
    smolvlm: Any = import_module("transformers.models.smolvlm.processing_smolvlm")
    auto, mixin = videos.AutoVideoProcessor, transformers.ProcessorMixin
    load, check, words = vars(auto)["from_pretrained"], mixin.check_argument_for_proper_class, smolvlm.num2words
    here = get_ident()

    def settings(kind: Any, source: Any, *args: Any, **given: Any) -> Any:
        if get_ident() != here:
            return load.__func__(kind, source, *args, **given)
        names = ("cache_dir", "revision", "local_files_only", "token")
        known = {name: given[name] for name in names if name in given}
        return _unseen()(**videos.get_video_processor_config(source, **known))

    def unless_video(self: Any, name: str, part: Any) -> Any:
        return None if isinstance(part, _unseen()) else check(self, name, part)

    auto.from_pretrained, mixin.check_argument_for_proper_class = classmethod(settings), unless_video
    smolvlm.num2words = words or _say_nothing  # SmolVLM's words for how long a video is
    try:
        yield
    finally:
        auto.from_pretrained, mixin.check_argument_for_proper_class = load, check
        smolvlm.num2words = words


def _say_nothing(number: object) -> str:
    raise PolicyError("Videos are not read here.")


@cache
def _unseen() -> type:
    """A class of transformers, made when transformers is there."""
    base = import_module("transformers.image_processing_utils").BaseImageProcessor

    class Unseen(base):  # type: ignore[misc, valid-type]  # a class of transformers, known when it runs
        """Settings of a video processor, which is never asked."""

        num_frames = fps = None  # SmolVLM's template asks for both before it looks for a video
        merge_size = temporal_patch_size = 1

        def __init__(self, **settings: Any) -> None:
            super().__init__()
            self._settings = settings

        def to_dict(self) -> dict[str, Any]:
            return dict(self._settings)

        def preprocess(self, *args: Any, **given: Any) -> Any:
            raise PolicyError("Videos are not read here.")

    return Unseen
