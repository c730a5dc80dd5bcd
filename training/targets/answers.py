"""What targets have said, kept on disk: one already paid for is never asked again, by whichever run or process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from cropvlm_tools.policies.prompted import Ask
from training.storage import Database
from training.targets.reading import Reading
from training.targets.shown import Shown, digest_of
from training.targets.target import Target

_ASKED_AGAIN = (
    "Delete it, with its -wal and -shm, and run the same command again: what targets have said is asked once more, and "
    "of a paid one paid for once more."
)


class Answers:
    """Texts by target and what it was shown, in one SQLite file: survives being killed, safe with several processes.

    Args:
        folder: where the file lies; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = Lock()
        self._database = Database(folder / "readings.sqlite", threads=True, way_out=_ASKED_AGAIN)
        columns = "reader TEXT, view TEXT, text TEXT NOT NULL, PRIMARY KEY (reader, view)"
        self._database.execute(f"CREATE TABLE IF NOT EXISTS readings ({columns})")

    def get(self, target: str, shown: str) -> str | None:
        """What the target of that version said to what has that digest; None where it was never asked."""
        query = "SELECT text FROM readings WHERE reader = ? AND view = ?"
        with self._lock:
            rows = self._database.execute(query, (target, shown))
        return str(rows[0][0]) if rows else None

    def put(self, target: str, shown: str, text: str) -> None:
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (target, shown, text))


class Remembering:
    """A target whose answers are kept under its version, the pixels it saw and the question.

    Args:
        target: who is asked what is not known yet.
        answers: None keeps nothing beyond one call.
    """

    def __init__(self, target: Target, answers: Answers | None) -> None:
        self.target, self.answers = target, answers
        self.name, self.transcript = target.name, target.transcript

    @property
    def version(self) -> str:
        return self.target.version

    def tokens(self, shown: Shown) -> int:
        return self.target.tokens(shown)

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """What is known first, then what the target says; what is shown twice is asked once."""
        places: dict[str, list[int]] = {}
        for place, each in enumerate(shown):
            places.setdefault(_key(each), []).append(place)
        missing: list[str] = []
        for key, own in places.items():
            reading = self._known(key)
            if reading is None:
                missing.append(key)
                continue
            yield from ((place, reading) for place in own)
        unknown = [shown[places[key][0]] for key in missing]
        for number, reading in self.target.respond(unknown) if unknown else ():
            self._put(missing[number], reading)  # at once: the next one may not come
            yield from ((place, reading) for place in places[missing[number]])

    def _known(self, key: str) -> Reading | None:
        kept = None if self.answers is None else self.answers.get(self.version, key)
        if kept is None:
            return None
        try:
            values = json.loads(kept)
            return Reading(tuple(values["texts"]), values["status"])
        except (ValueError, TypeError, KeyError):  # of one damaged answer the way out is to ask again
            return None

    def _put(self, key: str, reading: Reading) -> None:
        if self.answers is not None:
            kept = {"texts": reading.texts, "status": reading.status}
            self.answers.put(self.version, key, json.dumps(kept, ensure_ascii=False))


class RememberedAsk:
    """``ask`` of a target, each answer kept; what went wrong is kept too, for whoever must not go on without.

    Args:
        ask: sends messages and returns what was said.
        version: of the target.
        answers: None keeps nothing.
    """

    def __init__(self, ask: Ask, version: str, answers: Answers | None) -> None:
        self.ask, self.version, self.answers = ask, version, answers
        self.error: Exception | None = None

    def __call__(self, messages: list[dict[str, Any]]) -> str:
        key = digest_of("ask", json.dumps(messages, sort_keys=True))
        try:
            known = None if self.answers is None else self.answers.get(self.version, key)
            if known is not None:
                return known
            text = self.ask(messages)
            if self.answers is not None:
                self.answers.put(self.version, key, text)
        except Exception as error:
            self.error = error
            raise
        return text


def _key(shown: Shown) -> str:
    """The views' pixels, and where captions say they are from. A whole at native size is known by its source."""
    views = shown.views if shown.whole_edge is not None else []
    if not views:
        views = [shown.picture.view(box, shown.edge) for box in shown.boxes]
    place = shown.regions if shown.more else shown.box  # of one region the keys are those that were always kept
    places = repr((shown.picture.image.size, place, shown.context, shown.edge, shown.whole_edge, shown.strips))
    source = shown.picture.digest if shown.whole_edge is None else ""
    return digest_of(shown.question, places, source, *views)
