"""Names of models, however a gateway writes them, and what is known of each."""

import re

import pytest

from cropvlm_tools.errors import BudgetError
from cropvlm_tools.providers import PRESETS, RUNTIMES
from cropvlm_tools.views import Budget


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("gpt-4o-2024-11-20", "gpt-4o"),
        ("openai:gpt-4o-2024-11-20", "gpt-4o"),
        ("openrouter/openai/gpt-4o-mini", "gpt-4o-mini"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc123", "gpt-4o-mini"),
        ("GPT-5", "gpt-5"),
        ("gpt-5-mini-2025-08-07", "gpt-5-mini"),
        ("gpt-5.4-pro", "gpt-5.4"),
        ("gpt-5.4-mini", "gpt-5.4-mini"),
        ("gpt-5.6-sol", "gpt-5.6"),
        ("o4-mini-2025-04-16", "o4-mini"),
        ("claude-opus-4-20250514", "claude-opus-4"),
        ("claude-opus-4-7-20260416", "claude-opus-4-7"),
        ("anthropic/claude-opus-4.7", "claude-opus-4-7"),
        ("vertex_ai/claude-opus-4-7@20260416", "claude-opus-4-7"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        ("claude-3-5-sonnet-20241022", "claude-3-5"),
        ("claude-3.7-sonnet", "claude-3-7"),
        # deployments of Azure, whose names are the user's
        ("my-gpt-4o", "gpt-4o"),
        ("azure/prod_gpt-4o-mini-eastus", "gpt-4o-mini"),
        ("azure/gpt4o", "gpt-4o"),
        ("gpt-41-mini", "gpt-4.1-mini"),
        # ids of Bedrock, Vertex AI and the hub, prefixes of OpenRouter and LiteLLM, tags of Ollama
        ("bedrock/us.amazon.nova-pro-v1:0", "nova-pro"),
        ("us.amazon.nova-2-lite-v1:0", "nova-2"),
        ("arn:aws:bedrock:us-east-1:123:inference-profile/eu.anthropic.claude-sonnet-4-6-v1", "claude-sonnet-4-6"),
        ("us.meta.llama4-maverick-17b-instruct-v1:0", "llama-4"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama-4"),
        ("publishers/google/models/gemini-2.5-flash", "gemini-2.5"),
        ("openrouter/google/gemini-3-pro-preview", "gemini-3"),
        ("gemini/gemini-3.1-flash-lite", "gemini-3.1"),
        ("vertex_ai/claude-sonnet-5@20260301", "claude-sonnet-5"),
        ("Qwen/Qwen2.5-VL-7B-Instruct", "qwen2.5-vl"),
        ("qwen/qwen3-vl-235b-a22b-instruct:free", "qwen3-vl"),
        ("qwen2.5vl:7b", "qwen2.5-vl"),
        ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistral-small"),
        ("pixtral-large-latest", "pixtral"),
        ("x-ai/grok-4.1-fast", "grok-4-1"),
    ],
)
def test_model_names(name, known):
    assert Budget.for_model(name) == Budget.for_model(known)


def test_tiers_and_details_differ():
    assert Budget.for_model("claude-sonnet-4-5") == Budget()
    assert Budget.for_model("claude-opus-4-7") == Budget(max_edge=2576, max_tokens=4784)
    assert Budget.for_model("gpt-5.6") == Budget.for_model("gpt-5.6", "original")
    assert Budget.for_model("gpt-5.4") == Budget.for_model("gpt-5.4", "high")
    assert Budget.for_model("gpt-5") != Budget.for_model("gpt-5.2")


@pytest.mark.parametrize("name", ["", "llava-o1", "gpt-5.99", "gpt-4omega", "my-gpt-4omega", "claude", "x" * 10_000])
def test_an_unknown_model_is_told_what_is_known(name):
    with pytest.raises(BudgetError, match=r"gpt-4o, .*claude-opus-4-7.*Budget\(max_edge=") as caught:
        Budget.for_model(name)
    assert len(str(caught.value)) < 1500


def test_a_model_name_is_a_string():
    with pytest.raises(BudgetError, match="string"):
        Budget.for_model(448)


@pytest.mark.parametrize(("name", "detail"), [("gpt-4o", "original"), ("claude-opus-4-7", "low"), ("gpt-5.4", "huge")])
def test_a_detail_a_model_lacks_is_refused(name, detail):
    with pytest.raises(BudgetError, match="It has: auto"):
        Budget.for_model(name, detail)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("gpt-5.99", "gpt-5"), ("openai/gtp-4o", "gpt-4o"), ("gemini-9-pro", "gemini-"), ("qwen9-vl:8b", "qwen")],
)
def test_an_unknown_model_is_told_the_nearest(name, nearest):
    with pytest.raises(BudgetError, match=rf"Nearest: .*{nearest}") as caught:
        Budget.for_model(name)
    assert "Known:" not in caught.value.message


def test_a_local_server_in_front_of_a_model_lowers_its_most_tokens():
    assert Budget.for_model("ollama/qwen3-vl:8b") == Budget.for_model("qwen3-vl").__class__(
        65_500, 4096, rule=Budget.for_model("qwen3-vl").rule
    )
    assert Budget.for_model("lm_studio/gemini-3").max_tokens == 1024


def test_every_preset_names_its_source_and_says_what_is_not_verified():
    presets = [preset for details in PRESETS.values() for preset in details.values()] + list(RUNTIMES.values())
    for preset in presets:
        assert re.search(r"20\d\d", preset.source), preset
        assert preset.verified or preset.note, preset


def test_every_preset_is_a_budget():
    for name, details in PRESETS.items():
        for detail, preset in details.items():
            budget = Budget.for_model(name, detail)
            assert budget.max_edge == min(preset.max_edge, 65_500)  # what a JPEG can hold
            assert (budget.max_tokens, budget.max_short_edge) == (preset.max_tokens, preset.max_short_edge)
            assert 0 < budget.tokens((1, 1)) <= budget.tokens((3000, 2000))


@pytest.mark.parametrize(
    ("text", "budget"), [("448", Budget(448, None)), ("gpt-4o", Budget.for_model("gpt-4o")), ("1", Budget(1, None))]
)
def test_as_on_a_command_line(text, budget):
    assert Budget.parse(text) == budget


@pytest.mark.parametrize("text", ["0", "-5", "4.5", "", "9" * 5000, "70000", "gpt-99"])
def test_what_is_neither_a_model_nor_pixels_is_refused(text):
    with pytest.raises(BudgetError):
        Budget.parse(text)
