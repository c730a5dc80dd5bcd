"""Policies side by side on the same questions, judged by frozen targets at several resolutions.

    python -m training.evaluation.run --data DATA/receipts DATA/signs --policies lexical whole equal-tokens fixed \
        oracle --targets rapidocr tesseract --resolutions 336,448,512,1024,native --out OUT

Writes OUT/rows.jsonl (as they come), OUT/run.json (how they came about), and from all rows in their order
OUT/summary.json, OUT/table.md, OUT/breakdown.md, OUT/page.html and, what no two runs agree on, OUT/clock.md. The same
command again resumes what was interrupted. What policies there are: ``training.evaluation.choices``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Literal

from cropvlm_tools.boxes import Box
from training.evaluation.choices import BASELINES, Choice, EvaluationError, parse_choices
from training.evaluation.figures import clock, summarise
from training.evaluation.measure import Evaluator, Job, Plan, measure
from training.evaluation.metrics import best_window
from training.evaluation.rows import Key, Row, RowFile
from training.evaluation.summary import EVERYTHING
from training.evaluation.tables import breakdown, clock_table, table
from training.provenance import alone, record
from training.recipe import check_fields, run_stage, share_of
from training.storage import digest_of_folder, write_atomic
from training.targets.shown import Edge, digest_of
from training.targets.spending import Account, Price, Purse
from training.tasks.hub import TASKS, load_task
from training.tasks.jsonl import load_jsonl
from training.tasks.task import Example, Task


@dataclass(frozen=True, kw_only=True)
class EvaluationRecipe:
    """Policies side by side on the same questions."""

    data: tuple[str, ...] = field(
        metadata={
            "help": "folders NAME that hold NAME.jsonl, .jsonl files, or names of training.tasks.hub, vstar or "
            "textvqa:train"
        }
    )
    policies: tuple[str, ...] = field(
        metadata={
            "help": "policy names or folders, with +steps or +context; also equal-tokens, fixed, all-text, oracle"
        }
    )
    out: Path = field(metadata={"help": "where rows, tables and the page go"})
    images: Path | None = field(default=None, metadata={"help": "where named tasks' pictures go; else OUT/images"})
    copies: Path | None = field(
        default=None, metadata={"help": "named tasks are read from DIR/NAME where there is such a folder"}
    )
    reference: str | None = field(
        default=None, metadata={"help": "policy the others are compared with; else the first"}
    )
    targets: tuple[str, ...] = field(
        default=("rapidocr", "tesseract"),
        metadata={
            "help": "rapidocr, tesseract, a checkpoint's folder or hub id, openai:MODEL, openai-chat:MODEL@URL, "
            "anthropic:MODEL; the first decides about abstentions"
        },
    )
    resolutions: tuple[str, ...] = field(
        default=("448",), metadata={"help": "longest edges in px of what a target is shown, native among them"}
    )
    split: Literal["train", "val", "all"] = field(default="all", metadata={"help": "of files"})
    limit: int | None = field(
        default=None, metadata={"help": "at most so many of each task: spread over a file, the first of a named one"}
    )
    cache: Path | None = field(default=None, metadata={"help": "where readings are kept for all runs; else OUT/cache"})
    spend: float | None = field(
        default=None, metadata={"help": "USD, the most that paid APIs may cost, with what OUT has cost before"}
    )
    price: tuple[str, ...] = field(default=(), metadata={"help": "MODEL=READ/WRITTEN, in USD for a million tokens"})
    workers: int = field(default=2, metadata={"help": "processes; each loads its targets, on GPUs by turns"})
    batch: int = field(
        default=1,
        metadata={
            "help": "pictures that targets and policies are asked about at once; a checkpoint takes as many questions "
            "in one call (8 at least)"
        },
    )
    shard: str = field(
        default="",
        metadata={"help": "I/N: measures every Nth picture from the Ith; then once without it, for the tables"},
    )
    examples: int = field(default=200, metadata={"help": "questions on the page"})
    show: tuple[str, ...] = field(
        default=(), metadata={"help": "policies among them; else the first two that look, or the reference"}
    )

    def __post_init__(self) -> None:
        share_of((), self.shard)
        check_fields(self, {}, above_zero=("workers", "limit", "batch"), not_negative=("examples", "spend"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation; 0 when it is complete, 2 after an error, which is one line on standard error."""
    return run_stage(EvaluationRecipe, evaluate, arguments)


