"""What a zoom costs: python -m training.bench.zoom --data DATA/sroie DATA/forms [--limit 20] [--out DIR]

Every figure comes from one run, as a ratio to the OCR engine alone on the same picture: they are timed alternately,
each with an empty cache. A further question is one more to the policy about the same picture in memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from tqdm import tqdm

from cropvlm_tools.images.load import load_image
from cropvlm_tools.perception.text import reading as ocr
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.zooming.zoom import zoom
from training.bench import report
from training.recipe import check_fields, run_stage
from training.tasks.hub import load_task
from training.tasks.task import Example, Task


@dataclass(frozen=True, kw_only=True)
class ZoomRecipe:
    """Seconds and memory of a zoom, as ratios within one run."""

    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})
    limit: int = field(default=20, metadata={"help": "pictures of each task"})
    images: Path | None = field(default=None, metadata={"help": "folder for named tasks' pictures"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("limit",))


def seconds(call: Callable[[], object], forget: bool = True) -> float:
    """Wall-clock seconds of one call; with ``forget`` no line is remembered."""
    if forget:
        ocr.forget_lines()
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def import_seconds(repeats: int = 7) -> float:
    """Median wall-clock seconds ``import cropvlm_tools`` takes in a fresh interpreter, beyond starting it."""

    def wall(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    return median(wall("import cropvlm_tools; cropvlm_tools.__all__") - wall("pass") for _ in range(repeats))


def bench(task: Task, limit: int) -> dict[str, float | str]:
    """Times over the first questions on ``limit`` different images of a task."""
    alone, whole, further, counts = [], [], [], []
    policy = load_policy("default")
    for example in tqdm(task.one_per_image(limit), desc=task.name):

        def read(example: Example = example) -> object:
            return ocr.read(load_image(example.image))

        def zoomed(example: Example = example) -> object:
            return zoom(example.image, example.question).views

        alone.append(seconds(read))
        counts.append(len(ocr.read(load_image(example.image)).lines))
        whole.append(seconds(zoomed))
        again = partial(policy.predict, load_image(example.image), "What is it?")
        again()
        further.append(seconds(again, forget=False))
    return {
        "images": len(alone),
        "lines p50": median(counts),
        "OCR alone p50 s": round(median(alone), 3),
        "zoom p50 s": round(median(whole), 3),
        "ratio of p50": round(median(whole) / median(alone), 3),
        "further question p50 s": round(median(further), 5),
    }


def run(recipe: ZoomRecipe) -> Path | None:
    """Print what importing, a zoom of each task and memory come to; returns the file where there is one."""
    return report(_lines(recipe), recipe.out, "zoom.txt")


def _lines(recipe: ZoomRecipe) -> Iterator[str]:
    yield f"import cropvlm_tools: {import_seconds():.3f} s"
    tasks = [load_task(source, "", recipe.images) for source in recipe.data]
    ocr.read_lines(load_image(tasks[0].examples[0].image))  # the engine is loaded once
    for task in tasks:
        yield f"{task.name} {json.dumps(bench(task, recipe.limit))}"
    yield f"peak memory: {_peak()}"


def _peak() -> str:
    try:
        import resource
    except ImportError:  # Windows
        return "not known here"
    bytes_each = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * bytes_each / 2**20:.0f} MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(ZoomRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
