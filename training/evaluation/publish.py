"""What is small of a finished evaluation, as a folder of ``training/results``; and the README's table, made from it.

    python -m training.evaluation.publish --run OUT --to training/results/evaluation --readme README.md
    python -m training.evaluation.publish --to training/results/evaluation --readme README.md

Writes summary.json (what the README's table and the plot are made from), table.md (how it came about, all tables),
breakdown.md (at one resolution), run.json and accuracy.svg; no picture of the data. The second command draws again from
the summary that is there.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, cast

from cropvlm_tools.errors import CropVLMError
from training.evaluation.plot import accuracy
from training.evaluation.statistics import Interval
from training.evaluation.summary import EVERYTHING, Figures, Summary, SummaryError, TargetFigures
from training.recipe import run_stage
from training.storage import reading, write_atomic

EDGE = "448"  # px at which a target sees in the README's table, and in the breakdown where the run has it
BEGIN, END = "<!-- evaluation -->\n", "<!-- /evaluation -->"
COLUMNS = {
    "whole": "whole",
    "equal-tokens:default": "whole at as many tokens",
    "fixed": "fixed window",
    "lexical": "untrained policy",
    "default": "**default**",
    "oracle": "perfect box",
}
"""Policy of the run -> its heading in the README."""

SETS = {
    "sroie": "receipts, Malaysia (sroie)",
    "receipts_de": "receipts, Germany",
    "adbuy_forms": "advertising forms",
    "lichens": "specimen labels",
    "scenetext_ic15": "street and shop signs",
    "charts_multichart": "charts",
    "mmlongbench_pages": "pages of reports",
    EVERYTHING: "**all**",
}
_OURS = "default"
_READERS = {"rapidocr": "PP-OCR", "tesseract": "Tesseract"}
_OUTPUTS = ("summary.json", "run.json", "table.md", "breakdown.md", "clock.md")
_WRITTEN_AGAIN = "The evaluation's own command writes it again."
_DIGITS = 4  # a hundredth of a percent
_LARGEST = 300_000  # bytes of a file
_FOLDER = re.compile(r"""(?<![^\s:="'])/(?:[^/\s"']+/)*([^/\s"']+)""")


class PublishError(CropVLMError):
    """A run cannot be published as asked; the message says what it lacks."""


class _Start(TypedDict):
    """One of the times that a run was started (``training.provenance.record``)."""

    command: str
    commit: str | None
    date: str
    versions: dict[str, str]


class _Settings(TypedDict):
    targets: dict[str, str]


class _Record(TypedDict):
    settings: _Settings
    runs: list[_Start]


@dataclass(frozen=True, kw_only=True)
class PublishRecipe:
    """An evaluation among the results."""

    to: Path = field(metadata={"help": "a folder of training/results"})
    run: Path | None = field(
        default=None, metadata={"help": "the --out of a finished training.evaluation.run; else what is there is drawn"}
    )
    readme: Path | None = field(
        default=None, metadata={"help": "whose table between <!-- evaluation --> marks is written too"}
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(PublishRecipe, _publish, arguments)


def _publish(recipe: PublishRecipe) -> None:
    if recipe.run is not None:
        publish(recipe.run, recipe.to)
    summary = read_summary(recipe.to / "summary.json")
    write_atomic(recipe.to / "accuracy.svg", accuracy(summary))
    if recipe.readme is not None:
        text = recipe.readme.read_text(encoding="utf-8")
        write_atomic(recipe.readme, with_table(text, summary))


def publish(run: Path, folder: Path) -> None:
    """The files of one run but the plot, folders of the machine it ran on left out of their text."""
    missing = [name for name in _OUTPUTS if not (run / name).is_file()]
    if missing:
        raise PublishError(f"{run.name} is no finished evaluation: it has no {', '.join(missing)}.")
    text = {}
    for name in _OUTPUTS:
        with reading(run / name, _WRITTEN_AGAIN):
            text[name] = (run / name).read_text(encoding="utf-8")
    summary = read_summary(run / "summary.json")
    record = _FOLDER.sub(r".../\1", text["run.json"])
    with reading(run / "run.json", f"Delete it. {_WRITTEN_AGAIN}"):
        head = _head(cast(_Record, json.loads(record)), folder.name)
    written = {
        "summary.json": _reduced(summary).to_json(),
        "run.json": record + "\n",
        "table.md": "\n".join([*head, text["table.md"], text["clock.md"]]),
        "breakdown.md": _only(text["breakdown.md"], EDGE if EDGE in summary.overall else None),
    }
    for name, content in written.items():
        if len(content.encode()) > _LARGEST:
            raise PublishError(f"{name} would have more than {_LARGEST} bytes: fewer policies or resolutions.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        write_atomic(folder / name, content)


def read_summary(path: Path) -> Summary:
    """Of a run, or what is published of it.

    Raises:
        SummaryError: the file holds something else.
        StorageError: it holds no text.
    """
    try:
        with reading(path, _WRITTEN_AGAIN):
            return Summary.from_json(path.read_text(encoding="utf-8"))
    except SummaryError as error:
        raise SummaryError(f"{path.name}: {error}") from error


def with_table(text: str, summary: Summary) -> str:
    """A README with the table of this summary between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise PublishError(f"The README lacks the lines {BEGIN.strip()} and {END}.")
    return f"{before}{BEGIN}{readme_table(summary)}{END}{after}"


