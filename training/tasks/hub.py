"""Tasks by name: benchmarks as they lie on the Hugging Face hub, or in a copy of such a folder on disk.

    load_task("textvqa", "train", images=Path("images"), limit=1000)

Nothing is downloaded unless its name is given here. Rows are streamed; their pictures are written to a folder as they
are, byte for byte, each once, since all that follows (boxes, training, evaluation) goes over the same pictures again.

For training: ``textvqa``, ``docvqa``, ``infographicvqa``, ``stvqa``. For evaluation alone: ``vstar``, ``hrbench-4k``,
``hrbench-8k``. Splits whose answers are kept secret are not offered.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from cropvlm_tools.errors import MissingDependencyError
from training.storage import digest, write_atomic
from training.tasks.grading import anls, choice_accuracy, vqa_accuracy
from training.tasks.jsonl import load_jsonl
from training.tasks.task import LETTERS, VAL, Example, Task, TaskError

Row = dict[str, Any]
"""As ``datasets`` gives it: which columns, and what is in them, is the data set's affair."""

Picture = Mapping[str, object] | str | None
"""As a row holds it: ``bytes`` or a ``path``, or base64 (HR-Bench)."""

Asked = Iterator[tuple[Picture, Example]]
"""(picture, the question about it; its image is not yet on disk)"""


@dataclass(frozen=True)
class Source:
    """Where a split lies and how its rows are read."""

    dataset: str
    config: str | None
    split: str
    columns: tuple[str, ...]
    """All that ``read`` needs."""

    read: Callable[[Row, int], Asked]
    """(row, its number) -> the questions in it."""


def load_task(
    source: str | Path, split: str = "", images: Path | None = None, copy: Path | None = None, limit: int | None = None
) -> Task:
    """The task of that name, or the one kept in that .jsonl file or folder (``training.tasks.jsonl``).

    Args:
        source: one of ``TASKS``, or a path.
        split: ``"train"`` or ``"val"``, of a named task also what it calls its own (``"validation"``, ``"test"``); by
            default the first that a named task has, or all of a file.
        images: folder for a named task's pictures; each is written once, under the sha256 of its bytes.
        copy: a local copy of the named task's data set (parquet, JSON lines, anything ``datasets`` reads); with it
            nothing leads to the network.
        limit: at most so many questions, the first; no more rows are read than it takes.

    Raises:
        TaskError: there is no such task or split, it cannot be reached or read, a column is missing, or it is empty.
        MissingDependencyError: ``datasets`` is not installed.
    """
    if str(source) not in TASKS:
        return _from_file(Path(source), split, limit)
    name = str(source)
    grade, splits = TASKS[name]
    split = split or next(iter(splits))
    if split == VAL:
        split = next((own for own in _TO_JUDGE_BY if own in splits), VAL)
    if split not in splits:
        raise TaskError(f"{name} has no split {split!r} with answers. Give one of {', '.join(splits)}.")
    if images is None:
        raise TaskError(f"{name} keeps its pictures inside its data set: give a folder for them (images=DIR).")
    examples: dict[str, Example] = {}
    for picture, example in islice(_questions(name, splits[split], copy), limit):
        if example.id in examples:
            raise TaskError(f"{name}: id {example.id!r} stands there twice.")
        examples[example.id] = replace(example, image=_written(picture, images, name, example.id), split=split)
    if not examples:
        raise TaskError(f"{name} ({split}) holds no question.")
    return Task(name, images, tuple(examples.values()), grade)


_TO_JUDGE_BY = ("validation", "test")


def _from_file(path: Path, split: str, limit: int | None) -> Task:
    if not path.exists():
        raise TaskError(f"No task {str(path)!r:.80}. Give one of {', '.join(TASKS)}, or a .jsonl file or its folder.")
    task = load_jsonl(path).of_split(split)
    return replace(task, examples=task.examples[:limit])


def _questions(name: str, source: Source, copy: Path | None) -> Asked:
    rows = _rows(name, source, copy)
    number = 0
    while True:
        try:
            row = next(rows, None)
        except Exception as error:  # a shard that cannot be fetched or parsed: datasets raises anything
            raise TaskError(f"{name}: row {number} cannot be read ({_first_line(error)}).") from error
        if row is None:
            return
        missing = [column for column in source.columns if column not in row]
        if missing:
            raise TaskError(f"{name}: there is no column {', '.join(missing)}; there are {', '.join(row)}.")
        try:
            yield from source.read(row, number)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise TaskError(f"{name}, row {number}: {type(error).__name__}: {error}") from error
        number += 1


def _rows(name: str, source: Source, copy: Path | None) -> Iterator[Row]:
    try:
        datasets: Any = import_module("datasets")
    except ModuleNotFoundError as error:
        raise MissingDependencyError(f"The task {name}", "datasets", "train") from error
    if copy is not None and not copy.is_dir():
        raise TaskError(f"{name}: there is no folder {copy.name!r}.")
    try:
        config = source.config
        if copy is not None and config not in datasets.get_dataset_config_names(str(copy)):
            config = None
        stored = datasets.load_dataset(str(copy or source.dataset), config, split=source.split, streaming=True)
        rows: Iterator[Row] = iter(stored.decode(False))
    except Exception as error:  # no network, no such data set, gated, nothing readable in it: datasets raises anything
        place = "its copy" if copy else source.dataset
        raise TaskError(
            f"{name} cannot be read from {place} ({_first_line(error)}). Give copy=DIR for one on disk."
        ) from error
    return rows


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]:.200}"


