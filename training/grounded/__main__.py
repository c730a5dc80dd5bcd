"""Train the default policy, once without each family of pictures and once on all, and write what ``load_policy`` reads.

    python -m training.grounded --data DATA/receipts DATA/forms --families receipts forms --words words.npz --out OUT

Of each task the questions of split ``train`` are used, or all where it has no splits; boxes never. The policies without
a family (OUT/without-NAME, and OUT/without-NAME-sft after the first stage) show what to expect of pictures of a kind
never seen; OUT/policy and OUT/policy-sft are trained on all. The same command again goes on where a run was stopped.
``--start`` trains on from other networks, on one's own documents in minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.policies.grounded.checkpoint import bound_inputs
from cropvlm_tools.policies.grounded.question.words import WordVectors
from training import pages
from training.grounded.cases import Case, invented, real
from training.grounded.job import Job, Material, deal, train
from training.grounded.reward.readings import RUNGS, Readings
from training.storage import digest_of_file, write_atomic
from training.tasks import TaskError
from training.tasks.jsonl import load_jsonl

_material: Material


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        _train_all(options)
    except (CropVLMError, OSError) as error:
        print(f"training.grounded: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("training.grounded: interrupted; the same command resumes.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.grounded", description="Train the default policy.")
    add = parser.add_argument
    add("--data", nargs="*", type=Path, default=[], metavar="DIR", help="tasks (folders NAME that hold NAME.jsonl)")
    add("--families", nargs="*", default=[], metavar="A,B", help="names of tasks to leave out together, once each")
    add("--words", type=Path, required=True, metavar="FILE", help="word vectors (python -m training.grounded.words)")
    add("--out", type=Path, required=True, metavar="DIR")
    add("--start", type=Path, metavar="FILE", help="networks.safetensors to train on from")
    add("--pages", type=int, default=2400, metavar="N", help="invented pages (2400)")
    add("--grpo-questions", type=int, default=3000, metavar="N", help="invented questions of the second stage (3000)")
    add("--seed", type=int, default=0)
    add("--workers", type=int, default=2, metavar="N", help="processes (2)")
    return parser


def _train_all(options: argparse.Namespace) -> None:
    from tqdm import tqdm

    global _material
    torch.set_num_threads(1)
    words = WordVectors.load(options.words)
    tasks = [load_jsonl(source) for source in options.data]
    families = [frozenset(family.split(",")) for family in options.families]
    names = {task.name for task in tasks}
    unknown = sorted({name for family in families for name in family} - names)
    if unknown:
        raise TaskError(f"--families names {', '.join(unknown)}; --data has {', '.join(sorted(names)) or 'nothing'}.")
    _record(options)
    readings = Readings(options.out / "readings")
    used = (example for task in tasks for example in task.examples if example.split in ("", "train"))
    images = [example.image for example in used if example.written]
    readings.fill(images, (0, *RUNGS), options.workers)
    known: list[Case] = []
    for task in tasks:
        named = any(example.split for example in task.examples)
        known.extend(real(task, readings, words, "train" if named else None))
    made: list[Case] = []
    for seed in tqdm(range(1000, 1000 + options.pages), unit="page", desc="inventing"):
        made.extend(invented(seed, words, pages.KINDS[seed % len(pages.KINDS)]))
    alone = sorted(names - {name for family in families for name in family})
    units = [*sorted(map(sorted, families)), *([name] for name in alone), *([kind] for kind in sorted(pages.KINDS))]
    _material = Material(
        invented=made,
        real=known,
        folds=deal(units),
        words=options.words,
        out=options.out,
        start=options.start,
        grpo_questions=options.grpo_questions,
        seed=options.seed,
    )
    jobs = [Job(f"without-{'-'.join(family.split(','))}", frozenset(family.split(","))) for family in options.families]
    jobs.append(Job("policy", frozenset()))
    missing = [job for job in jobs if not (options.out / job.name / "policy.json").exists()]
    if len(missing) > 1 and options.workers > 1:
        with ProcessPoolExecutor(options.workers, get_context("fork")) as executor:
            list(executor.map(_train, missing))
    else:
        for job in missing:
            train(job, _material)


def _train(job: Job) -> None:
    train(job, _material)


def _record(options: argparse.Namespace) -> None:
    """What a run is made of, kept beside it; the same folder is not gone on in with anything else."""
    words = digest_of_file(options.words)
    start = None if options.start is None else digest_of_file(options.start)
    made = {"data": sorted(path.resolve().name for path in options.data), "words": words, "start": start}
    made |= {"pages": options.pages, "grpo_questions": options.grpo_questions, "seed": options.seed}
    made |= {"families": sorted(options.families), "inputs": bound_inputs()}
    path = options.out / "run.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != made:
        raise TaskError(f"{options.out.name} holds a run with other options ({path.name}). Give another --out.")
    write_atomic(path, json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
