"""Rows to requests of the OpenAI and Anthropic Batch APIs, and their answers back into rows.

write_requests(rows_in(Path("rows.parquet")), Path("requests"), "openai", "gpt-5.6")
answers = read_answers([Path("output.jsonl")])
rows = [answered(row, answers) for row in rows_in(Path("rows.parquet"))]
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict

from cropvlm_tools.errors import CropVLMError

Provider = Literal["openai", "anthropic"]


@dataclass(frozen=True)
class BatchLimits:
    """Of one file of requests."""

    requests: int
    bytes: int


LIMITS: dict[Provider, BatchLimits] = {
    "openai": BatchLimits(50_000, 200_000_000),  # https://platform.openai.com/docs/guides/batch
    "anthropic": BatchLimits(
        100_000, 256_000_000
    ),  # https://docs.claude.com/en/docs/build-with-claude/batch-processing
}

INSTRUCTIONS = "Answer from the image, as briefly as possible."
_MOST_TOKENS = 300  # of an answer


class Answer(TypedDict):
    """What came back for one row."""

    answer: str | None
    """None where there is none."""

    answer_error: str
    """Why there is none; empty where there is."""


def write_requests(
    rows: Iterable[Mapping[str, Any]],
    folder: Path,
    provider: Provider,
    model: str,
    instructions: str = INSTRUCTIONS,
    max_tokens: int = _MOST_TOKENS,
) -> list[Path]:
    """Files of requests (JSONL), each within the provider's limits: one request for each row that has a crop.

    OpenAI takes a file as it is (purpose ``batch``, endpoint ``/v1/chat/completions``); Anthropic takes its lines as
    the ``requests`` of ``messages.batches.create``.

    Args:
        rows: with ``crop`` and ``crop_type`` (``sinks.rows_in`` of a run with ``--crops``).
        folder: made if need be.
        provider: ``"openai"`` or ``"anthropic"``.
        model: its name.
        instructions: said before the question.
        max_tokens: of an answer.

    Raises:
        CropVLMError: no row has a crop, the provider is not known, or one request alone exceeds the limit.
    """
    if provider not in LIMITS:
        raise CropVLMError(f"No provider {provider!r:.40}: give one of {', '.join(LIMITS)}.")
    limits = LIMITS[provider]
    request = _WRITERS[provider]
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    lines: list[bytes] = []
    size = 0
    for row in rows:
        if not row.get("crop"):
            continue
        line = json.dumps(request(row, model, instructions, max_tokens), ensure_ascii=False).encode() + b"\n"
        if len(line) > limits.bytes:
            raise CropVLMError(f"The request of row {row['id']!r:.80} has {len(line):,} bytes. Keep smaller crops.")
        if lines and (len(lines) == limits.requests or size + len(line) > limits.bytes):
            written.append(_put(folder, len(written) + 1, lines))
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        written.append(_put(folder, len(written) + 1, lines))
    if not written:
        raise CropVLMError("No row has a crop: run cropvlm batch with --crops.")
    return written


def _put(folder: Path, number: int, lines: list[bytes]) -> Path:
    path = folder / f"requests-{number:05}.jsonl"
    path.write_bytes(b"".join(lines))
    return path


def request_id(row_id: str) -> str:
    """What a row is called in a request: both take 64 letters, digits, ``_`` and ``-`` at most."""
    return hashlib.sha256(row_id.encode("utf-8", "replace")).hexdigest()


def _openai(row: Mapping[str, Any], model: str, instructions: str, max_tokens: int) -> dict[str, Any]:
    image = f"data:{row['crop_type']};base64,{base64.b64encode(row['crop']).decode()}"
    content = [
        {"type": "image_url", "image_url": {"url": image, "detail": "high"}},
        {"type": "text", "text": f"{instructions}\n{row['question']}"},
    ]
    body = {"model": model, "max_completion_tokens": max_tokens, "messages": [{"role": "user", "content": content}]}
    return {"custom_id": request_id(row["id"]), "method": "POST", "url": "/v1/chat/completions", "body": body}


def _anthropic(row: Mapping[str, Any], model: str, instructions: str, max_tokens: int) -> dict[str, Any]:
    image = {"type": "base64", "media_type": row["crop_type"], "data": base64.b64encode(row["crop"]).decode()}
    content = [{"type": "image", "source": image}, {"type": "text", "text": f"{instructions}\n{row['question']}"}]
    params = {"model": model, "max_tokens": max_tokens, "messages": [{"role": "user", "content": content}]}
    return {"custom_id": request_id(row["id"]), "params": params}


_WRITERS: dict[Provider, Callable[[Mapping[str, Any], str, str, int], dict[str, Any]]] = {
    "openai": _openai,
    "anthropic": _anthropic,
}


def read_answers(paths: Iterable[Path]) -> dict[str, Answer]:
    """Of either provider's output files (JSONL): ``request_id`` -> answer. Later ones replace earlier ones.

    Raises:
        CropVLMError: a line is none of theirs.
    """
    answers: dict[str, Answer] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            try:
                given = json.loads(line)
                answers[given["custom_id"]] = _of_anthropic(given) if "result" in given else _of_openai(given)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                raise CropVLMError(f"Line {number} of {path.name!r:.80} is no answer of a Batch API.") from error
    return answers


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if line.strip())


def _of_openai(given: dict[str, Any]) -> Answer:
    error = given.get("error") or {}
    response = given.get("response") or {}
    if error or response.get("status_code") != 200:
        told = error or (response.get("body") or {}).get("error") or {}
        return {"answer": None, "answer_error": str(told.get("message") or response.get("status_code") or "no answer")}
    message = response["body"]["choices"][0]["message"]
    text = message.get("content")
    return {"answer": text, "answer_error": "" if text is not None else str(message.get("refusal") or "no text")}


def _of_anthropic(given: dict[str, Any]) -> Answer:
    result = given["result"]
    if result["type"] != "succeeded":
        told = (result.get("error") or {}).get("error") or result.get("error") or {}
        return {"answer": None, "answer_error": str(told.get("message") or result["type"])}
    blocks = result["message"]["content"]
    return {"answer": "".join(block["text"] for block in blocks if block["type"] == "text"), "answer_error": ""}


def answered(row: Mapping[str, Any], answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The row with ``answer`` and ``answer_error``."""
    missing: Answer = {"answer": None, "answer_error": "There is no answer to it."}
    return {**row, **answers.get(request_id(row["id"]), missing)}
