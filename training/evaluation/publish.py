"""What is small of a finished evaluation, as a folder of ``training/results``; and the README's table, made from it.

    python -m training.evaluation.publish --run OUT --to training/results/evaluation --readme README.md
    python -m training.evaluation.publish --to training/results/evaluation --readme README.md

Writes summary.json (what the README's table and the plot are made from), table.md (how it came about, all tables),
breakdown.md (at one resolution), run.json and accuracy.svg; no picture of the data. The second command draws again from
the summary that is there.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cropvlm_tools.errors import CropVLMError
from training.evaluation.plot import curves, figure
from training.evaluation.statistics import Interval
from training.evaluation.summary import EVERYTHING, Figures, Summary
from training.storage import write_atomic

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
_KEPT = ("questions", "images", "recall", "area", "abstained")
_KEPT_OF_TARGET = ("asked", "score", "helped", "hurt", "tokens")
_LARGEST = 300_000  # bytes of a file
_FOLDER = re.compile(r"""(?<![^\s:="'])/(?:[^/\s"']+/)*([^/\s"']+)""")


class PublishError(CropVLMError):
    """A run cannot be published as asked; the message says what it lacks."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluation.publish", description="An evaluation among the results."
    )
    add = parser.add_argument
    add("--run", type=Path, metavar="OUT", help="the --out of a finished training.evaluation.run")
    add("--to", type=Path, required=True, metavar="DIR", help="a folder of training/results")
    add("--readme", type=Path, metavar="FILE", help="whose table between <!-- evaluation --> marks is written too")
    options = parser.parse_args(arguments)
    try:
        if options.run is not None:
            publish(options.run, options.to)
        summary = read_summary(options.to / "summary.json")
        write_atomic(options.to / "accuracy.svg", plot(summary))
        if options.readme is not None:
            text = options.readme.read_text(encoding="utf-8")
            write_atomic(options.readme, with_table(text, summary))
    except (CropVLMError, OSError) as error:
        print(f"training.evaluation.publish: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


def publish(run: Path, folder: Path) -> None:
    """The files of one run but the plot, folders of the machine it ran on left out of their text."""
    missing = [name for name in _OUTPUTS if not (run / name).is_file()]
    if missing:
        raise PublishError(f"{run.name} is no finished evaluation: it has no {', '.join(missing)}.")
    text = {name: (run / name).read_text(encoding="utf-8") for name in _OUTPUTS}
    summary = read_summary(run / "summary.json")
    record = _FOLDER.sub(r".../\1", text["run.json"])
    written = {
        "summary.json": _lines(_reduced(summary), 3) + "\n",
        "run.json": record + "\n",
        "table.md": "\n".join([*_head(json.loads(record), folder.name), text["table.md"], text["clock.md"]]),
        "breakdown.md": _only(text["breakdown.md"], EDGE if EDGE in next(iter(summary.values())) else None),
    }
    for name, content in written.items():
        if len(content.encode()) > _LARGEST:
            raise PublishError(f"{name} would have more than {_LARGEST} bytes: fewer policies or resolutions.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        write_atomic(folder / name, content)


def read_summary(path: Path) -> Summary:
    """As ``training.evaluation.summary.summarise`` gave it, or what is published of it."""

    def revive(value: dict[str, Any]) -> Any:
        return Interval(**value) if value.keys() == {"mean", "low", "high"} else value

    summary: Summary = json.loads(path.read_text(encoding="utf-8"), object_hook=revive)
    return summary


def plot(summary: Summary) -> str:
    """Accuracy against visual tokens over all tasks, a plot for each target."""
    section = summary.get(EVERYTHING) or next(iter(summary.values()))
    targets = next(iter(next(iter(section.values())).values()))["targets"]
    return figure({name: curves(section, name) for name in targets})


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
    for task, sections in summary.items():
        section = sections.get(EDGE, {})
        lacking = [name for name in COLUMNS if name not in section]
        if lacking:
            raise PublishError(f"The README's table needs {', '.join(lacking)} at {EDGE} px of {task}.")
        ours = section[_OURS]
        lines.append(
            [
                SETS.get(task, task),
                str(next(iter(ours["targets"].values()))["asked"]),
                f"{_percent(ours['recall'], True)} %",
                f"{_percent(ours['area'], True)} %",
                *(_readable(section[name], name == _OURS) for name in COLUMNS),
            ]
        )
    names = " / ".join(_READERS.get(name, name) for name in ours["targets"])
    return (
        f"Readable at {EDGE} px by {names}; in brackets 95 % intervals.\n\n"
        + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        + "\n"
    )


def _readable(figures: Figures, bounds: bool) -> str:
    text = " / ".join(_percent(own["score"], bounds) for own in figures["targets"].values()) + " %"
    return f"**{text}**" if bounds else text


def _percent(value: Interval | None, bounds: bool) -> str:
    if value is None:
        return "–"
    if not bounds or value.low is None or value.high is None:
        return f"{100 * value.mean:.0f}"
    return f"{100 * value.mean:.0f} [{100 * value.low:.0f}, {100 * value.high:.0f}]"


def _reduced(summary: Summary) -> Summary:
    return {
        task: {
            edge: {policy: _short(figures) for policy, figures in section.items()} for edge, section in sections.items()
        }
        for task, sections in summary.items()
    }


def _short(figures: Figures) -> Figures:
    targets = {
        target: {name: _rounded(own[name]) for name in _KEPT_OF_TARGET} for target, own in figures["targets"].items()
    }
    return {**{name: _rounded(figures[name]) for name in _KEPT}, "targets": targets}


def _rounded(value: Any) -> Any:
    """To four digits; a hundredth of a percent."""
    if isinstance(value, Interval):
        return {name: _rounded(each) for name, each in vars(value).items()}
    return round(value, 4) if isinstance(value, float) else value


def _lines(value: Any, depth: int) -> str:
    """JSON with a line for each entry down to that depth, so that two runs can be compared line by line."""
    if not depth:
        return json.dumps(value, separators=(",", ":"))
    entries = (f"{json.dumps(name)}: {_lines(each, depth - 1)}" for name, each in value.items())
    return "{\n" + ",\n".join(entries) + "\n}"


def _head(record: dict[str, Any], name: str) -> list[str]:
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
