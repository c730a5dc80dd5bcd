"""The snippets of docs/mcp.md: they can be read, and what they start is there."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.cli import main

DOCS = (Path(__file__).parents[2] / "docs" / "mcp.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(json|toml|bash)\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)


def started(block: Any) -> list[Any]:
    """Entries of servers in a configuration."""
    return list(block[next(iter(block))].values())


CONFIGURED = [
    entry
    for language, text in BLOCKS
    if language != "bash"
    for entry in started(json.loads(text) if language == "json" else tomllib.loads(text))
]
COMMANDS = [entry["args"] for entry in CONFIGURED if "args" in entry]
COMMANDS += [
    shlex.split(text.partition("cropvlm mcp ")[0] and "mcp " + text.partition("cropvlm mcp ")[2])
    for language, text in BLOCKS
    if language == "bash"
]


def test_every_host_is_there() -> None:
    hosts = ("Claude Desktop", "Claude Code", "Cursor", "VS Code", "Codex", "Gemini CLI", "Qwen Code")
    assert all(re.search(rf"^## .*{host}", DOCS, re.MULTILINE) for host in hosts)
    assert len(CONFIGURED) == 8
    assert {entry.get("command") for entry in CONFIGURED} == {"cropvlm", None}


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_what_is_started_is_a_command(arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("mcp", reason="the mcp package is not installed")
    given: list[Any] = []
    monkeypatch.setattr("cropvlm_tools.mcp.build_server", lambda roots, **options: roots)
    monkeypatch.setattr("cropvlm_tools.mcp.serve", lambda server: given.append((server, None)) or 0)
    monkeypatch.setattr("cropvlm_tools.mcp.serve_http", lambda server, *where: given.append((server, where)) or 0)
    assert main(arguments) == 0
    ((roots, where),) = given
    assert len(roots) == 1
    assert where == (("127.0.0.1", 8000) if "--http" in arguments else None)


def test_the_snippets_for_http_name_the_path_and_the_token() -> None:
    served = [entry for entry in CONFIGURED if "url" in entry]
    assert {entry["url"] for entry in served} == {"http://127.0.0.1:8000/mcp"}
    assert [entry.get("bearer_token_env_var") for entry in served] == [None, "CROPVLM_MCP_TOKEN"]
