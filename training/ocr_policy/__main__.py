"""Train the default policy, once without each family of pictures and once on all, and write what ``load_policy`` reads.

    python -m training.ocr_policy --data DATA/receipts DATA/forms --families receipts forms --words words.npz --out OUT

Of each task the questions of split ``train`` are used, or all where it has no splits; boxes never. The policies without
a family (OUT/without-NAME, and OUT/without-NAME-sft after the first stage) show what to expect of pictures of a kind
never seen, and calibrate the confidence of the one trained on all (OUT/policy, OUT/policy-sft). The same command again
goes on where a run was stopped. ``--start`` trains on from other networks, on one's own documents in minutes.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.policies.ocr.policy import Calibration, OcrPolicy
from cropvlm_tools.policies.ocr.words import WordVectors
from training import pages
from training.ocr_policy import calibrate, export, grpo, sft
from training.ocr_policy.batches import offer
from training.ocr_policy.cases import Case, invented, real
from training.ocr_policy.network import BoxNetwork, LineNetwork
from training.ocr_policy.readings import RUNGS, Readings
from training.tasks import TaskError
from training.tasks.jsonl import load_jsonl

_REAL_SFT, _REAL_GRPO = 4, 2  # times each real question is seen for each time an invented one is


@dataclass(frozen=True)
class Job:
    """One policy to train."""

    name: str
    left_out: frozenset[str]


_cases: list[Case] = []
_real: list[Case] = []


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        _train_all(options)
    except (CropVLMError, OSError) as error:
        print(f"training.ocr_policy: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("training.ocr_policy: interrupted; the same command resumes.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.ocr_policy", description="Train the default policy.")
    add = parser.add_argument
    add("--data", nargs="*", type=Path, default=[], metavar="DIR", help="tasks (folders NAME that hold NAME.jsonl)")
    add("--families", nargs="*", default=[], metavar="A,B", help="names of tasks to leave out together, once each")
    add("--words", type=Path, required=True, metavar="FILE", help="word vectors (python -m training.ocr_policy.words)")
    add("--out", type=Path, required=True, metavar="DIR")
    add("--start", type=Path, metavar="FILE", help="networks.safetensors to train on from")
    add("--pages", type=int, default=2400, metavar="N", help="invented pages (2400)")
    add("--grpo-questions", type=int, default=3000, metavar="N", help="invented questions of the second stage (3000)")
    add("--seed", type=int, default=0)
    add("--workers", type=int, default=2, metavar="N", help="processes (2)")
    return parser


def _train_all(options: argparse.Namespace) -> None:
    from tqdm import tqdm

    torch.set_num_threads(1)
    _cases.clear()
    _real.clear()
    words = WordVectors.load(options.words)
    tasks = [load_jsonl(source) for source in options.data]
    names = {task.name for task in tasks}
    unknown = sorted({name for family in options.families for name in family.split(",")} - names)
    if unknown:
        raise TaskError(f"--families names {', '.join(unknown)}; --data has {', '.join(sorted(names)) or 'nothing'}.")
    _record(options)
    readings = Readings(options.out / "readings")
    used = (example for task in tasks for example in task.examples if example.split in ("", "train"))
    images = [example.image for example in used if example.written]
    readings.fill(images, (0, *RUNGS), options.workers)
    for task in tasks:
        named = any(example.split for example in task.examples)
        _real.extend(real(task, readings, words, "train" if named else None))
    for seed in tqdm(range(1000, 1000 + options.pages), unit="page", desc="inventing"):
        _cases.extend(invented(seed, words, pages.KINDS[seed % len(pages.KINDS)]))
    jobs = [Job(f"without-{family.replace(',', '-')}", frozenset(family.split(","))) for family in options.families]
    jobs.append(Job("policy", frozenset()))
    missing = [job for job in jobs if not (options.out / job.name / "policy.json").exists()]
    if len(missing) > 1 and options.workers > 1:
        with ProcessPoolExecutor(options.workers, get_context("fork")) as executor:
            list(executor.map(_train, missing, [options] * len(missing)))
    else:
        for job in missing:
            _train(job, options)
    _calibrate(jobs, options)


def _record(options: argparse.Namespace) -> None:
    """What a run is made of, kept beside it; the same folder is not gone on in with anything else."""
    words = export.checksum(options.words)
    start = None if options.start is None else export.checksum(options.start)
    made = {"data": sorted(path.resolve().name for path in options.data), "words": words, "start": start}
    made |= {"pages": options.pages, "grpo_questions": options.grpo_questions, "seed": options.seed}
    path = options.out / "run.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != made:
        raise TaskError(f"{options.out.name} holds a run with other options ({path.name}). Give another --out.")
    options.out.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def _train(job: Job, options: argparse.Namespace) -> None:
    """Both stages of one policy; what is finished is kept."""
    torch.set_num_threads(1)
    folder = options.out / job.name
    folder.mkdir(parents=True, exist_ok=True)
    own = [case for case in _real if case.family not in job.left_out]
    words = WordVectors.load(options.words)
    torch.manual_seed(options.seed)
    lines, boxes = LineNetwork(words.dimensions), BoxNetwork()
    if options.start is not None:
        export.load_networks(options.start, lines, boxes)
    after_sft = options.out / f"{job.name}-sft"
    drawn = random.Random(options.seed).sample(_cases, min(options.grpo_questions, len(_cases)))
    second = drawn + own * _REAL_GRPO
    if not (after_sft / "policy.json").exists():
        settings = sft.Settings()
        log = _Log(folder / "sft.csv", f"{job.name} sft")
        sft.train_lines(lines, _cases + own * _REAL_SFT, settings, options.seed, log)
        sft.train_boxes(lines, boxes, offer(lines, second, rewarded=False), settings, options.seed, log)
        export.save(lines, boxes, options.words, after_sft, {"stage": "sft", "left_out": sorted(job.left_out)})
    export.load_networks(after_sft / export.NETWORKS, lines, boxes)
    log = _Log(folder / "grpo.csv", f"{job.name} grpo")
    grpo.train(lines, boxes, second, grpo.Settings(), options.seed, log, folder / "grpo.pt")
    export.save(lines, boxes, options.words, folder, {"stage": "grpo", "left_out": sorted(job.left_out)})


def _calibrate(jobs: Sequence[Job], options: argparse.Namespace) -> None:
    """Each policy from the families that the others were not trained on."""
    clues: dict[str, list[tuple[tuple[float, ...], bool]]] = {}
    for job in jobs:
        if job.left_out:
            policy = OcrPolicy(options.out / job.name)
            for case in _real:
                if case.family in job.left_out and case.places:
                    decision = policy.decide_from(case.inputs, case.extent, case.direction)
                    clues.setdefault(case.family, []).append((decision.clues, _holds(decision.box, case)))
    for job in jobs:
        usable = {family: found for family, found in clues.items() if family not in job.left_out}
        if not usable:
            continue
        values = np.array([clue for found in usable.values() for clue, _ in found])
        right = np.array([good for found in usable.values() for _, good in found])
        names = [family for family, found in usable.items() for _ in found]
        _write_calibration(options.out / job.name, calibrate.fit(values, right, names))


def _holds(box: tuple[float, ...] | None, case: Case) -> bool:
    """Whether a place that is as likely meant as any lies in the box; weak labels."""
    if box is None:
        return False
    found = np.array(box, np.float32)
    lines = case.inputs.boxes
    low, high = (lines[:, :2] >= found[:2] - 1e-3).all(axis=1), (lines[:, 2:] <= found[2:] + 1e-3).all(axis=1)
    inside = set(np.flatnonzero(low & high).tolist())
    return any(inside.issuperset(place) for place in case.places)


def _write_calibration(folder: Path, calibration: Calibration) -> None:
    path = folder / "policy.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    weights = tuple(round(weight, 4) for weight in calibration.weights)
    rounded = replace(calibration, bias=round(calibration.bias, 4), weights=weights)
    path.write_text(json.dumps({**config, "calibration": asdict(rounded)}, indent=1) + "\n", encoding="utf-8")


class _Log:
    """Figures as they come, in a CSV file and on standard error."""

    def __init__(self, path: Path, title: str) -> None:
        self.path, self.title = path, title
        self.names: list[str] = []

    def __call__(self, values: dict[str, float]) -> None:
        if list(values) != self.names:
            self.names = list(values)
            self._write(self.names)
        self._write([f"{value:.5g}" for value in values.values()])
        shown = ", ".join(f"{name} {value:.4g}" for name, value in values.items())
        print(f"{self.title}: {shown}", file=sys.stderr, flush=True)

    def _write(self, cells: Sequence[str]) -> None:
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(cells)


if __name__ == "__main__":
    sys.exit(main())
