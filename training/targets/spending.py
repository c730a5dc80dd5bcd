"""What paid APIs have cost, and the limit they must not pass: an account shared by all processes of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cropvlm_tools.errors import CropVLMError
from training.storage import connect


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


class Account:
    """Every request is paid for in advance at the most it can cost, and settled when its answer is there.

    What is never settled, because the process was killed or the connection timed out, counts in full: the provider may
    have charged it. Kept in one SQLite file; safe with several threads and processes.
    """

    def __init__(self, purse: Purse) -> None:
        purse.folder.mkdir(parents=True, exist_ok=True)
        self.limit = purse.limit
        self._lock = Lock()
        self._database = connect(purse.folder / "spending.sqlite", threads=True)
        self._database.execute("PRAGMA synchronous=FULL")  # money: a power cut must not forget any
        self._database.execute("CREATE TABLE IF NOT EXISTS spending (id INTEGER PRIMARY KEY, model TEXT, usd REAL)")

    def __del__(self) -> None:
        if hasattr(self, "_database"):
            self._database.close()

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
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")  # nobody else counts or reserves meanwhile
            try:
                spent = self._sum()
                if self.limit is not None and spent + most > self.limit:
                    raise SpendingError(
                        f"{spent:.4f} of {self.limit:.4f} USD are spent and the next answer may cost {most:.4f}. "
                        "Give a higher --spend; the same command goes on where it was."
                    )
                number = self._database.execute("INSERT INTO spending (model, usd) VALUES (?, ?)", (model, most))
                return int(number.lastrowid or 0)
            finally:
                self._database.execute("COMMIT")

    def settle(self, number: int, cost: float) -> None:
        """What the request has cost."""
        with self._lock:
            self._database.execute("UPDATE spending SET usd = ? WHERE id = ?", (cost, number))

    def _sum(self) -> float:
        return float(self._database.execute("SELECT COALESCE(SUM(usd), 0) FROM spending").fetchone()[0])