def evaluate(recipe: EvaluationRecipe) -> None:
    """Measure what is missing, then write every output from all rows and print the tables."""
    from training.evaluation.page import page  # here, because matplotlib takes every worker a second to import

    choices = parse_choices(recipe.policies)
    reference = recipe.reference or next(iter(choices))
    looking = [name for name, choice in choices.items() if choice.looks and choice.source not in BASELINES]
    exemplary = recipe.show or tuple(looking[:2]) or (reference,)
    for name in (reference, *exemplary):
        if name not in choices:
            raise EvaluationError(f"{name!r} is not among the --policies: {', '.join(choices)}.")
    tasks = _tasks(recipe)
    plan = _plan(recipe, choices, tasks)
    evaluator = Evaluator(plan)
    settings = _settings(recipe, evaluator, tasks)
    place = recipe.out / _SHARDS / recipe.shard.replace("/", "-of-") if recipe.shard else recipe.out
    place.mkdir(parents=True, exist_ok=True)
    with alone(place):
        for folder in (place,) if recipe.shard else (place, *_shards(recipe.out)):
            record(folder / "run.json", "training.evaluation.run", settings)  # refuses rows of another run
        rows = _measured(recipe, evaluator, tasks, place)
        if recipe.shard:
            return
        summary = summarise(rows, reference)
        tables, taken = table(summary, reference), clock_table(clock(rows))
        outputs = {
            "summary.json": summary.to_json(),
            "table.md": tables,
            "breakdown.md": breakdown(summary, reference),
            "page.html": page(tasks, rows, summary, exemplary, plan.edges[0], recipe.examples),
            "clock.md": taken,
        }
        for name, text in outputs.items():
            write_atomic(recipe.out / name, text)
    print(tables, taken, sep="\n", end="")


def _plan(recipe: EvaluationRecipe, choices: Mapping[str, Choice], tasks: Sequence[Task]) -> Plan:
    fixed = any(choice.source == "fixed" for choice in choices.values())
    return Plan(
        choices=dict(choices),
        windows={task.name: _window(task) for task in tasks} if fixed else {},
        targets=tuple(dict.fromkeys(recipe.targets)),
        edges=_edges(recipe.resolutions),
        cache=recipe.cache or recipe.out / "cache",
        purse=Purse(recipe.out, recipe.spend, dict(map(_price, recipe.price))),
        threads=-1 if recipe.workers == 1 else 1,
        batch=recipe.batch,
    )


_SHARDS = "shards"  # in the folder of a run


def _shards(out: Path) -> list[Path]:
    return sorted(path.parent for path in (out / _SHARDS).glob("*/rows.jsonl"))


def _measured(recipe: EvaluationRecipe, evaluator: Evaluator, tasks: Sequence[Task], place: Path) -> list[Row]:
    """All rows in their order, of a shard those it has; what the folder lacks is measured and kept as it comes."""
    from tqdm import tqdm

    plan = evaluator.plan
    file = RowFile(place / "rows.jsonl")
    rows = {row.key: row for row in file.read()}
    for folder in _shards(recipe.out):
        rows |= {row.key: row for row in RowFile(folder / "rows.jsonl").read()}
    keys = [
        (task.name, example.id, name, target, edge)
        for task in tasks
        for edge in plan.edges
        for example in task.examples
        for name in plan.choices
        for target in evaluator.targets or ("",)
    ]
    jobs = share_of(_jobs(tasks, frozenset(keys)), recipe.shard)
    jobs = [replace(job, missing=job.missing - rows.keys()) for job in jobs if job.missing - rows.keys()]
    account = Account(plan.purse) if recipe.price else None
    before = account.spent if account else 0.0
    with tqdm(total=len(jobs), unit="image", disable=not jobs) as progress:
        for fresh in measure(evaluator, jobs, recipe.workers):
            file.append(fresh)
            rows.update((row.key, row) for row in fresh)
            progress.update()
            if account is not None:
                left = (account.spent - before) / progress.n * (len(jobs) - progress.n)
                progress.set_postfix_str(f"{account.spent:.2f} USD spent, about {left:.2f} to go")
    return [rows[key] for key in keys if key in rows]


