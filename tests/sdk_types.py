"""What is sent, validated by the SDKs' own types."""

import functools
from typing import Any

from pydantic import TypeAdapter


def consume(value: Any) -> Any:
    """Validated to the last part: pydantic validates an Iterable only while it is read."""
    if isinstance(value, dict):
        return {key: consume(entry) for key, entry in value.items()}
    return value if isinstance(value, str) or not hasattr(value, "__iter__") else [consume(entry) for entry in value]


@functools.cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Kept, because it is slow to build and must outlive its lazy iterators."""
    return TypeAdapter(kind)


def valid(kind: Any, items: list[Any]) -> None:
    for item in items:
        consume(adapter(kind).validate_python(item))
