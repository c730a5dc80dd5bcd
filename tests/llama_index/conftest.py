"""What holds for all tests of LlamaIndex: it warns about itself, and no URL may be resolved."""

from typing import Any

import pytest

MARKS = [
    # workflows looks at every attribute of a workflow, pydantic's deprecated ones among them
    "ignore:The `__fields__` attribute:DeprecationWarning",
    "ignore:The `__fields_set__` attribute:DeprecationWarning",
    "ignore:Accessing the 'model_:DeprecationWarning",
    "ignore:is_running called from within a step:DeprecationWarning",
    # its contexts never hold the memory when they are saved
    "ignore:Skipping serialization of known unserializable key",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/llama_index/" in item.path.as_posix():
            for ignored in MARKS:
                item.add_marker(pytest.mark.filterwarnings(ignored))


@pytest.fixture
def no_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a URL was resolved")

    monkeypatch.setattr("requests.get", refuse)