def _written(picture: Picture, folder: Path, name: str, question: str) -> Path:
    """The file with a picture's bytes: of a data set's image column, or in base64 (HR-Bench)."""
    data = b""
    if isinstance(picture, str):
        data = base64.b64decode(picture)
    elif picture is not None:
        kept, path = picture.get("bytes"), picture.get("path")
        data = kept if isinstance(kept, bytes) else Path(path).read_bytes() if isinstance(path, str) else b""
    if not data:
        raise TaskError(f"{name}: question {question!r} has no picture.")
    suffix = next((kind for mark, kind in _KINDS.items() if data.startswith(mark)), "")
    path = folder / f"{digest(data)[:32]}{suffix}"
    if not path.exists():
        write_atomic(path, data)
    return path


_KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"RIFF": ".webp", b"GIF8": ".gif", b"BM": ".bmp"}


def _vqa(identity: str, answers: str = "answers") -> Callable[[Row, int], Asked]:
    """A question a row: columns image, question, one with answers and one with an id (or none: the row's number)."""

    def read(row: Row, number: int) -> Asked:
        given = tuple(str(answer) for answer in row[answers] or () if str(answer).strip())
        yield row["image"], _example(str(row[identity]) if identity else str(number), row["question"], given)

    return read


def _cauldron(row: Row, number: int) -> Asked:
    """Several questions a row, each with one answer and an instruction on a line of its own (HuggingFaceM4, Idefics2).

    The instruction and the answer's full stop are taken away: they are the collection's, not the annotators'.
    """
    for place, turn in enumerate(row["texts"]):
        question = turn["user"].strip().partition("\n")[0]
        answer = turn["assistant"].strip().removesuffix(".")
        yield row["images"][0], _example(f"{number}-{place}", question, (answer,))


def _vstar(row: Row, number: int) -> Asked:
    """``text`` holds the question and ``(A) ...`` lines; ``category`` is direct_attributes or relative_position."""
    question, *rest = _OPTION.split(row["text"].partition("\nAnswer with")[0])
    options = tuple(option.strip() for option in rest[1::2])  # letter, option, letter, option ...
    right = LETTERS.index(row["label"].strip())
    yield row["image"], _choice(str(row["question_id"]), question, options, right, row["category"], "")


_OPTION = re.compile(r"\s*\(([A-H])\)\s*")


def _hrbench(row: Row, number: int) -> Asked:
    """Columns A to D; each question stands there in four cyclic orders; category is single or cross."""
    options = tuple(str(row[letter]) for letter in "ABCD")
    right, cycle = LETTERS.index(row["answer"].strip()), row["cycle_category"]
    yield row["image"], _choice(str(row["index"]), row["question"], options, right, row["category"], cycle)


def _choice(identity: str, question: str, options: tuple[str, ...], right: int, field: str, cycle: object) -> Example:
    example = _example(identity, question, (LETTERS[right], options[right]))
    return replace(example, written=(), options=options, field=str(field), cycle=str(cycle))


def _example(identity: str, question: str, answers: tuple[str, ...]) -> Example:
    if not answers:
        raise ValueError(f"question {identity} has no answer")
    return Example(id=identity, image=Path(), question=question.strip(), answers=answers, written=answers)


def _by_anls(said: str, example: Example) -> float:
    return anls(said, example.answers)


def _by_votes(said: str, example: Example) -> float:
    return vqa_accuracy(said, example.answers)


def _by_choice(said: str, example: Example) -> float:
    return choice_accuracy(said, example.options, LETTERS.index(example.answers[0]))


def _plain(dataset: str, config: str | None, identity: str, splits: tuple[str, ...]) -> dict[str, Source]:
    columns = ("image", "question", "answers", identity)
    return {split: Source(dataset, config, split, columns, _vqa(identity)) for split in splits}


_STVQA = Source("danjacobellis/stvqa_task1", None, "train", ("image", "question", "answer"), _vqa("", "answer"))
_VSTAR = ("image", "text", "label", "category", "question_id")
_HRBENCH = ("index", "question", "answer", "category", "A", "B", "C", "D", "cycle_category", "image")

TASKS: dict[str, tuple[Callable[[str, Example], float], dict[str, Source]]] = {
    # 10 answers a question, arXiv 1904.08920
    "textvqa": (_by_votes, _plain("lmms-lab/textvqa", None, "question_id", ("train", "validation"))),
    # arXiv 2007.00398
    "docvqa": (_by_anls, _plain("HuggingFaceM4/DocumentVQA", None, "questionId", ("train", "validation"))),
    # arXiv 2104.12756; the hub has no train split but the Cauldron's (arXiv 2405.02246), one answer a question
    "infographicvqa": (
        _by_anls,
        {
            "train": Source("HuggingFaceM4/the_cauldron", "infographic_vqa", "train", ("images", "texts"), _cauldron),
            **_plain("lmms-lab/DocVQA", "InfographicVQA", "questionId", ("validation",)),
        },
    ),
    "stvqa": (_by_anls, {"train": _STVQA}),  # arXiv 1905.13648, task 1
    # arXiv 2312.14135
    "vstar": (_by_choice, {"test": Source("lmms-lab/vstar-bench", None, "test", _VSTAR, _vstar)}),
    # arXiv 2408.15556
    **{
        f"hrbench-{size}": (
            _by_choice,
            {"test": Source("DreamMr/HR-Bench", "hrbench_version_split", f"hrbench_{size}", _HRBENCH, _hrbench)},
        )
        for size in ("4k", "8k")
    },
}
"""Name -> (grade, split -> where it lies)."""
