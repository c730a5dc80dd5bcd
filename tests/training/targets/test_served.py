"""Likelihoods from a server that says how likely a prompt is, as vLLM does, on a loopback one."""

from typing import Any

import pytest
from PIL import Image

pytest.importorskip("openai")

from training.targets.client import ChatClient, ChatSource
from training.targets.served import ServedTarget, answer_scores
from training.targets.target import TargetError

VIEW = Image.new("RGB", (40, 30))


def reply(*tokens: tuple[str, float]) -> dict[str, Any]:
    """As vLLM 0.15 answers with ``prompt_logprobs: 0``: nothing for the first token, one entry for each other."""
    said = {"index": 0, "message": {"role": "assistant", "content": "x"}, "finish_reason": "length"}
    read = [None, *({str(n): {"logprob": p, "rank": 1, "decoded_token": text}} for n, (text, p) in enumerate(tokens))]
    made = {"id": "1", "object": "chat.completion", "created": 0, "model": "big", "choices": [said]}
    return {**made, "prompt_logprobs": read}


def target(wire: Any) -> ServedTarget:
    return ServedTarget(ChatClient(ChatSource("openai-chat", "big", f"{wire.url}/v1")), concurrency=1, edge=20)


def test_the_likelihood_of_an_answer_is_read_where_it_stands(wire: Any) -> None:
    turn = [("<|im_start|>", -9.0), ("assistant", -9.0), ("\n", -9.0)]
    wire.replies += [
        reply(("12", -7.0), *turn, ("12", -0.5), (".50", -0.25), ("<|im_end|>", -0.125), ("\n", -9.0)),
        reply(("ASSISTANT:", -9.0), (" left", -2.0), (" ", -9.0)),
    ]
    subject = target(wire)
    found = subject.log_likelihood([[VIEW], [VIEW, VIEW]], ["What is due?", "Where?"], ["12.50 ", "left"])
    assert found == [-0.875, -2.0]
    wire.replies.append(reply(*turn, ("12", -0.5), (".50", -0.25), ("<|im_end|>", -0.15)))
    assert subject.log_likelihood([[VIEW]], ["?"], ["12.50"], mean=True) == [pytest.approx(-0.3)]
    first = wire.requests[0]
    assert (first["prompt_logprobs"], first["add_generation_prompt"], first["max_tokens"]) == (0, False, 1)
    user, assistant = first["messages"]
    assert [part["type"] for part in user["content"]] == ["image_url", "text"]
    assert user["content"][-1]["text"] == "What is due?\nGive a very brief answer."
    assert assistant == {"role": "assistant", "content": "12.50"}
    subject.close()


def test_a_server_that_says_no_likelihoods_is_one_line_before_anything_is_trained(wire: Any) -> None:
    wire.replies.append({**reply(), "prompt_logprobs": None})
    subject = target(wire)
    with pytest.raises(TargetError, match="--reward accuracy"):
        subject.check()
    subject.close()


@pytest.mark.parametrize(
    ("tokens", "answer", "scores"),
    [
        ([("1", -5.0), (" 1", -1.0), ("</s>", -2.0)], "1", [-1.0, -2.0]),  # the last one, not the question's
        ([("at", -1.0), (" 12", -2.0), (":", -3.0), ("30", -4.0), ("<end_of_turn>", -5.0)], "12:30", [-2, -3, -4, -5]),
        ([("a<", -1.0), ("b", -2.0)], "a<b", [-1.0, -2.0]),
    ],
)
def test_the_answer_is_found_from_the_end(tokens: Any, answer: str, scores: list[float]) -> None:
    assert answer_scores(tokens, answer) == scores


def test_an_answer_that_the_template_changes_is_an_error() -> None:
    with pytest.raises(TargetError, match="template changes"):
        answer_scores([("LEFT", -1.0), ("</s>", -1.0)], "left")
