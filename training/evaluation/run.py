"""Policies side by side on the same questions, judged by frozen targets at several resolutions.

    python -m training.evaluation.run --data DATA/receipts DATA/signs --policies lexical whole equal-tokens fixed \
        oracle --targets rapidocr tesseract --resolutions 336,448,512,1024,native --out OUT

Writes OUT/rows.jsonl (as they come), OUT/run.json (how they came about), and from all rows in their order
OUT/summary.json, OUT/table.md, OUT/breakdown.md, OUT/report.html and, what no two runs agree on, OUT/clock.md. The same
command again resumes what was interrupted. What policies there are: ``training.evaluation.choices``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError
from training.evaluation.choices import BASELINES, EvaluationError, parse_choices
from training.evaluation.measure import Evaluator, Job, Plan, measure
from training.evaluation.metrics import best_window
from training.evaluation.page import page
from training.evaluation.rows import Key, RowFile
from training.evaluation.summary import EVERYTHING, clock, summarise
from training.evaluation.tables import breakdown, clock_table, table
from training.provenance import alone, record
from training.recipe import read_yaml
from training.storage import digest_of_folder, write_atomic
from training.targets.shown import Edge, digest_of
from training.targets.spending import Account, Price, Purse
from training.tasks.hub import TASKS, load_task
from training.tasks.jsonl import load_jsonl
from training.tasks.task import Example, Task


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation; 0 when it is complete, 2 after an error, which is one line on standard error."""
    try:
        evaluate(_options(arguments))
    except (CropVLMError, OSError) as error:
        print(f"training.evaluation.run: {' '.join(str(error).split()) or type(error).__name__}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("training.evaluation.run: interrupted; the same command resumes.", file=sys.stderr)
        return 130
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line, over what ``--config`` says, over the defaults."""
    parser = _parser()
    config = parser.parse_known_args([*(sys.argv[1:] if arguments is None else arguments), *_NEEDED])[0].config
    if config is not None:
        named = {action.dest: action for action in parser._actions}
        actions: dict[str, Any] = {name: named[name] for name in named if name not in ("help", "config")}
        for name, value in read_yaml(config, actions).items():
            actions[name].required, kind = False, actions[name].type or str
            try:
                given = [kind(str(each)) for each in (value if isinstance(value, list) else [value])]
            except ValueError as error:
                raise EvaluationError(f"Recipe {config.name}: {name}: {value} is no {kind.__name__}.") from error
            actions[name].default = given if actions[name].nargs else given[0] if len(given) == 1 else ",".join(given)
    return parser.parse_args(arguments)


_NEEDED = ("--data", "-", "--policies", "-", "--out", "-")  # so that --config can be found before it is read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluation.run", description="Policies side by side on the same questions."
    )
    add = parser.add_argument
    add("--config", type=Path, metavar="FILE", help="a recipe in YAML: these options by name, data, policies, ...")
    add(
        "--data",
        "--tasks",
        dest="data",
        nargs="+",
        required=True,
        metavar="TASK",
        help="folders NAME that hold NAME.jsonl, .jsonl files, or names of training.tasks.hub, vstar or textvqa:train",
    )
    add("--images", type=Path, metavar="DIR", help="where named tasks' pictures go (OUT/images)")
    add("--copies", type=Path, metavar="DIR", help="named tasks are read from DIR/NAME where there is such a folder")
    add(
        "--policies",
        nargs="+",
        required=True,
        metavar="NAME",
        help="policy names or folders, with +steps or +context; also equal-tokens, fixed, all-text, oracle",
    )
    add("--reference", metavar="NAME", help="policy the others are compared with (the first)")
    add(
        "--targets",
        "--readers",
        dest="targets",
        nargs="*",
        default=["rapidocr", "tesseract"],
        metavar="NAME",
        help="rapidocr, tesseract, a checkpoint's folder or hub id, openai:MODEL, openai-chat:MODEL@URL, "
        "anthropic:MODEL; the first decides about abstentions",
    )
    add(
        "--resolutions",
        "--edge",
        dest="resolutions",
        default="448",
        metavar="PX,...",
        help="longest edges of what a target is shown, native among them (448)",
    )
    add("--split", choices=("train", "val", "all"), default="all")
    add("--limit", type=int, metavar="N", help="at most N of each task: spread over a file, the first of a named one")
    add("--out", type=Path, required=True, metavar="DIR", help="where rows, tables and the page go")
    add("--cache", type=Path, metavar="DIR", help="where readings are kept for all runs (OUT/cache)")
    add("--spend", type=float, metavar="USD", help="the most that paid APIs may cost, with what OUT has cost before")
    add("--price", nargs="*", default=[], metavar="MODEL=READ/WRITTEN", help="USD for a million tokens")
    add("--workers", type=int, default=2, metavar="N", help="processes (2); each loads its targets")
    add("--examples", type=int, default=200, metavar="N", help="questions on the page (200)")
    add("--show", nargs="*", metavar="NAME", help="policies among them (the first two that look, or the reference)")
    return parser


def evaluate(options: argparse.Namespace) -> None:
    """Measure what is missing, then write every output from all rows."""
    from tqdm import tqdm

    choices = parse_choices(options.policies)
    reference = options.reference or next(iter(choices))
    looking = [name for name, choice in choices.items() if choice.looks and choice.source not in BASELINES]
    shown = looking[:2] if options.show is None else options.show
    for name in (reference, *shown):
        if name not in choices:
            raise EvaluationError(f"{name!r} is not among the --policies: {', '.join(choices)}.")
    if options.workers < 1 or (options.limit is not None and options.limit < 1):
        raise EvaluationError("--workers and --limit must be at least 1.")
    tasks = _tasks(options)
    plan = Plan(
        choices=choices,
        windows={task.name: _window(task) for task in tasks}
        if any(choice.source == "fixed" for choice in choices.values())
        else {},
        targets=tuple(dict.fromkeys(options.targets)),
        edges=_edges(options.resolutions),
        cache=options.cache or options.out / "cache",
        purse=Purse(options.out, options.spend, dict(map(_price, options.price))),
        threads=-1 if options.workers == 1 else 1,
    )
    evaluator = Evaluator(plan)
    options.out.mkdir(parents=True, exist_ok=True)
    with alone(options.out):
        record(options.out / "run.json", "training.evaluation.run", _settings(options, evaluator, tasks))
        file = RowFile(options.out / "rows.jsonl")
        rows = {row.key: row for row in file.read()}
        keys = [
            (task.name, example.id, name, target, edge)
            for task in tasks
            for edge in plan.edges
            for example in task.examples
            for name in choices
            for target in evaluator.targets or ("",)
        ]
        jobs = _jobs(tasks, frozenset(key for key in keys if key not in rows))
        account = Account(plan.purse) if options.price else None
        before = account.spent if account else 0.0
        with tqdm(total=len(jobs), unit="image", disable=not jobs) as progress:
            for fresh in measure(evaluator, jobs, options.workers):
                file.append(fresh)
                rows.update((row.key, row) for row in fresh)
                progress.update()
                if account is not None:
                    left = (account.spent - before) / progress.n * (len(jobs) - progress.n)
                    progress.set_postfix_str(f"{account.spent:.2f} USD spent, about {left:.2f} to go")
        ordered = [rows[key] for key in keys]
        summary = summarise(ordered, reference)
        text = table(summary, reference)
        write_atomic(options.out / "summary.json", json.dumps(summary, default=dataclasses.asdict, indent=1))
        write_atomic(options.out / "table.md", text)
        write_atomic(options.out / "breakdown.md", breakdown(summary, reference))
        html = page(tasks, ordered, summary, shown or [reference], plan.edges[0], options.examples)
        write_atomic(options.out / "page.html", html)
        taken = clock_table(clock(ordered))
        write_atomic(options.out / "clock.md", taken)
        print(text, taken, sep="\n", end="")


def _price(text: str) -> tuple[str, Price]:
    model, _, price = text.rpartition("=")
    read, _, written = price.partition("/")
    try:
        return model, Price(float(read), float(written))
    except ValueError:
        raise EvaluationError(f"--price is {text!r}; give MODEL=READ/WRITTEN, e.g. gpt-4o=2.5/10.") from None


def _edges(text: str) -> tuple[Edge, ...]:
    try:
        edges = [None if word == "native" else int(word) for word in text.replace(",", " ").split()]
    except ValueError:
        edges = []
    if not edges:
        raise EvaluationError(f"--resolutions is {text!r}; give px and native, e.g. 336,448,native.")
    return tuple(dict.fromkeys(edges))


def _tasks(options: argparse.Namespace) -> list[Task]:
    tasks = []
    for source in options.data:
        name, _, split = source.partition(":")
        if name in TASKS:
            copy = None if options.copies is None else options.copies / name
            task = load_task(
                name,
                split or list(TASKS[name][1])[-1],
                options.images or options.out / "images",
                copy if copy is not None and copy.is_dir() else None,
                options.limit,
            )
        else:
            task = load_jsonl(Path(source))
            examples = [example for example in task.examples if options.split in ("all", example.split)]
            if not examples:
                raise EvaluationError(f"{task.name} has no question in the split {options.split!r}.")
            if options.limit is not None and options.limit < len(examples):
                examples = [examples[index * len(examples) // options.limit] for index in range(options.limit)]
            task = dataclasses.replace(task, examples=tuple(examples))
        tasks.append(task)
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


def _settings(options: argparse.Namespace, evaluator: Evaluator, tasks: Sequence[Task]) -> dict[str, Any]:
    """Whatever rows depend on."""
    plan = evaluator.plan
    examples = {
        task.name: [repr(dataclasses.replace(each, image=Path(each.image.name))) for each in task.examples]
        for task in tasks
    }
    return {
        "data": {name: digest_of(*asked) for name, asked in examples.items()},
        "policies": {choice.name: _version(choice.source) for choice in plan.choices.values()},
        "windows": {name: None if box is None else box.xyxy for name, box in plan.windows.items()},
        "targets": {name: target.version for name, target in evaluator.targets.items()},
        "resolutions": plan.edges,
        "split": options.split,
        "limit": options.limit,
    }


def _version(source: str) -> str:
    """A policy's name; of one in a folder, also behind ``attention:``, what the folder holds."""
    kind, _, model = source.rpartition(":")
    folder = Path(source if Path(source).is_dir() else model)
    return " ".join(filter(None, (kind, digest_of_folder(folder)))) if folder.is_dir() else source


if __name__ == "__main__":
    sys.exit(main())
