"""The offline server of the examples, which tells how many images it was shown."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def server() -> Iterator[Any]:
    sys.path.insert(0, str(EXAMPLES))
    try:
        module = importlib.import_module("offline_server")
    finally:
        sys.path.remove(str(EXAMPLES))

    class Server(module.OfflineServer):  # type: ignore[name-defined, misc]
        def answer(self, talk: Any) -> str:
            return f"{len(talk.images)} images."

    made = Server(counts=True).start()
    yield made
    made.shutdown()
    made.server_close()
