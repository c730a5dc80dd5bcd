"""What a zoom costs: python -m training.bench.zoom --data DATA/sroie DATA/forms [--limit 20] [--out DIR]

Every figure comes from one run, as a ratio to the OCR engine alone on the same picture: they are timed alternately,
each with an empty cache. On pages of 150 lines and more, which a zoom reads faster, also to the same engine reading
every line with all care; and there, how many of the marked places of all questions about them a zoom holds either way.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

from tqdm import tqdm

from cropvlm_tools.images.load import load_image
from cropvlm_tools.perception.text import reading as ocr
from cropvlm_tools.perception.text.detection import DENSE, NEVER
from cropvlm_tools.policies.grounded.policy import GroundedPolicy
from cropvlm_tools.policy import Prediction
from cropvlm_tools.zooming.zoom import zoom
from training.bench import report
from training.grounded.judging.probe import holds
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


def seconds(call: Callable[[], object]) -> float:
    """Wall-clock seconds of one call with no line remembered."""
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


@dataclass
class Held:
    """Marked places on dense pages: how many a zoom holds, how large its boxes are and how often there is none."""

    places: int = 0
    held: int = 0
    none: int = 0
    areas: list[float] = field(default_factory=list)

    def add(self, prediction: Prediction, example: Example) -> None:
        self.places += 1
        self.held += holds(prediction, example)
        self.none += prediction.box is None
        self.areas.append(prediction.box.area if prediction.box else 1.0)

    def __str__(self) -> str:
        area = f"area {mean(self.areas):.4f}, p50 {median(self.areas):.4f}" if self.areas else "no area"
        return f"{self.held} of {self.places}, {area}, {self.none} without a box"


def bench(task: Task, limit: int) -> dict[str, float | str | None]:
    """Times over the first questions on ``limit`` different images of a task."""
    alone, whole, counts, dense = [], [], [], []
    fast, careful, policy = Held(), Held(), GroundedPolicy()
    for example in tqdm(task.one_per_image(limit), desc=task.name):

        def read(example: Example = example) -> object:
            return ocr.read_lines(load_image(example.image))

        def with_care(example: Example = example) -> object:
            return ocr.read_lines(load_image(example.image), dense=NEVER)

        def zoomed(example: Example = example) -> object:
            return zoom(example.image, example.question).views

        alone.append(seconds(read))
        counts.append(len(ocr.read_lines(load_image(example.image))))
        whole.append(seconds(zoomed))
        if counts[-1] >= DENSE:
            dense.append(whole[-1] / seconds(with_care))
            image = load_image(example.image)
            for held, lines in ((fast, ocr.read_lines(image)), (careful, ocr.read_lines(image, dense=NEVER))):
                for other in task.examples:
                    if other.image == example.image and other.boxes and not other.counting:
                        held.add(policy.predict_from(lines, other.question, image.size), other)
    return {
        "images": len(alone),
        "lines p50": median(counts),
        "OCR alone p50 s": round(median(alone), 3),
        "zoom p50 s": round(median(whole), 3),
        "ratio of p50": round(median(whole) / median(alone), 3),
        "dense pages": len(dense),
        "zoom on a dense page / full OCR p50": round(median(dense), 3) if dense else None,
        "held on dense pages": str(fast),
        "held with full OCR": str(careful),
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
    yield f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(ZoomRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
