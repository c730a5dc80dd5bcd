"""Runs of words of the questions that are for evaluation only, as hashes, and what shares them.

``python -m tests.leakage DATA`` makes ``tests/leakage.bin`` anew from the folder of sets (DATA/NAME/NAME.jsonl). The
sets themselves are not kept: of every six words in a row, and of these once more with one of the inner four left open,
the file holds the first six bytes of the sha256, sorted. A quotation counts as one open word, and so does a slot of a
template. Runs that stand in questions which may train as well are not in it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

KEPT = Path(__file__).with_name("leakage.bin")
RUN, BYTES = 6, 6
OPEN = "*"
EVALUATED = {"lichens", "scenetext_ic15", "charts_multichart"}
"""Sets of which nothing may train; of every other one nothing but ``train`` may, and of it not what says it may not."""

_SLOT = re.compile(r"""\{[^{}]*\}|"[^"]*"|“[^”]*”|„[^“]*“|«[^»]*»""")
_WORD = re.compile(r"\*|\w+")


def words(text: str) -> list[str]:
    """Small, without punctuation; slots and quotations are open."""
    return _WORD.findall(_SLOT.sub(f" {OPEN} ", text.lower().replace("’", "'")))


def runs(text: str) -> list[tuple[str, ...]]:
    """Every ``RUN`` words in a row."""
    said = words(text)
    return [tuple(said[start : start + RUN]) for start in range(len(said) - RUN + 1)]


def hashed(run: tuple[str, ...]) -> bytes:
    return hashlib.sha256(" ".join(run).encode("utf-8")).digest()[:BYTES]


def opened(run: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The run, and with each of its inner words left open in turn where none is open yet."""
    yield run
    if OPEN not in run:
        for place in range(1, RUN - 1):
            yield (*run[:place], OPEN, *run[place + 1 :])


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of all string constants of a Python file, documentation included; of an f-string as a template."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(parts)


def kept() -> frozenset[bytes]:
    content = KEPT.read_bytes()
    return frozenset(content[start : start + BYTES] for start in range(0, len(content), BYTES))


def shared(text: str, evaluated: frozenset[bytes]) -> list[str]:
    """The runs of a text that stand in questions for evaluation."""
    return [" ".join(run) for run in runs(text) if hashed(run) in evaluated]


def for_evaluation(name: str, row: dict[str, object]) -> bool:
    return name in EVALUATED or row["split"] != "train" or not row.get("may_train", True)


def build(data: Path) -> bytes:
    """The content of ``KEPT``."""
    sides: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for path in sorted(data.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for run in runs(row["question"]):
                sides[for_evaluation(path.stem, row)].update(opened(run))
    return b"".join(sorted({hashed(run) for run in sides[True] - sides[False]}))


if __name__ == "__main__":
    KEPT.write_bytes(build(Path(sys.argv[1])))
    print(f"{KEPT.stat().st_size // BYTES} runs, {KEPT.stat().st_size} bytes")
