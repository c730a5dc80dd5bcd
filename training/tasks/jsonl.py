"""Question lines: one JSON object a line, images beside the file. What every stage reads and writes.

Keys: ``image`` (relative to the file), ``question``, ``answers`` (strings), and where they apply

    id              the line's number where it is missing
    boxes           pixel xyxy of the upright image, all equally good; where only ``box`` is given, that one
    box             the one place for a policy to learn from, pixel xyxy as well; null where the whole should do
    all_boxes       places that must all be seen
    width, height   of the image those pixels are of; read from its header where they are missing
    box_kind        ``value``, or ``label`` where boxes are drawn around more than the answer; those mark no place
    no_place        no place is asked for: ``answers`` may be empty
    may_train       false where the line is for evaluation only; trainers leave it out
    field, kind, language, split
    counting        the whole image is needed
    mc              multiple choice: one-letter answers are option letters
    metric          ``vqa``, ``anls``, ``exact`` or ``relaxed``; without it VQA accuracy where ten people answered, ANLS
                    otherwise

Other keys are passed over.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

from PIL import ExifTags, Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import BoxError
from training.storage import write_atomic
from training.tasks.grading import METRICS, normalise
from training.tasks.task import Example, Task, TaskError

Line = Mapping[str, object]
BOX_KINDS = ("value", "label")
_SIDEWAYS = range(5, 9)  # EXIF orientations in which width and height change places


def find_jsonl(source: Path) -> Path:
    """``source`` itself where it is a file; ``DIR/<name of DIR>.jsonl`` where it is a folder.

    Raises:
        TaskError: there is no such file.
    """
    path = source / f"{source.resolve().name}.jsonl" if source.is_dir() else source
    if not path.is_file():
        raise TaskError(f"No task at {source}: give a .jsonl file, or a folder NAME that holds NAME.jsonl.")
    return path


def load_jsonl(source: Path, needs: Iterable[str] = ()) -> Task:
    """The task kept in that file or folder, named after the file.

    Args:
        source: of the file or folder.
        needs: keys that every line must have besides image, question and answers.

    Raises:
        TaskError: the file is missing, empty, or a line is not a question; the message has the line's number.
    """
    path = find_jsonl(source)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TaskError(f"{path.name} cannot be read ({type(error).__name__}).") from error
    needed = ("image", "question", "answers", *needs)
    examples: dict[str, Example] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            example = _example(json.loads(line), path.parent, number, needed)
        except (ValueError, BoxError) as error:
            raise TaskError(f"{path.name}, line {number}: {type(error).__name__}: {error}") from error
        if example.id in examples:
            raise TaskError(f"{path.name}, line {number}: id {example.id!r} stands there twice.")
        examples[example.id] = example
    if not examples:
        raise TaskError(f"{path.name} holds no question.")
    return Task(path.stem, path.parent, tuple(examples.values()), grade)


def grade(answer: str, example: Example) -> float:
    """How well an answer answers a question, in [0, 1], by that question's own metric."""
    return METRICS[example.metric](answer, example.answers)


def question_line(example: Example, folder: Path, boxed: bool = False) -> dict[str, object]:
    """A question as a line of a file in that folder, with ``box`` and the size of its image where that is wanted.

    Raises:
        TaskError: ``boxed``, and the image's size cannot be read.
    """
    image = Path(os.path.relpath(example.image, folder)).as_posix()
    line: dict[str, object] = {
        "id": example.id,
        "image": image,
        "question": example.question,
        "answers": list(example.answers),
    }
    if example.no_place:
        line["no_place"] = True
    if not example.may_train:
        line["may_train"] = False
    if boxed:
        try:
            width, height = image_size(example.image)
        except ValueError as error:
            raise TaskError(f"{example.image.name}: {error}.") from error
        corners = None if example.box is None else [part * edge for part, edge in _along(example.box, width, height)]
        line |= {"box": corners, "width": width, "height": height}
    return line


