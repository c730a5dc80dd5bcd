"""Pages for tests."""

from training.pages import Page, invent
from training.tasks.grading import normalise


def pages(kind: str, count: int = 12) -> list[Page]:
    return [invent(seed, kind) for seed in range(count)]


def plain(text: str) -> str:
    return normalise(text).replace(" ", "")
