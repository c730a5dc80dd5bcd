"""Every example through its real SDK against the offline server."""

import gc
import json
import runpy
import sys
from pathlib import Path

import pytest

from cropvlm_tools.demo import draw_page

EXAMPLES = Path(__file__).parents[2] / "examples"

pytestmark = [
    # An example is a script: it ends without closing its client, its server and its event loop.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    # Of the frameworks, about themselves.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

NEEDS = {
    "anthropic_tool_runner": ["anthropic"],
    "google_contents": ["google.genai"],
    "google_tool": ["google.genai"],
    "langchain_agent": ["langchain", "langchain_anthropic"],
    "langchain_middleware": ["langchain", "langchain_openai"],
    "llama_index_agent": ["llama_index.core", "llama_index.llms.openai"],
    "llama_index_query_engine": ["llama_index.core", "llama_index.llms.openai"],
    "mcp_client": ["mcp", "anthropic.lib.tools.mcp"],
    "openai_chat": ["openai"],
    "openai_responses": ["openai"],
    "openai_server_history": ["openai"],
    "preprocess_only": ["anthropic"],
}
SHARED = {
    "invoice_pages",
    "offline_anthropic",
    "offline_api",
    "offline_cache",
    "offline_google",
    "offline_openai",
    "offline_server",
    "scene",
}


@pytest.fixture(autouse=True)
def _in_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    google = ("GOOGLE_GEMINI_BASE_URL", "GEMINI_API_KEY")
    openai = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_KEY")
    for name in (*openai, *google, "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "")  # so that what an example sets is taken back
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def run(name: str, *arguments: str) -> None:
    for module in NEEDS[name]:
        pytest.importorskip(module, reason=f"examples/{name}.py needs {module}")
    path = EXAMPLES / f"{name}.py"
    sys.argv = [str(path), *arguments]
    runpy.run_path(str(path), run_name="__main__")
    gc.collect()  # what it left open goes here, not at the end of the session


@pytest.fixture
def _arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)


def test_every_example_is_run() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == SHARED | set(NEEDS) | {"invoices", "claude_code_hook"}


@pytest.mark.usefixtures("_arguments")
@pytest.mark.parametrize("name", NEEDS)
def test_the_answer_is_right_with_the_crop_and_wrong_without(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    _, answers = draw_page()
    run(name, "--offline", "--policy", "whole")
    without = capfd.readouterr().out.splitlines()[-1]
    run(name, "--offline")
    with_crop = capfd.readouterr().out.splitlines()[-1]

    answer = answers["What is the phone number of the depot?"]
    assert answer in with_crop
    assert answer not in without
    assert "I cannot read that" in without


@pytest.mark.usefixtures("_arguments")
@pytest.mark.parametrize(("name", "key"), [("openai_chat", "OPENAI_API_KEY"), ("preprocess_only", "ANTHROPIC_API_KEY")])
def test_without_a_key_an_example_says_what_to_do(
    name: str, key: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(key)
    with pytest.raises(SystemExit) as stopped:
        run(name)
    assert stopped.value.code == 2
    assert f"Set {key}, or add --offline." in capfd.readouterr().err


@pytest.mark.usefixtures("_arguments")
def test_invoices_are_read_field_by_field(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
    sys.argv = ["invoices.py", "--offline", "--out", str(tmp_path)]
    answers = runpy.run_path(str(EXAMPLES / "invoice_pages.py"))["answers"]
    runpy.run_path(str(EXAMPLES / "invoices.py"), run_name="__main__")
    rows = [json.loads(line) for line in (tmp_path / "fields.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 15
    wrong = [row for row in rows if row["answer"] != answers(int(row["document"][8]))[row["field"]]]
    assert wrong == []
    assert {row["place"]["page"] for row in rows} == {1, 2}
    assert {row["place"]["text_origin"] for row in rows} == {"text layer", "ocr"}
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("<img") == 15
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [f"invoice_{number}.pdf" for number in (1, 2, 3)]
    assert "invoice_1.pdf: number = " in capfd.readouterr().out
