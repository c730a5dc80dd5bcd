"""Weights too small to matter are zeros, and nothing else of a model changes."""

import struct

import numpy as np
import pytest

from cropvlm_tools.perception.text.weights import without_denormals

FLOAT, INT32 = 1, 6


def varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(data: bytes, kind: int) -> bytes:
    return varint(2 << 3) + varint(kind) + field(8, b"a name") + field(9, data)


def model(*tensors: bytes) -> bytes:
    graph = field(1, b"a node") + b"".join(field(5, each) for each in tensors)
    return (
        varint(1 << 3) + varint(300) + varint(3 << 3 | 5) + b"1234" + field(7, graph) + varint(4 << 3 | 1) + b"12345678"
    )


def test_denormal_weights_become_zero_and_others_stay() -> None:
    weights = np.array([1.5, 1e-39, -1e-45, 1.2e-38, -2.0, 0.0], "<f4")
    whole = np.array([1, 2, 3], "<i4").tobytes()  # as floats these are denormal
    wanted = np.array([1.5, 0.0, 0.0, 1.2e-38, -2.0, 0.0], "<f4")
    given = model(tensor(weights.tobytes(), FLOAT), tensor(whole, INT32))
    assert without_denormals(given) == model(tensor(wanted.tobytes(), FLOAT), tensor(whole, INT32))


@pytest.mark.parametrize(
    "data", [b"", b"no model", b"\xff" * 40, model(tensor(b"", FLOAT))[:-9], struct.pack("<f", 1e-40)]
)
def test_what_is_no_model_stays_as_it_is(data: bytes) -> None:
    assert without_denormals(data) == data
