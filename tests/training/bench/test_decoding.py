"""What a box costs to write, counted on a body small enough for a test."""

import pytest
from PIL import Image

pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.bench.decoding import Body, bench, build_policy, generate, prepare

BODY = Body(32, 2, 2, 1, 48, 700, 48, 1, 48)


@pytest.mark.parametrize("rows", [1, 3])
def test_every_way_writes_the_same_and_trees_need_a_third_of_the_calls(rows: int) -> None:
    ways = bench(build_policy(BODY, 64), rows, 64, repeats=1)
    assert ways["plain"]["calls"] >= 3 * ways["trees"]["calls"]
    assert ways["trees"]["calls"] < ways["choices"]["calls"] < ways["plain"]["calls"]
    assert ways["one by one"]["calls"] >= ways["plain"]["calls"]
    assert (ways["one by one"]["calls"] == ways["plain"]["calls"]) == (rows == 1)
    assert ways["plain"]["calls / trees"] == ways["plain"]["calls"] / ways["trees"]["calls"]
    assert all(way["seconds"] > 0 for way in ways.values())


def test_a_comparison_with_another_text_is_refused() -> None:
    policy = build_policy(BODY, 64)
    inputs = prepare(policy, [Image.new("RGB", (9, 9))])
    end = policy.processor.tokenizer.eos_token_id
    with pytest.raises(RuntimeError, match="another text"):
        generate(policy.model, inputs, [[5, end, 5]], end)
