"""Requests of Batch APIs, and their answers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.corpus import requests
from cropvlm_tools.corpus.requests import BatchLimits, answered, read_answers, request_id, write_requests
from cropvlm_tools.errors import CropVLMError

ROWS: list[dict[str, Any]] = [
    {"id": f"scans/a b {number}.png", "question": "What?", "crop": b"\x89PNG" + bytes(90), "crop_type": "image/png"}
    for number in range(5)
]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_files_keep_the_limits(provider: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(requests.LIMITS, provider, BatchLimits(2, 10_000))
    paths = write_requests([*ROWS, {**ROWS[0], "crop": None}], tmp_path / "requests", provider, "a-model")
    assert [len(lines(path)) for path in paths] == [2, 2, 1]
    names = [line["custom_id"] for path in paths for line in lines(path)]
    assert names == [request_id(row["id"]) for row in ROWS]
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in names)
    monkeypatch.setitem(requests.LIMITS, provider, BatchLimits(9, 1_000))
    assert all(path.stat().st_size <= 1_000 for path in write_requests(ROWS, tmp_path / "more", provider, "a-model"))
    monkeypatch.setitem(requests.LIMITS, provider, BatchLimits(9, 100))
    with pytest.raises(CropVLMError, match="Keep smaller crops"):
        write_requests(ROWS, tmp_path / "none", provider, "a-model")


def test_requests_are_as_the_providers_want_them(tmp_path: Path) -> None:
    openai = lines(write_requests(ROWS[:1], tmp_path / "o", "openai", "gpt-5.6")[0])[0]
    assert (openai["method"], openai["url"], openai["body"]["model"]) == ("POST", "/v1/chat/completions", "gpt-5.6")
    image, text = openai["body"]["messages"][0]["content"]
    assert image["image_url"]["url"].startswith("data:image/png;base64,iVBORw")
    assert text["text"].endswith("What?")
    anthropic = lines(write_requests(ROWS[:1], tmp_path / "a", "anthropic", "claude-opus-4-7")[0])[0]
    assert anthropic.keys() == {"custom_id", "params"}
    assert anthropic["params"]["messages"][0]["content"][0]["source"]["media_type"] == "image/png"


OUTPUTS = [
    (
        {"response": {"status_code": 200, "body": {"choices": [{"message": {"content": "12.50"}}]}}, "error": None},
        ("12.50", ""),
    ),
    ({"response": None, "error": {"code": "batch_expired", "message": "Expired."}}, (None, "Expired.")),
    ({"response": {"status_code": 400, "body": {"error": {"message": "Too large."}}}}, (None, "Too large.")),
    (
        {"response": {"status_code": 200, "body": {"choices": [{"message": {"content": None, "refusal": "No."}}]}}},
        (None, "No."),
    ),
    (
        {"result": {"type": "succeeded", "message": {"content": [{"type": "text", "text": "12"}]}}},
        ("12", ""),
    ),
    ({"result": {"type": "errored", "error": {"type": "error", "error": {"message": "Busy."}}}}, (None, "Busy.")),
    ({"result": {"type": "expired"}}, (None, "expired")),
]


@pytest.mark.parametrize(("output", "said"), OUTPUTS)
def test_answers_are_read_back(output: dict[str, Any], said: tuple[str | None, str], tmp_path: Path) -> None:
    path = tmp_path / "output.jsonl"
    path.write_text(json.dumps({"custom_id": request_id(ROWS[1]["id"]), **output}) + "\n\n", encoding="utf-8")
    answers = read_answers([path])
    row = answered(ROWS[1], answers)
    assert (row["answer"], row["answer_error"], row["question"]) == (*said, "What?")
    assert "no answer" in answered(ROWS[0], answers)["answer_error"]


@pytest.mark.parametrize("line", ["{", "[]", '{"custom_id": "a"}', '{"custom_id": "a", "result": {}}'])
def test_what_is_no_answer(line: str, tmp_path: Path) -> None:
    (tmp_path / "o.jsonl").write_text(line, encoding="utf-8")
    if line == '{"custom_id": "a"}':
        assert read_answers([tmp_path / "o.jsonl"])["a"]["answer"] is None
        return
    with pytest.raises(CropVLMError, match=r"Line 1 of 'o\.jsonl' is no answer"):
        read_answers([tmp_path / "o.jsonl"])


def test_nothing_to_ask(tmp_path: Path) -> None:
    with pytest.raises(CropVLMError, match="--crops"):
        write_requests([{"id": "a", "crop": None}], tmp_path, "openai", "gpt-5.6")
    with pytest.raises(CropVLMError, match="No provider 'other'"):
        write_requests(ROWS, tmp_path, "other", "m")  # type: ignore[arg-type]