def write_jsonl(path: Path, lines: Iterable[Line]) -> Path:
    """The lines in that file, all or nothing; its folder is made where it is missing."""
    write_atomic(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return path


def image_size(path: Path) -> Size:
    """(width, height) of an image, upright, as its header says; nothing is decoded.

    Raises:
        ValueError: it has no such header.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # nothing is decompressed
            with Image.open(path) as image:
                width, height = image.size
                turned = image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"its size cannot be read ({type(error).__name__}): give width and height") from error
    return (height, width) if turned else (width, height)


def _along(box: Box, width: int, height: int) -> list[tuple[float, int]]:
    return list(zip(box.xyxy, (width, height) * 2, strict=True))


def _example(line: object, root: Path, number: int, needed: tuple[str, ...]) -> Example:
    if not isinstance(line, dict):
        raise ValueError("this is no object with image, question and answers")
    missing = [name for name in needed if name not in line]
    if missing:
        raise ValueError(f"there is no {', '.join(missing)}")
    image = _image(line, root)
    question, answers = line["question"], line["answers"]
    if not isinstance(question, str):
        raise ValueError("question is no text")
    no_place, counting = bool(line.get("no_place")), bool(line.get("counting"))
    texts = isinstance(answers, list) and all(isinstance(answer, str) for answer in answers)
    if not texts or not (answers or no_place):
        raise ValueError("answers is not a list of at least one string; only a line with no_place may have none")
    kind, metric = _text(line, "box_kind") or "value", _text(line, "metric")
    if kind not in BOX_KINDS:
        raise ValueError(f"box_kind is {kind!r}, not one of {', '.join(BOX_KINDS)}")
    if metric not in METRICS:
        raise ValueError(f"metric is {metric!r}, not one of {', '.join(filter(None, METRICS))}")
    marked = {name: _boxes(line, name, image) for name in ("box", "boxes", "all_boxes")}
    shortest = 2 if line.get("mc") else 1
    return Example(
        id=str(line.get("id") or number),
        image=image,
        question=question.strip(),
        answers=tuple(answers),
        written=() if counting else tuple(answer for answer in answers if len(normalise(answer)) >= shortest),
        boxes=(marked["boxes"] or marked["box"]) if kind == "value" else (),
        all_boxes=marked["all_boxes"] if kind == "value" else (),
        box=next(iter(marked["box"]), None),
        no_place=no_place,
        may_train=line.get("may_train") is not False,
        field=_text(line, "field"),
        split=_text(line, "split"),
        language=_text(line, "language"),
        kind=_text(line, "kind"),
        metric=metric,
        counting=counting,
    )


def _image(line: Line, root: Path) -> Path:
    name = line["image"]
    if not isinstance(name, str):
        raise ValueError("image is no path")
    if Path(name).suffix.lower() == ".pdf":
        raise ValueError(f"{name!r} is a PDF: pages are not read, so save its page as a picture and name that")
    if not (root / name).is_file():
        raise ValueError(f"there is no image {name!r}")
    return root / name


def _text(line: Line, name: str) -> str:
    value = line.get(name)
    if not isinstance(value, str | None):
        raise ValueError(f"{name} is no text")
    return value or ""


def _boxes(line: Line, name: str, image: Path) -> tuple[Box, ...]:
    """One box under ``box``, a list of them under another name; none where that is null, missing or empty."""
    given = line.get(name)
    if not given:
        return ()
    if not isinstance(given, list):
        raise ValueError(f"{name} is no list")
    given = [given] if name == "box" else given
    size = line.get("width"), line.get("height")
    if None in size:
        if name == "box" and all(isinstance(part, int | float) and part <= 1 for part in given[0]):
            raise ValueError(
                "box is in shares of the image, as earlier versions wrote it, and must be in pixels: write the file "
                "again (training.vlm.label keeps what was proposed), or multiply by width and height"
            )
        size = image_size(image)
    width, height = size
    if not isinstance(width, int) or not isinstance(height, int):
        raise ValueError("width and height are not whole numbers of pixels")
    return tuple(Box.from_pixels(box, (width, height)) for box in given)
