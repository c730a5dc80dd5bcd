"""What a zoom costs: python -m training.bench.zoom --data DIR [DIR ...] [--limit 20]

Every figure comes from one run, as a ratio to the OCR engine alone on the same picture: they are timed alternately,
each with an empty cache. On pages of 150 lines and more, which a zoom reads faster, also to the same engine reading
every line with all care; and there, how many of the marked places of all questions about them a zoom holds either way.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

from tqdm import tqdm

from cropvlm_tools.images.load import load_image
from cropvlm_tools.perception.text import reading as ocr
from cropvlm_tools.perception.text.detection import DENSE, NEVER
from cropvlm_tools.policies.grounded.policy import OcrPolicy
from cropvlm_tools.policy import Prediction
from cropvlm_tools.zooming.zoom import zoom
from training.grounded.judging.probe import holds
from training.tasks import Example
from training.tasks.jsonl import load_jsonl


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


def bench(folder: Path, limit: int) -> dict[str, object]:
    """Times over the first questions on ``limit`` different images of a task folder."""
    alone, whole, counts, dense = [], [], [], []
    fast, careful, task, policy = Held(), Held(), load_jsonl(folder), OcrPolicy()
    for example in tqdm(task.one_per_image(limit), desc=folder.name):

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


def main() -> None:
    parser = argparse.ArgumentParser(description="Seconds and memory of a zoom, as ratios within one run.")
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="DIR", help="task folders")
    parser.add_argument("--limit", type=int, default=20, help="images of each (20)")
    options = parser.parse_args()
    print(f"import cropvlm_tools: {import_seconds():.3f} s")
    ocr.read_lines(load_image(load_jsonl(options.data[0]).examples[0].image))  # the engine is loaded once
    for folder in options.data:
        print(folder.name, json.dumps(bench(folder, options.limit)))
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
