"""What a picture costs with each provider: published examples, or those computed with the provider's own code."""

import logging

import pytest

from cropvlm_tools.errors import BudgetError
from cropvlm_tools.model_names import known_or_warned
from cropvlm_tools.token_rules import TokenRule
from cropvlm_tools.views import Budget

A4, UHD = (2480, 3508), (3840, 2160)


@pytest.mark.parametrize(
    ("detail", "tokens"), [("auto", 1120), ("low", 280), ("medium", 560), ("high", 1120), ("ultra", 2240)]
)
@pytest.mark.parametrize("size", [(64, 64), (1024, 1024), A4])
def test_gemini_3_charges_each_part_alike(detail, tokens, size):
    """The table of https://ai.google.dev/gemini-api/docs/media-resolution."""
    assert Budget.for_model("gemini-3-pro-preview", detail).tokens(size) == tokens


@pytest.mark.parametrize(
    ("detail", "seen"),
    [  # Gemma 4's cells: the size in whole 48 px that transformers makes of a square is (33 * 48, 33 * 48) at 1120
        ("low", 803),
        ("high", 1606),
    ],
)
def test_what_gemini_3_is_taken_to_see(detail, seen):
    budget = Budget.for_model("gemini-3", detail)
    assert budget.fit((4000, 4000))[0] // 48 == seen // 48
    assert budget.seen((400, 300)) == (400, 300)


@pytest.mark.parametrize(
    ("size", "tokens"),
    [  # https://ai.google.dev/gemini-api/docs/tokens: 258 up to 384 px, then 258 for each tile of 768 px
        ((384, 384), 258),
        ((768, 768), 258),
        ((1536, 768), 2 * 258),
        ((3072, 3072), 16 * 258),
        (UHD, 4 * 3 * 258),
    ],
)
def test_gemini_2(size, tokens):
    assert Budget.for_model("gemini-2.5-flash").tokens(size) == tokens


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [  # smart_resize of transformers 5.24 with the limits of the checkpoints, (height // cell) * (width // cell)
        ("qwen2.5-vl", (448, 60), 16 * 2),
        ("qwen2.5-vl", (20, 20), 4),
        ("qwen2.5-vl", A4, 89 * 125),
        ("qwen2.5-vl", UHD, 137 * 77),
        ("qwen2-vl", (9933, 7016), 152 * 107),
        ("qwen3-vl", (448, 60), 22 * 3),
        ("qwen3-vl", (20, 20), 64),
        ("qwen3-vl", A4, 78 * 110),
        ("qwen3-vl", UHD, 120 * 68),
        ("qwen3-vl", (9933, 7016), 152 * 107),
    ],
)
def test_qwen(model, size, tokens):
    assert Budget.for_model(model).tokens(size) == tokens


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [  # PixtralProcessor of transformers 5.24: (columns + 1) * rows at the checkpoint's edge
        ("pixtral-12b", (1024, 1024), 65 * 64),
        ("pixtral-12b", (512, 256), 33 * 16),
        ("pixtral-12b", UHD, 65 * 36),
        ("mistral-small-2506", (1540, 1540), 56 * 55),
        ("mistral-small-2506", (300, 200), 12 * 8),
    ],
)
def test_mistral(model, size, tokens):
    assert Budget.for_model(model).tokens(size) == tokens


@pytest.mark.parametrize(
    ("size", "tokens"),
    [  # Llama4Processor of transformers 5.24: 144 and a separator for each tile and for the whole, two tokens around
        ((300, 300), 147),
        ((600, 400), 5 * 145 + 2),
        ((1344, 1344), 17 * 145 + 2),
        (A4, 16 * 145 + 2),
        (UHD, 16 * 145 + 2),
    ],
)
def test_llama_4(size, tokens):
    assert Budget.for_model("llama-4-scout").tokens(size) == tokens


@pytest.mark.parametrize(
    ("size", "published"),
    [  # https://docs.aws.amazon.com/nova/latest/userguide/modalities-image.html, "approximate"
        ((900, 450), 800),
        ((800, 400), 800),
        ((900, 900), 1300),
        ((1400, 900), 1800),
        ((1800, 900), 2400),
        ((1300, 1300), 2600),
    ],
)
def test_nova_1_comes_close_to_what_is_published(size, published):
    assert Budget.for_model("nova-pro").tokens(size) == pytest.approx(published, rel=0.08)


@pytest.mark.parametrize("size", [(64, 64), UHD])
def test_nova_2_is_billed_flat(size):
    """https://docs.aws.amazon.com/nova/latest/nova2-userguide/using-multimodal-models.html"""
    assert Budget.for_model("us.amazon.nova-2-lite-v1:0").tokens(size) == 230


@pytest.mark.parametrize(
    ("size", "tokens"), [((448, 448), 2 * 256), ((896, 448), 3 * 256), ((1344, 896), 7 * 256), (UHD, 7 * 256)]
)
def test_grok_counts_one_tile_more_than_it_cuts(size, tokens):
    """(tiles + 1) * 256 and at most 6 tiles of 448 px, https://docs.x.ai/docs/guides/image-understanding of 2025."""
    assert Budget.for_model("grok-4").tokens(size) == tokens


def test_gpt_5_6_as_users_measured_it():
    """11,930 with the words of the prompt, https://github.com/vybestack/llxprt-code/issues/3483."""
    assert Budget.for_model("gpt-5.6").tokens((4000, 2500)) == pytest.approx(11_930, rel=0.01)


@pytest.mark.parametrize(
    ("budget", "most"),
    [
        (Budget.local(), 4096),  # https://github.com/ggml-org/llama.cpp/pull/17020
        (Budget.local(tokens=1024), 1024),
        (Budget.local(tokens=512, patch=32), 512),
        (Budget.local(runtime="lm-studio"), 1024),
        (Budget.parse("local:1024"), 1024),
    ],
)
def test_a_local_server_shows_no_more_than_it_was_told(budget, most):
    for size in (A4, UHD, (9933, 7016)):
        assert 0.9 * most < budget.tokens(size) <= most
    assert budget.tokens((280, 140)) < 60


@pytest.mark.parametrize("options", [{"runtime": "abacus"}, {"tokens": 0}, {"tokens": "many"}, {"patch": 0}])
def test_a_local_server_that_cannot_be(options):
    with pytest.raises(BudgetError):
        Budget.local(**options)


def test_a_rule_of_a_new_kind_is_checked_too():
    with pytest.raises(BudgetError, match="token rule"):
        TokenRule(per_row=-1)


def test_an_unknown_name_is_warned_of_once(caplog):
    with caplog.at_level(logging.WARNING):
        assert [known_or_warned("gpt-77") for _ in range(3)] == [None] * 3
        assert known_or_warned("gpt-4o") == "gpt-4o"
        assert known_or_warned(None) is None
    (record,) = caplog.records
    assert "1568 px" in record.getMessage()
    assert "Nearest: gpt-" in record.getMessage()
