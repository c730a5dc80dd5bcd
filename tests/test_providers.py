"""Names of models, however a gateway writes them, and what is known of each."""

import pytest

from cropvlm_tools.errors import BudgetError
from cropvlm_tools.providers import PRESETS
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


@pytest.mark.parametrize("name", ["", "llama-4", "gpt-5.99", "gpt-4omega", "my-gpt-4o", "claude", "x" * 10_000])
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
