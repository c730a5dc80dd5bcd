"""The hook of Claude Code, as it is started: one JSON object in, one or nothing out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.demo import draw_page

HOOK = Path(__file__).parents[2] / "examples" / "claude_code_hook.py"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    draw_page()[0].save(tmp_path / "note.png")
    Image.new("RGB", (300, 200), "white").save(tmp_path / "small.png")
    said = [
        {
            "type": "user",
            "message": {"role": "user", "content": "Read note.png: what is the phone number of the depot?"},
        },
        {"type": "assistant", "message": {"role": "assistant", "content": [{"type": "text", "text": "Let me read."}]}},
        {"type": "user", "message": {"role": "user", "content": [{"type": "tool_result", "content": "done"}]}},
        {"type": "user", "isMeta": True, "message": {"role": "user", "content": "Caveat: local commands."}},
    ]
    (tmp_path / "talk.jsonl").write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
    return tmp_path


def run(desk: Path, call: Any, **environment: str) -> tuple[str, str]:
    data = call if isinstance(call, str) else json.dumps(call)
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        [sys.executable, HOOK], input=data, capture_output=True, text=True, env=variables, timeout=300
    )
    assert done.returncode == 0
    return done.stdout, done.stderr


def reading(desk: Path, name: str, **changes: Any) -> dict[str, Any]:
    path = {"file_path": str(desk / name)}
    talk = str(desk / "talk.jsonl")
    return {"tool_name": "Read", "tool_input": path, "transcript_path": talk, "cwd": str(desk), **changes}


def test_what_is_read_is_the_image_shrunk_and_what_was_asked_about(desk: Path) -> None:
    said = json.loads(run(desk, reading(desk, "note.png"))[0])["hookSpecificOutput"]
    assert said["hookEventName"] == "PreToolUse"
    assert "permissionDecision" not in said
    file = Path(said["updatedInput"]["file_path"])
    assert file.parent == desk / ".cropvlm"
    with Image.open(desk / "note.png") as page, Image.open(file) as shown:
        assert max(shown.size) < max(page.size) / 2
        assert shown.height > 448
        assert f"of {page.width}x{page.height}." in said["additionalContext"]
    assert run(desk, reading(desk, f".cropvlm/{file.name}")) == ("", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"tool_name": "Write"},
        {"tool_input": {"file_path": "notes.txt"}},
        {"tool_input": {}},
    ],
)
def test_other_calls_pass_as_they_are(changes: dict[str, Any], desk: Path) -> None:
    assert run(desk, reading(desk, "note.png", **changes)) == ("", "")


def test_an_image_that_gains_nothing_passes_as_it_is(desk: Path) -> None:
    assert run(desk, reading(desk, "small.png")) == ("", "")
    assert run(desk, reading(desk, "note.png"), CROPVLM_POLICY="whole") == ("", "")


def test_nothing_stops_the_agent(desk: Path) -> None:
    for call in ("no JSON", reading(desk, "missing.png"), reading(desk, "note.png", transcript_path="nowhere")):
        out, told = run(desk, call)
        assert out == ""
        assert "claude_code_hook" in told
