"""What a box costs to write, counted on a body small enough for a test."""

import pytest
from PIL import Image

pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.bench.decoding import Body, bench, build_policy, generate

BODY = Body(32, 2, 2, 1, 48, 700, 48, 1, 48)


@pytest.mark.parametrize("rows", [1, 3])
def test_every_way_writes_the_same_and_trees_need_a_third_of_the_calls(rows: int) -> None:
    found = bench(build_policy(BODY, 64), rows, 64, repeats=1)
    assert found["plain"]["calls"] >= 3 * found["trees"]["calls"]
    assert found["trees"]["calls"] < found["choices"]["calls"] < found["plain"]["calls"]
    assert found["one by one"]["calls"] >= found["plain"]["calls"]
    assert (found["one by one"]["calls"] == found["plain"]["calls"]) == (rows == 1)
    assert found["plain"]["calls / trees"] == found["plain"]["calls"] / found["trees"]["calls"]
    assert all(way["seconds"] > 0 for way in found.values())


def test_a_comparison_with_another_text_is_refused() -> None:
    policy = build_policy(BODY, 64)
    inputs, _ = policy._prepare([(Image.new("RGB", (9, 9)), "?")])
    end = policy.processor.tokenizer.eos_token_id
    with pytest.raises(RuntimeError):
        generate(policy.model, inputs, [[5, end, 5]], end)
