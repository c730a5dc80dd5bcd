"""Train the default policy, once without each family of pictures and once on all, and write what ``load_policy`` reads.

    python -m training.grounded --data DATA/receipts DATA/forms --families receipts forms --words words.npz --out OUT

Of each task the questions of split ``train`` are used, or all where it has no splits; boxes never. The policies without
a family (OUT/without-NAME, and OUT/without-NAME-sft after the first stage) show what to expect of pictures of a kind
never seen; OUT/policy and OUT/policy-sft are trained on all. The same command again goes on where a run was stopped.
``--start`` trains on from other networks, on one's own documents in minutes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from cropvlm_tools.policies.grounded.checkpoint import bound_inputs
from cropvlm_tools.policies.grounded.question.words import WordVectors
from training import pages
from training.grounded.cases import Case, Fields, real, teaches
from training.grounded.job import Job, Material, deal, train
from training.grounded.reward.readings import RUNGS, SEEN, Readings
from training.provenance import alone
from training.recipe import check_fields, run_stage
from training.storage import check_file, digest_of_file, read_json, reading, write_atomic
from training.tasks.hub import load_task
from training.tasks.task import TRAIN, TaskError
from training.workers import processes

_material: Material


@dataclass(frozen=True, kw_only=True)
class GroundedRecipe:
    """Train the default policy."""

    data: tuple[str, ...] = field(default=(), metadata={"help": "question files or their folders, or tasks by name"})
    families: tuple[str, ...] = field(
        default=(), metadata={"help": "names of tasks to leave out together, A,B, once each"}
    )
    seen: tuple[str, ...] = field(
        default=(), metadata={"help": "fields of --data whose answers are seen and not read: colour, object"}
    )
    symbols: tuple[str, ...] = field(default=(), metadata={"help": "fields of --data whose answers name symbols: icon"})
    words: Path = field(metadata={"help": "word vectors (python -m training.grounded.words)"})
    out: Path = field(metadata={"help": "folder for the policies and what is kept on the way to them"})
    start: Path | None = field(default=None, metadata={"help": "networks.safetensors to train on from"})
    pages: int = field(default=15000, metadata={"help": "invented pages"})
    grpo_questions: int = field(default=3000, metadata={"help": "invented questions of the second stage"})
    seed: int = field(default=0, metadata={"help": "of all that is drawn"})
    workers: int = field(default=2, metadata={"help": "processes"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("workers",), ("pages", "grpo_questions"))


def train_all(recipe: GroundedRecipe) -> Path:
    """Train what is missing, and return the folder of the policy that is trained on all.

    Raises:
        TaskError: ``families`` names what is no task of ``data``, or ``out`` holds a run with other recipe.
        StorageError: what an earlier start has left in ``out`` is damaged.
        ProvenanceError: another process works in ``out``.
    """
    recipe.out.mkdir(parents=True, exist_ok=True)
    with alone(recipe.out):
        return _train_all(recipe)


def _train_all(recipe: GroundedRecipe) -> Path:
    global _material
    torch.set_num_threads(1)
    check_file(recipe.words, "Give other --words.")
    with reading(recipe.words, "Give other --words."):
        words = WordVectors.load(recipe.words)
    tasks = [load_task(source, TRAIN, images=recipe.out / "images") for source in recipe.data]
    families = [frozenset(family.split(",")) for family in recipe.families]
    names = {task.name for task in tasks}
    unknown = sorted({name for family in families for name in family} - names)
    if unknown:
        raise TaskError(f"--families names {', '.join(unknown)}; --data has {', '.join(sorted(names)) or 'nothing'}.")
    _record(recipe)
    readings = Readings(recipe.out / "readings")
    fields = Fields(frozenset(recipe.seen), frozenset(recipe.symbols))
    images = [example.image for task in tasks for example in task.examples if teaches(example, fields)]
    readings.fill(images, (0, SEEN, *RUNGS), recipe.workers)
    known: list[Case] = [case for task in tasks for case in real(task, readings, words, fields)]
    alone = sorted(names - {name for family in families for name in family})
    units = [*sorted(map(sorted, families)), *([name] for name in alone), *([kind] for kind in sorted(pages.KINDS))]
    _material = Material(
        pages=recipe.pages,
        real=known,
        folds=deal(units),
        words=recipe.words,
        out=recipe.out,
        start=recipe.start,
        grpo_questions=recipe.grpo_questions,
        seed=recipe.seed,
    )
    jobs = [Job(f"without-{'-'.join(family.split(','))}", frozenset(family.split(","))) for family in recipe.families]
    jobs.append(Job("policy", frozenset()))
    missing = [job for job in jobs if not (recipe.out / job.name / "policy.json").exists()]
    if len(missing) > 1 and recipe.workers > 1:
        with processes(recipe.workers, method="fork") as executor:
            list(executor.map(_train, missing))
    else:
        for job in missing:
            train(job, _material)
    return recipe.out / jobs[-1].name


def _train(job: Job) -> None:
    train(job, _material)


def _record(recipe: GroundedRecipe) -> None:
    """What a run is made of, kept beside it; the same folder is not gone on in with anything else."""
    words = digest_of_file(recipe.words)
    start = None if recipe.start is None else digest_of_file(recipe.start)
    made: dict[str, object] = {
        "data": sorted(Path(source).name for source in recipe.data),
        "words": words,
        "start": start,
    }
    made |= {"pages": recipe.pages, "grpo_questions": recipe.grpo_questions, "seed": recipe.seed}
    made |= {"families": sorted(recipe.families), "seen": sorted(recipe.seen)}
    made |= {"symbols": sorted(recipe.symbols), "inputs": bound_inputs()}
    path = recipe.out / "run.json"
    if path.exists() and read_json(path) != made:
        raise TaskError(f"{recipe.out.name} holds a run with other options ({path.name}). Give another --out.")
    write_atomic(path, json.dumps(made, indent=1) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error; 130 after Ctrl-C."""
    return run_stage(GroundedRecipe, train_all, arguments)


if __name__ == "__main__":
    sys.exit(main())
