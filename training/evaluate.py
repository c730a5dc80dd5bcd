"""Policies side by side on the same questions, judged by frozen readers.

    python -m training.evaluate --data DATA/receipts DATA/signs --policies lexical whole centre fixed oracle --out OUT

Writes OUT/rows.jsonl (one row for each question and policy, as they come), OUT/run.json (how they came about),
OUT/summary.json, OUT/table.md and OUT/report.html. The same command again resumes what was interrupted.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import cropvlm_tools
from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError
from training.measure import BASELINES, EvaluationError, Evaluator, Job, Plan, measure
from training.metrics import best_window
from training.report import EVERYTHING, page, summarise, table
from training.rows import Key, RowFile
from training.tasks import Example, Task
from training.tasks.jsonl import find_jsonl, load_jsonl


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation; 0 when it is complete, 2 after an error, which is one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        evaluate(options)
    except (CropVLMError, OSError) as error:
        print(f"training.evaluate: {' '.join(str(error).split()) or type(error).__name__}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("training.evaluate: interrupted; the same command resumes.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate", description="Policies side by side on the same questions."
    )
    add = parser.add_argument
    add(
        "--data",
        nargs="+",
        type=Path,
        required=True,
        metavar="DIR",
        help="folders NAME that hold NAME.jsonl, or .jsonl files",
    )
    add(
        "--policies",
        nargs="+",
        required=True,
        metavar="NAME",
        help="policy names or folders; also fixed, all-text, oracle",
    )
    add("--reference", metavar="NAME", help="policy the others are compared with (the first)")
    add(
        "--readers",
        nargs="*",
        default=["rapidocr", "tesseract"],
        metavar="NAME",
        help="rapidocr tesseract; the first decides about abstentions",
    )
    add("--edge", type=int, default=448, metavar="PX", help="longest edge of what a reader is shown (448)")
    add("--split", choices=("train", "val", "all"), default="all")
    add("--limit", type=int, metavar="N", help="at most N questions of each task, spread over it")
    add("--out", type=Path, required=True, metavar="DIR", help="where rows, tables and the page go")
    add("--cache", type=Path, metavar="DIR", help="where readings are kept for all runs (OUT/cache)")
    add("--workers", type=int, default=2, metavar="N", help="processes (2)")
    add("--examples", type=int, default=60, metavar="N", help="questions on the page (60)")
    add("--show", nargs="*", metavar="NAME", help="policies on the page (all but baselines, or the reference)")
    return parser


def evaluate(options: argparse.Namespace) -> None:
    """Measure what is missing, then write every output from all rows."""
    from tqdm import tqdm

    policies = _policies(options.policies)
    reference = options.reference or next(iter(policies))
    shown = options.show if options.show is not None else [name for name in policies if name not in BASELINES]
    for name in (reference, *shown):
        if name not in policies:
            raise EvaluationError(f"{name!r} is not among the --policies: {', '.join(policies)}.")
    if options.workers < 1 or (options.limit is not None and options.limit < 1):
        raise EvaluationError("--workers and --limit must be at least 1.")
    tasks = _tasks(options.data, options.split, options.limit)
    plan = Plan(
        policies=policies,
        windows={task.name: _window(task) for task in tasks} if "fixed" in policies else {},
        readers=tuple(dict.fromkeys(options.readers)),
        edge=options.edge,
        cache=options.cache or options.out / "cache",
        threads=-1 if options.workers == 1 else 1,
    )
    evaluator = Evaluator(plan)
    options.out.mkdir(parents=True, exist_ok=True)
    _record(options, evaluator, tasks)
    file = RowFile(options.out / "rows.jsonl")
    rows = {row.key: row for row in file.read()}
    keys = [(task.name, example.id, name) for task in tasks for example in task.examples for name in policies]
    jobs = _jobs(tasks, frozenset(key for key in keys if key not in rows))
    for fresh in tqdm(measure(evaluator, jobs, options.workers), total=len(jobs), unit="image", disable=not jobs):
        file.append(fresh)
        rows.update((row.key, row) for row in fresh)
    ordered = [rows[key] for key in keys]
    summary = summarise(ordered, reference)
    text = table(summary, reference, plan.edge, plan.readers)
    _write(options.out / "summary.json", json.dumps(summary, default=dataclasses.asdict, indent=1))
    _write(options.out / "table.md", text)
    html = page(tasks, ordered, shown or [reference], plan.readers, plan.edge, options.examples)
    _write(options.out / "report.html", html)
    print(text)


def _policies(sources: Sequence[str]) -> dict[str, str]:
    names = [Path(source).name if Path(source).is_dir() else source for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise EvaluationError(f"Two --policies are called {name!r}; rename a folder.")
    return dict(zip(names, sources, strict=True))


def _tasks(sources: Sequence[Path], split: str, limit: int | None) -> list[Task]:
    tasks = []
    for source in sources:
        task = load_jsonl(source)
        examples = [example for example in task.examples if split in ("all", example.split)]
        if not examples:
            raise EvaluationError(f"{task.name} has no question in the split {split!r}.")
        if limit is not None and limit < len(examples):
            examples = [examples[index * len(examples) // limit] for index in range(limit)]
        tasks.append(dataclasses.replace(task, examples=tuple(examples)))
    names = [task.name for task in tasks]
    if len(set(names)) < len(names):
        raise EvaluationError(f"Two --data have the same name: {', '.join(names)}.")
    if EVERYTHING in names:
        raise EvaluationError(f"A task cannot be called {EVERYTHING!r}: that is the section over all. Rename it.")
    return tasks


def _window(task: Task) -> Box | None:
    return best_window(example.boxes for example in task.examples if not example.counting)


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
                jobs.append(Job(dataclasses.replace(task, examples=tuple(examples)), own, len(jobs)))
    return jobs


def _record(options: argparse.Namespace, evaluator: Evaluator, tasks: Sequence[Task]) -> None:
    """Write run.json, or add to the one an interrupted run of the same settings has left."""
    plan = evaluator.plan
    settings = {
        "data": {task.name: _digest([find_jsonl(source)]) for task, source in zip(tasks, options.data, strict=True)},
        "policies": {
            name: _digest(sorted(Path(source).rglob("*"))) if Path(source).is_dir() else source
            for name, source in plan.policies.items()
        },
        "windows": {name: None if box is None else box.xyxy for name, box in plan.windows.items()},
        "readers": {name: target.version for name, target in evaluator.targets.items()},
        "edge": plan.edge,
        "split": options.split,
        "limit": options.limit,
    }
    settings = json.loads(json.dumps(settings))
    path = options.out / "run.json"
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"settings": settings, "runs": []}
    if earlier["settings"] != settings:
        differing = sorted(name for name in settings if earlier["settings"].get(name) != settings[name])
        raise EvaluationError(f"--out holds rows of a run with other {', '.join(differing)}. Give another folder.")
    commit = _commit()
    now = {
        "command": shlex.join(["python", "-m", "training.evaluate", *sys.argv[1:]]),
        "commit": commit,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"python": sys.version.split()[0], "cropvlm-tools": cropvlm_tools.__version__}
        | {name: metadata.version(name) for name in ("numpy", "onnxruntime", "pillow", "rapidfuzz", "rapidocr")},
    }
    unknown = commit is None or commit.endswith(_CHANGED)
    if any(unknown or run["commit"] != commit for run in earlier["runs"]):
        print(
            "training.evaluate: rows of another state of the code are kept; for a clean table give a new --out.",
            file=sys.stderr,
        )
    _write(path, json.dumps({"settings": settings, "runs": [*earlier["runs"], now]}, indent=1))


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


_CHANGED = "+changes"


def _commit() -> str | None:
    root = Path(__file__).parent

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + (_CHANGED if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _write(path: Path, text: str) -> None:
    """All or nothing."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


if __name__ == "__main__":
    sys.exit(main())
