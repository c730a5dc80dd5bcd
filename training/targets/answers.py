"""What targets have said, kept on disk: one already paid for is never asked again, by whichever run or process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from training.storage import connect
from training.targets.reading import Reading
from training.targets.shown import Shown, digest_of


class Answers:
    """Texts by target and what it was shown, in one SQLite file: survives being killed, safe with several processes.

    Args:
        folder: where the file lies; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._database = connect(folder / "readings.sqlite", threads=True)
        columns = "reader TEXT, view TEXT, text TEXT NOT NULL, PRIMARY KEY (reader, view)"
        self._database.execute(f"CREATE TABLE IF NOT EXISTS readings ({columns})")

    def __del__(self) -> None:
        if hasattr(self, "_database"):
            self._database.close()

    def get(self, target: str, shown: str) -> str | None:
        """What the target of that version said to what has that digest; None where it was never asked."""
        query = "SELECT text FROM readings WHERE reader = ? AND view = ?"
        with self._lock:
            row = self._database.execute(query, (target, shown)).fetchone()
        return None if row is None else str(row[0])

    def put(self, target: str, shown: str, text: str) -> None:
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (target, shown, text))


class Answering(Protocol):
    """A target that answers a question from all views together."""

    name: str

    @property
    def version(self) -> str:
        """Another one wherever it might answer something else."""
        ...

    def tokens(self, shown: Shown) -> int:
        """Visual tokens of all views."""
        ...

    def answer_each(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """An answer to each with its place among them, as they come."""
        ...


class Remembering:
    """A target whose answers are kept under its version, the pixels it saw and the question.

    Args:
        target: who is asked what is not known yet.
        answers: None keeps nothing beyond one call.
    """

    transcript = False

    def __init__(self, target: Answering, answers: Answers | None) -> None:
        self.target, self.answers = target, answers
        self.name = target.name

    @property
    def version(self) -> str:
        return self.target.version

    def tokens(self, shown: Shown) -> int:
        return self.target.tokens(shown)

    def respond(self, shown: Sequence[Shown]) -> list[Reading]:
        """An answer to each, in order; what is shown twice is asked once."""
        keys = [_key(each) for each in shown]
        known = {key: reading for key in keys if (reading := self._known(key)) is not None}
        missing = {key: each for key, each in zip(keys, shown, strict=True) if key not in known}
        places = list(missing)
        for place, reading in self.target.answer_each(list(missing.values())) if missing else ():
            known[places[place]] = reading
            self._put(places[place], reading)  # at once: the next one may not come
        return [known[key] for key in keys]

    def _known(self, key: str) -> Reading | None:
        kept = None if self.answers is None else self.answers.get(self.version, key)
        if kept is None:
            return None
        values = json.loads(kept)
        return Reading(tuple(values["texts"]), values["status"])

    def _put(self, key: str, reading: Reading) -> None:
        if self.answers is not None:
            kept = {"texts": reading.texts, "status": reading.status}
            self.answers.put(self.version, key, json.dumps(kept, ensure_ascii=False))


class Asking(Protocol):
    """Somebody who answers messages."""

    @property
    def version(self) -> str: ...

    def ask(self, messages: list[dict[str, Any]]) -> str: ...


class RememberedAsk:
    """``ask`` of a chat model, each answer kept; what went wrong is kept too, for whoever must not go on without."""

    def __init__(self, target: Asking, answers: Answers | None) -> None:
        self.target, self.answers = target, answers
        self.error: Exception | None = None

    def __call__(self, messages: list[dict[str, Any]]) -> str:
        key = digest_of("ask", json.dumps(messages, sort_keys=True))
        known = None if self.answers is None else self.answers.get(self.target.version, key)
        if known is not None:
            return known
        try:
            said = self.target.ask(messages)
        except Exception as error:
            self.error = error
            raise
        if self.answers is not None:
            self.answers.put(self.target.version, key, said)
        return said


def _key(shown: Shown) -> str:
    """The views' pixels, and where captions say they are from. A whole at native size is known by its source."""
    views = shown.views if shown.whole_edge is not None else []
    if not views:
        views = [shown.picture.view(box, shown.edge) for box in shown.boxes]
    places = repr((shown.picture.image.size, shown.box, shown.context, shown.edge, shown.whole_edge, shown.strips))
    source = shown.picture.digest if shown.whole_edge is None else ""
    return digest_of(shown.question, places, source, *views)
