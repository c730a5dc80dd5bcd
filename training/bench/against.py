"""What a zoom costs here and in another checkout of the package, in one run on the same pictures.

    python -m training.bench.against --before CHECKOUT --data DATA/sroie screen.png photo.jpg [--out DIR]

Each picture is zoomed in a process of its own, by turns of either checkout: no reading is remembered, and both are hit
alike by what else a machine does. Seconds are the processor's, all threads together; what loading the engine and the
weights costs is left out. A further question is one more to the policy about the same image in memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from training.bench import report
from training.recipe import RecipeError, check_fields, run_stage
from training.tasks.hub import load_task

PICTURES = (".png", ".jpg", ".jpeg", ".webp")
QUESTIONS = ("What is the total?", "What is the date?", "What is the number?")
"""About a picture that comes without any."""

HERE = Path(__file__).parents[2]
_NAMES = ("zoom", "zoom, wall", "further")
# Of the package only what every version of it has. BLAS waits for its threads by computing: one, or waiting counts.
_ONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_TIMED = """
import json, sys, time
from statistics import median
from PIL import Image
from cropvlm_tools import load_policy, zoom
Image.MAX_IMAGE_PIXELS = None
path, first, *others = sys.argv[1:]
policy = load_policy("default")
zoom(Image.new("RGB", (300, 200), "white"), first, policy)
before = time.process_time(), time.perf_counter()
zoom(path, first, policy)
spent = time.process_time() - before[0], time.perf_counter() - before[1]
image = Image.open(path).convert("RGB")
policy.predict(image, first)
further = []
for question in others:
    policy.predict(image, question)  # where it leads to a closer look, that is the picture's cost and not its own
    before = time.process_time()
    policy.predict(image, question + " ")
    further.append(time.process_time() - before)
print(json.dumps([*spent, median(further)]))
"""


@dataclass(frozen=True, kw_only=True)
class AgainstRecipe:
    """What a zoom costs here and in another checkout."""

    before: Path = field(metadata={"help": "checkout to compare with; its package is imported from there"})
    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, tasks by name, or pictures"})
    limit: int = field(default=3, metadata={"help": "pictures of each task"})
    rounds: int = field(default=1, metadata={"help": "times each picture is zoomed by either"})
    images: Path | None = field(default=None, metadata={"help": "folder for named tasks' pictures"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("limit", "rounds"))


@dataclass(frozen=True)
class Asked:
    """A picture, and what it is asked."""

    image: Path
    questions: tuple[str, ...]


def pictures_of(source: str, recipe: AgainstRecipe) -> tuple[str, list[Asked]]:
    """Name and pictures of a source: a file of a picture alone, or the first of a task with their questions."""
    if source.lower().endswith(PICTURES):
        return Path(source).stem, [Asked(Path(source).resolve(), QUESTIONS)]
    task = load_task(source, "", recipe.images)
    asked: dict[Path, list[str]] = {}
    for example in task.examples:
        asked.setdefault(Path(example.image), []).append(example.question)
    some = list(asked.items())[: recipe.limit]
    return task.name, [Asked(image.resolve(), (*questions, *QUESTIONS)[: len(QUESTIONS)]) for image, questions in some]


def timed(checkout: Path, asked: Asked) -> dict[str, float]:
    """Seconds of a zoom and of a further question in a new process that imports the package of a checkout.

    Raises:
        RecipeError: it failed there.
    """
    paths = {"PYTHONPATH": str(checkout.resolve())}
    command = [sys.executable, "-c", _TIMED, str(asked.image), *asked.questions]
    done = subprocess.run(command, cwd=checkout, env={**os.environ, **_ONE, **paths}, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise RecipeError(f"{asked.image.name} could not be zoomed in {checkout.name!r}: {said[-1]:.200}")
    seconds: list[float] = json.loads(done.stdout.splitlines()[-1])
    return dict(zip(_NAMES, seconds, strict=True))


def row(name: str, before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]]) -> str:
    """Of the table: medians over pictures and rounds, and medians of the ratios of pairs."""
    cells = [name, f"{len(before)}"]
    for figure, unit, places in (("zoom", 1, 2), ("zoom, wall", 1, 2), ("further", 1000, 0)):
        ratio = median(new[figure] / old[figure] for old, new in zip(before, after, strict=True))
        if figure == "zoom, wall":
            cells.append(f"{ratio:.2f}")
            continue
        cells += [f"{median(each[figure] for each in side) * unit:.{places}f}" for side in (before, after)]
        cells.append(f"{ratio:.2f}")
    return f"| {' | '.join(cells)} |"


def run(recipe: AgainstRecipe) -> Path | None:
    """Print the table; returns the file where there is one.

    Raises:
        RecipeError: ``before`` is no checkout of the package, or a picture could not be zoomed.
    """
    if not (recipe.before / "cropvlm_tools" / "__init__.py").is_file():
        raise RecipeError(f"before is {recipe.before.name!r:.80}, which holds no cropvlm_tools; give a checkout of it.")
    return report(_lines(recipe), recipe.out, "cost.md")


def _lines(recipe: AgainstRecipe) -> Iterator[str]:
    yield "# What a zoom costs, before and after\n"
    yield "Written by `python -m training.bench.against`: seconds of the processor, medians over pictures, zoomed"
    yield "by turns. Ratios are medians of pairs of one picture; the clock's holds what else the machine did.\n"
    yield "| | zooms | before, s | after, s | ratio | by the clock | further before, ms | after, ms | ratio |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for source in recipe.data:
        name, pictures = pictures_of(source, recipe)
        sides: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
        for asked in pictures:
            for _ in range(recipe.rounds):
                for side, checkout in zip(sides, (recipe.before, HERE), strict=True):
                    side.append(timed(checkout, asked))
        yield row(name, *sides)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 2 after an error, which is one line on standard error."""
    return run_stage(AgainstRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