def _price(text: str) -> tuple[str, Price]:
    model, _, price = text.rpartition("=")
    try:
        return model, Price.parse(price)
    except ValueError:
        raise EvaluationError(f"--price is {text!r}; give MODEL=READ/WRITTEN, e.g. gpt-4o=2.5/10.") from None


def _edges(resolutions: Iterable[str]) -> tuple[Edge, ...]:
    given = " ".join(resolutions)
    try:
        edges = [None if word == "native" else int(word) for word in given.replace(",", " ").split()]
    except ValueError:
        edges = []
    if not edges:
        raise EvaluationError(f"--resolutions is {given!r}; give px and native, e.g. 336,448,native.")
    return tuple(dict.fromkeys(edges))


def _tasks(recipe: EvaluationRecipe) -> list[Task]:
    tasks = []
    for source in recipe.data:
        name, _, split = source.partition(":")
        if name in TASKS:
            copy = None if recipe.copies is None else recipe.copies / name
            task = load_task(
                name,
                split or list(TASKS[name][1])[-1],
                recipe.images or recipe.out / "images",
                copy if copy is not None and copy.is_dir() else None,
                recipe.limit,
            )
        else:
            task = load_jsonl(Path(source)).of_split(recipe.split)
            count = len(task.examples)
            if recipe.limit is not None and recipe.limit < count:
                spread = (task.examples[index * count // recipe.limit] for index in range(recipe.limit))
                task = replace(task, examples=tuple(spread))
        tasks.append(task)
    names = [task.name for task in tasks]
    if len(set(names)) < len(names):
        raise EvaluationError(f"Two --data have the same name: {', '.join(names)}.")
    if EVERYTHING in names:
        raise EvaluationError(f"A task cannot be called {EVERYTHING!r}: that is the section over all. Rename it.")
    return tasks


def _window(task: Task) -> Box | None:
    examples = [example for example in task.examples if not example.counting]
    return best_window([reduce(Box.union, each.all_boxes)] if each.all_boxes else each.boxes for each in examples)


def _jobs(tasks: Sequence[Task], missing: frozenset[Key]) -> list[Job]:
    jobs: list[Job] = []
    for task in tasks:
        by_image: dict[Path, list[Example]] = {}
        for example in task.examples:
            by_image.setdefault(example.image, []).append(example)
        for examples in by_image.values():
            ids = {example.id for example in examples}
            own = frozenset(key for key in missing if key[0] == task.name and key[1] in ids)
            if own:
                jobs.append(Job(replace(task, examples=tuple(examples)), own, len(jobs)))
    return jobs


def _settings(recipe: EvaluationRecipe, evaluator: Evaluator, tasks: Sequence[Task]) -> dict[str, object]:
    """Whatever rows depend on."""
    plan = evaluator.plan
    examples = {
        task.name: [repr(replace(example, image=Path(example.image.name))) for example in task.examples]
        for task in tasks
    }
    return {
        "data": {name: digest_of(*texts) for name, texts in examples.items()},
        "policies": {choice.name: _version(choice.source) for choice in plan.choices.values()},
        "windows": {name: None if box is None else box.xyxy for name, box in plan.windows.items()},
        "targets": {name: target.version for name, target in evaluator.targets.items()},
        "resolutions": plan.edges,
        "split": recipe.split,
        "limit": recipe.limit,
    }


def _version(source: str) -> str:
    """A policy's name; of one in a folder, also behind ``attention:`` and the like, what the folder holds."""
    kind, _, model = source.rpartition(":")
    folder = Path(source if Path(source).is_dir() else model)
    return " ".join(filter(None, (kind, digest_of_folder(folder)))) if folder.is_dir() else source


if __name__ == "__main__":
    sys.exit(main())
