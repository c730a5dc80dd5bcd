"""What paid APIs have cost, and the limit they must not pass: an account shared by all processes of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cropvlm_tools.errors import CropVLMError
from training.storage import Database


class SpendingError(CropVLMError):
    """The next answer could pass the limit; the message says what has been spent."""


@dataclass(frozen=True)
class Price:
    """USD for a million tokens."""

    read: float
    written: float

    @classmethod
    def parse(cls, text: str) -> Price:
        """``"READ/WRITTEN"``, e.g. ``"2.5/10"``.

        Raises:
            ValueError: it is not two numbers, or one is below 0.
        """
        read, _, written = text.partition("/")
        price = cls(float(read), float(written))
        if not (price.read >= 0 and price.written >= 0):
            raise ValueError(f"{text!r} is no price")
        return price

    def cost(self, read: float, written: float) -> float:
        """USD for so many tokens read and written."""
        return (read * self.read + written * self.written) / 1e6


FREE = Price(0.0, 0.0)


@dataclass(frozen=True)
class Purse:
    """Where the account lies, its limit, and what models cost."""

    folder: Path
    limit: float | None = None
    """USD; None is no limit."""

    prices: dict[str, Price] = field(default_factory=dict)
    """Model -> price."""


_LOST = (
    "It says what paid APIs have cost: look that up with the provider, delete the file with its -wal and -shm, and run "
    "the same command with a --spend that is lower by as much."
)


class Account:
    """Every request is paid for in advance at the most it can cost, and settled when its answer is there.

    What is never settled, because the process was killed or the connection timed out, counts in full: the provider may
    have charged it. Kept in one SQLite file; safe with several threads and processes.
    """

    def __init__(self, purse: Purse) -> None:
        self.limit = purse.limit
        self._lock = Lock()
        self._database = Database(purse.folder / "spending.sqlite", threads=True, way_out=_LOST)
        self._database.execute("PRAGMA synchronous=FULL")  # money: a power cut must not forget any
        self._database.execute("CREATE TABLE IF NOT EXISTS spending (id INTEGER PRIMARY KEY, model TEXT, usd REAL)")

    @property
    def spent(self) -> float:
        """USD, with what is not settled."""
        with self._lock:
            return self._sum()

    def reserve(self, model: str, most: float) -> int:
        """Set aside what a request can cost at most, and return the number under which it is settled.

        Raises:
            SpendingError: the limit might be passed.
        """
        with self._lock, self._database.transaction():  # nobody else counts or reserves meanwhile
            spent = self._sum()
            if self.limit is not None and spent + most > self.limit:
                raise SpendingError(
                    f"{spent:.4f} of {self.limit:.4f} USD are spent and the next answer may cost {most:.4f}. "
                    "Give a higher --spend; the same command goes on where it was."
                )
            command = "INSERT INTO spending (model, usd) VALUES (?, ?) RETURNING id"
            return int(self._database.execute(command, (model, most))[0][0])

    def settle(self, number: int, cost: float) -> None:
        """What the request has cost."""
        with self._lock:
            self._database.execute("UPDATE spending SET usd = ? WHERE id = ?", (cost, number))

    def _sum(self) -> float:
        return float(self._database.execute("SELECT COALESCE(SUM(usd), 0) FROM spending")[0][0])