def readme_table(summary: Summary) -> str:
    """What is readable of each task at one resolution, in percent of the questions, with the default's intervals."""
    header = ["pictures", "questions", "answer in the crop", "crop, share of the picture", *COLUMNS.values()]
    lines = [header, ["---"] * len(header)]
    for task, sections in summary.tasks.items():
        section = sections.get(EDGE, {})
        lacking = [name for name in COLUMNS if name not in section]
        if lacking:
            raise PublishError(f"The README's table needs {', '.join(lacking)} at {EDGE} px of {task}.")
        ours = section[_OURS]
        lines.append(
            [
                SETS.get(task, task),
                str(next(iter(ours.targets.values())).asked),
                f"{_percent(ours.recall, True)} %",
                f"{_percent(ours.area, True)} %",
                *(_readable(section[name], name == _OURS) for name in COLUMNS),
            ]
        )
    names = " / ".join(_READERS.get(name, name) for name in summary.targets)
    return (
        f"Readable at {EDGE} px by {names}; in brackets 95 % intervals.\n\n"
        + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        + "\n"
    )


def _readable(figures: Figures, bounds: bool) -> str:
    text = " / ".join(_percent(own.score, bounds) for own in figures.targets.values()) + " %"
    return f"**{text}**" if bounds else text


def _percent(value: Interval | None, bounds: bool) -> str:
    if value is None:
        return "–"
    if not bounds or value.low is None or value.high is None:
        return f"{100 * value.mean:.0f}"
    return f"{100 * value.mean:.0f} [{100 * value.low:.0f}, {100 * value.high:.0f}]"


def _reduced(summary: Summary) -> Summary:
    """Without what neither table nor plot needs."""
    return Summary(
        {
            task: {
                edge: {policy: _short(figures) for policy, figures in section.items()}
                for edge, section in sections.items()
            }
            for task, sections in summary.tasks.items()
        }
    )


def _short(figures: Figures) -> Figures:
    return Figures(
        questions=figures.questions,
        images=figures.images,
        recall=_short_interval(figures.recall),
        area=_short_interval(figures.area),
        abstained=round(figures.abstained, _DIGITS),
        failed=figures.failed,
        targets={
            target: TargetFigures(
                own.asked, _short_interval(own.score), _rounded(own.helped), _rounded(own.hurt), _rounded(own.tokens)
            )
            for target, own in figures.targets.items()
        },
    )


def _short_interval(value: Interval | None) -> Interval | None:
    return value and Interval(round(value.mean, _DIGITS), _rounded(value.low), _rounded(value.high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _head(record: _Record, name: str) -> list[str]:
    """How the run came about, in Markdown; of one that was interrupted, its last start."""
    last = record["runs"][-1]
    commits = dict.fromkeys(run["commit"] for run in record["runs"])
    versions = ", ".join(f"{package} {version}" for package, version in last["versions"].items())
    return [
        f"# {name}, {last['date'][:10]}",
        "",
        "```bash",
        last["command"],
        "```",
        "",
        f"Commit {', '.join(map(str, commits))}; {versions}; {', '.join(record['settings']['targets'].values())}.",
        "",
        "![Accuracy against visual tokens](accuracy.svg)",
        "",
    ]


def _only(breakdown: str, edge: str | None) -> str:
    """The sections of one resolution, and the note at the end; all where it is None."""
    sections, note = breakdown.rsplit("\n\n", 1)
    kept = re.split(r"(?m)^(?=## )", sections)
    if edge is not None:
        kept = [part for part in kept if part.partition("\n")[0].endswith(f" at {edge}")]
    return "".join(part.strip() + "\n\n" for part in kept if part) + note


if __name__ == "__main__":
    sys.exit(main())
